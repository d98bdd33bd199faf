"""The visit: reports that wait, stale values that undo nothing, counted presses."""

import math
from collections.abc import Callable
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from pages.lab import controls, shortcuts, state, transport
from pages.lab.session import CHOICES, OPENING, WEIGHT_LIMIT, Session, to_address
from pages.lab.state import RECORD
from pages.lab.text.spoken import spoken, whereabouts
from pages.lab.visit import Visit
from tests.pages.opening import checked, components, open_page, press, session_of, visit_of
from tests.pages.records import moment_of


def moves(key: str, value: object, widgets: dict, name: str = "") -> None:
    """The browser sends another value of a widget; Streamlit calls its callback."""
    if widgets[key] != value:
        widgets[key] = value
        state.moved(key, lambda value: state.change(**{name or key: value}))


# --- reports ---


def test_nothing_changes_before_the_reports_are_carried_out(visit: Visit, widgets: dict):
    state.show_in_widget("K", 6)
    moves("K", 3, widgets)
    state.pressed(transport.go_to, 5)
    assert visit.session == OPENING
    visit.last = 100
    state.carry_out()
    assert visit.session == OPENING.with_(K=3, t=5)
    state.carry_out()
    assert visit.session == OPENING.with_(K=3, t=5)


def test_presses_come_after_moves(visit: Visit, widgets: dict):
    visit.last = 119
    state.show_in_widget("a widget", 21)
    state.pressed(transport.go_to, 22)
    moves("a widget", 80, widgets, "t")
    state.carry_out()
    assert visit.session.t == 22


def test_a_stale_value_that_travels_with_a_press_is_dropped(visit: Visit, widgets: dict):
    """A press gives a widget 22; before the browser has heard of it, it sends 21 along with another press of Step."""
    visit.last = 119
    for t in (21, 22, 23):
        state.show_in_widget("a widget", t)
    visit.gave = -math.inf
    for stale in (21, 22):
        moves("a widget", stale, widgets, "t")
        state.pressed(transport.go_to, 24)
        state.carry_out()
        assert visit.session.t == 24
        state.show_in_widget("a widget", 24)
        assert widgets["a widget"] == 24


def test_a_stale_value_that_travels_with_another_move_is_dropped(visit: Visit, widgets: dict):
    state.show_in_widget("a widget", 21)
    state.show_in_widget("K", 6)
    visit.session = OPENING.with_(t=22)
    state.show_in_widget("a widget", 22)
    visit.gave = -math.inf
    moves("a widget", 21, widgets, "t")
    moves("K", 3, widgets)
    state.carry_out()
    assert visit.session == OPENING.with_(t=22, K=3)


def test_the_same_value_alone_is_a_move_once_the_browser_has_heard(visit: Visit, widgets: dict):
    """Before that it is stale: another slider was moved there and back, which says nothing but brings a message."""
    for t in (21, 22):
        state.show_in_widget("a widget", t)
    visit.session = OPENING.with_(t=22)
    moves("a widget", 21, widgets, "t")
    state.carry_out()
    assert visit.session.t == 22
    state.show_in_widget("a widget", 22)
    visit.gave -= state.VALUE_ECHO
    moves("a widget", 21, widgets, "t")
    state.carry_out()
    assert visit.session.t == 21


@pytest.mark.parametrize("act", [transport.play, transport.pause, transport.tick])
def test_a_stale_value_that_the_timer_of_play_brings_alone_is_dropped(
    act: Callable[[], None], visit: Visit, widgets: dict
):
    """The last tick gives a widget 39 and stops; a message that the timer sent before still says 38."""
    visit.session, visit.last = OPENING.with_(t=38, speed="fast"), 39
    if act is not transport.play:
        visit.playing, visit.ticked = True, 0.0
    act()
    for t in (37, 38, 39):
        state.show_in_widget("a widget", t)
    visit.gave = -math.inf
    visit.session = visit.session.with_(t=39)
    moves("a widget", 38, widgets, "t")
    state.carry_out()
    assert visit.session.t == 39
    moves("a widget", 5, widgets, "t")
    state.carry_out()
    assert visit.session.t == 5


def test_a_pause_where_nothing_plays_makes_no_echo_of_what_follows(visit: Visit, widgets: dict):
    """As where a card is opened: an earlier value that is entered a moment later is meant."""
    for value in (3, 0.5):
        state.show_in_widget("Wx", value)
    transport.pause()
    visit.gave -= state.VALUE_ECHO
    moves("Wx", 3, widgets, "Wx")
    state.carry_out()
    assert visit.session.Wx == 3


def test_a_new_value_that_travels_with_others_is_a_move(visit: Visit, widgets: dict):
    for t in (21, 22):
        state.show_in_widget("a widget", t)
    state.show_in_widget("K", 6)
    moves("a widget", 40, widgets, "t")
    moves("K", 3, widgets)
    state.carry_out()
    assert visit.session == OPENING.with_(t=40, K=3)


def test_a_value_the_reader_has_left_since_is_no_stale_one(visit: Visit, widgets: dict):
    """The widget had 21 before the server changed it, but then the reader moved it: the browser knows better by now."""
    for t in (21, 22):
        state.show_in_widget("a widget", t)
    state.show_in_widget("K", 6)
    moves("a widget", 40, widgets, "t")
    state.carry_out()
    moves("a widget", 21, widgets, "t")
    moves("K", 3, widgets)
    state.carry_out()
    assert visit.session == OPENING.with_(t=21, K=3)


def test_a_browser_that_catches_up_moves_nothing(visit: Visit, widgets: dict):
    """While a slider is dragged its field lags behind: the browser sends what the server gave the field one run ago."""
    state.show_in_widget("field", "1")
    state.show_in_widget("field", "2")
    widgets["field"] = "1"  # the next message still had the old value, and its run ended before the field was drawn
    visit.session = OPENING.with_(K=3)
    moves("field", "2", widgets, "task")
    state.carry_out()
    assert visit.session == OPENING.with_(K=3)
    moves("field", "1", widgets, "task")
    moves("field", "2", widgets, "task")
    state.pressed(lambda: None)
    state.carry_out()
    assert visit.session == OPENING.with_(K=3)


def test_of_several_moves_of_one_widget_the_last_counts(visit: Visit, widgets: dict):
    """A run can end before it carried out its reports; those of the next message come after them."""
    for t in (21, 22):
        state.show_in_widget("a widget", t)
    visit.session, visit.gave = OPENING.with_(t=22), -math.inf
    for t in (50, 21):
        moves("a widget", t, widgets, "t")
    state.carry_out()
    assert visit.session.t == 21


def test_no_run_can_end_between_two_reports(visit: Visit, widgets: dict, monkeypatch: pytest.MonkeyPatch):
    """Streamlit ends a run that a newer message overtakes, at the next look into session state; reports must not go."""

    class Overtaken(dict):
        looks = 0

        def __getitem__(self, key: str) -> object:
            self.looks += 1
            if self.looks > 1:
                raise RuntimeError("overtaken")
            return super().__getitem__(key)

    for act in (lambda: state.change(K=3), lambda: state.change("New seed", seed=5), lambda: state.notice("Done.")):
        state.pressed(act)
    monkeypatch.setattr(state, "st", SimpleNamespace(session_state=Overtaken(widgets)))
    state.carry_out()
    assert (visit.session, visit.notices) == (OPENING.with_(K=3, seed=5), ["Done."])
    with pytest.raises(RuntimeError, match="overtaken"):
        state.session()


def test_on_a_page_that_is_just_opened_an_earlier_value_is_stale_even_alone(visit: Visit, widgets: dict):
    for t in (21, 22):
        state.show_in_widget("a widget", t)
    visit.session, visit.turned, visit.gave = OPENING.with_(t=22), True, -math.inf
    moves("a widget", 21, widgets, "t")
    state.carry_out()
    assert visit.session.t == 22


def test_no_widget_can_have_the_key_of_the_record():
    """The places of charts are identifiers, ``show.draw`` sees to that; other keys begin with a choice or a label."""
    assert not RECORD.isidentifier()
    assert RECORD.split(":")[0] not in CHOICES


def test_a_page_drops_every_stale_copy_that_comes_with_a_move():
    """A preset gives all widgets new values; the next message may still carry all the old ones."""
    app = open_page()
    old = [(slider, slider.value) for slider in app.sidebar.slider]
    checked(app.selectbox(key="preset").set_value("Growing").run())
    growing = session_of(app)
    for slider, value in old:
        app.slider(key=str(slider.key)).set_value(value)
    app.text_input(key="Wh").set_value("-0.9")
    app.slider(key="Bx slider").set_value(-1.5)
    checked(app.run())
    assert session_of(app) == growing.with_(Bx=-1.5)
    assert app.slider(key="Wh slider").value == 2.0
    assert app.text_input(key="Wh").value == "2"


# --- notices ---


def test_a_notice_is_said_once_and_goes_with_the_next_change(visit: Visit):
    state.notice("Something.")
    state.notice("Something.")
    state.notice("More.")
    assert visit.notices == ["Something.", "More."]
    state.change(K=2)
    assert visit.notices == []


# --- steps ---


@pytest.mark.parametrize(
    ("press_", "t"),
    [
        ({"session": "mine", "number": 6, "t": 30}, 30),
        ({"session": "mine", "number": 5, "t": 30}, OPENING.t),  # heard before
        ({"session": "another", "number": 9, "t": 30}, OPENING.t),  # meant for the server before
        ({"session": "mine", "number": 7, "t": 300}, 119),
        (None, OPENING.t),
    ],
)
def test_a_press_counts_once_and_leads_where_the_browser_said(visit: Visit, widgets: dict, press_: dict | None, t: int):
    visit.token, visit.press, visit.last = "mine", 5, 119
    widgets["transport"] = {"press": press_}
    transport.take_press(controls.slid)
    state.carry_out()
    assert visit.session.t == t
    assert visit.press == (press_["number"] if press_ and t != OPENING.t else 5)


def test_of_two_presses_that_wait_the_last_counts_also_if_it_leads_back(visit: Visit, widgets: dict):
    visit.last = 119
    for number, t in ((1, OPENING.t + 1), (2, OPENING.t)):
        widgets["transport"] = {"press": {"session": visit.token, "number": number, "t": t}}
        transport.take_press(controls.slid)
    state.carry_out()
    assert visit.session.t == OPENING.t


@pytest.mark.parametrize(
    ("slid", "changed"),
    [
        (["Wh", "0.25"], {"Wh": 0.25}),
        (["K", "9"], {"K": 9}),
        (["eta", "3"], {"eta": CHOICES["eta"].stops[3]}),
        (["Wh", "1e9"], {"Wh": WEIGHT_LIMIT}),  # forged
        (["Wh", "x"], {}),
        (["eta", "999"], {"eta": CHOICES["eta"].high}),
        (["Vh", "1"], {}),
    ],
)
def test_a_slider_is_followed_while_it_is_moved(visit: Visit, widgets: dict, slid: list[str], changed: dict):
    visit.last = 119
    for number, sliding in ((1, True), (2, False)):
        press_ = {"session": visit.token, "number": number, "t": None, "reach": 0, "slid": slid, "sliding": sliding}
        widgets["transport"] = {"press": press_}
        transport.take_press(controls.slid)
        state.carry_out()
        assert visit.session == OPENING.with_(**changed)
        assert (visit.sliding, visit.reach) == (sliding, 0)


def test_where_a_slider_was_let_go_counts_for_more_than_what_it_passed(visit: Visit, widgets: dict):
    state.show_in_widget("K", 6)
    moves("K", 9, widgets)
    widgets["transport"] = {"press": {"session": visit.token, "number": 1, "t": None, "slid": ["K", "8"]}}
    transport.take_press(controls.slid)
    state.carry_out()
    assert visit.session == OPENING.with_(K=9)


def test_a_run_that_still_grows_keeps_the_t_that_was_asked_for(visit: Visit):
    visit.session = OPENING.with_(t=500)
    transport.settle(100, final=False)
    assert (visit.session.t, visit.notices) == (500, [])
    transport.settle(100, final=True)
    assert visit.session.t == 100
    assert "t = 500 is past the end" in visit.notices[0]


# --- the address and another page ---


def test_another_page_keeps_the_session_and_the_run():
    app = press(open_page(OPENING.with_(Wh=0.5)), "step")
    chosen, run = session_of(app), visit_of(app).jobs["run"].result
    checked(app.switch_page("pages/chain.py").run())
    assert session_of(app) == chosen
    assert visit_of(app).jobs["run"].result is run
    assert not visit_of(app).turned  # all its widgets were drawn


@pytest.mark.parametrize(("t", "label"), [(-1, "t = −1"), (21, "t = 21")])
def test_the_transport_has_the_step_with_its_sentence_the_press_heard_last_and_the_link(t: int, label: str):
    chosen = OPENING.with_(K=3, t=t)
    app = open_page(chosen)
    visit_of(app).press = 7
    (data,) = components(checked(app.run()), "transport")
    link = "?" + urlencode(to_address(chosen, everything=True))
    assert data == {
        "session": visit_of(app).token, "acknowledged": 7, "t": t, "label": label, "asked": t, "end": 119,
        "fixed": False, "playing": False, "last": "(last 119)", "link": link,
        "where": whereabouts(moment_of(chosen), ()), "said": spoken(moment_of(chosen)), "keys": shortcuts.listened_to(),
        "caution": "",
            "beat": None,
    }  # fmt: skip


def test_the_link_writes_everything_and_the_address_what_differs(visit: Visit):
    chosen: Session = OPENING.with_(Wh=0.25, windows="1-all")
    visit.session = chosen
    assert state.link().startswith("?task=sine&target=next&scaled=off&T=120&")
    assert "Wh=0.25" in state.link()
    assert state.link().count("=") == len(CHOICES) - 1  # there is no data
