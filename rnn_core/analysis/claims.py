"""Claims about one step of a run, written as a teacher would write them, and whether they hold.

A claim compares two sides: ``term Wh 2 < 0``, ``|window_sum Wh 3| > |full Wh|``, ``wrong_sign Wx 3 = yes``. A side is
a number, yes or no, or a quantity: a name out of ``QUANTITIES``, followed by the weight, lag or window that it needs;
bars around it make it a magnitude. Everything but steps, lags and counts is dimensionless.
"""

import math
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from rnn_core.analysis.curves import passes
from rnn_core.analysis.reading import StepReading, read_step
from rnn_core.analysis.staleness import gaps, staleness
from rnn_core.analysis.truncation import opposite, sums_at, truncation
from rnn_core.cell import PARAMETERS, RECURRENT
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.record import Run

Value = float | None
"""A number; yes is 1, and no is 0. None where the quantity does not exist, such as a term before the first step."""

_NEEDS: dict[str, tuple[str, ...]] = {
    "weight": PARAMETERS,
    "recurrent": RECURRENT,
    "lag": tuple(map(str, range(QUEUE_SLOTS))),
    "gain": tuple(map(str, range(1, QUEUE_SLOTS))),
    "window": tuple(map(str, range(1, QUEUE_SLOTS + 1))),
}
_EXAMPLES = {"weight": "Wy", "recurrent": "Wh", "lag": "2", "gain": "2", "window": "3"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of quantity.

    Parameters
    ----------
    meaning : str
        In words.
    needs : tuple of str
        What its name is followed by: "weight", "recurrent" (Wx, Wh or Bx), "lag", "gain" (a lag from 1) or "window".
    read : callable
        Gives the value at a step from the run, the step, and what it needs.
    slow : bool
        Whether that takes seconds in a run of thousands of steps.
    """

    meaning: str
    needs: tuple[str, ...]
    read: Callable[..., Value]
    slow: bool = False


def _later(read: Callable[..., Value]) -> Callable[..., Value]:
    """The same for what has no value before the first step."""
    return lambda run, t, *needed: read(run, t, *needed) if t >= 0 else None


def _reading(read: Callable[..., Value]) -> Callable[..., Value]:
    """The same for what is read off a ``StepReading``."""
    return _later(lambda run, t, *needed: read(read_step(run[t]), *needed))


def _weight_in_force(name: str) -> Callable[..., Value]:
    return lambda run, t: getattr(run.params_at(t) if t >= 0 else run.experiment.params, name)


def _slot(values: Sequence[float], place: int) -> Value:
    return values[place] if place < len(values) else None


def _term(reading: StepReading, name: str, lag: int) -> Value:
    term = reading.term(name, lag)
    return None if term is None else term.value


def _largest(reading: StepReading, name: str) -> Value:
    lags = reading.chains[name].largest
    return lags[0] if len(lags) == 1 else None


def _ratio(reading: StepReading, lag: int) -> Value:
    return math.prod(reading.gains[:lag]) if lag <= len(reading.gains) else None


# Several claims about one step are checked one after the other, and then those about the next step of the same run.
_sums_at = lru_cache(maxsize=6)(sums_at)
_gaps = lru_cache(maxsize=3)(gaps)


@lru_cache(maxsize=3)
def _wrong_steps(run: Run, name: str) -> tuple[int, ...]:
    return truncation(run, 0, name).wrong_steps


@lru_cache(maxsize=3)
def _stale(run: Run, name: str) -> Value:
    return staleness(run, name, others=()).share


def _window_sum(run: Run, t: int, name: str, window: int) -> float:
    return _sums_at(run, t, name)[0][window - 1]


def _full(run: Run, t: int, name: str) -> float:
    return _sums_at(run, t, name)[1]


QUANTITIES = {
    "t": Kind("the step", (), lambda run, t: t),
    "K": Kind("the window", (), lambda run, t: run.experiment.lags),
    **{name: Kind(f"the weight {name} as in force at t", (), _weight_in_force(name)) for name in PARAMETERS},
    "X": Kind("the input in a slot of its queue", ("lag",), lambda run, t, lag: _slot(run.queues(t).X, lag)),
    "out_H": Kind("the state in a slot of its queue", ("lag",), lambda run, t, lag: _slot(run.queues(t).out_H, lag)),
    "net_H": Kind("the input of tanh", (), _later(lambda run, t: float(run.net_H[t]))),
    "Y": Kind("the target", (), _later(lambda run, t: float(run.Y[t]))),
    "Y_hat": Kind("the prediction", (), _later(lambda run, t: float(run.Y_hat[t]))),
    "e": Kind("the error, the prediction minus the target", (), _later(lambda run, t: run[t].forward.error)),
    "loss": Kind("the loss of this step", (), _later(lambda run, t: float(run.loss[t]))),
    "slope": Kind("the slope of tanh at a lag", ("lag",), _reading(lambda reading, lag: _slot(reading.slopes, lag))),
    "gain": Kind(
        "the local gain that leads to a lag", ("gain",), _reading(lambda reading, lag: _slot(reading.gains, lag - 1))
    ),
    "path": Kind(
        "P, the product of all factors of a term but the source",
        ("lag",),
        _reading(lambda reading, lag: _term(reading, "Bx", lag)),
    ),
    "ratio": Kind("P of a lag over P of lag 0: the product of the local gains", ("lag",), _reading(_ratio)),
    "term": Kind("a term of a gradient, inside the window or beyond it", ("weight", "lag"), _reading(_term)),
    "terms": Kind(
        "the number of terms in the window",
        ("weight",),
        _reading(lambda reading, name: len(reading.step.chains[name].terms)),
    ),
    "sum": Kind(
        "a gradient: the sum of the terms in the window",
        ("weight",),
        _reading(lambda reading, name: reading.step.chains[name].total),
    ),
    "largest": Kind(
        "the lag of the term of the largest magnitude, if it is one alone", ("recurrent",), _reading(_largest)
    ),
    "share": Kind(
        "the share of a term in the sum of all magnitudes",
        ("recurrent", "lag"),
        _reading(lambda reading, name, lag: _slot(reading.chains[name].shares, lag)),
    ),
    "cancelled": Kind(
        "the share of the magnitudes that cancels in the sum",
        ("recurrent",),
        _reading(lambda reading, name: reading.chains[name].cancelled),
    ),
    "vanished": Kind(
        "the first lag at which less than 1 % of P is left",
        ("recurrent",),
        _reading(lambda reading, name: reading.chains[name].vanished_at),
    ),
    "next": Kind(
        "a weight after the update of this step",
        ("weight",),
        _later(lambda run, t, name: getattr(run.params_after(t), name)),
    ),
    "full": Kind(
        "the sum of all terms back to the start of the run",
        ("recurrent",),
        _later(_full),
    ),
    "window_sum": Kind(
        "the sum of the terms of a window, whichever the run has",
        ("recurrent", "window"),
        _later(_window_sum),
    ),
    "missing": Kind(
        "how far the sum of a window is from the full sum",
        ("recurrent", "window"),
        _later(lambda run, t, name, window: abs(_window_sum(run, t, name, window) - _full(run, t, name))),
    ),
    "wrong_sign": Kind(
        "whether the sum of a window and the full sum have opposite signs",
        ("recurrent", "window"),
        _later(lambda run, t, name, window: opposite(_window_sum(run, t, name, window), _full(run, t, name))),
    ),
    "wrong_steps": Kind(
        "the number of steps of the run at which they have",
        ("recurrent", "window"),
        _later(lambda run, t, name, window: _wrong_steps(run, name)[window - 1]),
        slow=True,
    ),
    "gap": Kind(
        "the stale-state gap of a gradient: as computed, minus that of a replay",
        ("recurrent",),
        _later(lambda run, t, name: float(_gaps(run, name)[t])),
    ),
    "stale": Kind(
        "the sum of all |gap| of the run over the sum of all |gradient|",
        ("recurrent",),
        _later(lambda run, t, name: _stale(run, name)),
    ),
    "first_loss": Kind("the mean loss of the first pass", (), _later(lambda run, t: passes(run)[0].loss)),
    "last_loss": Kind("the mean loss of the last pass", (), _later(lambda run, t: passes(run)[1].loss)),
}
"""Every kind of quantity by its name."""

RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_WORDS = {"yes": 1.0, "no": 0.0}
_PARTS = re.compile(r"([^<>=!]+?)\s*(<=|>=|!=|<|>|=)\s*([^<>=!]+)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity, or a number that stands in its place.

    Parameters
    ----------
    name : str
        Its kind, out of ``QUANTITIES``; empty for a number.
    needed : tuple of str or int
        The weight, lag or window that it needs.
    number : float
    magnitude : bool
        Whether its sign is left out.
    """

    name: str = ""
    needed: tuple[str | int, ...] = ()
    number: float = 0.0
    magnitude: bool = False

    def __str__(self) -> str:
        text = " ".join(map(str, (self.name, *self.needed))) if self.name else f"{self.number:g}"
        return f"|{text}|" if self.magnitude else text

    def at(self, run: Run, t: int) -> Value:
        """Its value at step t of a run, −1 ≤ t < N."""
        value = QUANTITIES[self.name].read(run, t, *self.needed) if self.name else self.number
        return abs(value) if self.magnitude and value is not None else value


def written(name: str) -> str:
    """How a quantity of a kind is written, for instance."""
    return " ".join((name, *(_EXAMPLES[need] for need in QUANTITIES[name].needs)))


def nearest(name: str, names: Iterable[str]) -> str:
    """Which of the names was probably meant; empty if none is like it."""
    plain = {one.casefold(): one for one in names}
    near = get_close_matches(name[:40].casefold(), plain, n=1)
    return plain[near[0]] if near else ""


def quantity(text: str) -> Quantity:
    """Read a quantity, a number, yes or no.

    Raises
    ------
    ValueError
        If it is none; lists what is allowed.
    """
    plain = text.strip()
    if len(plain) > 2 and plain[0] == plain[-1] == "|":
        inside = quantity(plain[1:-1])
        return Quantity(inside.name, inside.needed, inside.number, magnitude=True)
    if plain in _WORDS:
        return Quantity(number=_WORDS[plain])
    if re.fullmatch(r"[-\u2212]?\d+(\.\d+)?(e-?\d+)?", plain):
        return Quantity(number=float(plain.replace("\u2212", "-")))
    name, *given = plain.split() or [""]
    if name not in QUANTITIES:
        near, listed = nearest(name, QUANTITIES), ", ".join(map(written, QUANTITIES))
        allowed = f"did you mean “{written(near)}”?" if near else f"allowed are {listed}"
        raise ValueError(f"there is no quantity “{name[:40]}”; {allowed}")
    needs = QUANTITIES[name].needs
    if len(given) != len(needs):
        raise ValueError(f"“{plain[:40]}” is not complete or too long; write it like “{written(name)}”")
    for need, one in zip(needs, given, strict=True):
        if one not in _NEEDS[need]:
            raise ValueError(f"in “{plain[:40]}”, {one[:40]} is not one of {', '.join(_NEEDS[need])}")
    return Quantity(name, tuple(int(one) if one.isdecimal() else one for one in given))


@dataclass(frozen=True, slots=True)
class Claim:
    """A comparison of two quantities, and its text."""

    text: str
    left: Quantity
    relation: str
    right: Quantity

    @property
    def sides(self) -> tuple[Quantity, Quantity]:
        """The two quantities."""
        return self.left, self.right

    @property
    def slow(self) -> bool:
        """Whether one of them takes seconds in a run of thousands of steps."""
        return any(side.name and QUANTITIES[side.name].slow for side in self.sides)

    def holds(self, run: Run, t: int) -> bool:
        """Whether it holds at step t of a run; not if one of its sides does not exist there."""
        left, right = self.left.at(run, t), self.right.at(run, t)
        return left is not None and right is not None and RELATIONS[self.relation](left, right)


def compared(text: str) -> tuple[str, str, str] | None:
    """The left side of a comparison, its relation, and its right side; None if the text is none."""
    parts = _PARTS.fullmatch(text.strip())
    return (parts[1], parts[2], parts[3]) if parts else None


def claim(text: str) -> Claim:
    """Read a claim.

    Raises
    ------
    ValueError
        If it is none; says what is wrong and what is allowed.
    """
    parts = compared(text)
    if parts is None:
        allowed = " ".join(RELATIONS)
        raise ValueError(f"“{text[:60]}” is no claim; write it like “term Wh 2 < 0”, with one of {allowed}")
    left, relation, right = parts
    return Claim(text, quantity(left), relation, quantity(right))
