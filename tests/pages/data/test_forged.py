"""A drawing, and what stands in a table, can be forged: the session stays one that may be, and little is remembered."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pages.lab import state
from pages.lab.data import cells, drawing
from pages.lab.session import OPENING, data_of
from tests.core.replay import examples
from tests.pages.test_hostile import anything, held, numbers, visit_with

__all__ = ["held"]


@examples(200)
@given(number=anything, X=st.lists(numbers | st.floats()) | anything, fresh=anything)
def test_a_forged_drawing_leaves_a_session_that_may_be(held: dict, number: Any, X: Any, fresh: Any):
    visit = visit_with(held)
    held[drawing.KEY] = {"drawn": {"number": number, "X": X, "fresh": fresh}}
    drawing._sent()
    state.carry_out()
    assert visit.session == OPENING or len(data_of(visit.session).columns) == 1


@examples(200)
@given(
    number=anything,
    rows=st.lists(st.lists(st.text(max_size=3) | anything, max_size=3)) | anything,
    block=anything | st.fixed_dictionaries({"row": numbers, "column": numbers, "text": st.text()}),
)
def test_a_forged_table_leaves_a_session_that_may_be(held: dict, number: Any, rows: Any, block: Any):
    visit = visit_with(held)
    held[cells.KEY] = {"rows": {"number": number, "rows": rows, "block": block}}
    cells._sent()
    state.carry_out()
    assert visit.session == OPENING or data_of(visit.session).rows == len(rows)
    assert visit.cells is None or visit.cells.rows == rows or block
    for problem in visit.cells.problems if visit.cells else ():
        f"{problem.said}".encode()
