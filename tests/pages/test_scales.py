import math

import numpy as np
import pytest

from pages.lab.plot.scales import (
    VISIBLE,
    full_height,
    height_of,
    none_visible,
    span,
    symlog,
    symlog_array,
    symlog_threshold,
)


def test_symlog_is_linear_below_and_logarithmic_above_and_keeps_the_sign():
    assert symlog(1e-9, 1e-3) == pytest.approx(1e-6 / math.log(10), rel=1e-3)
    assert symlog(1e3, 1e-3) - symlog(1e2, 1e-3) == pytest.approx(1, abs=1e-4)
    assert symlog(-2.0, 0.1) == -symlog(2.0, 0.1)
    values = np.array([[-3.0, 0.0], [1e-5, np.nan]])
    expected = [[symlog(value, 1e-4) for value in row] for row in values.tolist()]
    assert symlog_array(values, 1e-4) == pytest.approx(np.array(expected), nan_ok=True)


def test_the_threshold_is_a_power_of_ten_four_decades_down():
    assert [symlog_threshold(largest) for largest in (1.0, 9.9, 0.5, 0.0)] == pytest.approx([1e-3, 1e-3, 1e-4, 1.0])


def test_the_largest_value_has_full_height():
    assert height_of(5.0, 5.0, "symlog") == height_of(5.0, 5.0, "linear") == 1.0
    assert height_of(-2.5, 5.0, "linear") == height_of(-2.5, 5.0, "relative") == -0.5
    assert height_of(-0.5, 5.0, "symlog") == -symlog(0.5, 1e-3) / symlog(5.0, 1e-3)
    assert height_of(0.0, 0.0, "linear") == height_of(0.0, 0.0, "symlog") == 0.0


def test_a_span_holds_every_finite_value_with_space_beside_it():
    low, high = span([3.0, -1.0, math.nan, math.inf])
    assert low < -1.0
    assert high > 3.0
    assert span([2.0, 3.0], zero=True)[0] < 0.0
    assert span([]) == [-1.16, 1.16]
    low, high = span([4.0, 4.0])
    assert low < 4.0 < high


def test_a_full_height_is_the_next_round_number_and_holds_every_value():
    pairs = [
        (0.871, 1.0),
        (0.179, 0.2),
        (1.0, 1.0),
        (2.1, 5.0),
        (5.1, 10.0),
        (0.0, 0.0),
        (3e-7, 5e-7),
        (9.9e307, 1e308),
    ]
    for value, full in pairs:
        assert full_height([0.0, -value]) == pytest.approx(full)
    for power in range(-300, 300, 7):
        for digits in (1.0, 1.0000001, 1.9999, 2.0, 4.99, 7.3, 9.999999):
            value = float(f"{digits}e{power}")
            assert value <= full_height([value]) <= 2.5 * value
    assert full_height([1.7e308]) == 1.7e308  # the next round number is no float


def test_values_are_hidden_if_some_are_not_0_and_none_has_a_bar_that_can_be_seen():
    assert none_visible([0.5 * VISIBLE, -0.9 * VISIBLE, 0.0], 1.0, "linear")
    assert not none_visible([0.5 * VISIBLE, -1.1 * VISIBLE], 1.0, "linear")
    assert not none_visible([0.0, 0.0], 1.0, "linear")
    assert not none_visible([0.5 * VISIBLE], 1.0, "symlog")
