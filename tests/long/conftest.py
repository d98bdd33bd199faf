"""The window and the server of the browser tests, for longer ones."""

from tests.browser.conftest import app, browser, context, faults, page, window

__all__ = ["app", "browser", "context", "faults", "page", "window"]
