"""The section of notes on the page for teachers."""

from collections.abc import Iterable

import streamlit as st

from pages.lab import frame
from pages.lab.text.notes import FORTY_FIVE_MINUTES, GOALS, MISCONCEPTIONS, TEN_MINUTES


def section() -> None:
    """Goals, what students often believe, and two plans."""
    frame.section(
        "Notes for a lesson",
        "Each link opens the state that its line is about. It leaves this page; the browser's Back returns to it. "
        "<b>Projector</b>, at the top of the sidebar, shows the page Step to a room, in large type.",
    )
    goals = "".join(f"<li>{goal}</li>" for goal in GOALS)
    st.html(
        f'<h3 class="notes">Goals</h3><p class="notes">After the lesson students can</p><ul class="notes">{goals}</ul>'
    )
    said = ((f"“{belief}”", answer) for belief, answer in MISCONCEPTIONS)
    st.html(f'<h3 class="notes">What students often believe, and what to show them</h3>{_listed(said, "beliefs")}')
    st.html(f'<h3 class="notes">Ten minutes</h3>{_listed(TEN_MINUTES, "plan")}')
    st.html(f'<h3 class="notes">Forty-five minutes</h3>{_listed(FORTY_FIVE_MINUTES, "plan")}')


def _listed(lines: Iterable[tuple[str, str]], kind: str) -> str:
    return f'<dl class="notes {kind}">{"".join(f"<dt>{head}</dt><dd>{text}</dd>" for head, text in lines)}</dl>'
