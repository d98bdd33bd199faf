"""Turns: who has computed much gives way to those who step, and nobody else waits."""

import time
from types import SimpleNamespace

import pytest

from pages.lab import state, turns
from pages.lab.session import OPENING
from pages.lab.turns import CREDIT, LONGEST_WAIT, SHARE, Turns
from tests.pages.opening import checked, go_to, open_page


class Clock:
    """Time that passes when somebody computes or waits."""

    def __init__(self) -> None:
        self.now = self.computed = 0.0
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def thread_time(self) -> float:
        return self.computed

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.waits.append(seconds)

    def compute(self, one: Turns, seconds: float) -> None:
        with one.take():
            self.now += seconds
            self.computed += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(turns, "time", clock)
    turns._latest.clear()
    return clock


def test_whoever_is_alone_never_waits(clock: Clock):
    alone = Turns(at=0.0)
    for _ in range(100):
        clock.compute(alone, 0.1)
    assert clock.waits == []


@pytest.mark.parametrize("piece", [0.02, 0.1])
def test_beside_others_who_step_a_visitor_computes_for_a_tenth_of_the_time(clock: Clock, piece: float):
    dear, other = Turns(at=0.0), Turns(at=0.0)
    while clock.now < 60.0:
        clock.compute(other, 0.01)
        clock.compute(dear, piece)
        clock.now += 0.05
    begun, computed = clock.now, 0.0
    while clock.now < begun + 60.0:
        clock.compute(other, 0.01)
        clock.compute(dear, piece)
        computed += piece
    assert 0.8 * SHARE < computed / (clock.now - begun) < 1.05 * SHARE
    assert max(clock.waits) <= LONGEST_WAIT + 1e-9


def test_what_takes_less_than_the_credit_waits_for_nobody(clock: Clock):
    dear, other = Turns(at=0.0), Turns(at=0.0)
    for _ in range(int(CREDIT / 0.1)):
        clock.compute(other, 0.01)
        clock.compute(dear, 0.1)
    assert clock.waits == []


def test_two_who_compute_much_do_not_wait_for_each_other(clock: Clock):
    one, other = Turns(CREDIT + 0.1, at=0.0), Turns(CREDIT + 0.1, at=0.0)
    for _ in range(10):
        clock.compute(one, 0.1)
        clock.compute(other, 0.1)
    assert clock.waits == []


def test_a_turn_within_a_turn_counts_once(clock: Clock):
    one = Turns(at=0.0)
    with one.take():
        clock.compute(one, 0.1)
    assert one.computed == pytest.approx(0.1)


def test_a_page_takes_turns_step_by_step(monkeypatch: pytest.MonkeyPatch):
    app = open_page(OPENING)
    record = app.session_state[state.RECORD]
    before = record.turns.computed
    go_to(app, 3)
    assert record.turns.computed > before
    waited: list[float] = []
    shim = SimpleNamespace(monotonic=time.monotonic, thread_time=time.thread_time, sleep=waited.append)
    monkeypatch.setattr(turns, "time", shim)
    open_page(OPENING)
    record.turns.computed, record.turns.at = CREDIT + 0.05, time.monotonic()
    checked(app.run())
    assert len(waited) == 1
