"""How far back a gradient reaches, against runs done again."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core import Experiment, Params, simulate
from rnn_core.reach import largest_drive, reaches
from tests.core.replay import Case, cases, thousandths
from tests.core.runs import run_of


def reached_by_hand(run, t, Wh):
    """The run done again with this Wh, its chain taken apart, its gains multiplied; None where rounding might decide."""
    Wx, _, Bx, _, _ = run.weights[t].tolist()
    other = simulate(Experiment(Params(Wx, Wh, Bx, 1.0, 0.0), run.X, run.Y, "all", out_H_init=run.experiment.out_H_init))
    for term in other[t].chains["Bx"].terms:  # e, Wy, s_t, then Wh, s, Wh, s, …, and 1
        kept = abs(math.prod(factor.value for factor in term.factors[3:-1]))
        if abs(kept - 0.01) <= 1e-8:
            return None
        if kept < 0.01:
            return term.lag
    return math.nan


def assert_reaches(run, t, values):
    found = reaches(run, t, values)
    assert (found.dtype, found.shape) == (np.float64, (len(values),))
    for Wh, lag in zip(values, found.tolist(), strict=True):
        expected = reached_by_hand(run, t, Wh)
        assert expected is None or lag == expected or (math.isnan(lag) and math.isnan(expected)), (t, Wh, lag, expected)


@settings(max_examples=30, deadline=None)
@given(cases(), st.sampled_from((0.0, 0.02)), st.lists(thousandths(-4, 4), min_size=1, max_size=5), st.data())
def test_reaches_is_where_the_product_of_a_run_done_again_vanishes(case, learning_rate, values, data):
    run = run_of(case, 3, learning_rate)
    assert_reaches(run, data.draw(st.integers(0, len(run) - 1)), values)


@pytest.mark.parametrize("learning_rate", [0.0, 0.1])
def test_reaches_of_a_run_that_starts_its_sequence_again(learning_rate):
    X = [math.sin(t / 2) for t in range(11)]
    params = Params(0.6, 0.9, 0.1, 1.0, 0.0)
    run = simulate(Experiment(params, X, [0.5] * 11, 3, learning_rate, out_H_init=0.7, steps=31))
    assert not learning_rate or abs(run.weights[30, 0] - 0.6) > 0.05
    values = [-2.5, -1.0, -0.5, 0.0, 0.1, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0]
    for t in (1, 2, 9, 30):
        assert_reaches(run, t, values)
    lags = reaches(run, 30, values)
    assert lags[3] == 1
    assert len(set(lags[~np.isnan(lags)].tolist())) > 4
    assert np.isnan(lags).any()


def test_at_the_first_step_nothing_lies_behind():
    run = run_of(Case({"Wx": 0.5, "Wh": 0.0, "Bx": 0.0, "Wy": 1.0, "By": 0.0}, [0.5, 0.4], [0.0, 0.0]))
    assert np.isnan(reaches(run, 0, [-1.0, 0.0, 0.5, 2.0])).tolist() == [True] * 4
    np.testing.assert_array_equal(reaches(run, 1, [0.0, 0.5]), [1.0, math.nan])


def test_reaches_with_products_beyond_the_finite_range_comes_without_a_warning():
    run = simulate(Experiment(Params(0.0, 1.0, 0.0, 1.0, 0.0), [0.0] * 12, [1.0] * 12))
    np.testing.assert_array_equal(reaches(run, 11, [1e200, -1e200, 1e-3]), [math.nan, math.nan, 1.0])


def test_strong_weights_that_vanish_and_that_do_not():
    """DESIGN.md, section 1: Wx = 1, Bx = 0, X = sin(t/2), t = 30: at Wh = 1.5 P_9 is 8·10⁻⁴ of P_0, at 2 it has grown."""
    run = simulate(Experiment(Params(1.0, 0.3, 0.0, 1.0, 0.0), [math.sin(t / 2) for t in range(31)], [1.0] * 31))
    vanishing, growing = reaches(run, 30, [1.5, 2.0])
    assert vanishing <= 9
    assert math.isnan(growing) or growing > 9
    assert_reaches(run, 30, [1.5, 2.0])


@settings(max_examples=30, deadline=None)
@given(cases(), st.sampled_from((0.0, 0.02)), st.integers(0, 20), st.data())
def test_the_largest_drive(case, learning_rate, lags, data):
    run = run_of(case, 3, learning_rate)
    t = data.draw(st.integers(0, len(run) - 1))
    params, largest = run[t].params, 0.0
    for step in range(t + 1):
        if step >= t - lags:
            largest = max(largest, abs(case.X[step] * params.Wx + params.Bx))
    assert largest_drive(run, t, lags) == largest
