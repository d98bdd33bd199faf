"""Long computations, done a piece at a time, so that a page can show their progress and nobody holds up the others."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

SECONDS_PER_RERUN = 0.1
LONGEST_BREATH, PAUSE = 0.005, 0.0005
"""After so many seconds of work, so many of rest: threads of others get the interpreter at once."""
Result = TypeVar("Result")


@dataclass(slots=True, weakref_slot=True)
class Work(Generic[Result]):
    """A computation shared by all visitors who wait for its result.

    Parameters
    ----------
    pieces : iterator
        The result so far, growing.
    result : object
        The newest of those; there is none before ``go_on``.
    finished : bool
        Whether no more is to come.
    failed : bool
        Whether a piece raised an exception: nobody may go on with what is there.
    """

    pieces: Iterator[Result]
    result: Result = field(init=False)
    finished: bool = False
    failed: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def go_on(self) -> tuple[Result, bool]:
        """Work for a tenth of a second, or to the end; return the result so far, and whether it is finished.

        Time spent waiting for another visitor counts: after that a single piece is done.
        """
        until = time.monotonic() + SECONDS_PER_RERUN
        breath = time.monotonic() + LONGEST_BREATH
        with self.lock:
            try:
                for newest in self.pieces if not self.finished else ():
                    self.result = newest
                    now = time.monotonic()
                    if now > until:
                        break
                    if now > breath:
                        time.sleep(PAUSE)
                        breath = time.monotonic() + LONGEST_BREATH
                else:
                    self.finished = True
            except BaseException:
                self.failed = True
                raise
            return self.result, self.finished


@dataclass(slots=True)
class Job(Generic[Result]):
    """One visitor's view of a ``Work``; stopping it does not stop the work for others.

    Parameters
    ----------
    inputs : object
        Everything that decides the result.
    work : Work
    result : object
        The result so far; there is none before ``go_on``.
    complete : bool
        Whether no more is to come: it is finished, or was stopped.
    """

    inputs: object
    work: Work[Result]
    result: Result = field(init=False)
    complete: bool = False
    begun: float = field(default_factory=time.monotonic)

    def go_on(self) -> None:
        """Work for a tenth of a second, or to the end."""
        self.result, self.complete = self.work.go_on()

    def stop(self) -> None:
        """End with the result so far."""
        self.complete = True

    def resume(self) -> None:
        """Go on after a stop."""
        self.complete = False

    @property
    def long(self) -> bool:
        """Whether it has run for half a second, long enough to show its progress."""
        return time.monotonic() - self.begun > 0.5


_under_way: WeakValueDictionary[tuple[str, object], Work[Any]] = WeakValueDictionary()
"""All that a visitor has, by what it is called and its inputs."""
_lock = threading.Lock()


def advance(
    jobs: dict[str, Job[Any]], name: str, inputs: object, pieces: Callable[[], Iterator[Result]]
) -> Job[Result]:
    """Do one more piece of a visitor's job; begin it anew, or join others, if its inputs have changed or it failed."""
    job: Job[Result] | None = jobs.get(name)
    if job is None or job.inputs != inputs or job.work.failed:
        with _lock:
            work: Work[Result] | None = _under_way.get((name, inputs))
            if work is None or work.failed:
                work = _under_way[name, inputs] = Work(pieces())
        job = Job(inputs, work)
    if not job.complete:
        job.go_on()
    jobs[name] = job
    return job
