"""Readings of a step, each claim derived a second way: signs from masses, orders from sorting, gains from terms."""

import math
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnn_core import Chain, Factor, Params, Queues, Term, simulate
from rnn_core.analysis.reading import (
    farthest_and_nearest,
    in_units_of,
    read_chain,
    read_step,
    read_term,
    relative_terms,
)
from tests.core.replay import cases, examples
from tests.core.runs import LEARNER, experiment_of, run_of


def exactly(value):
    """Equal up to rounding, relative to the value."""
    return pytest.approx(value, rel=1e-12, abs=0)


def chain_of(*values):
    """A chain of Bx whose terms have these values."""
    return Chain("Bx", tuple(Term(lag, (Factor("e", value), Factor("1", 1.0))) for lag, value in enumerate(values)))


def read(*values, gains=(0.5,) * 9):
    return read_chain(chain_of(*values), gains)


def sine_at_30(Wh):
    """Wx = 1, Bx = 0, X = sin(t/2), t = 30."""
    X = [math.sin(t / 2) for t in range(31)]
    return simulate(experiment_of(Params(1.0, Wh, 0.0, 1.0, 0.0), X, [1.0] * 31, window=10))[30]


# --- chains ---

terms = st.integers(-9, 9).map(lambda n: n / 4)


@examples(80)
@given(st.lists(terms, min_size=1, max_size=10))
@example([0.0, 0.0])
@example([1.0, -1.0])
def test_the_reading_of_a_chain(values):
    reading = read(*values)
    gained, lost = sum(v for v in values if v > 0), -sum(v for v in values if v < 0)
    assert reading.magnitude == gained + lost  # quarters: exact
    assert 0 <= reading.cancelled <= 1
    if gained + lost:
        assert [share * (gained + lost) for share in reading.shares] == exactly([abs(v) for v in values])
        assert reading.cancelled == pytest.approx(2 * min(gained, lost) / (gained + lost), abs=1e-15)
    else:
        assert (reading.shares, reading.cancelled) == ((0.0,) * len(values), 0.0)
    ranked = sorted(range(len(values)), key=lambda lag: -abs(values[lag]))
    ties = {lag for lag in ranked if abs(values[lag]) == abs(values[ranked[0]]) != 0}
    assert reading.largest == tuple(sorted(ties))


@examples(40)
@given(st.lists(terms, min_size=1, max_size=10))
def test_terms_in_units_of_lag_0(values):
    relative = relative_terms(chain_of(*values))
    assert len(relative) == (len(values) if values[0] else 0)
    assert [r * abs(values[0]) for r in relative] == exactly(values[: len(relative)])


@examples(40)
@given(st.lists(terms, min_size=1, max_size=10), st.lists(terms, min_size=1, max_size=10))
@example([2.0], [0.0, 1.0])
@example([1e300], [1e-300, 1.0])
def test_another_chain_in_units_in_which_both_lags_0_are_equal(values, others):
    scaled = in_units_of(chain_of(*values), chain_of(*others))
    if not scaled:
        assert not values[0] or not others[0] or max(map(abs, others)) / abs(others[0]) > 1e100
        return
    assert abs(scaled[0]) == exactly(abs(values[0]))
    assert [one * abs(others[0]) / abs(values[0]) for one in scaled] == exactly(others)


@examples(40)
@given(st.lists(terms, min_size=1, max_size=10))
@example([0.0, 0.0])
def test_the_terms_farthest_from_0_and_nearest_to_it(values):
    far = near = 0
    for lag, value in enumerate(values):
        far = lag if abs(value) > abs(values[far]) else far
        near = lag if abs(value) < abs(values[near]) else near
    assert farthest_and_nearest(chain_of(*values)) == (far, near)


def test_some_farthest_and_nearest_terms():
    assert farthest_and_nearest(chain_of(1.0, -3.0, 3.0, 0.5, -0.25)) == (1, 4)  # the newest of equals
    assert farthest_and_nearest(chain_of(-2.0)) == (0, 0)


def test_some_chains():
    assert read(1.0, -3.0, 3.0, 0.5).largest == (1, 2)
    assert read(2.0, -2.0, 2.0).largest == (0, 1, 2)
    assert read(1.0, 1.0001, -1.0).largest == (1,)
    assert read(0.0, 0.0, 0.0).largest == ()
    assert read(-0.0).shares == (0.0,)
    assert read(3.0, -1.0).cancelled == 0.5
    assert read(3.0, -3.0).cancelled == 1.0
    assert read(-3.0, -1.0).cancelled == 0.0
    assert relative_terms(chain_of(-2.0, 1.0, -4.0)) == (-1.0, 0.5, -2.0)
    assert relative_terms(chain_of(0.0, 1.0)) == ()
    assert read(1e-300, 1e300).shares == (0.0, 1.0)


@examples(60)
@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=10))
def test_cancelled_and_shares_stay_between_0_and_1(values):
    reading = read(*values)
    assert 0 <= reading.cancelled <= 1
    assert all(0 <= share <= 1 for share in reading.shares)
    assert sum(reading.shares) == pytest.approx(1 if any(values) else 0)


@examples(40)
@given(st.lists(st.floats(-3, 3), max_size=9))
@example([0.01, 1.0])
@example([0.009, 200.0])
@example([-0.5, 0.02])
def test_products_of_gains_and_where_they_vanish(gains):
    reading = read_chain(chain_of(*[1.0] * (len(gains) + 1)), tuple(gains))
    assert list(reading.gain_products) == [math.prod(gains[:k]) for k in range(len(gains) + 1)]
    under = [k for k, product in enumerate(reading.gain_products) if -0.01 < product < 0.01]
    assert reading.vanished_at == (under[0] if under else None)
    assert reading.last_product == math.prod(map(abs, gains))
    assert reading.grows is (reading.last_product > 1)


def test_a_product_of_exactly_1_does_not_grow():
    for gains, grows in (((1.0,), False), ((-1.0,), False), ((-1.5,), True), ((2.0, 0.5), False), ((0.5, -3.0), True)):
        assert read(*[1.0] * (len(gains) + 1), gains=gains).grows is grows


def test_products_are_as_many_as_terms_and_may_vanish_only_for_a_while():
    assert read(1.0, 1.0, gains=(0.5, 0.5, 0.5)).gain_products == (1.0, 0.5)
    assert read(1.0, 1.0, 1.0, gains=(0.009, 200.0)).vanished_at == 1
    assert read(1.0, 1.0, gains=(0.01,)).vanished_at is None
    assert read(1.0, gains=()).vanished_at is None


# --- terms ---


@examples(60)
@given(st.lists(st.sampled_from((-2.0, -1.0, -0.5, 0.0, 0.25, 0.5, 1.0, 2.0)), min_size=2, max_size=12))
@example([0.0, 0.0])
def test_the_reading_of_a_term(values):
    term = Term(0, tuple(Factor("?", value) for value in values))
    reading = read_term(term)
    ranked = sorted((abs(value), i) for i, value in enumerate(values) if i > 0)
    assert reading.smallest == tuple(i for size, i in ranked if size == ranked[0][0])
    assert reading.largest == tuple(i for size, i in ranked if size == ranked[-1][0])
    assert [i in reading.zeros for i in range(len(values))] == [not value for value in values]
    assert reading.negatives == len([1 for value in values if math.copysign(1, value) < 0])
    if term.value:
        assert (term.value < 0) == (reading.negatives % 2 == 1)
    assert reading.remaining == (math.prod(map(abs, values[1:])) if values[0] else 0.0)
    assert reading.smallest_size == ranked[0][0]


def test_the_error_is_not_one_of_the_factors_compared():
    term = Term(0, (Factor("e", -1e-9), Factor("Wy", 3.0), Factor("s", 0.5), Factor("1", -1.0)))
    reading = read_term(term)
    assert (reading.smallest, reading.largest, reading.negatives, reading.zeros) == ((2,), (1,), 2, ())
    assert reading.remaining == exactly(1.5)


# --- steps ---


@examples(30)
@given(cases(), st.integers(1, 10))
def test_the_reading_of_a_step(case, window):
    run = run_of(case, window)
    for t in range(len(run)):
        step = run[t]
        reading = read_step(step)
        sech2 = [1 / math.cosh(net_H) ** 2 for net_H in run.net_H[: t + 1][::-1][:10]]
        assert reading.slopes == pytest.approx(sech2, rel=1e-12, abs=0)
        assert reading.gains == tuple(step.params.Wh * s for s in reading.slopes[1:])
        assert len(reading.gains) == min(t, 9)

        for name, most in (("Wx", 10), ("Wh", 9), ("Bx", 10)):
            own, all_lags = step.chains[name].terms, reading.all_lags[name].terms
            assert len(all_lags) == min(most, t + 1)
            assert all_lags[: len(own)] == own
            assert [reading.term(name, lag) for lag in range(12)] == [*all_lags, *[None] * (12 - len(all_lags))]
            assert reading.chains[name] == read_chain(step.chains[name], reading.gains)
            assert len(reading.chains[name].gain_products) == len(own)
        assert [reading.all_lags[name] == step.chains[name] for name in ("Wy", "By")] == [True, True]

        path = [term.value for term in reading.all_lags["Bx"].terms]  # P_k, as the source is 1
        if path[0] and case.weights["Wh"]:
            assert reading.gains == exactly(tuple(path[k] / path[k - 1] for k in range(1, len(path))))
            products = [path[k] / path[0] for k in range(min(window, t + 1))]
            assert reading.chains["Bx"].gain_products == exactly(tuple(products))


def test_gains_at_the_first_steps():
    step, first = run_of(LEARNER)[0], Queues.start(0.9).push(1.0, 0.5)
    step = replace(step, params=Params(1.0, -2.0, 0.0, 1.0, 0.0), queues=first)
    reading = read_step(step)
    assert (reading.slopes, reading.gains) == ((0.75,), ())  # without the start state
    assert read_step(replace(step, queues=first.push(1.0, 0.0))).gains == (-1.5,)


def test_the_reading_of_a_step_uses_the_weights_in_force():
    step = run_of(LEARNER, window=4, learning_rate=0.1)[12]
    assert abs(step.params.Wh - 1.3) > 0.01
    reading = read_step(step)
    path = [term.value for term in reading.all_lags["Bx"].terms]
    assert path[:4] == [term.value for term in step.chains["Bx"].terms]
    assert reading.gains == exactly(tuple(path[k] / path[k - 1] for k in range(1, 10)))


def test_a_gradient_may_vanish_although_the_weight_exceeds_1():
    """The product of the gains decides, not |Wh| > 1."""
    for Wh, low, high in ((1.5, 7.5e-4, 8.5e-4), (2.0, 1.0, math.inf)):
        step = sine_at_30(Wh)
        path = [term.value for term in step.chains["Bx"].terms]
        assert low < abs(path[9] / path[0]) < high
        reading = read_step(step).chains["Bx"]
        assert reading.gain_products[9] == exactly(path[9] / path[0])
        first = next((k for k in range(10) if abs(path[k]) < 0.01 * abs(path[0])), None)
        assert reading.vanished_at == first
        assert (first is None) == (Wh == 2.0)
