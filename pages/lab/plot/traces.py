"""Builders for the traces and shapes that charts repeat, so that a chart reads as what it shows."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from pages.lab.plot.figure import Shape, Trace
from pages.lab.plot.palette import colour


def packed(values: Any, dtype: str = "f4") -> dict[str, str]:
    """An array in the form that Plotly reads fastest, a line or a matrix; 32-bit numbers are enough for colours."""
    shape = {"shape": ", ".join(map(str, values.shape))} if values.ndim > 1 else {}
    return {"dtype": dtype, "bdata": b64encode(values.astype(f"<{dtype}").tobytes()).decode(), **shape}


def line(
    name: str, x: Any, y: Any, ink: str, *, width: float = 1.5, dash: str = "solid", exact: bool = False, **parts: Any
) -> Trace:
    """A line. If ``exact``, it passes through every point, however close together they are on the screen.

    ``ink`` is a meaning of the palette; without ``hovertext`` or ``hovertemplate`` it has no hover text.
    """
    look = {"color": colour(ink), "width": width, "dash": dash} | ({"simplify": False} if exact else {})
    return {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "line": look} | _hover(parts)


def points(
    name: str, x: Any, y: Any, ink: str | Sequence[str], *, size: Any = 7, symbol: Any = "circle",
    edge: Any = "paper", edge_width: Any = 0, **parts: Any,
) -> Trace:  # fmt: skip
    """Markers, outlined by an edge; an open marker is drawn by its edge alone, in its own colour."""
    is_open = "open" in str(symbol)
    outline = {"width": edge_width or 1.5} if is_open else {"color": colour(edge), "width": edge_width}
    return {
        "type": "scatter", "mode": "markers", "name": name, "x": x, "y": y,
        "marker": {"size": size, "symbol": symbol, "color": colours(ink), "line": outline},
    } | _hover(parts)  # fmt: skip


def bars(
    name: str, x: Any, y: Any, ink: str | Sequence[str], *, edge: str = "ink", edge_width: Any = None,
    numbers: Sequence[str] | None = None, **parts: Any,
) -> Trace:  # fmt: skip
    """Bars, one colour each or one for all, outlined if ``edge_width`` is given; ``numbers`` stand at their ends."""
    outline = {} if edge_width is None else {"line": {"color": colour(edge), "width": edge_width}}
    beyond: Trace = {} if numbers is None else {
        "text": numbers, "textposition": "outside", "textfont": {"size": 12}, "constraintext": "none", "textangle": 0,
        "cliponaxis": False,
    }  # fmt: skip
    trace = {"type": "bar", "name": name, "x": x, "y": y, "marker": {"color": colours(ink), **outline}}
    return trace | beyond | _hover(parts)


def texts(name: str, x: Any, y: Any, text: Any, *, ink: str = "ink", size: int = 12, **parts: Any) -> Trace:
    """Texts at places, never cut off at the edge of the chart."""
    return {
        "type": "scatter", "mode": "text", "name": name, "x": x, "y": y, "text": text,
        "textfont": {"size": size, "color": colour(ink)}, "cliponaxis": False,
    } | _hover(parts)  # fmt: skip


def colours(ink: str | Sequence[str]) -> str | list[str]:
    """The colour of one meaning, or of several."""
    return colour(ink) if isinstance(ink, str) else [colour(one) for one in ink]


def _hover(parts: dict[str, Any]) -> dict[str, Any]:
    hoverinfo = "text" if "hovertext" in parts else "skip"
    return parts if "hovertemplate" in parts else {"hoverinfo": hoverinfo, **parts}


def vertical(x: float, ink: str = "picked", *, width: float = 1.5, dash: str = "solid", **parts: Any) -> Shape:
    """A line from the top of the chart to its bottom: where t is, what stands out."""
    return {
        "type": "line", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1,
        "line": {"color": colour(ink), "width": width, "dash": dash}, **parts,
    }  # fmt: skip


def horizontal(y: float, ink: str = "muted", *, width: float = 1, dash: str = "dash", **parts: Any) -> Shape:
    """A line from the left of the chart to its right: a level."""
    return {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y,
        "line": {"color": colour(ink), "width": width, "dash": dash}, **parts,
    }  # fmt: skip


def band(x0: float, x1: float, **parts: Any) -> Shape:
    """A shaded stretch behind everything, from the top of the chart to its bottom."""
    return {
        "type": "rect", "yref": "paper", "x0": x0, "x1": x1, "y0": 0, "y1": 1,
        "fillcolor": colour("picked tint"), "line": {"width": 0}, "layer": "below", **parts,
    }  # fmt: skip


def frame(x0: float, x1: float, y0: float, y1: float, ink: str, *, width: float = 1.5, **parts: Any) -> Shape:
    """The outline of a rectangle."""
    return {
        "type": "rect", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": {"color": colour(ink), "width": width}, **parts,
    }  # fmt: skip


def caption(text: str, x: float, y: float, *, ink: str = "muted", size: int = 12, **parts: Any) -> dict[str, Any]:
    """A text at a place of the paper, measured from 0 to 1."""
    return {
        "text": text, "xref": "paper", "yref": "paper", "x": x, "y": y, "xanchor": "left", "yanchor": "bottom",
        "showarrow": False, "font": {"size": size, "color": colour(ink)}, **parts,
    }  # fmt: skip


def colour_bar(tickvals: list[float], ticktext: list[str]) -> dict[str, Any]:
    """A thin scale of colours above a chart."""
    return {
        "orientation": "h", "thickness": 10, "len": 0.9, "x": 0.5, "y": 1.0, "yanchor": "bottom", "outlinewidth": 0,
        "tickvals": tickvals, "ticktext": ticktext, "tickfont": {"size": 12, "color": colour("muted")}, "ticks": "",
        "tickangle": 0, "ypad": 4,
    }  # fmt: skip
