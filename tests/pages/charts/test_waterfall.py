"""Cancellation: every bar of the waterfall starts where the last one ended, and the sentence says what cancels."""

import math

import pytest

from pages.lab.charts.waterfall import waterfall
from pages.lab.moment import Moment
from pages.lab.plot.palette import colour
from pages.lab.session import OPENING
from pages.lab.text.notation import digits
from tests.pages.records import absent, address_of, chart, moment_of, plain, states, trace
from tests.pages.trainings import assert_drawable


@pytest.mark.parametrize("moment", list(states(20, seed=8)), ids=address_of)
def test_each_term_is_stacked_on_the_last(moment: Moment):
    weight, chain = moment.session.weight, moment.step.chains[moment.session.weight]
    block = chart(waterfall(moment))
    figure, table = block.figure, block.table
    assert_drawable(figure)
    bars, sizes, level = trace(figure, "waterfall"), trace(figure, "sizes"), trace(figure, "running sum")
    *terms, total = bars["y"]
    assert terms == [term.value for term in chain.terms]
    ends = [base + bar for base, bar in zip(bars["base"], bars["y"], strict=True)][:-1]
    assert bars["base"][0] == bars["base"][-1] == 0
    assert bars["base"][1:-1] == pytest.approx(ends[:-1])
    assert total == pytest.approx(ends[-1], abs=1e-12)
    assert level["y"][::3] == level["y"][1::3] == pytest.approx(ends)
    largest = max(map(abs, terms))
    assert sizes["y"] == [
        pytest.approx(math.fsum(map(abs, terms))),
        pytest.approx(abs(math.fsum(terms)), abs=1e-12 * largest),
    ]
    assert figure["layout"]["yaxis2"]["range"][1] >= sizes["y"][0]
    low, high = figure["layout"]["yaxis"]["range"]
    assert all(low <= end <= high for end in (*ends, 0.0))
    assert bars["customdata"] == [[weight, term.lag] for term in chain.terms] + [None]
    assert bars["hovertext"] == [
        *(f"lag {k}: {digits(v)}<br>running sum {digits(s)}" for k, (v, s) in enumerate(
            zip(terms, chain.running_sums, strict=True))),
        digits(total),
    ]  # fmt: skip
    inks = ["picked" if term.lag == moment.session.lag else "term" for term in chain.terms] + ["ink"]
    assert bars["marker"]["color"] == list(map(colour, inks))
    labels = bars["text"]
    assert [text.startswith("+") for text in labels[:-1]] == [value > 0 for value in terms]
    assert table is not None
    assert [row[1] for row in table.rows[: len(terms)]] == list(map(digits, terms))
    assert [row[2] for row in table.rows[: len(terms)]] == list(map(digits, chain.running_sums))
    assert [tuple(row) for row in table.rows[len(terms) :]] == [
        ("Σ |term|", digits(sizes["y"][0]), ""), ("|Σ term|", digits(sizes["y"][1]), ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        (
            {},
            "The total magnitude of the 6 terms is 0.741, the magnitude of their sum 0.170: 77 % of the total "
            "magnitude cancels.",
        ),
        ({"weight": "Bx", "Wh": 0.9}, ": nothing cancels."),
        ({"weight": "Wy"}, "∂L/∂Wy has one term, −0.143: nothing can cancel."),
        ({"Wy": 0.0}, "Every term of ∂L/∂Wh is 0: there is nothing to add up or cancel."),
    ],
)
def test_the_sentence_says_how_much_cancels(choices: dict[str, object], sentence: str):
    assert plain(chart(waterfall(moment_of(OPENING, **choices))).sentence).endswith(sentence)


def test_before_the_first_step_there_is_nothing_to_draw():
    assert "Before the first step" in absent(waterfall, moment_of(t=-1))
