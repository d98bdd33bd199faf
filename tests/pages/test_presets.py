"""Each preset shows what its sentence promises."""

from itertools import pairwise

from pages.lab.moment import Moment
from pages.lab.text.presets import PRESETS
from rnn_core.analysis.reading import ChainReading, StepReading
from tests.pages.records import moment_of


def opened(name: str) -> tuple[Moment, StepReading, ChainReading]:
    moment = moment_of(PRESETS[name][0])
    return moment, moment.reading, moment.reading.chains[moment.weight]


def test_alternating_signs_cancel():
    moment, reading, claims = opened("Alternating signs")
    terms = [term.value for term in moment.step.chains[moment.weight].terms]
    assert all(gain < 0 for gain in reading.gains)
    assert all(a * b < 0 for a, b in pairwise(terms))
    assert claims.cancelled > 0.5


def test_in_calm_memory_all_gains_are_a_little_under_1():
    _, reading, claims = opened("Calm memory")
    assert all(0.7 < gain < 1 for gain in reading.gains)
    assert claims.shares[9] > 0.02


def test_vanishing_vanishes_although_wh_is_over_1():
    moment, _, claims = opened("Vanishing")
    assert moment.session.Wh == 1.5
    assert claims.vanished_at is not None


def test_growing_differs_in_wh_alone_and_ends_above_lag_0():
    moment, reading, claims = opened("Growing")
    assert moment.session.recipe == PRESETS["Vanishing"][0].with_(Wh=2.0).recipe
    assert any(gain > 1 for gain in reading.gains)
    assert claims.shares[9] > claims.shares[0]


def test_saturated_has_flat_slopes_and_terms_close_to_0():
    moment, reading, _ = opened("Saturated")
    assert all(abs(out_H) > 0.9 for out_H in moment.queues.out_H)
    assert all(slope < 1e-4 for slope in reading.slopes[:5])
    assert abs(moment.step.forward.error) > 1
    assert all(chain.magnitude < 1e-3 for chain in reading.chains.values())


def test_the_sunspot_weights_were_learned():
    moment, *_ = opened("Learning sunspots")
    frozen = moment_of(moment.session.with_(eta=0.0))
    assert moment.run.loss[150:201].mean() < frozen.run.loss[150:201].mean()
