"""Less to draw than there is: of a long run, the points that a screen can show, with the extremes among them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Steps = NDArray[np.int64]

MOST_POINTS = 2000
FEWER_POINTS = 500


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
    """At most ``most`` of so many steps, evenly spread, the first and the last among them."""
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


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Part:
    """A part of the contribution matrix, small enough to draw.

    Parameters
    ----------
    times, steps : tuple of int
        t of each row and s of each column; where ``side`` is over 1, the middle of those drawn as one.
    side : int
        How many rows and columns of the matrix are drawn as one, by their entry of largest magnitude.
    counted, beyond : ndarray, shape (len(times), len(steps))
        Entries that the window counts, and entries beyond it; NaN elsewhere.
    """

    times: tuple[int, ...]
    steps: tuple[int, ...]
    side: int
    counted: Array
    beyond: Array


def part_of(matrix: Array, lags: int, first: int, last: int, most: int) -> Part:
    """Rows and columns ``first`` to ``last`` of a contribution matrix, drawn as at most ``most`` of each.

    Parameters
    ----------
    matrix : ndarray, shape (N, N)
    lags : int
        How many lags the window counts: the band along the diagonal.
    first, last, most : int
    """
    side = max(1, -(-(last - first + 1) // most))
    cut, steps = matrix[first : last + 1, first : last + 1], np.arange(first, last + 1)
    inside = steps[:, np.newaxis] - steps < lags  # above the diagonal there is nothing to count
    middles = tuple(min(step + side // 2, last) for step in range(first, last + 1, side))
    counted, beyond = (extremes(np.where(which, cut, np.nan), side) for which in (inside, ~inside))
    return Part(times=middles, steps=middles, side=side, counted=counted, beyond=beyond)
