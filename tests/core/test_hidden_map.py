"""The map h → tanh(Wh·h + c): its fixed points against a scan, its slope against cmath, where it goes."""

import cmath
import math

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from rnn_core import Params
from rnn_core.hidden_map import FixedPoint, fixed_points, gain_at, image, orbit, settles
from rnn_core.itemise import gains
from tests.core.replay import cases, thousandths
from tests.core.runs import run_of

GRID = [n / 500 for n in range(-500, 501)]


def recurrent(Wh, Wx=0.0, Bx=0.0):
    return Params(Wx, Wh, Bx, 1.0, 0.0)


maps = st.builds(recurrent, thousandths(-5, 5), thousandths(-2, 2), thousandths(-2, 2))
inputs = thousandths(-1.5, 1.5)
states = thousandths(-1.5, 1.5)


# --- the map ---


@settings(max_examples=60, deadline=None)
@given(maps, inputs, states)
def test_the_map_and_its_slope(params, X_t, h):
    after = cmath.tanh(params.Wh * (h + 1e-100j) + params.Wx * X_t + params.Bx)
    assert image(params, X_t, h) == pytest.approx(after.real, rel=1e-14, abs=1e-15)
    # (1 − f)(1 + f) loses digits as f nears ±1, by the rounding of f
    f = image(params, X_t, h)
    assert abs(gain_at(params, f) - after.imag / 1e-100) <= 2e-15 * abs(params.Wh) * (1 + abs(params.Wh))


@settings(max_examples=30, deadline=None)
@given(cases() | cases(most=25.0))
def test_the_orbit_under_the_runs_own_input_is_the_run(case):
    run, params = run_of(case), Params(**case.weights)
    assert orbit(params, case.X, case.start) == [case.start, *run.out_H.tolist()]
    assert orbit(params, run.X, case.start) == [case.start, *run.out_H.tolist()]
    assert [gain_at(params, f) for f in run.out_H.tolist()] == gains(run, 0).tolist()


def test_an_orbit_of_no_input_is_its_start():
    assert orbit(recurrent(1.0), [], 0.25) == [0.25]


# --- fixed points ---


def scanned(params, X_t):
    """The intervals of a grid in which tanh(Wh·h + c) − h changes its sign, and the grid points where it is 0."""
    above = [math.tanh(params.Wh * h + (params.Wx * X_t + params.Bx)) - h for h in GRID]
    pairs = zip(GRID, GRID[1:], above, above[1:], strict=False)
    crossed = [(a, b) for a, b, at_a, at_b in pairs if at_a * at_b < 0]
    return crossed, [h for h, at_h in zip(GRID, above, strict=True) if at_h == 0]


def assert_fixed(params, X_t, points):
    """Each point stays, is told with its slope, and none is told twice."""
    rounding = 1e-15 * (1 + abs(params.Wh) + abs(params.Wx * X_t) + abs(params.Bx))
    for point in points:
        assert abs(image(params, X_t, point.out_H) - point.out_H) <= rounding
        slope = cmath.tanh(params.Wh * (point.out_H + 1e-100j) + params.Wx * X_t + params.Bx).imag / 1e-100
        assert abs(point.gain - slope) <= 2 * abs(params.Wh) * rounding
        assert point.stable == (abs(point.gain) < 1)
    states = [point.out_H for point in points]
    assert states == sorted(set(states))


@settings(max_examples=60, deadline=None)
@given(maps, inputs)
@example(recurrent(1.0), 0.0)
@example(recurrent(1.001), 0.0)
@example(recurrent(2.0), 0.0)
@example(recurrent(0.0), 0.7)
@example(recurrent(5.0, 1.0), 1.5)
@example(recurrent(5.0, 1.0), -1.5)
@example(recurrent(1.5, 1.0), 0.05)
def test_fixed_points_are_all_where_the_map_meets_the_diagonal(params, X_t):
    points = fixed_points(params, X_t)
    assert_fixed(params, X_t, points)
    crossed, exact = scanned(params, X_t)
    for a, b in crossed:
        assert [a <= point.out_H <= b for point in points].count(True) % 2 == 1, (a, b)
    for h in exact:
        assert min(abs(point.out_H - h) for point in points) <= 1e-7, h
    c = abs(params.Wx * X_t + params.Bx)
    if params.Wh <= 1:
        assert len(points) == 1
    else:  # three while the turning points of Wh·tanh(u) − u lie on both sides of −c: |c| < Wh·m − artanh(m), m² = 1 − 1/Wh
        m = math.sqrt(1 - 1 / params.Wh)
        limit = params.Wh * m - math.atanh(m)
        assert abs(c - limit) < 1e-12 or len(points) == (3 if c < limit else 1)
    if len(points) == 3:
        assert [point.stable for point in points] == [True, False, True]
        assert points[1].gain > 1


@pytest.mark.parametrize("Wh", [1.0 + 1e-9, 1.01, 1.5, 3.0, 20.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_where_two_fixed_points_are_about_to_meet(Wh, sign):
    m = math.sqrt(1 - 1 / Wh)
    limit = Wh * m - math.atanh(m)
    for part, expected in ((0.99, {3}), (1.01, {1}), (1.0, {1, 2, 3}), (1 + 4e-16, {1, 2, 3}), (1 - 4e-16, {1, 2, 3})):
        params = recurrent(Wh, Bx=sign * limit * part)
        points = fixed_points(params, 0.0)
        assert len(points) in expected or Wh < 1.001  # there all is rounding
        assert_fixed(params, 0.0, points)
        assert (points[-1] if sign > 0 else points[0]).out_H * sign > 0


@pytest.mark.parametrize("Wh", [1.25, 1.5, 2.0, 3.0, 4.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_where_the_map_touches_the_diagonal_there_is_one_more(Wh, sign):
    u = math.acosh(math.sqrt(Wh))
    Bx = u - Wh * math.tanh(u)
    assert Wh * math.tanh(u) + Bx == u  # exactly, in floats
    touching, crossing = fixed_points(recurrent(Wh, Bx=sign * Bx), 0.0)[::-sign]
    assert touching.out_H == pytest.approx(sign * math.tanh(u), abs=1e-15)
    assert touching.gain == pytest.approx(1.0, abs=1e-14)
    assert crossing.out_H * sign < 0
    assert crossing.stable


@pytest.mark.parametrize("Wh", [-2.0, 0.5, 3.0])
def test_a_drive_that_drowns_the_state_leaves_one_fixed_point(Wh):
    for Bx in (50.0, 1e20, -1e20):
        assert [(point.out_H, point.gain) for point in fixed_points(recurrent(Wh, Bx=Bx), 0.0)] == [(math.copysign(1.0, Bx), 0.0)]


@pytest.mark.parametrize("Wh", [-3.0, -1.0, 0.0, 0.5, 1.0, 1.0005, 1.001, 1.01, 1.1, 2.0, 5.0])
def test_without_input_and_bias_0_is_a_fixed_point_and_the_others_lie_opposite(Wh):
    points = [point.out_H for point in fixed_points(recurrent(Wh), 0.7)]
    assert points[len(points) // 2] == 0.0
    assert points == pytest.approx([-h for h in points[::-1]], abs=1e-13)


def test_three_fixed_points_by_hand():
    """tanh(Wh·h) = h with h = 1/2: Wh = 2·artanh(1/2) = ln 3, slope there ln 3·3/4; at 0 the slope is Wh."""
    points = fixed_points(recurrent(math.log(3.0)), 0.0)
    assert [point.out_H for point in points] == pytest.approx([-0.5, 0.0, 0.5], abs=1e-14)
    assert [point.gain for point in points] == pytest.approx([0.75 * math.log(3), math.log(3), 0.75 * math.log(3)], abs=1e-13)
    assert fixed_points(recurrent(0.0, 2.0, 0.5), 0.25) == (FixedPoint(math.tanh(1.0), 0.0),)


def test_a_slope_of_1_is_not_stable():
    assert [FixedPoint(0.0, gain).stable for gain in (-1.5, -1.0, -0.999, 0.0, 0.999, 1.0, 1.5)] == [
        False,
        False,
        True,
        True,
        True,
        False,
        False,
    ]


# --- where it goes ---


@settings(max_examples=60, deadline=None)
@given(maps, inputs, states)
@example(recurrent(-2.0), 0.0, 0.3)
@example(recurrent(2.0), 0.0, -0.3)
def test_what_it_settles_on_is_where_a_long_orbit_ends(params, X_t, h):
    points = fixed_points(params, X_t)
    assume(min(abs(abs(point.gain) - 1) for point in points) > 0.002)  # beside a slope of ±1 it is slow: below
    found = settles(params, X_t, h)
    last = orbit(params, [X_t] * 6000, h)[-3:]
    if len(found) == 1:
        assert found[0] == pytest.approx(last[-1], abs=1e-6)
        nearest = min(points, key=lambda point: abs(point.out_H - found[0]))
        assert nearest.out_H == pytest.approx(found[0], abs=1e-6)
        assert nearest.stable or abs(h - nearest.out_H) < 1e-12
    elif len(found) == 2:
        assert params.Wh < -1
        assert found[0] < found[1]
        assert found == pytest.approx(sorted(last[-2:]), abs=1e-6)
        assert [image(params, X_t, state) for state in found] == pytest.approx(found[::-1], abs=1e-8)
        assert found[0] < points[0].out_H < found[1]
    else:
        assert found == ()
        assert min(abs(abs(point.gain) - 1) for point in points) < 0.02


def test_a_cycle_of_two_and_a_stable_state():
    """−tanh(2h) swaps ±a with a = tanh(2a); tanh(2h) stays at a, on the side where it began."""
    a = 0.9
    for _ in range(200):
        a = math.tanh(2 * a)
    assert settles(recurrent(-2.0), 0.0, 0.3) == pytest.approx((-a, a), abs=1e-12)
    assert settles(recurrent(2.0), 0.0, 0.3) == pytest.approx((a,), abs=1e-12)
    assert settles(recurrent(2.0), 0.0, -0.3) == pytest.approx((-a,), abs=1e-12)
    assert settles(recurrent(2.0), 0.0, 0.0) == (0.0,)  # unstable, and yet it stays
    assert settles(recurrent(0.5), 0.0, 0.9) == pytest.approx((0.0,), abs=1e-9)
    assert settles(recurrent(-0.9), 0.0, 0.9) == pytest.approx((0.0,), abs=1e-9)
    assert settles(recurrent(0.0, 2.0, 0.5), 0.25, 0.9) == (math.tanh(1.0),)


@pytest.mark.parametrize("start", [1.0, 0.03, 1e-3, -1e-3, 1e-4])
@pytest.mark.parametrize("Wh", [1.0, -1.0])
def test_a_slow_state_is_not_taken_for_one_that_has_settled(Wh, start):
    """With a slope of exactly ±1 it falls to 0 as √(3/2n): steps as small as 10⁻¹⁰ still lead somewhere else."""
    assert settles(recurrent(Wh), 0.0, start) in ((), pytest.approx((0.0,), abs=1e-6))


def test_patience_ends():
    assert settles(recurrent(1.0), 0.0, 1.0) == ()  # falls as √(3/2n)
    assert settles(recurrent(-1.0), 0.0, 1.0) == ()
    assert settles(recurrent(0.5), 0.0, 0.9, patience=5) == ()
    assert settles(recurrent(-2.0), 0.0, 0.3, patience=3) == ()
    assert len(settles(recurrent(-2.0), 0.0, 0.3, patience=60)) == 2
