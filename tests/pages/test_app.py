"""The pages without a browser: what a button, a slider and an address do to the state and to what is handed to the seam."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab import frame, glossary, session, state
from pages.lab.notation import number
from pages.lab.palette import COLOURS
from pages.lab.session import OPENING, SLICES, VIEWS, Session, experiment, to_address
from pages.lab.words import SECTIONS
from rnn_core import Experiment, simulate
from tests.pages.test_walls import PAGES, ROOT

TRIES = {f"Try: {attempt.label}": attempt for section in SECTIONS.values() for attempt in section.tries}
SCRIPTS = [str(path.relative_to(ROOT)) for path in PAGES]


def open_page(chosen: Session = OPENING, script: str = "app.py") -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in to_address(chosen).items():
        app.query_params[name] = value
    checked(app.run())
    return app if script == "app.py" else checked(app.switch_page(script).run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    return checked(app.button(key=key).click().run())


def now(app: AppTest) -> Session:
    return app.session_state["session"]


def components(app: AppTest, name: str) -> list[dict]:
    found = []

    def walk(node) -> None:
        proto = getattr(node, "proto", None)
        if getattr(proto, "component_name", "") == name:
            found.append(json.loads(proto.json or proto.mixed.json))
        for child in getattr(node, "children", {}).values():
            walk(child)

    walk(app._tree)
    return found


def shown(app: AppTest) -> str:
    """Every word and number of the page's own HTML and charts."""
    return json.dumps([drawn["blocks"] for drawn in components(app, "blocks")], ensure_ascii=False)


def whole_blocks(drawn: dict) -> list[dict]:
    """The blocks of the next step as the browser puts them together: of a chart only what changes is sent."""
    return [block if "html" in block else {**known, **block} for known, block in zip(drawn["blocks"], drawn["ahead"], strict=True)]


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_one_more_step_would_show_is_what_it_shows(script: str):
    app = open_page(OPENING.with_(eta=0.05), script)
    ahead = [whole_blocks(drawn) for drawn in components(app, "blocks")]
    press(app, "step")
    assert [drawn["blocks"] for drawn in components(app, "blocks")] == ahead
    assert [drawn["ahead"] for drawn in components(open_page(OPENING.with_(T=40, t=39), script), "blocks")] == [None] * len(ahead)


def test_exactly_one_step_and_one_back():
    labels = [button.label for button in open_page().main.button]
    assert labels.count("Step") == labels.count("Back") == 1
    assert {"Reset", "Back", "Step", "Play", "Pause"} <= set(labels)


def test_step_back_and_reset():
    app = press(open_page(), "step")
    assert now(app) == OPENING.with_(t=OPENING.t + 1)
    app = press(press(app, "back"), "back")
    assert now(app) == OPENING.with_(t=OPENING.t - 1)
    app = press(app, "reset")
    assert now(app).t == -1
    assert "nothing has happened yet" in shown(app)
    app = press(press(app, "back"), "step")
    assert now(app).t == 0


def test_the_page_shows_the_numbers_of_the_core():
    app = press(open_page(OPENING.with_(eta=0.05)), "step")
    step = simulate(experiment(now(app)))[now(app).t]
    text = shown(app)
    for value in (step.forward.net_H, step.forward.out_H, step.forward.Y_hat, step.forward.loss):
        assert f"<b>{number(value)}</b>" in text
    for name, chain in step.chains.items():
        assert number(chain.total) in text, name
    for name in ("Wx", "Wh", "Bx", "Wy", "By"):
        assert f"<b>{number(getattr(step.next_params, name))}</b>" in text


def test_ten_steps_are_ten_steps():
    app = open_page()
    for _ in range(10):
        press(app, "step")
    assert now(app).t == OPENING.t + 10


def test_the_last_step_says_so():
    app = press(open_page(OPENING.with_(T=40, t=39)), "step")
    assert now(app).t == 39
    assert "t = 39 is the last step" in app.info[0].value
    assert not press(app, "back").info


def test_moving_a_weight_replays_the_run_and_keeps_t():
    app = open_page()
    checked(app.slider(key="Wh slider").set_value(1.25).run())
    assert now(app) == OPENING.with_(Wh=1.25)
    assert app.number_input(key="Wh").value == 1.25
    checked(app.number_input(key="Wh").set_value(-55.5).run())
    assert now(app).Wh == -55.5
    assert app.slider(key="Wh slider").value == -3.0
    assert number(simulate(experiment(now(app)))[OPENING.t].chains["Wh"].total) in shown(app)


def test_a_shorter_sequence_clamps_t_with_a_notice():
    app = open_page(OPENING.with_(t=100))
    checked(app.number_input(key="T").set_value(60).run())
    assert now(app).t == 59
    assert "t = 100 is past the end" in app.info[0].value


def test_a_preset_and_then_settings_of_ones_own():
    app = open_page()
    checked(app.selectbox(key="preset").set_value("Growing").run())
    assert (now(app).Wh, now(app).t) == (2.0, 30)
    checked(app.slider(key="Wx slider").set_value(0.3).run())
    assert app.selectbox(key="preset").value is None
    assert now(app).Wh == 2.0


def test_each_task_shows_its_own_options():
    app = open_page()
    for task in session.CHOICES["task"].options:
        checked(app.selectbox(key="task").set_value(task).run())
        shown_options = {box.key for box in app.sidebar.number_input} & {"T", "delay", "mean_of", "seed"}
        assert shown_options == set(session.options_of(task))


def test_forged_values_are_refused():
    app = open_page()
    checked(app.slider(key="K").set_value(999).run())
    assert 1 <= now(app).K <= 10
    checked(app.number_input(key="Wx").set_value(1e9).run())
    assert abs(now(app).Wx) <= 1000


def test_play_goes_on_by_itself_and_stops_at_the_end(monkeypatch: pytest.MonkeyPatch):
    clock = [1000.0]
    monkeypatch.setattr(state.time, "monotonic", lambda: clock[0])
    app = press(open_page(OPENING.with_(T=40, t=37)), "play")
    assert app.button(key="step").disabled
    assert not app.button(key="pause").disabled
    checked(app.run())
    assert now(app).t == 37  # its time has not come
    for t in (38, 39):
        clock[0] += 1.0
        checked(app.run())
        assert now(app).t == t
    assert not app.button(key="step").disabled
    clock[0] += 5
    assert now(checked(app.run())).t == 39


def test_pause_stops(monkeypatch: pytest.MonkeyPatch):
    clock = [1000.0]
    monkeypatch.setattr(state.time, "monotonic", lambda: clock[0])
    app = press(press(open_page(), "play"), "pause")
    clock[0] += 10
    assert now(checked(app.run())).t == OPENING.t


def test_play_from_the_end_starts_anew():
    assert now(press(open_page(OPENING.with_(T=40, t=39)), "play")).t == -1


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
    assert now(app) == OPENING.with_(K=10)
    assert len(app.info) == 2
    assert "K = `99`" in app.info[1].value


def test_a_run_that_leaves_the_finite_range_says_where_and_offers_a_way_back():
    chosen = OPENING.with_(eta=10.0, steps=2000, t=1999)
    diverged_at = simulate(experiment(chosen)).diverged_at
    assert diverged_at is not None
    app = open_page(chosen)
    assert f"At step {diverged_at} a number left the range" in app.warning[0].value
    assert now(app).t == diverged_at - 1
    (button,) = [button for button in app.button if button.label == "Take η = 1"]
    checked(button.click().run())
    assert now(app).eta == 1.0


def test_a_run_that_diverges_at_once_still_has_a_page(monkeypatch: pytest.MonkeyPatch):
    real = session.experiment

    def instant(chosen: Session) -> Experiment:
        made = real(chosen)
        return Experiment(made.params, made.X, [1e200] * len(made.Y), made.window, 1.0)

    monkeypatch.setattr(frame.session, "experiment", instant)
    app = open_page(OPENING.with_(eta=1.0))
    assert now(app).t == -1
    assert "At step 0" in app.warning[0].value


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("t", [-1, 0, 5, 30])
@pytest.mark.parametrize(("weight", "lag", "window"), [("Wh", 9, 10), ("Wx", 0, 1), ("By", 4, 3)])
def test_every_page_stands_at_every_corner(script: str, t: int, weight: str, lag: int, window: int):
    app = open_page(OPENING.with_(t=t, weight=weight, lag=lag, K=window, Wh=0.0 if lag == 4 else -0.9), script)
    assert components(app, "blocks")


@pytest.mark.parametrize("slice_", SLICES)
@pytest.mark.parametrize("view", VIEWS)
def test_paths_beyond_the_finite_range_are_named_and_not_drawn(slice_: str, view: str):
    """Where out_H stays 0 they are infinite times 0: no number at all."""
    lost = OPENING.with_(Wx=0.0, Bx=0.0, By=0.3, Wh=1000.0, weight="Wh", t=110, slice=slice_, view=view)
    assert "beyond the largest number a computer holds" in shown(open_page(lost, "pages/across_time.py"))


def test_weights_that_do_not_look_back_stay_themselves_or_are_replaced_with_a_word():
    chosen = OPENING.with_(weight="Wy")
    total = simulate(experiment(chosen))[chosen.t].chains["Wy"].total
    assert f"has one term, {number(total)}: nothing to cancel" in shown(open_page(chosen, "pages/chain.py"))
    words = [caption.value for caption in open_page(chosen, "pages/across_time.py").main.caption]
    assert "The gradient of Wy does not look back in time; that of Wh is shown." in words


@pytest.mark.parametrize("slice_", SLICES)
def test_a_lag_that_does_not_exist_yet_is_named(slice_: str):
    chosen = OPENING.with_(t=3, lag=5, slice=slice_)
    assert ("has no term of lag 5 yet" in shown(open_page(chosen, "pages/across_time.py"))) == (slice_ == "column")


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_symbol_colour_and_button_is_in_the_glossary(script: str):
    app = open_page(OPENING, script)
    text = shown(app)
    named = {
        "Ŷ": "Ŷ",
        "net_H": "net_H",
        "out_H": "out_H",
        "e": "e·",
        "s": ">s<sub>",
        "η": "η",
        "Σ": "Σ",
        "∂": "∂",
        "k": "k = ",
        "K": "K = ",
        "Loss": "Loss",
        "X": "X",
        "Y": "Y",
        "t": "t = ",
        "m": "steps m",
        "symlog": "symlog",
        "stale": "stale state",
    }
    assert all(symbol in glossary.SYMBOLS for symbol, sign in named.items() if sign in text)
    used = {meaning.removesuffix(" tint") for meaning, (light, _) in COLOURS.items() if light in text}
    assert used - {"line", "ghost", "paper"} <= set(glossary.COLOURS)
    for button in app.main.button:
        assert button.label in {*glossary.BUTTONS, *TRIES}
    labelled = [*app.sidebar.slider, *app.sidebar.selectbox, *app.sidebar.number_input, *app.main.button_group]
    known = {*glossary.CHOICES, *glossary.LABELS.values(), "start from"}
    for widget in labelled:
        assert re.sub(", exactly$", "", widget.label) in known
        assert widget.help or widget.label.endswith(", exactly")
