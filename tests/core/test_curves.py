"""Running means and the first and the last pass, against plain sums; signs of overshoot and divergence."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnn_core import Params, simulate
from rnn_core.analysis.curves import first_beyond, overshoot, passes, running_means
from tests.core.replay import cases, examples
from tests.core.runs import LEARNER, experiment_of, lively, run_of, swinging

T = 11  # of lively and swinging


def plain_mean(numbers):
    return math.fsum(x / len(numbers) for x in numbers)


# --- running means ---


@examples(30)
@given(st.lists(st.floats(0, 1e308), min_size=1, max_size=30), st.integers(1, 40), st.data())
@example([0.0, 0.0, 3.0], 2, None)
def test_a_running_mean_is_the_mean_of_the_last_values(loss, width, data):
    n = len(loss)
    t = list(range(n)) if data is None else sorted(data.draw(st.sets(st.integers(0, n - 1))))
    found = running_means(np.array(loss), width, np.array(t, dtype=np.int64))
    assert found.dtype == np.float64
    assert found.shape == (len(t),)
    for at, value in zip(t, found.tolist(), strict=True):
        last = [loss[i] for i in range(at + 1) if i > at - width]
        assert len(last) == min(width, at + 1)
        assert value == pytest.approx(plain_mean(last), rel=1e-12, abs=1e-300)
        assert min(last) * (1 - 1e-14) <= value <= max(last)


def test_running_means_by_hand():
    loss = np.array([4.0, 0.0, 2.0, 6.0, 1.0])
    every = np.arange(5)
    assert running_means(loss, 1, every).tolist() == loss.tolist()
    assert running_means(loss, 2, every).tolist() == [4.0, 2.0, 1.0, 4.0, pytest.approx(3.5)]
    assert running_means(loss, 4, every).tolist() == [4.0, 2.0, 2.0, 3.0, pytest.approx(2.25)]
    assert running_means(loss, 99, np.array([0, 4])).tolist() == [4.0, pytest.approx(2.6)]


def test_losses_near_the_largest_and_the_smallest_float_have_a_mean():
    for loss in (1.7e308, 5e-324, 0.0):
        assert running_means(np.full(6, loss), 4, np.arange(6)).tolist() == [loss] * 6
    huge = np.array([1.7e308, 0.0, 1.7e308, 1.7e308])
    assert running_means(huge, 4, np.array([3]))[0] == pytest.approx(0.75 * 1.7e308)


def test_no_step_has_no_mean():
    assert running_means(np.zeros(0), 3, np.arange(0)).tolist() == []


# --- passes ---


def assert_passes(run, length):
    n = len(run)
    for one, steps in zip(passes(run), (range(min(n, length)), range(max(0, n - length), n)), strict=True):
        assert (one.first, one.steps) == (steps[0], steps)
        assert one.Y.tolist() == [run.Y[t] for t in steps]
        assert one.Y_hat.tolist() == [run.Y_hat[t] for t in steps]
        assert one.loss == pytest.approx(plain_mean([float(run.loss[t]) for t in steps]), rel=1e-12, abs=1e-300)
        assert type(one.loss) is float


@pytest.mark.parametrize("steps", [1, 2, T - 1, T, T + 1, 2 * T, 40, 2500])
def test_passes_of_a_run(steps):
    assert_passes(lively(3, steps=steps), T)
    assert_passes(swinging("all" if steps <= 40 else 10, steps=steps), T)


@examples(25)
@given(cases(), st.integers(1, 10), st.sampled_from((0.0, 0.01)))
def test_passes_of_any_run(case, window, learning_rate):
    assert_passes(run_of(case, window, learning_rate), len(case.X))


def test_passes_of_a_sequence_of_one_value():
    run = simulate(experiment_of(Params(0.5, 1.2, 0.1, 1.1, -0.3), [0.4], [0.9], 3, 0.05, steps=7))
    assert_passes(run, 1)
    first, last = passes(run)
    assert (first.loss, last.loss, last.first) == (run.loss[0], run.loss[6], 6)


def test_training_lowers_the_loss_of_a_pass():
    first, last = passes(lively(3, 0.1, 400))
    assert (first.first, last.first) == (0, 389)
    assert last.loss < 0.5 * first.loss
    assert sorted(last.Y.tolist()) == sorted(first.Y.tolist())  # the same targets in another order


def test_passes_of_a_run_that_diverged():
    run = simulate(replace(lively(3).experiment, learning_rate=3.0, steps=3000))
    assert run.diverged_at is not None
    assert run.loss.max() > 1e200
    assert_passes(run, T)


# --- overshoot and divergence ---


@examples(40)
@given(cases(), st.floats(0.1, 5))
def test_first_beyond_is_the_first_step_with_a_large_weight(case, limit):
    run = run_of(case, 10, 0.05)
    large = [t for t in range(len(run)) if any(abs(w) > limit for w in run.weights[t])]
    assert first_beyond(run, limit) == (large[0] if large else None)


def test_first_beyond_checks_weights_in_force_and_excludes_the_limit():
    case = LEARNER
    assert first_beyond(run_of(case), 1.3) is None
    assert first_beyond(run_of(case), 1.29) == 0
    assert first_beyond(run_of(case._replace(weights=case.weights | {"By": -4.0})), 3.0) == 0
    run = run_of(case._replace(Y=[9.0] * 14), learning_rate=0.02)  # By grows towards 9
    t = next(t for t in range(14) if run[t].params.By > 1.5)
    assert t > 1
    assert first_beyond(run, 1.5) == min(t, *(j for j in range(14) if max(abs(run.weights[j])) > 1.5))
    assert type(first_beyond(run, 1.5)) is int


def test_first_beyond_of_an_empty_run():
    run = simulate(experiment_of(Params(9.0, 1.0, 0.0, 1.0, 0.0), [1.0], [1e200]))
    assert (len(run), first_beyond(run, 1.0)) == (0, None)


@examples(40)
@given(cases(), st.sampled_from((0.0, 0.01, 0.3)))
def test_overshoot_is_the_factor_of_the_error_after_an_update_of_Wy_and_By(case, learning_rate):
    """Run the last step again with the updated Wy and By."""
    run = run_of(case, 3, learning_rate)
    if len(run):
        step = run[len(run) - 1]
        out_H, error = step.forward.out_H, step.forward.error
        Wy, By = step.params.Wy - learning_rate * error * out_H, step.params.By - learning_rate * error
        after = out_H * Wy + By - step.forward.Y
        assert after == pytest.approx(overshoot(run) * error, rel=1e-9, abs=1e-12)


def test_overshoot_by_hand():
    run = simulate(experiment_of(Params(1.0, 0.0, 0.0, 1.0, 0.0), [0.0, 50.0], [1.0, 1.0], 3, 1.25))
    assert (run.out_H.tolist(), overshoot(run)) == ([0.0, 1.0], -1.5)
