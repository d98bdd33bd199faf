"""The one seam through which a figure reaches the page.

A figure is a plain dictionary that Plotly understands ({"data": …, "layout": …}). It is drawn by ``browser/chart.js``,
which keeps the chart and lets Plotly change it in place: Streamlit's own chart element builds a new one at every step,
which costs most of the time of a step and loses the zoom. Plotly's script comes from the installed package.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly
import streamlit as st
import streamlit.components.v1 as components_v1

from pages.lab import state
from pages.lab.palette import DARK
from pages.lab.tables import Table

Figure = dict[str, Any]
BROWSER = Path(__file__).parent / "browser"

# Declaring a folder is Streamlit's way of serving one; there is no component of this name to draw.
_LIBRARY = components_v1.declare_component("plotly", path=Path(plotly.__file__).parent / "package_data")
_CHART = st.components.v2.component(
    "chart",
    html="""<div class="chart"><div class="scroll"><div class="plot" role="img"></div></div>
<p class="reads"></p><details><summary>Numbers</summary><div class="scroll"></div></details></div>""",
    js=(BROWSER / "chart.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def chart(
    figure: Figure,
    *,
    key: str,
    reads: str,
    table: Table | None = None,
    min_width: int = 0,
    on_pick: Callable[[Any], None] | None = None,
) -> None:
    """Draw a figure.

    Parameters
    ----------
    figure : dict
        With a height in its layout.
    key : str
        Names the place on the page; the same key keeps the same chart.
    reads : str
        The sentence (HTML) that reads it: stands below it, and is its text for who cannot see it.
    table : Table, optional
        Its numbers, opened below it; without one, those of its traces by x.
    min_width : int
        In pixels; on a narrower screen it scrolls in its own box.
    on_pick : callable, optional
        Called with the ``customdata`` of a point that was clicked.
    """

    def picked() -> None:
        chosen = state.sent_by(key, "pick")
        if chosen is not None and on_pick is not None:
            on_pick(chosen)

    _CHART(
        key=key,
        data={
            "spec": json.dumps(figure, allow_nan=False, separators=(",", ":")),
            "dark": DARK,
            "reads": reads,
            "table": table and {"head": table.head, "rows": table.rows},
            "height": figure["layout"]["height"],
            "minWidth": min_width,
            "library": _library(),
        },
        on_pick_change=picked,
    )


def _library() -> str:
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"{'/' + base if base else ''}/component/{_LIBRARY.name}/plotly.min.js"


def sentence(html: str) -> None:
    """A sentence of its own on the page."""
    st.html(f'<p class="sentence">{html}</p>')
