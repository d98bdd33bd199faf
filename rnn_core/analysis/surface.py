"""The loss surface: the mean loss of a sequence over two of the weights, and its gradient, truncated and full.

    L(w) = 1/T·Σ_t Loss_t       one pass through the sequence from the start state, with the weights w held

The gradient of L is the mean of the gradients of the single losses of that pass. With every lag counted it is the
gradient of the surface; with a window it is the one that a learner with that window follows. Everything is
dimensionless.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rnn_core.cell import PARAMETERS, Array, Params, net_input, predict, tanh
from rnn_core.checks import position
from rnn_core.experiment import Experiment
from rnn_core.record import Run
from rnn_core.run import simulate

FAR = 10.0
"""The surface covers a path only as far as its weights stay within ±10, or within twice the start if that is more."""


def mean_losses(experiment: Experiment, weights: Params) -> Array:
    """Return the mean loss of the sequence with each of many sets of weights held.

    Parameters
    ----------
    experiment : Experiment
        With T values; its own weights, steps, window and learning rate are not used.
    weights : Params
        Each weight is a float or a float64 array, at least one of them an array; their shapes broadcast to one.

    Returns
    -------
    ndarray, of that shape
        inf where a loss overflows.
    """
    means = np.zeros(np.broadcast_shapes(*map(np.shape, weights)))
    out_H = np.full((1,) * means.ndim, experiment.out_H_init)
    part = 0.5 / len(experiment.X)
    with np.errstate(all="ignore"):
        for X_t, Y_t in zip(experiment.X.tolist(), experiment.Y.tolist(), strict=True):
            out_H = tanh(net_input(weights, X_t, out_H))
            error = predict(weights, out_H) - Y_t
            means += error * (part * error)  # the part first: a loss may be finite where the square of its error is not
    return np.where(np.isnan(means), np.inf, means)


def mean_gradients(experiment: Experiment) -> tuple[Array, Array]:
    """Return the gradient of the mean loss at the experiment's weights: truncated by its window, and in full.

    Parameters
    ----------
    experiment : Experiment
        With at most 2,000 values; its steps and learning rate are not used.

    Returns
    -------
    truncated, full : ndarray, shape (5,)
        Columns Wx Wh Bx Wy By. NaN where losses or gradients overflow; this may be so for the full one alone.
    """
    held = replace(experiment, learning_rate=0.0, steps=None)
    runs = simulate(held), simulate(replace(held, window="all"))
    truncated, full = (
        np.full(5, np.nan) if run.diverged_at is not None else (run.gradients / len(run)).sum(axis=0) for run in runs
    )
    return truncated, full


def angle_between(first: tuple[float, float], second: tuple[float, float]) -> float | None:
    """Return the angle between two gradients in degrees, 0 to 180; None where one of them is 0 or not finite."""
    lengths = math.hypot(*first), math.hypot(*second)
    if not all(0.0 < length < math.inf for length in lengths):
        return None
    (a, b), (c, d) = ((x / length, y / length) for (x, y), length in zip((first, second), lengths, strict=True))
    return math.degrees(math.atan2(abs(a * d - b * c), a * c + b * d))


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A part of the loss surface around a training run, at the weights of one of its steps.

    Parameters
    ----------
    across, up : str
        The two weights.
    values_across : ndarray, shape (n,)
    values_up : ndarray, shape (m,)
    losses : ndarray, shape (m, n)
        Mean loss of the sequence, with the other weights as at the step.
    here : tuple of float
        The two weights at the step.
    loss : float
        The mean loss there.
    truncated_by_weight, full_by_weight : dict of str to float
        The gradient of the mean loss there with respect to all five weights, Wx Wh Bx Wy By: truncated by the window,
        and in full.
    """

    across: str
    up: str
    values_across: Array
    values_up: Array
    losses: Array
    here: tuple[float, float]
    loss: float
    truncated_by_weight: dict[str, float]
    full_by_weight: dict[str, float]

    @property
    def truncated(self) -> tuple[float, float]:
        """The window's gradient with respect to the two weights."""
        return self.truncated_by_weight[self.across], self.truncated_by_weight[self.up]

    @property
    def full(self) -> tuple[float, float]:
        """The full gradient with respect to the two weights."""
        return self.full_by_weight[self.across], self.full_by_weight[self.up]

    @property
    def lengths(self) -> tuple[float, float]:
        """Lengths of the truncated and of the full gradient in this plane."""
        return math.hypot(*self.truncated), math.hypot(*self.full)

    @property
    def angle(self) -> float | None:
        """The angle between the two in degrees, 0 to 180; None where one of them is 0 or not finite."""
        return angle_between(self.truncated, self.full)

    @property
    def span(self) -> float:
        """The width in either weight: the same for both, so that steepest descent crosses contours at right angles."""
        return float(self.values_across[-1] - self.values_across[0])


def surface(run: Run, params: Params, across: str, up: str, points: int, others: Sequence[Array] = ()) -> Surface:
    """Compute the loss surface around the whole path of a run, through given weights.

    Parameters
    ----------
    run : Run
    params : Params
        The weights at one of its steps.
    across, up : {"Wx", "Wh", "Bx", "Wy", "By"}
        Two different weights.
    points : int
        Number of values of each.
    others : sequence of ndarray, each of shape (n, 5)
        Weights of other runs whose paths the surface covers too.

    Raises
    ------
    ValueError
        If there is no such weight, or both are the same.
    """
    i, j = (position("weight", name, PARAMETERS) for name in (across, up))
    if i == j:
        raise ValueError(f"both weights are {up!r}; allowed are two different ones")
    experiment = replace(run.experiment, params=params)
    weights = np.concatenate((run.weights, *others))
    (left, right), (low, high) = (_bounds(weights[:, k], tuple(run.experiment.params)[k]) for k in (i, j))
    half = max(0.65 * max(high - low, right - left), 1.0)
    values_across = 0.5 * (left + right) + half * np.linspace(-1.0, 1.0, points)
    values_up = 0.5 * (low + high) + half * np.linspace(-1.0, 1.0, points)
    truncated, full = (gradient.tolist() for gradient in mean_gradients(experiment))
    here = getattr(params, across), getattr(params, up)
    # One more column and one more row, for the loss at the weights themselves.
    columns, rows = np.append(values_across, here[0]), np.append(values_up, here[1])
    grid: dict[str, Any] = {across: columns[np.newaxis, :], up: rows[:, np.newaxis]}
    losses = mean_losses(experiment, replace(params, **grid))
    return Surface(
        across=across,
        up=up,
        values_across=values_across,
        values_up=values_up,
        losses=losses[:-1, :-1],
        here=here,
        loss=float(losses[-1, -1]),
        truncated_by_weight=dict(zip(PARAMETERS, truncated, strict=True)),
        full_by_weight=dict(zip(PARAMETERS, full, strict=True)),
    )


def _bounds(weights: Array, start: float) -> tuple[float, float]:
    """Lowest and highest value of a weight along its path, as far as the path is covered."""
    near = weights[np.abs(weights) <= max(FAR, 2.0 * abs(start))]
    return float(near.min(initial=start)), float(near.max(initial=start))
