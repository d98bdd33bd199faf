"""An error in our own code: a line in the server's log, and a message to the visitor."""

import logging
import traceback
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from pages.lab import state
from pages.lab.server import metrics

LONGEST = 2_000
"""An address is logged up to so many characters."""
MESSAGE = (
    "Something went wrong on this page, and the error has been logged. Press Reset or Undo, or reload the page. "
    "If the error comes back, open the page without the part of its address that follows the question mark."
)
_LOG = logging.getLogger("unrolled")


def log_to_stderr() -> None:
    """Log to stderr, unless whoever started the server has said where to."""
    if not _LOG.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        _LOG.addHandler(handler)


def report(error: Exception) -> bool:
    """Log what is needed to repeat an error, and nothing else of the visitor; say that something went wrong.

    Streamlit has logged the traceback just before. Returns True: Streamlit need not show the error.
    """
    metrics.ERRORS.add()
    where = traceback.extract_tb(error.__traceback__)[-1]
    token, address = state.whose()
    try:
        page = urlsplit(st.context.url or "").path[:100]
    except ValueError:  # a forged one
        page = ""
    # Written as Python texts: a line break in an address must not begin a line of the log.
    _LOG.error(
        "%s in %s, line %s: session %s, page %r, address %r",
        type(error).__name__, Path(where.filename).name, where.lineno, token, page, address[:LONGEST],
    )  # fmt: skip
    st.error(MESSAGE)
    return True
