"""The chart of targets and predictions in the first and the last pass."""

import pytest

from pages.lab.charts.passes import passes
from pages.lab.moment import Moment
from pages.lab.plot.palette import colour
from pages.lab.text.notation import digits, number
from tests.pages.records import chart, decoded, trace
from tests.pages.trainings import CALM, STATES, assert_domains_apart, assert_drawable, mean, train


@pytest.mark.parametrize("moment", STATES)
def test_passes_are_the_first_and_the_last_steps(moment: Moment):
    run, T, N = moment.run, len(moment.run.experiment.X), len(moment.run)
    figure = chart(passes(moment)).figure
    assert_drawable(figure)
    layout = figure["layout"]
    assert_domains_apart(figure, "x")
    marks = {shape["xref"]: shape for shape in layout["shapes"]}
    assert len(marks) == len(layout["shapes"])
    for which, axis, steps, title in (
        ("first", "x1", range(min(T, N)), layout["annotations"][0]),
        ("last", "x2", range(max(0, N - T), N), layout["annotations"][1]),
    ):
        Y, Y_hat = trace(figure, f"Y, {which} pass"), trace(figure, f"Ŷ, {which} pass")
        for one, values, dash, ink in ((Y, run.Y, "dot", "muted"), (Y_hat, run.Y_hat, "solid", "ink")):
            assert decoded(one["x"]).tolist() == list(steps)
            assert decoded(one["y"]).tolist() == [float(values[t]) for t in steps]
            assert (one["xaxis"], one["meta"]) == (axis, ["t"])
            assert (one["line"]["dash"], one["line"]["color"]) == (dash, colour(ink))
        loss = mean([float(run.loss[t]) for t in steps])
        losses = {number(loss * (1 + nudge)) for nudge in (0, 1e-9, -1e-9)}
        many = "step" if len(steps) == 1 else f"{len(steps)} steps"
        same = ": the same" if which == "last" and N <= T else ""
        assert title["text"] in {f"{which} {many}{same}<br>mean loss {text}" for text in losses}
        place = layout["xaxis" if axis == "x1" else "xaxis2"]
        assert title["x"] == place["domain"][0]
        assert place["range"] == [steps[0] - 1, steps[-1] + 1]
        assert (axis in marks) == (moment.t in steps)
        if axis in marks:
            shape = marks[axis]
            assert (shape["x0"], shape["x1"], shape["line"]["color"]) == (moment.t, moment.t, colour("picked"))
    for which in ("yaxis", "yaxis2"):
        low, high = layout[which]["range"]
        axis = which.replace("axis", "")
        drawn = [value for one in figure["data"] if one["yaxis"] == axis for value in decoded(one["y"])]
        assert not drawn or low < min(drawn) <= max(drawn) < high
    # After divergence each pass has a scale of its own, else one would press the other flat.
    assert {one["yaxis"] for one in figure["data"]} == ({"y"} if run.diverged_at is None else {"y", "y2"})


@pytest.mark.parametrize("moment", STATES[::3])
def test_the_table_has_all_digits(moment: Moment):
    run, T, N = moment.run, len(moment.run.experiment.X), len(moment.run)
    table = chart(passes(moment)).table
    assert table is not None
    assert len(table.rows) == min(T, N)
    assert table.head == ("t, first", "Y", "Ŷ", "t, last", "Y", "Ŷ")
    for place, row in enumerate(table.rows):
        steps = place, max(0, N - T) + place
        cells = [text for t in steps for text in (str(t), digits(float(run.Y[t])), digits(float(run.Y_hat[t])))]
        assert list(row) == cells


@pytest.mark.parametrize("moment", STATES)
def test_the_sentence_says_what_to_compare(moment: Moment):
    said = chart(passes(moment)).sentence
    once = len(moment.run) <= len(moment.run.experiment.X)
    diverged = moment.run.diverged_at is not None
    assert ("its first and its last steps are the same" in said) == once
    assert ("Where the solid line covers the dotted one" in said) == (not once and not diverged)
    assert ("have a scale of their own, on the right" in said) == (not once and diverged)


def test_the_numbers_of_a_diverged_run_have_room():
    wide, narrow = (chart(passes(train(CALM.with_(steps=400, eta=eta, t=9)))) for eta in (2.0, 0.05))
    assert (narrow.figure["layout"]["margin"]["l"], narrow.min_width) == (44, 340)
    assert wide.figure["layout"]["margin"]["l"] >= 76  # −0.5×10⁴⁰
    assert wide.min_width == 520
