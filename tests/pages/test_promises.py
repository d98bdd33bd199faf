"""Promises of a lesson that are not kept: each is seen, and named with the numbers."""

import re

import pytest

from pages.lab.lessons.promises import broken
from tests.pages.test_lesson import FILES, changed, problems


def test_a_claim_that_does_not_hold_is_named_with_the_numbers():
    text = changed("cards", 1, "true", to=["terms Wh = 2"])
    (said,) = broken(text)
    assert re.fullmatch(r"line \d+, cards 2, true 1: “terms Wh = 2” does not hold at the state: terms Wh is 1", said)
    assert '"true": [' in text.splitlines()[int(said[5 : said.index(",")]) - 1]
    text = changed("cards", 1, "after", "true", to=["sum Wh > |term Wh 0|"])
    assert re.search(r"cards 2, after, true 1: .*example: sum Wh is −0\.03\d*, \|term Wh 0\| is 0\.14", broken(text)[0])


@pytest.mark.parametrize(
    ("done", "says"),
    [
        ([], "act, done: must not be empty"),
        (["t >= 0"], "before anything has been done"),
        (["t > -2", "K >= 9"], "act, done 2: is not so at the example"),
        (["answered"], "act, done 1: the card asks nothing that could be answered"),
    ],
)
def test_an_act_that_nothing_or_everything_ticks_is_seen(done: list[str], says: str):
    text = changed("cards", 1, "act", "done", to=done)
    told = broken(text) if done else problems(text)
    assert any(says in one for one in told)


def test_a_question_that_has_no_clear_answer_is_seen():
    wrong = (
        FILES[-1]
        .read_text()
        .replace('"state": {"t": 18, "weight": "Wh", "lag": 1}', '"state": {"t": -1, "weight": "Wh", "lag": 1}')
    )
    assert any("cards 1, ask: there is nothing to ask about t = 0" in said for said in broken(wrong))


def test_a_state_past_the_end_of_its_run_is_seen():
    assert "cards 2, state, t: is 500, and the run ends at 119" in broken(changed("cards", 1, "state", "t", to=500))[0]


def test_a_number_that_does_not_exist_is_seen():
    text = changed("cards", 1, "text", to="The term is {term Wh 9}.")
    assert [one.partition(", ")[2] for one in broken(text)] == ["cards 2, text: {term Wh 9} does not exist there"]


def test_a_question_that_the_example_leaves_open_is_seen():
    text = FILES[-1].read_text().replace('"answered": true', '"answered": false', 1)
    assert any("does not say" in one for one in broken(text))
