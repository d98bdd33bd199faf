"""Cancellation: the running sum as a waterfall over lags, and the sum of magnitudes beside the magnitude of the sum."""

from pages.lab.figures.base import Figure, layout, quiet_axis, title
from pages.lab.notation import digits, gradient, number
from pages.lab.palette import colour
from rnn_core import Chain
from rnn_core.analysis.reading import ChainReading

HEIGHT = 294
MIN_WIDTH = 760


def waterfall(chain: Chain, reading: ChainReading, picked_lag: int) -> Figure:
    """Draw how the terms of a chain add up: each from where the last one ended, up if positive, down if negative.

    Parameters
    ----------
    chain : Chain
    reading : ChainReading
        Of the same chain.
    picked_lag : int
    """
    ends = list(chain.running_sums)
    starts = [0.0, *ends[:-1]]
    values = [term.value for term in chain.terms]
    count, total = len(values), chain.total
    summed = count + 0.3
    places, bars, bases = [*map(float, range(count)), summed], [*values, total], [*starts, 0.0]
    fills = ["picked" if lag == picked_lag else "term" for lag in range(count)] + ["ink"]
    tops = [base + bar for base, bar in zip(bases, bars, strict=True)]
    told = [f"lag {lag}: {digits(value)}<br>sum so far {digits(end)}" for lag, (value, end) in enumerate(zip(values, ends, strict=True))]
    steps: list[float | None] = []
    levels: list[float | None] = []
    for place, end in zip(range(count), ends, strict=True):
        steps += [place + 0.3, (place + 0.7 if place + 1 < count else summed - 0.3), None]
        levels += [end, end, None]
    sizes = [reading.magnitude, reading.size]
    axis = {"showticklabels": False, "showgrid": False, "zeroline": True}
    return {
        "data": [
            {"type": "bar", "name": "waterfall", "x": places, "y": bars, "base": bases, "width": 0.6, "marker": {"color": [colour(fill) for fill in fills]},
             "hovertext": [*told, digits(total)], "hoverinfo": "text", "customdata": [[chain.parameter, lag] for lag in range(count)] + [None]},
            {"type": "scatter", "mode": "lines", "name": "running sum", "x": steps, "y": levels, "hoverinfo": "skip",
             "line": {"color": colour("picked"), "width": 1.3, "dash": "dot"}},
            {"type": "scatter", "mode": "text", "name": "labels", "x": places, "y": tops, "text": [*map(_signed, values), f"<b>{number(total)}</b>"],
             "textposition": ["top center" if bar >= 0 else "bottom center" for bar in bars], "textfont": {"size": 11, "color": colour("ink")},
             "hoverinfo": "skip", "cliponaxis": False},
            {"type": "bar", "name": "sizes", "xaxis": "x2", "yaxis": "y2", "x": ["Σ |term|", "|Σ term|"], "y": sizes, "width": 0.6,
             "marker": {"color": [colour("term"), colour("ink")]}, "text": [number(size) for size in sizes], "textposition": "outside", "cliponaxis": False,
             "hovertext": [digits(size) for size in sizes], "hoverinfo": "text"},
        ],
        "layout": layout(
            HEIGHT,
            margin={"l": 8, "r": 8, "t": 8, "b": 42},
            xaxis=quiet_axis(domain=[0, 0.8], range=[-0.6, summed + 0.6], tickvals=places, showgrid=False, zeroline=False,
                             ticktext=[f"k = {lag}" for lag in range(count)] + [f"Σ = {gradient(chain.parameter)}"]),
            yaxis=quiet_axis(range=_roomy([0.0, *ends]), **axis),
            xaxis2=quiet_axis(domain=[0.84, 1], type="category", showgrid=False, title=title("on a scale of their own")),
            yaxis2=quiet_axis(anchor="x2", range=[0.0, 1.16 * reading.magnitude or 1.0], **axis),
            barmode="overlay",
            hovermode="closest",
        ),
    }  # fmt: skip


def _roomy(ends: list[float]) -> list[float]:
    """Room for the numbers beyond the bars."""
    low, high = min(ends), max(ends)
    room = 0.16 * (high - low) or 1.0
    return [low - room, high + room]


def _signed(value: float) -> str:
    return f"+{number(value)}" if value > 0 else number(value)
