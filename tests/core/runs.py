"""Runs that more than one test looks at, and their chains written from the record."""

import math

import pytest

from rnn_core import Experiment, Params, simulate
from rnn_core.chain import chains_from

N = 14
BACK = ("Wx", "Wh", "Bx")


def run_of(case, window=3, learning_rate=0.0):
    experiment = Experiment(Params(**case.weights), case.X, case.Y, window, learning_rate, out_H_init=case.start)
    return simulate(experiment)


def lively(window, learning_rate=0.02, steps=N):
    X, Y = ([f(0.9 * t) for t in range(11)] for f in (math.sin, math.cos))
    return simulate(Experiment(Params(0.5, 1.3, 0.1, 1.2, 0.3), X, Y, window, learning_rate, out_H_init=0.4, steps=steps))


def swinging(window=3, learning_rate=0.05, steps=23):
    """Wh under −1 and a sequence that starts again after 11 steps: entries of both signs, no length divides another."""
    X, Y = ([f(1.7 * t + 0.3) for t in range(11)] for f in (math.sin, math.cos))
    return simulate(Experiment(Params(0.3, -1.4, 0.05, 1.1, -0.2), X, Y, window, learning_rate, out_H_init=-0.6, steps=steps))


def by_hand(run, name):
    """The contribution matrix in plain loops: row t holds the entries of steps 0 to t."""
    h = [run.experiment.out_H_init, *run.out_H.tolist()]  # h[j] goes into step j
    rows = []
    for t in range(len(run)):
        _, Wh, _, Wy, _ = run.weights[t].tolist()
        path, row = (float(run.Y_hat[t]) - float(run.Y[t])) * Wy * ((1 - h[t + 1]) * (1 + h[t + 1])), []
        for s in range(t, -1, -1):
            if s < t:
                path = path * Wh * ((1 - h[s + 1]) * (1 + h[s + 1]))
            row.insert(0, path * {"Wx": float(run.X[s]), "Wh": h[s], "Bx": 1.0}[name])
        rows.append(row)
    return rows


def assert_refuses_steps_outside(look, run):
    """``look(run, t)`` knows the steps 0 to N − 1 and does not count from the end."""
    n = len(run)
    for t in (-1, n):
        with pytest.raises(IndexError, match=rf"^t is {t}; this run has the steps 0 to {n - 1}$"):
            look(run, t)
    look(run, 0)
    look(run, n - 1)


def full_chains(run, t):
    """The chains of loss t back to the start, whatever the run's window: written from the record, newest first."""
    out_H = [*run.out_H[: t + 1].tolist()[::-1], run.experiment.out_H_init]
    X = run.X[: t + 1].tolist()[::-1]
    return chains_from(run[t].params, float(run.Y_hat[t] - run.Y[t]), out_H, X, t + 1)


def values(chain):
    return [term.value for term in chain.terms]


def empty():
    """A run that diverges at its first step."""
    run = simulate(Experiment(Params(1.0, 1.0, 0.0, 1.0, 0.0), [1.0], [1e200]))
    assert len(run) == 0
    return run


def overflowing():
    """The start state 0 stays, so every entry of Wh is 0, or no number at all where its path has left the finite range."""
    run = simulate(Experiment(Params(0.0, 1000.0, 0.0, 1.0, 0.0), [0.5] * 120, [1.0] * 120, window=1))
    assert not run.out_H.any()
    return run


def beyond_range():
    """Its far terms overflow, with signs that alternate; the run itself sees lag 0 only and stays finite."""
    run = simulate(Experiment(Params(1.0, -1e200, 0.0, 1.0, 0.0), [0.0] * 12, [1.0, -1.0, -1.0] * 4, window=1))
    assert len(run) == 12
    return run
