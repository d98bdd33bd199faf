"""The picture of the contribution matrix: every cell a term, every mark at its place."""

import base64
import math
import struct

import plotly.graph_objects as go
import pytest

from pages.lab.charts.matrix import VISIBLE, matrix
from pages.lab.moment import Moment
from pages.lab.plot.cells import MOST_CELLS
from pages.lab.plot.palette import colour
from pages.lab.plot.scales import height_of
from pages.lab.session import CHOICES, OPENING
from pages.lab.text.notation import digits
from rnn_core import gradient_chains
from rnn_core.chain import lags_counted
from rnn_core.itemise import contributions
from tests.pages.records import absent, address_of, chart, kept, moment_of, states, trace

STATES = list(states(10, seed=3))


def unpacked(packed: dict[str, str]) -> list[list[float]]:
    rows, columns = map(int, packed["shape"].split(", "))
    letter = {"f4": "f", "f8": "d"}[packed["dtype"]]
    values = struct.unpack(f"<{rows * columns}{letter}", base64.b64decode(packed["bdata"]))
    return [list(values[row * columns : (row + 1) * columns]) for row in range(rows)]


def largest_of(moment: Moment) -> float:
    values = contributions(moment.run, moment.weight).tolist()
    return max(abs(value) for row in values for value in row if value == value)


@pytest.mark.parametrize("moment", STATES, ids=address_of)
@pytest.mark.parametrize("scale", ["linear", "symlog"])
@pytest.mark.parametrize("view", CHOICES["view"].options)
def test_every_cell_is_a_term(moment: Moment, scale: str, view: str):
    session = (
        moment.session.with_(task="sine") if moment.session.task == "sunspots" and view == "whole" else moment.session
    )
    moment = moment_of(session, view=view, scale=scale)  # no picture here is binned
    figure = chart(matrix(moment)).figure
    go.Figure(figure)
    counted, beyond = trace(figure, "counted"), trace(figure, "beyond")
    inside, outside = unpacked(counted["z"]), unpacked(beyond["z"])
    largest = largest_of(moment)
    window = lags_counted(moment.weight, moment.session.K)
    for i, t in enumerate(counted["y"]):
        if t > 12 and t != moment.t:
            continue
        step = moment.run[t]
        ten = gradient_chains(step.params, step.forward, step.queues, 10)[moment.weight]
        for j, through in enumerate(counted["x"]):
            lag = t - through
            values = (inside[i][j], outside[i][j])
            if lag < 0:
                assert all(map(math.isnan, values))
            elif lag < len(ten.terms):
                mine, other = values if lag < window else values[::-1]
                assert math.isnan(other)
                assert mine == pytest.approx(height_of(ten.terms[lag].value, largest, scale), abs=1e-6)


@pytest.mark.parametrize("scale", ["linear", "symlog"])
def test_negative_cells_hold_a_minus_sign_where_there_is_room(scale: str):
    moment = moment_of(scale=scale)
    one = chart(matrix(moment))
    minus = trace(one.figure, "minus")
    pairs = zip(minus["y"][::3], minus["x"][::3], minus["x"][1::3], strict=True)
    marked = {(t, (left + right) / 2) for t, left, right in pairs}
    below = {
        (t, j)
        for part in (trace(one.figure, "counted"), trace(one.figure, "beyond"))
        for t, row in zip(part["y"], unpacked(part["z"]), strict=True)
        for j, z in zip(part["x"], row, strict=True)
        if z < -VISIBLE
    }
    values = contributions(moment.run, "Wh")
    assert marked == below != set()
    assert all(values[t, int(j)] < 0 for t, j in marked)
    assert "minus sign" in one.key_html
    whole = chart(matrix(moment_of(view="whole")))
    assert "minus" not in {part["name"] for part in whole.figure["data"]}
    assert "minus sign" not in whole.key_html


@pytest.mark.parametrize("scale", ["linear", "symlog"])
def test_touching_a_cell_shows_its_number(scale: str):
    moment = moment_of(view="whole", scale=scale)
    values = unpacked(trace(chart(matrix(moment)).figure, "counted")["customdata"])
    assert values[44][42] == pytest.approx(contributions(moment.run, "Wh")[44, 42], rel=1e-6)
    huge = moment_of(Wx=0.0, Bx=0.0, By=0.3, Wh=-40.0, weight="Bx", view="whole")  # too large for 32 bits
    G = contributions(huge.run, "Bx")
    assert unpacked(trace(chart(matrix(huge)).figure, "beyond")["customdata"])[100][5] == G[100, 5]
    assert 1e100 < abs(G[100, 5]) < math.inf


def test_the_overview_bins_a_long_run_keeps_its_extremes_and_is_made_once():
    moment = moment_of(T=400, t=200, view="whole")
    one = chart(matrix(moment))
    counted = trace(one.figure, "counted")
    assert len(counted["x"]) == 134 <= MOST_CELLS
    assert "3 × 3 pairs" in one.sentence
    values = [abs(v) for row in unpacked(counted["customdata"]) for v in row if not math.isnan(v)]
    assert max(values) == pytest.approx(largest_of(moment), rel=1e-6)
    later = Moment(moment.session.with_(t=201), moment.run)
    drawn = kept(matrix(moment)).figure["data"]
    assert kept(matrix(later)).figure["data"] is drawn
    other = Moment(moment.session.with_(K=1), moment.run)
    assert kept(matrix(other)).figure["data"] is not drawn
    assert counted["x"][:3] == counted["y"][:3] == [1, 4, 7]  # the middle of each bin
    assert counted["x"][-1] == 399
    assert "The window lies between the dotted lines" in one.sentence
    assert "The window is narrower than a cell" in chart(matrix(other)).sentence


@pytest.mark.parametrize("t", [0, 5, 21, 100, 119])
def test_near_t_shows_t_and_its_ten_lags(t: int):
    one = chart(matrix(moment_of(t=t)))
    steps = trace(one.figure, "counted")["x"]
    first = max(0, min(t - 20, 119 - 30))
    assert steps == list(range(first, first + 31))
    assert set(range(max(0, t - 9), t + 1)) <= set(steps)
    assert one.table is not None
    assert one.table.head[1:] == tuple(f"j = {j}" for j in steps)
    assert [row[0] for row in one.table.rows] == [f"t = {step}" for step in steps]


@pytest.mark.parametrize("K", [1, 6])
def test_the_table_and_the_hover_texts_near_t_have_every_entry_with_all_digits(K: int):
    moment = moment_of(K=K)
    one, G = chart(matrix(moment)), contributions(moment.run, "Wh")
    steps = trace(one.figure, "counted")["x"]
    assert one.table is not None
    for i, t in enumerate(steps):
        row = [digits(float(G[t, j])) if j <= t else "" for j in steps]
        assert list(one.table.rows[i][1:]) == row
        inside, outside = (trace(one.figure, name)["customdata"][i] for name in ("counted", "beyond"))
        assert [a or b or "" for a, b in zip(inside, outside, strict=True)] == row
        assert [step for step, text in zip(steps, inside, strict=True) if text] == [j for j in steps if 0 <= t - j < K]


@pytest.mark.parametrize(("weight", "lags"), [("Wx", 10), ("Wh", 9)])
def test_the_window_lies_between_the_diagonal_and_its_last_lag(weight: str, lags: int):
    figure = chart(matrix(moment_of(K=10, weight=weight))).figure
    low, high = figure["layout"]["xaxis"]["range"]
    outer, inner = (
        [tuple(map(float, point.split(","))) for point in line.split(" L")]
        for line in figure["layout"]["shapes"][0]["path"].removeprefix("M").split(" M")
    )
    assert inner == [(low, low - 0.5), (high, high - 0.5)]  # below lag −1
    assert outer == [(low, low + lags - 0.5), (high - lags + 0.5, high)]


@pytest.mark.parametrize("slice_", CHOICES["slice"].options)
def test_the_picked_cell_and_its_slice_are_marked(slice_: str):
    t, j = OPENING.t, OPENING.t - OPENING.lag
    band, cell, mark = chart(matrix(moment_of(slice=slice_))).figure["layout"]["shapes"]
    assert (cell["x0"], cell["x1"], cell["y0"], cell["y1"]) == (j - 0.5, j + 0.5, t - 0.5, t + 0.5)
    assert cell["visible"]
    assert band["type"] == "path"
    assert band["line"]["dash"] == "dot"
    if slice_ == "row":
        assert (mark["y0"], mark["y1"]) == (t - 0.5, t + 0.5)
    elif slice_ == "column":
        assert (mark["x0"], mark["x1"]) == (j - 0.5, j + 0.5)
    else:
        assert mark["y0"] - mark["x0"] == mark["y1"] - mark["x1"] == OPENING.lag


@pytest.mark.parametrize("slice_", CHOICES["slice"].options)
def test_a_lag_that_does_not_exist_yet_marks_no_cell(slice_: str):
    _, cell, mark = chart(matrix(moment_of(t=3, lag=5, slice=slice_))).figure["layout"]["shapes"]
    assert not cell["visible"]
    assert mark.get("visible", True) == (slice_ != "column")
    if slice_ == "diagonal":
        assert mark["y0"] - mark["x0"] == 5


def test_colours_tell_the_window_from_the_rest():
    figure = chart(matrix(moment_of())).figure
    scales = {name: [one for _, one in trace(figure, name)["colorscale"]] for name in ("counted", "beyond")}
    assert scales["counted"] == [colour("negative"), colour("paper"), colour("positive")]
    assert scales["beyond"] == [colour("muted"), colour("paper"), colour("muted")]


def test_where_there_is_nothing_to_draw_a_paragraph_says_why():
    assert "Before the first step" in absent(matrix, moment_of(t=-1))
    assert "overflow" in absent(matrix, moment_of(Wx=0.0, Bx=0.0, By=0.3, Wh=900.0, weight="Bx"))


def test_the_marks_of_the_colour_bar_are_round_between_its_ends():
    bar = trace(chart(matrix(moment_of(scale="symlog"))).figure, "counted")["colorbar"]
    assert bar["ticktext"] == ["−0.201", "−0.01", "0", "0.01", "0.201"]


def test_the_name_of_the_vertical_axis_stands_clear_of_steps_of_four_digits():
    left = chart(matrix(moment_of(T=2000, t=1970, view="whole"))).figure["layout"]["margin"]["l"]
    tick, digits, name = 8, 4 * 7.5, 19  # on a phone, where texts are largest
    assert left > tick + digits + name
