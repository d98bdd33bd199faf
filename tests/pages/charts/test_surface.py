"""The loss surface with the path of the run, and the two arrows downhill."""

import math
import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from pages.lab.charts import surface as module
from pages.lab.charts.surface import ARROW, seen_from, surface
from pages.lab.moment import Moment
from pages.lab.plot.ground import corner
from pages.lab.plot.palette import colour
from pages.lab.session import OPENING, experiment, other_starts
from pages.lab.text.notation import digits, number, symbol
from rnn_core import PARAMETERS, simulate
from rnn_core.analysis.windows import compare_in_pieces
from tests.pages.records import chart, decoded, kept, moment_of, opened, trace
from tests.pages.trainings import (
    CALM,
    SILENT,
    STATES,
    assert_drawable,
    here,
    mean_gradient,
    mean_loss,
    near,
    plain,
    train,
    with_gradients,
)


def drawn(moment: Moment) -> dict:
    figure = chart(surface(moment)).figure
    assert_drawable(figure)
    return figure


def drawn_with(moment: Moment, **gradients: tuple[float, float]) -> dict:
    """The figure of the moment's surface with other gradients."""
    seen = seen_from(moment)
    path = module._draw_path(moment.run, *moment.session.plane, corner(seen))
    figure = module._figure(with_gradients(seen, **gradients), path)
    assert_drawable(figure)
    return opened(figure)


@pytest.mark.parametrize("moment", STATES)
def test_the_surface_is_the_mean_loss_over_two_weights(moment: Moment):
    figure, made = drawn(moment), moment.run.experiment
    ground = trace(figure, "loss")
    z, losses = decoded(ground["z"]), decoded(ground["customdata"])
    i, j = (PARAMETERS.index(name) for name in moment.session.plane)
    assert z.shape == losses.shape == (len(ground["y"]), len(ground["x"]))
    draw = random.Random(2)
    cells = [(draw.randrange(z.shape[1]), draw.randrange(z.shape[0])) for _ in range(8)]
    for column, row in [(0, 0), (len(ground["x"]) - 1, 0), *cells]:
        weights = here(moment)
        weights[i], weights[j] = ground["x"][column], ground["y"][row]
        if abs(weights[1]) < 3:  # a strong Wh lets the last bit of a tanh grow
            assert losses[row, column] == pytest.approx(min(mean_loss(made, weights), 1e300), rel=1e-6)
        assert z[row, column] == pytest.approx(math.log10(min(max(losses[row, column], 1e-12), 1e12)), abs=1e-5)
    marks = ground["colorbar"]["tickvals"]
    assert (marks[0], marks[-1]) == (ground["zmin"], ground["zmax"]) == pytest.approx((z.min(), z.max()), abs=1e-5)
    assert marks[1] == pytest.approx((marks[0] + marks[2]) / 2)
    assert ground["colorbar"]["ticktext"] == [number(10**mark) for mark in marks]
    assert all(symbol(name) in ground["hovertemplate"] for name in moment.session.plane)
    assert "%{customdata:.4g}" in ground["hovertemplate"]
    # Both weights have one scale.
    across, up = figure["layout"]["xaxis"], figure["layout"]["yaxis"]
    assert (across["range"], up["range"]) == ([ground["x"][0], ground["x"][-1]], [ground["y"][0], ground["y"][-1]])
    assert up["range"][1] - up["range"][0] == pytest.approx(across["range"][1] - across["range"][0])
    assert (up["scaleanchor"], up["scaleratio"]) == ("x", 1)
    assert up["constrain"] == across["constrain"] == "domain"
    assert [axis["title"]["text"] for axis in (across, up)] == [symbol(name) for name in moment.session.plane]


@pytest.mark.parametrize("moment", STATES)
def test_the_path_lies_on_the_surface_and_each_of_its_points_is_a_step(moment: Moment):
    run, figure = moment.run, drawn(moment)
    path, ends, now = (trace(figure, name) for name in ("path", "ends", "here"))
    i, j = (PARAMETERS.index(name) for name in moment.session.plane)
    assert {name for name, _ in path["customdata"]} == {"t"}
    every = [t for _, t in path["customdata"]]
    assert all(early < late for early, late in pairwise(every))
    points = dict(zip(every, zip(path["x"], path["y"], strict=True), strict=True))
    steps = [t for t in every if points[t] != (None, None)]
    assert [points[t] for t in steps] == [(run.weights[t, i], run.weights[t, j]) for t in steps]
    for t, text in zip(every, path["hovertext"], strict=True):
        pairs = zip(moment.session.plane, (i, j), strict=True)
        values = (f"{symbol(name)} {digits(float(run.weights[t, k]))}" for name, k in pairs)
        assert text == ("<br>".join([f"t = {t}", *values]) if t in steps else "")
    left, right = figure["layout"]["xaxis"]["range"]
    low, high = figure["layout"]["yaxis"]["range"]
    inside = [t for t in range(len(run)) if left <= run.weights[t, i] <= right and low <= run.weights[t, j] <= high]
    if len(run) <= 400:  # none left out
        assert set(inside) <= set(steps)
    if abs(run.weights).max() <= 10:  # nothing leads away
        assert len(inside) == len(run)
        assert (steps[0], steps[-1]) == (0, len(run) - 1)
    assert (ends["x"], ends["y"]) == ([path["x"][0], path["x"][-1]], [path["y"][0], path["y"][-1]])
    assert ends["marker"]["symbol"] == ["circle-open", "square-open"]
    x, y = here(moment)[i], here(moment)[j]
    there = left <= x <= right and low <= y <= high
    assert list(zip(now["x"], now["y"], strict=True)) == ([(x, y)] if there else [])
    assert now["marker"]["line"]["color"] == colour("picked")
    names = [symbol(name) for name in moment.session.plane]
    assert f"{names[0]} {digits(x)}<br>{names[1]} {digits(y)}" in now["hovertext"][0]
    said = now["hovertext"][0].split("mean loss ")[1]
    if said != "∞":
        assert float(said) == pytest.approx(mean_loss(run.experiment, here(moment)), rel=1e-9)


@pytest.mark.parametrize("moment", STATES)
def test_the_arrows_start_at_the_weights_and_point_against_the_gradients(moment: Moment):
    seen, figure = seen_from(moment), drawn(moment)
    arrows = {one["name"]: one for one in figure["layout"]["annotations"]}
    assert len(arrows) == len(figure["layout"]["annotations"])
    lengths, scales = {}, []
    for look, window in (("slope", "all"), ("picked", moment.session.K)):
        representable = abs(seen.here[0]) < 1e100
        trained = moment.run.experiment
        by_weight = mean_gradient(trained, here(moment), window) if representable else {}  # type: ignore[arg-type]
        gradient = [by_weight.get(name, math.nan) for name in moment.session.plane]
        if look not in arrows:
            assert not any(gradient) or not math.isfinite(sum(gradient)) or not trace(figure, "here")["x"]
            continue
        one = arrows[look]
        assert (one["ax"], one["ay"]) == tuple(here(moment)[PARAMETERS.index(name)] for name in moment.session.plane)
        assert [one[name] for name in ("xref", "yref", "axref", "ayref")] == ["x", "y", "x", "y"]
        assert (one["showarrow"], one["arrowcolor"]) == (True, colour(look))
        tip = one["x"] - one["ax"], one["y"] - one["ay"]
        length, slope = math.hypot(*tip), math.hypot(*gradient)
        # Opposite: tip = −scale·gradient, to the rounding of tip.
        assert tip == pytest.approx([-length / slope * value for value in gradient], abs=1e-7 * max(length, 1e-7))
        lengths[look] = length
        if length > 1e-6:
            scales.append(length / slope)
    if arrows:
        left, right = figure["layout"]["xaxis"]["range"]
        assert trace(figure, "here")["x"]
        assert max(lengths.values()) == pytest.approx(ARROW * (right - left))
        assert all(scale == pytest.approx(scales[0], rel=1e-6) for scale in scales)
    assert list(arrows) in ([], ["slope"], ["picked"], ["slope", "picked"])  # the window's on top


def test_a_gradient_of_zero_has_no_arrow():
    moment = train(CALM.with_(t=5))
    for changes, left in (
        ({"truncated": (0.0, 0.0)}, ["slope"]),
        ({"full": (0.0, 0.0)}, ["picked"]),
        ({"truncated": (0.0, 0.0), "full": (0.0, 0.0)}, []),
        ({"truncated": (math.nan, math.nan), "full": (math.nan, math.nan)}, []),
        ({"truncated": (0.0, 0.5)}, ["slope", "picked"]),
    ):
        assert [one["name"] for one in drawn_with(moment, **changes)["layout"]["annotations"]] == left
    # Nothing comes back through Wy = 0; and where X is not 0 there is no error yet: a window of one step sees nothing.
    for session, left in ((CALM.with_(Wy=0.0, t=5, eta=0.0), []), (SILENT.with_(Wx=0.0, K=1, t=1), ["slope"])):
        assert [one["name"] for one in drawn(train(session))["layout"]["annotations"]] == left


def test_a_gradient_however_small_has_an_arrow_of_the_same_length():
    moment = train(CALM.with_(t=5))
    figure = drawn_with(moment, truncated=(3e-12, 0.0), full=(3e-12, 4e-12))
    arrows = figure["layout"]["annotations"]
    short, long = (math.hypot(one["x"] - one["ax"], one["y"] - one["ay"]) for one in reversed(arrows))
    assert long == pytest.approx(ARROW * seen_from(moment).span)
    assert short == pytest.approx(0.6 * long)
    drawn(train(CALM.with_(Wy=1e-310, eta=0.0, t=5)))  # next to nothing breaks nothing


def test_both_arrows_are_shorter_where_one_would_leave_the_surface():
    moment = train(CALM.with_(t=5))
    seen = seen_from(moment)
    here = float(seen.values_across[-1]) - 0.1 * seen.span, float(seen.values_up[0]) + 0.2 * seen.span
    figure = module._figure(replace(with_gradients(seen, truncated=(-4.0, 1.0), full=(-2.0, 2.0)), here=here), [])
    tips = {one["name"]: ((one["x"] - here[0]) / seen.span, (one["y"] - here[1]) / seen.span)
            for one in figure["layout"]["annotations"]}  # fmt: skip
    assert tips == {"picked": pytest.approx((0.1, -0.025)), "slope": pytest.approx((0.05, -0.05))}


def test_weights_too_far_out_are_not_drawn_and_break_nothing():
    for session in (
        CALM.with_(steps=400, eta=2.0, t=t, across=name) for t in (0, 40, 399) for name in ("Wx", "Wy", "By")
    ):
        moment = train(session)
        assert moment.run.diverged_at is not None
        figure = drawn(moment)
        assert all(map(math.isfinite, [*figure["layout"]["xaxis"]["range"], *figure["layout"]["yaxis"]["range"]]))
        ground = trace(figure, "loss")
        assert max(map(abs, (*ground["x"], *ground["y"]))) < 40


def test_a_path_that_starts_far_out_and_goes_farther_is_shown():
    made = replace(experiment(CALM.with_(By=12.0, Wy=0.0, Wx=0.0, Bx=0.0)), Y=np.full(40, 20.0), steps=400)
    run = simulate(made)
    assert run.weights[-1, 4] > 19  # By alone learns, as out_H stays 0
    figure = drawn(Moment(CALM.with_(t=399, across="By", up="Wy"), run))
    left, right = figure["layout"]["xaxis"]["range"]
    low, high = figure["layout"]["yaxis"]["range"]
    assert len(trace(figure, "path")["x"]) == 400
    assert left < 12 < run.weights[-1, 4] < right
    assert low < 0 < high


def test_a_path_that_leaves_the_picture_has_a_gap_and_no_end():
    start = CALM.with_(Wx=-0.65, Wh=-1.31, Bx=1.06, Wy=1.47, By=-1.23)
    moment = train(start.with_(eta=1.1, steps=300, t=0, across="By", up="Wy", K=6))
    assert abs(moment.run.weights[-1, 3:]).max() > 100
    figure = drawn(moment)
    path, ends = trace(figure, "path"), trace(figure, "ends")
    there = [x is not None for x in path["x"]]
    assert [t for _, t in path["customdata"]] == list(range(300))
    assert True in there[there.index(False) :]  # it comes back once
    assert (ends["x"], ends["y"]) == ([path["x"][0], None], [path["y"][0], None])


def test_a_step_draws_no_path_again_and_frozen_weights_no_surface(monkeypatch: pytest.MonkeyPatch):
    moving, frozen = (train(CALM.with_(steps=300, eta=eta, t=5)) for eta in (0.05, 0.0))
    before = [kept(surface(moment)).figure for moment in (moving, frozen)]
    monkeypatch.setattr(module, "thinned_path", None)
    seen = [moment.at(moment.t + 1) for moment in (moving, frozen)]
    after = [kept(surface(moment)).figure for moment in seen]
    assert all(one["data"][1] is other["data"][1] for one, other in zip(before, after, strict=True))
    assert seen_from(frozen) is seen_from(seen[1])
    assert seen_from(moving) is not seen_from(seen[0])


def test_a_growing_comparison_makes_a_surface_for_each_new_path_only():
    moment = train(CALM.with_(steps=150, t=5))
    seen: dict[int, set[int]] = {}
    surfaces = []  # all are held, so that no two have one id
    for found in compare_in_pieces(other_starts(moment.session, 2), [1, 3], 150):
        surfaces.append(seen_from(moment, found))
        seen.setdefault(len(found.windows), set()).add(id(surfaces[-1]))
    assert len(surfaces) > 6
    assert {count: len(several) for count, several in seen.items()} == {0: 1, 1: 1, 2: 1}
    assert len(set.union(*seen.values())) == 3


def test_a_path_of_50000_steps_has_at_most_2000_points():
    moment = train(OPENING.with_(T=41, eta=0.05, steps=50_000, t=49_999))
    assert 400 < len(trace(drawn(moment), "path")["x"]) <= 2000


@pytest.mark.parametrize("moment", STATES)
def test_the_sentence_and_the_table(moment: Moment):
    seen, made = chart(surface(moment)), moment.run.experiment
    said, t = plain(seen.sentence), str(moment.t).replace("-", "−")
    loss = said.removeprefix(f"With the weights at t = {t}, the mean loss of the sequence is ").split("; ")[0]
    expected = mean_loss(made, here(moment))
    assert near(loss, expected) or (loss == "∞") == (expected > 1e307)
    held = [name for name in PARAMETERS if name not in moment.session.plane]
    assert f"; {held[0]}, {held[1]} and {held[2]} are held at these values. " in said
    there = bool(trace(seen.figure, "here")["x"])
    assert ("too far out" in said) != there
    assert ("Click a point of the path" in said) == there
    table = seen.table
    assert table is not None
    assert list(table.head[1:]) == [f"window K = {moment.session.K}", "full gradient"]
    assert [row[0] for row in table.rows] == list(map(symbol, PARAMETERS))
    if abs(moment.run.weights).max() < 1e50:
        for which, window in ((1, moment.session.K), (2, "all")):
            by_weight = mean_gradient(made, here(moment), window)  # type: ignore[arg-type]
            values = [float(row[which].replace("−", "-")) for row in table.rows]
            assert values == pytest.approx([by_weight[name] for name in PARAMETERS], rel=1e-6, abs=1e-12)


def test_a_gradient_that_overflows_is_undefined_in_the_table():
    table = chart(surface(moment_of(Wh=40.0, Wx=0.0, Bx=0.0, T=300))).table
    assert table
    assert [row[2] for row in table.rows] == ["undefined"] * 5


def test_the_key_names_every_mark():
    key = [(mark.colour, mark.look, mark.text) for mark in chart(surface(train(CALM.with_(K=7, t=5)))).key]
    assert ("picked", "line", "against the gradient of window K = 7") in key
    assert ("slope", "line", "against the full gradient") in key
    assert {(ink, look) for ink, look, _ in key} >= {("ink", "ring"), ("ink", "square"), ("surface", "box")}
