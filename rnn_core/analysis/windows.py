"""Windows compared: the same starts trained with other windows, side by side.

What a window is worth is judged by the mean loss of the sequence with the final weights held, once through from the
start state. Beside it stands what one would lose by always answering the mean of the targets. Everything is dimensionless.
"""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rnn_core.analysis.curves import Line, Path, evenly, path
from rnn_core.analysis.surface import losses_along
from rnn_core.cell import PARAMETERS, Params
from rnn_core.experiment import Experiment
from rnn_core.run import Run, simulate_in_pieces

Array = NDArray[np.float64]
Window = int | Literal["all"]

PIECE = 100
"""Steps between two looks at the clock: with window "all" and 2,000 steps at most about 40 ms."""
LOWER = 0.98
FAR_WEIGHT, FAR_LOSS = 50.0, 10.0
"""A weight beyond ±50 and a loss over ten times the larger of the baseline and the loss at the start are far off."""
SPREAD = 0.5
"""Other starts lie within ±0.5 of the first in each weight."""
POINTS, PATH_POINTS = 100, 300
"""Of the loss curve and of the path of one run."""


def other_start(params: Params, seed: int) -> Params:
    """Five start weights near the given ones; the same seed gives the same again."""
    moves = np.random.default_rng(seed).uniform(-SPREAD, SPREAD, len(PARAMETERS)).tolist()
    return Params(*(getattr(params, name) + move for name, move in zip(PARAMETERS, moves, strict=True)))


def fresh_start(seed: int) -> Params:
    """Five start weights between −1 and 1, to two digits; the same seed gives the same again."""
    return Params(*np.random.default_rng(seed).uniform(-1.0, 1.0, len(PARAMETERS)).round(2).tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One start, trained with one window.

    Parameters
    ----------
    start : int
        Which of the starts, from 0.
    curve : Line
        Mean loss of the sequence with the weights in force at a step held; at last with those after the last step. As
        far as it is finite.
    path : Path
        Of the five weights.
    weights : Params
        After the last step.
    loss : float or None
        Mean loss of the sequence with these held; None if the run diverged.
    steps : int
        Steps run.
    diverged : bool
    """

    start: int
    curve: Line
    path: Path
    weights: Params
    loss: float | None
    steps: int
    diverged: bool


@dataclass(frozen=True, slots=True, eq=False)
class WindowOutcome:
    """All starts with one window.

    Parameters
    ----------
    window : int or "all"
    outcomes : tuple of Outcome
    """

    window: Window
    outcomes: tuple[Outcome, ...]

    @property
    def losses(self) -> tuple[float, ...]:
        """The final losses of those that did not diverge, in order of size."""
        return tuple(sorted(outcome.loss for outcome in self.outcomes if outcome.loss is not None))

    @property
    def diverged(self) -> int:
        """How many did."""
        return len(self.outcomes) - len(self.losses)

    @property
    def median(self) -> float | None:
        """Of the final losses; None if all diverged."""
        return statistics.median(self.losses) if self.losses else None

    @property
    def spread(self) -> "Spread":
        """The loss curves of all starts in one: where they all have a value, the lowest, the median and the highest."""
        shortest = min((outcome.curve for outcome in self.outcomes), key=lambda curve: len(curve.t))
        n = len(shortest.t)
        table = np.array([outcome.curve.values[:n] for outcome in self.outcomes])
        return Spread(shortest.t, table.min(axis=0), np.median(table, axis=0), table.max(axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Several loss curves at the same steps: arrays of shape (n,)."""

    t: NDArray[np.int64]
    low: Array
    median: Array
    high: Array


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What has been compared so far.

    Parameters
    ----------
    steps : int
        Of every run.
    starts : int
        How many there are.
    windows : tuple of WindowOutcome
        In the order asked for, without those not begun.
    baseline : float
        Median over the starts of the loss of always answering the mean of the targets.
    done, total : int
        Steps done, and to do.
    """

    steps: int
    starts: int
    windows: tuple[WindowOutcome, ...]
    baseline: float
    done: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether all is done."""
        return self.done == self.total

    @property
    def far_loss(self) -> float:
        """From where on a loss is far off."""
        first = [float(outcome.curve.values[0]) for one in self.windows for outcome in one.outcomes if len(outcome.curve.values)]
        return FAR_LOSS * max(self.baseline, *first) if first else FAR_LOSS * self.baseline

    @property
    def far_off(self) -> int:
        """How many of the runs that did not diverge ended with a weight that is far off."""
        kept = [outcome for one in self.windows for outcome in one.outcomes if not outcome.diverged]
        return sum(any(abs(weight) > FAR_WEIGHT for weight in astuple(outcome.weights)) for outcome in kept)

    def part(self, one: WindowOutcome) -> float | None:
        """The median final loss with a window as a part of the baseline; None if there is none, or nothing to be a part of."""
        return None if one.median is None or self.baseline == 0 else one.median / self.baseline

    def by_reach(self, lag: int) -> tuple[WindowOutcome, WindowOutcome] | None:
        """All outcomes of windows that do not count this lag, and all of those that do; None if there are not both."""
        short = [one for one in self.windows if one.window != "all" and one.window <= lag]
        long = [one for one in self.windows if one not in short]
        if not short or not long:
            return None
        pooled = [tuple(outcome for one in group for outcome in one.outcomes) for group in (short, long)]
        return WindowOutcome(short[-1].window, pooled[0]), WindowOutcome(long[-1].window, pooled[1])


def lower(loss: float, other: float) -> bool:
    """Whether a loss is lower than another by more than 2 %: less is said to be no difference."""
    return loss < LOWER * other


def compare_in_pieces(starts: Sequence[Experiment], windows: Sequence[Window], steps: int) -> Iterator[Comparison]:
    """Train every start with every window; look in after every piece.

    Parameters
    ----------
    starts : sequence of Experiment
        At least one; their own windows and steps do not count.
    windows : sequence of int or "all"
        At least one.
    steps : int
        Of each run; at most 2,000 with "all".

    Yields
    ------
    Comparison
        Growing; the last one is complete.

    Raises
    ------
    ValueError
        If there is no start or no window, or a window or the steps are not allowed; before anything is run.
    """
    if not starts or not windows:
        raise ValueError(f"there are {len(starts)} starts and {len(windows)} windows; allowed is at least one of each")
    experiments = {window: [replace(start, window=window, steps=steps) for start in starts] for window in windows}
    return _pieces(experiments, statistics.median(map(_baseline, starts)))


def _pieces(experiments: dict[Window, list[Experiment]], baseline: float) -> Iterator[Comparison]:
    everyone = [experiment for several in experiments.values() for experiment in several]
    steps, starts = everyone[0].length, len(everyone) // len(experiments)
    total, finished = steps * len(everyone), 0
    found: dict[Window, list[Outcome]] = {window: [] for window in experiments}

    def so_far(done: int) -> Comparison:
        columns = tuple(WindowOutcome(window, tuple(outcomes)) for window, outcomes in found.items() if outcomes)
        return Comparison(steps, starts, columns, baseline, done, total)

    for window, several in experiments.items():
        for number, experiment in enumerate(several):
            for run in simulate_in_pieces(experiment, PIECE):
                yield so_far(finished + min(len(run), steps - 1))
            found[window].append(_outcome(number, run))
            finished += steps
    yield so_far(finished)


def _baseline(start: Experiment) -> float:
    largest = float(np.abs(start.Y).max()) or 1.0
    return 0.5 * largest * (largest * float((start.Y / largest).var()))


def _outcome(number: int, run: Run) -> Outcome:
    experiment = run.experiment
    diverged = run.diverged_at is not None
    weights = run.params_after(len(run) - 1) if len(run) else experiment.params
    t = evenly(experiment.length, POINTS)
    t = t[t < len(run)]
    held = run.weights[t]
    if not diverged:
        t, held = np.append(t, len(run)), np.vstack((held, astuple(weights)))
    along = losses_along(experiment, held)
    known = len(along) if np.isfinite(along).all() else int(np.isfinite(along).argmin())
    loss = None if diverged or known < len(along) else float(along[-1])
    return Outcome(
        number,
        Line("mean loss", t[:known], along[:known]),
        path(run.weights, PATH_POINTS),
        weights,
        loss,
        len(run),
        loss is None,
    )
