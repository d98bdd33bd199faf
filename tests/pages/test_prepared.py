"""A prepared view: what is locked keeps its value, whatever is sent; a damaged one opens the ordinary page."""

import ast
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.lab import acts, controls, runtime, state, transport
from pages.lab import address as addresses
from pages.lab.choice import Choice
from pages.lab.classroom.prepared import (
    CONTROLS,
    COVERED,
    LONGEST_SENTENCE,
    PAGES,
    READOUTS,
    Prepared,
    block_names,
    locked,
    packed,
    unpacked,
    value_of,
)
from pages.lab.packed import pack
from pages.lab.session import CHOICES, OPENING, Session, experiment
from pages.lab.state import RECORD
from pages.lab.study import STUDIES, Study
from pages.lab.text.presets import PRESETS
from pages.lab.visit import Change, Visit
from rnn_core import simulate
from tests.core.replay import examples
from tests.pages.conftest import Address
from tests.pages.house import LAB, named
from tests.pages.house import PAGES as SCRIPTS

LOCKABLE = [name for name in CONTROLS if name in CHOICES]
START = OPENING.with_(t=30, eta=0.05, steps=200, weight="Wx", lag=4)
RUN = simulate(experiment(START))


def view_of(session: Session, *names: str, hidden: bool = False) -> Prepared:
    """A view that keeps some controls at their values in a session."""
    kept = {name: value_of(name, session, Study()) for name in names}
    return Prepared(hidden=kept) if hidden else Prepared(locked=kept)


def other(one: Choice, value: Any) -> Any:
    """Another value that a choice may have."""
    if one.options:
        return next(option for option in one.options if option != value)
    low, high = max(one.low, -3), min(one.high, 9)
    return type(one.first)(low if value != low else high)


# --- the record ---

names = st.sampled_from(list(CONTROLS))


def subset(known: Any) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(known)), unique=True, max_size=5).map(tuple)


views = st.builds(
    lambda kept, blocks, readouts, pages, sentence: Prepared(
        locked={name: value_of(name, START, Study()) for name in kept[::2]},
        hidden={name: value_of(name, START, Study()) for name in kept[1::2]},
        blocks=blocks,
        readouts=readouts,
        pages=pages,
        sentence=sentence,
    ),
    st.lists(names, unique=True),
    subset(block_names()),
    subset(READOUTS),
    subset(PAGES),
    st.text(max_size=LONGEST_SENTENCE).filter(str.isprintable),
)


@examples(100)
@given(views)
def test_a_view_is_read_as_it_was_packed(view: Prepared):
    assert unpacked(packed(view)) == view


def test_the_ordinary_page_takes_no_room():
    assert packed(Prepared()) == ""
    assert unpacked("") == Prepared()


@pytest.mark.parametrize(
    "said",
    [
        3, [], {"else": 1}, {"locked": ["Wh"]}, {"locked": {"Wh": 3}}, {"locked": {"Wh": "x"}}, {"locked": {"K": "99"}},
        {"locked": {"found": "both"}}, {"hidden": {"undo": "1"}}, {"blocks": ["no_such"]}, {"blocks": "by_lag"},
        {"blocks": ["by_lag", "by_lag"]}, {"readouts": ["all"]}, {"pages": ["../x"]}, {"sentence": 1},
        {"sentence": "x" * (LONGEST_SENTENCE + 1)}, {"sentence": "a\u202eb"}, {"sentence": "a\nb"}, {"blocks": [[]]},
    ],
)  # fmt: skip
def test_what_no_builder_makes_is_refused(said: Any):
    with pytest.raises(ValueError, match=r"holds|names"):
        unpacked(pack(said))


@examples(200)
@given(st.recursive(st.none() | st.integers() | st.text(max_size=9) | names, lambda one: st.lists(one, max_size=3)
       | st.dictionaries(st.sampled_from([*Prepared.__slots__, *CONTROLS, "x"]), one, max_size=4)))  # fmt: skip
def test_a_forged_view_is_a_view_or_refused_and_changes_nothing_but_values(said: Any):
    try:
        view = unpacked(pack(said))
    except ValueError:
        return
    session, _ = view.held(START)
    assert all(one.nearest(getattr(session, name)) == getattr(session, name) for name, one in CHOICES.items())


def test_every_control_with_a_value_can_be_locked():
    assert set(LOCKABLE) | set(COVERED) == set(CHOICES) - {"found"}
    assert {name for name in CONTROLS if name in STUDIES} == {"ask", "blanks", "pinned", "projector"}


# --- the door ---


def point_for(name: str) -> list[list[object]]:
    """Clicks in charts that would change a choice."""
    return {
        "K": [["K", 2]], "t": [["t", 5], ["cell", 3, 5]], "weight": [["Wh", 1], ["out_H", 0]],
        "lag": [["Wx", 7], ["X", 2], ["cell", 3, 5]], "factor": [["factor", 2]], "Wh": [["Wh along", 2.5]],
    }.get(name, [])  # fmt: skip


def ways(name: str) -> dict[str, Callable[[], object]]:
    """Every way to change a choice that does not need a page."""
    one = CHOICES[name]
    value = other(one, getattr(START, name))
    elsewhere = OPENING.with_(**{name: value})
    return {
        "changed": partial(state.change, **{name: value}),
        "with a name": partial(state.change, "act", **{name: value}),
        "widget or field": partial(controls._take, one, value),
        "slid": partial(controls.slid, name, str(value)),
        **{f"clicked {point}": partial(controls.picked, point) for point in point_for(name)},
        **{f"example {title}": partial(controls._open_preset, title) for title in PRESETS},
        "try": partial(controls.example, "try", elsewhere),
        "loaded": partial(state.load, "card", elsewhere),
        "undo": partial(undo_to, name, value),
        "Train": acts._train,
        "Continue": partial(acts._continue, RUN),
        "New seed": acts._new_seed,
        "Compare": acts._compare,
        "Step": partial(transport.step, 1),
        "Back": partial(transport.step, -1),
        "go": partial(transport.go_to, 7),
        "sent by the browser": partial(sent, name, str(value)),
        "Play": play,
        "a shorter run": partial(transport.settle, 5, final=True),
        "the study": partial(state.update_study, ask="sign", prepared=""),
    }


def undo_to(name: str, value: object) -> None:
    state.visit().undos.append(Change("a change", {name: value}, (), 0.0, None))
    state.undo()


def sent(name: str, value: str) -> None:
    """A press, and a slider that is being moved, as the script of the page sends them."""
    visit = state.visit()
    press = {"session": visit.token, "number": visit.press + 1, "t": 7, "slid": [name, value], "sliding": True}
    state.st.session_state["transport"] = {"press": press}  # type: ignore[attr-defined]
    transport.take_press(controls.slid)
    state.carry_out()


def play() -> None:
    transport.play()
    state.visit().ticked = -1e9
    transport.tick()


def prepare(widgets: dict, view: Prepared) -> Visit:
    """A fresh visit under a prepared view."""
    visit = widgets[RECORD] = Visit(START, [], Study(prepared=packed(view)), last=len(RUN) - 1)
    return visit


@pytest.mark.parametrize("hidden", [False, True], ids=["locked", "hidden"])
@pytest.mark.parametrize("name", LOCKABLE)
def test_no_way_changes_what_is_locked(widgets: dict, name: str, hidden: bool):
    for way, act in ways(name).items():
        visit = prepare(widgets, view_of(START, name, hidden=hidden))
        before = visit.session
        state.pressed(act)
        state.carry_out()
        assert getattr(visit.session, name) == getattr(before, name), way
        assert visit.study.prepared, way
        if way in ("changed", "with a name", "widget or field", "undo") or "clicked" in way:
            assert visit.notices.count(locked([name])) == 1, way
        if name == "t":
            assert not visit.playing


@pytest.mark.parametrize("name", LOCKABLE)
def test_each_of_these_ways_is_one_on_the_ordinary_page(widgets: dict, name: str):
    """Otherwise the test above would show nothing."""
    ways_that_change = set()
    for way, act in ways(name).items():
        visit = prepare(widgets, Prepared())
        state.pressed(act)
        state.carry_out()
        if getattr(visit.session, name) != getattr(START, name):
            ways_that_change.add(way)
    assert {
        "changed",
        "with a name",
        "widget or field",
        "try",
        "undo",
        "slid",
        "sent by the browser",
    } - ways_that_change <= ({"try"} if name in state.KEPT else set())
    assert all(way in ways_that_change for way in ways(name) if "clicked" in way)


@pytest.mark.parametrize("name", LOCKABLE)
def test_an_address_cannot_ask_for_another_value(name: str):
    view, value = view_of(START, name), other(CHOICES[name], getattr(START, name))
    address = {name: str(value), "prepared": packed(view)}
    session, study, notices = addresses.read(address)
    assert getattr(session, name) == getattr(START, name)
    assert study.prepared == packed(view)
    assert notices == [locked([name])]
    del address[name]
    session, _, notices = addresses.read(address)
    assert getattr(session, name) == getattr(START, name)
    assert notices == []  # nothing was asked for
    session, _, notices = addresses.read({name: str(value)})  # the ordinary page
    assert getattr(session, name) == value


@pytest.mark.parametrize("name", LOCKABLE)
def test_the_browsers_back_cannot_bring_another_value(widgets: dict, name: str, monkeypatch: pytest.MonkeyPatch):
    view, value = view_of(START, name), other(CHOICES[name], getattr(START, name))
    visit = prepare(widgets, view)
    monkeypatch.setattr(runtime, "arrived_by_history", lambda: True)
    monkeypatch.setattr(runtime, "page", lambda: visit.page)
    address = Address({name: str(value), "prepared": packed(view)})
    monkeypatch.setattr(state, "st", SimpleNamespace(session_state=widgets, query_params=address))
    state.open_page()
    assert getattr(visit.session, name) == getattr(START, name)
    assert visit.notices == [locked([name])]


@pytest.mark.parametrize("name", ["ask", "blanks"])
def test_a_locked_question_stays(widgets: dict, name: str):
    one = STUDIES[name]
    visit = prepare(widgets, Prepared(locked={name: "off"}))
    state.update_study(**{name: other(one, "off")})
    assert getattr(visit.study, name) == "off"
    assert visit.notices == [locked([name])]
    _, study, notices = addresses.read({name: other(one, "off"), "prepared": visit.study.prepared})
    assert (getattr(study, name), notices) == ("off", [locked([name])])


def test_a_locked_undo_and_locked_examples_are_refused(widgets: dict):
    visit = prepare(widgets, view_of(START, "undo", "examples"))
    undo_to("K", 1)
    controls._open_preset("Growing")
    assert visit.session == START
    assert visit.notices == [locked(["undo"]), locked(["examples"])]


def test_what_an_act_says_is_true_under_a_lock(widgets: dict):
    visit = prepare(widgets, view_of(START, "Wh"))
    acts._continue(RUN)
    assert visit.notices == [locked(["Wh"])]  # not all weights are those after the last step
    frozen = START.with_(eta=0.0)
    visit = prepare(widgets, view_of(frozen, "eta"))
    visit.session = frozen
    acts._train()
    assert visit.notices == [locked(["eta"])]  # η is not 0.05 now
    visit = prepare(widgets, view_of(START, "K"))
    controls._take(CHOICES["K"], "99")
    assert visit.notices == [locked(["K"])]  # 10 is not used instead


def test_a_notice_names_controls_by_their_labels():
    assert locked(["Wh"]) == "Wh is locked in this view."
    assert locked(["Wh", "K", "eta"]) == "Wh, “window K” and “learning rate η” are locked in this view."


# --- any sequence ---

ALL_WAYS = [act for name in LOCKABLE for act in ways(name).values()]


def take(widgets: dict, acts_: list[Callable[[], object]], *kept: str) -> None:
    """Carry out acts one after the other; what is locked has its value after each."""
    visit = prepare(widgets, view_of(START, *kept))
    for act in acts_:
        state.pressed(act)
        state.carry_out()
        if "t" not in kept:
            transport.settle(len(RUN) - 1, final=True)
        for name in kept:
            assert getattr(visit.session, name) == getattr(START, name), (name, act)


@pytest.fixture(scope="module")
def held() -> Any:
    """Session state for many cases, as the fixture ``widgets`` makes it for one."""
    with pytest.MonkeyPatch.context() as patch:
        holder: dict = {}
        patch.setattr(state, "st", type("Streamlit", (), {"session_state": holder, "query_params": {}}))
        yield holder


@examples(150)
@given(
    sequence=st.lists(st.sampled_from(ALL_WAYS), max_size=12),
    kept=st.lists(st.sampled_from(LOCKABLE), min_size=1, max_size=6, unique=True),
)
def test_no_sequence_of_acts_changes_what_is_locked(held: dict, sequence: list, kept: list[str]):
    take(held, sequence, *kept)


@pytest.mark.parametrize("hole", ["K", "Wh", "t", "weight"])
def test_a_planted_hole_is_seen(widgets: dict, hole: str, monkeypatch: pytest.MonkeyPatch):
    """A door that forgets one choice."""
    held_rightly = Prepared.held

    def leaky(view: Prepared, session: Session) -> tuple[Session, list[str]]:
        return held_rightly(replace(view, locked={k: v for k, v in view.locked.items() if k != hole}), session)

    take(widgets, ALL_WAYS, *LOCKABLE)
    monkeypatch.setattr(Prepared, "held", leaky)
    with pytest.raises(AssertionError, match=f"^\\('{hole}'"):
        take(widgets, ALL_WAYS, *LOCKABLE)


def assigned(source: str) -> set[str]:
    """The attributes that a source assigns to."""
    stored = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named_ = {one.value for call in calls if ast.unparse(call.func) == "setattr" for one in call.args[1:2]
              if isinstance(one, ast.Constant)}  # fmt: skip
    return {node.attr for node in stored if isinstance(node.ctx, ast.Store)} | {str(one) for one in named_}


@pytest.mark.parametrize("path", [*SCRIPTS, *LAB], ids=named)
def test_there_is_one_door(path: Any):
    assert path.stem == "state" or not {"session", "study"} & assigned(path.read_text())


@pytest.mark.parametrize("planted", ["visit.session = 1", "a.session, b = 1, 2", "setattr(visit, 'study', 1)"])
def test_a_planted_second_door_is_seen(planted: str):
    assert {"session", "study"} & assigned(planted)


# --- damaged ---


@pytest.mark.parametrize("text", ["x", "eNq", packed(view_of(START, "Wh"))[:-3], pack({"blocks": ["gone"]}), "é"])
def test_a_damaged_view_opens_the_ordinary_page_and_says_so(text: str):
    session, study, notices = addresses.read({"Wh": "0.5", "prepared": text})
    assert session == OPENING.with_(Wh=0.5)
    assert study == Study()
    (notice,) = notices
    assert "The prepared view in the address is ignored" in notice
    assert "This is the ordinary page" in notice


def test_a_copied_link_carries_the_view(widgets: dict):
    visit = prepare(widgets, view_of(START, "K"))
    assert f"prepared={visit.study.prepared}" in state.link()
