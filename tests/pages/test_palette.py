"""Whoever sees little contrast: WCAG's ratios, computed from the palette and from what the charts write in it."""

import json
import tomllib
from collections.abc import Iterator

import pytest

from pages.lab.plot.palette import COLOURS
from pages.lab.session import OPENING
from tests.pages.house import ROOT
from tests.pages.opening import WITH_CHARTS, components, open_page

TEXT, MARK = 4.5, 3.0
GROUNDS = ("paper", "ghost", *(meaning for meaning in COLOURS if meaning.endswith(" tint")))
"""What is written on."""
INKS = ("ink", "muted", "picked")
"""What is written in; the violet is read on paper and on its own tint alone."""
ON_PICKED = "paper"
"""The signs on the path of the picked term, on discs of its violet."""
QUIET = {"line", "surface"}
"""Grid lines, frames of boxes that say what they hold, and the ground of contour lines."""
THEME = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
MEANINGS = {light: meaning for meaning, (light, _) in COLOURS.items()}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen(meaning: str, scheme: str) -> str:
    return COLOURS[meaning][scheme == "dark"]


def test_the_ratio_is_that_of_the_guidelines():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ff0000", "#ff0000") == 1


@SCHEMES
def test_text_can_be_read_on_every_ground(scheme: str):
    faint = {
        (ink, ground): ratio
        for ink in INKS
        for ground in (GROUNDS if ink != "picked" else ("paper", "picked tint"))
        if (ratio := contrast(seen(ink, scheme), seen(ground, scheme))) < TEXT
    }
    assert faint == {}
    assert contrast(seen(ON_PICKED, scheme), seen("picked", scheme)) >= TEXT


@SCHEMES
def test_text_can_be_read_in_the_sidebar_and_on_a_primary_button(scheme: str):
    theme = THEME[scheme]
    assert theme["backgroundColor"] == seen("paper", scheme)
    for ground in (theme["secondaryBackgroundColor"], *theme["sidebar"].values()):
        assert contrast(theme["textColor"], ground) >= TEXT
        assert contrast(seen("muted", scheme), ground) >= TEXT
    assert contrast(seen("paper", scheme), theme["primaryColor"]) >= TEXT  # as style.css writes it


@SCHEMES
def test_marks_stand_out_from_the_paper(scheme: str):
    marks = set(COLOURS) - set(GROUNDS) - QUIET
    pale = {mark: ratio for mark in marks if (ratio := contrast(seen(mark, scheme), seen("paper", scheme))) < MARK}
    assert pale == {}


def texts(figure: dict) -> Iterator[str]:
    """The colour of every text of a figure."""
    layout = figure["layout"]
    yield layout["font"]["color"]
    for axis in (part for name, part in layout.items() if name[1:].startswith("axis")):
        if axis.get("visible", True):
            yield axis["tickfont"]["color"]
            yield axis.get("title", {}).get("font", axis["tickfont"])["color"]
    for one in layout.get("annotations", ()):
        yield one.get("font", layout["font"])["color"]
    for trace in figure["data"]:
        if "text" in trace.get("mode", ""):
            ink = trace["textfont"]["color"]
            yield from [ink] if isinstance(ink, str) else ink


@pytest.mark.parametrize("script", WITH_CHARTS)
def test_charts_write_in_the_colours_of_text(script: str):
    read = 0
    for chosen in (OPENING, OPENING.with_(t=4, K=10, eta=0.05), OPENING.with_(weight="Wx", scale="relative")):
        for drawn in components(open_page(chosen, script)):
            for block in drawn["blocks"]:
                if "html" in block:
                    continue
                figure = {"data": [*map(json.loads, block["traces"])], "layout": json.loads(block["layout"])}
                assert {MEANINGS[colour] for colour in texts(figure)} <= {*INKS, ON_PICKED}
                read += 1
    assert read >= 3
