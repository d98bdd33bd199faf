"""The loss along one weight, against a replay for each of its values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import PARAMETERS
from rnn_core.analysis.proof import gradient_checks
from rnn_core.analysis.slope import LossAlong, loss_along
from tests.core.replay import again, cases, examples, term_count
from tests.core.runs import assert_refuses_steps_outside, run_of, swinging, varied

# --- the loss along one weight ---


@examples(30)
@given(
    cases(), st.integers(1, 10) | st.just("all"), st.sampled_from(PARAMETERS), st.sampled_from((0.0, 0.01)), st.data()
)
def test_loss_along_a_weight_is_a_replay_for_each_of_its_values(case, window, name, learning_rate, data):
    run = run_of(case, window, learning_rate)
    t, shift = data.draw(st.integers(0, len(run) - 1)), data.draw(st.sampled_from((-0.5, 0.1, 1e-3)))
    along, m = loss_along(run, t, name, shift, width=0.75, points=7), term_count(name, t, window)
    weight, slope = getattr(run[t].params, name), run[t].chains[name].total

    def loss(moved):
        return again(run, t, m, name, moved)[0].real

    def close(expected):  # rounding errors grow with a weight of 4 in each of 14 steps
        return pytest.approx(expected, rel=1e-8, abs=1e-10)

    assert (along.parameter, along.weight, along.slope, along.shift) == (name, weight, slope, shift)
    assert along.loss == close(loss(0.0))
    assert along.values.tolist() == pytest.approx([weight + i * 0.25 for i in range(-3, 4)], abs=1e-14)
    assert along.losses.tolist() == close([loss(i * 0.25) for i in range(-3, 4)])
    assert along.tangent.tolist() == pytest.approx(
        [along.loss + slope * i * 0.25 for i in range(-3, 4)], rel=1e-12, abs=1e-12
    )
    assert along.predicted == slope * shift
    assert along.loss_moved == close(loss(shift))
    assert along.actual == along.loss_moved - along.loss
    assert along.sizes_differ is (not 0.5 * abs(along.predicted) <= abs(along.actual) <= 2 * abs(along.predicted))


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_tangent_touches_the_curve_with_weights_held(name):
    run = varied(10, 0.0)
    for t in (0, 5, 13):
        along = loss_along(run, t, name, 1e-4, width=1e-4, points=3)
        assert along.loss == pytest.approx(run.loss[t], rel=1e-13)
        assert np.abs(along.losses - along.tangent).max() < 1e-6 < np.abs(along.slope * 1e-4) < np.abs(along.slope)
        assert along.actual == pytest.approx(along.predicted, abs=1e-6)
        assert along.losses[2] - along.loss == pytest.approx(along.actual, abs=1e-14)


def test_by_default_the_weight_goes_from_two_below_to_two_above():
    along = loss_along(varied(3), 9, "Wh", 0.1)
    assert along.values.shape == along.losses.shape == along.tangent.shape == (161,)
    assert along.values.tolist() == pytest.approx([along.weight - 2 + i / 40 for i in range(161)], abs=1e-14)
    assert along.tangent[80] == pytest.approx(along.loss, rel=1e-14)
    scalars = (
        along.weight,
        along.loss,
        along.slope,
        along.loss_moved,
        along.predicted,
        along.actual,
    )
    assert {type(value) for value in scalars} == {float}


@pytest.mark.parametrize("run", [varied(10), swinging("all", 0.1), swinging(3, 0.2, 10), swinging(2, 0.1, 1)])
def test_every_field_in_plain_numbers(run):
    for t in {0, min(8, len(run) - 1), min(9, len(run) - 1), len(run) - 1}:
        for column, name in enumerate(PARAMETERS):
            m, weight = term_count(name, t, run.experiment.window), float(run.weights[t, column])
            loss = again(run, t, m, name)[0].real
            for shift in (-0.7, 0.02):
                found = loss_along(run, t, name, shift, points=5)
                moved, change = again(run, t, m, name, shift)[0].real, shift * run[t].chains[name].total
                assert (found.parameter, found.weight, found.shift) == (name, weight, shift)
                assert found.slope == run[t].chains[name].total
                assert found.loss == pytest.approx(loss, rel=1e-12, abs=1e-14)
                assert found.loss_moved == pytest.approx(moved, rel=1e-12, abs=1e-14)
                assert found.predicted == pytest.approx(change, rel=1e-14)
                assert found.actual == pytest.approx(moved - loss, rel=1e-10, abs=1e-14)
                assert found.values.tolist() == pytest.approx([weight + by for by in (-2, -1, 0, 1, 2)], abs=1e-15)
                losses = [again(run, t, m, name, by)[0].real for by in (-2, -1, 0, 1, 2)]
                assert found.losses.tolist() == pytest.approx(losses, rel=1e-11, abs=1e-14)
                assert found.tangent.tolist() == pytest.approx(
                    [loss + by * found.slope for by in (-2, -1, 0, 1, 2)], rel=1e-12, abs=1e-14
                )


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        (1.0, 1.0, False),
        (1.0, 0.5, False),
        (1.0, 0.4999, True),
        (1.0, 0.51, False),
        (1.0, 0.0, True),
        (0.0, 0.0, False),
        (1e-9, 3e-9, True),
    ],
)
def test_sizes_differ_if_one_is_less_than_half_of_the_other(one, other, far):
    for predicted, real in ((one, other), (other, one)):
        for up, down in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
            nothing = np.zeros(0)
            along = LossAlong("Wx", 0.0, 0.0, 0.0, nothing, nothing, nothing, 0.1, 0.0, up * predicted, down * real)
            assert along.sizes_differ is far


def test_loss_along_refuses_steps_outside_the_run():
    assert_refuses_steps_outside(lambda run, t: loss_along(run, t, "Wh", 0.1, points=3), varied(3))
    assert_refuses_steps_outside(gradient_checks, varied(3))
