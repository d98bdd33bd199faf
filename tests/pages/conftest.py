"""A visit without a page: session state is a plain dictionary that holds nothing but the record."""

from types import SimpleNamespace

import pytest

from pages.lab import state
from pages.lab.session import OPENING
from pages.lab.state import RECORD, Visit


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    record = Visit(OPENING, [])
    monkeypatch.setattr(state, "st", SimpleNamespace(session_state={RECORD: record}, query_params=None))
    return record
