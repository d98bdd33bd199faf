"""Fill it in yourself: numbers are left blank, answers are judged, kept in the address, and answered with a reason."""

import re
from itertools import pairwise
from urllib.parse import parse_qs

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.lab.charts.faded import UNKNOWN, WAITING, Filled, blanks_of, faded
from pages.lab.moment import Moment
from pages.lab.questions.answers import Answer, about, packed, unpacked
from pages.lab.session import OPENING, Session, to_address
from pages.lab.study import STUDIES, Study
from pages.lab.text import digits, number
from pages.lab.text.feedback import feedback
from pages.lab.text.hints import hints
from pages.lab.text.presets import PRESETS
from rnn_core import Experiment, Params, simulate
from rnn_core.analysis.practice import LEVELS
from tests.pages.house import ROOT
from tests.pages.opening import checked, components, press, session_of, visit_of
from tests.pages.records import absent, moment_of, plain, states

NOTHING = Filled("off", ())


def opened(chosen: Session = OPENING, **study: str) -> AppTest:
    """The page The chain at the address of a session and a study."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in (to_address(chosen) | study).items():
        app.query_params[name] = value
    app.switch_page("pages/chain.py")
    return checked(app.run())


def again(app: AppTest) -> AppTest:
    """The page opened at the address of another: a reload."""
    return opened(**dict(app.query_params))


def field(app: AppTest):
    return next(one for one in app.main.text_input if str(one.key).startswith("fill in "))


def fill_in(app: AppTest, text: str) -> AppTest:
    field(app).set_value(text)
    return press(app, "check")


def chips(app: AppTest) -> str:
    return next(one["blocks"][0]["html"] for one in components(app) if one["place"] == "faded")


def html_of(app: AppTest, kind: str) -> str:
    every = [str(getattr(html, "value", "")) for html in app.main.get("html")]
    return next(html for html in every if f'class="{kind}"' in html)


def said(app: AppTest, kind: str = "feedback") -> str:
    return plain(html_of(app, kind))


def answers(app: AppTest) -> list[tuple[str, str, bool]]:
    return [(one.question, one.given, one.right) for one in unpacked(visit_of(app).study.answers)]


def blank_numbers(moment: Moment, level: str) -> list[float]:
    return [blank.right.value for blank in blanks_of(moment, level)]


# --- what is shown ---


def asks(moment: Moment, level: str) -> bool:
    """Whether there is something to work out."""
    return bool(moment.picked) and (level != "sum" or len(moment.step.chains[moment.session.weight].terms) > 1)


@pytest.mark.parametrize("level", LEVELS)
def test_every_number_is_shown_except_those_left_blank_and_what_they_lead_to(level: str):
    moments = [moment for moment in states(120, seed=12) if asks(moment, level)]
    assert len(moments) > 25
    for moment in moments:
        found = blanks_of(moment, level)
        result, *parts = (
            str(faded(moment, Filled(level, ()))).partition('class="factors')[2].split('class="factor ')[1:]
        )
        factors = moment.term.factors
        values = [one.value for one in (moment.step.chains[moment.session.weight].terms if level == "sum" else factors)]
        hidden = [level in ("1", "2") and one.symbol in {blank.symbol for blank in found} for one in factors]
        hidden = hidden if level != "sum" else [False] * len(values)
        assert (UNKNOWN if level in ("term", "sum") else WAITING) in result
        assert "title" not in result
        for part, value, blank in zip(parts, values, hidden, strict=True):
            assert (f'title="{digits(value)}">{number(value)}<' in part) is not blank
            assert (UNKNOWN in part) is blank


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_filled_in_shows_its_number(level: str):
    moment = moment_of(OPENING)
    found = blanks_of(moment, level)
    html = str(faded(moment, Filled(level, tuple((21, blank.question) for blank in found))))
    assert UNKNOWN not in html
    assert WAITING not in html
    assert "asked" not in html
    assert all(f">{number(blank.right.value)}<" in html for blank in found)
    other = Filled(level, tuple((22, blank.question) for blank in found))
    assert faded(moment, other) == faded(moment, Filled(level, ()))


def test_one_is_asked_for_after_the_other():
    moment = moment_of(OPENING)
    first, second = blanks_of(moment, "2")
    assert Filled("2", ()).asked(21, (first, second)) is first
    assert Filled("2", ((21, first.question),)).asked(21, (first, second)) is second
    assert Filled("2", ((21, first.question), (21, second.question))).asked(21, (first, second)) is None


def test_a_blank_weight_is_blank_in_every_factor():
    moment = next(
        moment
        for moment in (moment_of(OPENING.with_(t=t)) for t in range(21, 40))
        if blanks_of(moment, "1")[0].symbol == "Wh"
    )
    assert str(faded(moment, Filled("1", ()))).count(UNKNOWN) == 2


@pytest.mark.parametrize(
    ("chosen", "level", "why"),
    [
        (OPENING.with_(t=-1), "1", "Before the first step"),
        (OPENING.with_(weight="By", lag=2), "term", "has a single term"),
        (OPENING.with_(t=1, lag=5), "2", "no term of lag 5 yet"),
        (OPENING.with_(t=0, lag=0), "sum", "there is nothing to add up"),
        (OPENING.with_(weight="Wy"), "sum", "there is nothing to add up"),
    ],
)
def test_where_nothing_can_be_filled_in_the_page_says_why(chosen: Session, level: str, why: str):
    moment = moment_of(chosen)
    app = opened(chosen, blanks=level)
    assert why in absent(lambda one: faded(one, Filled(level, ())), moment)
    assert why in plain(chips(app))
    assert "check" not in {button.key for button in app.main.button}


def test_where_a_term_overflows_the_page_says_so():
    weights = Params(Wx=1.0, Wh=-1e200, Bx=0.0, Wy=1.0, By=0.0)
    run = simulate(Experiment(weights, np.zeros(12), np.array([1.0, -1.0, -1.0] * 4), window=1))
    moment = Moment(OPENING.with_(t=11, weight="Bx", lag=9), run)
    assert "overflows" in absent(lambda one: faded(one, Filled("term", ())), moment)


def test_off_there_is_nothing_to_fill_in():
    app = opened()
    assert chips(app) == faded(moment_of(OPENING), NOTHING) == ""
    assert "check" not in {button.key for button in app.main.button}


# --- answers ---


@pytest.mark.parametrize("level", LEVELS)
def test_right_answers_fill_the_blanks_and_stay_after_a_reload(level: str):
    app = opened(blanks=level)
    moment = moment_of(OPENING)
    found = blanks_of(moment, level)
    for blank in found:
        assert UNKNOWN in chips(app)
        fill_in(app, number(blank.right.value))
        assert said(app).startswith("Right: ")
    assert UNKNOWN not in chips(app)
    assert "Step gives fresh numbers" in said(app)
    assert answers(app) == [(blank.question, number(blank.right.value), True) for blank in found]
    reloaded = again(app)
    assert chips(reloaded) == chips(app)
    assert said(reloaded) == said(app)
    assert field(reloaded).value == field(app).value == number(found[-1].right.value)


def test_a_step_gives_fresh_numbers_and_an_empty_field():
    app = opened(blanks="1")
    before = [blank.symbol for blank in blanks_of(moment_of(OPENING), "1")]
    fill_in(app, number(blank_numbers(moment_of(OPENING), "1")[0]))
    press(press(app, "ask for a hint"), "step")
    assert field(app).value == ""
    assert said(app) == ""
    assert said(app, "hints") == ""
    after = [blank.symbol for blank in blanks_of(moment_of(OPENING.with_(t=22)), "1")]
    assert before != after
    assert UNKNOWN in chips(app)
    assert UNKNOWN not in chips(press(app, "back"))


def test_what_the_browser_shows_at_once_is_what_the_server_draws():
    app = opened(blanks="2")
    ahead = next(one["ahead"] for one in components(app) if one["place"] == "faded")
    press(app, "step")
    assert chips(app) == ahead[0]["html"]


def test_the_first_answer_counts_and_a_second_can_still_fill_the_blank():
    app = opened(blanks="term")
    value = moment_of(OPENING).term.value
    fill_in(app, number(-value))
    assert "the sign is not" in said(app)
    assert field(app).value == number(-value)
    assert UNKNOWN in chips(app)
    fill_in(app, f"{value!r} * 1")
    assert UNKNOWN not in chips(app)
    assert answers(app) == [("term", number(-value), False)]
    assert UNKNOWN not in chips(again(app))
    fill_in(app, "7")  # it is filled in already
    assert UNKNOWN not in chips(app)
    assert said(app).startswith("Right")


@pytest.mark.parametrize(
    ("typed", "says"),
    [("abc<i>", "abc<i> contains a"), ("1,500", "could mean"), ("(1", "is not complete"), ("1" * 101, "is too long")],
)
def test_what_is_no_number_is_named_and_no_answer(typed: str, says: str):
    app = fill_in(opened(blanks="1"), typed)
    text = html_of(app, "feedback")
    assert "<i>" not in text
    assert says in plain(text).replace("&lt;", "<").replace("&gt;", ">")
    assert answers(app) == []
    assert field(app).value == typed
    assert field(again(app)).value == typed


def test_an_empty_field_is_no_answer():
    app = fill_in(opened(blanks="1"), "  ")
    assert visit_of(app).study == Study(blanks="1")


def test_a_number_rounded_too_far_is_no_answer_yet():
    app = opened(blanks="1")
    chosen = next(
        chosen
        for chosen in (OPENING.with_(t=t) for t in range(22, 60))
        if (blank := blanks_of(moment_of(chosen), "1")[0]).verdict(float(f"{blank.right.value:.1e}")) == "coarse"
    )
    app = opened(chosen, blanks="1")
    fill_in(app, f"{blanks_of(moment_of(chosen), '1')[0].right.value:.1e}")
    assert "three significant digits" in said(app)
    assert answers(app) == []


def test_another_run_asks_anew():
    app = opened(blanks="term")
    fill_in(app, number(moment_of(OPENING).term.value))
    checked(app.slider(key="Wh slider").set_value(0.5).run())
    assert UNKNOWN in chips(app)
    assert said(app) == ""
    checked(app.slider(key="Wh slider").set_value(-0.9).run())
    assert UNKNOWN not in chips(app)


def test_a_copied_link_holds_the_blanks_and_no_answer():
    app = fill_in(opened(blanks="term"), "1")
    link = components(app, "transport")[0]["link"]
    assert "blanks=term" in link
    assert not {name for name, one in STUDIES.items() if one.personal} & set(re.findall(r"[?&](\w+)=", link))


def test_who_only_fills_in_can_copy_the_answers_all_the_same():
    app = opened(blanks="term")
    assert components(app, "copy")[0]["disabled"]
    fill_in(app, "1")
    (copied,) = components(app, "copy")
    assert not copied["disabled"]
    sent = opened(**{name: value for name, (value,) in parse_qs(copied["link"].removeprefix("?")).items()})
    assert answers(sent) == answers(app) == [("term", "1", False)]
    assert len(components(opened(blanks="term", ask="largest"), "copy")) == 1
    assert components(opened(), "copy") == []


def test_the_choice_of_blanks_is_in_the_address():
    app = opened()
    checked(app.button_group(key="blanks").set_value("sum").run())
    assert dict(app.query_params) == {"t": "21", "blanks": "sum"}
    assert "∂L/∂" in plain(chips(app))
    assert session_of(app) == OPENING


# --- hints ---


def test_up_to_three_hints_and_then_no_more():
    app = opened(blanks="sum")
    (blank,) = blanks_of(moment_of(OPENING), "sum")
    for count in (1, 2, 3, 3):
        press(app, "ask for a hint")
        shown = said(app, "hints")
        given = [plain(one) for one in hints(moment_of(OPENING), blank)]
        assert shown == "".join(given[:count])
    assert said(again(app), "hints") == shown


@pytest.mark.parametrize("forged", ["3", "9 21 Wh 2 sum", "-1 21 Wh 2 sum", "x", "3 22 Wh 2 sum", "² 21 Wh 2 sum"])
def test_a_forged_address_shows_no_hint(forged: str):
    assert said(opened(blanks="sum", hints=forged), "hints") == ""


def test_damaged_tries_are_ignored_and_named():
    app = opened(blanks="sum", tried="eNq")
    assert visit_of(app).study.tried == ""
    assert "The numbers filled in are ignored" in app.info[0].value


# --- words ---


def test_the_last_hint_ends_with_the_number_and_the_others_do_not_give_it_away():
    for moment in states(80, seed=5):
        for level in (level for level in LEVELS if asks(moment, level)):
            for blank in blanks_of(moment, level):
                first, _, last = map(plain, hints(moment, blank))
                right = number(blank.right.value)
                assert re.search(rf"= {re.escape(right)}[.,]", last)
                assert f"= {right}." not in first


def test_every_mistake_has_words_of_its_own_and_none_tells_the_number():
    texts: dict[str, set[str]] = {}
    for moment in states(150, seed=3):
        for level in (level for level in LEVELS if asks(moment, level)):
            for blank in blanks_of(moment, level):
                for mistake in blank.mistakes:
                    found = blank.mistake(mistake.value.value)
                    if found is not None:
                        text = feedback(moment, blank, mistake.value.value)
                        texts.setdefault(found.kind, set()).add(text)
                        assert f"= {number(blank.right.value)}." not in text
    assert len(texts) >= 24
    for (_, one), (_, other) in pairwise(sorted(texts.items())):
        assert not one & other


@pytest.mark.parametrize("lag", [0, 3])
def test_a_gain_in_place_of_a_slope_is_said_to_have_a_weight_that_the_term_has_or_has_not(lag: int):
    moment = next(
        moment
        for moment in (moment_of(OPENING.with_(t=t, lag=lag)) for t in range(21, 40))
        if blanks_of(moment, "1")[0].symbol.startswith("(1")
    )
    (blank,) = blanks_of(moment, "1")
    (gain,) = (mistake.value.value for mistake in blank.mistakes if mistake.kind == "gain")
    said = plain(feedback(moment, blank, gain))
    assert said.startswith("That is the local gain")
    has_it = "Wh" in [factor.symbol for factor in moment.term.factors]
    assert ("is a factor of its own" in said, "has no factor Wh" in said) == (has_it, not has_it)


def test_where_the_digits_shown_do_not_suffice_the_feedback_and_the_hint_say_so():
    chosen = PRESETS["Saturated"][0].with_(lag=1)
    moment = next(
        moment
        for moment in (moment_of(chosen.with_(t=t)) for t in range(10, 60))
        if (blank := blanks_of(moment, "1")[0]).uncertain and blank.symbol.startswith("(1")
    )
    (blank,) = blanks_of(moment, "1")
    assert blank.verdict(0.0) == "right"
    assert "computed with all digits" in feedback(moment, blank, 0.0)
    assert digits(moment.queues.out_H[0]) in "".join(hints(moment, blank)) or digits(moment.queues.out_H[1]) in "".join(
        hints(moment, blank)
    )


def test_answers_are_about_the_step_on_the_screen():
    app = fill_in(opened(OPENING.with_(t=30, scale="symlog"), blanks="term"), "5")
    assert unpacked(visit_of(app).study.answers)[0] == Answer("term", about(OPENING, 30), "5", right=False)
    assert packed(unpacked(visit_of(app).study.tried)) == visit_of(app).study.answers
