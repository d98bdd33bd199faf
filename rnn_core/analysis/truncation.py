"""What a short window costs: the part of the gradient that it keeps, beside the full sum back to the start of the run.

Taken from the whole recorded run, whatever the run's own window is. Wy and By look at one step only and lose nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnn_core.itemise import window_sums
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.run import Run

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Truncation:
    """One weight's gradient by window, at one step and over the run. Lists by window hold K = 1 … 10, all arrays N steps.

    Parameters
    ----------
    parameter : str
    window : int
        K, that of the run; 10 if that is "all".
    sums : tuple of float
        The sum of the terms of each window at t.
    full : float
        The sum back to the start.
    share : tuple of float
        sum / full, signed: below 0 the truncated sum points the wrong way. Empty if the full sum is 0.
    wrong_sign : tuple of bool
        Whether kept and full have opposite signs at t.
    wrong_steps : tuple of int
        At how many steps of the run they have.
    run_sums, run_full : ndarray, shape (N,)
        The kept part with the window K, and the full sum, at every step.
    run_wrong : tuple of int
        The steps at which those two have opposite signs.
    finite : bool
        Whether all of these stay within the range of floating-point numbers.
    """

    parameter: str
    window: int
    sums: tuple[float, ...]
    full: float
    share: tuple[float, ...]
    wrong_sign: tuple[bool, ...]
    wrong_steps: tuple[int, ...]
    run_sums: Array
    run_full: Array
    run_wrong: tuple[int, ...]
    finite: bool

    @property
    def fewest_wrong(self) -> int:
        """At how many steps of the run the best of the ten windows has the wrong sign."""
        return min(self.wrong_steps)

    @property
    def sum_here(self) -> float:
        """What the run's own window keeps at t."""
        return self.sums[self.window - 1]

    @property
    def share_here(self) -> float | None:
        """The same as a part of the full sum; None if that is 0."""
        return self.share[self.window - 1] if self.share else None


def truncation(run: Run, t: int, parameter: str, sums: Array | None = None) -> Truncation:
    """Compare every window with the full gradient.

    Parameters
    ----------
    run : Run
    t : int
    parameter : {"Wx", "Wh", "Bx"}
    sums : ndarray, shape (N, 11), optional
        ``window_sums`` of that run and parameter, if they are at hand: they are the same for every t.

    Raises
    ------
    IndexError
        If there is no such step.
    """
    t = run.checked_step(t)
    sums = window_sums(run, parameter) if sums is None else sums
    truncated, full = sums[:, :QUEUE_SLOTS], sums[:, QUEUE_SLOTS]
    with np.errstate(invalid="ignore"):
        wrong = np.sign(truncated) * np.sign(full)[:, np.newaxis] < 0
    at_t, full_at_t = truncated[t].tolist(), float(full[t])
    window = QUEUE_SLOTS if isinstance(run.experiment.window, str) else run.experiment.window
    return Truncation(
        parameter=parameter,
        window=window,
        sums=tuple(at_t),
        full=full_at_t,
        share=tuple(value / full_at_t for value in at_t) if full_at_t else (),
        wrong_sign=tuple(wrong[t].tolist()),
        wrong_steps=tuple(wrong.sum(axis=0).tolist()),
        run_sums=truncated[:, window - 1],
        run_full=full,
        run_wrong=tuple(np.flatnonzero(wrong[:, window - 1]).tolist()),
        finite=bool(np.isfinite(sums).all()),
    )
