"""The truncation error of each window: its sum of terms beside the full sum back to the start of the run.

Both are computed from the recorded run, whatever the run's own window is. Wy and By use one step only and have no
truncation error.
"""

from dataclasses import dataclass

import numpy as np

from rnn_core.cell import Array
from rnn_core.itemise import window_sums
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.record import Run


@dataclass(frozen=True, slots=True, eq=False)
class Truncation:
    """The gradient of one weight by window, at one step and over the run.

    Tuples by window hold K = 1 … 10; arrays hold all N steps.

    Parameters
    ----------
    parameter : str
    window : int
        K of the run; 10 if it is "all".
    sums : tuple of float
        The truncated gradient of each window at t.
    full : float
        The full sum back to the start.
    share : tuple of float
        sum / full, signed: negative where the truncated gradient points the wrong way. Empty if the full sum is 0.
    wrong_sign : tuple of bool
        Whether the truncated and the full gradient have opposite signs at t.
    wrong_steps : tuple of int
        The number of steps of the run at which they do.
    run_sums, run_full : ndarray, shape (N,)
        The truncated gradient with window K, and the full sum, at every step.
    run_wrong : tuple of int
        The steps at which these two have opposite signs.
    finite : bool
        Whether all sums of the run are finite.
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
        """The number of steps with the wrong sign for the best of the ten windows."""
        return min(self.wrong_steps)

    @property
    def sum_here(self) -> float:
        """The truncated gradient of the run's own window at t."""
        return self.sums[self.window - 1]

    @property
    def share_here(self) -> float | None:
        """Its share of the full sum; None if that is 0."""
        return self.share[self.window - 1] if self.share else None


def truncation(run: Run, t: int, parameter: str, sums: Array | None = None) -> Truncation:
    """Compare every window with the full gradient.

    Parameters
    ----------
    run : Run
    t : int
    parameter : {"Wx", "Wh", "Bx"}
    sums : ndarray, shape (N, 11), optional
        ``window_sums`` of that run and parameter, if already computed; they do not depend on t.

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
