"""The sequence so far: what goes in, what should come out, what does, and how far back the window looks."""

from pages.lab.plot.axes import Figure, Trace, layout, quiet_axis, span
from pages.lab.plot.palette import colour
from rnn_core import Run

HEIGHT = 150


def sequence(run: Run, t: int) -> Figure:
    """Draw a run up to step t; of one that goes round the sequence, the pass that t lies in.

    Parameters
    ----------
    run : Run
    t : int
        −1 (nothing predicted yet) to len(run) − 1.
    """
    first, last = stretch(run, t)
    steps = list(range(first, last + 1))
    X, Y, Y_hat = (values[first : last + 1].tolist() for values in (run.X, run.Y, run.Y_hat))
    so_far = t + 1 - first
    traces: list[Trace] = [
        _line("X, goes in", steps, X, "source", width=1.2),
        _line("Y, should come out", steps, Y, "muted", width=1.2, dash="dot"),
        _line("Ŷ, comes out", steps[:so_far], Y_hat[:so_far], "ink", width=2),
    ]
    shapes = []
    if t >= 0:
        traces.append({
            "type": "scatter", "mode": "lines+markers", "name": "e = Ŷ − Y", "x": [t, t], "y": [Y[t - first], Y_hat[t - first]],
            "line": {"color": colour("error"), "width": 3}, "marker": {"size": [0, 7], "color": colour("error")}, "hoverinfo": "skip",
        })  # fmt: skip
        shapes.append({
            "type": "rect", "xref": "x", "yref": "paper", "x0": max(-1, t - run.experiment.reach) + 0.5, "x1": t + 0.5, "y0": 0, "y1": 1,
            "fillcolor": colour("picked tint"), "line": {"width": 0}, "layer": "below",
        })  # fmt: skip
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            margin={"l": 34, "r": 6, "t": 4, "b": 22},
            xaxis=quiet_axis(range=[first - 1.5, last + 0.5], tickformat=",d", ticks="outside", ticklen=3, tickcolor=colour("line"), showline=True,
                             showgrid=False, zeroline=False, fixedrange=False),
            yaxis=quiet_axis(range=span([*X, *Y, *Y_hat]), nticks=4, showgrid=False),
            shapes=shapes,
            hovermode="x",
            dragmode="zoom",
        ),
    }  # fmt: skip


def stretch(run: Run, t: int) -> tuple[int, int]:
    """The first and the last step that are drawn."""
    T = len(run.experiment.X)
    first = max(t, 0) // T * T
    return first, min(first + T, len(run)) - 1


def _line(name: str, x: list[int], y: list[float], meaning: str, **line: object) -> Trace:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "customdata": x,
        "line": {"color": colour(meaning), **line}, "hovertemplate": "%{y}",
    }  # fmt: skip
