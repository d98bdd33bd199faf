"""A page opens: by a link of ours, or by the browser's own Back and Forward. What it reads, and what it keeps."""

import pytest

from pages.lab import runtime, state
from pages.lab.address import PRESENT_DATA, read_again
from pages.lab.classroom.prepared import Prepared, packed
from pages.lab.data import kept
from pages.lab.lessons import guide
from pages.lab.questions.answers import Answer, about
from pages.lab.session import ONE_COLUMN, OPENING, Session, data_of
from pages.lab.study import Study
from pages.lab.visit import Visit
from rnn_core.table import Table
from tests.pages.conftest import Address
from tests.pages.owned import LONG, OWN, OWN_LONG

OTHER_LONG = OWN_LONG.with_(data=kept.packed(Table(LONG.columns[::-1])))


@pytest.fixture
def address(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Address:
    held = Address()
    monkeypatch.setattr("pages.lab.state.st.query_params", held)
    arrive(monkeypatch, history=False, page="")
    return held


def arrive(monkeypatch: pytest.MonkeyPatch, *, history: bool, page: str):
    monkeypatch.setattr(runtime, "arrived_by_history", lambda: history)
    monkeypatch.setattr(runtime, "page", lambda: page)


def test_back_reads_the_address_stops_play_and_drops_what_was_reported(
    visit: Visit, address: Address, monkeypatch: pytest.MonkeyPatch
):
    arrive(monkeypatch, history=True, page="")
    address.update(t="5", K="99")
    visit.session, visit.playing = OPENING.with_(Wh=0.3), True
    state.pressed(lambda: state.change(Wh=1.0))
    state.open_page()
    assert visit.session == OPENING.with_(t=5, K=10)
    assert not visit.playing
    (notice,) = visit.notices
    assert "K = `99`" in notice


def test_back_keeps_what_the_reader_has_earned(visit: Visit, address: Address, monkeypatch: pytest.MonkeyPatch):
    guess = Answer("sign", about(OPENING, 22), "negative", right=True)
    visit.study = Study(lesson="sum", card=3, done="sum.3")
    state.answer(guess)
    arrive(monkeypatch, history=True, page="")
    address.update(t="5", lesson="sum", card="2")
    state.open_page()
    assert visit.study.card == 2
    assert visit.study.done == "sum.3"
    assert state.answers() == (guess,)


def test_back_to_an_entry_without_parameters_keeps_the_session(
    visit: Visit, address: Address, monkeypatch: pytest.MonkeyPatch
):
    arrive(monkeypatch, history=True, page="")
    visit.session, visit.playing = OPENING.with_(Wh=0.3), True
    state.open_page()
    assert visit.session == OPENING.with_(Wh=0.3)
    assert visit.playing
    assert visit.turned  # every widget is given its value again


@pytest.mark.parametrize("first", [OPENING, OWN, OWN_LONG])
def test_back_to_an_entry_whose_data_was_too_long_shows_the_present_data_and_says_if_there_was_other(
    visit: Visit, address: Address, monkeypatch: pytest.MonkeyPatch, first: Session
):
    visit.session = first
    state.write_address()
    state.change("your numbers", task="own", data=OTHER_LONG.data, target="given")
    state.write_address()
    arrive(monkeypatch, history=True, page="")
    address.update(task="own", target="given", t="1")
    state.open_page()
    assert visit.session == OTHER_LONG.with_(t=1)
    assert visit.notices == [PRESENT_DATA] * (first == OWN_LONG)
    state.open_page()
    assert visit.notices == [PRESENT_DATA] * (first == OWN_LONG)  # nor is it clear the next time
    address.update(data=OWN.data)
    state.open_page()
    assert (data_of(visit.session), visit.notices) == (data_of(OWN), [ONE_COLUMN])


@pytest.mark.parametrize("task", ["sine", "echo"])
def test_data_that_was_too_long_outlasts_a_place_where_it_was_not_in_use(
    visit: Visit, address: Address, monkeypatch: pytest.MonkeyPatch, task: str
):
    visit.session = OWN_LONG
    arrive(monkeypatch, history=True, page="")
    address.update(task=task, t="1")
    state.open_page()
    assert (visit.session.task, visit.session.data, visit.notices) == (task, OWN_LONG.data, [])
    address.update(task="own", target="given")
    state.open_page()
    assert (visit.session, visit.notices) == (OWN_LONG.with_(t=1), [])


def test_long_data_outlasts_a_lesson_that_the_browser_goes_back_from(
    visit: Visit, address: Address, monkeypatch: pytest.MonkeyPatch
):
    visit.session = OWN_LONG
    guide.begin("forward")
    arrive(monkeypatch, history=True, page="")
    address.update(task="own", target="given", t="1")
    state.open_page()
    assert (visit.session, visit.notices) == (OWN_LONG.with_(t=1), [])


def test_a_place_whose_view_locks_another_sequence_does_not_get_it():
    view = packed(Prepared(locked={"task": "sine"}))
    assert read_again({"prepared": view}, OWN_LONG, {1, 2}) == (OPENING, Study(prepared=view), [])


def test_who_comes_without_parameters_has_done_nothing_until_there_are_some(visit: Visit, address: Address):
    state.open_page()
    assert state.untouched()
    state.change(K=3)
    assert not state.untouched()
    visit.session = OPENING
    address.update(t="21")
    assert not state.untouched()


def test_otherwise_the_address_undoes_nothing(visit: Visit, address: Address):
    address.update(t="5", K="3")
    visit.session = OPENING.with_(Wh=0.3)
    state.pressed(lambda: state.change(Wh=1.0))
    state.open_page()
    assert visit.session == OPENING.with_(Wh=1.0)


def test_another_page_gives_its_widgets_their_values_again_until_it_is_drawn(
    visit: Visit, address: Address, monkeypatch: pytest.MonkeyPatch
):
    """Session state can hold the right value while the browser shows an outdated one."""
    state.show_in_widget("K", 6)
    state.open_page()
    state.show_in_widget("K", 6)
    assert "K" not in visit.given
    arrive(monkeypatch, history=False, page="another")
    state.open_page()
    assert (visit.turned, visit.page) == (True, "another")
    state.show_in_widget("K", 6)
    assert list(visit.given["K"]) == [6, 6]
    visit.turned = False
    state.open_page()
    assert not visit.turned
