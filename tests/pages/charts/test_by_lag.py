"""By lag: the places, heights, colours, labels and picks of the figure, its sentence and its table."""

import math
import re
from itertools import pairwise

import pytest

from pages.lab.charts import by_lag as module
from pages.lab.charts.by_lag import by_lag
from pages.lab.moment import Moment
from pages.lab.plot.palette import colour
from pages.lab.plot.scales import symlog, symlog_threshold
from pages.lab.session import CHOICES, OPENING
from pages.lab.text.notation import digits, number
from rnn_core.itemise import term_range
from tests.pages.records import address_of, chart, moment_of, states, trace
from tests.pages.trainings import assert_drawable

STATES = list(states(30, seed=1))
TERMS = ("Wx", "Bx", "Wh")


def drawn(moment: Moment, **choices: object) -> dict:
    """The figure of a moment, with some choices changed that do not change its run."""
    return chart(by_lag(Moment(moment.session.with_(**choices), moment.run, moment.cache))).figure


def said(moment: Moment) -> str:
    return re.sub(r"<[^>]+>", "", chart(by_lag(moment)).sentence)


def texts(figure: dict) -> list[tuple[float, str]]:
    labels = trace(figure, "labels")
    return list(zip(labels["x"], labels["text"], strict=True))


def bars(figure: dict, name: str) -> list[tuple[float, float, str]]:
    """Place, height in pixels and colour of every bar in the row of a weight."""
    boxes, middle = trace(figure, "boxes"), module.MIDDLE[name]
    rows = zip(boxes["x"], boxes["y"], boxes["base"], boxes["marker"]["color"], strict=True)
    return [(x, y, fill) for x, y, base, fill in rows if base == middle]


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_plotly_accepts_the_figure_and_every_colour_is_of_the_palette(moment: Moment):
    assert_drawable(drawn(moment))


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_every_number_of_the_step_is_printed(moment: Moment):
    step, reading = moment.step, moment.reading
    assert step
    assert reading
    labels = texts(drawn(moment, scale="linear"))
    for lag, x in enumerate(step.queues.X):
        assert (lag, number(x)) in labels
    for lag, h in enumerate(step.queues.out_H):
        assert (lag, number(h) + (" start" if lag == step.t + 1 else "")) in labels
    assert (0, number(reading.slopes[0])) in labels
    for lag, gain in enumerate(reading.gains, start=1):
        assert (lag - 0.5, f"×{number(gain)}") in labels
    for name in TERMS:
        for term in reading.all_lags[name].terms:
            assert (term.lag, number(term.value)) in labels
        assert (module.TOTAL_AT, f"<b>{number(step.chains[name].total)}</b>") in labels
    empty = sum(text == "empty" for _, text in labels)
    assert empty == 20 - len(step.queues.X) - len(step.queues.out_H)
    assert any("has left" in text for _, text in labels) == (step.t >= 9)


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_relative_labels_are_terms_in_units_of_lag_0(moment: Moment):
    labels = texts(drawn(moment, scale="relative"))
    for name in TERMS:
        values = [term.value for term in moment.reading.all_lags[name].terms]
        for lag, value in enumerate(values):
            label = f"{number(value / abs(values[0]))}×" if values[0] else number(value)
            assert (lag, label) in labels


@pytest.mark.parametrize("scale", CHOICES["scale"].options)
@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_bars_are_as_high_as_their_terms(moment: Moment, scale: str):
    figure, full = drawn(moment, scale=scale), term_range(moment.run)
    for name in TERMS:
        terms, total = moment.reading.all_lags[name].terms, moment.step.chains[name].total
        *lags, (place, height, _) = bars(figure, name)
        assert [x for x, _, _ in lags] == [term.lag for term in terms]
        assert place == module.TOTAL_AT
        values = [*(term.value for term in terms), total]
        heights = [*(height for _, height, _ in lags), height]
        for value, pixels in zip(values, heights, strict=True):
            assert abs(pixels) <= module.FULL * (1 + 1e-12)
            assert value == 0 or pixels == 0 or (pixels > 0) == (value > 0)
            if scale == "linear" and full:
                assert pixels == pytest.approx(module.FULL * value / full, rel=1e-12, abs=1e-300)
            if scale == "symlog" and full:
                high = symlog(value, symlog_threshold(full)) / symlog(full, symlog_threshold(full))
                assert pixels == pytest.approx(module.FULL * high, rel=1e-12)
        order = sorted(range(len(values)), key=lambda i: abs(values[i]))
        assert all(abs(heights[a]) <= abs(heights[b]) + 1e-12 for a, b in pairwise(order))


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_in_the_relative_scale_the_largest_number_of_each_row_has_full_height(moment: Moment):
    figure = drawn(moment, scale="relative")
    for name in TERMS:
        values = [term.value for term in moment.reading.all_lags[name].terms]
        sums = moment.step.chains[name].running_sums
        full = max(map(abs, [*values, *sums])) or 1.0
        heights = [height for _, height, _ in bars(figure, name)]
        assert heights == pytest.approx([module.FULL * value / full for value in (*values, sums[-1])], rel=1e-12)


def test_gains_of_the_picked_term_are_underlined_and_those_beyond_the_window_grey():
    figure = drawn(moment_of(weight="Wx", lag=4, K=3))
    labels, boxes, y = trace(figure, "labels"), trace(figure, "boxes"), module.MIDDLE["gain"]
    between = [lag - 0.5 for lag in range(1, 10)]
    rows = zip(labels["x"], labels["y"], labels["textfont"]["color"], strict=True)
    inks = [ink for x, height, ink in rows if height == y and x in (0.0, *between)]
    assert inks == [colour("ink")] * 3 + [colour("muted")] * 7
    lines = zip(boxes["x"], boxes["y"], boxes["base"], strict=True)
    assert [(x, thick) for x, thick, base in lines if base == y - 13] == [
        (x, 4 if lag <= 4 else 2) for lag, x in enumerate((-0.28, *between))
    ]


@pytest.mark.parametrize(("K", "t"), [(3, 21), (6, 2), (10, 21)])
def test_the_lags_that_are_counted_have_their_names_in_ink(K: int, t: int):
    labels = trace(drawn(moment_of(K=K, t=t)), "labels")
    rows = zip(labels["x"], labels["y"], labels["textfont"]["color"], strict=True)
    inks = [ink for x, y, ink in rows if y == module.MIDDLE["head"] and x in range(10)]
    counted = min(K, t + 1)
    assert inks == [colour("ink")] * counted + [colour("muted")] * (10 - counted)


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_terms_beyond_the_window_are_grey_and_a_dashed_line_marks_its_end(moment: Moment):
    figure, window = drawn(moment, weight="By", lag=0), moment.session.K
    for name in TERMS:
        *lags, total = bars(figure, name)
        counted = len(moment.step.chains[name].terms)
        grey = [colour("faint")] * (len(lags) - counted)
        assert [fill for _, _, fill in lags] == [colour("term")] * counted + grey
        assert total[2] == colour("ink")
    ends = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "line"]
    assert [shape["x0"] for shape in ends] == ([window - 0.5] * 2 if window < 10 else [])
    assert all(shape["yref"] == "y" and shape["line"]["dash"] == "dash" for shape in ends)


def test_the_picked_term_stands_out():
    figure = drawn(moment_of(weight="Wx", lag=4))
    assert [x for x, _, fill in bars(figure, "Wx") if fill == colour("picked")] == [4]
    (ground,) = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    assert ground["x0"] < 4 < ground["x1"]
    assert ground["y0"] < module.MIDDLE["Wx"] < ground["y1"]


def test_the_running_sum_ends_at_the_total():
    figure = drawn(moment_of())
    line = trace(figure, "running sum")
    corners = list(zip(line["x"], line["y"], strict=True))
    for name in TERMS:
        *_, (place, height, _) = bars(figure, name)
        end = (place - 0.3, pytest.approx(module.MIDDLE[name] + height))
        assert end in [corner for corner in corners if corner[0] is not None]


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_the_running_sum_is_level_over_each_column(moment: Moment):
    line, full = trace(drawn(moment, scale="linear"), "running sum"), term_range(moment.run) or 1.0
    levels = [
        (lag + side, module.MIDDLE[name] + module.FULL * value / full)
        for name in TERMS
        for lag, value in enumerate(moment.step.chains[name].running_sums)
        for side in (-0.5, 0.5)
    ]
    ends = module.TOTAL_AT - 0.3
    corners = [corner for corner in zip(line["x"], line["y"], strict=True) if corner[0] not in (None, ends)]
    assert [x for x, _ in corners] == [x for x, _ in levels]
    assert [y for _, y in corners] == pytest.approx([y for _, y in levels])


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
def test_the_slots_that_the_picked_term_reads_are_outlined(picked: tuple[str, int], lit: dict):
    boxes = trace(drawn(moment_of(weight=picked[0], lag=picked[1])), "boxes")
    rows = zip(boxes["x"], boxes["base"], boxes["y"], boxes["marker"]["line"]["color"], strict=True)
    outlined = {
        (row, x): line
        for x, base, height, line in rows
        for row in ("X", "out_H")
        if height == module.SLOT and base == module.MIDDLE[row] - module.SLOT / 2 and line != colour("line")
    }
    assert outlined == {place: colour(meaning) for place, meaning in lit.items()}


def test_a_place_to_touch_has_all_digits_and_picks_its_term_or_slot():
    moment = moment_of()
    touch = trace(drawn(moment), "touch")
    texts = {tuple(pick): text for pick, text in zip(touch["customdata"], touch["hovertext"], strict=True) if pick}
    for name in TERMS:
        for term in moment.reading.all_lags[name].terms:
            assert digits(term.value) in texts[name, term.lag]
    for lag, x in enumerate(moment.step.queues.X):
        assert digits(x) in texts["X", lag]
    for lag, h in enumerate(moment.step.queues.out_H):
        assert digits(h) in texts["out_H", lag]


def test_the_opening_state_has_several_lags_that_matter():
    moment = moment_of()
    assert 12 <= OPENING.t <= len(moment.run) - 21
    figure = drawn(moment)
    assert figure["layout"]["yaxis"]["range"] == [0, figure["layout"]["height"]]  # so a unit is a pixel
    high = {lag for name in TERMS for lag, height, _ in bars(figure, name)[:-1] if abs(height) >= 4}
    assert len(high & set(range(OPENING.K))) >= 4
    for name in TERMS:
        assert sum(abs(height) >= 4 for _, height, _ in bars(figure, name)[:-1]) >= 4


def test_before_the_first_step_there_are_queues_and_no_terms():
    moment = moment_of(t=-1, h0=0.25, K=3)
    figure = drawn(moment)
    assert_drawable(figure)
    labels = texts(figure)
    assert (0, "0.250 start") in labels
    assert sum(text == "empty" for _, text in labels) == 19
    assert not any(bars(figure, name) for name in TERMS)
    assert said(moment) == "Before the first step there are no terms."


def test_no_axis_moves_from_step_to_step():
    layouts = [drawn(moment_of(t=t))["layout"] for t in (20, 21, 22)]
    frames = [(layout["height"], layout["xaxis"], layout["yaxis"]) for layout in layouts]
    assert frames[0] == frames[1] == frames[2]


@pytest.mark.parametrize("moment", STATES[:8], ids=address_of)
def test_the_table_has_every_digit(moment: Moment):
    table = chart(by_lag(moment)).table
    assert table
    *lags, sums = table.rows
    assert len(lags) == len(moment.queues.out_H)
    for lag, row in enumerate(lags[:-1]):
        assert row[2:5] == tuple(
            map(digits, (moment.queues.X[lag], moment.queues.out_H[lag], moment.reading.slopes[lag]))
        )
        assert row[5] == (digits(moment.reading.gains[lag - 1]) if lag else "")
        for name, text in zip(TERMS, row[6:], strict=True):
            terms = moment.reading.all_lags[name].terms
            assert text == (digits(terms[lag].value) if lag < len(terms) else "")
    assert sums[0] == f"Σ of {min(moment.session.K, moment.t + 1)}"
    assert tuple(sums[6:]) == tuple(digits(moment.step.chains[name].total) for name in TERMS)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({}, "∂L/∂Wh = −0.170. Its terms differ in sign: 77 % of the total magnitude cancels. "
             "By lag 5 the product of gains is 0.494 in magnitude."),
        ({"weight": "By"}, "∂L/∂Wh = −0.170."),
        ({"K": 1}, "∂L/∂Wh = −0.143. It has one term, so there is nothing to add up."),
        ({"Wh": 0.0, "K": 2}, "Wh is 0, so every term beyond lag 0 is 0."),
        ({"Wh": 0.9, "weight": "Bx"}, "All its terms are positive."),
        ({"Wh": 0.9, "weight": "Bx", "t": 27}, "All its terms are negative."),
        ({"Wh": 0.1, "weight": "Bx"}, "By lag 2 the product of gains is under 1 % in magnitude: the "
                                      "gradient has vanished."),
        ({"Wh": 2.0, "Wx": 1.0, "Bx": 0.0, "K": 10, "t": 30, "weight": "Bx"},
         "By lag 9 the product of gains has grown to 1.98 in magnitude."),
        ({"Wh": 0.69, "Wx": 0.06, "Bx": 6.15, "Wy": 1.89, "By": 0.64, "K": 10, "t": 35, "weight": "Wx"},
         "Its terms differ in sign, but those of one sign are too small to cancel anything."),
        ({"task": "impulse", "Bx": 0.0, "t": 0}, "All terms of ∂L/∂Wh are 0, so their sum is 0. The error e is 0."),
        ({"Wy": 0.0}, "Wy is 0, so no part of the error reaches the hidden unit."),
        ({"t": 0}, "The only source, the start state, is 0."),
        ({"Wx": 100.0, "Wh": 0.0, "t": 24}, "Every term has a factor that is 0."),
        ({"t": 1, "h0": 0.0, "K": 2}, "All its terms that are not 0 are"),
    ],
)  # fmt: skip
def test_the_sentence(choices: dict[str, object], sentence: str):
    assert sentence in said(moment_of(**choices))


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_the_sentence_is_about_the_counted_terms_of_the_picked_weight(moment: Moment):
    name = moment.session.weight if moment.session.weight in TERMS else "Wh"
    values = [math.prod(factor.value for factor in term.factors) for term in moment.step.chains[name].terms]
    text = said(moment)
    positive, negative = any(value > 0 for value in values), any(value < 0 for value in values)
    assert f"∂L/∂{name}" in text
    assert ("differ in sign" in text or "cancel completely" in text) == (positive and negative)
    if len(values) > 1:
        assert ("are positive" in text) == (positive and not negative)
        assert ("are negative" in text) == (negative and not positive)
    assert ("are 0, so their sum is 0" in text) == (not positive and not negative)
