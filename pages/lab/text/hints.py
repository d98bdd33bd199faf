"""Three hints for a number left blank: what it is, what it is made from, and the calculation."""

from pages.lab.moment import Moment
from pages.lab.text.formulas import product_of
from pages.lab.text.notation import (
    MINUS,
    at,
    digits,
    gradient,
    meaning,
    number,
    short_symbol,
    signed,
    slot_of,
    symbol,
)
from rnn_core import PARAMETERS
from rnn_core.analysis.practice import Blank, signed_sums
from rnn_core.analysis.reading import read_term
from rnn_core.chain import back

_ACTS = {
    "Wx": "leads from the input to the hidden unit",
    "Wh": "leads from one state to the next; every step back in time multiplies by it",
    "Bx": "is the bias of the hidden unit",
    "Wy": "leads from the hidden unit to the prediction",
    "By": "is the bias of the prediction",
}


def hints(moment: Moment, blank: Blank) -> tuple[str, str, str]:
    """Three hints, HTML; the last one is the worked calculation."""
    if blank.question == "sum":
        return _of_sum(moment)
    if blank.question == "term":
        return _of_term(moment)
    if blank.symbol == "e":
        return _of_error(moment, blank)
    if blank.symbol in PARAMETERS:
        return _of_weight(blank)
    return _of_slope(moment, blank) if meaning(blank.symbol) == "slope" else _of_source(moment, blank)


def _of_error(moment: Moment, blank: Blank) -> tuple[str, str, str]:
    forward = moment.step.forward
    Y_hat, Y = _needed(blank, forward.Y_hat), _needed(blank, forward.Y)
    return (
        "e is the error: the prediction minus the target.",
        f"The prediction is Ŷ = {Y_hat}, the target is Y = {Y}.",
        f"e = Ŷ − Y = {Y_hat} − {_bracketed(Y)} = {number(forward.error)}.",
    )


def _of_weight(blank: Blank) -> tuple[str, str, str]:
    name = symbol(blank.symbol)
    return (
        f"{name} is a weight: it {_ACTS[blank.symbol]}.",
        f"The weights are listed below the queues; look for {name}.",
        f"{name} = {number(blank.right.value)}.",
    )


def _of_slope(moment: Moment, blank: Blank) -> tuple[str, str, str]:
    _, lag = slot_of(blank.symbol) or ("", 0)
    out_H, state = f"out_H<sub>{symbol(back(lag))}</sub>", _needed(blank, moment.queues.out_H[lag])
    return (
        f"It is the slope of tanh at step {at(moment.t, lag)}, where tanh gave {out_H}.",
        f"The slope is (1 − out_H)·(1 + out_H). In the out_H queue, {out_H} is {state}.",
        f"(1 − {_bracketed(state)})·(1 + {_bracketed(state)}) = {number(blank.right.value)}.",
    )


def _of_source(moment: Moment, blank: Blank) -> tuple[str, str, str]:
    queue, slot = slot_of(blank.symbol) or ("", 0)
    weight, lag, name = symbol(moment.session.weight), moment.session.lag, symbol(blank.symbol)
    into = "Ŷ" if moment.session.weight == "Wy" else "net_H"
    which = "the state before that step" if slot > lag else "the input" if queue == "X" else "the state"
    return (
        f"It is the number that {weight} was multiplied by in {into} at step {at(moment.t, lag)}: {which}.",
        f"That is {name}: look in the {queue} queue, in column {symbol(back(slot))}.",
        f"{name} = {number(blank.right.value)}.",
    )


def _of_term(moment: Moment) -> tuple[str, str, str]:
    term, reading = moment.term, read_term(moment.term)
    *_, without_source, value = term.partial_products
    if value:
        sign = f"{_count(reading.negatives, 'factor').capitalize()} negative, so the term is {_sign(value)}."
    elif reading.zeros:
        sign = f"{short_symbol(term.factors[reading.zeros[0]].symbol)} is 0, and so is the product."
    else:
        sign = "The product is smaller than the smallest number that this program can hold, so it is 0."
    return (
        sign,
        f"All factors but the last, multiplied from the left, give {number(without_source)}.",
        f"{product_of(term)} = {number(value)}, computed with all digits.",
    )


def _of_sum(moment: Moment) -> tuple[str, str, str]:
    chain = moment.step.chains[moment.session.weight]
    sums = signed_sums(chain)
    return (
        f"Signs count: {_count(sums.positives, 'term')} positive and {_count(sums.negatives, 'term')} negative.",
        f"The positive terms add up to {number(sums.positive)}, the negative ones to {number(sums.negative)}.",
        f"{gradient(chain.parameter)} = {number(sums.positive)} + {signed(sums.negative)} = {number(chain.total)}, "
        "computed with all digits.",
    )


def _count(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun} is" if count < 2 else f"{count} {noun}s are"


def _sign(value: float) -> str:
    return "negative" if value < 0 else "positive"


def _needed(blank: Blank, value: float) -> str:
    """A number with as many digits as the calculation needs."""
    return digits(value) if blank.uncertain else number(value)


def _bracketed(written: str) -> str:
    return f"({written})" if written.startswith(MINUS) else written
