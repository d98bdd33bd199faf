"""The numbers of a chart as a table, all their digits."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.lab.notation import digits, gradient, symbol, time_label
from rnn_core import Chain, Queues, Step, Term
from rnn_core.reading import StepReading


@dataclass(frozen=True, slots=True)
class Table:
    """Text or HTML, row by row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def by_lag(step: Step | None, reading: StepReading | None, queues: Queues, t: int) -> Table:
    """A row a lag: the slots, the gain that leads to it, the three terms; then the totals."""
    names = ("Wx", "Bx", "Wh")
    head = ("lag", "time", "X", "out_H", "slope s", "gain g", *map(gradient, names))
    columns: list[Sequence[float | None]] = [queues.X, queues.out_H]
    if reading is not None:
        columns += [reading.slopes, (None, *reading.gains), *(tuple(term.value for term in reading.all_lags[name].terms) for name in names)]
    rows = [(f"k = {lag}", time_label(t, lag), *(_cell(column, lag) for column in columns)) for lag in range(len(queues.out_H))]
    if step is not None:
        window = len(step.chains["Bx"].terms)
        rows.append((f"Σ of {window}", "", "", "", "", "", *(digits(step.chains[name].total) for name in names)))
    return Table(head, tuple(rows))


def product(term: Term) -> Table:
    """A row a factor."""
    rows = ((symbol(f.symbol), digits(f.value), digits(so_far)) for f, so_far in zip(term.factors, term.partial_products, strict=True))
    return Table(("factor", "value", "product so far"), tuple(rows))


def paths(chain: Chain) -> Table:
    """A row a factor, a column a lag: the product so far."""
    products = [term.partial_products for term in chain.terms]
    longest = max(map(len, products))
    rows = ((str(i + 1), *(_cell(path, i) for path in products)) for i in range(longest))
    return Table(("factors", *(f"k = {term.lag}" for term in chain.terms)), tuple(rows))


def _cell(column: Sequence[float | None], place: int) -> str:
    value = column[place] if place < len(column) else None
    return "" if value is None else digits(value)
