"""A teacher reads the answers of a class: pasted, counted for each question, and forgotten."""

from functools import partial

import streamlit as st

from pages.lab import acts, controls, state
from pages.lab.classroom import pasted
from pages.lab.classroom.pasted import LONGEST_PASTED, MOST_LINES, Counted, Pasted, Tables
from pages.lab.jobs import Job
from pages.lab.text import at, listed
from pages.lab.text.distribution import distribution

ABOUT = (
    "Where a question is asked before each step (the choice <b>predict</b> at the end of the sidebar) or numbers are "
    "filled in (<b>fill in</b> on The chain), students press <b>Copy my answers</b> and send you what it copies. Paste "
    "that here, one student on each line, up to "
    f"{MOST_LINES}. The first answer to each question counts. A guess about a step that had already been on the "
    "student's screen is counted apart, as “after seeing”; but a page that is loaded anew does not remember what "
    "it showed. A line that is pasted twice counts twice. Nothing is stored: the answers are read for this page "
    "alone, and are gone once it is closed or reloaded."
)
KEY = "answers pasted"
"""The widget's key, by which ``gate`` lets it send a long text."""


def section() -> None:
    """The field, and for each question how the class has answered it."""
    visit = state.visit()
    with st.container(key="class-answers"):
        st.text_area(
            "answers, one student on each line",
            key=state.show_in_widget(KEY, visit.pasted),
            on_change=state.moved,
            args=(KEY, _paste),
            height=140,
            help="What “Copy my answers” has copied: a link, or the code in it.",
        )
        controls.button("Read answers", _read, key="read answers")
        if visit.pasted.strip():
            _result(pasted.read(visit.pasted))


def _paste(text: str) -> None:
    if len(text) > LONGEST_PASTED:
        state.notice(f"The text is too long: at most {LONGEST_PASTED:,} characters can be read at a time.")
    else:
        state.visit().pasted = text


def _read() -> None:
    """The button only takes the focus out of the field, whose text then comes along."""


def _result(read: Pasted) -> None:
    bad = "".join(f"<li>Line {one.number} {one.why}.</li>" for one in read.bad)
    left_out = f"<p class='about'>Left out:</p><ul class='about'>{bad}</ul>" if bad else ""
    students = "1 student" if len(read.students) == 1 else f"{len(read.students)} students"
    st.html(f'<p class="sentence"><b>Answers of {students}.</b></p>{left_out}')
    if not read.students:
        return
    job: Job[Tables] = acts.carry_on("answers", read.students, lambda: pasted.count_in_pieces(read.students))
    tables = job.result
    if not job.complete:
        controls.progress("Counting", tables.done, tables.total, job.stop)
    for number, one in enumerate(tables.questions):
        _question(number, one)
    notes = [
        *([f"answers that fit no question: {tables.misfits}"] if tables.misfits else []),
        *([f"questions that are not counted: {tables.more}"] if tables.more else []),
    ]
    if notes:
        st.caption(f"Left out: {listed(notes)}.")


def _question(number: int, one: Counted) -> None:
    with st.container(key=f"counted-{number}"):
        st.html(distribution(one))
        label = f"Open {at(one.session.t)}"
        # By its key it brings the charts of the step into sight, as a try does.
        controls.button(label, partial(state.load, label, one.session), key=f"try open {number}")
