"""Predict, step, compare on the pages: guess, step, and what the page then shows; all of it from the address."""

import re
from functools import partial
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab import state
from pages.lab.questions import guesses, predict
from pages.lab.questions.answers import MOST, Answer, packed, unpacked
from pages.lab.session import OPENING, Session
from pages.lab.text import prediction
from rnn_core.analysis.questions import REASONS, Question
from tests.pages.house import ROOT
from tests.pages.opening import SCRIPTS, checked, components, go_to, guesses_of, open_page, press, session_of, visit_of
from tests.pages.records import moment_of, plain


def question_of(session: Session, ask: str = "largest") -> Question:
    """The question about the next step."""
    question = guesses.question_at(moment_of(session), session.t + 1, ask)
    assert question
    return question


def box(app: AppTest) -> str:
    """What the box says."""
    bodies = [html.proto.body for html in app.main.get("html")]
    return plain(" ".join(body for body in bodies if 'class="asked"' in body or 'class="verdict"' in body))


def tally(app: AppTest) -> str:
    (text,) = [html.proto.body for html in app.main.get("html") if "tally" in html.proto.body]
    return plain(text)


def choose(app: AppTest, option: str | None) -> AppTest:
    """Choose an option of the question about the next step."""
    return checked(guesses_of(app).set_value(option).run())


def again(app: AppTest) -> AppTest:
    """A new page at the address of this one."""
    opened = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in app.query_params.items():
        opened.query_params[name] = value
    return checked(opened.run())


def wrong(question: Question) -> str:
    return next(option for option in question.options if option != question.answer)


@pytest.mark.parametrize("script", SCRIPTS)
def test_nothing_is_asked_unless_it_is_asked_for(script: str):
    app = open_page(OPENING, script)
    assert box(app) == ""
    assert not [group for group in app.button_group if str(group.key).startswith("guess")]
    checked(app.selectbox(key="ask").set_value("largest").run())
    assert "Next step, t = 22" in box(app)
    assert app.query_params["ask"] == "largest"
    checked(app.selectbox(key="ask").set_value("off").run())
    assert box(app) == ""
    assert "ask" not in app.query_params


ONE_KIND = [(ask, "app.py") for ask in ("largest", "change", "sign", "vanishes")]


@pytest.mark.parametrize(("ask", "script"), [*ONE_KIND, *(("mixed", script) for script in SCRIPTS)])
def test_a_right_and_a_wrong_guess(ask: str, script: str):
    app = open_page(OPENING.with_(K=9), script, ask=ask)
    for t, right in ((21, True), (22, False)):
        question = question_of(session_of(app), ask)
        assert plain(prediction.to_come(question)) in box(app)
        option = question.answer if right else wrong(question)
        choose(app, option)
        assert session_of(app).t == t
        assert "your guess" not in box(app)
        press(app, "step")
        assert plain(prediction.verdict(question, option)) in box(app)
    assert tally(app) == "1 of 2 right"
    assert visit_of(app).study.guess == ""


def test_a_step_without_a_guess_has_no_verdict_and_counts_for_nothing():
    app = press(open_page(OPENING, ask="largest"), "step")
    assert predict.HINT in box(app)
    assert tally(app) == "no guesses yet"
    choose(app, "1")
    choose(app, None)
    press(app, "step")
    assert predict.HINT in box(app)
    assert visit_of(app).study.answers == ""


def test_of_more_answers_than_are_kept_the_last_are_counted():
    moment = moment_of(OPENING)
    given = [
        Answer("largest", guesses.subject(OPENING, question), question.answer, right=True)
        for t in range(MOST + 25)
        if (question := guesses.question_at(moment, t, "largest"))
    ]
    assert len(given) > MOST
    assert (
        tally(open_page(OPENING, ask="largest", answers=packed(given[: MOST - 1]))) == f"{MOST - 1} of {MOST - 1} right"
    )
    app = open_page(OPENING.with_(t=90), ask="largest", answers=packed(given[:MOST]))
    for _ in range(2):
        assert tally(app) == f"{MOST} of the last {MOST} right"
        press(choose(app, question_of(session_of(app)).answer), "step")
    assert len(unpacked(visit_of(app).study.answers)) == MOST


def test_a_reload_shows_the_same_before_and_after_the_step():
    app = choose(open_page(OPENING, ask="largest"), "1")
    opened = again(app)
    assert box(opened) == box(app)
    assert guesses_of(opened).value == "1"
    for one in (app, opened):
        press(one, "step")
    assert box(opened) == box(app) == box(again(app))
    assert tally(again(app)) == tally(app) == "0 of 1 right"
    assert "your guess: lag 1" in box(app)


def test_back_shows_what_was_answered_and_the_first_answer_counts():
    app = press(choose(open_page(OPENING, ask="largest"), "1"), "step")
    verdict = box(app)
    press(app, "back")
    group = guesses_of(app)
    assert (group.value, group.disabled) == ("1", True)
    visit_of(app).study = visit_of(app).study.with_(guess=guesses.written(OPENING, question_of(OPENING), "0"))
    press(app, "step")  # whatever a browser sends
    assert box(app) == verdict
    assert tally(app) == "0 of 1 right"
    press(app, "step")
    assert predict.HINT in box(app)
    press(app, "back")
    assert box(app) == f"{verdict}{predict.SEEN}"  # of the step after it


def test_a_guess_is_dropped_when_its_step_is_not_the_next_one():
    for leave in ("back", "reset"):
        app = press(choose(open_page(OPENING, ask="largest"), "1"), leave)
        assert visit_of(app).study.guess == ""
    app = go_to(choose(open_page(OPENING, ask="largest"), "1"), 60)
    assert (visit_of(app).study.guess, tally(app)) == ("", "no guesses yet")


def test_a_guess_does_not_outlive_the_settings_it_was_made_with():
    app = choose(open_page(OPENING, ask="largest"), "1")
    checked(app.slider(key="Wh slider").set_value(0.5).run())
    assert guesses_of(app).value is None
    press(app, "step")
    assert tally(app) == "no guesses yet"
    app = choose(open_page(OPENING, ask="largest"), "1")
    checked(app.selectbox(key="preset").set_value("Growing").run())
    assert visit_of(app).study.guess == ""
    assert "Next step, t = 31" in box(app)


def test_a_bar_that_is_clicked_meanwhile_leaves_a_guess_about_the_sum_alone():
    app = choose(open_page(OPENING, ask="largest"), "1")
    visit_of(app).presses.append(partial(state.change, lag=4))
    press(app, "step")
    assert tally(app) == "0 of 1 right"


def test_answers_of_another_run_are_kept_and_shown_there_alone():
    app = press(choose(open_page(OPENING, ask="sign"), "positive"), "step")
    said = box(app)
    assert "your guess: positive" in said
    checked(app.slider(key="K").set_value(3).run())
    assert predict.HINT in box(app)
    press(app, "undo")
    assert box(app) == said


def test_clear_forgets_the_guesses_and_leaves_what_was_typed():
    app = press(choose(open_page(OPENING, ask="largest"), "1"), "step")
    typed = Answer("sum", OPENING, "3", right=False)
    visit_of(app).presses.append(partial(state.answer, typed))
    press(app, "clear")
    assert tally(app) == "no guesses yet"
    assert predict.HINT in box(app)
    assert again(app).button(key="clear").disabled
    assert [one.question for one in unpacked(app.query_params["answers"])] == ["sum"]


@pytest.mark.parametrize("forged", ["22-largest-1-00000000", "22-largest-9-cc0d9be5", "x" * 40, "<b>", "22", "---"])
def test_a_forged_guess_is_dropped(forged: str):
    app = open_page(OPENING, ask="largest", guess=forged)
    assert visit_of(app).study.guess == ""
    assert "guess" not in app.query_params
    press(app, "step")
    assert tally(app) == "no guesses yet"


def test_play_passes_steps_without_a_verdict():
    app = choose(open_page(OPENING, ask="largest"), "1")
    for t in (22, 23):
        visit_of(app).presses.append(partial(state.change, t=t))
    checked(app.run())
    assert session_of(app).t == 23
    assert predict.HINT in box(app)


@pytest.mark.parametrize(
    ("session", "ask", "reasons"),
    [
        (OPENING.with_(t=0, K=1), "largest", ("single",)),
        (OPENING.with_(K=1), "mixed", ("single",)),
        (OPENING.with_(Wy=0.0), "sign", ("zeros",)),
        (OPENING.with_(t=1, lag=2), "change", ("new",)),
        (OPENING.with_(t=1, lag=4), "change", ("absent",)),
        (OPENING.with_(lag=8), "change", ("beyond",)),
        (OPENING.with_(t=1, lag=1), "change", ("zero",)),
        (OPENING.with_(t=10), "largest", ("tie",)),
        (OPENING.with_(Wh=0.0), "vanishes", ("cut",)),
        (OPENING.with_(t=11, weight="Wx"), "sign", ("cancels",)),
        (OPENING.with_(t=12, Wx=1.0, Wh=0.5), "vanishes", ("border",)),
    ],
)
def test_where_nothing_can_be_asked_the_box_says_why(session: Session, ask: str, reasons: tuple[str, ...]):
    moment, there = moment_of(session), session.t + 1
    assert guesses.why_none(moment, there, ask) == reasons
    app = open_page(session, ask=ask)
    said = plain(prediction.no_question(reasons, moment.weight, session.lag, there))
    assert said in box(app)
    assert f"Next step, t = {there}: nothing clear to ask." in said
    assert predict.HINT not in box(app)
    assert not [group for group in app.button_group if str(group.key).startswith("guess")]
    assert tally(app) == "no guesses yet"


def test_at_both_ends_of_the_run_there_is_nothing_to_guess():
    assert "At t = 0, the first step, each gradient has a single term" in box(
        open_page(OPENING.with_(t=-1), ask="mixed")
    )
    assert "t = 39 is the last step" in box(open_page(OPENING.with_(T=40, t=39), ask="mixed"))


def test_every_reason_has_words_of_its_own():
    said = [plain(prediction.no_question([reason], "Wx", 5, 3)) for reason in REASONS]
    assert len(set(said)) == len(REASONS)


def test_once_another_lag_is_picked_its_term_is_asked_about():
    app = open_page(OPENING.with_(lag=8), ask="change")
    visit_of(app).presses.append(partial(state.change, lag=3))
    checked(app.run())
    assert "Will the lag-3 term" in box(app)


def test_the_verdict_is_spoken_with_the_step():
    app = open_page(OPENING, ask="largest")
    (before,) = components(app, "transport")
    assert "guess" not in before["said"]
    press(choose(app, "1"), "step")
    (after,) = components(app, "transport")
    assert after["said"].endswith("Your guess, lag 1, is wrong: the answer is lag 0.")


def test_the_link_of_the_answers_opens_the_state_with_the_answers():
    app = press(choose(open_page(OPENING.with_(Wh=0.4), ask="largest", own="x"), "1"), "step")
    (copied,) = components(app, "copy")
    assert not copied["disabled"]
    opened = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in re.findall(r"(\w+)=([^&]*)", copied["link"]):
        opened.query_params[name] = value
    checked(opened.run())
    assert session_of(opened) == session_of(app)
    assert visit_of(opened).study.answers == visit_of(app).study.answers != ""
    assert visit_of(opened).study.own == ""
    (nothing,) = components(open_page(OPENING, ask="largest"), "copy")
    assert nothing["disabled"]


def test_while_training_goes_on_nothing_fails():
    app = open_page(OPENING.with_(eta=0.05, steps=50_000, t=100), ask="mixed")
    assert "t = 101" in box(app) or "last step" in box(app)


def test_the_box_holds_its_place_in_the_tree_whether_asked_or_not():
    """Else the charts below would be built anew."""

    def places(node: Any, here: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
        inside = (
            [place for i, child in node.children.items() for place in places(child, (*here, i))]
            if hasattr(node, "children")
            else []
        )
        return [here, *inside] if getattr(node.proto, "component_name", "") == "blocks" else inside

    off, on = open_page(OPENING.with_(lag=3)), open_page(OPENING.with_(lag=3), ask="mixed")
    assert len(places(off.main)) == 3
    assert places(off.main) == places(on.main)
