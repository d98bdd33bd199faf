"""One step, and a whole run, as tables of comma-separated values with all their digits, for a spreadsheet."""

import csv
import io
from collections.abc import Iterable

from rnn_core import PARAMETERS, Run, Step
from rnn_core.chain import back

STEPS_A_PART = 4000
"""Steps written at a time: in less than a tenth of a second, and fit for one message."""


def step_table(step: Step) -> str:
    """Every counted term of a step, one row each.

    The same factor stands in the same column, so that the product of a row from e to its source is its term, and the
    terms of a gradient add up to it.
    """
    paths = [term.factors[:-1] for chain in step.chains.values() for term in chain.terms]
    columns = _columns(len(max(paths, key=len)))
    rows: list[tuple[object, ...]] = [
        ("gradient", "lag k", "t-k", "source is", *columns, "source", "term", "running sum")
    ]
    for name, chain in step.chains.items():
        for term, so_far in zip(chain.terms, chain.running_sums, strict=True):
            *path, source = term.factors
            place = _gradient(name), term.lag, step.t - term.lag, source.symbol
            factors = [factor.value for factor in path] + [""] * (len(columns) - len(path))
            rows.append((*place, *factors, source.value, term.value, so_far))
    return _written(rows)


def _columns(count: int) -> list[str]:
    """The factors of a path, by short names that differ: e, Wy, s[t], Wh (1), s[t-1], Wh (2), …"""
    gains = (name for lag in range(1, count) for name in (f"Wh ({lag})", f"s[{back(lag)}]"))
    return ["e", "Wy", "s[t]", *gains][:count]


def run_table(run: Run, part: int = 0) -> tuple[str, int]:
    """A part of the table of a run, one row per step; the first has the head. Returns how many more follow."""
    steps = range(len(run))[part * STEPS_A_PART : (part + 1) * STEPS_A_PART]
    within = slice(steps.start, steps.stop)
    recorded = (column[within].tolist() for column in (run.X, run.Y, run.net_H, run.out_H, run.Y_hat, run.loss))
    learned = (column for table in (run.weights, run.gradients) for column in table[within].T.tolist())
    head = ("t", "X", "Y", "net_H", "out_H", "Y_hat", "Loss", *PARAMETERS, *map(_gradient, PARAMETERS))
    rows = zip(steps, *recorded, *learned, strict=True)
    return _written((*(() if part else (head,)), *rows)), len(range(steps.stop, len(run), STEPS_A_PART))


def _gradient(parameter: str) -> str:
    return f"dLoss/d{parameter}"


def _written(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    # + 0.0 makes 0.0 of −0.0, and changes nothing else.
    csv.writer(text).writerows([cell + 0.0 if isinstance(cell, float) else cell for cell in row] for row in rows)
    return text.getvalue()
