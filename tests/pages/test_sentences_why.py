"""The sentences of the pages that say why: every claim read back out of its words and derived again, for some hundred states."""

import math
import re

import pytest

from pages.lab.notation import number, percent, short_symbol, signed_percent
from pages.lab.presets import matching
from pages.lab.sentences import across_time, chain
from pages.lab.session import OPENING, RECURRENT, experiment
from pages.lab.whole import Whole
from pages.lab.words import SECTIONS
from rnn_core import simulate
from rnn_core.analysis import map as hidden_map
from rnn_core.analysis import reach as reaching
from rnn_core.analysis.proof import loss_along, witness, witnesses
from rnn_core.analysis.reading import read_step
from rnn_core.analysis.truncation import truncation
from rnn_core.itemise import kept_parts
from tests.pages.records import Shown, show, states

STATES = list(states(120, seed=11))
TRIES = {attempt.label: attempt for section in SECTIONS.values() for attempt in section.tries}


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def near(text: str, value: float) -> bool:
    return text in {number(value), number(value * (1 + 1e-9)), number(value * (1 - 1e-9))}


def changed_during(shown: Shown, steps: int) -> bool:
    """Whether a weight changed during the last steps up to t."""
    rows = shown.run.weights[: shown.session.t + 1].tolist()[-steps:]
    return any(row != rows[-1] for row in rows)


def weight_of(shown: Shown) -> str:
    return shown.session.weight if shown.session.weight in RECURRENT else "Wh"


# --- the chain ---


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_build(shown: Shown):
    for one in shown.reading.all_lags.values():
        for term in (one.terms[0], one.terms[-1]):
            for done in range(1, len(term.factors) + 2):
                said, i = plain(chain.build(term, done)), min(done, len(term.factors)) - 1
                factor, so_far = term.factors[i], math.prod(f.value for f in term.factors[: i + 1])
                assert said.startswith(f"{i + 1} of {len(term.factors)} factors: ")
                if i == 0:
                    assert f"e = {number(factor.value)}" in said
                    continue
                assert f"× {plain(short_symbol(factor.symbol))} = {number(factor.value)} " in said
                assert near(re.search(r"Product so far (.+?)(?:\.$|: the term\.$)", said)[1], so_far)
                assert ("the term" in said) == (i + 1 == len(term.factors))
                before = math.prod(f.value for f in term.factors[:i])
                assert ("turns its sign" in said) == (factor.value < 0 and before != 0)
                if "shrinks" in said:
                    assert 0 < abs(factor.value) < 1
                elif "grows" in said:
                    assert abs(factor.value) > 1
                elif "keeps the size" in said:
                    assert abs(factor.value) == 1
                elif "ends the product" in said:
                    assert factor.value == 0
                else:
                    assert "is 0 already" in said
                    assert before == 0


@pytest.mark.parametrize("nudge", [0.0, 0.5, -2.0])
@pytest.mark.parametrize("shown", STATES[:40], ids=str)
def test_slope(shown: Shown, nudge: float):
    weight = shown.session.weight
    along = loss_along(shown.run, shown.session.t, weight, nudge)
    found = witness(shown.run, shown.session.t, shown.step.chains[weight])
    said = plain(chain.slope(along, found))
    assert f"the slope {number(shown.step.chains[weight].total)}: the sum of the bars" in said
    assert ("weights changed during the window" in said) == changed_during(shown, found.steps)
    if nudge == 0:
        assert said.endswith("The nudge is 0: move it.")
        return
    predicted, real = re.search(r"should change the loss by (.+?); it changes it by (.+?)\.(?: |$)", said).groups()
    assert near(predicted, shown.step.chains[weight].total * nudge)
    assert near(real, along.real)
    if abs(nudge) == 2:  # the ends of the curve
        assert along.real == pytest.approx(along.losses[0 if nudge < 0 else -1] - along.loss, rel=1e-9, abs=1e-12)
    assert ("have different signs" in said) == (along.predicted * along.real < 0)
    assert ("The same direction" in said) == (along.predicted * along.real > 0)
    if "The same direction" in said:
        assert ("far from the same size" in said) == (not 0.5 <= along.real / along.predicted <= 2)
    assert ("not even in sign" in said) == (along.predicted * along.real < 0 and found.stale and found.complex_step * along.slope <= 0)


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_waterfall(shown: Shown):
    for name in RECURRENT:
        one = shown.step.chains[name]
        said = plain(chain.waterfall(one, shown.reading.chains[name]))
        values = [math.prod(factor.value for factor in term.factors) for term in one.terms]
        whole, total = math.fsum(map(abs, values)), abs(math.fsum(values))
        if whole == 0:
            assert "Every term" in said
        elif len(values) == 1:
            assert f"one term, {number(one.total)}: nothing to cancel" in said
        else:
            sizes, size = re.search(r"add up to (\S+), that of their sum is (\S+): ", said).groups()
            assert near(sizes, whole)
            assert near(size, total) or total < 1e-12 * whole
            if "pull the same way" in said:
                assert whole == pytest.approx(total)
            else:
                share = re.search(r": (.*?) cancelled\.$", said)[1]
                assert share in {percent(min(1.0, max(0.0, 1 - total / whole + nudge))) for nudge in (0, 1e-9, -1e-9)}


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_proof_and_stale_state(shown: Shown):
    found, learning = witnesses(shown.run, shown.session.t), shown.session.eta > 0
    said = plain(chain.proof(found))
    worst = max(found.values(), key=lambda one: one.complex_step_error)
    changed = changed_during(shown, max(one.steps for one in found.values()))
    assert ("The weights changed during the window" in said) == changed
    assert learning or not changed
    if "Three roads, one result" in said:
        assert worst.complex_step_error <= 1e-9
    elif "The largest gap" in said:
        assert worst.complex_step_error > 1e-9
        assert f"The largest gap, {number(worst.chain - worst.complex_step)}, is that of ∂L/∂{worst.parameter}" in said
    elif "too little to be seen" in said:
        assert worst.complex_step_error <= 1e-9
    else:
        assert f"off by up to {number(max(one.central_difference_error for one in found.values()))}" in said
        assert "its rounding decides the slope" in said
        assert max(abs(h) for h in shown.step.queues.out_H) > 0.999
    stale = plain(chain.stale(found, "Wh", learning))
    assert ("η is 0" in stale) == (not learning)
    if learning and not changed_during(shown, found["Wh"].steps):
        assert "no weight changed" in stale
    elif learning:
        chained, today, then = re.search(
            r"the chain as computed, (\S+), multiplies.*with today's weights gives (\S+), with the weights in force then (\S+)\.$", stale
        ).groups()
        mine = found["Wh"]
        assert (chained, today, then) == (number(mine.chain), number(mine.complex_step), number(mine.then))
        assert "what an online learner uses" in stale


def test_each_wording_is_met():
    proofs = [plain(chain.proof(witnesses(s.run, s.session.t))) for s in STATES]
    for wording in ("Three roads", "The weights changed"):
        assert any(wording in one for one in proofs), wording


# --- what there is to try ---


@pytest.mark.parametrize("label", TRIES)
def test_each_try_opens_on_a_step_of_its_run(label: str):
    state = TRIES[label].state
    run = simulate(experiment(state))
    assert (run.diverged_at is None) == (label != "Too large a step")
    assert 9 <= state.t < len(run)
    assert TRIES[label].look.endswith(".")
    assert matching(state.with_(t=0)) == matching(state)


def test_the_tries_show_what_they_promise():
    def at(label: str):
        state = TRIES[label].state
        run = simulate(experiment(state))
        step = run[state.t]
        return state, run, step, read_step(step)

    state, _, _, reading = at("A slope that kills")
    factors = reading.term(state.weight, state.lag).factors
    assert factors[2].value < 1e-3
    assert abs(factors[0].value) > 1
    assert state.factor == 3
    _, _, _, reading = at("Each Wh turns the sign")
    products = reading.term("Wh", 5).partial_products
    assert all(a * b < 0 for a, b in zip(products[2:-2:2], products[3:-1:2], strict=True))

    def ends(label: str) -> list[float]:
        return [abs(term.value) for term in at(label)[3].all_lags["Bx"].terms]

    assert ends("Paths that die out")[9] < 0.01 * ends("Paths that die out")[0]
    assert ends("Paths that grow")[9] > ends("Paths that grow")[0]
    assert TRIES["Paths that die out"].state.Wh > 1

    state, run, _, _ = at("A nudge too far")
    along, half = loss_along(run, state.t, state.weight, state.nudge), loss_along(run, state.t, state.weight, state.nudge / 2)
    assert half.real < 0 < along.real
    assert along.predicted < 0
    state, run, _, _ = at("A flat place")
    along = loss_along(run, state.t, state.weight, state.nudge)
    assert abs(along.slope) < 0.005
    assert along.loss > 0.5
    assert along.real < -0.5 * along.loss
    assert abs(along.predicted) < 0.01 * abs(along.real)

    state, run, _, _ = at("Let the weights change")
    assert max(abs(w.gap_today) for w in witnesses(run, state.t).values()) > 1e-3
    state, run, _, _ = at("Push it into saturation")
    assert state.eta == 0
    assert "decides the slope" in chain.proof(witnesses(run, state.t))

    assert at("Contradicting lags")[3].chains["Wx"].cancelled > 0.9
    assert at("All of one mind")[3].chains["Bx"].cancelled == 0
