"""The sequence so far: what goes in, what should come out, what does, and how far back the window looks."""

from pages.lab.figures.base import Figure, Trace, layout
from pages.lab.palette import colour
from rnn_core import Run

HEIGHT = 150


def sequence(run: Run, t: int) -> Figure:
    """Draw a run up to step t.

    Parameters
    ----------
    run : Run
    t : int
        −1 (nothing predicted yet) to len(run) − 1.
    """
    steps = list(range(len(run)))
    X, Y, Y_hat = run.X.tolist(), run.Y.tolist(), run.Y_hat.tolist()
    traces: list[Trace] = [
        _line("X, goes in", steps, X, "source", width=1.2),
        _line("Y, should come out", steps, Y, "muted", width=1.2, dash="dot"),
        _line("Ŷ, comes out", steps[: t + 1], Y_hat[: t + 1], "ink", width=2),
    ]
    shapes = []
    if t >= 0:
        traces.append({
            "type": "scatter", "mode": "lines+markers", "name": "e = Ŷ − Y", "x": [t, t], "y": [Y[t], Y_hat[t]],
            "line": {"color": colour("error"), "width": 3}, "marker": {"size": [0, 7], "color": colour("error")}, "hoverinfo": "skip",
        })  # fmt: skip
        shapes.append({
            "type": "rect", "xref": "x", "yref": "paper", "x0": max(-1, t - run.experiment.reach) + 0.5, "x1": t + 0.5, "y0": 0, "y1": 1,
            "fillcolor": colour("picked tint"), "line": {"width": 0}, "layer": "below",
        })  # fmt: skip
    low, high = _range([*X, *Y, *Y_hat])
    axis = {"showgrid": False, "zeroline": False, "tickfont": {"color": colour("muted"), "size": 12}, "linecolor": colour("line")}
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            margin={"l": 34, "r": 6, "t": 4, "b": 22},
            xaxis={**axis, "range": [-1.5, len(run) - 0.5], "ticks": "outside", "ticklen": 3, "tickcolor": colour("line"), "showline": True},
            yaxis={**axis, "range": [low, high], "nticks": 4, "fixedrange": True, "zeroline": True, "zerolinecolor": colour("line")},
            shapes=shapes,
            hovermode="x",
            dragmode="zoom",
        ),
    }  # fmt: skip


def _line(name: str, x: list[int], y: list[float], meaning: str, **line: object) -> Trace:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "customdata": x,
        "line": {"color": colour(meaning), **line}, "hovertemplate": "%{y}",
    }  # fmt: skip


def _range(values: list[float]) -> tuple[float, float]:
    low, high = min(values, default=-1.0), max(values, default=1.0)
    margin = 0.08 * (high - low) or 1.0
    return low - margin, high + margin
