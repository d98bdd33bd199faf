"""The gate: every message of a browser is checked here before Streamlit acts on it.

Streamlit trusts that messages come from its own page. A stranger can send others: ones that clear the caches of all
visitors or read the state of the Git repository, and values that a widget cannot have. What our pages never send is
dropped here. What the values then mean is checked where they are taken: ``press``, ``controls`` and ``session``.
"""

import json
from typing import Any

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from pages.lab import runtime
from pages.lab.choice import LONGEST_TEXT
from pages.lab.classroom.pasted import LONGEST_PASTED
from pages.lab.classroom.prepared import LONGEST_SENTENCE
from pages.lab.takeaway.state_file import LONGEST_FILE
from rnn_core.table import LONGEST

NEEDED = ("rerun_script", "stop_script", "app_heartbeat")
"""The messages that our pages send."""
LARGEST_REPORT = 2**15
"""How many characters a component of ours may send at a time; it sends less than a tenth of them."""
LONG_TEXTS = {
    "class sentence": LONGEST_SENTENCE,
    "own lesson": 2**16,
    "own file": 2**16,
    "data text": LONGEST,
    "data file": 2**17,  # up to LONGEST characters as JSON writes them, in an event
    "your drawing": 2**16,
    "your table": 2**18,
    "answers pasted": LONGEST_PASTED,
    "settings file": LONGEST_FILE + 100,  # the text stands in an event
    "settings pasted": LONGEST_FILE,
}
"""How many characters the widgets of these keys may send instead."""
DEEPEST = 8
"""How many lists and dictionaries may lie within each other in what it sends."""
MOST_CHOSEN = 50
"""How many options may be chosen at a time."""
UNSUPPORTED = 1003
"""The close code sent after an unreadable message."""


class Gate:
    """Middleware that closes a connection when something unreadable arrives on it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        runtime.check_messages(admitted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        closing = False

        async def checked() -> Message:
            nonlocal closing
            message = await receive()
            closing = message["type"] == "websocket.receive" and not _readable(message.get("bytes"))
            return {"type": "websocket.disconnect", "code": UNSUPPORTED} if closing else message

        await self.app(scope, checked, send)
        if closing:
            await send({"type": "websocket.close", "code": UNSUPPORTED})


def _readable(data: bytes | None) -> bool:
    """Whether it is a message of Streamlit's protocol; a text, which comes without bytes, is not."""
    try:
        return data is not None and BackMsg().ParseFromString(data) >= 0
    except DecodeError:
        return False


def admitted(message: BackMsg, kind: runtime.Kind) -> bool:
    """Whether a message may pass. The widget states in it that may not are taken out of it.

    Parameters
    ----------
    message : BackMsg
    kind : callable
        Gives the kind of value that a widget has.
    """
    if message.WhichOneof("type") not in NEEDED:
        return False
    fragment = message.rerun_script.fragment_id  # which Streamlit writes into the log if there is none
    if len(fragment) > LONGEST_TEXT or not fragment.isprintable():
        return False
    states = message.rerun_script.widget_states.widgets
    fitting = [state for state in states if _fits(state, kind(state.id))]
    if len(fitting) < len(states):
        del states[:]
        states.extend(fitting)
    for state in states:
        longest = _most(state.id, LONGEST_TEXT)
        if len(state.string_value) > longest:  # cut, not dropped: whoever typed it should hear that it is refused
            state.string_value = state.string_value[: longest + 1]
    return True


def _fits(state: WidgetState, kind: str | None) -> bool:
    """Whether a widget of this kind can have this state. A text or a choice out of a list can also be empty."""
    if state.WhichOneof("value") != kind:
        return kind == "string_value" and state.WhichOneof("value") is None
    match kind:
        case "json_value":
            return isinstance(_report(state.json_value, _most(state.id, LARGEST_REPORT)), dict)
        case "json_trigger_value":
            return _report(state.json_trigger_value, _most(state.id, LARGEST_REPORT)) is not None
        case "string_array_value":
            return len(state.string_array_value.data) <= MOST_CHOSEN
    return kind is not None


def _most(widget: str, usual: int) -> int:
    """How many characters a widget may send; its id ends with its key, that of a component's events with more."""
    key = widget.removesuffix("__events")
    return next((most for name, most in LONG_TEXTS.items() if key.endswith(f"-{name}")), usual)


def _report(text: str, most: int) -> Any:
    """What a component of ours reports; None if it cannot be read or is too large."""
    try:
        report = json.loads(text) if len(text) <= most else None
        return report if _depth(report) <= DEEPEST else None
    except (ValueError, RecursionError):
        return None


def _depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inside), default=0)
