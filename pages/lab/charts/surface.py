"""The loss surface: mean loss over two weights, the path of the training run on it, and at its present point two arrows downhill."""

import math

from pages.lab.plot.axes import Figure, Trace, layout, packed, quiet_axis, title
from pages.lab.text.notation import digits, number, symbol
from pages.lab.plot.palette import colour
from rnn_core.analysis.curves import Path
from rnn_core.analysis.surface import Surface
from rnn_core.cell import PARAMETERS

HEIGHT = 470
MIN_WIDTH = 330
ARROW = 0.22
"""Length of the longer arrow, as a part of what is shown."""


def surface(found: Surface, path: Path) -> Figure:
    """Draw the surface, the path on it, and the two gradients at the present point, turned downhill.

    Parameters
    ----------
    found : Surface
    path : Path
        Of all five weights.
    """
    x, y = way(found, path)
    names = symbol(found.across), symbol(found.up)
    steps = path.t.tolist()
    told = [
        "" if a is None or b is None else f"t = {t}<br>{names[0]} {digits(a)}<br>{names[1]} {digits(b)}"
        for t, a, b in zip(steps, x, y, strict=True)
    ]
    longest = max(found.lengths)
    arrows = [
        _arrow(found, gradient, longest, meaning, width)
        for gradient, meaning, width in ((found.full, "slope", 3), (found.truncated, "picked", 2.5))
        if found.shown and any(gradient) and all(map(math.isfinite, found.lengths))
    ]
    return {
        "data": [
            ground(found),
            {
                "type": "scatter", "mode": "lines+markers", "name": "path", "x": x, "y": y, "line": {"color": colour("ink"), "width": 1}, "opacity": 0.6,
                "marker": {"size": 3, "color": colour("ink")}, "customdata": [["t", t] for t in steps],
                "hovertext": told,
                "hoverinfo": "text",
            },
            {
                "type": "scatter", "mode": "markers", "name": "ends", "x": [x[0], x[-1]], "y": [y[0], y[-1]], "hoverinfo": "skip",
                "marker": {"size": 11, "symbol": ["circle-open", "square-open"], "color": colour("ink"), "line": {"width": 2}},
            },
            {
                "type": "scatter", "mode": "markers", "name": "here", "x": [found.here[0]] if found.shown else [], "y": [found.here[1]] if found.shown else [], "hoverinfo": "text",
                "hovertext": [f"here<br>{names[0]} {digits(found.here[0])}<br>{names[1]} {digits(found.here[1])}<br>mean loss {digits(found.loss)}"],
                "marker": {"size": 12, "color": colour("picked"), "line": {"color": colour("paper"), "width": 1.5}},
            },
        ],
        "layout": layout(HEIGHT, margin={"l": 54, "r": 8, "t": 34, "b": 42}, hovermode="closest", annotations=arrows, **axes(found)),
    }  # fmt: skip


def way(found: Surface, path: Path) -> tuple[list[float | None], list[float | None]]:
    """The two weights of a path; a gap where it is far from what is drawn."""
    x, y = (path.weights[:, PARAMETERS.index(name)] for name in (found.across, found.up))
    near = found.nearby(x, y).tolist()
    first, second = (
        [value if there else None for value, there in zip(values.tolist(), near, strict=True)] for values in (x, y)
    )
    return first, second


def ground(found: Surface) -> Trace:
    """The losses as colour and contours, on a logarithmic scale with numbers at its marks."""
    decades = found.decades
    low, high = float(decades.min()), float(decades.max())
    marks = [low, 0.5 * (low + high), high]
    return {
        "type": "contour", "name": "loss", "x": found.values_across.tolist(), "y": found.values_up.tolist(), "z": packed(decades), "zmin": low, "zmax": high,
        "customdata": packed(found.losses.clip(max=1e300), "f8"), "ncontours": 18, "contours": {"coloring": "heatmap"},
        "line": {"width": 0.7, "color": colour("muted")},
        "colorscale": [[0, colour("paper")], [1, colour("surface")]],
        "colorbar": {"orientation": "h", "thickness": 10, "len": 0.9, "x": 0.5, "y": 1.0, "yanchor": "bottom", "outlinewidth": 0, "tickvals": marks, "ypad": 4,
                     "ticktext": [number(10.0**mark) for mark in marks], "tickfont": {"size": 12, "color": colour("muted")}, "ticks": ""},
        "hovertemplate": f"{symbol(found.across)} %{{x:.3g}}, {symbol(found.up)} %{{y:.3g}}<br>mean loss %{{customdata:.4g}}<extra></extra>",
    }  # fmt: skip


def axes(found: Surface) -> dict[str, object]:
    """Both weights to the same scale, so that steepest descent crosses the contours at right angles."""
    across, up = found.values_across, found.values_up
    return {
        "xaxis": quiet_axis(
            range=[float(across[0]), float(across[-1])],
            title=title(symbol(found.across)),
            zeroline=False,
            constrain="domain",
        ),
        "yaxis": quiet_axis(
            range=[float(up[0]), float(up[-1])],
            title=title(symbol(found.up)),
            zeroline=False,
            scaleanchor="x",
            scaleratio=1,
            constrain="domain",
        ),
    }


def _arrow(
    found: Surface, gradient: tuple[float, float], longest: float, meaning: str, width: float
) -> dict[str, object]:
    length = ARROW * found.span
    x, y = found.here
    return {
        "name": meaning, "text": "", "x": x - length * (gradient[0] / longest), "y": y - length * (gradient[1] / longest), "ax": x, "ay": y, "xref": "x", "yref": "y", "axref": "x", "ayref": "y",
        "showarrow": True, "arrowhead": 2, "arrowsize": 1, "arrowwidth": width, "arrowcolor": colour(meaning),
    }  # fmt: skip
