"""A guess about a step that has already been on the screen is marked: what is remembered, and what is said of it."""

from streamlit.testing.v1 import AppTest

from pages.lab.questions import predict
from pages.lab.questions.answers import unpacked
from pages.lab.session import OPENING
from tests.pages.opening import checked, go_to, open_page, press, session_of, visit_of
from tests.pages.test_predict import again, box, choose


def marks(app: AppTest) -> list[tuple[int, bool]]:
    """The step of each answer, and whether it is marked."""
    return [(one.session.t, one.seen) for one in unpacked(visit_of(app).study.answers)]


def test_a_guess_is_marked_if_its_step_was_on_the_screen_before():
    app = open_page(ask="sign")
    choose(app, "positive")
    assert predict.SEEN not in box(app)
    press(app, "step")
    press(press(app, "step"), "back")  # ahead and back
    assert session_of(app).t == 22
    assert predict.SEEN in box(app)
    press(choose(app, "positive"), "step")
    press(choose(app, "positive"), "step")
    assert marks(app) == [(22, False), (23, True), (24, False)]
    press(press(app, "back"), "back")
    assert predict.SEEN not in box(app)  # answered: nothing more is marked


def test_what_was_jumped_over_has_not_been_seen():
    app = go_to(go_to(open_page(ask="sign"), 40), 21)
    assert predict.SEEN not in box(app)
    press(choose(app, "positive"), "step")
    assert marks(app) == [(22, False)]


def test_each_run_is_remembered_by_itself_also_before_anything_is_asked():
    app = press(press(open_page(), "step"), "back")
    checked(app.slider(key="K").set_value(3).run())
    checked(app.selectbox(key="ask").set_value("sign").run())
    assert predict.SEEN not in box(app)
    press(app, "undo")
    assert predict.SEEN in box(app)
    assert predict.SEEN not in box(again(app))  # a page loaded anew remembers nothing


def test_only_the_latest_runs_are_remembered():
    app = open_page(ask="sign")
    for seed in range(predict.MOST_RUNS + 5):
        visit_of(app).session = OPENING.with_(Wh=0.1 * seed)
        checked(app.run())
    assert len(visit_of(app).shown) == predict.MOST_RUNS
    assert hash(OPENING.recipe) not in visit_of(app).shown
    assert hash(OPENING.recipe.with_(Wh=0.1 * seed)) in visit_of(app).shown
