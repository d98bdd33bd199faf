"""All terms of one gradient side by side: each the path of its partial products, from the error to the term."""

from pages.lab.figures.base import Figure, layout, symlog, symlog_threshold
from pages.lab.notation import digits, number, short_symbol
from pages.lab.palette import colour
from rnn_core import Chain

HEIGHT = 340
MIN_WIDTH = 640


def paths(chain: Chain, picked_lag: int, counted: int) -> Figure:
    """Draw every term of a chain as a line.

    Parameters
    ----------
    chain : Chain
    picked_lag : int
        Drawn last, in the colour of what is picked.
    counted : int
        Terms of a lag from here on lie beyond the window.
    """
    products = [term.partial_products for term in chain.terms]
    largest = max(abs(value) for path in products for value in path)
    threshold = symlog_threshold(largest)
    top = symlog(largest, threshold) if largest else 1.0
    traces = []
    for term, path in sorted(zip(chain.terms, products, strict=True), key=lambda pair: pair[0].lag == picked_lag):
        is_picked = term.lag == picked_lag
        ink = colour("picked" if is_picked else "term" if term.lag < counted else "faint")
        heights = [symlog(value, threshold) for value in path]
        traces.append({
            "type": "scatter", "mode": "lines+markers+text", "name": f"k = {term.lag}", "x": list(range(1, len(path) + 1)), "y": heights,
            "line": {"color": ink, "width": 3 if is_picked else 1.3}, "marker": {"color": ink, "size": [6 if is_picked else 3] * (len(path) - 1) + [9]},
            "text": [""] * (len(path) - 1) + [f" k = {term.lag}"], "textposition": "middle right", "textfont": {"color": colour("ink"), "size": 12},
            "hovertext": [f"lag {term.lag}, after {short_symbol(f.symbol)}<br>{digits(value)}" for f, value in zip(term.factors, path, strict=True)],
            "hoverinfo": "text", "customdata": [[chain.parameter, term.lag]] * len(path), "cliponaxis": False,
        })  # fmt: skip
    marks = [0.0, threshold, largest] if largest > threshold else [0.0, largest or threshold]
    ticks = sorted({*marks, *(-mark for mark in marks)})
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            margin={"l": 78, "r": 44, "t": 6, "b": 40},
            xaxis={"title": {"text": "factors multiplied so far", "font": {"size": 12, "color": colour("muted")}}, "dtick": 2, "fixedrange": True,
                   "showgrid": False, "zeroline": False, "tickfont": {"color": colour("muted")}},
            yaxis={"range": [-1.1 * top, 1.1 * top], "tickvals": [symlog(tick, threshold) for tick in ticks], "ticktext": [number(tick) for tick in ticks],
                   "fixedrange": True, "showgrid": True, "gridcolor": colour("ghost"), "zerolinecolor": colour("line"), "tickfont": {"color": colour("muted")}},
            hovermode="closest",
        ),
    }  # fmt: skip
