"""What belongs to data of one's own: the target, its delay or its number of inputs, and the scale."""

import streamlit as st

from pages.lab import controls, state
from pages.lab.data import kept
from pages.lab.packed import LONGEST_PACKED
from pages.lab.session import CHOICES, OF_DATA, data_of, options_of
from rnn_core.tasks import TARGETS

PAGE = "pages/your_data.py"
SAVES = "pages/take_away.py"
TOO_LONG = "too long for a link"
BEGUN = "your own data"
"""What Undo calls the beginning with a copy of the sequence in use."""


def in_sidebar(*, here: bool) -> None:
    """Under the list of tasks: the choices, what the data is, and, unless one is there, the way to its page.

    There is nothing with another task.
    """
    session, view = state.session(), state.prepared()
    if session.task != "own" or view.hides("task"):
        return
    controls.select("target", _targets())
    controls.select("scaled")
    told = "" if view.mutes_sequence else f": {kept.told(session.data)}"
    long = "" if session.fits_a_link else f"; {TOO_LONG}"
    copy = " It began as a copy of the sequence that was in use, rounded to three decimals." if _copied() else ""
    st.caption(f"Your data{told}{long}.{copy}")
    if not here and PAGE not in view.left_out:
        st.page_link(PAGE, label="Change your data")


def on_page() -> None:
    """The same choices on the page of the data, side by side."""
    session = state.session()
    if session.task == "own":
        with st.container(horizontal=True, vertical_alignment="bottom", key="data-choices"):
            controls.segments("target", _targets(), key="data target")
            for name in options_of(session):
                if name not in OF_DATA:
                    controls.field(CHOICES[name], getattr(session, name), key=f"data {name}", width=110)
            controls.segments("scaled", key="data scaled")


def _copied() -> bool:
    """Whether the data is still what it began as when the reader chose to have data."""
    latest = next((change for change in reversed(state.visit().undos) if "data" in change.before), None)
    return latest is not None and not latest.before["data"] and (bool(latest.moved) or latest.label == BEGUN)


def _targets() -> list[str]:
    """The targets that there can be: a second column only if there is one."""
    two = len(data_of(state.session()).columns) > 1
    return [name for name in TARGETS if two or name != "given"]


def in_a_link() -> str:
    """How much of a link the data takes, in a sentence."""
    session = state.session()
    if session.task != "own":
        return "The sequence in use comes with the app, so a link only has to name it."
    length = f"{len(session.data):,}"
    if session.fits_a_link:
        return (
            f"This data adds {length} of at most {LONGEST_PACKED:,} characters to the address of each page, and to the "
            "links that you copy. Whoever opens such a link has the same data."
        )
    return (
        f"This data is {TOO_LONG}: packed, it has {length} characters, and an address carries at most "
        f"{LONGEST_PACKED:,}. A reload of the page loses it, and a copied link opens without it."
    )


def way_to_save() -> None:
    """The way to the page that saves what no link carries; nothing in a view without that page."""
    if SAVES not in state.prepared().left_out:
        with st.container(key="saves"):
            st.page_link(SAVES, label="Save the settings and the data as a file", width="content")
