"""By lag, for a projector: the two queues, the gains and every term, in type that the last row can read.

The columns are those of the by-lag chart. What that chart has no room for in such type is in the equations above it:
the prediction, the error and the loss.
"""

from pages.lab.charts.by_lag import OWN, PATH, RUNNING_SUM, key_of, sentence, table, terms_before
from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Drawing,
    Figure,
    Mark,
    band,
    full_height,
    height_of,
    symlog_threshold,
    vertical,
)
from pages.lab.plot.slots import draw_queues
from pages.lab.session import LOOKING_BACK
from pages.lab.text import MINUS, at, digits, gradient, mark, number, symbol
from rnn_core import QUEUE_SLOTS
from rnn_core.analysis.reading import relative_terms
from rnn_core.chain import back
from rnn_core.itemise import term_range

TITLE = "The terms of the gradients by lag"
A = Mark("muted", "empty frame: A, the pinned settings", "square")

# In pixels, from the bottom: the middle of each row.
HEIGHT = 492
MIDDLE = {"gain": 456, "out_H": 423, "X": 377, "k": 344, "time": 319, "Wx": 251, "Bx": 151, "Wh": 51}
NOTE_AT = 480
"""The note on the scale stands where the gains have their second line."""
BOTTOM = 303
"""The rows of terms end here."""
ROW = 100
FULL = 44
"""The height of the largest bar."""
TYPE = 20
"""The size of all type. The browser makes it larger where there is room, and never smaller."""
SLOT = 32
NODE = 0.92
BAR = 0.6
SHORT = 5
"""A number of so many characters leaves room beside it."""
LINE = 24
"""The room of a line of type."""
LONG = 9
"""A number of more characters than these can be wider than its column; every other one has a line of its own."""
ENDS = {"left": (-1.72, 9.63), "right": (-1.72, 10.0)}
"""Where the drawing begins and ends, in columns, by the side of the newest: behind half of the longest number."""


def projected(moment: Moment) -> Block:
    """The queues, the gains and every term of the step, also those beyond the window."""
    return _chart(moment)


def projected_without_totals(moment: Moment) -> Block:
    """The same without what the terms add up to."""
    return _chart(moment, totals=False)


def _chart(moment: Moment, *, totals: bool = True) -> Chart:
    return Chart(
        figure=_figure(moment, totals=totals),
        sentence=sentence(moment, totals=totals),
        table=table(moment, totals=totals),
        key=[*key_of(moment, PATH, RUNNING_SUM), *[A] * bool(moment.pinned)],
        min_width=940,
        grow=BOTTOM,
        push=1 if moment.session.newest == "left" else -1,
    )


def _figure(moment: Moment, *, totals: bool) -> Figure:
    drawing = Drawing()
    _draw_heads(drawing, moment)
    _draw_slots(drawing, moment)
    left = {MIDDLE["out_H"]: "out_H", MIDDLE["X"]: "X"}
    if moment.t >= 0:
        _draw_gains(drawing, moment)
        left[MIDDLE["gain"]] = "s, g" if moment.session.newest == "left" else "g, s"
    for name in LOOKING_BACK:
        drawing.rule((-0.5, MIDDLE[name]), (QUEUE_SLOTS - 0.5, MIDDLE[name]), "line")
        left[MIDDLE[name]] = f"<b>{gradient(name)}</b>"
        if moment.t >= 0:
            _draw_terms(drawing, name, moment)
            left[MIDDLE[name]] += f" =<br><b>{number(moment.step.chains[name].total)}</b>" if totals else ""
        if moment.A and totals:
            left[MIDDLE[name]] += f"<br>A {number(moment.A.step.chains[name].total)}"
    if moment.t >= QUEUE_SLOTS - 1:
        gone = f"out_H<sub>t{MINUS}10</sub><br>has left<br>the queue"
        drawing.label(QUEUE_SLOTS - 1, MIDDLE["Wh"], gone, "muted", TYPE)
    _draw_grounds(drawing, moment)
    direction, (start, end) = "← newer<br>older →", ENDS[moment.session.newest]
    if moment.session.newest == "right":
        drawing.mirror((QUEUE_SLOTS - 1) / 2)
        direction = "← older<br>newer →"
    for height, text in left.items():
        drawing.label(start, height, text, size=TYPE, anchor="middle right")
    drawing.label(start, (MIDDLE["k"] + MIDDLE["time"]) / 2, direction, "muted", TYPE, "middle right")
    drawing.label(start, NOTE_AT, _note(moment), "muted", TYPE, "middle right")
    figure = drawing.figure(HEIGHT, start, end)
    figure["layout"]["hoverlabel"]["font"]["size"] = TYPE
    return figure


def _draw_heads(drawing: Drawing, moment: Moment) -> None:
    """The lag and the step of each column; in grey beyond the window."""
    for lag in range(QUEUE_SLOTS):
        ink = "ink" if lag < moment.session.K and lag <= moment.t else "muted"
        drawing.label(lag, MIDDLE["k"], f"<b>k = {lag}</b>" if lag <= moment.t else f"k = {lag}", ink, TYPE)
        if lag <= moment.t + 1:
            time = at(moment.t - lag) if lag <= moment.t else "start"
            drawing.label(lag, MIDDLE["time"], time, ink, TYPE)


def _draw_slots(drawing: Drawing, moment: Moment) -> None:
    """The two queues, and how each state leads to the next."""
    queues, t, term = moment.queues, moment.t, moment.picked
    draw_queues(drawing, queues, t, term, MIDDLE, height=SLOT, width=NODE, size=TYPE, empty=TYPE)
    for lag in range(len(moment.queues.X)):
        foot, top = MIDDLE["X"] + SLOT / 2, MIDDLE["out_H"] - SLOT / 2
        drawing.rule((lag, foot), (lag, top), "muted", 1.5)
        drawing.head(lag, top - 4, "up", "muted", 9)
    for lag in range(len(moment.queues.out_H) - 1):
        drawing.rule((lag + 1 - NODE / 2, MIDDLE["out_H"]), (lag + NODE / 2, MIDDLE["out_H"]), "muted", 1.5)


def _draw_gains(drawing: Drawing, moment: Moment) -> None:
    """The slope before lag 0, then each gain between the two columns that it connects."""
    middle, (slope, *_) = MIDDLE["gain"], moment.reading.slopes
    gains = [
        (slope, "slope", symbol("s[t]")),
        *((gain, "Wh", symbol(f"g[{back(i)}]")) for i, gain in enumerate(moment.reading.gains, start=1)),
    ]
    for lag, (value, under, name) in enumerate(gains):
        text, ink = f"×{number(value)}", "ink" if lag < moment.session.K else "muted"
        above = 0 if _note(moment) else _aside(moment, lag, text)
        drawing.label(lag - 0.5, middle + above, text, ink, TYPE)
        drawing.box(lag - 0.5, BAR, middle - 13, 2, under)
        drawing.hover(lag - 0.5, middle, 28, f"{name} = {digits(value)}")


def _draw_terms(drawing: Drawing, name: str, moment: Moment) -> None:
    """Bars and numbers of one weight."""
    chosen, middle, counted = moment.session, MIDDLE[name], len(moment.step.chains[name].terms)
    terms = moment.reading.all_lags[name].terms
    of_A = terms_before(moment, name)[: len(terms)] if moment.A else []
    own = full_height([*(term.value for term in terms), *of_A])
    full = own if chosen.scale in OWN else moment.once(term_range, moment.run)
    for lag, (term, value) in enumerate(zip(terms, of_A, strict=False)):
        opposite, short = (value > 0) != (term.value > 0), len(number(term.value)) <= SHORT
        height, clear = FULL * height_of(value, full, chosen.scale), LINE if opposite and not short else 0
        drawing.frame(lag, BAR + 0.14, middle, height, longest=FULL, slim=opposite and short, clear=clear)
    for lag, term in enumerate(terms):
        picked = (name, lag) == (chosen.weight, chosen.lag)
        fill = "picked" if picked else "term" if lag < counted else "ghost"
        height = FULL * height_of(term.value, full, chosen.scale)
        drawing.box(lag, BAR, middle, height, fill, "paper" if lag < counted else "faint", 0 if lag < counted else 2)
        text, gap = _draw_number(moment, name, lag)
        place, anchor = (middle - gap, "bottom center") if term.value > 0 else (middle + gap, "top center")
        drawing.label(lag, place, text, "ink" if lag < counted else "muted", TYPE, anchor)
        hover = f"{gradient(name)}, lag k = {lag}, {at(moment.t, lag)}<br>{digits(term.value)}"
        drawing.hover(lag, middle, ROW, hover, [name, lag], names=f"{name}:{lag}")


def _draw_number(moment: Moment, name: str, lag: int) -> tuple[str, int]:
    """The number of a term, and how far it stands from the zero line, across it from the bar."""
    chain = moment.reading.all_lags[name]
    relative = moment.session.scale == "relative" and relative_terms(chain)
    text = f"{number(relative[lag])}×" if relative else number(chain.terms[lag].value)
    return text, 2 + _aside(moment, lag, text)


def _aside(moment: Moment, lag: int, text: str) -> int:
    """How far a number stands from its line, so that two long ones do not meet, nor one the total at the left."""
    beside = {"left": range(0, QUEUE_SLOTS, 2), "right": range(1, QUEUE_SLOTS, 2)}[moment.session.newest]
    return LINE if lag in beside and len(text) > LONG else 0


def _note(moment: Moment) -> str:
    """What the heights mean, unless they are linear and each row has its own."""
    largest = moment.once(term_range, moment.run)
    return {
        "linear": "",
        "one": f"Linear: full height = {number(largest)}, the largest value in this run.",
        "symlog": f"Symlog: linear up to ±{mark(symlog_threshold(largest))}, logarithmic beyond; "
        f"full height = {number(largest)}.",
        "relative": "Relative: each term divided by |lag 0| of its row, unless that is 0.",
    }[moment.session.scale]


def _draw_grounds(drawing: Drawing, moment: Moment) -> None:
    """The end of the window, and the background of the picked term."""
    K, weight, lag = moment.session.K, moment.session.weight, moment.session.lag
    foot = 0
    for top, onward in [*_draw_gaps(moment), (BOTTOM, BOTTOM)]:
        if K < QUEUE_SLOTS and top > foot:
            drawing.shapes.append(vertical(K - 0.5, "muted", width=2, dash="dash", yref="y", y0=foot, y1=top))
        foot = max(foot, onward)
    if moment.picked and weight in LOOKING_BACK:
        low, high = MIDDLE[weight] - ROW / 2, MIDDLE[weight] + ROW / 2
        drawing.shapes.append(band(lag - 0.49, lag + 0.49, yref="y", y0=low, y1=high))


def _draw_gaps(moment: Moment) -> list[tuple[int, int]]:
    """What is wider than its column and reaches across the end of the window, from below; the line leaves it out."""
    K, found = moment.session.K, list[tuple[int, int]]()
    if K == QUEUE_SLOTS - 1 <= moment.t:  # beside what has left the queue
        found.append((MIDDLE["Wh"] - 3 * LINE // 2, MIDDLE["Wh"] + 3 * LINE // 2))
    for name in LOOKING_BACK if moment.t >= 0 else ():
        for lag, term in enumerate(moment.reading.all_lags[name].terms):
            text, gap = _draw_number(moment, name, lag)
            if lag in (K - 1, K) and len(text) > LONG:
                low = MIDDLE[name] + (-gap - LINE if term.value > 0 else gap)
                found.append((low, low + LINE))
    return sorted(found)
