"""The one seam through which figures and formulas reach the page.

A figure is a plain dictionary that Plotly understands ({"data": …, "layout": …}). ``browser/blocks.js`` draws it and lets
Plotly change it in place: Streamlit's own chart element builds a new chart at every step, which costs most of the time of
a step and loses the zoom. Plotly's script comes from the installed package.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plotly
import streamlit as st
import streamlit.components.v1 as components_v1

from pages.lab import state
from pages.lab.figures.base import Figure
from pages.lab.now import Now
from pages.lab.palette import DARK
from pages.lab.tables import Table

BROWSER = Path(__file__).parent / "browser"

# Declaring a folder is Streamlit's way of serving one; there is no component of this name to draw.
_LIBRARY = components_v1.declare_component("plotly", path=Path(plotly.__file__).parent / "package_data")
_BLOCKS = st.components.v2.component(
    "blocks",
    html='<div class="blocks"></div>',
    js=(BROWSER / "blocks.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure and what belongs to it.

    Parameters
    ----------
    figure : dict
        With a height in its layout.
    reads : str
        The sentence (HTML) that reads it: stands below it, and is its text for who cannot see it.
    table : Table, optional
        Its numbers, opened below it; without one, those of its named lines by x.
    min_width : int
        In pixels; on a narrower screen it scrolls in its own box.
    focus : float, optional
        Where what changed last stands, from 0 at the left to 1: a box that scrolls is scrolled there.
    """

    figure: Figure
    reads: str
    table: Table | None = None
    min_width: int = 0
    focus: float | None = None


Block = str | Chart
"""A string is HTML of ours, with nothing in it that a visitor typed."""


def draw(key: str, now: Now, blocks: Callable[[Now], Sequence[Block]], on_pick: Callable[[Any], None] | None = None) -> None:
    """Draw HTML and charts, one below the other.

    What one more Step would show is sent along, so that the press shows it while the server still works; what the
    server then says is what stays.

    Parameters
    ----------
    key : str
        Names the place on the page; the same key keeps the same charts.
    now : Now
    blocks : callable
        What to draw at a moment, from nothing but that moment.
    on_pick : callable, optional
        Called with the ``customdata`` of a point that was clicked; for a point without, its trace's ``meta``, x and y.
    """

    def picked() -> None:
        chosen = state.sent_by(key, "pick")
        if chosen is not None and on_pick is not None:
            on_pick(chosen)

    ahead = now.ahead()
    present = [_data(block) for block in blocks(now)]
    _BLOCKS(
        key=key,
        data={
            "t": now.t,
            "blocks": present,
            "ahead": ahead and [_without(present[i : i + 1], _data(block)) for i, block in enumerate(blocks(ahead))],
            "settings": state.settings(),
            "partners": DARK,
            "library": _library(),
        },
        on_pick_change=picked,
    )


def _data(block: Block) -> dict[str, object]:
    if isinstance(block, str):
        return {"html": block}
    table = block.table
    return {
        "traces": _json(block.figure["data"]),
        "layout": _json(block.figure["layout"]),
        "reads": block.reads,
        "height": block.figure["layout"]["height"],
        "minWidth": block.min_width,
        "focus": block.focus,
        "table": table and {"head": list(table.head), "rows": [list(row) for row in table.rows]},
    }


def _json(value: object) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def _without(present: list[dict[str, object]], data: dict[str, object]) -> dict[str, object]:
    """Of a chart, what differs from the present one, if there is one: a picture of the whole run is the same at every step."""
    if "html" in data or not present or "html" in present[0]:
        return data
    return {name: value for name, value in data.items() if value != present[0][name]}


def _library() -> str:
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"{'/' + base if base else ''}/component/{_LIBRARY.name}/plotly.min.js"
