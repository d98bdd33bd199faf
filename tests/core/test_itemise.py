"""Whole runs at once: the same numbers as step by step, to the last bit."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core import PARAMETERS, Experiment, Params, gradient_chains, simulate
from rnn_core.itemise import term_range, terms
from tests.core.replay import cases

N = 14


def run_of(case, window, learning_rate=0.0):
    experiment = Experiment(Params(**case.weights), case.X, case.Y, window, learning_rate, out_H_init=case.start)
    return simulate(experiment)


def lively(window, learning_rate=0.02, steps=N):
    X, Y = ([f(0.9 * t) for t in range(11)] for f in (math.sin, math.cos))
    return simulate(Experiment(Params(0.5, 1.3, 0.1, 1.2, 0.3), X, Y, window, learning_rate, out_H_init=0.4, steps=steps))


def stacked(run, name, lags):
    """The table from the single steps."""
    table = np.full((len(run), lags), np.nan)
    for t in range(len(run)):
        for term in run[t].chains[name].terms:
            table[t, term.lag] = term.value
    return table


def assert_same_bits(run):
    for name in PARAMETERS:
        expected = stacked(run, name, 1 if name in ("Wy", "By") else run.experiment.reach)
        table = run.terms(name)
        assert table.dtype == np.float64
        assert table.shape == expected.shape
        assert np.isnan(table).tolist() == np.isnan(expected).tolist(), name
        assert table.tobytes() == expected.tobytes(), name


@settings(max_examples=60, deadline=None)
@given(cases() | cases(most=25.0), st.integers(1, 10) | st.just("all"), st.sampled_from((0.0, 0.01)))
def test_terms_are_those_of_the_steps_to_the_last_bit(case, window, learning_rate):
    assert_same_bits(run_of(case, window, learning_rate))


@pytest.mark.parametrize("window", [*range(1, 11), "all"])
def test_terms_of_a_run_that_learns(window):
    run = lively(window)
    assert (run.weights[0] != run.weights[-1]).all()
    assert_same_bits(run)
    assert_same_bits(lively(window, steps=1))


@pytest.mark.parametrize("window", range(1, 11))
def test_places_without_a_term_are_nan(window):
    run = lively(window)
    for name, most in (("Wx", 10), ("Wh", 9), ("Bx", 10)):
        exists = [[k <= t and k < most for k in range(window)] for t in range(N)]
        assert (~np.isnan(run.terms(name))).tolist() == exists


def test_window_all_fills_the_lower_triangle():
    run = lively("all")
    for name in ("Wx", "Wh", "Bx"):
        assert (~np.isnan(run.terms(name))).tolist() == [[k <= t for k in range(N)] for t in range(N)]


@pytest.mark.parametrize("window", [1, 3, 10, "all"])
def test_rows_summed_from_lag_0_up_are_the_gradients(window):
    run = lively(window)
    for column, name in enumerate(PARAMETERS):
        for t, row in enumerate(run.terms(name).tolist()):
            total = row[0]
            for value in row[1:]:
                total += 0.0 if math.isnan(value) else value
            assert total == run.gradients[t, column]


def test_terms_past_the_window_are_those_of_a_wider_one():
    """With weights held, what another window sees is the same term."""
    narrow, wide = lively(2, 0.0), lively(10, 0.0)
    for name in ("Wx", "Wh", "Bx"):
        assert terms(narrow, name, 10).tobytes() == wide.terms(name).tobytes()
        assert terms(narrow, name, 5).tobytes() == lively(5, 0.0).terms(name).tobytes()


def test_terms_past_the_window_may_leave_the_finite_range_without_a_warning():
    """What the run itself never computes must not stop it, nor a look at it."""
    run = simulate(Experiment(Params(1.0, 1e200, 0.0, 1.0, 0.0), [0.0] * 12, [1.0] * 12, window=1))
    assert (len(run), run.diverged_at) == (12, None)
    assert terms(run, "Bx", 4)[11].tolist() == [-1.0, -1e200, -math.inf, -math.inf]
    for name in ("Wx", "Wh", "Bx"):
        ten_lags = gradient_chains(run[11].params, run[11].forward, run[11].queues, 10)[name]
        expected = [term.value for term in ten_lags.terms]
        np.testing.assert_array_equal(terms(run, name, len(expected))[11], expected)


@pytest.mark.parametrize("name", ["wx", "W", "", "loss"])
def test_there_are_five_parameters(name):
    with pytest.raises(ValueError, match=f"parameter is '{name}'; allowed are Wx, Wh, Bx, Wy, By"):
        lively(3).terms(name)


# --- the scale of the by-lag chart ---


def largest_shown(run):
    """Every number such a chart shows, step by step: ten lags of terms, the running sums of the window, the totals."""
    shown = [0.0]
    for t in range(len(run)):
        step = run[t]
        ten_lags = gradient_chains(step.params, step.forward, step.queues, 10)
        for name in ("Wx", "Wh", "Bx"):
            shown += [abs(term.value) for term in ten_lags[name].terms]
            shown += [abs(value) for value in (*step.chains[name].running_sums, step.chains[name].total)]
    return max(shown)


@settings(max_examples=40, deadline=None)
@given(cases(), st.integers(1, 10), st.sampled_from((0.0, 0.01)))
def test_term_range_is_the_largest_number_shown(case, window, learning_rate):
    run = run_of(case, window, learning_rate)
    assert term_range(run) == largest_shown(run)


def test_term_range_knows_terms_beyond_the_window_and_sums_within_it():
    grows = simulate(Experiment(Params(0.0, 2.0, 0.0, 1.0, 0.0), [1.0] * 12, [1.0] * 12, window=1))
    assert term_range(grows) == 2.0**9  # state 0, slope 1: the lag-9 term of Bx, eight lags beyond the window
    adds = simulate(Experiment(Params(0.0, 1.0, 0.0, 1.0, 0.0), [0.0] * 12, [1.0] * 12, window=7))
    assert term_range(adds) == 7.0  # seven terms of 1


def test_term_range_of_nothing_is_0():
    empty = simulate(Experiment(Params(1.0, 1.0, 0.0, 1.0, 0.0), [1.0], [1e200]))
    assert (len(empty), term_range(empty)) == (0, 0.0)


def test_term_range_with_window_all_covers_the_totals():
    adds = simulate(Experiment(Params(0.0, 1.0, 0.0, 1.0, 0.0), [0.0] * 30, [1.0] * 30, window="all"))
    assert abs(adds.gradients).max() == 30.0  # thirty terms of 1
    assert term_range(adds) == 30.0
