"""Everything a learner has chosen, as one value: the address bar holds it, and everything on screen follows from it.

A choice is declared once, as a field of ``Session`` that gives its allowed values, its first value, how it is
labelled and explained, and whether it decides the run. Nothing here knows Streamlit.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pages.lab.choice import as_parameters, choice, choices_of, from_parameters
from pages.lab.data import kept
from pages.lab.packed import LONGEST_PACKED
from pages.lab.text.notation import setting
from rnn_core import QUEUE_SLOTS, Experiment, Params
from rnn_core.analysis.windows import other_start
from rnn_core.cell import Array
from rnn_core.table import MOST, Table
from rnn_core.tasks import TARGETS, TASKS, TITLES, own

SCREEN_ORDER = ("Wx", "Bx", "Wh", "Wy", "By")
"""The weights in the order of the by-lag rows. The core's own order is ``rnn_core.PARAMETERS``."""
LOOKING_BACK = SCREEN_ORDER[:3]
"""The weights whose gradients have a term for every lag."""
WEIGHT_LIMIT = 1000.0
LONGEST = 2000
"""The longest sequence."""
MISSING = (
    "The address asks for your own data but does not contain it: the data was too long, or the address was cut off."
)
INSTEAD = (
    "The opening sequence is shown in place of the data. Enter the data anew, or open a settings file that you have "
    "saved."
)
ONE_COLUMN = "The data in the address has one column, so there is no second one to predict; the target is the next X."
MOST_STEPS = 50_000
"""The longest training run; a run longer than the sequence repeats it."""

PERIODS = {"slow": 2.0, "medium": 1.0, "fast": 0.5, "rapid": 0.05}
"""How many seconds Play takes for a step, by its speed."""


def _weight(first: float, help: str) -> Any:
    return choice(first, -WEIGHT_LIMIT, WEIGHT_LIMIT, ends=(-3.0, 3.0), help=help, decides=True)


def _same(*options: str) -> dict[str, str]:
    """Options that are their own texts."""
    return {option: option for option in options}


@dataclass(frozen=True, slots=True)
class Session:
    """One value for every choice. The names are those of the address; ``Session()`` is the opening state."""

    task: str = choice(
        "sine",
        options=TITLES,
        phrase=lambda task: f"task “{TITLES[task]}”",
        help="The input sequence, and the target the network should predict from it.",
        decides=True,
    )
    data: str = choice(
        "",
        longest=kept.LONGEST_DATA,
        carried=LONGEST_PACKED,
        told=kept.told,
        label="your data",
        help="Numbers of your own, packed as in an address: one column, X, or two, X and Y.",
        decides=True,
    )
    target: str = choice(
        "next",
        options=TARGETS,
        phrase=lambda target: f"target “{TARGETS[target]}”",
        help="What the network should predict from X.",
        decides=True,
    )
    scaled: str = choice(
        "off",
        options={"off": "as it is", "on": "scaled to −1 … 1"},
        label="scale",
        phrase=lambda scaled: "scaled to −1 … 1" if scaled == "on" else "not scaled",
        help="Scaled, the smallest value of each column becomes −1, its largest 1. The data keeps its own numbers.",
        decides=True,
    )
    T: int = choice(
        120,
        40,
        LONGEST,
        label="length T",
        phrase=lambda T: f"a sequence of {T} steps",
        help="Length of the sequence, 40 to 2000 steps.",
        decides=True,
    )
    delay: int = choice(
        3, 0, 20, label="delay d", help="How many steps the target lags behind the input.", decides=True
    )
    mean_of: int = choice(
        5,
        1,
        20,
        label="inputs averaged",
        help="The target is the mean of this many of the latest inputs.",
        decides=True,
    )
    seed: int = choice(
        1, 0, 9999, help="Seed of the random sequence. The same seed gives the same sequence.", decides=True
    )
    Wx: float = _weight(0.5, "Weight from the input to the hidden unit. Type any value up to ±1000.")
    Wh: float = _weight(
        -0.9,
        "Weight from the hidden unit's previous output to the unit. Each step back multiplies the gradient by Wh·s.",
    )
    Bx: float = _weight(0.1, "Bias of the hidden unit.")
    Wy: float = _weight(1.5, "Weight from the hidden unit to the prediction.")
    By: float = _weight(0.0, "Bias of the prediction.")
    h0: float = choice(
        0.0, -1.0, 1.0, label="start state", help="The state out_H at t = −1, before the first step.", decides=True
    )
    K: int = choice(
        6,
        1,
        QUEUE_SLOTS,
        label="window K",
        help="Time window: how many lags the gradient includes, 1 to 10.",
        decides=True,
    )
    eta: float = choice(
        0.0,
        0.0,
        10.0,
        stops=(0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0),
        label="learning rate η",
        help="Learning rate η. At 0 the weights are frozen; above 0 each step moves them against their gradient.",
        decides=True,
    )
    clip: float = choice(
        0.0,
        0.0,
        1000.0,
        label="clip at ±c (0: none)",
        phrase=lambda c: f"gradients clipped at ±{setting(c)}" if c else "gradients not clipped",
        help="Each gradient is clipped to ±c before the update. 0 means no clipping.",
        decides=True,
    )
    steps: int = choice(
        0,
        0,
        MOST_STEPS,
        label="training steps",
        phrase=lambda count: f"{count:,} training steps" if count else "one pass through the sequence",
        help="The number of steps of the run. 0 means one pass through the sequence.",
        decides=True,
    )
    n: int = choice(
        0,
        0,
        MOST_STEPS,
        label="training steps n",
        help="How many training steps Train runs, 1 to 50000. A run longer than the sequence repeats it; "
        "the state is carried over.",
    )
    t: int = choice(21, -1, MOST_STEPS - 1, help="Go to any step. With the slider in focus, the arrow keys move t.")
    weight: str = choice(
        "Wh",
        options=_same(*SCREEN_ORDER),
        label="gradient of",
        help="The weight whose gradient is taken apart. Clicking a bar or a slot picks it, too.",
    )
    lag: int = choice(2, 0, QUEUE_SLOTS - 1, label="lag k", help="The term to see factor by factor.")
    scale: str = choice(
        "linear",
        options={"linear": "linear", "one": "one scale for all", "symlog": "symlog", "relative": "relative"},
        help="How a number becomes the height of a bar. The scale never changes by itself.",
    )
    newest: str = choice(
        "left",
        options={"left": "newest left", "right": "newest right"},
        help="Newest left, as the formula reads, or newest right, so that time runs as in the sequence.",
    )
    speed: str = choice(
        "medium",
        options={"slow": "every 2 s", "medium": "every 1 s", "fast": "every ½ s", "rapid": "up to 20/s"},
        help="How fast Play steps.",
    )
    factor: int = choice(4, 1, 2 * QUEUE_SLOTS + 2, help="How many factors of the term have been multiplied.")
    nudge: float = choice(
        0.5,
        -2.0,
        2.0,
        label="nudge Δ of the picked weight",
        help="Move the picked weight by this much, for this one loss only. Nothing else changes.",
    )
    view: str = choice(
        "near",
        options={"whole": "whole run", "near": "near t"},
        label="show",
        help="The whole run, or the 31 steps around t with one cell for every pair of steps.",
    )
    slice: str = choice(
        "row",
        options=_same("row", "column", "diagonal"),
        label="beside the matrix",
        help="Beside the matrix: the row of the loss at t, the column of step t − k, or the diagonal of lag k.",
    )
    inputs: str = choice(
        "held",
        options={"held": "held at its value at t", "own": "the run's own"},
        label="input",
        help="Hold the input at its value at t, or use the inputs of the run.",
    )
    height: str = choice(
        "linear",
        options=_same("linear", "log"),
        label="loss and gradients",
        help="Show losses and gradients on a linear or on a logarithmic axis.",
    )
    across: str = choice("Wx", options=_same(*SCREEN_ORDER), help="The weight on the horizontal axis.")
    up: str = choice("Wh", options=_same(*SCREEN_ORDER), help="The weight on the vertical axis.")
    windows: str = choice(
        "1-3-10-all",
        options=_same(*map(str, range(1, QUEUE_SLOTS + 1)), "all"),
        several=True,
        label="windows K",
        help="The windows to train with; “all” includes every lag back to the start (for up to 2000 steps).",
    )
    found: str = choice(
        "none",
        options=_same("none", "vanishes", "grows", "both"),
        label="examples found",
        help="Which of the two examples on the page Across time have been found.",
    )
    compare: str = choice("off", options=_same("off", "on"), help="Whether to compare windows.")

    @property
    def plane(self) -> tuple[str, str]:
        """The two weights of the loss surface. If an address names one weight twice, another replaces the second."""
        return self.across, next(name for name in (self.up, "Wh", "Wx") if name != self.across)

    @property
    def in_use(self) -> dict[str, object]:
        """The choices by their names, without those of the reader's own data while that is not in use."""
        return {name: getattr(self, name) for name in CHOICES if self.task == "own" or name not in OF_DATA}

    @property
    def shared(self) -> "Session":
        """What others need of it: the choices in use."""
        return OPENING.with_(**self.in_use)

    @property
    def fits_a_link(self) -> bool:
        """Whether a link to it can carry its data; it can if that is not in use."""
        return CHOICES["data"].fits(self.shared.data)

    @property
    def recipe(self) -> "Session":
        """The choices in use that decide the run, everything else as in the opening state."""
        return OPENING.with_(**{name: value for name, value in self.in_use.items() if CHOICES[name].decides})

    @property
    def sequence(self) -> tuple[object, ...]:
        """What decides X and Y: the task, and the choices that it depends on."""
        return self.task, *(getattr(self, name) for name in options_of(self))

    @property
    def decisive(self) -> list[str]:
        """The choices on which its numbers depend: t, and what decides the run; not what has no effect on this one."""
        others = OPTIONS - {*options_of(self)}
        idle = {"clip"} if self.eta == 0 else set()
        return [name for name, one in CHOICES.items() if (one.decides or name == "t") and name not in others | idle]

    def finding(self, *, vanishes: bool, grows: bool) -> str:
        """The examples found, with those that the present step shows."""
        both = vanishes or self.found in ("vanishes", "both"), grows or self.found in ("grows", "both")
        return {(True, True): "both", (True, False): "vanishes", (False, True): "grows"}.get(both, "none")

    def with_(self, **changes: object) -> "Session":
        """The same session with some choices changed.

        If the task becomes the reader's own data and there is none, the sequence that was in use is the data to begin
        with. If there is no second column to be the target, the next X is.
        """
        changed = replace(self, **changes)  # type: ignore[arg-type]
        if changed.task != "own":
            return changed
        if not changed.data:
            changed = replace(changed, **_beginning(self))
        if changed.target == "given" and len(data_of(changed).columns) < 2:
            changed = replace(changed, target="next")
        return changed


OF_DATA = ("data", "target", "scaled")
"""The choices that belong to data of the reader's own."""
OPENING = Session()
CHOICES = choices_of(Session)

_ARGUMENTS = {name: tuple(inspect.signature(task).parameters) for name, task in TASKS.items() if task is not own}
OPTIONS = frozenset(OF_DATA).union(*_ARGUMENTS.values())
"""The choices that some sequences depend on, and others do not."""


def options_of(session: Session) -> tuple[str, ...]:
    """Those that the sequence of a session depends on: of most tasks, the arguments of its function."""
    if session.task != "own":
        return _ARGUMENTS[session.task]
    return (*OF_DATA, *{"echo": ("delay",), "mean": ("mean_of",)}.get(session.target, ()))


def data_of(session: Session) -> Table:
    """The reader's own data."""
    return kept.unpacked(session.data)


def check_own(chosen: Mapping[str, Any]) -> None:
    """Check that choices hold the data that they ask for.

    Raises
    ------
    ValueError
        If they do not; says what is missing.
    """
    if chosen.get("task") != "own":
        return
    if not chosen.get("data"):
        raise ValueError("asks for data of your own but holds none")
    if "target" in chosen and OPENING.with_(**chosen).target != chosen["target"]:
        raise ValueError("asks for a second column but holds only one")


def _sequences(session: Session) -> tuple[Array, Array]:
    if session.task == "own":
        columns, scaled = data_of(session).columns, session.scaled == "on"
        return own(columns, session.target, session.delay, session.mean_of, scaled=scaled)
    return TASKS[session.task](**{name: getattr(session, name) for name in options_of(session)})


_RULES = {"echo": "echo", "impulse": "echo", "running_mean": "mean"}
"""The target that is the rule of a task; of the others it is the next X."""


def _beginning(session: Session) -> dict[str, Any]:
    """The sequence of a session as data to begin with, in three decimals: nothing on the screen changes much."""
    target = _RULES.get(session.task, "next")
    X, Y = _sequences(session if session.task != "own" else OPENING)
    values = [*X, *Y[-1:]] if target == "next" else X
    column = tuple(round(float(value), 3) + 0.0 for value in values[:MOST])
    return {"data": kept.packed(Table((column,))), "target": target, "scaled": "off"}


def differing(one: Session, other: Session) -> list[str]:
    """The choices in which two sessions differ, as far as the numbers of either depend on them."""
    names = {*one.decisive, *other.decisive}
    return [name for name in CHOICES if name in names and getattr(one, name) != getattr(other, name)]


def experiment(session: Session) -> Experiment:
    """The experiment a session describes. 0 steps mean one pass through the sequence; clip 0 means no clipping."""
    X, Y = _sequences(session)
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
    """The session's experiment and others like it: start weights nearby and, if the task is random, other draws."""
    first = experiment(session)
    seeds = [(session.seed + i) % int(CHOICES["seed"].high + 1) for i in range(1, count)]
    others = ((experiment(session.with_(seed=seed)), other_start(first.params, seed)) for seed in seeds)
    return [first, *(replace(other, params=start) for other, start in others)]


def to_address(session: Session, *, everything: bool = False, long: bool = False) -> dict[str, str]:
    """A session as the parameters of an address: the choices that differ from the opening state, or all.

    Data that is too long for an address is left out, unless it is asked for as well.
    """
    return as_parameters(session, CHOICES, everything=everything, long=long)


def from_address(parameters: Mapping[str, str]) -> tuple[Session, list[str]]:
    """Read a session from an address, and name every value that had to be replaced."""
    session, notices = from_parameters(Session, CHOICES, parameters)
    if session.task == "own" and not session.data:
        missing = [MISSING] if not parameters.get("data") else []
        return replace(session, task=OPENING.task).shared, [*notices, *missing, INSTEAD]
    asked, session = session.target, session.with_()
    return session, notices if session.target == asked else [*notices, ONE_COLUMN]
