"""The other roads to a gradient, each held against a replay written here with cmath; and the check itself, on a spoiled chain."""

import cmath
import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rnn_core.analysis.proof
import rnn_core.record
from rnn_core import PARAMETERS, Chain, Experiment, Factor, Params, Term, gradient_chains, simulate
from rnn_core.analysis.proof import GradientCheck, gradient_checks
from rnn_core.analysis.replay import central_difference, complex_step, replay
from rnn_core.analysis.slope import LossAlong, loss_along
from tests.core.replay import NUDGE, cases, derivative
from tests.core.runs import assert_refuses_steps_outside, run_of, swinging

MOST = {"Wx": 10, "Wh": 9, "Bx": 10, "Wy": 1, "By": 1}


def lively(window, learning_rate=0.05, steps=14, **weights):
    """Gains around 1: every term is a fair part of the total."""
    X, Y = ([f(0.9 * t + 0.5) for t in range(11)] for f in (math.sin, math.cos))
    weights = {"Wx": 0.4, "Wh": 1.3, "Bx": 0.1, "Wy": 1.2, "By": 0.3} | weights
    return simulate(Experiment(Params(**weights), X, Y, window, learning_rate, out_H_init=0.4, steps=steps))


def again(run, t, steps, name, shift=0.0, then=False):
    """Loss_t of a replay of the last steps, in plain complex numbers, and the size of what its error is the difference of."""
    states = [run.experiment.out_H_init, *run.out_H.tolist()]  # states[j] is out_H_{j−1}
    out_H = states[t + 1 - steps]
    for step in range(t + 1 - steps, t + 1):
        w = dict(zip(PARAMETERS, run.weights[step if then else t].tolist(), strict=True))
        w[name] += shift
        out_H = cmath.tanh(float(run.X[step]) * w["Wx"] + out_H * w["Wh"] + w["Bx"])
    error = out_H * w["Wy"] + w["By"] - float(run.Y[t])
    return 0.5 * error * error, abs(out_H * w["Wy"]) + abs(w["By"]) + abs(run.Y[t])


def derived(run, t, steps, name, then=False):
    return again(run, t, steps, name, 1j * NUDGE, then)[0].imag / NUDGE


def terms_there(name, t, window):
    """How many terms a chain has, by the rule of the queues."""
    if name in ("Wy", "By"):
        return 1
    return t + 1 if window == "all" else min(window, MOST[name], t + 1)


# --- the replay ---


@settings(max_examples=40, deadline=None)
@given(cases(), st.sampled_from(PARAMETERS), st.data())
def test_with_nothing_moved_it_is_the_run(case, name, data):
    run = run_of(case, 3)
    t = data.draw(st.integers(0, len(run) - 1))
    gained = 1.0
    for steps in range(1, t + 2):
        if steps > 1:  # a rounding in the replayed state grows with the gain of every step that follows
            gained = 1.0 + gained * max(1.0, abs(case.weights["Wh"] / math.cosh(run.net_H[t + 2 - steps]) ** 2))
        size = again(run, t, steps, name)[1] + abs(case.weights["Wy"]) * gained
        assert abs(replay(run, t, steps, name) - run.loss[t]) <= 1e-15 * size * (size + abs(run.Y_hat[t] - run.Y[t]))


@settings(max_examples=30, deadline=None)
@given(cases(), st.sampled_from(PARAMETERS), st.integers(1, 10), st.data())
def test_with_the_weights_of_then_it_is_the_run_that_learned(case, name, window, data):
    run = run_of(case, window, 0.01)
    t = data.draw(st.integers(0, len(run) - 1))
    for steps in range(1, t + 2):
        assert replay(run, t, steps, name, then=True) == pytest.approx(run.loss[t], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("then", [False, True])
@pytest.mark.parametrize("name", PARAMETERS)
def test_a_weight_moved_at_every_step_of_a_run_that_learns(name, then):
    run = lively(4)
    for t in range(len(run)):
        for steps in range(1, t + 2):
            for shift in (-1.7, -0.01, 0.3):
                expected = again(run, t, steps, name, shift, then)[0].real
                assert replay(run, t, steps, name, shift, then=then) == pytest.approx(expected, rel=1e-11, abs=1e-14)
    assert abs(replay(run, 13, 10, name) - run.loss[13]) > 1e-4  # today's weights are not those of the run


def test_many_shifts_at_once_are_each_alone():
    run = lively(10)
    for name in PARAMETERS:
        shifts = np.array([[-0.5, 0.0, 1e-3], [0.7, 2.0, -3.0]])
        losses = replay(run, 12, 6, name, shifts)
        assert losses.shape == (2, 3)
        for found, shift in zip(losses.flat, shifts.flat, strict=True):
            assert found == pytest.approx(replay(run, 12, 6, name, float(shift)), rel=1e-13)


@pytest.mark.parametrize(("t", "steps"), [(0, 0), (0, 2), (5, 0), (5, -1), (5, 7), (13, 15)])
def test_a_replay_has_at_least_one_step_and_no_more_than_were_run(t, steps):
    run = lively(3)
    for look in (replay, complex_step, central_difference):
        with pytest.raises(ValueError, match=rf"^steps is {steps}; allowed is 1 to t \+ 1 = {t + 1}$"):
            look(run, t, steps, "Wx")


@pytest.mark.parametrize("name", ["wx", "W", "", "loss"])
def test_a_replay_moves_one_of_five_weights(name):
    run = lively(3)
    for look in (replay, complex_step, central_difference):
        with pytest.raises(ValueError, match=f"^parameter is '{name}'; allowed are Wx, Wh, Bx, Wy, By$"):
            look(run, 5, 2, name)


# --- frozen weights: the chain is the derivative ---


@settings(max_examples=40, deadline=None)
@given(cases(), st.integers(1, 10) | st.just("all"), st.data())
def test_with_weights_held_all_roads_meet(case, window, data):
    run = run_of(case, window)
    for t in data.draw(st.sets(st.integers(0, len(run) - 1), min_size=1, max_size=4)):
        found = gradient_checks(run, t)
        assert tuple(found) == PARAMETERS
        for name, witness in found.items():
            m, chain = terms_there(name, t, window), run[t].chains[name]
            assert (witness.parameter, witness.steps, len(chain.terms)) == (name, m, m)
            expected = derivative(case, t, name, range(t - m + 1, t + 1))
            scale = max(abs(derivative(case, t, name, {t - k})) for k in range(m))
            assert abs(witness.scale - scale) <= 1e-12 * scale
            assert witness.chain == chain.total
            assert abs(witness.complex_step - expected) <= 1e-12 * scale
            assert witness.complex_step_error <= 1e-12
            assert (witness.replay_then, witness.gap_then) == (witness.complex_step, witness.gap_now)
            assert witness.stale is False


@pytest.mark.parametrize("window", [1, 4, 9, 10, "all"])
def test_as_many_steps_are_replayed_as_there_are_terms(window):
    run = lively(window, 0.0, steps=25)
    for t in (0, 7, 8, 9, 10, 24):
        assert {name: w.steps for name, w in gradient_checks(run, t).items()} == {name: terms_there(name, t, window) for name in PARAMETERS}
    wide = gradient_checks(run, 24)
    if window == 10:
        assert (wide["Wx"].steps, wide["Wh"].steps) == (10, 9)
    if window == "all":
        assert (wide["Wx"].steps, wide["Wh"].steps) == (25, 25)


def test_one_step_more_or_less_is_seen():
    """Every term of this run counts, so the right number of steps matters."""
    run = lively(10, 0.0)
    for name in ("Wx", "Wh", "Bx"):
        witness = gradient_checks(run, 13)[name]
        for other in (witness.steps - 1, witness.steps + 1):
            spoiled = dataclasses.replace(witness, complex_step=complex_step(run, 13, other, name))
            assert spoiled.complex_step_error > 1e-6 > 1e-12 >= witness.complex_step_error


@pytest.mark.parametrize("lag", range(10))
@pytest.mark.parametrize("name", PARAMETERS)
def test_a_term_spoiled_by_a_thousandth_is_seen(name, lag, monkeypatch):
    """The check must be able to fail."""
    if lag >= MOST[name]:
        return
    run = lively(10, 0.0, Wx=0.15)
    true = gradient_checks(run, 13)
    terms = run[13].chains[name].terms
    honest = rnn_core.record.chains_from

    def spoiling(*given):
        chains = honest(*given)
        spoiled = list(chains[name].terms)
        spoiled[lag] = Term(lag, (*spoiled[lag].factors, Factor("planted", 1.001)))
        return chains | {name: Chain(name, tuple(spoiled))}

    monkeypatch.setattr(rnn_core.record, "chains_from", spoiling)
    found = gradient_checks(run, 13)
    part = abs(terms[lag].value) / max(true[name].scale, abs(true[name].complex_step))
    assert found[name].complex_step_error == pytest.approx(1e-3 * part, rel=0.01)
    assert found[name].complex_step_error > 1e-7 > 1e-12 >= true[name].complex_step_error
    assert found[name].complex_step == true[name].complex_step
    for other in set(PARAMETERS) - {name}:
        assert found[other] == true[other]


# --- learning: two replays, and the chain is neither ---


@settings(max_examples=30, deadline=None)
@given(cases(), st.integers(1, 10) | st.just("all"), st.data())
def test_while_learning_each_replay_is_differentiated_exactly(case, window, data):
    run = run_of(case, window, 0.01)
    for t in data.draw(st.sets(st.integers(0, len(run) - 1), min_size=1, max_size=4)):
        for name, witness in gradient_checks(run, t).items():
            m, chain = terms_there(name, t, window), run[t].chains[name]
            assert (witness.steps, witness.chain, witness.scale) == (m, chain.total, max(abs(term.value) for term in chain.terms))
            today, then = derived(run, t, m, name), derived(run, t, m, name, then=True)
            assert abs(witness.complex_step - today) <= 1e-12 * max(witness.scale, abs(today))
            assert abs(witness.replay_then - then) <= 1e-12 * max(witness.scale, abs(then))
            assert witness.gap_now == witness.chain - witness.complex_step
            assert witness.gap_then == witness.chain - witness.replay_then
            assert witness.stale is any(run.weights[step, w] != run.weights[t, w] for step in range(t - m + 1, t) for w in range(5))


def test_while_learning_the_chain_is_neither():
    run = lively(10)
    for name in ("Wx", "Wh", "Bx"):
        witness = gradient_checks(run, 13)[name]
        roads = witness.chain, witness.complex_step, witness.replay_then
        assert min(abs(a - b) for a, b in ((0, 1), (0, 2), (1, 2)) for a, b in [(roads[a], roads[b])]) > 1e-4 * witness.scale


def test_of_one_step_the_weights_of_then_are_those_of_now():
    run = lively(1)
    for t in range(len(run)):
        for witness in gradient_checks(run, t).values():
            assert witness.replay_then == witness.complex_step
            assert witness.complex_step_error <= 1e-12
            assert witness.stale is False


def dual(run, t, steps, name, then):
    """∂Loss_t/∂weight of the replay, its derivative carried forward beside it by the rules of calculus."""
    h, dh = ([run.experiment.out_H_init, *run.out_H.tolist()])[t + 1 - steps], 0.0
    for step in range(t + 1 - steps, t + 1):
        Wx, Wh, Bx, Wy, By = run.weights[step if then else t].tolist()
        X = float(run.X[step])
        dh = {"Wx": X, "Wh": h, "Bx": 1.0}.get(name, 0.0) + Wh * dh
        net_H = X * Wx + h * Wh + Bx
        h, dh = math.tanh(net_H), dh / math.cosh(net_H) ** 2
    return (h * Wy + By - float(run.Y[t])) * (Wy * dh + {"Wy": h, "By": 1.0}.get(name, 0.0))


@pytest.mark.parametrize(
    "run", [lively(10), swinging(), swinging("all", 0.1), swinging(9, 0.2, 31), swinging(10, 0.0, 10), swinging(2, 0.1, 1)]
)
def test_every_field_by_calculus(run):
    for t in {0, min(8, len(run) - 1), min(9, len(run) - 1), len(run) - 1}:
        for name, found in gradient_checks(run, t).items():
            terms, m = [term.value for term in run[t].chains[name].terms], terms_there(name, t, run.experiment.window)
            total = 0.0
            for value in terms:
                total += value
            assert (found.parameter, found.steps, found.chain, found.scale) == (name, m, total, max(map(abs, terms)))
            today, then = (dual(run, t, m, name, old) for old in (False, True))
            assert found.complex_step == pytest.approx(today, rel=1e-11, abs=1e-13)
            assert found.replay_then == pytest.approx(then, rel=1e-11, abs=1e-13)
            assert found.central_difference == pytest.approx(today, rel=1e-5, abs=1e-8)
            unit = max(found.scale, abs(today)) or 1.0
            assert found.complex_step_error == pytest.approx(abs(total - today) / unit, rel=1e-9, abs=1e-12)
            assert found.central_difference_error == pytest.approx(abs(total - found.central_difference) / unit, rel=1e-9, abs=1e-12)
            assert found.gap_now == pytest.approx(total - today, abs=1e-12)
            assert found.gap_then == pytest.approx(total - then, abs=1e-12)
            assert found.stale is any(run.weights[step].tolist() != run.weights[t].tolist() for step in range(t - m + 1, t + 1))


@pytest.mark.parametrize("window", range(1, 11))
def test_a_witness_replays_as_many_steps_as_its_chain_has_terms(window):
    """Also for a chain that is not of the run's own window."""
    run = lively(3)
    step = run[13]
    assert gradient_checks(run, 13) == {name: rnn_core.analysis.proof.gradient_check(run, 13, chain) for name, chain in step.chains.items()}
    for name, chain in gradient_chains(step.params, step.forward, step.queues, window).items():
        found, m = rnn_core.analysis.proof.gradient_check(run, 13, chain), terms_there(name, 13, window)
        assert (found.parameter, found.steps, found.chain, found.stale) == (name, m, chain.total, m > 1)
        assert found.complex_step == pytest.approx(dual(run, 13, m, name, False), rel=1e-11)


def learns_once(window, at, steps=14):
    """Every error is exactly 0 but for that of step ``at``: the weights change once, after it."""
    X, Y = [math.sin(0.9 * t + 0.5) for t in range(steps)], []
    for t in range(steps):
        trial = simulate(Experiment(Params(0.4, 1.3, 0.1, 1.2, 0.3), X[: t + 1], [*Y, 0.0], window, 0.05))
        Y.append(float(trial.Y_hat[t]) - (1.0 if t == at else 0.0))
    run = simulate(Experiment(Params(0.4, 1.3, 0.1, 1.2, 0.3), X, Y, window, 0.05))
    changed = [t for t in range(1, steps) if (run.weights[t] != run.weights[t - 1]).any()]
    assert changed == [at + 1]
    return run


@pytest.mark.parametrize("window", [*range(1, 11), "all"])
def test_stale_is_what_was_replayed_across_a_change_of_the_weights(window):
    run = learns_once(window, 3)
    for t in range(14):
        for name, found in gradient_checks(run, t).items():
            oldest = t + 1 - terms_there(name, t, window)
            assert found.stale is (oldest <= 3 < t), (t, name)


# --- the difference anyone could measure ---


@pytest.mark.parametrize("learning_rate", [0.0, 0.05])
def test_the_central_difference_comes_close(learning_rate):
    run = lively(10, learning_rate)
    for t in range(len(run)):
        for name, witness in gradient_checks(run, t).items():
            weight = run.weights[t, PARAMETERS.index(name)]
            h = (2.0**-52) ** (1 / 3) * max(1.0, abs(weight))
            up, down = (again(run, t, witness.steps, name, shift)[0].real for shift in (h, -h))
            assert abs(witness.central_difference - (up - down) / (2 * h)) <= 1e-9
            assert abs(witness.central_difference - witness.complex_step) <= 1e-6
            assert witness.central_difference == central_difference(run, t, witness.steps, name)
            if not learning_rate:
                assert witness.central_difference_error <= 1e-7


def test_the_nudge_grows_with_the_weight():
    """Beside 10⁶ a nudge of 6·10⁻⁶ would drown in rounding: By is measured to ten digits."""
    for By in (1e6, -1e6):
        run = simulate(Experiment(Params(0.5, 0.5, 0.0, 1.0, By), [0.3], [By + 1.0]))
        witness = gradient_checks(run, 0)["By"]
        assert witness.central_difference == pytest.approx(witness.complex_step, rel=1e-10)


# --- the errors ---


def witness_of(chain, scale, complex_step, central_difference=0.0, then=0.0):
    return GradientCheck("Wx", 3, chain, scale, complex_step, central_difference, then, False)


def test_errors_are_parts_of_the_largest_term():
    witness = witness_of(1.5, 2.0, 1.0, central_difference=1.75, then=-1.0)
    assert (witness.complex_step_error, witness.central_difference_error) == (0.25, 0.125)
    assert (witness.gap_now, witness.gap_then) == (0.5, 2.5)
    assert witness_of(-1.5, 2.0, 1.0).complex_step_error == 1.25
    assert witness_of(1.0, 2.0, -8.0).complex_step_error == 1.125  # of the derivative, if that is the larger one


def test_errors_where_every_term_is_0():
    assert (witness_of(0.0, 0.0, 0.0).complex_step_error, witness_of(0.0, 0.0, 0.0).central_difference_error) == (0.0, 0.0)
    assert witness_of(0.0, 0.0, -1e-20).complex_step_error == 1.0  # all of it is missing
    assert witness_of(0.0, 0.0, 0.0, central_difference=-1e-11).central_difference_error == 1e-11  # nothing to be a part of


def test_where_out_H_rounds_to_1_all_of_the_derivative_is_missing():
    run = simulate(Experiment(Params(1.0, 1.2, 0.0, 1.0, 0.0), [20.0] * 12, [0.5] * 12, window=10))
    assert run.out_H[11] == 1.0
    for name, witness in gradient_checks(run, 11).items():
        if name in ("Wy", "By"):
            assert witness.complex_step_error <= 1e-15
        else:
            assert (witness.chain, witness.scale) == (0.0, 0.0)
            assert 0 < abs(witness.complex_step) < 1e-15
            assert witness.complex_step_error == 1.0


def test_without_an_error_there_is_nothing_to_miss():
    run = simulate(Experiment(Params(0.0, 1.2, 0.0, 1.0, 0.5), [1.0] * 12, [0.5] * 12, window=10))
    for witness in gradient_checks(run, 11).values():
        assert (witness.chain, witness.complex_step, witness.complex_step_error) == (0.0, 0.0, 0.0)


# --- the loss along one weight ---


@settings(max_examples=30, deadline=None)
@given(cases(), st.integers(1, 10) | st.just("all"), st.sampled_from(PARAMETERS), st.sampled_from((0.0, 0.01)), st.data())
def test_loss_along_a_weight_is_a_replay_for_each_of_its_values(case, window, name, learning_rate, data):
    run = run_of(case, window, learning_rate)
    t, shift = data.draw(st.integers(0, len(run) - 1)), data.draw(st.sampled_from((-0.5, 0.1, 1e-3)))
    along, m = loss_along(run, t, name, shift, width=0.75, points=7), terms_there(name, t, window)
    weight, slope = getattr(run[t].params, name), run[t].chains[name].total

    def loss(moved):
        return again(run, t, m, name, moved)[0].real

    def close(expected):  # a weight of 4 in each of 14 steps: roundings grow
        return pytest.approx(expected, rel=1e-8, abs=1e-10)

    assert (along.parameter, along.weight, along.slope, along.shift) == (name, weight, slope, shift)
    assert along.loss == close(loss(0.0))
    assert along.values.tolist() == pytest.approx([weight + i * 0.25 for i in range(-3, 4)], abs=1e-14)
    assert along.losses.tolist() == close([loss(i * 0.25) for i in range(-3, 4)])
    assert along.tangent.tolist() == pytest.approx([along.loss + slope * i * 0.25 for i in range(-3, 4)], rel=1e-12, abs=1e-12)
    assert along.predicted == slope * shift
    assert along.weight_moved == weight + shift
    assert along.loss_predicted == along.loss + slope * shift
    assert along.loss_moved == close(loss(shift))
    assert along.real == along.loss_moved - along.loss
    assert along.sizes_differ is (not 0.5 * abs(along.predicted) <= abs(along.real) <= 2 * abs(along.predicted))


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_tangent_touches_the_curve_with_weights_held(name):
    run = lively(10, 0.0)
    for t in (0, 5, 13):
        along = loss_along(run, t, name, 1e-4, width=1e-4, points=3)
        assert along.loss == pytest.approx(run.loss[t], rel=1e-13)
        assert np.abs(along.losses - along.tangent).max() < 1e-6 < np.abs(along.slope * 1e-4) < np.abs(along.slope)
        assert along.real == pytest.approx(along.predicted, abs=1e-6)
        assert along.losses[2] - along.loss == pytest.approx(along.real, abs=1e-14)


def test_the_loss_is_drawn_two_below_to_two_above():
    along = loss_along(lively(3), 9, "Wh", 0.1)
    assert along.values.shape == along.losses.shape == along.tangent.shape == (161,)
    assert along.values.tolist() == pytest.approx([along.weight - 2 + i / 40 for i in range(161)], abs=1e-14)
    assert along.tangent[80] == pytest.approx(along.loss, rel=1e-14)
    scalars = (
        along.weight,
        along.loss,
        along.slope,
        along.weight_moved,
        along.loss_predicted,
        along.loss_moved,
        along.predicted,
        along.real,
    )
    assert {type(value) for value in scalars} == {float}


@pytest.mark.parametrize("run", [lively(10), swinging("all", 0.1), swinging(3, 0.2, 10), swinging(2, 0.1, 1)])
def test_a_nudge_in_plain_numbers(run):
    for t in {0, min(8, len(run) - 1), min(9, len(run) - 1), len(run) - 1}:
        for column, name in enumerate(PARAMETERS):
            m, weight = terms_there(name, t, run.experiment.window), float(run.weights[t, column])
            loss = again(run, t, m, name)[0].real
            for shift in (-0.7, 0.02):
                found = loss_along(run, t, name, shift, points=5)
                moved, change = again(run, t, m, name, shift)[0].real, shift * run[t].chains[name].total
                assert (found.parameter, found.weight, found.shift, found.weight_moved) == (name, weight, shift, weight + shift)
                assert found.slope == run[t].chains[name].total
                assert found.loss == pytest.approx(loss, rel=1e-12, abs=1e-14)
                assert found.loss_moved == pytest.approx(moved, rel=1e-12, abs=1e-14)
                assert found.loss_predicted == pytest.approx(loss + change, rel=1e-12, abs=1e-14)
                assert found.predicted == pytest.approx(change, rel=1e-14)
                assert found.real == pytest.approx(moved - loss, rel=1e-10, abs=1e-14)
                assert found.values.tolist() == pytest.approx([weight + by for by in (-2, -1, 0, 1, 2)], abs=1e-15)
                losses = [again(run, t, m, name, by)[0].real for by in (-2, -1, 0, 1, 2)]
                assert found.losses.tolist() == pytest.approx(losses, rel=1e-11, abs=1e-14)
                assert found.tangent.tolist() == pytest.approx([loss + by * found.slope for by in (-2, -1, 0, 1, 2)], rel=1e-12, abs=1e-14)


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        (1.0, 1.0, False),
        (1.0, 0.5, False),
        (1.0, 0.4999, True),
        (1.0, 0.51, False),
        (1.0, 0.0, True),
        (0.0, 0.0, False),
        (1e-9, 3e-9, True),
    ],
)
def test_sizes_differ_is_less_than_half(one, other, far):
    for predicted, real in ((one, other), (other, one)):
        for up, down in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
            nothing = np.zeros(0)
            along = LossAlong("Wx", 0.0, 0.0, 0.0, nothing, nothing, nothing, 0.1, 0.1, 0.0, 0.0, up * predicted, down * real)
            assert along.sizes_differ is far


def test_the_loss_along_a_weight_at_a_step_that_is_none():
    assert_refuses_steps_outside(lambda run, t: loss_along(run, t, "Wh", 0.1, points=3), lively(3))
    assert_refuses_steps_outside(gradient_checks, lively(3))
