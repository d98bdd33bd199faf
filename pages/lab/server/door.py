"""Who and what is let in: the names of this server, pages of its own, and the addresses that the lab uses."""

import os
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from pages.lab.server import files, metrics

HEALTH = "/_stcore/health"
_OPEN = {HEALTH, "/_stcore/host-config", "/_stcore/stream"}
_CLOSED = ("/_stcore/", "/media/", "/component/", "/auth/", "/oauth2callback", "/_unrolled/")
"""Streamlit's endpoints that the lab does not use (uploads, agents, logins and more), and the operator's own."""
_OURS = ("/files/", "/_unrolled/")


def metrics_wanted() -> bool:
    """Whether the operator has asked for the page of metrics."""
    return os.environ.get("UNROLLED_METRICS") == "1"


def foreign(headers: Headers) -> bool:
    """Whether a page of another site asks for a connection.

    Streamlit must not be asked: it compares ports, too, and where they differ it asks a server on the internet which
    address this machine has, for up to two seconds, in which all visitors wait.
    """
    origin = headers.get("Origin")
    if origin is None or not st.get_option("server.enableCORS"):
        return False
    try:
        same = urlsplit(origin).hostname == urlsplit(f"//{headers.get('Host', '')}").hostname
    except ValueError:
        return True
    return not same and origin not in (st.get_option("server.corsAllowedOrigins") or [])


def _without_origin(scope: Scope) -> Scope:
    """The request as one whose origin is settled; Streamlit admits those without one."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"origin"]}


class Door:
    """Lets in what the lab uses.

    Names of the server that are not in ``server.allowedHosts`` are refused with 400 (every name is allowed while that
    is empty); connections for pages of other sites, with 403; what the lab does not use is not there, 404.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        allowed = list(st.get_option("server.allowedHosts") or ["*"])
        self.host_checked = TrustedHostMiddleware(app, allowed_hosts=allowed, www_redirect=False)
        self.open = _OPEN | ({metrics.ADDRESS} if metrics_wanted() else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path = files.within(scope)
        if path.startswith(_OURS):  # our routes know nothing of a path before them
            scope = {**scope, "path": path, "root_path": ""}
        if path == HEALTH:  # the probes of a cluster use the IP address as the host
            await self.app(scope, receive, send)
        elif path.startswith(_CLOSED) and path not in self.open:
            await self._refuse(scope, receive, send)
        elif scope["type"] == "websocket" and foreign(Headers(scope=scope)):
            await WebSocketClose(code=1008)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.host_checked(_without_origin(scope), receive, send)
        else:
            await self.host_checked(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)
        else:
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
