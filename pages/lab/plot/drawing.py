"""A drawing of boxes, lines, labels and places to touch: in the end one Plotly trace for each kind, which is quick.

Places are in the axes' own units; the pages' drawings of this kind measure height in pixels from the bottom.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pages.lab.plot.figure import Trace
from pages.lab.plot.palette import colour

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Collects, then becomes traces. Later boxes lie over earlier ones, labels over boxes, lines below both."""

    boxes: list[tuple[float, float, float, float, str, str, float]] = field(default_factory=list)
    labels: list[tuple[float, float, str, str, int, str]] = field(default_factory=list)
    touch: list[tuple[float, float, float, float, str, list[object] | None]] = field(default_factory=list)
    lines: dict[str, Trace] = field(default_factory=dict)

    def box(
        self, x: float, width: float, base: float, height: float, fill: str, line: str = "paper", thick: float = 0
    ) -> None:
        """A rectangle about x, from ``base`` up (or down, for a negative height)."""
        self.boxes.append((x, width, base, height, colour(fill), colour(line), thick))

    def label(
        self, x: float, y: float, text: str, ink: str = "ink", size: int = 13, anchor: str = "middle center"
    ) -> None:
        """A text at a place."""
        self.labels.append((x, y, text, colour(ink), size, anchor))

    def hover(
        self, x: float, middle: float, height: float, text: str, pick: list[object] | None, width: float = 0.9
    ) -> None:
        """A place that tells something when touched, and picks something when clicked."""
        self.touch.append((x, middle - height / 2, height, width, text, pick))

    def line(self, name: str, points: Sequence[Point], ink: str, opacity: float = 1.0, **look: object) -> None:
        """A line; those of one name are one trace and look like the first."""
        trace = self.lines.setdefault(name, {
            "type": "scatter", "mode": "lines", "name": name, "x": [], "y": [], "hoverinfo": "skip",
            "line": {"color": colour(ink), **look}, "opacity": opacity,
        })  # fmt: skip
        trace["x"] += [*(x for x, _ in points), None]
        trace["y"] += [*(y for _, y in points), None]

    def traces(self) -> list[Trace]:
        """Lines, boxes, labels, touch."""
        x, width, base, height, fill, line, thick = map(list, zip(*self.boxes, strict=True))
        boxes: Trace = {
            "type": "bar", "name": "boxes", "x": x, "width": width, "base": base, "y": height, "hoverinfo": "skip",
            "marker": {"color": fill, "line": {"color": line, "width": thick}},
        }  # fmt: skip
        x, y, text, ink, size, anchor = map(list, zip(*self.labels, strict=True))
        labels: Trace = {
            "type": "scatter", "mode": "text", "name": "labels", "x": x, "y": y, "text": text, "textposition": anchor,
            "textfont": {"color": ink, "size": size}, "hoverinfo": "skip", "cliponaxis": False,
        }  # fmt: skip
        x, base, height, width, text, pick = map(list, zip(*self.touch, strict=True))
        touch: Trace = {
            "type": "bar", "name": "touch", "x": x, "base": base, "y": height, "width": width, "marker": {"color": "rgba(0,0,0,0)"},
            "hovertext": text, "hoverinfo": "text", "customdata": pick,
        }  # fmt: skip
        return [*self.lines.values(), boxes, labels, touch]
