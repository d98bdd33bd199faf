"""One term, factor by factor: the bars, the sentence and the table."""

import math
import re

import pytest

from pages.lab.charts.factors import factors
from pages.lab.charts.product import product
from pages.lab.moment import Moment
from pages.lab.plot.palette import colour
from pages.lab.text.notation import digits, number
from tests.pages.records import absent, address_of, chart, moment_of, states, trace
from tests.pages.trainings import assert_drawable


def said(moment: Moment) -> str:
    return re.sub(r"<[^>]+>", "", chart(product(moment)).sentence)


@pytest.mark.parametrize("moment", list(states(30, seed=1)), ids=address_of)
def test_plotly_accepts_the_figure_of_every_term(moment: Moment):
    for name in ("Wx", "Bx", "Wh", "Wy", "By"):
        for lag in range(10):
            picked = Moment(moment.session.with_(weight=name, lag=lag), moment.run)
            if picked.picked is None:
                assert absent(product, picked)
                continue
            assert_drawable(chart(product(picked)).figure)


@pytest.mark.parametrize("scale", ["linear", "symlog"])
@pytest.mark.parametrize("lag", [0, 3, 8])
def test_each_partial_product_has_its_bar_its_number_and_its_symbol(lag: int, scale: str):
    moment = moment_of(lag=lag, scale=scale)
    drawn = chart(product(moment))
    bars, symbols = (trace(drawn.figure, name) for name in ("product so far", "symbols"))
    products = moment.term.partial_products
    largest = max(map(abs, products))
    if scale == "linear":
        assert bars["y"] == pytest.approx([value / largest for value in products])
    else:
        decades = math.floor(math.log10(largest)) - 3
        heights = [math.log10(1 + abs(value) / 10**decades) for value in products]
        full = max(heights)
        expected = [math.copysign(height / full, value) for height, value in zip(heights, products, strict=True)]
        assert bars["y"] == pytest.approx(expected)
    assert [re.sub("</?b>", "", text) for text in bars["text"]] == [number(value) for value in products]
    assert bars["textposition"] == "outside"
    assert len(symbols["text"]) == len(moment.term.factors) == 4 + 2 * lag
    assert bars["marker"]["color"][:3] == [colour("error"), colour("Wy"), colour("slope")]
    assert bars["marker"]["color"][3:-1] == [colour("Wh"), colour("slope")] * lag
    assert bars["marker"]["color"][-1] == colour("source")
    assert bars["marker"]["line"]["width"] == [0] * (3 + 2 * lag) + [2]
    assert all(text.endswith(digits(value)) for text, value in zip(bars["hovertext"], products, strict=True))
    assert drawn.table
    assert [row[1:] for row in drawn.table.rows] == [
        (digits(factor.value), digits(value)) for factor, value in zip(moment.term.factors, products, strict=True)
    ]


def test_there_is_no_chart_without_a_term():
    for moment in (moment_of(t=-1), moment_of(weight="Wh", lag=9)):
        assert absent(product, moment) == absent(factors, moment)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({}, "The term has size 0.117·|e|; out_Ht−3 shrinks it most (×0.103). "
             "It is positive: 2 factors are negative, an even number."),
        ({"lag": 8}, "It lies beyond the window, so it is not counted."),
        ({"weight": "By", "lag": 0}, "The term has size 1.00·|e|; no factor shrinks it. It is positive: no factor is"),
        ({"weight": "Wy", "lag": 0, "Wx": 9.0, "Wh": 6.0, "Bx": 0.0, "t": 30}, "no factor shrinks it noticeably."),
        ({"weight": "Bx", "lag": 1}, "It is negative: 1 factor is negative, an odd number."),
        ({"Wh": 0.0}, "The product is 0 because Wh is 0."),
        ({"Wx": 100.0, "Wh": 0.0, "t": 24, "lag": 1}, "The product is 0 because st, Wh and st−1 are 0."),
        ({"task": "impulse", "t": 2, "Wx": 1.0, "Wh": 1.0, "Bx": 0.0, "Wy": 1.0, "By": 0.5, "K": 3, "weight": "Bx"},
         "The term has size 1.00·|e|; all factors after e have the same magnitude."),
        ({"task": "impulse", "t": 2, "Wx": 1.0, "Wh": 1e-300, "Bx": 0.0, "Wy": 1.0, "By": 0.5, "K": 3, "weight": "Bx"},
         "The product underflows to 0: it is too small for the computer to represent."),
    ],
)  # fmt: skip
def test_the_sentence(choices: dict[str, object], sentence: str):
    assert sentence in said(moment_of(**choices))


@pytest.mark.parametrize("moment", list(states(40, seed=7)), ids=address_of)
def test_the_sentence_has_the_sign_of_the_product_and_says_whether_it_is_counted(moment: Moment):
    if moment.picked is None:
        return
    values, text = [factor.value for factor in moment.term.factors], said(moment)
    counted = moment.term.lag < len(moment.step.chains[moment.session.weight].terms)
    assert ("beyond the window" in text) == (not counted)
    assert ("The product is 0 because" in text) == (0 in values)
    if math.prod(values):
        negatives = sum(value < 0 for value in values)
        assert ("It is negative" in text) == (negatives % 2 == 1) == ("an odd number" in text)
        assert f"The term has size {number(math.prod(map(abs, values[1:])))}·|e|" in text
