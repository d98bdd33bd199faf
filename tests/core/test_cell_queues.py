"""One step forward against the four equations typed out, and the queues against slices of a list."""

import dataclasses
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rnn_core
from rnn_core import QUEUE_SLOTS, Forward, Params, Queues, forward_step, slope

numbers = st.floats(-1e6, 1e6)


@settings(max_examples=200, deadline=None)
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


def test_slope_keeps_its_digits_near_saturation():
    out_H = math.tanh(10.0)
    exact = float(1 - Fraction(out_H) ** 2)
    assert slope(out_H) == (1 - out_H) * (1 + out_H) == pytest.approx(exact, rel=4e-16, abs=0)
    assert 1 - out_H * out_H != pytest.approx(exact, rel=1e-9, abs=0)
    assert (slope(1.0), slope(-1.0), slope(0.0)) == (0.0, 0.0, 1.0)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(numbers, numbers), max_size=25), numbers)
def test_queues_are_the_newest_ten_at_every_step(pushed, start):
    queues = Queues.start(start)
    assert (queues.out_H, queues.X) == ((start,), ())
    X, out_H = [], [start]
    for X_t, out_H_t in pushed:
        queues = queues.push(X_t, out_H_t)
        X.append(X_t)
        out_H.append(out_H_t)
        assert queues == Queues(out_H=tuple(out_H[::-1][:10]), X=tuple(X[::-1][:10]))


def test_forward_step_pushes_and_leaves_its_arguments_alone():
    before = Queues(out_H=(0.25, 0.5), X=(2.0,))
    forward, after = forward_step(Params(0.5, -1.0, 0.0, 1.0, 0.0), before, 3.0, 0.0)
    assert forward.out_H_prev == 0.25
    assert before == Queues(out_H=(0.25, 0.5), X=(2.0,))
    assert after == Queues(out_H=(math.tanh(1.25), 0.25, 0.5), X=(3.0, 2.0))


def test_start_state_is_0_unless_set():
    assert Queues.start() == Queues(out_H=(0.0,), X=())


@pytest.mark.parametrize(
    ("out_H", "X", "message"),
    [((), (), "out_H has 0"), ((0.0,) * 11, (), "out_H has 11"), ((0.0,), (0.0,) * 11, "X has 11")],
)
def test_queues_refuse_what_has_no_slot(out_H, X, message):
    with pytest.raises(ValueError, match=message):
        Queues(out_H, X)


# The contract of names: DESIGN.md, section 3.
FIELDS = {
    "Params": "Wx Wh Bx Wy By",
    "Queues": "out_H X",
    "Forward": "X Y out_H_prev net_H out_H Y_hat loss",
    "Factor": "symbol value",
    "Term": "lag factors",
    "Chain": "parameter terms",
    "Experiment": "params X Y window learning_rate out_H_init steps clip",
    "Step": "t params forward queues chains next_params used",
}
FUNCTIONS = ["forward_step", "gradient_chains", "simulate", "simulate_in_pieces"]


def test_exported_names():
    assert QUEUE_SLOTS == 10
    assert {*FIELDS, *FUNCTIONS, "Run", "QUEUE_SLOTS"} <= set(rnn_core.__all__)
    for name in rnn_core.__all__:
        assert hasattr(rnn_core, name), name


@pytest.mark.parametrize(("name", "fields"), FIELDS.items())
def test_fields_are_named_as_in_the_contract(name, fields):
    assert [field.name for field in dataclasses.fields(getattr(rnn_core, name))] == fields.split()


@pytest.mark.parametrize("name", [*FIELDS, "Run"])
def test_dataclasses_are_frozen_and_slotted(name):
    kind = getattr(rnn_core, name)
    blank = object.__new__(kind)
    assert not hasattr(blank, "__dict__")
    for field in dataclasses.fields(kind):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(blank, field.name, 1.0)
