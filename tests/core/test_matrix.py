"""Rows, diagonals and columns of the contribution matrix, against plain loops."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import Params, simulate
from rnn_core.analysis.matrix import Column, Slice, diagonal, largest, read_columns, row
from rnn_core.itemise import contributions
from tests.core.replay import cases, derivative, examples
from tests.core.runs import (
    BACK,
    beyond_range,
    experiment_of,
    full_chains,
    lively,
    matrix_by_hand,
    overflowing,
    run_of,
    swinging,
    values,
)

RUNS = [lively(3), swinging(), swinging(4, 0.0), swinging(2, 0.3, 9), swinging(2, 0.3, 10), swinging(1, 0.1, 1)]


def largest_magnitude(rows):
    """The largest magnitude in some rows."""
    return max((abs(value) for each in rows for value in each), default=0.0)


# --- its largest entry ---


@pytest.mark.parametrize("run", RUNS)
def test_the_largest_entry_in_plain_loops(run):
    for name in BACK:
        found = largest(contributions(run, name))
        assert (type(found), found) == (float, largest_magnitude(matrix_by_hand(run, name)))


def test_the_largest_entry_may_be_negative():
    assert largest(np.array([[1.0, np.nan], [2.0, -3.0]])) == 3.0
    assert largest(np.array([[-1.0, np.nan], [2.0, -0.5]])) == 2.0
    assert largest(np.array([[0.0, np.nan], [-0.0, 0.0]])) == 0.0
    assert (largest(np.array([[-4.0]])), largest(np.empty((0, 0)))) == (4.0, 0.0)


def test_a_matrix_with_nan_below_the_diagonal_is_infinite():
    """In the matrix of Wh every entry is 0, or inf times 0."""
    run = overflowing()
    matrix = contributions(run, "Wh")
    assert set(np.abs(matrix[np.isfinite(matrix)]).tolist()) == {0.0}
    assert not np.isinf(matrix).any()
    assert [sum(map(math.isnan, each)) for each in matrix_by_hand(run, "Wh")] == [max(0, t - 102) for t in range(120)]
    assert largest(matrix) == math.inf
    assert largest(matrix[:100, :100]) == 0.0  # NaN above the diagonal is expected
    assert largest(np.array([[np.nan]])) == math.inf


def test_a_matrix_with_inf_is_infinite():
    for run in (overflowing(), beyond_range()):
        matrix = contributions(run, "Bx")
        assert largest(matrix) == math.inf
        assert largest(np.array([[-math.inf]])) == math.inf


# --- one row, one lag ---


def assert_slice(found, first, entries):
    assert (found.first, found.values) == (first, tuple(entries))
    assert {type(value) for value in found.values} <= {float}
    best = None
    for place, value in enumerate(entries, first):
        assert found.at(place) == value
        if value and (best is None or abs(value) > abs(entries[best - first])):
            best = place
    assert found.largest == best
    assert found.largest_lag == (None if best is None else first + len(entries) - 1 - best)
    assert found.positive == len([value for value in entries if value > 0])


@pytest.mark.parametrize("run", RUNS)
def test_a_row_and_a_diagonal_in_plain_loops(run):
    n = len(run)
    for name in BACK:
        rows = matrix_by_hand(run, name)
        for t in range(n):
            assert_slice(row(run, name, t), 0, rows[t])
        for lag in (0, 1, 3, 9, n - 1, n, n + 7):
            assert_slice(diagonal(run, name, lag), lag, [rows[t][t - lag] for t in range(lag, n)])


def test_a_slice_by_hand():
    found = Slice(4, (0.0, -0.02, 1.0, -2.0, 2.0, 0.5))
    assert (found.largest, found.positive, found.at(4), found.at(7)) == (7, 3, 0.0, -2.0)  # the first of equals


def test_a_slice_of_nothing():
    for nothing in (Slice(3, ()), Slice(3, (0.0, -0.0)), diagonal(lively(3, steps=1), "Wx", 3)):
        assert (nothing.first, nothing.largest, nothing.positive) == (3, None, 0)


def test_the_largest_of_a_diagonal_is_given_as_a_loss():
    """The state is 0 and every path is the error: the loss at 5 is the largest at every lag."""
    Y = [-1.0] * 5 + [-4.0] + [-1.0] * 4
    run = simulate(experiment_of(Params(0.0, 1.0, 0.0, 1.0, 0.0), [0.0] * 10, Y))
    assert [diagonal(run, "Bx", lag).largest for lag in range(6)] == [5] * 6
    assert [diagonal(run, "Bx", lag).at(5) for lag in range(6)] == [4.0] * 6
    assert diagonal(run, "Bx", 6).largest == 6


# --- one column ---


@pytest.mark.parametrize("steps", [1, 9, 10, 11, 40])
def test_a_column_is_one_column(steps):
    run = lively(3, steps=steps)
    for name in BACK:
        rows = [values(full_chains(run, t)[name])[::-1] for t in range(steps)]
        columns = read_columns(run, name)
        for s in range(steps):
            terms, up, down, total = [], 0.0, 0.0, 0.0
            for t in range(s, steps):
                value = rows[t][s]
                if t - s < 10:
                    terms.append(value)
                elif value > 0:
                    up += value
                else:
                    down += value
                total += value
            found = columns.at(s)
            assert (found.step, found.terms, found.total) == (s, tuple(terms), total)
            assert found.later_up == pytest.approx(up, rel=1e-13, abs=0)
            assert found.later_down == pytest.approx(down, rel=1e-13, abs=0)
            assert steps < 40 or not 0 < s < 11 or (found.later_up > 0 > found.later_down)
            assert {type(number) for number in (*found.terms, found.later_up, found.later_down, found.total)} == {float}


@pytest.mark.parametrize("run", RUNS)
def test_a_column_in_plain_loops(run):
    n = len(run)
    for name in BACK:
        columns, rows = read_columns(run, name), matrix_by_hand(run, name)
        for s in range(n):
            entries = [rows[t][s] for t in range(s, n)]
            up = down = total = 0.0
            for lag, value in enumerate(entries):
                total += value
                if lag > 9 and value > 0:
                    up += value
                if lag > 9 and value < 0:
                    down += value
            found = columns.at(s)
            assert found == Column(s, tuple(entries[:10]), up, down, total)
            first = next(
                (lag for lag, value in enumerate(entries[:10]) if abs(value) == largest_magnitude([entries[:10]])), None
            )
            assert found.largest == (first if any(entries[:10]) else None)
            assert found.largest_loss == (s + first if first is not None and any(entries[:10]) else None)


def test_the_largest_term_of_a_column():
    assert Column(5, (1.0, -3.0, 3.0), 0.0, 0.0, 1.0).largest == 1
    assert Column(5, (-1.0,), 9.0, 0.0, 8.0).largest == 0
    assert Column(5, (0.0, -0.0, 0.0), 9.0, 0.0, 9.0).largest is None
    assert Column(5, (0.0, 0.0, 1e-300), 0.0, -9.0, -9.0).largest == 2


@examples(30)
@given(cases(), st.sampled_from(BACK))
def test_a_column_is_the_derivative_of_all_losses_with_respect_to_the_weight_at_one_step(case, name):
    columns, n = read_columns(run_of(case, 1), name), len(case.X)
    for s in (0, 1, 4, n - 1):
        replayed = [derivative(case, t, name, {s}) for t in range(s, n)]
        found = columns.at(s)
        close = 1e-12 * sum(map(abs, replayed))
        assert abs(found.total - sum(replayed)) <= close
        assert abs(sum(found.terms) - sum(replayed[:10])) <= close
        assert abs(found.later_up + found.later_down - sum(replayed[10:])) <= close


def test_a_column_beyond_the_finite_range_comes_without_a_warning():
    matrix = contributions(beyond_range(), "Bx")
    found = read_columns(beyond_range(), "Bx").at(0)
    assert found.terms == tuple(matrix[:10, 0].tolist())
    assert {-math.inf, math.inf} <= set(found.terms)
    assert math.isnan(found.total)
