"""The comparison of windows: against a plain loop of single runs, how it grows, and starts that diverge."""

import math
import statistics
from dataclasses import astuple, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rnn_core.analysis.windows
import rnn_core.record
from rnn_core import Params, simulate, simulate_in_pieces
from rnn_core.analysis.windows import (
    PIECE,
    compare_in_pieces,
    other_start,
)
from tests.core.replay import cases, examples, thousandths
from tests.core.runs import experiment_of

T = 11


def starts(count=3, learning_rate=0.05, **changes):
    """Several starts for one sequence; their own windows and steps are not used."""
    X, Y = ([f(0.9 * t + 0.2) for t in range(T)] for f in (math.sin, math.cos))
    values = {"window": 7, "steps": 4, "out_H_init": 0.4} | changes
    first = experiment_of(Params(0.5, 1.2, 0.1, 1.1, -0.3), X, Y, learning_rate=learning_rate, **values)
    return [first, *(replace(first, params=other_start(first.params, seed)) for seed in range(1, count))]


def doomed(at, steps=40):
    """A start that diverges at one step: net_H overflows there, and all other inputs are 0."""
    X, Y = np.zeros(steps), np.resize(starts(1)[0].Y, steps)
    X[at] = 1e200
    return experiment_of(Params(1e200, 1.2, 0.1, 1.1, -0.3), X, Y, learning_rate=0.05, out_H_init=0.4)


def compared(*arguments):
    *_, last = compare_in_pieces(*arguments)
    return last


# --- outcomes ---


def mean_loss(start, weights):
    """The mean loss of one pass with these weights held; None if it leaves the finite range."""
    run = simulate(replace(start, params=Params(*weights), window=1, learning_rate=0.0, steps=None))
    return None if run.diverged_at is not None else math.fsum(run.loss.tolist()) / len(run)


def evenly(steps):
    """Up to 100 steps, evenly spaced from the first to the last, by the definition."""
    n = min(steps, 100)
    return [round(i * (steps - 1) / (n - 1)) if n > 1 else 0 for i in range(n)]


def path_steps(rows):
    """The ends, and per stretch the first extremes of each weight; all steps if there are few."""
    n = len(rows)
    if n <= 60:
        return list(range(n))
    width, steps = math.ceil(n / 29), {0, n - 1}
    for first in range(0, n, width):
        stretch = range(first, min(first + width, n))
        for column in range(5):
            steps |= {min(stretch, key=lambda t: rows[t][column]), max(stretch, key=lambda t: rows[t][column])}
    return sorted(steps)


def assert_outcome(found, start, window, steps, first):
    run = simulate(replace(start, window=window, steps=steps))
    n = len(run)
    weights = [*run.weights.tolist(), astuple(run[n - 1].next_params if n else start.params)]
    assert astuple(found.weights) == tuple(weights[n])
    at_most = [t for t in evenly(steps) if t < n]
    count = len(found.steps_at)
    assert found.steps_at.dtype == np.int64
    assert found.steps_at.tolist() == [*at_most, n][:count]
    assert all(t == n or mean_loss(start, weights[t]) is None for t in [*at_most, n][count : count + 1])
    assert run.diverged_at is not None or count == len(at_most) + 1
    for t, value in zip(found.steps_at.tolist(), found.losses.tolist(), strict=True):
        assert value == pytest.approx(mean_loss(start, weights[t]), rel=1e-9, abs=1e-12)
    way = path_steps(run.weights.tolist()) if first else []
    assert found.path_weights.tolist() == [run.weights[t].tolist() for t in way]
    assert found.path_weights.shape == (len(way), 5)
    if run.diverged_at is not None:
        assert found.loss is None
    else:
        assert (found.loss, type(found.loss)) == (found.losses[-1], float)


def assert_comparison(found, given, windows, steps):
    assert (found.steps, found.starts, found.complete) == (steps, len(given), True)
    assert found.done == found.total == steps * len(given) * len(windows)
    assert [one.window for one in found.windows] == list(windows)
    for one in found.windows:
        assert len(one.outcomes) == len(given)
        for outcome, start in zip(one.outcomes, given, strict=True):
            assert_outcome(outcome, start, one.window, steps, first=start is given[0])
    variances = [
        math.fsum((y - math.fsum(Y) / len(Y)) ** 2 for y in Y) / len(Y) for Y in (start.Y.tolist() for start in given)
    ]
    assert found.baseline == pytest.approx(statistics.median(variances) / 2, rel=1e-12, abs=1e-30)


@pytest.mark.parametrize("steps", [1, 2, T, 40, 350])
def test_a_comparison_equals_a_loop_of_runs(steps):
    windows = (10, 1, 3, "all") if steps < 350 else (2,)
    assert_comparison(compared(starts(), windows, steps), starts(), windows, steps)


@examples(20)
@given(
    cases(),
    st.lists(st.integers(1, 10) | st.just("all"), min_size=1, max_size=3, unique=True),
    st.sampled_from((0.0, 0.01, 0.2)),
    st.none() | thousandths(0.01, 1),
    st.integers(1, 30),
)
def test_any_comparison_equals_a_loop_of_runs(case, windows, learning_rate, clip, steps):
    weights = case.weights | {"Wh": case.weights["Wh"] / 3}  # otherwise rounding errors grow
    first = experiment_of(Params(**weights), case.X, case.Y, 5, learning_rate, case.start, None, clip)
    given = [first, replace(first, params=other_start(first.params, 1), Y=first.Y[::-1])]
    assert_comparison(compared(given, windows, steps), given, windows, steps)


def test_the_example_learns_and_its_windows_differ():
    """Otherwise the tests above would prove nothing."""
    found = compared(starts(3, 0.1), (1, 2, 10), 350)
    first = compared(starts(3, 0.1), (1,), 1).windows[0].median
    medians = [one.median for one in found.windows]
    assert len({round(median, 3) for median in medians}) == 3
    assert max(medians) < 0.9 * first
    assert min(medians) < found.baseline


def test_the_windows_and_steps_of_the_starts_are_not_used():
    one, other = compared(starts(), (2, 5), 30), compared(starts(window="all", steps=None), (2, 5), 30)
    for first, second in zip(one.windows, other.windows, strict=True):
        assert first.losses == second.losses
        assert [outcome.losses.tolist() for outcome in first.outcomes] == [
            outcome.losses.tolist() for outcome in second.outcomes
        ]


def test_the_baseline_is_the_loss_of_predicting_the_mean_target():
    """The median over the starts, if their targets differ."""
    given = [replace(start, Y=start.Y * factor + 2.0) for start, factor in zip(starts(), (1.0, 3.0, 2.0), strict=True)]
    lost = []
    for start in given:
        mean = float(start.Y.mean())
        lost.append(
            simulate(replace(start, params=Params(0.0, 0.0, 0.0, 0.0, mean), learning_rate=0.0, steps=None)).loss.mean()
        )
    assert compared(given, (1,), 2).baseline == pytest.approx(lost[2], rel=1e-12)
    assert lost[0] < lost[2] < lost[1]


def test_window_all_is_compared_up_to_2000_steps():
    found = compared(starts(1, 0.01), ("all",), 2000)
    assert (found.done, found.windows[0].diverged) == (2000, 0)
    one = found.windows[0].outcomes[0]
    assert one.loss < 0.8 * one.losses.max()
    assert (len(one.steps_at), one.steps_at[-1]) == (101, 2000)
    assert 100 < len(one.path_weights) <= 300
    with pytest.raises(ValueError, match=r"^steps is 2001 with window 'all'; allowed are at most 2000$"):
        compared(starts(1), ("all",), 2001)


@pytest.mark.parametrize("window", [0, 11, 2.5, "most"])
def test_an_invalid_window_is_refused(window):
    with pytest.raises(ValueError, match=r"^window is "):
        compared(starts(1), (window,), 5)


def test_the_final_weights_need_no_itemised_gradient(monkeypatch):
    """With window "all" and 2,000 steps the chains of the last step alone would take 130 MB."""
    monkeypatch.setattr(rnn_core.record, "chains_from", lambda *_: pytest.fail("taken apart"))
    compared(starts(1), ("all",), 30)


def test_a_comparison_without_starts_or_windows_is_refused():
    for several, windows, said in ((starts(1), (), "1 starts and 0 windows"), ([], (3,), "0 starts and 1 windows")):
        with pytest.raises(ValueError, match=said):
            compare_in_pieces(several, windows, 5)


def test_a_comparison_is_refused_before_the_first_run():
    with pytest.raises(ValueError, match=r"^steps is 2001 with window 'all'"):
        compare_in_pieces(starts(1), (1, "all"), 2001)
    with pytest.raises(ValueError, match=r"^window is 11"):
        compare_in_pieces(starts(1), (1, 11), 5)


# --- how it grows ---


@pytest.mark.parametrize("piece", [1, 4, 7, 20, 21, 200])
@pytest.mark.parametrize("given", [starts(2), [doomed(7), *starts(1)], [doomed(0)], [doomed(20)]])
def test_pieces_grow_and_the_last_alone_is_complete(monkeypatch, piece, given):
    monkeypatch.setattr(rnn_core.analysis.windows, "PIECE", piece)
    windows, steps = (3, 1), 21
    seen = list(compare_in_pieces(given, windows, steps))
    total = steps * len(given) * 2
    assert {(one.total, one.steps, one.starts, one.baseline) for one in seen} == {
        (total, steps, len(given), seen[0].baseline)
    }
    done = [one.done for one in seen]
    assert done == sorted(done)
    assert done[-1] == total
    assert all(0 <= at < total for at in done[:-1])
    assert [one.complete for one in seen] == [False] * (len(seen) - 1) + [True]

    expected, finished = [], 0  # after each piece: the steps done, and the number of finished runs
    for number in range(2 * len(given)):
        length = len(simulate(replace(given[number % len(given)], window=windows[number // len(given)], steps=steps)))
        for end in [*range(piece, length, piece), length]:
            expected.append((finished + min(end, steps - 1), number))
        if length < steps and length % piece == 0 and length:  # the piece in which it diverged has no new step
            expected.append((finished + length, number))
        finished += steps
    expected.append((total, 2 * len(given)))
    assert [(one.done, sum(len(column.outcomes) for column in one.windows)) for one in seen] == expected
    for one in seen:
        assert [column.window for column in one.windows] == [3, 1][: len(one.windows)]
        assert all(column.outcomes for column in one.windows)
        assert [column.complete for column in one.windows] == [
            len(column.outcomes) == len(given) for column in one.windows
        ]
        for column, whole in zip(one.windows, seen[-1].windows, strict=False):
            for outcome, last in zip(column.outcomes, whole.outcomes, strict=False):
                assert outcome is last


def test_pieces_are_made_one_at_a_time(monkeypatch):
    made = []

    def counted(*given):
        for run in simulate_in_pieces(*given):
            made.append(1)
            yield run

    monkeypatch.setattr(rnn_core.analysis.windows, "simulate_in_pieces", counted)
    growing = compare_in_pieces(starts(), (1, 2), 3 * PIECE)
    assert len(made) == 0
    for count in (1, 2, 3, 4):
        next(growing)
        assert len(made) == count


def test_yielded_comparisons_do_not_change(monkeypatch):
    monkeypatch.setattr(rnn_core.analysis.windows, "PIECE", 150)
    seen = []
    for one in compare_in_pieces(starts(2), (1, 2), 300):
        seen.append((one, [len(column.outcomes) for column in one.windows]))
    assert [[len(column.outcomes) for column in one.windows] for one, _ in seen] == [then for _, then in seen]
    assert [then for _, then in seen] == [[]] * 2 + [[1]] * 2 + [[2]] * 2 + [[2, 1]] * 2 + [[2, 2]]


# --- starts that diverge ---


def assert_spread(one):
    """Check the spread at every step at which all starts have a loss."""
    loss_at = [dict(zip(outcome.steps_at.tolist(), outcome.losses.tolist(), strict=True)) for outcome in one.outcomes]
    common = sorted(set(loss_at[0]).intersection(*loss_at[1:]))
    spread, rows = one.spread, [sorted(losses[t] for losses in loss_at) for t in common]
    assert spread.t.tolist() == common
    assert spread.low.tolist() == [row[0] for row in rows]
    assert spread.high.tolist() == [row[-1] for row in rows]
    assert spread.median.tolist() == pytest.approx([statistics.median(row) for row in rows], rel=1e-12)


@pytest.mark.parametrize("at", [17, 20, 346])
def test_a_spread_compares_losses_of_one_step(at):
    """Losses exist at every third or fourth of 350 steps, and at the last one before divergence."""
    given = [doomed(at, 350), *starts(2), doomed(at + 1, 350)]
    assert_spread(compared(given, (3,), 350).windows[0])


def test_the_spread_of_starts_that_all_converge():
    for one in compared(starts(4), (1, 10), 350).windows:
        assert len(one.spread.t) == 101
        assert_spread(one)


@pytest.mark.parametrize("at", [0, 1, 17, 39])
def test_a_start_that_diverges_does_not_affect_the_others(at):
    first, second = starts(2)
    rest = (
        replace(first, X=np.resize(first.X, 40), Y=np.resize(first.Y, 40)),
        replace(second, X=np.resize(first.X, 40), Y=np.resize(first.Y, 40)),
    )
    found, without = compared([rest[0], doomed(at), rest[1]], (1, 10), 40), compared(rest, (1, 10), 40)
    for one, other in zip(found.windows, without.windows, strict=True):
        assert (one.diverged, other.diverged) == (1, 0)
        assert one.losses == other.losses
        assert one.median == other.median == statistics.fmean(one.losses)
        lost = one.outcomes[1]
        assert lost.loss is None
        assert lost.steps_at.tolist() in (list(range(at)), list(range(at + 1)))
        assert_spread(one)
        assert [outcome.weights for outcome in (one.outcomes[0], one.outcomes[2])] == [
            outcome.weights for outcome in other.outcomes
        ]


def test_a_learning_rate_that_is_too_large_is_reported_for_every_start():
    given = [replace(start, learning_rate=rate) for start, rate in zip(starts(), (3.0, 0.05, 3.0), strict=True)]
    found = compared(given, (3,), 1500)
    assert_comparison(found, given, (3,), 1500)
    one = found.windows[0]
    assert (one.diverged, len(one.losses), found.complete) == (2, 1, True)
    assert [outcome.loss is None for outcome in one.outcomes] == [True, False, True]
    assert one.median == one.losses[0] == one.outcomes[1].loss
    assert all(0 < len(outcome.steps_at) < 101 for outcome in one.outcomes if outcome.loss is None)


def test_if_all_diverge_there_is_no_median():
    one = compared([doomed(0), doomed(0)], (3,), 10).windows[0]
    assert (one.losses, one.median, one.diverged) == ((), None, 2)
    assert_spread(one)
    assert [outcome.weights for outcome in one.outcomes] == [doomed(0).params] * 2
    assert [outcome.path_weights.shape for outcome in one.outcomes] == [(0, 5)] * 2


def test_the_final_weights_of_a_run_that_diverged():
    outcome = compared([doomed(17)], (3,), 40).windows[0].outcomes[0]
    run = simulate(replace(doomed(17), window=3, steps=40))
    assert outcome.weights == run[16].next_params


def test_final_weights_whose_loss_overflows_count_as_diverged():
    """The last update is large but finite; with these weights the losses overflow."""
    start = experiment_of(Params(0.5, 0.5, 0.0, 1.0, 0.0), [1.0, 1.0], [0.0, 1e100], 1, 1e80)
    outcome = compared([start], (1,), 2).windows[0].outcomes[0]
    assert simulate(replace(start, steps=2)).diverged_at is None
    assert outcome.loss is None
    assert outcome.steps_at.tolist() == [0, 1]  # as far as there is a loss
    assert np.isfinite(outcome.losses).all()


def test_targets_of_any_size_have_a_baseline():
    given = [replace(start, Y=[1e160, -1e160, 0.0], X=[0.1, 0.2, 0.3]) for start in starts(2)]
    found = compared(given, (3,), 5)
    assert (found.baseline, found.windows[0].diverged) == (math.inf, 2)


def test_constant_targets_have_a_baseline_of_0():
    for Y in (0.0, 0.3, -1e160):
        assert compared([replace(start, Y=[Y] * T) for start in starts(2)], (3,), 1).baseline == pytest.approx(
            0.0, abs=1e-30
        )


def test_a_repeated_window_is_run_once():
    found = compared(starts(2), (3, 1, 3), 5)
    assert [(one.window, len(one.outcomes)) for one in found.windows] == [(3, 2), (1, 2)]
    assert (found.done, found.total, found.starts) == (20, 20, 2)


def test_losses_near_the_largest_float_are_compared():
    start = experiment_of(Params(0.0, 0.0, 0.0, 1.0, 0.0), [0.0] * 12, [1.2e154] * 12, learning_rate=1e-200)
    one = compared([start, start], (3,), 12).windows[0]
    assert one.losses == pytest.approx((7.2e307, 7.2e307))
    assert one.spread.median.tolist() == pytest.approx([7.2e307] * 13)
