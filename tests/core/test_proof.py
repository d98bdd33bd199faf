"""The gradient check: each field by a second computation, and the check itself on a spoiled chain."""

import dataclasses
import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rnn_core.analysis.proof
import rnn_core.record
from rnn_core import PARAMETERS, Chain, Factor, Params, Term, gradient_chains, simulate
from rnn_core.analysis.proof import GradientCheck, gradient_checks
from rnn_core.analysis.replay import complex_step
from rnn_core.chain import chains_from
from tests.core.replay import QUEUE_TERMS, cases, derivative, derived, examples, term_count
from tests.core.runs import experiment_of, learns_once, run_of, swinging, varied

# --- frozen weights: the chain is the derivative ---


@examples(40)
@given(cases(), st.integers(1, 10) | st.just("all"), st.data())
def test_with_frozen_weights_all_computations_agree(case, window, data):
    run = run_of(case, window)
    for t in data.draw(st.sets(st.integers(0, len(run) - 1), min_size=1, max_size=4)):
        found = gradient_checks(run, t)
        assert tuple(found) == PARAMETERS
        for name, check in found.items():
            m, chain = term_count(name, t, window), run[t].chains[name]
            assert (check.parameter, check.steps, len(chain.terms)) == (name, m, m)
            expected = derivative(case, t, name, range(t - m + 1, t + 1))
            scale = max(abs(derivative(case, t, name, {t - k})) for k in range(m))
            assert abs(check.scale - scale) <= 1e-12 * scale
            assert check.chain == chain.total
            assert abs(check.complex_step - expected) <= 1e-12 * scale
            assert check.complex_step_error <= 1e-12
            assert (check.replay_then, check.gap_then) == (check.complex_step, check.gap_now)
            assert check.stale is False


@pytest.mark.parametrize("window", [1, 4, 9, 10, "all"])
def test_as_many_steps_are_replayed_as_there_are_terms(window):
    run = varied(window, 0.0, steps=25)
    for t in (0, 7, 8, 9, 10, 24):
        assert {name: w.steps for name, w in gradient_checks(run, t).items()} == {
            name: term_count(name, t, window) for name in PARAMETERS
        }
    wide = gradient_checks(run, 24)
    if window == 10:
        assert (wide["Wx"].steps, wide["Wh"].steps) == (10, 9)
    if window == "all":
        assert (wide["Wx"].steps, wide["Wh"].steps) == (25, 25)


def test_one_replayed_step_more_or_less_is_detected():
    """Every term of this run is large, so the number of steps matters."""
    run = varied(10, 0.0)
    for name in ("Wx", "Wh", "Bx"):
        check = gradient_checks(run, 13)[name]
        for other in (check.steps - 1, check.steps + 1):
            spoiled = dataclasses.replace(check, complex_step=complex_step(run, 13, other, name))
            assert spoiled.complex_step_error > 1e-6 > 1e-12 >= check.complex_step_error


@pytest.mark.parametrize("lag", range(10))
@pytest.mark.parametrize("name", PARAMETERS)
def test_a_term_wrong_by_a_thousandth_is_detected(name, lag, monkeypatch):
    """The check must be able to fail."""
    if lag >= QUEUE_TERMS.get(name, 1):
        return
    run = varied(10, 0.0, Wx=0.15)
    true = gradient_checks(run, 13)
    terms = run[13].chains[name].terms
    honest = chains_from

    def spoiling(*given):
        chains = honest(*given)
        spoiled = list(chains[name].terms)
        spoiled[lag] = Term(lag, (*spoiled[lag].factors, Factor("planted", 1.001)))
        return chains | {name: Chain(name, tuple(spoiled))}

    monkeypatch.setattr("rnn_core.record.chains_from", spoiling)
    found = gradient_checks(run, 13)
    part = abs(terms[lag].value) / max(true[name].scale, abs(true[name].complex_step))
    assert found[name].complex_step_error == pytest.approx(1e-3 * part, rel=0.01)
    assert found[name].complex_step_error > 1e-7 > 1e-12 >= true[name].complex_step_error
    assert found[name].complex_step == true[name].complex_step
    for other in set(PARAMETERS) - {name}:
        assert found[other] == true[other]


# --- learning: two replays, and the chain equals neither ---


@examples(30)
@given(cases(), st.integers(1, 10) | st.just("all"), st.data())
def test_while_learning_each_replay_is_differentiated_exactly(case, window, data):
    run = run_of(case, window, 0.01)
    for t in data.draw(st.sets(st.integers(0, len(run) - 1), min_size=1, max_size=4)):
        for name, check in gradient_checks(run, t).items():
            m, chain = term_count(name, t, window), run[t].chains[name]
            assert (check.steps, check.chain, check.scale) == (
                m,
                chain.total,
                max(abs(term.value) for term in chain.terms),
            )
            now, then = derived(run, t, m, name), derived(run, t, m, name, then=True)
            assert abs(check.complex_step - now) <= 1e-12 * max(check.scale, abs(now))
            assert abs(check.replay_then - then) <= 1e-12 * max(check.scale, abs(then))
            assert check.gap_now == check.chain - check.complex_step
            assert check.gap_then == check.chain - check.replay_then
            assert check.stale is any(
                run.weights[step, w] != run.weights[t, w] for step in range(t - m + 1, t) for w in range(5)
            )


def test_while_learning_chain_and_both_replays_differ():
    run = varied(10)
    for name in ("Wx", "Wh", "Bx"):
        check = gradient_checks(run, 13)[name]
        values = check.chain, check.complex_step, check.replay_then
        assert min(abs(a - b) for a, b in combinations(values, 2)) > 1e-4 * check.scale


def test_both_replays_of_one_step_are_the_same():
    run = varied(1)
    for t in range(len(run)):
        for check in gradient_checks(run, t).values():
            assert check.replay_then == check.complex_step
            assert check.complex_step_error <= 1e-12
            assert check.stale is False


def dual(run, t, steps, name, then):
    """∂Loss_t/∂weight of the replay, by forward differentiation."""
    h, dh = ([run.experiment.out_H_init, *run.out_H.tolist()])[t + 1 - steps], 0.0
    for step in range(t + 1 - steps, t + 1):
        Wx, Wh, Bx, Wy, By = run.weights[step if then else t].tolist()
        X = float(run.X[step])
        dh = {"Wx": X, "Wh": h, "Bx": 1.0}.get(name, 0.0) + Wh * dh
        net_H = X * Wx + h * Wh + Bx
        h, dh = math.tanh(net_H), dh / math.cosh(net_H) ** 2
    return (h * Wy + By - float(run.Y[t])) * (Wy * dh + {"Wy": h, "By": 1.0}.get(name, 0.0))


@pytest.mark.parametrize(
    "run",
    [varied(10), swinging(), swinging("all", 0.1), swinging(9, 0.2, 31), swinging(10, 0.0, 10), swinging(2, 0.1, 1)],
)
def test_every_field_by_calculus(run):
    for t in {0, min(8, len(run) - 1), min(9, len(run) - 1), len(run) - 1}:
        for name, found in gradient_checks(run, t).items():
            terms, m = [term.value for term in run[t].chains[name].terms], term_count(name, t, run.experiment.window)
            total = 0.0
            for value in terms:
                total += value
            assert (found.parameter, found.steps, found.chain, found.scale) == (name, m, total, max(map(abs, terms)))
            now, then = (dual(run, t, m, name, old) for old in (False, True))
            assert found.complex_step == pytest.approx(now, rel=1e-11, abs=1e-13)
            assert found.replay_then == pytest.approx(then, rel=1e-11, abs=1e-13)
            assert found.central_difference == pytest.approx(now, rel=1e-5, abs=1e-8)
            unit = max(found.scale, abs(now)) or 1.0
            assert found.complex_step_error == pytest.approx(abs(total - now) / unit, rel=1e-9, abs=1e-12)
            assert found.central_difference_error == pytest.approx(
                abs(total - found.central_difference) / unit, rel=1e-9, abs=1e-12
            )
            assert found.gap_now == pytest.approx(total - now, abs=1e-12)
            assert found.gap_then == pytest.approx(total - then, abs=1e-12)
            assert found.stale is any(
                run.weights[step].tolist() != run.weights[t].tolist() for step in range(t - m + 1, t + 1)
            )


@pytest.mark.parametrize("window", range(1, 11))
def test_a_check_replays_as_many_steps_as_its_chain_has_terms(window):
    """Also for a chain of another window."""
    run = varied(3)
    step = run[13]
    assert gradient_checks(run, 13) == {
        name: rnn_core.analysis.proof.gradient_check(run, 13, chain) for name, chain in step.chains.items()
    }
    for name, chain in gradient_chains(step.params, step.forward, step.queues, window).items():
        found, m = rnn_core.analysis.proof.gradient_check(run, 13, chain), term_count(name, 13, window)
        assert (found.parameter, found.steps, found.chain, found.stale) == (name, m, chain.total, m > 1)
        assert found.complex_step == pytest.approx(dual(run, 13, m, name, False), rel=1e-11)


@pytest.mark.parametrize("window", [*range(1, 11), "all"])
def test_stale_means_replayed_across_a_change_of_the_weights(window):
    run = learns_once(window, 3)
    for t in range(14):
        for name, found in gradient_checks(run, t).items():
            oldest = t + 1 - term_count(name, t, window)
            assert found.stale is (oldest <= 3 < t), (t, name)


# --- the errors ---


def check_of(chain, scale, complex_step, central_difference=0.0, then=0.0):
    return GradientCheck("Wx", 3, chain, scale, complex_step, central_difference, then, False)


def test_errors_are_relative_to_the_largest_term():
    check = check_of(1.5, 2.0, 1.0, central_difference=1.75, then=-1.0)
    assert (check.complex_step_error, check.central_difference_error) == (0.25, 0.125)
    assert (check.gap_now, check.gap_then) == (0.5, 2.5)
    assert check_of(-1.5, 2.0, 1.0).complex_step_error == 1.25
    assert check_of(1.0, 2.0, -8.0).complex_step_error == 1.125  # relative to the derivative, if it is larger


def test_errors_where_every_term_is_0():
    assert (check_of(0.0, 0.0, 0.0).complex_step_error, check_of(0.0, 0.0, 0.0).central_difference_error) == (
        0.0,
        0.0,
    )
    assert check_of(0.0, 0.0, -1e-20).complex_step_error == 1.0  # the whole derivative is missing
    assert (
        check_of(0.0, 0.0, 0.0, central_difference=-1e-11).central_difference_error == 1e-11
    )  # absolute, as there is no unit


def test_where_out_H_rounds_to_1_the_error_is_1():
    run = simulate(experiment_of(Params(1.0, 1.2, 0.0, 1.0, 0.0), [20.0] * 12, [0.5] * 12, window=10))
    assert run.out_H[11] == 1.0
    for name, check in gradient_checks(run, 11).items():
        if name in ("Wy", "By"):
            assert check.complex_step_error <= 1e-15
        else:
            assert (check.chain, check.scale) == (0.0, 0.0)
            assert 0 < abs(check.complex_step) < 1e-15
            assert check.complex_step_error == 1.0


def test_with_zero_error_all_gradients_are_0():
    run = simulate(experiment_of(Params(0.0, 1.2, 0.0, 1.0, 0.5), [1.0] * 12, [0.5] * 12, window=10))
    for check in gradient_checks(run, 11).values():
        assert (check.chain, check.complex_step, check.complex_step_error) == (0.0, 0.0, 0.0)
