"""A few steps of a long run: enough for its curves, for a record that stays small."""

import numpy as np
from numpy.typing import NDArray

from rnn_core.cell import Array

Steps = NDArray[np.int64]


def evenly(steps: int, most: int) -> Steps:
    """At most ``most`` of ``steps`` steps, evenly spaced, including the first and the last."""
    return np.unique(np.linspace(0, steps - 1, min(steps, most)).round().astype(np.int64))


def thinned(values: Array, most: int) -> Steps:
    """Indices of some values: all if they are few, else the first, the last, and both extremes of every stretch.

    Parameters
    ----------
    values : ndarray, shape (N,)
    most : int
        At least 4.

    Returns
    -------
    ndarray of int, shape (n,)
        Increasing, n ≤ most.
    """
    n = len(values)
    if n <= most:
        return np.arange(n)
    width = -(-n // (most // 2 - 1))
    # The last value, repeated, fills up the last stretch: of equal values, the first counts as the extreme.
    stretches = np.pad(values, (0, -n % width), mode="edge").reshape(-1, width)
    starts = np.arange(0, n, width)
    return np.unique(np.concatenate(([0, n - 1], starts + stretches.argmin(axis=1), starts + stretches.argmax(axis=1))))


def thinned_path(weights: Array, most: int) -> Steps:
    """Some steps of the path of several weights, shape (N, n), with the extremes of each of them."""
    return np.unique(np.concatenate([thinned(column, most // weights.shape[1]) for column in weights.T]))
