"""How far back the gradient of one loss reaches, for other values of Wh."""

import math

from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Figure,
    Mark,
    Table,
    axis,
    bare_axis,
    colour,
    layout,
    line,
    margin,
    points,
    vertical,
)
from pages.lab.text import MINUS, number, percent, symbol
from rnn_core.analysis.reach import Sweep, sweep
from rnn_core.analysis.reading import VANISHED

TITLE = "How far back the gradient reaches, by Wh"
MARKS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
ABOVE = 1.12
"""The line of those that never fall under 1 % lies this much higher than the largest lag that is drawn."""
KEY = (
    Mark("Wh", "first lag at which under 1&nbsp;% is left"),
    Mark("Wh", "never under 1&nbsp;%, back to the start", "ring"),
    Mark("picked", f"current {symbol('Wh')}"),
    Mark("muted", f"|{symbol('Wh')}| = 1", "dash"),
)


def reach(moment: Moment) -> Block:
    """The first lag at which less than 1 % of the gradient is left, over Wh."""
    claims = sweep(moment.run, moment.step.t)
    return Chart(
        figure=_figure(claims),
        sentence=_sentence(claims),
        table=Table.of(
            (symbol("Wh"), "first lag under 1 %"),
            claims.Wh,
            ("never" if lag is None else lag for lag in claims.lags),
        ),
        key=KEY,
        min_width=520,
    )


def _sentence(claims: Sweep) -> str:
    if claims.available == 0:
        return "At t = 0 there is no earlier step to reach."
    name, lag, over_one = symbol("Wh"), claims.current_lag, claims.over_one
    under = f"under {percent(VANISHED)} of |P<sub>0</sub>|"
    falls = f"never falls {under}, back to the start" if lag is None else f"falls {under} at lag {lag}"
    outside = " (beyond this axis)" if claims.outside else ""
    parts = [f"With the current {name} = {number(claims.current)}{outside}, |P<sub>k</sub>| {falls}."]
    if claims.never:
        many = "one" if claims.never == 1 else claims.never
        parts.append(f"For {many} of the {len(claims.Wh)} values of {name} drawn, it never does (open circles).")
    if over_one:
        many = "one value" if len(over_one) == 1 else f"{len(over_one)} values"
        parts.append(
            f"For {many} with |{name}| over 1 the gradient vanishes too, at lag {over_one[0]} at the earliest."
        )
    if claims.changed:
        parts.append(
            "The weights changed before this loss; the chart repeats the run with the current weights frozen. "
            f"A click sets the {name} that the real run starts from."
        )
    return " ".join(parts)


def _figure(claims: Sweep) -> Figure:
    names = [f"W<sub>h</sub> = {Wh:.2f}".replace("-", MINUS) for Wh in claims.Wh]
    never = [
        (Wh, f"{name}: never under 1 %, back to the start")
        for Wh, name, lag in zip(claims.Wh, names, claims.lags, strict=True)
        if lag is None
    ]
    most = max([10, *(lag for lag in claims.lags if lag is not None)])
    # Far lags matter less and less: a logarithmic axis keeps the near ones apart.
    marks = [mark for mark in MARKS if mark <= most]
    top = math.log10(most) * (ABOVE if never else 1.0)
    return {
        "data": [
            line("reach", list(claims.Wh), [lag and math.log10(lag) for lag in claims.lags], "Wh", mode="lines+markers",
                 marker={"size": 5, "color": colour("Wh")}, connectgaps=False, meta=["Wh along"],
                 hovertext=[f"{name}: under 1 % at lag {lag}" for name, lag in zip(names, claims.lags, strict=True)]),
            points("never", [Wh for Wh, _ in never], [top] * len(never), "Wh", symbol="circle-open", cliponaxis=False,
                   meta=["Wh along"], hovertext=[text for _, text in never]),
        ],
        "layout": layout(
            300,
            margin=margin(46, top=10),
            xaxis=bare_axis("W<sub>h</sub>", range=[claims.Wh[0] - 0.05, claims.Wh[-1] + 0.05], dtick=1),
            yaxis=axis("first lag under 1 % (log)", range=[-0.06, 1.06 * top], zeroline=False,
                       tickvals=[*map(math.log10, marks), *[top] * bool(never)],
                       ticktext=[*map(str, marks), *["never"] * bool(never)]),
            shapes=[vertical(claims.current), *(vertical(one, "muted", width=1, dash="dash") for one in (-1.0, 1.0))],
        ),
    }  # fmt: skip
