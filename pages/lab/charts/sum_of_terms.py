"""The gradient as the textbook writes it, term + term + term: one line per lag of the window, with the running sum."""

from itertools import zip_longest

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.session import LOOKING_BACK
from pages.lab.text import gradient, number_table, product_of, short_symbol
from rnn_core import Term
from rnn_core.chain import lags_counted

NO_TERM = '<div class="product">no term yet:<br>the lag reaches back before the first step</div>'


def sum_of_terms(moment: Moment) -> Block:
    """Every counted term of the picked gradient in symbols and in numbers."""
    weight, window = moment.session.weight, moment.session.K
    chain, name = moment.step.chains[weight], gradient(weight)
    lags = range(lags_counted(weight, window) if weight in LOOKING_BACK else 1)
    rows = [
        (f"k = {lag}", "", "", NO_TERM) if term is None else (f"k = {lag}", term.value, so_far, _product(term, weight))
        for lag, term, so_far in zip_longest(lags, chain.terms, chain.running_sums)
    ]
    table = number_table(
        ("lag", "term", "running sum", f'<div class="product">{name} = sum of</div>'),
        [*rows, ("Σ", "", chain.total, f'<div class="product">= {name}</div>')],
        picked=[f"k = {moment.session.lag}"],
    )
    return f'<h2>The sum, term by term</h2><div class="sum-of-terms">{table}</div>'


def _product(term: Term, weight: str) -> str:
    plus, names = "+ " if term.lag else "", f"{weight}:{term.lag}"
    symbols, numbers = product_of(term, short_symbol), product_of(term)
    return (
        f'<div class="product" tabindex="0" role="group" data-names="{names}">{plus}{symbols}<br>{plus}{numbers}</div>'
    )
