"""Random start weights."""

from dataclasses import astuple

import numpy as np
import pytest

from rnn_core import Params
from rnn_core.analysis.windows import (
    fresh_start,
    other_start,
)


@pytest.mark.parametrize("seed", range(40))
def test_another_start_is_within_a_half_of_the_first_and_reproducible(seed):
    first = Params(0.5, -3.0, 100.0, 0.0, -0.25)
    moves = [there - here for here, there in zip(astuple(first), astuple(other_start(first, seed)), strict=True)]
    assert max(map(abs, moves)) <= 0.5
    assert len({round(move, 6) for move in moves}) == 5
    assert other_start(first, seed) == other_start(first, seed)
    assert other_start(first, seed) != other_start(first, seed + 1)
    moved = astuple(other_start(Params(0.0, 0.0, 0.0, 0.0, 0.0), seed))
    assert moves == pytest.approx(moved, abs=1e-13)  # the same moves from anywhere
    assert {type(value) for value in moved} == {float}


def test_other_starts_surround_the_first():
    moves = np.array([astuple(other_start(Params(0.0, 0.0, 0.0, 0.0, 0.0), seed)) for seed in range(400)])
    assert (moves.min(axis=0) < -0.48).all()
    assert (moves.max(axis=0) > 0.48).all()
    assert (np.abs(moves.mean(axis=0)) < 0.06).all()


def test_fresh_starts_are_between_minus_1_and_1_with_two_digits():
    found = [astuple(fresh_start(seed)) for seed in range(400)]
    assert found == [astuple(fresh_start(seed)) for seed in range(400)]
    assert len(set(found)) == 400
    assert {type(value) for start in found for value in start} == {float}
    assert all(value == round(value, 2) for start in found for value in start)
    table = np.array(found)
    assert (table.min(axis=0) < -0.95).all()
    assert (table.max(axis=0) > 0.95).all()
    assert np.abs(table).max() <= 1.0
    assert (np.abs(table.mean(axis=0)) < 0.12).all()
