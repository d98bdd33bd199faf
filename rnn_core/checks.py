"""Checks that several modules make of their arguments."""

from collections.abc import Sequence
from operator import index
from typing import SupportsIndex


def integer(name: str, value: SupportsIndex, least: int, most: int | None = None) -> int:
    """Return the value as an int from ``least`` to ``most``.

    Raises
    ------
    ValueError
        If it is not one; the message names the argument, its value and the allowed range.
    """
    try:
        number = None if isinstance(value, bool) else index(value)
    except TypeError:
        number = None
    if number is None or number < least or (most is not None and number > most):
        allowed = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise ValueError(f"{name} is {value!r}; allowed is an integer {allowed}")
    return number


def position(name: str, value: str, allowed: Sequence[str]) -> int:
    """Return the index of the value among the allowed ones.

    Raises
    ------
    ValueError
        If it is none of them; the message names the argument, its value and the allowed values.
    """
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; allowed are {', '.join(allowed)}")
    return allowed.index(value)
