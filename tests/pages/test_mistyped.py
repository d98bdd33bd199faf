"""What a teacher mistypes in a lesson, and what is said of it: the line, the field, and what to mend."""

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.lab.lessons.lesson import LessonError, read
from tests.pages.test_lesson import problems

SHORT = """{
  "title": "Signs",
  "goal": "Say why the signs alternate.",
  "minutes": 5,
  "cards": [
    {
      "title": "Look",
      "text": "Wh is {Wh}.",
      "look": "the bars",
      "state": {"Wh": -0.5, "t": 21},
      "shows": ["step", "by lag"],
      "act": {"do": "Press Step.", "done": ["t >= 22"], "example": {"t": 22}}
    }
  ]
}
"""
JARGON = re.compile(
    r"delimiter|Expecting|control character|schema|Properties|Items|minLength|propert(y|ies)|array|decode"
)
QUOTES = "straight quotation marks"
NUMBERS = "numbers are written like 5, 0.5 or -0.5"


@pytest.mark.parametrize(
    ("right", "wrong", "where", "says"),
    [
        ('"Signs",', '"Signs"', "line 2, title", 'a comma is missing after "Signs"'),
        ('-0.5, "t"', '-0.5 "t"', "line 10, cards 1, state, Wh", "a comma is missing after -0.5"),
        ("21},\n", "21}\n", "line 10, cards 1, state", "a comma is missing after 21}"),
        ('"t": 22}}\n', '"t": 22}},\n', "line 12, cards 1, act", "take out this comma: none stands before a }"),
        ('"by lag"]', '"by lag",]', "line 11, cards 1, shows 2", "take out this comma: none stands before a ]"),
        ('"Signs"', "'Signs'", "line 2, title", QUOTES),
        ('"Signs"', "“Signs”", "line 2, title", QUOTES),
        ('"Signs"', "Signs", "line 2, title", QUOTES),
        ('"goal"', "goal", "line 3", QUOTES),
        ('"goal"', "“goal”", "line 3", QUOTES),
        ('"Signs",', '"Signs,', "line 2, title", "its closing quotation mark is missing"),
        ("the signs", 'the "signs"', "line 3, goal", "a quotation mark within a text"),
        ("the signs", "the\nsigns", "line 3, goal", "a text is written in one line"),
        ("the signs", "the\tsigns", "line 3, goal", "a tab stands in a text"),
        ("the signs", "the \\signs", "line 3, goal", "a backslash within a text is written twice"),
        ('"minutes"', '// about\n  "minutes"', "line 4", "JSON has no comments"),
        ("5,", "5, # about", "line 4", "JSON has no comments"),
        ('"goal": ', '"goal" = ', "line 3", 'a colon is missing after "goal"'),
        ('"goal": "Say why the signs alternate."', '"goal":', "line 3, goal", "the value is missing after the :"),
        ('"t": 21}', '"t":}', "line 10, cards 1, state, t", "the value is missing after the :"),
        ("5,", "True,", "line 4, minutes", "“True” is written true"),
        ("-0.5", "-0,5", "line 10, cards 1, state", NUMBERS),
        ("-0.5", ".5", "line 10, cards 1, state, Wh", NUMBERS),
        ("-0.5", "−0.5", "line 10, cards 1, state, Wh", NUMBERS),
        ("-0.5", "05", "line 10, cards 1, state, Wh", NUMBERS),
        ("-0.5", "NaN", "line 10, cards 1, state, Wh", "must be a number from"),
        ("-0.5", '"-0.5"', "line 10, cards 1, state, Wh", "must be a number, without quotation marks"),
        ("]\n}", "]\n", "line 1", "this { is never closed; its } is missing"),
        ("  ]\n}", "}", "line 14, cards 1", "this } does not close the [ of line 5"),
        ("]\n}", "]\n} {}", "line 15", "a second lesson begins here"),
        ("]\n}", "]\n} Good luck!", "line 15", "nothing stands after the last }"),
        ('{\n  "title": "Signs"', '```json\n{\n  "title": "Signs"', "line 1", "a lesson begins with {"),
        ('"minutes"', '"minuets"', "line 4, minuets", "did you mean “minutes”?"),
        ('"look"', '"Look"', "line 9, cards 1, Look", "did you mean “look”?"),
        ('"by lag"', '"by-lag"', "line 11, cards 1, shows 2", "did you mean “by lag”?"),
        ('"by lag"', '"step"', "line 11, cards 1, shows", "has an entry twice"),
        ('"goal"', '"title"', "line 2, title", "this field stands here twice"),
        ("{Wh}", "{Wh", "line 8, cards 1, text", "the brace { has no partner"),
        ("t >= 22", "t => 22", "line 12, cards 1, act, done 1", "“t => 22” is no claim; write it like"),
    ],
)
def test_what_is_mistyped_is_said_in_plain_words(right: str, wrong: str, where: str, says: str):
    assert SHORT.count(right) >= 1
    said = problems(SHORT.replace(right, wrong, 1))
    assert any(one.startswith(f"{where}: ") and says in one for one in said), said
    assert not any(map(JARGON.search, said))


def test_a_byte_order_mark_at_the_front_is_no_mistake():
    assert read("\ufeff" + SHORT) == read(SHORT)


@given(st.integers(0, len(SHORT)), st.integers(0, 3), st.text('{}[]",:\\/#\n\t 0.-+aT“’\x00', max_size=3))
def test_whatever_is_mistyped_is_placed_and_said_in_plain_words(place: int, lost: int, typed: str):
    text = SHORT[:place] + typed + SHORT[place + lost :]
    lines = [re.match(r"line (\d+)[,:] ", one) for one in refusals(text)]
    assert all(line and 1 <= int(line[1]) <= text.count("\n") + 1 for line in lines)
    assert not any(map(JARGON.search, refusals(text)))


def refusals(text: str) -> list[str]:
    try:
        read(text)
    except LessonError as wrong:
        return wrong.problems
    return []


@pytest.mark.parametrize("text", ['{"' + '\\"' * 30_000, "{" + '"a", ' * 12_000, "[" * 900, '{"a":' * 900])
def test_a_huge_text_is_looked_through_once(text: str):
    begun = time.thread_time()
    assert len(problems(text)[0]) < 600
    assert time.thread_time() - begun < 0.5


def test_the_short_lesson_itself_is_right():
    assert read(SHORT).title == json.loads(SHORT)["title"]
