"""Shortcuts that lead to a wrong answer about a step: each is computed, and named only where it gives that answer.

A shortcut is a plausible rule that leaves something out: it takes every slope of tanh as 1, keeps the old sign of the
error, looks at a single lag. What such a rule answers here is computed with the numbers of the step, so that "this
would be so if every slope were 1" is said only where it is true.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rnn_core.analysis.reading import VANISHED, StepReading
from rnn_core.chain import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Misreading:
    """A shortcut that leads to a wrong option.

    Parameters
    ----------
    option : str
    shortcut : str
        slopes        every slope of tanh is taken as 1 (for "change", the values are the products of all slopes)
        error         e is given the sign that it had a step before
        source sign   the source is given the sign that it had a step before
        no source     every source is taken as 1: the path alone counts
        source        the source alone counts
        newest        lag 0 counts most, or alone
        bias          the same for Bx: as if the bias of earlier steps had no effect
        oldest        the oldest lag of the window always vanishes, or always contributes most
        signed        the largest number is taken, not the largest magnitude
        same          the answer is taken to be that of the step before
        strongest     the term of largest magnitude decides the sign
        majority      the sign of most terms decides
        error alone   the gradient is given the sign of e
        weight        |Wh| ≥ 1 is taken to mean growth, or |Wh| < 1 to mean that something shrinks
        term          the terms are compared in place of the paths P
    symbol : str
        The quantity that the shortcut leaves out or looks at; empty if there is none.
    value : float
        Its value; for "majority", how many terms have that sign.
    other : float
        What the shortcut takes in its place, or what stands against it: 1 in place of a slope or source, e a step
        before, the sum of the other terms, the number of all terms, the smallest gain.
    """

    option: str
    shortcut: str
    symbol: str = ""
    value: float = 0.0
    other: float = 0.0


@dataclass(frozen=True, slots=True)
class _Case:
    """What the shortcuts look at."""

    earlier: StepReading
    later: StepReading
    parameter: str
    lag: int
    options: tuple[str, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.later.step.chains[self.parameter].terms

    @property
    def values(self) -> list[float]:
        return [term.value for term in self.terms]

    @property
    def before(self) -> tuple[Term, ...]:
        return self.earlier.step.chains[self.parameter].terms

    @property
    def errors(self) -> tuple[float, float]:
        return self.earlier.step.forward.error, self.later.step.forward.error

    @property
    def newest(self) -> str:
        return "bias" if self.parameter == "Bx" else "newest"

    def smallest_slope(self, lag: int) -> tuple[str, float]:
        """The smallest slope between lag 0 and a lag beyond it, with its symbol; all lags share that of lag 0."""
        smallest = min(self.terms[lag].factors[4:-1:2], key=lambda factor: factor.value)
        return smallest.symbol, smallest.value


Found = Iterator[Misreading]


def misreadings(
    kind: str,
    earlier: StepReading,
    later: StepReading,
    parameter: str,
    lag: int,
    options: tuple[str, ...],
    answer: str,
) -> tuple[Misreading, ...]:
    """Find, for each wrong option of a question, the first shortcut that leads to it."""
    found: dict[str, Misreading] = {}
    for one in _SHORTCUTS[kind](_Case(earlier, later, parameter, lag, options), answer):
        if one.option in options and one.option != answer:
            found.setdefault(one.option, one)
    return tuple(found.values())


def product(
    term: Term, *, error: float | None = None, slope: float | None = None, source: float | None = None
) -> float:
    """Return a term with other values for its error, all its slopes, or its source."""
    values = [factor.value for factor in term.factors]
    if error is not None:
        values[0] = error
    if slope is not None:
        values[2:-1:2] = [slope] * len(values[2:-1:2])
    if source is not None:
        values[-1] = source
    return math.prod(values)


def smallest_gain(reading: StepReading, lag: int) -> tuple[int, float]:
    """Return the lag up to a lag whose gain has the smallest magnitude, and this gain."""
    gains = reading.gains[:lag]
    k = min(range(lag), key=lambda k: abs(gains[k]))
    return k + 1, gains[k]


def only_largest(values: Sequence[float], size: Callable[[float], float] = abs) -> str:
    """Return the position of the largest value as an option; empty if there are several, or all are 0."""
    largest = max(map(size, values))
    places = [k for k, value in enumerate(values) if size(value) == largest]
    return str(places[0]) if len(places) == 1 and largest > 0 else ""


def first_under(values: Sequence[float]) -> str:
    """Return the first position at which a value is under 1 % of the first, in magnitude, as an option."""
    unit = VANISHED * abs(values[0])
    return next((str(k) for k, value in enumerate(values) if abs(value) < unit), "none")


def sign_of(value: float) -> str:
    """Return the sign of a number as an option; empty for 0."""
    return "positive" if value > 0 else "negative" if value < 0 else ""


def change_of(before: float, after: float) -> str:
    """Return how a number changes as an option; empty if one is 0 or both have one magnitude."""
    if not before or not after or abs(before) == abs(after):
        return ""
    if (before < 0) != (after < 0):
        return "flips"
    return "grows" if abs(after) > abs(before) else "shrinks"


def _largest(case: _Case, answer: str) -> Found:
    option = only_largest([product(term, slope=1.0) for term in case.terms])
    if option not in ("", answer):
        symbol, value = case.smallest_slope(max(int(option), int(answer)))
        yield Misreading(option=option, shortcut="slopes", symbol=symbol, value=value, other=1.0)
    yield Misreading(option="0", shortcut=case.newest)
    if case.parameter != "Bx":
        option = only_largest([product(term, source=1.0) for term in case.terms])
        if option:
            source = case.terms[int(option)].factors[-1]
            yield Misreading(option=option, shortcut="no source", symbol=source.symbol, value=source.value, other=1.0)
        option = only_largest([term.factors[-1].value for term in case.terms])
        if option:
            source = case.terms[int(option)].factors[-1]
            yield Misreading(option=option, shortcut="source", symbol=source.symbol, value=source.value)
    yield Misreading(option=only_largest([term.value for term in case.before]), shortcut="same")
    yield Misreading(option=only_largest(case.values, lambda value: value), shortcut="signed")
    last = len(case.terms) - 1
    if abs(case.later.step.params.Wh) > 1 > abs(smallest_gain(case.later, last)[1]):
        yield _growth(case, case.options[-1], last)
    yield Misreading(option=case.options[-1], shortcut="oldest")


def _growth(case: _Case, option: str, lag: int) -> Misreading:
    """|Wh| alone is looked at, and not the gains up to a lag, of which one is smaller."""
    at, gain = smallest_gain(case.later, lag)
    return Misreading(option=option, shortcut="weight", symbol=str(at), value=case.later.step.params.Wh, other=gain)


def _change(case: _Case, _: str) -> Found:
    before, after = case.before[case.lag], case.terms[case.lag]
    option = change_of(product(before, slope=1.0), product(after, slope=1.0))
    was, now = (math.prod(factor.value for factor in term.factors[2:-1:2]) for term in (before, after))
    yield Misreading(option=option, shortcut="slopes", symbol="slopes", value=now, other=was)
    old, new = case.errors
    if old * new < 0:
        option = change_of(before.value, product(after, error=math.copysign(new, old)))
        yield Misreading(option=option, shortcut="error", symbol="e", value=new, other=old)
    old, source = before.factors[-1].value, after.factors[-1]
    if old * source.value < 0:
        option = change_of(before.value, product(after, source=math.copysign(source.value, old)))
        yield Misreading(option=option, shortcut="source sign", symbol=source.symbol, value=source.value, other=old)
    Wh = case.later.step.params.Wh
    if case.lag and abs(Wh) != 1:
        yield Misreading(option="grows" if abs(Wh) > 1 else "shrinks", shortcut="weight", symbol="Wh", value=Wh)


def _sign(case: _Case, _: str) -> Found:
    values = case.values
    old, new = case.errors
    if old * new < 0:
        total = sum(product(term, error=math.copysign(new, old)) for term in case.terms)
        yield Misreading(option=sign_of(total), shortcut="error", symbol="e", value=new, other=old)
    total = sum(product(term, slope=1.0) for term in case.terms)
    symbol, value = case.smallest_slope(len(values) - 1)
    yield Misreading(option=sign_of(total), shortcut="slopes", symbol=symbol, value=value, other=1.0)
    yield Misreading(option=sign_of(values[0]), shortcut=case.newest, value=values[0], other=sum(values[1:]))
    largest = only_largest(values)
    if largest:
        k = int(largest)
        rest = sum(values[:k]) + sum(values[k + 1 :])
        yield Misreading(option=sign_of(values[k]), shortcut="strongest", symbol=largest, value=values[k], other=rest)
    positive, negative = sum(value > 0 for value in values), sum(value < 0 for value in values)
    if positive != negative:
        yield Misreading(
            option="positive" if positive > negative else "negative",
            shortcut="majority",
            value=max(positive, negative),
            other=len(values),
        )
    yield Misreading(option=sign_of(new), shortcut="error alone", symbol="e", value=new)
    yield Misreading(option=sign_of(case.earlier.step.chains[case.parameter].total), shortcut="same")


def _vanishes(case: _Case, answer: str) -> Found:
    Wh, last = case.later.step.params.Wh, len(case.terms) - 1 if answer == "none" else int(answer)
    option = first_under([Wh**k for k in range(len(case.terms))])
    if option == "none" and abs(Wh) >= 1:
        yield _growth(case, option, last)
    else:
        symbol, value = case.smallest_slope(last)
        yield Misreading(option=option, shortcut="slopes", symbol=symbol, value=value, other=1.0)
    if case.parameter != "Bx":
        option = first_under(case.values) if case.values[0] else ""
        yield Misreading(option=option, shortcut="term")
    if answer == "none":
        yield Misreading(option=case.options[-2], shortcut="oldest")
    earlier = case.earlier.chains[case.parameter].vanished_at
    yield Misreading(option="none" if earlier is None else str(earlier), shortcut="same")


_SHORTCUTS: dict[str, Callable[[_Case, str], Found]] = {
    "largest": _largest,
    "change": _change,
    "sign": _sign,
    "vanishes": _vanishes,
}
