"""A training run over its steps: running means, the first and the last pass through the sequence, signs of divergence.

Everything is dimensionless.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnn_core.cell import Array
from rnn_core.record import Run


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """As many steps as the sequence has, or as many as were run.

    Parameters
    ----------
    first : int
        Its first step.
    Y, Y_hat : ndarray, shape (n,)
        Targets and predictions.
    loss : float
        Mean of its losses.
    """

    first: int
    Y: Array
    Y_hat: Array
    loss: float

    @property
    def steps(self) -> range:
        """Its steps."""
        return range(self.first, self.first + len(self.Y))


def passes(run: Run) -> tuple[Pass, Pass]:
    """The first and the last T steps of a run of at least one step, T being the length of its sequence."""
    T = len(run.experiment.X)

    def one(first: int) -> Pass:
        steps = slice(first, first + T)
        return Pass(first, run.Y[steps], run.Y_hat[steps], _mean(run.loss[steps]))

    return one(0), one(max(0, len(run) - T))


def running_means(values: Array, width: int, at: NDArray[np.int64]) -> Array:
    """The mean of the last ``width`` values, at each of several steps.

    Parameters
    ----------
    values : ndarray, shape (N,)
        None negative.
    width : int
        At least 1. Near the start the mean is over the values there are.
    at : ndarray of int, shape (n,)

    Returns
    -------
    ndarray, shape (n,)
    """
    return np.array([_mean(values[max(0, t + 1 - width) : t + 1]) for t in at.tolist()])


def first_beyond(run: Run, limit: float) -> int | None:
    """Return the first step with a weight in force beyond ±limit, or None."""
    beyond = (abs(run.weights) > limit).any(axis=1)
    return int(beyond.argmax()) if beyond.any() else None


def overshoot(run: Run) -> float:
    """Return the factor by which an update of Wy and By alone multiplies the error of the last step.

    1 − η·(1 + out_H²), without a clip. Beyond ±1 the update overshoots and the error grows. The run has at least
    one step.
    """
    out_H = float(run.out_H[-1])
    return 1.0 - run.experiment.learning_rate * (1.0 + out_H * out_H)


def _mean(values: Array) -> float:
    """Scale first: the sum of values close to 10³⁰⁸ overflows."""
    largest = float(values.max()) or 1.0
    return largest * float((values / largest).mean())
