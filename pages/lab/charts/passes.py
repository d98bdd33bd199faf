"""What training has changed: targets and predictions of the first and of the last pass through the sequence."""

from collections.abc import Sequence
from typing import Any

from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Figure,
    Mark,
    Shape,
    Table,
    Trace,
    axis,
    bare_axis,
    caption,
    layout,
    line,
    margin,
    span,
    vertical,
)
from pages.lab.text import digits, number
from rnn_core.analysis.curves import Pass
from rnn_core.analysis.curves import passes as passes_of

HEIGHT = 246
MIN_WIDTH = 340
WIDTH_APART = 520
"""With two scales: each has numbers such as −0.5×10⁴⁰ beside it."""
KEY = (Mark("muted", "target Y", "dot"), Mark("ink", "prediction Ŷ"), Mark("picked", "t"))


def passes(moment: Moment) -> Block:
    """First and last pass beside each other."""
    first, last = moment.once(passes_of, moment.run)
    diverged = moment.run.diverged_at is not None
    return Chart(
        figure=_figure(moment.once(_draw_passes, first, last, diverged), (first, last), moment.t),
        sentence=_sentence(last, diverged),
        table=moment.once(_table, first, last),
        key=KEY,
        min_width=WIDTH_APART if diverged else MIN_WIDTH,
    )


def _sentence(last: Pass, diverged: bool) -> str:
    if last.first == 0:
        return "The run goes through the sequence at most once, so the first and the last pass are the same."
    weights = "Each prediction was made with the weights in force at its step."
    if diverged:
        return f"{weights} The run diverged, so the last pass has a scale of its own, at the right."
    return f"{weights} Where the solid line covers the dotted one, the unit has learned the sequence."


def _table(first: Pass, last: Pass) -> Table:
    columns = [
        column
        for one in (first, last)
        for column in (map(str, one.steps), map(digits, one.Y.tolist()), map(digits, one.Y_hat.tolist()))
    ]
    rows = list(zip(*columns, strict=True))
    return Table(("t, first", "Y", "Ŷ", "t, last", "Y", "Ŷ"), rows)


def _draw_passes(first: Pass, last: Pass, apart: bool) -> Figure:
    """All of the figure that is the same at every step; ``apart`` gives each pass a scale of its own."""
    known = [[*one.Y.tolist(), *one.Y_hat.tolist()] for one in (first, last)]
    data: list[Trace] = []
    labels = []
    axes: dict[str, Any] = {}
    places = (("first", first, "x1", "xaxis", [0.0, 0.485]), ("last", last, "x2", "xaxis2", [0.515, 1.0]))
    for name, one, x, xaxis, domain in places:
        steps = list(one.steps)
        where = {"xaxis": x, "yaxis": "y2" if apart and name == "last" else "y", "meta": ["t"]}
        for what, values, ink, look in (
            ("Y", one.Y, "muted", {"width": 1.4, "dash": "dot"}),
            ("Ŷ", one.Y_hat, "ink", {"width": 2}),
        ):
            template = f"{what} %{{y}}<extra></extra>"
            title = f"{what}, {name} pass"
            data.append(line(title, steps, values.tolist(), ink, **look, **where, hovertemplate=template))  # type: ignore[arg-type]
        axes[xaxis] = bare_axis(
            "training step t", domain=domain, range=[steps[0] - 1, steps[-1] + 1], tickformat=",d", nticks=6
        )
        labels.append(caption(f"{name} pass<br>mean loss {number(one.loss)}", domain[0], 1.0, size=13, align="left"))
    vertical_axis: dict[str, Any] = {"nticks": 5, "showgrid": False}
    axes["yaxis"] = axis(range=span(known[0] if apart else [*known[0], *known[1]]), **vertical_axis)
    axes["yaxis2"] = axis(anchor="x2", side="right", range=span(known[1]), **vertical_axis)
    room = margin(76 if apart else 44, 88 if apart else 8, 42, 38)
    return {"data": data, "layout": layout(HEIGHT, margin=room, **axes, annotations=labels, hovermode="x")}


def _figure(drawn: Figure, both: Sequence[Pass], t: int) -> Figure:
    cursors: list[Shape] = [vertical(t, xref=x) for one, x in zip(both, ("x1", "x2"), strict=True) if t in one.steps]
    return {"data": drawn["data"], "layout": drawn["layout"] | {"shapes": cursors}}
