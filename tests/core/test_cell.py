"""One step forward against the four equations written out."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import Forward, Params, Queues, forward_step, slope
from tests.core.replay import examples

numbers = st.floats(-1e6, 1e6)


@examples(60)
@given(*[numbers] * 8)
def test_forward_step_is_the_four_equations(Wx, Wh, Bx, Wy, By, X, Y, before):
    forward, _ = forward_step(Params(Wx, Wh, Bx, Wy, By), Queues.start(before), X, Y)
    net_H = X * Wx + before * Wh + Bx
    out_H = math.tanh(net_H)
    Y_hat = out_H * Wy + By
    e = Y_hat - Y
    assert forward == Forward(X, Y, before, net_H, out_H, Y_hat, 0.5 * (e * e))
    assert forward.error == e


def test_net_H_is_added_in_the_order_written():
    forward, _ = forward_step(Params(1.0, 1.0, 1.0, 0.0, 0.0), Queues.start(1.0), 1e16, 0.0)
    assert forward.net_H == 1e16  # 1e16 + (1 + 1) would be 1e16 + 2
    forward, _ = forward_step(Params(1.0, 1.0, -1e16, 0.0, 0.0), Queues.start(1.0), 1e16, 0.0)
    assert forward.net_H == 0.0  # and 1e16 − 1e16 + 1 would be 1


def test_slope_is_accurate_near_saturation():
    out_H = math.tanh(10.0)
    exact = float(1 - Fraction(out_H) ** 2)
    assert slope(out_H) == (1 - out_H) * (1 + out_H) == pytest.approx(exact, rel=4e-16, abs=0)
    assert 1 - out_H * out_H != pytest.approx(exact, rel=1e-9, abs=0)
    assert (slope(1.0), slope(-1.0), slope(0.0)) == (0.0, 0.0, 1.0)


def test_forward_step_pushes_and_does_not_change_its_arguments():
    before = Queues(out_H=(0.25, 0.5), X=(2.0,))
    forward, after = forward_step(Params(0.5, -1.0, 0.0, 1.0, 0.0), before, 3.0, 0.0)
    assert forward.out_H_prev == 0.25
    assert before == Queues(out_H=(0.25, 0.5), X=(2.0,))
    assert after == Queues(out_H=(math.tanh(1.25), 0.25, 0.5), X=(3.0, 2.0))
