"""The settings file: what is written is read back, and of a file with a mistake nothing is taken."""

import json
import random
from dataclasses import asdict
from typing import Any

import pytest

from pages.lab import pinned, state
from pages.lab.choice import Choice
from pages.lab.classroom.prepared import Prepared, packed
from pages.lab.data import kept
from pages.lab.session import CHOICES, OPENING, Session, to_address
from pages.lab.study import STUDIES, Study
from pages.lab.takeaway import load
from pages.lab.takeaway.state_file import FORMAT, LONGEST_FILE, SettingsError, read, written
from pages.lab.visit import Visit
from rnn_core.table import Table

EVERYTHING = OPENING.with_(Wh=-1.2345678901234567, eta=1e-05, K=10, t=-1, windows="1-all", weight="By", seed=9999)
A = OPENING.with_(Wx=-0.25, task="echo").recipe


def drawn(one: Choice, draw: random.Random) -> Any:
    """A value that a choice may have."""
    if one.longest:
        return one.first
    if one.options:
        return one.nearest("-".join(draw.sample(list(one.options), draw.randint(1, len(one.options)))) if one.several
                           else draw.choice(list(one.options)))  # fmt: skip
    return draw.randint(int(one.low), int(one.high)) if one.integer else draw.uniform(one.low, one.high)


def sessions(count: int) -> list[Session]:
    draw = random.Random(7)
    tasks = [task for task in CHOICES["task"].options if task != "own"]
    return [
        Session(**{name: drawn(one, draw) for name, one in CHOICES.items()} | {"task": draw.choice(tasks)})
        for _ in range(count)
    ]


def own(rows: int, seed: int) -> Session:
    """A session with data of a reader's own, with all digits."""
    draw = random.Random(seed)
    columns = tuple(tuple(draw.uniform(-1e3, 1e3) for _ in range(rows)) for _ in range(2))
    return OPENING.with_(task="own", data=kept.packed(Table(columns)), target="given", scaled="on", t=rows - 1)


LONG = own(1500, seed=1)


def test_data_that_no_address_carries_is_in_the_file_that_of_A_too(visit: Visit):
    assert "data" not in to_address(LONG)
    text = written(LONG, own(1400, seed=2).recipe)
    assert read(text) == (LONG, own(1400, seed=2).recipe)
    assert len(json.dumps(text)) <= LONGEST_FILE
    load.open_text(text)
    assert visit.session == LONG
    state.undo()
    assert visit.session == OPENING


@pytest.mark.parametrize("session", [OPENING, EVERYTHING, own(3, seed=3), *sessions(20)])
@pytest.mark.parametrize("other", [None, A])
def test_what_is_written_is_read_back_to_the_last_bit(session: Session, other: Session | None):
    assert read(written(session, other)) == (session.with_(found="none"), other)


def test_the_file_is_plain_json_with_every_choice_and_nothing_personal():
    file = json.loads(written(EVERYTHING, A))
    assert file["unrolled"] == FORMAT
    assert file["settings"]["Wh"] == EVERYTHING.Wh
    assert file["A"]["task"] == "echo"
    assert set(file["settings"]) == {name for name, one in CHOICES.items() if not one.longest} - {"found"}
    assert not set(file["settings"]) & set(STUDIES)


def test_what_a_reader_has_found_stays_as_it_is(visit: Visit):
    visit.session = OPENING.with_(found="vanishes")
    load.open_text(file(settings={"Wh": 1, "found": "grows"}))
    assert visit.session == OPENING.with_(found="vanishes", Wh=1.0)


def test_a_short_file_written_by_hand_leaves_all_else_as_in_the_opening_state():
    assert read('{"unrolled": 1, "settings": {"Wh": 1, "T": 60.0}}') == (OPENING.with_(Wh=1.0, T=60), None)


def file(**parts: Any) -> str:
    return json.dumps({"unrolled": FORMAT, "settings": {}} | parts)


@pytest.mark.parametrize("windows", ["1-3-all", "3-all-1", "3-1-3-all"])
def test_several_options_may_be_written_in_any_order(windows: str):
    assert read(file(settings={"windows": windows}))[0] == OPENING.with_(windows="1-3-all")


MISTAKES = {
    "": "The settings file is empty.",
    " \n": "The settings file is empty.",
    "\x89PNG": "Choose a file that Save settings has made",
    '{"unrolled": 1, "settings": {"Wh": 1, "K": 2, "Wh": 3}}': "“Wh” is given twice",
    '{"unrolled": 1, "settings": {}, "settings": {"K": 2}}': "“settings” is given twice",
    '{"unrolled": 1,\n "settings": {"Wh": 0,5}}': "line 2",
    "[1]": "not a settings file",
    '{"settings": {}}': "not a settings file",
    '{"unrolled": 2, "settings": {}}': "only format 1",
    '{"unrolled": true, "settings": {}}': "only format 1",
    '{"unrolled": 1}': "no “settings”",
    file(settings=[]): "list of settings in braces",
    file(prepared="x"): "“prepared”",
    file(settings={"answers": "x"}): "no setting “answers”",
    file(settings={"K": 99}): "K = 99 is out of range. It must be an integer from 1 to 10",
    file(settings={"K": 2.5}): "K = 2.5 is not an integer",
    file(settings={"Wh": float("nan")}): "Wh = NaN is not a finite number",
    file(settings={"Wh": "0.5"}): "Wh is the text “0.5”; write 0.5 without quotes.",
    file(settings={"Wh": "half"}): "Wh is the text “half”, not a number. It must be a number from",
    file(settings={"Wh": True}): "Wh = true is not a number",
    file(settings={"Wh": None}): "Wh = null is not a number",
    file(settings={"Wh": [1]}): "Wh = [1] is not a number",
    file(settings={"task": "chess"}): "task = “chess” is not allowed",
    file(settings={"task": 3}): "task = 3 is not allowed",
    file(settings={"windows": "3-11"}): "windows = “3-11” is not allowed. It must be one or more of 1, 2,",
    file(A={"K": 99}): "In “A”, K = 99",
    file(settings={"task": "own", "data": "eNo"}): "data = “eNo” is cut short",
    '{"A":' * 50_000: "not JSON",
    '{"unrolled": 1, "settings": {"Wh": ' + "9" * 5000 + "}}": "not JSON",
    file(settings={"\u202etxet": 1}): "no setting “\ufffdtxet”",
    "x" * (LONGEST_FILE + 1): "too long",
}


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:40])
def test_a_mistake_is_named_and_nothing_changes(text: str, visit: Visit):
    with pytest.raises(SettingsError) as wrong:
        read(text)
    assert MISTAKES[text] in " ".join(wrong.value.problems)
    assert all(len(problem) < 500 and problem.isprintable() for problem in wrong.value.problems)
    visit.session = EVERYTHING
    load.open_text(text)
    assert (visit.session, visit.study, visit.notices, len(visit.undos)) == (EVERYTHING, Study(), [], 0)
    assert visit.settings_problems == wrong.value.problems


def test_every_mistake_of_a_file_is_named():
    with pytest.raises(SettingsError) as wrong:
        read(file(settings={"K": 99, "colour": 1}, A={"Wx": "a"}))
    assert len(wrong.value.problems) == 3


def test_data_that_is_asked_for_but_missing_is_named_and_nothing_else_is_said():
    column = {"task": "own", "data": kept.packed(Table(((1.0, 2.0, 3.0),)))}
    with pytest.raises(SettingsError) as wrong:
        read(file(settings={"task": "own"}, A=column | {"target": "given"}))
    assert wrong.value.problems == (
        "“settings” asks for data of your own but holds none.",
        "“A” asks for a second column but holds only one.",
    )
    assert read(file(settings=column))[0] == OPENING.with_(**column)


def test_a_file_sets_everything_and_one_undo_takes_it_back(visit: Visit):
    load.open_text(written(EVERYTHING, A))
    assert visit.session == EVERYTHING
    assert pinned.unpacked(visit.study.pinned) == A
    assert "those of the file" in visit.notices[0]
    assert state.undoable() == load.NAME
    state.undo()
    assert (visit.session, visit.study.pinned) == (OPENING, "")
    assert not state.undoable()


def test_a_file_without_A_unpins_and_undo_pins_again(visit: Visit):
    state.update_study(pinned=pinned.packed(A))
    load.open_text(written(OPENING, None))
    assert visit.study.pinned == ""
    state.undo()
    assert pinned.unpacked(visit.study.pinned) == A


def test_of_a_file_that_the_browser_could_not_read_only_the_browser_says_something(visit: Visit, widgets: dict):
    load.open_text(file(settings={"K": 99}))
    widgets["settings file"] = {"text": False}
    load._sent()
    state.carry_out()
    assert visit.settings_problems == ()
    load.open_text(written(EVERYTHING, None))
    assert visit.notices
    load._sent()
    state.carry_out()
    assert (visit.settings_problems, visit.notices) == ((), [])


def test_what_was_wrong_is_forgotten_with_the_next_file(visit: Visit):
    load.open_text("x")
    assert visit.settings_problems
    load.open_text(written(EVERYTHING, None))
    assert not visit.settings_problems


def test_what_is_locked_stays_and_the_page_says_so(visit: Visit):
    visit.study = Study(prepared=packed(Prepared(locked={"Wh": OPENING.Wh, "pinned": ""})))
    load.open_text(written(EVERYTHING, A))
    assert asdict(visit.session) == asdict(EVERYTHING) | {"Wh": OPENING.Wh}
    assert visit.study.pinned == ""
    assert any("Wh" in notice and "locked" in notice for notice in visit.notices)
    assert any("All other settings" in notice for notice in visit.notices)


def test_Undo_is_promised_only_where_it_takes_something_back(visit: Visit):
    load.open_text(written(OPENING, None))
    assert visit.notices == ["The settings are now those of the file."]
    assert not visit.undos
    load.open_text(written(OPENING, A))
    assert visit.notices == ["The settings are now those of the file. Undo takes it back."]
    visit.study = visit.study.with_(prepared=packed(Prepared(locked={"undo": None})))
    load.open_text(written(EVERYTHING, A))
    assert visit.session == EVERYTHING
    assert visit.notices == ["The settings are now those of the file."]
