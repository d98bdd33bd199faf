"""The loss surface: against single replays at every point, its gradient against its own finite differences, what is shown of it."""

import cmath
import math
from dataclasses import astuple, replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import rnn_core.analysis.surface
import rnn_core.record
from rnn_core import PARAMETERS, Experiment, Params, simulate
from rnn_core.analysis.surface import losses_along, mean_gradients, mean_losses, surface
from tests.core.replay import QUEUE_TERMS, cases, derivative, thousandths
from tests.core.runs import empty

T = 11
PAIRS = list(permutations(PARAMETERS, 2))


def learning(window=2, **changes):
    """A path of some length, no two weights alike, and steps that are no multiple of the sequence."""
    X, Y = ([f(0.9 * t + 0.2) for t in range(T)] for f in (math.sin, math.cos))
    values = {"learning_rate": 0.1, "out_H_init": 0.4, "steps": 30} | changes
    return Experiment(Params(0.5, 1.2, 0.1, 1.1, -0.3), X, Y, window, **values)


def replayed(experiment, **weights):
    """The mean loss once through from the start state with these weights held, by the core's own loop."""
    params = replace(experiment.params, **weights)
    run = simulate(replace(experiment, params=params, window=1, learning_rate=0.0, steps=None))
    return math.inf if run.diverged_at is not None else float(run.loss.mean())


def vars_of(params):
    return dict(zip(PARAMETERS, astuple(params), strict=True))


@st.composite
def experiments(draw):
    count = draw(st.integers(1, 8))
    X, Y = (draw(st.lists(thousandths(-2, 2), min_size=count, max_size=count)) for _ in "XY")
    return Experiment(
        Params(*draw(st.tuples(*[thousandths(-1.5, 1.5)] * 5))),
        X,
        Y,
        window=draw(st.integers(1, 10) | st.just("all")),
        learning_rate=draw(st.sampled_from((0.0, 0.3))),
        out_H_init=draw(thousandths(-1, 1)),
        steps=draw(st.integers(1, 20)),
        clip=draw(st.sampled_from((None, 0.1))),
    )


# --- the mean loss ---


def assert_replays(experiment, across, up, values_across, values_up):
    losses = mean_losses(experiment, across, up, values_across, values_up)
    assert (losses.dtype, losses.shape) == (np.float64, (len(values_up), len(values_across)))
    for row, y in zip(losses.tolist(), values_up, strict=True):
        for found, x in zip(row, values_across, strict=True):
            weights = {across: x, up: y}
            gained = (1.0 + abs(weights.get("Wh", experiment.params.Wh))) ** len(experiment.X)  # how far a last bit may grow
            assert found == pytest.approx(replayed(experiment, **weights), rel=1e-14 * gained, abs=1e-14 * gained), weights


@pytest.mark.parametrize(("across", "up"), PAIRS)
def test_every_point_is_a_replay_with_those_weights(across, up):
    assert_replays(learning(), across, up, [-1.3, -0.2, 0.0, 0.9], [0.7, -1.6, 0.25])
    assert_replays(learning("all", steps=3, learning_rate=0.0), across, up, [0.6], [-0.8, 1.4])


@settings(max_examples=40, deadline=None)
@given(experiments(), st.sampled_from(PAIRS), st.data())
def test_every_point_of_any_grid_is_a_replay(experiment, pair, data):
    values = st.lists(thousandths(-3, 3), min_size=1, max_size=3)
    assert_replays(experiment, *pair, data.draw(values), data.draw(values))


def test_a_mean_loss_in_plain_numbers():
    """One step from h = 0.5: tanh(1·2 + 0.5·w + 0.25), twice that, less 1."""
    experiment = Experiment(Params(2.0, 9.0, 0.25, 2.0, 9.0), [1.0], [0.5], out_H_init=0.5)
    losses = mean_losses(experiment, "Wh", "By", [0.0, -3.0], [-1.0, 0.0, 1.0])
    for column, Wh in enumerate((0.0, -3.0)):
        for row, By in enumerate((-1.0, 0.0, 1.0)):
            expected = 0.5 * (2.0 * math.tanh(2.0 + 0.5 * Wh + 0.25) + By - 0.5) ** 2
            assert losses[row, column] == pytest.approx(expected, rel=1e-14)


def test_the_sequence_is_gone_through_once_whatever_the_training_is():
    expected = mean_losses(learning(), "Wx", "Wh", [0.1, 0.2], [0.3])
    for changes in ({"window": "all"}, {"learning_rate": 0.0}, {"steps": 1}, {"steps": 500}, {"clip": 0.01}):
        assert mean_losses(replace(learning(), **changes), "Wx", "Wh", [0.1, 0.2], [0.3]).tolist() == expected.tolist()
    assert mean_losses(learning(out_H_init=0.0), "Wx", "Wh", [0.1, 0.2], [0.3]).tolist() != expected.tolist()


def test_both_orders_are_one_surface():
    first, second = (
        mean_losses(learning(), "Bx", "Wy", [0.1, 0.2], [0.3, 0.4, 0.5]),
        mean_losses(learning(), "Wy", "Bx", [0.3, 0.4, 0.5], [0.1, 0.2]),
    )
    assert first.tolist() == second.T.tolist()


@pytest.mark.parametrize(("across", "up"), PAIRS)
def test_a_loss_too_large_to_be_told_is_inf_and_never_nan(across, up):
    experiment = replace(learning(), X=[1e200, -1e200], Y=[0.0, 1.0])
    values = [-1e308, -1e150, 0.0, 1e150, 1e308]
    losses = mean_losses(experiment, across, up, values, values)
    assert not np.isnan(losses).any()
    assert (losses >= 0.0).all()


def test_where_two_infinities_meet_the_loss_is_inf():
    """net_H is inf − inf: no number, and no loss."""
    experiment = Experiment(Params(1.0, 1.0, 0.0, 1.0, 0.0), [1e200, 1e200], [0.0, 0.0])
    assert mean_losses(experiment, "Wx", "Wh", [1e200, 1.0], [-1e300, 0.5]).tolist() == [
        [pytest.approx(0.5), pytest.approx(0.5)],
        [pytest.approx(0.5), pytest.approx(0.5)],
    ]
    experiment = Experiment(Params(1.0, 1.0, 0.0, 1.0, 0.0), [1e200], [0.0], out_H_init=1e200)
    assert mean_losses(experiment, "Wx", "Wh", [1e200, 1.0], [-1e200, 0.0]).tolist() == [[math.inf, 0.5], [0.5, 0.5]]
    assert mean_losses(experiment, "Wy", "By", [1e200, 1.0], [0.0]).tolist() == [[math.inf, 0.5]]
    assert mean_losses(experiment, "Wy", "By", [1e308, 1.0], [1e308]).tolist() == [[math.inf, math.inf]]


def test_losses_next_to_the_largest_number_have_a_mean():
    experiment = Experiment(Params(0.0, 0.0, 0.0, 1.0, 0.0), [0.0] * 12, [1.2e154] * 12)
    assert simulate(experiment).diverged_at is None
    assert mean_losses(experiment, "Wx", "Wh", [0.0], [0.0])[0, 0] == pytest.approx(0.5 * 1.2e154**2)
    larger = replace(experiment, Y=[1.5e154] * 12)  # whose square is no number, while half of it is one
    assert mean_losses(larger, "Wx", "Wh", [0.0], [0.0])[0, 0] == pytest.approx(1.125e308)


@settings(max_examples=30, deadline=None)
@given(experiments(), st.lists(st.tuples(*[thousandths(-2, 2)] * 5), max_size=4))
def test_along_a_way_each_loss_is_a_replay_with_all_five_weights(experiment, way):
    found = losses_along(experiment, np.array(way).reshape(-1, 5))
    assert (found.dtype, found.shape) == (np.float64, (len(way),))
    for value, weights in zip(found.tolist(), way, strict=True):
        gained = (1.0 + abs(weights[1])) ** len(experiment.X)
        assert value == pytest.approx(
            replayed(experiment, **dict(zip(PARAMETERS, weights, strict=True))), rel=1e-14 * gained, abs=1e-14 * gained
        )


def test_along_the_way_of_a_training_up_to_where_it_diverges():
    """As a list too; the weights of the experiment itself do not count, and what is too large to be told is inf."""
    run = simulate(learning(learning_rate=3.0, steps=1000))
    assert run.diverged_at is not None
    found = losses_along(run.experiment, run.weights)
    assert found.tolist() == losses_along(replace(learning(), params=Params(0.0, 0.0, 0.0, 0.0, 0.0)), run.weights.tolist()).tolist()
    assert found[[0, 3]].tolist() == pytest.approx([replayed(run.experiment, **vars_of(run[t].params)) for t in (0, 3)], rel=1e-12)
    assert not np.isnan(found).any()
    assert losses_along(run.experiment, [[0.1, 0.2, 0.3, 1e200, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0]]).tolist()[0] == math.inf


# --- its gradient ---


def slope(experiment, across, up, x, y):
    """∂L/∂across by finite differences of the surface itself, over five points: the error goes with h⁴."""
    h = 1e-3
    a, b, c, d = mean_losses(experiment, across, up, [x - 2 * h, x - h, x + h, x + 2 * h], [y])[0].tolist()
    return (a - 8.0 * b + 8.0 * c - d) / (12.0 * h)


def assert_gradient_of_surface(experiment, across, up, gradient, within):
    x, y = getattr(experiment.params, across), getattr(experiment.params, up)
    expected = slope(experiment, across, up, x, y), slope(experiment, up, across, y, x)
    assert gradient == pytest.approx(expected, rel=within, abs=within), (across, up)


@pytest.mark.parametrize(("across", "up"), PAIRS)
def test_the_full_gradient_is_that_of_the_surface(across, up):
    run = simulate(learning())
    for t in (0, 7, 29):
        seen = surface(run, run[t].params, across, up, points=3)
        assert_gradient_of_surface(replace(run.experiment, params=run[t].params), across, up, seen.full, 1e-9)
        for name, truncated, full in zip((across, up), seen.truncated, seen.full, strict=True):
            assert (abs(truncated - full) > 1e-4) is (name in QUEUE_TERMS)  # else nothing would be told apart


@settings(max_examples=40, deadline=None)
@given(experiments(), st.sampled_from(PAIRS))
@example(replace(learning(), params=Params(0.3, 0.0, 0.2, -1.0, 0.1)), ("Wh", "Wx"))
@example(Experiment(Params(0.7, -1.1, 0.2, 1.3, 0.1), [0.4], [-0.5], out_H_init=0.8), ("Wh", "Bx"))
def test_the_full_gradient_is_that_of_any_surface(experiment, pair):
    full = mean_gradients(experiment)[1]
    assert_gradient_of_surface(experiment, *pair, tuple(full[[PARAMETERS.index(name) for name in pair]]), 1e-6)


def spoiled(gradients, mistake):
    truncated, full = gradients
    return {"truncated": truncated, "a sum": full * T, "a part": full * 1.0001, "swapped": full[[1, 0, 2, 3, 4]], "turned": -full}[mistake]


@pytest.mark.parametrize("mistake", ["truncated", "a sum", "a part", "swapped", "turned"])
def test_the_check_finds_a_spoiled_gradient(mistake):
    experiment = learning()
    assert_gradient_of_surface(experiment, "Wx", "Wh", tuple(mean_gradients(experiment)[1][:2]), 1e-9)
    with pytest.raises(AssertionError):
        assert_gradient_of_surface(experiment, "Wx", "Wh", tuple(spoiled(mean_gradients(experiment), mistake)[:2]), 1e-9)


def test_the_check_finds_a_wrong_slope_of_tanh(monkeypatch):
    right = rnn_core.record.slope
    monkeypatch.setattr(rnn_core.record, "slope", lambda out_H: right(out_H) * 1.0001)
    with pytest.raises(AssertionError):
        assert_gradient_of_surface(learning(), "Wx", "Wh", tuple(mean_gradients(learning())[1][:2]), 1e-9)


def test_the_check_finds_a_wrong_surface(monkeypatch):
    """Of a sequence that starts in another state."""
    right = tuple(mean_gradients(learning())[1][:2])
    with pytest.raises(AssertionError):
        assert_gradient_of_surface(learning(out_H_init=0.39), "Wx", "Wh", right, 1e-9)


@settings(max_examples=20, deadline=None)
@given(cases(), st.integers(1, 10) | st.just("all"))
def test_both_gradients_are_means_of_complex_steps(case, window):
    """Loss by loss and step by step, each weight nudged at one step alone."""
    n = len(case.X)
    experiment = Experiment(Params(**case.weights), case.X, case.Y, window, 0.1, case.start, 5)
    truncated, full = mean_gradients(experiment)
    assert (truncated.shape, full.shape) == ((5,), (5,))
    for column, name in enumerate(PARAMETERS):
        lags = n if window == "all" else min(window, QUEUE_TERMS.get(name, n))
        parts = [[derivative(case, t, name, {t - lag}) for lag in range(t + 1)] for t in range(n)]
        kept = [part for row in parts for part in row[:lags]]
        every = [part for row in parts for part in row]
        assert abs(truncated[column] - math.fsum(kept) / n) <= 1e-12 * sum(map(abs, kept)), name
        assert abs(full[column] - math.fsum(every) / n) <= 1e-12 * sum(map(abs, every)), name


@pytest.mark.parametrize("window", [1, 2, 3, 9, 10, "all"])
def test_the_truncated_gradient_is_the_mean_of_the_chains_of_a_replay(window):
    """With the weights of one moment held from the start state on, whatever the training went through."""
    run = simulate(replace(learning(window), X=[math.sin(t) for t in range(14)], Y=[math.cos(2 * t) for t in range(14)]))
    experiment = replace(run.experiment, params=run[20].params)
    held = simulate(replace(experiment, learning_rate=0.0, steps=14))
    found, seen = mean_gradients(experiment)[0], surface(run, run[20].params, "Wh", "Bx", points=2)
    expected = [math.fsum(held[t].chains[name].total for t in range(14)) / 14 for name in PARAMETERS]
    assert found.tolist() == pytest.approx(expected, rel=1e-12)
    assert seen.truncated == pytest.approx((expected[1], expected[2]), rel=1e-12)


@pytest.mark.parametrize("steps", range(1, 13))
def test_a_window_that_reaches_the_start_truncates_nothing(steps):
    """Of ten slots the tenth term of Wh has no place, so that its gradient is whole for nine steps only."""
    short = Experiment(learning().params, learning().X[:1].tolist() * steps, learning().Y[:1].tolist() * steps, 10, out_H_init=0.4)
    truncated, full = mean_gradients(short)
    assert (truncated == full).tolist() == [steps <= 10, steps <= 9, steps <= 10, True, True]
    truncated, full = mean_gradients(replace(short, window="all"))
    assert truncated.tolist() == full.tolist()


def test_gradients_do_not_know_of_the_training():
    expected = [g.tolist() for g in mean_gradients(learning())]
    for changes in ({"learning_rate": 0.0}, {"learning_rate": 9.0}, {"steps": 1}, {"steps": 5000}, {"clip": 1e-3}):
        assert [g.tolist() for g in mean_gradients(replace(learning(), **changes))] == expected


def test_gradients_out_of_range_are_nan():
    none = Experiment(Params(1.0, 1.0, 0.0, 1.0, 0.0), [0.5, 1.0], [0.3, 1e200])
    for gradient in mean_gradients(none):
        assert np.isnan(gradient).all()
    far = Experiment(Params(1.0, 1e200, 0.0, 1.0, 0.0), [0.0] * 3, [1.0] * 3, window=1)  # only far lags are too large
    truncated, full = mean_gradients(far)
    assert truncated.tolist() == [0.0, 0.0, -1.0, 0.0, -1.0]
    assert np.isnan(full).all()


def test_gradients_next_to_the_largest_number_have_a_mean():
    experiment = Experiment(Params(0.0, 0.0, 0.0, 1.2e154, 0.0), [0.0] * 12, [1.2e154] * 12)
    assert simulate(experiment).diverged_at is None
    for gradient in mean_gradients(experiment):
        assert gradient.tolist() == pytest.approx([0.0, 0.0, -1.2e154 * 1.2e154, 0.0, -1.2e154])


def test_a_sequence_of_2000_has_a_full_gradient_and_a_longer_one_is_refused():
    wave = [math.sin(t / 2) for t in range(2001)]
    experiment = Experiment(Params(0.5, 0.9, 0.0, 1.0, 0.0), wave[:2000], wave[1:], 3)
    assert_gradient_of_surface(experiment, "Wx", "Wh", tuple(mean_gradients(experiment)[1][:2]), 1e-8)
    with pytest.raises(ValueError, match="at most 2000"):
        mean_gradients(Experiment(experiment.params, wave, wave))


# --- lengths and angle ---


FLAT = surface(simulate(learning()), learning().params, "Wx", "Wh", points=2)


def seen(truncated, full):
    return replace(FLAT, truncated=truncated, full=full)


vectors = st.tuples(thousandths(-5, 5), thousandths(-5, 5))


@settings(max_examples=60, deadline=None)
@given(vectors, vectors)
def test_lengths_and_angle_are_those_of_two_complex_numbers(truncated, full):
    a, b = complex(*truncated), complex(*full)
    assert seen(truncated, full).lengths == pytest.approx((abs(a), abs(b)), rel=1e-14)
    if a and b:
        assert seen(truncated, full).angle == pytest.approx(math.degrees(abs(cmath.phase(a * b.conjugate()))), abs=1e-9)
    else:
        assert seen(truncated, full).angle is None


@pytest.mark.parametrize(
    ("truncated", "full", "angle"),
    [
        ((1.0, 0.0), (3.0, 0.0), 0.0),
        ((1.0, 1.0), (0.0, -2.0), 135.0),
        ((0.0, 2.0), (5.0, 0.0), 90.0),
        ((5.0, 0.0), (0.0, 2.0), 90.0),
        ((-1.0, 0.0), (-1.0, -1.0), 45.0),
        ((3.0, 4.0), (-6.0, -8.0), 180.0),
        ((0.0, 0.0), (1.0, 0.0), None),
        ((1.0, 0.0), (0.0, 0.0), None),
        ((0.0, 0.0), (0.0, 0.0), None),
        ((math.nan, 1.0), (1.0, 1.0), None),
        ((1.0, 1.0), (1.0, math.nan), None),
        ((math.inf, 1.0), (1.0, 1.0), None),
        ((1.0, 1.0), (-math.inf, 1.0), None),
    ],
)
def test_angles(truncated, full, angle):
    found = seen(truncated, full).angle
    assert found is None if angle is None else found == pytest.approx(angle, abs=1e-12)
    assert seen((3.0, 4.0), (-5.0, 12.0)).lengths == (5.0, 13.0)


@pytest.mark.parametrize(
    ("truncated", "full", "angle"),
    [
        ((1e-200, 0.0), (0.0, 1e-200), 90.0),
        ((-1e-170, 1e-170), (1e-170, 1e-170), 90.0),
        ((1e200, 1e200), (1e200, 1e200), 0.0),
        ((1e200, -1e200), (1e200, 1e200), 90.0),
    ],
)
def test_very_long_and_very_short_gradients_have_an_angle(truncated, full, angle):
    assert seen(truncated, full).angle == pytest.approx(angle, abs=1e-12)


# --- what is shown ---


def walked(params, **columns):
    """A run whose weights were moved by hand along some columns."""
    n = len(next(iter(columns.values())))
    run = simulate(replace(learning(steps=n), params=params))
    weights = np.array([[getattr(params, name) for name in PARAMETERS]] * n)
    for name, values in columns.items():
        weights[:, PARAMETERS.index(name)] = values
    return replace(run, weights=weights)


AT_START = Params(0.5, -7.0, 0.1, 1.1, -0.3)


@pytest.mark.parametrize(
    ("Wx", "Wh", "shown_Wx", "shown_Wh"),
    [
        ([0.5, 2.5, -1.5, 0.0], [-7.0] * 4, (0.5 - 2.6, 0.5 + 2.6), (-7.0 - 2.6, -7.0 + 2.6)),  # the wider one for both
        ([0.5] * 3, [-7.0, -6.0, -1.0], (0.5 - 3.9, 0.5 + 3.9), (-4.0 - 3.9, -4.0 + 3.9)),
        ([0.5, 0.6], [-7.0, -7.2], (0.55 - 1.0, 0.55 + 1.0), (-7.1 - 1.0, -7.1 + 1.0)),  # never less than two
        ([0.5, 10.0, -10.0], [-7.0] * 3, (-13.0, 13.0), (-20.0, 6.0)),  # just not off
        ([0.5, 2.5, 10.001, -10.001], [-7.0] * 4, (1.5 - 1.3, 1.5 + 1.3), (-7.0 - 1.3, -7.0 + 1.3)),  # off
        ([0.5] * 4, [-7.0, 14.001, -14.0, -14.001], (0.5 - 4.55, 0.5 + 4.55), (-10.5 - 4.55, -10.5 + 4.55)),  # twice its start
        ([99.0, 1e300], [99.0, -1e300], (0.5 - 1.0, 0.5 + 1.0), (-7.0 - 1.0, -7.0 + 1.0)),  # only the start is near
    ],
)
def test_both_weights_are_shown_alike_and_about_the_whole_path_that_is_near(Wx, Wh, shown_Wx, shown_Wh):
    run = walked(AT_START, Wx=Wx, Wh=Wh, Wy=np.linspace(-9.0, 9.0, len(Wx)))
    found, turned = (surface(run, AT_START, *pair, points=5) for pair in (("Wx", "Wh"), ("Wh", "Wx")))
    for values, (low, high) in ((found.values_across, shown_Wx), (found.values_up, shown_Wh)):
        assert values.tolist() == pytest.approx(np.linspace(low, high, 5).tolist(), abs=1e-12)
    assert turned.values_across.tolist() == found.values_up.tolist()
    assert turned.values_up.tolist() == found.values_across.tolist()
    assert found.span == pytest.approx(shown_Wx[1] - shown_Wx[0], rel=1e-12)
    assert turned.span == pytest.approx(found.span, rel=1e-12)


def test_the_paths_of_other_runs_are_shown_as_well():
    """As far as they are near; where they began does not count."""
    run = walked(AT_START, Wx=[0.5, 1.0], Wh=[-7.0, -6.0])
    other = walked(AT_START, Wx=[2.5, 4.5, 10.5], Wh=[2.5, 4.5, 14.5], Bx=[9.0] * 3).weights
    another = walked(AT_START, Wx=[0.7, -1.5, 0.0], Wh=[-7.0] * 3).weights
    one, two, alone = (surface(run, AT_START, "Wx", "Wh", 3, others) for others in ([other], (other, another), ()))
    assert one.values_across.tolist() == pytest.approx([2.5 - 7.475, 2.5, 2.5 + 7.475], abs=1e-12)
    assert one.values_up.tolist() == pytest.approx([-1.25 - 7.475, -1.25, -1.25 + 7.475], abs=1e-12)
    assert two.values_across.tolist() == pytest.approx([1.5 - 7.475, 1.5, 1.5 + 7.475], abs=1e-12)
    assert alone.span == pytest.approx(2.0)
    assert (one.here, one.full, one.truncated, one.loss) == (alone.here, alone.full, alone.truncated, alone.loss)
    assert surface(empty(), AT_START, "Wx", "Wh", 3, [other]).values_up[1] > -7.0


@pytest.mark.parametrize(("across", "up"), PAIRS)
def test_the_path_of_a_training_lies_within_with_room_about_it(across, up):
    run = simulate(learning(learning_rate=0.5, steps=60))
    found = surface(run, run[30].params, across, up, points=4)
    moved = np.ptp(run.weights, axis=0).max()
    assert moved > 1.0
    for name, values in ((across, found.values_across), (up, found.values_up)):
        path = run.weights[:, PARAMETERS.index(name)]
        room = 0.1 * np.ptp(path)
        assert values[0] < path.min() - room
        assert path.max() + room < values[-1]
        assert (np.diff(values) > 0).all()
        assert values[-1] - values[0] == pytest.approx(found.span, rel=1e-12)


@pytest.mark.parametrize(("across", "up"), PAIRS)
def test_a_surface_is_seen_from_the_weights_given(across, up):
    """Not from those at the start: the other three weights are those of that moment too."""
    run = simulate(learning(learning_rate=0.5, steps=60))
    params = run[41].params
    found = surface(run, params, across, up, points=3)
    there = replace(run.experiment, params=params)
    i, j = PARAMETERS.index(across), PARAMETERS.index(up)
    assert (found.across, found.up, found.here) == (across, up, (getattr(params, across), getattr(params, up)))
    assert found.loss == pytest.approx(replayed(there), rel=1e-12)
    assert_replays(there, across, up, found.values_across.tolist(), found.values_up.tolist())
    assert found.losses.tolist() == mean_losses(there, across, up, found.values_across, found.values_up).tolist()
    truncated, full = mean_gradients(there)
    assert (found.truncated, found.full) == ((truncated[i], truncated[j]), (full[i], full[j]))
    assert found.truncated_by_weight == dict(zip(PARAMETERS, truncated.tolist(), strict=True))
    assert found.full_by_weight == dict(zip(PARAMETERS, full.tolist(), strict=True))
    numbers = (*found.here, found.loss, *found.truncated, *found.full, found.span, *found.lengths, found.angle)
    assert {type(number) for number in numbers} == {float}


def test_a_surface_has_61_values_each_way():
    run = simulate(learning())
    found = surface(run, run[3].params, "Wx", "Wh")
    assert (found.values_across.shape, found.values_up.shape, found.losses.shape) == ((61,), (61,), (61, 61))


def test_steepest_descent_goes_down():
    """A small step against the full gradient lowers the mean loss by about its length squared."""
    run = simulate(learning())
    found = surface(run, run[0].params, "Wx", "Wh", points=2)
    (x, y), (a, b) = found.here, found.full
    below = mean_losses(run.experiment, "Wx", "Wh", [x - 1e-4 * a], [y - 1e-4 * b])[0, 0]
    assert found.loss - below == pytest.approx(1e-4 * found.lengths[1] ** 2, rel=1e-2)


@pytest.mark.parametrize("changes", [{"steps": 1}, {"X": [0.3], "Y": [0.1], "steps": 4}, {"X": [0.3], "Y": [0.1], "steps": None}])
def test_a_surface_of_one_step(changes):
    run = simulate(replace(learning(), **changes))
    found = surface(run, run[0].params, "Wh", "By", points=3)
    assert_replays(run.experiment, "Wh", "By", found.values_across.tolist(), found.values_up.tolist())
    assert_gradient_of_surface(run.experiment, "Wh", "By", found.full, 1e-9)


def test_a_run_that_diverged_at_once_has_a_surface_and_no_gradient():
    run = empty()
    found = surface(run, run.experiment.params, "Wx", "Wh", points=3)
    assert found.values_across.tolist() == found.values_up.tolist() == [0.0, 1.0, 2.0]
    assert (found.losses == math.inf).all()
    assert (found.loss, found.angle) == (math.inf, None)
    assert np.isnan([*found.truncated, *found.full]).all()


def test_a_run_that_diverged_later_is_shown_as_far_as_it_is_near():
    run = simulate(learning(learning_rate=3.0, steps=1000))
    assert run.diverged_at is not None
    assert abs(run.weights[-1]).max() > 1e30
    near = np.abs(run.weights[:, 0]) <= 10.0
    found = surface(run, run[len(run) - 1].params, "Wx", "Wh", points=4)
    assert 0 < near.sum() < len(run)
    assert found.values_across[0] < run.weights[near, 0].min()
    assert run.weights[near, 0].max() < found.values_across[-1]
    assert found.span < 60.0
    assert found.here[0] == run.weights[-1, 0]


# --- what is refused ---


@pytest.mark.parametrize("look", [mean_losses, surface])
@pytest.mark.parametrize("name", ["wx", "W", "", "loss", "window"])
def test_there_are_five_weights(look, name):
    run = simulate(learning())
    given = (run.experiment,) if look is mean_losses else (run, run[0].params)
    grid = ([0.1], [0.2]) if look is mean_losses else ()
    for pair in (("Wx", name), (name, "Wx"), (name, name)):
        with pytest.raises(ValueError, match=f"^weight is '{name}'; allowed are Wx, Wh, Bx, Wy, By$"):
            look(*given, *pair, *grid)
    look(*given, "Wx", "Wh", *grid)


@pytest.mark.parametrize("name", PARAMETERS)
def test_two_weights_span_a_surface(name):
    run = simulate(learning())
    with pytest.raises(ValueError, match=f"^both weights are '{name}'; allowed are two different ones$"):
        mean_losses(run.experiment, name, name, [0.1], [0.2])
    with pytest.raises(ValueError, match=f"^both weights are '{name}'; "):
        surface(run, run[0].params, name, name)
