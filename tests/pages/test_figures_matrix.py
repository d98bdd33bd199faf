"""The picture of the contribution matrix, and what is drawn beside it: every cell a term, every mark where it belongs."""

import base64
import math
import struct

import pytest

from pages.lab.figures import matrix as matrices
from pages.lab.figures.base import height_of, symlog_threshold
from pages.lab.palette import colour
from pages.lab.session import OPENING, SLICES, VIEWS
from pages.lab.whole import MOST_CELLS
from rnn_core import gradient_chains
from tests.pages.records import Shown, show, states, whole

STATES = list(states(40, seed=3))


def unpacked(packed: dict[str, str]) -> list[list[float]]:
    rows, columns = map(int, packed["shape"].split(", "))
    letter = {"f4": "f", "f8": "d"}[packed["dtype"]]
    values = struct.unpack(f"<{rows * columns}{letter}", base64.b64decode(packed["bdata"]))
    return [list(values[row * columns : (row + 1) * columns]) for row in range(rows)]


@pytest.mark.parametrize("shown", STATES, ids=str)
@pytest.mark.parametrize("scale", ["linear", "symlog"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_cell_is_a_term(shown: Shown, scale: str, view: str):
    one, t = whole(shown, view=view, scale=scale), shown.session.t
    part, figures = one.part(t), {one["name"]: one for one in one.picture(t)}
    if part.side > 1:
        assert view == "whole"
        assert len(shown.run) > MOST_CELLS
        return
    inside, beyond = unpacked(figures["counted"]["z"]), unpacked(figures["beyond"]["z"])
    threshold = symlog_threshold(part.largest) if scale == "symlog" else None
    for i, row_t in enumerate(part.times):
        if row_t > 12 and row_t != t:
            continue
        step = shown.run[row_t]
        ten = gradient_chains(step.params, step.forward, step.queues, 10)[one.weight]
        kept = len(step.chains[one.weight].terms)
        for j, s in enumerate(part.steps):
            lag = row_t - s
            values = (inside[i][j], beyond[i][j])
            if lag < 0:
                assert all(map(math.isnan, values))
            elif lag < len(ten.terms):
                mine, other = values if lag < kept else values[::-1]
                assert math.isnan(other)
                assert mine == pytest.approx(height_of(ten.terms[lag].value, part.largest, threshold), abs=1e-6)


@pytest.mark.parametrize("scale", ["linear", "symlog"])
def test_cells_below_zero_hold_a_minus_sign(scale: str):
    one = whole(show(OPENING), scale=scale)
    figures = {trace["name"]: trace for trace in one.picture(OPENING.t)}
    part, minus = one.part(OPENING.t), figures["minus"]
    marked = {(t, (left + right) / 2) for t, left, right in zip(minus["y"][::3], minus["x"][::3], minus["x"][1::3], strict=True)}
    below = {
        (t, s)
        for name in ("counted", "beyond")
        for t, row in zip(part.times, unpacked(figures[name]["z"]), strict=True)
        for s, z in zip(part.steps, row, strict=True)
        if z < -matrices.VISIBLE
    }
    assert marked == below != set()
    assert all(one.matrix[t, int(s)] < 0 for t, s in marked)
    assert "minus" not in {trace["name"] for trace in whole(show(OPENING), view="whole").picture(OPENING.t)}


@pytest.mark.parametrize("scale", ["linear", "symlog"])
def test_the_whole_run_tells_its_numbers_when_touched(scale: str):
    one = whole(show(OPENING), view="whole", scale=scale)
    told = unpacked({trace["name"]: trace for trace in one.picture(0)}["counted"]["customdata"])
    assert told[44][42] == pytest.approx(one.matrix[44, 42], rel=1e-6)


def test_numbers_too_large_for_32_bits_are_told_too():
    shown = show(OPENING.with_(Wx=0.0, Bx=0.0, By=0.3, Wh=-40.0, h0=0.0, weight="Bx"))
    one = whole(shown, view="whole")
    told = unpacked({trace["name"]: trace for trace in one.picture(0)}["beyond"]["customdata"])
    assert told[100][5] == one.matrix[100, 5]
    assert 1e100 < abs(one.matrix[100, 5]) < math.inf


def test_a_long_run_is_binned_and_its_extremes_stay():
    shown = show(OPENING.with_(T=400, t=200))
    one = whole(shown, view="whole")
    part = one.part(200)
    assert part.side == 3
    assert len(part.steps) <= MOST_CELLS
    values = [abs(v) for row in part.counted.tolist() for v in row if not math.isnan(v)]
    assert max(values) == part.largest == max(abs(v) for row in one.matrix.tolist() for v in row if not math.isnan(v))
    assert one.part(30) is part  # the picture of the whole run is the same at every step
    assert one.picture(30) is one.picture(200)


@pytest.mark.parametrize("t", [0, 5, 21, 100, 119])
def test_near_t_holds_t_and_its_ten_lags(t: int):
    part = whole(show(OPENING.with_(t=t)), view="near").part(t)
    assert len(part.steps) == 31
    assert set(range(max(0, t - 9), t + 1)) <= set(part.steps)


@pytest.mark.parametrize("slice_", SLICES)
def test_the_picked_cell_and_its_slice_are_marked(slice_: str):
    shown = show(OPENING)
    one = whole(shown, slice=slice_)
    part, picked = one.part(OPENING.t), one.picked(OPENING.t)
    assert (picked.t, picked.s) == (OPENING.t, OPENING.t - OPENING.lag)
    band, cell, mark = matrices.matrix(one.picture(OPENING.t), part, picked, one.counted)["layout"]["shapes"]
    assert (cell["x0"], cell["x1"], cell["y0"], cell["y1"]) == (picked.s - 0.5, picked.s + 0.5, picked.t - 0.5, picked.t + 0.5)
    assert band["type"] == "path"
    if slice_ == "row":
        assert (mark["y0"], mark["y1"]) == (picked.t - 0.5, picked.t + 0.5)
    elif slice_ == "column":
        assert (mark["x0"], mark["x1"]) == (picked.s - 0.5, picked.s + 0.5)
    else:
        assert mark["y0"] - mark["x0"] == mark["y1"] - mark["x1"] == OPENING.lag


@pytest.mark.parametrize("slice_", SLICES)
def test_a_lag_that_does_not_exist_yet_marks_no_cell(slice_: str):
    one = whole(show(OPENING.with_(t=3, lag=5)), slice=slice_)
    part, picked = one.part(3), one.picked(3)
    _, cell, mark = matrices.matrix(one.picture(3), part, picked, one.counted)["layout"]["shapes"]
    assert not cell["visible"]
    assert mark.get("visible", True) == (slice_ != "column")
    if slice_ == "diagonal":
        assert mark["y0"] - mark["x0"] == 5
    row = matrices.row(one.row(3), picked, part, one.counted, "linear")["data"][0]
    assert colour("picked") not in row["marker"]["color"]


def test_of_a_long_run_the_row_shows_where_it_is_not_nothing():
    shown = show(OPENING.with_(T=400, t=300))
    one = whole(shown, view="whole")
    low, high = matrices.row(one.row(300), one.picked(300), one.part(300), one.counted, "linear")["layout"]["xaxis"]["range"]
    assert high == 300.5
    assert 200 < low < 280
    largest = max(abs(one.matrix[300, :301]))
    assert all(abs(one.matrix[300, s]) < 0.002 * largest for s in range(int(low)))


def test_slices_are_lines_through_the_matrix():
    shown = show(OPENING)
    one, t, lag = whole(shown), OPENING.t, OPENING.lag
    part, picked = one.part(t), one.picked(t)
    row = matrices.row(one.row(t), picked, part, one.counted, "linear")["data"][0]
    chain = [term.value for term in shown.reading.all_lags["Wh"].terms]
    assert row["y"][::-1][: len(chain)] == chain
    assert row["customdata"][t - 1] == ["cell", t - 1, t]
    fills = row["marker"]["color"][::-1]
    assert fills[:9] == [colour("picked" if k == lag else "term" if k < OPENING.K else "faint") for k in range(9)]
    diagonal = matrices.diagonal(one.diagonal(lag), picked, part, one.counted, "linear")["data"][0]
    assert diagonal["x"][0] == lag
    assert diagonal["y"][t - lag] == chain[lag]
    columns = matrices.columns(one.columns(max(0, picked.s)), picked, one.counted)
    third = next(one for one in columns["data"] if one["name"] == f"k = {lag}")
    assert third["y"][third["x"].index(picked.s)] == chain[lag]
    assert third["marker"]["color"][third["x"].index(picked.s)] == colour("picked")
    for i, credit in enumerate(one.columns(picked.s)):
        stacked = math.fsum(trace["y"][trace["x"].index(credit.step)] for trace in columns["data"][:-1] if credit.step in trace["x"])
        assert stacked == pytest.approx(columns["data"][-1]["y"][i], abs=1e-12)
