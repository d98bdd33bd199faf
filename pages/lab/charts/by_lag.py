"""By lag: the two queues, and under them, in the same columns, every term of the gradients of one loss.

Each column is one lag.
"""

from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Drawing,
    Figure,
    Mark,
    Shape,
    Table,
    band,
    height_of,
    symlog_threshold,
    vertical,
)
from pages.lab.session import LOOKING_BACK, Session
from pages.lab.text import (
    MINUS,
    at,
    digits,
    gradient,
    mark,
    meaning,
    number,
    percent,
    slot_of,
    symbol,
)
from rnn_core import QUEUE_SLOTS, Chain, Step
from rnn_core.analysis.reading import VANISHED, ChainReading, StepReading, relative_terms
from rnn_core.chain import back
from rnn_core.itemise import term_range

KEY = (
    Mark("slope", "slope s", "square"),
    Mark("Wh", "local gain"),
    Mark("source", "source", "square"),
    Mark("term", "term", "box"),
    Mark("picked", "picked term", "box"),
    Mark("faint", "beyond the window", "box"),
    Mark("picked", "running sum", "dot"),
    Mark("muted", "end of the window", "dash"),
)
COLOURS = {
    "slope": "a slot of the out_H queue from which a slope is computed",
    "source": "the queue slot that holds the last factor of the picked term",
}
TOTAL_AT = 10.35  # in columns, just right of lag 9
LABEL_AT = -1.58

# In pixels, from the bottom: the middle of each row.
HEIGHT = 470
MIDDLE = {"head": 448, "X": 409, "out_H": 374, "gain": 340, "Wx": 270, "Bx": 170, "Wh": 70, "foot": 10}
SLOT = 30
FULL = 33
"""The height of the largest bar, up or down; the row has space for its number beyond."""
ROW = 98


def by_lag(moment: Moment) -> Block:
    """The queues and every term of the step, also those beyond the window."""
    return Chart(
        figure=_figure(moment),
        sentence=_sentence(moment) if moment.t >= 0 else "Before the first step there are no terms.",
        table=_table(moment),
        key=KEY,
        min_width=800,
    )


def _sentence(moment: Moment) -> str:
    step, name = moment.step, gradient(moment.weight)
    chain, claims = step.chains[moment.weight], moment.reading.chains[moment.weight]
    if not claims.largest:
        return f"All terms of {name} are 0, so their sum is 0. {_why_zero(step, chain)}"
    total = f"{name} = {number(chain.total)}."
    if len(chain.terms) == 1:
        return f"{total} It has one term, so there is nothing to add up."
    return f"{total} {_cancellation(chain, claims)} {_product_of_gains(step, chain, claims)}"


def _cancellation(chain: Chain, claims: ChainReading) -> str:
    if chain.total == 0:
        return "Its terms cancel completely."
    signs = {"positive" if term.value > 0 else "negative" for term in chain.terms if term.value != 0}
    if len(signs) == 1:
        which = "All its terms" if all(term.value for term in chain.terms) else "All its terms that are not 0"
        return f"{which} are {signs.pop()}."
    if claims.cancelled == 0:
        return "Its terms differ in sign, but those of one sign are too small to cancel anything."
    return f"Its terms differ in sign: {percent(claims.cancelled)} of the total magnitude cancels."


def _product_of_gains(step: Step, chain: Chain, claims: ChainReading) -> str:
    if step.params.Wh == 0:
        return f"{symbol('Wh')} is 0, so every term beyond lag 0 is 0."
    if claims.vanished_at is not None:
        return (
            f"By lag {claims.vanished_at} the product of gains is under {percent(VANISHED)} in magnitude: "
            "the gradient has vanished."
        )
    verb = "has grown to" if claims.grows else "is"
    return f"By lag {chain.terms[-1].lag} the product of gains {verb} {number(claims.last_product)} in magnitude."


def _why_zero(step: Step, chain: Chain) -> str:
    if step.forward.error == 0:
        return "The error e is 0."
    if step.params.Wy == 0:
        return f"{symbol('Wy')} is 0, so no part of the error reaches the hidden unit."
    if chain.parameter == "Wh" and len(chain.terms) == 1 and step.forward.out_H_prev == 0:
        return "The only source, the start state, is 0."
    return "Every term has a factor that is 0."


def _table(moment: Moment) -> Table:
    """One row per lag: the slots, the gain that leads to it, the three terms; then the sums."""
    head = ("lag", "time", "X", "out_H", "slope s", "gain g", *map(gradient, LOOKING_BACK))
    lags = range(len(moment.queues.out_H))
    times = [at(moment.t, lag) for lag in lags]
    slots = ([f"k = {lag}" for lag in lags], times, moment.queues.X, moment.queues.out_H)
    if moment.t < 0:
        return Table.of(head, *slots)
    reading, chains = moment.reading, moment.step.chains
    terms = ([term.value for term in reading.all_lags[name].terms] for name in LOOKING_BACK)
    rows = Table.of(head, *slots, reading.slopes, (None, *reading.gains), *terms).rows
    sums = [digits(chains[name].total) for name in LOOKING_BACK]
    return Table(head, [*rows, (f"Σ of {len(chains['Bx'].terms)}", "", "", "", "", "", *sums)])


def _figure(moment: Moment) -> Figure:
    chosen, t, drawing = moment.session, moment.t, Drawing()
    largest = moment.once(term_range, moment.run)
    _draw_labels(drawing, chosen, t, largest)
    _draw_slots(drawing, moment)
    for name in LOOKING_BACK:
        drawing.line("zero", [(-0.6, MIDDLE[name]), (QUEUE_SLOTS + 0.8, MIDDLE[name])], "line", width=1)
    if t >= 0:
        _draw_gains(drawing, moment.reading, chosen.lag if chosen.weight in LOOKING_BACK else -1, chosen.K)
        for name in LOOKING_BACK:
            _draw_terms(drawing, name, moment.step, moment.reading, chosen, largest)
    return drawing.figure(HEIGHT, LABEL_AT - 0.02, QUEUE_SLOTS + 0.85, shapes=_draw_shapes(moment))


def _draw_labels(drawing: Drawing, chosen: Session, t: int, largest: float) -> None:
    """The head of each column, the name of each row, and the scale."""
    for lag in range(QUEUE_SLOTS):
        label = f"<b>k = {lag}</b><br>{at(t, lag)}" if lag <= t else f"k = {lag}<br> "
        drawing.label(lag, MIDDLE["head"], label, "ink" if lag < chosen.K and lag <= t else "muted")
    drawing.label(TOTAL_AT, MIDDLE["head"], f"<b>Σ</b><br>K = {chosen.K}")
    rows = {"X": "X queue", "out_H": "out_H queue", "gain": "local gain"}
    for row, label in (rows | {name: f"<b>{gradient(name)}</b>" for name in LOOKING_BACK}).items():
        drawing.label(LABEL_AT, MIDDLE[row], label, anchor="middle right")
    if t >= QUEUE_SLOTS - 1:  # the one place that will never be filled
        drawing.label(
            QUEUE_SLOTS - 1, MIDDLE["Wh"], f"out_H<sub>t{MINUS}10</sub><br>has left<br>the queue", "muted", 11
        )
    full = f"full height = {number(largest)}, the largest value in this run"
    note = {
        "linear": f"Linear; {full}.",
        "symlog": f"Symlog: linear up to ±{mark(symlog_threshold(largest))}, logarithmic beyond; {full}.",
        "relative": "Relative: each term divided by |lag 0| of its row, unless that is 0; Σ is not. "
        "Each row has its own full height.",
    }[chosen.scale]
    drawing.label(LABEL_AT, MIDDLE["foot"], note, "muted", 12, "middle right")


def _draw_slots(drawing: Drawing, moment: Moment) -> None:
    """The two queues; a slot that the picked term reads has the colour of its factor."""
    read = {slot_of(factor.symbol): meaning(factor.symbol) for factor in moment.picked.factors} if moment.picked else {}
    for row, values in (("X", moment.queues.X), ("out_H", moment.queues.out_H)):
        for lag in range(QUEUE_SLOTS):
            base, look = MIDDLE[row] - SLOT / 2, read.get((row, lag))
            if lag >= len(values):
                drawing.box(lag, 0.9, base, SLOT, "paper", "line", 1)
                drawing.label(lag, MIDDLE[row], "empty", "faint", 12)
                continue
            drawing.box(lag, 0.9, base, SLOT, f"{look} tint" if look else "ghost", look or "line", 2 if look else 1)
            is_start = row == "out_H" and lag == moment.t + 1
            drawing.label(lag, MIDDLE[row], f"{number(values[lag])}{' start' if is_start else ''}")
            name = f"{symbol(f'{row}[{back(lag)}]')}{', the start state' if is_start else ''}"
            drawing.hover(lag, MIDDLE[row], SLOT, f"{name} = {digits(values[lag])}", [row, lag])


def _draw_gains(drawing: Drawing, reading: StepReading, picked_lag: int, window: int) -> None:
    """s_t under lag 0, then each gain between the two columns it connects, underlined in its factor's colour."""
    middle = MIDDLE["gain"]
    slope = reading.slopes[0]
    # At the left of its column: beside it, the first gain may be as wide as a column.
    drawing.label(0, middle, number(slope), anchor="middle left")
    drawing.box(-0.28, 0.52, middle - 13, 4 if picked_lag >= 0 else 2, "slope")
    drawing.hover(-0.28, middle, SLOT, f"s<sub>t</sub>, the slope at t = {digits(slope)}")
    for lag, value in enumerate(reading.gains, start=1):
        name = f"{symbol(f'g[{back(lag)}]')} = {symbol('Wh')}·{symbol(f's[{back(lag)}]')}"
        drawing.label(lag - 0.5, middle, f"×{number(value)}", "ink" if lag < window else "muted")
        drawing.box(lag - 0.5, 0.52, middle - 13, 4 if lag <= picked_lag else 2, "Wh")
        drawing.hover(lag - 0.5, middle, SLOT, f"{name} = {digits(value)}")


def _draw_terms(drawing: Drawing, name: str, step: Step, reading: StepReading, chosen: Session, largest: float) -> None:
    """Bars and numbers of one weight, and its running sum."""
    values, sums = [term.value for term in reading.all_lags[name].terms], step.chains[name].running_sums
    middle, total = MIDDLE[name], sums[-1]
    ratios = relative_terms(reading.all_lags[name]) if chosen.scale == "relative" else ()
    full = max(map(abs, [*values, *sums])) if chosen.scale == "relative" else largest

    def rise(value: float) -> float:
        return FULL * height_of(value, full, chosen.scale)

    for lag, value in enumerate(values):
        counted = lag < len(sums)
        fill = "picked" if (name, lag) == (chosen.weight, chosen.lag) else "term" if counted else "faint"
        label = f"{number(ratios[lag])}×" if ratios else number(value)
        drawing.bar(lag, middle, rise(value), label, fill, "ink" if counted else "muted", width=0.52)
        tail = f"running sum {digits(sums[lag])}" if counted else "beyond the window: not counted"
        hover = f"{gradient(name)}, lag k = {lag}, {at(step.t, lag)}<br>{digits(value)}<br>{tail}"
        drawing.hover(lag, middle, ROW, hover, [name, lag])
    drawing.bar(TOTAL_AT, middle, rise(total), f"<b>{number(total)}</b>", "ink", width=0.52)
    drawing.hover(TOTAL_AT, middle, ROW, f"{gradient(name)}, the sum of {len(sums)}<br>{digits(total)}")
    corners = [(lag + side, middle + rise(value)) for lag, value in enumerate(sums) for side in (-0.5, 0.5)]
    corners.append((TOTAL_AT - 0.3, middle + rise(total)))
    drawing.line("running sum", corners, "picked", width=1.3, dash="dot", opacity=0.6)


def _draw_shapes(moment: Moment) -> list[Shape]:
    """The end of the window, and the background of the picked term."""
    K, weight, lag = moment.session.K, moment.session.weight, moment.session.lag
    rows = [(MIDDLE["Wh"] - ROW / 2, MIDDLE["gain"] - 17), (MIDDLE["out_H"] - SLOT / 2, MIDDLE["X"] + SLOT / 2)]
    shapes = [
        vertical(K - 0.5, "muted", width=1.2, dash="dash", yref="y", y0=low, y1=high)
        for low, high in rows
        if K < QUEUE_SLOTS
    ]
    if moment.picked and weight in LOOKING_BACK:
        low, high = MIDDLE[weight] - ROW / 2, MIDDLE[weight] + ROW / 2
        shapes.append(band(lag - 0.49, lag + 0.49, yref="y", y0=low, y1=high))
    return shapes
