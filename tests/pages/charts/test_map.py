"""The hidden map and its orbit."""

import math

import plotly.graph_objects as go
import pytest

from pages.lab.charts.map import map as map_chart
from pages.lab.charts.orbit import orbit
from pages.lab.moment import Moment
from pages.lab.plot.palette import colour
from pages.lab.session import CHOICES, OPENING
from pages.lab.text.notation import at, digits
from rnn_core.analysis.map import hidden_map
from tests.pages.records import absent, address_of, chart, moment_of, states, trace

STATES = list(states(30, seed=3))


@pytest.mark.parametrize("moment", STATES, ids=address_of)
@pytest.mark.parametrize("inputs", CHOICES["inputs"].options)
def test_the_orbit_goes_up_to_the_curve_and_across_to_the_diagonal(moment: Moment, inputs: str):
    moment = moment_of(moment.session, inputs=inputs)
    claims = hidden_map(moment.run, moment.t, held=inputs == "held")
    figure, params, forward = chart(map_chart(moment)).figure, moment.step.params, moment.step.forward
    go.Figure(figure)
    line = trace(figure, "orbit")
    corners = list(zip(line["x"], line["y"], strict=True))
    assert corners[0] == (claims.states[0], claims.states[0])
    assert corners[1::2] == list(zip(claims.states, claims.states[1:], strict=False))
    assert corners[2::2] == [(state, state) for state in claims.states[1:]]
    points = trace(figure, "fixed points")
    for h, fill in zip(points["x"], points["marker"]["color"], strict=True):
        assert math.tanh(params.Wh * h + params.Wx * forward.X + params.Bx) == pytest.approx(h, abs=1e-9)
        assert (fill == colour("slope")) == (abs(params.Wh * (1 - h) * (1 + h)) < 1)
    step = trace(figure, "step")
    assert (step["x"], step["y"]) == ([forward.out_H_prev], [forward.out_H])
    tangent = trace(figure, "tangent")
    run, rise = (tangent[axis][1] - tangent[axis][0] for axis in "xy")
    gain = params.Wh * (1 - forward.out_H) * (1 + forward.out_H)
    assert rise == pytest.approx(gain * run, abs=1e-12)


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_the_states_one_after_the_other(moment: Moment):
    for inputs in CHOICES["inputs"].options:
        moment = moment_of(moment.session, inputs=inputs)
        figure = chart(orbit(moment)).figure
        go.Figure(figure)
        line = trace(figure, "states")
        claims = hidden_map(moment.run, moment.t, held=inputs == "held")
        assert line["y"] == list(claims.states)
        assert line["y"][line["x"].index(moment.t)] == pytest.approx(moment.step.forward.out_H, abs=1e-15)
        assert line.get("meta") == (["t"] if inputs == "own" else None)
        assert line["marker"]["color"].count(colour("picked")) == 1
        levels = [(shape["y0"], shape["line"]["dash"]) for shape in figure["layout"]["shapes"]]
        dashes = [
            "solid" if abs(point.gain) < 1 else "dot" if abs(point.gain) > 1 else "dash" for point in claims.fixed
        ]
        assert levels == list(zip([point.out_H for point in claims.fixed], dashes, strict=True))


@pytest.mark.parametrize("inputs", CHOICES["inputs"].options)
@pytest.mark.parametrize("t", [0, 5, 21])
def test_the_states_are_numbered_and_that_of_t_is_picked(inputs: str, t: int):
    one = chart(orbit(moment_of(inputs=inputs, t=t)))
    line = trace(one.figure, "states")
    assert line["marker"]["color"][line["x"].index(t)] == colour("picked")
    assert one.table is not None
    states = zip(line["x"], line["y"], strict=True)
    assert [tuple(row) for row in one.table.rows] == [(at(step), digits(state)) for step, state in states]


@pytest.mark.parametrize("t", [0, 5, 21])
def test_behind_the_map_stand_those_of_up_to_nine_steps_before(t: int):
    moment = moment_of(inputs="own", t=t)
    params, figure = moment.step.params, chart(map_chart(moment)).figure
    before = [one for one in figure["data"] if one["name"] == "before"]
    X = moment.run.X[max(0, t - 9) : t].tolist()[::-1]
    expected = [[math.tanh(params.Wh * h + params.Wx * x + params.Bx) for h in trace(figure, "map")["x"]] for x in X]
    assert [one["y"] for one in before] == [pytest.approx(curve) for curve in expected]
    held = chart(map_chart(moment_of(t=t))).figure["data"]
    assert "before" not in {one["name"] for one in held}


def test_how_the_map_reads():
    def read(**choices: object) -> str:
        return chart(map_chart(moment_of(OPENING, **choices))).sentence

    assert read() == (
        "With X held at −0.880, the map has one fixed point: −0.178 (slope −0.872, stable). The step at t = 21 leads "
        "from −0.144 to −0.207, where the slope (local gain) is −0.861."
    )
    quiet = {"task": "impulse", "Wx": 0.0, "Bx": 0.0, "h0": 0.5, "t": 9}
    three = read(Wh=2.0, **quiet)
    assert "the map has 3 fixed points: −0.958 (slope 0.166, stable), 0 (slope 2.00, unstable) and 0.958" in three
    assert "0 (slope 1.00, stability undecided)" in read(Wh=1.0, **quiet)


@pytest.mark.parametrize(
    ("Wh", "word", "fill", "symbol", "dash"),
    [
        (0.5, "stable", "slope", "circle", "solid"),
        (-2.0, "unstable", "paper", "circle", "dot"),
        (1.0, "stability undecided", "paper", "square", "dash"),
        (-1.0, "stability undecided", "paper", "square", "dash"),
    ],
)
def test_a_fixed_point_has_one_name_and_one_look(Wh: float, word: str, fill: str, symbol: str, dash: str):
    moment = moment_of(OPENING, task="impulse", Wx=0.0, Bx=0.0, t=9, Wh=Wh)
    one, along = chart(map_chart(moment)), chart(orbit(moment))
    (hover,) = trace(one.figure, "fixed points")["hovertext"]
    marker = trace(one.figure, "fixed points")["marker"]
    assert hover.endswith(f": {word}")
    assert f", {word})" in one.sentence
    assert (marker["color"], marker["symbol"]) == ([colour(fill)], [symbol])
    assert [shape["line"]["dash"] for shape in along.figure["layout"]["shapes"]] == [dash]
    for key, look in ((one.key, {"slope": "disc", "paper": "ring"}[fill] if symbol == "circle" else symbol),
                      (along.key, dash.replace("solid", "line"))):  # fmt: skip
        texts = [mark.text for mark in key if (mark.colour, mark.look) == ("slope", look)]
        assert [text for text in texts if word in text] == texts != []
        assert any("undecided" in mark.text for mark in key) == (abs(Wh) == 1)


def test_how_the_orbit_reads():
    def read(**choices: object) -> str:
        return chart(orbit(moment_of(OPENING, **choices))).sentence

    quiet = {"task": "impulse", "Wx": 0.0, "Bx": 0.0, "h0": 0.5, "t": 9}
    assert read() == "If this input were held, the state would settle at −0.178."
    assert "alternating between −0.958 and 0.958" in read(Wh=-2.0, **quiet)
    assert "still be changing after 2,000 steps" in read(Wh=1.0, **quiet)
    assert read(inputs="own").startswith("The last 10 steps of the run. Each has its own input")
    assert read(inputs="own", t=0) == "The first step of the run."


def test_every_mark_has_a_key():
    held, own = (chart(map_chart(moment_of(inputs=inputs))).key_html for inputs in CHOICES["inputs"].options)
    assert "maps of the steps before" not in held
    assert "maps of the steps before" in own
    assert digits(moment_of().step.forward.out_H) in trace(chart(map_chart(moment_of())).figure, "step")["hovertext"][0]


def test_nothing_jumps_from_step_to_step():
    def frame(t: int) -> list[object]:
        layout = chart(map_chart(moment_of(t=t))).figure["layout"]
        return [layout["height"], layout["xaxis"]["range"], layout["yaxis"]["range"]]

    assert frame(OPENING.t) == frame(OPENING.t + 1)


def test_before_the_first_step_there_is_no_map():
    assert "Before the first step" in absent(map_chart, moment_of(t=-1))
    assert absent(orbit, moment_of(t=-1)) == absent(map_chart, moment_of(t=-1))
