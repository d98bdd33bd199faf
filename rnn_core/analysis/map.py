"""The hidden unit as a map from one state to the next.

    h → f = tanh(Wh·h + Wx·X_t + Bx)

Its slope is Wh·(1 − f)(1 + f) at its image f, the local gain of that step.

Where the map meets the diagonal, h = f, the state is unchanged: a fixed point, stable if |slope| < 1 there (Strogatz,
Nonlinear Dynamics and Chaos, section 10.1). Everything is dimensionless.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Literal

import numpy as np

from rnn_core.cell import Array, Params, net_input, slope, tanh
from rnn_core.record import Run

SETTLED = 1e-9
"""A state this close to its limit has settled."""
ORBIT_AHEAD, ORBIT_BEHIND = 20, 10
"""Number of steps of an orbit: forward with the input held, and back along the run."""
GRID = 121
"""Number of states from −1 to 1 at which a curve of the map is computed."""


def image(params: Params, X_t: float, out_H: Any) -> Any:
    """Return the state after out_H with the input X_t; out_H may be an array of states."""
    return tanh(net_input(params, X_t, out_H))


def gain_at(params: Params, out_H: float) -> float:
    """Return the slope of the map where its value is ``out_H``: the local gain of the step that produced it."""
    return params.Wh * float(slope(out_H))


def orbit(params: Params, X: Iterable[float], out_H: float) -> list[float]:
    """Return the states from out_H on, one more for each input."""
    return list(accumulate(X, lambda before, X_t: image(params, X_t, before), initial=out_H))


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """A point where the map meets the diagonal: the state, and the slope of the map there."""

    out_H: float
    gain: float

    @property
    def stability(self) -> Literal["stable", "unstable", "undecided"]:
        """Stable if |slope| < 1, so that nearby states approach it; a slope of exactly ±1 leaves it undecided."""
        size = abs(self.gain)
        return "undecided" if size == 1.0 else "stable" if size < 1.0 else "unstable"


def fixed_points(params: Params, X_t: float) -> tuple[FixedPoint, ...]:
    """Return all fixed points of the map for a constant input X_t, lowest first: one, or up to three where Wh > 1.

    They are the roots of Wh·tanh(u) + c − u with c = X_t·Wx + Bx, u = net_H. This function has at most two turning
    points, tanh²(u) = 1 − 1/Wh. It is monotone between them, so bisection misses no root.
    """
    Wh, c = params.Wh, net_input(params, X_t, 0.0)
    far = abs(Wh) + abs(c) + 1.0
    turn = math.acosh(math.sqrt(Wh)) if Wh > 1.0 else 0.0
    edges = [-far, -turn, turn, far] if turn > 0.0 else [-far, far]
    roots = dict.fromkeys(_root(Wh, c, low, high) for low, high in pairwise(edges))  # two of them may be the same
    return tuple(FixedPoint(f, gain_at(params, f)) for f in (tanh(u) for u in roots if u is not None))


def _root(Wh: float, c: float, low: float, high: float) -> float | None:
    """The root of Wh·tanh(u) + c − u between points of opposite sign, to the last bit; None if the signs agree."""

    def excess(u: float) -> float:
        return Wh * float(tanh(u)) + c - u

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
    """Return where the states go under a constant input X_t. Dimensionless.

    Parameters
    ----------
    params : Params
    X_t, out_H : float
        The constant input, and the state at the start.
    patience : int
        Largest number of steps.

    Returns
    -------
    tuple of float
        One state, a cycle of two, lower first, or nothing if the state still moves. Longer cycles do not occur: the map
        is monotone, so the map applied twice never decreases.
    """
    before = after = out_H
    for left in range(patience, 0, -1):
        then = image(params, X_t, after)
        if then == before and left % 2 == 0:  # the states repeat exactly, so an even number of steps changes nothing
            break
        before, after = after, then
    then = image(params, X_t, after)
    if then == after:
        return (then,)
    # Every second state is within SETTLED of its limit if two steps move it by no more than they draw states together.
    if abs(then - before) > SETTLED * (1.0 - gain_at(params, then) * gain_at(params, after)):
        return ()
    return (then,) if abs(then - after) <= 2.0 * SETTLED else (min(after, then), max(after, then))


@dataclass(frozen=True, slots=True, eq=False)
class HiddenMap:
    """The map of one step, and an orbit through it. Dimensionless.

    Parameters
    ----------
    t : int
    X : float
        X_t.
    out_H_prev, out_H, gain : float
        The step itself: the states before and after it, and the slope of the map there, g_t.
    fixed : tuple of FixedPoint
        Fixed points of the map for the constant input X_t.
    settles : tuple of float
        Where the states go from out_H_{t−1} under that input; see the function ``settles``.
    held : bool
        Whether the orbit is that of the constant input X_t, rather than that of the run's own inputs.
    start : int
        The step of the first state of the orbit.
    states : tuple of float
        The orbit: out_H_{t−1} and 20 more if held, else the recorded states, the last 11 up to out_H_t.
    grid : ndarray, shape (n,)
        States from −1 to 1.
    curves : tuple of ndarray, shape (n,)
        The map over the grid: that of step t, and if not held those of the steps before it, newest first.
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
    """Compute the map of step t and an orbit: with X_t held, or that of the run with the weights of each step.

    Raises
    ------
    IndexError
        If there is no such step.
    """
    params, X_t, out_H = run.params_at(t), float(run.X[t]), float(run.out_H[t])
    first = t if held else max(0, t - ORBIT_BEHIND + 1)
    recorded = run.states[first : t + 2].tolist()
    before = recorded[t - first]
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
        states=tuple(orbit(params, [X_t] * ORBIT_AHEAD, before) if held else recorded),
        grid=grid,
        curves=tuple(image(run.params_at(step), float(run.X[step]), grid) for step in range(t, first - 1, -1)),
    )
