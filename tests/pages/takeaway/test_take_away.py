"""The page Take away: it follows the step, says why it is empty, and gives nothing away that a teacher has hidden."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab.classroom.prepared import Prepared, packed
from pages.lab.session import OPENING, Session, experiment
from pages.lab.takeaway import latex, load, scripts, state_file, tables
from pages.lab.text import number
from rnn_core import simulate
from tests.pages.opening import asked, components, html, open_page, press, session_of, visit_of
from tests.pages.owned import OWN
from tests.pages.records import moment_of

SCRIPT = "pages/take_away.py"
LEARNING = OPENING.with_(eta=0.05, steps=300, t=250, K=10, weight="Bx", lag=9)


def texts(app: AppTest) -> list[str]:
    """The files of the step, as they can be read on the page, which leaves out the end of the last line."""
    return [code.value for code in app.code]


@pytest.mark.parametrize("chosen", [OPENING, LEARNING, OPENING.with_(t=0)])
def test_the_files_are_those_of_the_step_and_follow_it(chosen: Session):
    app = open_page(chosen, SCRIPT)
    for t in (chosen.t, chosen.t + 1):
        moment = moment_of(chosen, t=t)
        assert texts(app) == [
            text.removesuffix("\n")
            for text in (
                latex.document(moment),
                tables.step_table(moment.step),
                scripts.numpy_script(moment),
                scripts.torch_script(moment),
            )
        ]
        press(app, "step")


def test_each_button_saves_its_file():
    app = open_page(LEARNING, SCRIPT)
    names = {data["label"]: data["name"] for data in components(app, "save")}
    assert names == {
        "Save LaTeX": "unrolled-t250.tex",
        "Save CSV": "unrolled-t250.csv",
        "Save NumPy": "unrolled_t250_numpy.py",
        "Save PyTorch": "unrolled_t250_torch.py",
        "Save run": "unrolled-run.csv",
        "Save HTML": "unrolled-run.html",
        "Save settings": "unrolled-settings.json",
    }
    for label, text in zip(("LaTeX", "CSV", "NumPy", "PyTorch"), texts(app), strict=True):
        assert asked(app, f"save {label}")["text"].removesuffix("\n") == text
    run = simulate(experiment(LEARNING))
    assert asked(app, "save run")["text"] == tables.run_table(run)[0]
    assert state_file.read(asked(app, "save settings")["text"]) == (LEARNING, None)


def test_before_the_first_step_the_page_says_why_it_has_no_step_and_still_has_the_run():
    app = open_page(OPENING.with_(t=-1), SCRIPT)
    assert texts(app) == []
    assert "Before the first step there is no loss" in html(app)
    assert [data["label"] for data in components(app, "save")] == ["Save run", "Save HTML", "Save settings"]


@pytest.mark.parametrize(
    "view",
    [
        Prepared(blocks=("by_lag",)),
        Prepared(readouts=("numbers",)),
        Prepared(readouts=("headline",)),
        Prepared(hidden={"lag": OPENING.lag}),
        Prepared(hidden={"Wh": OPENING.Wh}),
    ],
)
def test_where_anything_is_hidden_no_file_has_its_numbers(view: Prepared):
    app = open_page(OPENING, SCRIPT, prepared=packed(view))
    assert texts(app) == []
    assert html(app).count("not part of the view") == 2 + bool(view.hidden)
    for which in ("The files of a step", "The table of the run"):
        assert f"{which} would hold numbers that are not part of the view" in html(app)
    assert "this_step" not in [block["place"] for block in components(app)], "which would say it a second time"
    # The file of the run has what the page Step shows there, and no more; that of the settings has every setting.
    saved = ["Save HTML", *["Save settings"] * (not view.hidden)]
    assert [data["label"] for data in components(app, "save") if not data["rests"]] == saved
    total = moment_of(OPENING).step.chains["Wh"].total
    assert repr(total) not in html(app)
    assert number(total) not in html(app)


def test_under_a_lock_alone_the_files_are_there():
    app = open_page(OPENING, SCRIPT, prepared=packed(Prepared(locked={"Wh": OPENING.Wh, "undo": None})))
    assert len(texts(app)) == 4


def test_a_pasted_text_opens_and_a_mistake_is_said_on_the_page():
    app = open_page(OPENING, SCRIPT)
    app.text_area(key="settings pasted").set_value(state_file.written(LEARNING, None))
    press(app, "open settings")
    assert session_of(app) == LEARNING
    assert app.button(key="undo").label == f"Undo: {load.NAME}"
    beside = '<p class="about">The settings are now those of the file. Undo takes it back.</p>'
    assert beside in html(app)
    press(app, "step")
    assert beside not in html(app)
    app.text_area(key="settings pasted").set_value(state_file.written(LEARNING.with_(t=5000), None))
    press(app, "open settings")
    assert f"{beside[:-4]} t = 5000 is past the end: the last step of this run, t = 299, is shown instead." in html(app)
    press(app, "undo")
    app.text_area(key="settings pasted").set_value('{"unrolled": 1, "settings": {"K": "<b>"}}')
    press(app, "open settings")
    assert session_of(app) == LEARNING.with_(t=LEARNING.t + 1)
    assert "K is the text “&lt;b&gt;”, not a number" in html(app)
    press(app, "undo")
    assert session_of(app) == OPENING


@pytest.mark.parametrize("sequence", [LEARNING.with_(steps=0), OWN])
def test_a_step_that_a_file_asks_for_beyond_the_end_of_its_run_is_said_to_be_replaced(sequence: Session):
    app = open_page(OPENING, SCRIPT)
    app.text_area(key="settings pasted").set_value(state_file.written(sequence.with_(t=5000), None))
    press(app, "open settings")
    last = len(simulate(experiment(sequence))) - 1
    assert session_of(app) == sequence.with_(t=last)
    said = f"t = 5000 is past the end: the last step of this run, t = {last}, is shown instead."
    assert said in app.info[0].value
    press(app, "undo")
    assert session_of(app) == OPENING


def test_what_an_address_says_is_not_taken_for_what_is_said_of_a_file():
    app = open_page(OPENING, SCRIPT, K="<a href=//a.bc>now those of the file.")
    assert "now those of the file" in visit_of(app).notices[0]
    assert "now those of the file" not in html(app)
