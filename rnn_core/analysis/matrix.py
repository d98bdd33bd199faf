"""The contribution matrix of ``rnn_core.itemise``: its rows, its diagonals and its columns.

None of them needs the matrix itself, whose room grows with the square of the number of steps.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnn_core.cell import Array
from rnn_core.itemise import contributions, contributions_to
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.record import Run


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """The contribution matrix of one run and weight.

    Parameters
    ----------
    run : Run
        N steps.
    parameter : str
        "Wx", "Wh" or "Bx".
    largest : float
        The largest magnitude; infinite if a product leaves the finite range.
    """

    run: Run
    parameter: str
    largest: float

    @property
    def finite(self) -> bool:
        """Whether every entry stays within the range of floating-point numbers."""
        return math.isfinite(self.largest)

    def part(self, first: int, end: int) -> Array:
        """Return the losses at ``first`` up to ``end``, through these same steps: a square along the diagonal."""
        return contributions(self.run, self.parameter, first, end)


def read_matrix(run: Run, parameter: str) -> Contributions:
    """The contribution matrix of Wx, Wh or Bx over a whole run."""
    return Contributions(run, parameter, largest(contributions(run, parameter)))


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
    def places(self) -> range:
        """The steps, or the losses."""
        return range(self.first, self.first + len(self.values))

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


def row(run: Run, parameter: str, t: int) -> Slice:
    """Return row t of the contribution matrix: the chain of the loss at t, back to the start, by step."""
    return Slice(0, tuple(contributions_to(run, parameter, t).tolist()))


def diagonal(run: Run, parameter: str, lag: int) -> Slice:
    """Return one lag of the contribution matrix, by loss; without values if the run is too short for it."""
    source = run.source(parameter)
    with np.errstate(all="ignore"):
        *_, (last, _, behind, path) = run.paths(lag + 1)
        return Slice(lag, tuple((path * source[behind]).tolist()) if last == lag else ())


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


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """All columns of the contribution matrix.

    Parameters
    ----------
    terms : ndarray, shape (10, N)
        G[j + k, j] of every step j, one row per lag k.
    later_up, later_down, totals : ndarray, shape (N,)
        As in ``Column``.
    """

    terms: Array
    later_up: Array
    later_down: Array
    totals: Array

    def at(self, step: int) -> Column:
        """Return the column of one step."""
        return Column(
            step=step,
            terms=tuple(self.terms[: len(self.totals) - step, step].tolist()),
            later_up=float(self.later_up[step]),
            later_down=float(self.later_down[step]),
            total=float(self.totals[step]),
        )


def read_columns(run: Run, parameter: str) -> Columns:
    """Sum up every column of the contribution matrix, lag 0 first."""
    n, source = len(run), run.source(parameter)
    terms = np.zeros((QUEUE_SLOTS, n))
    up, down, totals = np.zeros((3, n))
    with np.errstate(all="ignore"):
        for lag, _, j, path in run.paths(n):
            entries = path * source[j]
            totals[j] += entries
            if lag < QUEUE_SLOTS:
                terms[lag, j] = entries
            else:
                up[j] += np.fmax(entries, 0.0)
                down[j] += np.fmin(entries, 0.0)
    return Columns(terms, up, down, totals)


def _largest_place(values: Sequence[float]) -> int | None:
    place = max(range(len(values)), key=lambda i: abs(values[i]), default=None)
    return None if place is None or values[place] == 0 else place
