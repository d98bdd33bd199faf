"""A button that saves a file. Its text is written once the button is pressed; the browser makes the file of it."""

from collections.abc import Callable
from typing import Any, TypedDict

import streamlit as st

from pages.lab import runtime, state
from pages.lab.text import sentence

MOST_PARTS = 100
Write = Callable[[int], tuple[str, int]]
"""Writes a part of a text, by its number from 0; says how many follow."""
KINDS = {
    "tex": "application/x-tex",
    "csv": "text/csv",
    "py": "text/x-python",
    "json": "application/json",
    "html": "text/html",
}
"""The kinds of files, by the ends of their names."""
_SAVE = runtime.component("save", html='<div class="copy"><button type="button"></button></div>')


class Around(TypedDict):
    """A larger text that encloses the file's own: its address, and the mark to be replaced."""

    address: str
    mark: str


def whole(text: str, part: int) -> tuple[str, int]:
    """A text in one part."""
    return text, 0


def row(
    label: str, about: str, name: str, write: Write | None, *, of: object = None, around: Around | None = None
) -> None:
    """A button that saves a text as a file, and beside it what the file is, or why there is none.

    Parameters
    ----------
    label, about : str
    name : str
        The name of the file, with one of the ends in ``KINDS``.
    write : callable or None
        Only called for what has been asked for. Without a file the button is disabled.
    of : object, optional
        What a text in several parts follows from: parts of a text that has changed meanwhile do not belong together.
    around : Around, optional
    """
    key = f"save {label}"

    def sent() -> None:
        state.pressed(_ask, key, state.sent_by(key, "part"))

    kind = KINDS[name.rpartition(".")[2]]
    data: dict[str, Any] = {"label": f"Save {label}", "name": name, "kind": kind, "rests": write is None}
    if around:
        data["around"] = around
    asked = state.visit().asked
    if write and asked and asked[0] == key:
        state.visit().asked = None  # at once: what cannot be written would fail again with each run
        _, press, part = asked
        text, more = write(part)
        data["sent"] = {"press": press, "part": part, "text": text, "more": more, "of": str(hash(of))}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"file {label}"):
        _SAVE(key=key, data=data, on_part_change=sent)
        st.html(sentence(about))


def _ask(key: str, sent: Any) -> None:
    """Remember what the browser asks for, which can be anything: [the number of the press, the part]."""
    match sent:
        case [press, part] if type(press) is type(part) is int and 0 <= press <= 2**53 and 0 <= part < MOST_PARTS:
            state.visit().asked = key, press, part
