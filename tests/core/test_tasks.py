"""The sequences, each by a second computation in plain Python, one value at a time."""

import csv
import math

import numpy as np
import pytest

from rnn_core.tasks import SUNSPOTS, TASKS, TITLES, echo, impulse, running_mean, sine, square, sunspots

MADE = {  # every synthetic task, with some settings
    "sine": lambda T: sine(T),
    "square": lambda T: square(T),
    "echo": lambda T: echo(T, 3, seed=5),
    "running_mean": lambda T: running_mean(T, 4, seed=5),
    "impulse": lambda T: impulse(T, 2),
}
LENGTHS = [1, 2, 3, 4, 5, 12, 13, 100]


def late(X, delay):
    return [X[t - delay] if t >= delay else 0.0 for t in range(len(X))]


def test_names_and_titles():
    assert {"sine", "square", "echo", "running_mean", "impulse", "sunspots"} <= set(TASKS)
    assert [task.__name__ for task in TASKS.values()] == list(TASKS) == list(TITLES)
    assert len(set(TITLES.values())) == len(TITLES)


@pytest.mark.parametrize("T", LENGTHS)
@pytest.mark.parametrize("name", MADE)
def test_lengths_and_kind(name, T):
    for values in MADE[name](T):
        assert values.shape == (T,)
        assert values.dtype == np.float64
        assert np.isfinite(values).all()


@pytest.mark.parametrize("T", LENGTHS)
def test_sine(T):
    X, Y = sine(T)
    assert X.tolist() == pytest.approx([math.sin(0.5 * t) for t in range(T)], abs=1e-15)
    assert Y.tolist() == pytest.approx([math.sin(0.5 * (t + 1)) for t in range(T)], abs=1e-15)


def test_square():
    X, Y = square(14)
    assert X.tolist() == [1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, 1, 1]
    assert Y.tolist() == [1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, 1, 1, 1]
    X, Y = square(100)
    assert X[6:].tolist() == (-X[:-6]).tolist()
    assert Y[:-1].tolist() == X[1:].tolist()


@pytest.mark.parametrize("delay", [0, 1, 3, 9, 39, 40, 41, 100])
def test_echo(delay):
    X, Y = echo(40, delay, seed=3)
    assert set(X.tolist()) == {-1.0, 1.0}
    assert Y.tolist() == late(X.tolist(), delay)


@pytest.mark.parametrize("mean_of", [1, 2, 4, 40, 100])
def test_running_mean(mean_of):
    X, Y = running_mean(40, mean_of, seed=3)
    naive = []
    for t in range(40):
        last = [X[j] for j in range(t + 1) if j > t - mean_of]
        naive.append(math.fsum(last) / len(last))
    assert Y.tolist() == pytest.approx(naive, rel=0, abs=1e-15)


def test_noise_is_uniform_and_signs_are_even():
    X, _ = running_mean(4000, 3, seed=0)
    assert -1 <= X.min() < -0.99
    assert 0.99 < X.max() <= 1
    assert np.histogram(X, 4, (-1, 1))[0].tolist() == pytest.approx([1000] * 4, abs=150)  # five standard deviations
    X, _ = echo(4000, 3, seed=0)
    assert abs(X.sum()) < 320


@pytest.mark.parametrize("delay", [0, 1, 2, 6, 7, 50])
def test_impulse(delay):
    X, Y = impulse(10, delay)
    assert X.tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert Y.tolist() == [float(t == 3 + delay) for t in range(10)]


def test_three_steps_are_too_short_for_an_impulse():
    X, Y = impulse(3, 0)
    assert X.tolist() == Y.tolist() == [0, 0, 0]


@pytest.mark.parametrize("task", [echo, running_mean])
def test_the_seed_determines_the_sequence(task):
    same = [task(50, 3, 7)[i].tolist() == task(50, 3, 7)[i].tolist() for i in range(2)]
    assert same == [True, True]
    assert len({tuple(task(50, 3, seed)[0].tolist()) for seed in range(8)}) == 8


@pytest.mark.parametrize("name", MADE)
def test_a_result_that_is_overwritten_does_not_change_the_next_one(name):
    first = MADE[name](30)
    before = [values.tolist() for values in first]
    for values in first:
        values[:] = 9.0
    assert [values.tolist() for values in MADE[name](30)] == before


# --- sunspots ---


def raw_sunspots():
    with SUNSPOTS.open(newline="") as file:
        return {int(row["YEAR"]): float(row["SUNACTIVITY"]) for row in csv.DictReader(file)}


def test_sunspot_file_holds_the_known_numbers():
    raw = raw_sunspots()
    assert list(raw) == list(range(1700, 2009))
    published = {
        1700: 5,
        1701: 11,
        1702: 16,
        1712: 0,
        1778: 154.4,
        1816: 45.8,
        1957: 190.2,
        2006: 15.2,
        2007: 7.5,
        2008: 2.9,
    }
    assert {year: raw[year] for year in published} == published
    assert (min(raw.values()), max(raw.values())) == (0, 190.2)


def test_sunspots():
    raw = list(raw_sunspots().values())
    X, Y = sunspots()
    assert X.shape == Y.shape == (308,)
    assert X.dtype == Y.dtype == np.float64
    assert Y[:-1].tolist() == X[1:].tolist()
    scaled = [value / 95.1 - 1 for value in raw]  # 0 … 190.2 onto −1 … 1
    assert X.tolist() == pytest.approx(scaled[:308], rel=0, abs=1e-14)
    assert Y.tolist() == pytest.approx(scaled[1:], rel=0, abs=1e-14)
    assert (X.min(), X.max()) == (-1.0, 1.0)
    assert int(X.argmax()) == 1957 - 1700


# --- refused arguments ---


@pytest.mark.parametrize("T", [0, -1, -100])
@pytest.mark.parametrize("name", MADE)
def test_a_length_is_at_least_1(name, T):
    with pytest.raises(ValueError, match=f"^T is {T}; allowed"):
        MADE[name](T)


@pytest.mark.parametrize(
    ("task", "arguments", "message"),
    [
        (echo, (10, -1, 0), "delay is -1"),
        (echo, (10, 1, -2), "seed is -2"),
        (echo, (10, 1.5, 0), "delay is 1.5"),
        (echo, (10, 1, 0.5), "seed is 0.5"),
        (impulse, (10, -3), "delay is -3"),
        (running_mean, (10, 0, 0), "mean_of is 0"),
        (running_mean, (10, -1, 0), "mean_of is -1"),
        (running_mean, (10, 2.5, 0), "mean_of is 2.5"),
        (running_mean, (10, 2, -1), "seed is -1"),
    ],
)
def test_other_arguments(task, arguments, message):
    with pytest.raises(ValueError, match=f"^{message}; allowed"):
        task(*arguments)


@pytest.mark.parametrize("T", [2.5, 3.0, math.nan, True, "3", None])
@pytest.mark.parametrize("name", MADE)
def test_a_length_is_an_integer(name, T):
    with pytest.raises(ValueError, match=f"^T is {T!r}; allowed is an integer of at least 1"):
        MADE[name](T)
