"""The widgets of training: run so many steps, take over what was learned, compare windows; and how far long work is."""

from functools import partial

import streamlit as st

from pages.lab import state
from pages.lab.controls import WEIGHTS, progress, segments
from pages.lab.moment import Moment
from pages.lab.session import CHOICES, MOST_STEPS, PARAMETERS, WEIGHT_LIMIT, WINDOWS, Session, other_starts
from pages.lab.text import glossary
from rnn_core import Params
from rnn_core.analysis.windows import Comparison, Window, compare_in_pieces, fresh_start
from rnn_core.experiment import FULL_WINDOW_STEPS

FIRST_STEPS, FIRST_RATE = 2000, 0.05
"""How long and how fast to train where nothing was chosen."""
STARTS = 5
"""How many starts are trained with each window."""


def steps(session: Session, moment: Moment) -> None:
    """Buttons to train, to continue after the last step, to start elsewhere, and to undo that."""
    key = f"n {session.steps}"  # a new one when the run gets another length: then it shows that
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="training-steps"):
        st.number_input(
            glossary.LABELS["steps"],
            1,
            MOST_STEPS,
            value=session.steps or FIRST_STEPS,
            step=100,
            key=key,
            help=glossary.CHOICES["steps"],
            width=168,
        )
        st.number_input(
            glossary.LABELS["clip"],
            CHOICES["clip"].low,
            CHOICES["clip"].high,
            step=0.1,
            format="%.15g",
            key=state.show_in_widget("clip", session.clip),
            on_change=state.take,
            args=("clip",),
            help=glossary.CHOICES["clip"],
            width=168,
        )
    done, learned = state.undoable(), moment.final
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="training-acts"):
        st.button("Train", key="train", on_click=_train, args=(key,), type="primary", help=None)
        st.button("Continue after the last step", key="continue", on_click=_continue, args=(learned,), disabled=learned is None, help=None)
        st.button("New seed", key="new seed", on_click=_new_seed, help=None)
        st.button(f"Undo: {done}" if done else "Undo", key="undo", on_click=state.undo, disabled=done is None, help=None)


def _able_to_learn(session: Session, steps: int) -> dict[str, object]:
    return {"steps": steps, "eta": session.eta or FIRST_RATE}


def _train(key: str) -> None:
    session, steps = state.session(), int(state.widget(key))
    state.change(**_able_to_learn(session, steps), t=steps - 1)
    if not session.eta:
        state.notice(f"With η = 0 nothing would learn, so η is now {FIRST_RATE}.")


def _continue(learned: tuple[Params, float] | None) -> None:
    if learned is None:
        return
    weights, out_H = learned
    if not all(abs(getattr(weights, name)) <= WEIGHT_LIMIT for name in WEIGHTS):
        state.notice(f"A weight is beyond ±{WEIGHT_LIMIT:,.0f}; a run cannot start from there.")
        return
    state.act("Continue", **{name: getattr(weights, name) for name in WEIGHTS}, h0=out_H, t=-1)
    state.notice(
        "The weights after the last step are now the start weights, and the last out_H is the start state. "
        "The sequence begins again."
    )


def this_pass(moment: Moment) -> None:
    """A button that opens the pass through the sequence in which t lies, as a run of its own."""
    first, weights, out_H = moment.pass_start
    beyond = not all(abs(getattr(weights, name)) <= WEIGHT_LIMIT for name in WEIGHTS)
    change: dict[str, object] = {name: getattr(weights, name) for name in WEIGHTS}
    st.button(
        "Open this pass alone",
        key="this pass",
        on_click=partial(state.act, "Open this pass alone", **change, h0=out_H, steps=0, t=max(moment.t - first, 0)),
        disabled=beyond,
        type="primary",
        help=None,
    )


def _new_seed() -> None:
    seed = (state.session().seed + 1) % int(CHOICES["seed"].high + 1)
    start = fresh_start(seed)
    state.act("New seed", seed=seed, **{name: getattr(start, name) for name in WEIGHTS})
    state.notice(f"Seed {seed}: new start weights, and a new sequence if the task draws one at random.")


def over_steps(session: Session) -> None:
    """Which gradient to draw at each step, and the scale of losses and gradients."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="over-steps"):
        segments("weight", PARAMETERS, session.weight)
        segments("height", CHOICES["height"].options, session.height)


def surface(session: Session) -> None:
    """The two weights of the loss surface."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="surface-controls"):
        across, up = session.plane
        for name, value, other in (("across", across, up), ("up", up, across)):
            segments(name, tuple(one for one in WEIGHTS if one != other), value)


def comparison(session: Session) -> Comparison | None:
    """Which windows to compare, the progress, and the comparison so far; None unless it is asked for."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="comparison"):
        st.pills(
            glossary.LABELS["windows"],
            WINDOWS,
            selection_mode="multi",
            wrap=True,
            key=state.show_in_widget("windows", session.windows.split("-")),
            on_change=_take_windows,
            help=glossary.CHOICES["windows"],
        )
        if session.compare == "off":
            st.button("Compare", key="compare", on_click=_compare, type="primary", help=None)
        else:
            st.button("Hide", key="hide", on_click=partial(state.change, compare="off"), help=None)
    if session.compare == "off":
        state.forget("comparison")
        return None
    windows: list[Window] = [int(name) if name != "all" else "all" for name in session.windows.split("-")]
    steps = min(session.steps or session.T, FULL_WINDOW_STEPS if "all" in windows else MOST_STEPS)
    work = state.cache().job(
        "comparison", (session.recipe, session.windows), lambda: compare_in_pieces(other_starts(session, STARTS), windows, steps)
    )
    if not work.result.complete:
        if work.complete:
            st.button("Go on", key="go on", on_click=state.resume, args=("comparison",), help=None)
        else:
            progress("Comparing", work.result.done, work.result.total, partial(state.stop, "comparison"))
    return work.result


def _take_windows() -> None:
    chosen = state.widget("windows")
    if chosen:
        state.change(windows="-".join(name for name in WINDOWS if name in chosen))
    else:
        state.notice("At least one window has to stay selected.")


def _compare() -> None:
    session = state.session()
    state.change(**_able_to_learn(session, session.steps or FIRST_STEPS), compare="on")
    if not session.eta:
        state.notice(f"With η = 0 nothing would learn, so η is now {FIRST_RATE}.")
