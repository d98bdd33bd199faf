"""The pages without a browser: what buttons, sliders, fields and addresses do to the session and to what is drawn."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.lab import session
from pages.lab.choice import as_code
from pages.lab.plot.palette import COLOURS
from pages.lab.session import CHOICES, OPENING, Session, experiment
from pages.lab.study import STUDIES
from pages.lab.text import glossary
from pages.lab.text.notation import number
from rnn_core import Experiment, simulate
from tests.pages.house import ROOT
from tests.pages.opening import SCRIPTS, checked, components, go_to, open_page, press, session_of, shown

# --- steps ---


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_a_step_or_back_would_show_is_what_it_shows(script: str):
    app = open_page(OPENING.with_(eta=0.05), script)
    for name, there in (("step", "ahead"), ("back", "behind"), ("back", "behind"), ("step", "ahead")):
        known = [drawn[there] for drawn in components(app)]
        press(app, name)
        assert [drawn["blocks"] for drawn in components(app)] == known
    last = components(open_page(OPENING.with_(T=40, t=39), script))
    assert [drawn["ahead"] for drawn in last] == [None] * len(last)


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_kept_from_the_step_before_is_what_a_fresh_page_shows(script: str):
    """Through steps, settings, another page and back: nothing on the screen is left over from an earlier state."""
    app = press(open_page(OPENING.with_(eta=0.05, K=3), script), "step")
    checked(app.slider(key="Wh slider").set_value(1.25).run())
    press(press(app, "step"), "back")
    go_to(app, 40)
    checked(app.switch_page(SCRIPTS[SCRIPTS.index(script) - 1]).run())
    checked(app.slider(key="Wh slider").set_value(-0.5).run())
    checked(app.switch_page(script).run())
    assert session_of(app) == OPENING.with_(eta=0.05, K=3, Wh=-0.5, t=40)
    assert shown(app) == shown(open_page(session_of(app), script))


def test_exactly_one_step_and_one_back():
    labels = [button.label for button in open_page().main.button]
    assert labels.count("Step") == labels.count("Back") == 1
    assert {"Reset", "Back", "Step", "Play", "Pause"} <= set(labels)


def test_step_back_and_reset():
    app = press(open_page(), "step")
    assert session_of(app) == OPENING.with_(t=OPENING.t + 1)
    app = press(press(app, "back"), "back")
    assert session_of(app) == OPENING.with_(t=OPENING.t - 1)
    app = press(app, "reset")
    assert session_of(app).t == -1
    app = press(app, "back")
    assert "t = −1 is the moment before the first step" in app.info[0].value
    app = press(app, "step")
    assert session_of(app).t == 0
    assert not app.info


def test_ten_steps_are_ten_steps():
    app = open_page()
    for _ in range(10):
        press(app, "step")
    assert session_of(app).t == OPENING.t + 10


def test_the_last_step_says_so():
    app = press(open_page(OPENING.with_(T=40, t=39)), "step")
    assert session_of(app).t == 39
    assert "t = 39 is the last step" in app.info[0].value
    assert not press(app, "back").info


def test_the_page_shows_the_numbers_of_the_core():
    app = press(open_page(OPENING.with_(eta=0.05)), "step")
    step = simulate(experiment(session_of(app)))[session_of(app).t]
    text = shown(app)
    for value in (step.forward.net_H, step.forward.out_H, step.forward.Y_hat, step.forward.loss):
        assert f"<b>{number(value)}</b>" in text
    for name, chain in step.chains.items():
        assert number(chain.total) in text, name
    for name in ("Wx", "Wh", "Bx", "Wy", "By"):
        assert f"<b>{number(getattr(step.next_params, name))}</b>" in text


def test_the_introduction_goes_with_the_first_act_and_does_not_come_back():
    app = open_page()
    assert "A recurrent network" in shown(app)
    press(app, "step")
    assert "A recurrent network" not in shown(app)
    assert session_of(press(app, "back")) == OPENING
    assert "A recurrent network" not in shown(app)
    assert "goes in" in shown(app)
    app = open_page()
    checked(app.slider(key="Wh slider").set_value(0.5).run())
    assert "A recurrent network" not in shown(app)
    assert "A recurrent network" not in shown(open_page(OPENING.with_(K=2)))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, which does not pass by itself."""
    now = [1000.0]
    monkeypatch.setattr("pages.lab.transport.time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_play_goes_on_by_itself_and_stops_at_the_end(clock: list[float]):
    app = press(open_page(OPENING.with_(T=40, t=37)), "play")
    assert app.button(key="step").disabled
    assert not app.button(key="pause").disabled
    checked(app.run())
    assert session_of(app).t == 37  # the next step is not due yet
    for t in (38, 39):
        clock[0] += 1.0
        checked(app.run())
        assert session_of(app).t == t
    assert not app.button(key="step").disabled
    clock[0] += 5
    assert session_of(checked(app.run())).t == 39


def test_pause_stops(clock: list[float]):
    app = press(press(open_page(), "play"), "pause")
    clock[0] += 10
    assert session_of(checked(app.run())).t == OPENING.t


def test_play_from_the_end_starts_over():
    assert session_of(press(open_page(OPENING.with_(T=40, t=39)), "play")).t == -1


# --- settings ---


def test_moving_a_weight_replays_the_run_and_keeps_t():
    app = open_page()
    checked(app.slider(key="Wh slider").set_value(1.25).run())
    assert session_of(app) == OPENING.with_(Wh=1.25)
    assert app.text_input(key="Wh").value == "1.25"
    checked(app.text_input(key="Wh").set_value("-55.5").run())
    assert session_of(app).Wh == -55.5
    assert app.slider(key="Wh slider").value == -3.0
    assert number(simulate(experiment(session_of(app)))[OPENING.t].chains["Wh"].total) in shown(app)


@pytest.mark.parametrize("name", ["Wh", "T", "eta", "h0", "clip", "n"])
def test_an_empty_field_keeps_its_value(name: str):
    app = open_page(OPENING, "pages/training.py")
    before = app.text_input(key=name).value
    checked(app.text_input(key=name).set_value("").run())
    assert session_of(app) == OPENING
    assert app.text_input(key=name).value == before
    assert not app.info


@pytest.mark.parametrize(
    ("typed", "value"),
    [("−0.900", -0.9), ("-0.5", -0.5), ("1,5", 1.5), (" 2 ", 2.0), ("1e-3", 0.001), ("−7.58·10⁻⁴", -7.58e-4)],
)
def test_a_number_is_taken_as_it_was_typed_or_printed(typed: str, value: float):
    app = open_page(OPENING.with_(Wh=0.25))
    checked(app.text_input(key="Wh").set_value(typed).run())
    assert session_of(app) == OPENING.with_(Wh=value)
    assert not app.info


@pytest.mark.parametrize("typed", ["1,500", "1+1", "abc", "1 5", "nan", "![x](y)", "`$x$`"])
def test_anything_else_is_refused_with_what_was_typed_and_what_is_allowed(typed: str):
    app = open_page(OPENING.with_(Wh=0.25))
    checked(app.text_input(key="Wh").set_value(typed).run())
    assert session_of(app) == OPENING.with_(Wh=0.25)
    assert app.text_input(key="Wh").value == "0.25"
    (notice,) = [info.value for info in app.info]
    assert notice.startswith(f"Wh = {as_code(typed)}")
    assert f"It must be {CHOICES['Wh'].allowed}. The old value is kept." in notice


@pytest.mark.parametrize(
    ("name", "typed", "value"), [("Wh", "5000", 1000.0), ("T", "3", 40), ("eta", "-1", 0.0), ("h0", "−2", -1.0)]
)
def test_a_number_out_of_range_becomes_the_nearest_and_the_page_says_so(name: str, typed: str, value: float):
    app = open_page()
    checked(app.text_input(key=name).set_value(typed).run())
    assert getattr(session_of(app), name) == value
    assert CHOICES[name].allowed in app.info[0].value
    assert as_code(typed) in app.info[0].value


def test_an_integer_field_takes_integers():
    app = open_page()
    checked(app.text_input(key="T").set_value("60.5").run())
    assert "is not an integer" in app.info[0].value
    checked(app.text_input(key="T").set_value("60").run())
    assert session_of(app) == OPENING.with_(T=60)
    assert not app.info


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (OPENING.with_(Wx=9.0), "3 is the slider's end; Wx is 9."),
        (OPENING.with_(Bx=-3.5), "−3 is the slider's end; Bx is −3.5."),
        (OPENING.with_(eta=0.004), "0.005 is the slider's nearest stop; η is 0.004."),
        (OPENING.with_(eta=5.0), "2 is the slider's end; η is 5."),
    ],
)
def test_a_slider_that_cannot_show_its_value_says_so(chosen: Session, says: str):
    app = open_page(chosen)
    assert [caption.value for caption in app.sidebar.caption if "slider" in caption.value] == [says]
    checked(app.selectbox(key="preset").set_value("Growing").run())
    assert not [caption for caption in app.sidebar.caption if "slider" in caption.value]


def test_a_shorter_sequence_clamps_t_with_a_notice():
    app = open_page(OPENING.with_(t=100))
    checked(app.text_input(key="T").set_value("60").run())
    assert session_of(app).t == 59
    assert "t = 100 is past the end" in app.info[0].value


def test_a_preset_and_then_settings_of_ones_own():
    app = open_page()
    checked(app.selectbox(key="preset").set_value("Growing").run())
    assert (session_of(app).Wh, session_of(app).t) == (2.0, 30)
    checked(app.slider(key="Wx slider").set_value(0.3).run())
    assert app.selectbox(key="preset").value is None
    assert session_of(app).Wh == 2.0


def test_each_task_shows_its_own_options():
    app = open_page()
    for task in CHOICES["task"].options:
        checked(app.selectbox(key="task").set_value(task).run())
        shown_options = {field.key for field in app.sidebar.text_input} & {"T", "delay", "mean_of", "seed"}
        assert shown_options == set(session.options_of(session_of(app))) - {"data", "target", "scaled"}


def test_forged_values_are_refused():
    app = open_page()
    checked(app.slider(key="K").set_value(999).run())
    assert 1 <= session_of(app).K <= 10
    checked(app.slider(key="Wx slider").set_value(1e9).run())
    assert abs(session_of(app).Wx) <= 1000


# --- the address ---


def test_the_speed_is_in_the_address_too():
    app = open_page()
    checked(app.selectbox(key="speed").set_value("fast").run())
    assert app.query_params["speed"] == "fast"


def test_the_address_follows_and_holds_only_what_differs():
    app = press(open_page(), "step")
    assert app.query_params == {"t": str(OPENING.t + 1)}
    checked(app.slider(key="K").set_value(2).run())
    assert app.query_params == {"t": str(OPENING.t + 1), "K": "2"}
    assert open_page().query_params == {}


def test_a_bad_address_is_named():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["K"] = "99"
    app.query_params["Wx"] = "<b>x</b>"
    checked(app.run())
    assert session_of(app) == OPENING.with_(K=10)
    (info,) = app.info
    assert "K = `99`" in info.value
    assert "Wx = `<b>x</b>`" in info.value


# --- runs that diverge, and corners ---


def test_a_run_that_leaves_the_finite_range_says_where_and_offers_a_way_back():
    chosen = OPENING.with_(eta=10.0, steps=2000, t=1999)
    diverged_at = simulate(experiment(chosen)).diverged_at
    assert diverged_at is not None
    app = open_page(chosen)
    assert f"At step {diverged_at} a number overflowed" in app.warning[0].value
    assert session_of(app).t == diverged_at - 1
    press(app, "set η = 1")
    assert session_of(app).eta == 1.0


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_run_that_diverges_at_once_still_has_a_page(script: str, monkeypatch: pytest.MonkeyPatch):
    def instant(chosen: Session) -> Experiment:
        return replace(experiment(chosen), Y=np.full(chosen.T, 1e200), learning_rate=1.0)

    monkeypatch.setattr("pages.lab.frame.session.experiment", instant)
    app = open_page(OPENING.with_(eta=1.0), script)
    assert session_of(app).t == -1
    assert "At step 0" in app.warning[0].value


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(
    ("t", "weight", "lag", "window"),
    [(-1, "Wh", 9, 10), (-1, "By", 4, 3), (0, "Wx", 0, 1), (0, "Wh", 9, 10), (5, "By", 4, 3), (30, "Wx", 0, 1)],
)
def test_every_page_stands_at_every_corner(script: str, t: int, weight: str, lag: int, window: int):
    """Each chart by itself at many more states: tests/pages/charts."""
    chosen = OPENING.with_(t=t, weight=weight, lag=lag, K=window, Wh=0.0 if lag == 4 else -0.9)
    assert components(open_page(chosen, script))


# --- the glossary ---

SIGNS = {
    "Ŷ": "Ŷ", "net_H": "net_H", "out_H": "out_H", "e": "e·", "s": ">s<sub>", "η": "η", "Σ": "Σ", "∂": "∂", "k": "k = ",
    "K": "K = ", "Loss": "Loss", "X": "X", "Y": "Y", "t": "t = ", "m": "steps m", "symlog": "symlog",
    "stale": "stale state", "chain": "chain", "term": "term", "source": "source", "path": "path", "replay": "replay",
    "pass": " pass ", "run": " run ", "start": "starts", "start weights": "start weights", "gap": "gap",
    "vanished": "vanish",
}  # fmt: skip
"""Symbols, and what shows that one is used."""


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_symbol_colour_and_button_is_in_the_glossary(script: str):
    app = open_page(OPENING, script, ask="mixed")
    text = shown(app)
    assert {symbol for symbol, sign in SIGNS.items() if sign in text} <= set(glossary.SYMBOLS)
    used = {meaning.removesuffix(" tint") for meaning, (light, _) in COLOURS.items() if light in text}
    assert used - {"line", "ghost", "paper"} <= set(glossary.COLOURS)
    for button in app.main.button:
        assert (
            re.sub(r"( \d+|(?<=Try:) |(?<=Questions:) ).*", " …", button.label) in glossary.BUTTONS
            or button.label in glossary.BUTTONS
        )


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_widget_is_labelled_and_explained_as_its_choice_is(script: str):
    app = open_page(OPENING, script, ask="mixed")
    helps = {choice.label: choice.help for choice in (*CHOICES.values(), *STUDIES.values())}
    labelled = [*app.sidebar.slider, *app.sidebar.selectbox, *app.sidebar.text_input, *app.main.button_group]
    for widget in labelled:
        label = re.sub(", exactly$", "", widget.label)
        assert widget.help == helps.get(label, widget.help)
        assert label in {*helps, "example"}
        assert widget.help
