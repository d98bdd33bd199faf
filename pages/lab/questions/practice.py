"""Practice: numbers of the term or the sum on the screen are left blank, and the reader fills them in.

What is blank, what is right, and which mistake a wrong answer shows, is up to ``rnn_core.analysis.practice``. What has
been filled in is part of the address, and nothing else is remembered.
"""

from functools import partial
from html import escape

import streamlit as st

from pages.lab import controls, show, state
from pages.lab.charts.faded import Filled, blanks_of, faded
from pages.lab.moment import AbsentError, Moment
from pages.lab.questions.answers import Answer, about
from pages.lab.session import Session
from pages.lab.text.feedback import asked_for, feedback, in_words
from pages.lab.text.hints import hints
from pages.lab.text.typed import LONGEST_EXPRESSION, parse_expression
from pages.lab.text.untrusted import visible
from rnn_core.analysis.practice import Blank

HINTS = 3


def switch() -> None:
    """Choose how many numbers are left blank."""
    if not state.prepared().hides_block("faded"):
        controls.segments("blanks")


def panel(moment: Moment) -> None:
    """Draw the blanks of a moment, as many as the reader has chosen, and take what is filled in."""
    level = "off" if state.prepared().hides_block("faded") else state.study().blanks
    with st.container(key="practice"):  # always there, like all that is in it
        filled = Filled(level, () if level == "off" else _solved(moment.session))
        show.draw(moment, faded, extra=filled)
        with st.container(key="fill-in", gap=None):
            try:
                open_blanks = () if level == "off" else blanks_of(moment, level)
            except AbsentError:  # the block above says why
                open_blanks = ()
            if open_blanks:
                _fields(moment, filled, open_blanks)
        if level != "off" and state.study().ask == "off":  # else the question before a step offers it
            controls.copy_answers("copy-filled-in")


def _solved(session: Session) -> tuple[tuple[int, str], ...]:
    """The steps of the run and the questions that have been answered right, for the picked weight and lag."""
    here = about(session, 0)
    right = (one for one in (*state.answers(), *state.tries()) if one.right and one.session.with_(t=0) == here)
    return tuple(sorted({(one.session.t, one.question) for one in right}))


def _fields(moment: Moment, filled: Filled, open_blanks: tuple[Blank, ...]) -> None:
    where, t = about(moment.session), moment.t
    by_question = {blank.question: blank for blank in open_blanks}
    tried = [one for one in state.tries() if one.session == where and one.question in by_question]
    asked = filled.asked(t, open_blanks)
    blank = asked or open_blanks[-1]
    latest = next((one.given for one in reversed(tried) if one.question == blank.question), "")
    # Another field at another step: a number half typed is not carried along. It stays where it is while one blank
    # after the other is filled in, so that it keeps the focus.
    key = state.key_for("fill in", (moment.session.weight, moment.session.lag, filled.level, t))
    st.html(f'<p class="asked-for">{asked_for(moment, blank)}</p>')
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with (
            st.form(key="fill", border=False, width="content"),
            st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
        ):
            st.text_input(
                asked_for(moment, blank, in_words),
                label_visibility="collapsed",
                key=state.show_in_widget(key, latest),
                placeholder="0.2, or (1−0.2)*(1+0.2)",
                autocomplete="off",
                width=210,  # with both buttons in one line of a phone
            )
            st.form_submit_button(
                "Check", key="check", on_click=state.submitted, args=(key, partial(_take, where, blank))
            )
        controls.button("Hint", _hint, where, blank, key="ask for a hint")
    said = [_said(moment, by_question[one.question], one.given) for one in tried[-1:]]
    if asked is None:
        said.append("<b>Step</b> gives fresh numbers.")
    st.html(f'<p class="feedback" role="status">{" ".join(said)}</p>')
    given = hints(moment, blank)[: _hints_shown(where, blank)]
    listed = "".join(f"<li>{one}</li>" for one in given)
    st.html(f'<div class="hints" role="status">{f"<ol>{listed}</ol>" if given else ""}</div>')


def _said(moment: Moment, blank: Blank, typed: str) -> str:
    try:
        return feedback(moment, blank, parse_expression(typed))
    except ValueError as wrong:
        return f"<code>{escape(visible(typed, LONGEST_EXPRESSION))}</code> {escape(str(wrong))}"


def _take(where: Session, blank: Blank, typed: str) -> None:
    """Take what was filled in. The first answer counts; what is no number, or was rounded too far, is not one."""
    if not typed.strip() or (where.t, blank.question) in _solved(where):
        return
    try:
        verdict: str = blank.verdict(parse_expression(typed))
    except ValueError:
        verdict = "unreadable"
    new = Answer(blank.question, where, typed, right=verdict == "right")
    state.fill_in(new)
    if verdict in ("right", "wrong"):
        state.answer(new)


# Hints


def _hint(where: Session, blank: Blank) -> None:
    count = min(_hints_shown(where, blank) + 1, HINTS)
    state.update_study(hints=f"{count} {_named(where, blank)}")


def _hints_shown(where: Session, blank: Blank) -> int:
    count, _, name = state.study().hints.partition(" ")
    return int(count) if name == _named(where, blank) and count in map(str, range(HINTS + 1)) else 0


def _named(where: Session, blank: Blank) -> str:
    return f"{where.t} {where.weight} {where.lag} {blank.question}"
