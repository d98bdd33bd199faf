"""The loss surface: mean loss over two weights, the path of the run, and the gradients: of the window, and full."""

import math
from collections.abc import Sequence
from typing import Any

from pages.lab.moment import Moment
from pages.lab.plot import (
    MOST_POINTS,
    Block,
    Chart,
    Corner,
    Figure,
    Mark,
    Table,
    Trace,
    Written,
    colour,
    contours,
    corner,
    inside,
    layout,
    line,
    margin,
    on_plane,
    plane,
    points,
    surface_points,
)
from pages.lab.text import at, digits, listed, number, number_table, sentence, symbol
from rnn_core import PARAMETERS, Params, Run
from rnn_core.analysis.samples import thinned_path
from rnn_core.analysis.surface import Surface
from rnn_core.analysis.surface import surface as surface_of
from rnn_core.analysis.windows import Comparison, Outcome

TITLE = "Mean loss over {across} and {up}"
ARROW = 0.32
"""Length of the longer arrow, as a part of the width of the surface."""
COLOURS = {
    "surface": "a high mean loss on the loss surface; low losses fade to the background of the page",
    "slope": "minus the full gradient of the mean loss",
    "picked": "the current weights on the loss surface, and minus the window's gradient of the mean loss",
}


def surface(moment: Moment) -> Block:
    """The surface about the whole run, seen from the weights at t."""
    seen, window = seen_from(moment), moment.session.K
    return Chart(
        figure=_figure(seen, moment.once(_draw_path, moment.run, *moment.session.plane, corner(seen))),
        sentence=_sentence(seen, moment.t),
        table=Table.of(
            ("gradient of the mean loss", f"window K = {window}", "full gradient"),
            map(symbol, PARAMETERS),
            map(digits, seen.truncated_by_weight.values()),
            map(digits, seen.full_by_weight.values()),
        ),
        key=(
            Mark("ink", "the path of the run"),
            Mark("ink", "its start", "ring"),
            Mark("ink", "its end", "square"),
            Mark("picked", "the weights at t", "ring"),
            Mark("picked", f"against the gradient of window K = {window}"),
            Mark("slope", "against the full gradient"),
            Mark("surface", "high mean loss", "box"),
        ),
        min_width=330,
    )


def seen_from(moment: Moment, comparison: Comparison | None = None) -> Surface:
    """The loss surface through the weights at t; before the first step, through those that the run starts with.

    It shows the path of the run, and the paths of a comparison if there is one.
    """
    # The first outcomes stay the same objects while a comparison grows; the comparison is a new one at every piece.
    first = tuple(one.outcomes[0] for one in comparison.windows) if comparison else ()
    return moment.once(_surface, moment.run, moment.weights, *moment.session.plane, first)


def _surface(run: Run, weights: Params, across: str, up: str, first: tuple[Outcome, ...]) -> Surface:
    paths = [outcome.path_weights for outcome in first]
    return surface_of(run, weights, across, up, surface_points(len(run.experiment.X)), paths)


def _sentence(seen: Surface, t: int) -> str:
    held = listed([symbol(name) for name in PARAMETERS if name not in (seen.across, seen.up)])
    loss = f"With the weights at {at(t)}, the mean loss of the sequence is {number(seen.loss)}"
    outside = f"The weights at {at(t)} lie too far out to be drawn."
    rest = "Click a point of the path to go to its step." if inside(seen) else outside
    return f"{loss}; {held} are held at these values. {rest}"


def _draw_path(run: Run, across: str, up: str, place: Corner) -> list[Trace | Written]:
    """The path and its two ends, the same at every step."""
    steps = thinned_path(run.weights, MOST_POINTS)
    x, y = on_plane(run.weights[steps], across, up, place)
    hover = [
        "" if a is None or b is None else f"t = {t}<br>{symbol(across)} {digits(a)}<br>{symbol(up)} {digits(b)}"
        for t, a, b in zip(steps.tolist(), x, y, strict=True)
    ]
    return [
        Written.of(line(
            "path", x, y, "ink", width=1, mode="lines+markers", marker={"size": 3, "color": colour("ink")},
            opacity=0.6, hovertext=hover, customdata=[["t", t] for t in steps.tolist()],
        )),
        points("ends", [x[0], x[-1]], [y[0], y[-1]], "ink", size=11, symbol=["circle-open", "square-open"],
               edge_width=2),
    ]  # fmt: skip


def _figure(seen: Surface, path: Sequence[Trace | Written]) -> Figure:
    (x, y), there = seen.here, inside(seen)
    arrows = [
        _draw_arrow(seen, gradient, ink, width)
        for gradient, ink, width in ((seen.full, "slope", 3), (seen.truncated, "picked", 2.5))
        if there and any(gradient) and all(map(math.isfinite, seen.lengths))
    ]
    values = f"{symbol(seen.across)} {digits(x)}<br>{symbol(seen.up)} {digits(y)}<br>mean loss {digits(seen.loss)}"
    return {
        "data": [
            contours(seen),
            *path,
            points("here", [x] if there else [], [y] if there else [], "paper", size=9, edge="picked", edge_width=2,
                   hovertext=[f"here<br>{values}"]),
        ],
        "layout": layout(470, margin=margin(54, 8, 34, 42), annotations=arrows, **plane(seen)),
    }  # fmt: skip


def _draw_arrow(seen: Surface, gradient: tuple[float, float], ink: str, width: float) -> dict[str, Any]:
    length, longest, (x, y) = _draw_within(seen), max(seen.lengths), seen.here
    return {
        "name": ink, "text": "", "showarrow": True, "xref": "x", "yref": "y", "axref": "x", "ayref": "y",
        "x": x - length * (gradient[0] / longest), "y": y - length * (gradient[1] / longest), "ax": x, "ay": y,
        "arrowhead": 2, "arrowsize": 1, "arrowwidth": width, "arrowcolor": colour(ink),
    }  # fmt: skip


def _draw_within(seen: Surface) -> float:
    """The length of the longer arrow: less than usual where one of the two would leave the surface."""
    length = ARROW * seen.span
    for gradient in (seen.full, seen.truncated):
        for here, slope, values in zip(seen.here, gradient, (seen.values_across, seen.values_up), strict=True):
            room, part = values[-1] - here if slope < 0 else here - values[0], abs(slope) / max(seen.lengths)
            if part * length > room:
                length = float(room / part)
    return length


def mean_gradients(moment: Moment) -> Block:
    """How far the two gradients point apart over the chosen two weights, and both by all five."""
    seen, window = seen_from(moment), moment.session.K
    table = number_table(
        ("of the mean loss L̄", f"window K = {window}", "full gradient"),
        [(_mean(name), seen.truncated_by_weight[name], seen.full_by_weight[name]) for name in PARAMETERS],
        picked=[_mean(seen.across), _mean(seen.up)],
    )
    return f"{sentence(_angle(seen, window))}{table}"


def _mean(name: str) -> str:
    return f"∂L̄/∂{symbol(name)}"


def _angle(seen: Surface, window: int) -> str:
    names = f"With respect to {symbol(seen.across)} and {symbol(seen.up)}"
    if seen.angle is None:
        return f"{names}, at least one of the two gradients is 0 or undefined, so there is no angle between them."
    truncated, full = map(number, seen.lengths)
    lengths = f"{names}, the gradient of window K = {window} has length {truncated} and the full gradient {full}."
    if {seen.across, seen.up} == {"Wy", "By"}:
        return f"{lengths} Neither of these two weights looks back in time, so the window makes no difference to them."
    return f"{lengths} The angle between them is {degrees(seen.angle)}: {_judgement(seen.angle)}."


def degrees(angle: float) -> str:
    """An angle as a reader sees it."""
    return f"{'under 0.1' if angle < 0.1 else number(angle)}°"


def _judgement(angle: float) -> str:
    if angle > 90:
        return "a step against the window's gradient leads uphill"
    return "almost the same direction" if angle < 10 else "downhill, but not in the steepest direction"
