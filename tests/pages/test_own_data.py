"""Data of one's own in a session: how it begins, what an address carries, and what keeps and gives it back."""

import base64
import random
import zlib
from types import SimpleNamespace
from urllib.parse import parse_qsl

import pytest

from pages.lab import address as addresses
from pages.lab import compared, controls, pinned, runtime, state
from pages.lab.classroom.draft import Draft, class_link, too_long
from pages.lab.classroom.prepared import Prepared, unpacked, values_of
from pages.lab.classroom.prepared import packed as packed_view
from pages.lab.data import kept
from pages.lab.data.entry import use
from pages.lab.lessons import guide
from pages.lab.packed import pack
from pages.lab.questions import answers
from pages.lab.questions.answers import Answer
from pages.lab.session import (
    CHOICES,
    INSTEAD,
    MISSING,
    ONE_COLUMN,
    OPENING,
    Session,
    data_of,
    experiment,
    from_address,
    to_address,
)
from pages.lab.study import STUDIES, Study
from pages.lab.text.presets import PRESETS, matching
from pages.lab.visit import Visit
from rnn_core.table import MOST, Table
from rnn_core.tasks import TASKS
from tests.pages.conftest import Address
from tests.pages.owned import LONG, OWN, OWN_FULL, OWN_LONG, OWN_TWO, SHORT, TWO

BUILT_IN = [task for task in TASKS if task != "own"]


# --- how it begins ---


@pytest.mark.parametrize("task", BUILT_IN)
def test_chosen_without_data_it_begins_with_the_sequence_that_was_in_use(visit: Visit, task: str):
    visit.session = before = OPENING.with_(task=task, delay=7, mean_of=4)
    state.change(task="own")
    one, other = experiment(before), experiment(visit.session)
    assert other.X.tolist() == pytest.approx(one.X.tolist(), rel=0, abs=0.0005)
    assert other.Y.tolist() == pytest.approx(one.Y.tolist(), rel=0, abs=0.0006)
    assert state.undoable() == f"task {CHOICES['task'].options[task]} → your own data"
    state.undo()
    assert visit.session == before


def test_of_the_longest_sequence_the_most_rows_are_taken():
    assert data_of(OPENING.with_(T=2000).with_(task="own")).rows == 2000


def test_chosen_again_it_is_the_same_data(visit: Visit):
    visit.session = OWN
    state.change(task="square")
    state.change(task="own")
    assert visit.session == OWN


def test_without_a_second_column_the_target_is_the_next_x(visit: Visit):
    visit.session = OWN_TWO
    assert experiment(OWN_TWO).Y.tolist() == list(TWO.columns[1])
    use(SHORT, "your numbers")
    assert visit.session.target == "next"
    state.undo()
    assert visit.session == OWN_TWO


@pytest.mark.parametrize("columns", [SHORT.columns, TWO.columns, LONG.columns, ((1.0, -1e9, 1e-300),)])
def test_data_is_read_as_it_was_packed(columns: tuple):
    assert kept.unpacked(kept.packed(Table(columns))) == Table(columns)
    assert len(kept.packed(Table(columns))) <= kept.LONGEST_DATA


@pytest.mark.parametrize(
    "said",
    [
        3, {}, [], [1, 2, 3], [[1, 2]], [[1, 2, 3], [1, 2]], [[1, 2, 3]] * 3, [[1, 2, "3"]], [[1, 2, None]],
        [[True, 1, 2]], [[1, 2, 10**400]], [[1, 2, 1e10]], [[float("nan"), 1, 2]], [[0] * 2001],
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(said: object):
    with pytest.raises(ValueError, match=r"^has|^holds"):
        kept.unpacked(pack(said))


# --- the address ---


@pytest.mark.parametrize("session", [OWN, OWN_TWO, OWN.with_(scaled="on", target="echo", delay=2)])
def test_short_data_travels_in_the_address_and_in_a_link(session: Session):
    assert addresses.read(addresses.write(session, Study())) == (session, Study(), [])
    link = dict(parse_qsl(addresses.link(session, Study()).removeprefix("?")))
    assert addresses.read(link) == (session, Study(), [])


def test_an_address_from_before_there_was_such_data_has_nothing_new():
    assert to_address(OPENING.with_(task="echo", t=3)) == {"task": "echo", "t": "3"}
    assert "data" not in addresses.link(OPENING, Study())


def test_long_data_is_left_out_and_whoever_opens_the_address_is_told():
    written = addresses.write(OWN_LONG, Study())
    assert "data" not in written
    assert addresses.read(written) == (OPENING, Study(), [MISSING, INSTEAD])
    assert to_address(OWN_LONG, long=True)["data"] == OWN_LONG.data  # for a file
    assert from_address(to_address(OWN_LONG, long=True)) == (OWN_LONG, [])


@pytest.mark.parametrize("data", ["x", "é", OWN.data[:-4], pack([[1, 2]]), pack("rows"), "A" * 70_000, "<b>"])
def test_damaged_data_is_named_and_the_opening_sequence_shown(data: str):
    session, notices = from_address({"task": "own", "data": data, "Wh": "0.5"})
    assert session == OPENING.with_(Wh=0.5)
    first, second = notices
    assert "The address asked for data = `" in first
    assert "it is ignored" in first
    assert len(first) < 250
    assert second == INSTEAD


def test_data_that_is_not_in_use_may_be_damaged_too():
    session, (notice,) = from_address({"task": "square", "data": "x"})
    assert session == OPENING.with_(task="square")
    assert "It is damaged." in notice


def test_a_second_column_that_is_not_there_is_named():
    session, notices = from_address(to_address(OWN) | {"target": "given"})
    assert (session, notices) == (OWN, [ONE_COLUMN])


def test_data_that_is_not_in_use_is_no_part_of_the_run_nor_of_a_link():
    idle = OWN.with_(task="sine", scaled="on")
    assert idle.data == OWN.data
    assert idle.recipe == OPENING.recipe
    assert matching(idle) == matching(OPENING)
    assert "data" not in addresses.link(idle, Study())
    assert "data" not in addresses.answers_link(idle, Study())
    assert "data" in addresses.answers_link(OWN, Study())
    assert from_address(to_address(idle)) == (idle, [])  # a reload keeps it


def test_the_browsers_back_keeps_data_that_no_address_carries(widgets: dict, visit: Visit, monkeypatch):
    visit.session = OWN_LONG
    monkeypatch.setattr(runtime, "arrived_by_history", lambda: True)
    monkeypatch.setattr(runtime, "page", lambda: visit.page)
    address = Address(addresses.write(OWN_LONG.with_(t=30), Study()))
    monkeypatch.setattr(state, "st", SimpleNamespace(session_state=widgets, query_params=address))
    state.open_page()
    assert (visit.session, visit.notices) == (OWN_LONG.with_(t=30), [])


# --- what keeps it ---


@pytest.mark.parametrize("session", [OWN, OWN_TWO, OWN_LONG])
def test_a_lesson_gives_it_back(visit: Visit, session: Session):
    visit.session = session
    guide.begin("forward")
    assert (visit.session.task, visit.session.data) == ("square", session.data)
    assert "data" not in addresses.write(visit.session, visit.study)  # which holds it once, as what is given back
    assert any("comes back when you leave" in said for said in visit.notices) == (session == OWN_LONG)
    guide.turn(1)
    guide.leave()
    assert visit.session == session
    assert STUDIES["kept"].fits(pack(to_address(OWN_FULL)))


def test_data_that_an_address_carries_is_not_called_too_long_when_it_is_pinned_as_well(visit: Visit):
    visit.session = OWN_FULL
    compared.pin()
    assert visit.notices == []
    guide.begin("forward")
    (said,) = visit.notices
    assert said.startswith("The settings from before this lesson, with your own data in them, are too long")
    guide.leave()
    assert visit.session == OWN_FULL


@pytest.mark.parametrize("session", [OWN, OWN_TWO, OWN_LONG])
def test_it_can_be_pinned_and_compared(visit: Visit, session: Session):
    visit.session = session
    compared.pin()
    assert pinned.unpacked(visit.study.pinned) == session.recipe
    assert bool(visit.notices) == (session == OWN_LONG)
    use(Table(((1.0, 2.0, 3.0),)), "your numbers")
    A = compared.settings()
    assert A is not None
    told = pinned.difference(A, visit.session)
    assert told is not None
    assert f"your data = {kept.told(session.data)}" in told[0]
    assert "your data = 3 rows, X from 1 to 3" in told[1]
    compared.swap()
    assert visit.session.recipe == session.recipe
    state.undo()
    assert data_of(visit.session).rows == 3


@pytest.mark.parametrize("idle", ["", OWN_TWO.data])
def test_data_that_is_not_in_use_is_no_part_of_a_comparison(idle: str):
    told = pinned.difference(OWN, OPENING.with_(data=idle, target="echo"))
    assert told is not None
    assert f"your data = {kept.told(OWN.data)}" in told[0]
    assert told[1] == CHOICES["task"].equation("sine")


def test_the_longest_data_that_a_session_takes_can_be_pinned(visit: Visit):
    draw = random.Random(0)
    digits = [f"0.{draw.randrange(10**22, 10**23)}"[: 25 - (i > 3500)] for i in range(2 * MOST)]
    crafted = zlib.compress(f"[[{','.join(digits[:MOST])}],[{','.join(digits[MOST:])}]]".encode(), 9)
    data = base64.urlsafe_b64encode(crafted).decode().rstrip("=")
    assert kept.LONGEST_DATA - 100 < len(data) <= kept.LONGEST_DATA
    visit.session = OWN_TWO.with_(data=data, scaled="on", Wx=0.123, Wh=0.456, Wy=0.789, Bx=0.125, By=0.375)
    compared.pin()
    assert compared.settings() == visit.session.recipe


def test_an_address_with_a_pinned_a_that_is_too_long_is_read_without_it(visit: Visit):
    visit.session = OWN_LONG
    compared.pin()
    written = addresses.write(OPENING, visit.study)
    assert written == {"t": "21"}
    assert addresses.read(written) == (OPENING, Study(), [])


def test_a_preset_puts_it_aside_and_undo_brings_it_back(visit: Visit):
    visit.session = OWN
    state.load("example “Growing”", PRESETS["Growing"][0])
    assert visit.session.recipe == PRESETS["Growing"][0].recipe
    assert visit.session.data == OWN.data
    state.undo()
    assert visit.session == OWN


@pytest.mark.parametrize("session", [OWN, OWN_TWO.with_(scaled="on")])
def test_a_swap_with_a_built_in_sequence_keeps_it(visit: Visit, session: Session):
    visit.session, visit.study = session, Study(pinned=pinned.packed(OPENING))
    compared.swap()
    assert visit.session.recipe == OPENING.recipe
    state.change(task="own")
    assert visit.session == session


# --- answers ---


@pytest.mark.parametrize("session", [OWN, OWN_TWO, OWN_LONG])
def test_answers_are_kept_with_the_data_once(session: Session):
    given = tuple(Answer("sign", answers.about(session, t), "plus", right=True) for t in range(20))
    text = answers.packed(given)
    assert answers.unpacked(text) == given
    assert len(text) < len(session.data) + 1000
    mixed = (given[0], Answer("sign", answers.about(OPENING, 3), "plus", right=True), given[1])
    assert answers.unpacked(answers.packed(mixed)) == mixed


def test_answers_about_two_sequences_in_turn_hold_each_once():
    digits = [round(x, 6) for x in LONG.columns[0]]
    two = [OWN.with_(data=kept.packed(Table((tuple(digits[at : at + 600]),)))) for at in (0, 600)]
    given = tuple(Answer("sign", answers.about(two[t % 2], t), "plus", right=True) for t in range(50))
    text = answers.packed(given)
    assert answers.unpacked(text) == given
    assert len(text) < sum(len(one.data) for one in two) + 1000


def test_answers_of_older_links_name_only_the_latest_data():
    one, other = ({"task": "own", "data": session.data} for session in (OWN, OWN_TWO))
    again, sine = {"task": "own", "data": "="}, {"task": "sine"}
    listed = [["sign", address, "plus", 1] for address in (one, again, other, again, sine, again, one, again)]
    assert [answer.session.data for answer in answers.unpacked(pack(listed))] == [
        *2 * [OWN.data], *2 * [OWN_TWO.data], "", OWN_TWO.data, *2 * [OWN.data],
    ]  # fmt: skip
    with pytest.raises(ValueError, match="holds an answer that cannot be read"):
        answers.unpacked(pack([listed[0], ["sign", {"task": "own", "data": "=1"}, "plus", 1]]))


def test_too_many_answers_about_long_data_leave_out_the_oldest():
    given = tuple(Answer("sum", answers.about(OWN_LONG.with_(Wx=t / 7), t), f"{t / 9}", right=False) for t in range(50))
    kept_ = answers.unpacked(answers.packed(given))
    assert kept_
    assert kept_ == given[-len(kept_) :]


# --- a prepared view ---


def view_of(session: Session, *, hidden: bool = False) -> Prepared:
    fixed = values_of(["task"], session, Study())
    return Prepared(hidden=fixed) if hidden else Prepared(locked=fixed)


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("session", [OWN, OWN_TWO, OPENING])
def test_a_locked_task_locks_its_data_its_target_and_its_scale(visit: Visit, session: Session, hidden: bool):
    view = view_of(session, hidden=hidden)
    assert unpacked(packed_view(view)) == view
    for ask in (
        {"data": kept.packed(Table(((1.0, 2.0, 3.0),)))},
        {"target": "mean"},
        {"scaled": "on"},
        {"task": "own"} if session.task == "sine" else {"task": "sine"},
    ):
        read, _, notices = addresses.read(to_address(session) | ask | {"prepared": packed_view(view)})
        assert read == session
        if ask == {"task": "own"}:
            assert notices == [MISSING, INSTEAD]
            continue
        assert notices[-1] == "task is locked in this view."
        visit.session, visit.study = session, Study(prepared=packed_view(view))
        assert not state.change(**ask)
        assert visit.session == session
        visit.session = session
        controls._take(CHOICES[next(iter(ask))], next(iter(ask.values())))
        assert visit.session == session
    assert not use(LONG, "your numbers")
    assert visit.session == session
    assert all(view.keeps(name) and view.hides(name) == hidden for name in ("task", "data", "target", "scaled"))
    assert not view.keeps("delay")


def test_a_view_that_locks_something_else_leaves_the_data_free(visit: Visit):
    visit.study = Study(prepared=packed_view(Prepared(locked={"Wh": -0.9})))
    assert use(SHORT, "your numbers")
    assert data_of(visit.session) == SHORT


DATA = {"data": OWN.data, "target": "next", "scaled": "off"}


@pytest.mark.parametrize(
    "locked",
    [
        {"task": "own"}, {"task": "own"} | DATA | {"data": ""}, {"task": "own"} | DATA | {"data": "x"},
        {"task": "own"} | DATA | {"target": "given"}, {"task": "sine"} | DATA, DATA, {"task": "own", "data": OWN.data},
    ],
)  # fmt: skip
def test_a_forged_view_without_its_data_is_refused(locked: dict):
    with pytest.raises(ValueError, match="holds"):
        unpacked(pack({"locked": locked}))


def test_a_forged_move_of_a_slider_cannot_put_data_in_use(visit: Visit):
    controls.slid("data", OWN.data)
    controls.slid("data", "x")
    assert visit.session == OPENING


@pytest.mark.parametrize("locked", [(), ("task",)])
@pytest.mark.parametrize("session", [OWN, OWN_TWO])
def test_a_class_link_holds_the_data_once_and_opens_with_it(session: Session, locked: tuple):
    draft = Draft(locked=locked)
    assert not too_long(draft, session, Study())
    link = class_link(draft, session, Study(), "http://lab.example/teaching")
    read, study, notices = addresses.read(dict(parse_qsl(link.partition("?")[2])))
    assert (read, notices) == (session, [])
    assert link.count("data=") == (0 if locked else 1)
    assert ("task" in unpacked(study.prepared).locked) == bool(locked)


def test_there_is_no_class_link_that_would_need_data_too_long_for_it():
    assert too_long(Draft(), OWN_LONG, Study())
    assert too_long(Draft(locked=("task",)), OWN_LONG, Study())
    assert too_long(Draft(lesson="forward", hidden=("task",)), OWN_LONG, Study())
    assert not too_long(Draft(lesson="forward"), OWN_LONG, Study())  # which does not carry the settings
    assert not too_long(Draft(), OWN_LONG.with_(task="sine"), Study())
