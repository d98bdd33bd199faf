"""Cancellation: the terms of one gradient added one after the other, from lag 0 on."""

from typing import Any

from pages.lab.moment import Moment
from pages.lab.plot import Block, Chart, Figure, Mark, Table, axis, bare_axis, bars, layout, line, margin, span
from pages.lab.text import digits, gradient, number, percent
from rnn_core import Chain
from rnn_core.analysis.reading import ChainReading, read_chain

TITLE = "The terms of ∂L/∂{weight}, added up"
KEY = (
    Mark("term", "a term, starting where the previous one ends", "box"),
    Mark("picked", "the picked term", "box"),
    Mark("picked", "running sum", "dot"),
    Mark("ink", "the sum Σ, the gradient", "box"),
)


def waterfall(moment: Moment) -> Block:
    """The picked gradient as a running sum, and beside it Σ|term| and |Σ term|."""
    chosen = moment.session
    chain = moment.step.chains[chosen.weight]
    claims = read_chain(chain, moment.reading.gains)
    return Chart(
        figure=_figure(chain, claims, chosen.lag),
        sentence=_sentence(chain, claims),
        table=Table.of(
            ("lag", "term", "running sum"),
            (*(f"k = {term.lag}" for term in chain.terms), "Σ |term|", "|Σ term|"),
            (*(term.value for term in chain.terms), claims.magnitude, claims.size),
            chain.running_sums,
        ),
        key=KEY,
        min_width=760,
    )


def _sentence(chain: Chain, claims: ChainReading) -> str:
    name = gradient(chain.parameter)
    if claims.magnitude == 0:
        return f"Every term of {name} is 0: there is nothing to add up or cancel."
    if len(chain.terms) == 1:
        return f"{name} has one term, {number(chain.total)}: nothing can cancel."
    sizes = (
        f"The total magnitude of the {len(chain.terms)} terms is {number(claims.magnitude)}, "
        f"the magnitude of their sum {number(claims.size)}"
    )
    if claims.cancelled == 0:
        return f"{sizes}: nothing cancels."
    return f"{sizes}: {percent(claims.cancelled)} of the total magnitude cancels."


def _figure(chain: Chain, claims: ChainReading, picked_lag: int) -> Figure:
    ends, values, count = list(chain.running_sums), [term.value for term in chain.terms], len(chain.terms)
    sum_at = count + 0.3
    places, heights, bases = [*map(float, range(count)), sum_at], [*values, chain.total], [0.0, *ends[:-1], 0.0]
    levels_x = [x for i in range(count) for x in (i + 0.3, i + 0.7 if i + 1 < count else sum_at - 0.3, None)]
    levels_y = [y for end in ends for y in (end, end, None)]
    labels = [
        *(f"+{number(value)}" if value > 0 else number(value) for value in values),
        f"<b>{number(chain.total)}</b>",
    ]
    hover = [
        f"lag {lag}: {digits(value)}<br>running sum {digits(end)}"
        for lag, (value, end) in enumerate(zip(values, ends, strict=True))
    ]
    ink = [*("picked" if lag == picked_lag else "term" for lag in range(count)), "ink"]
    sizes = [claims.magnitude, claims.size]
    quiet: dict[str, Any] = {"showticklabels": False, "showgrid": False, "zeroline": True}
    return {
        "data": [
            bars("waterfall", places, heights, ink, base=bases, width=0.6, hovertext=[*hover, digits(chain.total)],
                 customdata=[*([chain.parameter, lag] for lag in range(count)), None], numbers=labels),
            line("running sum", levels_x, levels_y, "picked", width=1.3, dash="dot"),
            bars("sizes", ["Σ |term|", "|Σ term|"], sizes, ["term", "ink"], width=0.6, xaxis="x2", yaxis="y2",
                 numbers=[number(size) for size in sizes], hovertext=[digits(size) for size in sizes]),
        ],
        "layout": layout(
            294,
            margin=margin(8, 8, 8, 42),
            xaxis=bare_axis(domain=[0, 0.8], range=[-0.6, sum_at + 0.6], tickvals=places,
                            ticktext=[*(f"k = {lag}" for lag in range(count)), f"Σ = {gradient(chain.parameter)}"]),
            yaxis=axis(range=span([0.0, *ends], room=0.16), **quiet),
            xaxis2=axis("on a scale of their own", domain=[0.84, 1], type="category", showgrid=False),
            yaxis2=axis(anchor="x2", range=[0.0, 1.16 * claims.magnitude or 1.0], **quiet),
            barmode="overlay",
        ),
    }  # fmt: skip
