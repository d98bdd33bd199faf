"""What every page has: page config, navigation, sidebar, transport, notices, and the run that these choose."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitAPIException

from pages.lab import acts, controls, session, state, transport
from pages.lab.jobs import Job
from pages.lab.moment import Moment
from pages.lab.plot import palette
from pages.lab.session import WEIGHT_LIMIT, Session
from pages.lab.text import at, glossary, setting
from rnn_core import Run, simulate_in_pieces
from rnn_core.analysis.curves import first_beyond

BROWSER = Path(__file__).parent / "browser"
AT_REST = 24 * 60 * 60.0
"""Seconds. Only a page with a timer contacts a restarted server; without one it would stay dead."""
TRY_WIDTH = 400
"""Pixels. Two stand side by side; on a phone, one below the other."""
PIECE = 1000
"""Steps of a run between two looks at the clock."""
PAGES = {
    "app.py": "Step",
    "pages/chain.py": "The chain",
    "pages/across_time.py": "Across time",
    "pages/training.py": "Training",
}
_TRANSPORT = st.components.v2.component(
    "transport",
    html="""<div class="transport"><span class="now"></span>
<button type="button">Copy link</button></div>""",
    js=(BROWSER / "transport.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def page(title: str, lesson: Callable[[Moment], None]) -> None:
    """Draw a page around its lesson. A step redraws the stage alone; a changed setting redraws everything."""
    st.set_page_config(page_title=f"{title} · Unrolled", page_icon="🎞️", layout="wide")
    state.open_page()
    _styles()
    with st.sidebar:
        st.html('<div class="brand">Unrolled<span>step through an RNN</span></div>')
        for path, name in PAGES.items():
            st.page_link(path, label=name)
        controls.sidebar(state.session())
    _buttons()
    playing, drawn = transport.playing(), state.session().recipe

    @st.fragment(key="stage", run_every=transport.period() if playing else AT_REST)
    def stage() -> None:
        _stage(lesson, timed=playing, drawn=drawn)

    stage()
    state.page_drawn()
    _glossary()
    _freeze_imports()


def _stage(lesson: Callable[[Moment], None], *, timed: bool, drawn: Session) -> None:
    state.carry_out()
    job = _run()
    run = job.result
    transport.settle(last=len(run) - 1, final=job.complete)
    if job.complete:
        transport.tick()
    if timed != transport.playing() or drawn != state.session().recipe:  # sidebar and buttons are out of date
        st.rerun()
    state.write_address()
    moment = Moment.of(state.session().with_(t=min(state.session().t, len(run) - 1)), run, state.cache())
    _place_in_time(moment, running=not job.complete)
    if not job.complete:
        controls.progress("Training", len(run), run.experiment.length, acts.stop_training)
    _notices(run)
    lesson(moment)


def part(key: str, moment: Moment, lesson: Callable[[Moment], None]) -> None:
    """Draw a part of a lesson that can be drawn alone, so that its widgets and long work leave the rest as it is."""
    drawn, said = state.session(), state.notices()

    @st.fragment(key=key)
    def alone() -> None:
        state.carry_out()
        chosen = state.session()
        if (chosen.recipe, chosen.t) != (drawn.recipe, drawn.t) or state.notices() != said:  # the rest is out of date
            st.rerun()
        state.write_address()
        lesson(replace(moment, session=chosen.with_(t=moment.t)))

    alone()


@dataclass(frozen=True, slots=True)
class Try:
    """A button that opens an example.

    Parameters
    ----------
    label : str
    session : Session
    look : str
        What to look at in the example.
    """

    label: str
    session: Session
    look: str


def section(title: str, about: str) -> None:
    """Begin a section with its title and a text, HTML, on what it is about."""
    st.html(f'<h2 class="section">{title}</h2><p class="about">{about}</p>')


def tries(*attempts: Try) -> None:
    """End a section with buttons that open examples, each with what to look at."""
    with st.container(horizontal=True):
        for attempt in attempts:
            with st.container(width=TRY_WIDTH, gap="xsmall"):
                controls.button(f"Try: {attempt.label}", state.load, attempt.session, key=f"try {attempt.label}")
                st.caption(attempt.look)


def _run() -> Job[Run]:
    """The session's run, one piece further. It is kept for the next step; if it takes long, it is shown as it grows."""
    chosen = state.session()
    job = state.cache().job("run", chosen.recipe, lambda: simulate_in_pieces(session.experiment(chosen), PIECE))
    if not job.complete and not job.long:
        _again()
    return job


def _again() -> None:
    """Run the stage alone once more if only the stage runs, else the page."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()


def _buttons() -> None:
    """Draw the buttons outside of the stage: they look the same at every step, so no step needs to draw them again."""
    playing = transport.playing()
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="buttons"):
        controls.button("Reset", transport.reset, shortcut="Home", disabled=playing)
        controls.button("Back", transport.step, -1, shortcut="Left", disabled=playing)
        controls.button("Step", transport.step, 1, shortcut="Right", disabled=playing, type="primary")
        controls.button("Play", transport.play, shortcut="P", disabled=playing)
        controls.button("Pause", transport.pause, shortcut="P", disabled=not playing)
        controls.speed(state.session())


def _place_in_time(moment: Moment, *, running: bool) -> None:
    """Show where t is. During a run the slider already has its final length: an end that moves would move t."""
    asked = state.session().t
    t, last = (asked, moment.run.experiment.length - 1) if running else (moment.t, moment.last)
    with st.container(horizontal=True, vertical_alignment="center", key="time"):
        _TRANSPORT(
            key="transport",
            data={
                "session": state.visit().token,
                "acknowledged": state.visit().press,
                "t": moment.t,
                "label": at(moment.t),
                "last": f"(last {moment.last})",
                "link": state.link(),
            },
            on_press_change=transport.take_press,
            on_returned_change=transport.take_return,
            width="content",
        )
        st.slider(
            "t",
            -1,
            max(last, 0),
            key=state.show_in_widget("t slider", min(t, last)),
            on_change=state.moved,
            args=("t slider", transport.slide),
            label_visibility="collapsed",
            disabled=transport.playing() or running,
        )


def _notices(run: Run) -> None:
    """Show the notices, always in one box: a box that comes and goes would move the charts within the tree."""
    with st.container(key="notices"):
        for text in state.notices():
            st.info(text)
        beyond = first_beyond(run, WEIGHT_LIMIT)
        if run.diverged_at is not None:
            _recover(f"At step {run.diverged_at} a number overflowed (it exceeded about 10³⁰⁸); the run ends there.")
        elif beyond is not None:
            _recover(f"At step {beyond} a weight passed ±{WEIGHT_LIMIT:,.0f}: this run is diverging.")


def _recover(problem: str) -> None:
    tenth = state.session().eta / 10
    st.warning(f"{problem} The learning rate η is too large for these weights.")
    controls.button(f"Set η = {setting(tenth)}", partial(state.change, eta=tenth))


def _styles() -> None:
    css = (BROWSER / "style.css").read_text(encoding="utf-8")
    st.html(f"<style>{palette.css_variables()}{css}</style>")


@st.cache_resource
def _freeze_imports() -> None:
    """Exempt what the imports made from garbage collection: it lives as long as the server."""
    gc.collect()
    gc.freeze()


def _glossary() -> None:
    """Explain every symbol, colour and button of the page."""
    with st.expander("What everything means"):
        colours = "".join(
            f'<dt><span class="swatch" style="background:var(--{name.lower()})"></span></dt><dd>{text}</dd>'
            for name, text in glossary.COLOURS.items()
        )
        symbols, buttons = (
            "".join(f"<dt>{word}</dt><dd>{text}</dd>" for word, text in part.items())
            for part in (glossary.SYMBOLS, glossary.BUTTONS)
        )
        st.html(f'<dl class="glossary">{symbols}{colours}{buttons}</dl>')
