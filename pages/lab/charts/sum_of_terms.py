"""The gradient as the textbook writes it, term + term + term: one line per term, with the running sum."""

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import gradient, number_table, product_of, short_symbol
from rnn_core import Term


def sum_of_terms(moment: Moment) -> Block:
    """Every counted term of the picked gradient in symbols and in numbers; nothing before the first step."""
    if moment.step is None:
        return ""
    chain, name = moment.step.chains[moment.session.weight], gradient(moment.session.weight)
    rows = [
        (f"k = {term.lag}", term.value, so_far, _product(term))
        for term, so_far in zip(chain.terms, chain.running_sums, strict=True)
    ]
    total = ("Σ", "", chain.total, f'<div class="product">= {name}</div>')
    head = ("lag", "term", "running sum", f'<div class="product">{name} = sum of</div>')
    table = number_table(head, [*rows, total], picked=f"k = {moment.session.lag}")
    return f'<h2>The sum, term by term</h2><div class="sum-of-terms">{table}</div>'


def _product(term: Term) -> str:
    plus = "+ " if term.lag else ""
    return f'<div class="product">{plus}{product_of(term, short_symbol)}<br>{plus}{product_of(term)}</div>'
