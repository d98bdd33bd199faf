"""The gradient of every window at one set of weights, by a run of its own for each."""

import math
from dataclasses import replace

import numpy as np
import pytest

from rnn_core import Params
from rnn_core.analysis.directions import directions, window_gradients
from rnn_core.analysis.surface import mean_gradients
from tests.core.runs import experiment_of, lively, swinging

EXPERIMENTS = [lively(3).experiment, swinging().experiment, replace(swinging().experiment, X=[0.3], Y=[0.1])]


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_each_row_is_what_a_run_with_that_window_computes(experiment):
    found = window_gradients(experiment)
    assert found.shape == (10, 5)
    for window in range(1, 11):
        truncated, _ = mean_gradients(replace(experiment, window=window))
        assert found[window - 1].tolist() == pytest.approx(truncated.tolist(), rel=1e-12, abs=1e-15)


def test_window_rate_and_steps_of_the_experiment_make_no_difference():
    plain = window_gradients(swinging().experiment).tolist()
    for changes in ({"window": 1}, {"learning_rate": 2.0}, {"steps": 3}, {"clip": 1e-3}):
        assert window_gradients(replace(swinging().experiment, **changes)).tolist() == plain


def test_lengths_and_angles_are_those_of_the_two_weights():
    experiment = swinging().experiment
    full = mean_gradients(experiment)[1]
    found = directions(experiment, "Bx", "Wh", (full[2], full[1]))
    assert [one.window for one in found] == list(range(1, 11))
    for one, row in zip(found, window_gradients(experiment).tolist(), strict=True):
        assert one.length == math.hypot(row[2], row[1])
        turned = math.degrees(math.atan2(row[1], row[2]) - math.atan2(full[1], full[2]))
        assert one.angle == pytest.approx(abs((turned + 180) % 360 - 180), abs=1e-9)


def test_an_overflow_leaves_no_angle():
    far = experiment_of(Params(1.0, 1.0, 0.0, 1.0, 0.0), [0.5, 1.0], [0.3, 1e200])
    assert np.isnan(window_gradients(far)).all()
    assert {one.angle for one in directions(far, "Wx", "Wh", (1.0, 1.0))} == {None}
    with pytest.raises(ValueError, match="weight is 'Wz'"):
        directions(far, "Wx", "Wz", (1.0, 1.0))
