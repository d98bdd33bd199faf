"""What an experiment accepts, copies and refuses."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from rnn_core import (
    PARAMETERS,
    Params,
    simulate,
)
from tests.core.runs import experiment_of

RECORDED = ("X", "Y", "net_H", "out_H", "Y_hat", "loss", "weights", "gradients")


# --- refused arguments ---

ALLOWED: dict[str, Any] = {"params": Params(0.8, 1.2, 0.1, 1.5, -0.2), "X": [0.5, -0.3], "Y": [0.1, 0.4]}
NOT_FINITE = [math.nan, math.inf, -math.inf]
REFUSED = [
    *[("window", value) for value in (0, 11, -3, 2.5, 3.0, math.nan, True, False, "All", "3", "", None)],
    *[("learning_rate", value) for value in (*NOT_FINITE, -0.1, -1e-300, None, "fast", 1j)],
    *[("out_H_init", value) for value in (*NOT_FINITE, None)],
    *[("clip", value) for value in (*NOT_FINITE, 0, 0.0, -1, -0.5, "no")],
    *[("steps", value) for value in (0, -1, 2.5, 2.0, math.nan, True, "2")],
    *[("params", value) for value in ((0.8, 1.2, 0.1, 1.5, -0.2), None)],
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_refusals_name_the_argument_and_the_value(name, value):
    experiment_of(**ALLOWED)
    with pytest.raises(ValueError, match=f"^{name} is ") as refusal:
        experiment_of(**ALLOWED | {name: value})
    assert repr(value) in str(refusal.value)
    assert "allowed" in str(refusal.value)


@pytest.mark.parametrize("value", [*NOT_FINITE, None, "heavy", 10**400])
@pytest.mark.parametrize("name", PARAMETERS)
def test_every_weight_must_be_finite(name, value):
    with pytest.raises(ValueError, match=f"^{name} is ") as refusal:
        experiment_of(**ALLOWED | {"params": dataclasses.replace(ALLOWED["params"], **{name: value})})
    assert repr(value) in str(refusal.value)


NO_SEQUENCE = {  # the value, and what the message must contain
    "nan": ([0.5, math.nan], "nan"),
    "inf": ([math.inf, 0.5], "inf"),
    "-inf": ([0.5, -math.inf], "-inf"),
    "a hole": ([0.5, None], "None"),
    "nothing": ([], "(0,)"),
    "one number": (0.5, "()"),
    "a row": ([[0.5, -0.3]], "(1, 2)"),
    "a column": ([[0.5], [-0.3]], "(2, 1)"),
    "a text": ("0.5, 0.3", "0.5, 0.3"),
    "words": (["0.5", "high"], "high"),
    "digits as text": (["0.5", "-0.3"], "0.5"),
    "ragged": ([[0.5], [0.1, 0.2]], "0.1"),
    "complex": (np.array([0.5, 0.3 + 1j]), "0.3+1"),
    "beyond a float": ([0.5, 10**400], "1000"),
}


@pytest.mark.parametrize("name", ["X", "Y"])
@pytest.mark.parametrize(("value", "said"), NO_SEQUENCE.values(), ids=NO_SEQUENCE)
def test_sequences_must_be_one_dimension_of_finite_numbers(name, value, said):
    with pytest.raises(ValueError, match=rf"^{name}\b") as refusal:
        experiment_of(**ALLOWED | {name: value})
    message = str(refusal.value)
    assert said in message.split("allowed")[0].removeprefix(name)
    assert "allowed" in message


@pytest.mark.parametrize(("X", "Y"), [([0.1] * 3, [0.2] * 2), ([0.1] * 2, [0.2] * 3)])
def test_sequences_must_be_equally_long(X, Y):
    with pytest.raises(ValueError, match=f"X has {len(X)} values and Y has {len(Y)}"):
        experiment_of(ALLOWED["params"], X, Y)


# --- immutability ---


def test_sequences_are_copied_in():
    X, Y = np.array([0.5, -0.3]), np.array([0.1, 0.4])
    experiment = experiment_of(ALLOWED["params"], X, Y)
    X[:], Y[:] = 9.0, 9.0
    assert (experiment.X.tolist(), experiment.Y.tolist()) == ([0.5, -0.3], [0.1, 0.4])


def test_arrays_are_float64_and_read_only():
    experiment = experiment_of(ALLOWED["params"], [1, 2], (3, 4))
    run = simulate(experiment)
    shapes = {name: (2, 5) if name in ("weights", "gradients") else (2,) for name in RECORDED}
    assert {name: getattr(run, name).shape for name in RECORDED} == shapes
    for array in (experiment.X, experiment.Y, *(getattr(run, name) for name in RECORDED)):
        assert array.dtype == np.float64
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def test_numpy_scalars_become_python_numbers():
    others = {"window": np.int64(3), "steps": np.int8(2), "learning_rate": np.float64(0.1), "clip": np.float32(1)}
    experiment = experiment_of(Params(*np.arange(1, 6, dtype=np.float32)), [1], [2], **others)
    assert dataclasses.astuple(experiment.params) == (1.0, 2.0, 3.0, 4.0, 5.0)
    values = (*dataclasses.astuple(experiment.params), experiment.learning_rate, experiment.out_H_init, experiment.clip)
    assert {type(value) for value in values} == {float}
    assert type(experiment.window) is type(experiment.steps) is int


def test_integers_beyond_int64_are_accepted():
    assert experiment_of(**ALLOWED | {"X": [10**30], "Y": [1]}).X.tolist() == [1e30]


def test_text_is_not_accepted_as_a_weight():
    params: Any = dataclasses.replace(ALLOWED["params"], Wx="0.5")
    with pytest.raises(ValueError, match=r"^Wx is '0\.5'"):
        experiment_of(**ALLOWED | {"params": params})
