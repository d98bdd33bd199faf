"""A question about the next step in words, and what is said once the step has been taken."""

from collections.abc import Callable, Iterable

from pages.lab.text.formulas import no_term, sentence
from pages.lab.text.notation import (
    at,
    equals,
    gradient,
    listed,
    number,
    setting,
    short_symbol,
    signed,
    symbol,
    unsigned,
)
from rnn_core.analysis.misreadings import Misreading
from rnn_core.analysis.questions import Part, Question

WORDS = {"grows": "grows", "shrinks": "shrinks", "flips": "changes sign", "none": "none"}
"""The options that are not their own texts."""
_DONE = {"grows": "has grown", "shrinks": "has shrunk", "flips": "has changed sign"}

SHORTCUTS = {
    "slopes": "takes every slope of tanh as 1",
    "error": "forgets that e has changed sign",
    "source sign": "forgets that the source has changed sign",
    "no source": "looks at the path P alone",
    "source": "looks at the source alone",
    "newest": "takes the newest lag to count most",
    "bias": "takes the bias to have no past",
    "oldest": "takes the oldest lag to be special",
    "signed": "takes the largest number, not the largest magnitude",
    "same": "repeats the answer of the step before",
    "strongest": "lets the largest term decide alone",
    "majority": "counts the terms instead of adding them",
    "error alone": "takes the sign of e for that of the gradient",
    "weight": "takes |Wh| in place of the gains",
    "term": "takes the terms in place of the paths P",
}
"""The shortcuts to a wrong answer, as a teacher reads them."""


def option_text(kind: str, option: str) -> str:
    """An option as the screen shows it."""
    return WORDS.get(option, f"lag {option}" if kind in ("largest", "vanishes") else option)


def to_come(question: Question) -> str:
    """The question before the step is taken."""
    forward = question.later.step.forward
    given = f"X = {number(forward.X)} goes in, and the target is Y = {number(forward.Y)}."
    return f"<b>Next step, {at(question.t)}:</b> {given} {_ASKED[question.kind](question, True)}"


def in_class(question: Question) -> str:
    """The question, to someone who has not been asked it."""
    return f"<b>{at(question.t)}:</b> {_ASKED[question.kind](question, False)}"


def _largest(question: Question, ahead: bool) -> str:
    verb = "will contribute" if ahead else "contributes"
    return f"Which lag {verb} most to {gradient(question.parameter)}?"


def _change(question: Question, ahead: bool) -> str:
    lag = f"the lag-{question.lag} term of {gradient(question.parameter)}"
    if ahead:  # without its value, which may be the number that the reader is asked to fill in
        return f"Will {lag} change its sign? If not, will it grow or shrink in magnitude?"
    before = number(question.earlier.step.chains[question.parameter].terms[question.lag].value)
    return f"One step earlier {lag} was {before}. Does it change its sign? If not, does it grow or shrink in magnitude?"


def _sign(question: Question, ahead: bool) -> str:
    verb = "will" if ahead else "does"
    return f"Which sign {verb} {gradient(question.parameter)}, the sum of its terms, have?"


def _vanishes(question: Question, ahead: bool) -> str:
    falls = "will the path, |P<sub>k</sub>|, first be" if ahead else "is the path, |P<sub>k</sub>|, first"
    return f"At which lag {falls} under 1&nbsp;% of |P<sub>0</sub>|?"


_ASKED = {"largest": _largest, "change": _change, "sign": _sign, "vanishes": _vanishes}


def verdict(question: Question, given: str) -> str:
    """The guess beside the answer, why it is so and, if the guess is wrong, what would have made it right."""
    answer, right = _outcome(question, question.answer), given == question.answer
    guess = "" if right else f"; your guess: {option_text(question.kind, given)}"
    head = f"{'Right' if right else 'Not quite'}. At {at(question.t)}, {answer}{guess}."
    misreading = None if right else question.misreading(given)
    more = f" {feedback(question, misreading)}" if misreading else ""
    return sentence(f"<b>{head}</b> {why(question, given)}{more}")


def in_short(question: Question, given: str) -> str:
    """Whether the guess is right, as it is spoken; plain text."""
    if given == question.answer:
        return "Your guess is right."
    guess, answer = (option_text(question.kind, one) for one in (given, question.answer))
    return f"Your guess, {guess}, is wrong: the answer is {answer}."


def _outcome(question: Question, answer: str) -> str:
    name = gradient(question.parameter)
    match question.kind:
        case "largest":
            return f"lag {answer} contributes most to {name}"
        case "change":
            return f"the lag-{question.lag} term of {name} {_DONE[answer]}"
        case "sign":
            return f"{name} is {answer}"
    ratio = "|P<sub>k</sub>/P<sub>0</sub>|"
    if answer == "none":
        return f"{ratio} falls under 1&nbsp;% at no lag of the window"
    return f"{ratio} first falls under 1&nbsp;% at lag {answer}"


# Why there is no question


def no_question(reasons: Iterable[str], parameter: str, lag: int, t: int) -> str:
    """Why nothing is asked about step t: the core's reasons, in words."""
    said = " ".join(_reason(reason, parameter, lag, t) for reason in reasons)
    return f"<b>Next step, {at(t)}:</b> nothing clear to ask. {said}"


def _reason(reason: str, parameter: str, lag: int, t: int) -> str:
    name, ratio = gradient(parameter), "|P<sub>k</sub>/P<sub>0</sub>|"
    term = f"The lag-{lag} term of {name}"
    match reason:
        case "single":
            return f"{name} has a single term there."
        case "zeros":
            return f"All terms of {name} are 0 there."
        case "tie":
            return f"The two largest terms of {name} are nearly equal."
        case "absent":
            return no_term(parameter, lag, t)
        case "beyond":
            return f"{term} is beyond the window."
        case "new":
            return f"That is the first step with a term of lag {lag}: there is none before it to compare it with."
        case "zero":
            return f"{term} is 0 there or one step before."
        case "steady":
            return f"{term} hardly changes: by less than 1&nbsp;%."
        case "cancels":
            return f"The terms of {name} nearly cancel: at most 1&nbsp;% of their total magnitude remains in the sum."
        case "cut":
            return "A gain is 0, and so is each P<sub>k</sub> behind it."
    return f"{ratio} comes too close to 1&nbsp;% to say at which lag it falls below."


# Why


def why(question: Question, given: str) -> str:
    """Why the answer is what it is, in one sentence made from the numbers."""
    match question.kind:
        case "largest":
            return _why_largest(question, question.runner_up if given == question.answer else int(given))
        case "change":
            return _why_change(question)
        case "sign":
            return _why_sign(question)
    return _why_vanishes(question, given)


def _why_largest(question: Question, other: int) -> str:
    """The largest term beside another: by its path, by its source, or by both."""
    largest = int(question.answer)
    one, two = (_as_product(question, lag) for lag in (largest, other))
    said = f"The term of lag {largest} is {one}, that of lag {other} is {two}"
    path, source = question.larger_than(other)
    if path and source:
        return f"{said}; both P and the source are larger in magnitude."
    return f"{said}; the larger {'|P|' if path else 'source'} decides."


def _as_product(question: Question, lag: int) -> str:
    """A term as its path times its source."""
    term = question.chain.terms[lag]
    path, source = term.path[-1], term.factors[-1]
    if question.parameter == "Bx":
        return f"P<sub>{lag}</sub>·1 = {number(term.value)}"
    written = symbol(source.symbol)
    product = f"{signed(path)}·{signed(source.value)} {equals(term.value)} {number(term.value)}"
    return f"P<sub>{lag}</sub>·{written} = {product}"


_PARTS = {"e": "e", "weights": "the product of its weights", "slopes": "the product of its slopes"}


def _why_change(question: Question) -> str:
    before, after = (
        reading.step.chains[question.parameter].terms[question.lag].value
        for reading in (question.earlier, question.later)
    )
    causes = listed([f"{_PARTS.get(part.symbol, 'its source')} {_from_to(part)}" for part in question.cause])
    because = ": " if question.answer == "flips" else ", mostly because "
    return f"It goes from {number(before)} to {number(after)}{because}{causes}."


def _from_to(part: Part) -> str:
    return f"goes from {number(part.before)} to {number(part.after)}"


def _why_sign(question: Question) -> str:
    total = f"the sum is {number(question.chain.total)}"
    if not question.positive:
        return f"No term is positive: {total}."
    if not question.negative:
        return f"No term is negative: {total}."
    return (
        f"The positive terms add up to {number(question.positive)}, the negative ones to {number(question.negative)}: "
        f"{total}."
    )


def _why_vanishes(question: Question, given: str) -> str:
    if question.answer == "none":
        lag = question.smallest_ratio if given == "none" else int(given)
        still = "The smallest ratio is" if given == "none" else "The ratio is still"
        return f"{still} {number(question.ratios[lag])}, at lag {lag}."
    lag, gain = question.smallest_gain
    there = number(question.ratios[int(question.answer)])
    if given not in (question.answer, "none"):
        there = f"{there} (at lag {given}: {number(question.ratios[int(given)])})"
    return f"There it is {there}; the smallest gain on the way, the one to lag {lag}, is {number(gain)}."


# What would make a wrong answer true


def feedback(question: Question, misreading: Misreading) -> str:
    """What would make a wrong answer true, or why its shortcut fails, in one sentence made from the numbers."""
    return _FEEDBACK[misreading.shortcut](question, misreading)


def _slopes(question: Question, one: Misreading) -> str:
    here = f"{short_symbol(one.symbol)} is {number(one.value)}"
    if question.kind == "change":
        here = f"their product goes from {number(one.other)} to {number(one.value)}"
    return _if(question, "every slope were 1", one, here)


def _if(question: Question, were: str, one: Misreading, here: str) -> str:
    """A condition, and how it is instead, unless that has just been said."""
    said = one.symbol in [part.symbol for part in question.cause]
    return f"That answer would be right if {were}{'' if said else f'; here {here}'}."


def _error(question: Question, one: Misreading) -> str:
    return _if(question, "e had kept its sign", one, f"it goes from {number(one.other)} to {number(one.value)}")


def _source_sign(question: Question, one: Misreading) -> str:
    here = f"it goes from {number(one.other)} to {number(one.value)}"
    return _if(question, "the source had kept its sign", one, here)


def _no_source(_: Question, one: Misreading) -> str:
    return f"Lag {one.option} has the largest |P|, but a smaller source."


def _source(_: Question, one: Misreading) -> str:
    return f"Lag {one.option} has the largest source, but a smaller |P|."


def _newest(question: Question, one: Misreading) -> str:
    if question.kind == "largest":
        return "The newest lag has the fewest factors; this alone does not make its term the largest."
    return (
        f"The newest term alone, {number(one.value)}, has that sign, but the older ones add up to {number(one.other)}."
    )


def _bias(question: Question, one: Misreading) -> str:
    past = f"{symbol('Bx')} is used at every step, so it has a term for each lag"
    if question.kind == "largest":
        return f"{past}, not only for the newest."
    return f"{past}: the newest is {number(one.value)}, but the older ones add up to {number(one.other)}."


def _oldest(question: Question, _: Misreading) -> str:
    if question.kind == "largest":
        return "The oldest lag has the most factors; this alone does not make its term the largest."
    return "A long path does not always vanish: the size of the gains decides."


def _signed(_: Question, one: Misreading) -> str:
    return f"The term of lag {one.option} is the largest number, but how much a lag contributes is its magnitude."


def _same(question: Question, _: Misreading) -> str:
    before = f"That answer was right one step before, at {at(question.earlier.step.t)}"
    return f"{before}; each state is now one lag further back." if question.kind == "largest" else f"{before}."


def _strongest(_: Question, one: Misreading) -> str:
    lag = f"The largest term, that of lag {one.symbol}, is {number(one.value)}"
    return f"{lag}, but the others add up to {number(one.other)}."


def _majority(_: Question, one: Misreading) -> str:
    return f"{setting(one.value)} of the {setting(one.other)} terms are {one.option}, but the others add up to more."


def _error_alone(_: Question, one: Misreading) -> str:
    return f"You chose the sign of e = {number(one.value)}, but the other factors have signs, too."


def _weight(question: Question, one: Misreading) -> str:
    size = f"|{symbol('Wh')}| is {unsigned(one.value)}"
    if question.kind == "change":
        return f"{size}, but this compares one lag with the next, not one step with the next."
    here = "" if question.kind == "vanishes" else f": the one to lag {one.symbol} is {number(one.other)}"
    return f"{size}, but a gain is {symbol('Wh')}·s, and s can be small{here}."


def _term(_: Question, __: Misreading) -> str:
    return "That answer is right for the terms; the question is about P, which leaves out their sources."


_FEEDBACK: dict[str, Callable[[Question, Misreading], str]] = {
    "slopes": _slopes,
    "error": _error,
    "source sign": _source_sign,
    "no source": _no_source,
    "source": _source,
    "newest": _newest,
    "bias": _bias,
    "oldest": _oldest,
    "signed": _signed,
    "same": _same,
    "strongest": _strongest,
    "majority": _majority,
    "error alone": _error_alone,
    "weight": _weight,
    "term": _term,
}
