"""Three hints for a number left blank: what it is, what it is made from, and the calculation."""

from pages.lab.moment import Moment
from pages.lab.text.formulas import product_of
from pages.lab.text.notation import at, gradient, meaning, number, signed, slot_of, symbol
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
        return _of_error(moment)
    if blank.symbol in PARAMETERS:
        return _of_weight(blank)
    return _of_slope(moment, blank) if meaning(blank.symbol) == "slope" else _of_source(moment, blank)


def _of_error(moment: Moment) -> tuple[str, str, str]:
    forward = moment.step.forward
    return (
        "e is the error: the prediction minus the target.",
        f"The prediction is Ŷ = {number(forward.Y_hat)}, the target is Y = {number(forward.Y)}.",
        f"e = Ŷ − Y = {number(forward.Y_hat)} − {signed(forward.Y)} = {number(forward.error)}.",
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
    out_H, state = f"out_H<sub>{symbol(back(lag))}</sub>", moment.queues.out_H[lag]
    return (
        f"It is the slope of tanh at step {at(moment.t, lag)}, where tanh gave {out_H}.",
        f"The slope is (1 − out_H)·(1 + out_H). In the out_H queue, {out_H} is {number(state)}.",
        f"(1 − {signed(state)})·(1 + {signed(state)}) = {number(blank.right.value)}.",
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
    return (
        f"{_count(reading.negatives, 'factor')} negative, so the term is {_sign(value)}.",
        f"All factors but the last, multiplied from the left, give {number(without_source)}.",
        f"{product_of(term)} = {number(value)}.",
    )


def _of_sum(moment: Moment) -> tuple[str, str, str]:
    chain = moment.step.chains[moment.session.weight]
    sums = signed_sums(chain)
    return (
        f"Signs count: {_count(sums.positives, 'term')} positive and {_count(sums.negatives, 'term')} negative.",
        f"The positive terms add up to {number(sums.positive)}, the negative ones to {number(sums.negative)}.",
        f"{gradient(chain.parameter)} = {number(sums.positive)} + {signed(sums.negative)} = {number(chain.total)}.",
    )


def _count(count: int, noun: str) -> str:
    return f"1 {noun} is" if count == 1 else f"{count or 'no'} {noun}s are"


def _sign(value: float) -> str:
    return "0" if value == 0 else "negative" if value < 0 else "positive"
