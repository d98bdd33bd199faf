"""A drawing of boxes, lines, arrowheads, labels and places to touch: in the end one Plotly trace for each kind.

Heights are in pixels from the bottom, so that a bar's height and its number's place are exact; x is in columns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from pages.lab.plot.axes import hidden_axis, layout
from pages.lab.plot.figure import Figure, Shape, Trace
from pages.lab.plot.palette import colour

ROUNDED = ("outputs", "out_H slots")
"""The layers of boxes with round ends."""
SLIM = 0.08
"""The width of a slim frame, in columns."""
_MIRRORED = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """Collects, then becomes a figure: from below boxes, lines, arrowheads and labels; each layer is a trace."""

    column: ClassVar[float] = 75
    """Approximate width of a column in pixels; it gives upright rules the thickness of level ones."""
    boxes: dict[str, list[tuple[float, float, float, float, str, str, float]]] = field(default_factory=dict)
    heads: list[tuple[float, float, str, str, float]] = field(default_factory=list)
    labels: dict[str, list[tuple[float, float, str, str, int, str]]] = field(default_factory=dict)
    touch: list[tuple[float, float, float, float, str, list[object] | None, str]] = field(default_factory=list)
    lines: dict[str, Trace] = field(default_factory=dict)
    shapes: list[Shape] = field(default_factory=list)

    def box(
        self, x: float, width: float, base: float, height: float, fill: str, line: str = "paper", thick: float = 0,
        layer: str = "boxes",
    ) -> None:  # fmt: skip
        """A rectangle about x, from ``base`` up (or down, for a negative height)."""
        box = (x, width, base, height, colour(fill), colour(line), thick)
        self.boxes.setdefault(layer, []).append(box)

    def frame(
        self, x: float, width: float, base: float, height: float, *, longest: float, slim: bool, clear: float
    ) -> None:
        """An empty frame about x from its base to ``height``, or to the longest.

        Where a bar goes the other way, its number stands on this side: the frame is slim and stands beside it, or
        begins ``clear`` pixels away, beyond it.
        """
        up = max(-longest, min(height, longest))
        if slim:
            x, width = x - width / 2 - SLIM / 2, SLIM
        if abs(up) > clear:
            side = 1 if up > 0 else -1
            self.box(x, width, base + side * clear, up - side * clear, "paper", "muted", 1)

    def rule(self, start: tuple[float, float], end: tuple[float, float], ink: str, width: float = 1) -> None:
        """A straight line, upright or level, so many pixels thick. A hundred draw as fast as one line."""
        (x0, y0), (x1, y1) = start, end
        if x0 == x1:
            self.box(x0, width / self.column, y0, y1 - y0, ink)
        else:
            self.box((x0 + x1) / 2, abs(x1 - x0), y0 - width / 2, width, ink)

    def head(self, x: float, y: float, to: str, ink: str, size: float = 7) -> None:
        """An arrowhead that points up, down, left or right, or a "circle"."""
        self.heads.append((x, y, to if to == "circle" else f"triangle-{to}", colour(ink), size))

    def bar(
        self, x: float, base: float, height: float, text: str, fill: str, ink: str = "ink", *, width: float,
        size: int = 13, gap: float = 0, line: str = "paper", thick: float = 0,
    ) -> None:  # fmt: skip
        """A box from ``base`` up or down with a text beyond its end."""
        tip, anchor = (gap, "top center") if height >= 0 else (-gap, "bottom center")
        self.box(x, width, base, height, fill, line, thick)
        self.label(x, base + height + tip, text, ink, size, anchor)

    def label(
        self, x: float, y: float, text: str, ink: str = "ink", size: int = 13, anchor: str = "middle center",
        layer: str = "labels",
    ) -> None:  # fmt: skip
        """A text. An empty one is left out: Plotly would also leave out the text that comes in its place later."""
        if text:
            self.labels.setdefault(layer, []).append((x, y, text, colour(ink), size, anchor))

    def hover(
        self, x: float, middle: float, height: float, text: str, pick: list[object] | None = None, width: float = 0.9,
        names: str = "",
    ) -> None:  # fmt: skip
        """A place with a hover text; a click on it picks ``pick``; it lights up with whatever has one of its names."""
        self.touch.append((x, middle - height / 2, height, width, text, pick, names))

    def line(
        self, name: str, points: Sequence[tuple[float, float]], ink: str, opacity: float = 1.0, **look: object
    ) -> None:
        """A line; those of one name are one trace and look like the first."""
        trace = self.lines.setdefault(name, {
            "type": "scatter", "mode": "lines", "name": name, "x": [], "y": [], "hoverinfo": "skip",
            "line": {"color": colour(ink), **look}, "opacity": opacity,
        })  # fmt: skip
        trace["x"] += [*(x for x, _ in points), None]
        trace["y"] += [*(y for _, y in points), None]

    def mirror(self, about: float) -> None:
        """Swap left and right of what is drawn so far: x becomes 2·about − x."""
        for boxes in self.boxes.values():
            boxes[:] = [(2 * about - x, *rest) for x, *rest in boxes]  # type: ignore[misc]
        self.touch[:] = [(2 * about - x, *rest) for x, *rest in self.touch]  # type: ignore[misc]
        self.heads[:] = [(2 * about - x, y, _mirrored(to), ink, size) for x, y, to, ink, size in self.heads]
        for texts in self.labels.values():
            texts[:] = [(2 * about - x, *rest, _mirrored(anchor)) for x, *rest, anchor in texts]  # type: ignore[misc]
        for trace in self.lines.values():
            trace["x"] = [x if x is None else 2 * about - x for x in trace["x"]]
        for shape in self.shapes:
            shape["x0"], shape["x1"] = 2 * about - shape["x1"], 2 * about - shape["x0"]

    def figure(self, height: int, left: float, right: float) -> Figure:
        """Everything in so many pixels of height, between two columns."""
        traces = [*self.lines.values()]
        for layer, boxes in self.boxes.items():
            traces.append(_boxes(layer, boxes, **({"cornerradius": "50%"} if layer in ROUNDED else {})))
        if self.heads:
            x, y, symbol, ink, size = map(list, zip(*self.heads, strict=True))
            look = {"symbol": symbol, "color": ink, "size": size, "opacity": 1}
            traces.append({
                "type": "scatter", "mode": "markers", "name": "heads", "x": x, "y": y, "marker": look,
                "hoverinfo": "skip",
            })  # fmt: skip
        for layer, texts in self.labels.items():
            x, y, text, ink, size, anchor = map(list, zip(*texts, strict=True))
            traces.append({
                "type": "scatter", "mode": "text", "name": layer, "x": x, "y": y, "text": text, "textposition": anchor,
                "textfont": {"color": ink, "size": size}, "hoverinfo": "skip", "cliponaxis": False,
            })  # fmt: skip
        x, base, up, width, text, pick, names = map(list, zip(*self.touch, strict=True))
        touch: Trace = {
            "type": "bar", "name": "touch", "x": x, "base": base, "y": up, "width": width,
            "marker": {"color": "rgba(0,0,0,0)"},
            "hovertext": text, "hoverinfo": "text", "customdata": pick, "ids": names,
        }  # fmt: skip
        return {
            "data": [*traces, touch],
            "layout": layout(
                height,
                xaxis=hidden_axis(left, right),
                yaxis=hidden_axis(0, height),
                barmode="overlay",
                shapes=self.shapes,
            ),
        }


def _boxes(name: str, boxes: Sequence[tuple[float, float, float, float, str, str, float]], **look: object) -> Trace:
    x, width, base, up, fill, line, thick = map(list, zip(*boxes, strict=True))
    return {
        "type": "bar", "name": name, "x": x, "width": width, "base": base, "y": up, "hoverinfo": "skip",
        "marker": {"color": fill, "line": {"color": line, "width": thick}, **look},
    }  # fmt: skip


def _mirrored(place: str) -> str:
    return re.sub("left|right", lambda side: _MIRRORED[side[0]], place)
