"""What training has changed: targets and predictions of the first pass through the sequence and of the last steps."""

from typing import Any

from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Curve,
    Figure,
    Mark,
    Table,
    Written,
    axis,
    bare_axis,
    caption,
    layout,
    margin,
    span,
    vertical,
    with_shapes,
)
from pages.lab.text import number
from rnn_core.analysis.curves import Pass
from rnn_core.analysis.curves import passes as passes_of
from rnn_core.cell import Array

TITLE = "Target Y and prediction Ŷ: the first pass and the last"
TARGET: dict[str, Any] = {"width": 1.4, "dash": "dot"}
KEY = (Mark("muted", "target Y", "dot"), Mark("ink", "prediction Ŷ"), Mark("picked", "t"))


def passes(moment: Moment) -> Block:
    """The first pass, and as many steps at the end of the run, beside each other."""
    first, last = moment.once(passes_of, moment.run)
    diverged = moment.run.diverged_at is not None
    cursors = [vertical(moment.t, xref=x) for one, x in ((first, "x1"), (last, "x2")) if moment.t in one.steps]
    return Chart(
        figure=with_shapes(moment.once(_draw_passes, first, last, diverged), *cursors),
        sentence=_sentence(last, diverged),
        table=_table(first, last),
        key=KEY,
        min_width=520 if diverged else 340,  # with two scales, each has numbers such as −0.5×10⁴⁰ beside it
    )


def _sentence(last: Pass, diverged: bool) -> str:
    if last.first == 0:
        return "The run goes through the sequence at most once, so its first and its last steps are the same."
    weights = "Each prediction was made with the weights in force at its step."
    if diverged:
        return f"{weights} The run diverged, so its last steps have a scale of their own, on the right."
    return f"{weights} Where the solid line covers the dotted one, the unit has learned the sequence."


def _table(first: Pass, last: Pass) -> Table:
    return Table.of(
        ("t, first", "Y", "Ŷ", "t, last", "Y", "Ŷ"),
        *(column for one in (first, last) for column in (one.steps, one.Y, one.Y_hat)),
    )


def _draw_passes(first: Pass, last: Pass, apart: bool) -> Figure:
    """All of the figure that is the same at every step; ``apart`` gives each pass a scale of its own."""
    data: list[Written] = []
    labels = []
    axes: dict[str, Any] = {}
    places = (("first", first, "x1", "xaxis", [0.0, 0.485]), ("last", last, "x2", "xaxis2", [0.515, 1.0]))
    for name, one, x, xaxis, domain in places:
        steps, y = list(one.steps), "y2" if apart and name == "last" else "y"
        data += [
            Written.of(_draw_line(one.first, values).line(
                f"{what}, {name} pass", ink, hovertemplate=f"{what} %{{y}}<extra></extra>", xaxis=x, yaxis=y, **look
            ))
            for what, values, ink, look in (("Y", one.Y, "muted", TARGET), ("Ŷ", one.Y_hat, "ink", {"width": 2}))
        ]  # fmt: skip
        axes[xaxis] = bare_axis(
            "training step t", domain=domain, range=[steps[0] - 1, steps[-1] + 1], tickformat=",d", nticks=6
        )
        many = "step" if len(steps) == 1 else f"{len(steps)} steps"
        same = ": the same" * (name == "last" and one.first == 0)  # also where the sentence is not: in a saved picture
        title = f"{name} {many}{same}<br>mean loss {number(one.loss)}"
        labels.append(caption(title, domain[0], 1.0, size=13, align="left"))
    first_values, last_values = ([*one.Y.tolist(), *one.Y_hat.tolist()] for one in (first, last))
    left = first_values if apart else [*first_values, *last_values]
    return {
        "data": data,
        "layout": layout(
            246,
            margin=margin(76 if apart else 44, 88 if apart else 8, 42, 38),
            yaxis=axis(range=span(left), nticks=5, showgrid=False),
            yaxis2=axis(anchor="x2", side="right", range=span(last_values), nticks=5, showgrid=False),
            annotations=labels,
            hovermode="x",
            **axes,
        ),
    }


def _draw_line(first: int, values: Array) -> Curve:
    """Values of the steps from ``first`` on."""
    curve = Curve.of(values)
    return Curve(curve.steps + first, curve.values)
