"""Whole runs at once: the numbers of ``rnn_core.chain`` for every step, one array operation per lag.

The same products in the same order, so a row equals the chain of its step to the last bit.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rnn_core.cell import PARAMETERS
from rnn_core.queues import QUEUE_SLOTS

if TYPE_CHECKING:
    from rnn_core.run import Run

Array = NDArray[np.float64]
RECURRENT = ("Wx", "Wh", "Bx")
"""The weights whose gradient looks back."""


def terms(run: "Run", parameter: str, window: int) -> Array:
    """Every term of ∂Loss_t/∂parameter, for every step t.

    Parameters
    ----------
    run : Run
        N steps.
    parameter : {"Wx", "Wh", "Bx", "Wy", "By"}
    window : int
        Lags to follow, K; from the record alone if the run's own window is "all", else only what the queues hold.

    Returns
    -------
    ndarray, shape (N, K)
        Column k is lag k, NaN where no term exists; (N, 1) for Wy and By.

    Raises
    ------
    ValueError
        If there is no such parameter.
    """
    _checked(parameter, PARAMETERS)
    if parameter in ("Wy", "By"):
        error = run.Y_hat - run.Y
        return (error * run.out_H if parameter == "Wy" else error)[:, np.newaxis]
    n, source = len(run), _source(run, parameter)
    table = np.full((n, window), np.nan)
    lags = window if run.experiment.window == "all" else min(window, _queued(parameter))
    with np.errstate(all="ignore"):
        for lag, path in _paths(run, lags):
            table[lag:, lag] = path * source[: n - lag]
    return table


def contributions(run: "Run", parameter: str) -> Array:
    """The contribution matrix G: how much of ∂Loss_t/∂parameter passes through step s.

    From the whole recorded run, whatever the window: every factor with the weights in force at t, and the out_H that
    were recorded. A row is the chain of loss t, a column is what later losses owe to step s, a diagonal is one lag.

    Parameters
    ----------
    run : Run
        N steps.
    parameter : {"Wx", "Wh", "Bx"}

    Returns
    -------
    ndarray, shape (N, N)
        G[t, s] is the term of lag t − s, NaN where s > t.
    """
    _checked(parameter, RECURRENT)
    n, source = len(run), _source(run, parameter)
    matrix = np.full((n, n), np.nan)
    diagonals = matrix.reshape(-1)
    with np.errstate(all="ignore"):
        for lag, path in _paths(run, n):
            diagonals[lag * n :: n + 1] = path * source[: n - lag]
    return matrix


def counted(run: "Run", parameter: str, window: int) -> NDArray[np.bool_]:
    """Which entries of ``contributions`` a window counts: the band of lags 0 to K − 1, and for Wh none past lag 8.

    Returns
    -------
    ndarray of bool, shape (N, N)
    """
    _checked(parameter, RECURRENT)
    steps = np.arange(len(run))
    lag = steps[:, np.newaxis] - steps
    return (lag >= 0) & (lag < lags_counted(parameter, window))


def lags_counted(parameter: str, window: int) -> int:
    """How many lags a window counts, once the queues are full: K, and of Wh at most 9."""
    return min(window, _queued(parameter))


def extremes(matrix: Array, side: int) -> Array:
    """A matrix made smaller: of each block of side × side entries the one of the largest magnitude, with its sign.

    Blocks start at the first row and column; those at the end may be smaller. NaN where a block holds nothing else.
    """
    corners = [np.arange(0, length, side) for length in matrix.shape]
    top, bottom = (ufunc.reduceat(ufunc.reduceat(matrix, corners[0], 0), corners[1], 1) for ufunc in (np.fmax, np.fmin))
    kept: Array = np.where(top >= -bottom, top, bottom)
    return kept


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """A part of the contribution matrix, small enough to be drawn.

    Parameters
    ----------
    times, steps : tuple of int
        t of each row and s of each column: where ``side`` is over 1, the middle of those that stand together.
    side : int
        How many rows and columns of the whole matrix stand together; the one of largest magnitude is shown.
    counted, beyond : ndarray, shape (len(times), len(steps))
        What the window counts, and what it does not; NaN elsewhere.
    largest : float
        The largest magnitude of the whole matrix.
    """

    times: tuple[int, ...]
    steps: tuple[int, ...]
    side: int
    counted: Array
    beyond: Array
    largest: float

    @property
    def finite(self) -> bool:
        """Whether every path, followed back to the start, stays within the range of floating-point numbers."""
        return math.isfinite(self.largest)


def part_of(matrix: Array, band: NDArray[np.bool_], first: int, last: int, most: int) -> Matrix:
    """The rows and columns ``first`` to ``last`` of a matrix of ``contributions``, in no more than ``most`` of each.

    Parameters
    ----------
    matrix : ndarray, shape (N, N)
    band : ndarray of bool, shape (N, N)
        ``counted``.
    first, last, most : int
    """
    side = -(-(last - first + 1) // most)
    cut = matrix[first : last + 1, first : last + 1]
    inside = band[first : last + 1, first : last + 1]
    middles = tuple(min(step + side // 2, last) for step in range(first, last + 1, side))
    counted_part, beyond = (extremes(np.where(which, cut, np.nan), side) for which in (inside, ~inside))
    return Matrix(middles, middles, side, counted_part, beyond, float(np.nanmax(np.abs(matrix), initial=0.0)))


@dataclass(frozen=True, slots=True)
class Credit:
    """One column of the contribution matrix: what later losses owe to one step.

    Parameters
    ----------
    step : int
        s.
    pieces : tuple of float
        G[s, s], G[s + 1, s], …: lags 0 to 9, fewer at the end of the run.
    later_up, later_down : float
        The sums of the positive and of the negative entries beyond lag 9.
    total : float
        The sum of the whole column, lag 0 first.
    """

    step: int
    pieces: tuple[float, ...]
    later_up: float
    later_down: float
    total: float


def credit(matrix: Array, step: int) -> Credit:
    """Read column ``step`` of a matrix of ``contributions``."""
    column = matrix[step:, step]
    later = column[QUEUE_SLOTS:]
    with np.errstate(all="ignore"):
        total = float(np.cumsum(column)[-1])
    return Credit(
        step,
        tuple(column[:QUEUE_SLOTS].tolist()),
        float(later[later > 0].sum()),
        float(later[later < 0].sum()),
        total,
    )


def symlog(values: Array, threshold: float) -> Array:
    """sign(v)·log10(1 + |v|/threshold): linear up to the threshold, logarithmic beyond, NaN where v is."""
    heights: Array = np.copysign(np.log10(1.0 + np.abs(values) / threshold), values)
    return heights


def path_kept(run: "Run", lag: int) -> Array:
    """P_k / P_0 at every step: the product of the local gains of the last k steps, with the weights in force at t.

    Parameters
    ----------
    run : Run
        N steps.
    lag : int
        k ≥ 0.

    Returns
    -------
    ndarray, shape (N,)
        NaN where t < k.
    """
    n, Wh, slope = len(run), run.weights[:, 1], _slope(run)
    kept = np.full(n, np.nan)
    if lag < n:
        with np.errstate(all="ignore"):
            product = np.ones(n - lag)
            for back in range(1, lag + 1):
                product = product * (Wh[lag:] * slope[lag - back : n - back])
        kept[lag:] = product
    return kept


def gains(run: "Run", t: int) -> Array:
    """g_j = Wh·s_j for every step j, with the Wh in force at t: the factors of which the chain of loss t is made.

    Returns
    -------
    ndarray, shape (N,)
    """
    gained: Array = run.weights[t, 1] * _slope(run)
    return gained


def kept_parts(run: "Run", parameter: str) -> Array:
    """What each window would keep of the gradient, at every step, with the weights in force there.

    From the recorded run, whatever its own window is.

    Parameters
    ----------
    run : Run
        N steps.
    parameter : {"Wx", "Wh", "Bx"}

    Returns
    -------
    ndarray, shape (N, 11)
        Columns K = 1 … 10, as the queues allow (so the last two of Wh are equal), and the full sum back to the start.
    """
    _checked(parameter, RECURRENT)
    n, source = len(run), _source(run, parameter)
    sums = np.zeros(n)
    parts = np.empty((n, QUEUE_SLOTS + 1))
    with np.errstate(all="ignore"):
        for lag, path in _paths(run, n):
            if lag and not path.any():
                break  # every further term is 0
            sums[lag:] += path * source[: n - lag]
            if lag < _queued(parameter):
                parts[:, lag:] = sums[:, np.newaxis]
        parts[:, -1] = sums
    return parts


def term_range(run: "Run") -> float:
    """The largest magnitude that a ten-lag chart of this run has to show: of any term, running sum or total, at any step.

    Terms up to lag 9 count whatever the window is, running sums up to the window. 0 for an empty run.
    """
    largest = 0.0
    for parameter in ("Wx", "Wh", "Bx"):
        table = terms(run, parameter, QUEUE_SLOTS)
        sums = np.nancumsum(run.terms(parameter), axis=1)
        largest = max(largest, float(np.nanmax(np.abs(table), initial=0.0)), float(np.max(np.abs(sums), initial=0.0)))
    return largest


def _paths(run: "Run", lags: int) -> Iterator[tuple[int, Array]]:
    """Lag by lag the paths P_k of all steps from t = k on, with the weights in force at t."""
    Wh, Wy, slope = run.weights[:, 1], run.weights[:, 3], _slope(run)
    path = (run.Y_hat - run.Y) * Wy * slope
    for lag in range(min(lags, len(run))):
        if lag:
            path = path[1:] * Wh[lag:] * slope[:-lag]
        yield lag, path


def _source(run: "Run", parameter: str) -> Array:
    """Where the paths of a weight end, at every step."""
    if parameter == "Wx":
        return run.X
    if parameter == "Bx":
        return np.ones(len(run))
    return np.concatenate(([run.experiment.out_H_init], run.out_H))[: len(run)]


def _slope(run: "Run") -> Array:
    return (1.0 - run.out_H) * (1.0 + run.out_H)


def _queued(parameter: str) -> int:
    """How many lags the queues hold: of ten out_H slots the lag-9 term of Wh would need an eleventh."""
    return QUEUE_SLOTS - 1 if parameter == "Wh" else QUEUE_SLOTS


def _checked(parameter: str, allowed: tuple[str, ...]) -> None:
    if parameter not in allowed:
        raise ValueError(f"parameter is {parameter!r}; allowed are {', '.join(allowed)}")
