"""What a short window costs: the part of the gradient that it keeps, beside the full sum back to the start of the run.

Taken from the whole recorded run, whatever the run's own window is. Wy and By look at one step only and lose nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnn_core.itemise import kept_parts
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
    kept : tuple of float
        The sum that each window keeps at t.
    full : float
        The sum back to the start.
    share : tuple of float
        kept / full, signed: under 0 the kept part points the wrong way. Empty if the full sum is 0.
    wrong_sign : tuple of bool
        Whether kept and full have opposite signs at t.
    wrong_steps : tuple of int
        At how many steps of the run they have.
    run_kept, run_full : ndarray, shape (N,)
        The kept part with the window K, and the full sum, at every step.
    run_wrong : tuple of int
        The steps at which those two have opposite signs.
    finite : bool
        Whether all of these stay within the range of floating-point numbers.
    """

    parameter: str
    window: int
    kept: tuple[float, ...]
    full: float
    share: tuple[float, ...]
    wrong_sign: tuple[bool, ...]
    wrong_steps: tuple[int, ...]
    run_kept: Array
    run_full: Array
    run_wrong: tuple[int, ...]
    finite: bool

    @property
    def fewest_wrong(self) -> int:
        """At how many steps of the run the best of the ten windows has the wrong sign."""
        return min(self.wrong_steps)

    @property
    def kept_here(self) -> float:
        """What the run's own window keeps at t."""
        return self.kept[self.window - 1]

    @property
    def share_here(self) -> float | None:
        """The same as a part of the full sum; None if that is 0."""
        return self.share[self.window - 1] if self.share else None


def truncation(run: Run, t: int, parameter: str, parts: Array | None = None) -> Truncation:
    """Compare every window with the full gradient.

    Parameters
    ----------
    run : Run
    t : int
    parameter : {"Wx", "Wh", "Bx"}
    parts : ndarray, shape (N, 11), optional
        ``kept_parts`` of that run and parameter, if they are at hand: they are the same for every t.

    Raises
    ------
    IndexError
        If there is no such step.
    """
    t = run.checked_step(t)
    parts = kept_parts(run, parameter) if parts is None else parts
    kept, full = parts[:, :QUEUE_SLOTS], parts[:, QUEUE_SLOTS]
    with np.errstate(invalid="ignore"):
        wrong = np.sign(kept) * np.sign(full)[:, np.newaxis] < 0
    at_t, whole = kept[t].tolist(), float(full[t])
    window = QUEUE_SLOTS if isinstance(run.experiment.window, str) else run.experiment.window
    return Truncation(
        parameter,
        window,
        tuple(at_t),
        whole,
        tuple(value / whole for value in at_t) if whole else (),
        tuple(wrong[t].tolist()),
        tuple(wrong.sum(axis=0).tolist()),
        kept[:, window - 1],
        full,
        tuple(np.flatnonzero(wrong[:, window - 1]).tolist()),
        bool(np.isfinite(parts).all()),
    )
