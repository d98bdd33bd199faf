"""Thinning: of a long run, only as many points as a screen can show, the extremes among them."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Steps = NDArray[np.int64]

MOST_POINTS = 2000


def thinned(values: Array, most: int = MOST_POINTS) -> Steps:
    """Indices of the values to draw: all if they are few, else the first, the last, and both extremes of every stretch.

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
    even = n // width * width
    stretches, starts = values[:even].reshape(-1, width), np.arange(0, even, width)
    chosen = [[0, n - 1], starts + stretches.argmin(axis=1), starts + stretches.argmax(axis=1)]
    if even < n:
        chosen.append([even + int(values[even:].argmin()), even + int(values[even:].argmax())])
    return np.unique(np.concatenate(chosen).astype(np.int64))


def thinned_path(weights: Array, most: int = MOST_POINTS) -> Steps:
    """Steps to draw of the path of several weights, shape (N, n), with the extremes of each of them."""
    n = weights.shape[1]
    return np.unique(np.concatenate([thinned(column, most // n) for column in weights.T]))


def evenly(steps: int, most: int = MOST_POINTS) -> Steps:
    """At most ``most`` of ``steps`` steps, evenly spaced, including the first and the last."""
    return np.unique(np.linspace(0, steps - 1, min(steps, most)).round().astype(np.int64))


def extremes(matrix: Array, side: int) -> Array:
    """A smaller matrix: of each block of side × side entries the one of largest magnitude, with its sign.

    Blocks start at the first row and column; those at the end may be smaller. NaN where a block has no entry.

    Parameters
    ----------
    matrix : ndarray, shape (n, m)
    side : int
        At least 1.

    Returns
    -------
    ndarray, shape (⌈n/side⌉, ⌈m/side⌉)
        Of two entries of equal magnitude, the positive one.
    """
    corners = [np.arange(0, length, side) for length in matrix.shape]
    top, bottom = (ufunc.reduceat(ufunc.reduceat(matrix, corners[0], 0), corners[1], 1) for ufunc in (np.fmax, np.fmin))
    larger: Array = np.where(top >= -bottom, top, bottom)
    return larger
