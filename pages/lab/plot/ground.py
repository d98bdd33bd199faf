"""A loss surface as a picture: its colours and contours, one scale for both weights, and what lies on it."""

import numpy as np
from numpy.typing import NDArray

from pages.lab.plot.axes import Axis, axis
from pages.lab.plot.figure import Trace
from pages.lab.plot.palette import colour
from pages.lab.plot.traces import colour_bar, packed
from pages.lab.text.notation import number, symbol
from rnn_core.analysis.surface import Surface
from rnn_core.cell import PARAMETERS

Array = NDArray[np.float64]

WORK = 450_000
"""Steps that a surface may cost, all its points together: about a hundredth of a second."""
Corner = tuple[float, float, float]
Gapped = list[float | None]


def surface_points(steps: int) -> int:
    """How many values of each weight to compute a surface for, 31 to 61, if one point costs ``steps`` steps."""
    return max(31, min(61, int((WORK / steps) ** 0.5)))


def contours(surface: Surface) -> Trace:
    """The losses as colours and contours, on a logarithmic scale with numbers at its marks."""
    powers = np.log10(np.clip(surface.losses, 1e-12, 1e12))
    low, high = float(powers.min()), float(powers.max())
    marks = [low, 0.5 * (low + high), high]
    return {
        "type": "contour",
        "name": "loss",
        "x": surface.values_across.tolist(),
        "y": surface.values_up.tolist(),
        "z": packed(powers),
        "zmin": low,
        "zmax": high,
        "customdata": packed(surface.losses.clip(max=1e300), "f8"),
        "ncontours": 18,
        "contours": {"coloring": "heatmap"},
        "line": {"width": 0.7, "color": colour("muted")},
        "colorscale": [[0, colour("paper")], [1, colour("surface")]],
        "colorbar": colour_bar(marks, [number(10.0**mark) for mark in marks]),
        "hovertemplate": f"{symbol(surface.across)} %{{x:.3g}}, {symbol(surface.up)} %{{y:.3g}}"
        "<br>mean loss %{customdata:.4g}<extra></extra>",
    }


def plane(surface: Surface) -> dict[str, Axis]:
    """Axes with one scale for both weights, so that steepest descent crosses the contours at right angles."""
    across, up = surface.values_across, surface.values_up
    quiet = {"zeroline": False, "constrain": "domain"}
    return {
        "xaxis": axis(symbol(surface.across), range=[float(across[0]), float(across[-1])], **quiet),
        "yaxis": axis(symbol(surface.up), range=[float(up[0]), float(up[-1])], scaleanchor="x", scaleratio=1, **quiet),
    }


def corner(surface: Surface) -> Corner:
    """Where the picture begins, and how far it reaches: the same at every step of a run."""
    return float(surface.values_across[0]), float(surface.values_up[0]), surface.span


def on_plane(weights: Array, across: str, up: str, corner: Corner) -> tuple[Gapped, Gapped]:
    """A path of all five weights, shape (n, 5), as a path over two of them, with gaps where it is far outside.

    A run that diverges leads farther than Plotly can draw: a point is far outside if it is more than twice the width of
    the picture away from its corner.
    """
    left, low, span = corner
    columns = [weights[:, PARAMETERS.index(name)] for name in (across, up)]
    near = (abs(columns[0] - left) <= 2.0 * span) & (abs(columns[1] - low) <= 2.0 * span)
    x, y = (
        [value if drawn else None for value, drawn in zip(column.tolist(), near.tolist(), strict=True)]
        for column in columns
    )
    return x, y


def inside(surface: Surface) -> bool:
    """Whether the current weights lie on the part of the surface that is drawn."""
    (x, y), across, up = surface.here, surface.values_across, surface.values_up
    return bool(across[0] <= x <= across[-1] and up[0] <= y <= up[-1])
