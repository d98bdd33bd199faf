"""What a page draws from: the session, its run, and the current step."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import ParamSpec, TypeVar

from pages.lab import shared
from pages.lab.session import LOOKING_BACK, Session
from pages.lab.text.formulas import no_term
from rnn_core import Params, Queues, Run, Step, Term
from rnn_core.analysis.reading import StepReading, read_step

P = ParamSpec("P")
Result = TypeVar("Result")


class AbsentError(LookupError):
    """A moment does not have what was asked of it; the text, HTML, says why, and is shown in place of the block."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of a run. Moments of the same session and run are equal.

    Parameters
    ----------
    session : Session
    run : Run
        The session's own, which has a step ``session.t`` unless that is −1.
    before : Moment, optional
        The same step as it was before a widget changed the run, until the next change or step.
    untouched : bool
        Whether the visitor has done nothing yet.
    pinned : Moment, optional
        Before its first step, the run of the settings A that this one, B, is compared with.
    """

    session: Session
    run: Run
    before: "Moment | None" = None
    untouched: bool = False
    pinned: "Moment | None" = None

    def once(self, make: Callable[P, Result], *arguments: P.args, **keywords: P.kwargs) -> Result:
        """``make(*arguments)``, computed once for all who ask for it."""
        return shared.once(make, *arguments, **keywords)

    @property
    def t(self) -> int:
        """The step, −1 before the first."""
        return self.session.t

    @property
    def queues(self) -> Queues:
        """The queues at t."""
        return self.run.queues(self.t)

    @property
    def step(self) -> Step:
        """Step t. Raises ``AbsentError`` before the first, as does every property that needs a step."""
        return self.reading.step

    @property
    def weights(self) -> Params:
        """The weights in force at t; before the first step, those that the run starts with."""
        return self.step.params if self.t >= 0 else self.run.experiment.params

    @property
    def reading(self) -> StepReading:
        """What can be read off step t."""
        if self.t < 0:
            raise AbsentError("Before the first step there is no loss, and so no gradient.")
        return _read(self.run, self.t)

    @property
    def weight(self) -> str:
        """The picked weight if its gradient has lags, else Wh."""
        return self.session.weight if self.session.weight in LOOKING_BACK else "Wh"

    @property
    def picked(self) -> Term | None:
        """The picked term, also beyond the window; None where there is none."""
        return self.reading.term(self.session.weight, self.session.lag) if self.t >= 0 else None

    @property
    def term(self) -> Term:
        """The picked term. Raises ``AbsentError`` where there is none."""
        term = self.reading.term(self.session.weight, self.session.lag)
        if term is None:
            raise AbsentError(no_term(self.session.weight, self.session.lag, self.t))
        return term

    @property
    def finished(self) -> bool:
        """Whether the run has all its steps; else it is still being computed."""
        return len(self.run) == self.run.experiment.length or self.run.diverged_at is not None

    @property
    def last(self) -> int:
        """The last step of the run."""
        return len(self.run) - 1

    @property
    def current_pass(self) -> tuple[int, int]:
        """The first and the last recorded step of the current pass through the sequence."""
        T = len(self.run.experiment.X)
        first = max(self.t, 0) // T * T
        return first, min(first + T, len(self.run)) - 1

    @property
    def pass_shown(self) -> tuple[int, int]:
        """The same, except at the end of a run whose last pass is cut short: there, the last T steps."""
        first, last = self.current_pass
        return max(0, min(first, last + 1 - len(self.run.experiment.X))), last

    def at(self, t: int) -> "Moment":
        """The moment of another step."""
        return self if t == self.t else Moment(self.session.with_(t=t), self.run, pinned=self.pinned)

    @property
    def A(self) -> "Moment | None":
        """The same step with the settings that are pinned; None if none are, or if their run has no such step."""
        return self.pinned.at(self.t) if self.pinned and 0 <= self.t <= self.pinned.last else None

    def behind(self) -> "Moment | None":
        """The moment one step earlier; None if that is before the first step."""
        return self.at(self.t - 1) if self.t > 0 else None


# Several places draw the same few steps, one after the other. To share a reading as other results are would cost more
# than to make it; and each that is kept here keeps a whole run.
@lru_cache(maxsize=8)
def _read(run: Run, t: int) -> StepReading:
    return read_step(run[t])
