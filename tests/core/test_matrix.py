"""The contribution matrix as it is read: the band a window counts, its blocks, its columns."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core.itemise import contributions
from rnn_core.matrix import counted, credit, extremes
from tests.core.replay import cases, derivative
from tests.core.runs import BACK, beyond_range, full_chains, lively, run_of, values


@pytest.mark.parametrize("steps", [1, 5, 14])
@pytest.mark.parametrize("window", range(1, 11))
def test_counted_is_where_the_window_has_terms(window, steps):
    run = lively(window, steps=steps)
    for name in BACK:
        table, expected = run.terms(name), np.zeros((steps, steps), bool)
        for t in range(steps):
            for lag in range(min(window, t + 1)):
                expected[t, t - lag] = not math.isnan(table[t, lag])
        band = counted(run, name, window)
        assert (band.dtype, band.tolist()) == (bool, expected.tolist()), name
        for t, row in enumerate(contributions(run, name)):
            assert row[band[t]].tolist() == values(run[t].chains[name])[::-1]


# --- made smaller ---


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 16), st.integers(1, 16), st.integers(1, 7), st.sampled_from((0.0, 0.3, 0.9)), st.integers(0, 2**32))
def test_of_each_block_the_entry_of_the_largest_magnitude(height, width, side, missing, seed):
    draw = np.random.default_rng(seed)
    matrix = draw.integers(-5, 5, (height, width)) * 0.25 + draw.choice([0.0, 0.0625], (height, width))
    matrix[draw.random((height, width)) < missing] = np.nan
    given_values = matrix.copy()
    small = extremes(matrix, side)
    assert small.shape == (math.ceil(height / side), math.ceil(width / side))
    for i, row in enumerate(small.tolist()):
        for j, kept in enumerate(row):
            block = []
            for t in range(i * side, min(height, i * side + side)):
                for s in range(j * side, min(width, j * side + side)):
                    if not math.isnan(matrix[t, s]):
                        block.append(float(matrix[t, s]))
            if block:
                assert kept in block
                assert abs(kept) == max(map(abs, block))
            else:
                assert math.isnan(kept)
    np.testing.assert_array_equal(matrix, given_values)


def test_blocks_of_a_matrix_of_contributions():
    matrix = contributions(lively(3, steps=23), "Wh")
    assert extremes(matrix, 1).tobytes() == matrix.tobytes()
    assert abs(extremes(matrix, 23)).tolist() == [[np.nanmax(abs(matrix))]]
    assert np.isnan(extremes(matrix, 5)).tolist() == [[j > i for j in range(5)] for i in range(5)]


# --- one column ---


@pytest.mark.parametrize("steps", [1, 9, 10, 11, 40])
def test_credit_is_one_column(steps):
    run = lively(3, steps=steps)
    for name in BACK:
        rows = [values(full_chains(run, t)[name])[::-1] for t in range(steps)]
        matrix = contributions(run, name)
        for s in range(steps):
            pieces, up, down, total = [], 0.0, 0.0, 0.0
            for t in range(s, steps):
                value = rows[t][s]
                if t - s < 10:
                    pieces.append(value)
                elif value > 0:
                    up += value
                else:
                    down += value
                total += value
            found = credit(matrix, s)
            assert (found.step, found.pieces, found.total) == (s, tuple(pieces), total)
            assert found.later_up == pytest.approx(up, rel=1e-13, abs=0)
            assert found.later_down == pytest.approx(down, rel=1e-13, abs=0)
            assert steps < 40 or not 0 < s < 11 or (found.later_up > 0 > found.later_down)
            assert {type(number) for number in (*found.pieces, found.later_up, found.later_down, found.total)} == {float}


@settings(max_examples=30, deadline=None)
@given(cases(), st.sampled_from(BACK))
def test_credit_is_the_derivative_of_all_losses_by_the_weight_at_one_step(case, name):
    matrix, n = contributions(run_of(case, 1), name), len(case.X)
    for s in (0, 1, 4, n - 1):
        replayed = [derivative(case, t, name, {s}) for t in range(s, n)]
        found = credit(matrix, s)
        close = 1e-12 * sum(map(abs, replayed))
        assert abs(found.total - sum(replayed)) <= close
        assert abs(sum(found.pieces) - sum(replayed[:10])) <= close
        assert abs(found.later_up + found.later_down - sum(replayed[10:])) <= close


def test_credit_beyond_the_finite_range_comes_without_a_warning():
    matrix = contributions(beyond_range(), "Bx")
    found = credit(matrix, 0)
    assert found.pieces == tuple(matrix[:10, 0].tolist())
    assert {-math.inf, math.inf} <= set(found.pieces)
    assert math.isnan(found.total)
