"""What follows from the outcomes of a comparison: medians, spreads, groups of windows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import Params
from rnn_core.analysis.windows import (
    Comparison,
    Outcome,
    WindowOutcome,
    lower,
)
from tests.core.replay import examples, thousandths

T = 11


# --- several outcomes in one ---


def outcome_of(loss, curve=()):
    return Outcome(
        steps_at=10 * np.arange(len(curve)),
        losses=np.array(curve, dtype=np.float64),
        path_weights=np.zeros((0, 5)),
        weights=Params(0.0, 0.0, 0.0, 0.0, 0.0),
        loss=loss,
    )


def window_of(window, *outcomes, complete=True):
    return WindowOutcome(window, outcomes, complete)


def comparison_of(*windows, baseline=0.5):
    return Comparison(steps=9, starts=3, windows=windows, baseline=baseline, done=9, total=9)


@examples(40)
@given(st.lists(st.none() | thousandths(0, 9), min_size=1, max_size=6))
def test_losses_are_sorted_and_the_median_is_their_middle(losses):
    one = window_of(3, *map(outcome_of, losses))
    there = sorted(loss for loss in losses if loss is not None)
    assert one.losses == tuple(there)
    assert one.diverged == losses.count(None)
    if there:
        n = len(there)
        assert one.median == pytest.approx((there[(n - 1) // 2] + there[n // 2]) / 2)
    else:
        assert one.median is None


@examples(40)
@given(st.lists(st.lists(thousandths(0, 9), max_size=5), min_size=1, max_size=5))
def test_the_spread_is_lowest_median_and_highest_where_all_have_a_value(curves):
    spread = window_of(3, *(outcome_of(1.0, curve) for curve in curves)).spread
    rows = [sorted(row) for row in zip(*curves, strict=False)]  # as long as the shortest
    assert spread.t.tolist() == [10 * i for i in range(len(rows))]
    assert spread.low.tolist() == [row[0] for row in rows]
    assert spread.high.tolist() == [row[-1] for row in rows]
    n = len(curves)
    assert spread.median.tolist() == pytest.approx([(row[(n - 1) // 2] + row[n // 2]) / 2 for row in rows])


def test_the_spread_of_three_starts():
    spread = window_of(3, outcome_of(1.0, [5, 1, 2]), outcome_of(1.0, [4, 3]), outcome_of(1.0, [6, 2, 0, 9])).spread
    assert (spread.t.tolist(), spread.low.tolist(), spread.median.tolist(), spread.high.tolist()) == (
        [0, 10],
        [4, 1],
        [5, 2],
        [6, 3],
    )


def two_starts_each(*windows):
    columns = (window_of(window, outcome_of(float(i)), outcome_of(i + 0.5)) for i, window in enumerate(windows))
    return comparison_of(*columns)


@pytest.mark.parametrize(
    ("windows", "lag", "short", "long"),
    [
        ((1, 3, 10, "all"), 3, (1, 3), (10, "all")),  # window 3 counts the lags 0, 1, 2
        ((1, 3, 10, "all"), 2, (1,), (3, 10, "all")),
        ((1, 3, 10, "all"), 10, (1, 3, 10), ("all",)),
        ((1, 3, 10, "all"), 1, (1,), (3, 10, "all")),
        ((1, 3, 10, "all"), 0, None, None),
        ((1, 3, 10), 10, None, None),
        ((2, "all"), 1999, (2,), ("all",)),
        (("all",), 5, None, None),
        ((3,), 3, None, None),
        ((), 3, None, None),
    ],
)
def test_windows_that_count_a_lag_and_those_that_do_not(windows, lag, short, long):
    found = two_starts_each(*windows)
    groups = found.split_by_lag(lag)
    if short is None:
        assert groups is None
        return
    for group, members in zip(groups, (short, long), strict=True):
        assert group.window == members[-1]
        expected = [outcome for one in found.windows if one.window in members for outcome in one.outcomes]
        assert len(group.outcomes) == len(expected) == 2 * len(members)
        assert all(one is other for one, other in zip(group.outcomes, expected, strict=True))


@pytest.mark.parametrize(
    ("losses", "baseline", "part"),
    [
        ((0.25,), 0.5, 0.5),
        ((1.0, 4.0, 2.0), 0.5, 4.0),
        ((0.0,), 0.5, 0.0),
        ((0.25,), 0.0, None),
        ((None, None), 0.5, None),
        ((None, 3.0), 2.0, 1.5),
    ],
)
def test_a_median_as_a_fraction_of_the_baseline(losses, baseline, part):
    one = window_of(3, *map(outcome_of, losses))
    assert comparison_of(one, baseline=baseline).part(one) == part


@pytest.mark.parametrize(
    ("loss", "other", "is_lower"),
    [
        (0.97, 1.0, True),
        (0.979, 1.0, True),
        (0.981, 1.0, False),
        (1.0, 1.0, False),
        (1.5, 1.0, False),
        (0.0, 1e-9, True),
        (0.0, 0.0, False),
    ],
)
def test_a_loss_counts_as_lower_if_it_is_by_more_than_two_percent(loss, other, is_lower):
    assert lower(loss, other) is is_lower


def test_first_losses_are_those_of_the_start_weights():
    one = window_of(1, outcome_of(1.0, [2.0, 9.0]), outcome_of(None), outcome_of(1.0, [3.0, 1.0]))
    two = window_of("all", outcome_of(1.0, [2.5, 9.0]))
    assert comparison_of(one, two).first_losses == (2.0, 3.0, 2.5)
    assert comparison_of(window_of(1, outcome_of(None))).first_losses == comparison_of().first_losses == ()


def test_a_split_by_lag_is_complete_if_its_windows_are():
    short, long = window_of(1, outcome_of(1.0)), window_of(5, outcome_of(1.0), complete=False)
    assert [one.complete for one in comparison_of(short, long).split_by_lag(2)] == [True, False]
    both = comparison_of(short, long, window_of("all", outcome_of(1.0))).split_by_lag(7)
    assert [(one.window, one.complete) for one in both] == [(5, False), ("all", True)]


@pytest.mark.parametrize("place", range(5))
def test_beyond_counts_trained_runs_that_end_with_a_large_weight(place):
    def ended(weight, loss=1.0):
        weights = [0.1, 50.0, -50.0, 2.0, 3.0]
        weights[place] = weight
        return replace(outcome_of(loss), weights=Params(*weights))

    near, far, lost = ended(50.0), (ended(50.1), ended(-50.1)), ended(1e9, None)
    for outcomes, count in (((near, *far), 2), ((near,), 0), ((lost,), 0), ((far[0], lost, lost), 1), (far * 2, 4)):
        found = comparison_of(window_of(1, *outcomes), window_of(3, outcomes[0]))
        assert found.beyond(50.0) == count + (outcomes[0] in far)
        assert found.beyond(51.0) == 0
