"""A drawing can be forged: the session stays one that may be, and little is remembered."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pages.lab import state
from pages.lab.data import drawing
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
