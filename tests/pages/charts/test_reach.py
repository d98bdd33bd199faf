"""How far back the gradient reaches, over Wh."""

import plotly.graph_objects as go
import pytest

from pages.lab.charts.reach import reach
from pages.lab.moment import Moment
from pages.lab.session import OPENING
from rnn_core.analysis.reach import sweep
from tests.pages.records import address_of, chart, moment_of, plain, states, trace

STATES = list(states(20, seed=11))


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_plotly_accepts_the_figure(moment: Moment):
    go.Figure(chart(reach(moment)).figure)


def test_the_chart_marks_the_current_value_and_what_never_falls():
    moment = moment_of()
    claims, figure = sweep(moment.run, moment.t), chart(reach(moment)).figure
    assert (
        trace(figure, "never")["x"] == [Wh for Wh, lag in zip(claims.Wh, claims.lags, strict=True) if lag is None] != []
    )
    line = trace(figure, "reach")
    assert line["x"] == list(claims.Wh)
    assert [None if y is None else round(10**y) for y in line["y"]] == list(claims.lags)
    assert line["meta"] == trace(figure, "never")["meta"] == ["Wh along"]
    current, *ones = figure["layout"]["shapes"]
    assert current["x0"] == claims.current == OPENING.Wh
    assert [one["x0"] for one in ones] == [-1.0, 1.0]
    assert "never" in figure["layout"]["yaxis"]["ticktext"]


@pytest.mark.parametrize("moment", [moment_of(Wx=0.0, Bx=0.0, t=t) for t in (10, 60, 110)] + STATES, ids=address_of)
def test_no_lag_lies_on_the_line_of_those_that_never_fall(moment: Moment):
    figure = chart(reach(moment)).figure
    never, lags = trace(figure, "never")["y"], [y for y in trace(figure, "reach")["y"] if y is not None]
    low, high = figure["layout"]["yaxis"]["range"]
    assert all(low <= y <= high for y in (*never, *lags))
    if never and lags:
        assert never[0] - max(lags) > 0.05 * (high - low)  # more than a mark is high


def test_how_the_reach_reads():
    def read(**choices: object) -> str:
        return plain(chart(reach(moment_of(OPENING, **choices))).sentence)

    name = "Wh"
    assert read() == (
        f"With the current {name} = −0.900, |Pk| never falls under 1 % of |P0|, back to the "
        f"start. "
        f"For 16 of the 121 values of {name} drawn, it never does (open circles). "
        f"For 68 values with |{name}| over 1 the gradient vanishes too, at lag 2 at the earliest."
    )
    assert "At t = 0 there is no earlier step" in read(t=0)
    assert "= 5.00 (beyond this axis), |Pk| falls under 1 % of |P0| at lag " in read(Wh=5.0)
    assert "The weights changed before this loss" in read(eta=0.05)
    assert "over 1" not in read(Wx=0.0, Bx=0.0)
