"""Mistakes that can be recognised by the number they lead to: what a reader would have got who made one of them.

Each list begins with the mistakes that are made most often. Each number carries the uncertainty of a calculation with
rounded numbers, as the right one does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rnn_core.analysis.reading import StepReading
from rnn_core.analysis.rounded import Rounded, product, read, same_digits, slope_of, total
from rnn_core.cell import PARAMETERS
from rnn_core.chain import Chain, Factor, Term, back

Kind = Literal[
    # of a factor
    "reversed", "prediction", "target", "loss",
    "state", "squared", "half", "step", "gain", "flat",
    "slot", "queue", "weight",
    # of a term
    "without", "once", "slopes", "states", "source", "lag", "added",
    # of a sum
    "magnitudes", "omitted", "alone", "beyond", "mean",
    # of any number
    "sign", "zero", "power",
]  # fmt: skip
POWERS = (-1, 1, -2, 2, -3, 3)
"""By how many places a decimal point is displaced."""
CERTAIN = 0.1
"""A number whose uncertainty exceeds this part of it is recognised by its digits alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A mistake, and the number that it leads to.

    Parameters
    ----------
    kind : str
    value : Rounded
    symbol : str
        The quantity given in place of the right one, or, for "without", the factor left out; "" if there is none.
    lag : int
        For "lag", "omitted", "alone" and "beyond": the lag of the term.
    """

    kind: Kind
    value: Rounded
    symbol: str = ""
    lag: int = 0

    def explains(self, answer: float, *, exactly: bool) -> bool:
        """Return whether it leads to this answer: to the same digits, or within the uncertainty."""
        if exactly:
            return same_digits(answer, self.value.value)
        certain = self.value.slack <= CERTAIN * abs(self.value.value)
        return certain and self.value.admits(answer)


def of_factor(reading: StepReading, factor: Factor, right: Rounded) -> Iterator[Mistake]:
    """List the mistakes in one factor of a term."""
    if factor.symbol == "e":
        yield from _of_error(reading)
    elif factor.symbol in PARAMETERS:
        yield Mistake(kind="sign", value=-right, symbol=factor.symbol)
        for name, value in zip(PARAMETERS, reading.step.params, strict=True):
            if name != factor.symbol:
                yield Mistake(kind="weight", value=read(value), symbol=name)
    elif factor.symbol.startswith("(1"):
        yield from _of_slope(reading, lag_of(factor.symbol))
        yield Mistake(kind="sign", value=-right, symbol=factor.symbol)
    else:
        yield from _of_source(reading, factor.symbol)
        yield Mistake(kind="sign", value=-right, symbol=factor.symbol)
    yield from _displaced(right)


def _of_error(reading: StepReading) -> Iterator[Mistake]:
    forward = reading.step.forward
    Y_hat, Y = read(forward.Y_hat), read(forward.Y)
    yield Mistake(kind="reversed", value=Y - Y_hat)
    yield Mistake(kind="prediction", value=Y_hat)
    yield Mistake(kind="target", value=Y)
    yield Mistake(kind="loss", value=read(forward.loss))


def _of_slope(reading: StepReading, lag: int) -> Iterator[Mistake]:
    out_H = reading.step.queues.out_H
    state, one = read(out_H[lag]), Rounded(1.0, 0.0)
    yield Mistake(kind="state", value=state, symbol=_slot("out_H", lag))
    yield Mistake(kind="squared", value=state * state, symbol=_slot("out_H", lag))
    for other in nearest(len(reading.slopes), lag):
        yield Mistake(kind="step", value=slope_of(read(out_H[other])), symbol=_slot("out_H", other))
    for half in (one - state, one + state):
        yield Mistake(kind="half", value=half, symbol=_slot("out_H", lag))
    yield Mistake(kind="gain", value=read(reading.step.params.Wh) * slope_of(state))
    yield Mistake(kind="flat", value=one)


def _of_source(reading: StepReading, symbol: str) -> Iterator[Mistake]:
    queues, lag = {"X": reading.step.queues.X, "out_H": reading.step.queues.out_H}, lag_of(symbol)
    own = symbol.split("[")[0]
    other = "X" if own == "out_H" else "out_H"
    for slot in nearest(len(queues[own]), lag):
        yield Mistake(kind="slot", value=read(queues[own][slot]), symbol=_slot(own, slot))
    for slot in (lag, *nearest(len(queues[other]), lag)):
        if slot < len(queues[other]):
            yield Mistake(kind="queue", value=read(queues[other][slot]), symbol=_slot(other, slot))


def of_term(reading: StepReading, parameter: str, term: Term) -> Iterator[Mistake]:
    """List the mistakes in the product of a term."""
    factors = [(factor.symbol, read(factor.value)) for factor in term.factors]
    right = product(value for _, value in factors)
    yield Mistake(kind="sign", value=-right)
    symbols = [symbol for symbol, _ in factors]
    for i in (i for i, symbol in enumerate(symbols) if symbol != "1" and symbols.index(symbol) == i):
        rest = [value for j, (_, value) in enumerate(factors) if j != i]
        yield Mistake(kind="without", value=product(rest), symbol=symbols[i])
    if symbols.count("Wh") > 2:
        first = symbols.index("Wh")
        kept = [value for j, (symbol, value) in enumerate(factors) if symbol != "Wh" or j == first]
        yield Mistake(kind="once", value=product(kept))
    yield from _with_other_factors(reading, term, factors)
    for other in reading.all_lags[parameter].terms:
        if other.lag != term.lag:
            yield Mistake(kind="lag", value=product(read(factor.value) for factor in other.factors), lag=other.lag)
    yield Mistake(kind="added", value=total(value for _, value in factors))
    yield Mistake(kind="zero", value=Rounded(0.0, 0.0))
    yield from _displaced(right)


def _with_other_factors(reading: StepReading, term: Term, factors: Sequence[tuple[str, Rounded]]) -> Iterator[Mistake]:
    """The products with 1 or out_H in place of every slope, and those with a source one step off."""
    out_H = reading.step.queues.out_H
    if any(symbol.startswith("(1") for symbol, _ in factors):
        ones = [Rounded(1.0, 0.0) if symbol.startswith("(1") else value for symbol, value in factors]
        yield Mistake(kind="slopes", value=product(ones))
        states = [read(out_H[lag_of(symbol)]) if symbol.startswith("(1") else value for symbol, value in factors]
        yield Mistake(kind="states", value=product(states))
    source, path = term.factors[-1].symbol, [value for _, value in factors[:-1]]
    if source != "1":
        queue, lag = source.split("[")[0], lag_of(source)
        slots = out_H if queue == "out_H" else reading.step.queues.X
        for slot in (lag - 1, lag + 1):
            if 0 <= slot < len(slots):
                value = product([*path, read(slots[slot])])
                yield Mistake(kind="source", value=value, symbol=_slot(queue, slot))


def of_sum(reading: StepReading, chain: Chain) -> Iterator[Mistake]:
    """List the mistakes in the sum over the lags."""
    terms = [read(term.value) for term in chain.terms]
    right, count = total(terms), len(terms)
    yield Mistake(kind="magnitudes", value=total(Rounded(abs(term.value), term.slack) for term in terms))
    yield Mistake(kind="sign", value=-right)
    for lag, term in enumerate(terms):
        yield Mistake(kind="omitted", value=right - term, lag=lag)
    for lag, term in enumerate(terms):
        yield Mistake(kind="alone", value=term, lag=lag)
    for next_term in reading.all_lags[chain.parameter].terms[count : count + 1]:
        yield Mistake(kind="beyond", value=right + read(next_term.value), lag=next_term.lag)
    yield Mistake(kind="mean", value=Rounded(right.value / count, right.slack / count))
    yield from _displaced(right)


def _displaced(right: Rounded) -> Iterator[Mistake]:
    for places in POWERS:
        yield Mistake(kind="power", value=Rounded(right.value * 10.0**places, right.slack * 10.0**places))


def nearest(count: int, lag: int) -> list[int]:
    """Return the other indices below ``count``, the nearest to ``lag`` first, of two the newer."""
    return sorted((i for i in range(count) if i != lag), key=lambda i: (abs(i - lag), i))


def lag_of(symbol: str) -> int:
    """Return the lag of the slot that a factor is read from: 3 for out_H[t-3] and for its slope."""
    index = symbol.split("[")[1].split("]")[0]
    return int(index.removeprefix("t-")) if index != "t" else 0


def _slot(queue: str, lag: int) -> str:
    return f"{queue}[{back(lag)}]"
