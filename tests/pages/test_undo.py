"""One Undo for every change of the settings, and what a chart can show of the run before it."""

from dataclasses import asdict

import pytest

from pages.lab import state, transport
from pages.lab.jobs import advance
from pages.lab.moment import Moment
from pages.lab.session import LONGEST, OPENING, Session, experiment
from pages.lab.text.presets import PRESETS
from pages.lab.visit import Visit
from rnn_core import simulate, simulate_in_pieces
from tests.pages.opening import SCRIPTS, checked, open_page, press, session_of, visit_of


def later(visit: Visit) -> None:
    """Time passes, so that the next move is one of its own."""
    for one in visit.undos:
        one.at -= state.ONE_MOVE


# --- what is undone ---


@pytest.mark.parametrize(
    ("choices", "label"),
    [
        ({"Wh": 0.7}, "Wh −0.9 → 0.7"),
        ({"eta": 0.05}, "η 0 → 0.05"),
        ({"K": 2}, "window K 6 → 2"),
        ({"T": 300}, "length T 120 → 300"),
        ({"h0": -0.5}, "start state 0 → −0.5"),
        ({"task": "echo"}, "task predict a sine wave → echo with a delay"),
    ],
)
def test_a_moved_control_can_be_undone_and_says_what_it_was(visit: Visit, choices: dict, label: str):
    state.change(**choices)
    state.change(t=25, lag=4)
    assert state.undoable() == label
    state.undo()
    assert visit.session == OPENING.with_(t=25, lag=4)  # what was looked at since stays
    assert state.undoable() == ""
    state.undo()
    assert visit.session == OPENING.with_(t=25, lag=4)


@pytest.mark.parametrize("choices", [{"t": 3}, {"lag": 5}, {"scale": "symlog"}, {"speed": "fast"}, {"Wh": -0.9}])
def test_what_changes_no_run_needs_no_undo(visit: Visit, choices: dict):
    state.change(**choices)
    assert not visit.undos


def test_a_drag_counts_once(visit: Visit):
    for Wh in (-0.8, -0.6, 0.1, 0.7):
        state.change(Wh=Wh)
    assert [one.label for one in visit.undos] == ["Wh −0.9 → 0.7"]
    later(visit)
    state.change(Wh=0.9)
    state.change(K=2)
    assert [one.label for one in visit.undos] == ["Wh −0.9 → 0.7", "Wh 0.7 → 0.9", "window K 6 → 2"]
    for _ in range(3):
        state.undo()
    assert visit.session == OPENING


def test_a_slider_moved_there_and_back_leaves_nothing_to_undo(visit: Visit):
    for Wh in (-0.8, -0.9):
        state.change(Wh=Wh)
    assert not visit.undos


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_can_be_undone_and_keeps_the_speed(visit: Visit, name: str):
    mine = visit.session = OPENING.with_(Wh=0.3, speed="fast", found="grows", t=5)
    state.load(f"example “{name}”", PRESETS[name][0])
    assert visit.session == PRESETS[name][0].with_(speed="fast", found="grows")
    assert state.undoable() == f"example “{name}”"
    state.undo()
    assert visit.session == mine


def test_a_try_that_changes_no_run_can_be_undone_all_the_same(visit: Visit):
    state.load("try “Each Wh flips the sign”", OPENING.with_(lag=5, factor=1))
    state.undo()
    assert visit.session == OPENING
    state.load("try “the same”", OPENING)
    assert not visit.undos


def test_two_examples_at_once_are_two(visit: Visit):
    for name in ("Vanishing", "Growing"):
        state.load(name, PRESETS[name][0])
    state.undo()
    assert visit.session == PRESETS["Vanishing"][0]


def test_the_oldest_of_many_changes_are_forgotten(visit: Visit):
    for seed in range(2, 25):
        state.change(f"to {seed}", seed=seed)
    for _ in range(20):
        state.undo()
    assert visit.session.seed == 4
    assert not visit.undos


def test_a_step_lost_with_a_shorter_run_comes_back_with_it(visit: Visit):
    visit.session = OPENING.with_(t=100)
    state.change(T=60)
    transport.settle(59, final=True)
    assert visit.session.t == 59
    state.change(lag=4)
    state.undo()
    assert visit.session == OPENING.with_(t=100, lag=4)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_sidebar_of_every_page_undoes_a_slider_an_example_and_its_first_try(script: str):
    app = open_page(OPENING.with_(t=30), script)
    assert app.sidebar.button(key="undo").disabled
    checked(app.slider(key="Wh slider").set_value(0.7).run())
    assert app.sidebar.button(key="undo").label == "Undo: Wh −0.9 → 0.7"
    press(app, "undo")
    assert (session_of(app), app.slider(key="Wh slider").value) == (OPENING.with_(t=30), -0.9)
    assert app.text_input(key="Wh").value == "-0.9"
    checked(app.selectbox(key="preset").set_value("Saturated").run())
    press(app, "undo")
    found = session_of(app).found
    assert session_of(app) == OPENING.with_(t=30, found=found)
    assert app.selectbox(key="preset").value == "Alternating signs"
    for one in [button for button in app.button if str(button.key).startswith("try ")][:1]:
        before = session_of(app)
        press(app, str(one.key))
        assert app.sidebar.button(key="undo").label == f"Undo: try “{one.label.removeprefix('Try: ')}”"
        press(app, "undo")
        assert session_of(app) == before.with_(found=session_of(app).found)
    assert app.sidebar.button(key="undo").disabled


def test_the_stale_values_that_come_with_undo_move_nothing():
    """The browser has not heard of the new values of an example when Undo is pressed."""
    app = open_page()
    old = [(slider, slider.value) for slider in app.sidebar.slider]
    checked(app.selectbox(key="preset").set_value("Growing").run())
    for slider, value in old:
        app.slider(key=str(slider.key)).set_value(value)
    press(app, "undo")
    assert session_of(app) == OPENING
    assert app.slider(key="Wh slider").value == -0.9


# --- the moment before ---


def finish(visit: Visit) -> Moment:
    """The moment as the frame makes it, its run computed to the end."""
    chosen = visit.session
    job = advance(visit.jobs, "run", chosen.recipe, lambda: simulate_in_pieces(experiment(chosen), 10_000))
    job.complete = True
    return Moment(chosen, job.result, state.before())


def test_after_a_slider_the_same_step_of_the_run_before_is_there_until_the_next_change(visit: Visit):
    finish(visit)
    state.change(Wh=0.5)
    moment = finish(visit)
    assert moment.before
    assert moment.before.session == OPENING
    assert moment.before.before is None
    assert moment.before.step.chains["Wh"].total == simulate(experiment(OPENING))[21].chains["Wh"].total
    assert moment != Moment(moment.session, moment.run)
    assert moment.at(moment.t + 1).before is None
    state.change(t=22)
    assert finish(visit).before is None


@pytest.mark.parametrize("change", [{"lag": 4}, {"scale": "symlog"}, {}, {"speed": "fast"}])
def test_any_other_change_ends_it(visit: Visit, change: dict):
    finish(visit)
    state.change(Wh=0.5)
    state.change(**change)
    assert finish(visit).before is None
    assert [one.run for one in visit.undos] == [None]  # it would take room for nothing


def test_during_a_drag_it_stays_that_of_the_beginning(visit: Visit):
    for Wh in (-0.8, 0.1, 0.5):
        finish(visit)
        state.change(Wh=Wh)
    moment = finish(visit)
    assert moment.before
    assert moment.before.session.Wh == -0.9
    assert [one.run is not None for one in visit.undos] == [True]
    later(visit)
    state.change(Wh=0.6)
    moment = finish(visit)
    assert moment.before
    assert moment.before.session.Wh == 0.5
    assert [one.run is not None for one in visit.undos] == [False, True]  # no more than one is kept


@pytest.mark.parametrize(
    "chosen", [OPENING.with_(t=-1), OPENING.with_(eta=0.01, steps=LONGEST + 1), OPENING.with_(T=300, t=200)]
)
def test_without_such_a_step_or_with_a_very_long_run_there_is_none(visit: Visit, chosen: Session):
    visit.session = chosen
    if chosen.t == 200:
        visit.session = OPENING
        finish(visit)
        state.change(T=300)
        visit.session = chosen
    else:
        finish(visit)
        state.change(Wh=0.5)
    assert finish(visit).before is None


def test_an_example_and_an_undo_have_none(visit: Visit):
    finish(visit)
    state.load("example", OPENING.with_(Wh=0.5))
    assert finish(visit).before is None
    state.undo()
    assert finish(visit).before is None


def test_on_another_page_there_is_none():
    app = open_page()
    checked(app.slider(key="Wh slider").set_value(0.5).run())
    assert visit_of(app).latest
    checked(app.switch_page("pages/chain.py").run())
    assert visit_of(app).latest is None
    assert asdict(session_of(app)) == asdict(OPENING.with_(Wh=0.5))
