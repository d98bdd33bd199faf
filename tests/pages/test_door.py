"""Who is let in; what strangers get from a real server stands in tests/server/test_door.py."""

import pytest
import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.lab.server import files
from pages.lab.server.door import Door, foreign
from pages.lab.server.setup import SETUP
from tests.pages.house import ROOT


def set_options(monkeypatch: pytest.MonkeyPatch, **options: object) -> None:
    before = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: options.get(name.partition(".")[2], before(name)))


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        (None, "lab.example", False),
        ("https://lab.example", "lab.example", False),
        ("http://lab.example:8080", "lab.example", False),  # a server in front that leaves out the port
        ("http://[::1]:8501", "[::1]:8501", False),
        ("https://elsewhere.example", "lab.example", True),
        ("https://lab.example.elsewhere.example", "lab.example", True),
        ("https://lab.example@elsewhere.example", "lab.example", True),
        ("null", "lab.example", True),
        ("http://[", "lab.example", True),
        ("file://", "lab.example", True),
    ],
)
def test_a_page_is_foreign_if_it_has_another_host(origin: str | None, host: str, expected: bool):
    sent = {"Host": host} if origin is None else {"Host": host, "Origin": origin}
    assert foreign(Headers(sent)) == expected


def test_the_operator_can_let_pages_of_another_site_in(monkeypatch: pytest.MonkeyPatch):
    sent = Headers({"Host": "lab.example", "Origin": "https://school.example"})
    set_options(monkeypatch, corsAllowedOrigins=["https://school.example"])
    assert not foreign(sent)
    set_options(monkeypatch, corsAllowedOrigins=[])
    assert foreign(sent)
    set_options(monkeypatch, enableCORS=False)
    assert not foreign(sent)


def test_streamlit_never_hears_of_a_page_of_another_site():
    """It would ask a server on the internet about it."""
    heard: list[tuple[str, bool]] = []

    async def open_to_all(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append((scope["path"], "origin" in Headers(scope=scope)))
        await WebSocket(scope, receive, send).accept()

    client, own = TestClient(Door(open_to_all)), {"Host": "lab.example", "Origin": "http://lab.example"}
    for origin in ("http://lab.example", "http://lab.example:1"):  # of another port Streamlit would ask, too
        with client.websocket_connect("/_stcore/stream", headers=own | {"Origin": origin}):
            pass
    for path, sent in [("/_stcore/stream", own | {"Origin": "https://elsewhere.example"}), ("/_stcore/other", own)]:
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(path, headers=sent):
            pass
    assert heard == [("/_stcore/stream", False)] * 2


@pytest.mark.parametrize("base", ["", "lab", "/a/lab/"])
def test_the_lab_can_stand_below_a_path(monkeypatch: pytest.MonkeyPatch, base: str):
    set_options(monkeypatch, baseUrlPath=base)

    async def echo(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(scope["path"])(scope, receive, send)

    client = TestClient(Door(files.StreamlitFiles(echo, ["/", "/chain"])))
    before = "/" + base.strip("/") if base else ""
    address = files.address("browser", "chart.js")
    assert address.startswith(f"{before}/files/")
    assert client.get(address).text == address.removeprefix(before)  # as our route has it
    assert client.get(f"{before}/_stcore/health").text == f"{before}/_stcore/health"
    assert client.get(f"{before}/chain").content == files.page()
    assert client.get(before or "/").content == files.page()
    assert client.get(f"{before}/_stcore/metrics").status_code == 404
    assert client.get(f"{before}/media/x").status_code == 404


def test_every_page_has_an_address_in_the_list():
    (pages,) = (one.kwargs["pages"] for one in SETUP["middleware"] if one.cls is files.StreamlitFiles)
    assert set(pages) == {"/", *(f"/{path.stem}" for path in (ROOT / "pages").glob("*.py"))}
