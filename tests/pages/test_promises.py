"""Promises of a lesson that are not kept: each is seen, and named with the numbers."""

import re
from dataclasses import replace
from typing import Any

import pytest

from pages.lab.lessons.lesson import Lesson, read
from pages.lab.lessons.promises import broken
from pages.lab.session import OPENING
from tests.pages.test_lesson import FILES, TEXT, changed, problems


def with_card(i: int, **changes: Any) -> Lesson:
    one = read(TEXT)
    card = replace(one.cards[i], **changes)
    return replace(one, cards=(*one.cards[:i], card, *one.cards[i + 1 :]))


def test_a_claim_that_does_not_hold_is_named_with_the_numbers():
    text = changed("cards", 1, "true", to=["terms Wh = 2"])
    assert broken(read(text)) == ["card 2: “terms Wh = 2” does not hold at its state: terms Wh is 1"]
    text = changed("cards", 1, "after", "true", to=["sum Wh > |term Wh 0|"])
    assert re.fullmatch(r"card 2: .*example: sum Wh is −0\.03\d*, \|term Wh 0\| is 0\.14\d*", broken(read(text))[0])


@pytest.mark.parametrize(
    ("done", "says"),
    [
        ([], "needs at least 1"),
        (["t >= 0"], "its act is done before anything has been done"),
        (["K >= 9"], "its example does not do what the act asks for"),
        (["answered"], "its example does not do what the act asks for"),
    ],
)
def test_an_act_that_nothing_or_everything_ticks_is_seen(done: list[str], says: str):
    text = changed("cards", 1, "act", "done", to=done)
    told = broken(read(text)) if done else problems(text)
    assert any(says in one for one in told)


def test_a_question_that_has_no_clear_answer_is_seen():
    wrong = (
        FILES[-1]
        .read_text()
        .replace('"state": {"t": 18, "weight": "Wh", "lag": 1}', '"state": {"t": -1, "weight": "Wh", "lag": 1}')
    )
    assert any(said.startswith("card 1: there is nothing to ask about t = 0") for said in broken(read(wrong)))


def test_a_state_past_the_end_of_its_run_is_seen():
    one = with_card(1, state=OPENING.with_(t=500))
    assert any("its state has t = 500, and its run ends at 119" in said for said in broken(one))


def test_a_number_that_does_not_exist_is_seen():
    text = changed("cards", 1, "text", to="The term is {term Wh 9}.")
    assert broken(read(text)) == ["card 2: {term Wh 9} does not exist there"]
