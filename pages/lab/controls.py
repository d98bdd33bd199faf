"""Widgets in, plain values out. What a widget is moved to becomes a choice of the session in its callback."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.lab import state
from pages.lab.session import CHOICES, MOST_FACTORS, PARAMETERS, Session, options_of
from pages.lab.text import glossary, presets

WEIGHTS = ("Wx", "Wh", "Bx", "Wy", "By")
SLIDER_LIMIT = 3.0
LEARNING_RATES = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0)

_MORE = st.components.v2.component("more", js=(Path(__file__).parent / "browser/more.js").read_text(encoding="utf-8"), isolate_styles=False)


def sidebar(session: Session) -> None:
    """Everything that decides the run."""
    _preset(session)
    st.selectbox(
        "task",
        CHOICES["task"].options,
        format_func=glossary.TASKS.__getitem__,
        key=state.show_in_widget("task", session.task),
        on_change=state.take,
        args=("task",),
        help=glossary.CHOICES["task"],
    )
    with st.container(horizontal=True):
        for name in options_of(session.task):
            _number(name, getattr(session, name), width=96)
    _slider("K", session.K)
    for name in WEIGHTS:
        _pair(name, getattr(session, name), -SLIDER_LIMIT, SLIDER_LIMIT)
    _learning_rate(session.eta)
    _pair("h0", session.h0, -1.0, 1.0)


def _preset(session: Session) -> None:
    names = list(presets.PRESETS)
    found = presets.matching(session)

    def load() -> None:
        name = state.widget("preset")
        if name is not None:
            state.load(presets.PRESETS[name][0])

    st.selectbox(
        "start from",
        names,
        placeholder="your own settings",
        key=state.show_in_widget("preset", found),
        on_change=load,
        help=glossary.CHOICES["preset"],
        index=None,
    )
    # Always there: an element that comes and goes would take the focus from the slider below it.
    st.caption(presets.PRESETS[found][1] if found else "Settings of your own.")


def _number(name: str, value: int, width: int) -> None:
    choice = CHOICES[name]
    st.number_input(
        glossary.LABELS.get(name, name),
        min_value=int(choice.low),
        max_value=int(choice.high),
        key=state.show_in_widget(name, value),
        on_change=state.take,
        args=(name,),
        help=glossary.CHOICES[name],
        width=width,
    )


def _slider(name: str, value: int) -> None:
    choice = CHOICES[name]
    st.slider(
        glossary.LABELS.get(name, name),
        int(choice.low),
        int(choice.high),
        key=state.show_in_widget(name, value),
        on_change=state.take,
        args=(name,),
        help=glossary.CHOICES[name],
    )


def _pair(name: str, value: float, low: float, high: float) -> None:
    """A slider for the feel, and beside it the exact number, which also holds what the slider cannot show."""

    def shown(value: float) -> float:
        return min(max(value, low), high)

    sliding, key, moved = _exact(name, value, shown)
    label = glossary.LABELS.get(name, name)
    sliding.slider(label, low, high, step=0.05, format="%.2f", key=key, help=glossary.CHOICES[name], **moved)


def _learning_rate(value: float) -> None:
    def shown(value: float) -> float:
        return min(LEARNING_RATES, key=lambda rate: abs(rate - value))

    sliding, key, moved = _exact("eta", value, shown)
    sliding.select_slider(glossary.LABELS["eta"], LEARNING_RATES, key=key, help=glossary.CHOICES["eta"], **moved)


def _exact(name: str, value: float, shown: Callable[[float], float]) -> tuple[DeltaGenerator, str, dict[str, Any]]:
    """Draw the exact number of a pair; returns the place, the key and the callback of its slider."""
    sliding, typing = st.columns((6, 5), vertical_alignment="bottom", gap="small", wrap=False)
    choice, slider = CHOICES[name], f"{name} slider"
    moved: dict[str, Any] = {"on_change": state.take_pair, "args": (name, slider, shown)}
    typing.number_input(
        f"{glossary.LABELS.get(name, name)}, exactly",
        min_value=choice.low,
        max_value=choice.high,
        step=0.01,
        format="%.15g",
        key=state.show_in_widget(name, value),
        label_visibility="collapsed",
        **moved,
    )
    return sliding, state.show_in_widget(slider, shown(value)), moved


def pick(session: Session, title: str = "", weights: tuple[str, ...] = PARAMETERS) -> None:
    """Which gradient and which of its terms to take apart; the keyboard's way, and the truth behind every click."""
    if title:
        st.html(f"<h2>{title}</h2>")
    with st.container(horizontal=True, vertical_alignment="bottom", key="pick"):
        segments("weight", weights, session.weight if session.weight in weights else "Wh")
        segments("lag", tuple(range(10)), session.lag)
    if session.weight not in weights:
        st.caption(f"The gradient of {session.weight} does not look back in time; that of Wh is shown.")


def scale(session: Session, title: str) -> None:
    """How heights are drawn, at the right of a title."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="scale-row"):
        st.html(f"<h2>{title}</h2>", width="content")
        segments("scale", CHOICES["scale"].options, session.scale, label_visibility="collapsed")


def factors(session: Session, count: int) -> None:
    """Press through the factors of a term, of which there are ``count``.

    The buttons stay enabled at both ends, where they change nothing: a disabled button would lose the keyboard focus.
    """
    done = min(session.factor, count)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="factors"):
        for label, factor in (
            ("Start at e", 1),
            ("One less", max(done - 1, 1)),
            ("Next factor", session.factor if done == count else done + 1),
            ("All factors", MOST_FACTORS),
        ):
            kind = "primary" if label == "Next factor" else "secondary"
            st.button(label, key=label.lower(), on_click=_to_factor, args=(factor,), type=kind, help=None)
        scale = "symlog" if session.scale == "symlog" else "linear"
        segments("scale", CHOICES["scale"].options[:2], scale, label_visibility="collapsed")
        complete = ": the term is complete" if done == count else ""
        st.html(f'<p class="progress" role="status">{done} of {count} factors{complete}</p>', width="content")


def _to_factor(factor: int) -> None:
    state.change(factor=factor)


def nudge(session: Session) -> None:
    """How far to move the picked weight."""
    choice = CHOICES["nudge"]
    st.slider(
        glossary.LABELS["nudge"],
        choice.low,
        choice.high,
        step=0.05,
        format="%.2f",
        key=state.show_in_widget("nudge", session.nudge),
        on_change=state.take,
        args=("nudge",),
        help=glossary.CHOICES["nudge"],
        width=420,
    )


def matrix(session: Session) -> None:
    """What of the contribution matrix to draw."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="matrix-controls"):
        segments("view", CHOICES["view"].options, session.view, format_func=glossary.VIEWS.__getitem__)
        segments("slice", CHOICES["slice"].options, session.slice)
        segments("scale", CHOICES["scale"].options[:2], "symlog" if session.scale == "symlog" else "linear")


def inputs(session: Session) -> None:
    """Which inputs lead the orbit."""
    segments("inputs", CHOICES["inputs"].options, session.inputs, format_func=glossary.INPUTS.__getitem__)


def progress(what: str, done: int, total: int, stop: Callable[[], None]) -> None:
    """How far a long piece of work is, and a button that ends it there; the browser asks for the next piece."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"progress {what}"):
        st.progress(done / total, text=f"{what}: {done:,} of {total:,} steps")
        st.button("Stop", key=f"stop {what}", on_click=stop, help=None)
        _MORE(key=f"more {what}", data={"piece": f"{state.token()} {what} {done}"}, on_more_change=lambda: None, width=1, height=1)


def speed(session: Session) -> None:
    """How fast Play steps."""
    st.selectbox(
        "speed",
        CHOICES["speed"].options,
        format_func=glossary.SPEEDS.__getitem__,
        key=state.show_in_widget("speed", session.speed),
        on_change=state.take,
        args=("speed",),
        label_visibility="collapsed",
        width=118,
    )


def segments(name: str, options: tuple[str, ...] | tuple[int, ...], value: str | int, **look: Any) -> None:
    """One of a few, side by side."""
    st.segmented_control(
        glossary.LABELS[name],
        options,
        required=True,
        wrap=True,
        key=state.show_in_widget(name, value),
        on_change=state.take,
        args=(name,),
        help=glossary.CHOICES[name],
        **look,
    )


def picked(point: list[object]) -> None:
    """A point of a chart was clicked: it becomes the step, the term, the window, the weight or the factor that it stands for."""
    place, *numbers = str(point[0]), *(float(str(number)) for number in point[1:])
    first = numbers[0]
    if place == "X":
        state.change(weight="Wx", lag=int(first))
    elif place == "out_H":  # a slot stands for the term that ends in it
        state.change(weight="Wh" if first else "Wy", lag=max(0, int(first) - 1))
    elif place == "cell":
        _cell(s=int(first), t=int(numbers[1]))
    elif place == "t":
        state.go_to(int(first))
    elif place == "K":
        state.change(K=int(first))
    elif place == "factor":
        state.change(factor=int(first))
    elif place == "Wh along":
        state.change(Wh=first)
    elif place in PARAMETERS and 0 <= first <= CHOICES["lag"].high:
        state.change(weight=place, lag=int(first))


def _cell(s: int, t: int) -> None:
    """A cell of the contribution matrix: its loss becomes t, its distance the lag; where the queues do not reach, the nearest."""
    most = int(CHOICES["lag"].high)
    if t < s:
        return
    if t - s <= most:
        state.change(t=t, lag=t - s)
        return
    # Who looks along a column wants that column, else that loss.
    state.change(t=s + most if state.session().slice == "column" else t, lag=most)
    state.notice(f"Lag {t - s} lies beyond the ten slots of the queues; lag {most} is picked.")
