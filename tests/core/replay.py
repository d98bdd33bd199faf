"""The independent road: the network written again and differentiated by complex steps. Shares nothing with rnn_core.

    ∂Loss_t/∂w = Im Loss_t(w + i·h) / h       (Squire and Trapp, 1998), exact to rounding for a tiny h

The weight is nudged at chosen steps only. Nudged at the one step t − k, the derivative is the term of lag k; nudged at
the last m steps, it is the sum of m terms (what lies before those steps does not move, as if held constant).
``cmath.tanh`` is differentiated by 1/cosh², so the slope (1 − h)(1 + h) is not used here either.
"""

import cmath
from collections.abc import Collection
from typing import Any, NamedTuple

from hypothesis import strategies as st

NUDGE = 1e-100
QUEUE_TERMS = {"Wx": 10, "Bx": 10, "Wh": 9}


class Case(NamedTuple):
    """A network and its sequence, in plain values."""

    weights: dict[str, float]
    X: list[float]
    Y: list[float]
    start: float = 0.0


def replay(case: Case, t: int, name: str, nudged: Collection[int]) -> complex:
    """Loss_t of a replay from the start state, the weight ``name`` nudged at the steps ``nudged``."""
    out_H: complex = case.start
    for step in range(t + 1):
        w: dict[str, Any] = dict(case.weights)
        if step in nudged:
            w[name] += 1j * NUDGE
        out_H = cmath.tanh(case.X[step] * w["Wx"] + out_H * w["Wh"] + w["Bx"])
    error = out_H * w["Wy"] + w["By"] - case.Y[t]
    return 0.5 * error * error


def derivative(case: Case, t: int, name: str, nudged: Collection[int]) -> float:
    return replay(case, t, name, nudged).imag / NUDGE


def assert_chain_is_derivative(case: Case, t: int, window: int, chain: Any) -> None:
    """The check: each term of ``chain`` is the derivative of a replay, to 1e-12 of itself; so is the total, of the largest.

    It is sharper than 1e-12 of the largest term for all, which a vanished term passes whatever it is. ``window`` may be
    larger than ten only for a chain that was taken from the record (window "all").
    """
    name = chain.parameter
    m = min(window, t + 1) if window > 10 else min(window, QUEUE_TERMS[name], t + 1)
    terms = [derivative(case, t, name, {t - k}) for k in range(m)]
    assert [term.lag for term in chain.terms] == list(range(m)), f"lags of {name} at t = {t}, window {window}"
    for term, expected in zip(chain.terms, terms, strict=True):
        found = f"{name}, t = {t}, lag {term.lag}: {term.value!r}, not {expected!r}"
        assert abs(term.value - expected) <= 1e-12 * abs(expected), found
    total = derivative(case, t, name, range(t - m + 1, t + 1))
    assert abs(chain.total - total) <= 1e-12 * max(map(abs, terms)), f"{name}, t = {t}, total: {chain.total!r}, not {total!r}"


def thousandths(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(round(low * 1000), round(high * 1000)).map(lambda n: n / 1000)


@st.composite
def cases(draw: st.DrawFn, most: float = 3.0) -> Case:
    """12 to 16 steps with |net_H| ≤ ``most``: net_H is drawn and X solved for, so nothing has to be thrown away.

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
