"""Windows compared, a column each."""

import math
import statistics

import pytest

from pages.lab.charts.windows import windows
from pages.lab.plot.figure import Chart
from pages.lab.plot.palette import colour
from pages.lab.session import CHOICES
from pages.lab.text.notation import digits, symbol, window_label
from rnn_core import PARAMETERS
from rnn_core.analysis.windows import Comparison
from tests.pages.records import chart
from tests.pages.trainings import (
    COMPARED,
    Compared,
    after,
    assert_domains_apart,
    assert_drawable,
    assert_positive_axis,
    comparisons,
    ended,
    mean_loss,
    train,
)


def drawn(one: Compared, found: Comparison | None = None, height: str = "linear") -> Chart:
    made = chart(windows(train(one.session.with_(height=height)), found or one.found))
    assert_drawable(made.figure)
    return made


@pytest.mark.parametrize("place", COMPARED)
def test_every_window_has_a_column(place: int):
    one = comparisons()[place]
    figure = drawn(one).figure
    layout, n = figure["layout"], len(one.windows)
    assert [title["text"] for title in layout["annotations"]] == [f"<b>{window_label(K)}</b>" for K in one.windows]
    assert_domains_apart(figure, "y")
    assert_domains_apart(figure, "x")
    assert len(figure["data"]) == 5 * n
    for i, title in enumerate(layout["annotations"]):
        above, below = (layout[f"xaxis{mark}" if mark > 1 else "xaxis"] for mark in (2 * i + 1, 2 * i + 2))
        assert above["domain"] == below["domain"]
        assert title["x"] == above["domain"][0]
        assert (above["anchor"], below["anchor"]) == ("y", "y2")
        assert above["range"] == [0, one.steps]
        assert below["tickvals"] == list(range(5))
        assert below["ticktext"] == [symbol(name) for name in PARAMETERS]
        assert {trace["xaxis"] for trace in figure["data"][5 * i : 5 * i + 4]} == {f"x{2 * i + 1}"}
        assert figure["data"][5 * i + 4]["xaxis"] == f"x{2 * i + 2}"
    assert drawn(one).min_width >= 150 * n


@pytest.mark.parametrize("place", COMPARED)
def test_the_band_holds_the_loss_curves_of_all_starts(place: int):
    one = comparisons()[place]
    figure = drawn(one, height="log").figure
    for i, window in enumerate(one.windows):
        low, high, median, baseline, _ = figure["data"][5 * i : 5 * i + 5]
        assert [trace["name"] for trace in (low, high, median, baseline)] == ["low", "high", "median", "baseline"]
        assert (high["fill"], high["fillcolor"]) == ("tonexty", colour("ghost"))
        assert low["x"] == high["x"] == median["x"]
        assert low["x"][0] == 0
        runs = one.runs(window)
        if all(run.diverged_at is None for run in runs):
            assert low["x"][-1] == one.steps
        for at in sorted({0, len(low["x"]) // 2, len(low["x"]) - 1}):
            t = low["x"][at]
            losses = [
                mean_loss(run.experiment, run.weights[t].tolist() if t < len(run) else after(run)) for run in runs
            ]
            shown = [part["y"][at] for part in (low, median, high)]
            assert shown == pytest.approx([min(losses), statistics.median(losses), max(losses)], rel=1e-7)
        assert baseline["x"] == [0, one.steps]
        assert baseline["y"] == [pytest.approx(one.baseline, rel=1e-9)] * 2
        assert (baseline["line"]["color"], baseline["line"]["dash"]) == (colour("error"), "dash")
        assert f"{window_label(window)}, step" in median["hovertemplate"]


@pytest.mark.parametrize("place", COMPARED)
def test_below_stand_the_final_weights_of_the_runs_that_did_not_diverge(place: int):
    one = comparisons()[place]
    figure = drawn(one).figure
    final: list[float] = []
    for i, window in enumerate(one.windows):
        rings = figure["data"][5 * i + 4]
        ends = [(start, after(run)) for start, run in enumerate(one.runs(window), start=1) if run.diverged_at is None]
        assert rings["yaxis"] == "y2"
        assert rings["x"] == list(range(5)) * len(ends)
        assert rings["y"] == [weight for _, weights in ends for weight in weights]
        assert rings["hovertext"] == [
            f"start {start}: {symbol(name)} {digits(weight)}"
            for start, weights in ends
            for name, weight in zip(PARAMETERS, weights, strict=True)
        ]
        assert rings["marker"]["color"] == [colour(name) for name in PARAMETERS] * len(ends)
        final += rings["y"]
    # What diverged, or is far out, does not press the rest flat.
    near = [weight for weight in final if abs(weight) <= 50]
    low, high = figure["layout"]["yaxis2"]["range"]
    assert low < min([0.0, *near]) <= max([0.0, *near]) < high
    assert high - low < 1.2 * (max([0.0, *near]) - min([0.0, *near])) or not near
    far = sum(
        any(abs(weight) > 50 for weight in after(run))
        for window in one.windows
        for run in one.runs(window)
        if run.diverged_at is None
    )
    assert (f"Weights that ended beyond ±50 are not drawn; {far} of the runs have one." in drawn(one).sentence) == (
        far > 0
    )


@pytest.mark.parametrize("height", CHOICES["height"].options)
@pytest.mark.parametrize("place", COMPARED)
def test_the_loss_axis_holds_medians_and_baseline(place: int, height: str):
    one = comparisons()[place]
    figure = drawn(one, height=height).figure
    first = [mean_loss(start.experiment, start.weights[0].tolist()) for K in one.windows for start in one.runs(K)]
    far = 10.0 * max(one.baseline, *first) * (1 + 1e-9)
    held = [figure["data"][3]["y"][0]]
    for i, outcome in enumerate(one.found.windows):  # what is far out, or diverged altogether, is left out
        lines = [line for line in figure["data"][5 * i : 5 * i + 3] if line["name"] != "high"]
        held += [loss for line in lines if outcome.median is not None for loss in line["y"] if loss <= far]
    axis = figure["layout"]["yaxis"]
    assert all(map(math.isfinite, axis["range"]))
    assert_positive_axis(axis, height, held)


@pytest.mark.parametrize("place", COMPARED)
def test_a_window_that_is_not_complete_says_how_many_starts_are_done(place: int):
    one = comparisons()[place]
    begun = drawn(one, one.begun)
    (title,) = begun.figure["layout"]["annotations"]
    so_far = f"<br>1 of {len(one.starts)} starts so far" if len(one.starts) > 1 else ""
    assert title["text"] == f"<b>{window_label(one.windows[0])}</b>{so_far}"


def test_before_the_first_start_is_done_there_is_nothing_to_draw():
    one = comparisons()[0]
    empty = Comparison(steps=60, starts=3, windows=(), baseline=0.1, done=20, total=720)
    assert windows(train(one.session), empty) == '<p class="sentence">The first window is being trained.</p>'


@pytest.mark.parametrize("place", COMPARED)
def test_the_sentence_the_key_and_the_table(place: int):
    one = comparisons()[place]
    made = drawn(one)
    starts = "One start is" if len(one.starts) == 1 else f"Each of {len(one.starts)} starts is"
    assert made.sentence.startswith(f"{starts} trained for {one.steps:,} steps. ")
    assert {(mark.colour, mark.look) for mark in made.key} >= {("ink", "line"), ("faint", "square"), ("error", "dash")}
    assert made.table is not None
    rows = list(made.table.rows)
    for window in one.windows:
        for start, run in enumerate(one.runs(window), start=1):
            label, number_of, loss, *weights = rows.pop(0)
            assert (label, number_of) == (window_label(window), str(start))
            assert weights == list(map(digits, after(run)))
            expected = ended(run)
            assert (loss == "diverged") == (expected is None)
            assert expected is None or float(loss) == pytest.approx(expected, rel=1e-9)
    assert rows == []
