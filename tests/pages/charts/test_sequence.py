"""The sequence so far: the lines, the window and the sentence."""

import pytest

from pages.lab.charts.sequence import sequence
from pages.lab.data.kept import packed
from pages.lab.moment import Moment
from pages.lab.session import OPENING
from rnn_core.table import Table
from tests.pages.records import address_of, chart, moment_of, states, trace
from tests.pages.trainings import assert_drawable


def said(moment: Moment) -> str:
    return chart(sequence(moment)).sentence


@pytest.mark.parametrize("moment", list(states(20, seed=1)), ids=address_of)
def test_plotly_accepts_the_figure(moment: Moment):
    assert_drawable(chart(sequence(moment)).figure)


@pytest.mark.parametrize("t", [-1, 0, 3, 21, 119])
def test_the_figure_shows_the_run_up_to_t(t: int):
    moment = moment_of(t=t)
    figure = chart(sequence(moment)).figure
    assert trace(figure, "X, input")["y"] == moment.run.X.tolist()
    assert trace(figure, "Y, target")["y"] == moment.run.Y.tolist()
    prediction = trace(figure, "Ŷ, prediction")
    assert prediction["y"] == moment.run.Y_hat[: t + 1].tolist()
    assert prediction["x"] == list(range(t + 1))
    assert prediction["meta"] == ["t"]
    if moment.t < 0:
        assert len(figure["data"]) == 3
        assert figure["layout"]["shapes"] == []
        return
    error, f = trace(figure, "e = Ŷ − Y"), moment.step.forward
    assert (error["x"], error["y"]) == ([t, t], [f.Y, f.Y_hat])
    (window,) = figure["layout"]["shapes"]
    assert (window["x0"], window["x1"]) == (max(-0.5, t - 6 + 0.5), t + 0.5)


@pytest.mark.parametrize(("t", "first", "last"), [(-1, 0, 39), (39, 0, 39), (40, 40, 79), (95, 60, 99)])
def test_a_run_longer_than_its_sequence_shows_the_present_pass(t: int, first: int, last: int):
    moment = moment_of(T=40, steps=100, eta=0.05, t=t)
    figure = chart(sequence(moment)).figure
    assert trace(figure, "X, input")["x"] == list(range(first, last + 1))
    assert trace(figure, "X, input")["y"] == moment.run.X[first : last + 1].tolist()
    assert trace(figure, "Ŷ, prediction")["y"] == moment.run.Y_hat[first : t + 1].tolist()
    what = "one pass through the sequence" if t < 80 else "the last 40 steps, as many as a pass has"
    assert f"Showing {what}: steps {first} to {last} of 100." in said(moment)


@pytest.mark.parametrize("T", [2, 3, 6, 40, 2000])
def test_the_ticks_of_the_steps_are_whole_numbers(T: int):
    own = packed(Table((tuple(float(t % 3) for t in range(T)),))) if T > 2 else packed(Table(((1.0, 2.0, 3.0),)))
    moment = moment_of(task="own", data=own, target="mean" if T > 2 else "next", t=1)
    ticks = chart(sequence(moment)).figure["layout"]["xaxis"]
    assert len(moment.run) == T
    apart = (ticks["range"][1] - ticks["range"][0]) / ticks["nticks"]
    assert apart > 0.5  # Plotly takes the next of 1, 2, 5, …
    assert apart <= 1 or T > 6
    assert 1 <= ticks["nticks"] <= 8


def test_no_axis_moves_from_step_to_step_and_each_holds_every_value():
    moments = [moment_of(t=t) for t in (20, 21, 22)]
    layouts = [chart(sequence(moment)).figure["layout"] for moment in moments]
    assert layouts[0]["xaxis"] == layouts[1]["xaxis"] == layouts[2]["xaxis"]
    assert layouts[0]["yaxis"] == layouts[1]["yaxis"] == layouts[2]["yaxis"]
    low, high = layouts[0]["yaxis"]["range"]
    run = moments[0].run
    assert all(low < values.min() and values.max() < high for values in (run.X, run.Y, run.Y_hat))


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({}, "Ŷ is 0.689 above the target; the window covers 6 steps."),
        ({"t": 25}, "Ŷ is 0.272 below the target;"),
        ({"t": 0}, "the window covers this step."),
        ({"t": 3}, "the window covers 4 steps."),
        ({"K": 1}, "the window covers this step."),
        ({"t": -1}, "All 120 steps are still to come."),
        ({"task": "impulse", "Bx": 0.0, "t": 0}, "Ŷ meets the target;"),
    ],
)
def test_the_sentence(choices: dict[str, object], sentence: str):
    assert sentence in said(moment_of(**choices))


@pytest.mark.parametrize("T", [2, 3, 30])
def test_the_axis_ends_half_a_step_beyond_the_sequence_and_so_does_the_window(T: int):
    chosen = OPENING.with_(task="own", data=packed(Table((tuple(float(t % 3) for t in range(T + 1)),))), K=10)
    for t in range(T):
        layout = chart(sequence(moment_of(chosen, t=t))).figure["layout"]
        assert layout["xaxis"]["range"] == (-0.5, T - 0.5)
        (window,) = layout["shapes"]
        assert window["x0"] >= -0.5
        assert window["x1"] == t + 0.5
