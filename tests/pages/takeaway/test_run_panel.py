"""Where the run is saved as one HTML file: which steps, what can be wrong with them, and what is sent when."""

import json
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.lab import state
from pages.lab.classroom.prepared import Prepared, packed
from pages.lab.moment import Moment
from pages.lab.server import alone
from pages.lab.session import OPENING, Session, experiment
from pages.lab.takeaway import run_file, run_panel, save
from pages.lab.takeaway.span import Span
from pages.lab.text import megabytes
from pages.lab.visit import Visit
from rnn_core import simulate
from tests.pages.opening import asked, checked, components, finished, go_to, html, open_page, visit_of

PAGE = "pages/take_away.py"
HTML = "save HTML"
"""The key of the button."""


def opened(chosen: Session = OPENING, **study: str) -> AppTest:
    return open_page(chosen, PAGE, **study)


def button_of(app: AppTest) -> dict[str, Any]:
    return next(data for data in components(app, "save") if data["label"] == "Save HTML")


def enter(app: AppTest, label: str, text: str) -> AppTest:
    field = next(one for one in app.text_input if one.label == label)
    return checked(field.set_value(text).run())


def test_the_whole_run_is_offered_and_nothing_is_sent_before_it_is_asked_for():
    app = opened()
    data = button_of(app)
    assert data["name"] == "unrolled-run.html"
    assert data["around"] == {"address": alone.address(), "mark": alone.RUN}
    assert "sent" not in data
    assert "t = −1 to 119" in html(app)
    assert f"At most about {megabytes(run_file.size(Span(-1, 119), alone.size()))}." in html(app)
    assert "large for a mail" not in html(app)


def test_the_parts_are_sent_one_by_one_and_are_one_json_text():
    app = opened(OPENING.with_(T=40, t=5))
    sent = [asked(app, HTML, part) for part in range(5)]
    assert [one["part"] for one in sent] == [0, 1, 2, 3, 4]
    assert [one["more"] for one in sent] == [4, 3, 2, 1, 0]
    assert len({one["of"] for one in sent}) == 1
    run = json.loads("".join(one["text"] for one in sent))
    assert (run["first"], run["last"], run["t"], len(run["parts"])) == (-1, 39, 5, 5)


def test_a_step_meanwhile_changes_nothing_and_another_setting_begins_anew():
    app = opened(OPENING.with_(T=40, t=5))
    before = asked(app, HTML, 1)
    go_to(app, 6)
    assert asked(app, HTML, 1) == before
    enter(app, "from t", "7")
    assert asked(app, HTML, 1)["of"] != before["of"]


def test_a_part_that_the_steps_no_longer_have_is_empty_and_of_another_file():
    app = opened(OPENING.with_(T=40, t=5))
    before = asked(app, HTML, 3)
    enter(app, "to t", "7")
    sent = asked(app, HTML, 3)
    assert (sent["text"], sent["more"]) == ("", 0)
    assert sent["of"] != before["of"], "the browser begins anew"
    assert asked(app, HTML, 99)["text"] == ""  # forged


def test_while_Play_goes_on_in_a_long_run_the_file_stays_the_one_that_was_asked_for():
    app = opened(OPENING.with_(T=1000, t=500))
    go_to(app, 501)
    before = asked(app, HTML, 0)
    go_to(app, 502)
    assert asked(app, HTML, 1)["of"] == before["of"]
    assert button_of(app)["name"] == "unrolled-t301-to-700.html"


def test_what_was_asked_for_of_a_short_run_does_not_keep_its_length():
    app = opened(OPENING.with_(T=40, t=5))
    asked(app, HTML, 0)
    visit_of(app).presses.append(partial(state.change, T=60))
    checked(app.run())
    assert button_of(app)["name"] == "unrolled-run.html"


def test_a_run_can_be_saved_once_it_is_complete(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pages.lab.jobs.SECONDS_PER_RERUN", 0.0)
    monkeypatch.setattr("pages.lab.jobs.Job.long", True)
    app = opened(OPENING.with_(eta=0.05, steps=6_000, t=20))
    assert {data["label"] for data in components(app, "save") if data["rests"]} == {"Save run", "Save HTML"}
    assert html(app).count("The run is still being computed") == 2
    finished(app)
    assert not any(data["rests"] for data in components(app, "save"))
    assert "still being computed" not in html(app)


def test_some_steps_can_be_chosen():
    app = enter(enter(opened(), "from t", "30"), "to t", "49")
    assert button_of(app)["name"] == "unrolled-t30-to-49.html"
    assert "t = 30 to 49" in html(app)


def test_of_a_long_run_what_lies_around_t_is_offered():
    app = opened(OPENING.with_(T=1000, t=500))
    assert button_of(app)["name"] == "unrolled-t300-to-699.html"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("-1", "-1", "A file must contain at least one step; t = −1 is the moment before the first."),
        ("60", "50", "The first step, t = 60, comes after the last, t = 50."),
        ("-1", "500", "These are 501 steps. A file holds at most 400."),
    ],
)
def test_steps_that_make_no_file_are_refused_in_words(first: str, last: str, said: str):
    app = enter(enter(opened(OPENING.with_(T=1000)), "to t", last), "from t", first)
    assert button_of(app)["rests"]
    assert "One HTML file" in html(app), "what it is stays beside the button"
    assert "without a server or a network, with the present settings" in html(app), "the steps are no file's"
    assert "At most" not in html(app)
    assert f'<p class="sentence">{said}</p>' in [str(one.proto.body) for one in app.get("html")], "by itself"


def test_a_step_that_the_run_has_not_got_is_replaced_and_that_is_said():
    app = enter(opened(), "to t", "5000")
    assert button_of(app)["name"] == "unrolled-run.html"
    assert any("must be an integer from −1 to 119" in str(one.value) for one in app.info)
    assert "to t = 5000 is out of range. It must be an integer from −1 to 119; 119 is used instead." in html(app)
    app = enter(app, "from t", "<b>seven")
    assert any("The old value is kept" in str(one.value) for one in app.info)
    assert "from t = &lt;b&gt;seven is not a number" in html(app), "beside the field as well"
    assert "is not a number" not in html(enter(app, "from t", "7"))


def test_where_t_is_locked_the_file_holds_the_present_step_alone():
    app = opened(OPENING.with_(t=30), prepared=packed(Prepared(locked={"t": 30})))
    assert button_of(app)["name"] == "unrolled-t30.html"
    assert [one.disabled for one in app.text_input if one.label in ("from t", "to t")] == [True, True]
    assert [data["label"] for data in components(app, "save") if data["rests"]] == ["Save run"], "it has all steps"
    assert "In this view t is fixed, and the table would contain all steps." in html(app)
    hidden = opened(OPENING.with_(t=30), prepared=packed(Prepared(hidden={"t": 30})))
    assert not [one for one in hidden.text_input if one.label in ("from t", "to t")]
    assert json.loads(asked(app, HTML, 0)["text"])["first"] == 30
    before = opened(OPENING.with_(t=-1), prepared=packed(Prepared(hidden={"t": -1})))
    assert button_of(before)["rests"]
    assert "A file must contain at least one step" in html(before)
    long = opened(OPENING.with_(T=1000, t=30), prepared=packed(Prepared(locked={"t": 30})))
    assert json.loads(asked(long, HTML, 0)["text"])["last"] == 30
    assert visit_of(long).span is None, "the lock alone decides it"


def test_a_large_file_is_said_to_be_large():
    app = opened(OPENING.with_(T=400, K=10))
    assert "At most about" in html(app)
    assert "That is large for a mail; fewer steps make it smaller." in html(app)


def test_before_saving_it_is_said_by_itself_if_no_other_computer_opens_the_link_in_the_file(
    monkeypatch: pytest.MonkeyPatch,
):
    said = f'<p class="sentence">{run_panel.LOCAL}</p>'
    assert said not in html(opened())
    monkeypatch.setattr("pages.lab.address.local", lambda link: True)
    app = opened()
    assert said in html(app)
    assert said not in html(opened(prepared=packed(Prepared(sentence="Guess.")), ask="mixed")), "there is no file"


def test_the_link_in_the_file_is_short_and_the_file_says_if_no_other_computer_opens_it(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
):
    moment = Moment(OPENING.with_(K=4), simulate(experiment(OPENING.with_(K=4))))
    for host, local in (("localhost:8501", True), ("demo.example", False)):
        monkeypatch.setattr(st, "context", SimpleNamespace(url=f"https://{host}/take_away"))
        link = run_panel._link(moment)
        assert link == f"https://{host}/?K=4"
        run = json.loads(run_panel._part(moment, Span(0, 3), link, 0)[0])
        assert run["hereOnly"] == run_panel.MADE_HERE * local


@pytest.mark.parametrize(
    ("view", "ask", "held"),
    [
        (Prepared(locked={"K": 6}), "mixed", True),
        (Prepared(sentence="Guess."), "mixed", True),
        (Prepared(sentence="Guess."), "off", False),
        (Prepared(), "mixed", False),
    ],
)
def test_where_a_class_is_asked_before_each_step_no_file_has_the_steps_to_come(view: Prepared, ask: str, held: bool):
    app = opened(OPENING, prepared=packed(view), ask=ask)
    rest = {data["label"] for data in components(app, "save") if data["rests"]}
    assert rest == ({"Save run", "Save HTML"} if held else set())
    assert html(app).count(run_panel.ASKED) == 2 * held
    visit_of(app).presses.append(partial(save._ask, HTML, [1, 0]))  # forged
    checked(app.run())
    data = button_of(app)
    assert ("sent" in data) != held
