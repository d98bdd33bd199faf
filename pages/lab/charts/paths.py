"""All terms of one gradient side by side: each the path of its partial products, from the error to the term."""

from pages.lab.plot.axes import Figure, layout, quiet_axis, symlog, symlog_axis, symlog_threshold, title
from pages.lab.text.notation import digits, short_symbol
from pages.lab.plot.palette import colour
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
        Terms of a lag from here on lie beyond the window; they are drawn first.
    """
    products = [term.partial_products for term in chain.terms]
    largest = max(abs(value) for path in products for value in path)
    threshold = symlog_threshold(largest)
    traces = []
    for term, path in sorted(
        zip(chain.terms, products, strict=True), key=lambda pair: (pair[0].lag == picked_lag, pair[0].lag < counted)
    ):
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
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            margin={"l": 78, "r": 44, "t": 6, "b": 40},
            xaxis=quiet_axis(title=title("factors multiplied so far"), dtick=2, showgrid=False, zeroline=False),
            yaxis=symlog_axis(largest, threshold),
            hovermode="closest",
        ),
    }  # fmt: skip
