"""Which cells of the contribution matrix a screen shows: the whole run binned, or the steps around t one by one."""

from dataclasses import dataclass

import numpy as np

from rnn_core.analysis.matrix import Contributions
from rnn_core.cell import Array

MOST_CELLS = 150
BEHIND, AHEAD = 20, 10
"""How many steps before and after t the view near t shows."""
AROUND = 12
"""How many columns are drawn on either side of the picked one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix: the loss at t, and the term of one lag."""

    t: int
    lag: int

    @property
    def j(self) -> int:
        """The step that the term passes through; negative if there is none yet."""
        return self.t - self.lag


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Part:
    """A part of the contribution matrix along its diagonal, small enough to draw.

    Parameters
    ----------
    steps : tuple of int
        t of each row and j of each column; where ``side`` is over 1, the middle of those drawn as one.
    side : int
        How many rows and columns of the matrix are drawn as one, by their entry of largest magnitude.
    lags : int
        How many lags the window counts: the band along the diagonal.
    counted, beyond : ndarray, shape (len(steps), len(steps))
        Entries that the window counts, and entries beyond it; NaN elsewhere.
    """

    steps: tuple[int, ...]
    side: int
    lags: int
    counted: Array
    beyond: Array

    @property
    def edges(self) -> tuple[float, float]:
        """Where the first cell begins and the last one ends, on either axis."""
        return self.steps[0] - self.side / 2, self.steps[-1] + self.side / 2

    @property
    def values(self) -> Array:
        """The entries that the window counts, and elsewhere those beyond it; NaN above the diagonal."""
        return np.where(np.isnan(self.counted), self.beyond, self.counted)


def part_of(matrix: Contributions, lags: int, t: int | None = None) -> Part:
    """The 31 steps around t, fewer in a shorter run; without t all steps, binned to at most 150 rows and columns.

    The window counts ``lags`` lags.
    """
    steps = np.arange(len(matrix.values))
    if t is not None:
        first = max(0, min(t, steps[-1] - AHEAD) - BEHIND)
        steps = steps[first : first + BEHIND + AHEAD + 1]
    side = -(-len(steps) // MOST_CELLS)
    cut = matrix.values[steps[0] : steps[-1] + 1, steps[0] : steps[-1] + 1]
    inside = steps[:, np.newaxis] - steps < lags  # above the diagonal there is nothing to count
    counted, beyond = (extremes(np.where(which, cut, np.nan), side) for which in (inside, ~inside))
    middles = np.minimum(steps[::side] + side // 2, steps[-1])
    return Part(steps=tuple(middles.tolist()), side=side, lags=lags, counted=counted, beyond=beyond)


def columns_around(matrix: Contributions, cell: Cell) -> range:
    """The column of a cell and its neighbours."""
    return range(max(0, cell.j - AROUND), min(cell.j + AROUND + 1, len(matrix.values)))


def extremes(matrix: Array, side: int) -> Array:
    """A smaller matrix: of each block of side × side entries the one of largest magnitude, with its sign.

    Blocks start at the first row and column; those at the end may be smaller. NaN where a block has no entry.

    Parameters
    ----------
    matrix : ndarray, shape (n, m)
    side : int
        At least 1.

    Returns
    -------
    ndarray, shape (⌈n/side⌉, ⌈m/side⌉)
        Of two entries of equal magnitude, the positive one.
    """
    corners = [np.arange(0, length, side) for length in matrix.shape]
    top, bottom = (ufunc.reduceat(ufunc.reduceat(matrix, corners[0], 0), corners[1], 1) for ufunc in (np.fmax, np.fmin))
    larger: Array = np.where(top >= -bottom, top, bottom)
    return larger
