"""Questions about one step, to be answered before it is taken, each with its answer and what the answer rests on.

Four kinds, all about the gradient of one weight w at step t, over the lags of the window:

    largest     the lag k with the largest |term|
    change      whether the term of one lag grows or shrinks in magnitude, or changes its sign, from t − 1 to t
    sign        the sign of the sum of all terms, ∂Loss_t/∂w
    vanishes    the first lag k with |P_k / P_0| < 1 %, or none

There is no question where the answer would be trivial, a tie, or too close to be seen. Everything but lags and steps is
dimensionless.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add, mul

from rnn_core.analysis.misreadings import Misreading, misreadings, smallest_gain
from rnn_core.analysis.reading import VANISHED, ChainReading, StepReading
from rnn_core.chain import Chain, Factor, Term

KINDS = ("largest", "change", "sign", "vanishes")
CLOSE = 0.01
"""Numbers within 1 % of each other are too close to ask which one is larger."""
GROWS, SHRINKS, FLIPS = CHANGES = ("grows", "shrinks", "flips")
POSITIVE, NEGATIVE = SIGNS = ("positive", "negative")
NONE = "none"
SINGLE, ZEROS, TIE, ABSENT, BEYOND, NEW, ZERO, STEADY, CANCELS, CUT, BORDER = REASONS = (
    "single", "zeros", "tie", "absent", "beyond", "new", "zero", "steady", "cancels", "cut", "border",
)  # fmt: skip
"""Why there is no question: the gradient has a single term, or all are 0; the two largest are too close; the term of
the lag does not exist, is beyond the window, exists for the first time, is 0 at either step, or hardly changes; the
terms cancel; a gain is 0, so each P behind it is; or a product of gains is too close to 1 %."""
Outcome = tuple[tuple[str, ...], str] | str
"""The options and the answer, or why there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a term at a step and at the step before. Their product is the term.

    Parameters
    ----------
    symbol : str
        "e", "weights" (Wy and the powers of Wh), "slopes" (all of them), or the source, such as ``out_H[t-3]``.
    before, after : float
    """

    symbol: str
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question about one step, and its answer.

    Parameters
    ----------
    kind : {"largest", "change", "sign", "vanishes"}
    parameter : str
        The weight: "Wx", "Wh" or "Bx".
    lag : int
        The lag that a question of the kind "change" is about.
    options : tuple of str
        Lags as digits, "grows", "shrinks" and "flips", or "positive" and "negative"; "none" for no lag.
    answer : str
        One of the options.
    misreadings : tuple of Misreading
        What would make a wrong option true, at most one for each.
    earlier, later : StepReading
        The steps t − 1 and t.
    runner_up : int
        The lag of the second largest term.
    positive, negative : float
        The sums of the positive and of the negative terms.
    ratios : tuple of float
        |P_k / P_0| for each lag of the chain.
    smallest_ratio : int
        The lag with the smallest of these.
    smallest_gain : (int, float)
        The lag k whose gain, the factor from lag k − 1 to lag k, has the smallest magnitude, up to the lag that
        answers a question of the kind "vanishes"; and this gain.
    parts : tuple of Part
        The parts of the term of the lag ``lag``; empty unless the kind is "change".
    cause : tuple of Part
        Of these, the ones that changed sign if the term did; else the one that did most to make it grow or shrink.
    """

    kind: str
    parameter: str
    lag: int
    options: tuple[str, ...]
    answer: str
    misreadings: tuple[Misreading, ...]
    earlier: StepReading
    later: StepReading
    runner_up: int
    positive: float
    negative: float
    ratios: tuple[float, ...]
    smallest_ratio: int
    smallest_gain: tuple[int, float]
    parts: tuple[Part, ...]
    cause: tuple[Part, ...]

    @property
    def t(self) -> int:
        """The step that the question is about."""
        return self.later.step.t

    @property
    def chain(self) -> Chain:
        """The terms of the gradient at t."""
        return self.later.step.chains[self.parameter]

    @property
    def reading(self) -> ChainReading:
        """What can be read off these terms."""
        return self.later.chains[self.parameter]

    def larger_than(self, lag: int) -> tuple[bool, bool]:
        """Return whether the largest term has a larger |P|, and a larger |source|, than the term of another lag."""
        one, other = self.chain.terms[self.reading.largest[0]], self.chain.terms[lag]
        return (
            abs(one.path[-1]) > abs(other.path[-1]),
            abs(one.factors[-1].value) > abs(other.factors[-1].value),
        )

    def misreading(self, option: str) -> Misreading | None:
        """Return what would make a wrong option true; None if nothing simple would."""
        return next((one for one in self.misreadings if one.option == option), None)


def question(kind: str, earlier: StepReading, later: StepReading, parameter: str, lag: int) -> Question | None:
    """Ask about a step.

    Parameters
    ----------
    kind : {"largest", "change", "sign", "vanishes"}
    earlier, later : StepReading
        Two successive steps of one run; the question is about the later one.
    parameter : {"Wx", "Wh", "Bx"}
    lag : int
        The lag that "change" asks about.

    Returns
    -------
    Question or None
        None if the gradient has a single term, all terms are 0, or the answer is a tie or too close; ``why_none`` says
        which.
    """
    outcome = _answer(kind, earlier, later, parameter, lag)
    if isinstance(outcome, str):
        return None
    options, answer = outcome
    chain = later.step.chains[parameter]
    values = [term.value for term in chain.terms]
    ranked = sorted(range(len(values)), key=lambda k: -abs(values[k]))
    ratios = tuple(map(abs, later.chains[parameter].gain_products))
    last = int(answer) if kind == "vanishes" and answer != NONE else len(values) - 1
    parts = _parts(earlier.step.chains[parameter].terms[lag], chain.terms[lag]) if kind == "change" else ()
    return Question(
        kind=kind,
        parameter=parameter,
        lag=lag,
        options=options,
        answer=answer,
        misreadings=misreadings(kind, earlier, later, parameter, lag, options, answer),
        earlier=earlier,
        later=later,
        runner_up=ranked[1],
        positive=reduce(add, (value for value in values if value > 0), 0.0),
        negative=reduce(add, (value for value in values if value < 0), 0.0),
        ratios=ratios,
        smallest_ratio=ratios.index(min(ratios)),
        smallest_gain=smallest_gain(later, last),
        parts=parts,
        cause=_cause(parts, answer) if parts else (),
    )


def why_none(kind: str, earlier: StepReading, later: StepReading, parameter: str, lag: int) -> str | None:
    """Return why there is no such question, one of ``REASONS``; None if there is one."""
    outcome = _answer(kind, earlier, later, parameter, lag)
    return outcome if isinstance(outcome, str) else None


def mixed_question(earlier: StepReading, later: StepReading, parameter: str, lag: int) -> Question | None:
    """Ask a question whose kind varies from step to step: the kinds in turn, each skipped where it does not exist."""
    first = later.step.t % len(KINDS)
    asked = (question(kind, earlier, later, parameter, lag) for kind in (*KINDS[first:], *KINDS[:first]))
    return next((one for one in asked if one is not None), None)


# The answers: the options, and the one that is true


def _answer(kind: str, earlier: StepReading, later: StepReading, parameter: str, lag: int) -> Outcome:
    values = [term.value for term in later.step.chains[parameter].terms]
    if len(values) < 2:
        return SINGLE
    return _ANSWERS[kind](earlier, later, parameter, lag) if any(values) else ZEROS


def _largest(_: StepReading, later: StepReading, parameter: str, __: int) -> Outcome:
    sizes = [abs(term.value) for term in later.step.chains[parameter].terms]
    first, second = sorted(sizes, reverse=True)[:2]
    if second > (1 - CLOSE) * first:
        return TIE
    return _lags(len(sizes)), str(sizes.index(first))


def _change(earlier: StepReading, later: StepReading, parameter: str, lag: int) -> Outcome:
    terms = [reading.step.chains[parameter].terms for reading in (earlier, later)]
    if lag >= len(terms[1]):
        return BEYOND if later.term(parameter, lag) else ABSENT
    if lag >= len(terms[0]):
        return NEW
    before, after = (some[lag].value for some in terms)
    answer = changed(before, after)
    if answer is None:
        return STEADY if before and after else ZERO
    return CHANGES, answer


def _sign(_: StepReading, later: StepReading, parameter: str, __: int) -> Outcome:
    total = later.step.chains[parameter].total
    if abs(total) <= CLOSE * later.chains[parameter].magnitude:
        return CANCELS
    return SIGNS, POSITIVE if total > 0 else NEGATIVE


def _vanishes(_: StepReading, later: StepReading, parameter: str, __: int) -> Outcome:
    reading = later.chains[parameter]
    products, last = list(map(abs, reading.gain_products)), reading.vanished_at
    if not all(products):
        return CUT
    seen = products if last is None else products[: last + 1]
    if any((1 - CLOSE) * VANISHED < product < (1 + CLOSE) * VANISHED for product in seen):
        return BORDER
    return (*_lags(len(products))[1:], NONE), NONE if last is None else str(last)


_ANSWERS: dict[str, Callable[[StepReading, StepReading, str, int], Outcome]] = {
    "largest": _largest,
    "change": _change,
    "sign": _sign,
    "vanishes": _vanishes,
}


def _lags(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(count)))


def changed(before: float, after: float) -> str | None:
    """Return how a number has changed: "grows" or "shrinks" in magnitude, or "flips" its sign.

    None if either is 0, or if their magnitudes are too close.
    """
    if not before or not after:
        return None
    if (before < 0) != (after < 0):
        return FLIPS
    if abs(before) * (1 - CLOSE) < abs(after) < abs(before) * (1 + CLOSE):
        return None
    return GROWS if abs(after) > abs(before) else SHRINKS


# Why a term has changed


def _parts(before: Term, after: Term) -> tuple[Part, ...]:
    one, other = _taken_apart(before), _taken_apart(after)
    return tuple(Part(symbol=name, before=one[name], after=other[name]) for name in one)


def _taken_apart(term: Term) -> dict[str, float]:
    """The error, the product of the weights, that of the slopes, and the source."""
    error, *path, source = term.factors
    weights, slopes = ([factor.value for factor in path if _is_slope(factor) == which] for which in (False, True))
    return {
        "e": error.value,
        "weights": reduce(mul, weights),
        "slopes": reduce(mul, slopes),
        source.symbol: source.value,
    }


def _is_slope(factor: Factor) -> bool:
    return factor.symbol.startswith("(")


def _cause(parts: tuple[Part, ...], answer: str) -> tuple[Part, ...]:
    if answer == FLIPS:
        return tuple(part for part in parts if (part.before < 0) != (part.after < 0))
    growth = {part: abs(part.after) / abs(part.before) for part in parts}
    return ((max if answer == GROWS else min)(parts, key=growth.__getitem__),)
