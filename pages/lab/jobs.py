"""What is kept between two steps: results that are needed again, and long computations, done a piece at a time.

One cache per visitor, with one rule: a result is stale when the arguments it was made from have changed.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, ParamSpec, TypeVar

SECONDS_PER_RERUN = 0.1
P = ParamSpec("P")
Result = TypeVar("Result")


@dataclass(slots=True)
class Job(Generic[Result]):
    """A computation done a piece at a time, so that a page can show its progress and no visitor holds up the others.

    Parameters
    ----------
    inputs : object
        Everything that decides the result.
    pieces : iterator
        The result so far, growing.
    result : object
        The newest of those.
    complete : bool
        Whether no more is to come: it is finished, or was stopped.
    """

    inputs: object
    pieces: Iterator[Result]
    result: Result
    complete: bool = False
    begun: float = field(default_factory=time.monotonic)

    def work(self) -> None:
        """Work for a tenth of a second, or to the end."""
        until = time.monotonic() + SECONDS_PER_RERUN
        for newest in self.pieces:
            self.result = newest
            if time.monotonic() > until:
                return
        self.complete = True

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


@dataclass(slots=True)
class Cache:
    """Results and jobs of one visitor."""

    results: dict[object, dict[object, Any]] = field(default_factory=dict)
    jobs: dict[str, Job[Any]] = field(default_factory=dict)

    def once(self, make: Callable[P, Result], *arguments: P.args, **keywords: P.kwargs) -> Result:
        """``make(*arguments)``, computed again only for other arguments; the newest result of each function is kept."""
        return self.among(1, make, make, *arguments, **keywords)

    def among(
        self, most: int, name: object, make: Callable[P, Result], *arguments: P.args, **keywords: P.kwargs
    ) -> Result:
        """Like ``once``, with the newest ``most`` results kept under ``name``."""
        results, inputs = self.results.setdefault(name, {}), (arguments, *sorted(keywords.items()))
        results[inputs] = results.pop(inputs) if inputs in results else make(*arguments, **keywords)  # now the newest
        while len(results) > most:
            del results[next(iter(results))]
        result: Result = results[inputs]
        return result

    def job(self, name: str, inputs: object, pieces: Callable[[], Iterator[Result]]) -> Job[Result]:
        """Do one more piece of a job; begin it anew if its inputs have changed."""
        job: Job[Result] | None = self.jobs.get(name)
        if job is None or job.inputs != inputs:
            begun = pieces()
            job = self.jobs[name] = Job(inputs, begun, next(begun))
        if not job.complete:
            job.work()
        return job
