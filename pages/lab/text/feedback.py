"""What is said of a number that a reader has filled in: that it is right, or what would make the wrong one right."""

from collections.abc import Callable

from pages.lab.moment import Moment
from pages.lab.session import LOOKING_BACK
from pages.lab.text.notation import MINUS, at, gradient, meaning, number, short_symbol, slot_of, symbol, window_label
from rnn_core.analysis.mistakes import Mistake
from rnn_core.analysis.practice import Blank
from rnn_core.analysis.reading import read_term
from rnn_core.analysis.rounded import same_digits
from rnn_core.chain import back

_SLOPE = "(1 − out_H)·(1 + out_H)"
_KINDS = {"error": "the error ", "slope": "the slope ", "Wy": "the weight ", "Wh": "the weight "}
_OFF = {
    "sign": "Not yet: both the sign and the magnitude are different.",
    "larger": "Not yet: the magnitude is smaller than that.",
    "smaller": "Not yet: the magnitude is larger than that.",
}


def asked_for(moment: Moment, blank: Blank, written: Callable[[str], str] = short_symbol) -> str:
    """What is asked for; HTML, or as ``written`` writes a symbol."""
    if blank.question == "sum":
        return f"The sum of the terms, ∂L/∂{written(moment.session.weight)}"
    if blank.question == "term":
        return f"The term of lag {moment.session.lag}"
    kind = _KINDS.get(meaning(blank.symbol), "")
    return f"{blank.question.capitalize()} of {len(moment.term.factors)}: {kind}{written(blank.symbol)}"


def in_words(factor: str) -> str:
    """A symbol as plain text, for the label of a field."""
    read = slot_of(factor)
    if read is None:
        return factor
    queue, slot = read
    return f"{'s' if meaning(factor) == 'slope' else queue} at step {back(slot).replace('-', MINUS)}"


def feedback(moment: Moment, blank: Blank, answer: float) -> str:
    """What is said of an answer; HTML."""
    verdict = blank.verdict(answer)
    if verdict == "right":
        equation = f"{_symbol(moment, blank)} = {number(blank.right.value)}"
        if same_digits(answer, blank.right.value):
            return f"<b>Right:</b> {equation}."
        return f"<b>Right</b> to within rounding: computed with all digits, {equation}."
    if verdict == "coarse":
        return "<b>Right so far.</b> Give three significant digits."
    mistake = blank.mistake(answer)
    return _OFF[blank.off(answer)] if mistake is None else _explained(moment, blank, mistake)


def _symbol(moment: Moment, blank: Blank) -> str:
    if blank.question == "sum":
        return gradient(moment.session.weight)
    return "the term" if blank.question == "term" else short_symbol(blank.symbol)


def _explained(moment: Moment, blank: Blank, mistake: Mistake) -> str:
    """What would make a wrong answer right, and what is asked for instead."""
    wrong, right = short_symbol(mistake.symbol), short_symbol(blank.symbol)
    chosen = moment.session
    match mistake.kind:
        # a factor
        case "reversed":
            return "That is Y − Ŷ. The error is the prediction minus the target: e = Ŷ − Y."
        case "prediction":
            return "That is Ŷ, the prediction. The error is how far it lies above the target: e = Ŷ − Y."
        case "target":
            return "That is Y, the target. The error is e = Ŷ − Y."
        case "loss":
            return "That is the loss, ½·e². The first factor is its derivative with respect to Ŷ, the error e."
        case "state":
            return f"That is {wrong} itself. The factor is the slope of tanh there, {_SLOPE}."
        case "squared":
            return f"That is the square of {wrong}. The slope is 1 minus that square: {_SLOPE}."
        case "half":
            return f"That is one of the two brackets alone. The slope is their product, {_SLOPE}."
        case "step":
            return f"That is the slope of another step, made from {wrong}. The blank is {right}."
        case "gain":
            own = any(factor.symbol == "Wh" for factor in moment.term.factors)
            here = "Here the weight is a factor of its own" if own else f"A term of lag 0 has no factor {symbol('Wh')}"
            return f"That is the local gain, {symbol('Wh')}·{right}. {here}."
        case "flat":
            state = moment.queues.out_H[(slot_of(blank.symbol) or ("", 0))[1]]
            return f"That would be so if out_H were 0 there. It is {number(state)}, and the slope is {_SLOPE}."
        case "slot":
            return f"That is {wrong}, from another slot. The blank is {right}: {_source_rule(chosen.weight)}."
        case "queue":
            return f"That is {wrong}, from the other queue. The blank is {right}: {_source_rule(chosen.weight)}."
        case "weight":
            return f"That is {wrong}. The blank is {right}."
        # a term
        case "without":
            return f"That would be so without {wrong}. Multiply all the factors."
        case "once":
            return f"That would be so if {symbol('Wh')} were a factor only once. It is one for each step back."
        case "slopes":
            return "That would be so if every slope were 1. Multiply by each slope, too."
        case "states":
            return f"That would be so with out_H in place of each slope. A slope is {_SLOPE}."
        case "source":
            return f"That would be so if the last factor were {wrong}. {_source_rule(chosen.weight).capitalize()}."
        case "lag":
            return f"That is the term of lag {mistake.lag}. The blank is the term of lag {chosen.lag}."
        case "added":
            return "That is the sum of the factors. A term is their product."
        case "zero":
            return "That would be so if one of the factors were 0. None of them is."
        # a sum
        case "magnitudes":
            return "That is the sum of the magnitudes. Signs count: terms of opposite sign cancel."
        case "omitted":
            return f"That would be so without the term of lag {mistake.lag} ({at(moment.t, mistake.lag)})."
        case "alone":
            return f"That is the term of lag {mistake.lag} alone. The gradient is the sum over all lags of the window."
        case "beyond":
            return f"That includes the term of lag {mistake.lag}, which is beyond the window, {window_label(chosen.K)}."
        case "mean":
            return "That is the mean of the terms. The gradient is their sum."
        # any number
        case "sign":
            return f"The magnitude is right, the sign is not. {_why_sign(moment, blank)}"
        case "power":
            return "The digits are right, but the decimal point is in the wrong place."


def _source_rule(weight: str) -> str:
    """Which number a gradient's term ends with."""
    if weight not in LOOKING_BACK:
        return "the gradient of Wy ends with the state of step t"
    if weight == "Wh":
        return "a term of lag k ends with the state before step t−k"
    return "a term of lag k ends with the input of step t−k"


def _why_sign(moment: Moment, blank: Blank) -> str:
    if blank.question == "sum":
        return "Add up the positive terms and the negative ones, then see which are larger."
    if blank.question == "term":
        negatives = read_term(moment.term).negatives
        return f"Each negative factor turns the sign, and {negatives or 'none'} of them {_are(negatives)} negative."
    return "A slope of tanh is never negative." if meaning(blank.symbol) == "slope" else ""


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
