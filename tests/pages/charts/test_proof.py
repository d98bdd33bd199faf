"""The gradient checks as tables, and the sentences that read them: one example of each branch."""

import re

import pytest

from pages.lab.charts.proof import proof, stale_versions
from pages.lab.moment import Moment
from pages.lab.session import OPENING
from pages.lab.text.notation import digits
from pages.lab.text.presets import PRESETS
from rnn_core.analysis.proof import GradientCheck, gradient_checks
from tests.pages.records import absent, address_of, moment_of, plain, states

SATURATED = PRESETS["Saturated"][0].with_(Wx=9.0, Wh=6.0)


def cells(html: str) -> list[list[str]]:
    """All digits of each row's numbers."""
    return [re.findall(r'<td title="([^"]*)">', row) for row in html.split("<tr")[2:]]


@pytest.mark.parametrize("moment", list(states(10, seed=6)), ids=address_of)
def test_the_tables_hold_every_check_with_all_digits(moment: Moment):
    checks = gradient_checks(moment.run, moment.t)

    def rows(*names: str) -> list[list[str]]:
        return [[digits(getattr(check, name)) for name in names] for check in checks.values()]

    table, versions = str(proof(moment)), str(stale_versions(moment))
    assert cells(table) == rows(
        *("chain", "complex_step", "central_difference"), *("complex_step_error", "central_difference_error")
    )
    assert [row[1] for row in re.findall(r"<td>(.*?)</td><td>(\d+)</td>", table)] == [
        str(check.steps) for check in checks.values()
    ]
    assert cells(versions) == rows("chain", "complex_step", "replay_then", "gap_now", "gap_then")
    (picked,) = re.findall(r'<tr class="picked"><td>(.*?)</td>', versions)
    assert plain(picked) == f"∂L/∂{moment.session.weight}"


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        (moment_of(), "All three agree. Chain and complex step differ by at most 3.11·10⁻¹⁶ of the largest term "
                      "(∂L/∂Wh), which is rounding. The central difference, only an approximation, is off by at most "
                      "2.63·10⁻¹⁰."),
        (moment_of(eta=0.05), "∂L/∂Wx has the largest relative gap: 0.0151, 3 % of its largest term or its derivative"),
        (moment_of(eta=1e-12), "The weights changed during the window, but too little to show in these numbers."),
        (moment_of(SATURATED), "Either out_H is so close to ±1 that its rounding dominates the slope"),
        (moment_of(Wy=0.0), "Chain and complex step agree exactly for all five gradients. The central"),
    ],
    ids=["rounding", "stale", "hardly stale", "saturated", "exact"],
)  # fmt: skip
def test_the_sentence_says_how_far_the_three_agree(moment: Moment, sentence: str):
    assert sentence in plain(str(proof(moment)))


@pytest.mark.parametrize("moment", list(states(20, seed=7)), ids=address_of)
def test_both_sentences_speak_of_changed_weights_where_the_record_shows_a_change(moment: Moment):
    def changed(steps: int) -> bool:
        rows = moment.run.weights[: moment.t + 1].tolist()[-steps:]
        return any(row != rows[-1] for row in rows)

    checks = gradient_checks(moment.run, moment.t)
    assert ("The weights changed" in str(proof(moment))) == changed(max(check.steps for check in checks.values()))
    mine = checks[moment.session.weight]
    assert ("states that older weights produced" in str(stale_versions(moment))) == changed(mine.steps)


def check_of(moment: Moment, weight: str) -> GradientCheck:
    return gradient_checks(moment.run, moment.t)[weight]


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({}, "η is 0, so the weights never change, and any difference between the three versions is rounding."),
        ({"eta": 0.05, "weight": "Wy"}, "no weight changed during the one step that is replayed: any difference"),
        ({"eta": 0.05}, "For ∂L/∂Wh, over 6 steps: the chain as computed, −0.134, combines the current weights"),
        ({"eta": 0.05}, "with the current weights gives −0.138; a replay with the weights in force at each"),
    ],
)
def test_the_versions_of_the_picked_gradient(choices: dict[str, object], sentence: str):
    assert sentence in plain(str(stale_versions(moment_of(OPENING, **choices))))


def test_without_an_error_no_weight_has_changed_however_many_steps_are_replayed():
    moment = moment_of(task="impulse", Bx=0.0, By=0.0, eta=0.05, t=3)
    assert not check_of(moment, "Wh").stale
    assert "no weight changed during the 4 steps that are replayed" in plain(str(stale_versions(moment)))


def test_before_the_first_step_there_is_nothing_to_check():
    assert "Before the first step" in absent(proof, moment_of(t=-1))
    assert "Before the first step" in absent(stale_versions, moment_of(t=-1))
