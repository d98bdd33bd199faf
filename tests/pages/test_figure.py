"""What a chart is kept as: traces as the JSON that is sent, tables as their columns."""

import json
import math

import numpy as np
import pytest

from pages.lab.plot.figure import LONG, Table, Written


@pytest.mark.parametrize("points", [3, LONG])
def test_what_is_written_is_sent_as_it_was(points: int):
    trace = {"name": "Ŷ", "x": [0.1] * points, "y": [None, -0.5, "−1"]}
    one = Written.of(trace)
    assert json.loads(json.loads(one.literal)) == trace
    assert one == Written.of(dict(trace))
    assert one != Written.of(trace | {"name": "Y"})
    assert len(one.kept) < LONG
    assert one.compressed == (points == LONG)


def test_what_is_not_a_number_is_never_sent():
    with pytest.raises(ValueError, match="not JSON compliant"):
        Written.of({"y": [math.nan]})


def test_a_table_reads_its_columns_row_by_row():
    table = Table.of(("t", "a", "b", "c"), range(3), np.array([0.1, math.nan, -2e-7]), ["<b>x</b>", None], (1.0, 2))
    assert list(table.rows) == [("0", "0.1", "<b>x</b>", "1.0"), ("1", "", "", "2"), ("2", "−2e−07", "", "")]
    assert (len(table.rows), table.rows[-1][1], len(table.rows[:2])) == (3, "−2e−07", 2)
    numbers = [1.5, -0.0, math.inf]
    assert list(Table.of(("a",), numbers).rows) == list(Table.of(("a",), np.array(numbers)).rows)
    assert [row[0] for row in Table.of(("a",), numbers).rows] == ["1.5", "0", "∞"]


def test_tables_are_equal_if_they_read_the_same():
    def table(*columns: object, head: tuple[str, ...] = ("t", "a")) -> Table:
        return Table.of(head, *columns)  # type: ignore[arg-type]

    values = np.array([0.5, math.nan])
    one = table(range(2), values)
    assert one == table(range(2), values.copy())
    for other in (
        table(range(2), np.array([0.5, 0.5])),
        table(range(3), values),
        table(range(2), values, values),
        table(range(2), values, head=("t", "b")),
        table([0, 1], values),
        Table(one.head, list(one.rows)),
    ):
        assert one != other
    assert table(["x"], [None, 2]) == table(["x"], [None, 2]) != table(["x"], [None, 3])
