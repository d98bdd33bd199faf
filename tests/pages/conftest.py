"""A visit without a page: session state is a plain dictionary that holds nothing but the record."""

from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace

import pytest
from streamlit.components.v2 import manifest_scanner

from pages.lab import shared, state
from pages.lab.server import alone
from pages.lab.session import OPENING
from pages.lab.state import RECORD
from pages.lab.visit import Visit


class Address(dict):
    """The parameters of the address, as Streamlit holds them."""

    def to_dict(self) -> dict[str, str]:
        return dict(self)

    def from_dict(self, parameters: dict[str, str]):
        self.clear()
        self.update(parameters)


@pytest.fixture(autouse=True, scope="session")
def offered() -> None:
    """What a server offers before the first visitor comes."""
    alone.offer()


@pytest.fixture(autouse=True, scope="session")
def packages_read_once() -> Iterator[None]:
    """A server looks for components in all installed packages, once; each page that a test opens would do it anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def nothing_shared() -> None:
    """What earlier tests computed is forgotten."""
    shared.forget()


@pytest.fixture
def widgets(monkeypatch: pytest.MonkeyPatch) -> dict:
    """What session state holds: the record, and the values of widgets."""
    held = {RECORD: Visit(OPENING, [])}
    monkeypatch.setattr(state, "st", SimpleNamespace(session_state=held, query_params=Address(t="21")))
    return held


@pytest.fixture
def visit(widgets: dict) -> Visit:
    record: Visit = widgets[RECORD]
    return record
