"""Loss surfaces that more than one test looks at, and the checks of their points and of their gradients."""

import math
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from rnn_core import PARAMETERS, Params, simulate
from rnn_core.analysis.surface import mean_losses
from tests.core.runs import experiment_of, waves

T = 11
PAIRS = list(permutations(PARAMETERS, 2))


def learning(window=2, **changes):
    """A path of some length, five different weights, and a number of steps that is no multiple of the sequence."""
    X, Y = waves(T, 0.9, 0.2)
    values = {"learning_rate": 0.1, "out_H_init": 0.4, "steps": 30} | changes
    return experiment_of(Params(0.5, 1.2, 0.1, 1.1, -0.3), X, Y, window, **values)


def replayed(experiment, **weights):
    """The mean loss of one pass with these weights held, by the core's own loop."""
    params = replace(experiment.params, **weights)
    run = simulate(replace(experiment, params=params, window=1, learning_rate=0.0, steps=None))
    return math.inf if run.diverged_at is not None else float(run.loss.mean())


def losses_over(experiment, across, up, values_across, values_up):
    """The mean loss for every pair of values of two weights: a row for each value of the second."""
    columns, rows = np.array(values_across, dtype=float), np.array(values_up, dtype=float)[:, np.newaxis]
    return mean_losses(experiment, replace(experiment.params, **{across: columns, up: rows}))


def along(weights):
    """Several sets of the five weights, as one Params of arrays."""
    return Params(*np.array(weights, dtype=float).reshape(-1, 5).T)


def assert_replays(experiment, across, up, values_across, values_up):
    losses = losses_over(experiment, across, up, values_across, values_up)
    assert losses.dtype == np.float64
    assert losses.shape == (len(values_up), len(values_across))
    for row, y in zip(losses.tolist(), values_up, strict=True):
        for found, x in zip(row, values_across, strict=True):
            weights = {across: x, up: y}
            # A rounding error in the last bit may grow by Wh at every step.
            within = 1e-14 * (1.0 + abs(weights.get("Wh", experiment.params.Wh))) ** len(experiment.X)
            assert found == pytest.approx(replayed(experiment, **weights), rel=within, abs=within), weights


def finite_slope(experiment, across, up, x, y):
    """∂L/∂across by finite differences of the surface itself, over five points: the error goes with h⁴."""
    h = 1e-3
    a, b, c, d = losses_over(experiment, across, up, [x - 2 * h, x - h, x + h, x + 2 * h], [y])[0].tolist()
    return (a - 8.0 * b + 8.0 * c - d) / (12.0 * h)


def assert_gradient_of_surface(experiment, across, up, gradient, within):
    x, y = getattr(experiment.params, across), getattr(experiment.params, up)
    expected = finite_slope(experiment, across, up, x, y), finite_slope(experiment, up, across, y, x)
    assert gradient == pytest.approx(expected, rel=within, abs=within), (across, up)
