"""All terms of one gradient side by side: the partial products of each, from the error to the term."""

from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Figure,
    Mark,
    Table,
    bare_axis,
    colour,
    layout,
    line,
    margin,
    symlog,
    symlog_axis,
    symlog_threshold,
)
from pages.lab.text import digits, gradient, mark, number, short_symbol
from rnn_core import Chain
from rnn_core.analysis.reading import farthest_and_nearest

TITLE = "The terms of ∂L/∂{weight}, factor by factor"
KEY = (
    Mark("picked", "path of the picked lag"),
    Mark("term", "other lags in the window"),
    Mark("faint", "lags beyond the window"),
    Mark("term", "large dot: the complete product, the term", "disc"),
)


def paths(moment: Moment) -> Block:
    """Every term of the picked gradient as a line, also beyond the window."""
    chosen = moment.session
    chain, window = moment.reading.all_lags[chosen.weight], moment.step.chains[chosen.weight]
    products = [term.partial_products for term in chain.terms]
    return Chart(
        figure=_figure(chain, chosen.lag, len(window.terms)),
        sentence=_sentence(chain, window),
        table=Table.of(
            ("factors", *(f"k = {term.lag}" for term in chain.terms)),
            (done for done, _ in enumerate(products[-1], start=1)),
            *products,
        ),
        key=KEY,
        min_width=640,
    )


def _sentence(chain: Chain, window: Chain) -> str:
    """Describe the paths of all lags in the queues; the window counts only the first few."""
    highest, lowest = (chain.terms[lag] for lag in farthest_and_nearest(chain))
    name, last = gradient(chain.parameter), window.terms[-1].lag
    if highest.value == 0:
        return f"Every path of {name} ends at 0."
    if len(chain.terms) == 1:
        return f"{name} has one path, of {len(highest.factors)} factors; it ends at {number(highest.value)}."
    ends = (
        f"Of {len(chain.terms)} paths, the one of lag {highest.lag} ends farthest from 0, at {number(highest.value)}, "
        f"and the one of lag {lowest.lag} nearest, at {number(lowest.value)}."
    )
    if last == chain.terms[-1].lag:
        return ends
    return f"{ends} The window counts {f'lags 0 to {last}' if last else 'lag 0 only'}; the pale paths lie beyond it."


def _figure(chain: Chain, picked_lag: int, counted: int) -> Figure:
    """Terms of a lag from ``counted`` on lie beyond the window; they are drawn first, the picked one last."""
    largest = max(abs(value) for term in chain.terms for value in term.partial_products)
    threshold, traces = symlog_threshold(largest), []
    for term in sorted(chain.terms, key=lambda term: (term.lag == picked_lag, term.lag < counted)):
        picked, path, before = term.lag == picked_lag, term.partial_products, len(term.factors) - 1
        ink = "picked" if picked else "term" if term.lag < counted else "faint"
        traces.append(line(
            f"k = {term.lag}", list(range(1, len(path) + 1)), [symlog(value, threshold) for value in path], ink,
            width=3 if picked else 1.3, mode="lines+markers+text", cliponaxis=False,
            marker={"color": colour(ink), "size": [6 if picked else 3] * before + [9]},
            text=[""] * before + [f" k = {term.lag}"], textposition="middle right",
            textfont={"color": colour("ink"), "size": 12},
            hovertext=[
                f"lag {term.lag}, after {short_symbol(factor.symbol)}<br>{digits(value)}"
                for factor, value in zip(term.factors, path, strict=True)
            ],
            customdata=[[chain.parameter, term.lag]] * len(path),
        ))  # fmt: skip
    return {
        "data": traces,
        "layout": layout(
            340,
            margin=margin(78, 44, 6, 40),
            xaxis=bare_axis("factors multiplied so far", dtick=2),
            yaxis=symlog_axis(largest, threshold, f"product so far (symlog beyond ±{mark(threshold)})"),
        ),
    }
