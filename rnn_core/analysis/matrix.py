"""The contribution matrix of ``rnn_core.itemise``: its rows, its diagonals and its columns."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnn_core.cell import Array
from rnn_core.itemise import contributions
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.record import Run


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """The contribution matrix of one run and weight.

    Parameters
    ----------
    values : ndarray, shape (N, N)
        G[t, j] of ``contributions``.
    largest : float
        The largest magnitude; infinite if a product leaves the finite range.
    """

    values: Array
    largest: float

    @property
    def finite(self) -> bool:
        """Whether every entry stays within the range of floating-point numbers."""
        return math.isfinite(self.largest)


def read_matrix(run: Run, parameter: str) -> Contributions:
    """The contribution matrix of Wx, Wh or Bx over a whole run."""
    values = contributions(run, parameter)
    return Contributions(values, largest(values))


def largest(matrix: Array) -> float:
    """Return the largest magnitude of a contribution matrix; inf if a path overflows, 0 if the matrix is empty."""
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
        The first step of a row, 0; the first loss of a diagonal, its lag.
    values : tuple of float
        One per step, or per loss, from there on.
    """

    first: int
    values: tuple[float, ...]

    @property
    def largest(self) -> int | None:
        """The step, or the loss, of the largest magnitude; None if all values are 0."""
        place = _largest_place(self.values)
        return None if place is None else self.first + place

    @property
    def positive(self) -> int:
        """The number of positive values."""
        return sum(value > 0 for value in self.values)

    @property
    def largest_lag(self) -> int | None:
        """Of a row: the lag of its largest magnitude."""
        return None if self.largest is None else self.first + len(self.values) - 1 - self.largest

    def at(self, place: int) -> float:
        """Return the value of a step, or of a loss."""
        return self.values[place - self.first]


def row(matrix: Array, t: int) -> Slice:
    """Return row t of a contribution matrix: the chain of the loss at t, back to the start, by step."""
    return Slice(0, tuple(matrix[t, : t + 1].tolist()))


def diagonal(matrix: Array, lag: int) -> Slice:
    """Return one lag of a contribution matrix, by loss; without values if the run is too short for it."""
    return Slice(lag, tuple(matrix.diagonal(-lag).tolist()))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the contribution matrix: the contributions of one step to its own loss and to all later ones.

    Parameters
    ----------
    step : int
        j.
    terms : tuple of float
        G[j, j], G[j + 1, j], …: lags 0 to 9, fewer at the end of the run.
    later_up, later_down : float
        The sums of the positive and of the negative entries beyond lag 9.
    total : float
        The sum of the whole column, lag 0 first.
    """

    step: int
    terms: tuple[float, ...]
    later_up: float
    later_down: float
    total: float

    @property
    def largest(self) -> int | None:
        """The lag of the largest of these terms; None if all are 0."""
        return _largest_place(self.terms)

    @property
    def largest_loss(self) -> int | None:
        """The t of the loss that the largest of these terms belongs to."""
        return None if self.largest is None else self.step + self.largest


def column(matrix: Array, step: int) -> Column:
    """Return column ``step`` of a contribution matrix."""
    entries = matrix[step:, step]
    later = entries[QUEUE_SLOTS:]
    return Column(
        step=step,
        terms=tuple(entries[:QUEUE_SLOTS].tolist()),
        later_up=_sum(later[later > 0]),
        later_down=_sum(later[later < 0]),
        total=_sum(entries),
    )


def _sum(values: Array) -> float:
    """The sum from the first value to the last, one after the other."""
    with np.errstate(all="ignore"):
        return float(np.cumsum(values)[-1]) if len(values) else 0.0


def _largest_place(values: Sequence[float]) -> int | None:
    place = max(range(len(values)), key=lambda i: abs(values[i]), default=None)
    return None if place is None or values[place] == 0 else place
