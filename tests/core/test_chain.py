"""One gradient, itemised: a worked example, every term as a derivative, the plain product, which terms exist."""

import math
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import rnn_core.chain
from rnn_core import Params, Queues, forward_step, gradient_chains, simulate
from tests.core.replay import Case, assert_chain_is_derivative, cases, examples
from tests.core.runs import BACK, experiment_of, values

WORKED = Case(
    weights={"Wx": 0.8, "Wh": 1.2, "Bx": 0.1, "Wy": 1.5, "By": -0.2},
    X=[0.5, -0.3, 0.9, 0.2, -0.7],
    Y=[0.1, 0.4, -0.2, 0.6, 0.3],
)
LIVELY = Case(  # gains around 1: the lag-9 term is a fair part of the total
    weights={"Wx": 0.4, "Wh": 1.3, "Bx": 0.05, "Wy": 1.1, "By": 0.2},
    X=[0.3 * math.sin(1.3 * t) for t in range(14)],
    Y=[math.cos(t) for t in range(14)],
    start=0.4,
)
# Unlikely draws: weights of exactly 0, a large Wh, an error of 0 at every step.
NO_INPUT = LIVELY._replace(weights=LIVELY.weights | {"Wx": 0.0})
NO_MEMORY = LIVELY._replace(weights=LIVELY.weights | {"Wh": 0.0})
STRONG = LIVELY._replace(weights=LIVELY.weights | {"Wh": -2.6})
NO_ERROR = LIVELY._replace(weights=LIVELY.weights | {"Wy": 0.0}, Y=[0.2] * 14)


def steps(case, window):
    """t, forward, queues and chains, step by step."""
    params, queues = Params(**case.weights), Queues.start(case.start)
    for t, (X_t, Y_t) in enumerate(zip(case.X, case.Y, strict=True)):
        forward, queues = forward_step(params, queues, X_t, Y_t)
        yield t, forward, queues, gradient_chains(params, forward, queues, window)


# --- the worked example ---

close = partial(pytest.approx, rel=0, abs=6e-13)  # twelve decimals


def test_worked_example():
    *_, (t, forward, _, chains), _ = steps(WORKED, 4)
    assert t == 3
    assert forward.net_H == close(1.291198539911)
    assert forward.out_H == close(0.859440114685)
    assert forward.Y_hat == close(1.089160172028)
    assert forward.loss == close(0.119638836949)
    assert values(chains["Wx"]) == close([0.038354465413, 0.054170346996, -0.018333066699, 0.028835997487])
    assert values(chains["Bx"]) == close([0.191772327067, 0.060189274440, 0.061110222329, 0.057671994974])
    assert values(chains["Wh"]) == close([0.164796119723, 0.023613530130, 0.028240082222, 0.0])
    assert values(chains["Wh"])[3] == 0.0
    assert values(chains["Wy"]) == close([0.420403874347])
    assert values(chains["By"]) == close([0.489160172028])


# --- every term and every total against complex steps ---


@examples(50)
@given(cases(), st.integers(1, 10))
@example(LIVELY, 10)
@example(NO_INPUT, 10)
@example(NO_MEMORY, 10)
@example(STRONG, 10)
@example(NO_ERROR, 10)
def test_every_term_is_a_derivative(case, window):
    for t, _, _, chains in steps(case, window):
        for name in BACK:
            assert_chain_is_derivative(case, t, window, chains[name])


def test_examples_are_what_their_names_say():
    for case in (LIVELY, NO_INPUT, NO_MEMORY, STRONG, NO_ERROR):
        assert max(abs(forward.net_H) for _, forward, _, _ in steps(case, 1)) <= 3
    for _, forward, _, chains in steps(NO_ERROR, 10):
        assert forward.error == 0
        assert all(set(values(chain)) == {0.0} for chain in chains.values())
    for t, _, _, chains in steps(NO_MEMORY, 10):
        assert [abs(value) > 0 for value in values(chains["Bx"])] == [True] + [False] * min(t, 9)


@examples(30)
@given(cases())
def test_output_weights_have_one_term_each(case):
    for _, forward, _, chains in steps(case, 10):
        assert values(chains["Wy"]) == [(forward.Y_hat - forward.Y) * forward.out_H]
        assert values(chains["By"]) == [forward.Y_hat - forward.Y]


# --- the check itself: an error of 0.1 % in one slope must be detected ---


def last_step(case):
    *_, last = steps(case, 10)
    return last


@pytest.mark.parametrize(("name", "lag"), [("Wx", 9), ("Bx", 9), ("Wh", 8)])
def test_the_check_detects_a_wrong_slope_in_the_terms(monkeypatch, name, lag):
    t, _, _, chains = last_step(LIVELY)
    assert_chain_is_derivative(LIVELY, t, 10, chains[name])

    honest = rnn_core.chain._slope_factor

    def spoiled(at, out_H):
        factor = honest(at, out_H)
        return rnn_core.Factor(factor.symbol, factor.value * 1.001) if at == lag else factor

    monkeypatch.setattr(rnn_core.chain, "_slope_factor", spoiled)
    _, _, _, chains = last_step(LIVELY)
    with pytest.raises(AssertionError, match=f"{name}, t = {t}, lag {lag}:"):
        assert_chain_is_derivative(LIVELY, t, 10, chains[name])


@pytest.mark.parametrize("learning_rate", [0.0, 0.02])
@pytest.mark.parametrize(("name", "lag"), [("Wx", 9), ("Bx", 9), ("Wh", 8)])
def test_the_totals_of_a_run_reveal_a_wrong_slope(monkeypatch, name, lag, learning_rate):
    """A run computes its totals in other loops; lag 9 changes a total by about 1e-7."""
    run = simulate(experiment_of(Params(**LIVELY.weights), LIVELY.X, LIVELY.Y, 10, learning_rate))
    t, column = len(run) - 1, rnn_core.PARAMETERS.index(name)
    assert run[t].chains[name].total == run.gradients[t, column]

    honest = rnn_core.chain._slope_factor
    spoil = {lag: 1.001}
    monkeypatch.setattr(
        rnn_core.chain,
        "_slope_factor",
        lambda at, h: rnn_core.Factor(honest(at, h).symbol, honest(at, h).value * spoil.get(at, 1.0)),
    )
    assert run[t].chains[name].total != pytest.approx(run.gradients[t, column], rel=1e-9, abs=0)


# --- the plain product, also near saturation ---


@examples(40)
@given(cases(most=25.0) | cases(), st.integers(1, 10))
def test_every_term_is_the_plain_product(case, window):
    Wh, Wy = case.weights["Wh"], case.weights["Wy"]
    X, out_H = [], [case.start]
    for t, forward, _, chains in steps(case, window):
        X.append(case.X[t])
        out_H.append(forward.out_H)
        product = (forward.Y_hat - case.Y[t]) * Wy
        total = {"Wx": 0.0, "Wh": 0.0, "Bx": 0.0}
        for k in range(min(window, t + 1)):
            if k:
                product = product * Wh
            product = product * ((1 - out_H[-1 - k]) * (1 + out_H[-1 - k]))
            plain = {"Wx": product * X[-1 - k], "Wh": product * out_H[-2 - k], "Bx": product}
            for name in BACK if k < 9 else ("Wx", "Bx"):
                assert chains[name].terms[k].value == plain[name]
                total[name] += plain[name]
                assert chains[name].running_sums[k] == total[name]
        assert {name: chains[name].total for name in BACK} == total


def test_no_gradient_passes_a_saturated_step():
    case = LIVELY._replace(X=[25.0 if t == 6 else 0.1 for t in range(14)], weights=LIVELY.weights | {"Wx": 1.0})
    for t, _, _, chains in steps(case, 10):
        if t >= 6:
            assert [value == 0.0 for value in values(chains["Bx"])] == [k >= t - 6 for k in range(min(10, t + 1))]


@examples(30)
@given(cases())
def test_window_3_equals_the_textbook_formula(case):
    weights, X = case.weights, case.X
    Wh, Wy = weights["Wh"], weights["Wy"]
    h, s = {-1: case.start}, {}
    for t, forward, _, chains in steps(case, 3):
        h[t], e = forward.out_H, forward.error
        s[t] = (1 - h[t]) * (1 + h[t])
        if t < 2:
            continue
        dWx = (
            e * Wy * s[t] * X[t]
            + e * Wy * s[t] * Wh * s[t - 1] * X[t - 1]
            + e * Wy * s[t] * Wh * s[t - 1] * Wh * s[t - 2] * X[t - 2]
        )
        dWh = (
            e * Wy * s[t] * h[t - 1]
            + e * Wy * s[t] * Wh * s[t - 1] * h[t - 2]
            + e * Wy * s[t] * Wh * s[t - 1] * Wh * s[t - 2] * h[t - 3]
        )
        dBx = e * Wy * s[t] + e * Wy * s[t] * Wh * s[t - 1] + e * Wy * s[t] * Wh * s[t - 1] * Wh * s[t - 2]
        assert [chains[name].total for name in ("Wx", "Wh", "Bx", "Wy", "By")] == [dWx, dWh, dBx, e * h[t], e]


# --- which terms exist, and the names of their factors ---


@pytest.mark.parametrize("window", range(1, 11))
def test_a_term_exists_if_all_its_factors_are_in_the_queues(window):
    for t, _, queues, chains in steps(LIVELY, window):
        lags = {name: [term.lag for term in chain.terms] for name, chain in chains.items()}
        assert list(lags) == ["Wx", "Wh", "Bx", "Wy", "By"]
        assert [chain.parameter for chain in chains.values()] == list(lags)
        assert lags["Wx"] == lags["Bx"] == list(range(min(window, t + 1)))
        assert lags["Wh"] == list(range(min(window, 9, t + 1)))
        assert lags["Wy"] == lags["By"] == [0]
        assert len(queues.X) == min(10, t + 1)
        assert len(queues.out_H) == min(10, t + 2)


def test_Wh_uses_the_start_state_up_to_lag_8_of_step_8_and_never_later():
    read = {t: chains["Wh"].terms[-1] for t, _, _, chains in steps(LIVELY, 10)}
    for t in range(9):
        assert (read[t].lag, read[t].factors[-1].value) == (t, 0.4)
    assert (read[9].lag, read[9].factors[-1].symbol) == (8, "out_H[t-9]")
    assert read[9].factors[-1].value == next(steps(LIVELY, 1))[1].out_H  # out_H_0


def test_factors_are_named_and_ordered_as_in_the_formula():
    *_, chains = last_step(LIVELY)
    symbols = {
        name: [[factor.symbol for factor in term.factors] for term in chain.terms] for name, chain in chains.items()
    }
    now, past = "(1-out_H[t])(1+out_H[t])", "(1-out_H[t-{0}])(1+out_H[t-{0}])".format
    assert symbols["Wx"][0] == ["e", "Wy", now, "X[t]"]
    assert symbols["Wh"][0] == ["e", "Wy", now, "out_H[t-1]"]
    assert symbols["Bx"][0] == ["e", "Wy", now, "1"]
    assert symbols["Wx"][2] == ["e", "Wy", now, "Wh", past(1), "Wh", past(2), "X[t-2]"]
    assert symbols["Wy"] == [["e", "out_H[t]"]]
    assert symbols["By"] == [["e", "1"]]
    for k in range(10):
        path = ["e", "Wy", now]
        for j in range(1, k + 1):
            path += ["Wh", past(j)]
        assert symbols["Wx"][k] == [*path, f"X[t-{k}]" if k else "X[t]"]
        assert symbols["Bx"][k] == [*path, "1"]
        assert k == 9 or symbols["Wh"][k] == [*path, f"out_H[t-{k + 1}]"]
        assert len(symbols["Wx"][k]) == 4 + 2 * k
    assert all(symbol.isascii() for terms in symbols.values() for term in terms for symbol in term)


def test_a_factor_has_the_value_of_its_symbol():
    t, forward, queues, chains = last_step(LIVELY)
    meaning = {"e": forward.error, "1": 1.0, **LIVELY.weights}
    for k in range(10):
        at = f"t-{k}" if k else "t"
        h = queues.out_H[k]
        meaning |= {
            f"X[{at}]": LIVELY.X[t - k],
            f"out_H[{at}]": h,
            f"(1-out_H[{at}])(1+out_H[{at}])": (1 - h) * (1 + h),
        }
    for chain in chains.values():
        for term in chain.terms:
            assert [factor.value for factor in term.factors] == [meaning[factor.symbol] for factor in term.factors]


def test_partial_products_grow_factor_by_factor():
    *_, chains = last_step(LIVELY)
    for chain in chains.values():
        for term in chain.terms:
            numbers = [factor.value for factor in term.factors]
            expected = [numbers[0]]
            for number in numbers[1:]:
                expected.append(expected[-1] * number)
            assert list(term.partial_products) == expected
            assert term.value == expected[-1]


# --- refused arguments ---


@pytest.mark.parametrize("window", [0, 11, -1, 2.5, 3.0, True, "3", "All", "all", None])
def test_gradient_chains_refuses_an_invalid_window(window):
    params = Params(**WORKED.weights)
    forward, queues = forward_step(params, Queues.start(), 0.5, 0.1)
    with pytest.raises(ValueError, match="window") as refusal:
        gradient_chains(params, forward, queues, window)
    assert repr(window) in str(refusal.value)


def test_gradient_chains_refuses_queues_without_a_step():
    params = Params(**WORKED.weights)
    forward, _ = forward_step(params, Queues.start(), 0.5, 0.1)
    with pytest.raises(ValueError, match="queues"):
        gradient_chains(params, forward, Queues.start(), 3)
