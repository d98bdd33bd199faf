"""A sequence of one's own: its targets, each by a second computation in plain Python, and its scale."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core.notation import number
from rnn_core.scaling import Scale, alike
from rnn_core.tasks import SUNSPOTS, TARGETS, echo, own, running_mean, sine, sunspots
from tests.core.replay import examples

values = st.floats(-1e9, 1e9)
columns = st.lists(values, min_size=3, max_size=20)


@examples(60)
@given(columns, st.integers(0, 25), st.integers(1, 25))
def test_each_target_by_a_second_computation(column: list[float], delay: int, mean_of: int):
    X, Y = own([column], "next")
    assert (X.tolist(), Y.tolist()) == (column[:-1], column[1:])
    X, Y = own([column], "echo", delay=delay)
    assert X.tolist() == column
    assert Y.tolist() == [column[t - delay] if t >= delay else 0.0 for t in range(len(column))]
    X, Y = own([column], "mean", mean_of=mean_of)
    last = [column[max(0, t + 1 - mean_of) : t + 1] for t in range(len(column))]
    assert Y.tolist() == pytest.approx([math.fsum(one) / len(one) for one in last], rel=1e-12, abs=1e-6)
    X, Y = own([column, column[::-1]], "given")
    assert (X.tolist(), Y.tolist()) == (column, column[::-1])


def test_the_rules_are_those_of_the_tasks_that_come_with_the_app():
    X, Y = echo(40, 3, seed=5)
    assert own([X.tolist()], "echo", delay=3)[1].tolist() == Y.tolist()
    X, Y = running_mean(40, 4, seed=5)
    assert own([X.tolist()], "mean", mean_of=4)[1].tolist() == Y.tolist()
    X, Y = sine(40)
    assert own([[*X.tolist(), float(Y[-1])]], "next")[1].tolist() == Y.tolist()


@examples(60)
@given(columns, columns)
def test_scaled_each_column_reaches_from_minus_one_to_one_by_itself(one: list[float], other: list[float]):
    length = min(len(one), len(other))
    one, other = one[:length], other[:length]
    X, Y = own([one, other], "given", scaled=True)
    for scaled, column in ((X, one), (Y, other)):
        if min(column) == max(column):
            assert scaled.tolist() == column
        else:
            assert (scaled.min(), scaled.max()) == (-1.0, 1.0)
            assert scaled[column.index(max(column))] == 1.0
            assert scaled[column.index(min(column))] == -1.0


def test_scaled_sunspots_are_the_task():
    raw = np.loadtxt(SUNSPOTS, delimiter=",", skiprows=1)[:, 1]
    X, Y = own([raw.tolist()], "next", scaled=True)
    assert (X.tolist(), Y.tolist()) == tuple(values.tolist() for values in sunspots())


def test_scaling_comes_before_the_rule():
    X, Y = own([[0.0, 10.0, 5.0]], "echo", delay=1, scaled=True)
    assert (X.tolist(), Y.tolist()) == ([-1.0, 1.0, 0.0], [0.0, -1.0, 1.0])  # before step d the target is 0, not −1


def test_refused_arguments():
    assert list(TARGETS) == ["next", "echo", "mean", "given"]
    with pytest.raises(ValueError, match=r"^target is 'last'; allowed are next, echo, mean, given"):
        own([[1.0, 2.0, 3.0]], "last")
    with pytest.raises(ValueError, match=r"^target is 'given' with one column"):
        own([[1.0, 2.0, 3.0]], "given")
    with pytest.raises(ValueError, match=r"^delay is -1"):
        own([[1.0, 2.0, 3.0]], "echo", delay=-1)
    with pytest.raises(ValueError, match=r"^mean_of is 0"):
        own([[1.0, 2.0, 3.0]], "mean", mean_of=0)


@pytest.mark.parametrize(
    ("values", "narrow", "same"),
    [
        ([1013.2, 1014.67, 1011.0, 1012.0], True, True),
        ([1000.4, 1000.2, 1000.9, 1000.1], True, True),
        ([990.0, 995.0, 999.0], True, False),
        ([0.0, 190.0, 190.2], False, True),
        ([1.0, 2.0, 3.0], False, False),
        ([7.0, 7.0, 7.0], False, False),
        ([-1e-9, -1.001e-9], True, True),
    ],
)
def test_what_three_digits_cannot_tell_apart(values: list[float], narrow: bool, same: bool):
    scale = Scale.of(values)
    assert scale.narrow == narrow
    assert alike(values, 3) == same
    assert alike(values, 3) == (len({number(value) for value in values}) < len(set(values)))  # as the pages write them
    if narrow:  # what the page says helps
        assert not alike(list(scale.scaled(values)), 3)
