"""How a number becomes a height: linear, or symlog, which is linear up to a threshold and logarithmic beyond."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def symlog(value: float, threshold: float) -> float:
    """sign(v)·log10(1 + |v|/threshold)."""
    return math.copysign(math.log10(1.0 + abs(value) / threshold), value)


def symlog_array(values: NDArray[np.float64], threshold: float) -> NDArray[np.float64]:
    """``symlog`` of every value, in their shape; NaN stays NaN."""
    return np.copysign(np.log10(1.0 + np.abs(values) / threshold), values)


def symlog_threshold(largest: float) -> float:
    """Four decades below the largest magnitude, as a power of ten."""
    return 10.0 ** (math.floor(math.log10(largest)) - 3) if largest > 0 else 1.0


def height_of(value: float, full: float, scale: str) -> float:
    """Height of a bar, −1 to 1, where ``full``, the largest magnitude, has height 1; linear unless "symlog"."""
    if full == 0 or scale != "symlog":
        return value / full if full else 0.0
    threshold = symlog_threshold(full)
    return symlog(value, threshold) / symlog(full, threshold)


VISIBLE = 0.03
"""The part of the full height below which a bar cannot be seen."""


def none_visible(values: Iterable[float], full: float, scale: str, least: float = VISIBLE) -> bool:
    """Whether some values are not 0, yet all bars are lower than ``least``, a part of the full height."""
    return 0 < max(abs(height_of(value, full, scale)) for value in values) < least


def full_height(values: Iterable[float]) -> float:
    """A round number to read bars against: the largest magnitude, up to the next 1, 2 or 5 times a power of ten."""
    largest = max(map(abs, values))
    if largest == 0:
        return 0.0
    exponent = math.floor(math.log10(largest))
    candidates = (float(f"{digit}e{exponent}") for digit in (1, 2, 5, 10))
    return next((candidate for candidate in candidates if largest <= candidate < math.inf), largest)


def span(values: Iterable[float], *, zero: bool = False, room: float = 0.08) -> list[float]:
    """A range that holds all finite values with a little room on either side, and 0 if asked for."""
    finite = [value for value in values if math.isfinite(value)] + ([0.0] if zero else [])
    low, high = min(finite, default=-1.0), max(finite, default=1.0)
    margin = room * (high - low) or 0.5 * abs(high) or 1.0
    return [low - margin, high + margin]
