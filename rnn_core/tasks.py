"""Sequences to learn, synthetic and real. Each function returns X and Y, float64 arrays of shape (T,).

The same arguments always give the same sequence; random ones take a seed.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from rnn_core.cell import Array
from rnn_core.checks import integer

Sequences = tuple[Array, Array]

SUNSPOTS = Path(__file__).parent / "data" / "sunspots.csv"


def sine(T: int) -> Sequences:
    """Predict the next value of sin(t/2)."""
    wave = np.sin(np.arange(integer("T", T, 1) + 1) / 2)
    return wave[:-1], wave[1:]


def square(T: int) -> Sequences:
    """Predict the next value of a square wave: 6 steps at +1, 6 at −1."""
    wave = np.where(np.arange(integer("T", T, 1) + 1) // 6 % 2 == 0, 1.0, -1.0)
    return wave[:-1], wave[1:]


def echo(T: int, delay: int, seed: int) -> Sequences:
    """Repeat the input of ``delay`` steps ago: X is random ±1, Y_t = X_{t−d}, and 0 before step d."""
    X = np.random.default_rng(integer("seed", seed, 0)).choice([-1.0, 1.0], integer("T", T, 1))
    return X, _delayed(X, delay)


def running_mean(T: int, mean_of: int, seed: int) -> Sequences:
    """Average the last ``mean_of`` inputs, or fewer at the start: X is uniform noise in [−1, 1]."""
    width = integer("mean_of", mean_of, 1)
    X = np.random.default_rng(integer("seed", seed, 0)).uniform(-1.0, 1.0, integer("T", T, 1))
    return X, np.array([X[max(0, t + 1 - width) : t + 1].mean() for t in range(T)])


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
    scaled = 2.0 * (numbers - numbers.min()) / (numbers.max() - numbers.min()) - 1.0
    return scaled[:-1], scaled[1:]


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
}
TASKS = {task.__name__: task for task in _TITLES}
"""Every task by its name. Its arguments name what it can be asked for: T, delay, mean_of, seed."""
TITLES = {task.__name__: title for task, title in _TITLES.items()}
"""What each task is, in a few words."""
