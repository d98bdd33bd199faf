"""One term built up factor by factor: where each number is read, its value, and the product so far.

From the top: the queues and the numbers outside them, the factors of the formula from left to right, and the product
after each factor. The latest factor has its colour in all three places; the factors to come are pale.
"""

from itertools import zip_longest

from pages.lab.moment import Moment
from pages.lab.plot import Block, Chart, Drawing, Figure, Mark, Table, height_of, symlog_threshold
from pages.lab.text import at, digits, mark, meaning, number, short_symbol, slot_of, symbol, unsigned
from rnn_core import QUEUE_SLOTS, Queues, Term
from rnn_core.analysis.build import PartialProduct, partial_product
from rnn_core.chain import back

TITLE = "The term of ∂L/∂{weight} of lag {lag}, built up factor by factor"
ROOMY = 10
"""Up to so many factors there is room for ordinary numbers."""

# In pixels, from the bottom: the middle of each row.
HEIGHT = 410
MIDDLE = {"head": 396, "X": 363, "out_H": 329, "own": 295, "symbol": 238, "value": 217, "product": 102}
SLOT = 28
FULL = 74
GAP = 2
OWN = ("e", "Wy", "Wh", "1")
LABEL, LABEL_AT = 0.125, -0.58
"""The part of the width that the labels of the rows take, and where they begin, in columns."""

KEY = (
    Mark("ink", "framed: the latest factor and where it is read", "square"),
    Mark("faint", "the product after earlier factors", "box"),
    Mark("muted", "in grey: a factor still to come", "tick"),
)
COLOURS = {"faint": "the product after an earlier factor"}

_EFFECTS = {
    "ends": "makes the product 0, and no later factor can change that",
    "none": "changes nothing: the product is already 0",
    "shrinks": "shrinks the product",
    "enlarges": "enlarges the product",
    "keeps": "leaves the size of the product unchanged",
    "hardly": "hardly changes the size of the product",
}


def build(moment: Moment) -> Block:
    """The picked term, multiplied up to the chosen factor."""
    chosen, term = moment.session, moment.term
    product = partial_product(term, chosen.factor)
    return Chart(
        figure=_figure(term, product.done, moment.queues, moment.t, chosen.scale),
        sentence=_sentence(product),
        table=Table.of(
            ("factor", "value", "product so far"),
            [symbol(factor.symbol) for factor in term.factors],
            [factor.value for factor in term.factors],
            term.partial_products,
        ),
        key=KEY,
        min_width=_draw_width(product.count),
        focus=_draw_focus(product),
    )


def _sentence(product: PartialProduct) -> str:
    progress = f"{product.done} of {product.count} factors"
    if product.effect == "starts":
        return f"{progress}: every product starts at the error, e = {number(product.value)}."
    factor = f"× {short_symbol(product.factor.symbol)} = {number(product.factor.value)}"
    hardly = product.effect in ("shrinks", "enlarges") and unsigned(product.factor.value) == number(1.0)
    effect = f"{_EFFECTS['hardly' if hardly else product.effect]}{' and flips its sign' if product.flips_sign else ''}"
    result = "The product is complete: the term is" if product.complete else "The product so far is"
    return f"{progress}: {factor} {effect}. {result} {number(product.value)}."


def _figure(term: Term, done: int, queues: Queues, t: int, scale: str) -> Figure:
    drawing, count = Drawing(), len(term.factors)
    _draw_sources(drawing, term, done, queues, t)
    _draw_factors(drawing, term, done, scale)
    return drawing.figure(HEIGHT, -0.5 - count * LABEL / (1 - LABEL), count - 0.5)


def _draw_width(count: int) -> int:
    """40 pixels for each factor, so that the numbers do not run into each other."""
    return max(660, 90 + 40 * count)


def _draw_focus(product: PartialProduct) -> tuple[float, float]:
    """Where the latest factor starts and ends, as parts of the width."""
    column = (1 - LABEL) / product.count
    return LABEL + column * (product.done - 1), LABEL + column * product.done


def _draw_factors(drawing: Drawing, term: Term, done: int, scale: str) -> None:
    """The factors, a box each, and below them the product so far: the largest has full height, linear or symlog."""
    middle, partial, roomy = MIDDLE["product"], term.partial_products, len(term.factors) <= ROOMY
    largest, size = max(map(abs, partial)), 12 if roomy else 10
    for i, (factor, so_far) in enumerate(zip(term.factors, partial, strict=True)):
        look, latest, ahead = meaning(factor.symbol), i == done - 1, i >= done
        ink, value, product = "muted" if ahead else "ink", number(factor.value), number(so_far)
        fill, edge = "ghost" if ahead else f"{look} tint", look if latest else "line"
        drawing.box(i, 0.88, MIDDLE["value"] - 13, 50, fill, edge, 2 if latest else 0)
        drawing.label(i, MIDDLE["symbol"], short_symbol(factor.symbol), ink)
        drawing.label(i, MIDDLE["value"], f"<b>{value}</b>" if latest else value, ink, size)
        if i:
            drawing.label(i - 0.5, MIDDLE["symbol"], "×", "muted", 12)
        hover = f"{symbol(factor.symbol)} = {digits(factor.value)}"
        if not ahead:
            hover += f"<br>product so far {digits(so_far)}"
            drawing.bar(
                i, middle, FULL * height_of(so_far, largest, scale), f"<b>{product}</b>" if latest else product,
                look if latest else "faint", "ink" if latest else "muted", width=0.62, size=size,
                gap=GAP if roomy or i % 2 == 0 else GAP + 13,  # in narrow columns every other number stands a line off
                line=look, thick=0 if latest else 1,
            )  # fmt: skip
        for place, height in ((MIDDLE["symbol"] - 10, 56), (middle, 2 * FULL + 34)):
            drawing.hover(i, place, height, hover, ["factor", i + 1])
    drawing.line("zero", [(-0.5, middle), (len(partial) - 0.5, middle)], "line", width=1)
    drawing.label(LABEL_AT, middle + 24, "product", anchor="middle left")
    drawing.label(LABEL_AT, middle + 8, "so far", anchor="middle left")
    kind = f"symlog, linear<br>up to ±{mark(symlog_threshold(largest))}" if scale == "symlog" else "linear"
    drawing.label(LABEL_AT, middle - 4, f"{kind}<br>bars reach<br>±{number(largest)}", "muted", 11, "bottom left")


def _draw_sources(drawing: Drawing, term: Term, done: int, queues: Queues, t: int) -> None:
    """The queues, and below them the numbers in no queue; each number already read has the colour of its factor."""
    width = len(term.factors) / QUEUE_SLOTS
    for lag in range(QUEUE_SLOTS):
        time = at(t, lag) if lag <= t else f"k = {lag}"
        drawing.label((lag + 0.5) * width - 0.5, MIDDLE["head"], time, "muted", 12)
    for row, label in {"X": "X queue", "out_H": "out_H queue", "own": "in no queue"}.items():
        drawing.label(LABEL_AT, MIDDLE[row], label, anchor="middle left")
    places = [slot_of(factor.symbol) or ("own", 2 * OWN.index(factor.symbol)) for factor in term.factors]
    read = {place: meaning(factor.symbol) for place, factor in zip(places[:done], term.factors, strict=False)}
    slots: dict[tuple[str, int], tuple[str, float | None]] = {
        (row, lag): (f"{row}[{back(lag)}]", value)
        for row, values in (("X", queues.X), ("out_H", queues.out_H))
        for lag, value in zip_longest(range(QUEUE_SLOTS), values)
    }
    slots |= {
        place: (factor.symbol, factor.value)
        for place, factor in zip(places, term.factors, strict=True)
        if place[0] == "own"
    }
    for (row, cell), (name, value) in slots.items():
        cells, here = 2 if row == "own" else 1, (row, cell) == places[done - 1]
        x, wide, look = (cell + 0.5 * cells) * width - 0.5, (cells - 0.06) * width, read.get((row, cell), "line")
        text, ink, fill = ("empty", "muted", "paper") if value is None else (number(value), "ink", "ghost")
        if value is not None:
            drawing.hover(x, MIDDLE[row], SLOT, f"{symbol(name)} = {digits(value)}", width=wide)
        if row == "own":
            text = name if name == "1" else f"{symbol(name)} = {text}"
        drawing.box(x, wide, MIDDLE[row] - SLOT / 2, SLOT, f"{look} tint" if here else fill, look, 3 if here else 1)
        drawing.label(x, MIDDLE[row], f"<b>{text}</b>" if here else text, ink)
        if here:
            # A line crosses no other slot: it leaves at the side where a gap continues in the row below.
            side = -0.5 if cell % 2 == 0 else 0.5
            beside = [(x + side * wide, MIDDLE[row]), (x + side * width, MIDDLE[row])]
            out = [(x, MIDDLE[row] - SLOT / 2)] if row == "own" else beside
            down = [(out[-1][0], MIDDLE["own"] - 22), (done - 1, MIDDLE["own"] - 32), (done - 1, MIDDLE["symbol"] + 16)]
            drawing.line("read", [*out, *down], look, width=2.5)
