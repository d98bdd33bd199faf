"""An independent computation: the network written again and differentiated by complex steps. No rnn_core function.

    ∂Loss_t/∂w = Im Loss_t(w + i·h) / h       (Squire and Trapp, 1998), exact to rounding for a tiny h

The weight is shifted at chosen steps only. Shifted at the single step t − k, the derivative is the term of lag k;
shifted at the last m steps, it is the sum of m terms (the state before these steps is constant). The derivative of
``cmath.tanh`` is 1/cosh², so the slope (1 − h)(1 + h) is not used here either.
"""

import cmath
import os
from collections.abc import Collection
from typing import Any, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from rnn_core import PARAMETERS, Experiment, Params

TINY = 1e-100
QUEUE_TERMS = {"Wx": 10, "Bx": 10, "Wh": 9}


class Case(NamedTuple):
    """A network and its sequence, in plain values."""

    weights: dict[str, float]
    X: list[float]
    Y: list[float]
    start: float = 0.0


def replay(case: Case, t: int, name: str, shifted: Collection[int]) -> complex:
    """Loss_t of a replay from the start state, the weight ``name`` shifted at the steps ``shifted``."""
    out_H: complex = case.start
    for step in range(t + 1):
        w: dict[str, Any] = dict(case.weights)
        if step in shifted:
            w[name] += 1j * TINY
        out_H = cmath.tanh(case.X[step] * w["Wx"] + out_H * w["Wh"] + w["Bx"])
    error = out_H * w["Wy"] + w["By"] - case.Y[t]
    return 0.5 * error * error


def derivative(case: Case, t: int, name: str, shifted: Collection[int]) -> float:
    return replay(case, t, name, shifted).imag / TINY


def assert_chain_is_derivative(case: Case, t: int, window: int, chain: Any) -> None:
    """Check that each term is the derivative of a replay, to 1e-12 of itself, and the total to 1e-12 of the largest.

    A bound of 1e-12 of the largest term for all would accept any value of a vanished term. ``window`` exceeds ten only
    for a chain from the record (window "all").
    """
    name = chain.parameter
    m = min(window, t + 1) if window > 10 else min(window, QUEUE_TERMS[name], t + 1)
    terms = [derivative(case, t, name, {t - k}) for k in range(m)]
    assert [term.lag for term in chain.terms] == list(range(m)), f"lags of {name} at t = {t}, window {window}"
    for term, expected in zip(chain.terms, terms, strict=True):
        found = f"{name}, t = {t}, lag {term.lag}: {term.value!r}, not {expected!r}"
        assert abs(term.value - expected) <= 1e-12 * abs(expected), found
    total = derivative(case, t, name, range(t - m + 1, t + 1))
    assert abs(chain.total - total) <= 1e-12 * max(map(abs, terms)), (
        f"{name}, t = {t}, total: {chain.total!r}, not {total!r}"
    )


def examples(count: int) -> settings:
    """Draw ``count`` examples from a fixed seed, or EXAMPLES times as many from random seeds (tests/long)."""
    times = int(os.environ.get("EXAMPLES", "1"))
    return settings(max_examples=count * times, derandomize=times == 1)


def thousandths(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(round(low * 1000), round(high * 1000)).map(lambda n: n / 1000)


@st.composite
def cases(draw: st.DrawFn, most: float = 3.0) -> Case:
    """Draw 12 to 16 steps with |net_H| ≤ ``most``: net_H is drawn and X solved for, so that no draw is rejected.

    The errors are drawn too, and Y solved for, so that e is exactly 0 now and then.
    """
    weights = {name: draw(thousandths(-3, 3)) for name in ("Bx", "Wy", "By")}
    weights["Wx"] = draw(thousandths(0.05, 3)) * draw(st.sampled_from((1, -1)))
    weights["Wh"] = draw(st.just(0.0) | thousandths(-4, 4))
    start = draw(st.just(0.0) | thousandths(-1.5, 1.5))
    case = Case(weights, [], [], start)
    out_H = start
    for net_H in draw(st.lists(thousandths(-most, most), min_size=12, max_size=16)):
        error = draw(st.just(0.0) | thousandths(-2, 2))
        case.X.append((net_H - out_H * weights["Wh"] - weights["Bx"]) / weights["Wx"])
        out_H = cmath.tanh(case.X[-1] * weights["Wx"] + out_H * weights["Wh"] + weights["Bx"]).real
        case.Y.append(out_H * weights["Wy"] + weights["By"] - error)
    return case


@st.composite
def experiments(draw: st.DrawFn, most: float = 3.0) -> Any:
    """Draw an experiment of 1 to 8 values with weights up to ``most``."""
    count = draw(st.integers(1, 8))
    X, Y = (draw(st.lists(thousandths(-2, 2), min_size=count, max_size=count)) for _ in "XY")
    make: Any = Experiment
    return make(
        Params(*draw(st.tuples(*[thousandths(-most, most)] * 5))),
        X,
        Y,
        window=draw(st.integers(1, 10) | st.just("all")),
        learning_rate=draw(st.sampled_from((0.0, 0.01, 0.3))),
        out_H_init=draw(thousandths(-1, 1)),
        steps=draw(st.none() | st.integers(1, 25)),
        clip=draw(st.sampled_from((None, 0.05, 1.0))),
    )


def again(run, t, steps, name, shift=0.0, then=False):
    """Loss_t of a replay of the last steps in complex numbers, and the magnitude of the parts of its error."""
    states = [run.experiment.out_H_init, *run.out_H.tolist()]  # states[j] is out_H_{j−1}
    out_H = states[t + 1 - steps]
    for step in range(t + 1 - steps, t + 1):
        w = dict(zip(PARAMETERS, run.weights[step if then else t].tolist(), strict=True))
        w[name] += shift
        out_H = cmath.tanh(float(run.X[step]) * w["Wx"] + out_H * w["Wh"] + w["Bx"])
    error = out_H * w["Wy"] + w["By"] - float(run.Y[t])
    return 0.5 * error * error, abs(out_H * w["Wy"]) + abs(w["By"]) + abs(run.Y[t])


def derived(run, t, steps, name, then=False):
    return again(run, t, steps, name, 1j * TINY, then)[0].imag / TINY


def term_count(name, t, window):
    """The number of terms of a chain, by the rule of the queues."""
    if name in ("Wy", "By"):
        return 1
    return t + 1 if window == "all" else min(window, QUEUE_TERMS[name], t + 1)
