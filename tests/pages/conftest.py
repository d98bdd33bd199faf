"""A visit without a page: session state is a plain dictionary that holds nothing but the record."""

from types import SimpleNamespace

import pytest

from pages.lab import state
from pages.lab.session import OPENING
from pages.lab.state import RECORD, Visit


@pytest.fixture
def widgets(monkeypatch: pytest.MonkeyPatch) -> dict:
    """What session state holds: the record, and the values of widgets."""
    held = {RECORD: Visit(OPENING, [])}
    monkeypatch.setattr(state, "st", SimpleNamespace(session_state=held, query_params=None))
    return held


@pytest.fixture
def visit(widgets: dict) -> Visit:
    record: Visit = widgets[RECORD]
    return record
