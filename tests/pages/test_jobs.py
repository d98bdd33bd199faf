"""Long computations in pieces: never too long at once, never stale, and one for all who want the same."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pages.lab import jobs
from pages.lab.jobs import Job, Work, advance
from pages.lab.session import OPENING, Session, experiment
from rnn_core import Experiment, Run, simulate_in_pieces

CHOSEN = OPENING.with_(eta=0.1, steps=5000, t=4999)


@pytest.fixture
def one_piece_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SECONDS_PER_RERUN", 0.0)


Jobs = dict[str, Job[Any]]


def begin(jobs: Jobs, chosen: Session) -> Job[Run]:
    return advance(jobs, "run", chosen.recipe, lambda: simulate_in_pieces(experiment(chosen), 1000))


def test_a_job_works_for_a_tenth_of_a_second_at_a_time(monkeypatch: pytest.MonkeyPatch):
    clock = [0.0]
    monkeypatch.setattr("pages.lab.jobs.time.monotonic", lambda: clock[0])

    def slow(made: Experiment, piece: int) -> Iterator[Run]:
        for run in simulate_in_pieces(made, piece):
            clock[0] += 0.03
            yield run

    job, reruns = Job("inputs", Work(slow(experiment(CHOSEN), 100))), 0
    while not job.complete:
        begun = clock[0]
        job.go_on()
        assert clock[0] - begun <= jobs.SECONDS_PER_RERUN + 0.03
        reruns += 1
        assert job.long == (clock[0] - job.begun > 0.5)
    assert reruns == 13
    assert len(job.result) == 5000


@pytest.mark.usefixtures("one_piece_at_a_time")
def test_a_job_goes_on_until_something_that_decides_it_changes():
    jobs: Jobs = {}
    first = begin(jobs, CHOSEN)
    assert begin(jobs, CHOSEN.with_(t=5, weight="By", lag=1)) is first
    other = begin(jobs, CHOSEN.with_(eta=0.2))
    assert other is not first
    assert len(other.result) == 1000
    while not other.complete:
        begin(jobs, CHOSEN.with_(eta=0.2))
    result = other.result
    assert len(result) == 5000
    assert begin(jobs, CHOSEN.with_(eta=0.2)).result is result


@pytest.mark.usefixtures("one_piece_at_a_time")
def test_a_stopped_job_can_be_resumed_and_a_forgotten_one_begins_anew():
    jobs: Jobs = {}
    begin(jobs, CHOSEN).stop()
    stopped = begin(jobs, CHOSEN)
    assert stopped.complete
    assert len(stopped.result) == 1000
    stopped.resume()
    assert not stopped.complete
    assert begin(jobs, CHOSEN) is stopped
    assert len(stopped.result) == 2000
    del jobs["run"]
    assert begin(jobs, CHOSEN) is not stopped


@pytest.mark.usefixtures("one_piece_at_a_time")
def test_all_who_want_the_same_carry_on_one_computation_and_each_stops_alone():
    one: Jobs = {}
    other: Jobs = {}
    first = begin(one, CHOSEN)
    second = begin(other, CHOSEN)
    assert [len(job.result) for job in (first, second)] == [1000, 2000]
    first.stop()
    while not second.complete:
        begin(other, CHOSEN)
    assert len(begin(one, CHOSEN).result) == 1000
    first.resume()
    assert begin(one, CHOSEN).result is second.result


@pytest.mark.usefixtures("one_piece_at_a_time")
def test_a_computation_that_nobody_has_any_more_is_forgotten():
    jobs: Jobs = {}
    while not begin(jobs, CHOSEN).complete:
        pass
    jobs.clear()
    assert len(begin(jobs, CHOSEN).result) == 1000


def test_many_at_once_compute_every_piece_once():
    pieces: list[int] = []
    begun = threading.Barrier(8)

    def count() -> Iterator[int]:
        for i in range(200):
            pieces.append(i)
            time.sleep(0.0005)
            yield i

    def visit() -> int:
        jobs: dict[str, Job[int]] = {}
        begun.wait()
        while not (job := advance(jobs, "count", "to 200", count)).complete:
            pass
        return job.result

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: visit(), range(8))) == {199}
    assert pieces == list(range(200))


def test_who_waits_for_another_does_a_single_piece_then():
    held = Work(iter(range(1000)))
    with ThreadPoolExecutor(1) as pool:
        with held.lock:
            waiting = pool.submit(held.go_on)
            time.sleep(jobs.SECONDS_PER_RERUN + 0.1)
        assert waiting.result() == (0, False)


@pytest.mark.usefixtures("one_piece_at_a_time")
def test_work_that_failed_is_never_taken_for_finished_and_is_begun_anew_by_everyone():
    one: Jobs = {}
    other: Jobs = {}
    fails = [True]

    def pieces() -> Iterator[int]:
        yield 1
        if fails.pop():
            raise MemoryError
        fails.append(False)
        yield 2

    assert advance(one, "run", 0, pieces).result == 1
    with pytest.raises(MemoryError):
        advance(other, "run", 0, pieces)
    fails.append(False)
    assert (advance(one, "run", 0, pieces).result, one["run"].complete) == (1, False)
    assert (advance(other, "run", 0, pieces).result, other["run"].work) == (2, one["run"].work)
