"""Entering data: typed, pasted, or from a file. What cannot be read stays in the field, and nothing else changes."""

from dataclasses import replace
from html import escape

import streamlit as st

from pages.lab import controls, own_file, shared, state
from pages.lab.data import kept, settings
from pages.lab.data.entered import Entered
from pages.lab.session import data_of
from pages.lab.text import listed
from pages.lab.text.untrusted import first_of, problem_list, visible
from rnn_core.table import LONGEST, SEPARATORS, Reading, Table, TableError, read_table

_ACT = "your numbers"
_ADVICE = "In a spreadsheet, choose “CSV UTF-8” when you save it."
_NAME = 30
"""How many characters of a column's name are shown."""


def use(table: Table, act: str) -> bool:
    """Take a table in place of the sequence in use; the act is what Undo calls it. Whether nothing was locked."""
    chosen = state.session()
    before = len(data_of(chosen).columns) if chosen.task == "own" else 0
    # A second column is what Y is, unless the reader has had one before, and chosen another target.
    target = chosen.target if before >= len(table.columns) else "given" if len(table.columns) > 1 else "next"
    return state.change(act, task="own", data=kept.packed(table), target=target)


def panel() -> None:
    """The field for the numbers, the file, and what is wrong with what was entered."""
    entered, fixed = _entered(), state.prepared().keeps("task")
    if not fixed:
        kinds = ".csv,.tsv,.txt,text/csv,text/plain"
        own_file.chooser("data file", kinds, LONGEST, _opened, advice=_ADVICE, holds=entered.from_file)
    st.text_area(
        "Type or paste numbers",
        key=state.show_in_widget("data text", _shown()),
        height=220,
        on_change=state.moved,
        args=("data text", _typed),
        placeholder="X,Y\n0.5,1\n0.25,0\n…",
        disabled=fixed,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="data-acts"):
        st.button("Use these numbers", key="use these numbers", on_click=_used, type="primary", disabled=fixed)
        st.html(f'<p class="about" role="status">{escape(_use_of(entered))}</p>', width="content")
        begins = "Back to your data" if state.session().data else "Begin with the sequence in use"
        if state.session().task != "own":
            controls.button(begins, _begin, key="data begin", of=("task",))
    lead = "These numbers cannot be used yet; the sequence in use has not changed:"
    st.html(problem_list(lead, entered.defects))


def _begin() -> None:
    state.change(settings.BEGUN, task="own")
    state.visit().entered = Entered()


def _sequence() -> tuple[str, str]:
    return state.session().task, state.session().data


def _entered() -> Entered:
    """What was entered last. Once other data is in use, only a text that has never been in use is left of it."""
    entered = state.visit().entered
    return entered if entered.of == _sequence() else Entered(entered.unused)


def _use_of(entered: Entered) -> str:
    """Whether what stands in the field is in use: a sentence for beside the button."""
    if entered.read_as:
        return f"In use: the sequence above is yours now. {entered.read_as}"
    waits = (entered.unused or "").strip() and not entered.defects
    return "The numbers in the field are not in use yet." if waits else ""


def _shown() -> str:
    """What the field shows: what was entered, or the data in use."""
    entered, session = _entered(), state.session()
    if entered.text is not None:
        return entered.text
    shows = session.task == "own" and not state.prepared().mutes_sequence
    return shared.once(_text, session.data) if shows else ""


def _text(data: str) -> str:
    return kept.unpacked(data).text


def _typed(text: object) -> None:
    state.visit().entered = Entered(str(text), of=_sequence())


def _used() -> None:
    """The callback of the button: use what the field holds, unless the server may just have given it another text."""
    if state.heard():
        state.submitted("data text", _enter)
    else:
        state.pressed(lambda: _enter(_shown()))


def _opened() -> None:
    """The callback of the component that reads a file."""
    state.pressed(_open, own_file.sent("data file"))


def _open(text: str | None) -> None:
    """Enter the text of a file. Of one without a text, the browser says why."""
    visit = state.visit()
    if text is None:
        visit.entered = Entered(_entered().unused, of=_sequence(), from_file=True)
    else:
        _enter(text, from_file=True)


def _enter(text: str, *, from_file: bool = False) -> None:
    """Use the numbers of a text, or name what is wrong with it."""
    visit, text = state.visit(), text.encode(errors="replace").decode()  # half a character could not be sent back
    visit.entered = Entered(text[:LONGEST], of=_sequence(), from_file=from_file)
    try:
        with visit.turns.working():
            reading = read_table(text)
    except TableError as wrong:
        visit.entered = replace(visit.entered, defects=first_of(wrong.defects))
        return
    if use(reading.table, _ACT):
        stays = visit.entered.text if reading.ambiguous else None
        visit.entered = Entered(stays, read_as=_read_as(reading), of=_sequence(), from_file=from_file)


def _read_as(reading: Reading) -> str:
    """How a text was read: what its separators, names and decimal marks were taken for."""
    columns = f"two columns, separated by {SEPARATORS[reading.separator]}" if reading.separator else "one column"
    comma = ", with decimal commas" if reading.comma else ""
    names = [f"“{visible(name, _NAME)}”" for name in reading.names]
    named = f" The first row was taken for names: {listed(names)}." if names else ""
    unclear = (
        " If the commas are part of the numbers of a single column, write X alone into the first row, and use them "
        "again."
        if reading.ambiguous
        else ""
    )
    return f"Read as {columns}{comma}, {reading.table.rows:,} rows.{named}{unclear}"
