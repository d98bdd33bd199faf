"""What a stranger has written, wherever the page shows it: nothing in it acts unseen, and it is cut short."""

from collections.abc import Callable

import pytest

from pages.lab.choice import as_code
from pages.lab.questions.practice import _said
from pages.lab.text.distribution import typed
from pages.lab.text.untrusted import first_of, problem_list, visible
from rnn_core.analysis.practice import blanks
from tests.pages.records import moment_of

UNSEEN = "\u202e\n\x00\u200b"
HERE = moment_of()
(BLANK,) = blanks(HERE.reading, "Wh", 2, "term")


def test_what_acts_unseen_is_replaced_by_a_sign_and_all_else_stays():
    assert visible(f"a{UNSEEN}ß 😀", 10) == "a\ufffd\ufffd\ufffd\ufffdß 😀"
    assert visible("abc", 2) == "ab"
    assert visible("1\u00a0234\u202f567 8", 20) == "1 234 567 8"


@pytest.mark.parametrize("show", [as_code, typed, lambda text: _said(HERE, BLANK, text)])
def test_every_place_that_shows_it_does_so(show: Callable[[str], str]):
    shown = show(f"7{UNSEEN}7")
    assert "7\ufffd\ufffd\ufffd\ufffd7" in shown
    assert not set(UNSEEN) & set(shown)
    assert len(show("x" * 1000)) < 300


def test_problems_are_listed_as_they_were_typed_and_without_any_the_box_is_empty():
    assert problem_list("Wrong:", ["<b>", "a"]) == (
        '<div class="problems some" role="alert"><p>Wrong:</p><ul><li>&lt;b&gt;</li><li>a</li></ul></div>'
    )
    assert problem_list("Wrong:", []) == '<div class="problems" role="alert"><ul></ul></div>'


@pytest.mark.parametrize(("count", "more"), [(0, ()), (10, ()), (11, ("and 1 more",)), (5010, ("and 5,000 more",))])
def test_the_first_ten_of_many_problems_are_named(count: int, more: tuple[str, ...]):
    assert first_of(range(count)) == (*map(str, range(min(count, 10))), *more)
    assert first_of([UNSEEN, "x" * 1000]) == ("\ufffd" * len(UNSEEN), "x" * 200)
