"""Turns: who has computed much gives way to those who step, and nobody else waits."""

import pytest

from pages.lab import controls, frame, state, turns
from pages.lab.session import OPENING
from pages.lab.turns import CREDIT, HEED, LONGEST_WAIT, SHARE, Turns
from pages.lab.visit import Visit
from tests.pages.opening import go_to, open_page, visit_of


class Clock:
    """Time that passes when somebody computes or waits."""

    def __init__(self) -> None:
        self.now = self.computed = 0.0
        self.waited = 0.0

    def monotonic(self) -> float:
        return self.now

    def thread_time(self) -> float:
        return self.computed

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.waited += seconds

    def compute(self, seconds: float) -> None:
        self.now += seconds
        self.computed += seconds

    def draw(self, one: Turns, seconds: float) -> float:
        """A step that takes so long; returns how long it waited."""
        before = self.waited
        one.wait(lambda: None, to_work=False)
        with one.drawing():
            self.compute(seconds)
        return self.waited - before

    def work(self, one: Turns, seconds: float) -> float:
        """A piece of long work, drawn in a hundredth of a second; returns how long it waited."""
        before = self.waited
        one.wait(lambda: None, to_work=True)
        with one.drawing():
            with one.working():
                self.compute(seconds)
            self.compute(0.01)
        return self.waited - before


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(turns, "time", clock)
    turns._latest.clear()
    return clock


def visitors() -> tuple[Turns, Turns]:
    return Turns(at=0.0), Turns(at=0.0)


def test_whoever_is_alone_never_waits(clock: Clock):
    alone = Turns(at=0.0)
    for _ in range(100):
        assert clock.draw(alone, 0.1) == clock.work(alone, 0.1) == 0


@pytest.mark.parametrize("act", [Clock.draw, Clock.work])
@pytest.mark.parametrize("piece", [0.02, 0.1])
def test_beside_others_who_step_a_visitor_computes_for_a_tenth_of_the_time(clock: Clock, act, piece: float):
    dear, other = visitors()
    begun, computed, waits = 0.0, 0.0, [0.0]
    while clock.now < 120.0:
        if clock.now < 60.0:  # the credit is used up then
            begun, computed = clock.now, 0.0
        assert clock.draw(other, 0.01) == 0
        waits.append(act(clock, dear, piece))
        computed += piece
        clock.now += 0.05
    assert 0.8 * SHARE < computed / (clock.now - begun) < 1.05 * SHARE
    assert max(waits) <= LONGEST_WAIT + HEED


def test_what_takes_less_than_the_credit_waits_for_nobody(clock: Clock):
    dear, other = visitors()
    for _ in range(int(CREDIT / 0.1)):
        clock.draw(other, 0.01)
        assert clock.work(dear, 0.1) == 0


def test_a_step_does_not_wait_for_what_long_work_has_taken(clock: Clock):
    dear, other = visitors()
    for _ in range(20):
        clock.draw(other, 0.01)
        clock.work(dear, 0.1)
    assert clock.draw(dear, 0.02) == 0


def test_two_who_compute_much_do_not_wait_for_each_other(clock: Clock):
    one, other = visitors()
    one.drawn = other.drawn = CREDIT + SHARE
    for _ in range(10):
        assert clock.draw(one, 0.1) == clock.draw(other, 0.1) == 0


def test_whoever_waits_heeds_what_is_asked_for_meanwhile(clock: Clock):
    dear, other = visitors()
    clock.draw(other, 0.01)
    dear.worked = CREDIT + SHARE * LONGEST_WAIT

    def newer() -> None:
        if clock.waited > 0.2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        dear.wait(newer, to_work=True)
    assert clock.waited < 0.2 + 2 * HEED


def test_a_page_counts_what_its_steps_take():
    app = open_page(OPENING)
    visit_of(app).turns.drawn = 0.0
    go_to(app, 3)
    assert visit_of(app).turns.drawn > 0


def test_only_a_run_that_nothing_but_long_work_asked_for_waits_for_it(visit: Visit, monkeypatch: pytest.MonkeyPatch):
    waits: list[bool] = []
    monkeypatch.setattr(Turns, "wait", lambda self, heed, *, to_work: waits.append(to_work))
    turn = frame._in_turn(frame._in_turn(state.carry_out))
    for asked in (
        [controls._next_piece],
        [lambda: state.pressed(lambda: None)],
        [controls._next_piece, lambda: state.pressed(lambda: None)],
        [],
    ):
        for report in asked:
            report()
        turn()
    assert waits == [True, False, False, False]
    assert not visit.drawing
