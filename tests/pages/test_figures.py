"""Figures: the tree, axes, labels and values, for many states; and that Plotly itself takes every one of them."""

import json
import math
import re
from itertools import pairwise

import plotly.graph_objects as go
import pytest

from pages.lab.figures import by_lag as lag_chart
from pages.lab.figures.base import height_of, symlog
from pages.lab.figures.by_lag import by_lag
from pages.lab.figures.paths import paths
from pages.lab.figures.product import product
from pages.lab.figures.sequence import sequence
from pages.lab.notation import digits, number
from pages.lab.palette import COLOURS, colour
from pages.lab.session import OPENING, SCALES
from rnn_core import Queues
from rnn_core.itemise import term_range
from tests.pages.records import Shown, show, states

STATES = list(states(40, seed=1))
TERMS = ("Wx", "Bx", "Wh")


def test_paths_draws_every_lag_to_its_term():
    chain = show(OPENING).reading.all_lags["Wh"]
    figure = paths(chain, 2, 6)
    assert sorted(one["name"] for one in figure["data"]) == [f"k = {term.lag}" for term in chain.terms]
    assert figure["data"][-1]["name"] == "k = 2"
    for one in figure["data"]:
        term = chain.terms[int(one["name"].removeprefix("k = "))]
        assert len(one["y"]) == len(term.factors)
        assert all(
            text.endswith(digits(value)) for text, value in zip(one["hovertext"], term.partial_products, strict=True)
        )
        assert (one["y"][-1] > 0) == (term.value > 0)
