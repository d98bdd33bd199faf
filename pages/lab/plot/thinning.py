"""Thinning: of a long run, only as many points as a screen can show, the extremes among them."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_POINTS = 2000


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
