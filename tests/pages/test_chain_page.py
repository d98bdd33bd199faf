"""The page The chain: each try opens the state that it promises, and the numbers of the core are on the page."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from pages.lab.moment import Moment
from pages.lab.session import OPENING, Session, experiment
from pages.lab.text.notation import number
from pages.lab.text.presets import matching
from rnn_core import simulate
from rnn_core.analysis.proof import agreement, gradient_checks
from rnn_core.analysis.slope import loss_along
from tests.pages.opening import open_page, press, session_of, shown
from tests.pages.records import moment_of

PAGE = "pages/chain.py"


def kills(moment: Moment) -> bool:
    values = [abs(factor.value) for factor in moment.term.factors]
    return moment.session.factor == 3 and values[2] < 1e-3 and values[0] > 1


def flips(moment: Moment) -> bool:
    products = moment.term.partial_products
    pairs = list(zip(products[2:-2:2], products[3:-1:2], strict=True))
    return moment.session.factor == 1 and len(pairs) == 5 and all(a * b < 0 for a, b in pairs)


def powers_of_ten(moment: Moment) -> bool:
    slopes = [factor.value for factor in moment.term.factors if factor.symbol.startswith("(1")]
    return len(slopes) == 2 and max(*slopes, abs(moment.term.value)) < 0.01 and "10" in number(moment.term.value)


def nearly_cancels(moment: Moment) -> bool:
    return len(moment.step.chains["Wx"].terms) == 10 and moment.reading.chains["Wx"].cancelled > 0.99


def ends(moment: Moment) -> list[float]:
    return [abs(term.value) for term in moment.reading.all_lags["Bx"].terms]


def vanish(moment: Moment) -> bool:
    return moment.session.Wh == 1.5 and ends(moment)[9] < 0.01 * ends(moment)[0]


def grow(moment: Moment) -> bool:
    return moment.session.Wh == 2.0 and ends(moment)[9] > ends(moment)[0]


def too_far(moment: Moment) -> bool:
    half, full = (loss_along(moment.run, moment.t, moment.session.weight, nudge) for nudge in (1.0, 2.0))
    return moment.session.nudge == 2.0 and half.actual < 0 < full.actual and full.predicted < 0


def flat(moment: Moment) -> bool:
    along = loss_along(moment.run, moment.t, moment.session.weight, moment.session.nudge)
    small = abs(along.slope) < 0.005 and abs(along.predicted) < 0.01 * abs(along.actual)
    return small and along.loss > 0.5 and along.actual < -0.5 * along.loss


def stale(moment: Moment) -> bool:
    return max(abs(check.gap_now) for check in gradient_checks(moment.run, moment.t).values()) > 1e-3


def saturated(moment: Moment) -> bool:
    claims = agreement(gradient_checks(moment.run, moment.t))
    return moment.session.eta == 0 and not claims.stale and not claims.rounding_only


def oppose(moment: Moment) -> bool:
    terms = [term.value for term in moment.step.chains["Wx"].terms]
    opposite = [a * b < 0 for a, b in pairwise(terms)]
    return opposite.count(True) > 2 * opposite.count(False) and moment.reading.chains["Wx"].cancelled > 0.99


def one_sign(moment: Moment) -> bool:
    gains = all(0 < gain < 1 for gain in moment.reading.gains)
    return moment.session.weight == "Bx" and gains and moment.reading.chains["Bx"].cancelled == 0


PROMISES: dict[str, Callable[[Moment], bool]] = {
    "A slope near 0": kills,
    "Each Wh flips the sign": flips,
    "Numbers in powers of ten": powers_of_ten,
    "A sum that nearly cancels": nearly_cancels,
    "Paths that vanish": vanish,
    "Paths that grow": grow,
    "A nudge too far": too_far,
    "A flat place": flat,
    "Let the weights change": stale,
    "Push it into saturation": saturated,
    "Opposing lags": oppose,
    "All terms of one sign": one_sign,
}


def test_each_try_opens_what_it_promises():
    app = open_page(script=PAGE)
    labels = [key.removeprefix("try ") for button in app.button if (key := str(button.key)).startswith("try ")]
    assert labels == list(PROMISES)
    for label, holds in PROMISES.items():
        opened = session_of(press(app, f"try {label}"))
        moment = moment_of(opened)
        assert holds(moment), label
        assert not holds(moment_of(OPENING)), label
        assert moment.t == opened.t >= 9
        assert matching(opened.with_(t=0)) == matching(opened)


def test_the_page_shows_the_numbers_of_the_core():
    chosen = OPENING.with_(weight="Wx", lag=3, K=8, eta=0.05, nudge=-0.75)
    run = simulate(experiment(chosen))
    text, step = shown(open_page(chosen, PAGE)), run[chosen.t]
    along, checks = loss_along(run, chosen.t, "Wx", -0.75), gradient_checks(run, chosen.t)
    values = [along.predicted, along.actual, *(term.value for term in step.chains["Wx"].terms)]
    for check in checks.values():
        values += [check.chain, check.complex_step, check.central_difference, check.replay_then]
        values += [check.gap_now, check.gap_then, check.complex_step_error, check.central_difference_error]
    assert all(number(value) in text for value in values)


@pytest.mark.parametrize(("button", "factor"), [("start at e", 1), ("one fewer", 3), ("next factor", 5)])
def test_the_buttons_walk_through_the_factors(button: str, factor: int):
    assert session_of(press(open_page(script=PAGE), button)).factor == factor


def test_from_all_factors_the_way_back_begins_at_the_last_of_the_term():
    app = open_page(OPENING.with_(factor=22), PAGE)
    assert session_of(press(app, "one fewer")).factor == 7
    assert any(">7 of 8 factors<" in str(getattr(html, "value", "")) for html in app.get("html"))


@pytest.mark.parametrize(
    ("chosen", "button"),
    [
        (OPENING.with_(factor=1), "one fewer"),
        (OPENING.with_(factor=1), "start at e"),
        (OPENING.with_(factor=8), "next factor"),
        (OPENING.with_(factor=22), "next factor"),
        (OPENING.with_(factor=22), "all factors"),
    ],
)
def test_at_either_end_the_buttons_stay_enabled_and_change_nothing(chosen: Session, button: str):
    app = open_page(chosen, PAGE)
    assert not app.button(key=button).disabled
    assert session_of(press(app, button)) == chosen
    complete = any("the term is complete" in str(getattr(html, "value", "")) for html in app.get("html"))
    assert complete == (chosen.factor >= 8)


def test_presses_that_arrive_together_go_on_from_each_other():
    app = open_page(script=PAGE)
    app.button(key="one fewer").click()
    assert session_of(press(app, "next factor")).factor == OPENING.factor
