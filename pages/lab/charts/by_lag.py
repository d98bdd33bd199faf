"""By lag: the unrolled network, and under it, in the same columns, every term of the gradients of one loss.

Each column is one lag.
"""

from itertools import pairwise

from pages.lab.charts.network import BOTTOM, SLOT, network, row_labels, size_of
from pages.lab.charts.network import MIDDLE as NETWORK
from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Drawing,
    Figure,
    Mark,
    Table,
    band,
    full_height,
    height_of,
    none_visible,
    symlog_threshold,
    vertical,
)
from pages.lab.session import LOOKING_BACK
from pages.lab.text import MINUS, at, digits, gradient, listed, mark, number, percent, symbol
from rnn_core import QUEUE_SLOTS, Chain, Step
from rnn_core.analysis.reading import VANISHED, ChainReading, in_units_of, relative_terms
from rnn_core.analysis.two_settings import compare_totals
from rnn_core.itemise import term_range

TITLE = "The terms of the gradients by lag"
PATH = Mark("picked", "path of the picked term: sign and thickness (at least a hairline) show the product so far")
RUNNING_SUM = Mark("picked", "running sum: each step ends at the sum so far", "tick")
OF_WINDOW = Mark("faint", "beyond the window", "box"), Mark("muted", "end of the window", "dash")
BEFORE = Mark("muted", "empty frame: before the last change", "square")
KEY = (
    Mark("slope", "slope s", "square"),
    Mark("Wh", "local gain g"),
    Mark("source", "source", "square"),
    PATH,
    Mark("term", "term", "box"),
    Mark("picked", "picked term", "box"),
    *OF_WINDOW,
    RUNNING_SUM,
)
PINNED = Mark("muted", "empty frame: A, the pinned settings; bar: B, the present ones", "square")
COLOURS = {
    "slope": "a slot of the out_H queue from which a slope is computed",
    "source": "the queue slot that holds the last factor of the picked term",
    "picked": "the path of the picked term through the network",
}
TOTAL_AT = 10.35  # in columns, just right of lag 9
LABEL_AT = -1.58
ENDS = (-1.6, 10.85)
"""Where the drawing begins and ends, in columns."""
LANE = 0.42
"""The running sum is drawn in a lane of its own, this far right of the middle of each column."""
BAR_AT = -0.06
"""The bars stand a little to the left, so that their numbers leave the lane free."""

# In pixels, from the bottom: the middle of each row.
HEIGHT = 520
MIDDLE = {"Wx": 273, "Bx": 171, "Wh": 69, "foot": 8}
FULL = 47
"""The height of the largest bar; its number stands on the other side of the zero line."""
SHORT = 6
"""A number of so many characters leaves room beside it."""
NUMBER = 19
"""The room of a number beside the zero line."""
ROW = 102
OWN = ("linear", "relative")
"""The scales in which each row has a full height of its own."""
NO_TERMS = "Before the first step there are no terms."
MIRROR = 9.95
"""Where lag 0 stands if the newest is at the right: far enough from the edge for the slope beside it."""


def by_lag(moment: Moment) -> Block:
    """The queues and every term of the step, also those beyond the window."""
    return _chart(moment)


def by_lag_without_totals(moment: Moment) -> Block:
    """The same without what the terms add up to."""
    return _chart(moment, totals=False)


def _chart(moment: Moment, *, totals: bool = True) -> Chart:
    absent = () if totals and moment.session.scale != "relative" else (RUNNING_SUM,)
    return Chart(
        figure=_figure(moment, totals=totals),
        sentence=sentence(moment, totals=totals),
        table=table(moment, totals=totals),
        key=[*key_of(moment, *absent), PINNED if moment.pinned else BEFORE],
        min_width=800,
        grow=BOTTOM,
        push=1 if moment.session.newest == "left" else -1,
        focus=_draw_focus(moment),
        home=0 if moment.session.newest == "left" else 1,
    )


def key_of(moment: Moment, *absent: Mark) -> list[Mark]:
    """The key without the marks that are absent, and without those of the window if no lag is beyond it."""
    window = OF_WINDOW if moment.session.K == QUEUE_SLOTS else ()
    return [one for one in KEY if one not in (*absent, *window)]


def one_weight(_: Moment) -> Block:
    """Why a weight's gradient is a sum: stands below the terms."""
    return (
        '<p class="about">The same W<sub>h</sub> is used at every step; each use adds one term to its gradient. '
        "The same holds for W<sub>x</sub> and B<sub>x</sub>.</p>"
    )


def sentence(moment: Moment, *, totals: bool = True) -> str:
    """The sum of the picked gradient, which of its terms cancel or vanish, and the sum with A."""
    if moment.t < 0:
        return NO_TERMS
    return f"{_sentence(moment)}{_beside_A(moment)}" if totals else _without_totals(moment)


def _without_totals(moment: Moment) -> str:
    step, chain, claims = moment.step, moment.step.chains[moment.weight], moment.reading.chains[moment.weight]
    if not claims.largest:
        return f"All terms of {gradient(moment.weight)} are 0. {_why_zero(step, chain)}"
    return _product_of_gains(step, chain, claims) if len(chain.terms) > 1 else "There is one term."


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


def _beside_A(moment: Moment) -> str:
    """The total with the pinned settings, A, beside that with the present ones, B."""
    if moment.A is None:
        return ""
    totals, name = compare_totals(moment.A.step, moment.step, moment.weight), gradient(moment.weight)
    both = f" With A, {name} = {number(totals.A)}; with B, {number(totals.B)}"
    if totals.A == totals.B:
        return f"{both}: the same."
    if totals.ratio is None or totals.B == 0:
        return f"{both}."
    times = f"{number(totals.ratio)} times the magnitude"
    return f"{both}: {times}, with the opposite sign." if totals.flipped else f"{both}: {times}, with the same sign."


def _why_zero(step: Step, chain: Chain) -> str:
    if step.forward.error == 0:
        return "The error e is 0."
    if step.params.Wy == 0:
        return f"{symbol('Wy')} is 0, so no part of the error reaches the hidden unit."
    if chain.parameter == "Wh" and len(chain.terms) == 1 and step.forward.out_H_prev == 0:
        return "The only source, the start state, is 0."
    return "Every term has a factor that is 0."


def table(moment: Moment, *, totals: bool = True) -> Table:
    """One row per lag: the slots, the gain that leads to it, the three terms, also those of A; then the sums."""
    A = moment.A
    of_A = [f"{gradient(name)} with A" for name in LOOKING_BACK] if A else []
    head = ("lag", "time", "X", "out_H", "slope s", "gain g", *map(gradient, LOOKING_BACK), *of_A)
    lags = range(len(moment.queues.out_H))
    times = [at(moment.t, lag) for lag in lags]
    slots = ([f"k = {lag}" for lag in lags], times, moment.queues.X, moment.queues.out_H)
    if moment.t < 0:
        return Table.of(head, *slots)
    readings = [moment.reading, A.reading] if A else [moment.reading]
    terms = ([term.value for term in one.all_lags[name].terms] for one in readings for name in LOOKING_BACK)
    whole = Table.of(head, *slots, moment.reading.slopes, (None, *moment.reading.gains), *terms)
    if not totals:
        return whole
    sums = [digits(one.step.chains[name].total) for one in readings for name in LOOKING_BACK]
    return Table(head, [*whole.rows, (f"Σ of {len(moment.step.chains['Bx'].terms)}", "", "", "", "", "", *sums)])


def _figure(moment: Moment, *, totals: bool) -> Figure:
    drawing = Drawing()
    network(drawing, moment)
    if totals:
        drawing.label(TOTAL_AT, NETWORK["k"], _sum_of(moment))
        if moment.t >= 0 and len(moment.step.chains["Wh"].terms) < len(moment.step.chains["Bx"].terms):
            drawing.label(TOTAL_AT, NETWORK["time"], f"{symbol('Wh')}: {len(moment.step.chains['Wh'].terms)}", size=12)
    left = row_labels(moment)
    for name in LOOKING_BACK:
        drawing.rule((-0.5, MIDDLE[name]), (QUEUE_SLOTS + 0.8, MIDDLE[name]), "line")
        left[MIDDLE[name]] = f"<b>{gradient(name)}</b>"
        if moment.t >= 0:
            left[MIDDLE[name]] += _draw_terms(drawing, name, moment, totals=totals)
    if moment.t >= QUEUE_SLOTS - 1:  # the one place that will never be filled
        gone = f"out_H<sub>t{MINUS}10</sub><br>has left<br>the queue"
        drawing.label(QUEUE_SLOTS - 1, MIDDLE["Wh"], gone, "muted", 12)
        why = f"{symbol('Wh')} has no term of lag {QUEUE_SLOTS - 1}"
        drawing.hover(QUEUE_SLOTS - 1, MIDDLE["Wh"], ROW, why, ["Wh", QUEUE_SLOTS - 1])
    _draw_grounds(drawing, moment)
    direction = "← newer<br>older →"
    if moment.session.newest == "right":
        drawing.mirror(MIRROR / 2)
        direction = "← older<br>newer →"
    for height, text in left.items():
        drawing.label(LABEL_AT, height, text, anchor="middle right")
    for height, text in (
        ((NETWORK["k"] + NETWORK["time"]) / 2, direction),
        (MIDDLE["foot"], _foot(moment, totals=totals)),
    ):
        drawing.label(LABEL_AT, height, text, "muted", 12, "middle right")
    return drawing.figure(HEIGHT, *ENDS)


def _draw_focus(moment: Moment) -> tuple[float, float]:
    """Where the column of the picked lag starts and ends, as parts of the width."""
    lag = moment.session.lag if moment.session.weight in LOOKING_BACK else 0
    column = lag if moment.session.newest == "left" else MIRROR - lag
    left, right = ENDS
    return (column - 0.5 - left) / (right - left), (column + 0.5 - left) / (right - left)


def _foot(moment: Moment, *, totals: bool) -> str:
    """What the heights mean in the chosen scale."""
    largest = moment.once(term_range, moment.run)
    return {
        "linear": "Linear: the full height of each row at its left.",
        "one": f"Linear: full height = {number(largest)}, the largest in this run.",
        "symlog": f"Symlog: linear up to ±{mark(symlog_threshold(largest))}, full height = {number(largest)}, "
        "the largest in this run.",
        "relative": f"Relative: term ÷ |lag 0| of its row{'; Σ as it is' if totals else ''}.{_undivided(moment)}",
    }[moment.session.scale]


def _undivided(moment: Moment) -> str:
    """Which rows are not relative, because their lag 0 is 0."""
    if moment.t < 0:
        return ""
    names = [gradient(name) for name in LOOKING_BACK if moment.reading.all_lags[name].terms[0].value == 0]
    return f" As is, too: {listed(names)}, whose lag 0 is 0." if names else ""


def _sum_of(moment: Moment) -> str:
    """How many terms are added up."""
    return f"<b>Σ</b> of {len(moment.step.chains['Bx'].terms)}" if moment.t >= 0 else "<b>Σ</b>"


def hint(moment: Moment) -> tuple[str, str] | None:
    """What the chosen scale makes too small to see, and the scale that shows it; None if nothing, or if none does."""
    if moment.t < 0:
        return None
    hidden = _hidden(moment, moment.session.scale)
    better = (scale for scale in ("linear", "symlog") if hidden and not _hidden(moment, scale))
    scale = next(better, None)
    return (f"{listed(hidden)} too small to see", scale) if scale else None


def _hidden(moment: Moment, scale: str) -> list[str]:
    """The rows none of whose counted terms can be seen, and the picked term if it cannot."""
    rows, terms, chosen = list[str](), list[str](), moment.session
    for name in LOOKING_BACK:
        values = [term.value for term in moment.step.chains[name].terms]
        picked = [values[chosen.lag]] if name == chosen.weight and chosen.lag < len(values) else []
        full = full_of(moment, name, scale)
        if none_visible(values, full, scale):
            rows.append(name)
        elif picked and none_visible(picked, full, scale):
            terms.append(f"lag {chosen.lag} of {name}")
    return [*rows, *terms]


def full_of(moment: Moment, name: str, scale: str, *, totals: bool = True) -> float:
    """What has full height in the row of a weight: at least the largest number in it, or the largest in the run.

    In the relative scale neither the sum nor what was before the last change counts: both could leave no room for the
    terms.
    """
    if scale not in OWN:
        return moment.once(term_range, moment.run)
    values = [term.value for term in moment.reading.all_lags[name].terms]
    other = terms_before(moment, name) if totals else terms_before(moment, name)[: len(values)]
    if scale == "relative":
        return full_height([*values, *other] if moment.A else values)
    return full_height([*values, *(moment.step.chains[name].running_sums if totals else ()), *other])


def terms_before(moment: Moment, name: str) -> list[float]:
    """The terms of a row with A, or before a setting was moved, then their sum; none if there is neither.

    Where terms are relative, so are these, to a lag 0 that is drawn as high as the present one; no sum follows.
    """
    other = moment.A or moment.before
    if other is None:
        return []
    terms = other.reading.all_lags[name]
    if moment.session.scale == "relative":
        return [*in_units_of(moment.reading.all_lags[name], terms)]
    return [*(term.value for term in terms.terms), other.step.chains[name].total]


def _draw_terms(drawing: Drawing, name: str, moment: Moment, *, totals: bool) -> str:
    """Bars and numbers of one weight, and its running sum; returns what to write of its full height."""
    chosen, reading, middle = moment.session, moment.reading, MIDDLE[name]
    values, sums = [term.value for term in reading.all_lags[name].terms], moment.step.chains[name].running_sums
    ratios = relative_terms(reading.all_lags[name]) if chosen.scale == "relative" else ()
    full = full_of(moment, name, chosen.scale, totals=totals)

    def rise(value: float) -> float:
        return FULL * height_of(value, full, chosen.scale)

    drawn = totals and chosen.scale != "relative"
    columns = [*enumerate(values), *[(TOTAL_AT - BAR_AT, sums[-1])] * drawn]
    texts = [f"{number(ratio)}×" for ratio in ratios] or [number(value) for _, value in columns]
    for (column, value), text, before in zip(columns, texts, terms_before(moment, name), strict=False):
        opposite, short = (before > 0) != (value > 0), len(text) <= SHORT
        clear = NUMBER if opposite and not short else 0
        drawing.frame(column + BAR_AT, 0.62, middle, rise(before), longest=FULL, slim=opposite and short, clear=clear)
    for lag, value in enumerate(values):
        counted = lag < len(sums)
        fill = "picked" if (name, lag) == (chosen.weight, chosen.lag) else "term" if counted else "ghost"
        drawing.box(
            lag + BAR_AT, 0.5, middle, rise(value), fill, "paper" if counted else "faint", 0 if counted else 1.5
        )
        _draw_number(drawing, lag + BAR_AT, middle, value, texts[lag], "ink" if counted else "muted")
        of_sum = f"<br>running sum {digits(sums[lag])}" if counted and totals else ""
        tail = of_sum if counted else "<br>beyond the window: not counted"
        of_A = f"<br>with A {digits(moment.A.reading.all_lags[name].terms[lag].value)}" if moment.A else ""
        hover = f"{gradient(name)}, lag k = {lag}, {at(moment.t, lag)}<br>{digits(value)}{tail}{of_A}"
        drawing.hover(lag, middle, ROW, hover, [name, lag], names=f"{name}:{lag}")
    if drawn:
        drawing.box(TOTAL_AT, 0.5, middle, rise(sums[-1]), "ink")
        _draw_running_sum(drawing, [middle + rise(value) for value in (0.0, *sums)])
    if totals:
        _draw_number(drawing, TOTAL_AT, middle, sums[-1], f"<b>{number(sums[-1])}</b>", "ink")
        drawing.hover(TOTAL_AT, middle, ROW, f"{gradient(name)}, the sum of {len(sums)}<br>{digits(sums[-1])}")
    return f"<br>full {mark(full)}" if chosen.scale == "linear" and full else ""


def _draw_running_sum(drawing: Drawing, heights: list[float]) -> None:
    """Its steps, each beside the bar that it adds: from 0 to the sum."""
    for lag, (start, end) in enumerate(pairwise(heights)):
        lane = lag + LANE
        drawing.line("running sum", [(lane, start), (lane, end)], "picked", width=1.5)
        drawing.line("running sum", [(lane - 0.05, end), (lane + 0.05, end)], "picked")


def _draw_number(drawing: Drawing, x: float, middle: float, value: float, text: str, ink: str) -> None:
    """The number of a bar, across the zero line from it: there it meets nothing, however long the bar is."""
    below = value > 0
    place, anchor = (middle - 2, "bottom center") if below else (middle + 2, "top center")
    drawing.label(x, place, text, ink, size_of(text.removeprefix("<b>").removesuffix("</b>")), anchor)


def _draw_grounds(drawing: Drawing, moment: Moment) -> None:
    """The end of the window, and the background of the picked term."""
    K, weight, lag = moment.session.K, moment.session.weight, moment.session.lag
    if K < QUEUE_SLOTS:
        for low, high in (
            (MIDDLE["Wh"] - ROW / 2, BOTTOM),
            (NETWORK["X"] - SLOT / 2, NETWORK["out_H"] + SLOT / 2),
        ):
            end = vertical(K - 0.5, "muted", width=1.2, dash="dash", yref="y", y0=low, y1=high)
            drawing.shapes.append(end)
    if moment.picked and weight in LOOKING_BACK:
        low, high = MIDDLE[weight] - ROW / 2, MIDDLE[weight] + ROW / 2
        drawing.shapes.append(band(lag - 0.49, lag + 0.49, yref="y", y0=low, y1=high))
