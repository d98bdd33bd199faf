"""The curve of tanh, the steps in the queue on it, and its slope at the present step."""

from pages.lab.moment import Moment
from pages.lab.plot import Block, Chart, Figure, Mark, Table, axis, layout, line, margin, points
from pages.lab.text import at, digits, mark, number
from rnn_core.analysis.on_tanh import FARTHEST, FLAT, STEEP, OnTanh
from rnn_core.analysis.on_tanh import on_tanh as where_on_tanh

TITLE = "net_H and out_H on the curve of tanh"
KEY = (
    Mark("ink", "tanh"),
    Mark("picked", "this step", "disc"),
    Mark("slope", "the slope s there"),
    Mark("faint", "up to nine steps before it", "disc"),
)
COLOURS = {"slope": "the slope of tanh at this step"}
HALF = 0.9
"""Half the length of the drawn tangent, along net_H."""


def on_tanh(moment: Moment) -> Block:
    """The steps in the queue on the curve of tanh."""
    claims = moment.once(where_on_tanh, moment.run, moment.step.t)
    lags = range(len(claims.net_H))
    return Chart(
        figure=_figure(claims, moment.t),
        sentence=_sentence(claims, moment.t),
        table=Table.of(
            ("step", "net_H", "out_H", "slope s"),
            [at(moment.t, lag) for lag in lags],
            claims.net_H,
            claims.out_H,
            claims.slopes,
        ),
        key=KEY,
        min_width=330,
    )


def _sentence(claims: OnTanh, t: int) -> str:
    here = "flat" if claims.slopes[0] < FLAT else "steep" if claims.slopes[0] > STEEP else "neither flat nor steep"
    text = (
        f"At {at(t)}, net_H = {number(claims.net_H[0])} and out_H = {number(claims.out_H[0])}. tanh is {here} there: "
        f"its slope is {number(claims.slopes[0])}."
    )
    if len(claims.slopes) == 1:
        return text
    words = {0: "none has", 1: "one has", len(claims.slopes): "all have"}
    flat = f"{text} Of these {len(claims.slopes)} steps, {words.get(claims.flat, f'{claims.flat} have')} a slope"
    edge = f" A point whose net_H is beyond ±{mark(FARTHEST)} stands at the edge." if claims.beyond else ""
    return f"{flat} under {mark(FLAT)}.{edge}"


def _figure(claims: OnTanh, t: int) -> Figure:
    shown = [max(-FARTHEST, min(net_H, FARTHEST)) for net_H in claims.net_H]
    hovers = [
        f"{at(t, lag)}<br>net_H {digits(net_H)}<br>out_H {digits(out_H)}<br>slope {digits(slope)}"
        for lag, (net_H, out_H, slope) in enumerate(zip(claims.net_H, claims.out_H, claims.slopes, strict=True))
    ]
    tangent = [claims.out_H[0] + side * claims.slopes[0] for side in (-HALF, HALF)]
    return {
        "data": [
            line("tanh", claims.grid.tolist(), claims.curve.tolist(), "ink", width=2.2, exact=True,
                 hovertemplate="tanh(%{x:.3f}) = %{y:.3f}<extra></extra>"),
            points("before", shown[1:], list(claims.out_H[1:]), "faint", size=9, hovertext=hovers[1:]),
            line("tangent", [shown[0] - HALF, shown[0] + HALF], tangent, "slope", width=4),
            points("step", shown[:1], [claims.out_H[0]], "picked", size=11, hovertext=hovers[:1]),
        ],
        "layout": layout(
            230,
            margin=margin(50, 6),
            xaxis=axis("net_H", range=[-FARTHEST - 0.2, FARTHEST + 0.2], dtick=1, zeroline=True, showgrid=False),
            yaxis=axis("out_H", range=[-1.15, 1.15], dtick=0.5, zeroline=True, showgrid=False),
        ),
    }  # fmt: skip
