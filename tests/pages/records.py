"""Random states for the tests of what is drawn and said: settings that a learner could reach, and their moments."""

import json
import random
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest

from pages.lab.moment import AbsentError, Moment
from pages.lab.plot.figure import Block, Chart, Figure, Written
from pages.lab.session import CHOICES, OPENING, Session, experiment, to_address
from rnn_core import simulate
from rnn_core.tasks import TASKS


def moment_of(session: Session = OPENING, /, **choices: object) -> Moment:
    """The moment that a page draws from for a session, with some choices changed."""
    chosen = session.with_(**choices)
    return Moment(chosen, simulate(experiment(chosen)))


def address_of(moment: Moment) -> str:
    """The address that opens it: names a failing case."""
    return urlencode(to_address(moment.session))


def kept(block: Block) -> Chart:
    """The block, which has to be a chart, with its written traces as they are kept."""
    assert isinstance(block, Chart), block
    return block


def chart(block: Block) -> Chart:
    """The block, which has to be a chart, with all its traces opened."""
    return replace(kept(block), figure=opened(kept(block).figure))


def opened(figure: Figure) -> Figure:
    """A figure as the browser reads it."""

    def read(trace: Any) -> Any:
        return json.loads(json.loads(trace.literal)) if isinstance(trace, Written) else trace

    return figure | {"data": list(map(read, figure["data"]))}


def absent(make: Callable[[Moment], Block], moment: Moment) -> str:
    """Why there is nothing to draw, as the page says it."""
    with pytest.raises(AbsentError) as absent:
        make(moment)
    return plain(str(absent.value))


def states(count: int, seed: int) -> Iterator[Moment]:
    """Mostly moderate settings, and some corners: Wh = 0, Wy = 0, K = 1, the first steps, saturation, e = 0."""
    draw = random.Random(seed)
    for _ in range(count):
        weights: dict[str, Any] = {name: round(draw.uniform(-2, 2), 2) for name in ("Wx", "Wh", "Bx", "Wy", "By")}
        corner = draw.random()
        if corner < 0.08:
            weights["Wh"] = 0.0
        elif corner < 0.12:
            weights["Wy"] = 0.0
        elif corner < 0.17:
            weights |= {"Wx": 8.0, "Wh": -9.0}
        elif corner < 0.22:  # the impulse has not come yet: Y_hat = Y = 0
            weights |= {"Bx": 0.0, "By": 0.0}
        yield moment_of(
            OPENING,
            **weights,
            task="impulse" if 0.17 <= corner < 0.22 else draw.choice(list(TASKS)),
            T=40,
            K=draw.choice([1, 2, 3, 6, 9, 10]),
            eta=draw.choice([0.0, 0.0, 0.05]),
            h0=draw.choice([0.0, 0.0, 0.5]),
            t=draw.choice([0, 1, 2, 5, 8, 9, 10, 15, 30]),
            weight=draw.choice(["Wx", "Bx", "Wh", "Wy", "By"]),
            lag=draw.randrange(10),
            scale=draw.choice(list(CHOICES["scale"].options)),
        )


def plain(html: str) -> str:
    """Its text without the tags, every space an ordinary one."""
    return re.sub(r"<[^>]+>", "", html).replace("\N{NO-BREAK SPACE}", " ")


def put_in(old: str, first: int, one: str, second: int, other: str) -> str:
    """A text that has grown, as a browser puts it together."""
    return f"{old[:first]}{one}{old[first:second]}{other}{old[second:]}"


def trace(figure: dict, name: str) -> dict:
    """The one trace of that name."""
    return next(one for one in opened(figure)["data"] if one.get("name") == name)


def decoded(part: dict) -> np.ndarray:
    """A packed array, read as Plotly reads it."""
    values = np.frombuffer(b64decode(part["bdata"]), f"<{part['dtype']}")
    return values.reshape([int(n) for n in part["shape"].split(",")]) if "shape" in part else values
