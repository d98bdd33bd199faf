"""Reading the contribution matrix of ``rnn_core.itemise``: what the window counts, a part small enough to draw, a column."""

import math
from dataclasses import dataclass

import numpy as np

from rnn_core.itemise import Array
from rnn_core.queues import QUEUE_SLOTS


def extremes(matrix: Array, side: int) -> Array:
    """A matrix made smaller: of each block of side × side entries the one of the largest magnitude, with its sign.

    Blocks start at the first row and column; those at the end may be smaller. NaN where a block holds nothing else.

    Parameters
    ----------
    matrix : ndarray, shape (n, m)
    side : int
        At least 1.

    Returns
    -------
    ndarray, shape (⌈n/side⌉, ⌈m/side⌉)
        Of two entries as large, the positive one.
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
        ``largest`` of the whole matrix.
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


def largest(matrix: Array) -> float:
    """The largest magnitude of a matrix of ``contributions``; infinite if a path left the finite range, 0 if it has no entry."""
    missing = matrix.shape[0] * (matrix.shape[0] - 1) // 2  # the entries above the diagonal
    if np.isnan(matrix).sum() > missing:
        return math.inf
    return float(np.fmax(np.nanmax(matrix, initial=0.0), -np.nanmin(matrix, initial=0.0)))


def part_of(matrix: Array, whole: float, lags: int, first: int, last: int, most: int) -> Matrix:
    """The rows and columns ``first`` to ``last`` of a matrix of ``contributions``, in no more than ``most`` of each.

    Parameters
    ----------
    matrix : ndarray, shape (N, N)
    whole : float
        ``largest`` of that matrix.
    lags : int
        How many lags the window counts: the band along the diagonal.
    first, last, most : int
    """
    side = max(1, -(-(last - first + 1) // most))
    cut, steps = matrix[first : last + 1, first : last + 1], np.arange(first, last + 1)
    inside = steps[:, np.newaxis] - steps < lags  # above the diagonal there is nothing anyway
    middles = tuple(min(step + side // 2, last) for step in range(first, last + 1, side))
    counted, beyond = (extremes(np.where(which, cut, np.nan), side) for which in (inside, ~inside))
    return Matrix(middles, middles, side, counted, beyond, whole)


@dataclass(frozen=True, slots=True)
class Slice:
    """A row or a diagonal of the contribution matrix.

    Parameters
    ----------
    first : int
        Of a row, the first step, 0; of a diagonal, the first loss, its lag.
    values : tuple of float
        One for each step, or each loss, from there on.
    """

    first: int
    values: tuple[float, ...]

    @property
    def largest(self) -> int | None:
        """Where the largest magnitude stands, as a step or a loss; None if every value is 0."""
        place = max(range(len(self.values)), key=lambda i: abs(self.values[i]), default=None)
        return None if place is None or self.values[place] == 0 else self.first + place

    @property
    def positive(self) -> int:
        """How many values are over 0."""
        return sum(value > 0 for value in self.values)

    def at(self, place: int) -> float:
        """The value of a step, or of a loss."""
        return self.values[place - self.first]

    def seen_from(self, part: float) -> int:
        """The first step or loss at which the magnitude is at least this part of the largest."""
        least = part * max(map(abs, self.values), default=0.0)
        return self.first + next((i for i, value in enumerate(self.values) if abs(value) >= least), 0)


def row(matrix: Array, t: int) -> Slice:
    """Row t of a matrix of ``contributions``: the chain of the loss at t, back to the start, by step."""
    return Slice(0, tuple(matrix[t, : t + 1].tolist()))


def diagonal(matrix: Array, lag: int) -> Slice:
    """One lag of a matrix of ``contributions``, by loss; without a value in a run that is too short for it."""
    return Slice(lag, tuple(matrix.diagonal(-lag).tolist()))


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

    @property
    def largest(self) -> int | None:
        """The lag of the largest piece; None if all are 0."""
        lag = max(range(len(self.pieces)), key=lambda i: abs(self.pieces[i]))
        return lag if self.pieces[lag] else None


def credit(matrix: Array, step: int) -> Credit:
    """Read column ``step`` of a matrix of ``contributions``."""
    column = matrix[step:, step]
    later = column[QUEUE_SLOTS:]
    return Credit(step, tuple(column[:QUEUE_SLOTS].tolist()), _sum(later[later > 0]), _sum(later[later < 0]), _sum(column))


def _sum(values: Array) -> float:
    """From the first to the last, one after the other."""
    with np.errstate(all="ignore"):
        return float(np.cumsum(values)[-1]) if len(values) else 0.0


def symlog(values: Array, threshold: float) -> Array:
    """sign(v)·log10(1 + |v|/threshold) of each value, in their shape: linear up to the threshold, logarithmic beyond, NaN where v is."""
    heights: Array = np.copysign(np.log10(1.0 + np.abs(values) / threshold), values)
    return heights
