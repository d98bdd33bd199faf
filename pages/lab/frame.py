"""What every page has: page config, navigation, sidebar, transport, notices, and the run that these choose."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from html import escape

import streamlit as st
from streamlit.errors import StreamlitAPIException

from pages.lab import acts, address, compared, controls, pinned, runtime, session, shortcuts, state, transport
from pages.lab.classroom.prepared import Prepared
from pages.lab.data import settings
from pages.lab.jobs import Job
from pages.lab.lessons import guide
from pages.lab.moment import Moment
from pages.lab.plot import palette
from pages.lab.questions import predict
from pages.lab.server import files, metrics
from pages.lab.session import Session
from pages.lab.study import STUDIES
from pages.lab.text import at, glossary, setting
from pages.lab.text.diverging import diverging
from pages.lab.text.spoken import spoken, whereabouts
from rnn_core import Run, simulate_in_pieces

PAGES = {
    "app.py": "Step",
    "pages/lessons.py": "Lessons",
    "pages/chain.py": "The chain",
    "pages/across_time.py": "Across time",
    "pages/training.py": "Training",
    "pages/your_data.py": "Your data",
    "pages/take_away.py": "Take away",
    "pages/teaching.py": "For teachers",
}
_TRANSPORT = runtime.component("transport", html=files.text("transport.html"))
_TRIES = runtime.component("tries")


Lesson = Callable[[Moment], None]


def page(
    title: str,
    about: str,
    lesson: Lesson,
    projection: Lesson | None = None,
    opened: Callable[[], None] = lambda: None,
    question: Callable[[Moment], None] = predict.panel,
    sheets: tuple[str, ...] = (),
) -> None:
    """Draw a page around its lesson. A step redraws the stage alone; a changed setting redraws everything.

    Parameters
    ----------
    title : str
    about : str
        Says in a sentence what the page is, to someone who does not see it.
    lesson : callable
        Draws a moment.
    projection : callable, optional
        Draws a moment for a projector. A page without one gives way to the page Step, which has one.
    opened : callable, optional
        Called before anything is drawn.
    question : callable, optional
        Draws the question about the next step above the lesson, which may have a place of its own for it.
    sheets : tuple of str, optional
        The style sheets of what no other page has.
    """
    st.set_page_config(
        page_title=f"{title} · Unrolled",
        page_icon="🎞️",
        layout="wide",
        # In a frame of another page, the width of a sidebar would be missing.
        initial_sidebar_state="collapsed" if st.context.is_embedded else "auto",
    )
    state.open_page()
    projecting = state.study().projector == "on"
    if projecting and projection is None:
        state.visit().leads = "app.py"
    _follow()
    opened()
    used = ["head.css", "style.css", "lessons.css", "asking.css", "prepared.css", "picture.css", *sheets]
    used += ["framed.css"] * bool(st.context.is_embedded) + ["projector.css"] * projecting
    st.html(f"<style>{palette.css_variables()}{''.join(map(files.text, used))}</style>")
    if not projecting:
        _sidebar(title, projects=projection is not None)
    _summary(title, about)
    with st.container(key="page"):  # one line for the buttons and the head of the stage: see head.css
        _buttons(projecting=projecting)
        playing, drawn = state.visit().playing, (state.session().recipe, state.undoable())

        @metrics.timed
        @_in_turn
        def stage() -> None:
            state.carry_out()
            _follow()
            job = _run()
            run = job.result
            transport.settle(last=len(run) - 1, final=job.complete)
            if job.complete:
                transport.tick()
            # Do the sidebar or the buttons no longer match the session?
            out_of_date = (playing, *drawn) != (state.visit().playing, state.session().recipe, state.undoable())
            if out_of_date and not state.visit().sliding:
                st.rerun()
            chosen = state.session().with_(t=min(state.session().t, len(run) - 1))
            A = compared.settings()
            beside = pinned.beside(A, chosen) if A else None
            predict.settle(Moment(chosen, run))
            state.write_address()
            moment = Moment(chosen, run, state.before(), state.untouched(), beside)
            _place_in_time(moment, running=not job.complete)
            if not job.complete:
                controls.progress("Training", len(run), run.experiment.length, acts.stop_training)
            _notices(run, away=title != PAGES[guide.PAGE] and not projecting)
            compared.line(moment, drawn=title == "Step")
            if not projecting:
                question(moment)
            (projection if projection and projecting else lesson)(moment)
            state.forget_press()
            if moment.session.eta > 0:  # the last element, so that it moves no other when it comes and goes
                controls.in_force(moment.weights)

        # A stage of its own for each page: Streamlit names a fragment by the function's name and place. A press that
        # arrives after a click on a page link would otherwise run the old page's stage in place of the new one's.
        stage.__qualname__ = f"stage of {title}{', projected' if projecting else ''}"
        # At rest once a day: only a page with a timer contacts a restarted server; without one it would stay dead.
        st.fragment(stage, key="stage", run_every=transport.period() or 24 * 60 * 60.0)()
    state.visit().turned = False  # all widgets show what they should
    # Outside of the stage: a step need not draw it.
    _TRIES(key="tries", data={"projecting": projecting, "ask": state.study().ask})
    if not projecting:
        _glossary()


def _follow() -> None:
    """Go to the page that what was pressed leads to."""
    visit = state.visit()
    leads, visit.leads = visit.leads, ""
    if leads:
        runtime.go_to(leads)


def _open_projector(path: str) -> None:
    """Show the projector; ``path`` is the page that it is left for, unless that is the page that it shows."""
    state.update_study(projector="on")
    state.visit().came_from = path


def _leave_projector() -> None:
    state.update_study(projector="off")
    state.visit().leads = state.visit().came_from


def _sidebar(title: str, *, projects: bool) -> None:
    with st.sidebar:
        with st.container(horizontal=True, key="brand-row"):
            st.html('<div class="brand">Unrolled<span>step through an RNN</span></div>')
            path = "" if projects else next(path for path, name in PAGES.items() if name == title)
            here = "" if projects else "Opens the page Step. Leaving it leads back here. "
            look = {"help": f"{here}{STUDIES['projector'].help}", "type": "tertiary", "width": "content"}
            controls.button("Projector", _open_projector, path, of=("projector",), **look)
        left_out = state.prepared().left_out
        with st.container(key="pages"):
            for path, name in PAGES.items():
                if path not in left_out:
                    st.page_link(path, label=name)
        controls.sidebar(compared.pin, partial(settings.in_sidebar, here=title == PAGES[settings.PAGE]))
        controls.select("ask")


def _in_turn(draw: Callable[[], None]) -> Callable[[], None]:
    """The same, in the visitor's turn; what is drawn within a turn is part of it."""

    @wraps(draw)
    def waited() -> None:
        visit = state.visit()
        if visit.drawing:
            draw()
            return
        turns, to_work = visit.turns, visit.more and len(visit.moves) + len(visit.presses) == 1
        turns.wait(state.visit, to_work=to_work)  # a newer message ends the wait
        visit.more, visit.drawing = False, True
        try:
            with turns.working() if to_work else turns.drawing():
                draw()
        finally:
            visit.drawing = False

    return waited


def part(key: str, moment: Moment, lesson: Callable[[Moment], None]) -> None:
    """Draw a part of a lesson that can be drawn alone, so that its widgets and long work leave the rest as it is."""
    drawn, said = state.session(), state.visit().notices

    @st.fragment(key=key)
    @_in_turn
    def alone() -> None:
        state.carry_out()
        chosen = state.session()
        if (chosen.recipe, chosen.t, state.visit().notices) != (drawn.recipe, drawn.t, said):  # the rest is out of date
            st.rerun()
        state.write_address()
        lesson(replace(moment, session=chosen.with_(t=moment.t)))

    alone()


def section(title: str, about: str) -> None:
    """Begin a section with its title and a text, HTML, on what it is about."""
    st.html(f'<h2 class="section">{title}</h2><p class="about">{about}</p>')


def tries(*attempts: tuple[str, Session, str]) -> None:
    """End a section with buttons that open examples: each with its label, its session, and what to look at in it."""
    if state.prepared().hides("examples"):
        return
    looks = "".join(f"<dt>{label}</dt><dd>{look}</dd>" for label, _, look in attempts)
    st.html(f'<dl class="examples">{looks}</dl>')
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for label, example, _ in attempts:
            controls.button(
                f"Try: {label}", controls.example, f"try “{label}”", example, key=f"try {label}", of=("examples",)
            )
        st.html(
            '<p class="examples">A try sets the controls; Undo, in the sidebar, takes it back.</p>', width="content"
        )


def _run() -> Job[Run]:
    """The session's run, one piece further. It is kept for the next step; if it takes long, it is shown as it grows."""
    chosen = state.session()
    job = acts.carry_on("run", chosen.recipe, lambda: simulate_in_pieces(session.experiment(chosen)))
    if not job.complete and not job.long:
        try:
            st.rerun(scope="fragment")
        except StreamlitAPIException:  # the whole page runs, not the stage alone
            st.rerun()
    return job


def _summary(title: str, about: str) -> None:
    """What a screen reader says first: what this page is and what it can do. Where it stands, the stage adds."""
    st.html(
        f'<section class="unseen" aria-label="Summary"><h1>{title}</h1><p>{about}</p>'
        f"<p>{glossary.CAN_DO} Keys: {shortcuts.in_words()}.</p></section>"
    )


def _buttons(*, projecting: bool) -> None:
    """Draw the buttons outside of the stage: they look the same at every step, so no step needs to draw them again."""
    playing, keys, fixed = state.visit().playing, shortcuts.KEYS, state.prepared().keeps("t")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="buttons"):
        if state.prepared().hides("t"):
            sheet = files.text("without_steps.css") * (not projecting)
            st.html(f"<style>{sheet}</style><i></i>")  # an empty line would not be drawn
        else:
            controls.button("Reset", partial(state.change, t=-1), shortcut=keys["Reset"], disabled=playing or fixed)
            controls.button("Back", transport.step, -1, shortcut=keys["Back"], disabled=playing or fixed)
            controls.button("Step", transport.step, 1, shortcut=keys["Step"], disabled=playing or fixed, type="primary")
            controls.button("Play", transport.play, shortcut=keys["Play"], disabled=playing or fixed)
            controls.button("Pause", transport.pause, shortcut=keys["Pause"], disabled=not playing)
            if not projecting:
                controls.select("speed", label_visibility="collapsed", width=118)
        if projecting:
            controls.button(
                "Leave projector", _leave_projector, key="leave", shortcut=shortcuts.LEAVE, of=("projector",)
            )


def _place_in_time(moment: Moment, *, running: bool) -> None:
    """Show where t is. During a run the slider already has its final length: an end that moves would move t."""
    view = state.prepared()
    _TRANSPORT(
        key="transport",
        data={
            "session": state.visit().token,
            "acknowledged": state.visit().press,
            "t": moment.t,
            "label": at(moment.t),
            "asked": state.session().t if running else moment.t,
            "end": max(moment.run.experiment.length - 1 if running else moment.last, 0),
            "fixed": running or state.visit().playing or view.keeps("t"),
            "playing": state.visit().playing,
            "last": f"(last {moment.last})",
            "link": state.link(),
            "caution": address.caution(state.session(), st.context.url or ""),
            "where": whereabouts(moment, view.hidden),
            "said": f"{at(moment.t) if view.mute else spoken(moment)} {predict.spoken(moment)}".strip(),
            "keys": shortcuts.listened_to(),
            "beat": transport.beat(),
        },
        on_press_change=partial(transport.take_press, controls.slid),
    )


def _notices(run: Run, *, away: bool) -> None:
    """Show the notices, always in one box: a box that comes and goes would move the charts within the tree.

    ``away`` says whether the page is another than that of the lessons.
    """
    with st.container(key="notices"):
        _prepared()
        if away:
            _lesson_is_open()
        if state.visit().notices:
            st.info("\n\n".join(state.visit().notices))
        if problem := diverging(run):
            _recover(problem)


def _prepared() -> None:
    """Say that a teacher has prepared the view, and what the teacher says."""
    view = state.prepared()
    if view != Prepared():
        said = f"<b>{escape(view.sentence)}</b>" * bool(view.sentence)
        st.html(f'<p class="prepared">This view was prepared by your teacher.{said}</p>')


def _lesson_is_open() -> None:
    """Say which lesson is open, with the way back to its card."""
    one = guide.opened()
    if one is not None and guide.PAGE not in state.prepared().left_out:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lesson-line"):
            st.html(f'<p class="running">A lesson is open: {escape(guide.where(one))}.</p>', width="content")
            st.page_link(guide.PAGE, label="Back to the card", width="content")


def _recover(problem: str) -> None:
    tenth = state.session().eta / 10
    scalable = acts.scalable()
    more = " Or the numbers are too large: scaled to −1 … 1, training may converge." * scalable
    st.warning(f"{problem}{more}")
    with st.container(horizontal=True, gap="small", key="recover"):
        controls.button(f"Set η = {setting(tenth)}", partial(state.change, eta=tenth), of=("eta",))
        if scalable:
            controls.button("Scale the data", partial(state.change, scaled="on"), of=("task",))


def _glossary() -> None:
    """Explain every symbol, colour and button of the page."""
    with st.expander("What everything means"):
        st.html(glossary.keys_html(shortcuts.listed()))
        st.html(glossary.words_html(glossary.BUTTONS))
