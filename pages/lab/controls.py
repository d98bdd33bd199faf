"""Widgets, made from the choices of a session and a study. A move changes them before anything is drawn."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from pages.lab import runtime, state, transport
from pages.lab.choice import Choice, as_code
from pages.lab.lessons import guide
from pages.lab.session import CHOICES, SCREEN_ORDER, Session, options_of
from pages.lab.study import STUDIES
from pages.lab.text import number, presets, setting
from pages.lab.text.typed import as_typed, parse_number
from rnn_core import PARAMETERS, QUEUE_SLOTS, Params

ABSOLUTE = ("linear", "symlog")
"""The scales where there is no lag 0 to be relative to."""
_AT_THE_START = (
    "While η > 0, each step changes this weight: the slider sets its start, and “now” is the weight in force at t."
)
_COPY = runtime.component("copy", html='<div class="copy"><input readonly hidden><button type="button"></button></div>')
_MORE = runtime.component("more")


def sidebar(pin: Callable[[], None], data: Callable[[], None]) -> None:
    """The choices that decide the run, except those of training. ``pin`` pins them; ``data`` draws those of data."""
    matching = presets.matching(state.session())
    view = state.prepared()
    if not view.hides("examples"):
        st.selectbox(
            "example",
            list(presets.PRESETS),
            placeholder="your own settings",
            help="An example worth looking at. It sets everything below.",
            index=None,
            key=state.show_in_widget("preset", matching),
            on_change=state.moved,
            args=("preset", _open_preset),
            disabled=view.keeps("examples"),
        )
    with st.container(horizontal=True, gap="xsmall", key="undo-row"):
        _undo()
        hint = "Pin these settings as A, then change some: the charts show A beside them."
        button("Pin A", pin, help=hint, width=76, of=("pinned",))
    if not view.hides("examples"):
        # Always there: an element that comes and goes would take the focus from the slider below it, and move it.
        with st.container(key="example-says"):
            st.caption(_example_says(matching))
    select("task")
    with st.container(key="data-settings"):
        data()
    with st.container(horizontal=True):
        for name in options_of(state.session()):
            if isinstance(CHOICES[name].first, int):
                field(CHOICES[name], getattr(state.session(), name), width=96)
    slider("K")
    for name in (*PARAMETERS, "eta", "h0"):
        _pair(name)


def _example_says(matching: str | None) -> str:
    if state.study().lesson:
        return "Set by the card of the lesson. Your own settings come back when you leave it."
    return presets.PRESETS[matching][1] if matching else "Settings of your own."


def _undo() -> None:
    undos = state.visit().undos
    label = f"Undo: {undos[-1].brief}" if undos else "Undo"
    button(label, state.undo, key="undo", disabled=not undos, width="stretch", of=("undo",))


def _open_preset(name: str | None) -> None:
    if name in presets.PRESETS:
        example(f"example “{name}”", presets.PRESETS[name][0])


def example(name: str, settings: Session) -> None:
    """Open an example of the list, or a try."""
    if not state.refuses("examples"):
        state.load(name, settings)


# One widget for a choice. Each shows its value and, when it is moved, changes it.


def _present(name: str) -> tuple[Choice, Any]:
    """A choice of the session or the study, and its value."""
    if name in CHOICES:
        return CHOICES[name], getattr(state.session(), name)
    return STUDIES[name], getattr(state.study(), name)


def segments(name: str, options: Sequence[str] | Sequence[int] = (), key: str = "", **look: Any) -> None:
    """One of a few side by side: of the options given, or of all.

    If another is chosen, the opening state's is shown, or the first.
    """
    if state.prepared().hides(name):
        return
    one, value = _present(name)
    offered = list(options or one.options)
    st.segmented_control(
        options=offered,
        format_func=lambda option: one.options.get(option, str(option)),
        required=True,
        wrap=True,
        **_bound(one, next(shown for shown in (value, one.first, *offered) if shown in offered), key=key),
        **look,
    )


def slid(name: str, value: str) -> None:
    """A slider of the sidebar is being moved to a value, or to the stop of that number. Streamlit reports it later."""
    one = CHOICES.get(name)
    if one and not one.longest:
        _take(one, {str(i): stop for i, stop in enumerate(one.stops)}.get(value, value))


def row(key: str, *names: str, **fewer: Sequence[str] | Sequence[int]) -> None:
    """Choices side by side; of some, only the options in ``fewer``."""
    with st.container(horizontal=True, vertical_alignment="bottom", key=key):
        for name in names:
            segments(name, fewer.get(name, ()))


def select(name: str, options: Sequence[str] = (), **look: Any) -> None:
    """One of all options, or of those given, in a list that opens."""
    if state.prepared().hides(name):
        return
    one, value = _present(name)
    offered = list(options or one.options)
    st.selectbox(options=offered, format_func=one.options.__getitem__, **_bound(one, value), **look)


def pills(name: str) -> None:
    """Several of the options; one stays chosen."""
    if state.prepared().hides(name):
        return
    one = CHOICES[name]

    def take(chosen: Sequence[str]) -> None:
        if chosen:
            _take(one, one.nearest("-".join(chosen)))
        else:
            state.notice("At least one window has to stay selected.")

    bound = _bound(one, getattr(state.session(), name).split("-"), take)
    st.pills(options=list(one.options), selection_mode="multi", wrap=True, **bound)


def slider(name: str, key: str = "", **look: Any) -> float:
    """A number by feel; returns the one that the slider shows, the nearest that it can."""
    one, value = CHOICES[name], getattr(state.session(), name)
    if state.prepared().hides(name):
        return float(value)
    if one.stops:
        shown: float = min(one.stops, key=lambda stop: abs(stop - value))
        st.select_slider(options=one.stops, **_bound(one, shown, key=key) | look)
        return shown
    low, high = one.ends or (one.low, one.high)
    shown = min(max(value, low), high)
    step: dict[str, Any] = {} if one.integer else {"step": 0.05, "format": "%.2f"}
    st.slider(min_value=low, max_value=high, **_bound(one, shown, key=key) | step | look)
    return shown


def field(one: Choice, value: float, take: Callable[[float], None] | None = None, key: str = "", **look: Any) -> None:
    """An exact number, which goes into the session, or where ``take`` takes it."""
    if state.prepared().hides(one.name):
        return
    st.text_input(**_bound(one, as_typed(value), partial(_take, one, take=take), key) | look)


def _pair(name: str) -> None:
    """A slider for the feel and, beside it, the exact number, which may be one that the slider cannot show."""
    if state.prepared().hides(name):
        return
    one, value = CHOICES[name], getattr(state.session(), name)
    learned = name in PARAMETERS and state.session().eta > 0
    if learned:
        one = replace(one, help=f"{one.help} {_AT_THE_START}")
    with st.container(gap=None, key=f"{name} pair"):
        # It takes no room: if it did, η would move away from the hand that moves it.
        now = f'start {number(value)} · now <b style="--now:var(--{name}-now)"></b>' if learned else ""
        st.html(f'<p class="in-force">{now}</p>')
        left, right = st.columns((6, 5), vertical_alignment="bottom", gap="small", wrap=False)
        with left:
            shown = slider(name, key=f"{name} slider", help=_help(one))
        with right:
            field(one, value, label=f"{one.label}, exactly", label_visibility="collapsed")
        if shown != value:
            stop = "nearest stop" if one.stops and one.stops[0] < value < one.stops[-1] else "end"
            symbol = "η" if name == "eta" else name
            st.caption(f"{setting(shown)} is the slider's {stop}; {symbol} is {setting(value)}.")


def in_force(weights: Params) -> None:
    """Say at each weight's slider, which shows the weight at the start, which weight is in force at t.

    The sliders stay as they are: a step only changes the numbers that their text refers to.
    """
    numbers = "".join(f'--{name}-now:"{number(getattr(weights, name))}";' for name in PARAMETERS)
    with st.container(key="weights-in-force"):
        st.html(f"<i></i><style>:root{{{numbers}}}</style>")  # a style alone would leave the stage, and pile up there


def _bound(one: Choice, value: object, act: Callable[[Any], None] | None = None, key: str = "") -> dict[str, Any]:
    """The arguments that tie a widget to a choice."""
    key = key or one.name
    return {
        "label": one.label,
        "help": _help(one),
        "key": state.show_in_widget(key, value),
        "on_change": state.moved,
        "args": (key, act or partial(_take, one)),
        "disabled": state.prepared().keeps(one.name),
    }


def _help(one: Choice) -> str:
    return f"{one.help} Locked in this view." if state.prepared().keeps(one.name) else one.help


def _take(one: Choice, value: object, take: Callable[[Any], None] | None = None) -> None:
    """Take what was chosen or typed. What cannot be read is refused, including a forged value.

    An empty field keeps the old value.
    """
    text = str(value)
    if not text.strip():
        state.change()
        return
    try:
        asked = one.read(text, parse_number)
    except ValueError as wrong:
        state.change()  # clears the notices of an earlier attempt
        state.notice(f"{one.label} = {as_code(text)} {wrong}. It must be {one.allowed}. The old value is kept.")
        return
    nearest, taken = one.nearest(asked), True
    if take:
        take(nearest)
    elif one.name in STUDIES:
        state.update_study(**{one.name: nearest})
    elif nearest != asked or nearest != getattr(state.session(), one.name):
        taken = state.change(**{one.name: nearest})
    if nearest != asked and taken:
        state.notice(
            f"{one.label} = {as_code(text)} is out of range. It must be {one.allowed}; "
            f"{setting(nearest)} is used instead."
        )


def button(
    label: str, act: Callable[..., object], *arguments: object, key: str = "", of: tuple[str, ...] = (), **look: Any
) -> None:
    """A button. What it does is carried out before anything is drawn.

    ``of`` names the controls that it moves: it is hidden with the first, and locked with each of them.
    """
    view = state.prepared()
    if of and view.hides(of[0]):
        return
    look["disabled"] = look.get("disabled", False) or any(map(view.keeps, of))
    st.button(label, key=key or label.lower(), on_click=state.pressed, args=(act, *arguments), **look)


def copies(label: str, done: str, link: str, key: str, *, field: str = "", disabled: bool = False, **look: Any) -> None:
    """A button that copies a link, and says that it is done; beside it the link, if its ``field`` has a name."""
    _COPY(key=key, data={"label": label, "done": done, "link": link, "field": field, "disabled": disabled}, **look)


# Groups of widgets, as the pages use them


def pick(title: str = "", weights: tuple[str, ...] = SCREEN_ORDER) -> None:
    """Choose the gradient and the term to take apart; a click in a chart does the same."""
    if title:
        st.html(f"<h2>{title}</h2>")
    row("pick", "weight", "lag", weight=weights, lag=range(QUEUE_SLOTS))
    weight = state.session().weight
    if weight not in weights:
        st.caption(f"The gradient of {weight} does not look back in time; that of Wh is shown.")


def scale(title: str, hint: tuple[str, str] | None) -> None:
    """Choose how heights are drawn, beside a title; ``hint`` says what cannot be seen, and which scale shows it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="scale-row"):
        st.html(f"<h2>{title}</h2>", width="content")
        segments("newest", label_visibility="collapsed")
        segments("scale", label_visibility="collapsed")
        if hint:  # the last, so that the others stay where they are in the tree
            hidden, shows = hint
            button(
                f"{hidden}: use {shows}", partial(state.change, scale=shows), key="hint", type="tertiary", of=("scale",)
            )


def factors(count: int) -> None:
    """Step through the ``count`` factors of a term.

    The buttons stay enabled at both ends, where they change nothing: a disabled button would lose the keyboard focus.
    """
    done = min(state.session().factor, count)

    def by(step: int) -> None:  # from where it is when the press arrives: two quick ones are two factors
        now = state.session().factor
        state.change(factor=max(min(now, count) + step, 1) if step < 0 or now < count else now)

    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="factors"):
        for label, act in (
            ("Start at e", partial(state.change, factor=1)),
            ("One fewer", partial(by, -1)),
            ("Next factor", partial(by, 1)),
            ("All factors", partial(state.change, factor=CHOICES["factor"].high)),
        ):
            button(label, act, of=("factor",))
        segments("scale", ABSOLUTE, label_visibility="collapsed")
        complete = ": the term is complete" if done == count else ""
        st.html(f'<p class="progress" role="status">{done} of {count} factors{complete}</p>', width="content")


def surface() -> None:
    """Choose the two weights of the loss surface."""
    across, up = state.session().plane
    row(
        "surface-controls",
        "across",
        "up",
        across=[name for name in PARAMETERS if name != up],
        up=[name for name in PARAMETERS if name != across],
    )


def copy_answers(key: str) -> None:
    """Copy all answers of the reader, for the teacher."""
    nothing = not state.study().answers
    copies("Copy my answers", "Answers copied", state.answers_link(), key, disabled=nothing, width="content")


def progress(what: str, done: int, total: int, stop: Callable[[], None]) -> None:
    """The progress of a long computation, and a button that ends it; the browser asks for each next piece."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"progress {what}"):
        st.progress(done / total, text=f"{what}: {done:,} of {total:,} steps")
        button("Stop", stop, key=f"stop {what}", of=("steps",) if what == "Training" else ())
        piece = f"{state.visit().token} {what} {done}"
        _MORE(key=f"more {what}", data={"piece": piece}, on_more_change=_next_piece, width=1, height=1)


def _next_piece() -> None:
    """The browser has drawn the last piece; the page only has to run again."""
    state.visit().more = True
    state.pressed(lambda: None)


# Clicks in charts


def picked(point: Any) -> None:
    """A point of a chart or a link was clicked: choose the step, term, window, weight, factor or lesson it stands for.

    A point that no chart of ours has stands for nothing.
    """
    match point:
        case ["X", lag, *_] if CHOICES["lag"].has(lag):
            state.change(weight="Wx", lag=int(lag))
        case ["out_H", slot, *_] if CHOICES["lag"].has(slot):  # a slot stands for the term that ends in it
            state.change(weight="Wh" if slot else "Wy", lag=max(0, int(slot) - 1))
        case ["cell", j, t, *_] if CHOICES["t"].has(j) and CHOICES["t"].has(t):
            _cell(int(j), int(t))
        case ["t", t, *_] if CHOICES["t"].has(t):
            transport.go_to(int(t))
        case ["K", window, *_] if CHOICES["K"].has(window):
            state.change(K=int(window))
        case ["factor", factor, *_] if CHOICES["factor"].has(factor):
            state.change(factor=int(factor))
        case ["lesson", str(name), *_] if name in guide.lessons():
            guide.begin(name)
            state.visit().leads = guide.PAGE
        case ["Wh along", Wh, *_] if CHOICES["Wh"].has(Wh):
            state.change(Wh=CHOICES["Wh"].nearest(Wh))
        case [weight, lag, *_] if weight in SCREEN_ORDER and CHOICES["lag"].has(lag):
            state.change(weight=weight, lag=int(lag))


def _cell(j: int, t: int) -> None:
    """A cell of the contribution matrix: its loss becomes t, and its lag the picked lag, or the nearest."""
    lag, most = t - j, QUEUE_SLOTS - 1
    if lag > most:
        # If columns are shown, keep the clicked column; otherwise keep the clicked loss.
        if state.change(t=j + most if state.session().slice == "column" else t, lag=most):
            state.notice(f"Lag {lag} lies beyond the ten slots of the queues; lag {most} is picked instead.")
    elif lag >= 0:
        state.change(t=t, lag=lag)
