"""Comparison of windows: the same starts trained with different windows.

A window is judged by the mean loss of one pass through the sequence with the final weights held. The baseline is the
loss of always predicting the mean of the targets. Everything is dimensionless.
"""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from rnn_core.analysis.samples import Steps, evenly, thinned_path
from rnn_core.analysis.surface import mean_losses
from rnn_core.cell import PARAMETERS, Array, Params
from rnn_core.experiment import Experiment
from rnn_core.record import Run
from rnn_core.run import simulate_in_pieces

Window = int | Literal["all"]

PIECE = 100
"""Number of steps between two yields; with window "all" and 2,000 steps they take about 40 ms at most."""
LOWER = 0.98
"""A loss counts as lower than another if it is below 98 % of it."""
SPREAD = 0.5
"""Other starts differ from the first by at most 0.5 in each weight."""
POINTS, PATH_POINTS = 100, 300
"""How many steps the mean loss is computed at, and how many steps of a path are kept at most, to bound the memory."""


def other_start(params: Params, seed: int) -> Params:
    """Return random start weights near the given ones; the same seed always gives the same weights."""
    moves = np.random.default_rng(seed).uniform(-SPREAD, SPREAD, len(PARAMETERS)).tolist()
    return Params(*(weight + move for weight, move in zip(params, moves, strict=True)))


def fresh_start(seed: int) -> Params:
    """Return random start weights between −1 and 1, with two decimals; one seed always gives the same weights."""
    return Params(*np.random.default_rng(seed).uniform(-1.0, 1.0, len(PARAMETERS)).round(2).tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One start, trained with one window.

    Parameters
    ----------
    steps_at : ndarray of int, shape (n,)
        Steps, evenly spaced; the last one is the number of steps, for the weights after the last step.
    losses : ndarray, shape (n,)
        Mean loss of the sequence with the weights in force at those steps held. They end where it is not finite.
    path_weights : ndarray, shape (m, 5)
        The path of the five weights at some of its steps, so that a comparison of many long runs stays small: the
        extremes of each weight are among them. Kept of the first start with each window, else empty, m = 0.
    weights : Params
        The weights after the last step.
    loss : float or None
        Mean loss of the sequence with these weights held; None if the run diverged.
    """

    steps_at: Steps
    losses: Array
    path_weights: Array
    weights: Params
    loss: float | None


@dataclass(frozen=True, slots=True, eq=False)
class WindowOutcome:
    """All starts with one window.

    Parameters
    ----------
    window : int or "all"
    outcomes : tuple of Outcome
    complete : bool
        Whether all starts are done.
    """

    window: Window
    outcomes: tuple[Outcome, ...]
    complete: bool

    @property
    def losses(self) -> tuple[float, ...]:
        """The final losses of the runs that did not diverge, in increasing order."""
        return tuple(sorted(outcome.loss for outcome in self.outcomes if outcome.loss is not None))

    @property
    def diverged(self) -> int:
        """The number of runs that diverged."""
        return len(self.outcomes) - len(self.losses)

    @property
    def median(self) -> float | None:
        """The median of the final losses; None if all runs diverged."""
        return statistics.median(self.losses) if self.losses else None

    @property
    def spread(self) -> "Spread":
        """The lowest, the median and the highest of the starts' losses, at the steps at which all have one."""
        shortest = min((outcome.steps_at for outcome in self.outcomes), key=len)
        table = np.array([outcome.losses[: len(shortest)] for outcome in self.outcomes])
        return Spread(shortest, table.min(axis=0), np.median(table, axis=0), table.max(axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Several loss curves at the same steps: arrays of shape (n,)."""

    t: Steps
    low: Array
    median: Array
    high: Array


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The comparison so far.

    Parameters
    ----------
    steps : int
        Number of steps of every run.
    starts : int
        Number of starts.
    windows : tuple of WindowOutcome
        In the given order, without windows that have no outcome yet.
    baseline : float
        The loss of always predicting the mean of the targets, the median over the starts.
    done, total : int
        Number of steps done, and of all steps.
    """

    steps: int
    starts: int
    windows: tuple[WindowOutcome, ...]
    baseline: float
    done: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether all runs are done."""
        return self.done == self.total

    @property
    def first_losses(self) -> tuple[float, ...]:
        """The mean loss with the start weights, of every run that has one."""
        outcomes = (outcome for one in self.windows for outcome in one.outcomes)
        return tuple(float(outcome.losses[0]) for outcome in outcomes if len(outcome.losses))

    def beyond(self, limit: float) -> int:
        """Return the number of runs that did not diverge and ended with a weight beyond ±limit."""
        trained = [outcome for one in self.windows for outcome in one.outcomes if outcome.loss is not None]
        return sum(any(abs(weight) > limit for weight in outcome.weights) for outcome in trained)

    def part(self, one: WindowOutcome) -> float | None:
        """Return the median final loss as a fraction of the baseline; None without a median or with a baseline of 0."""
        return None if one.median is None or self.baseline == 0 else one.median / self.baseline

    def split_by_lag(self, lag: int) -> tuple[WindowOutcome, WindowOutcome] | None:
        """Pool the windows that do not count a lag, and those that do; None unless there are both."""
        short = [one for one in self.windows if one.window != "all" and one.window <= lag]
        long = [one for one in self.windows if one not in short]
        if not short or not long:
            return None
        return _pooled(short), _pooled(long)


def _pooled(windows: list[WindowOutcome]) -> WindowOutcome:
    outcomes = tuple(outcome for one in windows for outcome in one.outcomes)
    return WindowOutcome(windows[-1].window, outcomes, all(one.complete for one in windows))


def lower(loss: float, other: float) -> bool:
    """Return whether a loss is lower than another by more than 2 %."""
    return loss < LOWER * other


def compare_in_pieces(starts: Sequence[Experiment], windows: Sequence[Window], steps: int) -> Iterator[Comparison]:
    """Train every start with every window, and yield the comparison so far after every piece.

    Parameters
    ----------
    starts : sequence of Experiment
        At least one; their own windows and steps are not used.
    windows : sequence of int or "all"
        At least one.
    steps : int
        Number of steps of each run; at most 2,000 with "all".

    Yields
    ------
    Comparison
        Growing; the last one is complete.

    Raises
    ------
    ValueError
        If there is no start or no window, or a window or the steps are not allowed. Raised before the first run.
    """
    if not starts or not windows:
        raise ValueError(f"there are {len(starts)} starts and {len(windows)} windows; allowed is at least one of each")
    experiments = {window: [replace(start, window=window, steps=steps) for start in starts] for window in windows}
    begun = Comparison(
        steps=steps,
        starts=len(starts),
        windows=(),
        baseline=statistics.median(map(_baseline, starts)),
        done=0,
        total=steps * len(starts) * len(experiments),
    )
    return _pieces(begun, experiments)


def _pieces(so_far: Comparison, experiments: dict[Window, list[Experiment]]) -> Iterator[Comparison]:
    for window, several in experiments.items():
        earlier = so_far.windows
        outcomes: list[Outcome] = []
        for experiment in several:
            for run in simulate_in_pieces(experiment, PIECE):
                yield replace(so_far, done=so_far.done + min(len(run), so_far.steps - 1))
            outcomes.append(_outcome(run, first=not outcomes))
            newest = WindowOutcome(window, tuple(outcomes), len(outcomes) == so_far.starts)
            so_far = replace(so_far, windows=(*earlier, newest), done=so_far.done + so_far.steps)
    yield so_far


def _baseline(start: Experiment) -> float:
    largest = float(np.abs(start.Y).max()) or 1.0
    return 0.5 * largest * (largest * float((start.Y / largest).var()))


def _outcome(run: Run, *, first: bool) -> Outcome:
    experiment = run.experiment
    diverged = run.diverged_at is not None
    weights = run.params_after(len(run) - 1) if len(run) else experiment.params
    t = evenly(experiment.length, POINTS)
    t = t[t < len(run)]
    held = run.weights[t]
    if not diverged:
        t, held = np.append(t, len(run)), np.vstack((held, tuple(weights)))
    along = mean_losses(experiment, Params(*held.T))
    finite = len(along) if np.isfinite(along).all() else int(np.isfinite(along).argmin())
    return Outcome(
        steps_at=t[:finite],
        losses=along[:finite],
        path_weights=run.weights[thinned_path(run.weights, PATH_POINTS) if first else []],
        weights=weights,
        loss=None if diverged or finite < len(along) else float(along[-1]),
    )
