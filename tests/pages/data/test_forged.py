"""A drawing, and what stands in a table, can be forged: the session stays one that may be, and little is remembered."""

from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pages.lab import state
from pages.lab.data import cells, drawing
from pages.lab.data.fields import UnreadableError, with_block
from pages.lab.session import OPENING, data_of
from rnn_core.table import MOST
from tests.core.replay import examples
from tests.pages.test_hostile import anything, held, numbers, visit_with

__all__ = ["held"]


cells_ = st.sampled_from(["1", "-0.5", "x", ""]) | st.text(max_size=3)
places = st.integers(0, 3) | numbers


@examples(50)
@given(number=st.integers() | anything, X=st.lists(numbers | st.floats()) | anything, fresh=anything)
def test_a_forged_drawing_leaves_a_session_that_may_be(held: dict, number: Any, X: Any, fresh: Any):
    visit = visit_with(held)
    held[drawing.KEY] = {"drawn": {"number": number, "X": X, "fresh": fresh}}
    drawing._sent()
    state.carry_out()
    assert visit.session == OPENING or len(data_of(visit.session).columns) == 1


def with_pasted(rows: list, block: Any) -> list:
    """The rows with the block, if it is one and fits."""
    match block:
        case {"row": int(row), "column": int(column), "text": str(text)} if 0 <= row <= MOST and column >= 0:
            with suppress(UnreadableError):
                return with_block(rows, row, column, text)
    return rows


@examples(50)
@given(
    number=st.integers() | anything,
    rows=st.lists(st.lists(cells_, min_size=1, max_size=2), min_size=1, max_size=5) | st.lists(anything) | anything,
    block=st.fixed_dictionaries({"row": places, "column": places, "text": st.text("7\t\n;", max_size=9)}) | anything,
)
def test_a_forged_table_leaves_a_session_that_may_be(held: dict, number: Any, rows: Any, block: Any):
    visit = visit_with(held)
    held[cells.KEY] = {"rows": {"number": number, "rows": rows, "block": block}}
    cells._sent()
    state.carry_out()
    assert visit.session == OPENING or data_of(visit.session).rows == len(with_pasted(rows, block))
    assert visit.cells is None or visit.cells.rows == with_pasted(rows, block)
    for problem in visit.cells.problems if visit.cells else ():
        f"{problem}".encode()
