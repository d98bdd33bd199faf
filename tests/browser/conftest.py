"""A server and a Chromium for the whole session; a page, watched for faults: a fresh one for each test, or one kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.serving import Server, chromium_with_a_profile, server

PATIENCE = 15_000
"""Milliseconds: two workers can keep two cores busy."""
expect.set_options(timeout=PATIENCE)
LAPTOP: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def app() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def context() -> Iterator[BrowserContext]:
    with chromium_with_a_profile() as opened:
        yield opened


@pytest.fixture(scope="session")
def browser(context: BrowserContext) -> Browser:
    """The same Chromium, for windows of other sizes or without a past."""
    assert context.browser is not None
    return context.browser


@pytest.fixture(scope="session")
def window(context: BrowserContext) -> Page:
    """One window for all tests: a new one would read ten megabytes of script anew, which takes longer than a test."""
    opened = context.pages[0]
    opened.set_default_timeout(PATIENCE)
    return opened


@pytest.fixture(scope="session")
def tab(context: BrowserContext) -> Page:
    """A tab beside it, where the app stays open from test to test."""
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    return opened


@pytest.fixture
def faults() -> list[str]:
    """What the page complained of, or asked of another host; filled while a test runs."""
    return []


@contextmanager
def watched(page: Page, faults: list[str]) -> Iterator[None]:
    """Fill ``faults``, as the fixture says."""

    def complained(message) -> None:
        # Streamlit looks for its own probe under a page's address first; that is not ours.
        if message.type in ("error", "warning") and "_stcore" not in message.location.get("url", ""):
            faults.append(f"{message.text} ({message.location.get('url')})")

    def failed(error) -> None:
        faults.append(str(error))

    def asked(request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")):
            faults.append(f"request to {request.url}")

    heard: dict[Any, Any] = {"console": complained, "pageerror": failed, "request": asked}
    for event, listener in heard.items():
        page.on(event, listener)
    yield
    for event, listener in heard.items():
        page.remove_listener(event, listener)


@pytest.fixture
def lab(tab: Page, faults: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """The app as earlier tests have left it, for tests that begin with ``reach``; opened anew after one that failed.

    A fault fails the test, so that it is not left to the next.
    """
    failed = request.session.testsfailed
    tab.bring_to_front()
    tab.set_viewport_size(LAPTOP)
    with watched(tab, faults):
        yield tab
        tab.mouse.move(0, 0)
    if faults or request.session.testsfailed > failed:
        tab.goto("about:blank")
    assert faults == []


@pytest.fixture
def page(window: Page, faults: list[str]) -> Iterator[Page]:
    """The window, empty, of a laptop's size and light; a test that must see no fault looks at ``faults`` itself."""
    window.bring_to_front()
    window.set_viewport_size(LAPTOP)
    window.emulate_media(color_scheme="light")
    with watched(window, faults):
        yield window
    window.mouse.move(0, 0)
    # By the page itself: the next one then opens in the same process, which takes three quarters of the time.
    window.evaluate("location.replace('about:blank')")
    window.wait_for_url("about:blank")
