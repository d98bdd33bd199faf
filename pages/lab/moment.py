"""What a page draws from: the session, its run, and the current step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from pages.lab.jobs import Cache
from pages.lab.session import LOOKING_BACK, Session
from rnn_core import Params, Queues, Run, Step, Term
from rnn_core.analysis.reading import StepReading, read_step

P = ParamSpec("P")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of a run. Moments of the same session and run are equal.

    Parameters
    ----------
    session : Session
    run : Run
        The session's own.
    cache : Cache
    queues : Queues
        At t.
    step, reading : Step, StepReading or None
        None at t = −1.
    """

    session: Session
    run: Run
    cache: Cache = field(compare=False)
    queues: Queues = field(compare=False)
    step: Step | None = field(compare=False)
    reading: StepReading | None = field(compare=False)

    @classmethod
    def of(cls, session: Session, run: Run, cache: Cache) -> "Moment":
        """The moment of step ``session.t``."""
        # Two are kept: the current step, and the next one, which is sent ahead and is current after the next press.
        queues, step, reading = cache.among(2, "step", _at, run, session.t)
        return cls(session=session, run=run, cache=cache, queues=queues, step=step, reading=reading)

    def once(self, make: Callable[P, Result], *arguments: P.args, **keywords: P.kwargs) -> Result:
        """``make(*arguments)``, which is the same at every step and is therefore computed only once."""
        return self.cache.once(make, *arguments, **keywords)

    @property
    def t(self) -> int:
        """The step, −1 before the first."""
        return self.session.t

    @property
    def weight(self) -> str:
        """The picked weight if its gradient has lags, else Wh."""
        return self.session.weight if self.session.weight in LOOKING_BACK else "Wh"

    @property
    def term(self) -> Term | None:
        """The picked term, also beyond the window; None where there is none."""
        return self.reading.term(self.session.weight, self.session.lag) if self.reading else None

    @property
    def last(self) -> int:
        """The last step of the run."""
        return len(self.run) - 1

    @property
    def final(self) -> tuple[Params, float] | None:
        """The weights after the last step, and the last out_H; None in a run without a step."""
        return (self.run.params_after(self.last), float(self.run.out_H[-1])) if len(self.run) else None

    @property
    def pass_start(self) -> tuple[int, Params, float]:
        """The first step of the current pass through the sequence, its weights, and the out_H before it."""
        step = self.run[self.stretch[0]]
        return step.t, step.params, step.forward.out_H_prev

    @property
    def stretch(self) -> tuple[int, int]:
        """The first and the last recorded step of the current pass through the sequence."""
        T = len(self.run.experiment.X)
        first = max(self.t, 0) // T * T
        return first, min(first + T, len(self.run)) - 1

    def ahead(self) -> "Moment | None":
        """The moment one step further; None at the last."""
        return Moment.of(self.session.with_(t=self.t + 1), self.run, self.cache) if self.t < self.last else None


def _at(run: Run, t: int) -> tuple[Queues, Step | None, StepReading | None]:
    step = run[t] if t >= 0 else None
    return run.queues(t), step, read_step(step) if step else None
