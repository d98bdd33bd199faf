"""Reading the contribution matrix of ``rnn_core.itemise``: what the window counts, a part small enough to draw, a column."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnn_core.itemise import Array, lags_counted
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.run import Run


def counted(run: Run, parameter: str, window: int) -> NDArray[np.bool_]:
    """Which entries of ``contributions`` a window counts: the band of lags 0 to K − 1, and for Wh none past lag 8.

    Returns
    -------
    ndarray of bool, shape (N, N)
    """
    steps = np.arange(len(run))
    lag = steps[:, np.newaxis] - steps
    return (lag >= 0) & (lag < lags_counted(parameter, window))


def extremes(matrix: Array, side: int) -> Array:
    """A matrix made smaller: of each block of side × side entries the one of the largest magnitude, with its sign.

    Blocks start at the first row and column; those at the end may be smaller. NaN where a block holds nothing else.
    """
    corners = [np.arange(0, length, side) for length in matrix.shape]
    top, bottom = (ufunc.reduceat(ufunc.reduceat(matrix, corners[0], 0), corners[1], 1) for ufunc in (np.fmax, np.fmin))
    kept: Array = np.where(top >= -bottom, top, bottom)
    return kept


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """A part of the contribution matrix, small enough to be drawn.

    Parameters
    ----------
    times, steps : tuple of int
        t of each row and s of each column: where ``side`` is over 1, the middle of those that stand together.
    side : int
        How many rows and columns of the whole matrix stand together; the one of largest magnitude is shown.
    counted, beyond : ndarray, shape (len(times), len(steps))
        What the window counts, and what it does not; NaN elsewhere.
    largest : float
        The largest magnitude of the whole matrix.
    """

    times: tuple[int, ...]
    steps: tuple[int, ...]
    side: int
    counted: Array
    beyond: Array
    largest: float

    @property
    def finite(self) -> bool:
        """Whether every path, followed back to the start, stays within the range of floating-point numbers."""
        return math.isfinite(self.largest)


def part_of(matrix: Array, band: NDArray[np.bool_], first: int, last: int, most: int) -> Matrix:
    """The rows and columns ``first`` to ``last`` of a matrix of ``contributions``, in no more than ``most`` of each.

    Parameters
    ----------
    matrix : ndarray, shape (N, N)
    band : ndarray of bool, shape (N, N)
        ``counted``.
    first, last, most : int
    """
    side = -(-(last - first + 1) // most)
    cut = matrix[first : last + 1, first : last + 1]
    inside = band[first : last + 1, first : last + 1]
    middles = tuple(min(step + side // 2, last) for step in range(first, last + 1, side))
    counted_part, beyond = (extremes(np.where(which, cut, np.nan), side) for which in (inside, ~inside))
    return Matrix(middles, middles, side, counted_part, beyond, float(np.nanmax(np.abs(matrix), initial=0.0)))


@dataclass(frozen=True, slots=True)
class Credit:
    """One column of the contribution matrix: what later losses owe to one step.

    Parameters
    ----------
    step : int
        s.
    pieces : tuple of float
        G[s, s], G[s + 1, s], …: lags 0 to 9, fewer at the end of the run.
    later_up, later_down : float
        The sums of the positive and of the negative entries beyond lag 9.
    total : float
        The sum of the whole column, lag 0 first.
    """

    step: int
    pieces: tuple[float, ...]
    later_up: float
    later_down: float
    total: float


def credit(matrix: Array, step: int) -> Credit:
    """Read column ``step`` of a matrix of ``contributions``."""
    column = matrix[step:, step]
    later = column[QUEUE_SLOTS:]
    with np.errstate(all="ignore"):
        total = float(np.cumsum(column)[-1])
    return Credit(
        step,
        tuple(column[:QUEUE_SLOTS].tolist()),
        float(later[later > 0].sum()),
        float(later[later < 0].sum()),
        total,
    )


def symlog(values: Array, threshold: float) -> Array:
    """sign(v)·log10(1 + |v|/threshold): linear up to the threshold, logarithmic beyond, NaN where v is."""
    heights: Array = np.copysign(np.log10(1.0 + np.abs(values) / threshold), values)
    return heights
