"""What all figures share: type, ground, and how a number becomes a height."""

import math
from typing import Any

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
