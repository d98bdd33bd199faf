"""What a notebook shows of a step, a chain, a term and a run: HTML tables with bars.

The tables bring their own style and take the colour of the text around them, so that they suit light and dark
notebooks. Columns are the lags of a gradient, newest first, the factors of a term, or the steps of a run. A bar above
the line is positive, one below it negative; its number stands on the other side of the line.
"""

import math
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from rnn_core.cell import PARAMETERS, RECURRENT, slope
from rnn_core.notation import MINUS, digits, gradient, number, short_symbol
from rnn_core.queues import QUEUE_SLOTS

if TYPE_CHECKING:  # their modules import this one
    from rnn_core.chain import Chain, Term
    from rnn_core.record import Run, Step

MOST_FACTORS = 2 * QUEUE_SLOTS + 2
"""As many factors as the longest term has that can be computed from the queues."""
ENDS = 3
"""How many steps of a run are shown at its start, and at its end."""
HALF = 28
"""The height of the longest bar, in pixels."""
OLDEST = f"out_H<sub>t{MINUS}{QUEUE_SLOTS}</sub>"
_CELL = "padding:2px 6px;text-align:center;vertical-align:middle;line-height:1.2"


class Absent(NamedTuple):
    """An empty place, and why it is empty; neighbours with the same reason share a cell."""

    why: str = ""


Place = str | Absent
Row = tuple[str, Sequence[Place]]
"""What stands before a row, and its places; all of it HTML."""


def step(of: "Step") -> str:
    """Return one step: the queues and every term of its gradients, one column per lag."""
    t, forward, queues = of.t, of.forward, of.queues
    K, lags = len(of.chains["Bx"].terms), range(QUEUE_SLOTS)
    right = [Absent()] * (1 + (K > QUEUE_SLOTS))

    def queue(values: Iterable[str]) -> list[Place]:
        slots: list[Place] = [*values]
        return [*slots, *[Absent("before the first step")] * (QUEUE_SLOTS - len(slots)), *right]

    def why(name: str, lag: int) -> str:
        if lag > t:
            return "before the first step"
        return f"{OLDEST}<br>has left<br>the queue" if name == "Wh" and lag < K else f"beyond the window, K = {K}"

    gains = [slope(forward.out_H), *(of.params.Wh * slope(out_H) for out_H in queues.out_H[1 : len(queues.X)])]
    rows: list[Row] = [
        _lags(K, lags),
        ("time", queue(digits(t - lag) for lag in range(len(queues.out_H)))),
        ("X queue", queue(map(number, queues.X))),
        ("out_H queue", queue(map(number, queues.out_H))),
        ("slope s, gains g", queue(map(number, gains))),
        *(_terms(of.chains[name], [why(name, lag) for lag in lags]) for name in ("Wx", "Bx", "Wh")),
    ]
    values = {
        "X": forward.X, "net_H": forward.net_H, "out_H": forward.out_H, "Ŷ": forward.Y_hat, "Y": forward.Y,
        "e": forward.error, "Loss": forward.loss,
    }  # fmt: skip
    title = f"<b>Step t = {t}</b>: " + ", ".join(f"{name} = {number(value)}" for name, value in values.items())
    single = " and ".join(f"{gradient(name)} = {number(of.chains[name].total)}" for name in ("Wy", "By"))
    return _table(title, rows, f"{single} have one term each, of lag 0.")


def chain(of: "Chain") -> str:
    """Return the gradient with respect to one weight: paths, sources, terms and their running sum, by lag.

    It ends with the last term: a chain alone does not know why there are no more, as a step does.
    """
    terms, sums, name = of.terms[:QUEUE_SLOTS], of.running_sums, escape(of.parameter)
    recurrent = name in RECURRENT
    right = [Absent()] * (1 + (len(of.terms) > QUEUE_SLOTS))
    paths = [number(math.prod(factor.value for factor in term.factors[:-1])) for term in terms]
    sources = [f"{_symbol(term.factors[-1].symbol)}<br>{number(term.factors[-1].value)}" for term in terms]
    rows: list[Row] = [
        _lags(len(of.terms), range(len(terms))),
        ("path P<sub>k</sub>" if recurrent else "e", [*paths, *right]),
        ("source", [*sources, *right]),
        _terms(of, label="term: path × source"),
        ("running sum", [*map(number, sums[:QUEUE_SLOTS]), *right]),
    ]
    count = f"the sum of {len(of.terms)} terms" if len(of.terms) > 1 else "one term"
    return _table(f"<b>{gradient(name)} = {number(sums[-1])}</b>: {count}", rows)


def term(of: "Term") -> str:
    """Return one term factor by factor, with the product after each."""
    names = [_symbol(factor.symbol) for factor in of.factors]
    values, products = [number(factor.value) for factor in of.factors], _bars(of.partial_products)
    rows: list[Row] = [("factor", names), ("value", values), ("product so far", products)]
    left_out = len(of.factors) - MOST_FACTORS
    if left_out > 0:
        gap = f"{_counted(left_out, 'factor')} not shown"
        rows = [
            (label, [*places[: MOST_FACTORS - 1], Absent(why), places[-1]])
            for (label, places), why in zip(rows, (gap, "…", "…"), strict=True)
        ]
    slopes = "s<sub>j</sub> = (1−out_H<sub>j</sub>)·(1+out_H<sub>j</sub>), the slope of tanh at step j."
    return _table(f"<b>Term of lag {of.lag}: {number(of.value)}</b>", rows, slopes if of.path else "")


def run(of: "Run") -> str:
    """Return the first steps of a run and its last, with loss and gradients."""
    experiment, n = of.experiment, len(of)
    shown = range(n) if n <= 2 * ENDS + 1 else [*range(ENDS), *range(n - ENDS, n)]

    def places(cells: Iterable[Place], between: str = "…") -> list[Place]:
        both_ends = [*cells]
        return [*both_ends[:ENDS], *[Absent(between)] * (len(shown) < n), *both_ends[ENDS:]]

    columns = {"X": of.X, "Ŷ": of.Y_hat, "Y": of.Y}
    rows: list[Row] = [
        ("t", places(map(digits, shown), f"{n - len(shown)} more steps")),
        *((name, places(number(float(column[t])) for t in shown)) for name, column in columns.items()),
        ("Loss", places(_bars([float(of.loss[t]) for t in shown]))),
        *(
            (gradient(name), places(number(float(of.gradients[t, column])) for t in shown))
            for column, name in enumerate(PARAMETERS)
        ),
    ]
    clip = "" if experiment.clip is None else f", clipped to ±{number(experiment.clip)}"
    title = f"<b>Run of {_counted(n, 'step')}</b>: window K = {experiment.window}, "
    title += f"learning rate {number(experiment.learning_rate)}{clip}"
    diverged = "" if of.diverged_at is None else f"Diverged at t = {of.diverged_at}: a number left the finite range."
    return _table(title, rows if n else [], diverged)


def _lags(count: int, shown: range) -> Row:
    """The row of lags, of which those beyond the queues share one column, and the sum."""
    last = f"…{count - 1}" if count > QUEUE_SLOTS + 1 else ""
    others = [f"k = {QUEUE_SLOTS}{last}"] * (count > QUEUE_SLOTS)
    return "lag", [*(f"k = {lag}" for lag in shown), *others, "Σ"]


def _terms(of: "Chain", why: Sequence[str] = (), label: str = "") -> Row:
    """The row of terms; those beyond the queues are added up."""
    values = [one.value for one in of.terms]
    shown, others = values[:QUEUE_SLOTS], values[QUEUE_SLOTS:]
    bars = _bars([*shown, *[math.fsum(others)] * bool(others), of.total])
    missing = [Absent(reason) for reason in why[len(shown) :]]
    return label or gradient(of.parameter), [*bars[: len(shown)], *missing, *bars[len(shown) :]]


def _bars(values: Sequence[float]) -> list[Place]:
    """One bar for each value; the largest of them has the full height."""
    full = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    return [_bar(value, full) for value in values]


def _bar(value: float, full: float) -> str:
    height = HALF * abs(value) / full if full and math.isfinite(value) else 0.0
    # A border, since printers leave out backgrounds.
    bar = f'<div style="width:26px;border-top:{height:.1f}px solid;margin:0 auto;opacity:.5"></div>'
    above, below = (bar, number(value)) if value > 0 else (number(value), bar)
    half = f"height:{HALF}px;display:flex;flex-direction:column"
    return (
        f'<div style="{half};justify-content:flex-end">{above}</div>'
        f'<div style="{half};border-top:1px solid">{below}</div>'
    )


def _symbol(ascii_symbol: str) -> str:
    return short_symbol(escape(ascii_symbol))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _table(title: str, rows: Sequence[Row], note: str = "") -> str:
    """Return a title, a table whose first row names its columns, and a note."""
    written = ""
    for index, (label, places) in enumerate(rows):
        name = f'<th scope="row" style="{_CELL};text-align:right;white-space:nowrap">{label}</th>'
        written += f"<tr>{name}{_cells(places, 'td' if index else 'th')}</tr>"
    return (
        f'<div style="overflow-x:auto"><div>{title}</div>'
        f'<table style="table-layout:auto;border-collapse:collapse;margin:4px 0;font-size:13px">{written}</table>'
        f"<div>{note}</div></div>"
    )


def _cells(places: Sequence[Place], tag: str) -> str:
    cells = list[str]()
    for place, same in groupby(places):
        count = len([*same])
        if isinstance(place, Absent):
            style = f"{_CELL};font-weight:normal;font-style:italic;opacity:.75"
            cells.append(f'<{tag} colspan="{count}" style="{style}">{place.why}</{tag}>')
        else:
            cells += [f'<{tag} style="{_CELL};white-space:nowrap">{place}</{tag}>'] * count
    return "".join(cells)
