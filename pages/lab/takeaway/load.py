"""Opens a settings file: all of it, or nothing; what is locked stays, and one Undo takes back the rest."""

from dataclasses import asdict
from html import escape

import streamlit as st

from pages.lab import own_file, pinned, state
from pages.lab.takeaway import state_file
from pages.lab.takeaway.state_file import SettingsError
from pages.lab.text.untrusted import problem_list

NAME = "settings file"
_BEGINS = "The settings are now those of the file.", "All other settings are now those of the file."
"""What is said of a file begins so, and nothing else that is said above the page, least of all of an address."""


def panel() -> None:
    """Choose a file or paste its text; what is wrong with it is said here."""
    own_file.chooser("settings file", ".json,application/json", state_file.LONGEST_FILE, _sent)
    # It also stands above the page, which may be out of sight; so does what else came of the file.
    notices = state.visit().notices
    said = " ".join(notices) if any(one.startswith(_BEGINS) for one in notices) else ""
    st.html(f'<p class="about">{escape(said)}</p>')
    st.html(problem_list("The settings stay as they are:", state.visit().settings_problems))
    with st.expander("Or paste the text of a file"), st.form("paste-settings", border=False):
        key = "settings pasted"
        st.text_area("The text of a settings file", key=key, height=160, label_visibility="collapsed")
        st.form_submit_button("Open the text", key="open settings", on_click=state.submitted, args=(key, open_text))


def _sent() -> None:
    """The callback of the component that reads a file; of one that cannot be read, the browser says why."""
    text = own_file.sent("settings file")
    if text is None:
        state.pressed(_refuse, ())
    else:
        state.pressed(open_text, text)


def _refuse(problems: tuple[str, ...]) -> None:
    """Nothing changes, and what was said of an earlier file is forgotten."""
    visit = state.visit()
    visit.settings_problems, visit.notices = problems, [one for one in visit.notices if not one.startswith(_BEGINS)]


def open_text(text: str) -> None:
    """Set everything as a file has it; if anything is wrong with it, nothing changes."""
    visit = state.visit()
    try:
        session, A = state_file.read(text)
    except SettingsError as wrong:
        _refuse(wrong.problems)
        return
    visit.settings_problems = ()
    choices = {name: value for name, value in asdict(session).items() if name != "found"}
    taken = state.change(NAME, pinned=pinned.packed(A) if A else "", **choices)
    undo = " Undo takes it back." * (visit.latest is not None and not state.prepared().keeps("undo"))
    state.notice(f"{_BEGINS[not taken]}{undo}")
