"""Runs that more than one test looks at, and their chains written from the record."""

import math

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


def beyond_range():
    """Its far terms overflow, with signs that alternate; the run itself sees lag 0 only and stays finite."""
    run = simulate(Experiment(Params(1.0, -1e200, 0.0, 1.0, 0.0), [0.0] * 12, [1.0, -1.0, -1.0] * 4, window=1))
    assert len(run) == 12
    return run
