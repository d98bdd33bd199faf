"""The headers of every response: where scripts may come from, who may frame a page, what a page may not do."""

import os
import re
from base64 import b64encode
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.lab.server import files


def policy() -> str:
    """The Content-Security-Policy: everything comes from this server, and nothing is sent elsewhere.

    Streamlit imports the script of a component, which it has received as text, from a ``blob:`` address; its styles and
    Plotly's are set by their scripts. The one script that stands in the page itself is allowed by its hash.
    """
    written = re.findall(rb"<script>(.*?)</script>", files.page(), re.DOTALL)
    hashes = " ".join(f"'sha256-{b64encode(sha256(one).digest()).decode()}'" for one in written)
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' blob: {hashes}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": "'self'",  # where a class link is made, the page as the class will see it
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    # Not even "*" otherwise: it would keep out a lecture's page that is opened from the disk.
    framed_by = os.environ.get("UNROLLED_FRAME_ANCESTORS", "").strip()
    if framed_by and framed_by != "*":
        rules["frame-ancestors"] = framed_by
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def all_headers() -> dict[str, str]:
    """The security headers, by name."""
    return {
        "Content-Security-Policy": policy(),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",  # an address holds what its learner chose
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()",
    }


class SecurityHeaders:
    """Adds the security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = all_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, sending)


def failed(_: Request, error: Exception) -> PlainTextResponse:
    """The response to a request that failed; Starlette sends it past all middleware, and uvicorn logs the error."""
    return PlainTextResponse("Internal Server Error", 500, headers=all_headers())
