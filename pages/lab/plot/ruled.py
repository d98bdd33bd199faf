"""The ground that a sequence is drawn on by hand: from where to where, its lines, and how finely a hand can draw."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_LINES = 2
"""Into how many parts the lines divide the range of the values at least."""
_FLAT = 1e-100, 0.05
"""A range of values between these would be a flat line between −1 and 1; below, there are few digits left."""
_EQUAL = 1e-6
"""Values that differ by no more than this part of themselves are drawn as equal."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """The ruled ground.

    Parameters
    ----------
    lines : tuple of float
        The heights of its lines, round numbers; the lowest is the lower edge and the highest the upper one.
    fine : float
        What values are rounded to, a power of ten.
    """

    lines: tuple[float, ...]
    fine: float

    @property
    def low(self) -> float:
        return self.lines[0]

    @property
    def high(self) -> float:
        return self.lines[-1]


def ruled(values: Sequence[float]) -> Ruled:
    """From −1 to 1 if that suits the values, so that it stays the same while they are drawn; else a round range.

    A hand can go beyond the values of a round range, up or down, by at least the distance of two lines.
    """
    low, high = min(values, default=0.0), max(values, default=0.0)
    if high - low <= _EQUAL * max(abs(low), abs(high)):
        low, high = min(low, 0.0), max(high, 0.0)
    if low >= -1 and high <= 1 and not _FLAT[0] < high - low < _FLAT[1]:
        return Ruled((-1.0, -0.5, 0.0, 0.5, 1.0), 0.01)
    exponent = math.floor(math.log10((high - low) / _LINES))
    digit = next((digit for digit in (5, 2) if (high - low) / float(f"{digit}e{exponent}") >= _LINES), 1)
    unit = float(f"{digit}e{exponent}")
    numbers = range(math.floor(low / unit) - 1, math.ceil(high / unit) + 2)
    lines = tuple(float(f"{k * digit}e{exponent}") for k in numbers)  # 0.3, where 3 · 0.1 would be a little more
    return Ruled(lines, 10.0 ** (math.floor(math.log10(lines[-1] - lines[0])) - 2))
