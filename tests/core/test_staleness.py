"""The stale-state gap: against the complex step of every step, exactly 0 with frozen weights, growing with η."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rnn_core.analysis.staleness
from rnn_core import PARAMETERS, Params, simulate
from rnn_core.analysis.proof import gradient_check
from rnn_core.analysis.staleness import RATES, gaps, staleness
from tests.core.replay import cases, examples, thousandths
from tests.core.runs import BACK, empty, experiment_of, learns_once, lively, run_of, swinging


def assert_gaps_equal_those_of_complex_steps(run, within=1e-12):
    """Check every step against a complex step, which does not use the slope of tanh."""
    for name in BACK:
        found = gaps(run, name)
        assert found.dtype == np.float64
        assert found.shape == (len(run),)
        for t in range(len(run)):
            chain = run[t].chains[name]
            seen = gradient_check(run, t, chain)
            expected = seen.gap_now if seen.stale else 0.0
            assert abs(found[t] - expected) <= within * max(1.0, seen.scale, abs(seen.complex_step)), (name, t)
            assert seen.stale or found[t] == 0.0, (name, t)


@pytest.mark.parametrize("clip", [None, 0.05])
@pytest.mark.parametrize("window", range(1, 11))
def test_the_gap_of_every_step_equals_that_of_the_complex_step(window, clip):
    """Gaps of both signs, well above rounding; the sequence repeats after 11 steps, the start state is not 0."""
    for run in (lively(window, 0.05, 30), swinging(window, 0.1, 30)):
        run = simulate(replace(run.experiment, clip=clip))
        assert (run.weights[1:] != run.weights[:-1]).any(axis=1).all()
        assert_gaps_equal_those_of_complex_steps(run)
        for name in BACK:
            found = gaps(run, name)
            assert found[0] == 0.0  # the replay of step 0 starts from the start state
            if window > 1:
                assert np.abs(found[1:]).min() > 1e-9
                assert found.min() < -1e-4
                assert found.max() > 1e-4
    assert clip is None or np.abs(run.gradients).max() > clip


@examples(30)
@given(cases(), st.integers(1, 10), st.sampled_from((0.001, 0.01, 0.1)), st.none() | thousandths(0.01, 1))
def test_the_gap_of_every_step_of_any_run(case, window, learning_rate, clip):
    """Rounding errors grow by a gain of 4 in each of ten replayed steps."""
    case = case._replace(weights=case.weights | {"Wh": case.weights["Wh"] / 3})
    run = simulate(replace(run_of(case, window, learning_rate).experiment, clip=clip, steps=18))
    assert_gaps_equal_those_of_complex_steps(run, 1e-9)


@pytest.mark.parametrize("window", [2, 9, 10])
def test_the_first_steps_start_from_the_start_state(window):
    """Runs shorter than their window, down to a single step."""
    for steps in range(1, 12):
        run = lively(window, 0.1, steps)
        assert_gaps_equal_those_of_complex_steps(run)
        for name in BACK:
            assert gaps(run, name).tolist() == gaps(lively(window, 0.1, 12), name)[:steps].tolist()


def test_a_sequence_of_one_value():
    run = simulate(experiment_of(Params(0.5, 1.3, 0.1, 1.2, 0.3), [0.7], [-0.4], 5, 0.1, 0.4, steps=12))
    assert_gaps_equal_those_of_complex_steps(run)
    assert np.abs(gaps(run, "Wx")[1:]).min() > 0.0


def test_a_gap_in_plain_numbers():
    """Window 2, two steps: the chain of step 1 uses the recorded out_H_0, the replay computes it again."""
    run = simulate(experiment_of(Params(0.5, 0.8, 0.1, 1.0, 0.0), [1.0, 2.0], [3.0, -1.0], 2, 0.1))
    Wx, Wh, Bx, Wy, By = run.weights[1].tolist()

    def gradient(before):
        h = math.tanh(2.0 * Wx + before * Wh + Bx)
        path = (h * Wy + By + 1.0) * Wy * (1.0 - h * h)
        return path * 2.0 + path * Wh * (1.0 - before * before) * 1.0

    then, now = math.tanh(0.5 + 0.1), math.tanh(Wx + Bx)
    assert abs(then - now) > 0.05
    assert gaps(run, "Wx").tolist() == [0.0, pytest.approx(gradient(then) - gradient(now), rel=1e-12)]


# --- gaps of exactly 0 ---


@examples(25)
@given(cases() | cases(most=25.0), st.integers(1, 10), st.sampled_from(BACK))
def test_with_frozen_weights_the_gap_is_exactly_0(case, window, name):
    assert gaps(run_of(case, window), name).tolist() == [0.0] * len(case.X)


@pytest.mark.parametrize("window", range(1, 11))
def test_there_is_a_gap_exactly_where_weights_changed_within_the_window(window):
    run = learns_once(window, 3)
    run = replace(run, Y=run.Y + 1.0)  # errors after the run, so that gradients are not 0
    for name in BACK:
        reach = min(window, 9) if name == "Wh" else window
        assert [t for t, gap in enumerate(gaps(run, name)) if gap != 0.0] == list(range(4, 3 + reach)), name


def moved_at(t, column):
    """Frozen weights, except that one of them moves at step t."""
    run = lively(4, 0.0, 14)
    weights = run.weights.copy()
    weights[t:, column] += 0.25
    return replace(run, weights=weights)


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_change_of_any_weight_makes_the_state_stale(name):
    """The recorded gradients are older: every step whose window includes the change has a gap."""
    run = moved_at(6, PARAMETERS.index(name))
    for parameter in BACK:
        found = gaps(run, parameter)
        assert [t for t, gap in enumerate(found.tolist()) if gap != 0.0] == [6, 7, 8]


# --- refused arguments and empty runs ---


@pytest.mark.parametrize("name", ["Wy", "By", "wh", "", "loss"])
@pytest.mark.parametrize("look", [gaps, staleness])
def test_an_unknown_weight_is_refused(look, name):
    with pytest.raises(ValueError, match=f"^parameter is '{name}'; allowed are Wx, Wh, Bx$"):
        look(lively(3), name)


@pytest.mark.parametrize("look", [gaps, staleness])
def test_window_all_is_refused(look):
    with pytest.raises(ValueError, match=r"^window is 'all'; allowed is a window from 1 to 10$"):
        look(lively("all"), "Wx")


def test_an_empty_run_has_no_gap():
    for name in BACK:
        assert gaps(empty(), name).shape == (0,)


def test_states_that_grow_beyond_range_do_not_warn():
    run = simulate(replace(lively(10).experiment, learning_rate=3.0, steps=3000))
    assert run.diverged_at is not None
    assert np.abs(run.weights).max() > 1e100
    for name in BACK:
        assert gaps(run, name).shape == (len(run),)


# --- along a run ---


def plain_share(gap, gradient):
    """Σ|gap| / Σ|gradient| in plain sums."""
    whole = math.fsum(map(abs, gradient))
    return pytest.approx(math.fsum(map(abs, gap)) / whole, rel=1e-12) if whole else None


def of(gradients, name):
    return gradients[:, PARAMETERS.index(name)].tolist()


@pytest.mark.parametrize("name", BACK)
@pytest.mark.parametrize(
    "run", [lively(4, 0.03, 40), swinging(10, 0.2, 25), swinging(1, 0.2, 25), lively(3, 0.1, 1), lively(6, 0.0, 20)]
)
def test_a_gap_along_a_run_and_against_the_learning_rate_in_plain_loops(run, name):
    found, gap = staleness(run, name), [abs(x) for x in gaps(run, name).tolist()]
    gradient = [abs(x) for x in of(run.gradients, name)]
    assert found.parameter == name
    assert (found.gap.tolist(), found.gradient.tolist()) == (gap, gradient)
    assert (type(found.largest), found.largest_gap, gap[found.largest]) == (int, max(gap), max(gap))
    assert found.share == plain_share(gap, gradient)
    expected = sorted({*RATES, run.experiment.learning_rate} - {0.0})
    assert [one.rate for one in found.rates] == expected
    for one in found.rates:
        again = simulate(replace(run.experiment, learning_rate=one.rate))
        assert (one.steps, one.diverged) == (len(again), again.diverged_at is not None)
        assert one.share == plain_share(gaps(again, name), of(again.gradients, name))


def test_the_share_is_that_of_the_runs_own_rate():
    run = lively(5, 0.03, 40)
    found = staleness(run, "Wh")
    own = [one for one in found.rates if one.rate == 0.03]
    assert len(own) == 1
    assert found.share is not None
    assert own[0].share == found.share > 1e-3
    assert len(staleness(lively(5, 0.02), "Wh").rates) == len(RATES) == 10


def test_with_small_rates_the_gap_grows_as_the_rate():
    """Halving η halves the gap, as the page says."""
    shares = {one.rate: one.share or 0.0 for one in staleness(lively(5, 0.03, 40), "Wh").rates}
    assert shares[0.002] / shares[0.001] == pytest.approx(2.0, rel=0.05)
    assert shares[0.001] < shares[0.01] < shares[0.05]


def test_the_largest_gap_is_at_its_step():
    run = lively(4, 0.05, 60)
    gap = np.abs(gaps(run, "Wx"))
    assert staleness(run, "Wx").largest == gap.tolist().index(gap.max()) not in (0, 59)


def test_other_rates_run_2000_steps_at_most_and_the_own_rate_all_steps(monkeypatch):
    assert rnn_core.analysis.staleness.STEPS == 2000
    monkeypatch.setattr(rnn_core.analysis.staleness, "STEPS", 25)
    found = staleness(lively(3, 0.03, 40), "Wx")
    assert len(found.gap) == 40
    assert {one.rate: one.steps for one in found.rates} == dict.fromkeys(RATES, 25) | {0.03: 40}
    assert {one.steps for one in staleness(lively(3, 0.03, 12), "Wx").rates} == {12}


def test_a_rate_that_diverges_says_so():
    run = lively(3, 2.5, 500)
    assert run.diverged_at is not None
    rates = {one.rate: one for one in staleness(run, "Wx").rates}
    assert (rates[2.5].diverged, rates[2.5].steps) == (True, len(run))
    assert (rates[0.01].diverged, rates[0.01].steps) == (False, 500)


def test_a_rate_that_diverges_at_once_has_no_share(monkeypatch):
    """Its first update leaves the finite range."""
    run = simulate(experiment_of(Params(0.5, 1.3, 0.1, 1.2, 0.3), [0.7, 0.2], [1e10, 0.0], 3, 1e-12))
    assert len(run) == 2
    monkeypatch.setattr(rnn_core.analysis.staleness, "RATES", (1e300,))
    (one,) = rnn_core.analysis.staleness.other_rates(run.experiment, "Wx")
    assert (one.rate, one.share, one.steps, one.diverged) == (1e300, None, 0, True)


def test_without_a_gradient_there_is_no_share():
    quiet = simulate(experiment_of(Params(0.0, 1.2, 0.0, 1.0, 0.5), [1.0] * 12, [0.5] * 12, 5, 0.1))
    found = staleness(quiet, "Wh")
    assert (found.share, found.largest) == (None, 0)
    assert {one.share for one in found.rates} == {None}
    assert staleness(lively(3, 0.0), "Wh").share == 0.0


def test_gradients_near_the_largest_float_have_a_share():
    """Their sum overflows, the share does not."""
    run = lively(3, 0.05, 14)
    run = replace(run, gradients=np.full((14, 5), 1.7e308))
    assert staleness(run, "Wx").share == pytest.approx(13 / 14, rel=1e-12)  # step 0 has no gap


def test_a_share_that_overflows_is_none():
    """The gradients are subnormal, the gap is not."""
    run = lively(3, 0.05, 14)
    assert staleness(replace(run, gradients=np.full((14, 5), 1e-310)), "Wx").share is None


def test_a_gap_of_nan_has_no_share():
    """With the weights of the last step, net_H of the first step is inf − inf."""
    run = lively(3, 0.05, 3)
    weights = run.weights.copy()
    weights[2] = 1e200, -1e200, 0.0, 1.0, 0.0
    experiment = replace(run.experiment, out_H_init=1e200)
    run = replace(run, experiment=experiment, X=np.array([1e200, 0.0, 0.0]), weights=weights)
    assert np.isnan(gaps(run, "Wx")).tolist() == [False, False, True]
    share = rnn_core.analysis.staleness._share(np.abs(gaps(run, "Wx")), np.abs(run.gradients[:, 0]))
    assert share is None
