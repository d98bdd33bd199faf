"""The terms of a recorded run: the same numbers as step by step, bit for bit."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rnn_core.itemise
import rnn_core.record
import rnn_core.run
from rnn_core import PARAMETERS, Params, simulate, simulate_in_pieces
from rnn_core.itemise import totals
from tests.core.replay import cases, examples
from tests.core.runs import (
    BACK,
    N,
    bits,
    experiment_of,
    lively,
    run_of,
    values,
)


def stacked(run, name, lags):
    """The table from the single steps."""
    table = np.full((len(run), lags), np.nan)
    for t in range(len(run)):
        for term in run[t].chains[name].terms:
            table[t, term.lag] = term.value
    return table


def assert_same_bits(run):
    for name in PARAMETERS:
        expected = stacked(run, name, 1 if name in ("Wy", "By") else run.experiment.lags)
        table = run.terms(name)
        assert table.dtype == np.float64
        assert table.shape == expected.shape
        assert np.isnan(table).tolist() == np.isnan(expected).tolist(), name
        assert table.tobytes() == expected.tobytes(), name


@examples(30)
@given(cases() | cases(most=25.0), st.integers(1, 10) | st.just("all"), st.sampled_from((0.0, 0.01)))
def test_terms_equal_those_of_the_steps_bit_for_bit(case, window, learning_rate):
    assert_same_bits(run_of(case, window, learning_rate))


@pytest.mark.parametrize("learning_rate", [0.0, 0.02])
@pytest.mark.parametrize("window", [*range(1, 11), "all"])
def test_terms_of_a_frozen_run_and_of_one_that_learns(window, learning_rate):
    run = lively(window, learning_rate)
    assert (run.weights[0] != run.weights[-1]).all() == (learning_rate > 0)
    assert_same_bits(run)
    assert_same_bits(lively(window, learning_rate, steps=1))


@pytest.mark.parametrize("learning_rate", [0.0, 0.02])
@pytest.mark.parametrize("window", range(1, 11))
def test_places_without_a_term_are_nan(window, learning_rate):
    run = lively(window, learning_rate)
    for name, most in (("Wx", 10), ("Wh", 9), ("Bx", 10)):
        exists = [[k <= t and k < most for k in range(window)] for t in range(N)]
        assert (~np.isnan(run.terms(name))).tolist() == exists


def test_window_all_fills_the_lower_triangle():
    run = lively("all")
    for name in ("Wx", "Wh", "Bx"):
        assert (~np.isnan(run.terms(name))).tolist() == [[k <= t for k in range(N)] for t in range(N)]


@pytest.mark.parametrize("window", [1, 3, 10, "all"])
def test_rows_summed_from_lag_0_up_are_the_gradients(window):
    run = lively(window)
    for column, name in enumerate(PARAMETERS):
        for t, row in enumerate(run.terms(name).tolist()):
            total = row[0]
            for value in row[1:]:
                total += 0.0 if math.isnan(value) else value
            assert total == run.gradients[t, column]


def test_terms_beyond_the_finite_range_come_without_a_warning():
    run = simulate(experiment_of(Params(1.0, 1e200, 0.0, 1.0, 0.0), [0.0] * 12, [1.0] * 12, window=1))
    assert (len(run), run.diverged_at) == (12, None)
    run = dataclasses.replace(run, experiment=dataclasses.replace(run.experiment, window=10))
    assert run.terms("Bx")[11, :4].tolist() == [-1.0, -1e200, -math.inf, -math.inf]
    for name in BACK:
        expected = values(run[11].chains[name])
        np.testing.assert_array_equal(run.terms(name)[11, : len(expected)], expected)


@pytest.mark.parametrize("learning_rate", [0.0, 0.05])
@pytest.mark.parametrize("window", [1, 3, 9, 10, "all"])
@pytest.mark.parametrize("block", [1, 2, 7, 10, 11, 30, 31])
def test_the_size_of_a_block_changes_no_bit(monkeypatch, block, window, learning_rate):
    whole = lively(window, learning_rate, 30)
    expected = [whole.terms(name).tobytes() for name in BACK], totals(whole).tobytes()
    for module in (rnn_core.itemise, rnn_core.record, rnn_core.run):
        monkeypatch.setattr(module, "BLOCK", block)
    run = lively(window, learning_rate, 30)
    for name in ("net_H", "Y_hat", "loss", "gradients"):
        assert getattr(run, name).tobytes() == getattr(whole, name).tobytes(), name
    assert ([run.terms(name).tobytes() for name in BACK], totals(run).tobytes()) == expected


@pytest.mark.parametrize("name", ["wx", "W", "", "loss"])
def test_there_are_five_parameters(name):
    with pytest.raises(ValueError, match=f"parameter is '{name}'; allowed are Wx, Wh, Bx, Wy, By"):
        lively(3).terms(name)


@pytest.mark.parametrize("learning_rate", [0.0, 0.05])
@pytest.mark.parametrize("window", [1, 3, 9, 10, "all"])
@pytest.mark.parametrize("piece", [1, 2, 4, 9, 10, 11, 30])
def test_every_piece_has_the_terms_of_its_steps(piece, window, learning_rate):
    """Also where it is shorter than the window; and yielded pieces do not change."""
    whole = lively(window, learning_rate, 30)
    expected = {name: whole.terms(name) for name in BACK}
    for run in list(simulate_in_pieces(whole.experiment, piece)):
        for name in BACK:
            assert bits(run.terms(name)) == bits(expected[name][: len(run)]), (name, len(run))


def test_terms_follow_the_record_and_not_the_run_that_recorded_it():
    """A frozen run keeps its paths; a record with other weights must not use them."""
    run = lively(3, 0.0)
    moved = dataclasses.replace(run, weights=run.weights + 0.5)
    assert_same_bits(moved)
    for name in BACK:
        assert bits(moved.terms(name)) != bits(run.terms(name))


def test_terms_are_read_only():
    for learning_rate in (0.0, 0.02):
        for name in BACK:
            with pytest.raises(ValueError, match="read-only"):
                lively(3, learning_rate).terms(name)[0, 0] = 1.0
