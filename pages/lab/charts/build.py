"""One term built up factor by factor: where each number is read, what it is, and what becomes of the product.

From the top: the queues and the numbers that lie in none, the factors of the formula from left to right, and the product
after each. The factor just multiplied in wears its colour in all three places; those still to come are pale.
"""

import re

from pages.lab.plot.axes import Figure, height_of, layout, symlog_threshold
from pages.lab.plot.drawing import Drawing
from pages.lab.text.notation import digits, meaning, number, short_symbol, symbol, time_label
from rnn_core import QUEUE_SLOTS, Queues, Term

LEAST_WIDTH = 660
COLUMN = 40
"""The least width of a factor's column, in pixels."""
ROOMY = 10
"""Up to so many factors there is room for ordinary numbers."""

# In pixels, from the bottom: the middle of each row.
HEIGHT = 424
MIDDLE = {"head": 410, "X": 377, "out_H": 343, "own": 309, "symbol": 252, "value": 231, "product": 116, "foot": 10}
SLOT = 28
FULL = 74
GAP = 2
OWN = ("e", "Wy", "Wh", "1")
LABEL = 0.125
"""The part of the width that the labels of the rows take."""

_INDEX = re.compile(r"(X|out_H)\[t(?:-(\d+))?\]")


def min_width(term: Term) -> int:
    """Below this its numbers would run into each other."""
    return max(LEAST_WIDTH, 90 + COLUMN * len(term.factors))


def focus(term: Term, done: int) -> float:
    """Where the factor just multiplied in stands, as a part of the width."""
    count = len(term.factors)
    return LABEL + (1 - LABEL) * (min(done, count) - 0.5) / count


def build(term: Term, done: int, queues: Queues, t: int, scale: str) -> Figure:
    """Draw a term of which the first factors have been multiplied.

    Parameters
    ----------
    term : Term
    done : int
        How many, from 1 on; more than there are means all.
    queues : Queues
    t : int
        The step they belong to.
    scale : {"linear", "symlog", "relative"}
        Symlog, or linear with the largest partial product at full height.
    """
    count = len(term.factors)
    done = min(done, count)
    drawing = Drawing()
    places = [_place(factor.symbol) for factor in term.factors]
    _shelves(drawing, places, done, queues, t, term)
    partial = term.partial_products
    largest = max(map(abs, partial))
    threshold = symlog_threshold(largest) if scale == "symlog" else None
    # Many columns are narrow: smaller numbers, and every other one a line higher.
    narrow = count > ROOMY
    size = 10 if narrow else 12
    for i, (factor, so_far) in enumerate(zip(term.factors, partial, strict=True)):
        look = meaning(factor.symbol)
        current, ahead = i == done - 1, i >= done
        x = i + 0.0
        drawing.box(
            x,
            0.88,
            MIDDLE["value"] - 13,
            50,
            "ghost" if ahead else f"{look} tint",
            look if current else "line",
            2 if current else 0,
        )
        ink = "muted" if ahead else "ink"
        drawing.label(x, MIDDLE["symbol"], short_symbol(factor.symbol), ink)
        drawing.label(
            x, MIDDLE["value"], f"<b>{number(factor.value)}</b>" if current else number(factor.value), ink, size
        )
        if i:
            drawing.label(i - 0.5, MIDDLE["symbol"], "×", "muted", 12)
        if not ahead:
            height = FULL * height_of(so_far, largest, threshold)
            drawing.box(x, 0.62, MIDDLE["product"], height, look if current else "faint", look, 0 if current else 1)
            text = f"<b>{number(so_far)}</b>" if current else number(so_far)
            lift = GAP + (13 if narrow and i % 2 else 0)
            tip = MIDDLE["product"] + height + (lift if height >= 0 else -lift)
            drawing.label(
                x, tip, text, "ink" if current else "muted", size, "top center" if height >= 0 else "bottom center"
            )
        told = f"{symbol(factor.symbol)} = {digits(factor.value)}"
        told += "" if ahead else f"<br>product so far {digits(so_far)}"
        drawing.hover(x, MIDDLE["symbol"] - 10, 56, told, ["factor", i + 1])
        drawing.hover(x, MIDDLE["product"], 2 * FULL + 34, told, ["factor", i + 1])
    drawing.line("zero", [(-0.5, MIDDLE["product"]), (count - 0.5, MIDDLE["product"])], "line", width=1)
    note = f"symlog: linear up to ±{number(threshold)}, logarithmic beyond" if threshold else "linear"
    drawing.label(
        -0.5, MIDDLE["foot"], f"Product so far, {note}; full height = {number(largest)}.", "muted", 12, "middle right"
    )
    left = -0.5 - count * LABEL / (1 - LABEL)
    return {
        "data": drawing.traces(),
        "layout": layout(
            HEIGHT,
            xaxis={"range": [left, count - 0.5], "visible": False, "fixedrange": True},
            yaxis={"range": [0, HEIGHT], "visible": False, "fixedrange": True},
            barmode="overlay",
            hovermode="closest",
        ),
    }


def _place(ascii_symbol: str) -> tuple[str, int]:
    """Where a factor is read: a queue and its slot, or the row of numbers that lie in none."""
    if ascii_symbol in OWN:
        return "own", 2 * OWN.index(ascii_symbol)
    found = _INDEX.search(ascii_symbol)
    assert found is not None
    return found[1], int(found[2] or 0)


def _shelves(drawing: Drawing, places: list[tuple[str, int]], done: int, queues: Queues, t: int, term: Term) -> None:
    """The queues, and below them the numbers that lie in none; those that were read wear the colour of their factor."""
    width = len(term.factors) / QUEUE_SLOTS
    read = {place: meaning(factor.symbol) for place, factor in zip(places[:done], term.factors, strict=False)}
    now, look = places[done - 1], meaning(term.factors[done - 1].symbol)
    read[now] = look

    def slot(row: str, cell: int, text: str, hover: str, *, empty: bool = False, cells: int = 1) -> None:
        x = (cell + 0.5 * cells) * width - 0.5
        wide = (cells - 0.06) * width
        worn = read.get((row, cell))
        fill = f"{look} tint" if (row, cell) == now else "paper" if empty else "ghost"
        drawing.box(x, wide, MIDDLE[row] - SLOT / 2, SLOT, fill, worn or "line", 3 if (row, cell) == now else 1)
        drawing.label(x, MIDDLE[row], f"<b>{text}</b>" if (row, cell) == now else text, "faint" if empty else "ink")
        if hover:
            drawing.hover(x, MIDDLE[row], SLOT, hover, None, wide)
        if (row, cell) == now:
            # Down the gap beside the slot, across no other, on the side where one stands below too.
            side = -0.5 if cell % 2 == 0 else 0.5
            gap = x if row == "own" else x + side * width
            start = (
                [(x, MIDDLE[row] - SLOT / 2)] if row == "own" else [(x + side * wide, MIDDLE[row]), (gap, MIDDLE[row])]
            )
            drop = [
                *start,
                (gap, MIDDLE["own"] - 22),
                (done - 1, MIDDLE["own"] - 32),
                (done - 1, MIDDLE["symbol"] + 16),
            ]
            drawing.line("read", drop, look, width=2.5)

    for lag in range(QUEUE_SLOTS):
        x = (lag + 0.5) * width - 0.5
        drawing.label(x, MIDDLE["head"], time_label(t, lag) if lag <= t else f"k = {lag}", "muted", 12)
    for row, values in (("X", queues.X), ("out_H", queues.out_H)):
        drawing.label(-0.58, MIDDLE[row], f"{row} queue", "ink", 13, "middle left")
        for lag in range(QUEUE_SLOTS):
            if lag < len(values):
                name = symbol(f"{row}[t-{lag}]" if lag else f"{row}[t]")
                slot(row, lag, number(values[lag]), f"{name} = {digits(values[lag])}")
            else:
                slot(row, lag, "empty", "", empty=True)
    drawing.label(-0.58, MIDDLE["own"], "in no queue", "ink", 13, "middle left")
    for place, factor in dict(zip(places, term.factors, strict=True)).items():
        if place[0] == "own":
            text = "1" if factor.symbol == "1" else f"{symbol(factor.symbol)} = {number(factor.value)}"
            slot("own", place[1], text, f"{symbol(factor.symbol)} = {digits(factor.value)}", cells=2)
