"""The page Lessons: opening a card, doing what it asks for, going on, leaving; and a lesson of one's own."""

from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab import pinned as pins
from pages.lab.charts.faded import blanks_of
from pages.lab.classroom.draft import Draft, class_link
from pages.lab.lessons import guide
from pages.lab.lessons.lesson import FOLDER, Card, filler, shipped
from pages.lab.packed import pack
from pages.lab.session import CHOICES, OPENING, Session
from pages.lab.study import Study
from pages.lab.text.markup import rich
from tests.pages.house import ROOT
from tests.pages.opening import checked, components, go_to, guesses_of, open_page, press, session_of, visit_of
from tests.pages.records import moment_of, plain

PAGE = "pages/lessons.py"
TEXT = next(FOLDER.glob("1-*.json")).read_text()
MINE = Session(K=4, Wh=0.7, t=33, weight="Bx", newest="right")


def opened(**address: str) -> AppTest:
    """The page at an address that may name no settings."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(PAGE)
    return checked(app.run())


def study_of(app: AppTest) -> Study:
    return visit_of(app).study


def words(app: AppTest) -> str:
    """The page's own HTML outside of the charts."""
    return "".join(str(getattr(one, "value", "")) for one in app.get("html"))


def said(app: AppTest) -> str:
    """What stands below the act, once it is done."""
    return words(app).split('<span role="status">')[1].split("</span>")[0]


def aside(app: AppTest) -> str:
    """What is said below that: whose numbers it gives, or why the act does not count."""
    return words(app).split('<p class="aside" role="status">')[1].split("</p>")[0]


def card(name: str, number: int) -> Card:
    return shipped()[name].cards[number - 1]


def do(app: AppTest, wanted: Session) -> AppTest:
    """Bring the page to a state by its own widgets: those that the card shows, and those of the sidebar."""
    for name in CHOICES:
        value = getattr(wanted, name)
        if name == "t" or value == getattr(session_of(app), name):
            continue
        if name == "factor":
            for _ in range(value - session_of(app).factor):
                press(app, "next factor")
        elif name in ("K", "nudge"):
            checked(app.slider(key=name).set_value(value).run())
        elif name in ("weight", "lag"):
            checked(app.button_group(key=name).set_value(value).run())
        else:
            checked(app.text_input(key=name).set_value(str(value)).run())
    return go_to(app, wanted.t) if wanted.t != session_of(app).t else app


def test_the_list_names_every_lesson_and_its_goal():
    app = open_page(script=PAGE)
    labels = [button.label for button in app.button if str(button.key).startswith("begin ")]  # cards.js
    *lessons, questions = shipped().values()
    assert labels == [
        *(f"Lesson {i}: {one.title}" for i, one in enumerate(lessons, 1)),
        f"Questions: {questions.title}",
    ]
    assert words(app).index(lessons[-1].goal) < words(app).index(">Questions<") < words(app).index(questions.goal)
    assert all(one.goal in words(app) for one in shipped().values())
    assert "7 cards, about 10 minutes" in words(app)


def test_a_card_sets_the_whole_state_and_leaving_gives_back_what_was_before():
    app = press(open_page(MINE, PAGE), "begin first_term")
    first = card("first_term", 1)
    assert session_of(app) == first.state.with_(newest="right")  # on which side the newest stands is up to the reader
    assert (study_of(app).lesson, study_of(app).card) == ("first_term", 1)
    assert "A gradient is a slope" in words(app)
    checked(app.slider(key="Wh slider").set_value(2.0).run())
    press(press(app, "next card"), "leave lesson")
    assert session_of(app) == MINE
    assert study_of(app) == Study()
    assert "The lessons" in words(app)


def acts() -> list[tuple[str, int]]:
    """For each way of doing an act, by the choices that it changes, the first card that asks for it."""
    first: dict[tuple[str, ...], tuple[str, int]] = {}
    for name, one in shipped().items():
        for i, its in enumerate(one.cards, 1):
            before, after = its.state, its.act.example
            if its.ask == its.blanks == "off":
                first.setdefault(tuple(n for n in CHOICES if getattr(before, n) != getattr(after, n)), (name, i))
    return list(first.values())


@pytest.mark.parametrize(("name", "number"), acts())
def test_an_act_is_undone_at_its_card_and_ticks_itself_when_it_is_done(name: str, number: int):
    """By the widgets that its card or the sidebar shows."""
    app = opened(lesson=name, card=str(number))
    one = card(name, number)
    assert session_of(app) == one.state
    assert [drawn["t"] for drawn in components(app)]
    assert "Your turn" in words(app)
    assert said(app) == ""
    do(app, one.act.example)
    assert session_of(app) == one.act.example
    assert "Your turn" not in words(app)
    assert said(app) == rich(one.after, filler(one, after=True))


def test_what_a_slider_passes_does_not_tick_an_act():
    app = opened(lesson="vanishing", card="3")
    visit_of(app).sliding = True
    checked(app.slider(key="Wh slider").set_value(2.0).run())
    assert "Your turn" in words(app)
    visit_of(app).sliding = False
    assert "Your turn" not in words(checked(app.run()))


def test_an_act_counts_only_where_the_other_settings_are_those_of_the_card():
    app = opened(lesson="first_term", card="4")
    checked(app.slider(key="By slider").set_value(1.0).run())
    do(go_to(app, 22), card("first_term", 4).act.example.with_(By=1.0, t=22))
    assert "Your turn" in words(app)
    assert aside(app).startswith("The settings By and t are no longer as this card set them. First press ")
    press(app, "card state")
    checked(app.text_input(key="Wx").set_value("5").run())  # not 3 again, which Streamlit would take for an echo
    assert "Your turn" not in words(app)


def test_an_act_with_settings_of_ones_own_is_done_with_any():
    app = opened(lesson="forward", card="7")
    checked(app.slider(key="By slider").set_value(1.0).run())
    do(app, card("forward", 7).act.example.with_(By=1.0))
    assert "Your turn" not in words(app)


def test_where_no_numbers_are_said_it_does_not_say_whose():
    app = opened(lesson="first_term", card="1")
    do(app, card("first_term", 1).act.example)
    assert "Your turn" not in words(app)
    assert aside(go_to(app, 22)) == ""


def test_an_act_that_needs_what_is_locked_cannot_be_done_and_the_card_says_so():
    app = opened(**class_parameters(Draft(lesson="many_uses", locked=("K",))), card="5")
    why = "“window K” is locked in this view. So what this card asks for cannot be done here; go on to the next."
    assert why in plain(words(app))
    app = opened(**class_parameters(Draft(lesson="many_uses", locked=("K",)), OPENING.with_(K=1)), card="5")
    assert session_of(app).K == 1
    assert "Your turn" in words(app)


def test_in_another_state_the_card_says_whose_numbers_it_gives():
    app = opened(lesson="first_term", card="4")
    do(app, card("first_term", 4).act.example)
    assert aside(app) == ""
    checked(app.slider(key="Wx slider").set_value(2.5).run())
    assert aside(app) == "These numbers are for Wx = 3."
    checked(app.slider(key="By slider").set_value(1.0).run())
    assert aside(go_to(app, 22)) == "These numbers are for Wx = 3, By = 0 and t = 21."


def test_what_is_done_stays_done_and_stands_in_the_address():
    app = press(opened(lesson="queues"), "step")
    assert guide.progress(visit_of(app).done) == {"queues": 1}
    press(app, "back")
    assert study_of(app).done == app.query_params["done"] == "queues.1"
    assert '<p class="act done">' in words(app)
    app = press(press(app, "next card"), "next card")
    go_to(app, 9)
    press(app, "next card")
    assert guide.progress(study_of(app).done) == {"queues": 5}
    again = opened(**{name: str(value) for name, value in app.query_params.items()})
    assert session_of(again) == session_of(app)
    assert study_of(again) == study_of(app)
    press(again, "leave lesson")
    assert "2 of 7 cards done" in words(again)
    press(again, "begin queues")
    assert study_of(again).card == 2  # the first that is not done


def test_a_tick_does_not_change_the_address_by_itself():
    """Else the browser's Back, which reads an address, would write another and come no further."""
    app = press(opened(lesson="queues"), "step")
    assert "done" not in app.query_params
    address = {name: str(value) for name, value in app.query_params.items()}
    assert '<p class="act done">' in words(opened(**address))  # the state ticks it again


@pytest.mark.parametrize("key", ["begin queues", "next card", "card state", "leave lesson"])
def test_a_card_that_is_opened_or_left_stops_play(key: str):
    app = open_page(OPENING.with_(t=20, speed="slow"), PAGE)
    if key != "begin queues":
        press(app, "begin queues")
    press(app, "play")
    assert visit_of(app).playing
    press(app, key)
    assert not visit_of(app).playing


def test_the_way_back_to_the_state_of_the_card():
    app = opened(lesson="window", card="4")
    checked(app.slider(key="Wh slider").set_value(2.0).run())
    go_to(app, 3)
    press(app, "card state")
    assert session_of(app) == card("window", 4).state


def test_an_address_that_names_a_lesson_alone_sets_its_card_and_one_with_settings_keeps_them():
    app = opened(lesson="vanishing", card="3")
    assert session_of(app) == card("vanishing", 3).state
    app = opened(lesson="vanishing", card="3", Wh="0.5", t="12")
    assert session_of(app) == OPENING.with_(Wh=0.5, t=12)
    assert study_of(app).card == 3
    press(app, "leave lesson")  # nothing was kept: the opening state
    assert session_of(app) == OPENING


def test_a_card_sets_the_question_and_the_blanks_and_leaving_gives_back_those_before():
    app = opened(ask="sign", t="40")
    press(app, "begin first_term")
    for _ in range(5):
        press(app, "next card")
    assert (study_of(app).ask, study_of(app).blanks) == ("off", "1")
    press(app, "leave lesson")
    assert (study_of(app).ask, study_of(app).blanks) == ("sign", "off")
    assert session_of(app).t == 40


def test_a_card_shows_nothing_that_is_pinned_and_leaving_pins_it_again():
    A = pins.packed(Session(Wh=0.7))
    app = press(open_page(MINE, PAGE, pinned=A), "begin first_term")
    assert study_of(app).pinned == ""
    assert study_of(press(app, "leave lesson")).pinned == A


def test_a_class_link_with_a_lesson_and_a_question_asks_it_once_the_lesson_is_left():
    app = opened(**class_parameters(Draft(lesson="forward", ask="largest")))
    assert (study_of(app).ask, study_of(app).lesson) == ("off", "forward")
    app = opened(**{name: str(value) for name, value in app.query_params.items()})  # also after a reload
    press(press(app, "next card"), "leave lesson")
    assert study_of(app).ask == "largest"
    assert session_of(app) == OPENING


def test_a_question_that_is_locked_is_asked_at_every_card_and_no_card_complains():
    app = opened(**class_parameters(Draft(lesson="forward", ask="largest", locked=("ask", "pinned"))))
    assert study_of(press(app, "next card")).ask == "largest"
    assert visit_of(app).notices == []
    press(app, "leave lesson")
    assert study_of(app).ask == "largest"
    assert visit_of(app).notices == []


def class_parameters(draft: Draft, session: Session = MINE) -> dict[str, str]:
    """The parameters of a class link that is made with settings of its own, and with some that are pinned."""
    link = class_link(draft, session, Study(pinned=pins.packed(Session(Wh=0.7))), "http://lab.example/teaching")
    return dict(parse_qsl(link.partition("?")[2]))


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "x",
        pack({"pinned": "x", "ask": "sign"}),
        pack([1, 2]),
        pack({"Wh": 3}),
        pack("Wh"),
        pack({"Wh": "5000", "t": "x"}),
    ],
)
def test_whatever_was_kept_the_lesson_can_be_left(kept: str):
    app = press(opened(lesson="forward", kept=kept), "leave lesson")
    assert study_of(app).lesson == ""
    assert session_of(app).Wh in (OPENING.Wh, 1000.0)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ({"lesson": "<b>x</b>"}, "There is no lesson “&lt;b&gt;x&lt;/b&gt;”."),
        ({"lesson": "own"}, "The lesson is not in this address"),
        ({"lesson": "own", "own": "x"}, "The lesson in this address is damaged."),
        ({"lesson": "own", "own": pack(TEXT)[:400]}, "The lesson in this address is cut short or too large."),
        ({"lesson": "own", "own": pack(7)}, "cannot be used: line 1: must be in braces, {…}."),
        ({"lesson": "own", "own": pack(TEXT.replace('"t": -1', '"t": -9', 1))}, "t: must be at least -1."),
    ],
)
def test_a_lesson_that_cannot_be_opened_is_named_and_the_list_shown(address: dict[str, str], why: str):
    app = opened(**address)
    assert "The lessons" in words(app)
    assert why in words(app)
    assert words(app).count("These are the lessons") == 1


@pytest.mark.parametrize("done", ["x", "forward.999", "forward.1-forward.2", "a.1" * 99, "forward.12345-queues.2"])
def test_whatever_stands_in_the_address_as_done_the_page_is_drawn(done: str):
    assert "The lessons" in words(opened(done=done))
    assert "card 1 of 7" in words(opened(done=done, lesson="forward"))


def test_a_card_beyond_the_last_is_the_last():
    app = opened(lesson="learning", card="7")
    assert f"card {len(shipped()['learning'].cards)} of" in words(app)
    assert session_of(press(app, "previous card")) == card("learning", len(shipped()["learning"].cards) - 1).state


# --- questions of a card ---


def test_a_number_filled_in_right_ticks_its_card():
    app = opened(lesson="first_term", card="6")
    (blank,) = blanks_of(moment_of(session_of(app)), "1")
    for typed, act in (("7", "Your turn"), (repr(blank.right.value), "Done")):
        next(one for one in app.main.text_input if str(one.key).startswith("fill in ")).set_value(typed)
        press(app, "check")
        assert f"<b>{act}</b>" in words(app)
    press(app, "next card")
    assert not [one for one in app.main.text_input if str(one.key).startswith("fill in ")]


def test_a_guess_ticks_its_card_when_its_step_is_taken():
    app = opened(lesson="vanishing", card="6")
    checked(guesses_of(app).set_value("grows").run())
    assert "<b>Your turn</b>" in words(app)
    press(app, "step")
    assert "<b>Done</b>" in words(app)
    press(app, "leave lesson")
    assert study_of(app).ask == "off"


def test_a_guess_made_before_a_card_does_not_tick_it():
    """The guess was about the very step at which the card opens."""
    before = card("vanishing", 6).state.with_(t=20)
    app = open_page(before, PAGE, ask="change")
    checked(guesses_of(app).set_value("grows").run())
    press(app, "step")
    assert study_of(app).answers
    press(app, "begin vanishing")
    for _ in range(5):
        press(app, "next card")
    assert "<b>Your turn</b>" in words(app)
    checked(guesses_of(app).set_value("grows").run())
    assert "<b>Done</b>" in words(press(app, "step"))


def test_what_the_lesson_keeps_is_not_part_of_a_copied_link():
    app = press(press(open_page(MINE, PAGE), "begin forward"), "step")
    assert study_of(app).kept
    link = components(app, "transport")[0]["link"]
    assert "lesson=forward" in link
    assert "kept=" not in link
    assert "done=" not in link
