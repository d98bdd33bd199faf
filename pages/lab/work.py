"""Long work, a piece at a time: so that a page can say how far it is, and one learner never holds up the others."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

SECONDS_A_RERUN = 0.1
SECONDS_UNSEEN = 0.5
"""Work that takes no longer than this comes and goes without a word."""
Found = TypeVar("Found")


@dataclass(slots=True)
class Work(Generic[Found]):
    """A computation that is done a piece at a time.

    Parameters
    ----------
    what : object
        All that decides it.
    pieces : iterator
        What has been found so far, growing.
    found : object
        The newest of that.
    complete : bool
        Whether that is all there is to be found, or to be had because it was stopped.
    """

    what: object
    pieces: Iterator[Found]
    found: Found
    complete: bool = False
    begun: float = field(default_factory=lambda: time.monotonic())

    def go_on(self) -> None:
        """Work for a tenth of a second, or to the end."""
        until = time.monotonic() + SECONDS_A_RERUN
        while not self.complete:
            newest = next(self.pieces, None)
            if newest is None:
                self.complete = True
            else:
                self.found = newest
            if time.monotonic() > until:
                return

    @property
    def long(self) -> bool:
        """Whether it has been going on for so long that one wants to see how far it is."""
        return time.monotonic() - self.begun > SECONDS_UNSEEN
