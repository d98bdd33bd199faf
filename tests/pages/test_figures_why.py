"""The figures of the pages that say why: tree, values, marks and picks, held against the core's records and plain arithmetic."""

import json
import math
import re

import plotly.graph_objects as go
import pytest

from pages.lab.figures import build as building
from pages.lab.figures.base import symlog, symlog_threshold
from pages.lab.figures.slope import slope
from pages.lab.figures.waterfall import waterfall
from pages.lab.notation import digits, number, short_symbol, signed_percent
from pages.lab.palette import COLOURS, colour
from pages.lab.session import INPUTS, OPENING, RECURRENT, VIEWS, Session
from rnn_core.analysis.proof import loss_along
from tests.pages.records import Shown, show, states, trace, whole

STATES = list(states(40, seed=3))


def labels(figure: dict) -> list[str]:
    return trace(figure, "labels")["text"]


def all_figures(shown: Shown) -> list[dict]:
    session, step, t = shown.session, shown.step, shown.session.t
    figures = []
    for name, chain in shown.reading.all_lags.items():
        figures += [building.build(term, session.factor, step.queues, t, session.scale) for term in chain.terms]
        figures.append(slope(loss_along(shown.run, t, name, 0.3), step.chains[name], session.lag))
    figures += [waterfall(step.chains[name], shown.reading.chains[name], session.lag) for name in RECURRENT]
    return figures


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_plotly_takes_every_figure_and_every_colour_has_a_meaning(shown: Shown):
    known = {light for light, _ in COLOURS.values()}
    for figure in all_figures(shown):
        go.Figure(figure)
        assert set(re.findall(r"#[0-9a-f]{6}\b", json.dumps(figure, allow_nan=False))) <= known


# --- one term built up ---


@pytest.mark.parametrize("done", [1, 2, 3, 4, 5, 8, 22])
@pytest.mark.parametrize(("weight", "lag"), [("Wh", 2), ("Wx", 9), ("Bx", 0), ("Wy", 0)])
def test_build_shows_the_factors_done_and_hides_the_rest(weight: str, lag: int, done: int):
    shown = show(OPENING)
    term = shown.reading.term(weight, lag)
    figure = building.build(term, done, shown.step.queues, OPENING.t, "linear")
    count = len(term.factors)
    done = min(done, count)
    middle = building.MIDDLE["product"]
    boxes = trace(figure, "boxes")
    bars = [
        (x, y, fill)
        for x, y, base, fill in zip(boxes["x"], boxes["y"], boxes["base"], boxes["marker"]["color"], strict=True)
        if base == middle
    ]
    assert [x for x, _, _ in bars] == list(range(done))
    largest = max(map(abs, term.partial_products))
    assert [y for _, y, _ in bars] == pytest.approx([building.FULL * value / largest for value in term.partial_products[:done]])
    # Only the last one in wears its full colour.
    factor = term.factors[done - 1].symbol
    look = "error" if factor == "e" else "slope" if factor.startswith("(1") else factor if factor in ("Wy", "Wh") else "source"
    assert bars[-1][2] == colour(look)
    assert {fill for _, _, fill in bars[:-1]} <= {colour("faint")}
    inks = dict(zip(labels(figure), trace(figure, "labels")["textfont"]["color"], strict=True))
    for i, one in enumerate(term.factors):
        texts = trace(figure, "labels")
        at = [k for k, (x, y) in enumerate(zip(texts["x"], texts["y"], strict=True)) if (x, y) == (i, building.MIDDLE["symbol"])]
        assert [texts["text"][k] for k in at] == [short_symbol(one.symbol)]
        assert texts["textfont"]["color"][at[0]] == colour("ink" if i < done else "muted")
    assert f"<b>{number(term.partial_products[done - 1])}</b>" in inks


@pytest.mark.parametrize(
    ("weight", "lag", "done", "row", "cell"),
    [
        ("Wh", 2, 1, "own", 0), ("Wh", 2, 2, "own", 2), ("Wh", 2, 3, "out_H", 0), ("Wh", 2, 4, "own", 4), ("Wh", 2, 5, "out_H", 1),
        ("Wh", 2, 8, "out_H", 3), ("Wx", 3, 22, "X", 3), ("Bx", 1, 22, "own", 6), ("Wy", 0, 2, "out_H", 0), ("By", 0, 2, "own", 6),
    ],
)  # fmt: skip
def test_build_lights_the_place_the_factor_is_read_from(weight: str, lag: int, done: int, row: str, cell: int):
    shown = show(OPENING)
    term = shown.reading.term(weight, lag)
    figure = building.build(term, done, shown.step.queues, OPENING.t, "linear")
    boxes = trace(figure, "boxes")
    width = len(term.factors) / 10
    heavy = [
        (x, base + building.SLOT / 2)
        for x, base, thick in zip(boxes["x"], boxes["base"], boxes["marker"]["line"]["width"], strict=True)
        if thick == 3
    ]
    (found,) = heavy
    assert found[1] == building.MIDDLE[row]
    assert found[0] == pytest.approx((cell + (1.0 if row == "own" else 0.5)) * width - 0.5)
    line = trace(figure, "read")
    assert line["x"][-2] == min(done, len(term.factors)) - 1
    # The slot, the factor and the bar are lit in one colour.
    lit = {fill for fill, thick in zip(boxes["marker"]["line"]["color"], boxes["marker"]["line"]["width"], strict=True) if thick in (2, 3)}
    assert lit == {line["line"]["color"]}


@pytest.mark.parametrize("t", [0, 3, 9, 21])
def test_build_prints_what_lies_in_the_queues(t: int):
    shown = show(OPENING.with_(t=t))
    figure = building.build(shown.reading.term("Wx", 0), 4, shown.step.queues, t, "linear")
    texts = [text.replace("<b>", "").replace("</b>", "") for text in labels(figure)]
    for value in (*shown.step.queues.X, *shown.step.queues.out_H):
        assert number(value) in texts
    assert texts.count("empty") == 20 - len(shown.step.queues.X) - len(shown.step.queues.out_H)


def test_the_factor_just_multiplied_in_is_where_a_scrolled_box_goes():
    term = show(OPENING.with_(K=10)).reading.term("Wx", 9)
    places = [building.focus(term, done) for done in range(1, 23)]
    assert places == sorted(places)
    assert 0.1 < places[0] < 0.2
    assert 0.9 < places[-1] == building.focus(term, 99) < 1


# --- the sum is a slope ---


@pytest.mark.parametrize("shown", STATES[:12], ids=str)
@pytest.mark.parametrize("weight", ["Wx", "Wh", "By"])
def test_slope_draws_the_loss_its_tangent_and_the_nudge(shown: Shown, weight: str):
    along, chain = loss_along(shown.run, shown.session.t, weight, 0.7), shown.step.chains[weight]
    figure = slope(along, chain, 0)
    curve, tangent, nudge, terms = (trace(figure, name) for name in ("loss", "tangent", "nudge", "terms"))
    assert curve["y"] == along.losses.tolist()
    rise, run = tangent["y"][-1] - tangent["y"][0], tangent["x"][-1] - tangent["x"][0]
    assert rise / run == pytest.approx(chain.total, rel=1e-9, abs=1e-12)
    assert nudge["y"] == [pytest.approx(along.loss + 0.7 * chain.total), pytest.approx(along.loss + along.real)]
    assert terms["x"] == [*(term.value for term in chain.terms), chain.total]
    assert terms["text"] == [number(value) for value in terms["x"]]
    assert terms["customdata"] == [[weight, term.lag] for term in chain.terms] + [None]


# --- cancellation ---


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_waterfall_stacks_each_term_on_the_last(shown: Shown):
    for name in RECURRENT:
        chain = shown.step.chains[name]
        figure = waterfall(chain, shown.reading.chains[name], 0)
        bars, sizes = trace(figure, "waterfall"), trace(figure, "sizes")
        *terms, total = bars["y"]
        assert terms == [term.value for term in chain.terms]
        ends = [base + bar for base, bar in zip(bars["base"], bars["y"], strict=True)][:-1]
        assert bars["base"][1:-1] == pytest.approx(ends[:-1])
        assert total == pytest.approx(ends[-1], abs=1e-12)
        assert sizes["y"] == [
            pytest.approx(math.fsum(map(abs, terms))),
            pytest.approx(abs(math.fsum(terms)), abs=1e-12 * max(map(abs, terms), default=0)),
        ]
        low, high = figure["layout"]["yaxis"]["range"]
        assert all(low <= end <= high for end in ends)


def test_nothing_jumps_from_step_to_step():
    def frames(session: Session) -> list:
        shown = show(session)
        figures = [
            building.build(shown.reading.term("Wh", 2), 4, shown.step.queues, session.t, "linear"),
        ]
        return [(f["layout"]["height"], f["layout"]["xaxis"]["range"], f["layout"]["yaxis"]["range"]) for f in figures]

    assert frames(OPENING) == frames(OPENING.with_(t=OPENING.t + 1))
