"""The glossary gathers what the chart modules declare."""

import pkgutil
from importlib import import_module

import pytest

from pages.lab import charts
from pages.lab.plot import palette
from pages.lab.plot.figure import Mark
from pages.lab.text import glossary

MODULES = [import_module(f"pages.lab.charts.{module.name}") for module in pkgutil.iter_modules(charts.__path__)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_symbol_and_colour_that_a_chart_declares_is_in_the_glossary(module):
    for symbol, line in getattr(module, "GLOSSARY", {}).items():
        assert glossary.SYMBOLS[symbol] == line, "two charts give one symbol two meanings"
    for meaning, use in getattr(module, "COLOURS", {}).items():
        assert use in glossary.COLOURS[meaning]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_colour_of_a_key_is_in_the_glossary(module):
    for mark in getattr(module, "KEY", ()):
        assert isinstance(mark, Mark)
        assert mark.colour.removesuffix(" tint") in glossary.COLOURS


def test_every_colour_of_the_glossary_is_in_the_palette():
    assert set(glossary.COLOURS) <= set(palette.COLOURS)
