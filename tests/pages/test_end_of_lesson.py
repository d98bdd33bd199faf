"""The end of a lesson, what can be undone in one and after it, and the ways into one and back from other pages."""

import re
from functools import partial
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab import controls
from pages.lab.classroom.prepared import Prepared, packed
from pages.lab.lessons import guide
from pages.lab.lessons.lesson import shipped
from pages.lab.session import OPENING
from pages.lab.text import glossary
from pages.lab.text.markup import rich
from tests.pages.opening import SCRIPTS, checked, components, open_page, press, session_of, shown, visit_of
from tests.pages.test_lessons_page import MINE, PAGE, card, do, opened, study_of, words

# --- undo ---


def test_undo_is_not_filled_by_cards_and_does_not_reach_behind_one():
    app = open_page(MINE, PAGE)
    checked(app.slider(key="K").set_value(2).run())
    press(app, "begin window")
    assert app.button(key="undo").disabled
    checked(app.slider(key="K").set_value(5).run())
    assert not app.button(key="undo").disabled
    press(app, "next card")
    assert app.button(key="undo").disabled


def test_leaving_gives_back_what_could_be_undone_before_and_nothing_of_the_cards():
    app = open_page(MINE, PAGE)
    checked(app.slider(key="K").set_value(2).run())
    press(app, "begin window")
    checked(app.slider(key="K").set_value(5).run())
    press(app, "undo")
    assert session_of(app) == card("window", 1).state.with_(newest="right")
    checked(app.slider(key="K").set_value(8).run())
    press(app, "leave lesson")
    assert app.button(key="undo").label == "Undo: window K 4 → 2"
    press(app, "begin learning")  # and by way of two lessons
    for _ in shipped()["learning"].cards:
        press(app, "next card")
    press(press(app, "next lesson"), "leave lesson")
    assert session_of(app) == MINE.with_(K=2)
    press(app, "undo")
    assert session_of(app) == MINE
    assert app.button(key="undo").disabled


# --- the end ---


def named_by_charts(app: AppTest) -> set[str]:
    """The card that charts are drawn for: each begins with its own view of a wide one."""
    return {drawn["card"] for drawn in components(app)}


@pytest.mark.parametrize("name", ["queues", "learning"])
def test_cards_can_be_skipped_and_after_the_last_the_lesson_says_what_it_has_shown(name: str):
    app = press(open_page(MINE, PAGE), f"begin {name}")
    one, count = shipped()[name], len(shipped()[name].cards)
    assert app.button(key="previous card").disabled
    for number in range(2, count + 1):
        assert app.button(key="next card").label == "Next card"
        before = named_by_charts(app)
        press(app, "next card")
        assert study_of(app).card == number
        assert named_by_charts(app).isdisjoint(before)
        assert session_of(app) == card(name, number).state.with_(newest="right")
    press(press(app, "previous card"), "next card")
    assert app.button(key="next card").label == "Finish lesson"
    assert rich(one.summary, str) not in words(app)
    before = named_by_charts(app)
    press(app, "next card")
    assert named_by_charts(app) == before  # so that they stay where they are scrolled to
    assert rich(one.summary, str) in words(app)
    assert f"0 of {count} cards done" in words(app)
    assert session_of(app) == card(name, count).state.with_(newest="right")  # nothing below it has changed
    again = opened(**{name: str(value) for name, value in app.query_params.items()})
    assert rich(one.summary, str) in words(again)
    assert study_of(press(app, "previous card")).card == count
    assert session_of(press(press(app, "next card"), "leave lesson")) == MINE


def test_the_act_of_the_last_card_counts_before_the_end_and_at_it():
    last = card("forward", 7).act.example
    app = press(do(opened(lesson="forward", card="7"), last), "next card")
    assert guide.progress(study_of(app).done) == {"forward": 64}
    assert "1 of 7 cards done" in words(app)
    app = press(opened(lesson="forward", card="7"), "next card")
    assert "0 of 7 cards done" in words(app)
    assert "1 of 7 cards done" in words(do(app, last))


@pytest.mark.parametrize("name", shipped())
def test_one_lesson_leads_to_the_next_and_the_last_to_none(name: str):
    app = opened(lesson=name, card="8", t="21")
    *_, following = ["", *shipped()][: list(shipped()).index(name) + 3]
    labels = [re.sub(r"( \d+|(?<=Questions:) ).*", " …", button.label) for button in app.main.button]
    assert set(labels) <= set(glossary.BUTTONS)
    if following == name:
        assert "next lesson" not in [button.key for button in app.button]
        return
    press(app, "next lesson")
    assert (study_of(app).lesson, study_of(app).card) == (following, 1)
    assert session_of(app) == card(following, 1).state


@pytest.mark.parametrize("name", shipped())
def test_a_summary_is_one_sentence_without_numbers(name: str):
    summary = shipped()[name].summary
    assert re.fullmatch(r"[^.!?\d]{60,}\.", summary)


# --- the way in, and back ---


@pytest.mark.parametrize("script", SCRIPTS)
def test_another_page_says_which_lesson_is_open_and_leads_back(script: str):
    app = open_page(OPENING, script, lesson="first_term", card="2")
    assert ("A lesson is open: Lesson 3: The first term, card 2 of 7." in words(app)) == (script != PAGE)
    assert [link.proto.label for link in app.main.get("page_link")] == ["Back to the card"] * (script != PAGE)
    assert "A lesson is open" not in words(open_page(OPENING, script))
    without = packed(Prepared(pages=("lessons",)))
    assert "A lesson is open" not in words(open_page(OPENING, script, lesson="first_term", prepared=without))


def test_the_link_of_the_first_sentence_opens_its_lesson_and_keeps_what_was_chosen():
    app = open_page()
    assert 'data-pick="["lesson", "forward"]"' in unescape(shown(app)).replace("\\", "")
    for point in (["lesson", "no such"], ["lesson", ["forward"]], ["lesson", "forward"]):
        assert "card 1 of 7" not in words(app)
        visit_of(app).presses.append(partial(controls.picked, point))
        checked(app.run())
    assert "card 1 of 7" in words(app)
    assert study_of(app).lesson == "forward"
    assert session_of(press(app, "leave lesson")) == OPENING
