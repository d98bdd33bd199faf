"""One term as the chain rule writes it: over each factor the derivative that it is, its expression and its number."""

from itertools import pairwise

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import absent, back, digits, meaning, number, symbol
from rnn_core import QUEUE_SLOTS, Term


def factors(moment: Moment) -> Block:
    """The picked term, factor by factor; or why there is none."""
    chosen, term = moment.session, moment.term
    if term is None:
        return absent(chosen.weight, chosen.lag, moment.t)
    chips = [_chip("result", "<span>term</span>", f"k = {term.lag}", term.value)]
    for (top, bottom), factor in zip(_derivatives(chosen.weight, term), term.factors, strict=True):
        derivative = f"<span>∂{symbol(top)}</span><span>∂{symbol(bottom)}</span>"
        chips.append(_chip(meaning(factor.symbol).lower(), derivative, symbol(factor.symbol), factor.value))
    return f'<div class="factors scroll">{"".join(chips)}</div>'


def _chip(colour: str, derivative: str, expression: str, value: float) -> str:
    return (
        f'<div class="factor {colour}"><span class="frac">{derivative}</span><span class="expr">{expression}</span>'
        f'<span class="num" title="{digits(value)}">{number(value)}</span></div>'
    )


def _derivatives(parameter: str, term: Term) -> list[tuple[str, str]]:
    """Numerator and denominator of the partial derivative that each factor is, in the order of the factors."""
    pairs = [("Loss[t]", "Y_hat[t]")]
    if parameter in ("Wy", "By"):
        return [*pairs, ("Y_hat[t]", parameter)]
    pairs += [("Y_hat[t]", "out_H[t]"), ("out_H[t]", "net_H[t]")]
    times = [back(lag) for lag in range(QUEUE_SLOTS) if lag <= term.lag]
    for newer, older in pairwise(times):
        pairs += [(f"net_H[{newer}]", f"out_H[{older}]"), (f"out_H[{older}]", f"net_H[{older}]")]
    return [*pairs, (f"net_H[{times[-1]}]", parameter)]
