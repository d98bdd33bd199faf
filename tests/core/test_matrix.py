"""The contribution matrix as it is read: the band a window counts, its blocks, parts, rows, diagonals and columns."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core import Experiment, Params, simulate
from rnn_core.analysis.matrix import Credit, Slice, credit, diagonal, extremes, largest, part_of, row, symlog
from rnn_core.itemise import contributions, lags_counted
from tests.core.replay import cases, derivative
from tests.core.runs import BACK, beyond_range, by_hand, empty, full_chains, lively, overflowing, run_of, swinging, values

RUNS = [lively(3), swinging(), swinging(4, 0.0), swinging(2, 0.3, 9), swinging(2, 0.3, 10), swinging(1, 0.1, 1)]


def magnitude(rows):
    """The largest magnitude of some rows."""
    return max((abs(value) for each in rows for value in each), default=0.0)


@pytest.mark.parametrize("steps", [1, 5, 14])
@pytest.mark.parametrize("window", range(1, 11))
def test_counted_is_where_the_window_has_terms_and_beyond_is_the_rest(window, steps):
    run = lively(window, steps=steps)
    for name in BACK:
        table, expected = run.terms(name), np.zeros((steps, steps), bool)
        for t in range(steps):
            for lag in range(min(window, t + 1)):
                expected[t, t - lag] = not math.isnan(table[t, lag])
        matrix = contributions(run, name)
        part = part_of(matrix, largest(matrix), lags_counted(name, window), 0, steps - 1, steps)
        assert (part.side, part.times, part.steps) == (1, tuple(range(steps)), tuple(range(steps)))
        assert (part.counted.dtype, part.beyond.dtype) == (np.float64, np.float64)
        band = ~np.isnan(part.counted)
        assert band.tolist() == expected.tolist(), name
        assert np.isnan(part.beyond).tolist() == [[expected[t, s] or s > t for s in range(steps)] for t in range(steps)], name
        for t in range(steps):
            inside, whole = values(run[t].chains[name])[::-1], values(full_chains(run, t)[name])[::-1]
            assert part.counted[t, band[t]].tolist() == inside
            assert part.beyond[t, ~np.isnan(part.beyond[t])].tolist() == whole[: len(whole) - len(inside)]


def test_a_band_as_wide_as_the_run_leaves_nothing_beyond():
    matrix = contributions(lively("all"), "Wh")
    part = part_of(matrix, 1.0, 14, 0, 13, 14)
    assert part.counted.tobytes() == matrix.tobytes()
    assert np.isnan(part.beyond).all()


# --- a part of it ---


def assert_part(rows, part, lags, first, last, most):
    """Every field again, from the entries of plain loops."""
    n = last - first + 1
    side = next(side for side in range(1, n + 2) if len(range(first, last + 1, side)) <= most)
    blocks = [range(corner, min(corner + side, last + 1)) for corner in range(first, last + 1, side)]
    middles = tuple(block[min(side // 2, len(block) - 1)] for block in blocks)
    assert (part.side, part.times, part.steps) == (side, middles, middles)
    assert {type(t) for t in (*part.times, *part.steps, part.side)} == {int}
    assert part.counted.shape == part.beyond.shape == (len(blocks), len(blocks))
    for i, losses in enumerate(blocks):
        for j, steps in enumerate(blocks):
            band = [rows[t][s] for t in losses for s in steps if 0 <= t - s < lags]
            rest = [rows[t][s] for t in losses for s in steps if t - s >= lags]
            for entries, shown in ((band, part.counted[i, j]), (rest, part.beyond[i, j])):
                if not entries:
                    assert math.isnan(shown), (i, j)
                else:  # of two as large, the one over 0 is the larger
                    assert shown == max(value for value in entries if abs(value) == max(map(abs, entries))), (i, j)
    assert part.largest == magnitude(rows)
    assert part.finite


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(RUNS), st.sampled_from(BACK), st.integers(1, 12), st.integers(1, 30), st.data())
def test_a_part_is_the_extremes_of_its_blocks(run, name, lags, most, data):
    last = data.draw(st.integers(0, len(run) - 1))
    first = data.draw(st.integers(0, last))
    matrix = contributions(run, name)
    given_values = matrix.copy()
    assert_part(by_hand(run, name), part_of(matrix, largest(matrix), lags, first, last, most), lags, first, last, most)
    assert matrix.tobytes() == given_values.tobytes()


@settings(max_examples=20, deadline=None)
@given(cases(), st.sampled_from(BACK), st.integers(1, 10), st.integers(1, 5), st.integers(0, 8), st.sampled_from((0.0, 0.01)))
def test_a_part_of_any_run(case, name, lags, most, first, learning_rate):
    run = run_of(case, 3, learning_rate)
    matrix, last = contributions(run, name), len(run) - 1
    assert_part(by_hand(run, name), part_of(matrix, largest(matrix), lags, first, last, most), lags, first, last, most)


@pytest.mark.parametrize(
    ("first", "last", "most", "side", "middles"),
    [
        (0, 22, 23, 1, tuple(range(23))),
        (0, 22, 150, 1, tuple(range(23))),
        (0, 22, 22, 2, (*range(1, 22, 2), 22)),
        (3, 12, 3, 4, (5, 9, 12)),  # 3–6, 7–10, 11–12: the middle of the last would lie outside
        (2, 22, 5, 5, (4, 9, 14, 19, 22)),  # 21 steps, one over a multiple of 5
        (1, 20, 5, 4, (3, 7, 11, 15, 19)),
        (7, 7, 1, 1, (7,)),
        (7, 8, 1, 2, (8,)),
        (0, 0, 9, 1, (0,)),
    ],
)
def test_how_many_stand_together_and_where_their_middle_is(first, last, most, side, middles):
    run = swinging()
    part = part_of(contributions(run, "Bx"), 1.0, 3, first, last, most)
    assert (part.side, part.times, part.steps) == (side, middles, middles)
    assert part.counted.shape == (len(middles), len(middles))


def test_the_largest_of_a_part_is_that_of_the_whole():
    run = swinging(4, 0.0)
    matrix, rows = contributions(run, "Bx"), by_hand(run, "Bx")
    at = max(range(23), key=lambda t: magnitude([rows[t]]))
    assert at > 3
    part = part_of(matrix, largest(matrix), 4, 0, at - 1, 10)
    inside = np.nanmax(np.fmax(abs(part.counted), abs(part.beyond)))
    assert inside == magnitude(rows[:at]) < part.largest == magnitude(rows)


def test_a_part_of_a_run_without_a_step():
    for name in BACK:
        matrix = contributions(empty(), name)
        part = part_of(matrix, largest(matrix), lags_counted(name, 3), 0, -1, 150)
        assert (part.times, part.steps, part.side, part.largest, part.finite) == ((), (), 1, 0.0, True)
        assert part.counted.shape == part.beyond.shape == (0, 0)


# --- its largest entry ---


@pytest.mark.parametrize("run", RUNS)
def test_the_largest_entry_in_plain_loops(run):
    for name in BACK:
        found = largest(contributions(run, name))
        assert (type(found), found) == (float, magnitude(by_hand(run, name)))


def test_the_largest_entry_may_lie_under_0():
    assert largest(np.array([[1.0, np.nan], [2.0, -3.0]])) == 3.0
    assert largest(np.array([[-1.0, np.nan], [2.0, -0.5]])) == 2.0
    assert largest(np.array([[0.0, np.nan], [-0.0, 0.0]])) == 0.0
    assert (largest(np.array([[-4.0]])), largest(np.empty((0, 0)))) == (4.0, 0.0)


def test_what_is_no_number_has_left_the_finite_range():
    """In the matrix of Wh every entry is 0, or infinity times 0."""
    run = overflowing()
    matrix = contributions(run, "Wh")
    assert set(np.abs(matrix[np.isfinite(matrix)]).tolist()) == {0.0}
    assert not np.isinf(matrix).any()
    assert [sum(map(math.isnan, each)) for each in by_hand(run, "Wh")] == [max(0, t - 102) for t in range(120)]
    assert largest(matrix) == math.inf
    assert largest(matrix[:100, :100]) == 0.0  # what lies above the diagonal is not missing
    assert not part_of(matrix, largest(matrix), 9, 0, 119, 30).finite
    assert not part_of(matrix, largest(matrix), 9, 0, 5, 30).finite  # whatever the part is
    assert largest(np.array([[np.nan]])) == math.inf


def test_what_is_infinite_has_left_the_finite_range():
    for run in (overflowing(), beyond_range()):
        matrix = contributions(run, "Bx")
        assert largest(matrix) == math.inf
        assert not part_of(matrix, largest(matrix), 10, 0, 3, 30).finite
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
    assert found.positive == len([value for value in entries if value > 0])
    for part in (0.01, 0.3, 1.0):
        seen = [place for place, value in enumerate(entries, first) if abs(value) >= part * magnitude([entries])]
        assert found.seen_from(part) == (seen[0] if seen else first)


@pytest.mark.parametrize("run", RUNS)
def test_a_row_and_a_diagonal_in_plain_loops(run):
    n = len(run)
    for name in BACK:
        matrix, rows = contributions(run, name), by_hand(run, name)
        for t in range(n):
            assert_slice(row(matrix, t), 0, rows[t])
        for lag in (0, 1, 3, 9, n - 1, n, n + 7):
            assert_slice(diagonal(matrix, lag), lag, [rows[t][t - lag] for t in range(lag, n)])


def test_a_slice_by_hand():
    found = Slice(4, (0.0, -0.02, 1.0, -2.0, 2.0, 0.5))
    assert (found.largest, found.positive, found.at(4), found.at(7)) == (7, 3, 0.0, -2.0)  # of two as large the first
    assert (found.seen_from(0.01), found.seen_from(0.011), found.seen_from(0.5), found.seen_from(1.0)) == (5, 6, 6, 7)


def test_a_slice_of_nothing():
    for nothing in (Slice(3, ()), Slice(3, (0.0, -0.0)), diagonal(contributions(lively(3, steps=1), "Wx"), 3)):
        assert (nothing.first, nothing.largest, nothing.positive, nothing.seen_from(0.01)) == (3, None, 0, 3)


def test_the_largest_of_a_lag_is_told_as_a_loss():
    """State 0 and every path the error: the loss at 5 is the largest, at every lag."""
    Y = [-1.0] * 5 + [-4.0] + [-1.0] * 4
    matrix = contributions(simulate(Experiment(Params(0.0, 1.0, 0.0, 1.0, 0.0), [0.0] * 10, Y)), "Bx")
    assert [diagonal(matrix, lag).largest for lag in range(6)] == [5] * 6
    assert [diagonal(matrix, lag).at(5) for lag in range(6)] == [4.0] * 6
    assert diagonal(matrix, 6).largest == 6


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
    for i, line in enumerate(small.tolist()):
        for j, kept in enumerate(line):
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


@pytest.mark.parametrize("pair", [[-2.0, 2.0], [2.0, -2.0]])
def test_of_two_as_large_the_positive_one(pair):
    for matrix in (np.array([pair]), np.array([pair]).T, np.array([[1.0, *pair], [np.nan, 0.5, -1.0]])):
        assert extremes(matrix, 3).tolist() == [[2.0]]


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


@pytest.mark.parametrize("run", RUNS)
def test_credit_in_plain_loops(run):
    n = len(run)
    for name in BACK:
        matrix, rows = contributions(run, name), by_hand(run, name)
        for s in range(n):
            column = [rows[t][s] for t in range(s, n)]
            up = down = total = 0.0
            for lag, value in enumerate(column):
                total += value
                if lag > 9 and value > 0:
                    up += value
                if lag > 9 and value < 0:
                    down += value
            found = credit(matrix, s)
            assert found == Credit(s, tuple(column[:10]), up, down, total)
            first = next((lag for lag, value in enumerate(column[:10]) if abs(value) == magnitude([column[:10]])), None)
            assert found.largest == (first if any(column[:10]) else None)


def test_the_largest_piece():
    assert Credit(5, (1.0, -3.0, 3.0), 0.0, 0.0, 1.0).largest == 1
    assert Credit(5, (-1.0,), 9.0, 0.0, 8.0).largest == 0
    assert Credit(5, (0.0, -0.0, 0.0), 9.0, 0.0, 9.0).largest is None
    assert Credit(5, (0.0, 0.0, 1e-300), 0.0, -9.0, -9.0).largest == 2


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


# --- heights on a symlog axis ---


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6), st.sampled_from((1e-6, 0.01, 1.0, 30.0)))
def test_symlog_by_its_formula(numbers, threshold):
    heights = symlog(np.array(numbers), threshold)
    for value, height in zip(numbers, heights.tolist(), strict=True):
        expected = math.log10(1 + abs(value) / threshold) * (1 if value > 0 else -1)
        assert height == pytest.approx(expected, rel=1e-14, abs=0)
        assert abs(value) > 0.01 * threshold or height == pytest.approx(value / threshold / math.log(10), rel=0.006, abs=1e-15)


def test_symlog_keeps_shape_signs_and_gaps():
    heights = symlog(np.array([[9.0, -99.0, 0.0], [np.nan, 0.5, -0.0]]), 1.0)
    np.testing.assert_allclose(heights, [[1.0, -2.0, 0.0], [np.nan, math.log10(1.5), 0.0]], rtol=1e-15)
    assert symlog(np.empty((0, 0)), 1.0).shape == (0, 0)
    assert float(symlog(np.array(-0.9), 0.1)) == -1.0
