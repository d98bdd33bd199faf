"""A learner without a browser: speaks Streamlit's own protocol with a server, as the page in a browser does."""

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

Result = TypeVar("Result")
NEAR = 10  # as in blocks.js
LARGEST = 200 * 2**20


class _Counting(ClientConnection):
    """A connection that counts what arrives on the wire, compressed as it is."""

    arrived = 0

    def data_received(self, data: bytes) -> None:
        self.arrived += len(data)
        super().data_received(data)


class LostError(ConnectionError):
    """The server has closed the connection."""


def live(lives: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end, in a thread of its own: in the main one Playwright may have left a running loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, lives).result()


@dataclass
class Place:
    """What a place of the page has: its settings, the step that it shows, and those that it could."""

    settings: str = ""
    t: int | None = None
    known: set[int] = field(default_factory=set)


@dataclass
class Learner:
    """One visitor with one open page.

    Parameters
    ----------
    url : str
        The address of the server and, if wanted, of a page; with parameters or without.
    headers : dict of str to str
        Sent when the connection is made.

    The rest is what the learner sees: ``t`` and ``address``; ``page`` and, by name, ``pages``, as Streamlit's
    hashes, ``first`` before the first was drawn; ``html``, the texts of the last run by their places;
    ``exceptions``; ``finished``, how many runs have ended; ``arrived``, the bytes that came over the wire.
    """

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    t: int | None = None
    address: str = ""
    html: dict[tuple[int, ...], str] = field(default_factory=dict)
    exceptions: list[str] = field(default_factory=list)
    finished: int = 0
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    moment: dict[str, Any] = field(default_factory=dict)
    session: str = ""
    pieces: dict[str, str] = field(default_factory=dict)
    page: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    first: str = ""
    _fragments: dict[str, str] = field(default_factory=dict)
    _number: int = 0
    _socket: ClientConnection | None = None

    @property
    def socket(self) -> _Counting:
        if not isinstance(self._socket, _Counting):
            raise LostError("not connected")
        return self._socket

    @property
    def arrived(self) -> int:
        return self.socket.arrived

    async def open(self, seconds: float = 60) -> "Learner":
        """Connect, and run the page once; after a loss, at the state in the address."""
        await self.connect(seconds)
        await self.run(page=urlsplit(self.url).path.strip("/"), seconds=seconds)
        return self

    async def connect(self, seconds: float = 60) -> None:
        parts = urlsplit(self.url)
        origin = f"http://{parts.netloc}"
        self._socket = await connect(
            f"ws://{parts.netloc}/_stcore/stream",
            origin=origin,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers=self.headers,
            create_connection=_Counting,
            max_size=LARGEST,
            open_timeout=seconds,
            proxy=None,
        )
        self.address = self.address or parts.query

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    def drop(self) -> None:
        """Lose the connection, as when a cable is pulled."""
        self.socket.transport.abort()

    async def run(self, *, page: str = "", fragment: str = "", seconds: float = 60) -> None:
        """Ask for a run of the page, or of a fragment, and wait until it has ended."""
        await self.send(page=page, fragment=fragment)
        await self.wait(self.finished + 1, seconds)

    async def send(self, *widgets: WidgetState, page: str = "", fragment: str = "") -> None:
        """Ask for a run, with the states of all widgets; those given are sent this once in place of theirs."""
        message = BackMsg()
        request = message.rerun_script
        request.query_string = self.address
        request.fragment_id = fragment
        if self.page and not page:
            request.page_script_hash = self.page
        request.page_name = page
        now = {widget.id for widget in widgets}
        values = (one for one in self.widgets.values() if one.WhichOneof("value") != "trigger_value")
        request.widget_states.widgets.extend(one for one in values if one.id not in now)
        request.widget_states.widgets.extend(widgets)
        request.context_info.url = self.url
        await self.raw(message.SerializeToString())

    async def raw(self, data: bytes) -> None:
        """Send any message."""
        await self.socket.send(data)

    async def wait(self, finished: int, seconds: float = 60) -> None:
        """Read until so many runs have ended."""
        async with asyncio.timeout(seconds):
            while self.finished < finished:
                await self.read()

    async def read(self) -> ForwardMsg:
        """Read one message."""
        try:
            data = await self.socket.recv()
        except OSError as error:
            raise LostError(str(error)) from error
        except Exception as error:
            raise LostError(type(error).__name__) from error
        message = ForwardMsg()
        message.ParseFromString(data if isinstance(data, bytes) else data.encode())
        self._take(message)
        return message

    async def go_to(self, t: int, seconds: float = 60) -> None:
        """Press for a step, and wait until everything shows it. The last step of the run stands for those beyond."""
        await self.press(t)
        finished = self.finished
        async with asyncio.timeout(seconds):
            while not (self.finished > finished and self.moment["acknowledged"] >= self._number):
                await self.read()
        wrong = {name: place.t for name, place in self.places.items() if place.t != t or t not in place.known}
        assert self.t == t, (self.t, t)
        assert not wrong, (wrong, t)
        assert parse_qs(self.address)["t"] == [str(t)], self.address

    async def press(self, t: int) -> None:
        """Press for a step, as the component of the page does."""
        self._number += 1
        near = {
            name: [place.settings, [step for step in place.known if abs(step - t) <= NEAR]]
            for name, place in self.places.items()
        }
        press = {
            "session": self.moment["session"], "number": self._number, "t": t, "knows": near,
            "reach": 1 if t >= (self.t or 0) else -1, "slid": None, "sliding": False,
        }  # fmt: skip
        await self.component("transport", {"press": press})

    async def component(self, key: str, state: object) -> None:
        """Send the state of a component."""
        widget = self.widget(key)
        widget.json_value = json.dumps(state)
        await self.send(fragment=self._fragments[widget.id])

    async def trigger(self, key: str, event: str, value: object) -> None:
        """Send what a component reports once."""
        widget = self.widget(key).id
        sent = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{widget}__events")
        sent.json_trigger_value = json.dumps([{"event": event, "value": value}])
        await self.send(sent, fragment=self._fragments[widget])

    async def work(self) -> None:
        """While there is long work under way, ask for its next piece."""
        while self.pieces:
            _, key = self.pieces.popitem()
            await self.trigger(key, "more", True)
            await self.wait(self.finished + 1)

    async def click(self, key: str, seconds: float = 60) -> None:
        """Press a button, and wait for the answer."""
        await self.send(WidgetState(id=self.widget(key).id, trigger_value=True))
        await self.wait(self.finished + 1, seconds)

    def widget(self, key: str) -> WidgetState:
        """The state of the widget with this key."""
        return next(one for name, one in self.widgets.items() if _key(name) == key)

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session":
                self.session = message.new_session.initialize.session_id
                if message.metadata.run.fragment_ids:
                    self.page = message.new_session.page_script_hash
                else:
                    self.places, self.html = {}, {}
                    self.first = self.first or message.new_session.page_script_hash
            case "navigation":
                if self.page != message.navigation.page_script_hash:
                    self.page, self.widgets = message.navigation.page_script_hash, {}
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            case "page_info_changed":
                self.address = message.page_info_changed.query_string
            case "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self.finished += 1
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                self._see(tuple(message.metadata.delta_path), message.delta)

    def _see(self, path: tuple[int, ...], delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "html":
            self.html[path] = element.html.body
        elif kind == "markdown":
            self.html[path] = element.markdown.body
        elif kind == "alert":
            self.html[path] = element.alert.body
        elif kind == "exception":
            self.exceptions.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "bidi_component":
            self._fragments[element.bidi_component.id] = delta.fragment_id
            self._component(element)
        state, given = _state(element)
        if state.id:
            self._fragments[state.id] = delta.fragment_id
        if state.id and (given or state.id not in self.widgets):
            self.widgets[state.id] = state

    def _component(self, element: Element) -> None:
        component = element.bidi_component
        self.widgets.setdefault(component.id, WidgetState(id=component.id, json_value="{}"))
        data = json.loads(component.bytes) if component.bytes else {}
        if data and "acknowledged" in data:
            if data["session"] != self.moment.get("session"):
                self._number = data["acknowledged"]
            self.moment, self.t = data, data["t"]
        elif data and "piece" in data:
            self.pieces[data["piece"]] = _key(component.id)
        elif data and "place" in data:
            place = self.places.setdefault(data["place"], Place())
            if data["settings"] != place.settings:
                place.settings, place.known = data["settings"], set()
            place.t = data["t"]
            for step in data["steps"]:
                if step.get("like") is None or step["like"] in place.known:
                    place.known.add(step["t"])
            place.known = {t for t in place.known if abs(t - data["t"]) <= 2 * NEAR}


def _key(widget: str) -> str:
    """The key in the id of a widget."""
    return widget.split("-", 2)[-1]


def _state(element: Element) -> tuple[WidgetState, bool]:
    """The state of a widget, as a browser reports it, and whether the server has given it; without an id for others."""
    match element.WhichOneof("type"):
        case "slider":
            slider = element.slider
            state, numbers = WidgetState(id=slider.id), slider.value if slider.set_value else slider.default
            if slider.options:
                chosen = slider.raw_value or [slider.options[int(number)] for number in numbers]
                state.string_array_value.data.extend(chosen)
            else:
                state.double_array_value.data.extend(numbers)
            return state, slider.set_value
        case "selectbox":
            box = element.selectbox
            state = WidgetState(id=box.id)
            if box.set_value and box.HasField("raw_value"):
                state.string_value = box.raw_value
            elif not box.set_value and box.HasField("default"):
                state.string_value = box.options[box.default]
            return state, box.set_value
        case "text_input":
            text = element.text_input
            return WidgetState(id=text.id, string_value=text.value if text.set_value else text.default), text.set_value
        case "button_group":
            group = element.button_group
            state = WidgetState(id=group.id)
            chosen = group.raw_values if group.set_value else [group.options[i].content for i in group.default]
            state.string_array_value.data.extend(chosen)
            return state, group.set_value
        case "button":
            return WidgetState(id=element.button.id, trigger_value=False), True
    return WidgetState(), False
