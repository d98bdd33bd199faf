"""A teacher's notes: every link opens its state, and every claim holds there."""

import itertools
import math
import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest

from pages.lab.frame import PAGES
from pages.lab.session import OPENING, Session, experiment, from_address
from pages.lab.text import notes
from pages.lab.text.notation import number
from rnn_core import QUEUE_SLOTS, Run, Step, simulate
from rnn_core.analysis.truncation import truncation
from tests.pages.opening import checked, components, open_page, visit_of
from tests.pages.records import plain

PLANS = (notes.TEN_MINUTES, notes.FORTY_FIVE_MINUTES)
LINES = [*notes.GOALS, *(text for _, text in (*notes.MISCONCEPTIONS, *notes.TEN_MINUTES, *notes.FORTY_FIVE_MINUTES))]
LINKS = sorted({href for line in LINES for href in re.findall(r'href="([^"]+)"', line)})
STEMS = {"./" if path == "app.py" else Path(path).stem for path in PAGES}


def opened(href: str) -> tuple[str, Session]:
    """The page and the session of a link."""
    parts = urlsplit(unescape(href))
    session, replaced = from_address(dict(parse_qsl(parts.query, strict_parsing=True)))
    assert replaced == []
    return parts.path, session


def run_of(session: Session) -> Run:
    return simulate(experiment(session))


def step_of(session: Session) -> Step:
    return run_of(session)[session.t]


def answer(belief: str) -> str:
    (text,) = (plain(text) for said, text in notes.MISCONCEPTIONS if belief in said)
    return text


def plan(begin: str, lines: tuple[tuple[str, str], ...]) -> str:
    (text,) = (plain(text) for minutes, text in lines if minutes.startswith(begin))
    return text


def slopes(step: Step) -> list[float]:
    return [1 - math.tanh(math.atanh(h)) ** 2 for h in step.queues.out_H]


# --- links and plans ---


def test_every_line_but_the_last_opens_a_state():
    assert len(LINKS) > 12
    assert [line for line in LINES if "href" not in line] == [notes.FORTY_FIVE_MINUTES[-1][1]]


@pytest.mark.parametrize("href", LINKS)
def test_a_link_opens_a_page_that_there_is_at_an_allowed_state(href: str):
    page, session = opened(href)
    assert page in STEMS
    assert session.t < len(run_of(session))


def test_a_page_opens_at_the_state_of_its_link():
    for session, page in ((notes.LONGER, notes.ACROSS_TIME), (notes.NO_INPUT, "app.py")):
        assert opened(notes.address(session, page))[1] == session
    app = open_page(notes.NO_INPUT)
    assert visit_of(app).session == notes.NO_INPUT


@pytest.mark.parametrize(("lines", "length"), [(PLANS[0], 10), (PLANS[1], 45)])
def test_a_plan_has_no_gap_and_ends_in_time(lines: tuple[tuple[str, str], ...], length: int):
    times = [tuple(map(int, minutes.split("–"))) for minutes, _ in lines]
    assert times[0][0] == 0
    assert times[-1][1] == length
    assert all(end == begin for (_, end), (begin, _) in itertools.pairwise(times))


@pytest.mark.parametrize("href", {re.sub(r"\?.*#", "?t=21#", one): one for one in LINKS if "#" in one}.values())
def test_a_section_that_a_link_names_is_on_its_page(href: str):
    """The browser finds it by its title, as ``arrival.js`` reads it."""
    path, session = opened(href)
    app = open_page(session, "app.py" if path == "./" else f"pages/{path}.py")
    drawn = " ".join(str(one.proto.body) for one in app.get("html")) + str(components(app))
    titles = {"-".join(re.findall("[a-z0-9]+", title.lower())) for title in re.findall(r"<h2[^>]*>([^<]*)</h2>", drawn)}
    assert urlsplit(href).fragment in titles


def test_the_page_shows_the_notes():
    app = open_page(OPENING, "pages/teaching.py")
    bodies = " ".join(str(one.proto.body) for one in checked(app).get("html"))
    assert all(line in bodies for line in LINES)


# --- claims ---


def test_that_of_the_gains():
    step = step_of(notes.VANISHING)
    products = np.cumprod([notes.VANISHING.Wh * s for s in slopes(step)[1:]])
    assert "Wh is 1.5" in answer("over 1")
    assert notes.VANISHING.Wh == 1.5
    assert next(lag for lag, product in enumerate(products, start=1) if abs(product) < 0.01) == 6
    assert "at lag 6 less than 1" in answer("over 1")
    assert sum(s < 0.5 for s in slopes(step)[1:7]) > 3
    grown = step_of(notes.GROWING)
    product = math.prod(2 * s for s in slopes(grown)[1:])
    assert notes.GROWING.recipe == notes.VANISHING.recipe.with_(Wh=2.0)
    assert notes.GROWING.t == notes.VANISHING.t
    assert f"at lag 9 the product of the gains is {number(product)}." in plan("5–8", notes.TEN_MINUTES)


def test_that_of_the_bias():
    terms = [term.value for term in step_of(notes.BIAS).chains["Bx"].terms]
    assert len(terms) == 6
    assert f"lag 1, {number(terms[1])}, is almost as large as that of lag 0, {number(terms[0])}." in answer("bias")
    assert 0.8 < abs(terms[1] / terms[0]) < 1


def test_that_of_the_longer_window():
    session = notes.LONGER
    found = truncation(run_of(session), session.t, session.weight)
    assert not found.wrong_sign[0]
    assert found.wrong_sign[session.K - 1]
    assert session.K == 9
    assert "K = 9 has the wrong one" in answer("longer window")
    chain = run_of(session.with_(K=10))[session.t].chains[session.weight]
    sums = np.cumsum([term.value for term in chain.terms])
    assert np.sign(sums[0]) == np.sign(sums[9]) != np.sign(sums[8])  # lag 9 would cancel the term of lag 8
    assert chain.terms[8].value * chain.terms[9].value < 0


def test_that_of_the_input_0():
    run, session = run_of(notes.NO_INPUT), notes.NO_INPUT
    assert run.X[session.t] == 0
    assert run.X[session.t - 1] == 1
    terms = [term.value for term in run[session.t].chains["Wx"].terms]
    assert [lag for lag, value in enumerate(terms) if value] == [1]
    assert f"∂L/∂Wx = {number(terms[1])}." in answer("X is 0")


def test_that_of_one_weight():
    chain = step_of(notes.SAME_WEIGHT).chains["Wh"]
    factors = [factor for factor in chain.terms[5].factors if factor.symbol == "Wh"]
    assert [factor.value for factor in factors] == [-0.9] * 5
    assert f"all add up: {number(chain.total)}." in plan("12–20", notes.FORTY_FIVE_MINUTES)


def test_that_of_the_update():
    run, session = run_of(notes.LEARNING), notes.LEARNING
    step = run[session.t]
    assert len(step.chains["Wh"].terms) == 6
    now, after = step.params.Wh, step.next_params.Wh
    assert after == pytest.approx(now - 0.1 * sum(term.value for term in step.chains["Wh"].terms), rel=1e-12)
    assert f"from {number(now)} to {number(after)}." in answer("early step")
    shorter = simulate(experiment(session.with_(steps=session.t)))
    assert np.array_equal(run.weights[: session.t], shorter.weights)  # without the step, the earlier ones are the same


def test_that_of_cancellation():
    chain = step_of(notes.CANCELLING).chains["Wx"]
    values = [term.value for term in chain.terms]
    assert 1 - abs(sum(values)) / sum(map(abs, values)) > 0.99
    largest = max(values, key=abs)
    assert f"largest term is {number(largest)}, and the sum is {number(chain.total)}." in answer("small terms")


def test_that_of_saturation():
    step = step_of(notes.SATURATED)
    assert f"the error is {number(step.forward.error)}," in answer("prediction is good")
    assert all(abs(step.chains[name].total) < 0.001 for name in ("Wx", "Wh", "Bx"))
    assert slopes(step)[0] < 0.001


def test_those_of_the_first_steps():
    run = run_of(notes.START)
    assert run.X[0] == 0
    assert run.net_H[0] == notes.START.Bx == 0.1
    assert f"tanh(0.1) = {number(run.out_H[0])}." in plan("0–5", notes.FORTY_FIVE_MINUTES)
    assert notes.START.t + 4 == 3
    assert run.queues(3).X[3] == run.X[0]
    assert len(run.queues(3).X) == 4 < QUEUE_SLOTS


def test_those_of_the_terms():
    chain = step_of(OPENING).chains["Wh"]
    assert len(chain.terms[2].factors) == 8
    assert f"Their product is {number(chain.terms[2].value)}." in plan("2–5", notes.TEN_MINUTES)
    first = step_of(notes.FIRST_TERM).chains["Wh"].terms[0]
    *others, last = (number(factor.value) for factor in first.factors)
    text = plan("5–12", notes.FORTY_FIVE_MINUTES)
    assert f"{' · '.join(others)} · ({last}) and finds the bar: {number(first.value)}." in text


def test_that_of_the_wrong_way():
    session = notes.WRONG_WAY
    found = truncation(run_of(session), session.t, session.weight)
    assert found.wrong_sign[session.K - 1]
    assert len(found.run_wrong) > 1  # there is another one to be found
    assert "K = 3 at t = 44" in plan("28–35", notes.FORTY_FIVE_MINUTES)


def test_that_of_training():
    run = run_of(notes.TRAINED)
    T = len(run.experiment.X)
    assert len(run) == 2000
    assert run.loss[-T:].mean() < run.loss[:T].mean() / 2
    assert "less than half of that of the first" in plan("35–42", notes.FORTY_FIVE_MINUTES)
