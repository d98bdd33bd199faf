"""The states of an orbit one after the other."""

from pages.lab.charts.map import EDGE, STABILITY
from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Figure,
    Mark,
    Table,
    axis,
    bare_axis,
    colours,
    horizontal,
    layout,
    line,
    margin,
    span,
)
from pages.lab.text import at, digits, number
from rnn_core.analysis.map import HiddenMap, hidden_map

TITLE = "The orbit of out_H"
DASHES = {"stable": "solid", "unstable": "dot", "undecided": "dash"}
KEY = (
    Mark("source", "orbit"),
    Mark("picked", "this step", "disc"),
    Mark("slope", "stable fixed point"),
    Mark("slope", "unstable fixed point", "dot"),
)
UNDECIDED = Mark("slope", f"fixed point of slope ±1: {STABILITY['undecided']}", "dash")


def orbit(moment: Moment) -> Block:
    """Where the states go while X_t is held, or how the run came to this state."""
    claims = moment.once(hidden_map, moment.run, moment.step.t, held=moment.session.inputs == "held")
    return Chart(
        figure=_figure(claims),
        sentence=_sentence(claims),
        table=Table.of(
            ("after", "out_H"), [at(t) for t, _ in enumerate(claims.states, start=claims.start)], claims.states
        ),
        key=(*KEY, *([UNDECIDED] if any(point.stability == "undecided" for point in claims.fixed) else [])),
        min_width=330,
    )


def _sentence(claims: HiddenMap) -> str:
    if not claims.held:
        if len(claims.curves) == 1:
            return "The first step of the run."
        return f"The last {len(claims.curves)} steps of the run. Each has its own input, and so a map of its own."
    if not claims.settles:
        return "If this input were held, the state would still be changing after 2,000 steps."
    if len(claims.settles) == 1:
        return f"If this input were held, the state would settle at {number(claims.settles[0])}."
    low, high = claims.settles
    return f"If this input were held, the state would end up alternating between {number(low)} and {number(high)}."


def _figure(claims: HiddenMap) -> Figure:
    steps = list(range(claims.start, claims.start + len(claims.states)))
    marker = {
        "opacity": 1,
        "size": [11 if step == claims.t else 6 for step in steps],
        "color": colours(["picked" if step == claims.t else "source" for step in steps]),
    }
    hover = [f"after {at(step)}: {digits(state)}" for step, state in zip(steps, claims.states, strict=True)]
    states = line("states", steps, list(claims.states), "source", mode="lines+markers", marker=marker, hovertext=hover)
    if not claims.held:  # a step of the run can be gone to
        states["meta"] = ["t"]
    return {
        "data": [states],
        "layout": layout(
            440,
            margin=margin(50, 6),
            xaxis=bare_axis(
                f"step, with X<sub>{claims.t}</sub> held" if claims.held else "step", range=span(steps), nticks=8
            ),
            yaxis=axis("out_H", range=[-EDGE, EDGE], dtick=0.5, showgrid=False),
            shapes=[
                horizontal(point.out_H, "slope", width=1.5, dash=DASHES[point.stability]) for point in claims.fixed
            ],
        ),
    }
