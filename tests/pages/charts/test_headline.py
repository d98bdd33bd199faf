"""The headline: what happened, and the lag that contributes most."""

import math
import re

import pytest

from pages.lab.charts.headline import headline
from pages.lab.lessons.lesson import shipped
from pages.lab.moment import Moment
from pages.lab.text.notation import percent
from tests.pages.records import address_of, moment_of, plain, states


def said(moment: Moment) -> str:
    block = headline(moment)
    assert isinstance(block, str)
    return plain(block.replace("<br>", " "))


TIE = {"task": "impulse", "t": 2, "Wx": 1.0, "Wh": 1.0, "Bx": 0.0, "Wy": 1.0, "By": 0.5, "K": 3, "weight": "Bx"}


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({}, "X = −0.880 goes in, Ŷ = −0.311 comes out, too high by 0.689. "
             "In ∂L/∂Wh, lag 4 (t−4 = 17) contributes most: 24 % of the total magnitude."),
        ({"t": 25}, "too low by 0.272."),
        ({"weight": "Wy"}, "∂L/∂Wy = −0.143 depends on this step alone."),
        ({"K": 1}, "∂L/∂Wh has one term, lag 0."),
        ({"Wy": 0.0}, "Every term of ∂L/∂Wh is 0."),
        (TIE, "In ∂L/∂Bx, lags 0, 1 and 2 contribute most, 33 % of the total magnitude each."),
        ({"t": -1, "h0": 0.5}, "t = −1: nothing has happened yet. The out_H queue holds the start state, 0.500;"),
        ({"task": "impulse", "Bx": 0.0, "t": 0}, "Ŷ = 0 comes out, exactly the target. The error e is 0, so every"),
    ],
)  # fmt: skip
def test_the_sentence(choices: dict[str, object], sentence: str):
    assert sentence in said(moment_of(**choices))


def test_at_first_it_says_what_the_page_is_and_what_to_press():
    moment = moment_of()
    first = Moment(moment.session, moment.run, untouched=True)
    assert said(first) == (
        "A recurrent network with one unit. The same Wh carries its state into every next step, so ∂L/∂Wh is a sum "
        "with one term per use: the bars below. Press Step: one number goes in, and every term is computed anew. "
        "Click a bar or a slot to take its term apart. New to this? Begin with lesson 1."
    )
    assert f'href="lessons?lesson={next(iter(shipped()))}"' in str(headline(first))
    assert said(first.at(22)) == said(moment_of(t=22))


@pytest.mark.parametrize("moment", list(states(40, seed=7)), ids=address_of)
def test_the_lag_named_has_the_largest_term_of_the_picked_gradient(moment: Moment):
    match = re.search(r"lag (\d) \(t.*\) contributes most: (.*) of the total magnitude", said(moment))
    sizes = [
        abs(math.prod(factor.value for factor in term.factors))
        for term in moment.step.chains[moment.session.weight].terms
    ]
    if match is None:
        assert len(sizes) == 1 or max(sizes) == 0 or sizes.count(max(sizes)) > 1
        return
    assert sizes[int(match[1])] == max(sizes)
    share = max(sizes) / math.fsum(sizes)
    assert match[2] in {plain(percent(min(1.0, share * (1 + shift)))) for shift in (0, 1e-9, -1e-9)}
