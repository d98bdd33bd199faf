"""The server around the pages: what it does once, for all visitors."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from streamlit.starlette import App

from pages.lab import runtime
from pages.lab.frame import PAGES
from pages.lab.server import alone, errors, files, headers, metrics
from pages.lab.server.door import Door
from pages.lab.server.gate import Gate


@asynccontextmanager
async def lifespan(_: App) -> AsyncIterator[None]:
    """Before the first visitor comes."""
    runtime.answer_at_once()
    errors.log_to_stderr()
    alone.offer()
    gc.collect()
    gc.freeze()  # what the imports made lives as long as the server; the collector need not look at it again
    gc.set_threshold(5_000, 10, 20)  # a full collection takes 0.1 s with 200 visitors, and all wait: make it rare
    sys.setswitchinterval(0.02)  # a step takes 0.01 s: threads that finish one after the other keep fewer waiting
    yield


_PATHS = ["/", *(f"/{path.removeprefix('pages/').removesuffix('.py')}" for path in PAGES if path != "app.py")]
SETUP: dict[str, Any] = {
    "routes": [*files.ROUTES, *metrics.ROUTES],
    "middleware": [
        Middleware(headers.SecurityHeaders),
        Middleware(Door),
        Middleware(Gate),
        Middleware(files.StreamlitFiles, pages=_PATHS),
    ],
    "lifespan": lifespan,
    "on_script_error": errors.report,
    "exception_handlers": {500: headers.failed},
}
