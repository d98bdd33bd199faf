"""Where the run is saved as one HTML file: which steps, how large it will be, and the button."""

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from pages.lab import address, controls, frame, state
from pages.lab.choice import Choice
from pages.lab.moment import Moment
from pages.lab.server import alone
from pages.lab.takeaway import run_file, save, told
from pages.lab.takeaway.span import MOST, Span, chosen, wrong
from pages.lab.text import megabytes, sentence

_HELP = f"A file holds the steps from one t to another, at most {MOST}. The moment before the first step is t = −1."
_FIELDS = "from t", "to t"
RUNNING = "The run is still being computed. It can be saved once it is complete."
ASKED = (
    "In this view a question comes before each step, and a file of the run would answer it. There is none while "
    "questions are asked."
)
LOCAL = (
    "“Copy link” in the file will work on this computer only. For a link that others can open, open this page at "
    "this computer's network address before you save."
)
MADE_HERE = "This link works only on the computer where the file was made."
LARGE = 4_000_000
"""How many bytes are many for a mail."""


def panel(moment: Moment) -> None:
    """Draw it as a part of the page of its own, which answers the browser without drawing the rest."""
    frame.part("run file", moment, _draw)


def _draw(moment: Moment) -> None:
    fixed = state.prepared().keeps("t")
    span = Span(moment.t, moment.t) if fixed else chosen(state.visit().span, moment.t, moment.last)
    problem, refused, link = held_back(moment), wrong(span), _link(moment)
    save.row(
        "HTML",
        problem or _says(span, moment),
        span.name(moment.last),
        None if problem or refused else partial(_part, moment, span, link),
        of=(moment.session.with_(t=0), moment.run, moment.pinned, state.study().prepared, span),
        around={"address": alone.address(), "mark": alone.RUN},
    )
    if not state.prepared().hides("t"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="run-file-steps"):
            _field(_FIELDS[0], span.first, moment.last, lambda first: (first, span.last), fixed=fixed)
            _field(_FIELDS[1], span.last, moment.last, lambda last: (span.first, last), fixed=fixed)
    # What is said of a field also stands above the page, out of sight from here.
    typed = [escape(one.replace("`", "")) for one in state.visit().notices if one.startswith(_FIELDS)]
    st.html(sentence(" ".join(filter(None, [*typed, refused])) or LOCAL * (address.local(link) and not problem)))


def held_back(moment: Moment) -> str:
    """Why no file of the run can be saved at present; empty if one can."""
    if state.prepared().holds_back_steps(state.study().ask):
        return ASKED
    return "" if moment.finished else RUNNING


def _link(moment: Moment) -> str:
    """Opens the present state in the app; empty if it cannot."""
    here = st.context.url or ""
    short = address.link(moment.session, state.study(), everything=False)
    return f"{here.rpartition('/')[0]}/{short}" if here and moment.session.fits_a_link else ""


def _field(label: str, value: int, last: int, span: Callable[[int], tuple[int, int]], *, fixed: bool) -> None:
    """One end of the steps."""

    def take(t: float) -> None:
        state.change()  # clears the notices of an earlier attempt
        state.visit().span = span(int(t))

    controls.field(Choice(label, label, _HELP, value, -1, last), value, take, width=96, disabled=fixed)


def _says(span: Span, moment: Moment) -> str:
    refused = wrong(span)
    steps = "" if refused else f": {span.told_of(moment.last)}"
    said = (
        f"One HTML file that is stepped through without a server or a network{steps}, with the "
        f"present settings and all that the page Step shows.{told.hidden(state.prepared())} Save it, then open it "
        "with a double click; it can be sent by mail or put on a course page."
    )
    if not refused:
        size = run_file.size(span, alone.size())
        said += f" At most about {megabytes(size)}."
        if size > LARGE:
            said += " That is large for a mail; fewer steps make it smaller."
    return said


def _part(moment: Moment, span: Span, link: str, number: int) -> tuple[str, int]:
    """A part of the file's text, and how many follow; nothing if the steps have become fewer since the first part."""
    if number >= run_file.parts(span):
        return "", 0
    if moment.last >= MOST and not state.prepared().keeps("t"):
        state.visit().span = span.first, span.last  # or t would take them along, and each part would be of another file
    with state.visit().turns.working():
        text = run_file.written(moment, state.prepared(), span, link, MADE_HERE * address.local(link), number)
    return text, run_file.parts(span) - 1 - number
