"""The local gains along a run, their products, and two examples for the reader to find.

    P_k / P_0 = g_{t−1}·…·g_{t−k}          g_j = Wh·s_j

Everything is dimensionless.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from rnn_core.analysis.reading import VANISHED
from rnn_core.cell import Array, net_input, slope
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.record import Run

SMALL_DRIVE = 0.1
"""An input drive below 0.1 is small."""


@dataclass(frozen=True, slots=True, eq=False)
class RunGains:
    """The local gains along a run and their products.

    Parameters
    ----------
    t, lag : int
        The selected loss, and k.
    gains : ndarray, shape (N,)
        g_j with the Wh in force at t.
    products : ndarray, shape (N,)
        P_k / P_0 of every loss, the product of its last k gains; NaN where t < k.
    over_one : int
        The number of steps with |g_j| > 1.
    product_at_t : float or None
        P_k / P_0 of the selected loss; None where t < k.
    """

    t: int
    lag: int
    gains: Array
    products: Array
    over_one: int
    product_at_t: float | None

    @property
    def effect(self) -> Literal["vanishes", "shrinks", "keeps", "grows"] | None:
        """What k steps back do to the gradient at t: it vanishes if |P_k / P_0| is under 1 %. None where t < k."""
        if self.product_at_t is None:
            return None
        size = abs(self.product_at_t)
        if size < VANISHED:
            return "vanishes"
        return "keeps" if size == 1.0 else "grows" if size > 1.0 else "shrinks"


def gain_products(run: Run, lag: int) -> Array:
    """Return P_k / P_0 at every step: the product of the last k local gains, with the weights in force at t.

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
    n, slopes = len(run), slope(run.out_H)
    first = min(lag, n)
    products = np.full(n, np.nan)
    products[first:] = 1.0
    with np.errstate(all="ignore"):
        for back in range(1, first + 1):
            products[first:] *= run.weights[first:, 1] * slopes[first - back : n - back]
    return products


def run_gains(run: Run, t: int, lag: int) -> RunGains:
    """Read the gains of a whole run as seen from the loss at t."""
    t = run.checked_step(t)
    along = run.params_at(t).Wh * slope(run.out_H)
    products = gain_products(run, lag)
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
    """Whether a step is one of the two examples that the reader is asked to find. Both need ten steps, t ≥ 9.

    Parameters
    ----------
    size : float
        |Wh|, as in force at t.
    product : float or None
        |P_9 / P_0|.
    drive : float
        The largest input drive |X_j·Wx + Bx| of the ten steps, with the weights in force at t.
    vanishes : bool
        Whether |Wh| > 1 and |P_9 / P_0| is below 1 %.
    grows : bool
        Whether the drive is below 0.1 and |P_9 / P_0| exceeds 1.
    """

    size: float
    product: float | None
    drive: float
    vanishes: bool
    grows: bool


def hunt(run: Run, t: int) -> Hunt:
    """Check whether step t is an example that |Wh| alone does not predict."""
    last = QUEUE_SLOTS - 1
    params = run.params_at(t)
    size = abs(params.Wh)
    drive = float(np.abs(net_input(params, run.X[max(0, t - last) : t + 1], 0.0)).max())
    product = abs(float(gain_products(run, last)[t])) if t >= last else None
    return Hunt(
        size=size,
        product=product,
        drive=drive,
        vanishes=product is not None and size > 1.0 and product < VANISHED,
        grows=product is not None and drive < SMALL_DRIVE and product > 1.0,
    )
