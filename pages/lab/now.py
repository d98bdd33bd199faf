"""What a page draws from: the session, its run, and the step it stands on."""

from dataclasses import dataclass

from pages.lab.session import Session
from rnn_core import Queues, Run, Step
from rnn_core.reading import StepReading, read_step


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
    def last(self) -> int:
        """The last step of the run."""
        return len(self.run) - 1

    def ahead(self) -> "Now | None":
        """The moment one Step further; None at the last."""
        return Now.of(self.session.with_(t=self.t + 1), self.run) if self.t < self.last else None
