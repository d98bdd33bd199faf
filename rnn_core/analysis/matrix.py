"""Reading the contribution matrix of ``rnn_core.itemise``: its rows, its diagonals and its columns."""

import math
from dataclasses import dataclass

import numpy as np

from rnn_core.itemise import Array
from rnn_core.queues import QUEUE_SLOTS


def largest(matrix: Array) -> float:
    """The largest magnitude of a matrix of ``contributions``; infinite if a path left the finite range, 0 if it has no entry."""
    missing = matrix.shape[0] * (matrix.shape[0] - 1) // 2  # the entries above the diagonal
    if np.isnan(matrix).sum() > missing:
        return math.inf
    return float(np.fmax(np.nanmax(matrix, initial=0.0), -np.nanmin(matrix, initial=0.0)))


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


def row(matrix: Array, t: int) -> Slice:
    """Row t of a matrix of ``contributions``: the chain of the loss at t, back to the start, by step."""
    return Slice(0, tuple(matrix[t, : t + 1].tolist()))


def diagonal(matrix: Array, lag: int) -> Slice:
    """One lag of a matrix of ``contributions``, by loss; without a value in a run that is too short for it."""
    return Slice(lag, tuple(matrix.diagonal(-lag).tolist()))


@dataclass(frozen=True, slots=True)
class Column:
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


def column(matrix: Array, step: int) -> Column:
    """Read column ``step`` of a matrix of ``contributions``."""
    entries = matrix[step:, step]
    later = entries[QUEUE_SLOTS:]
    return Column(
        step=step,
        pieces=tuple(entries[:QUEUE_SLOTS].tolist()),
        later_up=_sum(later[later > 0]),
        later_down=_sum(later[later < 0]),
        total=_sum(entries),
    )


def _sum(values: Array) -> float:
    """From the first to the last, one after the other."""
    with np.errstate(all="ignore"):
        return float(np.cumsum(values)[-1]) if len(values) else 0.0
