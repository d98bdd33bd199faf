"""Long computations in pieces, and results that are kept: never too long at once, and never stale."""

from collections.abc import Iterator

import pytest

from pages.lab import jobs
from pages.lab.jobs import Cache, Job
from pages.lab.session import OPENING, Session, experiment
from rnn_core import Experiment, Run, simulate_in_pieces

CHOSEN = OPENING.with_(eta=0.1, steps=5000, t=4999)


@pytest.fixture
def one_piece_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SECONDS_PER_RERUN", 0.0)


def begin(cache: Cache, chosen: Session) -> Job[Run]:
    return cache.job("run", chosen.recipe, lambda: simulate_in_pieces(experiment(chosen), 1000))


def test_a_job_works_for_a_tenth_of_a_second_at_a_time(monkeypatch: pytest.MonkeyPatch):
    clock = [0.0]
    monkeypatch.setattr("pages.lab.jobs.time.monotonic", lambda: clock[0])

    def slow(made: Experiment, piece: int) -> Iterator[Run]:
        for run in simulate_in_pieces(made, piece):
            clock[0] += 0.03
            yield run

    runs = slow(experiment(CHOSEN), 100)
    job, reruns = Job("inputs", runs, next(runs)), 0
    while not job.complete:
        begun = clock[0]
        job.work()
        assert clock[0] - begun <= jobs.SECONDS_PER_RERUN + 0.03
        reruns += 1
        assert job.long == (clock[0] - job.begun > 0.5)
    assert reruns == 13
    assert len(job.result) == 5000


@pytest.mark.usefixtures("one_piece_at_a_time")
def test_a_job_goes_on_until_something_that_decides_it_changes():
    cache = Cache()
    first = begin(cache, CHOSEN)
    assert begin(cache, CHOSEN.with_(t=5, weight="By", lag=1)) is first
    other = begin(cache, CHOSEN.with_(eta=0.2))
    assert other is not first
    assert len(other.result) == 2000
    while not other.complete:
        begin(cache, CHOSEN.with_(eta=0.2))
    result = other.result
    assert len(result) == 5000
    assert begin(cache, CHOSEN.with_(eta=0.2)).result is result


@pytest.mark.usefixtures("one_piece_at_a_time")
def test_a_stopped_job_can_be_resumed_and_a_forgotten_one_begins_anew():
    cache = Cache()
    begin(cache, CHOSEN).stop()
    stopped = begin(cache, CHOSEN)
    assert stopped.complete
    assert len(stopped.result) == 2000
    stopped.resume()
    assert not stopped.complete
    assert begin(cache, CHOSEN) is stopped
    assert len(stopped.result) == 3000
    del cache.jobs["run"]
    assert begin(cache, CHOSEN) is not stopped


def test_a_result_is_made_once_for_equal_arguments():
    cache, made = Cache(), []

    def double(what: str, *, times: int = 2) -> str:
        made.append((what, times))
        return what * times

    for what in ("a", "a", "b", "b", "a"):
        assert cache.once(double, what) == what * 2
    assert cache.once(double, "a", times=3) == "aaa"
    assert made == [("a", 2), ("b", 2), ("a", 2), ("a", 3)]


def test_a_result_of_another_function_or_of_another_argument_is_never_taken_for_it():
    cache = Cache()
    assert [cache.once(divmod, 7, n) for n in (2, 3, 2)] == [(3, 1), (2, 1), (3, 1)]
    makers: tuple[type, ...] = (str, bool, str)
    assert [cache.once(make, 5) for make in makers] == ["5", True, "5"]


def test_the_newest_results_are_kept_and_used_ones_count_as_new():
    cache, made = Cache(), []

    def square(n: int) -> int:
        made.append(n)
        return n * n

    for n in (1, 2, 1, 3, 1, 2):
        assert cache.among(2, "squares", square, n) == n * n
    assert made == [1, 2, 3, 2]
    assert len(cache.results["squares"]) == 2
    assert cache.among(2, "other squares", square, 1) == 1
    assert made == [1, 2, 3, 2, 1]
