"""The paths that the first start takes with each window, on one loss surface."""

from pages.lab.charts.surface import seen_from
from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Figure,
    Mark,
    Table,
    colour,
    contours,
    corner,
    layout,
    line,
    margin,
    on_plane,
    plane,
    points,
)
from pages.lab.text import symbol, window_label
from rnn_core import PARAMETERS
from rnn_core.analysis.surface import Surface
from rnn_core.analysis.windows import Comparison

TITLE = "Training paths by window K, over {across} and {up}"
STYLES = [(ink, dash) for ink in ("ink", "muted", "faint") for dash in ("solid", "dash", "dot", "dashdot")]
"""Of up to twelve windows, the colour and the dash of each."""


def windows_paths(moment: Moment, comparison: Comparison) -> Block:
    """So much of the surface that all the paths are on it."""
    if not comparison.windows:
        return ""
    ground = seen_from(moment, comparison)
    return Chart(
        figure=_figure(comparison, ground),
        sentence=(
            f"The path of the first start with each window, on the loss surface over {symbol(ground.across)} and "
            f"{symbol(ground.up)}. Only one surface can be drawn: its other weights are those at t, not those along a "
            "path, so a path need not follow its slope."
        ),
        table=_table(comparison, ground),
        key=(
            *(
                Mark(ink, window_label(one.window), "line" if dash == "solid" else dash)
                for one, (ink, dash) in zip(comparison.windows, STYLES, strict=False)
            ),
            Mark("picked", "the end of a path", "disc"),
        ),
        min_width=330,
    )


def _table(comparison: Comparison, ground: Surface) -> Table:
    drawn = [one for one in comparison.windows if len(one.outcomes[0].path_weights)]
    names = [f"{symbol(name)}, {when}" for when in ("start", "end") for name in (ground.across, ground.up)]
    ends = (
        [one.outcomes[0].path_weights[end, PARAMETERS.index(name)].item() for one in drawn]
        for end in (0, -1)
        for name in (ground.across, ground.up)
    )
    return Table.of(("window", *names), [window_label(one.window) for one in drawn], *ends)


def _figure(comparison: Comparison, ground: Surface) -> Figure:
    data, ends = [contours(ground)], []
    for one, (ink, dash) in zip(comparison.windows, STYLES, strict=False):
        name = window_label(one.window)
        x, y = on_plane(one.outcomes[0].path_weights, ground.across, ground.up, corner(ground))
        data.append(line(name, x, y, ink, width=1.3, dash=dash, hoverinfo="name", cliponaxis=True, opacity=0.8))
        if x and x[-1] is not None:
            ends.append((x[-1], y[-1], name))
    at_x, at_y, names = ([end[i] for end in ends] for i in range(3))
    labels = [
        {
            "x": x, "y": y, "text": text, "showarrow": True, "arrowhead": 0, "arrowwidth": 1,
            "arrowcolor": colour("muted"), "ax": _draw_side(x, i, ground), "ay": (-34, -62, 34, 62)[i % 4],
            "bgcolor": colour("paper"), "borderpad": 2, "font": {"size": 13, "color": colour("ink")},
        }
        for i, (x, y, text) in enumerate(ends)
    ]  # fmt: skip
    return {
        "data": [*data, points("ends", at_x, at_y, "picked", size=9, edge_width=1, hovertext=names)],
        "layout": layout(430, margin=margin(54, 8, 34, 42), annotations=labels, **plane(ground)),
    }


def _draw_side(x: float, i: int, ground: Surface) -> int:
    """Labels stand to the left and to the right of their points in turn, but never over the edge of the picture."""
    left, _, span = corner(ground)
    place = (x - left) / span
    return 46 if place < 0.2 or (i % 2 and place < 0.8) else -46
