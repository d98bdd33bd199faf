"""The truncation error of each window: its sum of terms beside the full sum back to the start of the run.

Both are computed from the recorded run, whatever the run's own window is. Wy and By use one step only and have no
truncation error.
"""

from dataclasses import dataclass, replace

import numpy as np

from rnn_core.cell import Array
from rnn_core.chain import lags_counted
from rnn_core.itemise import contributions_to, window_sums
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
    def best_window(self) -> int:
        """The window with the wrong sign at the fewest steps; the shortest of equals."""
        return self.wrong_steps.index(self.fewest_wrong) + 1

    @property
    def sum_here(self) -> float:
        """The truncated gradient of the run's own window at t."""
        return self.sums[self.window - 1]

    @property
    def share_here(self) -> float | None:
        """Its share of the full sum; None if that is 0."""
        return self.share[self.window - 1] if self.share else None


def truncation(run: Run, t: int, parameter: str, other: Truncation | None = None) -> Truncation:
    """Compare every window with the full gradient.

    Parameters
    ----------
    run : Run
    t : int
    parameter : {"Wx", "Wh", "Bx"}
    other : Truncation, optional
        The same for another step, if already computed: what it says of the whole run is taken over.

    Raises
    ------
    IndexError
        If there is no such step.
    """
    t = run.checked_step(t)
    if other is None:
        other = _over_the_run(run, parameter)
    sums, full = sums_at(run, t, parameter)
    return replace(
        other,
        sums=sums,
        full=full,
        share=tuple(value / full for value in sums) if full else (),
        wrong_sign=tuple(opposite(value, full) for value in sums),
    )


def sums_at(run: Run, t: int, parameter: str) -> tuple[tuple[float, ...], float]:
    """Return the truncated gradient of each window, K = 1 … 10, and the full sum, at step t alone."""
    with np.errstate(all="ignore"):
        running = contributions_to(run, parameter, t)[::-1].cumsum() + 0.0  # a sum of zeros has no sign
    most = min(lags_counted(parameter, QUEUE_SLOTS), len(running))
    return tuple(running[[min(K, most) - 1 for K in range(1, QUEUE_SLOTS + 1)]].tolist()), running[-1].item()


def opposite(one: float, other: float) -> bool:
    """Return whether two numbers have opposite signs; 0 has none."""
    return one < 0 < other or other < 0 < one


def _over_the_run(run: Run, parameter: str) -> Truncation:
    """What is the same at every step. The sums of all windows are not kept: they take eleven numbers a step."""
    sums = window_sums(run, parameter)
    truncated, full = sums[:, :QUEUE_SLOTS], sums[:, QUEUE_SLOTS]
    with np.errstate(invalid="ignore"):
        wrong = np.sign(truncated) * np.sign(full)[:, np.newaxis] < 0
    window = QUEUE_SLOTS if isinstance(run.experiment.window, str) else run.experiment.window
    return Truncation(
        parameter=parameter,
        window=window,
        sums=(),
        full=0.0,
        share=(),
        wrong_sign=(),
        wrong_steps=tuple(wrong.sum(axis=0).tolist()),
        run_sums=truncated[:, window - 1].copy(),
        run_full=full.copy(),
        run_wrong=tuple(np.flatnonzero(wrong[:, window - 1]).tolist()),
        finite=bool(np.isfinite(sums).all()),
    )
