"""Runs that more than one test looks at, and their chains written from the record."""

import math
from typing import Any

import numpy as np
import pytest

import rnn_core
from rnn_core import Params, simulate
from rnn_core.cell import RECURRENT
from rnn_core.chain import chains_from
from tests.core.replay import Case

BACK = RECURRENT
N = 14
experiment_of: Any = rnn_core.Experiment
"""X and Y may be any array_like, although the fields of an Experiment are arrays."""


def run_of(case, window=3, learning_rate=0.0):
    return simulate(experiment_of(Params(**case.weights), case.X, case.Y, window, learning_rate, out_H_init=case.start))


def waves(steps, frequency, phase=0.0):
    """A sine and a cosine."""
    return ([f(frequency * t + phase) for t in range(steps)] for f in (math.sin, math.cos))


def lively(window, learning_rate=0.02, steps=N):
    X, Y = waves(11, 0.9)
    return simulate(
        experiment_of(Params(0.5, 1.3, 0.1, 1.2, 0.3), X, Y, window, learning_rate, out_H_init=0.4, steps=steps)
    )


def varied(window, learning_rate=0.05, steps=N, **weights):
    """Gains around 1: every term is a fair part of the total."""
    X, Y = waves(11, 0.9, 0.5)
    weights = {"Wx": 0.4, "Wh": 1.3, "Bx": 0.1, "Wy": 1.2, "By": 0.3} | weights
    return simulate(experiment_of(Params(**weights), X, Y, window, learning_rate, out_H_init=0.4, steps=steps))


def swinging(window=3, learning_rate=0.05, steps=23):
    """Wh below −1 and a sequence that repeats after 11 steps: entries of both signs, no length divides another."""
    X, Y = waves(11, 1.7, 0.3)
    start = Params(0.3, -1.4, 0.05, 1.1, -0.2)
    return simulate(experiment_of(start, X, Y, window, learning_rate, out_H_init=-0.6, steps=steps))


def learns_once(window, at, steps=N):
    """Every error is exactly 0 except that of step ``at``: the weights change once, after it."""
    X, Y = [math.sin(0.9 * t + 0.5) for t in range(steps)], [0.0] * steps
    start = Params(0.4, 1.3, 0.1, 1.2, 0.3)
    for t in range(steps):
        trial = simulate(experiment_of(start, X[: t + 1], Y[: t + 1], window, 0.05))
        Y[t] = float(trial.Y_hat[t]) - (1.0 if t == at else 0.0)
    run = simulate(experiment_of(start, X, Y, window, 0.05))
    assert [t for t in range(1, steps) if (run.weights[t] != run.weights[t - 1]).any()] == [at + 1]
    return run


LEARNER = Case(
    weights={"Wx": 0.5, "Wh": 1.3, "Bx": 0.1, "Wy": 1.2, "By": 0.3},
    X=[math.sin(0.9 * t) for t in range(N)],
    Y=[math.sin(0.9 * (t + 1)) for t in range(N - 1)] + [0.0],
)


def empty():
    """A run that diverges at its first step."""
    run = simulate(experiment_of(Params(1.0, 1.0, 0.0, 1.0, 0.0), [1.0], [1e200]))
    assert len(run) == 0
    return run


def overflowing():
    """The state stays 0, so every entry of Wh is 0, or NaN where its path has left the finite range."""
    run = simulate(experiment_of(Params(0.0, 1000.0, 0.0, 1.0, 0.0), [0.5] * 120, [1.0] * 120, window=1))
    assert not run.out_H.any()
    return run


def beyond_range():
    """The terms of far lags overflow, with alternating signs; the run itself counts lag 0 only and stays finite."""
    run = simulate(experiment_of(Params(1.0, -1e200, 0.0, 1.0, 0.0), [0.0] * 12, [1.0, -1.0, -1.0] * 4, window=1))
    assert len(run) == 12
    return run


def matrix_by_hand(run, name):
    """The contribution matrix in plain loops: row t holds the entries of steps 0 to t."""
    h = [run.experiment.out_H_init, *run.out_H.tolist()]  # h[j] goes into step j
    rows: list[list[float]] = []
    for t in range(len(run)):
        _, Wh, _, Wy, _ = run.weights[t].tolist()
        path = (float(run.Y_hat[t]) - float(run.Y[t])) * Wy * ((1 - h[t + 1]) * (1 + h[t + 1]))
        row: list[float] = []
        for s in range(t, -1, -1):
            if s < t:
                path = path * Wh * ((1 - h[s + 1]) * (1 + h[s + 1]))
            row.insert(0, path * {"Wx": float(run.X[s]), "Wh": h[s], "Bx": 1.0}[name])
        rows.append(row)
    return rows


def full_chains(run, t):
    """The chains of loss t back to the start, whatever the run's window: written from the record, newest first."""
    out_H = [*run.out_H[: t + 1].tolist()[::-1], run.experiment.out_H_init]
    X = run.X[: t + 1].tolist()[::-1]
    return chains_from(run[t].params, float(run.Y_hat[t] - run.Y[t]), out_H, X, t + 1)


def values(chain):
    return [term.value for term in chain.terms]


def bits(numbers):
    """All bits of some numbers, so that 0 and −0 differ and NaN equals itself."""
    return np.asarray(numbers, dtype=np.float64).tobytes()


def assert_refuses_steps_outside(look, run):
    """``look(run, t)`` accepts the steps 0 to N − 1 and does not count from the end."""
    n = len(run)
    for t in (-1, n):
        with pytest.raises(IndexError, match=rf"^t is {t}; this run has the steps 0 to {n - 1}$"):
            look(run, t)
    look(run, 0)
    look(run, n - 1)
