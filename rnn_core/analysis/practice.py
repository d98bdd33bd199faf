"""Numbers of a step left for the reader to work out: which ones, what is right, and which mistake a wrong one shows.

Which factors are left blank follows from the step, the lag and the weight: as t moves on, they move on through the
term, so no place is blank twice in a row if the term has others. The trivial factor 1 never is.
"""

from dataclasses import dataclass
from functools import reduce
from itertools import count
from operator import add
from typing import Literal

from rnn_core.analysis.mistakes import Mistake, lag_of, of_factor, of_sum, of_term
from rnn_core.analysis.reading import StepReading
from rnn_core.analysis.rounded import Rounded, product, read, same_digits, slope_of, total
from rnn_core.cell import PARAMETERS
from rnn_core.chain import Chain, Factor, Term
from rnn_core.checks import position

LEVELS = ("1", "2", "term", "sum")
"""What can be left blank: one factor, two, the whole term, or the sum over the lags."""

UNCERTAIN = 0.1
"""A number of which the digits shown leave more than this part open is poorly determined by them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One number left for the reader to work out.

    Parameters
    ----------
    question : str
        "factor" and its place in the term, from 1, or "term" or "sum".
    symbol : str
        The symbol of the factor; "" otherwise.
    right : Rounded
        The number, and how far an answer may be from it that was computed from numbers as they are shown.
    mistakes : tuple of Mistake
        Mistakes with the numbers that they lead to; of several that lead to one number, the first counts.
    """

    question: str
    symbol: str
    right: Rounded
    mistakes: tuple[Mistake, ...]

    @property
    def uncertain(self) -> bool:
        """Whether numbers as they are shown determine it poorly: near saturation, or where large numbers cancel."""
        return self.right.slack > UNCERTAIN * abs(self.right.value)

    def verdict(self, answer: float) -> Literal["right", "coarse", "wrong"]:
        """Judge an answer; "coarse" if it is right, but was rounded to one or two digits."""
        if self.right.admits(answer):
            return "right"
        rounded = same_digits(answer, self.right.value, 2) and float(f"{answer:.1e}") == answer
        return "coarse" if rounded else "wrong"

    def mistake(self, answer: float) -> Mistake | None:
        """Return the mistake that leads to an answer: one to the same digits, or else within the uncertainty.

        Nothing if the answer may be right, or if no mistake leads there.
        """
        if self.right.admits(answer):
            return None
        found = (one for exactly in (True, False) for one in self.mistakes if one.explains(answer, exactly=exactly))
        return next(found, None)

    def off(self, answer: float) -> Literal["sign", "larger", "smaller"]:
        """Return how a wrong answer differs: its sign, or else its magnitude."""
        if answer * self.right.value < 0:
            return "sign"
        return "larger" if abs(answer) > abs(self.right.value) else "smaller"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedSums:
    """The terms of a sum, those above and those below 0 apart.

    Parameters
    ----------
    positives, negatives : int
        How many there are.
    positive, negative : float
        Their sums.
    """

    positives: int
    negatives: int
    positive: float
    negative: float


def blanks(reading: StepReading, parameter: str, lag: int, level: str) -> tuple[Blank, ...]:
    """Leave numbers of a step blank.

    Parameters
    ----------
    reading : StepReading
    parameter : str
        The weight whose gradient it is.
    lag : int
        The term; a sum is over all lags of the window.
    level : str
        One of ``LEVELS``.

    Returns
    -------
    tuple of Blank
        In the order of the formula. None if there is no such term, nothing to add up, or a number overflows.

    Raises
    ------
    ValueError
        If there is no such weight or level.
    """
    position("parameter", parameter, PARAMETERS)
    position("level", level, LEVELS)
    term = reading.term(parameter, lag)
    if level == "sum":
        found = _sum_blank(reading, reading.step.chains[parameter])
    elif term is None:
        found = ()
    elif level == "term":
        found = (_term_blank(reading, parameter, term),)
    else:
        offset = reading.step.t + lag + PARAMETERS.index(parameter)
        found = tuple(factor_blank(reading, term, place) for place in blank_places(term, int(level), offset))
    return found if all(blank.right.finite for blank in found) else ()


def blank_for(reading: StepReading, parameter: str, lag: int, question: str) -> Blank | None:
    """Leave the number of one question blank, named as in ``Blank``; None if there is no such number."""
    kind, _, place = question.partition(" ")
    if kind != "factor":
        return next(iter(blanks(reading, parameter, lag, kind)), None) if question in ("term", "sum") else None
    term = reading.term(parameter, lag)
    if term is None or place not in map(str, range(1, len(term.factors) + 1)):
        return None
    found = factor_blank(reading, term, int(place) - 1)
    return found if found.right.finite else None


def blank_places(term: Term, number: int, offset: int) -> tuple[int, ...]:
    """Return which factors to leave blank, by their indices in increasing order.

    A weight that is a factor several times counts once, where it comes first: its number is the same everywhere.
    """
    symbols = [factor.symbol for factor in term.factors]
    places = [i for i, symbol in enumerate(symbols) if symbol != "1" and symbols.index(symbol) == i]
    chosen = {places[i % len(places)] for i, _ in zip(count(number * offset), range(number), strict=False)}
    return tuple(sorted(chosen))


def factor_blank(reading: StepReading, term: Term, place: int) -> Blank:
    """Leave one factor of a term blank, by its index."""
    factor = term.factors[place]
    right = _read_factor(reading, factor)
    return Blank(
        question=f"factor {place + 1}",
        symbol=factor.symbol,
        right=right,
        mistakes=tuple(of_factor(reading, factor, right)),
    )


def _read_factor(reading: StepReading, factor: Factor) -> Rounded:
    """A factor as it is computed from what is shown: the error and a slope from two numbers, the others read off."""
    if factor.symbol == "e":
        return read(reading.step.forward.Y_hat) - read(reading.step.forward.Y)
    if factor.symbol.startswith("(1"):
        return slope_of(read(reading.step.queues.out_H[lag_of(factor.symbol)]))
    return read(factor.value)


def _term_blank(reading: StepReading, parameter: str, term: Term) -> Blank:
    right = product(read(factor.value) for factor in term.factors)
    return Blank(question="term", symbol="", right=right, mistakes=tuple(of_term(reading, parameter, term)))


def _sum_blank(reading: StepReading, chain: Chain) -> tuple[Blank, ...]:
    if len(chain.terms) == 1:
        return ()
    right = total(read(term.value) for term in chain.terms)
    return (Blank(question="sum", symbol="", right=right, mistakes=tuple(of_sum(reading, chain))),)


def signed_sums(chain: Chain) -> SignedSums:
    """Add up the positive and the negative terms of a chain, each from lag 0 up."""
    values = [term.value for term in chain.terms]
    above, below = [value for value in values if value > 0], [value for value in values if value < 0]
    return SignedSums(
        positives=len(above),
        negatives=len(below),
        positive=reduce(add, above, 0.0),
        negative=reduce(add, below, 0.0),
    )
