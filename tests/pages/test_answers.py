"""Answers are kept in the address, the first to each question; what cannot be read is named."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab.packed import LONGEST_PACKED, pack
from pages.lab.questions.answers import MOST, Answer, about, packed, unpacked, with_answer
from pages.lab.session import OPENING
from tests.pages.house import ROOT
from tests.pages.opening import checked, visit_of

MANY = [["largest", {}, "2", 1]] * (MOST + 1)
FIRST = Answer("largest", about(OPENING, 22), "2", right=False)


def test_answers_come_out_as_they_went_in():
    answers = (FIRST, Answer("factor 3", about(OPENING.with_(Wh=1.5, eta=0.1)), "(1-0.2)*(1+0.2)", right=True))
    assert unpacked(packed(answers)) == answers
    seen = (replace(FIRST, seen=True), *answers[1:])
    assert unpacked(packed(seen)) == seen
    assert unpacked(packed(())) == ()


def test_what_a_question_is_about_leaves_out_how_it_is_shown():
    shown = OPENING.with_(scale="symlog", newest="right", view="whole")
    assert about(shown, 22) == about(OPENING, 22) == OPENING.with_(t=22)
    assert about(OPENING.with_(lag=3)) != about(OPENING)


def test_the_first_answer_to_a_question_counts():
    assert with_answer((FIRST,), Answer("largest", FIRST.session, "1", right=True)) == (FIRST,)
    second = Answer("sign", FIRST.session, "positive", right=True)
    assert with_answer((FIRST,), second) == (FIRST, second)


def test_of_many_the_newest_are_kept_and_the_address_stays_short():
    answers: tuple[Answer, ...] = ()
    for i in range(3 * MOST):
        odd = OPENING.with_(Wh=1 / (i + 3), Wx=1 / (i + 7), Bx=1 / (i + 11), Wy=1 / (i + 13), t=i)
        answers = with_answer(answers, Answer("term", about(odd), f"{i} " * 40, right=True))
    text = packed(answers)
    assert len(text) <= LONGEST_PACKED
    assert unpacked(text) == answers[-len(unpacked(text)) :]
    assert len(unpacked(text)) > MOST / 2


@pytest.mark.parametrize(
    "value",
    [
        5,
        {},
        ["x"],
        [["largest", {"K": 3}, "2", 1]],
        [["largest", {"K": "99"}, "2", 1]],
        [["largest", {}, "2", 2]],
        [["largest", {}, "2", 1, 0]],
        [["largest", {}, "2", 1, 1, 1]],
        MANY,
    ],
)
def test_what_is_no_list_of_answers_is_refused(value: object):
    with pytest.raises(ValueError, match="holds"):
        unpacked(pack(value))


def test_a_page_ignores_answers_that_are_damaged_and_says_so():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["answers"] = packed([FIRST])[:-8]
    checked(app.run())
    assert visit_of(app).study.answers == ""
    assert "answers in the address are ignored" in app.info[0].value
