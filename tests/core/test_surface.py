"""The part of the loss surface around a run: its range, its point, its gradients and their angle."""

import cmath
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import PARAMETERS, Params, simulate
from rnn_core.analysis.surface import mean_gradients, surface
from tests.core.replay import examples, thousandths
from tests.core.runs import empty
from tests.core.surfaces import PAIRS, assert_gradient_of_surface, assert_replays, learning, losses_over, replayed

# --- lengths and angle ---


FLAT = surface(simulate(learning()), learning().params, "Wx", "Wh", points=2)


def seen(truncated, full):
    by_weight = (dict(zip(("Wx", "Wh"), gradient, strict=True)) for gradient in (truncated, full))
    return replace(FLAT, truncated_by_weight=next(by_weight), full_by_weight=next(by_weight))


vectors = st.tuples(thousandths(-5, 5), thousandths(-5, 5))


@examples(30)
@given(vectors, vectors)
def test_lengths_and_angle_are_those_of_two_complex_numbers(truncated, full):
    a, b = complex(*truncated), complex(*full)
    assert seen(truncated, full).lengths == pytest.approx((abs(a), abs(b)), rel=1e-14)
    if a and b:
        assert seen(truncated, full).angle == pytest.approx(math.degrees(abs(cmath.phase(a * b.conjugate()))), abs=1e-9)
    else:
        assert seen(truncated, full).angle is None


@pytest.mark.parametrize(
    ("truncated", "full", "angle"),
    [
        ((1.0, 0.0), (3.0, 0.0), 0.0),
        ((1.0, 1.0), (0.0, -2.0), 135.0),
        ((0.0, 2.0), (5.0, 0.0), 90.0),
        ((5.0, 0.0), (0.0, 2.0), 90.0),
        ((-1.0, 0.0), (-1.0, -1.0), 45.0),
        ((3.0, 4.0), (-6.0, -8.0), 180.0),
        ((0.0, 0.0), (1.0, 0.0), None),
        ((1.0, 0.0), (0.0, 0.0), None),
        ((0.0, 0.0), (0.0, 0.0), None),
        ((math.nan, 1.0), (1.0, 1.0), None),
        ((1.0, 1.0), (1.0, math.nan), None),
        ((math.inf, 1.0), (1.0, 1.0), None),
        ((1.0, 1.0), (-math.inf, 1.0), None),
    ],
)
def test_angles(truncated, full, angle):
    found = seen(truncated, full).angle
    assert found is None if angle is None else found == pytest.approx(angle, abs=1e-12)
    assert seen((3.0, 4.0), (-5.0, 12.0)).lengths == (5.0, 13.0)


@pytest.mark.parametrize(
    ("truncated", "full", "angle"),
    [
        ((1e-200, 0.0), (0.0, 1e-200), 90.0),
        ((-1e-170, 1e-170), (1e-170, 1e-170), 90.0),
        ((1e200, 1e200), (1e200, 1e200), 0.0),
        ((1e200, -1e200), (1e200, 1e200), 90.0),
    ],
)
def test_very_long_and_very_short_gradients_have_an_angle(truncated, full, angle):
    assert seen(truncated, full).angle == pytest.approx(angle, abs=1e-12)


# --- the range and the point ---


def walked(params, **columns):
    """A run with some columns of its weights replaced."""
    n = len(next(iter(columns.values())))
    run = simulate(replace(learning(steps=n), params=params))
    weights = np.array([[getattr(params, name) for name in PARAMETERS]] * n)
    for name, values in columns.items():
        weights[:, PARAMETERS.index(name)] = values
    return replace(run, weights=weights)


AT_START = Params(0.5, -7.0, 0.1, 1.1, -0.3)


@pytest.mark.parametrize(
    ("Wx", "Wh", "shown_Wx", "shown_Wh"),
    [
        (
            [0.5, 2.5, -1.5, 0.0],
            [-7.0] * 4,
            (0.5 - 2.6, 0.5 + 2.6),
            (-7.0 - 2.6, -7.0 + 2.6),
        ),  # the wider range for both
        ([0.5] * 3, [-7.0, -6.0, -1.0], (0.5 - 3.9, 0.5 + 3.9), (-4.0 - 3.9, -4.0 + 3.9)),
        ([0.5, 0.6], [-7.0, -7.2], (0.55 - 1.0, 0.55 + 1.0), (-7.1 - 1.0, -7.1 + 1.0)),  # at least 2 wide
        ([0.5, 10.0, -10.0], [-7.0] * 3, (-13.0, 13.0), (-20.0, 6.0)),  # just within
        ([0.5, 2.5, 10.001, -10.001], [-7.0] * 4, (1.5 - 1.3, 1.5 + 1.3), (-7.0 - 1.3, -7.0 + 1.3)),  # beyond
        (
            [0.5] * 4,
            [-7.0, 14.001, -14.0, -14.001],
            (0.5 - 4.55, 0.5 + 4.55),
            (-10.5 - 4.55, -10.5 + 4.55),
        ),  # within twice the start
        ([99.0, 1e300], [99.0, -1e300], (0.5 - 1.0, 0.5 + 1.0), (-7.0 - 1.0, -7.0 + 1.0)),  # only the start is near
    ],
)
def test_both_weights_have_the_same_range_around_the_path_that_is_near(Wx, Wh, shown_Wx, shown_Wh):
    run = walked(AT_START, Wx=Wx, Wh=Wh, Wy=np.linspace(-9.0, 9.0, len(Wx)))
    found, turned = (surface(run, AT_START, *pair, points=5) for pair in (("Wx", "Wh"), ("Wh", "Wx")))
    for values, (low, high) in ((found.values_across, shown_Wx), (found.values_up, shown_Wh)):
        assert values.tolist() == pytest.approx(np.linspace(low, high, 5).tolist(), abs=1e-12)
    assert turned.values_across.tolist() == found.values_up.tolist()
    assert turned.values_up.tolist() == found.values_across.tolist()
    assert found.span == pytest.approx(shown_Wx[1] - shown_Wx[0], rel=1e-12)
    assert turned.span == pytest.approx(found.span, rel=1e-12)


def test_the_range_covers_the_paths_of_other_runs():
    """As far as they are near; their starts do not matter."""
    run = walked(AT_START, Wx=[0.5, 1.0], Wh=[-7.0, -6.0])
    other = walked(AT_START, Wx=[2.5, 4.5, 10.5], Wh=[2.5, 4.5, 14.5], Bx=[9.0] * 3).weights
    another = walked(AT_START, Wx=[0.7, -1.5, 0.0], Wh=[-7.0] * 3).weights
    one, two, alone = (surface(run, AT_START, "Wx", "Wh", 3, others) for others in ([other], (other, another), ()))
    assert one.values_across.tolist() == pytest.approx([2.5 - 7.475, 2.5, 2.5 + 7.475], abs=1e-12)
    assert one.values_up.tolist() == pytest.approx([-1.25 - 7.475, -1.25, -1.25 + 7.475], abs=1e-12)
    assert two.values_across.tolist() == pytest.approx([1.5 - 7.475, 1.5, 1.5 + 7.475], abs=1e-12)
    assert alone.span == pytest.approx(2.0)
    assert (one.here, one.full, one.truncated, one.loss) == (alone.here, alone.full, alone.truncated, alone.loss)
    assert surface(empty(), AT_START, "Wx", "Wh", 3, [other]).values_up[1] > -7.0


@pytest.mark.parametrize(("across", "up"), PAIRS)
def test_the_path_of_a_run_lies_within_the_range_with_a_margin(across, up):
    run = simulate(learning(learning_rate=0.5, steps=60))
    found = surface(run, run[30].params, across, up, points=4)
    moved = np.ptp(run.weights, axis=0).max()
    assert moved > 1.0
    for name, values in ((across, found.values_across), (up, found.values_up)):
        path = run.weights[:, PARAMETERS.index(name)]
        room = 0.1 * np.ptp(path)
        assert values[0] < path.min() - room
        assert path.max() + room < values[-1]
        assert (np.diff(values) > 0).all()
        assert values[-1] - values[0] == pytest.approx(found.span, rel=1e-12)


@pytest.mark.parametrize(("across", "up"), PAIRS)
def test_a_surface_passes_through_the_given_weights(across, up):
    """The other three weights are those of the given step, not those at the start."""
    run = simulate(learning(learning_rate=0.5, steps=60))
    params = run[41].params
    found = surface(run, params, across, up, points=3)
    there = replace(run.experiment, params=params)
    i, j = PARAMETERS.index(across), PARAMETERS.index(up)
    assert (found.across, found.up, found.here) == (across, up, (getattr(params, across), getattr(params, up)))
    assert found.loss == pytest.approx(replayed(there), rel=1e-12)
    assert_replays(there, across, up, found.values_across.tolist(), found.values_up.tolist())
    assert found.losses.tolist() == losses_over(there, across, up, found.values_across, found.values_up).tolist()
    truncated, full = mean_gradients(there)
    assert (found.truncated, found.full) == ((truncated[i], truncated[j]), (full[i], full[j]))
    assert found.truncated_by_weight == dict(zip(PARAMETERS, truncated.tolist(), strict=True))
    assert found.full_by_weight == dict(zip(PARAMETERS, full.tolist(), strict=True))
    numbers = (*found.here, found.loss, *found.truncated, *found.full, found.span, *found.lengths, found.angle)
    assert {type(number) for number in numbers} == {float}


def test_a_surface_has_as_many_values_each_way_as_asked():
    run = simulate(learning())
    found = surface(run, run[3].params, "Wx", "Wh", points=7)
    assert (found.values_across.shape, found.values_up.shape, found.losses.shape) == ((7,), (7,), (7, 7))


def test_steepest_descent_goes_down():
    """A small step against the full gradient lowers the mean loss by about its length squared."""
    run = simulate(learning())
    found = surface(run, run[0].params, "Wx", "Wh", points=2)
    (x, y), (a, b) = found.here, found.full
    below = losses_over(run.experiment, "Wx", "Wh", [x - 1e-4 * a], [y - 1e-4 * b])[0, 0]
    assert found.loss - below == pytest.approx(1e-4 * found.lengths[1] ** 2, rel=1e-2)


@pytest.mark.parametrize(
    "changes", [{"steps": 1}, {"X": [0.3], "Y": [0.1], "steps": 4}, {"X": [0.3], "Y": [0.1], "steps": None}]
)
def test_a_surface_of_one_step(changes):
    run = simulate(replace(learning(), **changes))
    found = surface(run, run[0].params, "Wh", "By", points=3)
    assert_replays(run.experiment, "Wh", "By", found.values_across.tolist(), found.values_up.tolist())
    assert_gradient_of_surface(run.experiment, "Wh", "By", found.full, 1e-9)


def test_a_run_that_diverged_at_once_has_a_surface_and_no_gradient():
    run = empty()
    found = surface(run, run.experiment.params, "Wx", "Wh", points=3)
    assert found.values_across.tolist() == found.values_up.tolist() == [0.0, 1.0, 2.0]
    assert (found.losses == math.inf).all()
    assert (found.loss, found.angle) == (math.inf, None)
    assert np.isnan([*found.truncated, *found.full]).all()


def test_the_range_covers_a_run_that_diverged_as_far_as_it_is_near():
    run = simulate(learning(learning_rate=3.0, steps=1000))
    assert run.diverged_at is not None
    assert abs(run.weights[-1]).max() > 1e30
    near = np.abs(run.weights[:, 0]) <= 10.0
    found = surface(run, run[len(run) - 1].params, "Wx", "Wh", points=4)
    assert 0 < near.sum() < len(run)
    assert found.values_across[0] < run.weights[near, 0].min()
    assert run.weights[near, 0].max() < found.values_across[-1]
    assert found.span < 60.0
    assert found.here[0] == run.weights[-1, 0]


# --- refused arguments ---


@pytest.mark.parametrize("name", ["wx", "W", "", "loss", "window"])
def test_an_unknown_weight_is_refused(name):
    run = simulate(learning())
    for across, up in (("Wx", name), (name, "Wx"), (name, name)):
        with pytest.raises(ValueError, match=f"^weight is '{name}'; allowed are Wx, Wh, Bx, Wy, By$"):
            surface(run, run[0].params, across, up, points=2)
    surface(run, run[0].params, "Wx", "Wh", points=2)


@pytest.mark.parametrize("name", PARAMETERS)
def test_two_equal_weights_are_refused(name):
    run = simulate(learning())
    with pytest.raises(ValueError, match=f"^both weights are '{name}'; allowed are two different ones$"):
        surface(run, run[0].params, name, name, points=2)
