"""What all visitors share: computed once, bounded, and nothing that belongs to one of them."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from pages.lab import shared, state
from pages.lab.session import OPENING
from pages.lab.visit import Visit
from tests.pages.opening import SCRIPTS, components, finished, open_page


def test_a_result_is_computed_once_for_equal_arguments():
    made = []

    def double(what: str, *, times: int = 2) -> str:
        made.append((what, times))
        return what * times

    for what in ("a", "a", "b", "b", "a"):
        assert shared.once(double, what) == what * 2
    assert shared.once(double, "a", times=3) == "aaa"
    assert made == [("a", 2), ("b", 2), ("a", 3)]


def test_a_result_of_another_function_or_of_another_argument_is_never_taken_for_it():
    assert [shared.once(divmod, 7, n) for n in (2, 3, 2)] == [(3, 1), (2, 1), (3, 1)]
    makers: tuple[type, ...] = (str, bool, str)
    assert [shared.once(make, 5) for make in makers] == ["5", True, "5"]


def test_who_asks_for_what_is_being_computed_waits_for_it():
    made = []

    def slow(n: int) -> list[int]:
        time.sleep(0.02)
        made.append(n)
        return [n]

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(lambda i: shared.once(slow, i % 2), range(64)))
    assert sorted(made) == [0, 1]
    assert len({id(result) for result in results}) == 2


def test_a_failed_computation_is_raised_to_its_own_visitor_and_tried_again_by_who_waited():
    begun, calls = threading.Event(), []

    def failing() -> str:
        calls.append(threading.get_ident())
        begun.set()
        if len(calls) == 1:
            time.sleep(0.05)
            raise KeyboardInterrupt  # as Streamlit ends a run: no Exception
        return "made"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(shared.once, failing)
        begun.wait()
        second = pool.submit(shared.once, failing)
        with pytest.raises(KeyboardInterrupt):
            first.result()
        assert second.result() == "made"
    assert shared.once(failing) == "made"
    assert len(calls) == 2


def test_the_results_take_no_more_than_the_limit_and_those_not_used_for_longest_go(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shared, "MOST", 100_000)
    made = []

    def text(n: int) -> str:
        made.append(n)
        return "x" * 20_000

    for n in (1, 2, 3, 4, 1, 5, 1):
        shared.once(text, n)
        assert shared.size() <= 100_000
    assert made == [1, 2, 3, 4, 5]
    shared.once(text, 2)
    assert made[-1] == 2


def test_a_large_array_or_text_counts_once_however_many_results_hold_it():
    array = np.zeros(100_000)

    def part(n: int) -> np.ndarray:
        return array[n:]

    for n in range(5):
        shared.once(part, n)
    assert 800_000 < shared.size() < 810_000
    text = b"x" * 1_000_000

    def same(n: int) -> bytes:
        return text

    for n in range(5):
        shared.once(same, n)
    assert 1_800_000 < shared.size() < 1_820_000
    shared.forget()
    assert shared.size() == 0
    assert not shared._arrays


@pytest.mark.parametrize("script", SCRIPTS)
def test_nothing_that_belongs_to_one_visitor_is_read_while_a_result_for_all_is_computed(
    script: str, monkeypatch: pytest.MonkeyPatch
):
    computing: list[str] = []
    once, visit = shared.once, state.visit

    def watched(make, *arguments, **keywords):
        def here(*arguments, **keywords):
            computing.append(make.__name__)
            try:
                return make(*arguments, **keywords)
            finally:
                computing.pop()

        return once(here, *arguments, **keywords)

    def guarded() -> Visit:
        assert not computing, computing
        return visit()

    monkeypatch.setattr(shared, "once", watched)
    monkeypatch.setattr(state, "visit", guarded)
    app = finished(open_page(OPENING.with_(eta=0.05, compare="on", steps=200, t=150), script))
    assert components(app)


def test_what_two_visitors_share_holds_neither_of_them():
    first = open_page(OPENING.with_(Wh=0.4))
    second = open_page(OPENING.with_(Wh=0.4))
    tokens = [app.session_state[state.RECORD].token for app in (first, second)]
    settings = [data["settings"] for app in (first, second) for data in components(app)]
    assert len({one.split()[0] for one in settings}) == 2
    kept = repr([entry.future.result() for entry in shared._entries.values()])
    assert all(token not in kept for token in tokens)
    assert [one.split()[1] for one in settings[:3]] == [one.split()[1] for one in settings[3:]]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_second_visitor_with_the_same_link_has_nothing_computed(script: str, monkeypatch: pytest.MonkeyPatch):
    chosen = OPENING.with_(eta=0.05, steps=200, t=150)
    first = finished(open_page(chosen, script))
    computed: list[str] = []
    once = shared.once

    def watched(make, *arguments, **keywords):
        key = (make, arguments, *sorted(keywords.items()))
        if key not in shared._entries:
            computed.append(make.__name__)
        return once(make, *arguments, **keywords)

    monkeypatch.setattr(shared, "once", watched)
    second = finished(open_page(chosen, script))
    assert computed == []
    assert len(components(first)) == len(components(second))
