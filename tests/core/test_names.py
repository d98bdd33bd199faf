"""The public names of the core and the fields of its records."""

import dataclasses

import pytest

import rnn_core
from rnn_core import QUEUE_SLOTS

# The public names, which code outside of this project relies on.
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
