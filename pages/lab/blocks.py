"""Blocks as they are sent: made from a moment, part by part, without what a prepared view hides.

``show`` sends them step by step to a page, ``takeaway.run_file`` writes those of many steps into one file.
"""

from collections.abc import Callable, Hashable
from typing import Any

from pages.lab.classroom import readouts
from pages.lab.classroom.drawn import WITHOUT
from pages.lab.classroom.prepared import Prepared
from pages.lab.moment import AbsentError, Moment
from pages.lab.plot import Block, Written
from pages.lab.text import sentence
from pages.lab.titles import title_of

Maker = Callable[..., Block]
"""Makes a block from a moment and, if the page gives one, an extra record."""
NOTHING: tuple[Maker, ...] = (readouts.hidden,)
"""Stands where everything is hidden."""


def seen(makers: tuple[Maker, ...], view: Prepared) -> tuple[Maker, ...]:
    """What makes the blocks of a place without what a prepared view hides; each of the others keeps its place."""
    hidden = [view.hides_block(getattr(make, "__name__", "")) for make in makers]
    if all(hidden):
        return NOTHING
    return tuple(readouts.nothing if gone else view.made_by(make) for make, gone in zip(makers, hidden, strict=True))


def made(
    makers: tuple[Maker, ...], moment: Moment, extra: Hashable = None, hidden: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """The blocks of a moment, part by part, without the readouts that are hidden."""
    blocks: list[Block] = []
    for make in makers:
        try:
            blocks.append(make(moment) if extra is None else make(moment, extra))
        except AbsentError as absent:  # said once; an empty block keeps the place of each of the others
            why = sentence(str(absent))
            blocks.append("" if why in blocks else why)
    return [
        parts(
            readouts.without(block, hidden),
            name=_name(make),
            title=title_of(_name(make), moment.session),
            numbers="numbers" not in hidden,
        )
        for make, block in zip(makers, blocks, strict=True)
    ]


def _name(make: Maker) -> str:
    """What a chart is called: as what makes it, with all its parts."""
    return getattr(make, "__name__", "chart").split(WITHOUT)[0]


def parts(block: Block, *, name: str = "", title: str = "", numbers: bool = True) -> dict[str, Any]:
    """A block as it is kept: in little room, and ready to be compared."""
    if isinstance(block, str):
        return {"html": block}
    traces = block.figure["data"]
    return {
        "name": name,
        "title": title,
        "traces": [one if isinstance(one, Written) else Written.of(one) for one in traces],
        "layout": Written.of(block.figure["layout"]),
        "sentence": block.sentence,
        "key": block.key_html,
        "height": block.figure["layout"]["height"],
        "minWidth": block.min_width,
        "grow": block.grow,
        "push": block.push,
        "focus": block.focus,
        "home": block.home,
        "table": block.table if numbers else False,  # None stands for the numbers of the lines
    }


def changes(present: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The parts of a block that differ from the present one; of traces those, by their places."""
    if ("html" in other) != ("html" in present):
        return other
    differ = {name: part for name, part in other.items() if part != present[name]}
    old, new = present.get("traces", []), differ.get("traces", [])
    if new and len(old) == len(new):
        differ["traces"] = {str(i): trace for i, trace in enumerate(new) if trace != old[i]}
    return differ
