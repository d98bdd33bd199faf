"""Logarithmic axes: they hold their values, and at least two marks with a number."""

import pytest

from pages.lab.plot.axes import log_axis, symlog_axis
from tests.pages.trainings import assert_log_axis

SHORT = [(0.21, 0.45), (0.5, 0.500001), (0.51, 0.56), (0.03, 0.04), (0.3, 0.3), (0.0, 0.0)]


@pytest.mark.parametrize("ends", SHORT)
def test_an_axis_has_two_numbers_however_short_it_is(ends: tuple[float, float]):
    assert_log_axis(log_axis(ends), ends)


def test_an_axis_ends_at_the_largest_number():
    for low in range(100, 308, 3):
        assert_log_axis(log_axis([10.0**low, 1.7e308]), [10.0**low, 1.7e308])


def test_marks_are_round():
    assert log_axis([3e-5, 2.0])["ticktext"] == ["10⁻⁴", "0.001", "0.01", "0.1", "1"]
    assert log_axis([1e-9, 1e3])["ticktext"] == ["10⁻⁹", "10⁻⁶", "0.001", "1", "1000"]


def test_the_end_of_a_symlog_axis_is_as_short_as_the_other_marks_if_it_is_round():
    assert symlog_axis(1.0, 0.001)["ticktext"] == ["−1", "−0.1", "−0.01", "0", "0.01", "0.1", "1"]
    assert symlog_axis(1.03, 0.001)["ticktext"] == ["−1.03", "−0.1", "−0.01", "0", "0.01", "0.1", "1.03"]
