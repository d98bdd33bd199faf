"""Lessons as they are read: every shipped one against the core, and what a broken one is told."""

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pages.lab.lessons import conditions, lesson, located
from pages.lab.lessons.exhibits import EXHIBITS
from pages.lab.lessons.lesson import FOLDER, OWN, LessonError, filler, read, shipped, texts
from pages.lab.lessons.promises import broken
from pages.lab.moment import Moment
from pages.lab.packed import LONGEST_PACKED, pack
from pages.lab.questions import guesses
from pages.lab.questions.answers import Answer, about
from pages.lab.session import CHOICES, OPENING, Session
from pages.lab.state import KEPT
from pages.lab.study import STUDIES
from pages.lab.text.markup import places, rich
from rnn_core.analysis.claims import QUANTITIES, written
from rnn_core.analysis.questions import KINDS
from tests.pages import owned

FILES = sorted(path for path in FOLDER.glob("*.json") if path.name != "schema.json")
SCHEMA = json.loads((FOLDER / "schema.json").read_text())
CARDS = [(name, i) for name, one in shipped().items() for i in range(len(one.cards))]
TEXT = FILES[3].read_text()
PLAIN = json.loads(TEXT)


SECOND_MISSING = {"task": "own", "data": owned.OWN.data, "target": "given"}


def changed(*path: Any, to: Any) -> str:
    """The text of a shipped lesson, with one field changed."""
    value = json.loads(TEXT)
    inside = value
    for part in path[:-1]:
        inside = inside[part]
    if to is None:
        del inside[path[-1]]
    else:
        inside[path[-1]] = to
    return json.dumps(value, ensure_ascii=False, indent=2)


def problems(text: str) -> list[str]:
    with pytest.raises(LessonError) as refused:
        read(text)
    return refused.value.problems


# --- the shipped lessons ---


def test_there_are_seven_lessons_of_at_most_seven_cards_and_a_question_set():
    names = ["forward", "queues", "first_term", "many_uses", "vanishing", "window", "learning"]
    assert list(shipped()) == [*names, "questions"]
    assert [name for name, one in shipped().items() if not one.asks] == names
    assert all(1 <= len(one.cards) <= 7 and one.minutes <= 15 for one in shipped().values())
    assert OWN not in shipped()


@pytest.mark.parametrize("name", shipped())
def test_every_card_keeps_what_it_promises(name: str):
    """Each state is valid, each claim true, each act undone at the card and done in its example."""
    assert broken(texts()[name]) == []


def test_each_question_of_a_set_exists_and_a_shortcut_leads_to_a_wrong_answer():
    """The card says which in its own words; no misconception comes twice."""
    cards = shipped()["questions"].cards
    for card in cards:
        run, t = lesson.run_of(card.state)
        question = guesses.question_at(Moment(card.state, run), t + 1, card.ask)
        assert question
        assert question.misreadings
        assert (card.act.done, card.act.example.t) == ((conditions.ANSWERED,), t + 1)
    assert {card.ask for card in cards} == set(KINDS)
    assert len({card.misconception for card in cards}) == len(cards) == 7


@pytest.mark.parametrize("name", [name for name, one in shipped().items() if not one.asks])
def test_the_last_card_asks_for_an_example_of_ones_own(name: str):
    card = shipped()[name].cards[-1]
    assert card.title == "In your own words"
    assert not any(isinstance(one, str) for one in card.act.done)


def test_the_misconceptions_are_each_refuted_by_claims():
    cards = [card for one in shipped().values() for card in one.cards if card.misconception]
    assert len(cards) >= 6
    assert all(card.true or card.true_after for card in cards)


@pytest.mark.parametrize(("name", "i"), CARDS)
def test_a_number_of_the_state_is_filled_in_by_the_core(name: str, i: int):
    """No text holds a decimal number of its own, which could go stale, but what the card sets, asks for or claims."""
    card, written_as = shipped()[name].cards[i], json.loads(FILES[list(shipped()).index(name)].read_text())["cards"][i]
    allowed = json.dumps([written_as[part] for part in ("state", "act", "true", "after") if part in written_as])
    for text in (card.title, card.text, card.look, card.act.do, card.after, card.misconception):
        own = re.findall(r"\d+\.\d+", re.sub(r"\{[^}]*\}", "", text))
        stated = re.findall(r"\d+\.\d+", re.sub(r'"(do|text)": "[^"]*"', "", allowed))
        assert {float(one) for one in own} <= {float(one) for one in stated}
        assert "undefined" not in rich(text, filler(card, after=text == card.after))


def test_each_quoted_number_is_one_of_its_state():
    card = shipped()["many_uses"].cards[1]
    assert places(card.text) == ["term Wh 0"]
    run, t = lesson.run_of(card.state)
    assert f"{run[t].chains['Wh'].terms[0].value:.3f}".replace("-", "−") in rich(card.text, filler(card))
    after = rich(card.after, filler(card, after=True))
    run, t = lesson.run_of(card.act.example)
    assert f"Their sum is {run[t].chains['Wh'].total:.4f}".replace("-", "−") in after


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_lesson_fits_into_a_link(path: Path):
    assert len(pack(path.read_text())) <= LONGEST_PACKED


# --- the schema ---


def test_the_schema_is_one_and_names_all_that_there_is():
    Draft202012Validator.check_schema(SCHEMA)
    card, state = SCHEMA["$defs"]["card"]["properties"], SCHEMA["$defs"]["state"]["properties"]
    assert set(state) == set(CHOICES) - set(KEPT)
    assert set(SCHEMA["$defs"]["example"]["properties"]) == {*state, conditions.ANSWERED}
    assert card["shows"]["items"]["enum"] == list(EXHIBITS)
    assert card["ask"]["enum"] == list(STUDIES["ask"].options)
    assert card["blanks"]["enum"] == list(STUDIES["blanks"].options)
    for name, one in CHOICES.items():
        if name in state and not one.several:
            assert state[name].get("enum", []) == list(one.options)
            assert state[name]["description"] == one.help
            if one.longest:
                assert state[name]["maxLength"] == one.longest
            elif not one.options:
                assert (state[name]["minimum"], state[name]["maximum"]) == (one.low, one.high)


def test_the_schema_explains_every_field_quantity_and_exhibit():
    card = SCHEMA["$defs"]["card"]["properties"]
    for name in QUANTITIES:
        assert f" {written(name)}: " in f" {card['true']['description']}"
    for name in EXHIBITS:
        assert f" {name}: " in f" {card['shows']['description']}"
    for field in (*card.values(), *card["act"]["properties"].values(), *SCHEMA["properties"].values()):
        assert field.get("description") or "$ref" in field or "items" in field


# --- what is wrong, where ---


def line_of(text: str, wanted: str) -> int:
    return next(i for i, line in enumerate(text.splitlines(), 1) if wanted in line)


@pytest.mark.parametrize(
    ("path", "to", "where", "what"),
    [
        (("cards", 1, "state", "Wh"), "x", "cards 2, state, Wh", "must be a number"),
        (("cards", 1, "state", "Wh"), 5000, "cards 2, state, Wh", "must be at most 1000"),
        (("cards", 1, "state", "weight"), "Wz", "cards 2, state, weight", "is none of the options; allowed are Wx, Bx"),
        (("cards", 1, "state", "K"), 2.5, "cards 2, state, K", "must be an integer"),
        (("cards", 1, "state", "steps"), 20000, "cards 2, state, steps", "must be at most 2000 in a lesson"),
        (("cards", 1, "state", "windows"), "1-2-x", "cards 2, state, windows", "must be one or more of 1, 2"),
        (("cards", 1, "state", "speed"), "fast", "cards 2, state, speed", "there is no such field here"),
        (("cards", 1, "state"), {"task": "own"}, "cards 2, state", "asks for data of your own but holds none"),
        (("cards", 1, "state"), {"task": "own", "data": "x"}, "cards 2, state, data", "is damaged"),
        (("cards", 1, "state"), SECOND_MISSING, "cards 2, state", "asks for a second column but holds only one"),
        (("cards", 3, "act", "example"), SECOND_MISSING, "cards 4, act, example", "a second column but holds only"),
        (("cards", 2, "colour"), "red", "cards 3, colour", "there is no such field here; allowed are title, text"),
        (("cards", 0, "look"), None, "cards 1", "the field “look” is missing"),
        (("cards", 3, "shows"), ["by lag", "pie"], "cards 4, shows 2", "“pie” is none of the options"),
        (("cards", 3, "shows"), [], "cards 4, shows", "must not be empty"),
        (("cards", 3, "true"), ["tern Wh 2 < 0"], "cards 4, true 1", "did you mean “term Wy 2”?"),
        (("cards", 3, "act", "done"), ["weight < Wx"], "cards 4, act, done 1", "can only be compared by = and !="),
        (("cards", 3, "act", "done"), ["weight = Wz"], "cards 4, act, done 1", "must be one of Wx"),
        (("cards", 3, "act", "example"), {"lag": 12}, "cards 4, act, example, lag", "must be an integer from 0 to 9"),
        (("cards", 3, "text"), "", "cards 4, text", "must not be empty"),
        (("cards", 3, "text"), "x" * 701, "cards 4, text", "has 701 characters, and may have 700"),
        (("cards", 3, "text"), "a <b>bold word", "cards 4, text", "the tag <b> has no partner"),
        (("cards", 3, "text"), "it is {term Wz 2}", "cards 4, text", "Wz is not one of"),
        (("cards", 3, "ask"), "everything", "cards 4, ask", "allowed are off, mixed"),
        (("summary",), "it is {sum Wh}", "summary", "cannot have quantities in braces"),
        (("summary",), "a <b>bold word", "summary", "the tag <b> has no partner"),
        (("minutes",), True, "minutes", "must be an integer"),
        (("cards",), [PLAIN["cards"][0]] * 8, "cards", "has 8 entries, and may have 7"),
        (("cards",), "none", "cards", "must be a list"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_its_line(path: tuple, to: Any, where: str, what: str):
    text = changed(*path, to=to)
    first = problems(text)[0]
    assert first.partition(": ")[0].partition(", ")[2] == where
    assert what in first
    named = text.splitlines()[int(re.match(r"line (\d+)", first)[1]) - 1]  # type: ignore[index]
    assert f'"{where.split(", ")[-1].split()[0]}"' in named or where == "cards 1"


def test_an_example_needs_no_data_for_there_is_a_sequence_to_begin_with():
    card = read(changed("cards", 3, "act", "example", to={"task": "own"})).cards[3]
    assert card.act.example == card.state.with_(task="own")
    assert read(changed("cards", 3, "state", to={"task": "own", "data": owned.OWN_TWO.data, "target": "given"}))


def test_the_line_is_that_of_the_card_and_not_of_one_before_it():
    text = changed("cards", 5, "state", "t", to="soon")
    card = line_of(text, f'"title": "{PLAIN["cards"][5]["title"]}"')
    line = int(re.match(r"line (\d+)", problems(text)[0])[1])  # type: ignore[index]
    assert card < line <= card + 8
    assert '"t": "soon"' in text.splitlines()[line - 1]


def test_several_problems_are_named_but_not_hundreds():
    value = json.loads(TEXT)
    for card in value["cards"]:
        card["state"] |= {"Wh": "x", "Wx": "x"}
    assert len(problems(json.dumps(value))) == lesson.MOST_PROBLEMS


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"cards": [' + "{}, " * 20_000 + "{}]}", "line 1, cards: has 20,001 entries"),
        (changed("cards", 0, "shows", to=[{"a": i} for i in range(5000)]), "cards 1, shows: has 5,000 entries"),
        (json.dumps(PLAIN | {f"a{i}": [{"cards": 1}] * 99 for i in range(40)}), "line 1, a0: there is no such field"),
    ],
)
def test_a_huge_text_is_refused_before_it_takes_long(text: str, where: str):
    begun = time.thread_time()
    assert where in problems(text)[0]
    assert time.thread_time() - begun < 0.5


def test_of_thousands_of_errors_a_few_are_looked_for(monkeypatch: pytest.MonkeyPatch):
    named = Mock(wraps=located._problem)
    monkeypatch.setattr(located, "_problem", named)
    card = {"title": [], "text": [], "look": [], "state": {f"a{i}": 0 for i in range(9)}, "shows": [0] * 99, "act": []}
    assert len(problems(json.dumps(PLAIN | {"cards": [card] * 90}))) == lesson.MOST_PROBLEMS
    assert named.call_count == located.MOST_ERRORS


def test_a_lesson_that_cannot_be_used_is_checked_once(monkeypatch: pytest.MonkeyPatch):
    check = Mock(wraps=located.problems)
    monkeypatch.setattr(located, "problems", check)
    text = changed("minutes", to=-7)
    assert problems(text) == problems(text)
    assert check.call_count == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TEXT.replace('"minutes": 10,', '"minutes": 10', 1), "line 6, minutes: a comma is missing after 10"),
        ("", "line 1: a lesson begins with {"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 50_000, "nested too deeply"),
        ('{"title": "\\ud800"}', "half of a character"),
        ("{} \ud800", "half of a character"),
        ("[]", "line 1: must be in braces, {…}"),
        ("{}", "the field “title” is missing"),
        ('{"title": "x", "goal": "y", "minutes": 1}', "the field “cards” is missing"),
    ],
)
def test_what_is_no_lesson_at_all_is_told_so(text: str, says: str):
    assert says in problems(text)[0]


NAMES = st.sampled_from(["title", "cards", "state", "act", "true", "Wh", "t"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
)


@given(JSON)
def test_whatever_json_it_is_it_is_refused_in_words(value: Any):
    assert all(0 < len(one) < 2000 for one in problems(json.dumps(value)))


@given(st.text(max_size=200))
def test_no_text_of_a_stranger_becomes_a_tag_of_another_kind(text: str):
    html = rich(f"<script>{text}</script><img src=x onerror={text}><b>{text}", str)
    assert set(re.findall(r"</?(\w+)", html)) <= {"b", "i", "sub", "sup"}
    assert not re.search(r"<\w+\s", html)


@given(st.lists(st.sampled_from(["{", "}", "`", "Wh", "term Wh 2", "{Wh}", "{|e|}", " %", "card: ", "[", "]", "<b>"])))
def test_whatever_is_accepted_as_a_text_can_be_drawn(parts: list[str]):
    text = "".join(parts)
    try:
        lesson._text(text)
    except ValueError:
        return
    card = shipped()["first_term"].cards[0]
    assert "{Wh}" not in rich(text, filler(card))


def test_a_quantity_between_backticks_is_filled_in():
    card = shipped()["first_term"].cards[0]
    assert rich("`{Wh}` and `Wh`", filler(card)) == f"{filler(card)('Wh')} and W<sub>h</sub>"


# --- against the core ---


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("At t = 21 |`Wh`| = {Wh}.", "At t_=_21 |W<sub>h</sub>|_=_−0.9."),
        ("the error e = Ŷ − Y = {e}", "the error e_=_Ŷ_−_Y_=_−0.9"),
        ("(1 − out_H)·(1 + out_H)", "(1_−_out_H)·(1_+_out_H)"),
        ("∂L/∂`Wx` = −0.871: e · `Wy` · s · X ≈ 3", "∂L/∂W<sub>x</sub>_=_−0.871: e · W<sub>y</sub> · s · X ≈ 3"),
        ("(some words + many more words) = X", "(some words + many more words) = X"),
    ],
)
def test_a_line_does_not_break_within_a_short_equation(text: str, html: str):
    assert rich(text, lambda _: "−0.9").replace("\N{NO-BREAK SPACE}", "_") == html


def test_a_claim_that_would_take_seconds_is_not_met_in_a_long_run():
    condition = conditions.condition("wrong_steps Wx 3 > 0")
    for steps, met in ((conditions.MOST_STEPS, True), (conditions.MOST_STEPS + 1, False)):
        state = OPENING.with_(steps=steps, eta=0.01)
        assert conditions.met(condition, state, lesson.run_of(state)[0], answered=False) == met


def test_a_number_in_a_text_is_computed_once(monkeypatch: pytest.MonkeyPatch):
    card, run_of = shipped()["window"].cards[1], Mock(wraps=lesson.run_of)
    monkeypatch.setattr(lesson, "run_of", run_of)
    other = replace(card, state=card.state.with_(Wx=0.2468))
    assert rich(card.text, filler(other)) == rich(card.text, filler(other))
    assert run_of.call_count == len(set(places(card.text)))


# --- answers ---


def test_a_number_counts_for_the_question_of_the_card_at_the_step_on_the_screen():
    card = shipped()["first_term"].cards[5]
    state = card.state
    assert card.blanks == "1"

    def counts(question: str, asked: Session, at: Session = state, *, right: bool = True) -> bool:
        return lesson.question_answered(card, at, (Answer(question, about(asked), "0.5", right=right),))

    assert counts("factor 2", state)
    assert counts("factor 2", state.with_(t=31), state.with_(t=31))
    assert counts("factor 2", state.with_(Wh=0.5), state.with_(Wh=0.5))
    assert not counts("factor 2", state.with_(t=31))
    assert not counts("factor 2", state, state.with_(t=31))
    assert not counts("factor 2", state, right=False)
    assert not counts("sum", state)
    assert not counts("largest", state)
    assert not counts("factor 2", state.with_(Wh=0.5))
    assert not lesson.question_answered(card, state, ())


def test_a_guess_counts_once_its_step_has_been_taken_from_the_card():
    card = shipped()["vanishing"].cards[5]
    here, after = card.state, card.state.with_(t=card.state.t + 1)
    assert card.ask == "change"

    def counts(question: str, asked: Session, at: Session) -> bool:
        return lesson.question_answered(card, at, (Answer(question, about(asked), "grows", right=False),))

    assert counts("change", after, after)
    assert not counts("sign", after, after)
    assert not counts("change", here, here)  # made before the card was opened
    assert not counts("change", after, after.with_(t=after.t + 1))
    assert not counts("change", after, here)
