"""One term, factor by factor: the partial product after each factor of the formula, read from the left."""

from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Figure,
    Mark,
    Table,
    axis,
    bars,
    colour,
    height_of,
    hidden_axis,
    layout,
    symlog_threshold,
    texts,
)
from pages.lab.text import digits, listed, mark, meaning, number, short_symbol, symbol
from rnn_core import Term
from rnn_core.analysis.reading import TermReading, read_term

TITLE = "The term of ∂L/∂{weight} of lag {lag}, factor by factor"
KEY = (Mark("ink", "the product of all factors: the term", "square"),)


def product(moment: Moment) -> Block:
    """The partial products of the picked term."""
    step, term, weight = moment.step, moment.term, moment.session.weight
    beyond = "" if term.lag < len(step.chains[weight].terms) else " It lies beyond the window, so it is not counted."
    return Chart(
        figure=_figure(term, moment.session.scale),
        sentence=f"{_sentence(term, read_term(term))}{beyond}",
        table=Table.of(
            ("factor", "value", "product so far"),
            (symbol(factor.symbol) for factor in term.factors),
            (factor.value for factor in term.factors),
            term.partial_products,
        ),
        key=KEY,
        min_width=_draw_width(term),
    )


def _sentence(term: Term, claims: TermReading) -> str:
    if claims.zeros:
        names = tuple(dict.fromkeys(short_symbol(term.factors[i].symbol) for i in claims.zeros))
        return f"The product is 0 because {listed(names)} {'is' if len(names) == 1 else 'are'} 0."
    if term.value == 0:
        return "The product underflows to 0: it is too small for the computer to represent."
    return f"The term has size {number(claims.remaining)}·|e|; {_factors(term, claims)}. {_sign(term, claims)}"


def _factors(term: Term, claims: TermReading) -> str:
    """What the factors after e do to its magnitude."""
    if len(claims.smallest) > 1 and claims.smallest == claims.largest:
        return "all factors after e have the same magnitude"
    if claims.smallest_size >= 1:
        return "no factor shrinks it"
    if number(claims.smallest_size) == number(1.0):
        return "no factor shrinks it noticeably"
    smallest = short_symbol(term.factors[claims.smallest[0]].symbol)
    return f"{smallest} shrinks it most (×{number(claims.smallest_size)})"


def _sign(term: Term, claims: TermReading) -> str:
    sign, parity = ("negative", "odd") if term.value < 0 else ("positive", "even")
    if not claims.negatives:
        return f"It is {sign}: no factor is negative."
    factors = "factor is" if claims.negatives == 1 else "factors are"
    return f"It is {sign}: {claims.negatives} {factors} negative, an {parity} number."


def _figure(term: Term, scale: str) -> Figure:
    partial, count = term.partial_products, len(term.factors)
    largest = max(map(abs, partial))
    heights, places = [height_of(value, largest, scale) for value in partial], list(range(count))
    hover = [
        f"× {short_symbol(factor.symbol)} = {digits(factor.value)}<br>product so far {digits(so_far)}"
        for factor, so_far in zip(term.factors, partial, strict=True)
    ]
    symbols = [("×" if i else "") + short_symbol(factor.symbol) for i, factor in enumerate(term.factors)]
    note = (
        f"symlog, linear up to ±{mark(symlog_threshold(largest))}"
        if scale == "symlog"
        else f"linear, full height = {number(largest)}"
    )
    return {
        "data": [
            bars("product so far", places, heights, [meaning(factor.symbol) for factor in term.factors], width=0.62,
                 edge="ink", edge_width=[0] * (count - 1) + [2], hovertext=hover,
                 numbers=[*map(number, partial[:-1]), f"<b>{number(partial[-1])}</b>"]),
            texts("symbols", places, [0.72] * count, symbols, yaxis="y2"),
            texts("note", [-0.5], [0.2], [f"Product so far after each factor; {note}."], ink="muted", yaxis="y2",
                  textposition="middle right"),
        ],
        "layout": layout(
            202,
            xaxis=hidden_axis(-0.6, count - 0.4),
            yaxis=axis(domain=[0.27, 1], range=[-1.35, 1.35], showgrid=False, showticklabels=False, zeroline=True,
                       zerolinecolor=colour("line")),
            yaxis2=hidden_axis(0, 1) | {"domain": [0, 0.25]},
        ),
    }  # fmt: skip


def _draw_width(term: Term) -> int:
    """43 pixels for each factor, so that the numbers do not run into each other."""
    return 30 + 43 * len(term.factors)
