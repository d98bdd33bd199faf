"""The frame of a section of the longer pages: its title and what it is about, and below it what to try."""

import streamlit as st

from pages.lab import state
from pages.lab.words import SECTIONS, Try

TRY_WIDTH = 400
"""In pixels: two stand beside each other, on a phone one below the other."""


def begin(key: str) -> None:
    """Draw the title of a section and what it is about."""
    section = SECTIONS[key]
    st.html(f'<h2 class="section">{section.title}</h2><p class="about">{section.about}</p>')


def tries(key: str) -> None:
    """Draw its buttons that set something up, each with what to look at then."""
    with st.container(horizontal=True, key=f"tries-{key}"):
        for attempt in SECTIONS[key].tries:
            with st.container(width=TRY_WIDTH, gap="xsmall"):
                st.button(f"Try: {attempt.label}", on_click=_load, args=(attempt,), key=f"try {attempt.label}")
                st.caption(attempt.look)


def _load(attempt: Try) -> None:
    state.load(attempt.state)
