"""Sequences to learn, synthetic and real. Each function returns X and Y, float64 arrays of shape (T,).

The same arguments always give the same sequence; random ones take a seed.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rnn_core.cell import Array
from rnn_core.checks import integer, position
from rnn_core.scaling import Scale

Sequences = tuple[Array, Array]

TARGETS = {
    "next": "the next X",
    "echo": "X, d steps ago",
    "mean": "mean of the last inputs",
    "given": "the second column",
}
"""What the target of a sequence of one's own can be, each in a few words."""
SUNSPOTS = Path(__file__).parent / "data" / "sunspots.csv"


def sine(T: int) -> Sequences:
    """Predict the next value of sin(t/2)."""
    wave = np.sin(np.arange(integer("T", T, 1) + 1) / 2)
    return _next(wave)


def square(T: int) -> Sequences:
    """Predict the next value of a square wave: 6 steps at +1, 6 at −1."""
    wave = np.where(np.arange(integer("T", T, 1) + 1) // 6 % 2 == 0, 1.0, -1.0)
    return _next(wave)


def echo(T: int, delay: int, seed: int) -> Sequences:
    """Repeat the input of ``delay`` steps ago: X is random ±1, Y_t = X_{t−d}, and 0 before step d."""
    X = np.random.default_rng(integer("seed", seed, 0)).choice([-1.0, 1.0], integer("T", T, 1))
    return X, _delayed(X, delay)


def running_mean(T: int, mean_of: int, seed: int) -> Sequences:
    """Average the last ``mean_of`` inputs, or fewer at the start: X is uniform noise in [−1, 1]."""
    integer("mean_of", mean_of, 1)
    X = np.random.default_rng(integer("seed", seed, 0)).uniform(-1.0, 1.0, integer("T", T, 1))
    return X, _mean_of_last(X, mean_of)


def impulse(T: int, delay: int) -> Sequences:
    """Echo a single impulse: X is 1 at step 3, otherwise 0; Y is the same impulse d steps later."""
    X = np.zeros(integer("T", T, 1))
    X[3:4] = 1.0
    return X, _delayed(X, delay)


def sunspots() -> Sequences:
    """Predict next year's sunspot number from this year's, 1700 to 2008; T = 308.

    Yearly means, scaled to [−1, 1]. Source: U.S. National Geophysical Data Center, public domain
    (``data/sunspots.csv``).
    """
    numbers = np.loadtxt(SUNSPOTS, delimiter=",", skiprows=1)[:, 1]
    return _next(Scale.of(numbers).scaled(numbers))


def own(
    columns: Sequence[Sequence[float]], target: str = "next", delay: int = 3, mean_of: int = 5, scaled: bool = False
) -> Sequences:
    """Learn a sequence of one's own: X is the first column; Y is made from it, or is the second column.

    Parameters
    ----------
    columns : sequence of one or two sequences of float
    target : str
        One of ``TARGETS``. The next X is known for all rows but the last, so T is one less for it.
    delay, mean_of : int
        As in ``echo`` and ``running_mean``; they matter for these targets alone.
    scaled : bool
        Whether each column is scaled to [−1, 1] first, by its own smallest and largest value.

    Raises
    ------
    ValueError
        If the target is none, or is the second column and there is only one.
    """
    used = [Scale.of(column).scaled(column) if scaled else np.array(column, dtype=np.float64) for column in columns]
    X = used[0]
    position("target", target, tuple(TARGETS))
    if target == "given" and len(used) < 2:
        raise ValueError("target is 'given' with one column of data; allowed are two columns")
    if target == "next":
        return _next(X)
    if target == "echo":
        return X, _delayed(X, delay)
    return X, _mean_of_last(X, mean_of) if target == "mean" else used[1]


def _next(values: Array) -> Sequences:
    return values[:-1], values[1:]


def _mean_of_last(X: Array, mean_of: int) -> Array:
    width = integer("mean_of", mean_of, 1)
    return np.array([X[max(0, t + 1 - width) : t + 1].mean() for t in range(len(X))])


def _delayed(X: Array, delay: int) -> Array:
    delay = min(integer("delay", delay, 0), len(X))
    return np.concatenate((np.zeros(delay), X[: len(X) - delay]))


_TITLES: dict[Callable[..., Sequences], str] = {
    sine: "predict a sine wave",
    square: "predict a square wave",
    echo: "echo with a delay",
    running_mean: "running mean of noise",
    impulse: "one impulse, later",
    sunspots: "sunspots, 1700–2008",
    own: "your own data",
}
TASKS = {task.__name__: task for task in _TITLES}
"""Every task by its name. The arguments of all but ``own`` name what it can be asked for: T, delay, mean_of, seed."""
TITLES = {task.__name__: title for task, title in _TITLES.items()}
"""What each task is, in a few words."""
