"""How far back a gradient reaches: the local gains along a run, their product, and the same for other values of Wh.

    P_k / P_0 = g_{t−1}·…·g_{t−k}          g_j = Wh·s_j

The gradient vanishes where that product goes to 0, whatever |Wh| is. Everything is dimensionless.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnn_core.analysis.reading import VANISHED
from rnn_core.run import Run

Array = NDArray[np.float64]


def reaches(run: Run, t: int, Wh: ArrayLike) -> Array:
    """How far back the gradient of Loss_t reaches, for other values of Wh and this very input.

    The run is done again up to t for each value, with all other weights as in force at t and held; |P_k / P_0|, the
    product of the local gains, is then followed back to the start.

    Parameters
    ----------
    run : Run
    t : int
    Wh : array_like, shape (n,)

    Returns
    -------
    ndarray, shape (n,)
        The first lag k at which |P_k / P_0| is under 1 %; NaN where it never is, back to the start.

    Raises
    ------
    IndexError
        If there is no such step.
    """
    t = run.checked_step(t)
    values = np.asarray(Wh, dtype=np.float64)
    Wx, _, Bx, _, _ = run.weights[t].tolist()
    gains = np.empty((t + 1, len(values)))
    out_H = np.full(len(values), run.experiment.out_H_init)
    reached = np.full(len(values), np.nan)
    with np.errstate(all="ignore"):
        # The hyperbolic tangent of NumPy differs from the scalar one by no more than the last bit.
        for step, X_t in enumerate(run.X[: t + 1].tolist()):
            out_H = np.tanh(X_t * Wx + out_H * values + Bx)
            gains[step] = values * ((1.0 - out_H) * (1.0 + out_H))
        kept = np.abs(np.cumprod(gains[:t][::-1], axis=0))  # row k − 1 is lag k
    if t:
        below = kept < VANISHED
        found = below.any(axis=0)
        reached[found] = below.argmax(axis=0)[found] + 1.0
    return reached


@dataclass(frozen=True, slots=True)
class Sweep:
    """How far back the gradient of one loss reaches, over values of Wh.

    Parameters
    ----------
    Wh : tuple of float
    lags : tuple of int or None
        For each: the first lag k at which |P_k / P_0| is under 1 %; None where it never is, back to the start.
    today : float
        Wh in force at t.
    lag_today : int or None
        The same for that.
    available : int
        The largest lag there is: t.
    changed : bool
        Whether any weight changed on the way to t, so that the run done again is another one.
    """

    Wh: tuple[float, ...]
    lags: tuple[int | None, ...]
    today: float
    lag_today: int | None
    available: int
    changed: bool

    @property
    def never(self) -> int:
        """For how many of the values it never is."""
        return self.lags.count(None)

    @property
    def over_one(self) -> tuple[int, ...]:
        """The lags of those with |Wh| > 1 that vanish all the same, the quickest first."""
        return tuple(sorted(lag for Wh, lag in zip(self.Wh, self.lags, strict=True) if abs(Wh) > 1 and lag is not None))


def sweep(run: Run, t: int, limit: float = 3.0, half: int = 60) -> Sweep:
    """``reaches`` for Wh from −limit to limit, ``half`` values on either side of 0, and for the one in force at t."""
    t = run.checked_step(t)
    values, today = np.arange(-half, half + 1) * limit / half, float(run.weights[t, 1])
    found = reaches(run, t, [*values, today]).tolist()
    *lags, lag_today = (None if math.isnan(lag) else int(lag) for lag in found)
    changed = bool((run.weights[:t] != run.weights[t]).any())
    return Sweep(
        Wh=tuple(values.tolist()), lags=tuple(lags), today=today, lag_today=lag_today, available=t, changed=changed
    )
