"""The pages under a class link: what is locked, what is hidden, and what is said."""

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab import blocks as seam
from pages.lab import controls, frame
from pages.lab.blocks import Maker
from pages.lab.charts.by_lag import by_lag, by_lag_without_totals
from pages.lab.charts.projected import projected, projected_without_totals
from pages.lab.classroom import readouts
from pages.lab.classroom.drawn import WITHOUT, blocks, drawn_in, makers
from pages.lab.classroom.prepared import CONTROLS, Prepared, block_names, packed, value_of
from pages.lab.classroom.prepared import readouts as offered
from pages.lab.moment import Moment
from pages.lab.plot import Block, Chart, Table, Written
from pages.lab.session import LOOKING_BACK, OPENING, Session, experiment, to_address
from pages.lab.study import Study
from pages.lab.text.notation import digits, number
from rnn_core import simulate
from tests.pages.house import LAB, ROOT
from tests.pages.opening import SCRIPTS, WITH_CHARTS, checked, components, open_page, press, session_of, shown, visit_of
from tests.pages.test_walls import blocks as blocks_of

START = OPENING.with_(t=30)
NO_SETTINGS = ("begin ", "pattern ", "open own", "own lesson", "read answers", "open settings")
"""How the keys of widgets begin that no lock concerns: lessons and files, which set what is free; answers read."""


def open_view(view: Prepared, script: str = "app.py", session: Session = START, **more: str) -> AppTest:
    """A page at a class link."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in (to_address(session) | {"prepared": packed(view)} | more).items():
        app.query_params[name] = value
    if script != "app.py":
        app.switch_page(script)
    return checked(app.run())


def kept(*names: str, session: Session = START) -> dict[str, Any]:
    return {name: value_of(name, session, Study()) for name in names}


def widgets(app: AppTest) -> dict[str, Any]:
    """Every widget of Streamlit's own that changes something, by its key."""
    kinds = (app.slider, app.select_slider, app.selectbox, app.text_input, app.button_group, app.button)
    found = {str(widget.key): widget for kind in kinds for widget in kind}
    return {key: widget for key, widget in found.items() if not key.startswith(NO_SETTINGS)}


def forged(widget: Any) -> Any:
    """A widget that can be moved although it is locked: only the browser knows that it must not be."""
    widget.proto.disabled = False
    if hasattr(widget, "disabled"):
        widget.disabled = False
    return widget


def every_word(app: AppTest) -> str:
    return json.dumps([*[one.proto.body for one in app.get("html")], shown(app)], ensure_ascii=False)


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_locked_is_drawn_but_cannot_be_moved(script: str):
    app = open_view(Prepared(locked=kept(*CONTROLS)), script)
    assert {key for key, one in widgets(app).items() if not one.disabled} == set()
    assert widgets(app).keys() == widgets(open_page(START, script)).keys() - teaching_alone(script)
    assert components(app, "transport")[0]["fixed"]


def teaching_alone(script: str) -> set[str]:
    """The widgets of the builder, which is not there under a class link."""
    builder = {"class page", "class ask", "class lesson", "class sentence", "start over"}
    return builder if script == "pages/teaching.py" else set()


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_hidden_is_not_drawn_at_all(script: str):
    app = open_view(Prepared(hidden=kept(*CONTROLS)), script)
    assert widgets(app) == {}
    assert components(app, "transport")[0]["fixed"]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_widget_that_is_moved_all_the_same_changes_nothing(script: str):
    """As a forged message does, which can move all of a kind at once."""
    app = open_view(Prepared(locked=kept(*CONTROLS)), script)
    before = session_of(app)
    for kind in ("button", "slider", "text_input", "select_slider", "selectbox"):
        for widget in [forged(one) for one in widgets(app).values() if one.type == kind]:
            match kind:
                case "button":
                    widget.click()
                case "slider":
                    widget.set_value(widget.max if widget.value != widget.max else widget.min)
                case "text_input":
                    widget.set_value("7")
                case _:
                    widget.set_value(next(option for option in widget.options if option != widget.value))
        checked(app.run())
        assert session_of(app) == before, kind
        assert not visit_of(app).playing


def test_one_locked_weight_is_said_to_be_locked_and_the_rest_moves():
    app = open_view(Prepared(locked=kept("Wh")))
    assert [widget.key for widget in widgets(app).values() if widget.disabled] == ["Wh slider", "Wh", "pause", "undo"]
    checked(forged(app.slider(key="Wh slider")).set_value(2.0).run())  # Streamlit itself takes no notice of it
    assert session_of(app) == START
    visit_of(app).presses.append(lambda: controls.slid("Wh", "2.0"))  # as a component of ours reports it
    checked(app.run())
    assert [info.value for info in app.info] == ["Wh is locked in this view."]
    assert app.slider(key="Wh slider").value == -0.9
    checked(app.slider(key="Wx slider").set_value(2.0).run())
    assert not app.info
    assert session_of(app) == START.with_(Wx=2.0)
    press(app, "step")
    assert session_of(app).t == 31
    checked(app.selectbox(key="preset").set_value("Growing").run())
    assert session_of(app).Wh == -0.9
    assert session_of(app).Wx == 1.0
    assert "Wh is locked in this view." in app.info[0].value
    assert "All else is set" in app.info[0].value
    press(app, "undo")
    assert session_of(app) == START.with_(Wx=2.0, t=31)
    assert app.query_params["prepared"] == packed(Prepared(locked=kept("Wh")))


def test_the_projector_can_be_left_where_t_is_hidden():
    app = open_view(Prepared(hidden=kept("t")), projector="on")
    press(app, "leave")
    assert visit_of(app).study.projector == "off"


def test_training_under_a_locked_learning_rate_and_locked_weights():
    view = Prepared(locked=kept("Wh", "eta"))
    app = press(open_view(view, "pages/training.py"), "train")
    assert (session_of(app).steps, session_of(app).eta) == (START.steps, 0.0)
    press(app, "new seed")
    assert (session_of(app).Wh, session_of(app).eta) == (-0.9, 0.0)
    assert session_of(app).Wx != START.Wx
    assert app.button(key="continue").disabled


def test_a_locked_t_holds_on_a_run_that_becomes_shorter():
    app = open_view(Prepared(locked=kept("t", session=OPENING.with_(t=100))), session=OPENING.with_(t=100))
    checked(app.text_input(key="T").set_value("60").run())
    assert session_of(app).t == 100
    assert "past the end" in app.info[0].value
    assert components(app)[0]["t"] == 59
    checked(app.text_input(key="T").set_value("120").run())
    assert components(app)[0]["t"] == 100


# --- what is said ---


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_prepared_view_says_so_with_the_teachers_sentence_and_nothing_in_it_acts(script: str):
    said = every_word(open_view(Prepared(sentence="Is <img src=x onerror=alert(1)> 1 < 2?"), script))
    assert "This view was prepared by your teacher." in said
    assert "&lt;img src=x" in said
    assert "<img" not in said
    assert "prepared by your teacher" not in every_word(open_page(START, script))


def test_a_damaged_link_opens_the_ordinary_page():
    app = open_view(Prepared(locked=kept("Wh")), Wh="0.5", prepared="eNo")
    assert "This is the ordinary page" in app.info[0].value
    assert session_of(app) == START.with_(Wh=0.5)
    assert "prepared" not in app.query_params
    assert not app.slider(key="Wh slider").disabled


def test_pages_are_left_out_of_the_navigation():
    def listed(app: AppTest) -> list[str]:
        return [link.proto.label for link in app.sidebar.get("page_link")]

    assert listed(open_page()) == [*frame.PAGES.values()]
    app = open_view(Prepared(pages=("chain", "training")))
    gone = ("pages/chain.py", "pages/training.py", "pages/teaching.py")
    assert listed(app) == [name for path, name in frame.PAGES.items() if path not in gone]
    assert "For teachers" not in listed(open_view(Prepared(sentence="x")))


# --- charts and readouts ---


def test_every_block_that_is_drawn_can_be_hidden():
    charts = [path for path in LAB if path.parent.name == "charts"]
    assert set(blocks()) == set().union(*map(blocks_of, charts))
    assert all(set(pages) <= set(SCRIPTS) for pages in blocks().values())
    assert drawn_in("show.draw(moment, one, two, key='x')\nshow.draw(moment)\ndraw(three)") == [
        "moment",
        "one",
        "two",
        "moment",
    ]


ON_DEMAND = {"windows", "windows_paths", "final_losses", "projected"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_nothing_is_computed_for_a_hidden_block(script: str, monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []
    make_parts = seam.made

    def noted(makers: Any, *rest: Any) -> Any:
        made.extend(make.__name__ for make in makers)
        return make_parts(makers, *rest)

    monkeypatch.setattr(seam, "made", noted)
    here = [name for name, pages in blocks().items() if script in pages]
    gone = [name for name in here if name in block_names()]
    app = open_view(Prepared(blocks=tuple(gone)), script)
    assert not set(made) & set(gone)
    if gone:  # the lessons' blocks are drawn by no page's script
        assert "Your teacher has hidden this part of the page." in shown(app)
    made.clear()
    open_page(START, script)
    assert set(gone) - set(made) <= ON_DEMAND


def test_the_bars_of_the_projector_are_hidden_with_those_of_the_page():
    def terms(view: Prepared) -> list[Any]:
        app = open_view(view, projector="on")
        assert [drawn["place"] for drawn in components(app)] == ["projection"]
        return [block for block in components(app)[0]["blocks"] if "traces" in block]

    assert len(terms(Prepared())) == 1
    assert terms(Prepared(blocks=("by_lag",))) == []


@pytest.mark.parametrize(("make", "bare"), [(by_lag, by_lag_without_totals), (projected, projected_without_totals)])
def test_without_totals_nothing_says_what_the_terms_add_up_to(make: Maker, bare: Maker):
    moment = Moment(START, simulate(experiment(START)))
    chains = [moment.step.chains[name] for name in LOOKING_BACK]
    sums = {write(value) for chain in chains for value in chain.running_sums[1:] for write in (number, digits)}
    whole, less = str(make(moment)), str(bare(moment))
    assert number(chains[0].total) in whole
    assert not [one for one in sums if re.search(rf"(?<![\d.−]){re.escape(one)}(?!\d)", less)]
    assert all(number(term.value) in less for chain in chains for term in chain.terms)
    assert "running sum" not in less


def test_without_totals_neither_the_height_of_the_bars_nor_what_is_spoken_gives_them_away():
    calm = OPENING.with_(task="running_mean", Wx=0.2, Wh=0.9, Bx=0.0, Wy=1.0, K=10, t=30, weight="Bx")
    moment = Moment(calm, simulate(experiment(calm)))
    assert max(abs(term.value) for term in moment.step.chains["Bx"].terms) < 0.2 < moment.step.chains["Bx"].total
    assert ("full 1" in str(by_lag(moment)), "full 1" in str(by_lag_without_totals(moment))) == (True, False)
    relative = Moment(calm.with_(scale="relative"), moment.run)
    assert ("Σ as it is" in str(by_lag(relative)), "Σ as it is" in str(by_lag_without_totals(relative))) == (
        True,
        False,
    )
    app = open_view(Prepared(readouts=("by_lag_without_totals",)))
    assert components(app, "transport")[0]["said"] == "t = 30"


@pytest.mark.parametrize("projector", ["off", "on"])
def test_what_a_chart_can_be_drawn_without_can_be_hidden(projector: str, monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []

    def noted(makers: Any, *_: Any) -> list[Any]:
        made.extend(make.__name__ for make in makers)
        return []

    monkeypatch.setattr(seam, "made", noted)
    assert offered()["by_lag_without_totals"] == "totals of the chart by lag"
    assert "data_summary_without_ranges" not in offered(), "it is hidden with the numbers of the sequence"
    assert {name.split(WITHOUT)[0] for name in makers() if WITHOUT in name} <= set(blocks())
    open_view(Prepared(readouts=("by_lag_without_totals",)), projector=projector)
    assert {"by_lag_without_totals", "projected_without_totals"} & {*made} == {
        "projected_without_totals" if projector == "on" else "by_lag_without_totals"
    }
    assert not {"by_lag", "projected"} & {*made}
    made.clear()
    open_view(Prepared(readouts=("headline",)), projector=projector)
    assert {"by_lag", "projected"} & {*made}


def test_without_the_blanks_there_is_no_field_hint_or_choice_of_blanks():
    def keys(view: Prepared) -> set[str]:
        main = open_view(view, "pages/chain.py", blanks="1").main
        return {str(one.key).rstrip(" 0") for one in (*main.button, *main.text_input, *main.button_group)}

    fill_in = {"check", "ask for a hint", "fill in", "blanks"}
    assert keys(Prepared()) - keys(Prepared(blocks=("faded",))) == fill_in


def test_what_is_left_keeps_its_place():
    whole, view = open_page(START), open_view(Prepared(blocks=("sequence",)))
    assert [drawn["place"] for drawn in components(whole)] == [drawn["place"] for drawn in components(view)]
    headline, sequence, forward = components(view)[0]["blocks"]
    assert sequence == {"html": ""}
    assert [headline, forward] == [components(whole)[0]["blocks"][i] for i in (0, 2)]


@pytest.mark.parametrize("script", WITH_CHARTS)
def test_no_sentence_table_or_hover_text_is_sent_that_is_hidden(script: str):
    app = open_view(Prepared(readouts=("headline", "sentences", "numbers")), script, OPENING.with_(t=30, eta=0.05))
    charts = [block for drawn in components(app) for block in drawn["blocks"] if "traces" in block]
    assert charts
    for chart in charts:
        assert chart["table"] is False
        assert not re.search(r"\d", chart["sentence"])
        for trace in map(json.loads, chart["traces"]):
            assert trace["hoverinfo"] in ("none", "skip")
            assert not {"hovertext", "hovertemplate"} & set(trace)
    assert "contributes most" not in (shown(app) if script == "pages/teaching.py" else every_word(app))  # not in notes
    assert components(app, "transport")[0]["said"] == "t = 30"
    plain = open_page(OPENING.with_(t=30, eta=0.05), script)
    unhidden = [block for drawn in components(plain) for block in drawn["blocks"] if "traces" in block]
    assert any(re.search(r"\d", chart["sentence"]) for chart in unhidden)  # so the test can fail


def test_a_chart_without_its_readouts_is_the_same_chart():
    trace = {"type": "bar", "x": [1], "customdata": [["Wh", 1]], "hovertext": ["0.123456"], "hoverinfo": "text"}
    still = {"type": "bar", "x": [1], "hoverinfo": "skip"}
    chart = Chart(
        figure={"data": [trace, Written.of(trace), still], "layout": {"height": 3}},
        sentence="It is 7.",
        table=Table(["a"], [["0.123456"]]),
    )
    bare = readouts.without(chart, ("numbers",))
    assert isinstance(bare, Chart)
    silent = {"type": "bar", "x": [1], "customdata": [["Wh", 1]], "hoverinfo": "none"}
    assert bare.figure == {"data": [silent, silent, still], "layout": {"height": 3}}
    assert (bare.sentence, bare.table) == ("It is 7.", None)
    assert readouts.without(chart, ("headline",)) == chart
    wordless = readouts.without(chart, ("sentences",))
    assert isinstance(wordless, Chart)
    assert "7" not in wordless.sentence
    assert (wordless.figure, wordless.table) == (chart.figure, chart.table)


def test_a_class_shares_its_charts(monkeypatch: pytest.MonkeyPatch):
    made: list[Block] = []
    parts = seam.parts

    def counted(block: Block, **how: Any) -> Any:
        made.append(block)
        return parts(block, **how)

    monkeypatch.setattr(seam, "parts", counted)
    view = Prepared(locked=kept("Wh"), readouts=("numbers",), blocks=("factors",), sentence="Hello")
    first = open_view(view)
    assert made
    made.clear()
    open_view(view)
    open_view(Prepared(readouts=("numbers",), blocks=("factors",)))  # what is said and locked is no part of a chart
    assert made == []
    assert session_of(first) == START  # its run is kept as long as it is open


def test_a_click_on_a_locked_term_is_said():
    app = open_view(Prepared(locked=kept("weight", "lag")))
    visit_of(app).presses.append(lambda: controls.picked(["Wx", 5]))
    checked(app.run())
    assert session_of(app) == START
    assert [info.value for info in app.info] == ["“gradient of” and “lag k” are locked in this view."]


def test_numbers_in_a_chart_stay_as_they_are():
    app = open_view(Prepared(readouts=("numbers",)))
    run = visit_of(app).jobs["run"].result
    assert number(Moment(START, run).step.chains["Wh"].terms[0].value) in shown(app)


def test_a_card_that_a_lock_keeps_from_being_as_it_was_written_says_so():
    app = open_view(Prepared(locked=kept("Wh")), "pages/lessons.py", lesson="vanishing", card="1")
    assert "Wh is locked in this view. So what this card asks for cannot be done here" in every_word(app)
    checked(app.button_group(key="lag").set_value(9).run())  # the act
    assert "Your turn" in every_word(app)
    app = open_view(Prepared(locked=kept("Wh")), "pages/lessons.py", lesson="questions", card="7")
    assert "Wh is locked in this view. The card was written for other values" in every_word(app)
    app = open_view(Prepared(locked=kept("Wy", session=START.with_(Wy=1.0))), "pages/lessons.py", lesson="vanishing")
    assert "is locked in this view. " not in every_word(app)


def test_what_is_locked_says_so_where_it_is_explained():
    app = open_view(Prepared(locked=kept("Wh")))
    assert app.slider(key="Wh slider").help.endswith("Locked in this view.")
    assert "Locked" not in app.slider(key="Wx slider").help


@pytest.mark.parametrize("key", ["train", "compare"])
def test_where_the_weights_are_frozen_and_locked_to_be_nothing_is_trained(key: str):
    app = open_view(Prepared(locked=kept("eta")), "pages/training.py")
    press(app, key)
    assert session_of(app) == START
    assert "“learning rate η” is locked" in app.info[0].value
