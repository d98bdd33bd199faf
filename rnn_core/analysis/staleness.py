"""The stale-state gap along a training run: what a gradient lacks because the queue holds out_H that older weights made.

    gap_t = (gradient as computed, from the recorded out_H) − (exact derivative of the replay of its window with today's weights)

The same gap as ``rnn_core.analysis.proof`` measures for one step by a complex step, here for all steps at once: the window of
every step is run again from its recorded state with the weights in force there, and its chain taken from the new out_H.
Everything is dimensionless.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rnn_core.cell import PARAMETERS, RECURRENT
from rnn_core.experiment import Experiment
from rnn_core.itemise import lags_counted
from rnn_core.run import Run, simulate

Array = NDArray[np.float64]

RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
STEPS = 2000
"""How many steps are run for each learning rate, at most."""


def gaps(run: Run, parameter: str) -> Array:
    """The stale-state gap of one gradient at every step.

    Parameters
    ----------
    run : Run
        N steps, with a window from 1 to 10.
    parameter : {"Wx", "Wh", "Bx"}

    Returns
    -------
    ndarray, shape (N,)
        Exactly 0 where no weight changed during the window.

    Raises
    ------
    ValueError
        If there is no such parameter, or the window is "all".
    """
    if parameter not in RECURRENT:
        raise ValueError(f"parameter is {parameter!r}; allowed are {', '.join(RECURRENT)}")
    if isinstance(run.experiment.window, str):
        raise ValueError("window is 'all'; allowed is a window from 1 to 10")
    n, lags = len(run), lags_counted(parameter, run.experiment.window)
    Wx, Wh, Bx, Wy, By = run.weights.T
    states = np.concatenate(([run.experiment.out_H_init], run.out_H))  # states[t] went into step t
    steps = np.arange(n)
    out_H = [states[np.maximum(steps + 1 - lags, 0)]]
    changed = np.zeros(n, dtype=bool)
    with np.errstate(all="ignore"):
        for lag in reversed(range(lags)):
            at, there = np.maximum(steps - lag, 0), steps >= lag
            moved = np.tanh(run.X[at] * Wx + out_H[0] * Wh + Bx)
            out_H.insert(0, np.where(there, moved, out_H[0]))
            changed |= there & (run.weights[at] != run.weights).any(axis=1)
        error = out_H[0] * Wy + By - run.Y
        path, total = error * Wy, np.zeros(n)
        for lag in range(lags):
            path = path * (Wh if lag else 1.0) * ((1.0 - out_H[lag]) * (1.0 + out_H[lag]))
            source = {"Wx": run.X[np.maximum(steps - lag, 0)], "Wh": out_H[lag + 1], "Bx": 1.0}[parameter]
            total += np.where(steps >= lag, path * source, 0.0)
        return np.where(changed, run.gradients[:, PARAMETERS.index(parameter)] - total, 0.0)


@dataclass(frozen=True, slots=True)
class RateGap:
    """How large the gap is for one learning rate.

    Parameters
    ----------
    rate : float
        η.
    share : float or None
        Σ|gap| / Σ|gradient| over the steps; None where that is no number.
    steps : int
        How many steps that is.
    diverged : bool
    """

    rate: float
    share: float | None
    steps: int
    diverged: bool


@dataclass(frozen=True, slots=True, eq=False)
class Staleness:
    """The gap of one gradient along a run, and against the learning rate.

    Parameters
    ----------
    parameter : str
    gap, gradient : ndarray, shape (N,)
        |gap| and |gradient| at each step.
    largest : int
        The step with the largest |gap|.
    largest_gap : float
        |gap| there.
    share : float or None
        Σ|gap| / Σ|gradient| along the run; None where that is undefined.
    rates : tuple of RateGap
        In order of the rate. That of this run's own rate is over the whole run, the others are over at most 2,000 steps.
    """

    parameter: str
    gap: Array
    gradient: Array
    largest: int
    largest_gap: float
    share: float | None
    rates: tuple[RateGap, ...]


def staleness(run: Run, parameter: str) -> Staleness:
    """Measure the gap along a run of at least one step, and for other learning rates from the same start."""
    gap, gradient = np.abs(gaps(run, parameter)), _magnitudes(run, parameter)
    own, share, largest = run.experiment.learning_rate, _share(gap, gradient), int(gap.argmax())
    rates = [_rate_gap(run.experiment, parameter, rate) for rate in RATES if rate != own]
    if own:
        rates.append(RateGap(own, share, len(run), run.diverged_at is not None))
    return Staleness(
        parameter=parameter,
        gap=gap,
        gradient=gradient,
        largest=largest,
        largest_gap=float(gap[largest]),
        share=share,
        rates=tuple(sorted(rates, key=lambda one: one.rate)),
    )


def _rate_gap(experiment: Experiment, parameter: str, rate: float) -> RateGap:
    run = simulate(replace(experiment, learning_rate=rate, steps=min(experiment.length, STEPS)))
    share = _share(np.abs(gaps(run, parameter)), _magnitudes(run, parameter))
    return RateGap(rate, share, len(run), run.diverged_at is not None)


def _magnitudes(run: Run, parameter: str) -> Array:
    gradient: Array = np.abs(run.gradients[:, PARAMETERS.index(parameter)])
    return gradient


def _share(gap: Array, gradient: Array) -> float | None:
    largest = float(gradient.max(initial=0.0))
    if largest == 0.0:
        return None
    with np.errstate(all="ignore"):
        share = float((gap / largest).sum() / (gradient / largest).sum())
    return share if math.isfinite(share) else None
