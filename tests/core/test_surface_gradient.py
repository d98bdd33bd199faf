"""The gradient of the loss surface, against finite differences of the surface and complex steps."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnn_core import PARAMETERS, Params, simulate
from rnn_core.analysis.surface import mean_gradients, surface
from rnn_core.cell import slope
from tests.core.replay import QUEUE_TERMS, cases, derivative, examples, experiments
from tests.core.runs import experiment_of
from tests.core.surfaces import PAIRS, T, assert_gradient_of_surface, learning


@pytest.mark.parametrize(("across", "up"), PAIRS)
def test_the_full_gradient_is_that_of_the_surface(across, up):
    run = simulate(learning())
    for t in (0, 7, 29):
        seen = surface(run, run[t].params, across, up, points=3)
        assert_gradient_of_surface(replace(run.experiment, params=run[t].params), across, up, seen.full, 1e-9)
        for name, truncated, full in zip((across, up), seen.truncated, seen.full, strict=True):
            assert (abs(truncated - full) > 1e-4) is (
                name in QUEUE_TERMS
            )  # otherwise the test could not tell them apart


@examples(40)
@given(experiments(1.5), st.sampled_from(PAIRS))
@example(replace(learning(), params=Params(0.3, 0.0, 0.2, -1.0, 0.1)), ("Wh", "Wx"))
@example(experiment_of(Params(0.7, -1.1, 0.2, 1.3, 0.1), [0.4], [-0.5], out_H_init=0.8), ("Wh", "Bx"))
def test_the_full_gradient_is_that_of_any_surface(experiment, pair):
    full, (across, up) = mean_gradients(experiment)[1], pair
    gradient = tuple(full[[PARAMETERS.index(name) for name in pair]])
    assert_gradient_of_surface(experiment, across, up, gradient, 1e-6)


def spoiled(gradients, mistake):
    truncated, full = gradients
    return {
        "truncated": truncated,
        "a sum": full * T,
        "a part": full * 1.0001,
        "swapped": full[[1, 0, 2, 3, 4]],
        "turned": -full,
    }[mistake]


@pytest.mark.parametrize("mistake", ["truncated", "a sum", "a part", "swapped", "turned"])
def test_the_check_detects_a_wrong_gradient(mistake):
    experiment = learning()
    assert_gradient_of_surface(experiment, "Wx", "Wh", tuple(mean_gradients(experiment)[1][:2]), 1e-9)
    with pytest.raises(AssertionError):
        assert_gradient_of_surface(
            experiment, "Wx", "Wh", tuple(spoiled(mean_gradients(experiment), mistake)[:2]), 1e-9
        )


def test_the_check_detects_a_wrong_slope_of_tanh(monkeypatch):
    monkeypatch.setattr("rnn_core.record.slope", lambda out_H: slope(out_H) * 1.0001)
    with pytest.raises(AssertionError):
        assert_gradient_of_surface(learning(), "Wx", "Wh", tuple(mean_gradients(learning())[1][:2]), 1e-9)


def test_the_check_detects_a_wrong_surface(monkeypatch):
    """The surface of another start state."""
    right = tuple(mean_gradients(learning())[1][:2])
    with pytest.raises(AssertionError):
        assert_gradient_of_surface(learning(out_H_init=0.39), "Wx", "Wh", right, 1e-9)


@examples(20)
@given(cases(), st.integers(1, 10) | st.just("all"))
def test_both_gradients_are_means_of_complex_steps(case, window):
    """For each loss, the weight is shifted at one step at a time."""
    n = len(case.X)
    experiment = experiment_of(Params(**case.weights), case.X, case.Y, window, 0.1, case.start, 5)
    truncated, full = mean_gradients(experiment)
    assert (truncated.shape, full.shape) == ((5,), (5,))
    for column, name in enumerate(PARAMETERS):
        lags = n if window == "all" else min(window, QUEUE_TERMS.get(name, n))
        parts = [[derivative(case, t, name, {t - lag}) for lag in range(t + 1)] for t in range(n)]
        counted = [part for row in parts for part in row[:lags]]
        every = [part for row in parts for part in row]
        assert abs(truncated[column] - math.fsum(counted) / n) <= 1e-12 * sum(map(abs, counted)), name
        assert abs(full[column] - math.fsum(every) / n) <= 1e-12 * sum(map(abs, every)), name


@pytest.mark.parametrize("window", [1, 2, 3, 9, 10, "all"])
def test_the_truncated_gradient_is_the_mean_of_the_chains_of_a_replay(window):
    """The weights of one step are held from the start state on, whatever the training did."""
    run = simulate(
        replace(learning(window), X=[math.sin(t) for t in range(14)], Y=[math.cos(2 * t) for t in range(14)])
    )
    experiment = replace(run.experiment, params=run[20].params)
    held = simulate(replace(experiment, learning_rate=0.0, steps=14))
    found, seen = mean_gradients(experiment)[0], surface(run, run[20].params, "Wh", "Bx", points=2)
    expected = [math.fsum(held[t].chains[name].total for t in range(14)) / 14 for name in PARAMETERS]
    assert found.tolist() == pytest.approx(expected, rel=1e-12)
    assert seen.truncated == pytest.approx((expected[1], expected[2]), rel=1e-12)


@pytest.mark.parametrize("steps", range(1, 13))
def test_a_window_back_to_the_start_has_no_truncation_error(steps):
    """The tenth term of Wh is not in the queues, so its gradient is full for nine steps only."""
    short = experiment_of(
        learning().params, learning().X[:1].tolist() * steps, learning().Y[:1].tolist() * steps, 10, out_H_init=0.4
    )
    truncated, full = mean_gradients(short)
    assert (truncated == full).tolist() == [steps <= 10, steps <= 9, steps <= 10, True, True]
    truncated, full = mean_gradients(replace(short, window="all"))
    assert truncated.tolist() == full.tolist()


def test_gradients_do_not_depend_on_the_training():
    expected = [g.tolist() for g in mean_gradients(learning())]
    for changes in ({"learning_rate": 0.0}, {"learning_rate": 9.0}, {"steps": 1}, {"steps": 5000}, {"clip": 1e-3}):
        assert [g.tolist() for g in mean_gradients(replace(learning(), **changes))] == expected


def test_gradients_out_of_range_are_nan():
    none = experiment_of(Params(1.0, 1.0, 0.0, 1.0, 0.0), [0.5, 1.0], [0.3, 1e200])
    for gradient in mean_gradients(none):
        assert np.isnan(gradient).all()
    far = experiment_of(
        Params(1.0, 1e200, 0.0, 1.0, 0.0), [0.0] * 3, [1.0] * 3, window=1
    )  # only far lags are too large
    truncated, full = mean_gradients(far)
    assert truncated.tolist() == [0.0, 0.0, -1.0, 0.0, -1.0]
    assert np.isnan(full).all()


def test_gradients_near_the_largest_float_have_a_mean():
    experiment = experiment_of(Params(0.0, 0.0, 0.0, 1.2e154, 0.0), [0.0] * 12, [1.2e154] * 12)
    assert simulate(experiment).diverged_at is None
    for gradient in mean_gradients(experiment):
        assert gradient.tolist() == pytest.approx([0.0, 0.0, -1.2e154 * 1.2e154, 0.0, -1.2e154])


def test_a_sequence_of_2000_has_a_full_gradient_and_a_longer_one_is_refused():
    wave = [math.sin(t / 2) for t in range(2001)]
    experiment = experiment_of(Params(0.5, 0.9, 0.0, 1.0, 0.0), wave[:2000], wave[1:], 3)
    assert_gradient_of_surface(experiment, "Wx", "Wh", tuple(mean_gradients(experiment)[1][:2]), 1e-8)
    with pytest.raises(ValueError, match="at most 2000"):
        mean_gradients(experiment_of(experiment.params, wave, wave))
