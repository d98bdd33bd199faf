"""What the server keeps for one visitor: at most 2 MB on any page, whatever was looked at or answered before."""

import gc
import sys
from collections.abc import Callable
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.lab import compared, state
from pages.lab.classroom import class_answers
from pages.lab.classroom.pasted import LONGEST_PASTED
from pages.lab.data import cells as your_table
from pages.lab.data import entry, kept
from pages.lab.session import OPENING, Session
from pages.lab.text.typed import as_typed
from pages.lab.visit import UNDOS
from rnn_core.table import Table
from tests.pages.opening import checked, finished, open_page, visit_of

MOST = 2_000_000
FEWEST_UNDOS = 8
"""How many changes of the longest data can be undone."""
LONG = OPENING.with_(T=2000, t=1500)
LEARNING = {"eta": 0.05, "steps": 2000}


def size(kept: object) -> int:
    """The bytes of an object and of all that it leads to, each counted once, without what belongs to the program."""
    program = (type, ModuleType, BuiltinFunctionType, MethodType)
    seen: set[int] = set()
    left, total = [kept], 0
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, program):
            continue
        seen.add(id(one))
        if isinstance(one, FunctionType):
            left.append(one.__closure__)
            continue
        total += sys.getsizeof(one)
        left += [one.base] if isinstance(one, np.ndarray) else gc.get_referents(one)
    return total


def test_the_size_counts_arrays_and_what_is_shared_once():
    array = np.zeros(1000)
    assert 8000 < size(array) < 8300
    assert 8000 < size([array, array[1:], {"a": array}]) < 9000
    assert 16000 < size([array, array.copy()]) < 16500
    assert 5000 < size(["a" * 5000, np]) < 5300
    assert 8000 < size(partial(lambda: array)) < 8500


def choose(app: AppTest, **choices: object) -> AppTest:
    """Change some choices, as the callback of a widget does, and draw the page."""
    visit_of(app).presses.append(lambda: state.change(**choices))
    return finished(checked(app.run()))


WALKS: dict[str, tuple[str, Session, list[dict[str, Any]]]] = {
    "Step": ("app.py", LONG, [{"scale": "symlog"}, {"eta": 0.05}]),
    "The chain": ("pages/chain.py", LONG, [{"weight": "Wx", "lag": 9}, {"eta": 0.05}, {"nudge": 1.0}]),
    "Across time, the whole run": (
        "pages/across_time.py",
        LONG.with_(view="whole"),
        [{"slice": "column"}, {"slice": "row"}, {"slice": "diagonal"}, {"scale": "symlog"}, {"weight": "Bx"}],
    ),
    "Across time, near t, learning": (
        "pages/across_time.py",
        LONG.with_(eta=0.01, view="whole", slice="column"),
        [{"slice": "diagonal"}, {"Wh": -0.8}, {"view": "near"}, {"K": 10}],
    ),
    "Training, many passes, windows compared": (
        "pages/training.py",
        OPENING.with_(**LEARNING, t=500, compare="on", windows="1-2-3-4-5-6-7-8-9-10-all", height="log"),
        [{"K": 1}, {"weight": "Wx"}],
    ),
}


@pytest.mark.parametrize(
    "walk", [*list(WALKS)[:2], *(pytest.param(walk, marks=pytest.mark.long) for walk in list(WALKS)[2:])]
)
def test_a_visitor_takes_at_most_2_MB(walk: str):
    script, start, changes = WALKS[walk]
    app = finished(open_page(start, script))
    for choices in ({}, *changes):
        choose(app, **choices)
        for _ in range(3):
            choose(app, t=visit_of(app).session.t + 1)
        kept = size(visit_of(app))
        assert kept < MOST, choices


@pytest.mark.long
def test_a_visitor_who_replaces_long_data_takes_at_most_2_MB():
    """Also with A pinned, fields that cannot be read, a text that is not in use, and the answers of a class."""
    numbers, app = np.random.default_rng(0), finished(open_page(OPENING, "pages/your_data.py"))

    def act(what: Callable[[], object]) -> None:
        visit_of(app).latest = None
        visit_of(app).presses.append(what)
        finished(checked(app.run()))

    for i in range(UNDOS + 5):
        columns = numbers.normal(size=(2, 2000)) * 10.0 ** numbers.integers(-300, 8, (2, 2000))
        data = kept.packed(Table(tuple(map(tuple, columns.tolist()))))
        assert len(data) > 55_000
        act(partial(state.change, f"data {i}", task="own", data=data))
        if i == UNDOS:
            act(compared.pin)
    cells = [[*map(as_typed, row)] for row in columns.T.tolist()]
    act(partial(entry._enter, Table(tuple(map(tuple, columns.tolist()))).text + "x"))
    act(partial(your_table._take, 1, [["x"] * 2, *cells[1:]], None))
    act(partial(class_answers._paste, "x\n" * (LONGEST_PASTED // 2)))
    assert visit_of(app).cells
    assert visit_of(app).entered.text
    assert len(visit_of(app).undos) >= FEWEST_UNDOS
    assert size(visit_of(app)) < MOST


def kept_by_streamlit(app: AppTest) -> dict[str, Any]:
    """What Streamlit remembers of each widget that was drawn, until the visitor leaves: its key and its callback."""
    metadata: dict[str, Any] = app.session_state._state._state._new_widget_state.widget_metadata
    return {name: (one.callback, one.callback_args, one.callback_kwargs) for name, one in metadata.items()}


@pytest.mark.parametrize(
    ("script", "study"),
    [
        ("app.py", {"ask": "mixed"}),
        pytest.param("pages/chain.py", {"ask": "largest", "blanks": "1"}, marks=pytest.mark.long),
    ],
)
def test_a_question_at_each_step_leaves_nothing_behind(script: str, study: dict[str, str]):
    app = open_page(OPENING, script, **study)
    for t in range(22, 32):
        choose(app, t=t)
    before = kept_by_streamlit(app)
    for t in range(32, 52):
        choose(app, t=t)
    after = kept_by_streamlit(app)
    assert after.keys() == before.keys()
    assert size(after) < 1.02 * size(before) < 100_000
