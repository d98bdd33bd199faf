"""The paths of the first start with each window, on one loss surface."""

import pytest

from pages.lab.charts.windows_paths import windows_paths
from pages.lab.plot.figure import Chart
from pages.lab.plot.palette import colour
from pages.lab.session import CHOICES, other_starts
from pages.lab.text.notation import digits, symbol, window_label
from rnn_core import PARAMETERS
from rnn_core.analysis.windows import Comparison, Window
from tests.pages.records import chart, trace
from tests.pages.trainings import CALM, COMPARED, Compared, assert_drawable, compare, comparisons, plain, train


def drawn(one: Compared, found: Comparison | None = None) -> Chart:
    made = chart(windows_paths(train(one.session), found or one.found))
    assert_drawable(made.figure)
    return made


@pytest.mark.parametrize("place", COMPARED)
def test_the_paths_are_those_of_the_first_start(place: int):
    one = comparisons()[place]
    made = drawn(one)
    figure = made.figure
    i, j = (PARAMETERS.index(name) for name in one.session.plane)
    left, right = figure["layout"]["xaxis"]["range"]
    low, high = figure["layout"]["yaxis"]["range"]
    ends = trace(figure, "ends")
    assert figure["data"][0]["type"] == "contour"
    assert figure["layout"]["yaxis"]["scaleanchor"] == "x"
    names = list(map(window_label, one.windows))
    lines = [path for path in figure["data"] if path["name"] in names]
    assert [path["name"] for path in lines] == names
    # No two look the same, and the key shows each as it is.
    looks = [(path["line"]["color"], path["line"]["dash"]) for path in lines]
    assert len(set(looks)) == len(looks)
    key = [(colour(mark.colour), mark.look.replace("line", "solid")) for mark in made.key if mark.text in names]
    assert key == looks
    expected = []
    for window, path in zip(one.windows, lines, strict=True):
        run = one.runs(window)[0]
        way = [(run.weights[t, i], run.weights[t, j]) for t in range(len(run))]
        points = list(zip(path["x"], path["y"], strict=True))
        walked = iter(way)
        assert all(point in walked for point in points if point != (None, None))  # in this order
        assert points[0] == way[0]
        assert points[-1] in (way[-1], (None, None))
        if abs(run.weights).max() <= 10:
            assert (None, None) not in points
            assert all(left <= x <= right and low <= y <= high for x, y in way)
        expected += [(window_label(window), *points[-1])] if points[-1] == way[-1] else []
    # Only an end that can be seen is marked.
    assert list(zip(ends["hovertext"], ends["x"], ends["y"], strict=True)) == expected
    assert [(note["text"], note["x"], note["y"]) for note in figure["layout"]["annotations"]] == expected


@pytest.mark.parametrize("place", COMPARED)
def test_the_sentence_the_table_and_a_comparison_just_begun(place: int):
    one = comparisons()[place]
    made = drawn(one)
    assert f"the loss surface over {' and '.join(one.session.plane)}" in plain(made.sentence)
    assert made.table is not None
    columns = [PARAMETERS.index(name) for name in one.session.plane]
    assert made.table.head[1] == f"{symbol(one.session.plane[0])}, start"
    for row, window in zip(made.table.rows, one.windows, strict=True):
        run = one.runs(window)[0]
        values = (digits(float(run.weights[at, column])) for at in (0, -1) for column in columns)
        assert tuple(row) == (window_label(window), *values)
    begun = drawn(one, one.begun)
    assert [mark.text for mark in begun.key] == [window_label(one.windows[0]), "the end of a path"]


def test_all_windows_at_once_look_different():
    windows: list[Window] = [int(name) if name != "all" else "all" for name in CHOICES["windows"].options]
    made = drawn(compare(CALM, windows, 3, other_starts(CALM, 1)))
    assert len({(mark.colour, mark.look) for mark in made.key}) == len(CHOICES["windows"].options) + 1


def test_before_the_first_start_is_done_there_is_nothing_to_draw():
    empty = Comparison(steps=60, starts=3, windows=(), baseline=0.1, done=20, total=720)
    assert windows_paths(train(comparisons()[0].session), empty) == ""


@pytest.mark.parametrize("place", COMPARED)
def test_labels_stay_inside_the_picture(place: int):
    layout = drawn(comparisons()[place]).figure["layout"]
    left, right = layout["xaxis"]["range"]
    for note in layout["annotations"]:
        across = (note["x"] - left) / (right - left)
        assert note["ax"] == 46 if across < 0.2 else note["ax"] == -46 if across > 0.8 else abs(note["ax"]) == 46
