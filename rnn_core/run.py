"""A whole run: the same step again and again over a sequence, with the weights held or following their gradient.

One training step, in this order: forward with the weights in force, push, take the chains with those same weights and
the queued values, then w ← w − η·∂Loss_t/∂w for all five at once (each gradient first clipped to ±c, if a clip is set).
The queued out_H were made with older weights, as in any online truncated back-propagation through time.
"""

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice
from operator import index
from typing import SupportsIndex

import numpy as np

from rnn_core import itemise
from rnn_core.cell import PARAMETERS, Forward, Params
from rnn_core.chain import Chain, chains_from
from rnn_core.checks import integer
from rnn_core.experiment import Array, Experiment, read_only
from rnn_core.itemise import lags_counted
from rnn_core.queues import QUEUE_SLOTS, Queues


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a run, with its gradient itemised.

    Parameters
    ----------
    t : int
        The step, from 0.
    params, next_params : Params
        The weights in force at t, and after the update.
    forward : Forward
    queues : Queues
        After the push of this step.
    chains : dict of str to Chain
        Keys "Wx" "Wh" "Bx" "Wy" "By".
    used : Params
        The five gradients as they moved the weights: clipped if a clip is set.
    """

    t: int
    params: Params
    forward: Forward
    queues: Queues
    chains: dict[str, Chain]
    next_params: Params
    used: Params


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run, recorded. All arrays are float64 and read-only; N = len(run).

    Parameters
    ----------
    experiment : Experiment
    X, Y, net_H, out_H, Y_hat, loss : ndarray, shape (N,)
    weights : ndarray, shape (N, 5)
        In force at each step; columns Wx Wh Bx Wy By.
    gradients : ndarray, shape (N, 5)
        The totals, before clipping; same columns.
    diverged_at : int or None
        The step whose forward values, loss, gradients or updated weights left the finite range; the run stops before it.
    """

    experiment: Experiment
    X: Array
    Y: Array
    net_H: Array
    out_H: Array
    Y_hat: Array
    loss: Array
    weights: Array
    gradients: Array
    diverged_at: int | None

    def __len__(self) -> int:
        return len(self.X)

    def __getitem__(self, t: int) -> Step:
        """Step t, 0 ≤ t < N.

        Raises
        ------
        IndexError
            Outside of that. There is no counting from the end: t = −1 is the moment before the first step, whose
            queues are ``run.queues(-1)``.
        """
        t = self.checked_step(t)
        params = Params(*self.weights[t].tolist())
        queues = self.queues(t)
        before = self.out_H[t - 1] if t else self.experiment.out_H_init
        columns = (self.X[t], self.Y[t], before, self.net_H[t], self.out_H[t], self.Y_hat[t], self.loss[t])
        forward = Forward(*map(float, columns))
        out_H, X = self._behind(t) if self.experiment.window == "all" else (queues.out_H, queues.X)
        chains = chains_from(params, forward.error, out_H, X, self.experiment.lags)
        used = Params(*_used(self.gradients[t].tolist(), self.experiment.clip))
        return Step(
            t=t,
            params=params,
            forward=forward,
            queues=queues,
            chains=chains,
            next_params=self.params_after(t),
            used=used,
        )

    def params_after(self, t: int) -> Params:
        """The weights after the update of step t, 0 ≤ t < N: those in force at t + 1."""
        t = self.checked_step(t)
        return _updated(Params(*self.weights[t].tolist()), self.gradients[t].tolist(), self.experiment)

    def checked_step(self, t: SupportsIndex) -> int:
        """t as an int if it is a step of this run, 0 ≤ t < N; an IndexError that says which there are if not."""
        t = index(t)
        if not 0 <= t < len(self):
            raise IndexError(f"t is {t}; this run has {f'the steps 0 to {len(self) - 1}' if len(self) else 'no step'}")
        return t

    def queues(self, t: int) -> Queues:
        """The queues after step t, −1 ≤ t < N; at −1 the start state alone."""
        if not -1 <= t < len(self):
            raise IndexError(f"t is {t}; this run has queues from t = -1 to {len(self) - 1}")
        out_H, X = self._behind(t, QUEUE_SLOTS)
        return Queues(out_H, X)

    def terms(self, parameter: str) -> Array:
        """Every term of every step, the same numbers as in ``run[t].chains``.

        Parameters
        ----------
        parameter : {"Wx", "Wh", "Bx", "Wy", "By"}

        Returns
        -------
        ndarray, shape (N, K)
            Column k is lag k, NaN where no term exists; (N, 1) for Wy and By.
        """
        return itemise.terms(self, parameter, self.experiment.lags)

    def _behind(self, t: int, slots: int | None = None) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """out_H and X as they lay behind step t, newest first, the start state last: all of them, or the newest slots."""
        first = 0 if slots is None else max(0, t + 1 - slots)
        X = self.X[first : t + 1][::-1].tolist()
        out_H = self.out_H[first : t + 1][::-1].tolist()
        if slots is None or len(out_H) < slots:
            out_H.append(self.experiment.out_H_init)
        return tuple(out_H), tuple(X)


def simulate(experiment: Experiment) -> Run:
    """Run an experiment from its first step to its last, or to where it leaves the finite range."""
    *_, run = simulate_in_pieces(experiment, experiment.length)
    return run


def simulate_in_pieces(experiment: Experiment, piece: int = 1000) -> Iterator[Run]:
    """The run so far, again after every ``piece`` steps, and at last the whole: for progress and for stopping.

    Parameters
    ----------
    experiment : Experiment
    piece : int
        Steps between two looks, at least 1.

    Yields
    ------
    Run
        Growing; what it held before stays as it was.
    """
    piece = integer("piece", piece, 1)
    return _pieces(experiment, piece)


def _pieces(experiment: Experiment, piece: int) -> Iterator[Run]:
    length, held = experiment.length, experiment.learning_rate == 0.0
    X, Y = np.resize(experiment.X, length), np.resize(experiment.Y, length)
    net_H, out_H, Y_hat, loss = np.empty((4, length))
    start = np.array(_row(experiment.params))
    # By column, so that each weight and each gradient lies in one piece; weights that are held need one row only.
    weights = np.broadcast_to(start, (length + 1, 5)) if held else np.empty((5, length + 1)).T
    gradients = np.empty((5, length)).T
    if not held:
        weights[0] = start

    def so_far(n: int, diverged_at: int | None = None) -> Run:
        def cut(array: Array) -> Array:
            return read_only(array[:n])

        forward = cut(X), cut(Y), cut(net_H), cut(out_H), cut(Y_hat), cut(loss)
        return Run(experiment, *forward, cut(weights), cut(gradients), diverged_at)

    steps = _learning(experiment)
    for first in range(0, length, piece):
        end = min(first + piece, length)
        new, after = slice(first, end), slice(first + 1, end + 1)
        # The loop computes only what the next step depends on; all else follows for the whole piece at once.
        out_H_prev = float(out_H[first - 1]) if first else experiment.out_H_init
        if held:
            out_H[new] = np.fromiter(_held(experiment.params, X[new], out_H_prev), np.float64, end - first)
        else:
            recorded = np.fromiter(chain.from_iterable(islice(steps, end - first)), np.float64).reshape(end - first, -1)
            out_H[new], weights[after] = recorded[:, 0], recorded[:, 4:]
        with np.errstate(all="ignore"):
            Wx, Wh, Bx, Wy, By = weights[new].T
            before = np.concatenate(([out_H_prev], out_H[first : end - 1]))
            net_H[new] = X[new] * Wx + before * Wh + Bx
            Y_hat[new] = out_H[new] * Wy + By
            error = Y_hat[new] - Y[new]
            loss[new] = 0.5 * (error * error)
            gradients[new, :3] = itemise.totals(so_far(end), first) if held else recorded[:, 1:4]
            gradients[new, 3], gradients[new, 4] = error * out_H[new], error
        computed = net_H[new], out_H[new], Y_hat[new], loss[new], *gradients[new].T, *(() if held else weights[after].T)
        if not all(np.isfinite(column).all() for column in computed):
            diverged_at = first + int(np.isfinite(computed).all(axis=0).argmin())
            yield so_far(diverged_at, diverged_at)
            return
        yield so_far(end)


def _held(params: Params, X: Array, out_H: float) -> Iterator[float]:
    """out_H of step after step from a state on, with the weights held."""
    Wh, Bx, tanh = params.Wh, params.Bx, math.tanh
    with np.errstate(all="ignore"):
        driven = (X * params.Wx).tolist()
    for X_Wx in driven:
        out_H = tanh(X_Wx + out_H * Wh + Bx)
        yield out_H


def _learning(experiment: Experiment) -> Iterator[tuple[float, ...]]:
    """out_H, the gradients of Wx, Wh, Bx, and the five weights after the update, of step after step.

    The same products and sums as in ``rnn_core.chain``, in the same order, without an object for each factor.
    """
    Wx, Wh, Bx, Wy, By = _row(experiment.params)
    eta, clip = experiment.learning_rate, experiment.clip
    out_H, tanh = experiment.out_H_init, math.tanh
    whole = experiment.window == "all"
    # What lags 1, 2, … need, newest first: slope, X and the out_H before.
    behind: deque[tuple[float, float, float]] = deque(maxlen=None if whole else lags_counted("Wh", experiment.lags) - 1)
    tenth: tuple[float, float, float] | None = None
    for X_t, Y_t in zip(cycle(experiment.X.tolist()), cycle(experiment.Y.tolist()), strict=True):
        before, out_H = out_H, tanh(X_t * Wx + out_H * Wh + Bx)
        error = out_H * Wy + By - Y_t
        slope = (1.0 - out_H) * (1.0 + out_H)
        path = error * Wy * slope
        for_Wx, for_Wh, for_Bx = path * X_t, path * before, path
        for slope_k, X_k, before_k in behind:
            path = path * Wh * slope_k
            for_Wx += path * X_k
            for_Wh += path * before_k
            for_Bx += path
        if tenth is not None:  # lag 9, whose out_H_{t−10} has left the queue: no term of Wh
            path = path * Wh * tenth[0]
            for_Wx += path * tenth[1]
            for_Bx += path
        if experiment.window == QUEUE_SLOTS and len(behind) == behind.maxlen:
            tenth = behind[-1]
        behind.appendleft((slope, X_t, before))
        totals = for_Wx, for_Wh, for_Bx, error * out_H, error
        dWx, dWh, dBx, dWy, dBy = totals if clip is None else (min(max(total, -clip), clip) for total in totals)
        Wx, Wh, Bx, Wy, By = Wx - eta * dWx, Wh - eta * dWh, Bx - eta * dBx, Wy - eta * dWy, By - eta * dBy
        yield out_H, for_Wx, for_Wh, for_Bx, Wx, Wh, Bx, Wy, By


def _updated(params: Params, gradients: Sequence[float], experiment: Experiment) -> Params:
    eta, clip = experiment.learning_rate, experiment.clip
    if eta == 0.0:
        return params
    return Params(*(weight - eta * gradient for weight, gradient in zip(_row(params), _used(gradients, clip), strict=True)))


def _used(gradients: Sequence[float], clip: float | None) -> Sequence[float]:
    """The gradients as they move the weights: clipped to ±clip if a clip is set."""
    return gradients if clip is None else [min(max(gradient, -clip), clip) for gradient in gradients]


def _row(params: Params) -> tuple[float, ...]:
    return tuple(getattr(params, name) for name in PARAMETERS)
