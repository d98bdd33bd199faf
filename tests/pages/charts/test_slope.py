"""The loss along one weight, its tangent and the nudge, against the core, and what the sentence makes of them."""

from dataclasses import replace

import pytest

from pages.lab.charts import slope as module
from pages.lab.charts.slope import nudge, slope
from pages.lab.moment import Moment
from pages.lab.plot.palette import colour
from pages.lab.session import OPENING
from pages.lab.text.notation import digits, equals, number, signed
from rnn_core.analysis.proof import gradient_check
from rnn_core.analysis.slope import loss_along
from tests.pages.records import absent, address_of, chart, moment_of, plain, states, trace
from tests.pages.trainings import assert_drawable

STATES = [replace(moment, session=moment.session.with_(nudge=0.7)) for moment in states(15, seed=5)]


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_the_loss_its_tangent_the_nudge_and_the_terms(moment: Moment):
    weight, chain = moment.session.weight, moment.step.chains[moment.session.weight]
    along = loss_along(moment.run, moment.t, weight, 0.7)
    figure = chart(slope(moment)).figure
    assert_drawable(figure)
    curve, tangent, here, moved, terms = (trace(figure, name) for name in ("loss", "tangent", "here", "nudge", "terms"))
    assert (curve["x"], curve["y"]) == (along.values.tolist(), along.losses.tolist())
    rise, distance = tangent["y"][-1] - tangent["y"][0], tangent["x"][-1] - tangent["x"][0]
    assert rise / distance == pytest.approx(chain.total, rel=1e-9, abs=1e-12)
    w = getattr(moment.step.params, weight)
    assert (here["x"], here["y"]) == ([w], [along.loss])
    assert moved["x"] == [w + 0.7] * 2
    assert moved["y"] == [
        pytest.approx(along.loss + 0.7 * chain.total),
        pytest.approx(along.loss + along.actual),
    ]
    assert moved["marker"]["symbol"] == ["circle-open", "circle"]
    assert [text.split()[-1] for text in moved["hovertext"]] == [digits(along.predicted), digits(along.actual)]
    assert terms["x"] == [*(term.value for term in chain.terms), chain.total]
    assert terms["text"] == [number(value) for value in terms["x"]]
    assert terms["customdata"] == [[weight, term.lag] for term in chain.terms] + [None]
    inks = ["picked" if term.lag == moment.session.lag else "term" for term in chain.terms] + ["ink"]
    assert terms["marker"]["color"] == list(map(colour, inks))
    assert terms["y"] == [*(f"k = {term.lag}" for term in chain.terms), "Σ"]
    assert figure["layout"]["yaxis2"]["autorange"] == "reversed"  # lag 0 on top
    low, high = figure["layout"]["yaxis"]["range"]
    assert all(low < loss < high for loss in (*curve["y"], 0.0))
    low, high = figure["layout"]["xaxis2"]["range"]
    assert all(low < value < high for value in (*terms["x"], 0.0))


@pytest.mark.parametrize("moment", STATES[:6], ids=address_of)
def test_the_equations_below_hold_the_same_numbers(moment: Moment):
    along = loss_along(moment.run, moment.t, moment.session.weight, 0.7)
    text = plain(str(nudge(moment)))
    for value in (along.predicted, along.actual, along.loss, along.loss_moved):
        assert number(value) in text
    assert f'title="{digits(along.actual)}"' in str(nudge(moment))
    assert f"= {signed(along.slope)}·{signed(along.shift)}{equals(along.predicted)} {number(along.predicted)}" in text
    assert f"= {number(along.loss_moved)} − {signed(along.loss)}{equals(along.actual)} {number(along.actual)}" in text


def test_the_table_has_the_curve_with_all_digits():
    moment = moment_of()
    along, table = loss_along(moment.run, moment.t, "Wh", 0.5), chart(slope(moment)).table
    assert table is not None
    assert [row[1] for row in table.rows] == list(map(digits, along.losses.tolist()))
    assert [row[0] for row in table.rows] == list(map(digits, along.values.tolist()))


def test_before_the_first_step_there_is_nothing_to_draw():
    assert "Before the first step" in absent(slope, moment_of(t=-1))
    assert "Before the first step" in absent(nudge, moment_of(t=-1))


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({}, "At Wh = −0.900 the tangent has slope −0.170, the sum of the terms at the right. "
             "For a nudge of 0.500 the tangent predicts a change in loss of −0.0852; the actual change is "
             "−0.0575. The direction is right."),
        ({"nudge": 0.0}, "the sum of the terms at the right. The nudge is 0: move the slider."),
        ({"nudge": 1.5}, "The direction is right, but one change is more than twice the other."),
        ({"nudge": 2.0}, "The signs differ: this far away, the slope no longer tells the direction."),
        ({"eta": 0.05}, "The replayed curve itself has slope −0.138 there, because the weights changed during the "
                        "window (see the proof below). For a nudge of 0.500"),
        ({"Wy": 0.0}, "predicts a change in loss of 0; the actual change is 0."),
    ],
)  # fmt: skip
def test_the_sentence_compares_prediction_and_actual_change(choices: dict[str, float], sentence: str):
    assert sentence in plain(chart(slope(moment_of(OPENING, **choices))).sentence)


def test_with_stale_states_the_sum_can_have_the_wrong_sign():
    moment = moment_of(eta=0.05)
    along = loss_along(moment.run, moment.t, "Wh", 0.01)
    check = gradient_check(moment.run, moment.t, moment.step.chains["Wh"])
    assert check.stale
    turned = replace(check, complex_step=-check.complex_step)
    wrong = replace(along, actual=-along.actual)
    assert "does not even have the sign of this curve's slope" in module._sentence(wrong, turned)
    assert "this far away" in module._sentence(wrong, check)
    assert "this far away" in module._sentence(wrong, replace(turned, stale=False))
    assert "The direction is right." in module._sentence(along, turned)
