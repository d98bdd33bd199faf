"""The blocks of equations: forward step, factors of a term, sum and update, with the core's numbers in them."""

import re
from fractions import Fraction

import pytest

from pages.lab.charts.factors import factors
from pages.lab.charts.forward import forward
from pages.lab.charts.sum_of_terms import sum_of_terms
from pages.lab.charts.update import update
from pages.lab.moment import Moment
from pages.lab.plot.figure import Block
from pages.lab.text.notation import MINUS, digits, equals, number, signed
from rnn_core import PARAMETERS
from tests.pages.records import absent, address_of, moment_of, states

STATES = list(states(15, seed=3))


def html(block: Block) -> str:
    assert isinstance(block, str)
    return block


def plain(block: Block) -> str:
    return re.sub(r"<[^>]+>", "", html(block))


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_forward_has_the_numbers_of_the_step(moment: Moment):
    f, p, text = moment.step.forward, moment.step.params, html(forward(moment))
    X, Wx, before, Wh, out_H, Wy = map(Fraction, (f.X, p.Wx, f.out_H_prev, p.Wh, f.out_H, p.Wy))
    of_net_H = equals(f.net_H, exact=X * Wx + before * Wh == 0)
    of_Y_hat = equals(f.Y_hat, exact=out_H * Wy == 0)
    signs = (of_net_H, equals(f.out_H), of_Y_hat, equals(f.loss))
    for sign, value in zip(signs, (f.net_H, f.out_H, f.Y_hat, f.loss), strict=True):
        assert f'title="{digits(value)}">{sign} <b>{number(value)}</b>' in text
    line = plain(forward(moment))
    net_H = f"{signed(f.X)}·{signed(p.Wx)} + {signed(f.out_H_prev)}·{signed(p.Wh)} + {signed(p.Bx)}"
    assert f"= {net_H}{of_net_H} " in line
    assert f"= tanh({number(f.net_H)}){equals(f.out_H)} " in line
    assert f"= {signed(f.out_H)}·{signed(p.Wy)} + {signed(p.By)}{of_Y_hat} " in line
    assert f"= ½·({number(f.Y_hat)} {MINUS} {signed(f.Y)})²{equals(f.loss)} " in line


def test_what_is_a_bias_alone_is_exact():
    line = plain(forward(moment_of(t=0, Wy=0.0, By=0.25)))
    assert "= 0·0.500 + 0·(−0.900) + 0.100= 0.100" in line
    assert "·0 + 0.250= 0.250" in line


def test_what_is_too_small_beside_a_bias_to_change_it_is_not_exact():
    line = plain(forward(moment_of(task="echo", t=0, Wx=1e-17, Bx=1000.0, Wy=1e-17, By=1000.0)))
    assert "·1.00·10⁻¹⁷ + 0·(−0.900) + 1000≈ 1000" in line
    assert "·1.00·10⁻¹⁷ + 1000≈ 1000" in line


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_factors_has_a_chip_for_the_term_and_for_each_factor(moment: Moment):
    if moment.picked is None:
        assert absent(factors, moment)
        return
    chips = re.findall(r'class="num" title="([^"]*)">([^<]*)<', html(factors(moment)))
    values = [moment.term.value, *(factor.value for factor in moment.term.factors)]
    assert chips == [(digits(value), number(value)) for value in values]


@pytest.mark.parametrize("weight", PARAMETERS)
@pytest.mark.parametrize("lag", range(9))
def test_the_derivatives_of_the_factors_cancel_to_that_of_the_loss(weight: str, lag: int):
    """In ∂a/∂b · ∂b/∂c every lower quantity is the next upper one; what remains is ∂Loss/∂w."""
    if weight in ("Wy", "By") and lag:
        return
    block = html(factors(moment_of(weight=weight, lag=lag)))
    pairs = re.findall(r'class="frac"><span>∂(.*?)</span><span>∂(.*?)</span></span><span class="expr"', block)
    assert [lower for _, lower in pairs[:-1]] == [upper for upper, _ in pairs[1:]]
    assert (pairs[0][0], pairs[-1][1]) == ("Loss<sub>t</sub>", f"{weight[0]}<sub>{weight[1]}</sub>")
    assert len(pairs) == (2 if weight in ("Wy", "By") else 4 + 2 * lag)


def test_over_each_factor_stands_the_derivative_that_it_is():
    block = html(factors(moment_of(weight="Wx", lag=1)))
    chips = re.findall(r"<span>∂(.*?)</span><span>∂(.*?)</span></span><span class=.expr.>(.*?)</span>", block)
    assert [tuple(map(plain, chip)) for chip in chips] == [
        ("Losst", "Ŷt", "e"),
        ("Ŷt", "out_Ht", "Wy"),
        ("out_Ht", "net_Ht", "(1−out_Ht)·(1+out_Ht)"),
        ("net_Ht", "out_Ht−1", "Wh"),
        ("out_Ht−1", "net_Ht−1", "(1−out_Ht−1)·(1+out_Ht−1)"),
        ("net_Ht−1", "Wx", "Xt−1"),
    ]


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"t": -1}, "Before the first step there is no loss"),
        ({"weight": "Wy", "lag": 3}, "∂L/∂Wy has a single term, lag 0"),
        (
            {"weight": "Wx", "lag": 5, "t": 2},
            "∂L/∂Wx has no term of lag 5 yet: t−5 = −3 would lie before the first step",
        ),
        ({"weight": "Wh", "lag": 9}, "it would need out_Ht−10, which has left the queue"),
        ({"weight": "Wh", "lag": 9, "t": 9}, "it would need out_Ht−10, which has left the queue"),
    ],
)
def test_a_term_that_does_not_exist_says_why(choices: dict[str, object], why: str):
    assert why in absent(factors, moment_of(**choices))


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_the_sum_of_terms_has_every_term_its_running_sum_and_its_factors(moment: Moment):
    chain = moment.step.chains[moment.session.weight]
    rows = re.findall(r"<tr class=\"(.*?)\">(.*?)</tr>", html(sum_of_terms(moment)))
    weight, window = moment.session.weight, moment.session.K
    lags = 1 if weight in ("Wy", "By") else min(window, 9 if weight == "Wh" else 10)
    assert len(rows) == lags + 1  # the same from the first step on, so that nothing below moves
    for lag, (_, row) in enumerate(rows[len(chain.terms) : -1], start=len(chain.terms)):
        assert f"<td>k = {lag}</td><td></td><td></td>" in row
        assert "no term yet" in row
    for (picked, row), term, so_far in zip(rows, chain.terms, chain.running_sums, strict=False):
        assert (picked == "picked") == (term.lag == moment.session.lag)
        assert f"<td>k = {term.lag}</td>" in row
        for value in (term.value, so_far):
            assert f'<td title="{digits(value)}">{number(value)}</td>' in row
        written = [re.sub("<[^>]+>", "", part) for part in row.split("<br>")]
        assert written[1].removeprefix("+ ") == "·".join(signed(factor.value) for factor in term.factors)
        assert written[1].startswith("+ ") == (term.lag > 0)
    assert f'title="{digits(chain.total)}">{number(chain.total)}<' in rows[-1][1]


@pytest.mark.parametrize("clip", [0.0, 0.1])
@pytest.mark.parametrize("eta", [0.0, 0.05])
def test_the_update_has_the_gradients_as_they_move_the_weights(eta: float, clip: float):
    moment = moment_of(eta=eta, clip=clip, t=30)
    text = plain(update(moment))
    for name in PARAMETERS:
        gradient = moment.step.chains[name].total
        used = max(-clip, min(clip, gradient)) if clip else gradient
        old, new = getattr(moment.step.params, name), getattr(moment.step.next_params, name)
        assert f"{number(gradient)}{number(old)} {MINUS} {number(eta)}·{signed(used)}{number(new)}" in text
    assert ("η is 0" in text) == (eta == 0)
    assert (f"clipped to ±{number(clip)}" in text) == (clip > 0)


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_the_output_weights_have_one_product_each(moment: Moment):
    f, text = moment.step.forward, plain(update(moment))
    value = f.error * f.out_H
    assert f"∂L/∂Wy= e·out_Ht= {signed(f.error)}·{signed(f.out_H)}{equals(value)} {number(value)}" in text
    assert f"∂L/∂By= e·1= {signed(f.error)}·1.00= {number(f.error)}" in text


def test_before_the_first_step_there_are_four_equations_without_numbers():
    moment = moment_of(t=-1)
    assert absent(sum_of_terms, moment) == absent(update, moment)
    lines = [re.sub("<[^>]+>", "", line) for line in html(forward(moment)).split('<div class="eq">')[1:]]
    assert lines == [
        "net_Ht= Xt·Wx + out_Ht−1·Wh + Bx",
        "out_Ht= tanh(net_Ht)",
        "Ŷt= out_Ht·Wy + By",
        "Losst= ½·(Ŷt − Yt)²",
    ]
