"""Numbers left blank: which, what is right, and what is accepted, computed a second way in exact fractions."""

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rnn_core import PARAMETERS, Params, simulate
from rnn_core.analysis.practice import LEVELS, Blank, blank_for, blank_places, blanks, factor_blank, signed_sums
from rnn_core.analysis.reading import StepReading, read_step
from rnn_core.analysis.rounded import Rounded
from tests.core.replay import QUEUE_TERMS, cases, derivative, examples
from tests.core.runs import experiment_of, lively, run_of, swinging

THREE = Context(prec=3, rounding=ROUND_HALF_EVEN, Emin=-999, Emax=999)
parameters = st.sampled_from(PARAMETERS)
windows = st.integers(1, 10)


def printed(value: float) -> Fraction:
    """The number as it is shown, rounded by another library."""
    return Fraction(THREE.create_decimal(Decimal(value)))


def prod(values) -> Fraction:
    return math.prod(values, start=Fraction(1))


def by_hand(run, t: int, name: str, lag: int, read) -> dict[str, Fraction]:
    """Every factor, the term and the sum, from the record; each number that has to be read off as ``read`` gives it."""
    out_H = [read(h) for h in (run.experiment.out_H_init, *run.out_H.tolist())]  # out_H[j + 1] is the state of step j
    X = [read(x) for x in run.X.tolist()]
    w = dict(zip(PARAMETERS, map(read, run.weights[t].tolist()), strict=True))
    slopes = [1 - h * h for h in out_H]
    e = read(float(run.Y_hat[t])) - read(float(run.Y[t]))

    def factors(k: int) -> list[Fraction]:
        if name in ("Wy", "By"):
            return [e, out_H[t + 1] if name == "Wy" else Fraction(1)]
        path = [e, w["Wy"], slopes[t + 1]]
        for j in range(t - 1, t - k - 1, -1):
            path += [w["Wh"], slopes[j + 1]]
        return [*path, {"Wx": X[t - k], "Bx": Fraction(1), "Wh": out_H[t - k]}[name]]

    return {f"factor {i}": factor for i, factor in enumerate(factors(lag), start=1)}


def steps(run, t: int) -> StepReading:
    return read_step(run[t])


@examples(60)
@given(cases(), st.integers(0, 11), parameters, st.integers(0, 9), st.sampled_from(("1", "2")))
def test_factors_computed_from_numbers_as_shown_are_accepted(case, t: int, name: str, lag: int, level: str):
    run = run_of(case, 3, 0.05)
    found = blanks(steps(run, t), name, lag, level)
    exists = lag < term_count(name, t)
    assert bool(found) == exists
    if not exists:
        return
    exact, shown = by_hand(run, t, name, lag, Fraction), by_hand(run, t, name, lag, printed)
    term = steps(run, t).term(name, lag)
    assert term is not None
    for blank in found:
        factor = term.factors[int(blank.question.split()[1]) - 1]
        assert (blank.right.value, blank.symbol) == (factor.value, factor.symbol)
        assert abs(blank.right.value - exact[blank.question]) <= 1e-12
        for answer in (exact, shown):
            assert_accepted(blank, answer[blank.question])


def term_count(name: str, t: int) -> int:
    return min(QUEUE_TERMS[name], t + 1) if name in QUEUE_TERMS else 1


def assert_accepted(blank: Blank, answer: Fraction) -> None:
    """An answer is right as it is, and rounded to three digits."""
    for given_answer in (answer, printed(float(answer))):
        assert blank.verdict(float(given_answer)) == "right"
        assert blank.mistake(float(given_answer)) is None


@examples(60)
@given(cases(), st.integers(0, 11), parameters, st.integers(0, 9))
def test_a_term_multiplied_from_factors_as_shown_is_accepted_and_one_without_a_factor_is_not(
    case, t: int, name: str, lag: int
):
    run = run_of(case)
    assume(lag < term_count(name, t))
    reading = steps(run, t)
    (blank,) = blanks(reading, name, lag, "term")
    term = reading.term(name, lag)
    assert term is not None
    factors = [factor.value for factor in term.factors]
    assert blank.right.value == term.value
    assert_accepted(blank, prod(map(Fraction, factors)))
    assert_accepted(blank, prod(map(printed, factors)))
    for i, left_out in enumerate(factors):
        rest = float(prod(map(printed, factors[:i] + factors[i + 1 :])))
        if abs(rest - blank.right.value) > 2 * blank.right.slack + 0.01 * abs(blank.right.value):
            assert blank.verdict(rest) == "wrong"
            if left_out and abs(left_out) != 1:
                assert blank.mistake(rest) is not None


@examples(60)
@given(cases(), st.integers(0, 11), st.sampled_from(list(QUEUE_TERMS)), windows)
def test_a_sum_of_terms_as_shown_is_accepted_and_one_of_magnitudes_is_not(case, t: int, name: str, window: int):
    run = run_of(case, window)
    reading, found = steps(run, t), blanks(steps(run, t), name, 9, "sum")
    count = min(window, term_count(name, t))
    assert bool(found) == (count > 1)
    if not found:
        return
    (blank,) = found
    values = [term.value for term in reading.step.chains[name].terms]
    exact = sum(map(Fraction, values), Fraction(0))
    assert abs(blank.right.value - exact) <= 1e-12 * max(map(abs, values))
    replayed = derivative(case, t, name, range(t - count + 1, t + 1))
    assert abs(blank.right.value - replayed) <= 1e-11 * max(map(abs, values))
    assert_accepted(blank, exact)
    assert_accepted(blank, sum(map(printed, values), Fraction(0)))
    magnitudes = float(sum(abs(printed(value)) for value in values))
    if magnitudes > abs(blank.right.value) + 3 * blank.right.slack + 0.01 * magnitudes:
        assert blank.verdict(magnitudes) == "wrong"
        assert blank.mistake(magnitudes) is not None


# --- which ---


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize("number", [1, 2])
def test_blanks_move_on_through_the_whole_term(name: str, number: int):
    run = lively(10, steps=60)
    for lag in range(term_count(name, 59)):
        term = steps(run, 30).term(name, lag)
        assert term is not None
        candidates = {factor.symbol for factor in term.factors} - {"1"}
        symbols = [{blank.symbol for blank in blanks(steps(run, t), name, lag, str(number))} for t in range(lag, 60)]
        assert set().union(*symbols) == candidates
        assert all(len(chosen) == min(number, len(candidates)) for chosen in symbols)
        if len(candidates) >= 2 * number:
            assert not any(before & after for before, after in pairwise(symbols))


def test_a_weight_that_comes_several_times_is_one_blank():
    term = steps(lively(10), 12).term("Wh", 5)
    assert term is not None
    places = {place for offset in range(40) for place in blank_places(term, 1, offset)}
    assert [term.factors[place].symbol for place in sorted(places)].count("Wh") == 1


def test_blanks_stand_in_the_order_of_the_formula():
    run = lively(10)
    for t in range(5, 13):
        places = [int(blank.question.split()[1]) for blank in blanks(steps(run, t), "Wx", 4, "2")]
        assert places == sorted(set(places))
        assert len(places) == 2


# --- verdicts ---


def test_a_blank_by_the_name_of_its_question():
    reading = read_step(swinging(window=6)[21])
    for level in LEVELS:
        for one in blanks(reading, "Wh", 2, level):
            assert blank_for(reading, "Wh", 2, one.question) == one
    term = reading.term("Wh", 2)
    assert term
    assert blank_for(reading, "Wh", 2, "factor 8") == factor_blank(reading, term, 7)
    for question in ("factor 0", "factor 9", "factor", "factor ²", "1", "x"):
        assert blank_for(reading, "Wh", 2, question) is None
    assert blank_for(reading, "Wh", 9, "factor 1") is None


def test_a_number_rounded_further_is_asked_for_again():
    blank = Blank(question="term", symbol="", right=Rounded(0.9567, 0.001), mistakes=())
    verdicts = {answer: blank.verdict(answer) for answer in (0.9567, 0.957, 0.958, 0.96, 0.96001, 1.0, 0.95, -0.96)}
    assert list(verdicts.values()) == ["right", "right", "right", "coarse", "wrong", "wrong", "wrong", "wrong"]


def test_how_a_wrong_number_differs():
    blank = Blank(question="term", symbol="", right=Rounded(-0.5, 0.001), mistakes=())
    assert [blank.off(answer) for answer in (0.4, 0.6, -0.6, -0.4, 0.0)] == [
        "sign", "sign", "larger", "smaller", "smaller",
    ]  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
def test_where_the_error_is_0_only_0_is_right(level: str):
    X = [0.3, -0.4, 0.8]
    params = Params(0.5, 0.7, 0.1, 0.0, 0.25)
    run = simulate(experiment_of(params, X, [0.25] * 3, window=3))  # Wy = 0: every Y_hat is By
    for blank in blanks(steps(run, 2), "Wx", 1, level):
        if blank.right.value == 0 and blank.right.slack == 0:
            assert blank.verdict(0.0) == blank.verdict(-0.0) == "right"
            assert blank.verdict(1e-9) == "wrong"
    assert blanks(steps(run, 2), "Wx", 1, "term")[0].right == Rounded(0.0, 0.0)
    assert blanks(steps(run, 2), "Wx", 1, "sum")[0].right == Rounded(0.0, 0.0)


def test_tiny_numbers_are_judged_by_their_digits():
    run = simulate(experiment_of(Params(1.0, 1e-40, 0.0, 1.0, 0.0), [0.5] * 9, [1.0] * 9, window=9))
    (blank,) = blanks(steps(run, 8), "Wx", 7, "term")
    value = blank.right.value
    assert 0 < abs(value) < 1e-270
    assert blank.verdict(float(f"{value:.2e}")) == "right"
    assert blank.verdict(0.0) == blank.verdict(value * 1.5) == "wrong"
    found = blank.mistake(0.0)
    assert found is not None
    assert found.kind == "zero"


def test_where_a_number_overflows_nothing_is_asked():
    run = simulate(experiment_of(Params(1.0, -1e200, 0.0, 1.0, 0.0), [0.0] * 12, [1.0, -1.0, -1.0] * 4, window=1))
    reading = steps(run, 11)
    for lag in range(10):
        term = reading.term("Bx", lag)
        assert term is not None
        finite = math.isfinite(term.value)
        assert bool(blanks(reading, "Bx", lag, "term")) == finite
    assert not blanks(reading, "Bx", 9, "term")


def test_near_saturation_the_digits_shown_leave_a_slope_uncertain():
    run = simulate(experiment_of(Params(5.0, 0.5, 0.0, 1.0, 0.0), [1.0] * 4, [0.0] * 4))
    found = {blank.symbol: blank for t in range(4) for blank in blanks(steps(run, t), "Bx", 0, "2")}
    slope = found["(1-out_H[t])(1+out_H[t])"]
    assert slope.uncertain
    assert slope.verdict(0.0) == slope.verdict(slope.right.value) == "right"
    assert not found["Wy"].uncertain


@pytest.mark.parametrize(("parameter", "level", "match"), [("W", "1", "^parameter"), ("Wx", "3", "^level")])
def test_an_unknown_weight_or_level_is_refused(parameter: str, level: str, match: str):
    with pytest.raises(ValueError, match=match):
        blanks(steps(lively(3), 5), parameter, 0, level)


@pytest.mark.parametrize("name", list(QUEUE_TERMS))
def test_signed_sums(name: str):
    chain = swinging(9)[15].chains[name]
    sums, values = signed_sums(chain), [term.value for term in chain.terms]
    assert sums.positive + sums.negative == pytest.approx(chain.total)
    assert sums.positive - sums.negative == pytest.approx(math.fsum(map(abs, values)))
    assert sums.positives == sum(map((0.0).__lt__, values))
    assert sums.positives + sums.negatives == len(values)
