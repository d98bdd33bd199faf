"""The hidden unit as a map from one state to the next, and how far back a gradient reaches through it.

    h → f = tanh(Wh·h + Wx·X_t + Bx)         slope of the map  Wh·(1 − f)(1 + f), at its image f: the local gain of that step

Where the map meets the diagonal, h = f, the state stays: a fixed point, stable if |slope| < 1 there (Strogatz, Nonlinear
Dynamics and Chaos, section 10.1). Everything is dimensionless.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnn_core import itemise
from rnn_core.cell import Params, slope
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.reading import VANISHED
from rnn_core.run import Run

Array = NDArray[np.float64]

SETTLED = 1e-9
ORBIT_AHEAD, ORBIT_BEHIND = 20, 10
GRID = 121


def image(params: Params, X_t: float, out_H: float) -> float:
    """The state after out_H, if X_t goes in."""
    return math.tanh(X_t * params.Wx + out_H * params.Wh + params.Bx)


def gain_at(params: Params, image: float) -> float:
    """The slope of the map where its value is ``image``: the local gain of the step that made it."""
    return params.Wh * slope(image)


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
        """Whether the states near it go there."""
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
    """The root of Wh·tanh(u) + c − u between two points where it has different signs, to the last bit; None without."""

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
    """Where the states go while X_t goes in again and again: one state, a cycle of two, or () if not yet after ``patience``.

    Nothing else can come: the map is monotone, so the map applied twice never falls.
    """
    before = after = out_H
    for _ in range(patience):
        before, after = after, image(params, X_t, after)
    then = image(params, X_t, after)
    # Where two steps nearly keep a distance, small steps are no sign of being near the end.
    slow = abs(1.0 - gain_at(params, then) * gain_at(params, after))
    if max(abs(then - after), abs(then - before)) <= SETTLED * slow or then == after:
        return (then,)
    return (min(after, then), max(after, then)) if abs(then - before) <= SETTLED * slow else ()


def reaches(run: Run, t: int, Wh: ArrayLike) -> Array:
    """How far back the gradient of Loss_t reaches, for other values of Wh and this very input.

    The run is done again up to t for each value, with all other weights as in force at t and held; |P_k / P_0|, the
    product of the local gains, is then followed back to the start.

    Parameters
    ----------
    run : Run
    t : int
    Wh : array_like, shape (n,)

    Returns
    -------
    ndarray, shape (n,)
        The first lag k at which |P_k / P_0| is under 1 %; NaN where it never is, back to the start.
    """
    values = np.asarray(Wh, dtype=np.float64)
    Wx, _, Bx, _, _ = run.weights[t].tolist()
    gains = np.empty((t + 1, len(values)))
    out_H = np.full(len(values), run.experiment.out_H_init)
    # The hyperbolic tangent of NumPy differs from the scalar one by no more than the last bit.
    for step, X_t in enumerate(run.X[: t + 1].tolist()):
        out_H = np.tanh(X_t * Wx + out_H * values + Bx)
        gains[step] = values * ((1.0 - out_H) * (1.0 + out_H))
    reached = np.full(len(values), np.nan)
    with np.errstate(all="ignore"):
        kept = np.abs(np.cumprod(gains[:t][::-1], axis=0))  # row k − 1 is lag k
    if t:
        below = kept < VANISHED
        found = below.any(axis=0)
        reached[found] = below.argmax(axis=0)[found] + 1.0
    return reached


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back the gradient of one loss reaches, over values of Wh.

    Parameters
    ----------
    Wh : tuple of float
    lags : tuple of int or None
        For each: the first lag k at which |P_k / P_0| is under 1 %; None where it never is, back to the start.
    today : float
        Wh in force at t.
    lag_today : int or None
        The same for that.
    available : int
        The largest lag there is: t.
    """

    Wh: tuple[float, ...]
    lags: tuple[int | None, ...]
    today: float
    lag_today: int | None
    available: int


def reach(run: Run, t: int, limit: float = 3.0, points: int = 121) -> Reach:
    """``reaches`` for Wh from −limit to limit, and for the one in force at t."""
    values, today = np.linspace(-limit, limit, points), float(run.weights[t, 1])
    found = reaches(run, t, [*values, today]).tolist()
    *lags, lag_today = (None if math.isnan(lag) else int(lag) for lag in found)
    return Reach(tuple(values.tolist()), tuple(lags), today, lag_today, t)


@dataclass(frozen=True, slots=True, eq=False)
class RunGains:
    """The local gains along a run and what becomes of their product.

    Parameters
    ----------
    t, lag : int
        The picked loss, and k.
    gains : ndarray, shape (N,)
        g_j with the Wh in force at t.
    kept : ndarray, shape (N,)
        P_k / P_0 at every loss, the product of its last k gains; NaN where t < k.
    over_one : int
        At how many of the N steps |g_j| > 1.
    kept_at_t : float or None
    """

    t: int
    lag: int
    gains: Array
    kept: Array
    over_one: int
    kept_at_t: float | None


def run_gains(run: Run, t: int, lag: int) -> RunGains:
    """Read the gains of a whole run from the loss at t."""
    along, kept = itemise.gains(run, t), itemise.path_kept(run, lag)
    return RunGains(t, lag, along, kept, int((np.abs(along) > 1.0).sum()), float(kept[t]) if lag <= t else None)


@dataclass(frozen=True, slots=True)
class Hunt:
    """Whether a state is one of the two that the reader is sent to find. Both need ten steps, t ≥ 9.

    Parameters
    ----------
    Wh : float
        In force at t.
    kept : float or None
        |P_9 / P_0|.
    drive : float
        ``largest_drive`` of the ten steps.
    vanishes : bool
        |Wh| > 1, and |P_9 / P_0| is under 1 %.
    grows : bool
        The drive is under 0.1, and |P_9 / P_0| is over 1.
    """

    Wh: float
    kept: float | None
    drive: float
    vanishes: bool
    grows: bool


SMALL_DRIVE = 0.1


def hunt(run: Run, t: int) -> Hunt:
    """Look whether step t shows what |Wh| alone would not have told."""
    last = QUEUE_SLOTS - 1
    Wh, drive = float(run.weights[t, 1]), largest_drive(run, t, last)
    kept = abs(float(itemise.path_kept(run, last)[t])) if t >= last else None
    return Hunt(
        Wh,
        kept,
        drive,
        vanishes=kept is not None and abs(Wh) > 1.0 and kept < VANISHED,
        grows=kept is not None and drive < SMALL_DRIVE and kept > 1.0,
    )


def largest_drive(run: Run, t: int, lags: int) -> float:
    """The largest |X_j·Wx + Bx| of the steps t − lags to t, with the weights in force at t: what moves the state from outside."""
    Wx, _, Bx, _, _ = run.weights[t].tolist()
    return float(np.abs(run.X[max(0, t - lags) : t + 1] * Wx + Bx).max())


@dataclass(frozen=True, slots=True, eq=False)
class Cobweb:
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


def cobweb(run: Run, t: int, *, held: bool) -> Cobweb:
    """The map of step t and an orbit: with X_t held, or as the run's own inputs led it, each with the weights then in force."""
    params, X_t, out_H = Params(*run.weights[t].tolist()), float(run.X[t]), float(run.out_H[t])
    recorded = [run.experiment.out_H_init, *run.out_H[: t + 1].tolist()]
    before = recorded[t]
    first = t if held else max(0, t - ORBIT_BEHIND + 1)
    states = orbit(params, [X_t] * ORBIT_AHEAD, before) if held else recorded[first:]
    grid = np.linspace(-1.0, 1.0, GRID)
    return Cobweb(
        t,
        X_t,
        before,
        out_H,
        gain_at(params, out_H),
        fixed_points(params, X_t),
        settles(params, X_t, before),
        held,
        first - 1,
        tuple(states),
        grid,
        tuple(_curve(run, step, grid) for step in range(t, first - 1, -1)),
    )


def _curve(run: Run, t: int, grid: Array) -> Array:
    Wx, Wh, Bx, _, _ = run.weights[t].tolist()
    curve: Array = np.tanh(float(run.X[t]) * Wx + grid * Wh + Bx)
    return curve
