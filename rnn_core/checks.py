"""Checks that more than one module makes of its arguments."""

from operator import index
from typing import SupportsIndex


def integer(name: str, value: SupportsIndex, least: int, most: int | None = None) -> int:
    """Return the value as an int from ``least`` to ``most``.

    Raises
    ------
    ValueError
        If it is not one; the message names the argument, its value and what is allowed.
    """
    try:
        number = None if isinstance(value, bool) else index(value)
    except TypeError:
        number = None
    if number is None or number < least or (most is not None and number > most):
        allowed = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise ValueError(f"{name} is {value!r}; allowed is an integer {allowed}")
    return number
