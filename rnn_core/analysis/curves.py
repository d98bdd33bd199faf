"""A training run over its steps, as lines that can be drawn: the loss, the weights, the gradients, the predictions.

A line never has more than 2,000 points. It is thinned so that extremes stay: of each stretch of steps the lowest and the
highest value are kept, at the steps where they happened; means are taken at evenly spread steps. Everything is dimensionless.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnn_core.cell import PARAMETERS
from rnn_core.run import Run

Array = NDArray[np.float64]

MOST_POINTS = 2000
FEWER_POINTS = 500


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line over the steps of a run.

    Parameters
    ----------
    name : str
    t : ndarray of int, shape (n,)
        Increasing.
    values : ndarray of float, shape (n,)
    """

    name: str
    t: NDArray[np.int64]
    values: Array


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """The way of several weights through a run.

    Parameters
    ----------
    t : ndarray of int, shape (m,)
        Increasing.
    weights : ndarray of float, shape (m, n)
        In force at t.
    """

    t: NDArray[np.int64]
    weights: Array


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """One time through the sequence, as it was run, or as much of it as there is.

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


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """All that a run shows over its steps.

    Parameters
    ----------
    steps : int
        N, how many there are.
    loss, smoothed : Line
        Loss_t, and the mean of the last T losses at t, T the length of the sequence.
    weights : tuple of Line
        Wx Wh Bx Wy By in force at t.
    gradients, smoothed_gradients : tuple of Line
        The magnitudes of their gradients, before clipping, and the means of the last T of them.
    before, after : Pass
        The first and the last T steps.
    """

    steps: int
    loss: Line
    smoothed: Line
    weights: tuple[Line, ...]
    gradients: tuple[Line, ...]
    smoothed_gradients: tuple[Line, ...]
    before: Pass
    after: Pass


def curves(run: Run) -> Curves:
    """Everything to be drawn over the steps of a run; it has at least one."""
    T, gradients = len(run.experiment.X), np.abs(run.gradients.T)
    return Curves(
        len(run),
        line("Loss", run.loss),
        smoothed("smoothed", run.loss, T, evenly(len(run))),
        tuple(line(name, values) for name, values in zip(PARAMETERS, run.weights.T, strict=True)),
        tuple(line(name, values) for name, values in zip(PARAMETERS, gradients, strict=True)),
        tuple(smoothed(name, values, T, evenly(len(run), FEWER_POINTS)) for name, values in zip(PARAMETERS, gradients, strict=True)),
        _pass(run, 0, T),
        _pass(run, max(0, len(run) - T), T),
    )


def line(name: str, values: Array, most: int = MOST_POINTS) -> Line:
    """Values over all steps of a run as a line of at most ``most`` points."""
    t = thinned(values, most)
    return Line(name, t, values[t])


def thinned(values: Array, most: int = MOST_POINTS) -> NDArray[np.int64]:
    """Which of the values to draw: all if they are few, else the first, the last, and both extremes of every stretch.

    Parameters
    ----------
    values : ndarray, shape (N,)
    most : int
        At least 4.

    Returns
    -------
    ndarray of int, shape (n,)
        Increasing indices, n ≤ most.
    """
    n = len(values)
    if n <= most:
        return np.arange(n)
    width = -(-n // (most // 2 - 1))
    whole = n // width * width
    stretches, starts = values[:whole].reshape(-1, width), np.arange(0, whole, width)
    kept = [[0, n - 1], starts + stretches.argmin(axis=1), starts + stretches.argmax(axis=1)]
    if whole < n:
        kept.append([whole + int(values[whole:].argmin()), whole + int(values[whole:].argmax())])
    return np.unique(np.concatenate(kept).astype(np.int64))


def evenly(steps: int, most: int = MOST_POINTS) -> NDArray[np.int64]:
    """At most so many steps, evenly spread, the first and the last among them."""
    return np.unique(np.linspace(0, steps - 1, min(steps, most)).round().astype(np.int64))


def smoothed(name: str, values: Array, width: int, t: NDArray[np.int64]) -> Line:
    """At each of the steps t the mean of the last ``width`` values (none negative), of fewer near the start."""
    return Line(name, t, np.array([_mean(values[max(0, at + 1 - width) : at + 1]) for at in t.tolist()]))


def path(weights: Array, most: int = MOST_POINTS) -> Path:
    """The way of all weights, thinned so that the extremes of each of them stay.

    Parameters
    ----------
    weights : ndarray, shape (N, n)
    most : int
        At least 4·n.
    """
    n = weights.shape[1]
    t = np.unique(np.concatenate([thinned(column, most // n) for column in weights.T]))
    return Path(t, weights[t])


def _pass(run: Run, first: int, T: int) -> Pass:
    steps = slice(first, first + T)
    return Pass(first, run.Y[steps], run.Y_hat[steps], _mean(run.loss[steps]))


def _mean(values: Array) -> float:
    """Scaled first, as a sum of values next to 10³⁰⁸ is no number."""
    largest = float(values.max()) or 1.0
    return largest * float((values / largest).mean())
