"""The private names of Streamlit, in one place, and what each answer falls back to without them; our own components."""

from pathlib import Path
from typing import Any

import streamlit as st

try:
    from streamlit.runtime import scriptrunner
except ImportError:
    scriptrunner = None  # type: ignore[assignment]


def _context() -> Any:
    return getattr(scriptrunner, "get_script_run_ctx", lambda: None)()


def arrived_by_history() -> bool:
    """Whether the browser's own Back or Forward led here; else False: Back then leaves the session as it is."""
    return bool(getattr(_context(), "is_history_navigation", False))


def page() -> str:
    """Names the page that is running; else "": all pages then count as one, and widgets may show an earlier value."""
    return str(getattr(_context(), "page_script_hash", ""))


def browser(name: str) -> str:
    """The text of a file for the browser."""
    return (Path(__file__).parent / "browser" / name).read_text(encoding="utf-8")


def component(name: str, html: str | None = None) -> Any:
    """A component of our own, which ``browser/<name>.js`` draws into ``html``."""
    return st.components.v2.component(name, html=html, js=browser(f"{name}.js"), isolate_styles=False)
