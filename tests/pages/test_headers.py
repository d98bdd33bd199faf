"""What every answer tells the browser, also where no answer could be made."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.lab.server import headers
from pages.lab.server.setup import SETUP


def rules() -> dict[str, list[str]]:
    return {name: sources for name, *sources in (rule.split() for rule in headers.policy().split("; "))}


def test_nothing_comes_from_or_goes_to_another_server():
    allowed = {source for sources in rules().values() for source in sources}
    assert allowed <= {"'none'", "'self'", "'unsafe-inline'", "data:", "blob:"} | {
        one for one in allowed if one.startswith("'sha256-")
    }
    assert rules()["default-src"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:"} & set(rules()["script-src"])


@pytest.mark.parametrize("open_to_all", ["", " ", "*"])
def test_anyone_may_frame_a_page_unless_the_operator_says_who(monkeypatch: pytest.MonkeyPatch, open_to_all: str):
    monkeypatch.setenv("UNROLLED_FRAME_ANCESTORS", open_to_all)
    assert "frame-ancestors" not in rules()
    monkeypatch.setenv("UNROLLED_FRAME_ANCESTORS", "'self' https://*.school.example")
    assert rules()["frame-ancestors"] == ["'self'", "https://*.school.example"]


def test_an_answer_to_an_error_in_the_server_has_them_too_and_says_nothing():
    def fails(_: Request) -> PlainTextResponse:
        raise RuntimeError("a secret")

    app = Starlette(
        routes=[Route("/fails", fails)],
        middleware=SETUP["middleware"],
        exception_handlers=SETUP["exception_handlers"],
    )
    answer = TestClient(app, raise_server_exceptions=False).get("/fails")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert headers.all_headers().items() <= {name.title(): value for name, value in answer.headers.items()}.items()
