"""A table of numbers as people and spreadsheets write it: one column, X, or two, X and Y. Read with the csv module.

Columns are separated by tabs, semicolons or commas. The first row can hold names. A decimal comma, with digits on both
sides, is read where commas do not separate columns; thousands are written without a separator. Whatever cannot be
read is named by its row and column.
"""

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rnn_core.scaling import Scale

FEWEST, MOST = 3, 2000
"""How many rows a table can have, without a row of names."""
LARGEST = 1e9
"""The largest magnitude of a number."""
LONGEST = 130_000
"""How many characters of text are read: enough for the most rows with every digit and quotation marks around each."""
LONGEST_NUMBER = 40
"""How many characters a number can have. One with every digit takes 24."""
NAMES = ("X", "Y")
SEPARATORS = {"\t": "tabs", ";": "semicolons", ",": "commas"}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
"""One and a half, or one thousand five hundred? Both are written 1,500 somewhere."""
_GROUPED = [
    re.compile(rf"[+-]?(\d+|[1-9]\d{{0,2}}({thousands}\d{{3}})+)({decimal}\d+)?", re.ASCII)
    for thousands, decimal in ((r"\.", ","), (",", r"\."))
]
"""Numbers whose thousands may be separated: as in 1.234,5 or as in 1,234.5."""
_DECIMALS = re.compile(r",0\d|-0,\d", re.ASCII)
"""What stands beside a comma and is no integer: the digits after it in 0,05 or 1,000, and the −0 of −0,5."""
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)", re.ASCII)
"""A comma with digits on both sides; beside an empty cell there are none."""
_INFINITE = {f"{sign}{word}" for sign in ("", "+", "-") for word in ("inf", "infinity", "∞")}


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a table.

    Parameters
    ----------
    columns : tuple of tuple of float
        X, or X and Y, of equal lengths.

    Raises
    ------
    ValueError
        If it is not such a table; says why.
    """

    columns: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.columns) <= len(NAMES):
            raise ValueError(f"has {len(self.columns)} columns; allowed are one and two")
        if len({*map(len, self.columns)}) > 1 or not FEWEST <= self.rows <= MOST:
            raise ValueError(f"has a column of {self.rows} rows; allowed are {FEWEST} to {MOST:,}, as many in each")
        if not all(abs(value) <= LARGEST for column in self.columns for value in column):  # which NaN is not either
            raise ValueError(f"has a number that is not finite, or beyond ±{LARGEST:,.0f}")

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.columns[0])

    @property
    def scales(self) -> dict[str, Scale]:
        """The range of each column, by its name, as the scale that makes it −1 to 1."""
        return {name: Scale.of(column) for name, column in zip(NAMES, self.columns, strict=False)}

    def scale_of(self, target: str) -> Scale:
        """The scale of the column that a target is made of, one of ``tasks.TARGETS``."""
        return self.scales["Y" if target == "given" else "X"]

    @property
    def text(self) -> str:
        """The table as text that reads back to the same numbers, with a row of names."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(NAMES[: len(self.columns)])
        writer.writerows([repr(value).removesuffix(".0") for value in row] for row in zip(*self.columns, strict=True))
        return written.getvalue()


@dataclass(frozen=True, slots=True)
class Reading:
    """A table and how its text was read.

    Parameters
    ----------
    table : Table
    separator : str
        What separates its columns; empty if it has one.
    names : tuple of str
        The row of names, if the text has one.
    comma : bool
        Whether its numbers have a decimal comma.
    ambiguous : bool
        Whether its commas, which were read as separators, could as well belong to the numbers of a single column.
    """

    table: Table
    separator: str
    names: tuple[str, ...]
    comma: bool
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong in a text: at a row, counted from 1, or 0 for the whole; at a column if it is about a cell."""

    row: int
    column: str
    why: str

    def __str__(self) -> str:
        cell = f", column {self.column}" if self.column else ""
        return f"row {self.row:,}{cell}: {self.why}" if self.row else self.why


class TableError(ValueError):
    """A text that is not a table; ``defects`` names all that is wrong with it."""

    def __init__(self, defects: Sequence[Defect]) -> None:
        super().__init__("\n".join(map(str, defects)))
        self.defects = tuple(defects)


def read_table(text: str) -> Reading:
    """Read a table.

    Raises
    ------
    TableError
        If the text is none.
    """
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if len(text) > LONGEST:
        raise TableError([Defect(0, "", f"the text is too long: at most {LONGEST:,} characters are read")])
    if not text.strip():
        raise TableError([Defect(0, "", "there are no numbers yet")])
    separator = next((one for one in SEPARATORS if _separates(text, one)), "")
    read = _read(text, separator)
    names = _first_names(text)
    if separator != "," or sum(map(bool, names)) > 1:
        return _good(read)
    column = _read(text, "")  # the commas may be decimal ones of a single column
    if isinstance(read, list):
        alone = len(names) == 1 and "." not in text
        mixed = "." in text and not any("." in row and "," in row for row in text.splitlines())
        likely = (column, read) if mixed else (read, column)  # no row that has both marks: they are decimal ones
        return _good(column if alone or isinstance(column, Reading) else min(*likely, key=len))
    if read.names or not read.separator:
        return read
    if unclear := _grouped(text):
        raise TableError([unclear])
    if isinstance(column, list) and not _all_thousands(text):
        return read
    return _good(column) if _DECIMALS.search(_plain(text)) else replace(read, ambiguous=True)


def _good(read: Reading | list[Defect]) -> Reading:
    if isinstance(read, list):
        raise TableError(read)
    return read


def _first_names(text: str) -> tuple[str, ...]:
    """The names in the first row, if it has any, with commas between them."""
    try:
        return _names(next(filter(any, _rows(text, ",")), []))
    except csv.Error:
        return ()


def _all_thousands(text: str) -> bool:
    """Whether each row could be a single number with its thousands separated."""
    return all(map(THOUSANDS.fullmatch, _plain(text).split()))


def _grouped(text: str) -> Defect | None:
    """What is unclear if each row could be a single number, and one has both a decimal mark and thousands separated."""
    rows = [row.strip() for row in _plain(text).splitlines()]
    if not any(all(map(style.fullmatch, filter(None, rows))) for style in _GROUPED):
        return None
    for at, row in enumerate(rows, 1):
        if "." in row and "," in row:
            thousands, decimal = sorted(".,", key=row.rfind)
            one, two = row.replace(thousands, "").replace(decimal, "."), row.replace(",", " and ")
            how = "for two columns, write X,Y into the first row; for one, leave out the thousands separators"
            return Defect(at, "", f"“{row}” could be one number, {one}, or two, {two}; {how}")
    return None


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    # Where nothing separates, the tab does: a text that is read as one column has none.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or "\t", skipinitialspace=True, strict=True)
    for row in reader:
        yield [cell.strip() for cell in row]


def _separates(text: str, separator: str) -> bool:
    if separator not in text:
        return False
    try:
        return any(len(row) > 1 for row in _rows(text, separator))
    except csv.Error:
        return True


def _read(text: str, separator: str) -> Reading | list[Defect]:
    """The table of a text whose columns are separated so, or what is wrong with it."""
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in _rows(text, separator):
            rows.append((len(rows) + 1, row))
    except csv.Error:
        return [Defect(len(rows) + 1, "", "a quotation mark has no partner, or text stands beside it")]
    filled = [at for at, row in rows if any(row)]
    if not filled:
        return [Defect(0, "", "there are no numbers yet")]
    rows = rows[filled[0] - 1 : filled[-1]]
    last = max(i for _, row in rows for i, cell in enumerate(row, 1) if cell)
    rows = [(at, row[:last]) for at, row in rows]  # spreadsheets write empty columns after the last
    names = () if not separator and "," in rows[0][1][0] else _names(rows[0][1])
    body = rows[1:] if names else rows
    width = Counter(len(row) for _, row in body if any(row)).most_common(1)[0][0] if body else len(names)
    if width > len(NAMES):
        allowed = "allowed are one, X, and two, X and Y: write one number in each row, or two"
        return [Defect(0, "", f"there are {width} columns; {allowed}")]
    if len(body) > MOST:
        return [Defect(0, "", f"there are {len(body):,} rows; allowed are at most {MOST:,}")]
    defects: list[Defect] = []
    comma, unclear = _decimal_comma([cell for _, row in body for cell in row])
    numbers: list[list[float]] = []
    for at, row in rows:
        if not any(row):
            defects.append(Defect(at, "", "the row is empty"))
        elif len(row) != width:
            counts = [f"the row has {len(row)} column{'s' * (len(row) > 1)}", f"and most others have {width}"]
            counts[len(row) < width] += f", separated by {SEPARATORS[separator]}"
            defects.append(Defect(at, "", ", ".join(counts)))
        elif at > rows[0][0] or not names:
            numbers.append([])
            for column, cell in zip(NAMES, row, strict=False):
                try:
                    numbers[-1].append(_number(cell, comma=comma, unclear=unclear))
                except ValueError as wrong:
                    defects.append(Defect(at, column, str(wrong)))
    if not defects and len(body) < FEWEST:
        found = "is 1 row" if len(body) == 1 else f"are {len(body) or 'no'} rows"
        defects.append(Defect(0, "", f"there {found} of numbers; at least {FEWEST} are needed"))
    if defects:
        # Who meant these as numbers does not find them among the defects.
        like = [(name, cell) for name, cell in zip(NAMES, names, strict=False) if NUMBER.match(_plain(cell))]
        return [Defect(rows[0][0], name, f"{_quoted(cell)} was taken for a name") for name, cell in like] + defects
    table = Table(tuple(zip(*numbers, strict=True)))
    return Reading(table, separator if width > 1 else "", names, comma=comma)


def _names(row: Sequence[str]) -> tuple[str, ...]:
    """A first row that holds names: letters, and nothing that is or should be a number."""
    cells = [cell.casefold().replace(",", ".") for cell in row]
    numbers = [cell for cell in cells if NUMBER.fullmatch(_plain(cell)) or cell in _INFINITE or cell == "nan"]
    return tuple(row) if not numbers and any(one.isalpha() for cell in cells for one in cell) else ()


def _decimal_comma(cells: Sequence[str]) -> tuple[bool, bool]:
    """Whether the decimal mark of most cells is a comma, and whether these commas may separate thousands instead."""
    commas = [cell for cell in cells if "," in cell]
    comma = len(commas) > sum("." in cell for cell in cells)
    return comma, comma and all(THOUSANDS.fullmatch(_plain(cell)) for cell in commas)


def _plain(cell: str) -> str:
    return cell.replace("\N{MINUS SIGN}", "-")


def _quoted(cell: str) -> str:
    return f"“{cell[:20]}{'…' * (len(cell) > 20)}”"


def _advice(words: Sequence[str]) -> str:
    """How to write a number with a comma at its end, or several in one cell with blanks between them."""
    if len(words) == 1 and "," in words[0] and NUMBER.fullmatch(words[0].replace(",", ".")):
        return "; a decimal comma has digits on both sides"
    if len(words) < 2 or not all(map(NUMBER.fullmatch, words)):
        return ""
    one = "; write one number in each row"
    return f"{one}, or separate two columns by commas, semicolons or tabs" if len(words) == 2 else one


def _number(cell: str, *, comma: bool, unclear: bool) -> float:
    """Read a cell.

    Raises
    ------
    ValueError
        If it is not a number that can be used; says why.
    """
    plain, told = _plain(cell), _quoted(cell)
    if not cell:
        raise ValueError("the cell is empty")
    if plain.casefold() == "nan":
        raise ValueError(f"{told} stands for a missing number")
    if plain.casefold() in _INFINITE:
        raise ValueError(f"{told} is infinite")
    other = "." if comma else ","
    if len(cell) > LONGEST_NUMBER:
        raise ValueError(f"{told} is too long for a number: at most {LONGEST_NUMBER} characters are read")
    pointed = _DECIMAL_COMMA.sub(".", plain)
    if not NUMBER.fullmatch(pointed):
        raise ValueError(f"{told} is not a number{_advice(pointed.split())}")
    if other in plain:
        kinds = ("comma", "point") if comma else ("point", "comma")
        raise ValueError(f"{told} has a decimal {kinds[1]}, and most other numbers have a {kinds[0]}")
    if unclear and "," in plain:
        raise ValueError(f"{told} could mean {cell.replace(',', '.')} or {cell.replace(',', '')}")
    value = float(pointed)
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise ValueError(f"{told} is too large: at most {LARGEST:,.0f} in magnitude is allowed")
    return value + 0.0  # −0 is 0
