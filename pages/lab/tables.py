"""The numbers of a chart as a table, all their digits."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.lab.notation import at, digits, gradient, symbol, time_label, window_label
from rnn_core import PARAMETERS, Chain, Queues, Run, Step, Term
from rnn_core.analysis.curves import Curves, evenly
from rnn_core.analysis.map import Cobweb
from rnn_core.analysis.matrix import Credit, Matrix, Slice
from rnn_core.analysis.proof import LossAlong
from rnn_core.analysis.reach import RunGains, Sweep
from rnn_core.analysis.reading import ChainReading, StepReading
from rnn_core.analysis.staleness import Staleness
from rnn_core.analysis.surface import Surface
from rnn_core.analysis.truncation import Truncation
from rnn_core.analysis.windows import Comparison

MOST_ROWS = 200


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


def slope(along: LossAlong, chain: Chain) -> Table:
    """A row a value of the weight; the terms are those of the other charts."""
    rows = zip(*(map(digits, column.tolist()) for column in (along.values, along.losses, along.tangent)), strict=True)
    return Table((symbol(chain.parameter), "Loss", "tangent"), tuple(rows))


def waterfall(chain: Chain, reading: ChainReading) -> Table:
    """A row a lag, then the sums."""
    rows = [(f"k = {term.lag}", digits(term.value), digits(end)) for term, end in zip(chain.terms, chain.running_sums, strict=True)]
    rows += [("Σ |term|", digits(reading.magnitude), ""), ("|Σ|", digits(reading.size), "")]
    return Table(("lag", "term", "sum so far"), tuple(rows))


def matrix(part: Matrix) -> Table:
    """A row a loss, of the part that is shown; binned cells hold the largest of their pairs."""
    rows = []
    for t, inside, beyond in zip(part.times, part.counted.tolist(), part.beyond.tolist(), strict=True):
        rows.append((f"t = {t}", *(_either(a, b) for a, b in zip(inside, beyond, strict=True))))
    return Table(("loss", *(f"s = {s}" for s in part.steps)), tuple(rows))


def matrix_slice(name: str, slice_: Slice) -> Table:
    """A row a step or a loss."""
    return Table((name, "contribution"), tuple((str(i), digits(value)) for i, value in enumerate(slice_.values, start=slice_.first)))


def columns(credits: list[Credit]) -> Table:
    """A row a step: its pieces by lag, and the sums."""
    longest = max(len(credit.pieces) for credit in credits)
    rows = tuple(
        (str(c.step), *(_cell(c.pieces, lag) for lag in range(longest)), digits(c.later_up), digits(c.later_down), digits(c.total))
        for c in credits
    )
    return Table(("s", *(f"k = {lag}" for lag in range(longest)), "later, up", "later, down", "Σ"), rows)


def gains(run: RunGains) -> Table:
    """A row a step."""
    rows = zip(map(str, range(len(run.gains))), map(digits, run.gains.tolist()), map(_known, run.kept.tolist()), strict=True)
    return Table(("step", "g", f"P<sub>{run.lag}</sub>/P<sub>0</sub>"), tuple(rows))


def sweep(reach: Sweep) -> Table:
    """A row a value of Wh."""
    rows = ((digits(Wh), "back to the start" if lag is None else str(lag)) for Wh, lag in zip(reach.Wh, reach.lags, strict=True))
    return Table((symbol("Wh"), "lag under 1 %"), tuple(rows))


def windows(losses: list[Truncation]) -> Table:
    """A row a window: what it keeps of each gradient, and at how many steps of the run with the wrong sign."""
    head = ("K", *(text for loss in losses for text in (gradient(loss.parameter), "of all", "wrong at")))
    rows = [
        (str(i + 1), *(text for loss in losses for text in (digits(loss.kept[i]), _shared(loss, i), str(loss.wrong_steps[i]))))
        for i in range(len(losses[0].kept))
    ]
    rows.append(("all", *(text for loss in losses for text in (digits(loss.full), "", ""))))
    return Table(head, tuple(rows))


def over_run(loss: Truncation) -> Table:
    """A row a loss."""
    rows = zip(map(str, range(len(loss.run_full))), map(digits, loss.run_kept.tolist()), map(digits, loss.run_full.tolist()), strict=True)
    return Table(("t", f"K = {loss.window}", "back to the start"), tuple(rows))


def cobweb(web: Cobweb) -> Table:
    """A row a state before: the state after."""
    return Table(("h", "f"), tuple(zip(map(digits, web.grid.tolist()), map(digits, web.curves[0].tolist()), strict=True)))


def orbit(web: Cobweb) -> Table:
    """A row a step."""
    return Table(("after", "out_H"), tuple((at(step), digits(state)) for step, state in enumerate(web.states, start=web.start)))


def curves(found: Curves, run: Run) -> Table:
    """A row for each of at most 200 steps: loss, weights, gradients."""
    head = ("t", "Loss", *map(symbol, PARAMETERS), *map(gradient, PARAMETERS))
    steps = evenly(found.steps, MOST_ROWS).tolist()
    rows = (
        (str(t), digits(run.loss[t].item()), *map(digits, run.weights[t].tolist()), *map(digits, run.gradients[t].tolist())) for t in steps
    )
    return Table(head, tuple(rows))


def passes(found: Curves) -> Table:
    """A row a step of the first pass, and beside it one of the last: target and prediction."""
    columns = [(map(str, one.steps), map(digits, one.Y.tolist()), map(digits, one.Y_hat.tolist())) for one in (found.before, found.after)]
    rows = zip(*columns[0], *columns[1], strict=True)
    return Table(("t, first", "Y", "Ŷ", "t, last", "Y", "Ŷ"), tuple(rows))


def surface(found: Surface, window: int) -> Table:
    """A row a weight: the two gradients of the mean loss."""
    rows = ((symbol(name), digits(found.truncated_by_weight[name]), digits(found.full_by_weight[name])) for name in PARAMETERS)
    return Table(("gradient of the mean loss by", f"window K = {window}", "full"), tuple(rows))


def comparison(found: Comparison) -> Table:
    """A row for each window and start: the final loss and weights."""
    rows = (
        (
            window_label(one.window),
            str(start),
            "diverged" if outcome.loss is None else digits(outcome.loss),
            *(digits(getattr(outcome.weights, name)) for name in PARAMETERS),
        )
        for one in found.windows
        for start, outcome in enumerate(one.outcomes, start=1)
    )
    return Table(("window", "start", "final loss", *map(symbol, PARAMETERS)), tuple(rows))


def ways(found: Comparison, ground: Surface) -> Table:
    """A row for each window: where the first start began and ended, by the two weights of the surface."""
    columns = [PARAMETERS.index(name) for name in (ground.across, ground.up)]
    names = [symbol(name) for name in (ground.across, ground.up)]
    rows = (
        (window_label(one.window), *(digits(one.outcomes[0].path.weights[place, column].item()) for place in (0, -1) for column in columns))
        for one in found.windows
        if len(one.outcomes[0].path.t)
    )
    return Table(("window", *(f"{name}, {when}" for when in ("start", "end") for name in names)), tuple(rows))


def stale(found: Staleness) -> Table:
    """A row a learning rate."""
    rows = ((f"{rate.rate:g}", _known(rate.share), str(rate.steps), "yes" if rate.diverged else "") for rate in found.rates)
    return Table(("η", "Σ|gap| / Σ|gradient|", "steps", "diverged"), tuple(rows))


def _either(inside: float, beyond: float) -> str:
    return _known(beyond if inside != inside else inside)


def _known(value: float | None) -> str:
    """Empty where there is no number."""
    return "" if value is None or value != value else digits(value)


def _shared(loss: Truncation, i: int) -> str:
    return digits(loss.share[i]) if loss.share else ""


def _cell(column: Sequence[float | None], place: int) -> str:
    value = column[place] if place < len(column) else None
    return "" if value is None else digits(value)
