"""Static files, ours and Streamlit's: each is compressed once, when it is first requested.

The addresses of ours contain a hash of the content. Streamlit sends its own uncompressed, three megabytes to each new
visitor; so we answer in its place.
"""

import gzip
import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import NamedTuple

import plotly
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

_BROWSER = Path(__file__).parents[1] / "browser"
_FOLDERS = {
    "browser": {path.name: path for path in sorted(_BROWSER.glob("*.js"))},
    "plotly": {"plotly.min.js": Path(plotly.__file__).parent / "package_data" / "plotly.min.js"},
}
_STREAMLIT = Path(st.__file__).parent / "static"
_INDEX = _STREAMLIT / "index.html"
_KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".json": "application/json"}
_FOREVER = "public, max-age=31536000, immutable"


_MADE: dict[Path, Callable[[], bytes]] = {}
"""What makes the files that are not on the disk."""


class Packed(NamedTuple):
    """A file as it is sent, and its ETag."""

    compressed: bytes
    etag: str


_PACKED: dict[Path, Packed] = {}
_ONE_AT_A_TIME = RLock()
"""Else the first visitors of a class would all have the same file compressed. What makes a file may ask for another."""


def _packed(path: Path) -> Packed:
    if path in _PACKED:  # without the lock: all visitors would wait while another file is being compressed
        return _PACKED[path]
    with _ONE_AT_A_TIME:
        if path not in _PACKED:
            content = _content(path)
            etag = f'"{sha256(content).hexdigest()[:16]}"'
            _PACKED[path] = Packed(gzip.compress(content, compresslevel=9, mtime=0), etag)
        return _PACKED[path]


def _content(path: Path) -> bytes:
    return _MADE.get(path, path.read_bytes)()


def _answer(path: Path, headers: Headers, cache_control: str) -> Response:
    """Answer with a file, unless the browser has it."""
    packed = _packed(path)
    sent = {"Cache-Control": cache_control, "ETag": packed.etag, "Vary": "Accept-Encoding"}
    if packed.etag in headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=sent)
    kind = _KINDS[path.suffix]
    if "gzip" not in headers.get("Accept-Encoding", ""):
        return Response(_content(path), headers=sent, media_type=kind)
    return Response(packed.compressed, headers=sent | {"Content-Encoding": "gzip"}, media_type=kind)


# Our own


def text(name: str) -> str:
    """The text of one of our own files for the browser."""
    return (_BROWSER / name).read_text(encoding="utf-8")


def compressed(folder: str, name: str) -> bytes:
    """A file as it is sent, compressed."""
    return _packed(_FOLDERS[folder][name]).compressed


def offer(folder: str, name: str, make: Callable[[], bytes]) -> None:
    """Serve a file that is made, once somebody asks for it."""
    path = Path(folder, name)
    _FOLDERS[folder], _MADE[path] = {name: path}, make


def base() -> str:
    """What stands before every path: empty unless the server has been given a ``baseUrlPath``."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def address(folder: str, name: str) -> str:
    """The address of a file; another one once anything in its folder has changed, since scripts import each other."""
    return f"{base()}/files/{folder}/{_version(folder)}/{name}"


@cache
def _version(folder: str) -> str:
    return sha256(b"".join(map(_content, _FOLDERS[folder].values()))).hexdigest()[:16]


def _serve(request: Request) -> Response:
    """Answer with a file. In place of another version, from before the server was renewed, comes the present one."""
    folder, version, name = (request.path_params[part] for part in ("folder", "version", "name"))
    path = _FOLDERS.get(folder, {}).get(name)
    if path is None:
        raise HTTPException(404)
    return _answer(path, request.headers, _FOREVER if version == _version(folder) else "no-cache")


ROUTES = [Route("/files/{folder}/{version}/{name}", _serve)]


# Streamlit's


@cache
def page() -> bytes:
    """The page around all pages: Streamlit's, with our name, and our script that loads it again if a script fails."""
    html = _INDEX.read_text(encoding="utf-8").replace("<title>Streamlit</title>", "<title>Unrolled</title>")
    html = re.sub("(?s)<noscript>.*?</noscript>", "<noscript>This page needs JavaScript.</noscript>", html)
    return html.replace("<script", f"<script>\n{text('loading.js')}</script>\n    <script", 1).encode()


def within(scope: Scope) -> str:
    """The path that is asked for, without what stands before every path."""
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    before = base()
    return path[len(before) :] or "/" if f"{path}/".startswith(f"{before}/") else path


_MADE[_INDEX] = page


def font() -> bytes:
    """The font of all pages; nothing if this version of Streamlit has another."""
    return next((path.read_bytes() for path in _STREAMLIT.rglob("SourceSansVF-Upright*.woff2")), b"")


class StreamlitFiles:
    """Answers for Streamlit where one of its scripts, its styles, or a page is asked for.

    Parameters
    ----------
    app : ASGI application
        Answers everything else.
    pages : list of str
        The paths of the pages.
    """

    def __init__(self, app: ASGIApp, pages: list[str]) -> None:
        self.app = app
        files = (path for path in _STREAMLIT.rglob("*") if path.suffix in _KINDS)
        self.files = {f"/{path.relative_to(_STREAMLIT).as_posix()}": path for path in files}
        self.files |= dict.fromkeys(pages, _INDEX)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        path = self.files.get(within(scope)) if asked else None  # a name from the list, never one made from the path
        if path is None:
            await self.app(scope, receive, send)
            return
        if path not in _PACKED:
            await run_in_threadpool(_packed, path)
        named_by_content = path.parent != _STREAMLIT
        answer = _answer(path, Headers(scope=scope), _FOREVER if named_by_content else "no-cache")
        await answer(scope, receive, send)
