"""The tables for a spreadsheet, read back by another reader."""

import csv
import io
import math

import numpy as np
import pytest

from pages.lab.moment import Moment
from pages.lab.takeaway import tables
from pages.lab.takeaway.tables import run_table, step_table
from rnn_core import PARAMETERS, Run
from tests.pages.records import moment_of, states


def rows(text: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    assert reader.fieldnames is not None
    assert len(set(reader.fieldnames)) == len(reader.fieldnames)
    return list(reader)


@pytest.mark.parametrize("moment", list(states(20, seed=5)), ids=lambda moment: f"t{moment.t}")
def test_the_product_of_a_row_is_its_term_and_their_sum_the_gradient(moment: Moment):
    step, table = moment.step, rows(step_table(moment.step))
    for name, chain in step.chains.items():
        own = [row for row in table if row["gradient"] == f"dLoss/d{name}"]
        assert [int(row["lag k"]) for row in own] == [term.lag for term in chain.terms]
        for row, term, so_far in zip(own, chain.terms, chain.running_sums, strict=True):
            cells = list(row.values())[4:-2]  # from e to the source
            assert [float(cell) for cell in cells if cell] == [factor.value for factor in term.factors]
            assert math.prod(float(cell) for cell in cells if cell) == float(row["term"]) == term.value
            assert float(row["running sum"]) == so_far
            assert int(row["t-k"]) == step.t - term.lag
            assert row["source is"] == term.factors[-1].symbol
        assert sum(np.array([float(row["term"]) for row in own])) == pytest.approx(chain.total)


def test_the_same_factor_stands_in_the_same_column():
    moment = moment_of(K=10, t=30)
    for row in rows(step_table(moment.step)):
        for lag, out_H in enumerate(moment.queues.out_H):
            cell = row.get(f"s[t-{lag}]" if lag else "s[t]", "")
            assert cell in ("", repr((1 - out_H) * (1 + out_H)))
        assert all(cell in ("", repr(moment.step.params.Wh)) for name, cell in row.items() if name.startswith("Wh ("))


def whole(run: Run) -> str:
    text, part, more = "", 0, 1
    while more:
        before = more
        one, more = run_table(run, part)
        assert part == 0 or more == before - 1
        text, part = text + one, part + 1
    return text


@pytest.mark.parametrize("steps_a_part", [1, 7, 40, 4000])
def test_a_run_is_read_back_bit_for_bit_however_many_parts_it_has(steps_a_part: int, monkeypatch):
    monkeypatch.setattr(tables, "STEPS_A_PART", steps_a_part)
    run = moment_of(T=40, eta=0.05, clip=0.1, steps=70).run
    table = rows(whole(run))
    assert [int(row["t"]) for row in table] == list(range(len(run)))
    recorded = {"X": run.X, "Y": run.Y, "net_H": run.net_H, "out_H": run.out_H, "Y_hat": run.Y_hat, "Loss": run.loss}
    for column, name in enumerate(PARAMETERS):
        recorded |= {name: run.weights[:, column], f"dLoss/d{name}": run.gradients[:, column]}
    for name, values in recorded.items():
        assert np.array_equal([float(row[name]) for row in table], values), name
    assert list(table[0]) == ["t", *(name for name in recorded if name not in (*PARAMETERS,) and "/" not in name),
                              *PARAMETERS, *(f"dLoss/d{name}" for name in PARAMETERS)]  # fmt: skip


def test_a_zero_has_no_sign():
    moment = moment_of(t=0)
    assert any(str(value) == "-0.0" for value in moment.run.gradients.flat)
    assert "-0.0," not in f"{whole(moment.run)}{step_table(moment.step)}".replace("\r\n", ",")


def test_a_part_fits_into_a_message_and_a_run_that_diverged_has_what_was_recorded():
    text, more = run_table(moment_of(eta=0.05, steps=9000, t=0).run)
    assert more == 2
    assert run_table(moment_of().run, 3) == ("", 0), "the run has become shorter"
    assert len(text) < 2_000_000
    diverged = moment_of(eta=10.0, Wy=5.0, steps=2000, t=0).run
    assert diverged.diverged_at is not None
    assert len(rows(whole(diverged))) == diverged.diverged_at
