"""The picked term, or the sum of the terms, with numbers left out for the reader to work out."""

from dataclasses import dataclass

from pages.lab.charts.factors import chip, factor_chip, parts, shown
from pages.lab.moment import AbsentError, Moment
from pages.lab.plot import Block
from pages.lab.text import at, gradient, number, number_table, symbol
from rnn_core import PARAMETERS, QUEUE_SLOTS
from rnn_core.analysis.practice import Blank, blanks
from rnn_core.chain import back

GLOSSARY = {
    "?": "a number left for you to work out; the one asked for has a frame",
    "…": "a number that is shown once its blanks are filled in",
}
UNKNOWN, WAITING = ('<span class="num">?</span>', '<span class="num">…</span>')


@dataclass(frozen=True, slots=True)
class Filled:
    """What is left blank, and what has been filled in.

    Parameters
    ----------
    level : str
        "off", or one of the core's levels.
    solved : tuple of (int, str)
        The steps and the questions that have been answered right.
    """

    level: str
    solved: tuple[tuple[int, str], ...]

    def has(self, t: int, blank: Blank) -> bool:
        """Whether a number has been filled in."""
        return (t, blank.question) in self.solved

    def asked(self, t: int, open_blanks: tuple[Blank, ...]) -> Blank | None:
        """The number asked for: the first that has not been filled in; None if all have."""
        return next((blank for blank in open_blanks if not self.has(t, blank)), None)


def faded(moment: Moment, filled: Filled) -> Block:
    """The factors, or the terms, with their numbers except those left blank."""
    if filled.level == "off":
        return ""
    open_blanks = blanks_of(moment, filled.level)
    asked = filled.asked(moment.t, open_blanks)
    if filled.level == "sum":
        return _terms(moment, asked)
    if filled.level == "term":
        return _factors(moment, {}, asked, UNKNOWN)
    missing = {blank.symbol: blank for blank in open_blanks if not filled.has(moment.t, blank)}
    return f"{_given(moment)}{_factors(moment, missing, asked, WAITING)}"


def blanks_of(moment: Moment, level: str) -> tuple[Blank, ...]:
    """What is left blank. Raises ``AbsentError`` where there is nothing to work out."""
    weight, lag = moment.session.weight, moment.session.lag
    open_blanks = blanks(moment.reading, weight, lag, level)
    if not open_blanks and level == "sum" and len(moment.step.chains[weight].terms) == 1:
        raise AbsentError(f"{gradient(weight)} has one term at {at(moment.t)}: there is nothing to add up.")
    if not open_blanks and (level == "sum" or moment.term):
        raise AbsentError("A number overflows here, so there is nothing to work out.")
    return open_blanks


def _given(moment: Moment) -> str:
    """The numbers that the factors are computed from: both queues, the prediction, the target and the weights."""
    queues, forward, lags = moment.queues, moment.step.forward, range(QUEUE_SLOTS)
    heads = [symbol(back(lag)) for lag in lags]
    rows: list[tuple[str | float, ...]] = [
        (symbol(name), *values, *["empty" for _ in lags[len(values) :]])
        for name, values in (("X", queues.X), ("out_H", queues.out_H))
    ]
    weights = {symbol(name): getattr(moment.weights, name) for name in PARAMETERS}
    numbers = {"Ŷ": forward.Y_hat, "Y": forward.Y} | weights
    listed = " ".join(f"<span>{name} = {number(value)}</span>" for name, value in numbers.items())
    return f'<div class="given">{number_table(("queue", *heads), rows)}<p>{listed}</p></div>'


def _factors(moment: Moment, missing: dict[str, Blank], asked: Blank | None, result: str) -> str:
    weight, term = moment.session.weight, moment.term
    whole = asked is not None and asked.question == "term"
    value = result if asked else shown(term.value)
    look = "result blank asked" if whole else "result"
    chips = [chip(look, "<span>term</span>", f"k = {term.lag}", value, f"{weight}:{term.lag}")]
    for factor, derivative in parts(weight, term):
        if factor.symbol in missing:
            here = "blank asked" if missing[factor.symbol] is asked else "blank"
            chips.append(factor_chip(factor, derivative, UNKNOWN, here))
        else:
            chips.append(factor_chip(factor, derivative, shown(factor.value)))
    return f'<div class="factors">{"".join(chips)}</div>'


def _terms(moment: Moment, asked: Blank | None) -> str:
    weight = moment.session.weight
    chain, name = moment.step.chains[weight], gradient(weight)
    look, value = ("result blank asked", UNKNOWN) if asked else ("result", shown(chain.total))
    chips = [chip(look, f"<span>{name}</span>", f"K = {moment.session.K}", value, f"{weight}:Σ")]
    for term in chain.terms:
        time = f"<span>k = {term.lag}</span>"
        chips.append(chip("term", time, at(moment.t, term.lag), shown(term.value), f"{weight}:{term.lag}"))
    return f'<div class="factors added">{"".join(chips)}</div>'
