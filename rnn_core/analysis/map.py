"""The hidden unit as a map from one state to the next.

    h → f = tanh(Wh·h + Wx·X_t + Bx)         slope of the map  Wh·(1 − f)(1 + f), at its image f: the local gain of that step

Where the map meets the diagonal, h = f, the state stays: a fixed point, stable if |slope| < 1 there (Strogatz, Nonlinear
Dynamics and Chaos, section 10.1). Everything is dimensionless.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rnn_core.cell import Params, slope
from rnn_core.run import Run

Array = NDArray[np.float64]

SETTLED = 1e-9
"""So near to its end a state has settled."""
ORBIT_AHEAD, ORBIT_BEHIND = 20, 10
"""How many steps an orbit goes on with the input held, and how many it goes back along the run."""
GRID = 121
"""At how many states from −1 to 1 a curve of the map is taken."""


def image(params: Params, X_t: float, out_H: float) -> float:
    """The state after out_H, if X_t goes in."""
    return math.tanh(X_t * params.Wx + out_H * params.Wh + params.Bx)


def gain_at(params: Params, out_H: float) -> float:
    """The slope of the map where its value is ``out_H``: the local gain of the step that made it."""
    return params.Wh * slope(out_H)


def orbit(params: Params, X: Iterable[float], out_H: float) -> list[float]:
    """The states from out_H on, one more for each input."""
    states = [out_H]
    for X_t in X:
        states.append(image(params, X_t, states[-1]))
    return states


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """Where the map meets the diagonal: the state, and the slope of the map there."""

    out_H: float
    gain: float

    @property
    def stable(self) -> bool:
        """Whether |slope| < 1, so that the states near it go there; a slope of exactly ±1 does not tell."""
        return abs(self.gain) < 1.0


def fixed_points(params: Params, X_t: float) -> tuple[FixedPoint, ...]:
    """All fixed points of the map while X_t goes in, lowest first: one, or up to three where Wh > 1.

    They are the roots of Wh·tanh(u) + c − u with c = X_t·Wx + Bx, u = net_H. That has at most two turning points,
    tanh²(u) = 1 − 1/Wh; between them it is monotone and bisection misses none.
    """
    Wh, c = params.Wh, X_t * params.Wx + params.Bx
    far = abs(Wh) + abs(c) + 1.0
    turn = math.acosh(math.sqrt(Wh)) if Wh > 1.0 else 0.0
    edges = [-far, -turn, turn, far] if turn > 0.0 else [-far, far]
    roots: list[float] = []
    for low, high in pairwise(edges):
        u = _root(Wh, c, low, high)
        if u is not None and u not in roots:
            roots.append(u)
    return tuple(FixedPoint(f, gain_at(params, f)) for f in map(math.tanh, roots))


def _root(Wh: float, c: float, low: float, high: float) -> float | None:
    """The root of Wh·tanh(u) + c − u between two points where it has different signs, to the last bit of what ``excess`` computes; None without."""

    def excess(u: float) -> float:
        return Wh * math.tanh(u) + c - u

    at_low, at_high = excess(low), excess(high)
    if at_low == 0.0 or at_high == 0.0:
        return low if at_low == 0.0 else high
    if (at_low > 0) == (at_high > 0):
        return None
    while low < (middle := low + (high - low) / 2.0) < high:
        at_middle = excess(middle)
        if at_middle == 0.0:
            return middle
        if (at_middle > 0) == (at_low > 0):
            low = middle
        else:
            high = middle
    return min(low, high, key=lambda u: abs(excess(u)))


def settles(params: Params, X_t: float, out_H: float, patience: int = 2000) -> tuple[float, ...]:
    """Where the states go while X_t goes in again and again. Dimensionless.

    Parameters
    ----------
    params : Params
    X_t, out_H : float
        The input that stays, and the state to start from.
    patience : int
        How many steps to wait.

    Returns
    -------
    tuple of float
        One state, a cycle of two, lower first, or nothing if it still moves. No more can come: the map is monotone, so
        the map applied twice never falls.
    """
    before = after = out_H
    for _ in range(patience):
        before, after = after, image(params, X_t, after)
    then = image(params, X_t, after)
    if then == after:
        return (then,)
    # Each second state is within SETTLED of its end if two steps move it by no more than they draw states together.
    if abs(then - before) > SETTLED * (1.0 - gain_at(params, then) * gain_at(params, after)):
        return ()
    return (then,) if abs(then - after) <= 2.0 * SETTLED else (min(after, then), max(after, then))


@dataclass(frozen=True, slots=True, eq=False)
class HiddenMap:
    """The map of one step and the states that go through it. Dimensionless.

    Parameters
    ----------
    t : int
    X : float
        X_t.
    out_H_prev, out_H, gain : float
        The step itself: from where, to where, and the slope of the map there, g_t.
    fixed : tuple of FixedPoint
        Of the map while X_t goes in.
    settles : tuple of float
        Where the states go from out_H_{t−1} if X_t goes in for ever; see the function of that name.
    held : bool
        Whether the orbit is that of X_t held, or that of the run's own inputs.
    start : int
        The step at which the first state of the orbit stands.
    states : tuple of float
        The orbit: held, out_H_{t−1} and 20 more; else what was recorded, the last 11 up to out_H_t.
    grid : ndarray, shape (n,)
        States from −1 to 1.
    curves : tuple of ndarray, shape (n,)
        The map over the grid: of step t, and for the run's own inputs those of the steps before it, newest first.
    """

    t: int
    X: float
    out_H_prev: float
    out_H: float
    gain: float
    fixed: tuple[FixedPoint, ...]
    settles: tuple[float, ...]
    held: bool
    start: int
    states: tuple[float, ...]
    grid: Array
    curves: tuple[Array, ...]


def hidden_map(run: Run, t: int, *, held: bool) -> HiddenMap:
    """The map of step t and an orbit: with X_t held, or as the run's own inputs led it, each with the weights then in force.

    Raises
    ------
    IndexError
        If there is no such step.
    """
    t = run.checked_step(t)
    params, X_t, out_H = Params(*run.weights[t].tolist()), float(run.X[t]), float(run.out_H[t])
    recorded = [run.experiment.out_H_init, *run.out_H[: t + 1].tolist()]
    before = recorded[t]
    first = t if held else max(0, t - ORBIT_BEHIND + 1)
    states = orbit(params, [X_t] * ORBIT_AHEAD, before) if held else recorded[first:]
    grid = np.linspace(-1.0, 1.0, GRID)
    return HiddenMap(
        t=t,
        X=X_t,
        out_H_prev=before,
        out_H=out_H,
        gain=gain_at(params, out_H),
        fixed=fixed_points(params, X_t),
        settles=settles(params, X_t, before),
        held=held,
        start=first - 1,
        states=tuple(states),
        grid=grid,
        curves=tuple(_curve(run, step, grid) for step in range(t, first - 1, -1)),
    )


def _curve(run: Run, t: int, grid: Array) -> Array:
    Wx, Wh, Bx, _, _ = run.weights[t].tolist()
    curve: Array = np.tanh(float(run.X[t]) * Wx + grid * Wh + Bx)
    return curve
