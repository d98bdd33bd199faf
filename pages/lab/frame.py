"""What stands on every page: page config, navigation, sidebar, transport, notices, and the run they lead to."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st
from rnn_core.analysis.divergence import first_beyond
from streamlit.errors import StreamlitAPIException

from pages.lab import controls, session, state
from pages.lab.jobs import Job
from pages.lab.moment import Moment
from pages.lab.plot import palette
from pages.lab.session import WEIGHT_LIMIT, Session
from pages.lab.text import glossary
from rnn_core import Run, simulate_in_pieces

BROWSER = Path(__file__).parent / "browser"
AT_REST = 24 * 60 * 60.0
"""Seconds. Only a page with a timer asks a restarted server for a run; without one it would stay dead."""
TRY_WIDTH = 400
"""In pixels: two stand beside each other, on a phone one below the other."""
PIECE = 1000
"""Steps between two looks at the clock."""
PAGES = {"app.py": "Step", "pages/chain.py": "The chain", "pages/across_time.py": "Across time", "pages/training.py": "Training"}
_TRANSPORT = st.components.v2.component(
    "transport",
    html="""<div class="transport"><span class="now"></span>
<button type="button">Copy link</button></div>""",
    js=(BROWSER / "transport.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def page(title: str, lesson: Callable[[Moment], None]) -> None:
    """Draw a page around its lesson. A step redraws the stage alone; a setting redraws everything."""
    st.set_page_config(page_title=f"{title} · Unrolled", page_icon="🎞️", layout="wide")
    state.open_page()
    _styles()
    with st.sidebar:
        st.html('<div class="brand">Unrolled<span>step through an RNN</span></div>')
        for path, name in PAGES.items():
            st.page_link(path, label=name)
        controls.sidebar(state.session())
    _buttons()
    playing = state.playing()

    drawn = state.session().recipe

    @st.fragment(key="stage", run_every=state.period() if playing else AT_REST)
    def stage() -> None:
        _stage(lesson, timed=playing, drawn=drawn)

    stage()
    state.page_drawn()
    _glossary()
    _freeze_imports()


def _stage(lesson: Callable[[Moment], None], *, timed: bool, drawn: Session) -> None:
    job = _run()
    run = job.result
    state.settle(last=len(run) - 1, final=job.complete)
    if job.complete:
        state.tick()
    if timed != state.playing() or drawn != state.session().recipe:  # the sidebar and the buttons show something else
        st.rerun()
    state.write_address()
    moment = Moment.of(state.session().with_(t=min(state.session().t, len(run) - 1)), run, state.cache())
    _place_in_time(moment, running=not job.complete)
    if not job.complete:
        controls.progress("Training", len(run), run.experiment.length, state.stop_training)
    _notices(run)
    lesson(moment)


def part(key: str, moment: Moment, lesson: Callable[[Moment], None]) -> None:
    """A part of a lesson that can be drawn alone: its own widgets, and long work in it, leave the rest as it is."""
    said = state.notices()

    @st.fragment(key=key)
    def alone() -> None:
        chosen = state.session()
        if chosen.recipe != moment.session.recipe or state.notices() != said:  # the rest shows something else
            st.rerun()
        state.write_address()
        lesson(replace(moment, session=chosen.with_(t=moment.t)))

    alone()


@dataclass(frozen=True, slots=True)
class Try:
    """A button that opens a state worth a look.

    Parameters
    ----------
    label : str
    session : Session
    look : str
        What to look at then.
    """

    label: str
    session: Session
    look: str


def section(title: str, about: str) -> None:
    """The title of a section and what it is about, HTML."""
    st.html(f'<h2 class="section">{title}</h2><p class="about">{about}</p>')


def tries(*attempts: Try) -> None:
    """The end of a section: buttons that set something up, each with what to look at then."""
    with st.container(horizontal=True):
        for attempt in attempts:
            with st.container(width=TRY_WIDTH, gap="xsmall"):
                key = f"try {attempt.label}"
                st.button(f"Try: {attempt.label}", on_click=state.load, args=(attempt.session,), key=key)
                st.caption(attempt.look)


def _run() -> Job[Run]:
    """The session's run: done a piece at a time, and at the next step at hand. If that takes long, what there is so far."""
    chosen = state.session()
    job = state.cache().job("run", chosen.recipe, lambda: simulate_in_pieces(session.experiment(chosen), PIECE))
    if not job.complete and not job.long:
        _again()
    return job


def _again() -> None:
    """Run the stage alone once more if it is what runs, else the page."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()


def _buttons() -> None:
    """Outside of the stage: they look the same at every step, so no step need draw them again."""
    playing = state.playing()
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="buttons"):
        _button("Reset", state.reset, shortcut="Home", disabled=playing)
        _button("Back", state.step, -1, shortcut="Left", disabled=playing)
        _button("Step", state.step, 1, shortcut="Right", disabled=playing, type="primary")
        _button("Play", state.play, shortcut="P", disabled=playing)
        _button("Pause", state.pause, shortcut="P", disabled=not playing)
        controls.speed(state.session())


def _place_in_time(moment: Moment, *, running: bool) -> None:
    """Where t is. While the run is still being done the slider already has the length that it will have: a moving end would move t."""
    playing = state.playing()
    t, last = (state.session().t, moment.run.experiment.length - 1) if running else (moment.t, moment.last)
    with st.container(horizontal=True, vertical_alignment="center", key="time"):
        _TRANSPORT(
            key="transport",
            data={
                "session": state.token(),
                "acknowledged": state.acknowledged(),
                "t": moment.t,
                "label": f"t = {moment.t}".replace("-", "−"),
                "last": f"(last {moment.last})",
                "link": state.link(),
            },
            on_press_change=state.take_press,
            on_returned_change=state.take_return,
            width="content",
        )
        st.slider(
            "t",
            -1,
            max(last, 0),
            key=state.show_in_widget("t slider", min(t, last)),
            on_change=state.take,
            args=("t", "t slider"),
            label_visibility="collapsed",
            disabled=playing or running,
        )


def _button(
    label: str, act: Callable[..., None], *args: object, shortcut: str | None = None, disabled: bool, type: str = "secondary"
) -> None:
    st.button(
        label,
        key=label.lower(),
        on_click=act,
        args=args,
        shortcut=shortcut,
        disabled=disabled,
        type=type,  # type: ignore[arg-type]
        help=None,
    )


def _notices(run: Run) -> None:
    """Always one box, empty or not: what comes and goes must not move the charts to other places in the tree."""
    with st.container(key="notices"):
        for text in state.notices():
            st.info(text)
        beyond = first_beyond(run, WEIGHT_LIMIT)
        if run.diverged_at is not None:
            _recover(f"At step {run.diverged_at} a number left the range of floating-point numbers: the run stops before it.")
        elif beyond is not None:
            _recover(f"At step {beyond} a weight passed ±{WEIGHT_LIMIT:,.0f}: this run is diverging.")


def _recover(what: str) -> None:
    tenth = state.session().eta / 10
    st.warning(f"{what} The learning rate η is too large for these weights.")
    st.button(f"Take η = {tenth:g}", on_click=lambda: state.change(eta=tenth))


def _styles() -> None:
    css = (BROWSER / "style.css").read_text(encoding="utf-8")
    st.html(f"<style>{palette.css_variables()}{css}</style>")


@st.cache_resource
def _freeze_imports() -> None:
    """What the imports made lives as long as the server: no later collection need look at it."""
    gc.collect()
    gc.freeze()


def _glossary() -> None:
    """Every symbol, colour and button of the page, explained."""
    with st.expander("What everything means"):
        colours = "".join(
            f'<dt><span class="swatch" style="background:var(--{name.lower()})"></span></dt><dd>{text}</dd>'
            for name, text in glossary.COLOURS.items()
        )
        lists = ["".join(f"<dt>{word}</dt><dd>{text}</dd>" for word, text in part.items()) for part in (glossary.SYMBOLS, glossary.BUTTONS)]
        st.html(f'<dl class="glossary">{lists[0]}{colours}{lists[1]}</dl>')
