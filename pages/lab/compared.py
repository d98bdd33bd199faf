"""The buttons of a comparison of A with B, and the line that says in what they differ."""

import streamlit as st

from pages.lab import controls, pinned, state
from pages.lab.moment import Moment
from pages.lab.session import Session
from pages.lab.study import STUDIES


def settings() -> Session | None:
    """The settings A that are pinned; None if there are none."""
    return pinned.unpacked(state.study().pinned)


def pin() -> None:
    """Pin the present settings as A."""
    text = pinned.packed(state.session())
    state.update_study(pinned=text)
    if not STUDIES["pinned"].fits(text):
        state.notice("A holds data that is too long for an address: a reload of the page, or a link, loses A.")


def unpin() -> None:
    """End the comparison; the present settings stay."""
    state.update_study(pinned="")


def swap() -> None:
    """Make A the present settings, and pin those that were; one Undo takes back both. All of it, or nothing."""
    A, was = settings(), state.session()
    if A is None or was.recipe == A or state.refused(**pinned.deciding(A)):
        return
    state.change("Swap A and B", pinned=pinned.packed(was), **pinned.deciding(A))


def line(moment: Moment, *, drawn: bool) -> None:
    """Say in what A and B differ. ``drawn`` says whether the page draws both.

    It stands in a box that is always there: one that comes and goes would move the charts within the tree.
    """
    with st.container(key="beside"):
        A = settings()
        if A is None:
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="pinned-row"):
            st.html(f'<p class="pinned" role="status">{_said(A, moment, drawn)}</p>', width="stretch")
            controls.button("Swap A and B", swap, key="swap", of=("pinned",))
            controls.button("Unpin", unpin, of=("pinned",))


def _said(A: Session, moment: Moment, drawn: bool) -> str:
    differing = pinned.difference(A, moment.session, state.prepared().mutes)
    if differing is None:
        return "<b>A</b>, the pinned settings, and <b>B</b>, the present ones, give the same run. Change a setting."
    a, b = differing
    more = pinned.missing(A, moment) or ("" if drawn else "The page Step draws both.")
    return f"<b>A:</b> {a} · <b>B:</b> {b}{f'. {more}' if more else ''}"
