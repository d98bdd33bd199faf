"""Figures: the tree, axes, labels and values, for many states; and that Plotly itself takes every one of them."""

import json
import math
import re
from itertools import pairwise

import plotly.graph_objects as go
import pytest

from pages.lab.figures import by_lag as lag_chart
from pages.lab.figures.base import height_of, symlog
from pages.lab.figures.by_lag import by_lag
from pages.lab.figures.paths import paths
from pages.lab.figures.product import product
from pages.lab.figures.sequence import sequence
from pages.lab.notation import digits, number
from pages.lab.palette import COLOURS, colour
from pages.lab.session import OPENING, SCALES
from rnn_core import Queues
from rnn_core.itemise import term_range
from tests.pages.records import Shown, show, states

STATES = list(states(40, seed=1))
TERMS = ("Wx", "Bx", "Wh")


def drawn(shown: Shown, scale: str | None = None, picked: tuple[str, int] | None = None) -> dict:
    session = shown.session
    picked = picked or (session.weight, session.lag)
    return by_lag(shown.step, shown.reading, shown.step.queues, session.t, session.K, picked, scale or session.scale, term_range(shown.run))


def trace(figure: dict, name: str) -> dict:
    return next(one for one in figure["data"] if one.get("name") == name)


def texts(figure: dict) -> list[tuple[float, str]]:
    labels = trace(figure, "labels")
    return list(zip(labels["x"], labels["text"], strict=True))


def bars(figure: dict, name: str) -> list[tuple[float, float, str]]:
    """Place, height in pixels and colour of every bar in the row of a weight."""
    boxes, middle = trace(figure, "boxes"), lag_chart.MIDDLE[name]
    rows = zip(boxes["x"], boxes["y"], boxes["base"], boxes["marker"]["color"], strict=True)
    return [(x, y, fill) for x, y, base, fill in rows if base == middle]


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_plotly_takes_every_figure(shown: Shown):
    figures = [drawn(shown), sequence(shown.run, shown.session.t)]
    for chain in shown.reading.all_lags.values():
        figures.append(paths(chain, shown.session.lag, shown.session.K))
        figures += [product(term, shown.session.scale) for term in chain.terms]
    for figure in figures:
        go.Figure(figure)
        text = json.dumps(figure, allow_nan=False)
        known = {light for light, _ in COLOURS.values()}
        assert set(re.findall(r"#[0-9a-f]{6}\b", text)) <= known


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_by_lag_prints_every_number_of_the_step(shown: Shown):
    figure, step = drawn(shown, "linear"), shown.step
    labels = texts(figure)
    for lag, x in enumerate(step.queues.X):
        assert (lag, number(x)) in labels
    for lag, h in enumerate(step.queues.out_H):
        start = " start" if lag == step.t + 1 else ""
        assert (lag, number(h) + start) in labels
    for lag, gain in enumerate(shown.reading.gains, start=1):
        assert (lag - 0.5, f"×{number(gain)}") in labels
    for name in TERMS:
        for term in shown.reading.all_lags[name].terms:
            assert (term.lag, number(term.value)) in labels
        assert (lag_chart.TOTAL_AT, f"<b>{number(step.chains[name].total)}</b>") in labels
    empty = sum(text == "empty" for _, text in labels)
    assert empty == 20 - len(step.queues.X) - len(step.queues.out_H)
    assert any("has left" in text for _, text in labels) == (step.t >= 9)


@pytest.mark.parametrize("shown", STATES, ids=str)
@pytest.mark.parametrize("scale", SCALES)
def test_bars_are_as_high_as_their_terms(shown: Shown, scale: str):
    figure, full = drawn(shown, scale), term_range(shown.run)
    for name in TERMS:
        terms, kept = shown.reading.all_lags[name].terms, shown.step.chains[name]
        *lags, (place, height, _) = bars(figure, name)
        assert [x for x, _, _ in lags] == [term.lag for term in terms]
        assert place == lag_chart.TOTAL_AT
        values = [*(term.value for term in terms), kept.total]
        heights = [*(height for _, height, _ in lags), height]
        for value, pixels in zip(values, heights, strict=True):
            assert abs(pixels) <= lag_chart.FULL * (1 + 1e-12)
            assert value == 0 or pixels == 0 or (pixels > 0) == (value > 0)
            if scale == "linear" and full:
                assert pixels == pytest.approx(lag_chart.FULL * value / full, rel=1e-12, abs=1e-300)
        order = sorted(range(len(values)), key=lambda i: abs(values[i]))
        assert all(abs(heights[a]) <= abs(heights[b]) + 1e-12 for a, b in pairwise(order))


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_what_is_beyond_the_window_is_grey_and_the_cut_stands_there(shown: Shown):
    figure, window = drawn(shown, picked=("By", 0)), shown.session.K
    for name in TERMS:
        *lags, total = bars(figure, name)
        counted = len(shown.step.chains[name].terms)
        assert [fill for _, _, fill in lags] == [colour("term")] * counted + [colour("faint")] * (len(lags) - counted)
        assert total[2] == colour("ink")
    cuts = [shape["x0"] for shape in figure["layout"]["shapes"] if shape["type"] == "line"]
    assert cuts == ([window - 0.5] * 2 if window < 10 else [])


def test_the_running_sum_ends_at_the_total():
    shown = show(OPENING)
    line = trace(drawn(shown), "running sum")
    corners = list(zip(line["x"], line["y"], strict=True))
    for name in TERMS:
        *_, (place, height, _) = bars(drawn(shown), name)
        assert (place - 0.3, lag_chart.MIDDLE[name] + height) in [(x, pytest.approx(y)) for x, y in corners if x is not None]


@pytest.mark.parametrize(
    ("picked", "lit"),
    [
        (("Wx", 2), {("X", 2): "source", ("out_H", 0): "slope", ("out_H", 1): "slope", ("out_H", 2): "slope"}),
        (("Wh", 1), {("out_H", 2): "source", ("out_H", 0): "slope", ("out_H", 1): "slope"}),
        (("Bx", 0), {("out_H", 0): "slope"}),
        (("Wy", 0), {("out_H", 0): "source"}),
        (("By", 0), {}),
        (("Wh", 9), {}),
    ],
)
def test_the_slots_that_the_picked_term_reads_are_lit(picked: tuple[str, int], lit: dict):
    boxes = trace(drawn(show(OPENING), picked=picked), "boxes")
    rows = zip(boxes["x"], boxes["base"], boxes["y"], boxes["marker"]["line"]["color"], strict=True)
    found = {
        (row, x): line
        for x, base, height, line in rows
        for row in ("X", "out_H")
        if height == lag_chart.SLOT and base == lag_chart.MIDDLE[row] - lag_chart.SLOT / 2 and line != colour("line")
    }
    assert found == {place: colour(meaning) for place, meaning in lit.items()}


def test_touching_tells_all_digits_and_which_term_it_is():
    shown = show(OPENING)
    touch = trace(drawn(shown), "touch")
    told = {tuple(pick): text for pick, text in zip(touch["customdata"], touch["hovertext"], strict=True) if pick}
    for name in TERMS:
        for term in shown.reading.all_lags[name].terms:
            assert digits(term.value) in told[name, term.lag]
    for lag, x in enumerate(shown.step.queues.X):
        assert digits(x) in told["X", lag]


def test_it_opens_on_a_state_where_several_lags_matter():
    shown = show(OPENING)
    assert 12 <= OPENING.t <= len(shown.run) - 21
    figure = drawn(shown, OPENING.scale)
    assert figure["layout"]["yaxis"]["range"] == [0, figure["layout"]["height"]]  # so a unit is a pixel
    high = {lag for name in TERMS for lag, height, _ in bars(figure, name)[:-1] if abs(height) >= 4 and lag < OPENING.K}
    assert len(high) >= 4
    for name in TERMS:
        assert sum(abs(height) >= 4 for _, height, _ in bars(figure, name)[:-1]) >= 4


def test_before_the_first_step_there_are_queues_and_no_terms():
    figure = by_lag(None, None, Queues.start(0.25), -1, 3, ("Wx", 0), "linear", 1.0)
    go.Figure(figure)
    labels = texts(figure)
    assert (0, "0.250 start") in labels
    assert sum(text == "empty" for _, text in labels) == 19
    assert not any(bars(figure, name) for name in TERMS)


def test_nothing_jumps_from_step_to_step():
    layouts = []
    for t in (20, 21, 22):
        figure = drawn(show(OPENING.with_(t=t)))
        layouts.append((figure["layout"]["height"], figure["layout"]["xaxis"], figure["layout"]["yaxis"]))
        other = sequence(show(OPENING.with_(t=t)).run, t)
        layouts[-1] += (other["layout"]["xaxis"], other["layout"]["yaxis"])
    assert layouts[0] == layouts[1] == layouts[2]


def test_sequence_shows_the_run_up_to_t():
    shown = show(OPENING)
    figure = sequence(shown.run, OPENING.t)
    X, Y, Y_hat, error = figure["data"]
    assert X["y"] == shown.run.X.tolist()
    assert Y["y"] == shown.run.Y.tolist()
    assert Y_hat["y"] == shown.run.Y_hat[: OPENING.t + 1].tolist()
    assert error["y"] == [shown.step.forward.Y, shown.step.forward.Y_hat]
    (window,) = figure["layout"]["shapes"]
    assert (window["x0"], window["x1"]) == (OPENING.t - OPENING.K + 0.5, OPENING.t + 0.5)


@pytest.mark.parametrize("lag", [0, 3, 8])
def test_product_draws_each_partial_product(lag: int):
    term = show(OPENING).reading.all_lags["Wh"].terms[lag]
    figure = product(term, "linear")
    bar, values, symbols, _ = figure["data"]
    largest = max(map(abs, term.partial_products))
    assert bar["y"] == pytest.approx([value / largest for value in term.partial_products])
    assert [text.replace("<b>", "").replace("</b>", "") for text in values["text"]] == [number(value) for value in term.partial_products]
    assert len(symbols["text"]) == len(term.factors) == 4 + 2 * lag


def test_symlog_is_linear_below_and_logarithmic_above_and_keeps_the_sign():
    assert symlog(1e-9, 1e-3) == pytest.approx(1e-6 / math.log(10), rel=1e-3)
    assert symlog(1e3, 1e-3) - symlog(1e2, 1e-3) == pytest.approx(1, abs=1e-4)
    assert symlog(-2.0, 0.1) == -symlog(2.0, 0.1)
    assert height_of(5.0, 5.0, 0.01) == height_of(5.0, 5.0, None) == 1.0
    assert height_of(0.0, 0.0, None) == 0.0
