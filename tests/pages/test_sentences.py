"""Every claim of every sentence, read back out of its words and derived again from the record, for some hundred states."""

import math
import re

import pytest

from pages.lab.notation import number, percent
from pages.lab.sentences import chain as chain_sentences
from pages.lab.sentences import step as sentences
from pages.lab.session import OPENING
from tests.pages.records import Shown, show, states

STATES = list(states(300, seed=7))
COUNTED = ("Wx", "Bx", "Wh")


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def terms(shown: Shown, name: str) -> list[float]:
    """The counted terms, multiplied out here."""
    return [math.prod(factor.value for factor in term.factors) for term in shown.step.chains[name].terms]


def near(text: str, value: float) -> bool:
    """A printed number and the one derived here; the latter may sit on the other side of a rounding edge."""
    return text in {number(value), number(value * (1 + 1e-9)), number(value * (1 - 1e-9))}


def near_percent(text: str, part: float) -> bool:
    return text in {percent(min(1.0, max(0.0, part + nudge))) for nudge in (0.0, 1e-9, -1e-9)}


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_headline(shown: Shown):
    step, weight = shown.step, shown.session.weight
    said = plain(sentences.headline(step, shown.reading, shown.run, weight))
    assert f"X = {number(step.forward.X)} went in, Ŷ = {number(step.forward.Y_hat)} came out" in said
    error = step.forward.Y_hat - step.forward.Y
    assert ("exactly the target" in said) == (error == 0)
    if error == 0:
        assert "every term of every gradient" in said
        assert all(value == 0 for name in COUNTED for value in terms(shown, name))
        return
    side, by = re.search(r"too (high|low) by ([^.,]*(?:\.\d+)?[^ ,]*)\. ", said).groups()
    assert (side == "high") == (error > 0)
    assert by == number(abs(error))
    if weight not in COUNTED:
        assert f"= {number(step.chains[weight].total)} looks at this step alone" in said
        return
    sizes = [abs(value) for value in terms(shown, weight)]
    whole, most = math.fsum(sizes), max(sizes)
    if most == 0:
        assert f"Every term of ∂L/∂{weight} is 0 here" in said
    elif len(sizes) == 1:
        assert "a single term, lag 0" in said
    elif match := re.search(r"the lags ([\d, and]+) tie for the largest share, (.*) each", said):
        tied = [int(lag) for lag in re.findall(r"\d+", match[1])]
        assert all(math.isclose(sizes[lag], most, rel_tol=1e-12) for lag in tied)
        assert len(tied) > 1
        assert near_percent(match[2], most / whole)
    else:
        lag, relative, time, share = re.search(
            r"lag (\d+) \((t(?:−(\d+))?) = −?\d+\) weighs most: (.*) of all", said
        ).group(1, 3, 2, 4)
        assert math.isclose(sizes[int(lag)], most, rel_tol=1e-12)
        assert int(relative or 0) == int(lag)
        assert time.startswith("t")
        assert near_percent(share, most / whole)


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_sequence(shown: Shown):
    t, error = shown.session.t, shown.step.forward.Y_hat - shown.step.forward.Y
    said = plain(sentences.sequence(shown.step, shown.run, t))
    assert f"At t = {t}" in said
    reach = min(shown.session.K, t + 1)
    assert ("this step only" if reach == 1 else f"the last {reach} steps") in said
    if error == 0:
        assert "meets the target exactly" in said
    else:
        distance, side, e = re.search(r"lies (\S+) (above|below) the target \(e = (\S+)\)", said).groups()
        assert (distance, e) == (number(abs(error)), number(error))
        assert (side == "above") == (error > 0)


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_by_lag(shown: Shown):
    step = shown.step
    name = shown.session.weight if shown.session.weight in COUNTED else "Wh"
    said = plain(sentences.by_lag(step, shown.reading, shown.session.weight))
    values = terms(shown, name)
    whole, total = math.fsum(map(abs, values)), math.fsum(values)
    if whole == 0:
        assert f"All terms of ∂L/∂{name} are 0" in said
        assert reason_for_zero(said, shown, name)
        return
    assert f"∂L/∂{name} = {number(step.chains[name].total)}; " in said
    cancelled = max(0.0, 1 - abs(total) / whole)
    if len(values) == 1:
        assert "one term, so nothing to add up" in said
    elif "cancel completely" in said:
        assert abs(total) <= 1e-15 * whole
    elif match := re.search(r"pull against each other and (.*?) of their magnitudes cancel", said):
        assert near_percent(match[1], cancelled)
        assert cancelled >= 0.5 - 1e-9
    elif match := re.search(r"all its terms(?: that are not 0)? (push up|pull down)", said):
        assert all(value >= 0 for value in values) or all(value <= 0 for value in values)
        assert (match[1] == "push up") == (total > 0)
    else:
        share = re.search(r"; (.*?) of the magnitudes cancel", said)[1]
        assert near_percent(share, cancelled)
        assert cancelled < 0.5 + 1e-9
    last = len(values) - 1
    gains = [step.params.Wh * (1 - h) * (1 + h) for h in step.queues.out_H[1 : last + 1]]
    kept = [abs(math.prod(gains[:lag])) for lag in range(last + 1)]
    if last == 0:
        assert "by lag" not in said
    elif step.params.Wh == 0:
        assert "Wh is 0, so nothing comes from further back than lag 0" in said
    elif match := re.search(r"has shrunk under 1 % of lag 0 by lag (\d+)", said):
        assert kept[int(match[1])] < 0.01
        assert all(size >= 0.01 for size in kept[: int(match[1])])
    else:
        lag, verb, size = re.search(r"by lag (\d+) the path has (kept|grown to) (\S+) of what it was", said).groups()
        assert int(lag) == last
        assert near(size, kept[last])
        assert (verb == "grown to") == (kept[last] > 1)
        assert min(kept) >= 0.01 - 1e-12


def reason_for_zero(said: str, shown: Shown, name: str) -> bool:
    step = shown.step
    if "The error e is 0" in said:
        return step.forward.Y_hat == step.forward.Y
    if "Wy is 0" in said:
        return step.params.Wy == 0
    if "the start state, is 0" in said:
        return name == "Wh" and step.forward.out_H_prev == 0 and len(step.chains["Wh"].terms) == 1
    return "Every path holds a factor that is 0" in said and all(
        any(factor.value == 0 for factor in term.factors) for term in step.chains[name].terms
    )


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_product(shown: Shown):
    for name, chain in shown.reading.all_lags.items():
        for term in chain.terms:
            counted = term.lag < len(shown.step.chains[name].terms)
            said = plain(sentences.product(term, counted))
            values = [factor.value for factor in term.factors]
            assert ("beyond the window" in said) == (not counted)
            if 0 in values:
                assert said.startswith("The product is 0 because")
                continue
            kept = re.search(r"The product is (\S+) of \|e\|", said)[1]
            assert near(kept, math.prod(map(abs, values[1:])))
            negatives = sum(value < 0 for value in values)
            assert ("It is negative" in said) == bool(negatives % 2)
            count = re.search(r"number of negative factors \((\d+)\)", said)
            assert (int(count[1]) if count else 0) == negatives
            assert ("no negative factor" in said) == (negatives == 0)
            if match := re.search(r"shrinks it most \(×(\S+)\)", said):
                assert match[1] == number(min(map(abs, values[1:])))
                assert min(map(abs, values[1:])) < 1
            else:
                assert min(map(abs, values[1:])) >= 1 or "all have the same size" in said


@pytest.mark.parametrize("shown", STATES[:100], ids=str)
def test_paths(shown: Shown):
    for name, chain in shown.reading.all_lags.items():
        counted = len(shown.step.chains[name].terms)
        said = plain(chain_sentences.paths(chain, counted))
        values = [math.prod(factor.value for factor in term.factors) for term in chain.terms]
        if max(map(abs, values)) == 0:
            assert "ends at 0" in said
        elif len(values) == 1:
            assert f"ends at {number(chain.terms[0].value)}" in said
        else:
            far, far_value, close, close_value = re.search(
                r"of lag (\d+) ends farthest from 0, at (\S+), and that of lag (\d+) nearest, at (.+?)\.(?:$| )", said
            ).groups()
            assert math.isclose(abs(values[int(far)]), max(map(abs, values)), rel_tol=1e-12)
            assert math.isclose(abs(values[int(close)]), min(map(abs, values)), rel_tol=1e-9, abs_tol=1e-300)
            assert far_value == number(chain.terms[int(far)].value)
            assert close_value == number(chain.terms[int(close)].value)
            assert ("beyond the window" in said or "Only lag 0 is counted" in said) == (counted < len(values))


def test_the_corners_are_among_the_states():
    assert any(s.step.forward.error == 0 for s in STATES)
    assert any(s.step.params.Wh == 0 for s in STATES)
    assert any(s.step.params.Wy == 0 for s in STATES)
    assert any(s.session.K == 1 for s in STATES)
    assert {0, 1} <= {s.step.t for s in STATES}
    said = [plain(sentences.by_lag(s.step, s.reading, s.session.weight)) for s in STATES]
    for wording in (
        "cancel",
        "push up",
        "pull down",
        "has vanished there",
        "grown to",
        "kept",
        "one term",
        "Wh is 0",
        "The error e is 0",
    ):
        assert any(wording in one for one in said), wording


def test_a_tie_has_its_own_wording():
    """Wh·s = 1 exactly where out_H is 0: all inputs 0, the bias chain made of equal terms."""
    shown = show(OPENING.with_(task="impulse", T=40, t=2, Wx=1.0, Wh=1.0, Bx=0.0, Wy=1.0, By=0.5, K=3, weight="Bx"))
    assert terms(shown, "Bx") == [0.5, 0.5, 0.5]
    said = plain(sentences.headline(shown.step, shown.reading, shown.run, "Bx"))
    assert "the lags 0, 1 and 2 tie for the largest share, 33 % each" in said


def test_before_the_first_step():
    shown = show(OPENING)
    assert "nothing has happened yet" in sentences.headline(None, None, shown.run, "Wh")
    assert sentences.sequence(None, shown.run, -1) == "120 steps lie ahead."
    assert "No term exists" in sentences.by_lag(None, None, "Wh")


@pytest.mark.parametrize(
    ("weight", "lag", "t", "why"),
    [
        ("Wh", 0, -1, "Before the first step"),
        ("Wy", 3, 20, "one term only, lag 0"),
        ("Wx", 5, 2, "would lie before the first step"),
        ("Wh", 9, 20, "it would need out_Ht−10, which has left the queue"),
    ],
)
def test_a_term_that_does_not_exist_says_why(weight: str, lag: int, t: int, why: str):
    assert why in plain(sentences.absent(weight, lag, t))
