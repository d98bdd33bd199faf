"""The ground for a drawing by hand holds all values, and its lines are round."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.lab.plot.ruled import ruled
from tests.core.replay import examples

values = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20)


@examples(300)
@given(values)
def test_the_ground_holds_all_values_and_its_lines_are_evenly_spaced(given_values: list[float]):
    ground = ruled(given_values)
    reach = ground.high - ground.low
    room = 0.0 if (ground.low, ground.high) == (-1, 1) else ground.lines[1] - ground.lines[0]
    assert ground.low + room - 1e-9 * reach <= min(given_values)
    assert max(given_values) <= ground.high - room + 1e-9 * reach
    gaps = [high - low for low, high in pairwise(ground.lines)]
    assert 3 <= len(gaps) <= 10
    assert gaps == pytest.approx([gaps[0]] * len(gaps), rel=1e-6)


@examples(300)
@given(values)
def test_a_hand_reaches_between_100_and_1000_heights_and_every_line_is_one_of_them(given_values: list[float]):
    ground = ruled(given_values)
    assert 99.9 < (ground.high - ground.low) / ground.fine < 1000.1
    assert math.log10(ground.fine) == pytest.approx(round(math.log10(ground.fine)))
    for line in ground.lines:
        assert line / ground.fine == pytest.approx(round(line / ground.fine), abs=1e-3)


@pytest.mark.parametrize("inside", [[], [0.0], [0.03, -0.02], [1.0, -1.0], [0.3] * 5])
def test_what_lies_within_1_is_drawn_on_the_same_ground_unless_its_range_is_small(inside: list[float]):
    assert ruled(inside).lines == (-1.0, -0.5, 0.0, 0.5, 1.0)
    assert ruled(inside).fine == 0.01


@pytest.mark.parametrize(
    ("data", "lines", "fine"),
    [
        ([0.0, 190.0], (-50.0, 0.0, 50.0, 100.0, 150.0, 200.0, 250.0), 1.0),
        ([-1.01, 0.5], (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0), 0.01),
        ([280.0, 300.0], (270.0, 280.0, 290.0, 300.0, 310.0), 0.1),
        ([7.0, 7.0], (-2.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0), 0.1),
        ([0.001, 0.004], (0.0, 0.001, 0.002, 0.003, 0.004, 0.005), 1e-05),
    ],
)
def test_other_data_is_drawn_in_its_own_units(data: list[float], lines: tuple[float, ...], fine: float):
    assert ruled(data).lines == lines
    assert ruled(data).fine == fine
