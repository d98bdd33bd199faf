"""Opens a file of settings: all of it, or nothing; what is locked stays, and one Undo takes back the rest."""

from dataclasses import asdict

import streamlit as st

from pages.lab import own_file, pinned, state
from pages.lab.takeaway import state_file
from pages.lab.takeaway.state_file import SettingsError
from pages.lab.text.untrusted import problem_list

NAME = "open a file of settings"


def panel() -> None:
    """Choose a file or paste its text; what is wrong with it is said here."""
    own_file.chooser("settings file", ".json,application/json", state_file.LONGEST_FILE, _sent)
    with st.expander("Or paste the text of a file"), st.form("paste-settings", border=False):
        key = "settings pasted"
        st.text_area("The text of a file of settings", key=key, height=160, label_visibility="collapsed")
        st.form_submit_button("Open the text", key="open settings", on_click=state.submitted, args=(key, open_text))
    st.html(problem_list("The settings stay as they are:", state.visit().settings_problems))


def _sent() -> None:
    """The callback of the component that reads a file."""
    text = own_file.sent("settings file")
    if text is not None:
        state.pressed(open_text, text)


def open_text(text: str) -> None:
    """Set everything as a file has it; if anything is wrong with it, nothing changes."""
    visit = state.visit()
    try:
        session, A = state_file.read(text)
    except SettingsError as wrong:
        visit.settings_problems = wrong.problems
        return
    visit.settings_problems = ()
    choices = {name: value for name, value in asdict(session).items() if name != "found"}
    taken = state.change(NAME, pinned=pinned.packed(A) if A else "", **choices)
    all_ = "The settings are" if taken else "All other settings are"
    undo = " Undo takes it back." * (visit.latest is not None and not state.prepared().keeps("undo"))
    state.notice(f"{all_} those of the file now.{undo}")
