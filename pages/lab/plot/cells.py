"""Which cells of the contribution matrix a screen shows: the whole run binned, or the steps around t one by one."""

from dataclasses import dataclass

from pages.lab.plot.thinning import Part, part_of
from rnn_core.analysis.matrix import Contributions

MOST_CELLS = 150
BEHIND, AHEAD = 20, 10
"""How many steps before and after t the view near t shows."""
AROUND = 12
"""How many columns are drawn on either side of the picked one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The picked cell: the loss at t, and the term of one lag."""

    t: int
    lag: int

    @property
    def j(self) -> int:
        """The step that the term passes through; negative if there is none yet."""
        return self.t - self.lag

    @property
    def exists(self) -> bool:
        """Whether that step lies in the run."""
        return self.j >= 0


def overview(matrix: Contributions, lags: int) -> Part:
    """The whole matrix, of which the window counts so many lags."""
    return part_of(matrix.values, lags, 0, len(matrix.values) - 1, MOST_CELLS)


def near(matrix: Contributions, lags: int, t: int) -> Part:
    """The 31 steps around t, fewer in a shorter run."""
    last = len(matrix.values) - 1
    first = max(0, min(t - BEHIND, last - BEHIND - AHEAD))
    return part_of(matrix.values, lags, first, min(first + BEHIND + AHEAD, last), MOST_CELLS)


def edges(part: Part) -> tuple[float, float]:
    """Where the first cell begins and the last one ends, on either axis."""
    return part.steps[0] - part.side / 2, part.steps[-1] + part.side / 2


def columns_around(matrix: Contributions, cell: Cell) -> range:
    """The picked column and its neighbours."""
    return range(max(0, cell.j - AROUND), min(cell.j + AROUND + 1, len(matrix.values)))
