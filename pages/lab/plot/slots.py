"""The slots of both queues and the heads of their columns, as the network and the projector draw them."""

from collections.abc import Mapping

from pages.lab.plot.drawing import Drawing
from pages.lab.text.notation import at, digits, meaning, number, slot_of, symbol
from rnn_core import QUEUE_SLOTS, Queues, Term
from rnn_core.chain import back


def draw_queues(
    drawing: Drawing,
    queues: Queues,
    t: int,
    term: Term | None,
    middle: Mapping[str, float],
    *,
    height: float,
    width: float,
    size: int,
    empty: int,
) -> None:
    """The two queues at t; a slot that the picked term reads has the colour of its factor.

    ``middle`` has the middles of the rows X and out_H, in pixels; ``size`` is that of the numbers, and ``empty`` that
    of the word where there is none.
    """
    read = {slot_of(factor.symbol): meaning(factor.symbol) for factor in term.factors} if term else {}
    for row, values in (("X", queues.X), ("out_H", queues.out_H)):
        for lag in range(QUEUE_SLOTS):
            base, look, layer = middle[row] - height / 2, read.get((row, lag)), f"{row} slots"
            if lag >= len(values):
                drawing.box(lag, width, base, height, "paper", "line", 1, layer)
                drawing.label(lag, middle[row], "empty", "muted", empty, layer="numbers of slots")
                continue
            fill, edge = (f"{look} tint", look) if look else ("ghost", "line")
            drawing.box(lag, width, base, height, fill, edge, 2 if look else 1, layer)
            is_start = row == "out_H" and lag > t
            drawing.label(lag, middle[row], number(values[lag]), size=size, layer="numbers of slots")
            name = f"{symbol(f'{row}[{back(lag)}]')}{', the start state' if is_start else ''}"
            # A slot stands for its number, and for the term of which that is the source.
            source_of = f"Wx:{lag}" if row == "X" else f"Wh:{lag - 1}" if lag else "Wy:0"
            names = f"{row}[{back(lag)}] {source_of}"
            drawing.hover(lag, middle[row], height, f"{name} = {digits(values[lag])}", [row, lag], width, names)


def draw_lags(drawing: Drawing, t: int, middle: Mapping[str, float], counted: int = QUEUE_SLOTS) -> None:
    """The lag and the time of each column, in the rows k and time; in grey where no step was, or it is not counted."""
    for lag in range(QUEUE_SLOTS):
        ink = "ink" if lag < counted and lag <= t else "muted"
        drawing.label(lag, middle["k"], f"<b>k = {lag}</b>" if lag <= t else f"k = {lag}", ink)
        if lag <= t + 1:
            drawing.label(lag, middle["time"], at(t, lag) if lag <= t else "start", ink, 12)
