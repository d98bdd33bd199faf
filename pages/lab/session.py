"""All that a learner has chosen, as one value: what the address bar holds and what everything on screen follows from.

One table names every choice, its type, what it may be and what it is at first. Nothing here knows Streamlit.
"""

import inspect
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from rnn_core import QUEUE_SLOTS, Experiment, Params
from rnn_core.analysis.windows import other_start
from rnn_core.tasks import TASKS

WEIGHT_LIMIT = 1000.0
PARAMETERS = ("Wx", "Bx", "Wh", "Wy", "By")
RECURRENT = PARAMETERS[:3]
SCALES = ("linear", "symlog", "relative")
SPEEDS = ("slow", "medium", "fast")
SLICES = ("row", "column", "diagonal")
VIEWS = ("whole", "near")
INPUTS = ("held", "own")
HEIGHTS = ("linear", "log")
MOST_FACTORS = 2 * QUEUE_SLOTS + 2
LONGEST = 2000
"""The longest sequence."""
MOST_STEPS = 50_000
"""The longest training run; longer than the sequence it goes round and round."""
WINDOWS = (*map(str, range(1, QUEUE_SLOTS + 1)), "all")


@dataclass(frozen=True, slots=True)
class Choice:
    """What one field of a session may be: one of ``options`` (or several, joined by "-"), or a number from ``low`` to ``high``."""

    first: str | int | float
    low: float = -math.inf
    high: float = math.inf
    options: tuple[str, ...] = ()
    several: bool = False

    @property
    def allowed(self) -> str:
        if self.several:
            return "one or more of " + ", ".join(self.options) + ", joined by “-”"
        if self.options:
            return "one of " + ", ".join(self.options)
        kind = "an integer" if isinstance(self.first, int) else "a number"
        return f"{kind} from {self.low:g} to {self.high:g}".replace("-", "−")

    def read(self, text: str) -> str | int | float:
        """The value that a text stands for; the nearest allowed one for a number out of range.

        Raises
        ------
        ValueError
            If it stands for none.
        """
        if self.options:
            chosen = text.split("-") if self.several else [text]
            if not set(chosen) <= set(self.options):
                raise ValueError(text)
            return "-".join(option for option in self.options if option in chosen)
        value = float(text)
        if not math.isfinite(value):
            raise ValueError(text)
        if isinstance(self.first, int) and value != int(value):
            raise ValueError(text)
        return type(self.first)(min(max(value, self.low), self.high))


CHOICES: dict[str, Choice] = {
    "task": Choice("sine", options=tuple(TASKS)),
    "T": Choice(120, 40, LONGEST),
    "delay": Choice(3, 0, 20),
    "mean_of": Choice(5, 1, 20),
    "seed": Choice(1, 0, 9999),
    "Wx": Choice(0.5, -WEIGHT_LIMIT, WEIGHT_LIMIT),
    "Wh": Choice(-0.9, -WEIGHT_LIMIT, WEIGHT_LIMIT),
    "Bx": Choice(0.1, -WEIGHT_LIMIT, WEIGHT_LIMIT),
    "Wy": Choice(1.5, -WEIGHT_LIMIT, WEIGHT_LIMIT),
    "By": Choice(0.0, -WEIGHT_LIMIT, WEIGHT_LIMIT),
    "h0": Choice(0.0, -1.0, 1.0),
    "K": Choice(6, 1, QUEUE_SLOTS),
    "eta": Choice(0.0, 0.0, 10.0),
    "clip": Choice(0.0, 0.0, 1000.0),
    "steps": Choice(0, 0, MOST_STEPS),
    "t": Choice(21, -1, MOST_STEPS - 1),
    "weight": Choice("Wh", options=PARAMETERS),
    "lag": Choice(2, 0, QUEUE_SLOTS - 1),
    "scale": Choice("linear", options=SCALES),
    "speed": Choice("medium", options=SPEEDS),
    "factor": Choice(4, 1, MOST_FACTORS),
    "nudge": Choice(0.5, -2.0, 2.0),
    "view": Choice("near", options=VIEWS),
    "slice": Choice("row", options=SLICES),
    "inputs": Choice("held", options=INPUTS),
    "height": Choice("linear", options=HEIGHTS),
    "across": Choice("Wx", options=PARAMETERS),
    "up": Choice("Wh", options=PARAMETERS),
    "windows": Choice("1-3-10-all", options=WINDOWS, several=True),
    "compare": Choice("off", options=("off", "on")),
}

LOOKED_AT = (
    *("t", "weight", "lag", "scale", "speed", "factor", "nudge", "view", "slice", "inputs"),
    *("height", "across", "up", "windows", "compare"),
)
"""What is looked at, and how: it decides nothing of the run."""


@dataclass(frozen=True, slots=True)
class Session:
    """One value for every choice. Names are those of the address."""

    task: str
    T: int
    delay: int
    mean_of: int
    seed: int
    Wx: float
    Wh: float
    Bx: float
    Wy: float
    By: float
    h0: float
    K: int
    eta: float
    clip: float
    steps: int
    t: int
    weight: str
    lag: int
    scale: str
    speed: str
    factor: int
    nudge: float
    view: str
    slice: str
    inputs: str
    height: str
    across: str
    up: str
    windows: str
    compare: str

    @property
    def plane(self) -> tuple[str, str]:
        """The two weights of the loss surface; where an address names one of them twice, another is put beside it."""
        if self.across != self.up:
            return self.across, self.up
        return self.across, "Wx" if self.across == "Wh" else "Wh"

    @property
    def recipe(self) -> "Session":
        """What decides the run, and nothing of how it is looked at."""
        return self.with_(**{name: CHOICES[name].first for name in LOOKED_AT})

    def with_(self, **changes: object) -> "Session":
        """The same with some choices changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


OPENING = Session(**{name: choice.first for name, choice in CHOICES.items()})  # type: ignore[arg-type]


def options_of(task: str) -> tuple[str, ...]:
    """Which of T, delay, mean_of and seed a task takes: the arguments of its function."""
    return tuple(inspect.signature(TASKS[task]).parameters)


def experiment(session: Session) -> Experiment:
    """The experiment that a session describes; with 0 steps it goes once through the sequence, with clip 0 it does not clip."""
    X, Y = TASKS[session.task](**{name: getattr(session, name) for name in options_of(session.task)})
    return Experiment(
        Params(session.Wx, session.Wh, session.Bx, session.Wy, session.By),
        X,
        Y,
        window=session.K,
        learning_rate=session.eta,
        out_H_init=session.h0,
        steps=session.steps or None,
        clip=session.clip or None,
    )


def other_starts(session: Session, count: int) -> list[Experiment]:
    """The session's experiment, and others like it: from start weights nearby and, if the task draws at random, with other draws."""
    seeds = [(session.seed + i) % int(CHOICES["seed"].high + 1) for i in range(count)]
    first, *others = (experiment(session.with_(seed=seed)) for seed in seeds)
    return [first, *(replace(other, params=other_start(other.params, seed)) for other, seed in zip(others, seeds[1:], strict=True))]


def to_address(session: Session, *, everything: bool = False) -> dict[str, str]:
    """A session as an address's parameters: those that differ from the opening state, or all."""
    return {
        field.name: str(getattr(session, field.name))
        for field in fields(Session)
        if everything or getattr(session, field.name) != getattr(OPENING, field.name)
    }


def from_address(parameters: Mapping[str, str]) -> tuple[Session, list[str]]:
    """Read a session from an address, and say what could not be taken as it was.

    Unknown names are ignored. A value out of range becomes the nearest allowed one, an unreadable one the opening one.
    """
    chosen: dict[str, str | int | float] = {}
    notices = []
    for name, choice in CHOICES.items():
        if name not in parameters:
            continue
        text = parameters[name]
        try:
            chosen[name] = choice.read(text)
        except (ValueError, OverflowError):
            chosen[name] = choice.first
        if str(chosen[name]) != text and not _same_number(chosen[name], text):
            notices.append(
                f"The address asked for {name} = {as_code(text)}. Allowed is {choice.allowed}; {name} = {chosen[name]} is used instead."
            )
    return OPENING.with_(**chosen), notices


def as_code(text: str) -> str:
    """What a stranger wrote, as code in a notice: no link or picture in it comes alive."""
    return f"`{text[:40].replace('`', '') or ' '}`"


def _same_number(value: str | int | float, text: str) -> bool:
    try:
        return not isinstance(value, str) and float(text) == value
    except ValueError:
        return False
