"""The map h → tanh(Wh·h + c): its fixed points against a scan, its slope against cmath, where states settle."""

import cmath
import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rnn_core import Params, simulate
from rnn_core.analysis.gains import run_gains
from rnn_core.analysis.map import FixedPoint, fixed_points, gain_at, hidden_map, image, orbit, settles
from tests.core.replay import cases, examples, thousandths
from tests.core.runs import assert_refuses_steps_outside, empty, experiment_of, lively, run_of, swinging

GRID = [n / 500 for n in range(-500, 501)]


def recurrent(Wh, Wx=0.0, Bx=0.0):
    return Params(Wx, Wh, Bx, 1.0, 0.0)


maps = st.builds(recurrent, thousandths(-5, 5), thousandths(-2, 2), thousandths(-2, 2))
inputs = thousandths(-1.5, 1.5)
states = thousandths(-1.5, 1.5)


# --- the map ---


@examples(30)
@given(maps, inputs, states)
def test_the_map_and_its_slope(params, X_t, h):
    after = cmath.tanh(params.Wh * (h + 1e-100j) + params.Wx * X_t + params.Bx)
    assert image(params, X_t, h) == pytest.approx(after.real, rel=1e-14, abs=1e-15)
    # (1 − f)(1 + f) loses digits as f nears ±1, by the rounding of f
    f = image(params, X_t, h)
    assert abs(gain_at(params, f) - after.imag / 1e-100) <= 2e-15 * abs(params.Wh) * (1 + abs(params.Wh))


@examples(30)
@given(cases() | cases(most=25.0))
def test_the_orbit_under_the_inputs_of_a_run_is_the_run(case):
    run, params = run_of(case), Params(**case.weights)
    assert orbit(params, case.X, case.start) == [case.start, *run.out_H.tolist()]
    assert orbit(params, run.X, case.start) == [case.start, *run.out_H.tolist()]
    assert [gain_at(params, f) for f in run.out_H.tolist()] == run_gains(run, 0, 0).gains.tolist()


def test_an_orbit_without_input_is_its_start():
    assert orbit(recurrent(1.0), [], 0.25) == [0.25]


# --- fixed points ---


def scanned(params, X_t):
    """The grid intervals in which tanh(Wh·h + c) − h changes sign, and the grid points where it is 0."""
    above = [math.tanh(params.Wh * h + (params.Wx * X_t + params.Bx)) - h for h in GRID]
    pairs = zip(GRID, GRID[1:], above, above[1:], strict=False)
    crossed = [(a, b) for a, b, at_a, at_b in pairs if at_a * at_b < 0]
    return crossed, [h for h, at_h in zip(GRID, above, strict=True) if at_h == 0]


def assert_fixed_points(params, X_t, points):
    """Each point is mapped to itself, its slope is right, and no point is listed twice."""
    rounding = 1e-15 * (1 + abs(params.Wh) + abs(params.Wx * X_t) + abs(params.Bx))
    for point in points:
        assert abs(image(params, X_t, point.out_H) - point.out_H) <= rounding
        slope = cmath.tanh(params.Wh * (point.out_H + 1e-100j) + params.Wx * X_t + params.Bx).imag / 1e-100
        assert abs(point.gain - slope) <= 2 * abs(params.Wh) * rounding
        assert (point.stability == "stable") == (abs(point.gain) < 1)
    states = [point.out_H for point in points]
    assert states == sorted(set(states))


@examples(30)
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
    assert_fixed_points(params, X_t, points)
    crossed, exact = scanned(params, X_t)
    for a, b in crossed:
        assert [a <= point.out_H <= b for point in points].count(True) % 2 == 1, (a, b)
    for h in exact:
        assert min(abs(point.out_H - h) for point in points) <= 1e-7, h
    c = abs(params.Wx * X_t + params.Bx)
    if params.Wh <= 1:
        assert len(points) == 1
    else:  # three if the turning points of Wh·tanh(u) − u are on both sides of −c: |c| < Wh·m − artanh(m)
        m = math.sqrt(1 - 1 / params.Wh)
        limit = params.Wh * m - math.atanh(m)
        assert abs(c - limit) < 1e-12 or len(points) == (3 if c < limit else 1)
    if len(points) == 3:
        assert [point.stability for point in points] == ["stable", "unstable", "stable"]
        assert points[1].gain > 1


@pytest.mark.parametrize("Wh", [1.0 + 1e-9, 1.01, 1.5, 3.0, 20.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_where_two_fixed_points_are_about_to_meet(Wh, sign):
    m = math.sqrt(1 - 1 / Wh)
    limit = Wh * m - math.atanh(m)
    for part, expected in ((0.99, {3}), (1.01, {1}), (1.0, {1, 2, 3}), (1 + 4e-16, {1, 2, 3}), (1 - 4e-16, {1, 2, 3})):
        params = recurrent(Wh, Bx=sign * limit * part)
        points = fixed_points(params, 0.0)
        assert len(points) in expected or Wh < 1.001  # where rounding decides
        assert_fixed_points(params, 0.0, points)
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
    assert crossing.stability == "stable"


@pytest.mark.parametrize("Wh", [-2.0, 0.5, 3.0])
def test_a_large_input_leaves_one_fixed_point(Wh):
    for Bx in (50.0, 1e20, -1e20):
        assert [(point.out_H, point.gain) for point in fixed_points(recurrent(Wh, Bx=Bx), 0.0)] == [
            (math.copysign(1.0, Bx), 0.0)
        ]


@pytest.mark.parametrize("Wh", [-3.0, -1.0, 0.0, 0.5, 1.0, 1.0005, 1.001, 1.01, 1.1, 2.0, 5.0])
def test_without_input_and_bias_0_is_a_fixed_point_and_the_others_lie_opposite(Wh):
    points = [point.out_H for point in fixed_points(recurrent(Wh), 0.7)]
    assert points[len(points) // 2] == 0.0
    assert points == pytest.approx([-h for h in points[::-1]], abs=1e-13)


def test_three_fixed_points_by_hand():
    """tanh(Wh·h) = h with h = 1/2: Wh = 2·artanh(1/2) = ln 3, slope there ln 3·3/4; at 0 the slope is Wh."""
    points = fixed_points(recurrent(math.log(3.0)), 0.0)
    assert [point.out_H for point in points] == pytest.approx([-0.5, 0.0, 0.5], abs=1e-14)
    assert [point.gain for point in points] == pytest.approx(
        [0.75 * math.log(3), math.log(3), 0.75 * math.log(3)], abs=1e-13
    )
    assert fixed_points(recurrent(0.0, 2.0, 0.5), 0.25) == (FixedPoint(math.tanh(1.0), 0.0),)


def test_a_slope_of_exactly_1_decides_nothing():
    gains = (-1.5, -1.0, -0.999, 0.0, 0.999, 1.0, 1.5)
    assert [FixedPoint(0.0, gain).stability for gain in gains] == [
        *("unstable", "undecided", "stable", "stable", "stable", "undecided", "unstable")
    ]


# --- where states settle ---


@examples(30)
@given(maps, inputs, states)
@example(recurrent(-2.0), 0.0, 0.3)
@example(recurrent(2.0), 0.0, -0.3)
def test_settles_is_where_a_long_orbit_ends(params, X_t, h):
    points = fixed_points(params, X_t)
    assume(min(abs(abs(point.gain) - 1) for point in points) > 0.002)  # slow near a slope of ±1: see below
    found = settles(params, X_t, h)
    last = orbit(params, [X_t] * 6000, h)[-3:]
    if len(found) == 1:
        assert found[0] == pytest.approx(last[-1], abs=1e-6)
        nearest = min(points, key=lambda point: abs(point.out_H - found[0]))
        assert nearest.out_H == pytest.approx(found[0], abs=1e-6)
        assert nearest.stability == "stable" or abs(h - nearest.out_H) < 1e-12
    elif len(found) == 2:
        assert params.Wh < -1
        assert found[0] < found[1]
        assert found == pytest.approx(sorted(last[-2:]), abs=1e-6)
        assert [image(params, X_t, state) for state in found] == pytest.approx(found[::-1], abs=1e-8)
        assert found[0] < points[0].out_H < found[1]
    else:
        assert found == ()
        assert min(abs(abs(point.gain) - 1) for point in points) < 0.02


@pytest.mark.parametrize("patience", [2000, 1999])
def test_settles_equals_a_loop_of_all_its_steps(patience):
    """Bit for bit: a state may end by alternating between two neighbouring floats."""
    alternating = 0
    for i in range(-24, 25):
        params, X_t, h = recurrent(i / 10, 0.7, 0.05 * i), 0.3, 0.011 * i
        *_, before, after = orbit(params, [X_t] * patience, h)
        then = image(params, X_t, after)
        alternating += then == before != after
        if abs(then - before) > 1e-9 * (1 - gain_at(params, then) * gain_at(params, after)):
            expected: tuple[float, ...] = ()
        else:
            expected = (then,) if abs(then - after) <= 2e-9 else (min(after, then), max(after, then))
        assert settles(params, X_t, h, patience) == (expected if then != after else (then,)), i
    assert alternating > 3


def test_a_cycle_of_two_and_a_stable_state():
    """−tanh(2h) swaps ±a with a = tanh(2a); tanh(2h) stays at a, on the side where it began."""
    a = 0.9
    for _ in range(200):
        a = math.tanh(2 * a)
    assert settles(recurrent(-2.0), 0.0, 0.3) == pytest.approx((-a, a), abs=1e-12)
    assert settles(recurrent(2.0), 0.0, 0.3) == pytest.approx((a,), abs=1e-12)
    assert settles(recurrent(2.0), 0.0, -0.3) == pytest.approx((-a,), abs=1e-12)
    assert settles(recurrent(2.0), 0.0, 0.0) == (0.0,)  # unstable, but exactly at the fixed point
    assert settles(recurrent(0.5), 0.0, 0.9) == pytest.approx((0.0,), abs=1e-9)
    assert settles(recurrent(-0.9), 0.0, 0.9) == pytest.approx((0.0,), abs=1e-9)
    assert settles(recurrent(0.0, 2.0, 0.5), 0.25, 0.9) == (math.tanh(1.0),)


@pytest.mark.parametrize("start", [1.0, 0.03, 1e-3, -1e-3, 1e-4])
@pytest.mark.parametrize("Wh", [1.0, -1.0])
def test_a_slow_state_has_not_settled(Wh, start):
    """With a slope of exactly ±1 it decays to 0 as √(3/2n): even steps of 10⁻¹⁰ lead far away."""
    assert settles(recurrent(Wh), 0.0, start) in ((), pytest.approx((0.0,), abs=1e-6))


def test_patience_ends():
    assert settles(recurrent(1.0), 0.0, 1.0) == ()  # decays as √(3/2n)
    assert settles(recurrent(-1.0), 0.0, 1.0) == ()
    assert settles(recurrent(0.5), 0.0, 0.9, patience=5) == ()
    assert settles(recurrent(-2.0), 0.0, 0.3, patience=3) == ()
    assert len(settles(recurrent(-2.0), 0.0, 0.3, patience=60)) == 2


@pytest.mark.parametrize("start", [1e-15, -1e-15, 1e-13])
def test_a_slow_departure_from_an_unstable_state_has_not_settled(start):
    """With Wh slightly above 1 it leaves 0 in tiny steps, towards a distant a = tanh(1.005·a)."""
    a = math.copysign(0.9, start)
    for _ in range(20_000):
        a = math.tanh(1.005 * a)
    assert abs(a) == pytest.approx(0.122, abs=5e-4)
    assert settles(recurrent(1.005), 0.0, start) in ((), pytest.approx((a,), abs=1e-6))
    assert settles(recurrent(1.005), 0.0, start, patience=20_000) == pytest.approx((a,), abs=1e-8)
    assert settles(recurrent(-1.005), 0.0, start) in ((), pytest.approx((-abs(a), abs(a)), abs=1e-6))
    assert settles(recurrent(-1.005), 0.0, start, patience=20_000) == pytest.approx((-abs(a), abs(a)), abs=1e-8)


def test_a_state_a_millionth_away_has_not_settled():
    """0.9·0.993^2000 is about 8·10⁻⁷; with 0.98 it is below 10⁻¹⁷."""
    assert 1e-7 < orbit(recurrent(0.993), [0.0] * 2000, 0.9)[-1] < 1e-6
    assert settles(recurrent(0.993), 0.0, 0.9) == settles(recurrent(-0.993), 0.0, 0.9) == ()
    assert settles(recurrent(0.993), 0.0, 0.9, patience=6000) == pytest.approx((0.0,), abs=1e-9)
    assert settles(recurrent(0.98), 0.0, 0.9) == pytest.approx((0.0,), abs=1e-9)


def test_a_slow_approach_from_both_sides_is_no_cycle():
    """With Wh slightly above −1 the single fixed point, 0, attracts every state, from alternating sides."""
    for Wh in (-0.989, -0.9895, -0.99, -0.9905, -0.991):
        assert settles(recurrent(Wh), 0.0, 0.9) in ((), pytest.approx((0.0,), abs=1e-9))


# --- the map of a step ---


def assert_hidden_map(run, t):
    """Check every field, with X_t held and along the run, by scalar arithmetic on the record."""
    h = [run.experiment.out_H_init, *run.out_H.tolist()]  # h[j] goes into step j
    Wx, Wh, Bx, _, _ = run.weights[t].tolist()
    X_t = float(run.X[t])
    ahead = [h[t]]
    for _ in range(20):
        ahead.append(math.tanh(X_t * Wx + ahead[-1] * Wh + Bx))
    first = max(0, t - 9)
    for held, start, states in ((True, t - 1, ahead), (False, first - 1, h[first : t + 2])):
        found = hidden_map(run, t, held=held)
        assert (found.t, found.X, found.held, found.start) == (t, X_t, held, start)
        assert (found.out_H_prev, found.out_H) == (h[t], h[t + 1])
        assert found.gain == Wh * ((1 - h[t + 1]) * (1 + h[t + 1]))
        assert found.states == tuple(states)
        assert found.states[-1 if not held else 1] == h[t + 1]
        assert found.fixed == fixed_points(recurrent(Wh, Wx, Bx), X_t)
        assert_fixed_points(recurrent(Wh, Wx, Bx), X_t, found.fixed)
        assert found.settles == settles(recurrent(Wh, Wx, Bx), X_t, h[t])
        assert found.grid.tolist() == pytest.approx([-1 + i / 60 for i in range(121)], abs=1e-15)
        steps = [t] if held else list(range(t, first - 1, -1))
        assert len(found.curves) == len(steps) == (1 if held else len(states) - 1)
        for step, curve in zip(steps, found.curves, strict=True):
            wx, wh, bx, _, _ = run.weights[step].tolist()
            expected = [math.tanh(float(run.X[step]) * wx + at * wh + bx) for at in found.grid.tolist()]
            assert curve.tolist() == pytest.approx(expected, rel=1e-14, abs=1e-15), step
        assert {
            type(value) for value in (found.X, found.out_H_prev, found.out_H, found.gain, *found.states, *found.settles)
        } == {float}


@pytest.mark.parametrize(
    ("run", "steps"),
    [(lively(3), (0, 1, 8, 9, 10, 13)), (swinging(4, 0.2, 31), (0, 9, 30)), (swinging(2, 0.1, 1), (0,))],
)
def test_the_hidden_map_of_a_step_of_a_run_that_learns(run, steps):
    assert len(run) == 1 or (run.weights[0, :3] != run.weights[-1, :3]).all()
    for t in steps:
        assert_hidden_map(run, t)


@examples(15)
@given(cases(), st.sampled_from((0.0, 0.02)), st.data())
def test_the_hidden_map_of_a_step_of_any_run(case, learning_rate, data):
    run = run_of(case, 3, learning_rate)
    assert_hidden_map(run, data.draw(st.integers(0, len(run) - 1)))


def test_along_the_run_a_hidden_map_goes_back_ten_steps():
    run = swinging()
    found = {t: hidden_map(run, t, held=False) for t in (0, 8, 9, 10, 22)}
    assert {t: (web.start, len(web.states), len(web.curves)) for t, web in found.items()} == {
        0: (-1, 2, 1),
        8: (-1, 10, 9),
        9: (-1, 11, 10),
        10: (0, 11, 10),
        22: (12, 11, 10),
    }


@pytest.mark.parametrize("Wh", [0.99, 0.98])
def test_settling_starts_from_the_state_before_the_step(Wh):
    """So slow that each of the 2001 steps changes the digits."""
    run = simulate(experiment_of(recurrent(Wh), [0.5], [1.0], out_H_init=0.9))
    state = 0.9
    for _ in range(2001):
        state = math.tanh(0.5 * 0.0 + state * Wh + 0.0)
    for held in (True, False):
        assert hidden_map(run, 0, held=held).settles == (state,)
        assert (math.tanh(state * Wh),) != (state,)


def test_hidden_map_refuses_steps_outside_the_run():
    for held in (True, False):
        assert_refuses_steps_outside(lambda run, t, held=held: hidden_map(run, t, held=held), swinging())
        with pytest.raises(IndexError, match=r"^t is 0; "):
            hidden_map(empty(), 0, held=held)
