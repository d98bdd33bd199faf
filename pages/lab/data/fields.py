"""The fields of a table, each a text: read all together, so that what is wrong is named at its place."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from pages.lab.text.typed import as_typed, parse_number
from rnn_core.table import MOST, NAMES, Table, TableError, read_table

Rows = list[list[str]]
_ABOVE = 2
"""Rows of the text are counted from 1, and the names of the columns stand in the first; t is counted from 0."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: at a row and a column, each counted from 0; −1 if it is about more than a field."""

    row: int
    column: int
    why: str

    def __str__(self) -> str:
        if self.row < 0:
            return self.why
        column = f", column {NAMES[self.column]}" if self.column >= 0 else ""
        return f"t = {self.row:,}{column}: {self.why}"


@dataclass(frozen=True, slots=True)
class Unread:
    """Fields that could not be read: they stay as they are until all can be, and the data in use stays as well.

    Parameters
    ----------
    rows : list of list of str
    problems : tuple of Problem
        The first of them.
    said : tuple of str
        The same in words, and how many more there are, if any.
    data : str
        The data that the fields would have replaced, packed. Once that is another, they are out of date.
    """

    rows: Rows
    problems: tuple[Problem, ...]
    said: tuple[str, ...]
    data: str


class UnreadableError(ValueError):
    """Fields that hold no table; says all that is wrong with them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def read_fields(rows: Rows) -> Table:
    """Read all fields.

    Raises
    ------
    UnreadableError
        If they hold no table.
    """
    names = NAMES[: max(map(len, rows), default=0)]
    # The empty column at the end says that tabs separate: a decimal comma in a single column would be no separator.
    text = _written([[*names, ""], *([*map(_plain, row), ""] for row in rows)])
    # In a text, empty rows at the end are nothing; here they are fields that somebody has emptied.
    filled = max((t for t, row in enumerate(rows, 1) if any(map(str.strip, row))), default=0)
    emptied = [Problem(t, -1, "the row is empty") for t in range(filled, len(rows))]
    try:
        table = read_table(text).table
    except TableError as wrong:
        problems = [_problem(each.row, each.column, each.why) for each in wrong.defects]
        raise UnreadableError(problems + emptied) from None
    if emptied:
        raise UnreadableError(emptied)
    return table


def _plain(cell: str) -> str:
    """A field by itself cannot mean two columns, so its decimal mark may be a comma whatever the others have."""
    try:
        return as_typed(parse_number(cell))
    except ValueError:
        return cell


def _problem(row: int, column: str, why: str) -> Problem:
    return Problem(row - _ABOVE if row else -1, NAMES.index(column) if column else -1, why)


def with_block(rows: Rows, row: int, column: int, text: str) -> Rows:
    """The rows with a block pasted into them, its upper left number at a row and a column. They grow as needed.

    The columns of a block are separated by tabs, as spreadsheets copy them, or else by semicolons.

    Raises
    ------
    UnreadableError
        If the block does not fit.
    """
    separator = next((one for one in "\t;" if one in text), "\t")
    try:
        block = list(csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise _misfit("A quotation mark in the block has no partner.") from None
    across = max(map(len, block), default=0)
    for count, room, kind in ((across, len(NAMES) - column, "columns"), (len(block), MOST - row, "rows")):
        if count > room:
            raise _misfit(f"The block has {count:,} {kind}; from here there is room for {max(room, 0):,}.")
    width, height = max(len(rows[0]), column + across), max(len(rows), row + len(block))
    grown = [[*cells, *[""] * (width - len(cells))] for cells in rows]
    grown += [[""] * width for _ in range(height - len(rows))]
    for there, cells in zip(grown[row:], block, strict=False):
        there[column : column + len(cells)] = [cell.strip() for cell in cells]
    return grown


def _misfit(why: str) -> UnreadableError:
    return UnreadableError([Problem(-1, -1, f"{why} Nothing has been pasted.")])


def _written(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()
