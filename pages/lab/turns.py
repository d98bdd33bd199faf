"""Turns: while others step, whoever has computed for more than a tenth of the time waits a little before each turn.

All visitors share one core. Without this, one who compares all windows, or holds a key on a page that is slow to draw,
would have half of it, and a class would wait. Whoever is alone never waits.
"""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SHARE = 0.1
"""The part of the time that a visitor may compute while others step."""
CREDIT = 0.5
"""So many seconds of computing beyond that are free: a long run need not wait, a very long one does."""
LONGEST_WAIT = 1.0
RECENT = 1.0
"""How long ago, in seconds, another visitor may have stepped and still count."""


@dataclass(slots=True, eq=False)
class Turns:
    """One visitor's turns.

    Parameters
    ----------
    computed : float
        The seconds computed beyond the share.
    at : float
        When that was.
    on : bool
        Whether a turn is being taken; a turn within it is part of it.
    """

    computed: float = 0.0
    at: float = field(default_factory=time.monotonic)
    on: bool = False

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait if others need it, and count the time computed within."""
        if self.on:
            yield
            return
        self._wait()
        begun, self.on = time.thread_time(), True
        try:
            yield
        finally:
            self.computed, self.on = self.computed + time.thread_time() - begun, False

    def _wait(self) -> None:
        now = time.monotonic()
        self.computed, self.at = max(0.0, self.computed - SHARE * (now - self.at)), now
        if self.computed <= CREDIT:
            _note(self, now)
        elif any(one is not self and now - at < RECENT for one, at in tuple(_latest)):
            time.sleep(min((self.computed - CREDIT) / SHARE, LONGEST_WAIT))
            self.computed, self.at = CREDIT, time.monotonic()
        else:
            self.computed = min(self.computed, CREDIT + SHARE * LONGEST_WAIT)  # what was done alone is forgotten


_latest: deque[tuple[Turns, float]] = deque(maxlen=2)
"""The last two visitors who took a turn within their share, and when."""


def _note(turns: Turns, now: float) -> None:
    if _latest and _latest[-1][0] is turns:
        _latest.pop()
    _latest.append((turns, now))
