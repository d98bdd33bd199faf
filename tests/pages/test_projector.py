"""The projector mode: equations and bars by lag alone, on the page Step, kept in the address."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab import shortcuts
from pages.lab.session import OPENING
from pages.lab.study import Study
from tests.pages.house import ROOT
from tests.pages.opening import SCRIPTS, checked, components, go_to, open_page, press, session_of, shown, visit_of

OTHERS = [script for script in SCRIPTS if script != "app.py"]


def places(app: AppTest) -> list[str]:
    return [drawn["place"] for drawn in components(app)]


def test_it_shows_the_equations_and_the_bars_alone_and_the_buttons_to_step_and_leave():
    app = press(open_page(OPENING.with_(K=3)), "projector")
    assert places(app) == ["projection"]
    assert [button.label for button in app.main.button] == ["Reset", "Back", "Step", "Play", "Pause", "Leave projector"]
    assert not app.sidebar.button
    assert not app.expander
    assert app.query_params["projector"] in ("on", ["on"])
    for t in (22, 23):
        app = press(app, "step")
        assert session_of(app) == OPENING.with_(K=3, t=t)
        assert f"t = {t}" in shown(app)
    assert app.button(key="leave").proto.shortcut.lower() == shortcuts.LEAVE.lower()
    whole = press(app, "leave")
    assert "projector" not in whole.query_params
    assert shown(whole) == shown(open_page(session_of(whole)))
    assert whole.slider(key="K").value == 3


def test_an_address_opens_it():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["projector"], app.query_params["K"] = "on", "4"
    assert places(checked(app.run())) == ["projection"]
    assert session_of(app) == OPENING.with_(K=4)


@pytest.mark.parametrize("script", OTHERS)
def test_from_another_page_it_leads_to_the_page_step(script: str):
    app = press(open_page(OPENING.with_(Wh=0.5, t=30), script), "projector")
    assert places(app) == ["projection"]
    assert session_of(app) == OPENING.with_(Wh=0.5, t=30)


@pytest.mark.parametrize("script", SCRIPTS)
def test_leaving_it_leads_back_to_the_page_that_it_was_opened_from(script: str):
    app = open_page(OPENING.with_(Wh=0.5, t=30), script)
    (opens,) = (button for button in app.sidebar.button if button.label == "Projector")
    assert ("Opens the page Step" in opens.help) == (script != "app.py")
    drawn = places(app)
    app = press(press(press(app, "projector"), "step"), "leave")
    assert places(app) == drawn
    assert session_of(app) == OPENING.with_(Wh=0.5, t=31)
    app = press(press(open_page(projector="on"), "leave"), "projector")
    assert places(press(app, "leave")) == places(open_page())


def test_a_question_before_each_step_waits_until_the_projector_is_left():
    app = press(open_page(ask="largest"), "projector")
    said = [html.proto.body for html in app.main.get("html")]
    assert not app.button_group
    assert not [body for body in said if "Next step" in body or "Choose an answer" in body]
    assert app.query_params["ask"] in ("largest", ["largest"])
    assert any("Next step" in html.proto.body for html in press(app, "leave").main.get("html"))


def test_what_the_page_has_to_say_is_said_there_too():
    app = go_to(press(open_page(OPENING.with_(t=119)), "projector"), 120)
    assert any("is the last step" in one.value for one in app.info)


def test_it_is_part_of_a_copied_link():
    app = press(open_page(), "projector")
    (transport,) = components(app, "transport")
    assert "projector=on" in transport["link"]
    assert visit_of(checked(app)).study == Study(projector="on")
