"""The files that the browser loads from us: read and compressed once, each at an address that says what is in it."""

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path

import plotly
import streamlit as st
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_BROWSER = Path(__file__).parent / "browser"
_FOLDERS = {
    "browser": {path.name: path for path in sorted(_BROWSER.glob("*.js"))},
    "plotly": {"plotly.min.js": Path(plotly.__file__).parent / "package_data" / "plotly.min.js"},
}
_FOREVER = "public, max-age=31536000, immutable"


def text(name: str) -> str:
    """The text of one of our own files for the browser."""
    return (_BROWSER / name).read_text(encoding="utf-8")


def address(folder: str, name: str) -> str:
    """The address of a file; another one once anything in its folder has changed, since scripts import each other."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"{'/' + base if base else ''}/files/{folder}/{_version(folder)}/{name}"


@cache
def _version(folder: str) -> str:
    return sha256(b"".join(path.read_bytes() for path in _FOLDERS[folder].values())).hexdigest()[:16]


@cache
def _compressed(folder: str, name: str) -> bytes:
    return gzip.compress(_FOLDERS[folder][name].read_bytes(), compresslevel=9, mtime=0)


def _serve(request: Request) -> Response:
    """Answer with a file. In place of another version, from before the server was renewed, comes the present one."""
    folder, version, name = (request.path_params[part] for part in ("folder", "version", "name"))
    if name not in _FOLDERS.get(folder, {}):
        raise HTTPException(404)
    present = _version(folder)
    headers = {
        "Cache-Control": _FOREVER if version == present else "no-cache",
        "ETag": f'"{present}"',
        "Vary": "Accept-Encoding",
    }
    if f'"{present}"' in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    kind = "text/javascript"
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(_FOLDERS[folder][name].read_bytes(), headers=headers, media_type=kind)
    return Response(_compressed(folder, name), headers={**headers, "Content-Encoding": "gzip"}, media_type=kind)


ROUTES = [Route("/files/{folder}/{version}/{name}", _serve)]
