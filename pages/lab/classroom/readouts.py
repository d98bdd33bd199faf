"""A chart without the readouts that a prepared view hides: they may say what a class is asked to find out."""

import json
from dataclasses import replace

from pages.lab.moment import Moment
from pages.lab.plot import Block, Chart, Trace, Written
from pages.lab.text import sentence

_UNSEEN = '<span class="unseen">The sentence that reads this chart is hidden in this view.</span>'
"""In place of the sentence: the chart still needs a text alternative."""


def without(block: Block, readouts: tuple[str, ...]) -> Block:
    """A block without these readouts; numbers that are written in the figure itself stay."""
    if not isinstance(block, Chart):
        return block
    if "sentences" in readouts:
        block = replace(block, sentence=_UNSEEN)
    if "numbers" in readouts:
        block = replace(block, figure=block.figure | {"data": list(map(_silent, block.figure["data"]))}, table=None)
    return block


def _silent(trace: Trace | Written) -> Trace:
    """A trace without hover texts. It can still be clicked, unless nothing happened under the hand before."""
    plain: Trace = json.loads(json.loads(trace.literal)) if isinstance(trace, Written) else trace
    kept = {name: one for name, one in plain.items() if name not in ("hovertext", "hovertemplate")}
    return kept if kept.get("hoverinfo") == "skip" else kept | {"hoverinfo": "none"}


def nothing(*_: object) -> Block:
    """Stands in the place of a hidden block."""
    return ""


def hidden(_: Moment) -> Block:
    """Stands where everything is hidden."""
    return sentence("Your teacher has hidden this part of the page.")
