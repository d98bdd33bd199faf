"""The only door to session state and to the address.

Held are one ``Session``, the notices about it, and whether it is playing. Every change comes through ``change`` from a
widget's callback, before anything is drawn. The address is written from the session and read only where it speaks: when
a page opens and when the browser's own Back or Forward was pressed. So an address on its way can undo nothing.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.lab.jobs import Cache, Job
from pages.lab.session import CHOICES, OPENING, Session, as_code, from_address, to_address
from rnn_core import Run

SECONDS_A_STEP = {"slow": 2.0, "medium": 1.0, "fast": 0.5}
UNDOS = 20


def open_page() -> None:
    """First thing on every page: take the session from the address, if this is where it has to come from."""
    state = st.session_state
    address = st.query_params.to_dict()
    context = get_script_run_ctx()
    gone_back = context is not None and getattr(context, "is_history_navigation", False)
    # A page link can leave an entry without parameters behind it; who comes back to one keeps the present state.
    if "session" not in state or (gone_back and address):
        state["session"], state["notices"] = from_address(address)
        state["playing"] = False
    # A page's widgets begin anew with each page: what session state still holds of the page before is not what they show.
    page = getattr(context, "page_script_hash", "")
    state["turned"], state["page"] = state.get("turned", False) or page != state.get("page"), page
    state.setdefault("token", secrets.token_hex(4))
    state.setdefault("press", 0)


def page_drawn() -> None:
    """Last thing on every page: all its widgets show what they should."""
    st.session_state["turned"] = False


def session() -> Session:
    """What is chosen now."""
    current: Session = st.session_state["session"]
    return current


def change(**choices: object) -> None:
    """Change some choices; what was said about the state before is no longer true."""
    st.session_state["session"] = session().with_(**choices)
    st.session_state["notices"] = []


def load(preset: Session) -> None:
    """Open a preset; how fast it plays stays as it is."""
    change(**{name: getattr(preset, name) for name in CHOICES if name != "speed"})


def notices() -> list[str]:
    """What has to be said above the page about how this state came to be."""
    current: list[str] = st.session_state["notices"]
    return current


def notice(text: str) -> None:
    if text not in notices():
        st.session_state["notices"] = [*notices(), text]


def settle(last: int, *, final: bool) -> None:
    """Keep t inside the run, whose last step is ``last``, and say so if it was beyond; unless more steps are to come."""
    st.session_state["last"] = last
    asked = session().t
    if asked > last and final:
        st.session_state["session"] = session().with_(t=last)
        notice(f"t = {asked} is past the end here: the last step of this run is t = {last}, which is shown.")


# What cannot be had at once, or is wanted again at the next step


def cache() -> Cache:
    """What this visitor's pages keep between two runs."""
    current: Cache = st.session_state.setdefault("cache", Cache())
    return current


def stop(name: str) -> None:
    """Let a piece of work end with what has been found."""
    held: Job[Any] = cache().jobs[name]
    held.complete = True


def resume(name: str) -> None:
    """Go on with what was stopped."""
    held: Job[Any] = cache().jobs[name]
    held.complete = False


def forget(name: str) -> None:
    """No longer wanted."""
    cache().jobs.pop(name, None)


def stop_training() -> None:
    """Keep the steps done so far: the run is that long now."""
    held: Job[Run] = cache().jobs["run"]
    done, asked = len(held.result), held.result.experiment.length
    change(steps=done, t=min(session().t, done - 1))
    notice(f"Stopped after {done:,} of {asked:,} steps. What is done is kept: the run is that long now.")
    held.inputs, held.complete = session().recipe, True
    held.result = replace(held.result, experiment=replace(held.result.experiment, steps=done))


# Large changes, which can be taken back


def act(name: str, **choices: object) -> None:
    """Change choices by a button that says what it does."""
    undos: list[tuple[str, Session]] = st.session_state.setdefault("undos", [])
    undos.append((name, session()))
    del undos[:-UNDOS]
    change(**choices)


def undoable() -> str | None:
    """What was done last and can be taken back."""
    undos: list[tuple[str, Session]] = st.session_state.get("undos", [])
    return undos[-1][0] if undos else None


def undo() -> None:
    """Everything as it was before the last such change."""
    undos: list[tuple[str, Session]] = st.session_state.get("undos", [])
    if undos:
        _, before = undos.pop()
        change(**{name: getattr(before, name) for name in CHOICES})


# Widgets: a widget's own value is a copy of the session's.


def show_in_widget(key: str, value: object) -> str:
    """Give a widget its value, only if it shows another or is a new one; returns its key."""
    if st.session_state.get("turned") or st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def widget(key: str) -> Any:
    """What a widget shows, in its callback."""
    return st.session_state[key]


def take(name: str, key: str | None = None) -> None:
    """A widget was moved: take its value, if it is one that is allowed."""
    value = st.session_state[key or name]
    if value is None:
        return
    try:
        change(**{name: CHOICES[name].read(str(value))})
    except ValueError:
        notice(f"{name} = {as_code(str(value))} is not allowed; allowed is {CHOICES[name].allowed}.")


def sent_by(key: str, name: str) -> Any:
    """What a component of ours has just sent, in its callback."""
    return st.session_state[key].get(name)


def take_pair(name: str, slider: str, shown: Callable[[float], float]) -> None:
    """A slider or the exact number beside it was moved: take what moved, and move the other along.

    While a slider is dragged the browser's number lags behind; sent along, it must not undo the slider. So what was moved
    here is looked for, the slider first, and the other is set at once. ``shown`` is what the slider can show of a value.
    """
    moved = slider if widget(slider) != shown(getattr(session(), name)) else name
    take(name, moved)
    held: float = getattr(session(), name)
    show_in_widget(slider, shown(held))
    show_in_widget(name, held)


# Steps


def go_to(t: int) -> None:
    """Move to a step; beyond the last, or before the start, say why nothing moves."""
    last: int = st.session_state["last"]
    change(t=min(max(t, -1), last))
    if t > last:
        notice(f"t = {last} is the last step: the sequence ends here. Go Back, Reset, or choose a longer sequence.")
    if t < -1:
        notice("t = −1 is the moment before the first step. Press Step to begin.")


def step(by: int) -> None:
    """The buttons Step and Back where no browser counts the presses."""
    go_to(session().t + by)


def take_press() -> None:
    """The browser numbers every press of Step and Back and sends where it leads, so none is lost, merged or doubled."""
    press = sent_by("transport", "press")
    if press and press.get("session") == token() and press["number"] > acknowledged():
        st.session_state["press"] = int(press["number"])
        go_to(int(press["t"]))


def take_return() -> None:
    """The page outlived the server it came from; this is the first that the new one hears of it."""
    notice(f"The connection to the server was lost and is back. Here you are again, at t = {session().t}.".replace("-", "−"))


def acknowledged() -> int:
    number: int = st.session_state["press"]
    return number


def token() -> str:
    """Names this session of this server, so that a page can tell that it talks to a new one."""
    name: str = st.session_state["token"]
    return name


def reset() -> None:
    """To the moment before the first step."""
    change(t=-1)


def play() -> None:
    """Go on by itself; from the last step, start anew."""
    if session().t >= st.session_state["last"]:
        reset()
    st.session_state["playing"] = True
    st.session_state["ticked"] = time.monotonic()


def pause() -> None:
    st.session_state["playing"] = False


def playing() -> bool:
    return bool(st.session_state["playing"])


def period() -> float:
    """Seconds from step to step while playing."""
    return SECONDS_A_STEP[session().speed]


def tick() -> None:
    """While playing, go on by one step when its time has come; stop at the last."""
    now = time.monotonic()
    if not playing() or now - st.session_state["ticked"] < 0.8 * period():
        return
    st.session_state["ticked"] = now
    step(1)
    if session().t == st.session_state["last"]:
        pause()


# The address


def write_address() -> None:
    """Make the address say what is chosen: t, and what differs from the opening state."""
    wanted = to_address(session()) | {"t": str(session().t)}
    written = st.query_params.to_dict()
    untouched = not written and session() == OPENING
    if written != wanted and not untouched:
        st.query_params.from_dict(wanted)


def settings() -> str:
    """Everything that is chosen but the step: what decides which steps there are to see."""
    return urlencode(to_address(session().with_(t=0), everything=True))


def link() -> str:
    """Everything that is chosen, written out, to be put behind the page's address."""
    return "?" + urlencode(to_address(session(), everything=True))
