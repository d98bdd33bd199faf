"""The server around the pages: what it does once, for all visitors."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from streamlit.starlette import App

from pages.lab import files, runtime

ROUTES = files.ROUTES


@asynccontextmanager
async def lifespan(_: App) -> AsyncIterator[None]:
    """Before the first visitor comes."""
    runtime.answer_at_once()
    gc.collect()
    gc.freeze()  # what the imports made lives as long as the server; the collector need not look at it again
    yield
