"""How far back a gradient reaches, against repeated runs."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import Params, simulate
from rnn_core.analysis.reach import Sweep, reaches, sweep
from tests.core.replay import Case, cases, examples, thousandths
from tests.core.runs import experiment_of, lively, run_of, swinging


def reached_by_hand(run, t, Wh):
    """Repeat the run with this Wh and multiply the gains of its chain; NaN where rounding might decide."""
    Wx, _, Bx, _, _ = run.weights[t].tolist()
    other = simulate(
        experiment_of(Params(Wx, Wh, Bx, 1.0, 0.0), run.X, run.Y, "all", out_H_init=run.experiment.out_H_init)
    )
    for term in other[t].chains["Bx"].terms:  # e, Wy, s_t, then Wh, s, Wh, s, …, and 1
        product = abs(math.prod(factor.value for factor in term.factors[3:-1]))
        if abs(product - 0.01) <= 1e-8:
            return math.nan
        if product < 0.01:
            return term.lag
    return None


def assert_reaches(run, t, values):
    found = reaches(run, t, values)
    assert {type(lag) for lag in found} <= {int, type(None)}
    for Wh, lag in zip(values, found, strict=True):
        expected = reached_by_hand(run, t, Wh)
        assert lag == expected or (expected is not None and math.isnan(expected)), (t, Wh, lag, expected)


@examples(30)
@given(cases(), st.sampled_from((0.0, 0.02)), st.lists(thousandths(-4, 4), min_size=1, max_size=5), st.data())
def test_reaches_is_where_the_product_of_a_repeated_run_vanishes(case, learning_rate, values, data):
    run = run_of(case, 3, learning_rate)
    assert_reaches(run, data.draw(st.integers(0, len(run) - 1)), values)


@pytest.mark.parametrize("learning_rate", [0.0, 0.1])
def test_reaches_of_a_run_that_repeats_its_sequence(learning_rate):
    X = [math.sin(t / 2) for t in range(11)]
    params = Params(0.6, 0.9, 0.1, 1.0, 0.0)
    run = simulate(experiment_of(params, X, [0.5] * 11, 3, learning_rate, out_H_init=0.7, steps=31))
    assert not learning_rate or abs(run.weights[30, 0] - 0.6) > 0.05
    values = [-2.5, -1.0, -0.5, 0.0, 0.1, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0]
    for t in (1, 2, 9, 30):
        assert_reaches(run, t, values)
    lags = reaches(run, 30, values)
    assert lags[3] == 1
    assert len(set(lags) - {None}) > 4
    assert None in lags


def test_the_first_step_has_no_earlier_lags():
    run = run_of(Case({"Wx": 0.5, "Wh": 0.0, "Bx": 0.0, "Wy": 1.0, "By": 0.0}, [0.5, 0.4], [0.0, 0.0]))
    assert reaches(run, 0, [-1.0, 0.0, 0.5, 2.0]) == [None] * 4
    assert reaches(run, 1, [0.0, 0.5]) == [1, None]


def test_reaches_with_products_beyond_the_finite_range_comes_without_a_warning():
    run = simulate(experiment_of(Params(0.0, 1.0, 0.0, 1.0, 0.0), [0.0] * 12, [1.0] * 12))
    assert reaches(run, 11, [1e200, -1e200, 1e-3]) == [None, None, 1]


def test_large_weights_that_vanish_and_that_do_not():
    """With Wx = 1, Bx = 0, X = sin(t/2), t = 30: at Wh = 1.5 P_9 is 8·10⁻⁴ of P_0, at 2 it has grown."""
    run = simulate(experiment_of(Params(1.0, 0.3, 0.0, 1.0, 0.0), [math.sin(t / 2) for t in range(31)], [1.0] * 31))
    vanishing, growing = reaches(run, 30, [1.5, 2.0])
    assert vanishing is not None
    assert vanishing <= 9
    assert growing is None or growing > 9
    assert_reaches(run, 30, [1.5, 2.0])


# --- over values of Wh ---


def assert_sweep(run, t, found, limit, half):
    """Check every field against repeated runs, except a lag that rounding might decide."""

    def lag_of(Wh, said):
        reached = reached_by_hand(run, t, Wh)
        return said if reached is not None and math.isnan(reached) else reached

    values, current = [i * limit / half for i in range(-half, half + 1)], run[t].params.Wh
    lags = [lag_of(Wh, said) for Wh, said in zip(values, found.lags, strict=True)]
    assert (found.Wh, found.lags) == (tuple(values), tuple(lags))
    assert (found.current, found.current_lag, found.available) == (current, lag_of(current, found.current_lag), t)
    assert found.changed is any(row != run.weights[t].tolist() for row in run.weights[:t].tolist())
    assert found.never == len([lag for lag in lags if lag is None])
    strong = [lags[i] for i in range(2 * half + 1) if not -1 <= values[i] <= 1 and lags[i] is not None]
    assert list(found.over_one) == sorted(strong)
    assert {type(lag) for lag in (*found.lags, found.current_lag)} <= {int, type(None)}
    assert {type(value) for value in (*found.Wh, found.current)} == {float}


@pytest.mark.parametrize("run", [lively(3), swinging(), swinging(4, 0.2, 31), swinging(2, 0.1, 1)])
def test_a_sweep_equals_repeated_runs(run):
    for t in {0, min(8, len(run) - 1), min(9, len(run) - 1), len(run) - 1}:
        assert_sweep(run, t, sweep(run, t, 2.5, 10), 2.5, 10)


@examples(10)
@given(cases(), st.sampled_from((0.0, 0.02)), st.data())
def test_a_sweep_of_any_run(case, learning_rate, data):
    run = run_of(case, 3, learning_rate)
    t = data.draw(st.integers(0, len(run) - 1))
    assert_sweep(run, t, sweep(run, t, 4.0, 7), 4.0, 7)


def test_a_sweep_goes_from_3_below_0_to_3_above_in_steps_of_a_twentieth():
    run = strong()
    found = sweep(run, 30)
    assert_sweep(run, 30, found, 3.0, 60)
    assert found.Wh == tuple(i * 3.0 / 60 for i in range(-60, 61))
    for exactly in (-3.0, -1.0, -0.65, -0.05, 0.0, 0.15, 0.7, 1.0, 3.0):
        assert exactly in found.Wh  # round values are exact


def strong():
    """Inputs so large that gradients vanish for a Wh of 1 and more."""
    return simulate(experiment_of(Params(2.0, -1.0, 0.0, 1.0, 0.0), [math.sin(t / 2) for t in range(31)], [1.0] * 31))


def test_over_one_excludes_1():
    found = sweep(strong(), 30)
    lags = dict(zip(found.Wh, found.lags, strict=True))
    assert None not in (lags[1.0], lags[-1.0], lags[1.05])
    over = [lag for Wh, lag in lags.items() if abs(Wh) > 1.001 and lag is not None]
    assert found.over_one == tuple(sorted(over))
    assert len(over) == len([lag for Wh, lag in lags.items() if abs(Wh) > 0.999 and lag is not None]) - 2
    assert Sweep((-1.0, -0.5, 1.0, 1.5, -2.0, 3.0), (7, 1, 5, 4, 2, None), 1.0, 5, 9, False).over_one == (2, 4)
    assert Sweep((-1.0, -0.5, 1.0, 1.5, -2.0, 3.0), (7, None, 5, 4, 2, None), 1.0, 5, 9, False).never == 2


@pytest.mark.parametrize(("Wh", "outside"), [(3.0, False), (-3.0, False), (3.001, True), (-3.001, True), (0.5, False)])
def test_a_current_Wh_beyond_the_sweep_is_outside(Wh, outside):
    run = simulate(experiment_of(Params(0.5, Wh, 0.0, 1.0, 0.0), [1.0] * 4, [1.0] * 4))
    assert sweep(run, 3).outside is outside


def test_a_sweep_at_the_first_step_has_no_lags():
    found = sweep(strong(), 0)
    assert (found.lags, found.current_lag, found.available) == ((None,) * 121, None, 0)
    assert (found.never, found.over_one) == (121, ())


def test_a_sweep_is_changed_only_where_weights_moved():
    held = simulate(
        experiment_of(Params(0.5, 0.9, 0.0, 1.0, 0.0), [0.0] * 9 + [1.0] * 3, [0.0] * 12, learning_rate=0.1)
    )
    # Inputs and targets are 0, so the weights do not move until step 9 makes the first error.
    assert [sweep(held, t, half=2).changed for t in range(12)] == [False] * 10 + [True] * 2
