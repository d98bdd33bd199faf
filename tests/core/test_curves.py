"""A training run as lines: what thinning keeps, means in plain sums, the first and the last pass, and how much memory that takes."""

import math
import tracemalloc
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rnn_core import PARAMETERS, Experiment, Params, simulate
from rnn_core.analysis.curves import MOST_POINTS, curves, evenly, line, path, smoothed, thinned
from tests.core.replay import cases
from tests.core.runs import empty, lively, run_of, swinging

values = st.integers(-3, 3).map(float) | st.floats(-1e308, 1e308)
T = 11  # of lively and swinging


def plain_mean(numbers):
    return math.fsum(x / len(numbers) for x in numbers)


# --- thinning ---


def stretches(n, most):
    """At most most/2 − 1 of them, all of one width but the last."""
    width = math.ceil(n / (most // 2 - 1))
    return [range(first, min(first + width, n)) for first in range(0, n, width)]


def assert_thinned(numbers, most):
    kept = thinned(np.array(numbers), most)
    n, t = len(numbers), kept.tolist()
    assert kept.dtype == np.int64
    assert len(t) <= most
    assert all(early < late for early, late in pairwise(t))
    if n <= most:
        assert t == list(range(n))
        return
    assert (t[0], t[-1]) == (0, n - 1)
    expected = {0, n - 1}
    for stretch in stretches(n, most):
        expected |= {min(stretch, key=lambda i: numbers[i]), max(stretch, key=lambda i: numbers[i])}  # the first place of each
    assert set(t) == expected
    shown = [numbers[i] for i in t]
    assert (min(shown), max(shown)) == (min(numbers), max(numbers))


@settings(max_examples=120, deadline=None)
@given(st.lists(values, max_size=70), st.integers(4, 80))
@example([0.0] * 70, 4)
@example([1.0, 2.0, 3.0, 2.0, 1.0], 4)
@example([float(i) for i in range(70)], 69)
@example([float(-i) for i in range(70)], 9)
def test_thinning_keeps_both_ends_and_the_extremes_of_every_stretch_and_nothing_else(numbers, most):
    assert_thinned(numbers, most)


@pytest.mark.parametrize("n", [0, 1, 3, 4, 5, 6, 7, 8, 1999, 2000, 2001, 2002, 3998, 3999, 50_000])
def test_thinning_at_the_edges(n):
    wave = [math.sin(0.7 * i) * (1 + i % 13) for i in range(n)]
    for most in (4, 5, 6, 7, 2000):
        assert_thinned(wave, most)
    assert thinned(np.array(wave)).tolist() == thinned(np.array(wave), 2000).tolist()


def test_a_peak_of_one_step_stays_where_it_happened():
    for at in (0, 1, 24_999, 33_333, 49_998, 49_999):
        for peak in (5.0, -5.0):
            loss = np.zeros(50_000)
            loss[at] = peak
            drawn = line("Loss", loss)
            assert drawn.t[np.flatnonzero(drawn.values)].tolist() == [at]
            assert drawn.values[np.flatnonzero(drawn.values)].tolist() == [peak]


def test_a_line_is_its_values_at_its_steps():
    wave = np.array([math.sin(0.7 * i) for i in range(500)])
    for most in (4, 60, 499, 500):
        drawn = line("wave", wave, most)
        assert drawn.name == "wave"
        assert drawn.t.tolist() == thinned(wave, most).tolist()
        assert drawn.values.tolist() == [wave[i] for i in drawn.t]
    assert line("wave", np.tile(wave, 5)).t.tolist() == thinned(np.tile(wave, 5), MOST_POINTS).tolist()
    assert MOST_POINTS == 2000


# --- steps evenly spread ---


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 60_000), st.integers(2, 2000))
@example(2000, 2000)
@example(2001, 2000)
@example(1, 2)
@example(2, 2)
def test_steps_are_spread_evenly_from_the_first_to_the_last(steps, most):
    t = evenly(steps, most).tolist()
    if steps <= most:
        assert t == list(range(steps))
        return
    assert (len(t), t[0], t[-1]) == (most, 0, steps - 1)
    for i, at in enumerate(t):
        assert abs(at - i * (steps - 1) / (most - 1)) <= 0.5 + 1e-9


def test_steps_by_default():
    assert evenly(50_000).tolist() == evenly(50_000, 2000).tolist()
    assert (evenly(0).tolist(), evenly(1).tolist()) == ([], [0])
    assert evenly(50_000).dtype == np.int64


# --- smoothing ---


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1e308), min_size=1, max_size=30), st.integers(1, 40), st.data())
@example([0.0, 0.0, 3.0], 2, None)
def test_smoothed_is_the_mean_of_the_last_losses(loss, width, data):
    n = len(loss)
    t = list(range(n)) if data is None else sorted(data.draw(st.sets(st.integers(0, n - 1))))
    found = smoothed("name", np.array(loss), width, np.array(t, dtype=np.int64))
    assert (found.name, found.t.tolist(), found.values.shape, found.values.dtype) == ("name", t, (len(t),), np.float64)
    for at, value in zip(t, found.values.tolist(), strict=True):
        last = [loss[i] for i in range(at + 1) if i > at - width]
        assert len(last) == min(width, at + 1)
        assert value == pytest.approx(plain_mean(last), rel=1e-12, abs=1e-300)
        assert min(last) * (1 - 1e-14) <= value <= max(last)


def test_smoothed_in_plain_numbers():
    loss = np.array([4.0, 0.0, 2.0, 6.0, 1.0])
    every = np.arange(5)
    assert smoothed("L", loss, 1, every).values.tolist() == loss.tolist()
    assert smoothed("L", loss, 2, every).values.tolist() == [4.0, 2.0, 1.0, 4.0, pytest.approx(3.5)]
    assert smoothed("L", loss, 4, every).values.tolist() == [4.0, 2.0, 2.0, 3.0, pytest.approx(2.25)]
    assert smoothed("L", loss, 99, np.array([0, 4])).values.tolist() == [4.0, pytest.approx(2.6)]


def test_losses_next_to_the_largest_and_the_smallest_number_have_a_mean():
    for loss in (1.7e308, 5e-324, 0.0):
        assert smoothed("L", np.full(6, loss), 4, np.arange(6)).values.tolist() == [loss] * 6
    huge = np.array([1.7e308, 0.0, 1.7e308, 1.7e308])
    assert smoothed("L", huge, 4, np.array([3])).values[0] == pytest.approx(0.75 * 1.7e308)


# --- the way of the weights ---


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[values] * 3), min_size=1, max_size=60), st.integers(12, 70))
def test_a_path_keeps_the_ends_and_the_extremes_of_every_weight(rows, most):
    weights = np.array(rows)
    way = path(weights, most)
    t, n = way.t.tolist(), len(rows)
    assert len(t) <= most
    assert t == sorted(set(t))
    assert (t[0], t[-1]) == (0, n - 1)
    assert way.weights.tolist() == [list(rows[i]) for i in t]
    assert set(t) == {i for column in weights.T for i in thinned(column, most // 3).tolist()}
    for column in range(3):
        shown, every = [rows[i][column] for i in t], [row[column] for row in rows]
        assert (min(shown), max(shown)) == (min(every), max(every))


def test_a_path_of_a_long_run_has_2000_points_at_most():
    weights = np.array([[math.sin(0.01 * i + c) * i for c in range(5)] for i in range(9000)])
    way = path(weights)
    assert 400 < len(way.t) <= 2000
    assert way.weights.tolist() == [weights[i].tolist() for i in way.t]
    assert way.t.tolist() == path(weights, 2000).t.tolist()
    weights[4567, 2] = 1e6
    assert 4567 in path(weights, 60).t


# --- all of it ---


def assert_curves(run, length):
    n, found = len(run), curves(run)
    assert found.steps == n
    assert (found.loss.name, found.smoothed.name) == ("Loss", "smoothed")
    assert found.loss.t.tolist() == thinned(run.loss).tolist()
    assert found.loss.values.tolist() == run.loss[found.loss.t].tolist()
    assert found.smoothed.t.tolist() == evenly(n).tolist()
    for at, value in zip(found.smoothed.t.tolist(), found.smoothed.values.tolist(), strict=True):
        assert value == pytest.approx(plain_mean(run.loss[max(0, at - length + 1) : at + 1].tolist()), rel=1e-12, abs=1e-300)
    for lines in (found.weights, found.gradients, found.smoothed_gradients):
        assert [drawn.name for drawn in lines] == list(PARAMETERS)
    for column in range(5):
        weight, gradient, mean = found.weights[column], found.gradients[column], found.smoothed_gradients[column]
        assert weight.t.tolist() == thinned(run.weights[:, column]).tolist()
        assert weight.values.tolist() == run.weights[weight.t, column].tolist()
        assert gradient.t.tolist() == thinned(np.abs(run.gradients[:, column])).tolist()
        assert gradient.values.tolist() == [abs(run.gradients[t, column]) for t in gradient.t]
        assert mean.t.tolist() == evenly(n, 500).tolist()
        for at, value in zip(mean.t.tolist(), mean.values.tolist(), strict=True):
            last = np.abs(run.gradients[max(0, at - length + 1) : at + 1, column]).tolist()
            assert value == pytest.approx(plain_mean(last), rel=1e-12, abs=1e-300)
    for one, steps in ((found.before, range(min(n, length))), (found.after, range(max(0, n - length), n))):
        assert (one.first, one.steps) == (steps[0], steps)
        assert one.Y.tolist() == [run.Y[t] for t in steps]
        assert one.Y_hat.tolist() == [run.Y_hat[t] for t in steps]
        assert one.loss == pytest.approx(plain_mean([float(run.loss[t]) for t in steps]), rel=1e-12, abs=1e-300)
        assert type(one.loss) is float


@pytest.mark.parametrize("steps", [1, 2, T - 1, T, T + 1, 2 * T, 40, 2001, 2500])
def test_curves_of_a_run(steps):
    assert_curves(lively(3, steps=steps), T)
    assert_curves(swinging("all" if steps <= 40 else 10, steps=steps), T)


@settings(max_examples=25, deadline=None)
@given(cases(), st.integers(1, 10), st.sampled_from((0.0, 0.01)))
def test_curves_of_any_run(case, window, learning_rate):
    run = run_of(case, window, learning_rate)
    assert_curves(run, len(case.X))


def test_a_sequence_of_one_value():
    run = simulate(Experiment(Params(0.5, 1.2, 0.1, 1.1, -0.3), [0.4], [0.9], 3, 0.05, steps=7))
    assert_curves(run, 1)
    found = curves(run)
    assert found.smoothed.values.tolist() == run.loss.tolist()
    assert (found.before.loss, found.after.loss, found.after.first) == (run.loss[0], run.loss[6], 6)


def test_before_and_after_tell_of_what_was_learned():
    run = lively(3, 0.1, 400)
    found = curves(run)
    assert (found.before.first, found.after.first) == (0, 389)
    assert found.after.loss < 0.5 * found.before.loss
    assert sorted(found.after.Y.tolist()) == sorted(found.before.Y.tolist())  # the same targets, begun elsewhere


def test_curves_of_a_run_that_diverged():
    run = simulate(replace(lively(3).experiment, learning_rate=3.0, steps=3000))
    assert run.diverged_at is not None
    assert run.loss.max() > 1e200
    assert_curves(run, T)


def test_of_no_step_there_are_lines_of_no_point():
    run = empty()
    assert line("Loss", run.loss).t.tolist() == line("Loss", run.loss).values.tolist() == []
    assert smoothed("L", run.loss, 3, evenly(0)).values.tolist() == []
    assert (path(run.weights).t.tolist(), path(run.weights).weights.shape) == ([], (0, 5))


def test_a_run_of_50000_steps_is_drawn_with_2000_points_a_line_and_60_megabytes():
    wave = np.sin(np.arange(121) / 2)
    experiment = Experiment(Params(0.5, 0.9, 0.1, 1.2, 0.3), wave[:-1], wave[1:], 3, 0.01, steps=50_000)
    tracemalloc.start()
    try:
        found = curves(run := simulate(experiment))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(run) == found.steps == 50_000
    for drawn in (found.loss, found.smoothed, *found.weights, *found.gradients, *found.smoothed_gradients):
        assert 499 < len(drawn.t) == len(drawn.values) <= 2000, drawn.name
        assert (drawn.t[0], drawn.t[-1]) == (0, 49_999)
    assert len(path(run.weights).t) <= 2000
    assert len(found.before.Y) == len(found.after.Y_hat) == 120
    assert peak < 60e6, peak
