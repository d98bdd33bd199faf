"""Turns: while others step, whoever has computed for more than a tenth of the time waits a little before going on.

All visitors share one core. Without this, one who compares all windows, or holds a key on a page that is slow to draw,
would have half of it, and a class would wait. Whoever is alone never waits.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SHARE = 0.1
"""The part of the time that a visitor may compute while others step."""
CREDIT = 0.5
"""So many seconds of computing beyond that are free: a long run need not wait, a very long one does."""
LONGEST_WAIT = 2.0
"""The most seconds before a turn, whatever was computed."""
HEED = 0.05
"""How often, in seconds, whoever waits looks whether something else is asked for."""
RECENT = 1.0
"""How long ago, in seconds, another visitor may have stepped and still count."""


@dataclass(slots=True, eq=False)
class Turns:
    """What one visitor has computed, beyond the share, in seconds.

    Parameters
    ----------
    drawn : float
        For steps and everything else that was pressed.
    worked : float
        For long work; a press need not wait for what that has taken.
    at : float
        When that was.
    """

    drawn: float = 0.0
    worked: float = 0.0
    at: float = field(default_factory=time.monotonic)

    def wait(self, heed: Callable[[], object], *, to_work: bool) -> None:
        """Wait if others need it; ``heed`` is called every now and then, and may end it by an exception."""
        now = time.monotonic()
        forgotten, self.at = SHARE * (now - self.at), now
        self.drawn, self.worked = (
            min(max(0.0, computed - forgotten), CREDIT + SHARE * LONGEST_WAIT) for computed in (self.drawn, self.worked)
        )
        over = (self.worked if to_work else self.drawn) - CREDIT
        if over <= 0 and not to_work:
            if _latest and _latest[-1][0] is self:
                _latest.pop()
            _latest.append((self, now))
        until = now + over / SHARE
        while time.monotonic() < until and self._others_step():
            time.sleep(HEED)
            heed()

    def _others_step(self) -> bool:
        now = time.monotonic()
        return any(one is not self and now - at < RECENT for one, at in tuple(_latest))

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Count the time that is computed within, except for long work."""
        begun = time.thread_time() - self.worked
        try:
            yield
        finally:
            self.drawn += time.thread_time() - self.worked - begun

    @contextmanager
    def working(self) -> Iterator[None]:
        """Count the time that is computed within, once, as long work."""
        begun = time.thread_time() - self.worked
        try:
            yield
        finally:
            self.worked = time.thread_time() - begun


_latest: deque[tuple[Turns, float]] = deque(maxlen=2)
"""The last two who stepped within their share, and when."""
