"""A sequence in a table: what stands in its fields, and what becomes of what is typed and pasted there."""

from functools import partial
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.lab.classroom.prepared import values_of
from pages.lab.data import cells, drawing
from pages.lab.server import gate
from pages.lab.session import OPENING, Session
from pages.lab.study import Study
from rnn_core.table import LONGEST, LONGEST_NUMBER, MOST
from tests.pages.data.by_hand import BOTH, OWN, PAGE, WAVE, columns_of, shown, view
from tests.pages.opening import checked, components, open_page, press, session_of, visit_of


def edit(app: AppTest, rows: list[list[str]], block: Any = None) -> AppTest:
    """Report what stands in the fields of the table."""
    number = shown(app, "table")["read"] + 1
    visit_of(app).presses.append(partial(cells._take, number, rows, block))
    return checked(app.run())


def rows_of(app: AppTest) -> list[list[str]]:
    rows: list[list[str]] = shown(app, "table")["rows"]
    return rows


def test_the_table_holds_the_data_in_use_with_every_digit():
    assert rows_of(open_page(script=PAGE)) == []
    assert rows_of(open_page(OWN, PAGE)) == [[text] for text in ("0", "0.5", "1", "0.5", "0", "-0.5")]


def test_a_number_is_changed_and_undo_changes_it_back():
    app = open_page(OWN, PAGE)
    rows = rows_of(app)
    rows[2] = ["0,75"]
    edit(app, rows)
    assert columns_of(app)[0][2] == 0.75
    assert rows_of(app)[2] == ["0.75"]
    assert app.button(key="undo").label == "Undo: your table"
    press(app, "undo")
    assert rows_of(app)[2] == ["1"]


def test_rows_come_and_go():
    app = open_page(BOTH, PAGE)
    assert shown(app, "table")["titles"] == ["X", "Y"]
    edit(app, [*rows_of(app), ["7", "8"]])
    assert columns_of(app) == ((1, 2, 300, 7), (4, 5, 6, 8))
    edit(app, rows_of(app)[1:])
    assert columns_of(app) == ((2, 300, 7), (5, 6, 8))


def test_what_cannot_be_read_stays_there_and_so_does_the_data():
    app = open_page(OWN, PAGE)
    rows = rows_of(app)
    rows[0], rows[4] = [""], ["<b>four</b>"]
    edit(app, rows)
    assert session_of(app) == OWN
    table = shown(app, "table")
    assert table["rows"] == rows
    assert table["problems"] == [{"row": 0, "column": -1}, {"row": 4, "column": 0}]
    assert table["said"] == [
        "t = 0: the row is empty",
        "t = 4, column X: “<b>four</b>” is not a number",
    ]
    assert shown(app, "draw")["X"] == WAVE
    rows[0], rows[4] = ["1"], ["2"]
    edit(app, rows)
    assert (columns_of(app)[0][0], columns_of(app)[0][4]) == (1, 2)
    assert shown(app, "table")["said"] == []


def test_of_many_problems_the_first_ten_are_named():
    app = edit(open_page(OWN, PAGE), [["x"]] * 25)
    table = shown(app, "table")
    assert len(table["problems"]) == 10
    assert table["said"][-1] == "and 15 more"


def test_what_cannot_be_read_can_be_discarded_and_is_out_of_date_once_the_data_is_another():
    app = edit(open_page(OWN, PAGE), [["x"]] * 6)
    visit_of(app).presses.append(partial(cells._discard, 2))
    checked(app.run())
    assert (shown(app, "table")["said"], shown(app, "table")["read"]) == ([], 2)
    assert rows_of(app)[1] == ["0.5"]
    edit(app, [["x"]] * 6)
    visit_of(app).presses.append(partial(drawing._take, 1, WAVE[::-1], False))
    checked(app.run())
    assert shown(app, "table")["said"] == []
    assert rows_of(app)[0] == ["-0.5"]


def test_a_block_is_pasted_in_and_one_that_does_not_fit_is_refused():
    app = open_page(OWN, PAGE)
    rows = rows_of(app)
    edit(app, rows, {"row": 4, "column": 0, "text": "7\n8\n9\n"})
    assert columns_of(app)[0] == (0, 0.5, 1, 0.5, 7, 8, 9)
    edit(app, rows_of(app), {"row": 0, "column": 0, "text": "1\t2\t3"})
    assert "there is room for" in shown(app, "table")["said"][0]
    assert rows_of(app)[4] == ["7"]


def test_the_longest_table_can_be_sent():
    assert shown(open_page(OWN, PAGE), "table")["widest"] == LONGEST_NUMBER
    texts = [[f"-0.{'1' * 17}"] * 2 for _ in range(MOST)]
    assert len(str(texts)) < gate.LONG_TEXTS[cells.KEY] - LONGEST
    app = edit(open_page(script=PAGE), texts)
    assert len(columns_of(app)[1]) == MOST


@pytest.mark.parametrize("chosen", [OPENING, OWN])
@pytest.mark.parametrize("how", ["locked", "hidden"])
def test_under_a_locked_task_there_is_no_table_and_a_report_changes_nothing(chosen: Session, how: str):
    app = open_page(chosen, PAGE, **view(**{how: values_of(["task"], chosen, Study())}))
    assert not components(app, "table")
    before = session_of(app)
    visit_of(app).presses.append(partial(cells._take, 1, [["1"], ["2"], ["3"]], None))
    assert session_of(checked(app.run())) == before
    assert visit_of(app).notices == ["task is locked in this view."]


@pytest.mark.parametrize(
    ("hidden", "tables"),
    [({"blocks": ("sequence",)}, 0), ({"readouts": ("numbers",)}, 0), ({"readouts": ("sentences",)}, 1)],
)
def test_there_is_no_table_where_a_view_hides_the_sequence_or_the_numbers(hidden: dict[str, Any], tables: int):
    assert len(components(open_page(OWN, PAGE, **view(**hidden)), "table")) == tables
