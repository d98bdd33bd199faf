"""What a page draws from: the session, its run, and the step it stands on."""

from dataclasses import dataclass

from pages.lab.session import RECURRENT, Session
from rnn_core import Params, Queues, Run, Step, Term
from rnn_core.analysis.reading import StepReading, read_step


@dataclass(frozen=True, slots=True)
class Now:
    """One moment of a run.

    Parameters
    ----------
    session : Session
    run : Run
        The session's own.
    queues : Queues
        At t.
    step, reading : Step, StepReading or None
        None at t = −1.
    """

    session: Session
    run: Run
    queues: Queues
    step: Step | None
    reading: StepReading | None

    @classmethod
    def of(cls, session: Session, run: Run) -> "Now":
        step = run[session.t] if session.t >= 0 else None
        return cls(session, run, run.queues(session.t), step, read_step(step) if step else None)

    @property
    def t(self) -> int:
        return self.session.t

    @property
    def weight(self) -> str:
        """The picked weight if its gradient looks back in time, else Wh."""
        return self.session.weight if self.session.weight in RECURRENT else "Wh"

    @property
    def term(self) -> Term | None:
        """The picked term, also beyond the window; None where there is none."""
        return self.reading.term(self.session.weight, self.session.lag) if self.reading else None

    @property
    def last(self) -> int:
        """The last step of the run."""
        return len(self.run) - 1

    @property
    def learned(self) -> tuple[Params, float] | None:
        """The weights after the last step, and the last out_H; None without a step."""
        return (self.run.params_after(self.last), float(self.run.out_H[-1])) if len(self.run) else None

    @property
    def pass_start(self) -> tuple[int, Params, float]:
        """The first step of the pass through the sequence that t lies in, its weights, and the out_H that went into it."""
        T = len(self.run.experiment.X)
        step = self.run[max(self.t, 0) // T * T]
        return step.t, step.params, step.forward.out_H_prev

    def ahead(self) -> "Now | None":
        """The moment one Step further; None at the last."""
        return Now.of(self.session.with_(t=self.t + 1), self.run) if self.t < self.last else None
