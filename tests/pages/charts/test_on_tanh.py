"""The curve of tanh, and the steps in the queue on it."""

import math

import plotly.graph_objects as go
import pytest

from pages.lab.charts.on_tanh import on_tanh
from pages.lab.moment import Moment
from pages.lab.text.notation import at, digits, number
from rnn_core.analysis.on_tanh import FARTHEST
from tests.pages.records import absent, address_of, chart, moment_of, states, trace

STATES = [*states(20, seed=11), moment_of(t=0), moment_of(Wx=100.0, t=30)]


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_the_points_stand_on_the_curve_and_the_line_has_its_slope(moment: Moment):
    block = chart(on_tanh(moment))
    go.Figure(block.figure)
    steps = [moment.run[moment.t - lag].forward for lag in range(min(moment.t + 1, 10))]
    here, before = trace(block.figure, "step"), trace(block.figure, "before")
    assert [*here["x"], *before["x"]] == [max(-FARTHEST, min(one.net_H, FARTHEST)) for one in steps]
    assert [*here["y"], *before["y"]] == [one.out_H for one in steps]
    tangent = trace(block.figure, "tangent")
    run, rise = (tangent[axis][1] - tangent[axis][0] for axis in "xy")
    assert rise / run == pytest.approx(1 / math.cosh(min(abs(steps[0].net_H), 300.0)) ** 2, abs=1e-12)
    assert block.table
    assert [row[0] for row in block.table.rows] == [at(moment.t, lag) for lag in range(len(steps))]
    assert [row[1] for row in block.table.rows] == [digits(one.net_H) for one in steps]


def test_the_sentence_says_how_steep_tanh_is():
    said = {
        "steep": chart(on_tanh(moment_of())).sentence,
        "flat": chart(on_tanh(moment_of(task="square", Wx=2.0, Wh=1.0, Bx=0.5, t=17))).sentence,
    }
    for how, sentence in said.items():
        assert f"tanh is {how} there" in sentence
    assert f"net_H = {number(moment_of().step.forward.net_H)} " in said["steep"]
    assert "Of these 10 steps, none has a slope under 0.1" in said["steep"]
    assert "9 have a slope under 0.1" in said["flat"]
    assert "Of these" not in chart(on_tanh(moment_of(t=0))).sentence


def test_the_sentence_says_which_points_stand_at_the_edge():
    assert "stands at the edge" not in chart(on_tanh(moment_of())).sentence
    far = chart(on_tanh(moment_of(Wx=100.0, t=30))).sentence
    assert far.endswith("all have a slope under 0.1. A point whose net_H is beyond ±4 stands at the edge.")


def test_before_the_first_step_there_is_nothing_to_draw():
    assert "Before the first step" in absent(on_tanh, moment_of(t=-1))
