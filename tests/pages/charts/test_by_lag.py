"""By lag: the places, heights, colours, labels and picks of the figure, its sentence and its table."""

import math
from itertools import accumulate, pairwise

import pytest

from pages.lab.charts import by_lag as module
from pages.lab.charts import network
from pages.lab.charts.by_lag import by_lag, hint
from pages.lab.moment import Moment
from pages.lab.plot.palette import colour
from pages.lab.plot.scales import full_height, symlog, symlog_threshold
from pages.lab.session import CHOICES, OPENING
from pages.lab.text.notation import digits, mark, number
from rnn_core.itemise import term_range
from tests.pages.records import address_of, chart, moment_of, plain, states, trace
from tests.pages.trainings import assert_drawable

STATES = list(states(30, seed=1))
TERMS = ("Wx", "Bx", "Wh")


def drawn(moment: Moment, **choices: object) -> dict:
    """The figure of a moment, with some choices changed that do not change its run."""
    return chart(by_lag(Moment(moment.session.with_(**choices), moment.run))).figure


def said(moment: Moment) -> str:
    return plain(chart(by_lag(moment)).sentence)


def texts(figure: dict) -> list[tuple[float, str]]:
    layers = [trace(figure, name) for name in ("labels", "numbers of slots")]
    return [pair for labels in layers for pair in zip(labels["x"], labels["text"], strict=True)]


def bars(figure: dict, name: str) -> list[tuple[float, float, str]]:
    """Column, height in pixels and colour of every bar in the row of a weight."""
    if all(one["name"] != "boxes" for one in figure["data"]):
        return []
    boxes, middle = trace(figure, "boxes"), module.MIDDLE[name]
    rows = zip(boxes["x"], boxes["y"], boxes["base"], boxes["marker"]["color"], strict=True)
    return [
        (x if x == module.TOTAL_AT else round(x - module.BAR_AT, 9), y, fill)
        for x, y, base, fill in rows
        if base == middle
    ]


def full_of(moment: Moment, name: str, scale: str) -> float:
    """What has full height in a row: its largest number, rounded up, in the relative scale its largest term."""
    if scale in ("one", "symlog"):
        return term_range(moment.run)
    values = [math.prod(factor.value for factor in term.factors) for term in moment.reading.all_lags[name].terms]
    counted = values[: len(moment.step.chains[name].terms)]
    return full_height([*values, *(accumulate(counted) if scale == "linear" else [])])


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
        assert (lag, number(h)) in labels
    assert [x for x, text in labels if text == "start"] == ([step.t + 1] if step.t < 9 else [])
    texts_of_the_row = [text for _, text in labels]
    assert f"×{number(reading.slopes[0])}" in texts_of_the_row
    f = step.forward
    assert (0, f"Ŷ {number(f.Y_hat)}") in labels
    assert f"e = Ŷ − Y = <b>{number(f.error)}</b>" in texts_of_the_row
    assert f"Loss = ½e² = {number(f.loss)}" in texts_of_the_row
    for weight, sign in (("Wx", "↑"), ("Wh", "←"), ("Wy", "")):
        assert f"{sign} W<sub>{weight[1]}</sub> {number(getattr(step.params, weight))}".strip() in texts_of_the_row
    for lag, gain in enumerate(reading.gains, start=1):
        assert (lag - 0.5, f"×{number(gain)}") in labels
    for name in TERMS:
        for term in reading.all_lags[name].terms:
            assert (term.lag + module.BAR_AT, number(term.value)) in labels
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
            assert (lag + module.BAR_AT, label) in labels


@pytest.mark.parametrize("scale", CHOICES["scale"].options)
@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_bars_are_as_high_as_their_terms(moment: Moment, scale: str):
    figure = drawn(moment, scale=scale)
    for name in TERMS:
        full = full_of(moment, name, scale)
        terms, total = moment.reading.all_lags[name].terms, moment.step.chains[name].total
        the_sum = [(module.TOTAL_AT, total)] if scale != "relative" else []
        places, values = zip(*((term.lag, term.value) for term in terms), *the_sum, strict=True)
        assert tuple(x for x, _, _ in bars(figure, name)) == places
        heights = [height for _, height, _ in bars(figure, name)]
        for value, pixels in zip(values, heights, strict=True):
            assert abs(pixels) <= module.FULL * (1 + 1e-12)
            assert value == 0 or pixels == 0 or (pixels > 0) == (value > 0)
            if full:
                part = symlog(value, symlog_threshold(full)) / symlog(full, symlog_threshold(full))
                part = part if scale == "symlog" else value / full
                assert pixels == pytest.approx(module.FULL * part, rel=1e-9, abs=1e-300)
        order = sorted(range(len(values)), key=lambda i: abs(values[i]))
        assert all(abs(heights[a]) <= abs(heights[b]) + 1e-12 for a, b in pairwise(order))


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_in_the_scales_by_row_some_number_of_each_row_has_at_least_four_tenths_of_the_height(moment: Moment):
    figure = drawn(moment, scale="linear")
    labels = [text for _, text in texts(figure)]
    for name in TERMS:
        full = full_of(moment, name, "linear")
        line = trace(figure, "running sum")["y"]
        near = [abs(y - module.MIDDLE[name]) for y in line if y and abs(y - module.MIDDLE[name]) <= module.FULL + 1e-9]
        reach = max(*(abs(height) for _, height, _ in bars(figure, name)), *near)
        assert full == 0 or reach >= 0.4 * module.FULL - 1e-9
        title = f"<b>∂L/∂{name[0]}<sub>{name[1]}</sub></b>"
        assert (f"{title}<br>full {mark(full)}" if full else title) in labels


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_a_number_stands_across_the_zero_line_from_its_bar(moment: Moment):
    labels = trace(drawn(moment), "labels")
    rows = list(zip(labels["x"], labels["y"], labels["textposition"], strict=True))
    for name in TERMS:
        middle = module.MIDDLE[name]
        for term in moment.reading.all_lags[name].terms:
            (place,) = [(y, anchor) for x, y, anchor in rows if x == term.lag + module.BAR_AT and abs(y - middle) <= 3]
            below = math.prod(factor.value for factor in term.factors) > 0
            assert place == ((middle - 2, "bottom center") if below else (middle + 2, "top center"))


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({}, None),
        ({"t": -1}, None),
        ({"scale": "one"}, None),
        ({"Wx": 1.0, "Wh": 1.5, "Bx": 0.0, "Wy": 1.0, "K": 10, "t": 30, "lag": 3, "scale": "one"},
         ("Wx, Bx and Wh too small to see", "linear")),
        ({"Wx": 1.0, "Wh": 1.5, "Bx": 0.0, "Wy": 1.0, "K": 10, "t": 30, "weight": "Bx", "lag": 6},
         ("lag 6 of Bx too small to see", "symlog")),
        ({"Wx": 1.0, "Wh": 1.5, "Bx": 0.0, "Wy": 1.0, "K": 10, "t": 30, "weight": "Bx", "lag": 9}, None),  # nor there
        ({"Wx": 1.0, "Wh": 1.5, "Bx": 0.0, "Wy": 1.0, "K": 3, "t": 30, "weight": "Bx", "lag": 9}, None),
        ({"Wy": 0.0, "scale": "one"}, None),  # terms of 0 have no bar on any scale
    ],
)  # fmt: skip
def test_the_hint_names_what_the_scale_hides_and_a_scale_that_shows_it(choices: dict[str, object], said: object):
    moment = moment_of(**choices)
    assert hint(moment) == said
    if said:
        better = Moment(moment.session.with_(scale=said[1]), moment.run)
        assert hint(better) is None


def test_gains_are_underlined_and_those_beyond_the_window_grey():
    figure = drawn(moment_of(weight="Wx", lag=4, K=3))
    labels, boxes, y = trace(figure, "labels"), trace(figure, "boxes"), network.MIDDLE["gain"]
    between = [lag - 0.5 for lag in range(1, 10)]
    rows = zip(labels["x"], labels["y"], labels["textfont"]["color"], strict=True)
    inks = [ink for x, height, ink in rows if height == y and x in (-0.14, *between)]
    assert inks == [colour("ink")] * 3 + [colour("muted")] * 7
    lines = zip(boxes["x"], boxes["y"], boxes["base"], strict=True)
    assert [(x, thick) for x, thick, base in lines if base == y - 9] == [(x, 2) for x in (-0.44, *between)]


@pytest.mark.parametrize(("K", "t"), [(3, 21), (6, 2), (10, 21)])
def test_the_lags_that_are_counted_have_their_names_in_ink(K: int, t: int):
    labels = trace(drawn(moment_of(K=K, t=t)), "labels")
    rows = zip(labels["x"], labels["y"], labels["textfont"]["color"], strict=True)
    inks = [ink for x, y, ink in rows if y == network.MIDDLE["k"] and x in range(10)]
    counted = min(K, t + 1)
    assert inks == [colour("ink")] * counted + [colour("muted")] * (10 - counted)


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_terms_beyond_the_window_are_hollow_and_a_dashed_line_marks_its_end(moment: Moment):
    figure, window = drawn(moment, weight="By", lag=0, scale="linear"), moment.session.K
    for name in TERMS:
        *lags, total = bars(figure, name)
        counted = len(moment.step.chains[name].terms)
        grey = [colour("ghost")] * (len(lags) - counted)
        assert [fill for _, _, fill in lags] == [colour("term")] * counted + grey
        assert total[2] == colour("ink")
    ends = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "line"]
    assert [shape["x0"] for shape in ends] == ([window - 0.5] * 2 if window < 10 else [])
    assert all(shape["yref"] == "y" and shape["line"]["dash"] == "dash" for shape in ends)
    in_key = {one.text for one in chart(by_lag(moment)).key} & {"beyond the window", "end of the window"}
    assert len(in_key) == (2 if window < 10 else 0)


def test_the_picked_term_stands_out():
    figure = drawn(moment_of(weight="Wx", lag=4))
    assert [x for x, _, fill in bars(figure, "Wx") if fill == colour("picked")] == [4]
    (ground,) = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    assert ground["x0"] < 4 < ground["x1"]
    assert ground["y0"] < module.MIDDLE["Wx"] < ground["y1"]


def risers(figure: dict, name: str) -> list[tuple[float, float, float]]:
    """Place, start and end of the running sum beside each column of a row, in pixels from its zero line."""
    line, middle = trace(figure, "running sum"), module.MIDDLE[name]
    points = list(zip(line["x"], line["y"], strict=True))
    pairs = [(a, b) for a, b in pairwise(points) if a[1] is not None and b[1] is not None and a[0] == b[0]]
    return [
        (a[0], a[1] - middle, b[1] - middle)
        for a, b in pairs
        if abs(a[1] - middle) <= module.ROW / 2 and abs(b[1] - middle) <= module.ROW / 2
    ]


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_the_running_sum_goes_up_and_down_by_each_term_and_ends_at_the_total(moment: Moment):
    figure = drawn(moment, scale="linear")
    for name in TERMS:
        full = full_of(moment, name, "linear") or 1.0
        sums = [0.0, *moment.step.chains[name].running_sums]
        expected = [
            (lag + module.LANE, module.FULL * before / full, module.FULL * after / full)
            for lag, (before, after) in enumerate(pairwise(sums))
        ]
        lanes = risers(figure, name)
        assert [lane for lane, _, _ in lanes] == [lane for lane, _, _ in expected]
        assert [ends for _, *ends in lanes] == [pytest.approx(ends, abs=1e-9) for _, *ends in expected]
        *_, (_, height, _) = bars(figure, name)
        assert lanes[-1][2] == pytest.approx(height, abs=1e-9)


def test_in_the_relative_scale_the_bars_are_the_terms_alone():
    figure = drawn(moment_of(Wh=0.9, K=10, t=30), scale="relative")
    assert "running sum" not in [one["name"] for one in figure["data"]]
    assert max(height for name in TERMS for _, height, _ in bars(figure, name)) > 0.4 * module.FULL


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
    figure = drawn(moment_of(weight=picked[0], lag=picked[1]))
    outlined = {}
    for row, kind in (("X", "X slots"), ("out_H", "out_H slots")):
        boxes = trace(figure, kind)
        for x, base, line in zip(boxes["x"], boxes["base"], boxes["marker"]["line"]["color"], strict=True):
            if base == network.MIDDLE[row] - network.SLOT / 2 and line != colour("line"):
                outlined[row, x] = line
    assert outlined == {place: colour(meaning) for place, meaning in lit.items()}


def test_a_place_to_touch_has_all_digits_and_picks_its_term_or_slot():
    moment = moment_of()
    touch = trace(drawn(moment), "touch")
    places = zip(touch["customdata"], touch["hovertext"], touch["width"], strict=True)
    texts = {tuple(pick): text for pick, text, width in places if pick and width > 0.5}
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
    assert {(0, "0.250"), (0, "start")} <= set(labels)
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


@pytest.mark.parametrize(("newest", "home", "order"), [("left", 0, 1), ("right", 1, -1)])
def test_a_box_that_scrolls_goes_to_the_column_of_the_picked_lag(newest: str, home: int, order: int):
    charts = [chart(by_lag(moment_of(weight="Bx", lag=lag, newest=newest))) for lag in range(10)]
    assert {one.home for one in charts} == {home}
    for lag, one in enumerate(charts):
        assert one.focus
        touch, (left, right) = trace(one.figure, "touch"), one.figure["layout"]["xaxis"]["range"]
        middle = touch["x"][touch["ids"].index(f"Bx:{lag}")]
        assert [left + part * (right - left) for part in one.focus] == pytest.approx([middle - 0.5, middle + 0.5])
    starts = [one.focus[0] for one in charts if one.focus]
    assert starts[::order] == sorted(starts)
    output = chart(by_lag(moment_of(weight="Wy", lag=9, newest=newest)))  # one that does not look back
    assert output.focus == charts[0].focus


def test_the_foot_names_the_rows_that_are_not_relative():
    foot = [text for _, text in texts(drawn(moment_of(scale="relative"))) if text.startswith("Relative")]
    assert foot == ["Relative: term ÷ |lag 0| of its row; Σ as it is."]
    # X is 0 at the first step, and so is the first term of Wx.
    (foot_0,) = [text for _, text in texts(drawn(moment_of(scale="relative", t=0))) if text.startswith("Relative")]
    assert plain(foot_0).endswith("As is, too: ∂L/∂Wx and ∂L/∂Wh, whose lag 0 is 0.")
