"""What all figures share: type, ground, and how a number becomes a height."""

import math
from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from pages.lab.notation import number
from pages.lab.palette import colour

FONT = "Source Sans, Source Sans Pro, sans-serif"
Trace = dict[str, Any]
Figure = dict[str, Any]


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
            "font": {"family": FONT, "size": 13, "color": colour("ink")},
        },
        "showlegend": False,
        "dragmode": False,
        "uirevision": "kept",
        **parts,
    }


def packed(values: Any, dtype: str = "f4") -> dict[str, str]:
    """An array as Plotly reads it fastest: a line, or a matrix; for what is only coloured, 32-bit numbers are enough."""
    shape = {"shape": ", ".join(map(str, values.shape))} if values.ndim > 1 else {}
    return {"dtype": dtype, "bdata": b64encode(values.astype(f"<{dtype}").tobytes()).decode(), **shape}


def symlog(value: float, threshold: float) -> float:
    """Linear up to the threshold, logarithmic beyond, with the sign kept: sign(v)·log10(1 + |v|/threshold)."""
    return math.copysign(math.log10(1.0 + abs(value) / threshold), value)


def symlog_threshold(largest: float) -> float:
    """Four decades below the largest magnitude, as a power of ten."""
    return 10.0 ** (math.floor(math.log10(largest)) - 3) if largest > 0 else 1.0


def height_of(value: float, full: float, threshold: float | None) -> float:
    """Height of a bar, −1 to 1, where ``full`` has height 1; linear without a threshold, else symlog."""
    if full == 0:
        return 0.0
    if threshold is None:
        return value / full
    return symlog(value, threshold) / symlog(full, threshold)


def symlog_axis(largest: float, threshold: float) -> dict[str, Any]:
    """A vertical symlog axis about zero that reaches ±largest, with the threshold in its title."""
    top = symlog(largest, threshold) if largest else 1.0
    decades = [threshold * 10**power for power in (1, 2, 3)]
    marks = [0.0, *(mark for mark in decades if 0.1 * top < symlog(mark, threshold) < 0.85 * top), largest or threshold]
    ticks = sorted({*marks, *(-mark for mark in marks)})
    return quiet_axis(
        range=[-1.1 * top, 1.1 * top],
        tickvals=[symlog(tick, threshold) for tick in ticks],
        ticktext=[number(tick) for tick in ticks],
        title=title(f"symlog, linear up to ±{number(threshold)}"),
        zeroline=True,
    )


def log_axis(values: Iterable[float], **parts: Any) -> dict[str, Any]:
    """A vertical logarithmic axis that holds all values over 10⁻¹², with numbers at its marks; what is 0 has no place on it."""
    known = [value for value in values if SMALLEST <= value < math.inf] or [1.0]
    low, high = math.log10(min(known)), math.log10(max(known))
    room = max(0.06 * (high - low), 0.02)
    low, high = low - room, high + room
    step = max(1, round((high - low) / 5))
    decades = [power for power in range(math.floor(low), min(math.ceil(high), 308)) if power % step == 0]
    marks: list[float] = []
    for within in ((1,), (1, 2, 5), range(1, 10)):
        if len(marks) < 3:
            marks = [mark * 10.0**power for power in decades for mark in within if low <= power + math.log10(mark) <= high]
    if len(marks) < 2:
        marks = [10.0 ** (low + part * (high - low)) for part in (0.2, 0.8)]
    return quiet_axis(type="log", range=[low, high], tickvals=marks, ticktext=[number(mark) for mark in marks], **parts)


SMALLEST = 1e-12


def height_axis(height: str, values: Iterable[float], **parts: Any) -> dict[str, Any]:
    """A vertical axis for what is never negative: linear from 0, or logarithmic."""
    if height == "log":
        return log_axis(values, **parts)
    top = max((value for value in values if value < math.inf), default=0.0) or 1.0
    return quiet_axis(range=[0, min(1.06 * top, 1.7e308)], nticks=5, **parts)


def quiet_axis(**parts: Any) -> dict[str, Any]:
    """An axis that stays where it is, with faint lines."""
    return {
        "fixedrange": True,
        "gridcolor": colour("ghost"),
        "zerolinecolor": colour("line"),
        "linecolor": colour("line"),
        "tickfont": {"color": colour("muted"), "size": 12},
        "exponentformat": "power",
        **parts,
    }


def title(text: str) -> dict[str, Any]:
    """The title of an axis."""
    return {"text": text, "font": {"size": 12, "color": colour("muted")}}


def span(values: Iterable[float], *, zero: bool = False) -> list[float]:
    """A range that holds all values with a little room, and 0 if asked for."""
    known = [value for value in values if math.isfinite(value)] + ([0.0] if zero else [])
    low, high = min(known, default=-1.0), max(known, default=1.0)
    room = 0.08 * (high - low) or 0.5 * abs(high) or 1.0
    return [low - room, high + room]
