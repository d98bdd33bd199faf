"""The stale-state gap along a training run: the effect of out_H values in the queue that older weights produced.

    gap_t = (gradient as computed, from the recorded out_H)
            − (exact derivative of the replay of its window with the weights in force at t)

``rnn_core.analysis.proof`` measures the same gap for one step by a complex step. Here it is computed for all steps at
once: the window of every step is replayed from its recorded state with the weights in force there, and its chain taken
from the new out_H. Everything is dimensionless.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rnn_core.cell import PARAMETERS, Array, Params, net_input, predict, slope, tanh
from rnn_core.experiment import Experiment
from rnn_core.record import Run
from rnn_core.run import simulate

RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
STEPS = 2000
"""The most steps that are run for each learning rate other than the run's own."""


def gaps(run: Run, parameter: str) -> Array:
    """Return the stale-state gap of one gradient at every step.

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
    if isinstance(run.experiment.window, str):
        raise ValueError("window is 'all'; allowed is a window from 1 to 10")
    n, lags, steps = len(run), run.lags(parameter), np.arange(len(run))
    w = Params(*run.weights.T)
    replayed = [run.states[np.maximum(steps + 1 - lags, 0)]]  # newest first
    changed = np.zeros(n, dtype=bool)
    with np.errstate(all="ignore"):
        for lag in reversed(range(lags)):
            at, exists = np.maximum(steps - lag, 0), steps >= lag
            out_H = tanh(net_input(w, run.X[at], replayed[0]))
            replayed.insert(0, np.where(exists, out_H, replayed[0]))
            changed |= exists & (run.weights[at] != run.weights).any(axis=1)
        path, total = (predict(w, replayed[0]) - run.Y) * w.Wy, np.zeros(n)
        for lag in range(lags):
            path = path * (w.Wh if lag else 1.0) * slope(replayed[lag])
            source = {"Wx": run.X[np.maximum(steps - lag, 0)], "Wh": replayed[lag + 1], "Bx": 1.0}[parameter]
            total += np.where(steps >= lag, path * source, 0.0)
        return np.where(changed, run.gradients[:, PARAMETERS.index(parameter)] - total, 0.0)


@dataclass(frozen=True, slots=True)
class RateGap:
    """The size of the gap for one learning rate.

    Parameters
    ----------
    rate : float
        η.
    share : float or None
        Σ|gap| / Σ|gradient| over the steps; None where it is undefined.
    steps : int
        The number of steps.
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
        |gap| at that step.
    share : float or None
        Σ|gap| / Σ|gradient| along the run; None where it is undefined.
    rates : tuple of RateGap
        In order of the rate. For the run's own rate it covers the whole run, for the others at most 2,000 steps.
    """

    parameter: str
    gap: Array
    gradient: Array
    largest: int
    largest_gap: float
    share: float | None
    rates: tuple[RateGap, ...]


def largest_share(rates: Sequence[RateGap]) -> RateGap:
    """Return the rate of the largest share, the first of equals; all of them have one."""
    return max(rates, key=lambda one: one.share or 0.0)


def other_rates(experiment: Experiment, parameter: str) -> tuple[RateGap, ...]:
    """Measure the size of the gap for the learning rates other than the experiment's own, from the same start."""
    steps = min(experiment.length, STEPS)
    rates = (rate for rate in RATES if rate != experiment.learning_rate)
    runs = (simulate(replace(experiment, learning_rate=rate, steps=steps)) for rate in rates)
    return tuple(_rate_gap(run, *_magnitudes(run, parameter)) for run in runs)


def staleness(run: Run, parameter: str, others: tuple[RateGap, ...] | None = None) -> Staleness:
    """Measure the gap along a run, and for other learning rates from the same start.

    Parameters
    ----------
    run : Run
        At least one step.
    parameter : {"Wx", "Wh", "Bx"}
    others : tuple of RateGap, optional
        ``other_rates`` of that experiment and parameter, if already computed; they do not depend on the steps done.
    """
    gap, gradient = _magnitudes(run, parameter)
    largest = int(gap.argmax())
    rates = list(other_rates(run.experiment, parameter) if others is None else others)
    if run.experiment.learning_rate:
        rates.append(_rate_gap(run, gap, gradient))
    return Staleness(
        parameter=parameter,
        gap=gap,
        gradient=gradient,
        largest=largest,
        largest_gap=float(gap[largest]),
        share=_share(gap, gradient),
        rates=tuple(sorted(rates, key=lambda one: one.rate)),
    )


def _rate_gap(run: Run, gap: Array, gradient: Array) -> RateGap:
    return RateGap(
        rate=run.experiment.learning_rate,
        share=_share(gap, gradient),
        steps=len(run),
        diverged=run.diverged_at is not None,
    )


def _magnitudes(run: Run, parameter: str) -> tuple[Array, Array]:
    """|gap| and |gradient| at every step."""
    return np.abs(gaps(run, parameter)), np.abs(run.gradients[:, PARAMETERS.index(parameter)])


def _share(gap: Array, gradient: Array) -> float | None:
    largest = float(gradient.max(initial=0.0))
    if largest == 0.0:
        return None
    with np.errstate(all="ignore"):
        share = float((gap / largest).sum() / (gradient / largest).sum())
    return share if math.isfinite(share) else None
