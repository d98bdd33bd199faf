"""A training run over its steps: loss, weights and gradients above each other, and the predictions of its first and last pass."""

from pages.lab.plot.axes import Figure, Trace, height_axis, layout, packed, quiet_axis, span, symlog_axis, title
from pages.lab.text.notation import number, symbol
from pages.lab.plot.palette import colour
from rnn_core.analysis.curves import Curves, Line, Pass
from rnn_core.analysis.matrix import symlog

HEIGHT = 620
PASSES_HEIGHT = 230
MIN_WIDTH = 340
DASHES = {"Bx": "dash", "By": "dash"}


def curves(found: Curves, weight: str, t: int, height: str, diverged_at: int | None) -> Figure:
    """Draw loss, weights and magnitudes of gradients over the steps, with a mark at t.

    Parameters
    ----------
    found : Curves
    weight : str
        Whose gradient is drawn step by step as well.
    t : int
        −1 for before the first step.
    height : {"linear", "log"}
        Of losses and gradients.
    diverged_at : int or None
        A step to mark as the end of the run.
    """
    steps = next(line for line in found.gradients if line.name == weight)
    magnitudes = [value for line in (steps, *found.smoothed_gradients) for value in line.values.tolist()]
    cursor = {
        "type": "line",
        "yref": "paper",
        "x0": t,
        "x1": t,
        "y0": 0,
        "y1": 1,
        "line": {"color": colour("picked"), "width": 1.5},
    }
    end = {"type": "line", "yref": "paper", "x0": diverged_at, "x1": diverged_at, "y0": 0, "y1": 1,
           "line": {"color": colour("error"), "width": 1.5, "dash": "dash"}}  # fmt: skip
    largest = max(float(abs(line.values).max()) for line in found.weights)
    weights_axis = symlog_axis(largest, 1.0) if height == "log" else quiet_axis(zeroline=True, nticks=5)
    weights_axis["title"] = title("weights (symlog from ±1 on)" if height == "log" else "weights (linear)")
    right = max(found.steps - 1, diverged_at or 0)
    return {
        "data": [
            _line(found.loss, "y", "faint", width=1),
            _line(found.smoothed, "y", "ink", width=2),
            *(_weight(line, height) for line in found.weights),
            _line(steps, "y3", "faint", width=1),
            *(_line(line, "y3", line.name, width=2, dash=DASHES.get(line.name, "solid")) for line in found.smoothed_gradients),
        ],
        "layout": layout(
            HEIGHT,
            margin={"l": 84, "r": 8, "t": 6, "b": 38},
            xaxis=quiet_axis(range=[min(-1.2, -0.015 * right - 0.5), 1.015 * right + 0.5], title=title("training step t"), tickformat=",d", zeroline=False, anchor="y3", showgrid=False),
            yaxis=height_axis(height, found.loss.values.tolist(), domain=[0.7, 1], title=title(f"Loss<sub>t</sub> ({height})"), zeroline=True),
            yaxis2={**weights_axis, "domain": [0.36, 0.66]},
            yaxis3=height_axis(height, magnitudes, domain=[0, 0.32], title=title(f"|∂Loss<sub>t</sub>/∂w| ({height})"), zeroline=True),
            shapes=[cursor] if diverged_at is None else [cursor, end],
            hovermode="x",
        ),
    }  # fmt: skip


def passes(before: Pass, after: Pass, t: int, *, apart: bool = False) -> Figure:
    """Draw target and prediction of the first and of the last time through the sequence.

    Parameters
    ----------
    before, after : Pass
    t : int
    apart : bool
        Each to a scale of its own, as after a run that diverged.
    """
    known = [[*one.Y.tolist(), *one.Y_hat.tolist()] for one in (before, after)]
    data: list[Trace] = []
    shapes, labels, axes = [], [], {}
    for i, (name, one) in enumerate((("first", before), ("last", after)), start=1):
        x, axis, mark = list(one.steps), f"x{i}", str(i) if i > 1 else ""
        for what, values, look in (("Y", one.Y, {"color": colour("muted"), "width": 1.4, "dash": "dot"}),
                                   ("Ŷ", one.Y_hat, {"color": colour("ink"), "width": 2})):  # fmt: skip
            data.append({
                "type": "scatter", "mode": "lines", "name": f"{what}, {name} pass", "xaxis": axis, "yaxis": "y2" if apart and i == 2 else "y", "x": x, "y": values.tolist(),
                "line": look, "meta": ["t"], "hovertemplate": f"{what} %{{y}}<extra></extra>",
            })  # fmt: skip
        left, right = (0.0, 0.485) if i == 1 else (0.515, 1.0)
        axes[f"xaxis{mark}"] = quiet_axis(
            domain=[left, right],
            range=[x[0] - 1, x[-1] + 1],
            title=title("training step t"),
            tickformat=",d",
            nticks=6,
            zeroline=False,
            showgrid=False,
        )
        labels.append({"text": f"{name} pass: mean loss {number(one.loss)}", "xref": "paper", "yref": "paper", "x": left, "y": 1.0, "xanchor": "left",
                       "yanchor": "bottom", "showarrow": False, "font": {"size": 13, "color": colour("muted")}})  # fmt: skip
        if x[0] <= t <= x[-1]:
            shapes.append(
                {
                    "type": "line",
                    "xref": axis,
                    "yref": "paper",
                    "x0": t,
                    "x1": t,
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": colour("picked"), "width": 1.5},
                }
            )
    return {
        "data": data,
        "layout": layout(
            PASSES_HEIGHT,
            margin={"l": 44, "r": 84 if apart else 8, "t": 26, "b": 38},
            **axes,
            yaxis=quiet_axis(range=span(known[0] if apart else [*known[0], *known[1]]), nticks=5, showgrid=False),
            yaxis2=quiet_axis(anchor="x2", side="right", range=span(known[1]), nticks=5, showgrid=False),
            annotations=labels,
            shapes=shapes,
            hovermode="x",
        ),
    }


def _weight(line: Line, height: str) -> Trace:
    trace = _line(line, "y2", line.name, width=2, dash=DASHES.get(line.name, "solid"))
    if height == "log":
        told = trace | {
            "customdata": trace["y"],
            "hovertemplate": trace["hovertemplate"].replace("%{y", "%{customdata"),
        }
        return told | {"y": packed(symlog(line.values, 1.0), "f8")}
    return trace


def _line(line: Line, axis: str, meaning: str, **look: object) -> Trace:
    name = symbol(line.name) if line.name in ("Wx", "Wh", "Bx", "Wy", "By") else line.name
    return {
        "type": "scatter", "mode": "lines", "name": line.name, "xaxis": "x", "yaxis": axis, "x": packed(line.t, "i4"), "y": packed(line.values, "f8"),
        "line": {"color": colour(meaning), **look}, "meta": ["t"], "hovertemplate": f"{name} %{{y:.4g}}<extra></extra>",
    }  # fmt: skip
