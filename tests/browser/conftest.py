"""A server of the app and a Chromium for the whole session; a fresh page, watched for faults, for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.serving import Server, chromium, server


@pytest.fixture(scope="session")
def app() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 800})
    yield opened
    opened.close()


@pytest.fixture
def faults() -> list[str]:
    """What the page complained of, or asked of another host; filled while a test runs."""
    return []


@pytest.fixture
def page(context: BrowserContext, faults: list[str]) -> Page:
    opened = context.new_page()
    opened.set_default_timeout(15_000)

    def complained(message) -> None:
        # Streamlit looks for its own probe under a page's address first; that is not ours.
        if message.type in ("error", "warning") and "_stcore" not in message.location.get("url", ""):
            faults.append(f"{message.text} ({message.location.get('url')})")

    def asked(request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            faults.append(f"request to {request.url}")

    opened.on("console", complained)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", asked)
    return opened
