"""The hidden unit as a map from one state to the next: curve, orbit, fixed points, and the slope, the local gain."""

from itertools import pairwise

from pages.lab.moment import Moment
from pages.lab.plot import Block, Chart, Figure, Mark, Table, axis, layout, line, margin, points
from pages.lab.text import at, digits, listed, number
from rnn_core.analysis.map import HiddenMap, hidden_map

TITLE = "The map from one out_H to the next"
EDGE = 1.06
TANGENT = 0.22
"""Half the length of the drawn tangent, in states."""
STABILITY = {"stable": "stable", "unstable": "unstable", "undecided": "stability undecided"}
"""A fixed point in words; its slope alone does not decide if it is exactly ±1."""
GLOSSARY = {
    "h": "short for out_H before a step; f is out_H after it",
    "orbit": "the states one after the other, each the image of the one before under the map",
    "fixed point": "a state that the map leaves unchanged. |slope| under 1 there: stable, nearby states approach it; "
    "over 1: unstable; exactly 1: the slope does not decide",
}
COLOURS = {
    "source": "an orbit of states",
    "slope": "a fixed point of the map",
    "Wh": "the slope of the map at this step",
    "muted": "the diagonal of the map",
    "faint": "the maps of earlier steps",
}


def map(moment: Moment) -> Block:
    """The map of step t, with an orbit on it."""
    claims = moment.once(hidden_map, moment.run, moment.step.t, held=moment.session.inputs == "held")
    undecided = any(point.stability == "undecided" for point in claims.fixed)
    return Chart(
        figure=_figure(claims),
        sentence=_sentence(claims),
        table=Table.of(("h", "f"), claims.grid.tolist(), claims.curves[0].tolist()),
        key=(
            Mark("ink", "the map for X<sub>t</sub>"),
            *([] if claims.held else [Mark("faint", "maps of the steps before")]),
            Mark("source", "orbit, X<sub>t</sub> held" if claims.held else "orbit of the run"),
            Mark("picked", "this step", "disc"),
            Mark("Wh", "the slope there, the local gain"),
            Mark("slope", "stable fixed point", "disc"),
            Mark("slope", "unstable fixed point", "ring"),
            *([Mark("slope", f"fixed point of slope ±1: {STABILITY['undecided']}", "square")] if undecided else []),
            Mark("muted", "diagonal: state unchanged", "dash"),
        ),
        min_width=330,
    )


def _sentence(claims: HiddenMap) -> str:
    many = "one fixed point" if len(claims.fixed) == 1 else f"{len(claims.fixed)} fixed points"
    each = [
        f"{number(point.out_H)} (slope {number(point.gain)}, {STABILITY[point.stability]})" for point in claims.fixed
    ]
    return (
        f"With X held at {number(claims.X)}, the map has {many}: {listed(each)}. The step at {at(claims.t)} leads from "
        f"{number(claims.out_H_prev)} to {number(claims.out_H)}, where the slope (local gain) is {number(claims.gain)}."
    )


def _figure(claims: HiddenMap) -> Figure:
    grid, states = claims.grid.tolist(), claims.states
    # Up to the curve and across to the diagonal, again and again.
    stairs = [(states[0], states[0]), *(point for b, a in pairwise(states) for point in ((b, a), (a, a)))]
    at_fixed, kinds = [point.out_H for point in claims.fixed], [point.stability for point in claims.fixed]
    at_fixed_hover = [
        f"fixed point {digits(point.out_H)}<br>slope {digits(point.gain)}: {STABILITY[point.stability]}"
        for point in claims.fixed
    ]
    run = 1.0 / (1.0 + claims.gain**2) ** 0.5 * TANGENT
    quiet = {"range": [-EDGE, EDGE], "dtick": 0.5, "showgrid": False}
    return {
        "data": [
            *(line("before", grid, earlier.tolist(), "faint", width=1) for earlier in claims.curves[1:]),
            line("diagonal", [-1, 1], [-1, 1], "muted", width=1, dash="dash"),
            line("map", grid, claims.curves[0].tolist(), "ink", width=2.2, exact=True,
                 hovertemplate="from %{x:.3f} to %{y:.3f}<extra></extra>"),
            line("orbit", [x for x, _ in stairs], [y for _, y in stairs], "source", width=1.2),
            line("tangent", [claims.out_H_prev + side for side in (-run, run)],
                 [claims.out_H + side * claims.gain for side in (-run, run)], "Wh", width=4),
            points("fixed points", at_fixed, at_fixed, ["slope" if kind == "stable" else "paper" for kind in kinds],
                   symbol=["square" if kind == "undecided" else "circle" for kind in kinds],
                   size=14, edge="slope", edge_width=2.5, hovertext=at_fixed_hover),
            points("step", [claims.out_H_prev], [claims.out_H], "picked", size=9, hovertext=[
                f"the step at {at(claims.t)}<br>from {digits(claims.out_H_prev)}<br>to {digits(claims.out_H)}"
                f"<br>slope, the local gain: {digits(claims.gain)}"
            ]),
        ],
        "layout": layout(
            440,
            margin=margin(50, 6),
            xaxis=axis("state before, h = out_H<sub>t−1</sub>", zeroline=True, **quiet),
            yaxis=axis("state after, f = out_H<sub>t</sub>", zeroline=True, **quiet),
        ),
    }  # fmt: skip
