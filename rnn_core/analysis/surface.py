"""The loss surface: the mean loss of a sequence over two of the weights, and its gradient, truncated and full.

    L(w) = 1/T·Σ_t Loss_t       once through the sequence from the start state, with the weights w held

Its gradient is the mean of the gradients of the single losses of that replay. With every lag counted it is the surface's
own; with a window it is what a learner with that window would follow. Everything is dimensionless.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnn_core.cell import PARAMETERS, Params
from rnn_core.experiment import Experiment
from rnn_core.run import Run, simulate

Array = NDArray[np.float64]

POINTS = 61
FAR = 10.0
"""A path that leaves ±10 (or twice the start, if that is more) is shown up to there."""


def mean_losses(experiment: Experiment, across: str, up: str, values_across: ArrayLike, values_up: ArrayLike) -> Array:
    """Mean loss of the sequence for every pair of values of two weights, the other three as in the experiment.

    Parameters
    ----------
    experiment : Experiment
        Of T values, whatever its steps, window and learning rate are.
    across, up : {"Wx", "Wh", "Bx", "Wy", "By"}
        Two different weights.
    values_across : array_like, shape (n,)
    values_up : array_like, shape (m,)

    Returns
    -------
    ndarray, shape (m, n)
        inf where a loss is too large to be told.

    Raises
    ------
    ValueError
        If there is no such weight, or both are the same.
    """
    _checked(across, up)
    values: dict[str, float | Array] = {name: getattr(experiment.params, name) for name in PARAMETERS}
    values[across] = np.asarray(values_across, dtype=np.float64)[np.newaxis, :]
    values[up] = np.asarray(values_up, dtype=np.float64)[:, np.newaxis]
    return _mean_losses(experiment, *values.values())


def _mean_losses(
    experiment: Experiment, Wx: float | Array, Wh: float | Array, Bx: float | Array, Wy: float | Array, By: float | Array
) -> Array:
    """Mean loss once through the sequence, for weights of any shapes that go together."""
    out_H: float | Array = experiment.out_H_init
    means = np.zeros(np.broadcast_shapes(*map(np.shape, (Wx, Wh, Bx, Wy, By))))
    part = 0.5 / len(experiment.X)
    with np.errstate(all="ignore"):
        # The hyperbolic tangent of NumPy differs from the scalar one by no more than the last bit.
        for X_t, Y_t in zip(experiment.X.tolist(), experiment.Y.tolist(), strict=True):
            out_H = np.tanh(X_t * Wx + out_H * Wh + Bx)
            error = out_H * Wy + By - Y_t
            means += error * (part * error)
    return np.where(np.isnan(means), np.inf, means)


def losses_along(experiment: Experiment, weights: ArrayLike) -> Array:
    """Mean loss of the sequence with each of several sets of weights held.

    Parameters
    ----------
    experiment : Experiment
        Its own weights do not count.
    weights : array_like, shape (n, 5)
        Columns Wx Wh Bx Wy By.

    Returns
    -------
    ndarray, shape (n,)
        inf where a loss is too large to be told.
    """
    return _mean_losses(experiment, *np.asarray(weights, dtype=np.float64).T)


def mean_gradients(experiment: Experiment) -> tuple[Array, Array]:
    """The gradient of the mean loss at the experiment's weights: as its window has it, and in full.

    Parameters
    ----------
    experiment : Experiment
        Of at most 2,000 values, whatever its steps and learning rate are.

    Returns
    -------
    truncated, full : ndarray, shape (5,)
        Columns Wx Wh Bx Wy By. NaN where losses or gradients leave the finite range; the full one alone may.
    """
    held = replace(experiment, learning_rate=0.0, steps=None)
    runs = simulate(held), simulate(replace(held, window="all"))
    truncated, full = (np.full(5, np.nan) if run.diverged_at is not None else (run.gradients / len(run)).sum(axis=0) for run in runs)
    return truncated, full


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A part of the loss surface about a training run, seen from one of its steps.

    Parameters
    ----------
    across, up : str
        The two weights.
    values_across : ndarray, shape (n,)
    values_up : ndarray, shape (m,)
    losses : ndarray, shape (m, n)
        Mean loss of the sequence, the other weights as at the step.
    here : tuple of float
        The two weights at the step.
    loss : float
        The mean loss there.
    truncated, full : tuple of float
        The gradient of the mean loss there, by the two weights: as the window has it, and in full.
    truncated_by_weight, full_by_weight : dict of str to float
        The same by all five weights, Wx Wh Bx Wy By.
    """

    across: str
    up: str
    values_across: Array
    values_up: Array
    losses: Array
    here: tuple[float, float]
    loss: float
    truncated: tuple[float, float]
    full: tuple[float, float]
    truncated_by_weight: dict[str, float]
    full_by_weight: dict[str, float]

    @property
    def lengths(self) -> tuple[float, float]:
        """Lengths of the truncated and of the full gradient, in this plane."""
        return math.hypot(*self.truncated), math.hypot(*self.full)

    @property
    def angle(self) -> float | None:
        """Degrees between the two, 0 to 180; None where one of them is 0 or not finite."""
        if not all(0.0 < length < math.inf for length in self.lengths):
            return None
        (a, b), (c, d) = ((x / length, y / length) for (x, y), length in zip((self.truncated, self.full), self.lengths, strict=True))
        return math.degrees(math.atan2(abs(a * d - b * c), a * c + b * d))

    @property
    def span(self) -> float:
        """How much of either weight is shown: both the same, so that an arrow of steepest descent crosses contours at right angles."""
        return float(self.values_across[-1] - self.values_across[0])


def surface(run: Run, params: Params, across: str, up: str, points: int = POINTS, others: Sequence[Array] = ()) -> Surface:
    """The loss surface about the whole path of a run, through the weights given.

    Parameters
    ----------
    run : Run
    params : Params
        The weights of one moment of it.
    across, up : {"Wx", "Wh", "Bx", "Wy", "By"}
        Two different weights.
    points : int
        Values of each.
    others : sequence of ndarray, each of shape (n, 5)
        Weights of other runs that are to be shown as well.
    """
    i, j = _checked(across, up)
    experiment = replace(run.experiment, params=params)
    weights = np.concatenate((run.weights, *others))
    (low, high), (left, right) = (_bounds(weights[:, k], getattr(run.experiment.params, PARAMETERS[k])) for k in (j, i))
    here = getattr(params, across), getattr(params, up)
    half = max(0.65 * max(high - low, right - left), 1.0)
    values_across = 0.5 * (left + right) + half * np.linspace(-1.0, 1.0, points)
    values_up = 0.5 * (low + high) + half * np.linspace(-1.0, 1.0, points)
    truncated, full = (gradient.tolist() for gradient in mean_gradients(experiment))
    return Surface(
        across=across,
        up=up,
        values_across=values_across,
        values_up=values_up,
        losses=mean_losses(experiment, across, up, values_across, values_up),
        here=here,
        loss=float(mean_losses(experiment, across, up, here[:1], here[1:])[0, 0]),
        truncated=(truncated[i], truncated[j]),
        full=(full[i], full[j]),
        truncated_by_weight=dict(zip(PARAMETERS, truncated, strict=True)),
        full_by_weight=dict(zip(PARAMETERS, full, strict=True)),
    )


def _bounds(weights: Array, start: float) -> tuple[float, float]:
    """Lowest and highest value of a weight along its way, as long as it is not far off."""
    near = weights[np.abs(weights) <= max(FAR, 2.0 * abs(start))]
    return float(near.min(initial=start)), float(near.max(initial=start))


def _checked(across: str, up: str) -> tuple[int, int]:
    for name in (across, up):
        if name not in PARAMETERS:
            raise ValueError(f"weight is {name!r}; allowed are {', '.join(PARAMETERS)}")
    if across == up:
        raise ValueError(f"both weights are {up!r}; allowed are two different ones")
    return PARAMETERS.index(across), PARAMETERS.index(up)
