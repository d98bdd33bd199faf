"""The replay of the last steps and its derivatives, against a replay written here with cmath."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import PARAMETERS, Params, simulate
from rnn_core.analysis.proof import gradient_checks
from rnn_core.analysis.replay import central_difference, complex_step, replay
from tests.core.replay import again, cases, examples
from tests.core.runs import experiment_of, run_of, varied

# --- the replay ---


@examples(40)
@given(cases(), st.sampled_from(PARAMETERS), st.data())
def test_a_replay_without_a_shift_is_the_run(case, name, data):
    run = run_of(case, 3)
    t = data.draw(st.integers(0, len(run) - 1))
    gained = 1.0
    for steps in range(1, t + 2):
        if steps > 1:  # rounding in the replayed state grows with the gain of every later step
            gained = 1.0 + gained * max(1.0, abs(case.weights["Wh"] / math.cosh(run.net_H[t + 2 - steps]) ** 2))
        size = again(run, t, steps, name)[1] + abs(case.weights["Wy"]) * gained
        assert abs(replay(run, t, steps, name) - run.loss[t]) <= 1e-15 * size * (size + abs(run.Y_hat[t] - run.Y[t]))


@examples(30)
@given(cases(), st.sampled_from(PARAMETERS), st.integers(1, 10), st.data())
def test_a_replay_with_the_weights_then_is_the_run_that_learned(case, name, window, data):
    run = run_of(case, window, 0.01)
    t = data.draw(st.integers(0, len(run) - 1))
    for steps in range(1, t + 2):
        assert replay(run, t, steps, name, then=True) == pytest.approx(run.loss[t], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("then", [False, True])
@pytest.mark.parametrize("name", PARAMETERS)
def test_a_shifted_weight_at_every_step_of_a_run_that_learns(name, then):
    run = varied(4)
    for t in range(len(run)):
        for steps in range(1, t + 2):
            for shift in (-1.7, -0.01, 0.3):
                expected = again(run, t, steps, name, shift, then)[0].real
                assert replay(run, t, steps, name, shift, then=then) == pytest.approx(expected, rel=1e-11, abs=1e-14)
    assert abs(replay(run, 13, 10, name) - run.loss[13]) > 1e-4  # the weights in force at t are not those of the run


def test_an_array_of_shifts_equals_single_shifts():
    run = varied(10)
    for name in PARAMETERS:
        shifts = np.array([[-0.5, 0.0, 1e-3], [0.7, 2.0, -3.0]])
        losses = replay(run, 12, 6, name, shifts)
        assert losses.shape == (2, 3)
        for found, shift in zip(losses.flat, shifts.flat, strict=True):
            assert found == pytest.approx(replay(run, 12, 6, name, float(shift)), rel=1e-13)


@pytest.mark.parametrize(("t", "steps"), [(0, 0), (0, 2), (5, 0), (5, -1), (5, 7), (13, 15)])
def test_a_replay_has_at_least_one_step_and_at_most_t_plus_1(t, steps):
    run = varied(3)
    for look in (replay, complex_step, central_difference):
        with pytest.raises(ValueError, match=rf"^steps is {steps}; allowed is an integer from 1 to {t + 1}$"):
            look(run, t, steps, "Wx")


@pytest.mark.parametrize("name", ["wx", "W", "", "loss"])
def test_a_replay_refuses_an_unknown_weight(name):
    run = varied(3)
    for look in (replay, complex_step, central_difference):
        with pytest.raises(ValueError, match=f"^parameter is '{name}'; allowed are Wx, Wh, Bx, Wy, By$"):
            look(run, 5, 2, name)


# --- the central difference ---


@pytest.mark.parametrize("learning_rate", [0.0, 0.05])
def test_the_central_difference_is_close_to_the_complex_step(learning_rate):
    run = varied(10, learning_rate)
    for t in range(len(run)):
        for name, check in gradient_checks(run, t).items():
            weight = run.weights[t, PARAMETERS.index(name)]
            h = (2.0**-52) ** (1 / 3) * max(1.0, abs(weight))
            up, down = (again(run, t, check.steps, name, shift)[0].real for shift in (h, -h))
            assert abs(check.central_difference - (up - down) / (2 * h)) <= 1e-9
            assert abs(check.central_difference - check.complex_step) <= 1e-6
            assert check.central_difference == central_difference(run, t, check.steps, name)
            if not learning_rate:
                assert check.central_difference_error <= 1e-7


def test_the_step_of_the_central_difference_scales_with_the_weight():
    """A step of 6·10⁻⁶ would be lost in the rounding of 10⁶: By is accurate to ten digits."""
    for By in (1e6, -1e6):
        run = simulate(experiment_of(Params(0.5, 0.5, 0.0, 1.0, By), [0.3], [By + 1.0]))
        check = gradient_checks(run, 0)["By"]
        assert check.central_difference == pytest.approx(check.complex_step, rel=1e-10)
