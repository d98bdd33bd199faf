"""The chart of loss, weights and gradients over the steps of a training run."""

import json
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from pages.lab.charts import curves as module
from pages.lab.charts.curves import curves
from pages.lab.moment import Moment
from pages.lab.plot import curve
from pages.lab.plot.palette import colour
from pages.lab.session import CHOICES, OPENING
from pages.lab.text.notation import digits, mark, number, symbol
from rnn_core import PARAMETERS
from tests.pages.records import chart, decoded, kept
from tests.pages.trainings import (
    CALM,
    STATES,
    assert_domains_apart,
    assert_drawable,
    assert_positive_axis,
    here,
    last_mean,
    near,
    plain,
    train,
)

BOTH = [
    replace(moment, session=moment.session.with_(height=height))
    for moment in STATES
    for height in CHOICES["height"].options
]


def traces(figure: dict, axis: str) -> list[dict]:
    return [one for one in figure["data"] if one.get("yaxis") == axis]


@pytest.mark.parametrize("moment", BOTH)
def test_lines_are_the_records_of_their_steps(moment: Moment):
    run, weight, height = moment.run, moment.session.weight, moment.session.height
    figure, T, sizes = chart(curves(moment)).figure, len(run.experiment.X), abs(run.gradients)
    assert_drawable(figure)
    (loss, smoothed), lines, (steps, *means) = (traces(figure, axis) for axis in ("y", "y2", "y3"))
    assert [one["name"] for one in lines] == [one["name"] for one in means] == list(PARAMETERS)
    assert steps["name"] == weight
    for one in figure["data"]:
        assert one["meta"] == ["t"]
        t = decoded(one["x"])
        assert t.dtype == np.int32
        assert len(decoded(one["y"])) == len(t) <= 2000
        assert (t[0], t[-1]) == (0, len(run) - 1)
        assert all(early < late for early, late in pairwise(t.tolist()))

    def held(one: dict, column: np.ndarray, values: np.ndarray):
        assert values.tolist() == column[decoded(one["x"])].tolist()
        assert (values.min(), values.max()) == (column.min(), column.max())

    held(loss, run.loss, decoded(loss["y"]))
    held(steps, sizes[:, PARAMETERS.index(weight)], decoded(steps["y"]))
    for column, one in enumerate(lines):
        raw = decoded(one["customdata"] if height == "log" else one["y"])
        held(one, run.weights[:, column], raw)
        if height == "log":
            heights = [math.copysign(math.log10(1 + abs(value)), value) for value in raw.tolist()]
            assert decoded(one["y"]).tolist() == pytest.approx(heights, rel=1e-12, abs=1e-15)
        axis = "customdata" if height == "log" else "y"
        assert one["hovertemplate"] == f"{symbol(PARAMETERS[column])} %{{{axis}:.4g}}<extra></extra>"
        assert ("customdata" in one) == (height == "log")
    for one, values in ((smoothed, run.loss.tolist()), *zip(means, sizes.T.tolist(), strict=True)):
        at, y = decoded(one["x"]).tolist(), decoded(one["y"]).tolist()
        for place in {0, len(at) // 3, len(at) // 2, len(at) - 1}:
            assert y[place] == pytest.approx(last_mean(values, at[place], T), rel=1e-9, abs=1e-300)
    # A weight and its gradient have one colour and one dash, and the key says which.
    looks = {one.text: (one.colour, one.look) for one in chart(curves(moment)).key}
    for one in (*lines, *means):
        dash = "dash" if one["name"] in ("Bx", "By") else "solid"
        assert (one["line"]["color"], one["line"]["dash"]) == (colour(one["name"]), dash)
        assert looks[symbol(one["name"])] == (one["name"], {"solid": "line"}.get(dash, dash))
    inks = [one["line"]["color"] for one in (loss, smoothed, steps)]
    assert inks == [colour("faint"), colour("ink"), colour("faint")]
    assert f"|∂L/∂{weight}|" in plain(chart(curves(moment)).key_html)
    assert f"mean of the last {T} losses" in looks


@pytest.mark.parametrize("moment", BOTH)
def test_axes_hold_the_lines_and_marks_stand_at_t_and_at_divergence(moment: Moment):
    run, height = moment.run, moment.session.height
    figure = chart(curves(moment)).figure
    layout = figure["layout"]
    assert_domains_apart(figure, "y")
    for axis in ("y", "y3"):
        heights = [y for one in traces(figure, axis) for y in decoded(one["y"]).tolist()]
        assert_positive_axis(layout[axis.replace("y", "yaxis")], height, heights)
    left, right = layout["xaxis"]["range"]
    assert left < 0 <= max(len(run) - 1, run.diverged_at or 0) < right
    assert (layout["xaxis"]["tickformat"], layout["xaxis"]["anchor"]) == (",d", "y3")
    largest, axis = float(abs(run.weights).max()), layout["yaxis2"]
    if height == "linear":
        assert axis["title"]["text"] == "weights (linear)"
        assert "tickvals" not in axis  # Plotly's own
    else:
        assert "symlog" in axis["title"]["text"]
        assert axis["range"][1] == -axis["range"][0] > math.log10(1 + largest)
        values = [math.copysign(10 ** abs(tick) - 1, tick) for tick in axis["tickvals"]]
        pairs = list(zip(axis["ticktext"], values, strict=True))
        assert all(text in (number(value), mark(round(value, 6))) for text, value in pairs)
        assert {number(largest), "0", number(-largest)} <= set(axis["ticktext"])
    cursor, *ends = layout["shapes"]
    for shape, t, ink in ((cursor, moment.t, "picked"), *((end, run.diverged_at, "error") for end in ends)):
        place = [shape[name] for name in ("type", "x0", "x1", "yref", "y0", "y1")]
        assert place == ["line", t, t, "paper", 0, 1]
        assert shape["line"]["color"] == colour(ink)
    diverged = run.diverged_at is not None
    assert len(ends) == diverged == ("the run diverged" in chart(curves(moment)).key_html)


def test_a_run_of_50000_steps_has_at_most_2000_points_per_line():
    moment = train(OPENING.with_(T=41, eta=0.05, steps=50_000, t=49_999, weight="Wx", height="log"))
    assert len(moment.run) == 50_000
    figure = chart(curves(moment)).figure
    counts = [len(decoded(one["x"])) for one in figure["data"]]
    assert max(counts) <= 2000
    assert min(counts) >= 400
    assert len(json.dumps(figure)) < 700_000
    for one, column in zip(traces(figure, "y2"), moment.run.weights.T, strict=True):
        drawn = decoded(one["customdata"])
        assert (drawn.min(), drawn.max(), drawn[0], drawn[-1]) == (column.min(), column.max(), column[0], column[-1])
    assert decoded(traces(figure, "y")[0]["y"]).max() == moment.run.loss.max()


def test_a_step_thins_nothing_again(monkeypatch: pytest.MonkeyPatch):
    moment = train(CALM.with_(steps=400, t=5))
    first = kept(curves(moment))
    monkeypatch.setattr(curve, "thinned", None)
    monkeypatch.setattr(curve, "running_means", None)
    following = moment.at(moment.t + 1)
    second = kept(curves(following))
    assert second.figure["data"] is first.figure["data"]
    assert second.table is first.table
    cursors = [one.figure["layout"]["shapes"][0]["x0"] for one in (first, second)]
    assert cursors == [5, 6]
    with pytest.raises(TypeError):  # another run is thinned
        curves(train(CALM.with_(steps=300, t=5)))


EDGES = [(1e-3, 1.7e308), (1e-13, 1e250), (5e-324, 1e-320), (0.0, 0.0), (0.3, 0.3), (1e162, 9e307)]


@pytest.mark.parametrize("height", CHOICES["height"].options)
@pytest.mark.parametrize("ends", EDGES)
def test_a_line_up_to_the_largest_number_has_axes(ends: tuple[float, float], height: str):
    run = train(CALM.with_(t=5)).run
    loud = replace(run, loss=np.resize(ends, len(run)))
    mean_loss = curve.Curve(np.arange(2), np.array(ends))
    figure = module._draw_run(loud, (mean_loss, *module._draw_means(run)[1:]), "Wx", height)
    assert_drawable(figure)
    assert_positive_axis(figure["layout"]["yaxis"], height, ends)


@pytest.mark.parametrize("moment", STATES[::3])
def test_the_table_has_all_digits(moment: Moment):
    run, table = moment.run, chart(curves(moment)).table
    assert table is not None
    assert len(table.rows) == min(200, len(run))
    assert (table.rows[0][0], table.rows[-1][0]) == ("0", str(len(run) - 1))
    for row in (table.rows[0], table.rows[len(table.rows) // 2], table.rows[-1]):
        t = int(row[0])
        numbers = [float(run.loss[t]), *run.weights[t].tolist(), *run.gradients[t].tolist()]
        assert list(row[1:]) == list(map(digits, numbers))
    assert list(table.head[2:7]) == list(map(symbol, PARAMETERS))


@pytest.mark.parametrize("moment", STATES[::2])
def test_the_sentence_reads_the_step(moment: Moment):
    said = plain(chart(curves(moment)).sentence)
    assert f"Means are over the last {len(moment.run.experiment.X)} steps." in said
    if moment.t < 0:
        assert said.startswith("Means are")
        return
    start, *parts = said.split(". Means")[0].replace(" and ", ", ").replace(", with ", ", ").split(", ")
    assert start.startswith(f"At t = {moment.t} the loss is ")
    assert near(start.split()[-1], float(moment.run.loss[moment.t]))
    assert [part.split(" = ")[0] for part in parts] == list(PARAMETERS)
    assert all(near(part.split(" = ")[1], value) for part, value in zip(parts, here(moment), strict=True))
