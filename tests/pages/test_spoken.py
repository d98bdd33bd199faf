"""The spoken sentence: the most telling change of a step, and nothing that its numbers do not show."""

import re

import pytest

from pages.lab.moment import Moment
from pages.lab.session import OPENING
from pages.lab.text import number
from pages.lab.text.spoken import spoken, whereabouts
from tests.pages.records import address_of, moment_of, states

SATURATED = {"Wx": 9.0, "Bx": 0.0, "Wh": 0.5}


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({}, "t = 21. Lag 4 of the gradient of Wh contributes most (0.179), unlike at t = 20."),
        ({"t": 25}, "t = 25. The error has changed sign since t = 24: the prediction is too low by 0.272."),
        ({"t": -1}, "t = −1. The moment before the first step."),
        ({"t": 0}, "t = 0. The gradient of Wh is 0."),
        ({"task": "impulse", "Bx": 0.0, "t": 0}, "t = 0. The prediction is exactly the target: the error is 0."),
        ({"weight": "By"}, "t = 21. The gradient of By is 0.689."),
        ({"Wy": 0.0}, "t = 21. The gradient of Wh is 0."),
    ],
)
def test_the_sentence(choices: dict[str, object], sentence: str):
    assert spoken(moment_of(**choices)) == sentence


def changed(moment: Moment) -> str:
    """The sentence that the terms of this step and of the one before it ask for, found from the whole run."""
    run, t, weight, lag = moment.run, moment.t, moment.session.weight, moment.session.lag
    now, then = run[t], run[t - 1] if t else None
    if now.forward.error == 0:
        return "exactly the target"
    if then is None:
        return "is"
    if now.forward.error * then.forward.error < 0:
        return f"The error has changed sign since t = {t - 1}"
    terms = [reading.all_lags[weight].terms for reading in (moment_of(moment.session, t=t - 1).reading, moment.reading)]
    if all(len(one) > lag for one in terms) and terms[0][lag].value * terms[1][lag].value < 0:
        value = number(terms[1][lag].value)
        return f"Lag {lag} of the gradient of {weight} has changed sign since t = {t - 1}: it is {value}."
    sizes = [[abs(term.value) for term in step.chains[weight].terms] for step in (then, now)]
    largest = [[k for k, size in enumerate(one) if size == max(one) > 0] for one in sizes]
    if weight in ("Wx", "Bx", "Wh") and largest[0] != largest[1]:
        return f", unlike at t = {t - 1}."
    return f"The gradient of {weight} is {number(now.chains[weight].total)}"


@pytest.mark.parametrize("moment", list(states(80, seed=11)), ids=address_of)
def test_the_first_change_in_order_is_the_one_that_is_said(moment: Moment):
    said = spoken(moment)
    assert said.startswith(f"t = {moment.t}. ")
    assert changed(moment) in said
    assert len(re.findall(r"[.](?: |$)", said)) == 2  # the step, and one sentence
    assert not re.search("[<>&∂]", said)  # plain words


def test_all_kinds_of_sentences_occur_in_an_ordinary_run():
    said = " ".join(spoken(moment_of(t=t)) for t in range(60))
    for words in ("The error has changed sign", "Lag 2 of the gradient of Wh has changed sign", "contributes most"):
        assert said.count(words) > 3
    assert said.count("The gradient of Wh is") > 3


def test_where_the_page_stands():
    assert whereabouts(moment_of(OPENING), ()) == (
        "You are at t = 21; the last step is 119. Task: predict a sine wave. Window K = 6. "
        "Picked: lag 2 of the gradient of Wh."
    )
    assert whereabouts(moment_of(weight="By"), ()).endswith("Picked: the gradient of By.")


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        (("task", "K", "weight", "lag"), ""),
        (("task", "lag"), " Window K = 6. Picked: the gradient of Wh."),
        (("weight",), " Task: predict a sine wave. Window K = 6."),
    ],
)
def test_where_the_page_stands_says_nothing_that_is_hidden(hidden: tuple[str, ...], told: str):
    assert whereabouts(moment_of(OPENING), hidden) == f"You are at t = 21; the last step is 119.{told}"
