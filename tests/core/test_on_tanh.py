"""Where the steps in the queue stand on the curve of tanh, against plain loops."""

import math

import pytest

from rnn_core.analysis.on_tanh import FARTHEST, FLAT, on_tanh
from tests.core.runs import assert_refuses_steps_outside, lively, swinging


def test_steps_outside_the_run_are_refused():
    assert_refuses_steps_outside(on_tanh, swinging())


@pytest.mark.parametrize("run", [lively(3), swinging(), swinging(4, 0.2, 31), swinging(2, 0.1, 1)])
def test_every_step_of_the_queue_newest_first(run):
    for t in range(len(run)):
        claims = on_tanh(run, t)
        steps = [run[t - lag].forward for lag in range(min(t + 1, 10))]
        assert list(claims.net_H) == [one.net_H for one in steps]
        assert list(claims.out_H) == pytest.approx([math.tanh(one.net_H) for one in steps], rel=1e-15)
        assert list(claims.slopes) == pytest.approx([1 / math.cosh(one.net_H) ** 2 for one in steps], abs=1e-15)
        assert claims.flat == sum(1 / math.cosh(one.net_H) ** 2 < FLAT for one in steps)


def test_the_curve_of_tanh():
    claims = on_tanh(lively(3), 0)
    assert (claims.grid[0], claims.grid[-1]) == (-FARTHEST, FARTHEST)
    assert claims.curve.tolist() == pytest.approx([math.tanh(net_H) for net_H in claims.grid.tolist()], rel=1e-14)
