"""Beside the contribution matrix: its picked row, column or diagonal as bars."""

from collections.abc import Sequence
from itertools import zip_longest

from pages.lab.charts.matrix import HEIGHT, MIN_WIDTH, VISIBLE
from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Cell,
    Chart,
    Figure,
    Mark,
    Part,
    Table,
    Trace,
    axis,
    band,
    bare_axis,
    bars,
    colour,
    columns_around,
    edges,
    layout,
    margin,
    near,
    overview,
    points,
    span,
    symlog,
    symlog_axis,
    symlog_threshold,
)
from pages.lab.text import absent, at, digits, gradient, number
from rnn_core import QUEUE_SLOTS
from rnn_core.analysis.matrix import Column, Contributions, Slice, column, diagonal, read_matrix, row
from rnn_core.chain import lags_counted

KEY = (
    Mark("picked", "picked term", "box"),
    Mark("term", "inside the window", "box"),
    Mark("faint", "beyond the window", "box"),
)
COLUMN_KEY = (*KEY, Mark("ink", "sum of the column", "tick"))


def matrix_slice(moment: Moment) -> Block:
    """The chosen slice through the picked cell; nothing where there is no matrix."""
    chosen, weight, step, picked = moment.session, moment.weight, moment.step, Cell(moment.t, moment.session.lag)
    if step is None:
        return ""
    contributions = moment.once(read_matrix, moment.run, weight)
    if not contributions.finite:
        return ""
    counted = lags_counted(weight, chosen.K)
    if chosen.slice == "column":
        return _column(contributions, picked, counted, weight)
    at_t = chosen.view == "near"
    part = near(contributions, counted, moment.t) if at_t else moment.once(overview, contributions, counted)
    if chosen.slice == "diagonal":
        terms = diagonal(contributions.values, picked.lag)
        bars_, along, sentence = _draw_diagonal(terms, picked, counted), "t", _diagonal_sentence(terms, counted, weight)
    else:
        terms = row(contributions.values, moment.t)
        inside = len(step.chains[weight].terms)
        bars_, along, sentence = _draw_row(terms, picked, counted), "j", _row_sentence(terms, moment.t, inside, weight)
    figure = _figure(bars_, terms, picked, part, contributions.largest, chosen.scale)
    rows = [(str(place), digits(value)) for place, value in enumerate(terms.values, start=terms.first)]
    return Chart(
        figure=figure, sentence=sentence, table=Table((along, "contribution"), rows), key=KEY, min_width=MIN_WIDTH
    )


def _row_sentence(terms: Slice, t: int, inside: int, weight: str) -> str:
    j, lag = terms.largest, terms.largest_lag
    if j is None or lag is None:
        return f"Every contribution to {gradient(weight)} at {at(t)} is 0."
    many = "one term" if len(terms.values) == 1 else f"{len(terms.values)} terms, back to the start"
    return (
        f"The loss at {at(t)} has {many}; {inside} inside the window. The largest term, {number(terms.at(j))}, passes "
        f"through j = {j} (lag {lag}), {'inside' if lag < inside else 'beyond'} the window."
    )


def _diagonal_sentence(terms: Slice, counted: int, weight: str) -> str:
    lag, t = terms.first, terms.largest
    if t is None:
        return f"The lag-{lag} term of {gradient(weight)} is 0 at every loss of the run."
    beyond = "" if lag < counted else " The window never counts this lag."
    return (
        f"The lag-{lag} term at each of {len(terms.values)} losses: {terms.positive} are positive. The largest, "
        f"{number(terms.at(t))}, belongs to the loss at {at(t)}.{beyond}"
    )


def _figure(trace: Trace, terms: Slice, picked: Cell, part: Part, largest: float, scale: str) -> Figure:
    threshold = symlog_threshold(largest) if scale == "symlog" else None
    trace["y"] = [symlog(value, threshold) if threshold else value for value in terms.values]
    trace["width"] = 0.8 if part.side == 1 else 1
    limits = list(edges(part))
    if trace["name"] == "row" and part.side > 1:  # over the whole run the row would be a few bars without width
        least = VISIBLE / 10 * max(map(abs, terms.values))
        first = next((j for j, value in enumerate(terms.values) if abs(value) >= least), 0)
        limits = [min(first, picked.t - 2 * QUEUE_SLOTS) - 0.5, picked.t + 0.5]
    return {
        "data": [trace],
        "layout": layout(
            HEIGHT,
            margin=margin(62, 4, 34),
            xaxis=bare_axis("step j" if trace["name"] == "row" else "loss at t", range=limits),
            yaxis=symlog_axis(largest, threshold) if threshold else axis(range=span([-largest, largest]), nticks=6),
            bargap=0.1,
        ),
    }


def _draw_row(terms: Slice, picked: Cell, counted: int) -> Trace:
    """The chain of the picked loss, over the steps that its terms pass through."""
    steps = range(len(terms.values))
    ink = ["picked" if j == picked.j else "term" if picked.t - j < counted else "faint" for j in steps]
    hover = [f"j = {j}, lag {picked.t - j}<br>{digits(terms.at(j))}" for j in steps]
    picks = [["cell", j, picked.t] for j in steps]
    return bars("row", list(steps), terms.values, ink, hovertext=hover, customdata=picks)


def _draw_diagonal(terms: Slice, picked: Cell, counted: int) -> Trace:
    """The term of one lag, at every loss from t = lag on."""
    lag, times = picked.lag, range(terms.first, terms.first + len(terms.values))
    ink = ["picked" if t == picked.t else "term" if lag < counted else "faint" for t in times]
    hover = [f"loss at t = {t}, lag {lag}<br>{digits(terms.at(t))}" for t in times]
    picks = [["cell", t - lag, t] for t in times]
    return bars("diagonal", list(times), terms.values, ink, hovertext=hover, customdata=picks)


def _column(contributions: Contributions, picked: Cell, counted: int, weight: str) -> Block:
    if not picked.exists:
        return absent(weight, picked.lag, picked.t)
    columns = [column(contributions.values, j) for j in columns_around(contributions, picked)]
    middle = next(one for one in columns if one.step == picked.j)
    return Chart(
        figure=_draw_columns(columns, picked, counted),
        sentence=_column_sentence(middle, weight),
        table=_column_table(columns),
        key=COLUMN_KEY,
        min_width=MIN_WIDTH,
    )


def _column_sentence(one: Column, weight: str) -> str:
    name = gradient(weight)
    if one.largest is None:
        return (
            f"Step j = {one.step} contributes nothing to {name} in the first {len(one.pieces)} lags; "
            f"the whole column adds up to {number(one.total)}."
        )
    return (
        f"The column of j = {one.step}: over its own and all later losses, this step contributes {number(one.total)} "
        f"to {name}. The largest piece, {number(one.pieces[one.largest])}, belongs to the loss at "
        f"t = {one.largest_loss} (lag {one.largest})."
    )


def _column_table(columns: Sequence[Column]) -> Table:
    by_lag = zip_longest(*(map(digits, one.pieces) for one in columns), fillvalue="")  # fewer at the end of the run
    lags = [(f"k = {lag}", cells) for lag, cells in enumerate(by_lag)]
    pieces = zip(*(cells for _, cells in lags), strict=True)
    rows = [
        (str(one.step), *cells, *map(digits, (one.later_up, one.later_down, one.total)))
        for one, cells in zip(columns, pieces, strict=True)
    ]
    return Table(("j", *(head for head, _ in lags), "later, positive", "later, negative", "Σ"), rows)


def _draw_columns(columns: Sequence[Column], picked: Cell, counted: int) -> Figure:
    """Each column stacked, lag 0 next to the axis, and its sum; positive pieces go up, negative ones down."""
    traces: list[Trace] = []
    for lag in range(max(len(one.pieces) for one in columns)):
        having = [one for one in columns if lag < len(one.pieces)]
        cells = [(one.step, one.step + lag) for one in having]
        ink = ["picked" if cell == (picked.j, picked.t) else "term" if lag < counted else "faint" for cell in cells]
        hover = [
            f"j = {j}, loss at t = {t}, lag {lag}<br>{digits(one.pieces[lag])}<br>the whole column: {digits(one.total)}"
            for one, (j, t) in zip(having, cells, strict=True)
        ]
        pieces, picks = [one.pieces[lag] for one in having], [["cell", j, t] for j, t in cells]
        traces.append(bars(f"k = {lag}", [j for j, _ in cells], pieces, ink, hovertext=hover, customdata=picks))
    steps, totals = [one.step for one in columns], [one.total for one in columns]
    later = {"up": [one.later_up for one in columns], "down": [one.later_down for one in columns]}
    for way, sums in later.items():
        hover = [
            f"j = {j}, all losses past lag 9, {'positive' if way == 'up' else 'negative'}<br>{digits(value)}"
            f"<br>the whole column: {digits(total)}"
            for j, value, total in zip(steps, sums, totals, strict=True)
        ]
        traces.append(bars(f"later, {way}", steps, sums, ["faint"] * len(steps), hovertext=hover))
    for trace in traces:
        trace["marker"]["line"] = {"width": 0.7, "color": colour("paper")}
    # Without a hover text of its own: it would cover those of the pieces around it.
    traces.append(points("sum", steps, totals, "ink", size=12, symbol="line-ew", edge="ink", edge_width=2.5))
    heights = [
        sum(value for value in (*one.pieces, one.later_up, one.later_down) if (value > 0) == up)
        for one in columns
        for up in (True, False)
    ]
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            margin=margin(54, 4, 34),
            xaxis=bare_axis("step j; one piece for each loss", range=[steps[0] - 0.6, steps[-1] + 0.6]),
            yaxis=axis("pieces add up: always linear", range=span(heights, zero=True), nticks=6),
            barmode="relative",
            bargap=0.25,
            shapes=[band(picked.j - 0.5, picked.j + 0.5)],
        ),
    }
