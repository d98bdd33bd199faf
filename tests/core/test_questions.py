"""Questions about a step, answered again from the columns of the run: slopes as 1/cosh², products written out."""

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import Params, simulate
from rnn_core.analysis import misreadings
from rnn_core.analysis.questions import KINDS, REASONS, Question, mixed_question, question, why_none
from rnn_core.analysis.reading import read_step
from rnn_core.cell import RECURRENT
from tests.core.replay import cases, examples, term_count
from tests.core.runs import experiment_of, lively, run_of, swinging, varied

ALL = [(kind, name, lag) for kind in KINDS for name in RECURRENT for lag in ((0, 2, 7) if kind == "change" else (0,))]


@lru_cache(maxsize=8)
def read(run, t):
    return read_step(run[t])


def asked(run, t, kind, name, lag=0) -> Question | None:
    return question(kind, read(run, t - 1), read(run, t), name, lag)


def why_not(run, t, kind, name, lag=0) -> str | None:
    return why_none(kind, read(run, t - 1), read(run, t), name, lag)


def factors(run, t, name):
    """e, Wy, Wh, and newest first the slopes and the sources of all counted lags."""
    count = term_count(name, t, run.experiment.window)
    steps = range(t, t - count, -1)
    states = [run.experiment.out_H_init, *run.out_H.tolist()]  # states[j] goes into step j
    sources = {"Wx": run.X.tolist(), "Wh": states, "Bx": [1.0] * len(run)}[name]
    Wh, Wy = run.weights[t, 1], run.weights[t, 3]
    slopes = [1 / math.cosh(run.net_H[j]) ** 2 for j in steps]
    return float(run.Y_hat[t] - run.Y[t]), Wy, Wh, np.array(slopes), np.array([sources[j] for j in steps])


def by_hand(run, t, name, e=None, slopes=None, sources=None):
    """The terms, with other values for e, the slopes or the sources."""
    error, Wy, Wh, s, source = factors(run, t, name)
    error = error if e is None else e
    s, source = (
        s if slopes is None else np.full(len(s), slopes),
        source if sources is None else np.full(len(s), sources),
    )
    return np.array([error * Wy * Wh**k * np.prod(s[: k + 1]) * source[k] for k in range(len(s))])


def answer_by_hand(run, t, kind, name, lag):
    """The answer, None where there is no question, and "?" within rounding of the border between the two."""
    terms = by_hand(run, t, name)
    _, _, Wh, slopes, _ = factors(run, t, name)
    sizes = abs(terms)
    if len(terms) < 2 or not sizes.any():
        return None
    if kind == "largest":
        second, first = sorted(sizes)[-2:]
        answer, margin = str(sizes.argmax()), first / second - 1 if second else 1
    elif kind == "sign":
        answer, margin = "positive" if terms.sum() > 0 else "negative", abs(terms.sum()) / sizes.sum()
    elif kind == "change":
        before = by_hand(run, t - 1, name)
        if lag >= min(len(before), len(terms)) or not before[lag] * terms[lag]:
            return None
        growth = terms[lag] / before[lag]
        answer, margin = "flips" if growth < 0 else "grows" if growth > 1 else "shrinks", abs(abs(growth) - 1)
        margin = 1 if growth < 0 else margin
    else:
        ratios = abs(np.cumprod([1, *(Wh * slopes[1:])]))
        if not ratios.all() or not factors(run, t, name)[0]:
            return None
        under = np.flatnonzero(ratios < 0.01)
        answer = str(under[0]) if len(under) else "none"
        margin = abs(ratios[: under[0] + 1 if len(under) else None] / 0.01 - 1).min()
    if abs(margin - 0.01) < 4e-4:  # 1 − 1/1.01 and 0.01 are both "within 1 %"
        return "?"
    return answer if margin > 0.01 else None


def check(run, t, kind, name, lag):
    """The question, if there is one, answered as it is by hand."""
    found, expected = asked(run, t, kind, name, lag), answer_by_hand(run, t, kind, name, lag)
    if expected == "?":
        return None
    assert (found and found.answer) == expected, (kind, name, lag, t)
    if found:
        check_numbers(run, found)
        for one in found.misreadings:
            assert one.option in set(found.options) - {found.answer}
            assert leads_there(run, found, one), (kind, name, lag, t, one)
    return found


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-300)


def check_numbers(run, found):
    terms = by_hand(run, found.t, found.parameter)
    _, _, Wh, slopes, sources = factors(run, found.t, found.parameter)
    assert found.answer in found.options
    assert len(set(found.options)) == len(found.options)
    lags = [*map(str, range(len(terms)))]
    assert [*found.options] == {
        "largest": lags, "vanishes": [*lags[1:], "none"], "sign": ["positive", "negative"],
        "change": ["grows", "shrinks", "flips"],
    }[found.kind]  # fmt: skip
    assert [term.value for term in found.chain.terms] == close(terms)
    assert sorted(abs(terms))[-2] == close(abs(terms[found.runner_up]))
    assert (found.positive, found.negative) == close((terms[terms > 0].sum(), terms[terms < 0].sum()))
    assert found.ratios == close([abs(Wh) ** k * np.prod(slopes[1 : k + 1]) for k in range(len(terms))])
    assert found.ratios[found.smallest_ratio] == min(found.ratios)
    lag, gain = found.smallest_gain
    last = int(found.answer) if found.kind == "vanishes" and found.answer != "none" else len(terms) - 1
    assert gain == close(Wh * slopes[lag])
    assert abs(gain) == close(abs(Wh) * min(slopes[1 : last + 1]))
    if found.kind == "largest":
        paths, sources = abs(by_hand(run, found.t, found.parameter, sources=1)), abs(sources)
        k = int(found.answer)
        for other in range(len(terms)):
            if min(abs(paths[k] - paths[other]) / max(paths), abs(sources[k] - sources[other])) > 1e-9:
                assert found.larger_than(other) == (paths[k] > paths[other], sources[k] > sources[other])
    if found.kind == "change":
        before = by_hand(run, found.t - 1, found.parameter)[found.lag]
        assert math.prod(part.before for part in found.parts) == close(before)
        assert math.prod(part.after for part in found.parts) == close(terms[found.lag])
        growth = {part.symbol: part.after / part.before for part in found.parts}
        assert list(growth)[:3] == ["e", "weights", "slopes"]
        if found.answer == "flips":
            assert [part.symbol for part in found.cause] == [name for name, value in growth.items() if value < 0]
        else:
            (cause,) = found.cause
            extreme = max if found.answer == "grows" else min
            assert abs(growth[cause.symbol]) == extreme(map(abs, growth.values()))


def is_largest(values, option):
    return abs(values[int(option)]) >= (1 - 1e-9) * max(abs(values))


def has_sign(value, option, size):
    return value * {"positive": 1, "negative": -1}[option] > -1e-12 * size


def is_change(before, after, option):
    if before * after < 0:
        return option == "flips"
    return option == ("grows" if abs(after) > abs(before) else "shrinks")


def leads_there(run, found, one):
    """Whether a shortcut leads to its option, and its numbers are those of the step."""
    t, name, lag, option = found.t, found.parameter, found.lag, one.option
    e, _, Wh, slopes, sources = factors(run, t, name)
    terms, before = by_hand(run, t, name), by_hand(run, t - 1, name)
    old_e = float(run.Y_hat[t - 1] - run.Y[t - 1])
    gains, last = Wh * slopes[1:], str(len(terms) - 1)
    flat, old_sign = by_hand(run, t, name, slopes=1), math.copysign(e, old_e)
    gains_here = (
        one.value == close(Wh) and one.other == close(gains[int(one.symbol) - 1]) if one.symbol[:1].isdigit() else True
    )
    match found.kind, one.shortcut:
        case "largest", "slopes":
            return is_largest(flat, option) and one.value == close(
                min(slopes[1 : 1 + max(int(option), int(found.answer))])
            )
        case "largest", "newest" | "bias":
            return option == "0" and (one.shortcut == "bias") == (name == "Bx")
        case "largest", "no source":
            return is_largest(by_hand(run, t, name, sources=1), option) and one.value == close(sources[int(option)])
        case "largest", "source":
            return is_largest(sources, option) and one.value == close(sources[int(option)])
        case "largest", "same":
            return is_largest(before, option)
        case "largest", "signed":
            return terms[int(option)] == max(terms) > 0
        case "largest", "weight":
            return option == last and abs(Wh) > 1 > abs(one.other) and gains_here
        case "largest", "oldest":
            return option == last
        case "change", "slopes":
            products = np.prod(slopes[: lag + 1]), np.prod(factors(run, t - 1, name)[3][: lag + 1])
            flat_before = by_hand(run, t - 1, name, slopes=1)
            return is_change(flat_before[lag], flat[lag], option) and (one.value, one.other) == close(products)
        case "change", "error":
            kept = by_hand(run, t, name, e=old_sign)[lag]
            return (
                e * old_e < 0 and is_change(before[lag], kept, option) and (one.value, one.other) == close((e, old_e))
            )
        case "change", "source sign":
            was, now = factors(run, t - 1, name)[4][lag], sources[lag]
            return (
                was * now < 0
                and is_change(before[lag], -terms[lag], option)
                and (one.value, one.other) == close((now, was))
            )
        case "change", "weight":
            return lag > 0 and option == ("grows" if abs(Wh) > 1 else "shrinks") and one.value == close(Wh)
        case "sign", "error":
            return e * old_e < 0 and has_sign(sum(by_hand(run, t, name, e=old_sign)), option, sum(abs(terms)))
        case "sign", "slopes":
            return has_sign(sum(flat), option, sum(abs(flat))) and one.value == close(min(slopes[1:]))
        case "sign", "newest" | "bias":
            rest = pytest.approx(sum(terms[1:]), abs=1e-9 * sum(abs(terms)))
            return has_sign(terms[0], option, 0) and one.value == close(terms[0]) and one.other == rest
        case "sign", "strongest":
            k = int(one.symbol)
            rest = pytest.approx(sum(terms) - terms[k], abs=1e-9 * sum(abs(terms)))
            return is_largest(terms, k) and has_sign(terms[k], option, 0) and one.other == rest
        case "sign", "majority":
            count = sum(has_sign(value, option, 0) for value in terms if value)
            return 2 * count > sum(terms != 0) and (one.value, one.other) == (count, len(terms))
        case "sign", "error alone":
            return has_sign(e, option, 0)
        case "sign", "same":
            return has_sign(sum(before), option, sum(abs(before)))
        case "vanishes", "weight":
            return option == "none" and abs(Wh) >= 1 and gains_here
        case "vanishes", "slopes":
            powers = [k for k in range(len(terms)) if abs(Wh) ** k < 0.01]
            end = len(terms) if found.answer == "none" else 1 + int(found.answer)
            return option == str(powers[0] if powers else "none") and one.value == close(min(slopes[1:end]))
        case "vanishes", "term":
            border = abs(abs(terms) - 0.01 * abs(terms[0])).min() < 1e-9 * abs(terms[0])
            small = [k for k in range(len(terms)) if abs(terms[k]) < 0.01 * abs(terms[0])]
            return border or option == str(small[0] if small else "none")
        case "vanishes", "oldest":
            return (found.answer, option) == ("none", last)
        case "vanishes", "same":
            ratios = abs(np.cumprod([1, *(factors(run, t - 1, name)[2] * factors(run, t - 1, name)[3][1:])]))
            under = np.flatnonzero(ratios < 0.01)
            return option == (str(under[0]) if len(under) else "none") or abs(ratios / 0.01 - 1).min() < 1e-9
    return False


@examples(20)
@given(cases(), st.sampled_from([1, 2, 3, 6, 9, 10]), st.sampled_from([0.0, 0.05]))
def test_every_question_is_answered_as_by_hand_and_every_shortcut_leads_where_it_is_said_to(case, window, rate):
    run = run_of(case, window, rate)
    for t in range(1, len(run)):
        for kind, name, lag in ALL:
            check(run, t, kind, name, lag)


RUNS = [lively(6), varied(10, Wh=-1.6), swinging(6, 0.0), varied(4, 0.0, 40, Wh=2.5), lively(10, 0.0, 60)]


def test_every_kind_is_asked_and_every_shortcut_is_met():
    found = [check(run, t, *one) for run in RUNS for t in range(1, len(run)) for one in ALL]
    seen = {(one.kind, other.shortcut) for one in found if one for other in one.misreadings}
    assert {kind for kind, _ in seen} == set(KINDS)
    assert len(seen) >= 22, sorted(seen)
    kinds = {(one.kind, one.answer) for one in found if one}
    assert {("change", "grows"), ("change", "shrinks"), ("change", "flips"), ("vanishes", "none")} <= kinds
    assert {("sign", "positive"), ("sign", "negative"), ("largest", "0"), ("largest", "2"), ("vanishes", "3")} <= kinds


# A spoiled core must not pass the check.


def test_a_wrong_answer_would_be_noticed(monkeypatch):
    run = RUNS[0]
    honest = question("largest", read(run, 8), read(run, 9), "Wh", 0)
    assert honest
    spoiled = replace(honest, answer=honest.options[-1])
    assert spoiled != honest
    monkeypatch.setattr(f"{__name__}.question", lambda *_: spoiled)
    with pytest.raises(AssertionError):
        check(run, 9, "largest", "Wh", 0)


def check_all(kind):
    for run in RUNS:
        for t in range(1, len(run)):
            for name in ("Wx", "Wh"):
                check(run, t, kind, name, 2)


@pytest.mark.parametrize("kind", ["largest", "change", "sign"])
def test_a_shortcut_that_takes_something_else_would_be_noticed(monkeypatch, kind):
    """Sources taken as 1, beside the slopes."""
    honest = misreadings.product

    def spoiled(term, **changes):
        return honest(term, **changes | ({"source": 1.0} if "slope" in changes else {}))

    monkeypatch.setattr(misreadings, "product", spoiled)
    with pytest.raises(AssertionError):
        check_all(kind)


# --- where there is no question ---


def constant(**parts):
    """X and Y the same at every step."""
    chosen = {"Wx": 1.0, "Wh": 0.5, "Bx": 0.0, "Wy": 1.0, "By": 0.0, "X": 0.5, "Y": 1.0, "window": 4} | parts
    weights = Params(**{name: chosen[name] for name in ("Wx", "Wh", "Bx", "Wy", "By")})
    return simulate(experiment_of(weights, [chosen["X"]] * 12, [chosen["Y"]] * 12, chosen["window"]))


@pytest.mark.parametrize(
    ("parts", "kinds", "why"),
    [
        ({"window": 1}, KINDS, "single"),
        ({"Wy": 0.0}, KINDS, "zeros"),
        ({"X": 0.0, "Y": 0.0}, KINDS, "zeros"),  # no error
        ({"Wh": 0.0}, ("vanishes",), "cut"),  # the product is exactly 0 from lag 1 on
        ({"X": 0.0, "Bx": 0.5}, ("change",), "steady"),  # at rest
        ({"X": 1e-9, "Wh": -1.0, "window": 2}, ("largest",), "tie"),  # gains of −1: the two terms cancel
        ({"X": 1e-9, "Wh": -1.0, "window": 2}, ("sign",), "cancels"),
        ({"X": 1e-9, "Wh": 0.01, "window": 2}, ("vanishes",), "border"),
    ],
)
def test_a_state_without_a_clear_answer_gets_no_question(parts, kinds, why):
    run = constant(**parts)
    for kind in kinds:
        assert asked(run, 10, kind, "Bx", 0) is None, kind
        assert why_not(run, 10, kind, "Bx", 0) == why


@pytest.mark.parametrize(
    ("t", "name", "lag", "why"),
    [
        (2, "Wx", 3, "absent"), (3, "Wx", 3, "new"), (5, "Wx", 3, None), (9, "Wx", 6, "beyond"), (1, "Wh", 9, "absent"),
        (12, "Wh", 9, "absent"),
    ],
)  # fmt: skip
def test_a_lag_that_is_new_or_out_of_reach_cannot_be_compared(t, name, lag, why):
    run = lively(6, steps=13)
    assert why_not(run, t, "change", name, lag) == why
    assert (asked(run, t, "change", name, lag) is None) == (why is not None)


def test_a_term_that_was_0_has_no_magnitude_to_compare_with():
    weights = Params(Wx=1.0, Wh=0.5, Bx=0.0, Wy=1.0, By=0.0)
    run = simulate(experiment_of(weights, [0.0] * 5 + [1.0] * 7, [1.0] * 12, 4))
    assert [why_not(run, t, "change", "Wx", 1) for t in (6, 7)] == ["zero", None]


def test_there_is_a_question_or_a_reason():
    run, seen = lively(6, steps=13), set()
    for t in range(1, 13):
        for kind, name, lag in ALL:
            why = why_not(run, t, kind, name, lag)
            assert (asked(run, t, kind, name, lag) is None) == (why is not None)
            seen.add(why)
    assert seen <= {None, *REASONS}


def test_mixed_questions_take_turns_and_skip_a_kind_that_does_not_exist():
    run = lively(6, steps=13)
    readings = [read_step(run[t]) for t in range(13)]
    kinds = []
    for t in range(5, 13):
        one = mixed_question(readings[t - 1], readings[t], "Wh", 2)
        assert one
        kinds.append(one.kind)
        beyond = mixed_question(readings[t - 1], readings[t], "Wh", 8)
        assert beyond
        assert beyond.kind == (one.kind if one.kind != "change" else "sign")
    assert kinds == [KINDS[t % 4] for t in range(5, 13)]
    assert mixed_question(readings[0], read_step(constant(window=1)[1]), "Wh", 0) is None
