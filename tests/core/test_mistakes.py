"""Each mistake is recognised by the number that it leads to, worked out here from the record by hand."""

import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core.analysis.mistakes import Kind, Mistake, nearest
from rnn_core.analysis.practice import Blank, blanks, factor_blank
from rnn_core.analysis.reading import StepReading, read_step
from rnn_core.analysis.rounded import Rounded, same_digits
from rnn_core.cell import PARAMETERS
from tests.core.replay import cases, examples
from tests.core.runs import run_of, swinging

T = 17
RUN = swinging(4)
READING = read_step(RUN[T])
H = [float(h) for h in RUN.out_H[T::-1]]  # H[k] is out_H[t-k]
X = [float(x) for x in RUN.X[T::-1]]
S = [1 - h * h for h in H]
WX, WH, BX, WY, BY = (float(w) for w in RUN.weights[T])
Y_HAT, Y = float(RUN.Y_hat[T]), float(RUN.Y[T])
E = Y_HAT - Y


def path(lag: int) -> float:
    return E * WY * S[0] * math.prod(WH * s for s in S[1 : lag + 1])


def blank_of(reading: StepReading, name: str, lag: int, question: str) -> Blank:
    """The blank of a question, at whatever step it comes."""
    if not question.startswith("factor"):
        return blanks(reading, name, lag, question)[0]
    term = reading.term(name, lag)
    assert term is not None
    return factor_blank(reading, term, int(question.split()[1]) - 1)


TERMS = [path(k) * H[k + 1] for k in range(4)]
# Wh, lag 3: e Wy s_t Wh s_{t-1} Wh s_{t-2} Wh s_{t-3} out_H[t-4]
CASES: list[tuple[str, str, float, str, str, int]] = [
    ("Wh", "factor 1", Y - Y_HAT, "reversed", "", 0),
    ("Wh", "factor 1", Y_HAT, "prediction", "", 0),
    ("Wh", "factor 1", Y, "target", "", 0),
    ("Wh", "factor 1", 0.5 * E * E, "loss", "", 0),
    ("Wh", "factor 2", -WY, "sign", "Wy", 0),
    ("Wh", "factor 2", WH, "weight", "Wh", 0),
    ("Wh", "factor 4", WX, "weight", "Wx", 0),
    ("Wh", "factor 4", -WH, "sign", "Wh", 0),
    ("Wh", "factor 5", H[1], "state", "out_H[t-1]", 0),
    ("Wh", "factor 5", H[1] ** 2, "squared", "out_H[t-1]", 0),
    ("Wh", "factor 5", S[2], "step", "out_H[t-2]", 0),
    ("Wh", "factor 5", S[0], "step", "out_H[t]", 0),
    ("Wh", "factor 5", 1 - H[1], "half", "out_H[t-1]", 0),
    ("Wh", "factor 5", 1 + H[1], "half", "out_H[t-1]", 0),
    ("Wh", "factor 5", WH * S[1], "gain", "", 0),
    ("Wh", "factor 5", 1.0, "flat", "", 0),
    ("Wh", "factor 10", H[3], "slot", "out_H[t-3]", 0),
    ("Wh", "factor 10", X[4], "queue", "X[t-4]", 0),
    ("Wh", "factor 10", -H[4], "sign", "out_H[t-4]", 0),
    ("Wx", "factor 10", X[2], "slot", "X[t-2]", 0),
    ("Wx", "factor 10", H[3], "queue", "out_H[t-3]", 0),
    ("Wh", "term", -TERMS[3], "sign", "", 0),
    ("Wh", "term", TERMS[3] / E, "without", "e", 0),
    ("Wh", "term", TERMS[3] / WY, "without", "Wy", 0),
    ("Wh", "term", TERMS[3] / S[1], "without", "(1-out_H[t-1])(1+out_H[t-1])", 0),
    ("Wh", "term", TERMS[3] / WH, "without", "Wh", 0),
    ("Wh", "term", path(3), "without", "out_H[t-4]", 0),
    ("Wh", "term", TERMS[3] / WH**2, "once", "", 0),
    ("Wh", "term", E * WY * WH**3 * H[4], "slopes", "", 0),
    ("Wh", "term", E * WY * WH**3 * H[0] * H[1] * H[2] * H[3] * H[4], "states", "", 0),
    ("Wh", "term", path(3) * H[3], "source", "out_H[t-3]", 0),
    ("Wh", "term", path(3) * H[5], "source", "out_H[t-5]", 0),
    ("Wh", "term", TERMS[2], "lag", "", 2),
    ("Wh", "term", E + WY + 3 * WH + sum(S[:4]) + H[4], "added", "", 0),
    ("Wh", "term", 0.0, "zero", "", 0),
    ("Wh", "term", TERMS[3] * 10, "power", "", 0),
    ("Wx", "term", path(3) * X[4], "source", "X[t-4]", 0),
    ("Wh", "sum", sum(map(abs, TERMS)), "magnitudes", "", 0),
    ("Wh", "sum", -sum(TERMS), "sign", "", 0),
    ("Wh", "sum", sum(TERMS) - TERMS[1], "omitted", "", 1),
    ("Wh", "sum", TERMS[0], "alone", "", 0),
    ("Wh", "sum", sum(TERMS) + path(4) * H[5], "beyond", "", 4),
    ("Wh", "sum", sum(TERMS) / 4, "mean", "", 0),
    ("Wh", "sum", sum(TERMS) / 100, "power", "", 0),
]


@pytest.mark.parametrize(("name", "question", "answer", "kind", "symbol", "lag"), CASES)
def test_a_mistake_is_recognised(name: str, question: str, answer: float, kind: str, symbol: str, lag: int):
    blank = blank_of(READING, name, 3, question)
    for typed in (answer, float(f"{answer:.2e}")):
        assert blank.verdict(typed) == "wrong"
        found = blank.mistake(typed)
        assert found is not None
        assert (found.kind, found.symbol, found.lag) == (kind, symbol, lag)


def test_every_kind_is_tried():
    assert {case[3] for case in CASES} == set(get_args(Kind))


@examples(40)
@given(
    cases(), st.integers(0, 11), st.sampled_from(PARAMETERS), st.integers(0, 9), st.sampled_from(["term", "sum", "2"])
)
def test_a_mistake_is_named_only_if_it_leads_to_the_answer_and_the_answer_is_wrong(
    case, t: int, name: str, lag: int, level: str
):
    reading = read_step(run_of(case, 4)[t])
    for blank in blanks(reading, name, lag, level):
        for mistake in blank.mistakes:
            answer = mistake.value.value
            found = blank.mistake(answer)
            if blank.verdict(answer) == "right":
                assert found is None
            else:
                assert found is not None
                assert same_digits(found.value.value, answer)


def test_what_no_mistake_leads_to_is_not_explained():
    blank = blank_of(READING, "Wh", 3, "term")
    assert blank.verdict(123.456) == "wrong"
    assert blank.mistake(123.456) is None


def test_the_same_digits_come_before_a_number_within_the_uncertainty():
    near = Mistake(kind="slopes", value=Rounded(2.0, 0.05))
    exact = Mistake(kind="lag", value=Rounded(2.04, 0.001), lag=1)
    vague = Mistake(kind="added", value=Rounded(3.0, 2.0))
    blank = Blank(question="term", symbol="", right=Rounded(1.0, 0.01), mistakes=(vague, near, exact))
    assert blank.mistake(2.04) is exact
    assert blank.mistake(2.03) is near
    assert blank.mistake(2.9) is None
    assert blank.mistake(1.005) is None


@pytest.mark.parametrize(("count", "lag", "order"), [(4, 1, [0, 2, 3]), (3, 0, [1, 2]), (1, 0, [])])
def test_the_nearest_come_first(count: int, lag: int, order: list[int]):
    assert nearest(count, lag) == order
