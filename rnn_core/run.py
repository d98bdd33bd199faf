"""A whole run: one step after the other along a sequence, with the weights frozen or trained by gradient descent.

One training step, in this order: forward with the weights in force, push, take the chains with those same weights and
the queued values, then w ← w − η·∂Loss_t/∂w for all five at once. If a clip is set, each gradient is first
clipped to ±c.
The queued out_H were computed with older weights, as in any online truncated backpropagation through time.
"""

import math
from collections import deque
from collections.abc import Iterator
from itertools import chain, cycle, islice

import numpy as np

from rnn_core import itemise
from rnn_core.cell import Array, Params, half_square, net_input, predict
from rnn_core.chain import lags_counted
from rnn_core.checks import integer
from rnn_core.experiment import Experiment, read_only
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.record import BLOCK, Run


def simulate(experiment: Experiment) -> Run:
    """Run an experiment from its first step to its last, or until a value is no longer finite."""
    *_, run = simulate_in_pieces(experiment, experiment.length)
    return run


def simulate_in_pieces(experiment: Experiment, piece: int = 1000) -> Iterator[Run]:
    """Run an experiment and yield the run so far after every ``piece`` steps, for progress and for stopping.

    Parameters
    ----------
    experiment : Experiment
    piece : int
        Number of steps between two yields, at least 1.

    Yields
    ------
    Run
        Growing; the last one is complete. Runs already yielded do not change.
    """
    return _pieces(experiment, integer("piece", piece, 1))


def _pieces(experiment: Experiment, piece: int) -> Iterator[Run]:
    length, frozen = experiment.length, experiment.learning_rate == 0.0
    X, Y = experiment.X, experiment.Y
    if length != len(X):
        X, Y = np.resize(X, length), np.resize(Y, length)
    net_H, out_H, Y_hat, loss = np.empty((4, length))
    initial = np.array(tuple(experiment.params))
    # Column by column, so that each weight and each gradient is contiguous; frozen weights need one row only.
    weights = np.broadcast_to(initial, (length + 1, 5)) if frozen else np.empty((5, length + 1)).T
    gradients = np.empty((5, length)).T
    if not frozen:
        weights[0] = initial
    # The gradients of a frozen run need all its paths. It keeps them for its terms: at most 80 bytes per step.
    paths = None
    if frozen and experiment.window != "all":
        paths = np.empty((experiment.lags, length))
        for lag, row in enumerate(paths):
            row[:lag] = np.nan

    def so_far(n: int, diverged_at: int | None = None) -> Run:
        return Run(
            experiment=experiment,
            X=read_only(X[:n]),
            Y=read_only(Y[:n]),
            net_H=read_only(net_H[:n]),
            out_H=read_only(out_H[:n]),
            Y_hat=read_only(Y_hat[:n]),
            loss=read_only(loss[:n]),
            weights=read_only(weights[:n]),
            gradients=read_only(gradients[:n]),
            diverged_at=diverged_at,
        )

    steps = _learning(experiment)
    for first in range(0, length, piece):
        end = min(first + piece, length)
        new, after = slice(first, end), slice(first + 1, end + 1)
        # The loop computes only what the next step depends on; the arrays follow for many steps at once.
        out_H_prev = float(out_H[first - 1]) if first else experiment.out_H_init
        if frozen:
            out_H[new] = np.fromiter(_frozen(experiment.params, X[new], out_H_prev), np.float64, end - first)
        else:
            recorded = np.fromiter(chain.from_iterable(islice(steps, end - first)), np.float64).reshape(end - first, -1)
            out_H[new], gradients[new, :3], weights[after] = recorded[:, 0], recorded[:, 1:4], recorded[:, 4:]
        with np.errstate(all="ignore"):
            for start in range(first, end, BLOCK):
                block = slice(start, min(start + BLOCK, end))
                w = Params(*weights[block].T)
                before = np.concatenate(([out_H[start - 1] if start else out_H_prev], out_H[start : block.stop - 1]))
                net_H[block] = net_input(w, X[block], before)
                Y_hat[block] = predict(w, out_H[block])
                error = Y_hat[block] - Y[block]
                loss[block] = half_square(error)
                gradients[block, 3], gradients[block, 4] = error * out_H[block], error
        run = so_far(end)
        if frozen:
            itemise.totals(run, first, gradients, paths)
        # Where these are finite, so are out_H, Y_hat and the gradient of By.
        computed = net_H[new], loss[new], *gradients[new, :4].T, *(() if frozen else weights[after].T)
        if not all(np.isfinite(column).all() for column in computed):
            diverged_at = first + int(np.isfinite(computed).all(axis=0).argmin())
            run = so_far(diverged_at, diverged_at)
        yield run if paths is None else run.with_paths(paths)
        if run.diverged_at is not None:
            return


# The two loops below repeat the forward rule, the slope, the terms and the update rather than call the functions that
# hold them: calls would make a run several times slower. Tests compare them bit for bit with those functions.


def _frozen(params: Params, X: Array, out_H: float) -> Iterator[float]:
    """out_H of one step after the other, from a given state, with the weights frozen."""
    Wh, Bx, tanh = params.Wh, params.Bx, math.tanh
    for first in range(0, len(X), BLOCK):
        with np.errstate(all="ignore"):
            driven = (X[first : first + BLOCK] * params.Wx).tolist()
        for X_Wx in driven:
            out_H = tanh(X_Wx + out_H * Wh + Bx)
            yield out_H


def _learning(experiment: Experiment) -> Iterator[tuple[float, ...]]:
    """out_H, the gradients of Wx, Wh, Bx, and the five updated weights, of one step after the other."""
    Wx, Wh, Bx, Wy, By = experiment.params
    eta, clip = experiment.learning_rate, experiment.clip
    out_H, tanh = experiment.out_H_init, math.tanh
    lags = experiment.lags if experiment.window == "all" else lags_counted("Wh", experiment.lags)
    # Slope, X and previous out_H of lags 1, 2, …
    behind: deque[tuple[float, float, float]] = deque(maxlen=lags - 1)
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
