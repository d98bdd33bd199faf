"""By lag: the two queues, and under them, in the same columns, every term of the gradients of one loss.

Each column is one lag. Places are in pixels from the bottom, so that a bar's height and its number's place are exact.
"""

from collections.abc import Sequence

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
    hidden_axis,
    layout,
    symlog_threshold,
    vertical,
)
from pages.lab.text import MINUS, back, digits, gradient, mark, number, percent, symbol, time_label
from rnn_core import QUEUE_SLOTS, Chain, Queues, Step
from rnn_core.analysis.reading import VANISHED, ChainReading, StepReading
from rnn_core.itemise import term_range

MIN_WIDTH = 800
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
    "slope": "a slot of the out_H queue that a slope is read from",
    "source": "the slot of a queue that the picked term ends in",
}
TERMS = ("Wx", "Bx", "Wh")
LAGS = range(QUEUE_SLOTS)
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
        sentence=_sentence(moment.step, moment.reading, moment.weight),
        table=_table(moment),
        key=KEY,
        min_width=MIN_WIDTH,
    )


def _sentence(step: Step | None, reading: StepReading | None, weight: str) -> str:
    if step is None or reading is None:
        return "Before the first step there are no terms."
    chain, claims, name = step.chains[weight], reading.chains[weight], gradient(weight)
    if not claims.largest:
        return f"All terms of {name} are 0, so their sum is 0. {_why_zero(step, chain)}"
    sums, gains = _cancellation(chain, claims), _product_of_gains(step, chain, claims)
    return f"{name} = {number(chain.total)}. {sums} {gains}".rstrip()


def _cancellation(chain: Chain, claims: ChainReading) -> str:
    if len(chain.terms) == 1:
        return "It has one term, so there is nothing to add up."
    if chain.total == 0:
        return "Its terms cancel completely."
    positive = [term.value > 0 for term in chain.terms if term.value != 0]
    if all(positive) or not any(positive):
        which = "All its terms" if len(positive) == len(chain.terms) else "All its terms that are not 0"
        return f"{which} are {'positive' if all(positive) else 'negative'}."
    if claims.cancelled == 0:
        return "Its terms differ in sign, but those of one sign are too small to cancel anything."
    return f"Its terms differ in sign: {percent(claims.cancelled)} of the total magnitude cancels."


def _product_of_gains(step: Step, chain: Chain, claims: ChainReading) -> str:
    if len(chain.terms) == 1:
        return ""
    if step.params.Wh == 0:
        return f"{symbol('Wh')} is 0, so every term beyond lag 0 is 0."
    if claims.vanished_at is not None:
        return (
            f"By lag {claims.vanished_at} the product of gains is under {percent(VANISHED)}: the gradient has vanished."
        )
    verb = "has grown to" if claims.grows else "is"
    return f"By lag {chain.terms[-1].lag} the product of gains {verb} {number(claims.last_product)}."


def _why_zero(step: Step, chain: Chain) -> str:
    if step.forward.error == 0:
        return "The error e is 0."
    if step.params.Wy == 0:
        return f"{symbol('Wy')} is 0, so no part of the error reaches the hidden unit."
    if chain.parameter == "Wh" and len(chain.terms) == 1 and step.forward.out_H_prev == 0:
        return "Its only source, the start state, is 0."
    return "Every term has a factor that is 0."


def _table(moment: Moment) -> Table:
    """One row per lag: the slots, the gain that leads to it, the three terms; then the sums."""
    step, reading, queues = moment.step, moment.reading, moment.queues
    head = ("lag", "time", "X", "out_H", "slope s", "gain g", *map(gradient, TERMS))
    columns: list[Sequence[float | None]] = [queues.X, queues.out_H]
    if reading is not None:
        columns += [reading.slopes, (None, *reading.gains)]
        columns += [tuple(term.value for term in reading.all_lags[name].terms) for name in TERMS]
    rows = [
        (f"k = {lag}", time_label(moment.t, lag), *(_cell(column, lag) for column in columns))
        for lag in range(len(queues.out_H))
    ]
    if step is not None:
        sums = (digits(step.chains[name].total) for name in TERMS)
        rows.append((f"Σ of {len(step.chains['Bx'].terms)}", "", "", "", "", "", *sums))
    return Table(head, rows)


def _cell(column: Sequence[float | None], lag: int) -> str:
    value = column[lag] if lag < len(column) else None
    return "" if value is None else digits(value)


def _figure(moment: Moment) -> Figure:
    chosen, step, reading, t = moment.session, moment.step, moment.reading, moment.t
    picked, largest, drawing = (chosen.weight, chosen.lag), moment.once(term_range, moment.run), Drawing()
    _draw_header(drawing, t, chosen.K)
    _draw_slots(drawing, moment.queues, t, _draw_lit(picked, moment.queues))
    running = []
    if step is not None and reading is not None:
        _draw_gains(drawing, reading, picked, chosen.K)
        for name in TERMS:
            running.append(_draw_terms(drawing, name, step, reading, picked, chosen.scale, largest))
        if t >= QUEUE_SLOTS - 1:  # the one place that will never be filled
            gone = f"out_H<sub>t{MINUS}10</sub><br>has left<br>the queue"
            drawing.label(QUEUE_SLOTS - 1, MIDDLE["Wh"], gone, "muted", 11)
    for name in TERMS:
        drawing.label(LABEL_AT, MIDDLE[name], f"<b>{gradient(name)}</b>", anchor="middle right")
    _draw_foot(drawing, chosen.scale, largest)
    for name in TERMS:
        drawing.line("zero", [(-0.6, MIDDLE[name]), (QUEUE_SLOTS + 0.8, MIDDLE[name])], "line", width=1)
    for corners in running:
        drawing.line("running sum", corners, "picked", width=1.3, dash="dot", opacity=0.6)
    return {
        "data": drawing.traces(),
        "layout": layout(
            HEIGHT,
            xaxis=hidden_axis(LABEL_AT - 0.02, QUEUE_SLOTS + 0.85),
            yaxis=hidden_axis(0, HEIGHT),
            barmode="overlay",
            shapes=_draw_shapes(chosen.K, picked if moment.term else None),
        ),
    }


def _draw_header(drawing: Drawing, t: int, window: int) -> None:
    for lag in LAGS:
        label = f"<b>k = {lag}</b><br>{time_label(t, lag)}" if lag <= t else f"k = {lag}<br> "
        drawing.label(lag, MIDDLE["head"], label, "ink" if lag < window and lag <= t else "muted")
    drawing.label(TOTAL_AT, MIDDLE["head"], f"<b>Σ</b><br>K = {window}")
    for row, label in {"X": "X queue", "out_H": "out_H queue", "gain": "local gain"}.items():
        drawing.label(LABEL_AT, MIDDLE[row], label, anchor="middle right")


def _draw_slots(drawing: Drawing, queues: Queues, t: int, lit: dict[str, dict[int, str]]) -> None:
    for row, values in (("X", queues.X), ("out_H", queues.out_H)):
        for lag in LAGS:
            base = MIDDLE[row] - SLOT / 2
            if lag >= len(values):
                drawing.box(lag, 0.9, base, SLOT, "paper", "line", 1)
                drawing.label(lag, MIDDLE[row], "empty", "faint", 12)
                continue
            factor = lit[row].get(lag)
            drawing.box(
                lag, 0.9, base, SLOT, f"{factor} tint" if factor else "ghost", factor or "line", 2 if factor else 1
            )
            is_start = row == "out_H" and lag == t + 1
            drawing.label(lag, MIDDLE[row], f"{number(values[lag])}{' start' if is_start else ''}")
            name = f"{symbol(f'{row}[{back(lag)}]')}{', the start state' if is_start else ''}"
            drawing.hover(lag, MIDDLE[row], SLOT, f"{name} = {digits(values[lag])}", [row, lag])


def _draw_lit(picked: tuple[str, int], queues: Queues) -> dict[str, dict[int, str]]:
    """The slots that the picked term reads, and as which factor."""
    name, lag = picked
    lit: dict[str, dict[int, str]] = {"X": {}, "out_H": {}}
    if lag >= len(queues.X) or (name == "Wh" and lag + 1 >= len(queues.out_H)):
        return lit
    if name in TERMS:
        lit["out_H"] = dict.fromkeys(range(lag + 1), "slope")
    if name == "Wx":
        lit["X"][lag] = "source"
    if name == "Wh":
        lit["out_H"][lag + 1] = "source"
    if name == "Wy" and lag == 0:
        lit["out_H"][0] = "source"
    return lit


def _draw_gains(drawing: Drawing, reading: StepReading, picked: tuple[str, int], window: int) -> None:
    """s_t under lag 0, then each gain between the two columns it connects, underlined in its factor's colour."""
    last = picked[1] if picked[0] in TERMS else -1

    def gain(lag: int, x: float, text: str, name: str, value: float, meaning: str) -> None:
        drawing.label(x, MIDDLE["gain"], text, "ink" if lag < window else "muted")
        drawing.box(x, 0.52, MIDDLE["gain"] - 13, 4 if lag <= last else 2, meaning)
        drawing.hover(x, MIDDLE["gain"], SLOT, f"{name} = {digits(value)}", None)

    gain(0, -0.1, number(reading.slopes[0]), "s<sub>t</sub>, the slope at t", reading.slopes[0], "slope")
    for lag, value in enumerate(reading.gains, start=1):
        name = f"{symbol(f'g[{back(lag)}]')} = {symbol('Wh')}·{symbol(f's[{back(lag)}]')}"
        gain(lag, lag - 0.5, f"×{number(value)}", name, value, "Wh")


def _draw_terms(
    drawing: Drawing, name: str, step: Step, reading: StepReading, picked: tuple[str, int], scale: str, largest: float
) -> list[tuple[float, float]]:
    """Bars and numbers of one weight; returns the corners of its running sum."""
    sums = step.chains[name].running_sums
    values = [term.value for term in reading.all_lags[name].terms]
    ratios = reading.relative[name] if scale == "relative" else ()
    full = max(map(abs, [*values, *sums])) if scale == "relative" else largest
    threshold = symlog_threshold(largest) if scale == "symlog" else None
    middle = MIDDLE[name]

    def rise(value: float) -> float:
        return FULL * height_of(value, full, threshold)

    def bar(x: float, value: float, label: str, fill: str, ink: str, hover: str, pick: list[object] | None) -> None:
        height = rise(value)
        drawing.box(x, 0.52, middle, height, fill)
        drawing.label(x, middle + height, label, ink, 13, "top center" if height >= 0 else "bottom center")
        drawing.hover(x, middle, ROW, hover, pick)

    for lag, value in enumerate(values):
        counted = lag < len(sums)
        fill = "picked" if (name, lag) == picked else "term" if counted else "faint"
        label = f"{number(ratios[lag])}×" if ratios else number(value)
        tail = f"running sum {digits(sums[lag])}" if counted else "beyond the window: not counted"
        hover = f"{gradient(name)}, lag k = {lag}, {time_label(step.t, lag)}<br>{digits(value)}<br>{tail}"
        bar(lag, value, label, fill, "ink" if counted else "muted", hover, [name, lag])
    total = sums[-1]
    hover = f"{gradient(name)}, the sum of {len(sums)}<br>{digits(total)}"
    bar(TOTAL_AT, total, f"<b>{number(total)}</b>", "ink", "ink", hover, None)
    steps = [(lag + side, middle + rise(value)) for lag, value in enumerate(sums) for side in (-0.5, 0.5)]
    return [*steps, (TOTAL_AT - 0.3, middle + rise(total))]


def _draw_foot(drawing: Drawing, scale: str, largest: float) -> None:
    full = f"full height = {number(largest)}, the largest in this run"
    text = {
        "linear": f"Linear; {full}.",
        "symlog": f"Symlog: linear up to ±{mark(symlog_threshold(largest))}, logarithmic beyond; {full}.",
        "relative": "Relative: each term in units of lag 0 of its row, Σ as it is. Each row has its own full height.",
    }[scale]
    drawing.label(LABEL_AT, MIDDLE["foot"], text, "muted", 12, "middle right")


def _draw_shapes(window: int, picked: tuple[str, int] | None) -> list[Shape]:
    """Where the window ends, and the ground of the picked term."""
    shapes = []
    if window < QUEUE_SLOTS:
        terms = (MIDDLE["Wh"] - ROW / 2, MIDDLE["gain"] - 17)
        slots = (MIDDLE["out_H"] - SLOT / 2, MIDDLE["X"] + SLOT / 2)
        for low, high in (terms, slots):
            shapes.append(vertical(window - 0.5, "muted", width=1.2, dash="dash", yref="y", y0=low, y1=high))
    if picked and picked[0] in TERMS:
        name, lag = picked
        low, high = MIDDLE[name] - ROW / 2, MIDDLE[name] + ROW / 2
        shapes.append(band(lag - 0.49, lag + 0.49, yref="y", y0=low, y1=high))
    return shapes
