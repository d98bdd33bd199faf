"""Widgets, made from the choices of a session. A widget's move changes the session before anything is drawn."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from pages.lab import state, transport
from pages.lab.session import CHOICES, MOST_FACTORS, SCREEN_ORDER, Choice, Session, as_code, options_of
from pages.lab.text import presets, setting
from pages.lab.text.typed import as_typed
from rnn_core import PARAMETERS

WEIGHT_SLIDER = (-3.0, 3.0)
LEARNING_RATES = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0)
SLIDER_STEP = 0.05

_MORE = st.components.v2.component(
    "more",
    js=(Path(__file__).parent / "browser/more.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def sidebar(session: Session) -> None:
    """The choices that decide the run; those of training alone are on the page Training."""
    _preset(session)
    select("task", session.task)
    with st.container(horizontal=True):
        for name in options_of(session.task):
            field(name, getattr(session, name), width=96)
    slider("K", session.K)
    for name in PARAMETERS:
        pair(name, getattr(session, name), *WEIGHT_SLIDER)
    _learning_rate(session.eta)
    pair("h0", session.h0, -1.0, 1.0)


def _preset(session: Session) -> None:
    matching = presets.matching(session)

    def open_preset(name: str | None) -> None:
        if name is not None:
            state.load(presets.PRESETS[name][0])

    st.selectbox(
        "example",
        list(presets.PRESETS),
        placeholder="your own settings",
        help="An example worth looking at. It sets everything below.",
        index=None,
        key=state.show_in_widget("preset", matching),
        on_change=state.moved,
        args=("preset", open_preset),
    )
    # Always there: an element that comes and goes would take the focus from the slider below it.
    st.caption(presets.PRESETS[matching][1] if matching else "Settings of your own.")


# One widget for a choice. Each shows the session's value and, when it is moved, changes it.


def segments(name: str, options: Sequence[str] | Sequence[int], value: str | int, **look: Any) -> None:
    """One of a few, side by side."""
    st.segmented_control(options=options, required=True, wrap=True, **_bound(name, value), **look)


def choice(name: str, value: str, **look: Any) -> None:
    """One of all options, side by side, in the words of the screen."""
    segments(name, CHOICES[name].options, value, format_func=CHOICES[name].texts.__getitem__, **look)


def select(name: str, value: str, **look: Any) -> None:
    """One of all options, in a list that opens."""
    texts = CHOICES[name].texts
    st.selectbox(options=list(texts), format_func=texts.__getitem__, **_bound(name, value), **look)


def slider(name: str, value: float, **look: Any) -> None:
    """A number by feel alone."""
    one = CHOICES[name]
    step: dict[str, Any] = {} if one.integer else {"step": SLIDER_STEP, "format": "%.2f"}
    low, high = one.nearest(one.low), one.nearest(one.high)
    st.slider(min_value=low, max_value=high, **_bound(name, value), **step, **look)


def pills(name: str, value: str) -> None:
    """Several of the options; one stays chosen."""

    def take(chosen: Sequence[str]) -> None:
        if chosen:
            _choose(name, "-".join(option for option in CHOICES[name].options if option in chosen))
        else:
            state.notice("At least one window has to stay selected.")

    bound = _bound(name, value.split("-"), take=take)
    st.pills(options=CHOICES[name].options, selection_mode="multi", wrap=True, **bound)


def field(
    name: str,
    value: float,
    *,
    key: str = "",
    take: Callable[[float], None] | None = None,
    low: float | None = None,
    exactly: bool = False,
    **look: Any,
) -> None:
    """An exact number. An empty field keeps the old value; so does text that is not a number, and a notice says so.

    Where ``take`` is given, the number goes there and not into the session; ``low`` is a lower limit for this field.
    """
    one = CHOICES[name] if low is None else replace(CHOICES[name], low=low)

    def read(text: str) -> None:
        if not text.strip():
            return
        try:
            typed = one.read_typed(text)
        except ValueError as wrong:
            _refuse(one, text, str(wrong))
            return
        nearest = one.nearest(typed)
        (take or partial(_choose, name))(nearest)
        if nearest != typed:
            state.notice(
                f"{one.label} = {as_code(text)} is out of range. It must be {one.allowed}; "
                f"{setting(nearest)} is used instead."
            )

    bound = _bound(name, as_typed(value), key=key, take=read)
    if exactly:
        bound |= {"label": f"{one.label}, exactly", "label_visibility": "collapsed"}
    st.text_input(**bound, **look)


def pair(name: str, value: float, low: float, high: float) -> None:
    """A slider for the feel and, beside it, the exact number, which may be one that the slider cannot show."""
    draw = partial(st.slider, min_value=low, max_value=high, step=SLIDER_STEP, format="%.2f")
    _beside_field(name, value, draw, shown=min(max(value, low), high), stop="end")


def _learning_rate(value: float) -> None:
    nearest = min(LEARNING_RATES, key=lambda rate: abs(rate - value))
    stop = "end" if value > LEARNING_RATES[-1] else "nearest stop"
    _beside_field("eta", value, partial(st.select_slider, options=LEARNING_RATES), shown=nearest, stop=stop)


def _beside_field(name: str, value: float, draw: Callable[..., object], *, shown: float, stop: str) -> None:
    with st.container(gap=None, key=f"{name} pair"):
        left, right = st.columns((6, 5), vertical_alignment="bottom", gap="small", wrap=False)
        with left:
            draw(**_bound(name, shown, key=f"{name} slider"))
        with right:
            field(name, value, exactly=True)
        if shown != value:
            symbol = "η" if name == "eta" else name
            st.caption(f"{setting(shown)} is the slider's {stop}; {symbol} is {setting(value)}.")


def _bound(name: str, value: object, *, key: str = "", take: Callable[[Any], None] | None = None) -> dict[str, Any]:
    """The arguments that tie a widget to a choice."""
    key = key or name
    return {
        "label": CHOICES[name].label,
        "help": CHOICES[name].help,
        "key": state.show_in_widget(key, value),
        "on_change": state.moved,
        "args": (key, take or partial(_take, name)),
    }


def _take(name: str, value: object) -> None:
    """A widget that can only show what is allowed was moved; a forged value is refused."""
    try:
        chosen = CHOICES[name].read(str(value))
    except ValueError:
        _refuse(CHOICES[name], str(value), "is not allowed")
    else:
        _choose(name, chosen)


def _choose(name: str, value: object) -> None:
    if value != getattr(state.session(), name):
        state.change(**{name: value})


def _refuse(one: Choice, text: str, why: str) -> None:
    state.change()  # clears the notices of an earlier attempt
    state.notice(f"{one.label} = {as_code(text)} {why}. It must be {one.allowed}. The old value is kept.")


def button(label: str, act: Callable[..., None], *arguments: object, key: str = "", **look: Any) -> None:
    """A button. What it does is carried out before anything is drawn."""
    st.button(label, key=key or label.lower(), on_click=state.pressed, args=(act, *arguments), help=None, **look)


# Groups of widgets, as the pages use them


def pick(session: Session, title: str = "", weights: tuple[str, ...] = SCREEN_ORDER) -> None:
    """Choose the gradient and the term to take apart; a click in a chart does the same."""
    if title:
        st.html(f"<h2>{title}</h2>")
    with st.container(horizontal=True, vertical_alignment="bottom", key="pick"):
        segments("weight", weights, session.weight if session.weight in weights else "Wh")
        segments("lag", tuple(range(10)), session.lag)
    if session.weight not in weights:
        st.caption(f"The gradient of {session.weight} does not look back in time; that of Wh is shown.")


def scale(session: Session, title: str) -> None:
    """Choose how heights are drawn, at the right of a title."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="scale-row"):
        st.html(f"<h2>{title}</h2>", width="content")
        choice("scale", session.scale, label_visibility="collapsed")


def _scale_of_two(session: Session, **look: Any) -> None:
    """The same where there is no lag 0 to be relative to."""
    options = ("linear", "symlog")
    segments("scale", options, session.scale if session.scale in options else "linear", **look)


def factors(session: Session, count: int) -> None:
    """Step through the ``count`` factors of a term.

    The buttons stay enabled at both ends, where they change nothing: a disabled button would lose the keyboard focus.
    """
    done = min(session.factor, count)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="factors"):
        for label, factor in (
            ("Start at e", 1),
            ("One fewer", max(done - 1, 1)),
            ("Next factor", session.factor if done == count else done + 1),
            ("All factors", MOST_FACTORS),
        ):
            button(label, _to_factor, factor, type="primary" if label == "Next factor" else "secondary")
        _scale_of_two(session, label_visibility="collapsed")
        complete = ": the term is complete" if done == count else ""
        st.html(f'<p class="progress" role="status">{done} of {count} factors{complete}</p>', width="content")


def _to_factor(factor: int) -> None:
    state.change(factor=factor)


def nudge(session: Session) -> None:
    """Choose how far to move the picked weight."""
    slider("nudge", session.nudge, width=420)


def matrix(session: Session) -> None:
    """Choose the part of the contribution matrix to draw."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="matrix-controls"):
        choice("view", session.view)
        choice("slice", session.slice)
        _scale_of_two(session)


def inputs(session: Session) -> None:
    """Choose the inputs of the orbit."""
    choice("inputs", session.inputs)


def speed(session: Session) -> None:
    """Choose how fast Play steps."""
    select("speed", session.speed, label_visibility="collapsed", width=118)


def over_steps(session: Session) -> None:
    """Choose the gradient to draw over the steps, and the axis of losses and gradients."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="over-steps"):
        choice("weight", session.weight)
        choice("height", session.height)


def surface(session: Session) -> None:
    """Choose the two weights of the loss surface."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="surface-controls"):
        across, up = session.plane
        for name, value, other in (("across", across, up), ("up", up, across)):
            segments(name, tuple(one for one in PARAMETERS if one != other), value)


def progress(what: str, done: int, total: int, stop: Callable[[], None]) -> None:
    """The progress of a long computation, and a button that ends it; the browser asks for each next piece."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"progress {what}"):
        st.progress(done / total, text=f"{what}: {done:,} of {total:,} steps")
        button("Stop", stop, key=f"stop {what}")
        piece = f"{state.visit().token} {what} {done}"
        _MORE(key=f"more {what}", data={"piece": piece}, on_more_change=_next_piece, width=1, height=1)


def _next_piece() -> None:
    """The browser has drawn the last piece; the page only has to run again."""
    state.pressed(lambda: None)


# Clicks in charts


def picked(point: list[object]) -> None:
    """A point of a chart was clicked: choose the step, term, window, weight or factor that it stands for."""
    place, *numbers = str(point[0]), *(float(str(number)) for number in point[1:])
    first = numbers[0]
    if place == "X":
        state.change(weight="Wx", lag=int(first))
    elif place == "out_H":  # a slot stands for the term that ends in it
        state.change(weight="Wh" if first else "Wy", lag=max(0, int(first) - 1))
    elif place == "cell":
        _cell(j=int(first), t=int(numbers[1]))
    elif place == "t":
        transport.go_to(int(first))
    elif place == "K":
        state.change(K=int(first))
    elif place == "factor":
        state.change(factor=int(first))
    elif place == "Wh along":
        state.change(Wh=first)
    elif place in SCREEN_ORDER and 0 <= first <= CHOICES["lag"].high:
        state.change(weight=place, lag=int(first))


def _cell(j: int, t: int) -> None:
    """A cell of the contribution matrix: its loss becomes t, and its lag the picked lag, or the nearest."""
    most = int(CHOICES["lag"].high)
    if t < j:
        return
    if t - j <= most:
        state.change(t=t, lag=t - j)
        return
    # If columns are shown, keep the clicked column; otherwise keep the clicked loss.
    state.change(t=j + most if state.session().slice == "column" else t, lag=most)
    state.notice(f"Lag {t - j} lies beyond the ten slots of the queues; lag {most} is picked instead.")
