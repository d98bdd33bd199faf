"""The input of a run: the weights at the start, the sequence, and how to learn from it.

Everything is dimensionless.
"""

import math
import reprlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from rnn_core.cell import PARAMETERS, Array, Params
from rnn_core.checks import integer
from rnn_core.queues import QUEUE_SLOTS

FULL_WINDOW_STEPS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Experiment:
    """The input that determines a run. Values are checked and copied in.

    Parameters
    ----------
    params : Params
        The weights at the start.
    X, Y : array_like of float, shape (T,)
        Inputs and targets; stored as read-only float64 arrays.
    window : int from 1 to 10, or "all"
        K. "all" counts every lag back to the start, from the record; for at most 2,000 steps.
    learning_rate : float
        η ≥ 0; 0 freezes the weights.
    out_H_init : float
        The start state out_H_{−1}.
    steps : int, optional
        Length of the run, T by default. A longer run repeats the sequence and carries the state on.
    clip : float, optional
        c > 0: each gradient is clipped to ±c before the update.

    Raises
    ------
    ValueError
        If a value is not allowed; the message names the argument, its value and the allowed values.
    """

    params: Params
    X: Array
    Y: Array
    window: int | Literal["all"] = 3
    learning_rate: float = 0.0
    out_H_init: float = 0.0
    steps: int | None = None
    clip: float | None = None

    def __post_init__(self) -> None:
        def keep(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        if not isinstance(self.params, Params):
            raise ValueError(f"params is {self.params!r}; allowed is a Params(Wx, Wh, Bx, Wy, By)")
        keep("params", Params(*map(_finite, PARAMETERS, self.params)))
        keep("X", _sequence("X", self.X))
        keep("Y", _sequence("Y", self.Y))
        if len(self.X) != len(self.Y):
            raise ValueError(f"X has {len(self.X)} values and Y has {len(self.Y)}; allowed are equal lengths")
        keep("learning_rate", _finite("learning_rate", self.learning_rate))
        if self.learning_rate < 0:
            raise ValueError(f"learning_rate is {self.learning_rate!r}; allowed is 0 or more")
        keep("out_H_init", _finite("out_H_init", self.out_H_init))
        keep("steps", len(self.X) if self.steps is None else integer("steps", self.steps, 1))
        if self.clip is not None:
            keep("clip", _finite("clip", self.clip))
            if self.clip <= 0:
                raise ValueError(f"clip is {self.clip!r}; allowed is more than 0, or None for no clipping")
        if isinstance(self.window, str):
            if self.window != "all":
                raise ValueError(f"window is {self.window!r}; allowed is an integer from 1 to {QUEUE_SLOTS}, or 'all'")
            if self.length > FULL_WINDOW_STEPS:
                raise ValueError(f"steps is {self.length} with window 'all'; allowed are at most {FULL_WINDOW_STEPS}")
        else:
            keep("window", integer("window", self.window, 1, QUEUE_SLOTS))

    @property
    def length(self) -> int:
        """The number of steps."""
        return len(self.X) if self.steps is None else self.steps

    @property
    def lags(self) -> int:
        """K as a number of lags: the window, or the number of steps for "all"."""
        return self.length if isinstance(self.window, str) else self.window


def read_only(array: Array) -> Array:
    """Return a read-only view of an array."""
    view = array[:]
    view.flags.writeable = False
    return view


def _finite(name: str, value: object) -> float:
    try:
        number = math.nan if isinstance(value, str) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name} is {value!r}; allowed is any finite number")
    return number


def _sequence(name: str, values: ArrayLike) -> Array:
    try:
        given = np.array(values)
        if given.dtype.kind == "O":  # integers too long for int64, or no numbers at all
            given = np.array([float(value) for value in given.flat]).reshape(given.shape)
    except (TypeError, ValueError, OverflowError):
        given = np.array("")
    if given.dtype.kind not in "biuf":
        raise ValueError(f"{name} is {reprlib.repr(values)}; allowed is one dimension of finite numbers")
    if given.ndim != 1 or given.size == 0:
        raise ValueError(
            f"{name} is {reprlib.repr(values)} of shape {given.shape}; allowed is one dimension with at least one value"
        )
    array = given.astype(np.float64)
    if not np.isfinite(array).all():
        at = int(np.flatnonzero(~np.isfinite(array))[0])
        raise ValueError(f"{name}[{at}] is {array[at]}; allowed are finite numbers only")
    return read_only(array)
