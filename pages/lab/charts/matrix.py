"""The contribution matrix as a picture, and beside it the row, the column or the diagonal that was picked."""

from dataclasses import dataclass
from typing import Any

from pages.lab.plot.axes import Figure, Trace, layout, packed, quiet_axis, span, symlog_axis, symlog_threshold, title
from pages.lab.plot.axes import symlog as height
from pages.lab.text.notation import digits, number
from pages.lab.plot.palette import colour
from rnn_core import QUEUE_SLOTS
from rnn_core.analysis.matrix import Credit, Matrix, Slice, symlog

HEIGHT = 440
MIN_WIDTH = 330
AROUND = 12
"""How many columns stand on either side of the picked one."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What is picked on the matrix: the loss, the lag, and which way through their cell is drawn."""

    t: int
    lag: int
    slice: str

    @property
    def s(self) -> int:
        """The step the term passes through; below 0 there is none yet."""
        return self.t - self.lag


def picture(matrix: Matrix, scale: str) -> list[Trace]:
    """The heatmaps of a part of the matrix: what the window counts in colour, the rest grey."""
    threshold = symlog_threshold(matrix.largest) if scale == "symlog" else None
    full = (height(matrix.largest, threshold) if threshold else matrix.largest) or 1.0
    marks = [-matrix.largest, 0.0, matrix.largest]
    if threshold and 200 * threshold < matrix.largest:
        marks = [-matrix.largest, -100 * threshold, 0.0, 100 * threshold, matrix.largest]
    places = [(height(mark, threshold) if threshold else mark) / full for mark in marks]
    bar = {
        "orientation": "h", "thickness": 10, "len": 0.9, "x": 0.5, "y": 1.0, "yanchor": "bottom", "outlinewidth": 0, "tickvals": places,
        "ticktext": [number(mark) for mark in marks], "tickfont": {"size": 12, "color": colour("muted")}, "ticks": "", "tickangle": 0, "ypad": 4,
    }  # fmt: skip

    single = matrix.side == 1 and len(matrix.times) <= MOST_SIGNED

    def trace(name: str, values: Any, colours: list[list[object]], **more: object) -> Trace:
        z = (symlog(values, threshold) if threshold else values) / full
        if single:
            minus.extend(
                (t, s)
                for t, row in zip(matrix.times, z.tolist(), strict=True)
                for s, v in zip(matrix.steps, row, strict=True)
                if v < -VISIBLE
            )
        told = (
            [[None if v != v else digits(v) for v in row] for row in values.tolist()]
            if single
            else packed(values, "f4" if matrix.largest < F4_LARGEST else "f8")
        )
        return {
            "type": "heatmap", "name": name, "x": list(matrix.steps), "y": list(matrix.times), "z": packed(z), "zmin": -1, "zmax": 1,
            "colorscale": colours, "showscale": False, "meta": ["cell"], "customdata": told, "hoverongaps": False,
            "hovertemplate": f"loss at t = %{{y}}, through s = %{{x}}<br>%{{customdata{'' if single else ':.3g'}}}<extra></extra>",
            **more,
        }  # fmt: skip

    minus: list[tuple[int, int]] = []
    greys: list[list[object]] = [[0, colour("muted")], [0.5, colour("paper")], [1, colour("muted")]]
    colours: list[list[object]] = [[0, colour("negative")], [0.5, colour("paper")], [1, colour("positive")]]
    cells = [
        trace("beyond", matrix.beyond, greys),
        trace("counted", matrix.counted, colours, showscale=True, colorbar=bar),
    ]
    # One line for all of them: a text in each cell takes longer to draw than all the rest.
    signs: Trace = {
        "type": "scatter", "mode": "lines", "name": "minus", "x": [x for _, s in minus for x in (s - 0.2, s + 0.2, None)],
        "y": [y for t, _ in minus for y in (t, t, None)], "line": {"color": colour("ink"), "width": 1, "simplify": False}, "hoverinfo": "skip",
    }  # fmt: skip
    return [*cells, signs] if single else cells


MOST_SIGNED = 60
"""A picture of no more steps than this has room for a minus sign in its cells."""
F4_LARGEST = 1e38
"""Up to this 32-bit numbers are enough for the three digits that are told."""
VISIBLE = 0.02
"""The part of the full colour from which on a cell can be told from an empty one."""


def matrix(traces: list[Trace], part: Matrix, picked: Picked, window: int) -> Figure:
    """Lay the window's band and what is picked over a picture.

    Parameters
    ----------
    traces : list
        A ``picture`` of ``part``.
    part : Matrix
    picked : Picked
    window : int
        How many lags of this weight are counted.
    """
    half = part.side / 2
    low, high = part.steps[0] - half, part.steps[-1] + half
    band = {"color": colour("picked"), "width": 1.2, "dash": "dot"}
    mark = {"color": colour("picked"), "width": 1.5}
    shapes: list[dict[str, object]] = [
        {"type": "path", "path": f"M{low},{low + window - 0.5} L{high - window + 0.5},{high} M{low},{low - 0.5} L{high},{high - 0.5}", "line": band},
        {"type": "rect", "x0": picked.s - half, "x1": picked.s + half, "y0": picked.t - half, "y1": picked.t + half,
         "line": {"color": colour("ink"), "width": 2}, "visible": picked.s >= 0},
    ]  # fmt: skip
    if picked.slice == "row":
        shapes.append(
            {
                "type": "rect",
                "x0": low,
                "x1": picked.t + half,
                "y0": picked.t - half,
                "y1": picked.t + half,
                "line": mark,
            }
        )
    elif picked.slice == "column":
        shapes.append(
            {
                "type": "rect",
                "x0": picked.s - half,
                "x1": picked.s + half,
                "y0": picked.s - half,
                "y1": high,
                "line": mark,
                "visible": picked.s >= 0,
            }
        )
    else:
        shapes.append(
            {"type": "line", "x0": low, "x1": high - picked.lag, "y0": low + picked.lag, "y1": high, "line": mark}
        )
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            margin={"l": 46, "r": 4, "t": 34, "b": 40},
            xaxis=quiet_axis(
                range=[low, high], title=title("step s it passes through"), showgrid=False, zeroline=False
            ),
            yaxis=quiet_axis(range=[high, low], title=title("loss at t"), showgrid=False, zeroline=False),
            shapes=shapes,
            hovermode="closest",
        ),
    }


def row(chain: Slice, picked: Picked, part: Matrix, counted: int, scale: str) -> Figure:
    """A row: the whole chain of the picked loss, over the steps its terms pass through."""
    steps = range(len(chain.values))
    fills = [colour("picked" if s == picked.s else "term" if picked.t - s < counted else "faint") for s in steps]
    told = [f"s = {s}, lag {picked.t - s}<br>{digits(chain.at(s))}" for s in steps]
    figure = _bars("row", chain, fills, told, [["cell", s, picked.t] for s in steps], part, scale, "step s")
    if part.side > 1:  # of so long a run the row would be a few bars without width
        figure["layout"]["xaxis"]["range"] = [
            min(chain.seen_from(VISIBLE / 10), picked.t - 2 * QUEUE_SLOTS) - 0.5,
            picked.t + 0.5,
        ]
    return figure


def diagonal(terms: Slice, picked: Picked, part: Matrix, counted: int, scale: str) -> Figure:
    """A diagonal: the term of one lag, at every loss from t = lag on."""
    lag, times = picked.lag, range(terms.first, terms.first + len(terms.values))
    ink = "term" if lag < counted else "faint"
    fills = [colour("picked" if t == picked.t else ink) for t in times]
    told = [f"loss at t = {t}, lag {lag}<br>{digits(terms.at(t))}" for t in times]
    return _bars("diagonal", terms, fills, told, [["cell", t - lag, t] for t in times], part, scale, "loss at t")


def columns(credits: list[Credit], picked: Picked, counted: int) -> Figure:
    """Columns: what later losses owe to the picked step and to its neighbours, stacked, lag 0 next to the axis."""

    def whole(credit: Credit) -> str:
        return f"<br>the whole column: {digits(credit.total)}"

    traces: list[Trace] = []
    for lag in range(max(len(credit.pieces) for credit in credits)):
        having = [credit for credit in credits if lag < len(credit.pieces)]
        fills = [
            colour("picked" if (c.step, c.step + lag) == (picked.s, picked.t) else "term" if lag < counted else "faint")
            for c in having
        ]
        traces.append(_stacked(f"k = {lag}", [c.step for c in having], [c.pieces[lag] for c in having], fills,
                               [["cell", c.step, c.step + lag] for c in having],
                               [f"s = {c.step}, loss at t = {c.step + lag}, lag {lag}<br>{digits(c.pieces[lag])}{whole(c)}" for c in having]))  # fmt: skip
    steps, pale = [credit.step for credit in credits], [colour("faint")] * len(credits)
    for name, sums in (("later, up", [c.later_up for c in credits]), ("later, down", [c.later_down for c in credits])):
        told = [
            f"s = {c.step}, all losses past lag 9, {name.removeprefix('later, ')}<br>{digits(v)}{whole(c)}"
            for c, v in zip(credits, sums, strict=True)
        ]
        traces.append(_stacked(name, steps, sums, pale, None, told))
    traces.append({
        "type": "scatter", "mode": "markers", "name": "sum", "x": steps, "y": [credit.total for credit in credits],
        "marker": {"symbol": "line-ew", "size": 12, "line": {"width": 2.5, "color": colour("ink")}},
        "hoverinfo": "skip",  # a mark would take the touch from the pieces around it
    })  # fmt: skip
    heights = [
        sum(v for v in (*c.pieces, c.later_up, c.later_down) if (v > 0) == up) for c in credits for up in (True, False)
    ]
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            margin={"l": 54, "r": 4, "t": 34, "b": 40},
            xaxis=quiet_axis(range=[steps[0] - 0.6, steps[-1] + 0.6], title=title("step s; each piece is what one later loss owes to it"), showgrid=False, zeroline=False),
            yaxis=quiet_axis(range=span(heights, zero=True), nticks=6, title=title("pieces add up: always linear")),
            barmode="relative",
            bargap=0.25,
            hovermode="closest",
            shapes=[{"type": "rect", "yref": "paper", "x0": picked.s - 0.5, "x1": picked.s + 0.5, "y0": 0, "y1": 1, "fillcolor": colour("picked tint"),
                     "line": {"width": 0}, "layer": "below"}],
        ),
    }  # fmt: skip


def _stacked(
    name: str, x: list[int], y: list[float], fills: list[str], pick: list[list[object]] | None, told: list[str]
) -> Trace:
    return {
        "type": "bar", "name": name, "x": x, "y": y, "marker": {"color": fills, "line": {"width": 0.7, "color": colour("paper")}},
        "hovertext": told, "hoverinfo": "text", "customdata": pick,
    }  # fmt: skip


def _bars(
    name: str,
    slice_: Slice,
    fills: list[str],
    told: list[str],
    picks: list[list[object]],
    part: Matrix,
    scale: str,
    along: str,
) -> Figure:
    threshold = symlog_threshold(part.largest) if scale == "symlog" else None
    half = part.side / 2
    bars: Trace = {
        "type": "bar", "name": name, "x": list(range(slice_.first, slice_.first + len(slice_.values))),
        "y": [height(value, threshold) if threshold else value for value in slice_.values], "width": 0.8 if part.side == 1 else 1,
        "marker": {"color": fills}, "hovertext": told, "hoverinfo": "text", "customdata": picks,
    }  # fmt: skip
    return {
        "data": [bars],
        "layout": layout(
            HEIGHT,
            margin={"l": 62, "r": 4, "t": 34, "b": 40},
            xaxis=quiet_axis(range=[part.steps[0] - half, part.steps[-1] + half], title=title(along), showgrid=False, zeroline=False),
            yaxis=symlog_axis(part.largest, threshold) if threshold else quiet_axis(range=span([-part.largest, part.largest]), nticks=6),
            bargap=0.1,
            hovermode="closest",
        ),
    }  # fmt: skip
