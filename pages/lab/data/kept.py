"""The data of a reader's own as the session keeps it: a table of numbers, packed into a text."""

import math
from functools import lru_cache

from pages.lab.packed import pack, unpack
from pages.lab.text.notation import ends
from rnn_core.scaling import Scale
from rnn_core.table import Table

LONGEST_DATA = 2**16
"""The longest packed data. The largest table that JSON can write at such a length fits, with every digit."""


def packed(table: Table) -> str:
    """A table as a text for a session."""
    return pack([[int(value) if value.is_integer() else value for value in column] for column in table.columns])


@lru_cache(maxsize=64)
def unpacked(text: str) -> Table:
    """Read a table.

    Raises
    ------
    ValueError
        If the text holds none; says why.
    """
    columns = unpack(text)
    if not isinstance(columns, list) or not all(isinstance(column, list) for column in columns):
        raise ValueError("holds no table")
    if not all(type(value) in (int, float) for column in columns for value in column):
        raise ValueError("holds something that is no number")
    return Table(tuple(tuple(map(_finite, column)) for column in columns))


def _finite(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:  # an integer of hundreds of digits
        return math.inf


def told(text: str) -> str:
    """Packed data in a few words: 120 rows, X from −1 to 1."""
    if not text:
        return "none"
    table = unpacked(text)
    columns = zip(("X", "second column"), table.scales.values(), strict=False)  # which is Y only if it is the target
    return ", ".join([f"{table.rows:,} rows", *(_range(*column) for column in columns)])


def _range(name: str, scale: Scale) -> str:
    low, high = ends(scale)
    return f"{name} is {low} in every row" if scale.constant else f"{name} from {low} to {high}"
