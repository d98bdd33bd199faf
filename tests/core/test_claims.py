"""Claims: every quantity beside a computation of its own, and what is refused."""

import math
import re
from collections.abc import Callable
from functools import cache, partial
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import PARAMETERS, Experiment, Params, Run, simulate
from rnn_core.analysis.claims import QUANTITIES, Quantity, claim, compared, quantity, written
from rnn_core.analysis.truncation import truncation
from tests.core.replay import derived

LAG, WINDOW, T = 2, 3, 30


@cache
def a_run(rate: float = 0.05) -> Run:
    X = np.sin(np.arange(41) / 2)
    weights = Params(Wx=0.7, Wh=-1.1, Bx=0.2, Wy=1.3, By=-0.1)
    return simulate(Experiment(weights, X[:-1], X[1:], window=6, learning_rate=rate, out_H_init=0.4, steps=60))


def slope(run: Run, j: int) -> float:
    return 1 / math.cosh(run.net_H[j]) ** 2


def path(run: Run, t: int, k: int) -> float:
    w = run.params_at(t)
    product = (run.Y_hat[t] - run.Y[t]) * w.Wy * slope(run, t)
    for j in range(1, k + 1):
        product *= w.Wh * slope(run, t - j)
    return float(product)


def term(run: Run, t: int, name: str, k: int) -> float:
    if name in ("Wy", "By"):
        return float(run.Y_hat[t] - run.Y[t]) * (float(run.out_H[t]) if name == "Wy" else 1.0)
    before = run.out_H[t - k - 1] if t > k else run.experiment.out_H_init
    return path(run, t, k) * float({"Wx": run.X[t - k], "Wh": before, "Bx": 1.0}[name])


def terms(run: Run, t: int, name: str, count: int = 6) -> list[float]:
    return [term(run, t, name, k) for k in range(min(count, t + 1))]


def largest(run: Run, t: int) -> int:
    return int(np.argmax(np.abs(terms(run, t, "Wh"))))


def wrong(run: Run, t: int) -> bool:
    return sum(terms(run, t, "Wh", WINDOW)) * sum(terms(run, t, "Wh", t + 1)) < 0


def gap(run: Run, t: int) -> float:
    return sum(terms(run, t, "Wh")) - derived(run, t, min(6, t + 1), "Wh")


def magnitude(run: Run, t: int) -> float:
    return sum(map(abs, terms(run, t, "Wh")))


def weight(run: Run, t: int, name: str) -> float:
    return float(run.weights[t, PARAMETERS.index(name)])


EXPECTED: dict[str, Callable[[Run, int], float | None]] = {
    "t": lambda run, t: t,
    "K": lambda run, t: 6,
    **{name: partial(weight, name=name) for name in PARAMETERS},
    "X": lambda run, t: run.X[t - LAG],
    "out_H": lambda run, t: run.out_H[t - LAG],
    "net_H": lambda run, t: math.atanh(run.out_H[t]),
    "Y": lambda run, t: run.Y[t],
    "Y_hat": lambda run, t: run.out_H[t] * run.weights[t, 3] + run.weights[t, 4],
    "e": lambda run, t: run.Y_hat[t] - run.Y[t],
    "loss": lambda run, t: (run.Y_hat[t] - run.Y[t]) ** 2 / 2,
    "slope": lambda run, t: slope(run, t - LAG),
    "gain": lambda run, t: run.weights[t, 1] * slope(run, t - LAG),
    "path": lambda run, t: path(run, t, LAG),
    "ratio": lambda run, t: path(run, t, LAG) / path(run, t, 0),
    "term": lambda run, t: term(run, t, "Wh", LAG),
    "terms": lambda run, t: 6,
    "sum": lambda run, t: sum(terms(run, t, "Wh")),
    "largest": largest,
    "share": lambda run, t: abs(term(run, t, "Wh", LAG)) / magnitude(run, t),
    "cancelled": lambda run, t: 1 - abs(sum(terms(run, t, "Wh"))) / magnitude(run, t),
    "vanished": lambda run, t: next((k for k in range(6) if abs(path(run, t, k) / path(run, t, 0)) < 0.01), None),
    "next": lambda run, t: run.weights[t + 1, 1],
    "full": lambda run, t: sum(terms(run, t, "Wh", t + 1)),
    "window_sum": lambda run, t: sum(terms(run, t, "Wh", WINDOW)),
    "missing": lambda run, t: abs(sum(terms(run, t, "Wh", t + 1)[WINDOW:])),
    "wrong_sign": wrong,
    "wrong_steps": lambda run, t: sum(wrong(run, t) for t in range(len(run))),
    "gap": gap,
    "stale": lambda run, t: (
        sum(abs(gap(run, t)) for t in range(len(run))) / sum(abs(sum(terms(run, t, "Wh"))) for t in range(len(run)))
    ),
    "first_loss": lambda run, t: sum(run.loss[:40]) / 40,
    "last_loss": lambda run, t: sum(run.loss[20:]) / 40,
}


def text(name: str) -> str:
    """The quantity of Wh, of lag 2 or of window 3."""
    return name if name in PARAMETERS else written(name).replace("Wy", "Wh")


@pytest.mark.parametrize("name", QUANTITIES)
@pytest.mark.parametrize("t", [T, T + 1, 47])
def test_every_quantity_is_what_a_computation_of_its_own_gives(name: str, t: int):
    value, expected = quantity(text(name)).at(a_run(), t), EXPECTED[name](a_run(), t)
    assert value == (None if expected is None else pytest.approx(expected, rel=1e-7, abs=1e-12))


@pytest.mark.parametrize("name", QUANTITIES)
def test_before_the_first_step_there_are_weights_and_slots_and_nothing_else(name: str):
    value = quantity(text(name)).at(a_run(), -1)
    if name in PARAMETERS:
        assert value == getattr(a_run().experiment.params, name)
    else:
        assert value == {"t": -1, "K": 6}.get(name)
    assert quantity("out_H 0").at(a_run(), -1) == 0.4


def test_what_does_not_exist_has_no_value_and_no_claim_of_it_holds():
    for nothing in ("term Wh 3", "ratio 3", "gain 3", "X 3", "slope 3"):
        assert quantity(nothing).at(a_run(), 2) is None
        for relation in ("<", ">", "=", "!="):
            assert not claim(f"{nothing} {relation} 0").holds(a_run(), 2)
    still = simulate(Experiment(Params(0.0, 0.0, 0.0, 0.0, 0.0), np.zeros(2), np.zeros(2)))
    assert quantity("largest Wh").at(still, 1) is None  # every term is 0


def test_relations_and_magnitudes():
    run = a_run()
    value = term(run, T, "Wh", 0)
    assert claim("term Wh 0 < 0").holds(run, T) == (value < 0)
    assert claim("|term Wh 0| >= 0").holds(run, T)
    assert claim("|term Wh 0| = |term Wh 0|").holds(run, T)
    assert not claim("term Wh 0 != term Wh 0").holds(run, T)
    assert claim(f"t={T}").holds(run, T)
    assert claim(f"t <= {T - 1}").holds(run, T - 1)
    assert not claim(f"t <= {T - 1}").holds(run, T)
    assert claim("e > −1000").holds(run, T)
    assert claim("wrong_sign Wh 3 = yes").holds(run, T) == wrong(run, T)
    assert claim("wrong_sign Wh 3 = no").holds(run, T) != wrong(run, T)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("tern Wh 2", "there is no quantity “tern”; did you mean “term Wy 2”?"),
        ("wh", "there is no quantity “wh”; did you mean “Wh”?"),
        ("colour 2", "there is no quantity “colour”; allowed are t, K, Wx, "),
        ("", "there is no quantity “”"),
        ("term Wh", "write it like “term Wy 2”"),
        ("term Wh 2 3", "write it like “term Wy 2”"),
        ("term Wz 2", "Wz is not one of Wx, Wh, Bx, Wy, By"),
        ("full Wy", "Wy is not one of Wx, Wh, Bx"),
        ("term Wh 10", "10 is not one of 0, 1, 2"),
        ("gain 0", "0 is not one of 1, 2"),
        ("window_sum Wh 11", "11 is not one of 1, 2"),
        ("term Wh -1", "-1 is not one of"),
    ],
)
def test_what_there_is_not_is_refused_with_what_is_allowed(wrong: str, why: str):
    with pytest.raises(ValueError, match=re.escape(why)):
        quantity(wrong)
    if wrong:
        with pytest.raises(ValueError, match=re.escape(why)):
            claim(f"{wrong} < 0")


@pytest.mark.parametrize("wrong", ["", "term Wh 2", "< 0", "term Wh 2 <", "term Wh 2 ~ 0", "a < b < c"])
def test_what_is_no_comparison_is_refused(wrong: str):
    with pytest.raises(ValueError, match=r"is no claim|there is no quantity|not one of|write it like"):
        claim(wrong)


@given(st.text(max_size=60))
def test_any_text_is_a_claim_or_refused(some: str):
    try:
        read = claim(some)
    except ValueError as refused:
        why = str(refused)
    else:
        why = f"none: it is {read.text}"
        assert compared(some)
    assert 10 < len(why) < 1000


def test_a_table_with_a_planted_error_is_seen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(QUANTITIES, "gain", QUANTITIES["slope"])
    assert Quantity("gain", (LAG,)).at(a_run(), T) != pytest.approx(EXPECTED["gain"](a_run(), T))


def test_a_claim_about_one_step_does_not_read_the_whole_run_and_no_other_reads_it_at_every_step(
    monkeypatch: pytest.MonkeyPatch,
):
    read = Mock(wraps=truncation)
    monkeypatch.setattr("rnn_core.analysis.claims.truncation", read)
    run = simulate(a_run().experiment)
    for t in range(20, 30):
        for text in ("full Wh", "window_sum Wh 3", "missing Wh 3", "wrong_sign Wh 3"):
            quantity(text).at(run, t)
    assert read.call_count == 0
    for t in range(20, 30):
        for window in (2, 3):
            quantity(f"wrong_steps Wh {window}").at(run, t)
    assert read.call_count == 1
    assert [name for name, kind in QUANTITIES.items() if kind.slow] == ["wrong_steps"]
    assert claim("1 < wrong_steps Wh 3").slow
    assert not claim("wrong_sign Wh 3 = yes").slow
