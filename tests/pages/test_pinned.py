"""Compare A with B: what is pinned, the buttons, the line that says in what both differ, and the charts of both."""

import json
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab.classroom import prepared
from pages.lab.classroom.prepared import Prepared
from pages.lab.moment import Moment
from pages.lab.packed import pack
from pages.lab.pinned import beside, difference, missing, packed, unpacked
from pages.lab.session import LONGEST, OPENING, Session, experiment, to_address
from pages.lab.text.notation import digits, number
from pages.lab.text.presets import PRESETS
from rnn_core import Step, simulate
from tests.pages.house import ROOT
from tests.pages.opening import checked, components, go_to, open_page, press, session_of, shown, visit_of
from tests.pages.owned import OWN
from tests.pages.records import moment_of, plain

LONG = OPENING.with_(steps=LONGEST + 1, eta=0.01)


def open_with(pinned: str, session: Session = OPENING) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in {**to_address(session), "pinned": pinned}.items():
        app.query_params[name] = value
    return checked(app.run())


def line(app: AppTest) -> str:
    """The line above the lesson; empty if there is none."""
    bodies = [str(one.proto.body) for one in app.get("html")]
    return next((plain(body) for body in bodies if 'class="pinned"' in body), "")


def step_of(session: Session) -> Step:
    return simulate(experiment(session))[session.t]


# --- what is pinned ---


@pytest.mark.parametrize("session", [OPENING, LONG, *(preset for preset, _ in PRESETS.values())])
def test_what_is_pinned_reads_back_without_what_is_looked_at(session: Session):
    assert unpacked(packed(session.with_(t=3, weight="Wx", lag=1, scale="symlog"))) == session.recipe


@pytest.mark.parametrize(
    "text",
    ["x", "é", packed(OPENING)[:-3], pack([1]), pack({"Wh": 1}), pack({"Wh": "a"}), pack({"K": "99"}), pack(None)],
)
def test_what_is_no_settings_is_refused(text: str):
    with pytest.raises(ValueError, match=r"damaged|cut short|no settings"):
        unpacked(text)


def test_only_choices_that_change_the_run_are_a_difference():
    assert difference(OPENING, OPENING.with_(t=3, weight="Bx")) is None
    assert difference(OPENING, OPENING.with_(delay=7, seed=3)) is None  # the sine depends on neither
    assert difference(OPENING, OPENING.with_(Wh=0.7, K=3, eta=0.1)) == (
        "Wh = −0.9, window K = 6, η = 0",
        "Wh = 0.7, window K = 3, η = 0.1",
    )
    assert difference(OPENING.with_(clip=0.3), OPENING.with_(steps=2000)) == (
        "gradients clipped at ±0.3, one pass through the sequence",
        "gradients not clipped, 2,000 training steps",
    )
    echo = OPENING.with_(task="echo", delay=7)
    told = difference(OPENING, echo)
    assert told
    assert "delay d = 3" in told[0]
    assert "delay d = 7" in told[1]


def test_the_moment_of_A_looks_at_what_B_looks_at_and_goes_along_with_its_steps():
    B = moment_of(Wh=0.7, t=30, weight="Bx", lag=4)
    pinned = beside(OPENING.recipe, B.session)
    moment = Moment(B.session, B.run, pinned=pinned)
    for here in (moment, moment.at(29), moment.at(31)):
        assert here.A
        assert here.A.session == OPENING.with_(t=here.t, weight="Bx", lag=4)
        assert here.A.step.forward == simulate(experiment(OPENING))[here.t].forward
    assert moment.at(-1).A is None
    assert beside(B.session.recipe, B.session) is None
    assert beside(LONG.recipe, B.session) is None


def test_a_run_that_is_too_long_or_has_no_such_step_is_said_to_be_missing():
    B = moment_of(T=300, t=200)
    moment = Moment(B.session, B.run, pinned=beside(OPENING.recipe, B.session))
    assert moment.A is None
    assert missing(OPENING.recipe, moment) == "The run of A ends at t = 119, so A has no step t = 200."
    assert missing(OPENING.recipe, moment.at(119)) == ""
    assert f"{LONGEST + 1:,} steps" in missing(LONG.recipe, B)


# --- the page ---


def test_pin_change_step_and_unpin():
    app = press(open_page(), "pin a")
    assert session_of(app) == OPENING
    assert "give the same run" in line(app)
    assert "with A" not in shown(app)
    checked(app.slider(key="Wh slider").set_value(0.7).run())
    assert line(app) == "A: Wh = −0.9 · B: Wh = 0.7"
    for t in (21, 22):
        A, B = step_of(OPENING.with_(t=t)), step_of(OPENING.with_(Wh=0.7, t=t))
        said = f"With A, ∂L/∂W<sub>h</sub> = {number(A.chains['Wh'].total)}; with B, {number(B.chains['Wh'].total)}"
        assert said in shown(app)
        assert f"With A, e is {number(A.forward.error)}." in shown(app)
        assert digits(A.chains["Bx"].terms[3].value) in shown(app)
        app = press(app, "step")
    app = press(app, "unpin")
    assert session_of(app) == OPENING.with_(Wh=0.7, t=23)
    assert visit_of(app).study.pinned == ""
    assert line(app) == ""
    assert "with A" not in shown(app)


def test_the_steps_around_are_sent_along_and_a_step_needs_no_new_settings():
    app = open_with(packed(OPENING), OPENING.with_(Wh=0.7))
    first = components(app)
    assert all(set(drawn["known"]) == {20, 21, 22} for drawn in first)
    A = step_of(OPENING.with_(t=22))
    assert f"With A, e is {number(A.forward.error)}." in json.dumps(first[0]["known"][22], ensure_ascii=False)
    go_to(app, 22)
    assert [drawn["settings"] for drawn in components(app)] == [drawn["settings"] for drawn in first]
    press(app, "unpin")  # none of what the browser knows may be shown from now on
    assert not {drawn["settings"] for drawn in components(app)} & {drawn["settings"] for drawn in first}


def test_swap_and_one_undo_of_it():
    app = open_with(packed(OPENING), OPENING.with_(Wh=0.7, K=3, t=30))
    app = press(app, "swap")
    assert session_of(app) == OPENING.with_(t=30)
    assert unpacked(visit_of(app).study.pinned) == OPENING.with_(Wh=0.7, K=3).recipe
    assert app.slider(key="Wh slider").value == -0.9
    app = press(app, "undo")
    assert session_of(app) == OPENING.with_(Wh=0.7, K=3, t=30)
    assert unpacked(visit_of(app).study.pinned) == OPENING.recipe
    app = press(press(app, "swap"), "swap")
    assert session_of(app) == OPENING.with_(Wh=0.7, K=3, t=30)
    assert unpacked(visit_of(app).study.pinned) == OPENING.recipe


@pytest.mark.parametrize("locked", [{"Wh": -0.9}, {"Wh": -0.9, "K": 6}])
def test_what_is_locked_is_not_swapped_in_part(locked: dict):
    """A was pinned before the lock."""
    A, B = OPENING.with_(Wh=1.5, Wx=1.0, t=30), OPENING.with_(Bx=0.3, t=30)
    app = open_page(B, pinned=packed(A), prepared=prepared.packed(Prepared(locked=locked)))
    app = press(app, "swap")
    assert session_of(app) == B
    assert unpacked(visit_of(app).study.pinned) == A.recipe
    assert not visit_of(app).undos
    assert "Wh is locked in this view." in [info.value for info in app.info]


def test_no_value_that_is_hidden_is_told_of_A_or_where_the_page_stands():
    A, B = OPENING.with_(task="echo"), OPENING.with_(Wh=0.7, K=3)
    view = prepared.packed(Prepared(hidden={"Wh": 0.7, "task": "sine", "lag": B.lag}))
    app = open_page(B, pinned=packed(A), prepared=view)
    assert line(app) == "A: task (hidden), Wh (hidden), window K = 6 · B: task (hidden), Wh (hidden), window K = 3"
    (transport,) = components(app, "transport")
    assert transport["where"] == "You are at t = 21; the last step is 119. Window K = 3. Picked: the gradient of Wh."


@pytest.mark.parametrize("A", [OPENING.with_(T=40), OWN])
def test_a_swap_with_a_shorter_run_says_that_t_is_past_its_end(A: Session):
    app = press(open_with(packed(A), OPENING.with_(t=50)), "swap")
    assert "t = 50 is past the end" in app.info[0].value


def test_to_swap_what_is_the_same_changes_nothing():
    app = press(press(open_page(), "pin a"), "swap")
    assert session_of(app) == OPENING
    assert not visit_of(app).undos


def test_a_copied_link_opens_both():
    app = checked(press(open_page(), "pin a").slider(key="Wh slider").set_value(0.7).run())
    (transport,) = components(app, "transport")
    again = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, (value,) in parse_qs(transport["link"].removeprefix("?"), keep_blank_values=True).items():
        again.query_params[name] = value
    checked(again.run())
    assert line(again) == line(app) == "A: Wh = −0.9 · B: Wh = 0.7"
    assert shown(again) == shown(app)


def test_what_is_damaged_is_named_and_nothing_is_pinned():
    app = open_with(packed(OPENING)[:-4], OPENING.with_(Wh=0.7))
    (notice,) = visit_of(app).notices
    assert "settings A" in notice
    assert visit_of(app).study.pinned == ""
    assert line(app) == ""
    assert "pinned" not in app.query_params


@pytest.mark.parametrize(
    ("pinned", "session", "said"),
    [
        (LONG, OPENING, f"The run of A has {LONGEST + 1:,} steps."),
        (OPENING, OPENING.with_(T=300, t=200), "A has no step t = 200."),
    ],
)
def test_where_A_cannot_be_seen_the_line_says_why(pinned: Session, session: Session, said: str):
    app = open_with(packed(pinned), session)
    assert said in line(app)
    assert "With A" not in shown(app)


def test_another_page_says_where_both_are_drawn():
    app = open_with(packed(OPENING), OPENING.with_(Wh=0.7))
    checked(app.switch_page("pages/chain.py").run())
    assert line(app) == "A: Wh = −0.9 · B: Wh = 0.7. The page Step draws both."


def test_without_a_pin_the_page_is_as_it_was():
    plain_page, pinned = open_page(OPENING.with_(Wh=0.7)), open_with(packed(OPENING), OPENING.with_(Wh=0.7))
    assert {button.label for button in pinned.main.button} - {button.label for button in plain_page.main.button} == {
        "Swap A and B",
        "Unpin",
    }
    assert len(components(plain_page)) == len(components(pinned))
