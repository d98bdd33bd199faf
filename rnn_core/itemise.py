"""Whole runs at once: the numbers of ``rnn_core.chain`` for every step, one array operation per lag.

The same products in the same order, so a row equals the chain of its step to the last bit.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rnn_core.cell import PARAMETERS, RECURRENT
from rnn_core.queues import QUEUE_SLOTS

if TYPE_CHECKING:
    from rnn_core.run import Run

Array = NDArray[np.float64]


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
    lags = window if run.experiment.window == "all" else lags_counted(parameter, window)
    by_lag = np.empty((window, n))  # a lag after the other: written from end to end, read by step
    with np.errstate(all="ignore"):
        for lag, path in _paths(run, lags):
            by_lag[lag, :lag] = np.nan
            np.multiply(path, source[: n - lag], out=by_lag[lag, lag:])
    by_lag[min(lags, n) :] = np.nan
    return by_lag.T


def totals(run: "Run", first: int = 0) -> Array:
    """The gradients of Wx, Wh and Bx from step ``first`` on: the sums of their terms, without the table of terms.

    Parameters
    ----------
    run : Run
        N steps.
    first : int
        0 ≤ first < N.

    Returns
    -------
    ndarray, shape (N − first, 3)
        Columns Wx Wh Bx.
    """
    n, experiment = len(run), run.experiment
    sums = np.empty((3, n - first))
    counted = [experiment.lags if experiment.window == "all" else lags_counted(name, experiment.lags) for name in RECURRENT]
    sources = [_source(run, name) for name in RECURRENT]
    with np.errstate(all="ignore"):
        for lag, path in _paths(run, experiment.lags, first):
            for row, source, lags in zip(sums, sources, counted, strict=True):
                if lag == 0:
                    row[:] = path * source[first:]
                elif lag < lags:
                    row[max(0, lag - first) :] += path * source[max(0, first - lag) : n - lag]
    return sums.T


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


def lags_counted(parameter: str, window: int) -> int:
    """How many lags of Wx, Wh or Bx a window counts once the queues are full: K, at most 10, and of Wh at most 9.

    Of ten out_H slots the lag-9 term of Wh would need an eleventh.
    """
    _checked(parameter, RECURRENT)
    return min(window, QUEUE_SLOTS - 1 if parameter == "Wh" else QUEUE_SLOTS)


def gain_products(run: "Run", lag: int) -> Array:
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

    Parameters
    ----------
    run : Run
        N steps.
    t : int
        0 ≤ t < N; an IndexError says so if it is not.

    Returns
    -------
    ndarray, shape (N,)
    """
    gained: Array = run.weights[run.checked_step(t), 1] * _slope(run)
    return gained


def window_sums(run: "Run", parameter: str) -> Array:
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
            if lag < lags_counted(parameter, QUEUE_SLOTS):
                parts[:, lag:] = sums[:, np.newaxis]
        parts[:, -1] = sums
    return parts


def term_range(run: "Run") -> float:
    """The largest magnitude that a ten-lag chart of this run has to show: of any term, running sum or total, at any step.

    Terms up to lag 9 count whatever the window is, running sums up to the window. 0 for an empty run.
    """
    largest = 0.0
    for parameter in RECURRENT:
        table = terms(run, parameter, QUEUE_SLOTS)
        sums = np.nancumsum(run.terms(parameter), axis=1)
        largest = max(largest, float(np.nanmax(np.abs(table), initial=0.0)), float(np.max(np.abs(sums), initial=0.0)))
    return largest


def _paths(run: "Run", lags: int, first: int = 0) -> Iterator[tuple[int, Array]]:
    """Lag by lag the paths P_k of all steps from t = max(k, first) on, with the weights in force at t."""
    Wh, Wy, slope, n = run.weights[:, 1], run.weights[:, 3], _slope(run), len(run)
    path = ((run.Y_hat - run.Y) * Wy * slope)[first:]
    for lag in range(min(lags, n)):
        if lag:
            start = max(lag, first)
            path = path[int(lag > first) :] * Wh[start:] * slope[start - lag : n - lag]
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


def _checked(parameter: str, allowed: tuple[str, ...]) -> None:
    if parameter not in allowed:
        raise ValueError(f"parameter is {parameter!r}; allowed are {', '.join(allowed)}")
