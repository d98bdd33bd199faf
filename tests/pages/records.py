"""Random states for the tests of what is drawn and said: settings that a learner could reach, and the step they show."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from pages.lab.session import OPENING, RECURRENT, SCALES, Session, experiment, to_address
from pages.lab.whole import Whole
from rnn_core import Run, Step, simulate
from rnn_core.analysis.reading import StepReading, read_step
from rnn_core.tasks import TASKS


@dataclass(frozen=True)
class Shown:
    session: Session
    run: Run
    step: Step
    reading: StepReading

    def __str__(self) -> str:
        """The address that opens it."""
        return urlencode(to_address(self.session))


def show(session: Session) -> Shown:
    run = simulate(experiment(session))
    step = run[session.t]
    return Shown(session, run, step, read_step(step))


def states(count: int, seed: int) -> Iterator[Shown]:
    """Mostly moderate settings, and now and then the corners: Wh = 0, Wy = 0, K = 1, the first steps, saturation, e = 0."""
    draw = random.Random(seed)
    for _ in range(count):
        weights = {name: round(draw.uniform(-2, 2), 2) for name in ("Wx", "Wh", "Bx", "Wy", "By")}
        corner = draw.random()
        if corner < 0.08:
            weights["Wh"] = 0.0
        elif corner < 0.12:
            weights["Wy"] = 0.0
        elif corner < 0.17:
            weights |= {"Wx": 8.0, "Wh": -9.0}
        elif corner < 0.22:  # the impulse has not come yet: Y_hat = Y = 0
            weights |= {"Bx": 0.0, "By": 0.0}
        yield show(
            OPENING.with_(
                **weights,
                task="impulse" if 0.17 <= corner < 0.22 else draw.choice(list(TASKS)),
                T=40,
                K=draw.choice([1, 2, 3, 6, 9, 10]),
                eta=draw.choice([0.0, 0.0, 0.05]),
                h0=draw.choice([0.0, 0.0, 0.5]),
                t=draw.choice([0, 1, 2, 5, 8, 9, 10, 15, 30]),
                weight=draw.choice(["Wx", "Bx", "Wh", "Wy", "By"]),
                lag=draw.randrange(10),
                scale=draw.choice(SCALES),
            )
        )


def trace(figure: dict, name: str) -> dict:
    """The one trace of that name."""
    return next(one for one in figure["data"] if one.get("name") == name)


def whole(shown: Shown, **changes: object) -> Whole:
    """What the page across time draws its whole-run pictures from, with some choices changed."""
    session = shown.session.with_(**changes)
    weight = session.weight if session.weight in RECURRENT else "Wh"
    return Whole(shown.run, session, weight)
