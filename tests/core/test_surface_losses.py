"""The mean loss over two weights, against single replays at every point."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import PARAMETERS, Params, simulate
from rnn_core.analysis.surface import mean_losses
from tests.core.replay import examples, experiments, thousandths
from tests.core.runs import experiment_of
from tests.core.surfaces import PAIRS, along, assert_replays, learning, losses_over, replayed


@pytest.mark.parametrize(("across", "up"), PAIRS)
def test_every_point_is_a_replay_with_those_weights(across, up):
    assert_replays(learning(), across, up, [-1.3, -0.2, 0.0, 0.9], [0.7, -1.6, 0.25])
    assert_replays(learning("all", steps=3, learning_rate=0.0), across, up, [0.6], [-0.8, 1.4])


@examples(40)
@given(experiments(1.5), st.sampled_from(PAIRS), st.data())
def test_every_point_of_any_grid_is_a_replay(experiment, pair, data):
    values = st.lists(thousandths(-3, 3), min_size=1, max_size=3)
    across, up = pair
    assert_replays(experiment, across, up, data.draw(values), data.draw(values))


def test_a_mean_loss_in_plain_numbers():
    """One step from h = 0.5: tanh(1·2 + 0.5·w + 0.25), twice that, less 1."""
    experiment = experiment_of(Params(2.0, 9.0, 0.25, 2.0, 9.0), [1.0], [0.5], out_H_init=0.5)
    losses = losses_over(experiment, "Wh", "By", [0.0, -3.0], [-1.0, 0.0, 1.0])
    for column, Wh in enumerate((0.0, -3.0)):
        for row, By in enumerate((-1.0, 0.0, 1.0)):
            expected = 0.5 * (2.0 * math.tanh(2.0 + 0.5 * Wh + 0.25) + By - 0.5) ** 2
            assert losses[row, column] == pytest.approx(expected, rel=1e-14)


def test_the_mean_loss_does_not_depend_on_the_training():
    expected = losses_over(learning(), "Wx", "Wh", [0.1, 0.2], [0.3])
    for changes in ({"window": "all"}, {"learning_rate": 0.0}, {"steps": 1}, {"steps": 500}, {"clip": 0.01}):
        assert losses_over(replace(learning(), **changes), "Wx", "Wh", [0.1, 0.2], [0.3]).tolist() == expected.tolist()
    assert losses_over(learning(out_H_init=0.0), "Wx", "Wh", [0.1, 0.2], [0.3]).tolist() != expected.tolist()


def test_exchanging_the_two_weights_transposes_the_surface():
    first, second = (
        losses_over(learning(), "Bx", "Wy", [0.1, 0.2], [0.3, 0.4, 0.5]),
        losses_over(learning(), "Wy", "Bx", [0.3, 0.4, 0.5], [0.1, 0.2]),
    )
    assert first.tolist() == second.T.tolist()


@pytest.mark.parametrize(("across", "up"), PAIRS)
def test_a_loss_that_overflows_is_inf_and_never_nan(across, up):
    experiment = replace(learning(), X=[1e200, -1e200], Y=[0.0, 1.0])
    values = [-1e308, -1e150, 0.0, 1e150, 1e308]
    losses = losses_over(experiment, across, up, values, values)
    assert not np.isnan(losses).any()
    assert (losses >= 0.0).all()


def test_where_two_infinities_meet_the_loss_is_inf():
    """net_H is inf − inf, which is NaN."""
    experiment = experiment_of(Params(1.0, 1.0, 0.0, 1.0, 0.0), [1e200, 1e200], [0.0, 0.0])
    assert losses_over(experiment, "Wx", "Wh", [1e200, 1.0], [-1e300, 0.5]).tolist() == [
        [pytest.approx(0.5), pytest.approx(0.5)],
        [pytest.approx(0.5), pytest.approx(0.5)],
    ]
    experiment = experiment_of(Params(1.0, 1.0, 0.0, 1.0, 0.0), [1e200], [0.0], out_H_init=1e200)
    assert losses_over(experiment, "Wx", "Wh", [1e200, 1.0], [-1e200, 0.0]).tolist() == [[math.inf, 0.5], [0.5, 0.5]]
    assert losses_over(experiment, "Wy", "By", [1e200, 1.0], [0.0]).tolist() == [[math.inf, 0.5]]
    assert losses_over(experiment, "Wy", "By", [1e308, 1.0], [1e308]).tolist() == [[math.inf, math.inf]]


def test_losses_near_the_largest_float_have_a_mean():
    experiment = experiment_of(Params(0.0, 0.0, 0.0, 1.0, 0.0), [0.0] * 12, [1.2e154] * 12)
    assert simulate(experiment).diverged_at is None
    assert losses_over(experiment, "Wx", "Wh", [0.0], [0.0])[0, 0] == pytest.approx(0.5 * 1.2e154**2)
    larger = replace(experiment, Y=[1.5e154] * 12)  # its square overflows, half of it does not
    assert losses_over(larger, "Wx", "Wh", [0.0], [0.0])[0, 0] == pytest.approx(1.125e308)


@examples(30)
@given(experiments(1.5), st.lists(st.tuples(*[thousandths(-2, 2)] * 5), max_size=4))
def test_losses_along_a_path_are_replays_with_all_five_weights(experiment, way):
    found = mean_losses(experiment, along(way))
    assert found.dtype == np.float64
    assert found.shape == (len(way),)
    for value, weights in zip(found.tolist(), way, strict=True):
        gained = (1.0 + abs(weights[1])) ** len(experiment.X)
        assert value == pytest.approx(
            replayed(experiment, **dict(zip(PARAMETERS, weights, strict=True))), rel=1e-14 * gained, abs=1e-14 * gained
        )


def test_losses_along_the_path_of_a_run_that_diverges():
    """The weights of the experiment are not used, and a loss that overflows is inf."""
    run = simulate(learning(learning_rate=3.0, steps=1000))
    assert run.diverged_at is not None
    found = mean_losses(run.experiment, along(run.weights))
    elsewhere = replace(learning(), params=Params(0.0, 0.0, 0.0, 0.0, 0.0))
    assert found.tolist() == mean_losses(elsewhere, along(run.weights)).tolist()
    assert found[[0, 3]].tolist() == pytest.approx(
        [replayed(run.experiment, **dict(zip(PARAMETERS, run.weights[t].tolist(), strict=True))) for t in (0, 3)],
        rel=1e-12,
    )
    assert not np.isnan(found).any()
    assert mean_losses(run.experiment, along([[0.1, 0.2, 0.3, 1e200, 0.0], [0.0] * 5])).tolist()[0] == math.inf
