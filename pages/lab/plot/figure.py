"""A chart and what belongs to it: the figure, the sentence that reads it, its table and its key."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from pages.lab.text.notation import digits

Figure = dict[str, Any]
"""A Plotly figure as plain data: {"data": [traces, some of them written], "layout": {…, "height": pixels}}."""
Trace = dict[str, Any]
Shape = dict[str, Any]
LONG = 50_000
"""From so many bytes on, compressing a text is worth its time: a picture of a long run is mostly empty or alike."""


compact_json = json.JSONEncoder(allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode
"""JSON without spaces, in which letters beyond ASCII are themselves."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Written:
    """A trace, or a layout, as it is sent, a JSON text within a JSON text: written once, and kept in little room."""

    kept: bytes
    compressed: bool

    @classmethod
    def of(cls, trace: Trace) -> "Written":
        """Write it, and compress it if it is long. What is the same at many steps is kept once."""
        text = compact_json(compact_json(trace)).encode()
        new = cls(zlib.compress(text, 1), compressed=True) if len(text) > LONG else cls(text, compressed=False)
        return _WRITTEN.setdefault(new.kept, new)

    @property
    def literal(self) -> str:
        """The text with its quotation marks."""
        return (zlib.decompress(self.kept) if self.compressed else self.kept).decode()


_WRITTEN: WeakValueDictionary[bytes, Written] = WeakValueDictionary()


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart with all their digits: text or HTML, row by row."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    @classmethod
    def of(cls, head: Sequence[str], *columns: Iterable[str | float | None]) -> "Table":
        """A table of columns: text and integers as they are, numbers with all digits, nothing for None and NaN.

        Columns that are shorter than the longest end in empty cells.
        """
        return cls(head, _Rows(columns))


class _Rows(Sequence[Sequence[str]]):
    """The rows of some columns. The columns are kept, in little room; their numbers are formatted when read."""

    def __init__(self, columns: Sequence[Iterable[str | float | None]]) -> None:
        self._columns = list(map(_packed, columns))

    def __len__(self) -> int:
        return max(map(len, self._columns))

    def __iter__(self) -> Iterator[Sequence[str]]:
        columns = (one.tolist() if isinstance(one, np.ndarray) else one for one in self._columns)
        return (tuple(map(_cell, row)) for row in zip_longest(*columns))

    def __getitem__(self, which: Any) -> Any:
        return list(self)[which]

    def __eq__(self, other: object) -> bool:
        """Whether both read the same. Of rows made one by one, that is not known."""
        if not isinstance(other, _Rows) or len(self._columns) != len(other._columns):
            return False
        return all(map(_same, self._columns, other._columns))


def _packed(column: Iterable[str | float | None]) -> Any:
    """A column as it is kept; numbers in an array take a quarter of the room."""
    if isinstance(column, np.ndarray | range):
        return column
    cells = tuple(column)
    return np.array(cells) if all(type(cell) is float for cell in cells) else cells


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=True)
    return bool(type(one) is type(other) and one == other)


def _cell(value: str | float | None) -> str:
    if value is None or value != value:  # NaN alone differs from itself
        return ""
    return str(value) if isinstance(value, str | int) else digits(value)


def as_sent(data: object) -> str:
    """Data as JSON, with what is written already as it is."""
    match data:
        case Written():
            return data.literal
        case Table():
            return compact_json({"head": list(data.head), "rows": list(map(list, data.rows))})
        case dict():
            return f"{{{','.join(f'{compact_json(name)}:{as_sent(one)}' for name, one in data.items())}}}"
        case list():
            return f"[{','.join(map(as_sent, data))}]"
    return compact_json(data)


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of a key: what a mark of the chart stands for.

    Parameters
    ----------
    colour : str
        A meaning of the palette.
    text : str
        HTML.
    look : {"line", "dash", "dot", "dashdot", "box", "disc", "ring", "cross", "square", "tick"}
        How the mark looks in the chart.
    """

    colour: str
    text: str
    look: str = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What one chart shows, in four forms.

    Parameters
    ----------
    figure : dict
        With a height in its layout.
    sentence : str
        HTML that reads the chart. It stands below the chart and is its text alternative.
    table : Table, optional
        Opened below the chart; without one, the numbers of its named lines by x.
    key : sequence of Mark
        Stands above the chart.
    min_width : int
        In pixels; on a narrower screen the chart scrolls in its own box.
    grow : int
        How much of the height, in pixels from the bottom, is stretched where the window has more room.
    push : int
        By how many columns the layers "… slots" are seen to move when a step pushes new numbers; 0 for not at all.
    focus : tuple of float, optional
        What a box that scrolls keeps in sight when it changes: where it starts and ends, from 0 (left) to 1.
    home : float
        The end at which one begins to read, 0 (left) or 1: a chart that has just been opened stays near it.
    """

    figure: Figure
    sentence: str
    table: Table | None = None
    key: Sequence[Mark] = ()
    min_width: int = 0
    grow: int = 0
    push: int = 0
    focus: tuple[float, float] | None = None
    home: float = 0

    @property
    def key_html(self) -> str:
        """The key as one paragraph, empty without marks."""
        marks = "".join(
            f'<span><i class="{mark.look}" style="--mark:var(--{mark.colour.lower().replace(" ", "-")})"></i>'
            f"<b>{mark.text}</b></span>"
            for mark in self.key
        )
        return marks and f'<p class="key">{marks}</p>'


Block = str | Chart
"""What a page is made of. A string is HTML of our own that contains nothing a visitor typed."""
