"""What a run has to show as a whole, taken once for all that is drawn of it: it is the same at every step."""

from dataclasses import dataclass
from functools import cached_property

from pages.lab.figures.base import Trace
from pages.lab.figures.matrix import AROUND, Picked, picture
from pages.lab.now import Now
from pages.lab.session import RECURRENT, Session
from rnn_core import Run
from rnn_core.analysis.matrix import Credit, Matrix, Slice, credit, diagonal, largest, part_of, row
from rnn_core.analysis.truncation import Truncation, truncation
from rnn_core.itemise import Array, contributions, kept_parts, lags_counted

MOST_CELLS = 150
BEHIND, AHEAD = 20, 10
"""How many steps before and after t the view near t shows."""


@dataclass(frozen=True)
class Whole:
    """The contribution matrix of one run and weight, and what windows keep of its gradients.

    Parameters
    ----------
    run : Run
    session : Session
    weight : str
        "Wx", "Bx" or "Wh".
    """

    run: Run
    session: Session
    weight: str

    @classmethod
    def of(cls, now: Now) -> "Whole":
        return cls(now.run, now.session, now.weight)

    @property
    def counted(self) -> int:
        """How many lags the window counts."""
        return lags_counted(self.weight, self.session.K)

    @cached_property
    def matrix(self) -> Array:
        return contributions(self.run, self.weight)

    def part(self, t: int) -> Matrix:
        """What the picture shows: the whole run, or the steps around t."""
        if self.session.view == "whole":
            return self._overview
        last = len(self.run) - 1
        first = max(0, min(t - BEHIND, last - BEHIND - AHEAD))
        return self._part(first, min(first + BEHIND + AHEAD, last))

    def picture(self, t: int) -> list[Trace]:
        """The heatmaps of that part."""
        return self._overview_picture if self.session.view == "whole" else picture(self.part(t), self.session.scale)

    @cached_property
    def _overview(self) -> Matrix:
        return self._part(0, len(self.run) - 1)

    @cached_property
    def _overview_picture(self) -> list[Trace]:
        return picture(self._overview, self.session.scale)

    def _part(self, first: int, last: int) -> Matrix:
        return part_of(self.matrix, self._largest, self.counted, first, last, MOST_CELLS)

    @cached_property
    def _largest(self) -> float:
        return largest(self.matrix)

    def picked(self, t: int) -> Picked:
        """What is picked on it."""
        return Picked(t, self.session.lag, self.session.slice)

    def row(self, t: int) -> Slice:
        """The chain of the loss at t, by step."""
        return row(self.matrix, t)

    def diagonal(self, lag: int) -> Slice:
        """One lag, by loss."""
        return diagonal(self.matrix, lag)

    @cached_property
    def _kept_parts(self) -> dict[str, Array]:
        return {name: kept_parts(self.run, name) for name in RECURRENT}

    def truncations(self, t: int) -> list[Truncation]:
        """What windows keep of the three gradients that look back."""
        return [truncation(self.run, t, name, parts) for name, parts in self._kept_parts.items()]

    def columns(self, s: int) -> list[Credit]:
        """What later losses owe to step s and to its neighbours."""
        around = range(max(0, s - AROUND), min(s + AROUND + 1, len(self.run)))
        return [credit(self.matrix, step) for step in around]
