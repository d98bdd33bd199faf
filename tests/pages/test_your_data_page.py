"""The page Your data: numbers are entered, read and put in use, or named with all that is wrong with them."""

from functools import partial

import pytest

from pages.lab import pinned
from pages.lab.classroom.prepared import Prepared, packed, values_of
from pages.lab.data import entry, settings
from pages.lab.packed import LONGEST_PACKED
from pages.lab.server.gate import LONG_TEXTS
from pages.lab.session import INSTEAD, OPENING, Session, data_of
from pages.lab.study import Study
from pages.lab.text.untrusted import MOST_NAMED
from rnn_core.table import LONGEST
from tests.pages.data.by_hand import PAGE, choice_on_page, paste, words
from tests.pages.opening import SCRIPTS, checked, components, leads, open_page, press, session_of, shown, visit_of
from tests.pages.owned import LONG, OWN, OWN_LONG, OWN_TWO
from tests.pages.records import plain

# --- entering ---


def test_pasted_numbers_are_put_in_use_and_undo_takes_them_back():
    app = paste(open_page(OPENING.with_(t=2), PAGE), "t;spots\n1;190,5\n2;0\n3;55,5\n4;7")
    assert session_of(app).task == "own"
    assert data_of(session_of(app)).columns == ((1.0, 2.0, 3.0, 4.0), (190.5, 0.0, 55.5, 7.0))
    assert session_of(app).target == "given"
    said = "Read as two columns, separated by semicolons, with decimal commas, 4 rows."
    assert f"{said} The first row was taken for names: “t” and “spots”." in words(app)
    assert app.text_area(key="data text").value == data_of(session_of(app)).text
    assert app.button(key="undo").label == "Undo: your numbers"
    press(app, "undo")
    assert session_of(app) == OPENING.with_(t=2)
    assert said not in words(app)
    assert app.text_area(key="data text").value == ""


def test_a_plain_list_of_numbers_is_x_and_the_target_is_the_next():
    app = paste(open_page(OPENING.with_(t=1), PAGE), "1\n2\n4\n8")
    assert data_of(session_of(app)).columns == ((1.0, 2.0, 4.0, 8.0),)
    assert session_of(app).target == "next"
    assert "4 rows of your own." in plain(shown(app))
    assert "so a pass has 3 steps" in plain(shown(app))


def test_numbers_that_end_before_t_move_it_to_their_last_step_without_a_notice():
    app = paste(open_page(OPENING, PAGE), "1\n2\n4\n8")
    assert (session_of(app).t, list(app.info)) == (2, [])
    press(app, "undo")
    assert session_of(app) == OPENING
    app = paste(
        open_page(OPENING, PAGE, prepared=packed(Prepared(locked=values_of(["t"], OPENING, Study())))), "1\n2\n4"
    )
    assert session_of(app).t == OPENING.t
    assert "t = 21 is past the end" in app.info[0].value


@pytest.mark.parametrize("before", [OPENING, OWN])
def test_what_is_wrong_is_named_what_was_typed_stays_and_so_does_the_sequence(before: Session):
    text = "1\nx\n\nnan\n1e400\n" + "<b>\n" * 9
    app = paste(open_page(before, PAGE), text)
    said = words(app)
    assert "the sequence in use has not changed" in said
    for defect in ("row 2, column X: “x” is not a number", "row 3: the row is empty", "row 4, column X: “nan”"):
        assert defect in said
    assert said.count("row ") >= MOST_NAMED
    assert "and 3 more" in said
    html = " ".join(str(one.proto.body) for one in app.get("html"))
    assert "“&lt;b&gt;”" in html
    assert "“<b>”" not in html
    assert session_of(app) == before
    assert app.text_area(key="data text").value == text
    checked(app.text_area(key="data text").set_value("1\n2\n3").run())
    assert "has not changed" not in words(app)  # what was said of the old text
    press(app, "use these numbers")
    assert data_of(session_of(app)).columns == ((1.0, 2.0, 3.0),)


def test_commas_that_may_be_decimal_marks_are_pointed_out():
    app = paste(open_page(OPENING.with_(t=1), PAGE), "1,0\n0,1\n1,1")
    asked = "If the commas are part of the numbers of a single column, write X alone into the first row"
    assert asked in words(app)
    assert app.text_area(key="data text").value == "1,0\n0,1\n1,1"  # as the advice has it
    assert "not in use" not in words(app)
    press(app, "undo")
    assert (app.text_area(key="data text").value, "one column" in words(app)) == ("", False)
    paste(app, "X\n1,0\n0,1\n1,1")
    assert data_of(session_of(app)).columns == ((1.0, 0.1, 1.1),)


def test_an_emptied_field_stays_empty():
    app = open_page(OWN, PAGE)
    paste(app, " ")
    assert "there are no numbers yet" in words(app)
    assert app.text_area(key="data text").value == " "
    assert session_of(app) == OWN


def test_half_a_character_and_too_long_a_text_do_no_harm():
    app = open_page(OWN, PAGE)
    for text in ("\ud800\n1\n2", "1\n" * LONGEST):
        visit_of(app).presses.append(partial(entry._enter, text))
        checked(app.run())
        assert session_of(app) == OWN
    assert "at most 130,000 characters are read" in words(app)


def test_a_page_has_the_styles_of_its_own_parts_alone():
    def styles(script: str) -> str:
        return " ".join(str(one.proto.body) for one in open_page(OPENING, script).get("html"))

    parts = {".draw .paper {", ".table .rows {", "st-key-data-entry", "st-key-file-", ".picture {"}
    scripts = (PAGE, "pages/take_away.py", "app.py")
    own, files, step = ({one for one in parts if one in html} for html in map(styles, scripts))
    assert parts - own == {"st-key-file-"}
    assert files == {"st-key-file-", ".picture {"}
    assert step == {".picture {"}


def test_the_gate_lets_such_texts_through():
    assert LONG_TEXTS["data text"] == LONGEST
    (data,) = components(open_page(OWN, PAGE), "own_file")
    assert data["most"] == LONGEST


def test_the_sequence_in_use_can_be_the_beginning():
    app = press(open_page(OPENING, PAGE), "data begin")
    assert session_of(app).task == "own"
    assert str(app.text_area(key="data text").value).startswith("X\n0\n0.479\n0.841\n")
    checked(app.selectbox(key="task").set_value("square").run())
    assert app.button(key="data begin").label == "Back to your data"
    press(app, "data begin")
    assert data_of(session_of(app)).columns[0][1] == 0.479


# --- what it is used for ---


def test_the_target_and_the_scale_are_chosen_on_the_page_or_in_the_sidebar():
    app = open_page(OWN, PAGE)
    target = choice_on_page(app, "target")
    assert len(target.options) == 3  # type: ignore[attr-defined]
    checked(target.set_value("echo").run())  # type: ignore[attr-defined]
    assert session_of(app) == OWN.with_(target="echo")
    assert {field.key for field in app.sidebar.text_input} >= {"delay"}
    checked(app.selectbox(key="target").set_value("mean").run())
    assert {field.key for field in app.sidebar.text_input} >= {"mean_of"}
    assert len(choice_on_page(open_page(OWN_TWO, PAGE), "target").options) == 4  # type: ignore[attr-defined]


def test_scaling_is_shown_and_undone_by_one_click():
    app = open_page(OWN, PAGE)
    assert "X goes from 0 to 190. Inputs beyond ±3 saturate tanh" in shown(app)
    checked(choice_on_page(app, "scaled").set_value("on").run())  # type: ignore[attr-defined]
    assert session_of(app) == OWN.with_(scaled="on")
    assert "X: 0 … 190 becomes −1 … 1." in shown(app)
    assert "At t = 3, Ŷ = " in shown(app)
    assert "Y = −0.758 is 23.0." in plain(shown(app))
    checked(choice_on_page(app, "scaled").set_value("off").run())  # type: ignore[attr-defined]
    assert session_of(app) == OWN
    checked(choice_on_page(app, "scaled").set_value("on").run())  # type: ignore[attr-defined]
    press(app, "undo")
    assert session_of(app) == OWN


def test_a_constant_column_cannot_be_scaled_and_the_page_says_so():
    app = paste(open_page(OWN.with_(scaled="on"), PAGE), "7\n7\n7\n7")
    assert "X is 7 in every row, so it cannot be scaled and stays as it is." in shown(app)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("chosen", [OWN_TWO.with_(scaled="on"), OWN_LONG])
def test_every_page_shows_it(script: str, chosen: Session):
    app = open_page(OPENING, script)
    visit_of(app).session = chosen
    checked(app.run())
    assert session_of(app) == chosen
    (said,) = [one.value for one in app.sidebar.caption if one.value.startswith("Your data: ")]
    assert ("too long for a link" in said) == (chosen == OWN_LONG)


# --- the link ---


@pytest.mark.parametrize("script", [PAGE, "app.py"])
def test_where_no_page_saves_a_file_none_is_named(script: str):
    app = open_page(OPENING, script, prepared=packed(Prepared(pages=("take_away",))))
    visit_of(app).session = OWN_LONG
    checked(app.run())
    assert "take_away" not in leads(app)


def test_the_page_says_how_much_of_a_link_the_data_takes():
    assert "a link only has to name it" in words(open_page(OPENING, PAGE))
    assert f"This data adds {len(OWN.data)} of at most {LONGEST_PACKED:,} characters" in words(open_page(OWN, PAGE))
    app = open_page(OPENING, PAGE)
    checked(app.text_area(key="data text").set_value(LONG.text).run())
    press(app, "use these numbers")
    assert session_of(app).data == OWN_LONG.data
    assert "This data is too long for a link" in words(app)
    assert leads(app).count("take_away") == 2
    assert leads(open_page(OWN, PAGE)).count("take_away") == 1
    assert "data" not in app.query_params
    assert INSTEAD in open_page(session_of(app), PAGE).info[0].value


# --- a prepared view ---


@pytest.mark.parametrize("hidden", [False, True])
def test_where_the_task_is_locked_nothing_can_be_entered_and_where_it_is_hidden_nothing_is_there(hidden: bool):
    fixed = values_of(["task"], OWN, Study())
    view = Prepared(hidden=fixed) if hidden else Prepared(locked=fixed)
    app = open_page(OPENING, PAGE, prepared=packed(view))
    assert data_of(session_of(app)) == data_of(OWN)
    assert "The sequence is locked in this view." in words(app)
    assert [one.disabled for one in app.text_area] == [True] * (not hidden)
    assert not components(app, "own_file")
    assert bool([one for one in app.selectbox if one.key in ("task", "target", "scaled")]) != hidden
    assert all(one.disabled for one in app.selectbox if one.key in ("task", "target", "scaled"))
    assert not [one for one in app.sidebar.caption if one.value.startswith("Your data")] or not hidden
    visit_of(app).presses.append(lambda: entry._enter("1\n2\n3"))
    checked(app.run())
    assert data_of(session_of(app)) == data_of(OWN)
    assert "task is locked in this view" in app.info[0].value


def test_hidden_numbers_do_not_stand_in_the_field_or_in_a_sentence():
    for view in (Prepared(readouts=("numbers",)), Prepared(blocks=("sequence",))):
        app = open_page(OWN.with_(scaled="on"), PAGE, prepared=packed(view))
        assert app.text_area(key="data text").value == ""
    assert "in the numbers of the data" in shown(open_page(OWN.with_(scaled="on"), PAGE))


HIDDEN = [
    Prepared(readouts=("numbers",)),
    Prepared(blocks=("sequence",)),
    Prepared(blocks=("sequence",), readouts=("sentences", "headline", "numbers")),
]


@pytest.mark.parametrize("view", HIDDEN)
@pytest.mark.parametrize("chosen", [OWN, OWN.with_(scaled="on")])
def test_hidden_numbers_do_not_stand_in_what_is_said_of_the_sequence(view: Prepared, chosen: Session):
    app = open_page(chosen, PAGE, prepared=packed(view), pinned=pinned.packed(OWN_TWO))
    blocks = [block for place in components(app) for block in place["blocks"]]
    said = plain(" ".join([words(app), *(str(block.get("html") or block.get("sentence")) for block in blocks)]))
    assert "6 rows of your own." in said
    assert "A: your data (hidden), target “" in said
    assert "190" not in said


@pytest.mark.parametrize("view", [*HIDDEN, Prepared(readouts=("sentences",)), Prepared(readouts=("headline",))])
def test_scaled_numbers_are_not_said_in_those_of_the_data_where_these_or_sentences_are_hidden(view: Prepared):
    assert view.mutes_scaling_back
    assert not Prepared().mutes_scaling_back


@pytest.mark.parametrize("hidden", [{"readouts": ("numbers",)}, {"blocks": ("sequence",)}, {}])
def test_the_sidebar_says_no_hidden_number(hidden: dict[str, tuple[str, ...]]):
    app = open_page(OWN, "app.py", prepared=packed(Prepared(**hidden)))  # type: ignore[arg-type]
    (said,) = [one.value for one in app.sidebar.caption if one.value.startswith("Your data")]
    assert said == ("Your data." if hidden else "Your data: 6 rows, X from 0 to 190.")


def test_a_page_left_out_of_the_navigation_has_no_link_in_the_sidebar_either():
    app = open_page(OWN, "app.py")
    linked = [str(one.proto.page) for one in app.sidebar.get("page_link")]
    assert linked.count("your_data") == 2
    app = open_page(OWN, "app.py", prepared=packed(Prepared(pages=("your_data",))))
    assert "your_data" not in [str(one.proto.page) for one in app.sidebar.get("page_link")]
    assert settings.PAGE == PAGE
