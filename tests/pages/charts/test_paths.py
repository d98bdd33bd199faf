"""All lags of one gradient: each path against the products of the core, and the sentence."""

import math

import pytest

from pages.lab.charts.paths import paths
from pages.lab.moment import Moment
from pages.lab.plot.palette import colour
from pages.lab.plot.scales import symlog, symlog_threshold
from pages.lab.session import OPENING
from pages.lab.text.notation import digits
from tests.pages.records import absent, address_of, chart, moment_of, plain, states
from tests.pages.trainings import assert_drawable


@pytest.mark.parametrize("moment", list(states(15, seed=4)), ids=address_of)
def test_every_lag_leads_to_its_term(moment: Moment):
    chosen, chain = moment.session, moment.reading.all_lags[moment.session.weight]
    counted = len(moment.step.chains[chosen.weight].terms)
    figure = chart(paths(moment)).figure
    assert_drawable(figure)
    drawn = {int(one["name"].removeprefix("k = ")): one for one in figure["data"]}
    assert sorted(drawn) == list(range(len(chain.terms)))
    largest = max(abs(factor) for term in chain.terms for factor in term.partial_products)
    for lag, one in drawn.items():
        term = chain.terms[lag]
        products = [math.prod(factor.value for factor in term.factors[: i + 1]) for i in range(len(term.factors))]
        assert one["x"] == list(range(1, len(products) + 1))
        heights = [symlog(value, symlog_threshold(largest)) for value in products]
        assert one["y"] == pytest.approx(heights, rel=1e-9, abs=1e-9)
        ends = [digits(value) for value in term.partial_products]
        assert [text.split("<br>")[1] for text in one["hovertext"]] == ends
        assert one["customdata"] == [[chosen.weight, lag]] * len(products)
        ink = "picked" if lag == chosen.lag else "term" if lag < counted else "faint"
        assert one["line"]["width"] == (3 if lag == chosen.lag else 1.3)
        assert one["line"]["color"] == one["marker"]["color"] == colour(ink)
        assert one["marker"]["size"][-1] == 9 > max(one["marker"]["size"][:-1])
    # Beyond the window first, the picked lag last.
    order = [int(one["name"].removeprefix("k = ")) for one in figure["data"]]
    assert order == sorted(order, key=lambda lag: (lag == chosen.lag, lag < counted))
    assert figure["layout"]["yaxis"]["title"]["text"].startswith("product so far (symlog beyond ±")
    top = max(map(abs, figure["layout"]["yaxis"]["range"]))
    assert all(abs(height) < top for one in drawn.values() for height in one["y"])


def test_the_table_has_one_column_per_lag():
    moment = moment_of()
    table, terms = chart(paths(moment)).table, moment.reading.all_lags["Wh"].terms
    assert table is not None
    assert list(table.head) == ["factors", *(f"k = {term.lag}" for term in terms)]
    for column, term in enumerate(terms, start=1):
        cells = [row[column] for row in table.rows]
        ends = [digits(value) for value in term.partial_products]
        assert cells == ends + [""] * (len(table.rows) - len(ends))
    assert [row[0] for row in table.rows] == [str(i + 1) for i in range(len(table.rows))]


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({}, "Of 9 paths, the one of lag 4 ends farthest from 0, at 0.179, and the one of lag 8 nearest, at 0.0108. "
             "The window counts lags 0 to 5; the pale paths lie beyond it."),
        ({"K": 1}, "The window counts lag 0 only; the pale paths lie beyond it."),
        ({"K": 10}, "and the one of lag 8 nearest, at 0.0108."),
        ({"weight": "Wy"}, "∂L/∂Wy has one path, of 2 factors; it ends at −0.143."),
        ({"Wy": 0.0}, "Every path of ∂L/∂Wh ends at 0."),
    ],
)  # fmt: skip
def test_the_sentence_names_the_two_extremes_and_the_window(choices: dict[str, object], sentence: str):
    assert plain(chart(paths(moment_of(OPENING, **choices))).sentence).endswith(sentence)


def test_before_the_first_step_there_is_nothing_to_draw():
    assert "Before the first step" in absent(paths, moment_of(t=-1))
