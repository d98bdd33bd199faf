"""Drawing a sequence by hand: what the paper shows, and what becomes of a stroke."""

from functools import partial
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab.classroom.prepared import values_of
from pages.lab.data import drawing, kept
from pages.lab.session import OPENING, Session, experiment
from pages.lab.study import Study
from rnn_core.table import Table
from tests.pages.data.by_hand import BOTH, OWN, PAGE, WAVE, columns_of, shown, view
from tests.pages.opening import checked, components, open_page, press, session_of, visit_of


def said(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def draw(app: AppTest, X: list[float], *, fresh: bool = False) -> AppTest:
    """Report a stroke, as the browser does."""
    number = shown(app, "draw")["read"] + 1
    visit_of(app).presses.append(partial(drawing._take, number, X, fresh))
    return checked(app.run())


def test_the_first_stroke_makes_a_sequence_of_ones_own_and_undo_takes_it_back():
    app = open_page(script=PAGE)
    assert shown(app, "draw")["X"] == [0] * 40
    assert shown(app, "draw")["Y"] == []
    draw(app, WAVE)
    assert (session_of(app).task, session_of(app).target) == ("own", "next")
    assert shown(app, "draw")["X"] == WAVE
    assert shown(app, "draw")["Y"] == WAVE[1:]
    assert shown(app, "draw")["read"] == 1
    draw(app, [*WAVE[:-1], 0.25])
    assert shown(app, "draw")["X"][-1] == 0.25
    assert app.button(key="undo").label == "Undo: your drawing"
    press(app, "undo")
    assert shown(app, "draw")["X"] == WAVE
    press(app, "undo")
    assert session_of(app) == OPENING
    assert shown(app, "draw")["X"] == [0] * 40


@pytest.mark.parametrize("target", ["next", "echo", "mean"])
def test_y_follows_the_rule_of_the_target(target: str):
    chosen = OWN.with_(target=target, delay=2, mean_of=3)
    data = shown(open_page(chosen, PAGE), "draw")
    assert data["Y"] == experiment(chosen).Y.tolist()
    assert data["Y"] != data["X"][: len(data["Y"])]


def test_the_button_beside_the_paper_takes_back_strokes_alone():
    app = open_page(script=PAGE)
    assert not shown(app, "draw")["undoable"]
    draw(app, WAVE)
    assert shown(app, "draw")["undoable"]
    app.selectbox(key="target").select("echo")
    assert not shown(checked(app.run()), "draw")["undoable"]
    visit_of(app).presses.append(drawing._undo)
    assert session_of(checked(app.run())).target == "echo"
    press(app, "undo")
    visit_of(app).presses.append(drawing._undo)
    assert session_of(checked(app.run())) == OPENING


def test_data_that_the_network_reads_scaled_is_drawn_as_it_is():
    app = open_page(BOTH.with_(scaled="on"), PAGE)
    data = shown(app, "draw")
    assert data["X"] == [1, 2, 300]
    assert data["range"] == {"low": -100, "high": 400, "step": 1}
    assert data["heights"][:2] == [[-100, "−100"], [0, "0"]]
    assert "the chart above shows them scaled" in said(app)
    assert "the chart above shows them scaled" not in said(open_page(BOTH, PAGE))


@pytest.mark.parametrize("X", [(5.0, 5.0, 5.0), (-1.0, 0.0, 1.0)])
def test_where_scaling_changes_nothing_nothing_is_said_to_be_scaled(X: tuple[float, ...]):
    app = open_page(OWN.with_(data=kept.packed(Table((X,))), scaled="on", t=0), PAGE)
    assert "shows them scaled" not in said(app)


def test_a_second_column_stays_as_it_is_and_the_paper_is_ruled_for_x_alone():
    both = BOTH.with_(data=kept.packed(Table(((5.0, 30.0, 12.0), (0.0, 190.0, 55.0)))))
    app = open_page(both, PAGE)
    data = shown(app, "draw")
    assert (data["Y"], data["alone"], data["range"]["high"]) == ([], True, 40)
    assert "it stays as it is, and is not drawn here" in said(app)
    app = open_page(both.with_(target="next"), PAGE)
    assert (shown(app, "draw")["Y"], shown(app, "draw")["alone"]) == ([30, 12], False)
    assert "Y follows from X by the rule of the target" in said(app)


def test_y_is_drawn_only_as_far_as_it_fits():
    narrow = OWN.with_(data=kept.packed(Table(((1011.0, 1014.0, 1012.0, 1013.0),))), target="echo", delay=2, t=1)
    assert shown(open_page(narrow, PAGE), "draw")["Y"] == [None, None, 1011, 1014]


def test_the_second_column_stays_beside_a_first_one_that_is_redrawn():
    app = draw(open_page(BOTH, PAGE), [3, 2, 1])
    assert columns_of(app) == ((3, 2, 1), (4, 5, 6))
    assert session_of(app).target == "given"


def test_a_new_drawing_has_one_column():
    app = draw(open_page(BOTH, PAGE), [0, 0, 0], fresh=True)
    assert columns_of(app) == ((0, 0, 0),)
    assert session_of(app).target == "next"
    assert app.button(key="undo").label == "Undo: new drawing"


def test_a_report_that_comes_twice_counts_once():
    app = draw(open_page(script=PAGE), WAVE)
    press(app, "undo")
    visit_of(app).presses.append(partial(drawing._take, 1, WAVE, False))
    assert session_of(checked(app.run())) == OPENING


@pytest.mark.parametrize("chosen", [OPENING, OWN])
@pytest.mark.parametrize("how", ["locked", "hidden"])
def test_under_a_locked_task_there_is_no_paper_and_a_stroke_changes_nothing(chosen: Session, how: str):
    app = open_page(chosen, PAGE, **view(**{how: values_of(["task"], chosen, Study())}))
    assert not components(app, "draw")
    before = session_of(app)
    visit_of(app).presses.append(partial(drawing._take, 1, WAVE[::-1], False))
    assert session_of(checked(app.run())) == before
    assert visit_of(app).notices == ["task is locked in this view."]


@pytest.mark.parametrize(("how", "undoable"), [("locked", False), ("hidden", None)])
def test_an_undo_that_is_locked_or_hidden_is_so_beside_the_paper_too(how: str, undoable: bool | None):
    app = draw(open_page(OPENING, PAGE, **view(**{how: values_of(["undo"], OPENING, Study())})), WAVE)
    assert session_of(app).task == "own"
    assert shown(app, "draw")["undoable"] is undoable
    visit_of(app).presses.append(drawing._undo)
    assert session_of(checked(app.run())).task == "own"


@pytest.mark.parametrize(
    ("hidden", "mute"),
    [({"blocks": ("sequence",)}, []), ({"readouts": ("numbers",)}, [True]), ({"readouts": ("sentences",)}, [False])],
)
def test_the_paper_shows_no_chart_and_no_number_that_a_view_hides(hidden: dict[str, Any], mute: list[bool]):
    assert [data["mute"] for data in components(open_page(OWN, PAGE, **view(**hidden)), "draw")] == mute
