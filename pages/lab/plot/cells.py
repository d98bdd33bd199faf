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
    matrix : Contributions
    covered : range
        The steps it covers.
    side : int
        How many rows and columns of the matrix are drawn as one, by their entry of largest magnitude.
    lags : int
        How many lags the window counts: the band along the diagonal.
    """

    matrix: Contributions
    covered: range
    side: int
    lags: int

    @property
    def steps(self) -> tuple[int, ...]:
        """t of each row and j of each column; where ``side`` is over 1, the middle of those drawn as one."""
        return tuple(min(first + self.side // 2, self.covered[-1]) for first in self.covered[:: self.side])

    @property
    def edges(self) -> tuple[float, float]:
        """Where the first cell begins and the last one ends, on either axis."""
        steps = self.steps
        return steps[0] - self.side / 2, steps[-1] + self.side / 2

    def values(self) -> Array:
        """The entries of the matrix; NaN above the diagonal."""
        return self.matrix.part(self.covered.start, self.covered.stop)

    def cells(self) -> tuple[Array, Array]:
        """Entries that the window counts, and entries beyond it, of each bin the largest; NaN elsewhere.

        They are not kept: of a whole run they are large, and a picture of them is drawn once.
        """
        values, steps = self.values(), np.array(self.covered)
        inside = steps[:, np.newaxis] - steps < self.lags  # above the diagonal there is nothing to count
        counted, beyond = (extremes(np.where(which, values, np.nan), self.side) for which in (inside, ~inside))
        return counted, beyond


def part_of(matrix: Contributions, lags: int, t: int | None = None) -> Part:
    """The 31 steps around t, fewer in a shorter run; without t all steps, binned to at most 150 rows and columns.

    The window counts ``lags`` lags.
    """
    steps = range(len(matrix.run))
    if t is not None:
        first = max(0, min(t, steps[-1] - AHEAD) - BEHIND)
        steps = steps[first : first + BEHIND + AHEAD + 1]
    return Part(matrix=matrix, covered=steps, side=-(-len(steps) // MOST_CELLS), lags=lags)


def columns_around(matrix: Contributions, cell: Cell) -> range:
    """The column of a cell and its neighbours."""
    return range(max(0, cell.j - AROUND), min(cell.j + AROUND + 1, len(matrix.run)))


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
