"""A linear scale: the smallest of some numbers becomes −1, the largest 1, and back.

scaled = 2·(x − low)/(high − low) − 1        x = low + (scaled + 1)/2·(high − low)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnn_core.cell import Array


@dataclass(frozen=True, slots=True)
class Scale:
    """What becomes −1 and what becomes 1; both as they are given, in the units of the data."""

    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float] | Array) -> "Scale":
        """The scale of a column, by its own smallest and largest value."""
        return cls(float(np.min(values)), float(np.max(values)))

    @property
    def constant(self) -> bool:
        """Whether all values are the same: a column that cannot be scaled, and stays as it is."""
        return self.low == self.high

    @property
    def idle(self) -> bool:
        """Whether scaling changes nothing: the column is constant, or goes from −1 to 1 already."""
        return self.constant or (self.low, self.high) == (-1.0, 1.0)

    @property
    def narrow(self) -> bool:
        """Whether the values differ, but by less than 1 % of their size."""
        return 0 < self.high - self.low < 0.01 * self.largest

    @property
    def largest(self) -> float:
        """The largest magnitude."""
        return max(abs(self.low), abs(self.high))

    def scaled(self, values: Sequence[float] | Array) -> Array:
        """Values of the data on the scale from −1 to 1, shape (T,)."""
        given = np.asarray(values, dtype=np.float64)
        return given if self.constant else 2.0 * (given - self.low) / (self.high - self.low) - 1.0

    def original(self, value: float) -> float:
        """A value on the scale from −1 to 1 in the units of the data."""
        return value if self.constant else self.low + (value + 1.0) / 2.0 * (self.high - self.low)


def alike(values: Sequence[float], digits: int) -> bool:
    """Whether some of the values differ, but not once they are rounded to so many significant digits."""
    different = set(values)
    return len({float(f"{value:.{digits - 1}e}") for value in different}) < len(different)
