"""Widgets in, plain values out. What a widget is moved to becomes a choice of the session in its callback."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.lab import glossary, presets, state
from pages.lab.session import CHOICES, PARAMETERS, Session, options_of

WEIGHTS = ("Wx", "Wh", "Bx", "Wy", "By")
SLIDER_LIMIT = 3.0
LEARNING_RATES = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)


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


def pick(session: Session, title: str) -> None:
    """Which gradient and which of its terms to take apart; the keyboard's way, and the truth behind every click."""
    st.html(f"<h2>{title}</h2>")
    with st.container(horizontal=True, vertical_alignment="bottom", key="pick"):
        _segments("weight", PARAMETERS, session.weight)
        _segments("lag", tuple(range(10)), session.lag)


def scale(session: Session, title: str) -> None:
    """How heights are drawn, at the right of a title."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="scale-row"):
        st.html(f"<h2>{title}</h2>", width="content")
        _segments("scale", CHOICES["scale"].options, session.scale, label_visibility="collapsed")


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


def _segments(name: str, options: tuple[str, ...] | tuple[int, ...], value: str | int, **look: Any) -> None:
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
    """A bar or a slot of the by-lag chart was clicked. A slot stands for the term that ends in it."""
    place, lag = str(point[0]), int(str(point[1]))
    if place == "X":
        state.change(weight="Wx", lag=lag)
    elif place == "out_H":
        state.change(weight="Wh" if lag else "Wy", lag=max(0, lag - 1))
    elif place in PARAMETERS and 0 <= lag <= CHOICES["lag"].high:
        state.change(weight=place, lag=lag)
