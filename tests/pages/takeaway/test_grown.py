"""A text that has grown is kept as what was put into it, and can be put together again."""

import random

import pytest

from pages.lab.takeaway.grown import LONG, insertions
from tests.pages.records import put_in


def line(points: int, seed: int = 1) -> str:
    """A line of a chart as it is sent, with a mark behind it."""
    draw = random.Random(seed)
    y = [draw.gauss(0, 1) for _ in range(points)]
    return f'{{"x":{list(range(points))},"y":{y},"mode":"lines","name":"Y_hat"}}'


@pytest.mark.parametrize("seed", range(20))
def test_a_line_that_goes_on_takes_as_much_as_its_new_points(seed: int):
    draw = random.Random(seed)
    shorter, more = draw.randint(200, 2000), draw.randint(1, 12)
    old, new = line(shorter, seed), line(shorter + more, seed)
    found = insertions(old, new)
    assert found
    assert put_in(old, *found) == new
    assert len(found[1]) + len(found[3]) == len(new) - len(old)


def test_what_is_another_text_is_kept_whole():
    assert insertions(line(500, 1), line(501, 2)) is None
    assert insertions(line(501), line(500)) is None
    assert insertions(line(500), line(500)) is None


def test_a_short_text_is_not_worth_it():
    old, new = line(20), line(21)
    assert len(new) < LONG
    assert insertions(old, new) is None


@pytest.mark.parametrize("seed", range(50))
def test_whatever_is_found_puts_the_text_together_again(seed: int):
    """Also in texts of two letters, where much is alike by chance."""
    draw = random.Random(seed)
    old = "".join(draw.choice("ab") for _ in range(LONG))
    first, second = sorted(draw.sample(range(LONG), 2))
    new = put_in(old, first, "ab" * draw.randint(0, 4), second, "ba" * draw.randint(0, 4))
    found = insertions(old, new)
    assert found is None or put_in(old, *found) == new
