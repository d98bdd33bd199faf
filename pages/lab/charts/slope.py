"""The sum is a slope: the loss as a function of one weight, its tangent, and beside it the terms that add up to the slope."""

from pages.lab.plot.axes import Figure, layout, quiet_axis, span, title
from pages.lab.text.notation import digits, gradient, number, symbol
from pages.lab.plot.palette import colour
from rnn_core import Chain
from rnn_core.analysis.proof import LossAlong

HEIGHT = 320
MIN_WIDTH = 640


def slope(along: LossAlong, chain: Chain, picked_lag: int) -> Figure:
    """Draw the loss along a weight and the terms of its gradient.

    Parameters
    ----------
    along : LossAlong
    chain : Chain
        Of the same weight at the same step.
    picked_lag : int
    """
    values, losses = along.values.tolist(), along.losses.tolist()
    low, high = span(losses, zero=True)
    name, numbers = symbol(along.parameter), [term.value for term in chain.terms]
    bars = [*numbers, chain.total]
    places = [f"k = {term.lag}" for term in chain.terms] + ["Σ"]
    fills = ["picked" if term.lag == picked_lag else "term" for term in chain.terms] + ["ink"]
    return {
        "data": [
            {"type": "scatter", "mode": "lines", "name": "loss", "x": values, "y": losses, "line": {"color": colour("ink"), "width": 2.5, "simplify": False},
             "hovertemplate": f"{name} = %{{x:.3g}}<br>loss %{{y:.6g}}<extra></extra>"},
            {"type": "scatter", "mode": "lines", "name": "tangent", "x": values, "y": along.tangent.tolist(), "hoverinfo": "skip",
             "line": {"color": colour("picked"), "width": 2, "dash": "dot"}},
            {"type": "scatter", "mode": "markers", "name": "here", "x": [along.weight], "y": [along.loss], "hoverinfo": "text",
             "hovertext": [f"{name} = {digits(along.weight)}<br>loss {digits(along.loss)}"], "marker": {"size": 11, "color": colour("picked")}},
            {"type": "scatter", "mode": "lines+markers", "name": "nudge", "x": [along.weight_moved] * 2, "y": [along.loss_predicted, along.loss_moved], "cliponaxis": False,
             "line": {"color": colour("error"), "width": 2}, "marker": {"size": 9, "symbol": ["circle-open", "circle"], "color": colour("error")},
             "hovertext": [f"predicted change {digits(along.predicted)}", f"real change {digits(along.real)}"], "hoverinfo": "text"},
            {"type": "bar", "name": "terms", "orientation": "h", "xaxis": "x2", "yaxis": "y2", "x": bars, "y": places, "width": 0.6,
             "marker": {"color": [colour(fill) for fill in fills]}, "text": [number(value) for value in bars], "textposition": "outside",
             "constraintext": "none", "textfont": {"size": 12}, "cliponaxis": False, "hovertext": [digits(value) for value in bars], "hoverinfo": "text",
             "customdata": [[chain.parameter, term.lag] for term in chain.terms] + [None]},
        ],
        "layout": layout(
            HEIGHT,
            margin={"l": 64, "r": 6, "t": 22, "b": 40},
            xaxis=quiet_axis(domain=[0, 0.56], range=[values[0], values[-1]], title=title(f"value of {name}"), zeroline=False),
            yaxis=quiet_axis(range=[low, high], title=title("Loss<sub>t</sub>"), nticks=6),
            xaxis2=quiet_axis(domain=[0.66, 1], anchor="y2", range=_with_labels(bars), showticklabels=False, showgrid=False, zeroline=True),
            # Lag 0 on top, the sum at the bottom, as one adds up.
            yaxis2=quiet_axis(anchor="x2", type="category", autorange="reversed", showgrid=False),
            annotations=[{"text": f"terms of {gradient(along.parameter)} and their sum", "xref": "paper", "yref": "paper", "x": 0.66, "y": 1.08,
                          "xanchor": "left", "showarrow": False, "font": {"size": 12, "color": colour("muted")}}],
            hovermode="closest",
        ),
    }  # fmt: skip


def _with_labels(bars: list[float]) -> list[float]:
    """Room for the numbers beyond the bars."""
    low, high = min(0.0, *bars), max(0.0, *bars)
    room = 0.4 * (high - low) or 1.0
    return [low - room, high + room]
