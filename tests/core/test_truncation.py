"""The truncation error: every field in plain Python, from runs with each window."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import PARAMETERS, Params, gradient_chains, simulate
from rnn_core.analysis.truncation import truncation
from rnn_core.itemise import window_sums
from tests.core.replay import Case, cases, examples
from tests.core.runs import (
    BACK,
    assert_refuses_steps_outside,
    beyond_range,
    empty,
    experiment_of,
    lively,
    matrix_by_hand,
    overflowing,
    run_of,
    swinging,
)

WINDOWS = range(1, 11)


def test_a_sum_of_zeros_has_no_sign():
    """As plain sums have none, which begin with 0.0; else a share of −0 % would be shown."""
    X = [1.0] + [0.0] * 11
    run = simulate(experiment_of(Params(0.64, 1.22, 0.0, -0.69, 0.0), X, [-1.0] * 12, 6, 0.0))
    for t in range(len(run)):
        assert not any(math.copysign(1, value) < 0 for value in truncation(run, t, "Wx").sums if value == 0)


def waving(window, learning_rate=0.0, steps=30):
    """Large terms of both signs, so that windows disagree."""
    X, Y = ([f(2.5 * t + 0.5) for t in range(11)] for f in (math.sin, math.cos))
    return simulate(
        experiment_of(Params(0.4, -1.2, 0.1, 1.2, 0.3), X, Y, window, learning_rate, out_H_init=0.4, steps=steps)
    )


def opposite(a, b):
    return (a > 0 and b < 0) or (a < 0 and b > 0)


def assert_truncation(run, steps, of_windows, of_all):
    """``of_windows[K - 1][name]`` and ``of_all[name]``: the totals at every step from a second computation."""
    n, own = len(run), 10 if run.experiment.window == "all" else run.experiment.window
    for name in BACK:
        full = of_all[name]
        wrong = [
            [opposite(part, whole) for part, whole in zip(of_windows[K - 1][name], full, strict=True)] for K in WINDOWS
        ]
        for t in steps:
            found = truncation(run, t, name)
            sums = [of_windows[K - 1][name][t] for K in WINDOWS]
            assert (found.parameter, found.window) == (name, own)
            assert (found.sums, found.full) == (tuple(sums), full[t])
            if full[t] == 0:
                assert found.share == ()
            else:
                assert found.share == tuple(value / full[t] for value in sums)
                assert found.wrong_sign == tuple(share < 0 for share in found.share)
            assert found.wrong_sign == tuple(wrong[K - 1][t] for K in WINDOWS)
            assert found.wrong_steps == tuple(row.count(True) for row in wrong)
            assert found.run_sums.tolist() == of_windows[own - 1][name]
            assert found.run_full.tolist() == full
            assert found.run_wrong == tuple(t for t in range(n) if wrong[own - 1][t])
            assert found.fewest_wrong == min(row.count(True) for row in wrong)
            assert found.best_window == next(
                K for K, row in enumerate(wrong, 1) if row.count(True) == found.fewest_wrong
            )
            assert found.sum_here == sums[own - 1]
            assert found.share_here == (sums[own - 1] / full[t] if full[t] else None)
            assert found.finite is True


def totals(run):
    return {name: [run[t].chains[name].total for t in range(len(run))] for name in BACK}


@examples(30)
@given(cases() | cases(most=25.0), st.integers(1, 10) | st.just("all"), st.data())
def test_every_field_from_runs_with_each_window(case, window, data):
    run = run_of(case, window)
    steps = {0, data.draw(st.integers(1, len(run) - 1)), len(run) - 1}
    assert_truncation(run, steps, [totals(run_of(case, K)) for K in WINDOWS], totals(run_of(case, "all")))


@pytest.mark.parametrize("window", [1, 3, 9, 10, "all"])
def test_windows_that_disagree(window):
    run = waving(window)
    assert_truncation(run, (0, 1, 8, 9, 17, 29), [totals(waving(K)) for K in WINDOWS], totals(waving("all")))
    found = truncation(run, 29, "Wh")
    assert found.sums[8] == found.sums[9]
    assert len(set(found.sums)) == 9
    assert found.full not in found.sums
    assert any(found.wrong_steps)
    assert len(set(found.wrong_steps)) > 2
    assert len(found.run_wrong) == found.wrong_steps[found.window - 1]


@pytest.mark.parametrize("window", [2, "all"])
def test_a_run_that_learns_uses_the_weights_in_force(window):
    run = waving(window, 0.1, 16)
    assert (run.weights[0] != run.weights[-1]).all()
    truncated: list[dict[str, list[float]]] = [{name: [] for name in BACK} for _ in WINDOWS]
    for K in WINDOWS:
        for t in range(16):
            chains = gradient_chains(run[t].params, run[t].forward, run[t].queues, K)
            for name in BACK:
                truncated[K - 1][name].append(chains[name].total)
    full: dict[str, list[float]] = {name: [] for name in BACK}
    for t in range(16):
        params, path = run[t].params, (run[t].forward.error * run[t].params.Wy)
        sums = dict.fromkeys(BACK, 0.0)
        for lag in range(t + 1):
            h = float(run.out_H[t - lag])
            path = path * (params.Wh if lag else 1.0) * ((1 - h) * (1 + h))
            before = float(run.out_H[t - lag - 1]) if lag < t else 0.4
            for name, source in (("Wx", float(run.X[t - lag])), ("Wh", before), ("Bx", 1.0)):
                sums[name] += path * source
        for name in BACK:
            full[name].append(sums[name])
    assert_truncation(run, (0, 5, 15), truncated, full)


@pytest.mark.parametrize(
    "run",
    [
        lively(3),
        swinging(),
        swinging("all", 0.1),
        swinging(9, 0.2, 31),
        swinging(10, 0.1, 10),
        swinging(2, 0.1, 9),
        swinging(1, 0.1, 1),
    ],
)
def test_every_field_in_plain_loops(run):
    n = len(run)
    truncated: list[dict[str, list[float]]] = [{name: [] for name in BACK} for _ in WINDOWS]
    full: dict[str, list[float]] = {name: [] for name in BACK}
    for name in BACK:
        for t, row in enumerate(matrix_by_hand(run, name)):
            sums = [0.0]
            for value in row[::-1]:
                sums.append(sums[-1] + value)
            for K in WINDOWS:
                truncated[K - 1][name].append(sums[min(K, 9 if name == "Wh" else 10, t + 1)])
            full[name].append(sums[-1])
    assert_truncation(run, {0, min(8, n - 1), min(9, n - 1), n - 1}, truncated, full)


@pytest.mark.parametrize("window", [1, 3, 9, 10, "all"])
def test_the_sum_of_the_own_window_is_the_gradient_of_the_run(window):
    run = swinging(window, 0.1)
    for name in BACK:
        gradients = run.gradients[:, PARAMETERS.index(name)].tolist()
        found = [truncation(run, t, name) for t in range(23)]
        if window == "all":
            assert [each.full for each in found] == gradients
        else:
            assert [each.sum_here for each in found] == gradients == found[0].run_sums.tolist()
            assert [each.share_here for each in found] == [each.sum_here / each.full for each in found]


def test_what_another_step_says_of_the_run_changes_nothing():
    run = swinging()
    for name in BACK:
        other, sums = truncation(run, 4, name), window_sums(run, name)
        for t in (9, 0, len(run) - 1):
            alone, with_other = truncation(run, t, name), truncation(run, t, name, other)
            for field in alone.__slots__:
                assert str(getattr(alone, field)) == str(getattr(with_other, field))
            assert [*alone.sums, alone.full] == sums[t].tolist()


def test_steps_outside_the_run_are_refused():
    for run in (swinging(), swinging(steps=1)):
        assert_refuses_steps_outside(lambda run, t: truncation(run, t, "Wh"), run)
    with pytest.raises(IndexError, match=r"^t is 0; "):
        truncation(empty(), 0, "Wh")


@pytest.mark.parametrize("steps", [1, 4, 9])
def test_window_all_counts_as_10_however_short_the_run(steps):
    for name in BACK:
        found = truncation(waving("all", steps=steps), steps - 1, name)
        assert found.window == 10
        assert len(found.sums) == len(found.wrong_sign) == len(found.wrong_steps) == 10
        assert found.sums[9] == found.full
        assert found.run_sums.tolist() == found.run_full.tolist()
        assert found.run_wrong == ()


def adding(X, window=1, Y=-1.0):
    """The state is 0 and every path is 1: the terms of Wx are the inputs, newest first."""
    return simulate(experiment_of(Params(0.0, 1.0, 0.0, 1.0, 0.0), X, [Y] * len(X), window=window))


def test_where_the_full_sum_is_0_there_are_no_shares_and_no_wrong_signs():
    found = truncation(adding([1.0, 1.0, -2.0]), 2, "Wx")
    assert found.sums == (-2.0, -1.0, *[0.0] * 8)
    assert (found.full, found.share, found.sum_here, found.share_here) == (0.0, (), -2.0, None)
    assert (found.wrong_sign, found.wrong_steps, found.run_wrong) == ((False,) * 10, (0,) * 10, ())


def test_a_sum_of_0_has_no_wrong_sign():
    found = truncation(adding([1.0, 0.0]), 1, "Wx")
    assert (found.sums[0], found.full, found.share[0], found.wrong_sign[0]) == (0.0, 1.0, 0.0, False)


def test_a_wrong_sign_by_hand():
    run = adding([3.0, -1.0, -1.0, 5.0, -20.0], window=2)
    early, late = truncation(run, 2, "Wx"), truncation(run, 4, "Wx")
    assert early.sums == (-1.0, -2.0, *[1.0] * 8)
    assert early.share == early.sums
    assert early.wrong_sign == (True, True, *[False] * 8)
    assert late.sums[:5] == (-20.0, -15.0, -16.0, -17.0, -14.0)
    assert late.wrong_sign == (False,) * 10
    for found in (
        early,
        late,
    ):  # full sums 3 2 1 6 −14; with K = 1 3 −1 −1 5 −20, with K = 2 3 2 −2 4 −15, with K = 3 … 1 3
        assert found.wrong_steps == (2, 1, *[0] * 8)
        assert found.run_full.tolist() == [3.0, 2.0, 1.0, 6.0, -14.0]
        assert found.run_sums.tolist() == [3.0, 2.0, -2.0, 4.0, -15.0]
        assert found.run_wrong == (2,)
        assert found.fewest_wrong == 0
    assert (early.sum_here, early.share_here, late.sum_here, late.share_here) == (-2.0, -2.0, -15.0, 15 / 14)
    more = truncation(adding([3.0, *[-0.1] * 9, 1.0, 1.0, -2.0, *[-0.1] * 4], window=10), 16, "Wx")
    assert more.fewest_wrong == min(more.wrong_steps) == 5  # the full sums stay positive, and no window includes the 3


def test_without_an_error_everything_is_0():
    case = Case({"Wx": 0.5, "Wh": 0.9, "Bx": 0.1, "Wy": 0.0, "By": 0.25}, [0.5] * 12, [0.25] * 12)
    for name in BACK:
        found = truncation(run_of(case, 3), 11, name)
        assert (found.sums, found.full, found.share, found.run_wrong) == ((0.0,) * 10, 0.0, (), ())


@pytest.mark.parametrize("name", ["Wy", "By", "loss"])
def test_Wy_and_By_are_refused(name):
    with pytest.raises(ValueError, match=f"^parameter is '{name}'; allowed are Wx, Wh, Bx$"):
        truncation(waving(3), 5, name)


def test_sums_beyond_the_finite_range_come_without_a_warning():
    run = simulate(experiment_of(Params(1.0, -1e200, 0.0, 1.0, 0.0), [0.0] * 12, [1.0] * 12, window=1))
    found = truncation(run, 11, "Bx")
    assert found.sums[:3] == (-1.0, 1e200, -math.inf)
    assert math.isnan(found.full)
    assert found.wrong_sign == (False,) * 10
    assert found.finite is False


def test_finite_covers_the_whole_run():
    """Also if the selected step is finite: the curves cover the whole run."""
    for run, name in ((beyond_range(), "Bx"), (overflowing(), "Wh"), (overflowing(), "Bx")):
        early, late = truncation(run, 0, name), truncation(run, len(run) - 1, name)
        assert all(map(math.isfinite, (*early.sums, early.full)))
        assert not math.isfinite(late.full)
        assert (early.finite, late.finite) == (False, False)
    ends_well = simulate(experiment_of(Params(1.0, -1e200, 0.0, 1.0, 0.0), [0.0] * 12, [*[1.0] * 11, 0.0], window=1))
    found = truncation(ends_well, 11, "Bx")  # the error is 0, so every term is 0
    assert (found.sums, found.full, found.finite) == ((0.0,) * 10, 0.0, False)
