"""A step beside the one before it, compared with whole columns of the run: signs and orders by NumPy."""

from itertools import pairwise

import numpy as np
import pytest

from rnn_core import PARAMETERS, Params, simulate
from rnn_core.analysis.change import step_change
from rnn_core.analysis.reading import read_step
from rnn_core.cell import RECURRENT
from tests.core.runs import experiment_of, lively, swinging


@pytest.mark.parametrize("run", [lively(window=4), lively(window=10), swinging()], ids=["K = 4", "K = 10", "swinging"])
def test_what_changed_at_every_step(run):
    error, flips, moves = np.sign(run.Y_hat - run.Y), 0, 0
    readings = [read_step(run[t]) for t in range(len(run))]
    for name in PARAMETERS:
        terms = run.terms(name)
        signs, sizes = np.sign(terms), np.abs(terms)
        for t in range(1, len(run)):
            for lag in range(terms.shape[1]):
                change = step_change(readings[t - 1], readings[t], name, lag)
                assert change.error_flipped == (error[t - 1] * error[t] == -1)
                assert change.term_flipped == (signs[t - 1, lag] * signs[t, lag] == -1)  # NaN equals nothing
                flips += change.term_flipped
            largest = [np.flatnonzero((sizes[i] == np.nanmax(sizes[i])) & (sizes[i] > 0)).tolist() for i in (t - 1, t)]
            assert change.largest_moved == (name in RECURRENT and largest[0] != largest[1])
            moves += change.largest_moved
    assert flips > 10
    assert moves > 3


def test_a_term_beyond_the_window_can_flip_and_one_that_is_new_cannot():
    readings = [read_step(one) for one in map(lively(window=2, learning_rate=0.0).__getitem__, range(12))]
    signs = np.sign(lively(window=10, learning_rate=0.0).terms("Wx"))  # without learning, the same run
    flips = [step_change(readings[t - 1], readings[t], "Wx", 5).term_flipped for t in range(1, 12)]
    assert flips == (signs[:11, 5] * signs[1:12, 5] == -1).tolist()
    assert any(flips)
    assert readings[4].term("Wx", 5) is None


def test_to_or_from_0_is_no_flip():
    X, Y = [0.0, 1.0, -1.0, 0.0], [0.0, 0.0, 0.0, 0.0]
    run = simulate(experiment_of(Params(1.0, 0.0, 0.0, 1.0, 0.0), X, Y))
    readings = [read_step(run[t]) for t in range(4)]
    assert [reading.step.forward.error for reading in readings] == pytest.approx([0, 0.7616, -0.7616, 0], abs=1e-4)
    changes = [step_change(*pair, "Wx", 0) for pair in pairwise(readings)]
    assert [change.error_flipped for change in changes] == [False, True, False]
    assert [change.term_flipped for change in changes] == [False, False, False]  # e and X flip together
    assert [change.largest_moved for change in changes] == [True, False, True]
    assert not any(step_change(*pair, "Wy", 0).largest_moved for pair in pairwise(readings))
