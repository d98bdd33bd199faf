"""The page Across time: its tries show what they promise, and a step makes nothing anew that stays the same."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab import shared
from pages.lab.charts.gains import hunt
from pages.lab.charts.matrix import _draw_cells, matrix
from pages.lab.charts.matrix_slice import matrix_slice
from pages.lab.charts.truncation import truncation
from pages.lab.charts.truncation_run import truncation_run
from pages.lab.moment import Moment
from pages.lab.plot import part_of
from pages.lab.plot.figure import Block
from pages.lab.session import OPENING, from_address
from pages.lab.text.presets import matching
from rnn_core.analysis.gains import hunt as read_hunt
from rnn_core.analysis.map import hidden_map
from rnn_core.analysis.matrix import read_columns, read_matrix
from rnn_core.analysis.reach import sweep
from rnn_core.analysis.truncation import truncation as read_truncation
from tests.pages.opening import checked, open_page, press, session_of, shown
from tests.pages.records import chart, moment_of

ROOT = Path(__file__).resolve().parents[2]
LABELS = (
    *("A long memory", "Stripes", "Show me one that vanishes", "Show me one that grows", "Where the rule holds"),
    *("A strong input makes the unit forget", "The wrong way", "Nothing to lose"),
    *("Two stable states", "A cycle of two"),
)


@pytest.fixture(scope="module")
def page() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/across_time.py")
    assert not app.run().exception
    return app


def opened(page: AppTest, label: str) -> Moment:
    """What a try's button opens."""
    page.button(key=f"try {label}").click().run()
    assert not page.exception
    address = {name: value if isinstance(value, str) else value[0] for name, value in page.query_params.items()}
    session, notices = from_address(address)
    assert notices == []
    return moment_of(session)


def test_the_page_has_these_tries(page: AppTest):
    assert {button.label for button in page.button if button.label.startswith("Try: ")} == {
        f"Try: {one}" for one in LABELS
    }


@pytest.mark.parametrize("label", LABELS)
def test_each_try_opens_on_a_step_of_its_run(page: AppTest, label: str):
    moment = opened(page, label)
    assert moment.session != OPENING
    assert moment.run.diverged_at is None
    assert 9 <= moment.t < len(moment.run)
    assert matching(moment.session.with_(t=0)) == matching(moment.session)


def test_a_long_memory(page: AppTest):
    moment = opened(page, "A long memory")
    assert moment.session.slice == "column"
    one = read_columns(moment.run, "Bx").at(moment.t - moment.session.lag)
    assert sum(map(abs, one.terms[3:])) + one.later_up - one.later_down > sum(map(abs, one.terms[:3]))


def test_stripes(page: AppTest):
    moment = opened(page, "Stripes")
    assert moment.session.view == "near"
    assert all(gain < 0 for gain in moment.reading.gains)
    coloured = chart(matrix(moment)).figure["data"][1]["customdata"]
    lags = [sum(cell is not None for cell in row) for row in coloured]
    assert max(lags) == 9  # all the lags of Wh are in colour


def test_two_states_to_find(page: AppTest):
    for label, goal in (("Show me one that vanishes", "vanishes"), ("Show me one that grows", "grows")):
        moment = opened(page, label)
        claims = read_hunt(moment.run, moment.t)
        assert getattr(claims, goal)
        assert str(hunt(moment, "none")).count("found ✓") == 1
    opening = moment_of()
    assert not read_hunt(opening.run, opening.t).vanishes
    assert not read_hunt(opening.run, opening.t).grows


def test_where_the_rule_holds(page: AppTest):
    moment = opened(page, "Where the rule holds")
    claims = sweep(moment.run, moment.t)
    assert not moment.run.out_H.any()
    assert [lag is not None for lag in claims.lags] == [abs(Wh) < 1 for Wh in claims.Wh]


def test_a_strong_input_forgets(page: AppTest):
    moment = opened(page, "A strong input makes the unit forget")
    claims = sweep(moment.run, moment.t)
    far = [lag for lag in claims.lags if lag is None or lag > 10]
    assert len(far) < 0.1 * len(claims.lags)
    swings = [moment.run.out_H[t : t + 7] for t in range(len(moment.run) - 6)]  # a swing is 2π steps
    assert all(max(abs(swing)) > 0.9 for swing in swings)


def test_truncation(page: AppTest):
    wrong = opened(page, "The wrong way")
    claims = read_truncation(wrong.run, wrong.t, wrong.weight)
    assert claims.sum_here * claims.full < 0
    assert "the wrong sign. A step against it moves" in chart(truncation(wrong)).sentence
    right = opened(page, "Nothing to lose")
    assert read_truncation(right.run, right.t, right.weight).share_here == pytest.approx(1, abs=0.1)


def test_the_map(page: AppTest):
    stable, cycle = opened(page, "Two stable states"), opened(page, "A cycle of two")
    two = hidden_map(stable.run, stable.t, held=True)
    assert [point.stability for point in two.fixed] == ["stable", "unstable", "stable"]
    assert two.settles == pytest.approx((two.fixed[2].out_H,), abs=1e-8)
    assert abs(two.states[0]) < 0.1 < 0.9 < abs(two.states[-1])
    one = hidden_map(cycle.run, cycle.t, held=True)
    assert [point.stability for point in one.fixed] == ["unstable"]
    assert len(one.settles) == 2
    assert abs(one.states[0]) < 0.1 < 0.9 < abs(one.states[-1])
    assert stable.session.inputs == cycle.session.inputs == "held"


def test_the_first_of_the_two_states_stays_found_when_the_second_is():
    """The address tells it from the next change on, so a reload keeps it, and so do a try and an undo."""
    app = open_page(script="pages/across_time.py")
    assert shown(app).count("not yet") == 2
    press(app, "try Show me one that vanishes")
    assert (shown(app).count("found ✓"), shown(app).count("not yet")) == (1, 1)
    assert "found" not in app.query_params
    press(app, "try Show me one that grows")
    assert (shown(app).count("found ✓</b> earlier"), shown(app).count("not yet")) == (1, 0)
    assert session_of(app).found == "vanishes"
    press(app, "reset")
    assert app.query_params["found"] == "both"
    checked(app.selectbox(key="preset").set_value("Calm memory").run())
    assert shown(app).count("found ✓</b> earlier") == 2
    assert shown(open_page(session_of(app), "pages/across_time.py")) == shown(app)


@pytest.mark.parametrize(
    ("found", "vanishes", "grows", "then"),
    [
        ("none", False, False, "none"),
        ("none", True, False, "vanishes"),
        ("vanishes", False, True, "both"),
        ("grows", True, False, "both"),
        ("grows", False, False, "grows"),
        ("both", False, False, "both"),
    ],
)
def test_what_is_found_is_added_to_what_was(found: str, vanishes: bool, grows: bool, then: str):
    assert OPENING.with_(found=found).finding(vanishes=vanishes, grows=grows) == then


def test_a_step_computes_no_matrix_no_overview_and_no_window_sums_anew():
    def drawn(moment: Moment) -> list[Block]:
        return [matrix(moment), matrix_slice(moment), truncation(moment), truncation_run(moment)]

    def made() -> list[object]:
        names = (read_matrix, part_of, _draw_cells, read_truncation)
        return [entry.future.result() for key, entry in shared._entries.items() if key[0] in names]

    moment = moment_of(view="whole")
    before, first = drawn(moment), made()
    following = Moment(moment.session.with_(t=moment.t + 1), moment.run)
    assert drawn(following) != before
    assert len(first) == 6  # a matrix, its overview, its picture, and the sums of three weights
    assert len(made()) == 6


def test_a_weight_without_lags_gives_way_to_Wh_and_a_scale_relative_to_lag_0_to_the_linear_one():
    app = open_page(OPENING.with_(weight="Wy", scale="relative"), "pages/across_time.py")
    assert app.button_group(key="weight").value == "Wh"
    assert [app.button_group(key=name).options for name in ("weight", "lag")] == [
        ["Wx", "Bx", "Wh"], [str(lag) for lag in range(10)],
    ]  # fmt: skip
    assert app.button_group(key="scale").value == "linear"
    assert "The gradient of Wy does not look back in time" in " ".join(one.value for one in app.caption)
    app = open_page(OPENING.with_(weight="Bx", scale="symlog"), "pages/across_time.py")
    assert app.button_group(key="weight").value == "Bx"
    assert app.button_group(key="scale").value == "symlog"
    assert "does not look back" not in " ".join(one.value for one in app.caption)


def test_a_run_too_long_for_pairs_says_so():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["steps"] = "2001"
    app.switch_page("pages/across_time.py")
    assert not app.run().exception
    assert [button.label for button in app.button if button.label == "Open this pass alone"]
    assert not [button for button in app.button if button.label.startswith("Try: ")]
