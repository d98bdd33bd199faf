"""The steps of a run that one file holds: which they are, and what they are called."""

import pytest

from pages.lab.takeaway.span import MOST, Span, chosen, wrong


@pytest.mark.parametrize(
    ("t", "last", "span"),
    [
        (21, 119, Span(-1, 119)),
        (399, 399, Span(-1, 399)),
        (0, 400, Span(0, 399)),
        (1000, 1999, Span(800, 1199)),
        (1990, 1999, Span(1600, 1999)),
        (-1, 0, Span(-1, 0)),
    ],
)
def test_without_a_wish_a_file_holds_the_run_or_what_lies_around_t(t: int, last: int, span: Span):
    assert chosen(None, t, last) == span
    assert span.steps <= MOST
    assert span.first <= t <= span.last
    assert wrong(span) == ""


def test_what_cannot_be_a_file_is_said():
    assert wrong(Span(5, 4)) == "The first step, t = 5, comes after the last, t = 4."
    assert wrong(Span(-1, -1)) == "A file must contain at least one step; t = −1 is the moment before the first."
    assert wrong(Span(0, MOST)) == "These are 401 steps. A file holds at most 400."
    assert wrong(Span(-1, MOST - 1)) == ""
    assert chosen((3, 500), 21, 119) == Span(3, 119), "the run has become shorter since"
    assert chosen((300, 500), 21, 119) == Span(-1, 119), "so short that it has none of these steps"


def test_a_file_is_named_after_its_steps_or_the_run():
    assert [Span(*ends).told for ends in ((-1, 119), (5, 5))] == ["t = −1 to 119", "t = 5"]
    assert {Span(*ends).name(119) for ends in ((-1, 119), (0, 119))} == {"unrolled-run.html"}
    assert [Span(*ends).name(119) for ends in ((-1, 50), (30, 119), (5, 5), (-1, 0))] == [
        "unrolled-t0-to-50.html",
        "unrolled-t30-to-119.html",
        "unrolled-t5.html",
        "unrolled-t0.html",
    ]
