"""How far back a gradient reaches, for other values of Wh.

    P_k / P_0 = g_{t−1}·…·g_{t−k}          g_j = Wh·s_j

The gradient vanishes where this product goes to 0, whatever |Wh| is. Everything is dimensionless.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rnn_core.analysis.reading import VANISHED
from rnn_core.cell import net_input, slope, tanh
from rnn_core.record import Run


def reaches(run: Run, t: int, Wh: Sequence[float]) -> list[int | None]:
    """Return how far back the gradient of Loss_t reaches, for other values of Wh and the same input.

    For each value the run is repeated up to t, with all other weights frozen as in force at t; |P_k / P_0|, the product
    of the local gains, is then followed back to the start.

    Parameters
    ----------
    run : Run
    t : int
    Wh : sequence of n floats

    Returns
    -------
    list of n int or None
        The first lag k at which |P_k / P_0| is below 1 %; None where it never is, back to the start.

    Raises
    ------
    IndexError
        If there is no such step.
    """
    values: Any = np.array(Wh, dtype=np.float64)
    w = replace(run.params_at(t), Wh=values)
    states = np.empty((t + 1, len(values)))
    out_H = np.full(len(values), run.experiment.out_H_init)
    # Row k − 1 is lag k; the last row stays True, so that argmax gives t where the product never vanishes.
    vanished = np.ones((t + 1, len(values)), dtype=bool)
    with np.errstate(all="ignore"):
        for step, X_t in enumerate(run.X[: t + 1].tolist()):
            states[step] = out_H = tanh(net_input(w, X_t, out_H))
        gains = values * slope(states[:t])
        vanished[:t] = np.abs(np.cumprod(gains[::-1], axis=0)) < VANISHED
    return [lag if lag <= t else None for lag in (vanished.argmax(axis=0) + 1).tolist()]


@dataclass(frozen=True, slots=True)
class Sweep:
    """How far back the gradient of one loss reaches, over values of Wh.

    Parameters
    ----------
    Wh : tuple of float
    lags : tuple of int or None
        For each value the first lag k at which |P_k / P_0| is below 1 %; None where it never is, back to the start.
    current : float
        The Wh in force at t.
    current_lag : int or None
        The same lag for that value.
    available : int
        The largest lag there is: t.
    changed : bool
        Whether any weight changed before t, so that the repeated run differs from the recorded one.
    """

    Wh: tuple[float, ...]
    lags: tuple[int | None, ...]
    current: float
    current_lag: int | None
    available: int
    changed: bool

    @property
    def never(self) -> int:
        """The number of values for which the product never falls below 1 %."""
        return self.lags.count(None)

    @property
    def over_one(self) -> tuple[int, ...]:
        """The lags of the values with |Wh| > 1 that vanish nevertheless, in increasing order."""
        return tuple(sorted(lag for Wh, lag in zip(self.Wh, self.lags, strict=True) if abs(Wh) > 1 and lag is not None))

    @property
    def outside(self) -> bool:
        """Whether the Wh in force lies outside the values of the sweep."""
        return abs(self.current) > self.Wh[-1]


def sweep(run: Run, t: int, limit: float = 3.0, half: int = 60) -> Sweep:
    """Compute ``reaches`` for Wh from −limit to limit, ``half`` values each side of 0, and for the one in force."""
    values, current = np.arange(-half, half + 1) * limit / half, run.params_at(t).Wh
    *lags, current_lag = reaches(run, t, [*values, current])
    return Sweep(
        Wh=tuple(values.tolist()),
        lags=tuple(lags),
        current=current,
        current_lag=current_lag,
        available=t,
        changed=bool((run.weights[:t] != run.weights[t]).any()),
    )
