"""The local gains along a run, and the two states to find, against plain loops."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import Params, simulate
from rnn_core.analysis.gains import hunt, run_gains
from rnn_core.analysis.reach import reaches, sweep
from tests.core.replay import cases, examples
from tests.core.runs import assert_refuses_steps_outside, empty, experiment_of, lively, overflowing, run_of, swinging


@pytest.mark.parametrize(
    "look",
    [
        lambda run, t: reaches(run, t, [0.5]),
        lambda run, t: run_gains(run, t, 1),
        hunt,
        lambda run, t: sweep(run, t, half=2),
    ],
)
def test_steps_outside_the_run_are_refused(look):
    assert_refuses_steps_outside(look, swinging())
    assert_refuses_steps_outside(look, swinging(steps=1))
    with pytest.raises(IndexError, match=r"^t is 0; "):
        look(empty(), 0)


# --- the gains along a run ---


def gains_by_hand(run, t):
    return [float(run.weights[t, 1]) * ((1 - h) * (1 + h)) for h in run.out_H.tolist()]


@pytest.mark.parametrize(
    "run", [lively(3), swinging(), swinging(4, 0.2, 31), swinging(2, 0.1, 10), swinging(2, 0.1, 1)]
)
def test_the_gains_of_a_run_in_plain_loops(run):
    n = len(run)
    for t in range(n):
        along = gains_by_hand(run, t)
        for lag in (0, 1, 2, 8, 9, 10, n, n + 3):
            products = []
            for loss in range(n):
                product = 1.0
                for back in range(1, lag + 1):
                    product *= gains_by_hand(run, loss)[loss - back] if back <= loss else math.nan
                products.append(product)
            found = run_gains(run, t, lag)
            assert (found.t, found.lag, found.gains.tolist()) == (t, lag, along)
            np.testing.assert_array_equal(found.products, products)
            assert found.over_one == len([g for g in along if g > 1 or g < -1])
            assert found.product_at_t == (products[t] if lag <= t else None)
            assert (type(found.over_one), type(found.product_at_t)) in ((int, float), (int, type(None)))
            size = math.nan if lag > t else abs(products[t])
            effects = {"vanishes": size < 0.01, "shrinks": 0.01 <= size < 1, "keeps": size == 1, "grows": size > 1}
            assert [effect for effect, holds in effects.items() if holds] == ([found.effect] if lag <= t else [])
            assert lag <= t or found.effect is None


def test_gains_of_exactly_1_do_not_count_as_over_one():
    for Wh, over in ((1.0, 0), (-1.0, 0), (1.0 + 2**-50, 12), (-1.0 - 2**-50, 12)):
        run = simulate(experiment_of(Params(0.0, Wh, 0.0, 1.0, 0.0), [0.0] * 12, [1.0] * 12))
        assert run_gains(run, 11, 3).over_one == over
    assert run_gains(overflowing(), 119, 110).product_at_t == math.inf


@pytest.mark.parametrize(
    ("Wh", "effect"),
    [
        *((0.0, "vanishes"), (-0.2, "vanishes"), (0.3, "shrinks"), (-0.999, "shrinks")),
        *((1.0, "keeps"), (-1.0, "keeps"), (1.0 + 2**-50, "grows"), (-1.5, "grows")),
    ],
)
def test_without_input_the_gain_is_Wh_and_decides_the_effect(Wh, effect):
    run = simulate(experiment_of(Params(0.0, Wh, 0.0, 1.0, 0.0), [0.0] * 12, [1.0] * 12))
    assert run_gains(run, 11, 3).effect == effect
    assert run_gains(run, 11, 0).effect == "keeps"
    assert run_gains(run, 2, 3).effect is None


# --- the two states to find ---


def assert_hunt(run, t):
    Wx, Wh, Bx, _, _ = run.weights[t].tolist()
    drive = 0.0
    for step in range(max(0, t - 9), t + 1):
        drive = max(drive, abs(float(run.X[step]) * Wx + Bx))
    size = None
    if t > 8:
        product = 1.0
        for back in range(1, 10):
            product *= gains_by_hand(run, t)[t - back]
        size = abs(product)
    found = hunt(run, t)
    assert (found.size, found.product, found.drive) == (abs(Wh), size, drive)
    assert found.vanishes is (size is not None and not -1 <= Wh <= 1 and size < 0.01)
    assert found.grows is (size is not None and drive < 0.1 and size > 1)
    return found


@examples(30)
@given(cases(), st.sampled_from((0.0, 0.02)))
def test_hunt_in_plain_loops(case, learning_rate):
    run = run_of(case, 3, learning_rate)
    for t in range(len(run)):
        assert_hunt(run, t)


def test_hunt_in_a_run_that_learns():
    for run in (lively(3), swinging(4, 0.2, 31)):
        for t in range(len(run)):
            assert_hunt(run, t)


@pytest.mark.parametrize("Wh", [1.5, -1.5])
def test_hunt_finds_a_vanishing_product_with_a_large_weight_from_step_9_on(Wh):
    run = simulate(experiment_of(Params(2.0, Wh, 0.0, 1.0, 0.0), [2.0, -2.0] * 6, [1.0] * 12))
    assert [assert_hunt(run, t).vanishes for t in range(12)] == [False] * 9 + [True] * 3
    assert not any(hunt(run, t).grows for t in range(12))
    assert hunt(run, 8).product is None
    assert 0 < (hunt(run, 9).product or 0) < 0.01


def test_a_weight_of_1_does_not_count_as_large():
    for Wh, found in ((1.0, False), (-1.0, False), (0.9, False), (1.001, True), (-1.001, True)):
        run = simulate(experiment_of(Params(2.0, Wh, 0.0, 1.0, 0.0), [2.0, -2.0] * 6, [1.0] * 12))
        assert 0 < (hunt(run, 11).product or 0) < 0.01
        assert hunt(run, 11).vanishes is found


@pytest.mark.parametrize("Wh", [1.2, -1.2])
@pytest.mark.parametrize(
    ("X", "found"),
    [(0.0, True), (0.0999, True), (0.1, False), (0.105, False), (-0.0999, True), (-0.1, False), (-0.105, False)],
)
def test_hunt_finds_a_growing_product_under_a_small_drive_from_step_9_on(Wh, X, found):
    """The state is 0 until the last input, and the path is Wh to the 9th."""
    for t in (8, 9, 11):
        run = simulate(experiment_of(Params(1.0, Wh, 0.0, 1.0, 0.0), [*[0.0] * t, X], [1.0] * (t + 1)))
        hunted = assert_hunt(run, t)
        assert (hunted.grows, hunted.vanishes) == (found and t > 8, False)
        assert hunted.drive == abs(X)
        assert hunted.product == (pytest.approx(1.2**9, rel=1e-14) if t > 8 else None)


def test_the_drive_covers_ten_steps_and_includes_the_bias():
    X = [0.5, *[0.0] * 9, 0.0]
    run = simulate(experiment_of(Params(1.0, 1.2, -0.03, 1.0, 0.0), X, [1.0] * 11))
    assert [assert_hunt(run, t).drive for t in (0, 9, 10)] == [0.47, 0.47, 0.03]


def test_a_product_of_exactly_1_has_not_grown():
    run = simulate(experiment_of(Params(1.0, 1.0, 0.0, 1.0, 0.0), [0.0] * 12, [1.0] * 12))
    assert (assert_hunt(run, 11).product, hunt(run, 11).grows) == (1.0, False)
