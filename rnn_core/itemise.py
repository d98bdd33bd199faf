"""Whole runs at once: sums and tables of the terms of every step, one array operation per lag.

The products and sums are those of ``rnn_core.chain``, in the same order, so a row equals the chain of its step bit for
bit. Everything is dimensionless.
"""

import numpy as np

from rnn_core.cell import RECURRENT, Array, slope
from rnn_core.chain import lags_counted
from rnn_core.checks import position
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.record import BLOCK, Run


def totals(run: Run, first: int = 0, out: Array | None = None, paths: Array | None = None) -> Array:
    """Return the gradients of Wx, Wh and Bx from step ``first`` on: the sums of their terms.

    Parameters
    ----------
    run : Run
        N steps.
    first : int
        0 ≤ first < N.
    out : ndarray, optional
        Array of at least N rows whose first three columns receive the result.
    paths : ndarray, optional
        Array of K rows that receives the paths P_k, as ``Run.with_paths`` takes it.

    Returns
    -------
    ndarray, shape (N − first, 3)
        Columns Wx Wh Bx.
    """
    n, lags = len(run), run.experiment.lags
    sums = np.empty((3, n)).T if out is None else out
    sources = run.X, run.states[:-1], None  # None for 1: the terms of Bx are the paths
    weights = [(sums[:, i], sources[i], run.lags(name)) for i, name in enumerate(RECURRENT)]
    with np.errstate(all="ignore"):
        for start in range(first, n, BLOCK):
            for lag, at, behind, path in run.paths(lags, start, min(start + BLOCK, n), paths):
                for column, source, counted in weights:
                    terms = path if source is None else path * source[behind]
                    if lag == 0:
                        column[at] = terms
                    elif lag < counted:
                        column[at] += terms
    return sums[first:n, :3]


def contributions(run: Run, parameter: str, first: int = 0, end: int | None = None) -> Array:
    """Return the contribution matrix G: the part of ∂Loss_t/∂parameter that passes through step j.

    It covers the whole recorded run, whatever the window: all factors use the weights in force at t and the recorded
    out_H. A row is the chain of loss t, a column is the contribution of step j to all losses, a diagonal is one lag.

    Parameters
    ----------
    run : Run
        N steps.
    parameter : {"Wx", "Wh", "Bx"}
    first, end : int
        The part of the matrix to return, along its diagonal: the losses at ``first`` up to ``end``, through these same
        steps. All of it if not given.

    Returns
    -------
    ndarray, shape (N, N) or (end − first, end − first)
        G[t, j] is the term of lag t − j, NaN where j > t.
    """
    position("parameter", parameter, RECURRENT)
    end = len(run) if end is None else end
    n, source = end - first, run.source(parameter)[first:end]
    matrix = np.full((n, n), np.nan)
    diagonals = matrix.reshape(-1)
    with np.errstate(all="ignore"):
        for lag, _, _, path in run.paths(n, first, end):
            diagonals[lag * n :: n + 1] = path[lag - n :] * source[: n - lag]
    return matrix


def contributions_to(run: Run, parameter: str, t: int) -> Array:
    """Return row t of the contribution matrix, shape (t + 1,): the terms of Loss_t through the steps 0 to t.

    It is made of one product along all factors of the longest path, whose partial products are the paths P_k.
    """
    position("parameter", parameter, RECURRENT)
    t = run.checked_step(t)
    factors = np.empty(2 * t + 3)
    factors[0], factors[1] = run.Y_hat[t] - run.Y[t], run.weights[t, 3]
    factors[2::2], factors[3::2] = slope(run.out_H[t::-1]), run.weights[t, 1]
    with np.errstate(all="ignore"):
        paths: Array = np.multiply.accumulate(factors)[2::2]
        return paths[::-1] * run.source(parameter)[: t + 1]


def window_sums(run: Run, parameter: str) -> Array:
    """Return the truncated gradient of every window, at every step, with the weights in force there.

    It is computed from the recorded run, whatever the run's own window is.

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
    most = lags_counted(parameter, QUEUE_SLOTS)
    n, source = len(run), run.source(parameter)
    full = np.zeros(n)
    sums = np.empty((n, QUEUE_SLOTS + 1))
    with np.errstate(all="ignore"):
        for lag, at, behind, path in run.paths(n):
            if lag and not path.any():
                break  # all further terms are 0
            full[at] += path * source[behind]
            if lag < most:
                sums[:, lag:] = full[:, np.newaxis]
    sums[:, -1] = full
    return sums


def term_range(run: Run) -> float:
    """Return the largest magnitude of any term, running sum or total, at any step: the scale of a ten-lag chart.

    Terms count up to lag 9 whatever the window is, running sums up to the window. 0 for an empty run.
    """
    largest = 0.0
    sums = {name: np.zeros(len(run)) for name in RECURRENT}
    sources = {name: run.source(name) for name in RECURRENT}
    with np.errstate(all="ignore"):
        for lag, at, behind, path in run.paths(max(QUEUE_SLOTS, run.experiment.lags)):
            for name, total in sums.items():
                terms, shown = path * sources[name][behind], []
                if lag < lags_counted(name, QUEUE_SLOTS):
                    shown.append(terms)
                if lag < run.lags(name):
                    total[at] += terms
                    shown.append(total[at])
                largest = max(largest, *(float(np.nanmax(np.abs(values))) for values in shown), 0.0)
    return largest
