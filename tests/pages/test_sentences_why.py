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
    assert ("not even in sign" in said) == (
        along.predicted * along.real < 0 and found.stale and found.complex_step * along.slope <= 0
    )


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
            r"the chain as computed, (\S+), multiplies.*with today's weights gives (\S+), with the weights in force then (\S+)\.$",
            stale,
        ).groups()
        mine = found["Wh"]
        assert (chained, today, then) == (number(mine.chain), number(mine.complex_step), number(mine.then))
        assert "what an online learner uses" in stale


# --- across time ---


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_matrix_slices(shown: Shown):
    t, name = shown.session.t, weight_of(shown)
    whole = Whole(shown.run, shown.session, name)
    kept = len(shown.step.chains[name].terms)
    row = whole.row(t)
    said = plain(across_time.matrix_row(row, t, whole.counted, name))
    if any(row.values):
        value, s, lag, side = re.search(
            r"The largest, (\S+), passes through s = (\d+) \(lag (\d+)\), (inside|outside) the window", said
        ).groups()
        assert int(s) + int(lag) == t
        assert abs(row.values[int(s)]) == max(map(abs, row.values))
        assert near(value, row.values[int(s)])
        assert (side == "inside") == (int(lag) < kept)
        assert f"{kept} of them inside the window" in said
    else:
        assert "is 0" in said
    lag = shown.session.lag
    diagonal = whole.diagonal(lag)
    said = plain(across_time.matrix_diagonal(diagonal, whole.counted, name))
    if any(diagonal.values):
        losses, ups, value, at = re.search(
            r"at each of (\d+) losses: (\d+) of its terms are positive; the largest, (\S+), belongs to the loss at t = (\d+)\.",
            said,
        ).groups()
        assert int(losses) == len(shown.run) - lag
        assert int(ups) == sum(value > 0 for value in diagonal.values)
        assert near(value, max(diagonal.values, key=abs))
        assert diagonal.values[int(at) - lag] == max(diagonal.values, key=abs)
        assert ("ever sees it" in said) == (lag >= min(shown.session.K, 9 if name == "Wh" else 10))
    credit = whole.columns(max(0, t - lag))[min(12, max(0, t - lag))]
    said = plain(across_time.matrix_column(credit, name))
    assert f"s = {credit.step}" in said
    assert number(credit.total) in said
    if any(credit.pieces):
        value, at = re.search(r"The largest piece, (\S+), is owed by the loss at t = (\d+)", said).groups()
        assert near(value, max(credit.pieces, key=abs))
        assert credit.pieces[int(at) - credit.step] == max(credit.pieces, key=abs)


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_gains(shown: Shown):
    t, lag, Wh = shown.session.t, shown.session.lag, shown.step.params.Wh
    said = plain(across_time.gains(reaching.run_gains(shown.run, t, lag)))
    gains = [Wh * (1 - h) * (1 + h) for h in shown.run.out_H.tolist()]
    over = int(re.search(r"over 1 at (\d+) of", said)[1])
    assert abs(over - sum(abs(g) > 1 for g in gains)) <= sum(math.isclose(abs(g), 1, rel_tol=1e-12) for g in gains)
    if lag == 0:
        assert "Lag 0 has no gain" in said
    elif lag > t:
        assert f"has no lag {lag} yet" in said
    else:
        kept = math.prod(gains[t - lag : t])
        value, what = re.search(
            r"(?:multiply to|is) (\S+): on its way back over (?:one step|\d+ steps) the path (\w+)\.", said
        ).groups()
        assert near(value, kept)
        assert what == ("vanished" if abs(kept) < 0.01 else "grew" if abs(kept) > 1 else "shrank")


@pytest.mark.parametrize("shown", STATES[:60], ids=str)
def test_sweep(shown: Shown):
    reach = reaching.sweep(shown.run, shown.session.t)
    said = plain(across_time.sweep(reach))
    if shown.session.t == 0:
        assert "nothing to look back on" in said
        return
    lag = re.search(r"at lag (\d+)\.", said)
    kept = 1.0
    falls = None
    for back in range(1, shown.session.t + 1):
        h = shown.run.out_H[shown.session.t - back]
        kept *= abs(reach.today * (1 - h) * (1 + h))
        if kept < 0.01 and falls is None:
            falls = back
    if shown.session.eta == 0:  # while learning the sweep replays the run with today's weights
        assert (int(lag[1]) if "is under 1 % of lag 0" in said else None) == falls
    assert ("a run with today's held" in said) == changed_during(shown, shown.session.t + 1)
    assert ("beyond this axis" in said) == (abs(reach.today) > 3)
    never = re.search(r"Of the 121 values of Wh here (\d+) never", said)
    assert (int(never[1]) if never else 0) == sum(lag is None for lag in reach.lags)
    large = re.search(r"(\d+) with \|Wh\| > 1 vanish(?:es)?, the quickest at lag (\d+)", said)
    lags = [lag for Wh, lag in zip(reach.Wh, reach.lags, strict=True) if abs(Wh) > 1 and lag is not None]
    assert (large is None) == (not lags)
    assert large is None or (int(large[1]), int(large[2])) == (len(lags), min(lags))


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_truncation(shown: Shown):
    loss = truncation(shown.run, shown.session.t, weight_of(shown))
    said = plain(across_time.truncation(loss))
    kept = shown.step.chains[loss.parameter].total
    if loss.full == 0:
        assert "is 0 here" in said
    else:
        assert (
            f"gives {number(kept)} for ∂L/∂{loss.parameter} = {number(loss.full)}, {signed_percent(kept / loss.full)} of it"
            in said
        )
        assert ("wrong sign. A step along it moves" in said) == (kept * loss.full < 0)
        wrong = {K for K, value in enumerate(loss.kept, start=1) if value * loss.full < 0} - {shown.session.K}
        listed = re.search(r"rong in sign: K = ([\d, and]+)\.", said)
        assert {int(K) for K in re.findall(r"\d+", listed[1])} == wrong if listed else not wrong
    said = plain(across_time.truncation_run(loss))
    column = {"Wx": 0, "Wh": 1, "Bx": 2}[loss.parameter]
    differ = sum(
        a * b < 0 for a, b in zip(shown.run.gradients[:, column].tolist(), loss.run_full.tolist(), strict=True)
    )
    count = re.search(r"wrong sign at (\d+) of", said)
    assert (int(count[1]) if count else 0) == differ
    assert ("is 0 at all" in said) == (not loss.run_full.any())
    best = min(
        sum(a * b < 0 for a, b in zip(parts, loss.run_full.tolist(), strict=True))
        for parts in kept_parts(shown.run, loss.parameter)[:, :10].T.tolist()
    )
    assert not count or f"the best of the ten windows at {best}." in said


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_cobweb(shown: Shown):
    params, t = shown.step.params, shown.session.t
    for held in (True, False):
        web = hidden_map.cobweb(shown.run, t, held=held)
        said = plain(across_time.cobweb(web))
        assert f"X = {number(shown.step.forward.X)} goes in" in said
        assert f"leads from {number(shown.step.forward.out_H_prev)} to {number(shown.step.forward.out_H)}" in said
        h = shown.step.forward.out_H
        assert near(re.search(r"its local gain, (\S+)\.$", said)[1], params.Wh * (1 - h) * (1 + h))
        count = 1 if "one fixed point" in said else int(re.search(r"has (\d) fixed points", said)[1])
        assert count == len(web.fixed) == said.count("stable")
        assert said.count("not stable") == sum(abs(p.gain) >= 1 for p in web.fixed)
        said = plain(across_time.orbit(web))
        if not held:
            assert ("The first step" if t == 0 else f"The last {min(10, t + 1)} steps") in said
            continue
        state = shown.step.forward.out_H_prev
        for _ in range(3000):
            before, state = state, math.tanh(params.Wh * state + params.Wx * shown.step.forward.X + params.Bx)
        if "settle at" in said:
            assert state == pytest.approx(before, abs=1e-6)
        elif "swing between" in said:
            low, high = re.search(r"between (\S+) and (\S+) for ever", said).groups()
            assert {near(low, min(state, before)), near(high, max(state, before))} == {True}
            assert state != pytest.approx(before, abs=1e-9)
        else:
            assert "still be moving" in said


def test_each_wording_is_met():
    cobwebs = [plain(across_time.orbit(hidden_map.cobweb(s.run, s.session.t, held=True))) for s in STATES]
    assert any("settle at" in one for one in cobwebs)
    assert any("swing between" in one for one in cobwebs)
    proofs = [plain(chain.proof(witnesses(s.run, s.session.t))) for s in STATES]
    for wording in ("Three roads", "The weights changed"):
        assert any(wording in one for one in proofs), wording
    cuts = [plain(across_time.truncation(truncation(s.run, s.session.t, weight_of(s)))) for s in STATES]
    for wording in ("No window has the wrong sign", "rong in sign", "is 0 here"):
        assert any(wording in one for one in cuts), wording


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
    along, half = (
        loss_along(run, state.t, state.weight, state.nudge),
        loss_along(run, state.t, state.weight, state.nudge / 2),
    )
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

    state, run, _, _ = at("A long memory")
    whole = Whole(run, state, "Bx")
    credit = whole.columns(58)[12]
    assert sum(map(abs, credit.pieces[3:])) + credit.later_up - credit.later_down > sum(map(abs, credit.pieces[:3]))
    assert all(gain < 0 for gain in at("Stripes")[3].gains)

    for label, found in (("Show me one that vanishes", "vanishes"), ("Show me one that grows", "grows")):
        state, run, _, _ = at(label)
        assert getattr(reaching.hunt(run, state.t), found)
        said = plain(across_time.hunt(reaching.hunt(run, state.t)))
        assert said.count("found ✓") == 1
    neither = reaching.hunt(show(OPENING).run, OPENING.t)
    assert "found" not in plain(across_time.hunt(neither)).split("✓")[0].replace("not yet", "")

    state, run, _, _ = at("Where the rule holds")
    assert not run.out_H.any()
    reach = reaching.sweep(run, state.t)
    assert [lag is not None for lag in reach.lags] == [abs(Wh) < 1 for Wh in reach.Wh]
    state, run, _, _ = at("A strong input forgets")
    reach = reaching.sweep(run, state.t)
    far = [Wh for Wh, lag in zip(reach.Wh, reach.lags, strict=True) if lag is None or lag > 10]
    assert len(far) < 0.1 * len(reach.Wh)
    assert all(max(abs(run.out_H[t : t + 7])) > 0.9 for t in range(len(run) - 6))  # a swing is 2π steps

    state, run, _, _ = at("The wrong way")
    loss = truncation(run, state.t, state.weight)
    assert loss.kept_here * loss.full < 0
    assert "the wrong sign. A step along it moves" in across_time.truncation(loss)
    state, run, _, _ = at("Nothing to lose")
    loss = truncation(run, state.t, state.weight)
    assert loss.share_here == pytest.approx(1, abs=0.1)
    places = hidden_map.cobweb(at("Two places to stay")[1], 9, held=True)
    assert [point.stable for point in places.fixed] == [True, False, True]
    assert places.settles == pytest.approx((places.fixed[2].out_H,), abs=1e-8)
    assert abs(places.states[0]) < 0.1 < 0.9 < abs(places.states[-1])
    cycle = hidden_map.cobweb(at("A cycle of two")[1], 9, held=True)
    assert [point.stable for point in cycle.fixed] == [False]
    assert len(cycle.settles) == 2
    assert abs(cycle.states[0]) < 0.1 < 0.9 < abs(cycle.states[-1])
