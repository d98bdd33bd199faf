"""Layouts and axes: quiet, of fixed ranges, with round numbers at their ticks."""

import math
from collections.abc import Iterable
from typing import Any

from pages.lab.plot.figure import Figure, Shape
from pages.lab.plot.palette import colour
from pages.lab.plot.scales import symlog
from pages.lab.text.notation import mark, number

FONT = "Source Sans, Source Sans Pro, sans-serif"
Axis = dict[str, Any]
_MOST_TICKS = 8
"""Of steps: with their thousands, as many have room on a phone."""


def layout(height: int, **parts: Any) -> dict[str, Any]:
    """A quiet layout of a fixed height in pixels."""
    return {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": colour("ink")},
        "hoverlabel": {
            "bgcolor": colour("paper"),
            "bordercolor": colour("line"),
            "font": {"family": FONT, "size": 14, "color": colour("ink")},
        },
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        **parts,
    }


def with_shapes(figure: Figure, *shapes: Shape) -> Figure:
    """A figure that is the same at every step, with the shapes of one step: where t is."""
    return {**figure, "layout": figure["layout"] | {"shapes": shapes}}


def margin(left: int, right: int = 8, top: int = 8, bottom: int = 40) -> dict[str, int]:
    """Margins of a layout in pixels."""
    return {"l": left, "r": right, "t": top, "b": bottom}


def axis(text: str = "", **parts: Any) -> Axis:
    """A quiet axis that stays where it is, with faint grid lines and a title."""
    named = {"title": {"text": text, "font": {"size": 12, "color": colour("muted")}}} if text else {}
    return {
        "fixedrange": True,
        "gridcolor": colour("ghost"),
        "zerolinecolor": colour("line"),
        "linecolor": colour("line"),
        "tickfont": {"color": colour("muted"), "size": 12},
        "exponentformat": "power",
        **named,
        **parts,
    }


def bare_axis(text: str = "", **parts: Any) -> Axis:
    """The same without grid and zero line: for steps, lags and categories."""
    return axis(text, showgrid=False, zeroline=False, **parts)


def steps_axis(last: int, **parts: Any) -> Axis:
    """A horizontal axis of the steps of a training run, from the moment before the first to the last."""
    ends = [min(-1.2, -0.015 * last - 0.5), 1.015 * last + 0.5]
    return bare_axis("training step t", range=ends, **(whole_ticks(*ends) | parts))


def whole_ticks(low: float, high: float) -> Axis:
    """The ticks of an axis of steps: at whole numbers alone, also if there are few."""
    most = math.ceil(2 * (high - low)) - 1  # so that ticks are over ½ apart; Plotly takes the next of 1, 2, 5 …
    return {"tickformat": ",d", "nticks": min(_MOST_TICKS, most)}


def hidden_axis(low: float, high: float) -> Axis:
    """An axis that only places things: pixels, columns."""
    return {"range": [low, high], "visible": False, "fixedrange": True}


def symlog_axis(largest: float, threshold: float, text: str | None = None, **parts: Any) -> Axis:
    """A vertical symlog axis about zero that reaches ±largest; its title states the threshold unless given."""
    top = symlog(largest, threshold) if largest else 1.0
    decades = [threshold * 10**power for power in (1, 2, 3)]
    inner = [value for value in decades if 0.1 * top < symlog(value, threshold) < 0.85 * top]
    end = largest or threshold
    ticks = sorted({sign * value for value in (0.0, *inner, end) for sign in (1, -1)})
    return axis(
        f"symlog, linear up to ±{mark(threshold)}" if text is None else text,
        range=[-1.1 * top, 1.1 * top],
        tickvals=[symlog(tick, threshold) for tick in ticks],
        ticktext=[number(tick) if abs(tick) == end and end not in decades else mark(tick) for tick in ticks],
        zeroline=True,
        **parts,
    )


def log_axis(values: Iterable[float], text: str = "", **parts: Any) -> Axis:
    """A logarithmic axis that holds all values over 10⁻¹²; a value of 0 has no place on it."""
    positive = [value for value in values if 1e-12 <= value < math.inf] or [1.0]
    low, high = math.log10(min(positive)), math.log10(max(positive))
    room = max(0.06 * (high - low), 0.02)
    low, high = low - room, high + room
    step = max(1, round((high - low) / 5))
    decades = [power for power in range(math.floor(low), min(math.ceil(high), 308)) if power % step == 0]
    for within in ((1,), (1, 2, 5), range(1, 10)):
        pairs = [(digit, power) for power in decades for digit in within]
        marks = [float(f"{digit}e{power}") for digit, power in pairs if low <= power + math.log10(digit) <= high]
        if len(marks) >= 3:
            break
    shown = list(map(mark, marks))
    if len(marks) < 2:
        marks = [10.0 ** (low + part * (high - low)) for part in (0.2, 0.8)]
        shown = list(map(number, marks))
    return axis(text, type="log", range=[low, high], tickvals=marks, ticktext=shown, **parts)


def positive_axis(height: str, values: Iterable[float], text: str = "", **parts: Any) -> Axis:
    """A vertical axis for what is never negative: linear from 0, or logarithmic if ``height`` is "log"."""
    if height == "log":
        return log_axis(values, text, **parts)
    top = max((value for value in values if value < math.inf), default=0.0) or 1.0
    return axis(text, range=[0, min(1.06 * top, 1.7e308)], nticks=5, **parts)
