"""The one seam through which blocks reach the browser: pieces of HTML and charts, drawn by a component of our own.

A chart's figure is plain data, {"data": [traces], "layout": {…}}. ``browser/blocks.js`` draws it and lets Plotly
change it in place: Streamlit's own chart element builds a new chart at every step, which costs most of the time of a
step and loses the zoom. Plotly's script comes from the installed package.
"""

import itertools
import json
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path

import plotly

from pages.lab import controls, runtime, state
from pages.lab.moment import AbsentError, Moment
from pages.lab.plot import DARK, Block
from pages.lab.text import sentence
from rnn_core import Run

_NUMBERS = itertools.count()
Maker = Callable[..., Block]
"""Makes a block from a moment and, if the page gives one, an extra record."""

_PLOTLY = runtime.folder("plotly", Path(plotly.__file__).parent / "package_data")
_BLOCKS = runtime.component("blocks", html='<div class="blocks"></div>')


def draw(moment: Moment, *makers: Maker, key: str = "", extra: Hashable = None) -> None:
    """Draw blocks one below the other.

    The blocks of the next step are sent along, so that a press shows them while the server is still at work; what the
    server then sends stays.

    Parameters
    ----------
    moment : Moment
    makers : callable
        Each makes a block from nothing but the moment (and ``extra``).
    key : str, optional
        Names the place on the page; the name of the first maker unless given. The same key keeps the same charts.
    extra : hashable, optional
        A record beside the moment, such as the partial result of a long job; the second argument of each maker.

    Raises
    ------
    ValueError
        If no key is given and the first maker has no name.
    """
    place = key or getattr(makers[0], "__name__", "")
    if not place.isidentifier():
        raise ValueError(f"a place on the page needs a key: {makers[0]} has no name of its own")

    def picked() -> None:
        point = state.sent_by(place, "pick")
        if point is not None:
            state.pressed(controls.picked, point)

    ahead, version = moment.ahead(), moment.cache.among(1, f"version of {place}", _version, moment.run, extra)
    present = _blocks(place, makers, moment, extra)
    following = ahead and _blocks(place, makers, ahead, extra)
    _BLOCKS(
        key=place,
        data={
            "t": moment.t,
            "blocks": present,
            "ahead": following and [_changes(*pair) for pair in zip(present, following, strict=True)],
            # The browser shows a step that it knows only while these are the same.
            "settings": f"{state.settings()} {version}",
            "partners": DARK,
            "library": _library(),
        },
        on_pick_change=picked,
    )


def _version(run: Run, extra: Hashable) -> int:
    """A new number for each run or record; a growing run counts as a new run after every piece."""
    return next(_NUMBERS)


def _blocks(place: str, makers: tuple[Maker, ...], moment: Moment, extra: Hashable) -> list[dict[str, object]]:
    """The blocks of a moment as data. The blocks sent ahead are kept: after the next step they are the present ones."""
    return moment.cache.among(2, f"blocks of {place}", _made, makers, moment, extra)


def _made(makers: tuple[Maker, ...], moment: Moment, extra: Hashable) -> list[dict[str, object]]:
    blocks: list[Block] = []
    for make in makers:
        try:
            blocks.append(make(moment) if extra is None else make(moment, extra))
        except AbsentError as absent:  # said once; an empty block keeps the place of each of the others
            why = sentence(str(absent))
            blocks.append("" if why in blocks else why)
    return [_data(block) for block in blocks]


def _data(block: Block) -> dict[str, object]:
    if isinstance(block, str):
        return {"html": block}
    return {
        "traces": _json(block.figure["data"]),
        "layout": _json(block.figure["layout"]),
        "sentence": block.sentence,
        "key": block.key_html,
        "height": block.figure["layout"]["height"],
        "minWidth": block.min_width,
        "grow": block.grow,
        "push": block.push,
        "focus": block.focus,
        "table": block.table and {"head": list(block.table.head), "rows": list(map(list, block.table.rows))},
    }


def _json(value: object) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def _changes(present: dict[str, object], data: dict[str, object]) -> dict[str, object]:
    """The parts of a chart that differ from the present one: a picture of the whole run is the same at every step."""
    if "html" in data or "html" in present:
        return data
    return {name: value for name, value in data.items() if value != present[name]}


@cache
def _library() -> str:
    return runtime.served(_PLOTLY, "plotly.min.js")
