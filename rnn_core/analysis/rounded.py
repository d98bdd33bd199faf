"""Numbers as a reader takes them off a screen: to three significant digits, with the uncertainty that this leaves.

An uncertainty is carried through a calculation as a worst case. With |a' − a| ≤ u and |b' − b| ≤ v,

    |a'·b' − a·b| ≤ |a|·v + |b|·u + u·v    |(a' ± b') − (a ± b)| ≤ u + v
    |(1 − a')(1 + a') − (1 − a)(1 + a)| ≤ u·(2·|a| + u)

Everything is dimensionless.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add, mul

from rnn_core.cell import slope

DIGITS = 3
"""How many significant digits of a number are shown."""
_ROUNDING = 1e-9
"""How much of an uncertainty is added to it, so that a number at its very edge is within it."""


def half_unit(value: float) -> float:
    """Return half a unit of the last digit shown; 0 for 0, which is shown exactly."""
    if value == 0:
        return 0.0
    exponent = int(f"{value:.{DIGITS - 1}e}".split("e")[1])
    return 0.5 * 10.0 ** (exponent - DIGITS + 1)


def same_digits(one: float, other: float, digits: int = DIGITS) -> bool:
    """Return whether two numbers look the same when they are rounded to so many significant digits."""
    return f"{one + 0.0:.{digits - 1}e}" == f"{other + 0.0:.{digits - 1}e}"  # −0 + 0 is 0


@dataclass(frozen=True, slots=True)
class Rounded:
    """A number, and how far one that is computed from rounded numbers can be from it.

    Parameters
    ----------
    value, slack : float
    """

    value: float
    slack: float

    def __add__(self, other: "Rounded") -> "Rounded":
        return Rounded(self.value + other.value, self.slack + other.slack)

    def __sub__(self, other: "Rounded") -> "Rounded":
        return Rounded(self.value - other.value, self.slack + other.slack)

    def __mul__(self, other: "Rounded") -> "Rounded":
        u, v = self.slack, other.slack
        return Rounded(self.value * other.value, abs(self.value) * v + abs(other.value) * u + u * v)

    def __neg__(self) -> "Rounded":
        return Rounded(-self.value, self.slack)

    @property
    def finite(self) -> bool:
        """Whether both numbers are."""
        return math.isfinite(self.value) and math.isfinite(self.slack)

    def admits(self, answer: float) -> bool:
        """Return whether an answer may come from rounded numbers, and be rounded itself."""
        slack = (self.slack + half_unit(self.value)) * (1 + _ROUNDING)
        return same_digits(answer, self.value) or abs(answer - self.value) <= slack


def read(value: float) -> Rounded:
    """Return a number as it is read off the screen."""
    return Rounded(value, half_unit(value))


def slope_of(out_H: Rounded) -> Rounded:
    """Return the slope of tanh where its value is ``out_H``."""
    return Rounded(slope(out_H.value), out_H.slack * (2 * abs(out_H.value) + out_H.slack))


def product(factors: Iterable[Rounded]) -> Rounded:
    """Return the product, from the left."""
    return reduce(mul, factors)


def total(terms: Iterable[Rounded]) -> Rounded:
    """Return the sum, from the left."""
    return reduce(add, terms)
