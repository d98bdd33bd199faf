"""One term as the chain rule writes it: over each factor the derivative that it is, its expression and its number."""

from itertools import pairwise

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.session import LOOKING_BACK
from pages.lab.text import digits, meaning, number, quantity, symbol
from rnn_core import QUEUE_SLOTS
from rnn_core.chain import back


def factors(moment: Moment) -> Block:
    """The picked term, factor by factor."""
    chosen, term = moment.session, moment.term
    chips = [_chip("result", "<span>term</span>", f"k = {term.lag}", term.value, f"{chosen.weight}:{term.lag}")]
    # What the term passes through, from the loss to the weight: each factor is the derivative of one by the next.
    lags = range(QUEUE_SLOTS) if chosen.weight in LOOKING_BACK else ()
    hidden = [f"{name}[{back(lag)}]" for lag in lags if lag <= term.lag for name in ("out_H", "net_H")]
    quantities = ["Loss[t]", "Y_hat[t]", *hidden, chosen.weight]
    for (top, bottom), factor in zip(pairwise(quantities), term.factors, strict=True):
        derivative = f"<span>∂{symbol(top)}</span><span>∂{symbol(bottom)}</span>"
        look, names = meaning(factor.symbol).lower(), quantity(factor.symbol)
        chips.append(_chip(look, derivative, symbol(factor.symbol), factor.value, names))
    return f'<div class="factors scroll">{"".join(chips)}</div>'


def _chip(colour: str, derivative: str, expression: str, value: float, names: str) -> str:
    return (
        f'<div class="factor {colour}" tabindex="0" role="group" data-names="{names}">'
        f'<span class="frac">{derivative}</span><span class="expr">{expression}</span>'
        f'<span class="num" title="{digits(value)}">{number(value)}</span></div>'
    )
