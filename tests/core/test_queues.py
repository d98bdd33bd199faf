"""The queues against slices of a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import Queues
from tests.core.replay import examples

numbers = st.floats(-1e6, 1e6)


@examples(50)
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


def test_start_state_is_0_unless_set():
    assert Queues.start() == Queues(out_H=(0.0,), X=())


@pytest.mark.parametrize(
    ("out_H", "X", "message"),
    [((), (), "out_H has 0"), ((0.0,) * 11, (), "out_H has 11"), ((0.0,), (0.0,) * 11, "X has 11")],
)
def test_queues_refuse_more_values_than_slots(out_H, X, message):
    with pytest.raises(ValueError, match=message):
        Queues(out_H, X)
