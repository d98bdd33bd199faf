"""Whole runs at once: the numbers of ``rnn_core.chain`` for every step, one array operation per lag.

The same products in the same order, so a row equals the chain of its step to the last bit.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rnn_core.cell import PARAMETERS
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
    if parameter not in PARAMETERS:
        raise ValueError(f"parameter is {parameter!r}; allowed are {', '.join(PARAMETERS)}")
    n = len(run)
    error = run.Y_hat - run.Y
    if parameter == "Wy":
        return (error * run.out_H)[:, np.newaxis]
    if parameter == "By":
        return error[:, np.newaxis]
    Wh, Wy = run.weights[:, 1], run.weights[:, 3]
    source = {
        "Wx": run.X,
        "Wh": np.concatenate(([run.experiment.out_H_init], run.out_H[:-1]))[:n],
        "Bx": np.ones(n),
    }[parameter]
    slope = (1.0 - run.out_H) * (1.0 + run.out_H)
    table = np.full((n, window), np.nan)
    # Only the queues forget: of ten out_H slots the lag-9 term of Wh would need an eleventh.
    last = QUEUE_SLOTS - 2 if parameter == "Wh" and run.experiment.window != "all" else window - 1
    with np.errstate(all="ignore"):
        path = error * Wy * slope
        for lag in range(min(window, n, last + 1)):
            if lag:
                path = path[1:] * Wh[lag:] * slope[:-lag]
            table[lag:, lag] = path * source[: n - lag]
    return table


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
