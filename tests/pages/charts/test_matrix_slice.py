"""Row, column and diagonal beside the contribution matrix."""

import math

import plotly.graph_objects as go
import pytest

from pages.lab.charts.matrix import matrix
from pages.lab.charts.matrix_slice import matrix_slice
from pages.lab.moment import Moment
from pages.lab.plot.palette import colour
from pages.lab.plot.scales import symlog, symlog_threshold
from pages.lab.session import CHOICES, OPENING
from pages.lab.text.notation import digits, gradient, number
from rnn_core.analysis.matrix import diagonal, read_columns
from rnn_core.itemise import contributions
from tests.pages.records import absent, address_of, chart, moment_of, states, trace

STATES = list(states(30, seed=3))
T, LAG = OPENING.t, OPENING.lag


@pytest.mark.parametrize("slice_", CHOICES["slice"].options)
@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_every_state_has_a_slice_that_plotly_accepts(moment: Moment, slice_: str):
    for view in CHOICES["view"].options:
        viewed = moment_of(moment.session, slice=slice_, view=view)
        if slice_ == "column" and moment.session.lag > moment.t:
            assert "no term of lag" in absent(matrix_slice, viewed)
        else:
            go.Figure(chart(matrix_slice(viewed)).figure)


def test_a_row_is_the_chain_of_one_loss():
    moment = moment_of()
    one = chart(matrix_slice(moment))
    bars = trace(one.figure, "row")
    chain = [term.value for term in moment.reading.all_lags["Wh"].terms]
    assert list(bars["y"])[::-1][: len(chain)] == chain
    assert bars["customdata"][T - 1] == ["cell", T - 1, T]
    fills = bars["marker"]["color"][::-1]
    ink = ["picked" if k == LAG else "term" if k < OPENING.K else "faint" for k in range(9)]
    assert fills[:9] == [colour(one) for one in ink]
    assert one.table is not None
    assert one.table.head == ("j", "contribution")
    assert len(one.table.rows) == T + 1
    early = trace(chart(matrix_slice(moment_of(t=3, lag=5))).figure, "row")
    assert colour("picked") not in early["marker"]["color"]


def test_a_diagonal_is_one_lag_at_every_loss():
    moment = moment_of(slice="diagonal")
    bars = trace(chart(matrix_slice(moment)).figure, "diagonal")
    assert bars["x"][0] == LAG
    assert bars["y"][T - LAG] == moment.reading.all_lags["Wh"].terms[LAG].value
    assert bars["customdata"][0] == ["cell", 0, LAG]
    assert bars["marker"]["color"].count(colour("picked")) == 1


@pytest.mark.parametrize("slice_", ["row", "diagonal"])
@pytest.mark.parametrize("Wx", [0.5, 6.0])
def test_a_slice_without_a_bar_that_can_be_seen_says_so(Wx: float, slice_: str):
    said = []
    for scale in ("linear", "symlog"):
        for t in range(12):
            one = chart(matrix_slice(moment_of(Wx=Wx, t=t, slice=slice_, scale=scale, lag=min(t, 9))))
            top = max(one.figure["layout"]["yaxis"]["range"])
            tallest = max((abs(y) / top for y in one.figure["data"][0]["y"]), default=0.0)
            said.append("No bar here is tall enough to see" in one.sentence)
            assert said[-1] <= (0 < tallest < 0.005)
            assert said[-1] >= (0 < tallest < 0.004)
            assert "symlog shows" not in one.sentence or not said[12:]
    assert any(said) == (Wx > 1)


def test_a_column_stacks_up_to_its_sum():
    moment = moment_of(slice="column")
    one = chart(matrix_slice(moment))
    j = T - LAG
    third = trace(one.figure, f"k = {LAG}")
    at_j = third["x"].index(j)
    assert third["y"][at_j] == moment.reading.all_lags["Wh"].terms[LAG].value
    assert third["marker"]["color"][at_j] == colour("picked")
    assert third["customdata"][at_j] == ["cell", j, T]
    *stacks, sums = one.figure["data"]
    G = contributions(moment.run, "Wh")
    for step, total in zip(sums["x"], sums["y"], strict=True):
        stacked = math.fsum(part["y"][part["x"].index(step)] for part in stacks if step in part["x"])
        assert stacked == pytest.approx(total, abs=1e-12)
        assert total == pytest.approx(math.fsum(G[step:, step].tolist()), abs=1e-12)
    assert len(sums["x"]) == 25
    assert one.table is not None
    assert one.table.head == ("j", *(f"k = {lag}" for lag in range(10)), "later, positive", "later, negative", "Σ")
    assert [row[0] for row in one.table.rows] == [str(step) for step in sums["x"]]
    assert [row[-1] for row in one.table.rows] == [digits(total) for total in sums["y"]]
    end = chart(matrix_slice(moment_of(slice="column", t=119, lag=0))).table
    assert end is not None
    assert tuple(end.rows[-1][:3]) == ("119", digits(float(G[119, 119])), "")
    assert "sum of the column" in one.key_html  # the dash has a key
    assert third["hovertext"][at_j].startswith(f"j = {j}, loss at t = {T}, lag {LAG}<br>{digits(float(G[T, j]))}<br>")
    for line in one.table.rows:
        later = [value for value in G[int(line[0]) + 10 :, int(line[0])].tolist() if value]
        assert float(line[11].replace("−", "-")) == pytest.approx(math.fsum(value for value in later if value > 0))
        assert float(line[12].replace("−", "-")) == pytest.approx(math.fsum(value for value in later if value < 0))


@pytest.mark.parametrize("weight", ["Wh", "Wx"])
def test_the_axis_of_the_columns_holds_the_pieces_that_are_stacked_up_and_down(weight: str):
    figure = chart(matrix_slice(moment_of(slice="column", weight=weight, t=30))).figure
    *pieces, sums = figure["data"]
    ends = [0.0]
    for step in sums["x"]:
        values = [value for one in pieces for x, value in zip(one["x"], one["y"], strict=True) if x == step]
        ends += [sum(value for value in values if value > 0), sum(value for value in values if value < 0)]
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= min(ends) <= max(ends) <= high
    assert high - low < 1.2 * (max(ends) - min(ends))


def test_heights_follow_the_scale():
    moment = moment_of(scale="symlog")
    G = contributions(moment.run, "Wh")
    threshold = symlog_threshold(max(abs(value) for line in G.tolist() for value in line if value == value))
    bars = trace(chart(matrix_slice(moment)).figure, "row")
    assert bars["y"] == [symlog(value, threshold) for value in G[T, : T + 1].tolist()]


def test_over_a_long_run_the_row_shows_where_its_terms_are():
    moment = moment_of(T=400, t=300, view="whole")
    low, high = chart(matrix_slice(moment)).figure["layout"]["xaxis"]["range"]
    G = contributions(moment.run, "Wh")
    assert high == 300.5
    assert 200 < low < 280
    assert all(abs(G[300, j]) < 0.002 * max(abs(G[300, :301])) for j in range(int(low)))


def test_nothing_is_drawn_where_there_is_no_matrix():
    for moment in (moment_of(t=-1), moment_of(Wx=0.0, Bx=0.0, By=0.3, Wh=900.0, weight="Bx")):
        assert absent(matrix_slice, moment) == absent(matrix, moment)


def test_how_a_row_reads():
    moment = moment_of()
    assert chart(matrix_slice(moment)).sentence == (
        "At t = 21 the gradient has 22 terms; the window counts 6. The largest, 0.179, passes through j = 17 "
        "(lag 4, counted)."
    )
    assert chart(matrix_slice(moment_of(K=3))).sentence.endswith("(lag 4, not counted).")
    assert "has one term; the window counts 1." in chart(matrix_slice(moment_of(t=0, weight="Bx"))).sentence
    zero = chart(matrix_slice(moment_of(Wy=0.0))).sentence
    assert zero == f"Every contribution to {gradient('Wh')} at t = 21 is 0."


def test_a_row_says_of_its_largest_term_whether_the_window_counts_it():
    ends = [chart(matrix_slice(moment_of(K=K))).sentence.partition("(lag 4")[2] for K in (3, 4, 5, 6)]
    assert ends[0] == ends[1] != ends[2] == ends[3]
    assert all(ends)


def test_how_a_diagonal_reads():
    moment = moment_of(slice="diagonal")
    terms = diagonal(moment.run, "Wh", LAG)
    assert terms.largest is not None
    assert chart(matrix_slice(moment)).sentence == (
        f"The lag-2 terms of 118 losses: {terms.positive} are positive. The largest, "
        f"{number(terms.at(terms.largest))}, belongs to the loss at t = {terms.largest}."
    )
    assert chart(matrix_slice(moment_of(slice="diagonal", K=2))).sentence.endswith("The window never counts this lag.")
    assert "is 0 at every loss" in chart(matrix_slice(moment_of(slice="diagonal", Wy=0.0))).sentence
    # A run of a few training steps has few terms of a large lag, or none.
    short = moment_of(slice="diagonal", weight="Bx", lag=4, eta=0.1, steps=5, t=4)
    one = contributions(short.run, "Bx")[4, 0]
    assert chart(matrix_slice(short)).sentence == f"Only the loss at t = 4 has a term of lag 4: {number(one)}."
    none = moment_of(slice="diagonal", weight="Bx", lag=8, eta=0.1, steps=5, t=4)
    assert chart(matrix_slice(none)).sentence == "The run is too short for a term of lag 8."


def test_how_a_column_reads():
    moment = moment_of(slice="column")
    one = read_columns(moment.run, "Wh").at(T - LAG)
    assert f"contributes {number(one.total)} to {gradient('Wh')}" in chart(matrix_slice(moment)).sentence
    assert f"loss at t = {one.largest_loss} (lag {one.largest})" in chart(matrix_slice(moment)).sentence
    assert "contributes nothing" in chart(matrix_slice(moment_of(slice="column", Wy=0.0))).sentence
