"""The local gains along a run, their products, and two states for the reader to find.

    P_k / P_0 = g_{t−1}·…·g_{t−k}          g_j = Wh·s_j

Everything is dimensionless.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnn_core import itemise
from rnn_core.analysis.reading import VANISHED
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.run import Run

Array = NDArray[np.float64]

SMALL_DRIVE = 0.1
"""An input drive under 0.1 is small."""


@dataclass(frozen=True, slots=True, eq=False)
class RunGains:
    """The local gains along a run and what becomes of their product.

    Parameters
    ----------
    t, lag : int
        The picked loss, and k.
    gains : ndarray, shape (N,)
        g_j with the Wh in force at t.
    products : ndarray, shape (N,)
        P_k / P_0 at every loss, the product of its last k gains; NaN where t < k.
    over_one : int
        At how many of the N steps |g_j| > 1.
    product_at_t : float or None
    """

    t: int
    lag: int
    gains: Array
    products: Array
    over_one: int
    product_at_t: float | None


def run_gains(run: Run, t: int, lag: int) -> RunGains:
    """Read the gains of a whole run from the loss at t."""
    t = run.checked_step(t)
    along, products = itemise.gains(run, t), itemise.gain_products(run, lag)
    return RunGains(
        t=t,
        lag=lag,
        gains=along,
        products=products,
        over_one=int((np.abs(along) > 1.0).sum()),
        product_at_t=float(products[t]) if lag <= t else None,
    )


@dataclass(frozen=True, slots=True)
class Hunt:
    """Whether a state is one of the two that the reader is sent to find. Both need ten steps, t ≥ 9.

    Parameters
    ----------
    Wh : float
        In force at t.
    product : float or None
        |P_9 / P_0|.
    drive : float
        ``largest_drive`` of the ten steps.
    vanishes : bool
        |Wh| > 1, and |P_9 / P_0| is under 1 %.
    grows : bool
        The drive is under 0.1, and |P_9 / P_0| is over 1.
    """

    Wh: float
    product: float | None
    drive: float
    vanishes: bool
    grows: bool


def hunt(run: Run, t: int) -> Hunt:
    """Look whether step t shows what |Wh| alone would not have told."""
    t, last = run.checked_step(t), QUEUE_SLOTS - 1
    Wh, drive = float(run.weights[t, 1]), largest_drive(run, t, last)
    product = abs(float(itemise.gain_products(run, last)[t])) if t >= last else None
    return Hunt(
        Wh=Wh,
        product=product,
        drive=drive,
        vanishes=product is not None and abs(Wh) > 1.0 and product < VANISHED,
        grows=product is not None and drive < SMALL_DRIVE and product > 1.0,
    )


def largest_drive(run: Run, t: int, lags: int) -> float:
    """The largest |X_j·Wx + Bx| of the steps t − lags to t, with the weights in force at t: what moves the state from outside."""
    Wx, _, Bx, _, _ = run.weights[t].tolist()
    return float(np.abs(run.X[max(0, t - lags) : t + 1] * Wx + Bx).max())
