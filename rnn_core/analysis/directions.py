"""The gradient of the mean loss as each window computes it, at one and the same set of weights.

Training with another window leads to other weights, so two trained runs differ in more than the window. Here only the
window differs. Everything is dimensionless.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from rnn_core.analysis.surface import angle_between
from rnn_core.cell import PARAMETERS, RECURRENT, Array
from rnn_core.chain import lags_counted
from rnn_core.checks import position
from rnn_core.experiment import Experiment
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.run import simulate


@dataclass(frozen=True, slots=True)
class Direction:
    """The gradient of one window with respect to two of the weights.

    Parameters
    ----------
    window : int
        K.
    length : float
        Of the gradient with respect to the two weights; NaN where losses or gradients overflow.
    angle : float or None
        Between this gradient and the full one in degrees, 0 to 180; None where one of them is 0 or not finite.
    """

    window: int
    length: float
    angle: float | None


def window_gradients(experiment: Experiment) -> Array:
    """Return the gradient of the mean loss at the experiment's weights, as each window computes it.

    Parameters
    ----------
    experiment : Experiment
        Its own window, steps and learning rate are not used.

    Returns
    -------
    ndarray, shape (10, 5)
        Rows K = 1 … 10, columns Wx Wh Bx Wy By. NaN where losses or gradients overflow.
    """
    run = simulate(replace(experiment, window=QUEUE_SLOTS, learning_rate=0.0, steps=None))
    gradients = np.full((QUEUE_SLOTS, len(PARAMETERS)), np.nan)
    if run.diverged_at is None:
        gradients[:] = (run.gradients / len(run)).sum(axis=0)  # by Wy and By: the same for every window
        parts, sources = np.zeros((QUEUE_SLOTS, len(RECURRENT))), [run.source(name) for name in RECURRENT]
        for lag, _, behind, path in run.paths(QUEUE_SLOTS):
            for i, name in enumerate(RECURRENT):
                if lag < lags_counted(name, QUEUE_SLOTS):
                    parts[lag, i] = (path * sources[i][behind] / len(run)).sum()
        gradients[:, : len(RECURRENT)] = parts.cumsum(axis=0)
    return gradients


def directions(experiment: Experiment, across: str, up: str, full: tuple[float, float]) -> tuple[Direction, ...]:
    """Compare the direction of every window with that of the full gradient.

    Parameters
    ----------
    experiment : Experiment
        With the weights to look from.
    across, up : {"Wx", "Wh", "Bx", "Wy", "By"}
        The two weights.
    full : tuple of float
        The full gradient with respect to them.

    Returns
    -------
    tuple of Direction
        K = 1 … 10.

    Raises
    ------
    ValueError
        If there is no such weight.
    """
    columns = [position("weight", name, PARAMETERS) for name in (across, up)]
    pairs = window_gradients(experiment)[:, columns].tolist()
    return tuple(
        Direction(window, math.hypot(a, b), angle_between((a, b), full)) for window, (a, b) in enumerate(pairs, start=1)
    )
