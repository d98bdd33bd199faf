"""Whole runs at once: totals, the contribution matrix, gains and window sums, against chains and plain loops."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import PARAMETERS, Params, gradient_chains, simulate
from rnn_core.analysis.gains import gain_products, run_gains
from rnn_core.analysis.reading import read_chain, read_step
from rnn_core.chain import lags_counted
from rnn_core.itemise import contributions, contributions_to, term_range, totals, window_sums
from tests.core.replay import cases, derivative, examples
from tests.core.runs import (
    BACK,
    beyond_range,
    empty,
    experiment_of,
    full_chains,
    lively,
    matrix_by_hand,
    run_of,
    swinging,
    values,
)


@pytest.mark.parametrize("learning_rate", [0.0, 0.05])
@pytest.mark.parametrize("window", [1, 2, 3, 8, 9, 10, "all"])
def test_totals_from_any_step_on_equal_those_of_the_steps_bit_for_bit(window, learning_rate):
    for run in (
        lively(window, learning_rate, 25),
        swinging(window, learning_rate, 11),
        swinging(window, learning_rate, 1),
    ):
        chains = [[run[t].chains[name].total for name in BACK] for t in range(len(run))]
        for first in range(len(run)):
            assert totals(run, first).tobytes() == np.array(chains[first:]).tobytes(), first
        assert totals(run).tobytes() == totals(run, 0).tobytes()


def test_totals_may_leave_the_finite_range_without_a_warning():
    """The run has window 1; with ten lags the last steps overflow."""
    run = beyond_range()
    run = dataclasses.replace(run, experiment=dataclasses.replace(run.experiment, window=10))
    for first in range(12):
        chains = [[run[t].chains[name].total for name in BACK] for t in range(first, 12)]
        np.testing.assert_array_equal(totals(run, first), chains)
    assert not np.isfinite(totals(run)[-1]).all()


# --- the scale of the by-lag chart ---


def largest_shown(run):
    """Every number of such a chart, step by step: ten lags of terms, the running sums of the window, the totals."""
    shown = [0.0]
    for t in range(len(run)):
        step = run[t]
        ten_lags = gradient_chains(step.params, step.forward, step.queues, 10)
        for name in ("Wx", "Wh", "Bx"):
            shown += [abs(term.value) for term in ten_lags[name].terms]
            shown += [abs(value) for value in (*step.chains[name].running_sums, step.chains[name].total)]
    return max(shown)


@examples(40)
@given(cases(), st.integers(1, 10), st.sampled_from((0.0, 0.01)))
def test_term_range_is_the_largest_number_shown(case, window, learning_rate):
    run = run_of(case, window, learning_rate)
    assert term_range(run) == largest_shown(run)


def test_term_range_includes_terms_beyond_the_window_and_sums_within_it():
    grows = simulate(experiment_of(Params(0.0, 2.0, 0.0, 1.0, 0.0), [1.0] * 12, [1.0] * 12, window=1))
    assert term_range(grows) == 2.0**9  # state 0, slope 1: the lag-9 term of Bx, eight lags beyond the window
    adds = simulate(experiment_of(Params(0.0, 1.0, 0.0, 1.0, 0.0), [0.0] * 12, [1.0] * 12, window=7))
    assert term_range(adds) == 7.0  # seven terms of 1


def test_term_range_of_an_empty_run_is_0():
    empty = simulate(experiment_of(Params(1.0, 1.0, 0.0, 1.0, 0.0), [1.0], [1e200]))
    assert (len(empty), term_range(empty)) == (0, 0.0)


def test_term_range_with_window_all_covers_the_totals():
    adds = simulate(experiment_of(Params(0.0, 1.0, 0.0, 1.0, 0.0), [0.0] * 30, [1.0] * 30, window="all"))
    assert abs(adds.gradients).max() == 30.0  # thirty terms of 1
    assert term_range(adds) == 30.0


# --- the contribution matrix ---


def assert_rows_are_chains(run):
    for name in BACK:
        matrix, expected = contributions(run, name), np.full((len(run), len(run)), np.nan)
        for t in range(len(run)):
            expected[t, : t + 1] = values(full_chains(run, t)[name])[::-1]  # lag t first: it belongs to step 0
        assert matrix.dtype == np.float64
        assert matrix.shape == expected.shape
        assert np.isnan(matrix).tolist() == [[s > t for s in range(len(run))] for t in range(len(run))], name
        assert matrix.tobytes() == expected.tobytes(), name


@examples(40)
@given(cases() | cases(most=25.0), st.integers(1, 10) | st.just("all"), st.sampled_from((0.0, 0.01)))
def test_rows_of_the_matrix_equal_the_chains_of_their_losses_bit_for_bit(case, window, learning_rate):
    assert_rows_are_chains(run_of(case, window, learning_rate))


@pytest.mark.parametrize("run", [swinging(), swinging("all", 0.0), swinging(10, 0.2, 9), swinging(1, 0.1, 1)])
def test_the_matrix_and_the_window_sums_in_plain_loops(run):
    n = len(run)
    for name in BACK:
        rows = matrix_by_hand(run, name)
        assert [row[: t + 1].tolist() for t, row in enumerate(contributions(run, name))] == rows
        assert n < 9 or {value > 0 for row in rows for value in row if value} == {True, False}
        for t, parts in enumerate(window_sums(run, name).tolist()):
            for K in range(1, 12):
                total = 0.0
                for lag in range(t + 1 if K == 11 else min(K, 9 if name == "Wh" else 10, t + 1)):
                    total += rows[t][t - lag]
                assert parts[K - 1] == total, (name, t, K)


def test_lags_counted_is_the_number_of_terms_of_a_full_queue():
    for window in range(1, 11):
        step = lively(window)[13]
        assert [lags_counted(name, window) for name in BACK] == [len(step.chains[name].terms) for name in BACK]


@pytest.mark.parametrize("steps", [1, 2, 5, 40])
def test_rows_of_the_matrix_of_a_run_that_learns_and_repeats_its_sequence(steps):
    run = lively(3, steps=steps)
    assert steps < 3 or (run.weights[0] != run.weights[-1]).all()
    assert_rows_are_chains(run)


def test_with_window_all_a_row_is_the_chain_of_the_step():
    run = lively("all")
    for name in BACK:
        for t, row in enumerate(contributions(run, name)):
            assert row[: t + 1].tolist() == values(run[t].chains[name])[::-1]


@examples(30)
@given(cases(), st.sampled_from(BACK))
def test_every_entry_is_the_derivative_with_respect_to_the_weight_at_one_step(case, name):
    matrix, n = contributions(run_of(case, 3), name), len(case.X)
    replayed = [[derivative(case, t, name, {s}) for s in range(t + 1)] for t in range(n)]
    for t in range(n):
        for s in range(t + 1):
            assert abs(matrix[t, s] - replayed[t][s]) <= 1e-12 * abs(replayed[t][s]), (t, s)
    for s in range(n):  # a column: the derivative of all losses
        later = [replayed[t][s] for t in range(s, n)]
        assert abs(np.nansum(matrix[:, s]) - sum(later)) <= 1e-12 * sum(map(abs, later)), s


def test_later_steps_do_not_change_earlier_entries():
    long, short = lively(3, steps=25), lively(3, steps=16)
    for name in BACK:
        assert contributions(long, name)[:16, :16].tobytes() == contributions(short, name).tobytes()
        assert window_sums(long, name)[:16].tobytes() == window_sums(short, name).tobytes()


@pytest.mark.parametrize("run", [lively(3), swinging(), beyond_range()])
def test_a_part_and_a_row_of_the_matrix_are_those_of_the_whole(run):
    n = len(run)
    for name in BACK:
        whole = contributions(run, name)
        for first, end in ((0, n), (0, 1), (3, 7), (n - 4, n), (5, 5)):
            assert contributions(run, name, first, end).tobytes() == whole[first:end, first:end].copy().tobytes()
        for t in (0, 1, 9, n - 1):
            np.testing.assert_array_equal(contributions_to(run, name, t), whole[t, : t + 1])


def test_an_empty_run_has_empty_tables():
    for name in BACK:
        matrix = contributions(empty(), name)
        assert (matrix.shape, window_sums(empty(), name).shape) == ((0, 0), (0, 11))
    assert gain_products(empty(), 0).shape == gain_products(empty(), 3).shape == (0,)


@pytest.mark.parametrize("name", ["Wy", "By", "wh", ""])
@pytest.mark.parametrize("look", [contributions, window_sums, lambda run, name: lags_counted(name, 3)])
def test_only_the_three_recurrent_weights_are_accepted(look, name):
    with pytest.raises(ValueError, match=f"^parameter is '{name}'; allowed are Wx, Wh, Bx$"):
        look(lively(3), name)


def test_far_entries_may_leave_the_finite_range_without_a_warning():
    run = beyond_range()
    row = [values(full_chains(run, t)["Bx"])[::-1] for t in range(12)]
    matrix = contributions(run, "Bx")
    assert {-math.inf, math.inf} <= set(matrix[11].tolist())
    assert [matrix[t, : t + 1].tolist() for t in range(12)] == row
    np.testing.assert_array_equal(window_sums(run, "Bx")[11, [0, 1, -1]], [1.0, -1e200, math.nan])
    assert run_gains(run, 11, 0).gains.tolist() == [-1e200] * 12
    assert gain_products(run, 3)[3:].tolist() == [-math.inf] * 9


# --- local gains ---


def assert_gain_products(run):
    n = len(run)
    table = [gain_products(run, lag).tolist() for lag in range(n + 2)]
    assert {len(row) for row in table} == {n}
    for t in range(n):
        Wh = run[t].params.Wh
        expected = [1.0]
        for h in run.out_H[:t].tolist()[::-1]:
            expected.append(expected[-1] * (Wh * ((1 - h) * (1 + h))))
        assert [table[lag][t] for lag in range(t + 1)] == expected, t
        assert all(math.isnan(table[lag][t]) for lag in range(t + 1, n + 2)), t
        reading = read_chain(run[t].chains["Wx"], read_step(run[t]).gains)
        assert tuple(expected[: len(reading.gain_products)]) == reading.gain_products


@examples(30)
@given(cases() | cases(most=25.0), st.integers(1, 10), st.sampled_from((0.0, 0.01)))
def test_gain_products_equal_those_of_the_chain_readings(case, window, learning_rate):
    assert_gain_products(run_of(case, window, learning_rate))


def test_gain_products_are_ratios_of_paths():
    """P_k / P_0 from the terms of Bx, which are the paths."""
    run = lively(3, steps=30)
    paths = contributions(run, "Bx")
    assert_gain_products(run)
    for t in range(30):
        for lag in range(t + 1):
            assert gain_products(run, lag)[t] == pytest.approx(paths[t, t - lag] / paths[t, t], rel=1e-12, abs=0)


def test_a_vanishing_and_a_growing_path():
    """Wx = 1, Bx = 0, X = sin(t/2), t = 30."""
    X = [math.sin(t / 2) for t in range(31)]
    products = {
        Wh: gain_products(simulate(experiment_of(Params(1.0, Wh, 0.0, 1.0, 0.0), X, [1.0] * 31)), 9)[30]
        for Wh in (1.5, 2.0)
    }
    assert abs(products[1.5]) == pytest.approx(8e-4, rel=0.05)
    assert products[2.0] > 1


@examples(30)
@given(cases(), st.sampled_from((0.0, 0.01)))
def test_gains_are_the_slopes_of_tanh_by_another_formula(case, learning_rate):
    run = run_of(case, 3, learning_rate)
    n = len(run)
    for t in range(n):
        gained, Wh = run_gains(run, t, 0).gains, run[t].params.Wh
        shrunk = [math.exp(-abs(net_H)) for net_H in run.net_H.tolist()]  # cosh overflows where a run diverges
        expected = [Wh * (2 * small / (1 + small**2)) ** 2 for small in shrunk]
        assert gained.tolist() == pytest.approx(
            expected, rel=0, abs=1e-15 * abs(Wh)
        )  # near ±1 the rounding of out_H dominates
        assert tuple(gained[:t][::-1][:9].tolist()) == read_step(run[t]).gains[:9]


# --- window sums ---


def assert_window_sums(run):
    for name in BACK:
        parts = window_sums(run, name)
        assert parts.dtype == np.float64
        assert parts.shape == (len(run), 11)
        for t in range(len(run)):
            step = run[t]
            expected = [gradient_chains(step.params, step.forward, step.queues, K)[name].total for K in range(1, 11)]
            assert parts[t].tolist() == [*expected, full_chains(run, t)[name].total], (name, t)


@examples(30)
@given(cases() | cases(most=25.0), st.integers(1, 10) | st.just("all"), st.sampled_from((0.0, 0.01)))
def test_window_sums_equal_the_chain_totals_of_each_window(case, window, learning_rate):
    assert_window_sums(run_of(case, window, learning_rate))


@pytest.mark.parametrize("steps", [1, 2, 9, 10, 11, 40])
def test_window_sums_of_short_and_long_runs(steps):
    run = lively(3, steps=steps)
    assert_window_sums(run)
    for name, most in (("Wh", 9), ("Bx", 10)):  # none of these terms is 0
        sums = window_sums(run, name)[-1].tolist()
        assert len(set(sums[:10])) == min(steps, most)
        assert (sums[10] != sums[9]) == (steps > most)


@pytest.mark.parametrize("name", ["Wx", "Wh", "Bx"])
def test_window_sums_equal_the_gradients_of_runs_with_these_windows(name):
    column, parts = PARAMETERS.index(name), window_sums(lively(4, 0.0, 30), name)
    for K in range(1, 11):
        assert parts[:, K - 1].tolist() == lively(K, 0.0, 30).gradients[:, column].tolist()
    assert parts[:, 10].tolist() == lively("all", 0.0, 30).gradients[:, column].tolist()


def saturating(saturated, Wh=0.9, errors=None):
    """Frozen, 24 steps; out_H is 1 and its slope 0 at the steps ``saturated``, e is 0 unless listed in ``errors``."""
    X = [60.0 if t in saturated else 0.3 * math.cos(t) for t in range(24)]
    trial = simulate(experiment_of(Params(1.0, Wh, 0.0, 1.0, 0.0), X, [0.0] * 24, out_H_init=0.4))
    Y = [y - (1.0 if errors is None or t in errors else 0.0) for t, y in enumerate(trial.Y_hat.tolist())]
    return simulate(experiment_of(Params(1.0, Wh, 0.0, 1.0, 0.0), X, Y, out_H_init=0.4))


@pytest.mark.parametrize(
    "run",
    [
        saturating({3, 4}),  # some paths end, others go on
        saturating(set(range(0, 24, 5))),  # all end within five lags
        saturating(set(), errors={23}),  # a single path is not 0, back to the start
        saturating(set(), errors={0}),
        saturating(set(), errors={12}),
        saturating(set(), Wh=0.0),
        saturating(set(), errors=set()),
        saturating(set(range(24))),
    ],
    ids=["some end", "all end", "last only", "first only", "middle only", "no memory", "no error", "saturated"],
)
def test_stopping_where_all_paths_are_0_changes_nothing(run):
    assert_window_sums(run)
