"""One term grown factor by factor: the partial product after each factor of the formula, read from the left."""

from pages.lab.plot.axes import Figure, height_of, layout, symlog_threshold
from pages.lab.text.notation import digits, meaning, number, short_symbol
from pages.lab.plot.palette import colour
from rnn_core import Term

HEIGHT = 190
COLUMN = 37
"""The least width of a factor's column, in pixels."""


def min_width(term: Term) -> int:
    """Below this its numbers would run into each other."""
    return 30 + COLUMN * len(term.factors)


def product(term: Term, scale: str) -> Figure:
    """Draw the partial products of one term.

    Parameters
    ----------
    term : Term
    scale : {"linear", "symlog", "relative"}
        Symlog, or linear with the largest partial product at full height.
    """
    partial = list(term.partial_products)
    largest = max(abs(value) for value in partial)
    threshold = symlog_threshold(largest) if scale == "symlog" else None
    heights = [height_of(value, largest, threshold) for value in partial]
    places = list(range(len(partial)))
    meanings = [meaning(factor.symbol) for factor in term.factors]
    note = f"symlog: linear up to ±{number(threshold)}" if threshold else f"linear, full height = {number(largest)}"
    text = {
        "type": "scatter",
        "mode": "text",
        "hoverinfo": "skip",
        "cliponaxis": False,
        "textfont": {"size": 12, "color": colour("ink")},
    }
    return {
        "data": [
            {
                "type": "bar", "name": "product so far", "x": places, "y": heights, "width": 0.62,
                "marker": {"color": [colour(m) for m in meanings], "line": {"width": [0] * (len(places) - 1) + [2], "color": colour("ink")}},
                "hovertext": [f"× {short_symbol(f.symbol)} = {digits(f.value)}<br>product so far {digits(p)}" for f, p in zip(term.factors, partial, strict=True)],
                "hoverinfo": "text",
            },
            {**text, "x": places, "y": heights, "text": [number(value) for value in partial[:-1]] + [f"<b>{number(partial[-1])}</b>"],
             "textposition": ["top center" if h >= 0 else "bottom center" for h in heights]},
            {**text, "yaxis": "y2", "x": places, "y": [0.62] * len(places), "text": [("" if i == 0 else "×") + short_symbol(f.symbol) for i, f in enumerate(term.factors)]},
            {**text, "yaxis": "y2", "x": [-0.5], "y": [0.1], "textposition": "middle right", "textfont": {"size": 12, "color": colour("muted")},
             "text": [f"Product so far after each factor; {note}."]},
        ],
        "layout": layout(
            HEIGHT,
            xaxis={"range": [-0.6, len(places) - 0.4], "visible": False, "fixedrange": True},
            yaxis={"domain": [0.24, 1], "range": [-1.35, 1.35], "fixedrange": True, "showgrid": False, "showticklabels": False,
                   "zeroline": True, "zerolinecolor": colour("line")},
            yaxis2={"domain": [0, 0.22], "range": [0, 1], "fixedrange": True, "visible": False},
            hovermode="closest",
        ),
    }  # fmt: skip
