"""Beside the contribution matrix: its picked row, column or diagonal as bars."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from pages.lab.charts.matrix import VISIBLE, in_view
from pages.lab.moment import AbsentError, Moment
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
    columns_around,
    layout,
    margin,
    none_visible,
    points,
    span,
    symlog,
    symlog_axis,
    symlog_threshold,
)
from pages.lab.text import at, digits, gradient, no_term, number
from rnn_core import QUEUE_SLOTS
from rnn_core.analysis.matrix import Column, Columns, Contributions, Slice, diagonal, read_columns, row

TITLE = "Terms of ∂L/∂{looking_back}: one {slice} of the matrix"
KEY = (
    Mark("picked", "picked term", "box"),
    Mark("term", "inside the window", "box"),
    Mark("faint", "beyond the window", "box"),
)

LEAST = 0.005
"""The part of the height of the tallest bar, about 180 pixels, below which a bar is thinner than a line."""


def matrix_slice(moment: Moment) -> Block:
    """The chosen slice through the picked cell."""
    chosen, weight, picked = moment.session, moment.weight, Cell(moment.t, moment.session.lag)
    contributions, part = in_view(moment)
    if chosen.slice == "column":
        sums = moment.once(read_columns, moment.run, weight)
        return _column(sums, contributions, picked, part.lags, weight)
    if chosen.slice == "row":
        terms = row(moment.run, weight, moment.t)
        sentence = _row_sentence(terms, moment.t, len(moment.step.chains[weight].terms), weight)
    else:
        terms = moment.once(diagonal, moment.run, weight, picked.lag)
        sentence = _diagonal_sentence(terms, part.lags, weight)
    sentence = f"{sentence}{_unseen(terms, contributions.largest, chosen.scale)}"
    figure = _figure(chosen.slice, terms, picked, part, contributions.largest, chosen.scale)
    return Chart(
        figure=figure,
        sentence=sentence,
        table=Table.of(("j" if chosen.slice == "row" else "t", "contribution"), terms.places, terms.values),
        key=KEY,
        min_width=330,
    )


def _unseen(terms: Slice, largest: float, scale: str) -> str:
    """That no bar can be seen, and whether the other scale shows one."""
    if not len(terms.values) or not none_visible(terms.values, largest, scale, LEAST):
        return ""
    better = "" if scale == "symlog" or none_visible(terms.values, largest, "symlog", LEAST) else "; symlog shows some"
    return f" No bar here is tall enough to see beside the run's largest contribution, {number(largest)}{better}."


def _row_sentence(terms: Slice, t: int, inside: int, weight: str) -> str:
    j, lag = terms.largest, terms.largest_lag
    if j is None or lag is None:
        return f"Every contribution to {gradient(weight)} at {at(t)} is 0."
    many = "one term" if len(terms.values) == 1 else f"{len(terms.values)} terms"
    return (
        f"At {at(t)} the gradient has {many}; the window counts {inside}. The largest, {number(terms.at(j))}, passes "
        f"through j = {j} (lag {lag}, {'counted' if lag < inside else 'not counted'})."
    )


def _diagonal_sentence(terms: Slice, counted: int, weight: str) -> str:
    lag, t = terms.first, terms.largest
    if not len(terms.values):
        return f"The run is too short for a term of lag {lag}."
    if t is None:
        return f"The lag-{lag} term of {gradient(weight)} is 0 at every loss of the run."
    beyond = "" if lag < counted else " The window never counts this lag."
    if len(terms.values) == 1:
        return f"Only the loss at {at(t)} has a term of lag {lag}: {number(terms.at(t))}.{beyond}"
    return (
        f"The lag-{lag} terms of {len(terms.values)} losses: {terms.positive} are positive. The largest, "
        f"{number(terms.at(t))}, belongs to the loss at {at(t)}.{beyond}"
    )


def _figure(name: str, terms: Slice, picked: Cell, part: Part, largest: float, scale: str) -> Figure:
    """The terms of a row, along the steps j, or of a diagonal, along the losses t."""
    threshold = symlog_threshold(largest) if scale == "symlog" else None
    places = terms.places
    limits = list(part.edges)
    if name == "row":
        cells, along, title = [Cell(picked.t, picked.t - j) for j in places], "j", "step j"
        if part.side > 1:  # over the whole run the row would be a few bars without width
            least = VISIBLE / 10 * max(map(abs, terms.values))
            first = next((j for j, value in enumerate(terms.values) if abs(value) >= least), 0)
            limits = [min(first, picked.t - 2 * QUEUE_SLOTS) - 0.5, picked.t + 0.5]
    else:
        cells, along, title = [Cell(t, picked.lag) for t in places], "loss at t", "loss at t"
    hover = [
        f"{along} = {place}, lag {cell.lag}<br>{digits(value)}"
        for place, cell, value in zip(places, cells, terms.values, strict=True)
    ]
    heights = [symlog(value, threshold) if threshold else value for value in terms.values]
    wide = 0.8 if part.side == 1 else 1
    return {
        "data": [_draw_bars(name, list(places), heights, cells, picked, part.lags, hovertext=hover, width=wide)],
        "layout": layout(
            440,
            margin=margin(62, 4, 34),
            xaxis=bare_axis(title, range=limits),
            yaxis=symlog_axis(largest, threshold) if threshold else axis(range=span([-largest, largest]), nticks=6),
            bargap=0.1,
        ),
    }


def _draw_bars(
    name: str, x: Sequence[int], y: Sequence[float], cells: Sequence[Cell], picked: Cell, counted: int, **parts: Any
) -> Trace:
    """One bar for each cell, which a click on it picks."""
    ink = ["picked" if cell == picked else "term" if cell.lag < counted else "faint" for cell in cells]
    return bars(name, x, y, ink, customdata=[["cell", cell.j, cell.t] for cell in cells], **parts)


def _column(sums: Columns, matrix: Contributions, picked: Cell, counted: int, weight: str) -> Block:
    if picked.j < 0:
        raise AbsentError(no_term(weight, picked.lag, picked.t))
    columns = [sums.at(j) for j in columns_around(matrix, picked)]
    by_lag = list(zip_longest(*(one.terms for one in columns)))  # fewer at the end of the run
    return Chart(
        figure=_draw_columns(columns, picked, counted),
        sentence=_column_sentence(next(one for one in columns if one.step == picked.j), weight),
        table=Table.of(
            ("j", *(f"k = {lag}" for lag, _ in enumerate(by_lag)), "later, positive", "later, negative", "Σ"),
            [one.step for one in columns],
            *by_lag,
            [one.later_up for one in columns],
            [one.later_down for one in columns],
            [one.total for one in columns],
        ),
        key=(*KEY, Mark("ink", "sum of the column", "tick")),
        min_width=330,
    )


def _column_sentence(one: Column, weight: str) -> str:
    name = gradient(weight)
    if one.largest is None:
        return (
            f"Step j = {one.step} contributes nothing to {name} at the first {len(one.terms)} lags; "
            f"the column adds up to {number(one.total)}."
        )
    return (
        f"Column j = {one.step}: summed over its own and all later losses, this step contributes {number(one.total)} "
        f"to {name}. The largest contribution, {number(one.terms[one.largest])}, is to the loss at "
        f"t = {one.largest_loss} (lag {one.largest})."
    )


def _draw_columns(columns: Sequence[Column], picked: Cell, counted: int) -> Figure:
    """Each column stacked, lag 0 next to the axis, and its sum; positive terms go up, negative ones down."""
    traces: list[Trace] = []
    edge: dict[str, Any] = {"edge": "paper", "edge_width": 0.7}
    for lag in range(max(len(one.terms) for one in columns)):
        having = [one for one in columns if lag < len(one.terms)]
        hover = [
            f"j = {one.step}, loss at t = {one.step + lag}, lag {lag}<br>{digits(one.terms[lag])}"
            f"<br>column sum: {digits(one.total)}"
            for one in having
        ]
        j, terms = [one.step for one in having], [one.terms[lag] for one in having]
        cells = [Cell(one.step + lag, lag) for one in having]
        traces.append(_draw_bars(f"k = {lag}", j, terms, cells, picked, counted, hovertext=hover, **edge))
    steps = [one.step for one in columns]
    for way, sign, sums in (
        ("up", "positive", [one.later_up for one in columns]),
        ("down", "negative", [one.later_down for one in columns]),
    ):
        hover = [
            f"j = {one.step}, all lags beyond 9, {sign} terms<br>{digits(value)}<br>column sum: {digits(one.total)}"
            for one, value in zip(columns, sums, strict=True)
        ]
        traces.append(bars(f"later, {way}", steps, sums, ["faint"] * len(steps), hovertext=hover, **edge))
    # Without a hover text of its own: it would cover those of the terms around it.
    totals = [one.total for one in columns]
    traces.append(points("sum", steps, totals, "ink", size=12, symbol="line-ew", edge="ink", edge_width=2.5))
    heights = [
        sum(value for value in (*one.terms, one.later_up, one.later_down) if (value > 0) == up)
        for one in columns
        for up in (True, False)
    ]
    return {
        "data": traces,
        "layout": layout(
            440,
            margin=margin(54, 4, 34),
            xaxis=bare_axis("step j (one segment per loss)", range=[steps[0] - 0.6, steps[-1] + 0.6]),
            yaxis=axis("contributions, stacked (always linear)", range=span(heights, zero=True), nticks=6),
            barmode="relative",
            bargap=0.25,
            shapes=[band(picked.j - 0.5, picked.j + 0.5)],
        ),
    }
