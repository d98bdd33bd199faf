"""By lag for a projector: every number of the step in large type, the heights of the bars, and what a click picks."""

import itertools
from dataclasses import replace

import pytest

from pages.lab.charts import projected as module
from pages.lab.charts.by_lag import by_lag
from pages.lab.charts.projected import projected
from pages.lab.moment import Moment
from pages.lab.pinned import beside
from pages.lab.plot.palette import colour
from pages.lab.plot.scales import full_height, symlog, symlog_threshold
from pages.lab.session import CHOICES, LOOKING_BACK, OPENING, experiment
from pages.lab.text.notation import at, number
from rnn_core import simulate
from rnn_core.itemise import term_range
from tests.pages.records import address_of, chart, moment_of, plain, states, trace
from tests.pages.trainings import assert_drawable

STATES = list(states(20, seed=12))


def labels(moment: Moment) -> list[tuple[float, float, str]]:
    """Every text with its place."""
    layers = [trace(chart(projected(moment)).figure, name) for name in ("labels", "numbers of slots")]
    return [row for one in layers for row in zip(one["x"], one["y"], map(plain, one["text"]), strict=True)]


def bars(moment: Moment, name: str) -> list[tuple[float, float, str]]:
    """Column, height and colour of every bar in the row of a weight, without the frames."""
    boxes, middle = trace(chart(projected(moment)).figure, "boxes"), module.MIDDLE[name]
    rows = zip(boxes["x"], boxes["width"], boxes["base"], boxes["y"], boxes["marker"]["color"], strict=True)
    return [(x, up, fill) for x, width, base, up, fill in rows if base == middle and width == module.BAR]


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_plotly_accepts_the_figure_and_no_type_is_small(moment: Moment):
    figure = chart(projected(moment)).figure
    assert_drawable(figure)
    for layer in ("labels", "numbers of slots"):
        assert set(trace(figure, layer)["textfont"]["size"]) == {module.TYPE}
    assert figure["layout"]["hoverlabel"]["font"]["size"] == module.TYPE >= 20


@pytest.mark.parametrize("newest", ["left", "right"])
@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_every_number_of_the_step_stands_in_its_column(moment: Moment, newest: str):
    moment = Moment(moment.session.with_(newest=newest, scale="linear"), moment.run)
    step, reading, found = moment.step, moment.reading, {(x, text) for x, _, text in labels(moment)}

    def place(lag: float) -> float:
        return lag if newest == "left" else 9 - lag

    for lag, (x, h) in enumerate(itertools.zip_longest(step.queues.X, step.queues.out_H)):
        assert x is None or (place(lag), number(x)) in found
        assert (place(lag), number(h)) in found
    assert (place(-0.5), f"×{number(reading.slopes[0])}") in found
    for lag, gain in enumerate(reading.gains, start=1):
        assert (place(lag - 0.5), f"×{number(gain)}") in found
    texts = {text for _, text in found}
    for lag in range(min(step.t, 9) + 1):
        assert {(place(lag), f"k = {lag}"), (place(lag), at(step.t - lag))} <= found
    for name in LOOKING_BACK:
        for term in reading.all_lags[name].terms:
            assert (place(term.lag), number(term.value)) in found
        assert f"∂L/∂{name} ={number(step.chains[name].total)}" in texts
    assert any("has left" in text for text in texts) == (step.t >= 9)


@pytest.mark.parametrize("scale", CHOICES["scale"].options)
@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_bars_are_as_high_as_their_terms_and_coloured_by_what_they_are(moment: Moment, scale: str):
    moment = Moment(moment.session.with_(scale=scale), moment.run)
    for name in LOOKING_BACK:
        values = [term.value for term in moment.reading.all_lags[name].terms]
        full = term_range(moment.run) if scale in ("one", "symlog") else full_height(values)
        drawn, counted = bars(moment, name), len(moment.step.chains[name].terms)
        assert [x for x, _, _ in drawn] == list(range(len(values)))
        for lag, (value, (_, height, fill)) in enumerate(zip(values, drawn, strict=True)):
            if full:
                part = symlog(value, symlog_threshold(full)) / symlog(full, symlog_threshold(full))
                expected = module.FULL * (part if scale == "symlog" else value / full)
                assert height == pytest.approx(expected, rel=1e-9, abs=1e-300)
            picked = (name, lag) == (moment.session.weight, moment.session.lag)
            assert fill == colour("picked" if picked else "term" if lag < counted else "ghost")


@pytest.mark.parametrize(
    ("scale", "note"),
    [
        ("linear", ""),
        ("one", "the largest value in this run"),
        ("symlog", "Symlog: linear up to ±0.001, logarithmic beyond"),
        ("relative", "Relative: each term divided by |lag 0| of its row"),
    ],
)
def test_a_scale_that_is_not_that_of_each_row_is_said(scale: str, note: str):
    said = next((text for _, y, text in labels(moment_of(scale=scale)) if y == module.NOTE_AT), "")
    assert note in said
    assert bool(said) == bool(note)


@pytest.mark.parametrize("newest", ["left", "right"])
def test_of_two_long_numbers_side_by_side_one_stands_aside(newest: str):
    """Saturated: many numbers have a power of ten. All columns are as wide as nine characters."""
    moment = moment_of(task="square", Wx=8.0, Wh=2.0, Bx=0.5, Wy=1.0, K=10, t=57, newest=newest)
    rows: dict[float, list[tuple[float, str]]] = {}
    for x, y, text in labels(moment):
        rows.setdefault(y, []).append((x, text))
    pairs = [pair for row in rows.values() for pair in itertools.combinations(sorted(row), 2)]
    near = [(one, other) for (a, one), (b, other) in pairs if b - a <= 1]
    assert len(near) > 20
    assert [pair for pair in near if all(len(text) > module.LONG and "10" in text for text in pair)] == []


def test_a_click_picks_what_a_click_in_the_by_lag_chart_picks():
    large, usual = (trace(chart(make(moment_of())).figure, "touch") for make in (projected, by_lag))
    picks = [pick for pick in large["customdata"] if pick]
    assert len(picks) == 20 + 10 + 10 + 9
    assert all(pick in usual["customdata"] for pick in picks)


def test_the_newest_at_the_right_is_the_mirror_image():
    left, right = (moment_of(newest=side) for side in ("left", "right"))
    assert sorted((9 - x, up) for x, up, _ in bars(left, "Wx")) == sorted((x, up) for x, up, _ in bars(right, "Wx"))
    assert any("← older" in text for _, _, text in labels(right))


def test_with_settings_pinned_the_frames_and_the_totals_are_those_of_A():
    B = moment_of(Wh=0.7)
    moment, step = replace(B, pinned=beside(OPENING.recipe, B.session)), simulate(experiment(OPENING))[21]
    boxes = trace(chart(projected(moment)).figure, "boxes")
    frames = [i for i, width in enumerate(boxes["width"]) if width == module.BAR + 0.14]
    assert len(frames) > 10
    for name in LOOKING_BACK:
        of_A = simulate(experiment(OPENING.with_(K=10)))[21].chains[name].terms
        full = full_height([term.value for one in (of_A, moment.reading.all_lags[name].terms) for term in one])
        ends = [boxes["base"][i] + boxes["y"][i] for i in frames if abs(boxes["base"][i] - module.MIDDLE[name]) < 56]
        heights = [module.MIDDLE[name] + module.FULL * term.value / full for term in of_A]
        assert all(any(end == pytest.approx(height) for height in heights) for end in ends)
        assert any(f"A {number(step.chains[name].total)}" in text for _, _, text in labels(moment))
    assert chart(projected(moment)).key[-1] == module.A


@pytest.mark.parametrize(("K", "count"), [(9, 2), (10, 0)])
def test_its_key_explains_the_window_if_there_are_lags_beyond_it(K: int, count: int):
    in_key = {one.text for one in chart(projected(moment_of(K=K))).key}
    assert len(in_key & {"beyond the window", "end of the window"}) == count
    assert len(in_key) == 5 + count


def test_before_the_first_step_there_are_queues_and_no_terms():
    moment = moment_of(t=-1)
    assert [text for _, _, text in labels(moment) if "∂" in text] == ["∂L/∂Wx", "∂L/∂Bx", "∂L/∂Wh"]
    assert chart(projected(moment)).sentence == "Before the first step there are no terms."
    assert_drawable(chart(projected(moment)).figure)


SATURATED = [
    moment_of(Wh=3.0, K=K, t=t, scale=scale) for K in (1, 3, 9) for t in (21, 40) for scale in ("linear", "relative")
]


@pytest.mark.parametrize("moment", SATURATED, ids=address_of)
def test_no_number_wider_than_its_column_has_the_end_of_the_window_drawn_through_it(moment: Moment):
    figure, K = chart(projected(moment)).figure, moment.session.K
    line = [(one["y0"], one["y1"]) for one in figure["layout"]["shapes"] if one["x0"] == one["x1"] == K - 0.5]
    assert sum(top - foot for foot, top in line) > module.BOTTOM / 3
    text = trace(figure, "labels")
    beside = [
        (y, y + module.LINE) if place.startswith("top") else (y - module.LINE, y)
        for x, y, said, place in zip(text["x"], text["y"], text["text"], text["textposition"], strict=True)
        if x in (K - 1, K)
        and y < module.BOTTOM
        and len(said) > module.LONG
        and place.endswith("center")
        and not place.startswith("middle")
    ]
    assert not [(low, foot) for low, high in beside for foot, top in line if low < top and foot < high]
    assert K == 1 or beside
