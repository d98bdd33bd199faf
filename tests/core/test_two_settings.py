"""The total of one gradient with A and with B, against columns of two runs: signs and quotients by NumPy."""

from dataclasses import astuple

import numpy as np
import pytest

from rnn_core import PARAMETERS, Params, simulate
from rnn_core.analysis.two_settings import compare_totals
from tests.core.runs import experiment_of, lively, swinging


@pytest.mark.parametrize("name", PARAMETERS)
def test_totals_signs_and_quotients_at_every_step(name: str):
    A, B = lively(window=4), swinging()
    column, flips = PARAMETERS.index(name), 0
    for t in range(min(len(A), len(B))):
        totals = compare_totals(A[t], B[t], name)
        a, b = A.gradients[t, column], B.gradients[t, column]
        assert astuple(totals)[:2] == pytest.approx((a, b), rel=1e-12)
        assert totals.flipped == (np.sign(a) * np.sign(b) == -1)
        assert totals.ratio == (pytest.approx(np.exp(np.log(abs(b)) - np.log(abs(a))), rel=1e-9) if a and b else None)
        flips += totals.flipped
    assert flips > 3


def test_of_0_nothing_is_a_multiple_and_nothing_flips():
    still = simulate(experiment_of(Params(1.0, 0.0, 0.0, 1.0, 0.0), [0.0], [0.0]))[0]
    moved = simulate(experiment_of(Params(1.0, 0.0, 0.0, 1.0, 0.0), [1.0], [0.0]))[0]
    from_0, to_0 = compare_totals(still, moved, "Bx"), compare_totals(moved, still, "Bx")
    assert (from_0.A, from_0.flipped, from_0.ratio) == (0.0, False, None)
    assert (to_0.B, to_0.flipped, to_0.ratio) == (0.0, False, 0.0)


def test_a_quotient_that_overflows_is_left_out():
    tiny, huge = (simulate(experiment_of(Params(0.0, 0.0, 0.0, 0.0, By), [0.0], [0.0]))[0] for By in (1e-200, 1e150))
    assert compare_totals(tiny, huge, "By").ratio is None
    assert compare_totals(huge, tiny, "By").ratio == 0.0
