"""One term as the chain rule writes it: over each factor the derivative that it is, its expression and its number."""

from collections.abc import Iterator
from itertools import pairwise

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.session import LOOKING_BACK
from pages.lab.text import digits, meaning, number, quantity, symbol
from rnn_core import QUEUE_SLOTS, Factor, Term
from rnn_core.chain import back


def factors(moment: Moment) -> Block:
    """The picked term, factor by factor."""
    weight, term = moment.session.weight, moment.term
    result = chip("result", "<span>term</span>", f"k = {term.lag}", shown(term.value), f"{weight}:{term.lag}")
    chips = [factor_chip(factor, derivative, shown(factor.value)) for factor, derivative in parts(weight, term)]
    return f'<div class="factors">{result}{"".join(chips)}</div>'


def parts(weight: str, term: Term) -> Iterator[tuple[Factor, str]]:
    """Each factor of a term, with the derivative that it is, of one quantity between loss and weight by the next."""
    lags = range(QUEUE_SLOTS) if weight in LOOKING_BACK else ()
    hidden = [f"{name}[{back(lag)}]" for lag in lags if lag <= term.lag for name in ("out_H", "net_H")]
    quantities = ["Loss[t]", "Y_hat[t]", *hidden, weight]
    for (top, bottom), factor in zip(pairwise(quantities), term.factors, strict=True):
        yield factor, f"<span>∂{symbol(top)}</span><span>∂{symbol(bottom)}</span>"


def factor_chip(factor: Factor, derivative: str, value: str, look: str = "") -> str:
    """A factor as a chip in its colour."""
    colour = meaning(factor.symbol).lower()
    return chip(f"{colour} {look}".strip(), derivative, symbol(factor.symbol), value, quantity(factor.symbol))


def chip(look: str, derivative: str, expression: str, value: str, names: str) -> str:
    """A number with what it is; it lights up together with everything that has one of its names."""
    return (
        f'<div class="factor {look}" tabindex="0" role="group" data-names="{names}">'
        f'<span class="frac">{derivative}</span><span class="expr">{expression}</span>{value}</div>'
    )


def shown(value: float) -> str:
    """A number on a chip, with all its digits when it is pointed at."""
    return f'<span class="num" title="{digits(value)}">{number(value)}</span>'
