"""One step and a whole run, as recorded, and views of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import index
from typing import SupportsIndex

import numpy as np

from rnn_core import notebook
from rnn_core.cell import PARAMETERS, Array, Forward, Params, slope
from rnn_core.chain import Chain, chains_from, lags_counted
from rnn_core.checks import position
from rnn_core.experiment import Experiment, read_only
from rnn_core.queues import QUEUE_SLOTS, Queues

BLOCK = 16384
"""How many steps are worked on at a time, so that the arrays of a block stay in the processor's cache."""


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
        The queues after the push of this step.
    chains : dict of str to Chain
        Keys "Wx" "Wh" "Bx" "Wy" "By".
    used : Params
        The five gradients as used in the update: clipped if a clip is set.
    """

    t: int
    params: Params
    forward: Forward
    queues: Queues
    chains: dict[str, Chain]
    next_params: Params
    used: Params

    def _repr_html_(self) -> str:
        return notebook.step(self)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A recorded run of N = len(run) steps. All arrays are float64 and read-only.

    Parameters
    ----------
    experiment : Experiment
    X, Y, net_H, out_H, Y_hat, loss : ndarray, shape (N,)
    weights : ndarray, shape (N, 5)
        The weights in force at each step; columns Wx Wh Bx Wy By.
    gradients : ndarray, shape (N, 5)
        The totals, before clipping; same columns.
    diverged_at : int or None
        The step at which forward values, loss, gradients or updated weights became infinite or NaN. The run stops
        before it.
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
    _paths: Array | None = field(default=None, init=False, repr=False)  # see with_paths; replace() drops it

    def __len__(self) -> int:
        return len(self.X)

    def _repr_html_(self) -> str:
        return notebook.run(self)

    def __getitem__(self, t: int) -> Step:
        """Return step t, 0 ≤ t < N.

        Raises
        ------
        IndexError
            For any other t. Negative t does not count from the end: t = −1 is the moment before the first step, whose
            queues are ``run.queues(-1)``.
        """
        t = self.checked_step(t)
        params, used, queues = self.params_at(t), self._used(t), self.queues(t)
        forward = Forward(
            X=float(self.X[t]),
            Y=float(self.Y[t]),
            out_H_prev=queues.out_H[1],
            net_H=float(self.net_H[t]),
            out_H=float(self.out_H[t]),
            Y_hat=float(self.Y_hat[t]),
            loss=float(self.loss[t]),
        )
        out_H, X = self._behind(t, t + 2) if self.experiment.window == "all" else (queues.out_H, queues.X)
        return Step(
            t=t,
            params=params,
            forward=forward,
            queues=queues,
            chains=chains_from(params, forward.error, out_H, X, self.experiment.lags),
            next_params=self._updated(params, used),
            used=used,
        )

    @property
    def states(self) -> Array:
        """The state before each step and after the last one, shape (N + 1,): the start state, then out_H."""
        return np.concatenate(([self.experiment.out_H_init], self.out_H))

    def params_at(self, t: int) -> Params:
        """Return the weights in force at step t, 0 ≤ t < N."""
        return Params(*self.weights[self.checked_step(t)].tolist())

    def params_after(self, t: int) -> Params:
        """Return the weights after the update of step t, 0 ≤ t < N: those in force at t + 1."""
        return self._updated(self.params_at(t), self._used(t))

    def checked_step(self, t: SupportsIndex) -> int:
        """Return t as an int, or raise an IndexError that names the steps of this run unless 0 ≤ t < N."""
        t = index(t)
        if not 0 <= t < len(self):
            raise IndexError(f"t is {t}; this run has {f'the steps 0 to {len(self) - 1}' if len(self) else 'no step'}")
        return t

    def queues(self, t: int) -> Queues:
        """Return the queues after step t, −1 ≤ t < N; at −1 they hold the start state alone."""
        if not -1 <= t < len(self):
            raise IndexError(f"t is {t}; this run has queues from t = -1 to {len(self) - 1}")
        return Queues(*self._behind(t, QUEUE_SLOTS))

    def terms(self, parameter: str) -> Array:
        """Return every term of every step, the same numbers as in ``run[t].chains``.

        Parameters
        ----------
        parameter : {"Wx", "Wh", "Bx", "Wy", "By"}

        Returns
        -------
        ndarray, shape (N, K)
            Column k is lag k, NaN where no term exists; (N, 1) for Wy and By.

        Raises
        ------
        ValueError
            If there is no such parameter.
        """
        position("parameter", parameter, PARAMETERS)
        if parameter in ("Wy", "By"):
            error = self.Y_hat - self.Y
            return (error * self.out_H if parameter == "Wy" else error)[:, np.newaxis]
        if parameter == "Bx" and self._paths is not None:
            return self._paths.T  # the source is 1
        n, K, lags, source = len(self), self.experiment.lags, self.lags(parameter), self.source(parameter)
        by_lag = np.empty((K, n))  # one row per lag, so that each row is written from end to end
        with np.errstate(all="ignore"):
            for first in range(0, n, BLOCK):
                for lag, at, behind, path in self.paths(lags, first, min(first + BLOCK, n)):
                    np.multiply(path, source[behind], out=by_lag[lag, at])
        for lag in range(K):
            by_lag[lag, : lag if lag < lags else n] = np.nan
        return read_only(by_lag.T)

    def with_paths(self, paths: Array) -> "Run":
        """Return the same run with its paths already computed, so that its terms need not compute them again.

        Parameters
        ----------
        paths : ndarray, shape (K, N) or longer
            P_k at every step, one row per lag, NaN where t < k.
        """
        run = replace(self)
        object.__setattr__(run, "_paths", read_only(paths[:, : len(self)]))
        return run

    def lags(self, parameter: str) -> int:
        """Return the number of terms of Wx, Wh or Bx at a step far from the start, under this run's window."""
        K = self.experiment.lags
        return K if self.experiment.window == "all" else lags_counted(parameter, K)

    def paths(
        self, lags: int, first: int = 0, end: int | None = None, out: Array | None = None
    ) -> Iterator[tuple[int, slice, slice, Array]]:
        """Go through the paths P_k of the steps from ``first`` up to ``end``, lag by lag.

        P_k is the term of Bx, and the term of any weight but for its source. All factors use the weights in force at t.

        Parameters
        ----------
        lags : int
            The lags are 0 to ``lags`` − 1, as far as there are steps.
        first, end : int
            0 ≤ first < end ≤ N; N if not given.
        out : ndarray, optional
            Array of ``lags`` rows that receives the paths.

        Yields
        ------
        lag : int
            k.
        at, behind : slice
            The steps t ≥ k among those asked for, and the steps t − k.
        path : ndarray
            P_k at the steps ``at``.
        """
        n = len(self) if end is None else end
        if self._paths is not None and lags <= len(self._paths):
            for lag in range(min(lags, n)):
                start = max(lag, first)
                yield lag, slice(start, n), slice(start - lag, n - lag), self._paths[lag, start:n]
            return
        oldest = max(0, first - lags + 1)
        slopes, Wh = slope(self.out_H[oldest:n]), self.weights[:, 1]
        path = (self.Y_hat[first:n] - self.Y[first:n]) * self.weights[first:n, 3]
        for lag in range(min(lags, n)):
            start = max(lag, first)
            if lag:
                path = path[int(lag > first) :] * Wh[start:n]
            factor = slopes[start - lag - oldest : n - lag - oldest]
            path = np.multiply(path, factor, out=path if out is None else out[lag, start:n])
            yield lag, slice(start, n), slice(start - lag, n - lag), path

    def source(self, parameter: str) -> Array:
        """Return the last factor of the paths of Wx, Wh or Bx at every step: X_t, out_H_{t−1} or 1."""
        if parameter == "Wx":
            return self.X
        return self.states[:-1] if parameter == "Wh" else np.ones(len(self))

    def _used(self, t: int) -> Params:
        """The gradients of step t, clipped if a clip is set."""
        gradients: Sequence[float] = self.gradients[t].tolist()
        clip = self.experiment.clip
        return Params(*(gradients if clip is None else (min(max(gradient, -clip), clip) for gradient in gradients)))

    def _updated(self, params: Params, used: Params) -> Params:
        eta = self.experiment.learning_rate
        if eta == 0.0:
            return params
        return Params(*(weight - eta * gradient for weight, gradient in zip(params, used, strict=True)))

    def _behind(self, t: int, slots: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The newest out_H up to step t, the start state after the oldest, and the newest X: newest first."""
        out_H, X = (column[max(0, t + 1 - slots) : t + 1][::-1].tolist() for column in (self.out_H, self.X))
        return (*out_H, self.experiment.out_H_init)[:slots], tuple(X)
