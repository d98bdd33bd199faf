"""Strangers at a real server: whatever they send, others step on undisturbed, and nothing goes wrong on the server."""

import asyncio
import json
import math
import os
import random
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from pages.lab.server import gate
from pages.lab.session import CHOICES, SCREEN_ORDER
from tests.browser.serving import ROOT, Server, free_port
from tests.server.learner import Learner, LostError, live

CASES = int(os.environ.get("CASES", "60"))
SLOWEST = 10.0 if CASES <= 60 else 2.0
"""How many seconds an answer may take. Where other tests run beside this one, it is only to end."""
MOST_MEMORY = 60 + CASES / 10
"""How many MB the server may take for the sessions of all strangers, which it keeps for some minutes."""
TEXTS = ["<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "$\\LaTeX$", "`a`\n\n# b", "\u202e", "9" * 2000]
NUMBERS: list[Any] = [math.nan, math.inf, -math.inf, 1e308, -1e308, 0.5, 2**63, -1, True, None, "7", [[]], {}]
TOO_BIG = 1009
PLACES = ["forward", "by_lag", "term"]
HEADS = ["X", "out_H", "cell", "t", "K", "factor", "Wh along", *SCREEN_ORDER]


@dataclass
class Stranger(Learner):
    """A learner who also remembers which kinds of messages came."""

    heard: set[str] = field(default_factory=set)

    async def read(self) -> ForwardMsg:
        message = await super().read()
        self.heard.add(message.WhichOneof("type") or "")
        return message


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile") / "log"


@pytest.fixture(scope="module")
def app(log: Path) -> Iterator[Server]:
    with log.open("wb") as output:
        running = Server(ROOT / "app.py", free_port(), log=output).start()
        yield running
        running.stop()


def memory_of(app: Server) -> float:
    """The memory of the process in MB."""
    assert app.process is not None
    status = Path(f"/proc/{app.process.pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1000


def fine(log: Path) -> None:
    """Nothing went wrong on the server."""
    wrong = re.findall(r"^.*(?:Traceback|Exception|Error\b).*$", log.read_text(errors="replace"), re.MULTILINE)
    assert wrong == []


@asynccontextmanager
async def undisturbed(app: Server, every: float = 0.2) -> AsyncIterator[None]:
    """Someone honest steps at the same time."""
    honest = await Learner(f"{app.url}/?t=5").open()

    async def step() -> None:
        while True:
            await honest.go_to(((honest.t or 0) + 1) % 100, seconds=SLOWEST)
            await asyncio.sleep(every)

    steps = asyncio.create_task(step())
    try:
        yield
    finally:
        steps.cancel()
        for ended in await asyncio.gather(steps, return_exceptions=True):
            assert isinstance(ended, asyncio.CancelledError), ended
        assert honest.exceptions == []
        await honest.close()


# --- what strangers send, each drawn at random ---


def wild(draw: random.Random) -> Any:
    kind = draw.randrange(5)
    if kind < 2:
        return draw.choice(NUMBERS)
    if kind == 2:
        return draw.choice(TEXTS)
    return [wild(draw) for _ in range(draw.randrange(4))] if kind == 3 else {draw.choice(TEXTS): wild(draw)}


def of_another_kind(draw: random.Random, at: Stranger) -> BackMsg:
    """Values of a kind, or a size, that the widgets do not have."""
    states = []
    for widget in draw.sample([*at.widgets], 5):
        state = WidgetState(id=widget)
        match draw.randrange(9):
            case 0:
                state.double_array_value.data.extend(draw.choice([[], [math.nan], [1e308], [0.5] * 1000]))
            case 1:
                state.string_array_value.data.extend(draw.choices(TEXTS[:5], k=draw.randrange(100)))
            case 2:
                state.string_value = draw.choice([*TEXTS, "1" * 100_000 + "x"])
            case 3:
                state.trigger_value = True
            case 4:
                state.int_value = -(2**63)
            case 5:
                state.double_value = math.nan
            case 6:
                state.bytes_value = b"\xff"
            case 7:
                state.json_value = draw.choice(["[", "[" * 50_000, '{"press":{}}', json.dumps(wild(draw))])
            case 8:
                state.json_trigger_value = json.dumps(wild(draw))
        states.append(state)
    return rerun(at, *states)


def forged_press(draw: random.Random, at: Stranger) -> BackMsg:
    """A press in which one thing or two are not what they should be."""
    press: dict[str, Any] = {
        "session": at.moment["session"], "number": at.moment["acknowledged"] + 1, "t": draw.randrange(-3, 130),
        "knows": {}, "reach": 1, "slid": None, "sliding": False,
    }  # fmt: skip
    for _ in range(draw.randrange(1, 3)):
        press[draw.choice([*press])] = wild(draw)
    if draw.random() < 0.3:
        press["slid"] = [draw.choice([*CHOICES]), draw.choice([*TEXTS, "\ud800", "nan", "1e400", "3"])]
    if draw.random() < 0.3:
        press["knows"] = {draw.choice(PLACES): draw.choice([wild(draw), ["x", [*range(5000)]], ["x", [wild(draw)]]])}
    return rerun(at, WidgetState(id=at.widget("transport").id, json_value=json.dumps({"press": press})))


def forged_event(draw: random.Random, at: Stranger) -> BackMsg:
    """Clicks in charts where no chart has anything, and other reports of components."""
    place = draw.choice([*PLACES, "transport", "tries"])
    events = [
        {"event": draw.choice(["pick", "pick", "lost", "returned", "more", "press"]),
         "value": draw.choice([wild(draw), [draw.choice(HEADS), wild(draw), wild(draw)]])}
        for _ in range(draw.choice([1, 1, 1, 300]))
    ]  # fmt: skip
    widget = f"$$STREAMLIT_INTERNAL_KEY_{at.widget(place).id}__events"
    return rerun(
        at, WidgetState(id=widget, json_trigger_value=json.dumps(draw.choice([events, events[0], wild(draw)])))
    )


def many_unknown(draw: random.Random, at: Stranger) -> BackMsg:
    """Widgets that do not exist, in great number."""
    return rerun(at, *(WidgetState(id=f"$$ID-{draw.random()}-{i}", string_value="x") for i in range(5000)))


def odd_run(draw: random.Random, at: Stranger) -> BackMsg:
    """Runs of what does not exist, with addresses and contexts that no browser has."""
    message = rerun(at)
    request = message.rerun_script
    match draw.randrange(7):
        case 0:
            request.fragment_id = draw.choice(TEXTS)
        case 1:
            request.page_script_hash = draw.choice(TEXTS)
        case 2:
            request.page_name = draw.choice([*TEXTS, "../../etc/passwd", "training", "\x00"])
        case 3:
            request.query_string = draw.choice(
                ["Wh=" + "1" * 500_000, "&".join(f"a{i}=1" for i in range(2000)), "%", "=&=&", "t=%ff%00&Wh=%ed%a0%80"]
            )
        case 4:
            request.is_history_navigation = True
            request.query_string = "&".join(
                f"{name}={quote(str(draw.choice([*NUMBERS, *TEXTS[:5], 10**9])))}" for name in CHOICES
            )
        case 5:
            request.cached_message_hashes.extend(str(draw.random()) for _ in range(5000))
        case 6:
            request.is_auto_rerun = True
            for name in ("url", "timezone", "locale"):
                setattr(request.context_info, name, draw.choice(TEXTS))
    return message


def unneeded(draw: random.Random, at: Stranger) -> BackMsg:
    """Messages of Streamlit's that no page of ours needs."""
    return named(draw.choice(UNNEEDED), at)


UNNEEDED = [field.name for field in BackMsg.DESCRIPTOR.fields if field.name != "rerun_script"]
ANSWERS = {"git_info_changed", "file_urls_response", "backend_operation_response"}


def named(name: str, at: Stranger) -> BackMsg:
    message = BackMsg()
    if name == "file_urls_request":
        message.file_urls_request.file_names.extend(["x"] * 1000)
    elif name == "backend_operation_request":
        message.backend_operation_request.session_id = at.session
        message.backend_operation_request.dismiss_skills_nudge.SetInParent()
    else:
        setattr(message, name, True)
    return message


def rerun(at: Stranger, *states: WidgetState) -> BackMsg:
    message = BackMsg()
    message.rerun_script.query_string = at.address
    message.rerun_script.widget_states.widgets.extend(states)
    return message


ATTACKS: list[Callable[[random.Random, Stranger], BackMsg]] = [
    of_another_kind, of_another_kind, forged_press, forged_press, forged_event, forged_event, many_unknown, odd_run,
    unneeded,
]  # fmt: skip


async def attack(app: Server, draw: random.Random, cases: int) -> None:
    """One stranger after the other; each is answered after each thing that it sends."""
    for i in range(cases):
        if i % 10 == 0:
            at = Stranger(f"{app.url}/?t={draw.randrange(100)}")
            await at.open()
            token = at.moment["session"]
        message = draw.choice(ATTACKS)(draw, at)
        what = f"case {i}: {str(message)[:500]}"
        await at.raw(message.SerializeToString())
        assert message.ByteSize() < 1_000_000, what  # larger ones are not answered
        try:
            await at.run(page="/", seconds=SLOWEST)  # what came before is done by then, or is overtaken
            await at.run(page="/", seconds=SLOWEST)
        except (TimeoutError, LostError) as error:
            raise AssertionError(what) from error
        assert at.exceptions == [], what
        assert at.moment["session"] == token, what
        assert not at.heard & ANSWERS, what
        if i % 10 == 9 or i == cases - 1:
            await at.close()


def test_whatever_strangers_send_others_step_on_and_nothing_goes_wrong(app: Server, log: Path):
    async def both() -> None:
        await attack(app, random.Random(0), 10)  # what the first ones make the server load
        before = memory_of(app)
        async with undisturbed(app):
            await attack(app, random.Random(CASES), CASES)
        assert memory_of(app) - before < MOST_MEMORY

    live(both())
    fine(log)


def test_no_stranger_clears_the_caches_or_reads_the_state_of_the_repository(app: Server, log: Path):
    async def send() -> None:
        at = Stranger(f"{app.url}/?t=7")
        await at.open()
        token = at.moment["session"]
        for name in UNNEEDED:
            await at.raw(named(name, at).SerializeToString())
        await at.run(page="/", seconds=SLOWEST)
        await at.go_to(8, seconds=SLOWEST)
        assert at.moment["session"] == token  # which its cleared session state would have lost
        assert not at.heard & ANSWERS
        await at.close()

    live(send())
    fine(log)


def long_address(length: int) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = "x" * length
    return message.SerializeToString()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("a text", gate.UNSUPPORTED),
        (b"\xff" * 100, gate.UNSUPPORTED),
        (b"\x5a\xff\xff\xff\xff\x0f", gate.UNSUPPORTED),
        (long_address(1_500_000), TOO_BIG),
        (long_address(12_000_000), TOO_BIG),
    ],
    ids=["text", "no message", "cut off", "over 1 MB", "over 10 MB"],
)
def test_a_connection_on_which_something_unreadable_or_oversized_comes_is_closed(
    app: Server, log: Path, data: str | bytes, code: int
):
    async def send() -> None:
        async with undisturbed(app):
            at = await Stranger(f"{app.url}/?t=7").open()
            before = memory_of(app)
            await at.socket.send(data)
            with pytest.raises(LostError):
                await at.wait(at.finished + 1, SLOWEST)
            assert at.socket.close_code == code
            assert memory_of(app) - before < 40
            await at.open()  # and may come back
            assert at.t == 7
            await at.close()

    live(send())
    fine(log)
