"""A lesson of a teacher's own: pasted, read from a file, begun with one of ours, checked, and carried by the link."""

import json
import random
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab.lessons import guide
from pages.lab.lessons.lesson import texts
from pages.lab.packed import LONGEST_PACKED, pack
from pages.lab.study import Study
from tests.pages.opening import checked, components, open_page, press, session_of, visit_of
from tests.pages.test_lessons_page import MINE, PAGE, TEXT, card, opened, study_of, words


def paste(app: AppTest, text: str) -> AppTest:
    checked(app.text_area(key="own lesson").set_value(text).run())
    return press(app, "open own")


def mine(text: str = TEXT, /, **changes: Any) -> str:
    return json.dumps(json.loads(text) | changes, ensure_ascii=False)


def test_a_pasted_lesson_opens_and_becomes_part_of_the_link():
    app = paste(open_page(MINE, PAGE), mine(title="Mine & <b>yours</b>"))
    assert study_of(app).lesson == "own"
    assert "Mine &amp; &lt;b&gt;yours&lt;/b&gt;, card 1 of 7" in words(app)
    assert session_of(app) == card("forward", 1).state.with_(newest="right")
    assert study_of(app).own in components(app, "transport")[0]["link"]
    press(press(app, "step"), "next card")
    again = opened(**{name: str(value) for name, value in app.query_params.items()})
    assert "card 2 of 7" in words(again)
    assert guide.progress(study_of(again).done) == {"own": 1}
    assert session_of(press(again, "leave lesson")) == MINE
    assert study_of(again).own == ""
    assert json.loads(str(again.text_area(key="own lesson").value))["title"] == "Mine & <b>yours</b>"
    assert "card 1 of 7" in words(press(again, "open own"))


def test_a_lesson_of_ours_can_be_a_pattern_and_takes_the_place_of_no_other_text():
    app = press(open_page(MINE, PAGE), "pattern lesson")
    assert app.text_area(key="own lesson").value == texts()["first_term"]
    for key in ("pattern lesson", "pattern questions"):
        assert app.button(key=key).disabled
    checked(app.text_area(key="own lesson").set_value(" ").run())
    assert not app.button(key="pattern questions").disabled
    app.text_area(key="own lesson").set_value("half typed")  # the press arrives together with the text
    press(app, "pattern questions")
    assert app.text_area(key="own lesson").value == "half typed"
    checked(app.text_area(key="own lesson").set_value("").run())
    press(press(app, "pattern questions"), "open own")
    assert "card 1 of 7" in words(app)


def test_every_field_of_a_lesson_is_explained_on_the_page():
    page = words(open_page(script=PAGE))
    assert "<dt>cards, act, done</dt>" in page
    assert "<dt>cards, state, task</dt>" in page
    assert "One of sine, square, echo" in page
    assert "question set" in page


def test_a_file_that_the_browser_has_read_opens_as_well():
    app = open_page(MINE, PAGE)
    visit_of(app).presses.append(lambda: guide.open_own(TEXT))
    checked(app.run())
    assert "card 1 of 7" in words(app)


def test_another_lesson_of_ones_own_begins_with_nothing_done():
    app = paste(open_page(MINE, PAGE), TEXT)
    press(press(app, "step"), "leave lesson")
    assert guide.progress(study_of(app).done) == {"own": 1}
    paste(app, mine(title="Another"))
    assert guide.progress(study_of(app).done) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TEXT.replace('"minutes": 10,', '"minutes": 10', 1), "line 6, minutes: a comma is missing after 10"),
        (TEXT.replace('"t": -1', '"t": -9', 1), "cards 1, state, t: must be at least -1"),
        (
            TEXT.replace('"out_H 0 = 0"', '"out_H 0 = 1"', 1),
            "cards 1, true 1: “out_H 0 = 1” does not hold at",
        ),
        ("<script>alert(1)</script>", "a lesson begins with {"),
        (" ", "There is no text yet"),
        (TEXT + " " * guide.LONGEST_OWN, "The text is too long"),
    ],
)
def test_what_is_wrong_is_named_and_the_text_and_the_settings_stay(text: str, says: str):
    app = paste(open_page(MINE, PAGE), text)
    assert says in words(app)
    assert "<script>" not in words(app)
    assert app.text_area(key="own lesson").value == text[: guide.LONGEST_OWN]
    assert session_of(app) == MINE
    assert study_of(app) == Study()
    paste(app, TEXT)
    assert "card 1 of 7" in words(app)


def test_a_lesson_too_long_for_a_link_opens_and_says_so():
    value, letters = json.loads(TEXT), random.Random(1)
    for one in value["cards"]:
        one["text"] = "".join(chr(letters.randrange(0x4E00, 0x9FFF)) for _ in range(600))
    text = json.dumps(value, ensure_ascii=False)
    assert len(pack(text)) > LONGEST_PACKED
    app = paste(open_page(MINE, PAGE), text)
    assert "too long for a link" in app.info[0].value
    assert "card 1 of 7" in words(app)
    assert study_of(app).own == ""
    assert "card 2 of 7" in words(press(app, "next card"))


def test_nothing_of_a_lesson_is_written_into_the_page_as_it_is():
    evil = "<img src=x onerror=alert(1)>“{t}” `<script>` [x](y) $a$"
    value = json.loads(TEXT)
    for one in value["cards"]:
        one |= {"title": evil[:60], "text": evil, "look": evil, "misconception": evil}
        one["act"]["do"] = evil
    app = paste(open_page(MINE, PAGE), json.dumps(value))
    assert "card 1 of 7" in words(app)
    assert "<img" not in words(app)
    assert "<script>" not in words(app)
