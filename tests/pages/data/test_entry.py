"""Numbers that were entered: which column is the target, and that no more is said of them than still holds."""

from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab import address as addresses
from pages.lab import state
from pages.lab.classroom import prepared
from pages.lab.classroom.prepared import Prepared, values_of
from pages.lab.data import entry
from pages.lab.data.kept import packed
from pages.lab.session import OPENING, Session, data_of
from pages.lab.study import Study
from pages.lab.text.typed import as_typed
from pages.lab.visit import LONGEST_LABEL
from rnn_core.table import Table
from tests.pages.data.by_hand import PAGE, choice_on_page, paste, words
from tests.pages.opening import checked, components, html, open_page, press, session_of, shown, visit_of
from tests.pages.owned import OWN, OWN_LONG, OWN_TWO
from tests.pages.records import plain

TWO_COLUMNS = "1;2\n3;4\n5;6"
IN_USE, NOT_IN_USE = "In use: the sequence above is yours now.", "The numbers in the field are not in use yet."
LARGE = "1e9\n-1e9\n1e9\n-1e9\n1e9"


def open_file(app: AppTest, text: str | None) -> AppTest:
    """What the component that reads a file has its callback do: without a text, the file could not be read."""
    visit_of(app).presses.append(partial(entry._open, text))
    return checked(app.run())


def holds(app: AppTest) -> bool:
    """Whether the line about the file stays."""
    return bool(components(app, "own_file")[0]["holds"])


def draw(app: AppTest) -> AppTest:
    table = data_of(OWN.with_(data=OWN_TWO.data))
    visit_of(app).presses.append(partial(entry.use, table, "new drawing"))
    return checked(app.run())


@pytest.mark.parametrize(
    ("before", "text", "target"),
    [
        (OPENING, TWO_COLUMNS, "given"),
        (OWN, TWO_COLUMNS, "given"),
        (OWN.with_(target="mean"), TWO_COLUMNS, "given"),
        (OWN_TWO.with_(target="echo"), TWO_COLUMNS, "echo"),  # chosen beside a second column
        (OWN_TWO, "1\n2\n3", "next"),
        (OWN.with_(target="mean"), "1\n2\n3", "mean"),
        (OWN_TWO.with_(task="square", target="next"), TWO_COLUMNS, "given"),
    ],
)
def test_a_second_column_is_the_target_unless_another_was_chosen_beside_one(before: Session, text: str, target: str):
    app = paste(open_page(before.with_(t=1), PAGE), text)
    assert session_of(app).target == target


def test_a_column_that_is_not_the_target_is_not_called_y():
    app = open_page(OWN_TWO.with_(target="next", scaled="on"), PAGE)
    assert "The second column: −0.5 … 0.5 becomes −1 … 1." in plain(shown(app))
    assert "Y: −0.5" not in plain(shown(app))
    (said,) = [one.value for one in app.sidebar.caption if one.value.startswith("Your data: ")]
    assert "second column from −0.5 to 0.5" in said
    assert "Y: −0.5 … 0.5 becomes −1 … 1." in plain(shown(open_page(OWN_TWO.with_(scaled="on"), PAGE)))


def test_what_is_said_beside_the_button_holds_for_the_data_in_use():
    app = paste(open_page(OPENING.with_(t=1), PAGE), "1\n2\n3")
    assert f"{IN_USE} Read as one column, 3 rows." in words(app)
    paste(app, TWO_COLUMNS)
    assert "Read as two columns" in words(app)
    press(app, "undo")
    assert IN_USE not in words(app)
    paste(app, TWO_COLUMNS)
    draw(app)
    assert IN_USE not in words(app)


def type_and_press(app: AppTest, text: str) -> AppTest:
    """The browser sends what was typed together with the press."""
    app.text_area(key="data text").set_value(text)
    return press(app, "use these numbers")


def test_a_text_that_was_used_before_is_used_again():
    first, second = "X\n1\n2\n3\n", "X\n9\n8\n7\n"
    app = type_and_press(type_and_press(open_page(OPENING.with_(t=1), PAGE), first), second)
    press(app, "undo")
    assert app.text_area(key="data text").value == first
    visit_of(app).gave -= state.VALUE_ECHO
    type_and_press(app, second)
    assert data_of(session_of(app)).columns == ((9.0, 8.0, 7.0),)
    assert app.text_area(key="data text").value == second
    assert IN_USE in words(app)


def test_a_press_before_the_browser_has_heard_of_the_text_in_the_field_uses_no_old_one():
    app = type_and_press(open_page(OPENING.with_(t=1), PAGE), "X\n9\n8\n7\n")
    press(app, "undo")
    draw(app)
    drawn = session_of(app)
    type_and_press(app, "X\n9\n8\n7\n")
    assert session_of(app) == drawn
    assert app.text_area(key="data text").value == data_of(drawn).text


def test_what_was_typed_and_is_not_in_use_is_said_not_to_be():
    app = open_page(OWN, PAGE)
    assert NOT_IN_USE not in words(app)
    checked(app.text_area(key="data text").set_value("7\n8\n9").run())
    assert NOT_IN_USE in words(app)
    draw(app)
    assert app.text_area(key="data text").value == "7\n8\n9"
    assert NOT_IN_USE in words(app)
    press(app, "use these numbers")
    assert NOT_IN_USE not in words(app)


def test_defects_are_those_of_the_sequence_in_use():
    app = paste(paste(open_page(OPENING.with_(t=1), PAGE), "1\n2\n3"), "1\nx\n3")
    assert "“x” is not a number" in words(app)
    assert NOT_IN_USE not in words(app)  # said better
    press(app, "undo")
    assert "“x” is not a number" not in words(app)
    assert NOT_IN_USE in words(app)


def test_a_file_is_spoken_of_until_something_else_is_in_use():
    app = open_page(OPENING.with_(t=1), PAGE)
    assert not holds(app)
    assert holds(open_file(app, "1\n2\n3"))
    assert not holds(draw(app))
    assert holds(open_file(app, "1\nx\n3"))
    assert not holds(checked(app.text_area(key="data text").set_value("7\n8\n9").run()))


def test_a_file_that_the_browser_refused_takes_away_what_was_said_of_the_one_before():
    app = open_file(open_page(OPENING.with_(t=1), PAGE), "1\n2\n3")
    open_file(app, None)
    assert IN_USE not in words(app)
    assert holds(app)
    assert session_of(app).task == "own"
    checked(app.text_area(key="data text").set_value("7\n8\n9").run())
    assert app.text_area(key="data text").value == "7\n8\n9"
    assert NOT_IN_USE in words(open_file(app, None))


def test_the_delay_and_the_number_of_inputs_stand_beside_the_target():
    app = open_page(OWN, PAGE)
    assert "data delay" not in {one.key for one in app.text_input}
    checked(choice_on_page(app, "target").set_value("echo").run())  # type: ignore[attr-defined]
    assert app.text_input(key="data delay").value == as_typed(OWN.delay)
    checked(app.text_input(key="data delay").set_value("1").run())
    assert session_of(app).delay == 1
    assert app.sidebar.text_input(key="delay").value == "1"
    assert "X, 1 step ago" in plain(shown(app))


def test_data_that_is_a_copy_is_said_to_be_one_until_it_is_changed():
    def said() -> bool:
        (line,) = [one.value for one in app.sidebar.caption if one.value.startswith("Your data: ")]
        return "It began as a copy of the sequence that was in use, rounded to three decimals." in line

    app = open_page(OPENING.with_(t=1), "app.py")
    checked(app.selectbox(key="task").set_value("own").run())
    assert said()
    app.switch_page(PAGE)
    paste(checked(app.run()), "1\n2\n3")
    assert not said()
    press(app, "undo")
    assert said()
    app = press(open_page(OPENING, PAGE), "data begin")
    assert said()
    app = paste(open_page(OPENING.with_(t=1), PAGE), "1\n2\n3")
    assert not said()


def test_undo_names_a_long_change_in_brief():
    app = open_page(OWN, PAGE)
    checked(choice_on_page(app, "target").set_value("echo").run())  # type: ignore[attr-defined]
    assert app.button(key="undo").label == "Undo: target"
    checked(app.selectbox(key="task").set_value("square").run())
    assert app.button(key="undo").label == "Undo: task"
    checked(app.text_input(key="Wh").set_value("0.7").run())
    assert app.button(key="undo").label == "Undo: Wh −0.9 → 0.7"
    assert len("Wh −0.9 → 0.7") <= LONGEST_LABEL


def test_large_data_that_diverges_can_be_scaled():
    app = paste(open_page(OPENING.with_(t=1, eta=0.1), PAGE), LARGE)
    assert "Or the numbers are too large: scaled to −1 … 1, training may converge." in app.warning[0].value
    press(app, "scale the data")
    assert session_of(app).scaled == "on"
    assert not app.warning
    press(app, "undo")
    assert session_of(app).scaled == "off"


def test_training_on_large_data_is_said_to_be_easier_once_it_is_scaled():
    said = "The data has numbers beyond ±3: large inputs saturate tanh, and large targets make large updates."
    app = open_page(OWN.with_(eta=0.05, steps=200), "pages/training.py")
    assert not app.warning
    assert said in html(app)
    press(app, "scale to train")
    assert session_of(app) == OWN.with_(eta=0.05, steps=200, scaled="on")
    assert said not in html(app)
    assert "scale to train" not in [button.key for button in app.button]
    assert said not in html(open_page(OPENING, "pages/training.py"))


def test_of_a_run_that_diverges_one_button_scales_the_data():
    app = paste(open_page(OPENING.with_(t=1, eta=0.1), PAGE), LARGE)
    app = checked(app.switch_page("pages/training.py").run())
    assert "scaled to −1 … 1, training may converge" in app.warning[0].value
    assert "The data has numbers beyond" not in html(app)
    assert [button.label for button in app.button].count("Scale the data") == 1


@pytest.mark.parametrize(
    "view",
    [
        Prepared(locked=values_of(["task"], OWN, Study())),
        Prepared(readouts=("numbers",)),
        Prepared(blocks=("sequence",)),
    ],
)
@pytest.mark.parametrize("eta", [0.05, 50.0])
def test_scaling_is_not_advised_where_the_task_is_locked_or_its_numbers_are_hidden(view: Prepared, eta: float):
    chosen = OWN.with_(eta=eta, steps=200)
    assert "Scale the data" in [button.label for button in open_page(chosen, "pages/training.py").button]
    app = open_page(chosen, "pages/training.py", prepared=prepared.packed(view))
    assert bool(app.warning) == (eta == 50)
    said = " ".join([html(app), *[one.value for one in app.warning]])
    assert "The data has numbers beyond" not in said
    assert "the numbers are too large" not in said
    assert "Scale the data" not in [button.label for button in app.button]


def test_a_large_column_that_is_not_used_is_not_to_blame():
    app = open_page(OWN_TWO.with_(target="next", eta=1.0, Wy=900.0, t=1))
    paste(app.switch_page(PAGE).run(), "1;1e9\n2;5e8\n0;0")
    assert session_of(app).target == "next"
    assert "numbers" not in app.warning[0].value


def test_a_run_whose_loss_falls_is_not_called_diverging_although_a_weight_became_large():
    fell = open_page(OWN.with_(data=packed(Table(((1e9, -1e9, 3.0),))), t=1, eta=0.05, steps=2000), "pages/training.py")
    assert "the mean loss fell from" in plain(shown(fell))
    assert not fell.warning
    rose = open_page(OPENING.with_(Wy=900.0, eta=1.0, steps=30, t=1), "pages/training.py")
    assert rose.warning[0].value.startswith("At step 1 a weight passed ±1,000: this run is diverging. ")


def test_small_data_is_not_called_too_large():
    app = open_page(OPENING.with_(Wy=900.0, eta=1.0))
    assert "The learning rate η is too large" in app.warning[0].value
    assert "numbers" not in app.warning[0].value


def test_copying_a_link_says_that_long_data_is_left_out():
    assert addresses.caution(OWN, "https://lab.example/") == ""
    said = addresses.caution(OWN_LONG, "https://lab.example/")
    assert said.startswith("Link copied, without your data: it is too long for a link.")
    assert addresses.caution(OWN_LONG.with_(task="sine"), "https://lab.example/") == ""
    app = open_page(OPENING)
    visit_of(app).session = OWN_LONG
    assert said in components(checked(app.run()), "transport")[0]["caution"]
