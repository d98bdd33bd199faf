"""The fields of a table: what can be read is read, and what cannot is named at its place; blocks are pasted in."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.lab.data.fields import Problem, UnreadableError, read_fields, with_block
from pages.lab.text.typed import as_typed
from rnn_core.table import MOST, Table, read_table
from tests.core.replay import examples

numbers = st.floats(-1e9, 1e9).map(lambda value: value + 0.0)
texts = st.sampled_from(["", " ", '"', "abc", "0,5", "1,234", "1e999", "nan", "−1", "1\t2", "a\nb", "="]) | st.text(
    max_size=4
)
GOOD = [["0.1", "1"], ["0.2", "2"], ["0.3", "3"], ["0.4", "4"]]


def problems_of(act: Callable[..., object], *arguments: object) -> tuple[Problem, ...]:
    try:
        act(*arguments)
    except UnreadableError as refused:
        return refused.problems
    return ()


def wrong(rows: list[list[str]]) -> list[tuple[int, int]]:
    return [(one.row, one.column) for one in problems_of(read_fields, rows)]


@examples(50)
@given(st.integers(1, 2).flatmap(lambda width: st.lists(st.tuples(*[numbers] * width), min_size=3, max_size=30)))
def test_every_digit_of_a_table_is_read_back(rows: list[tuple[float, ...]]):
    table = read_fields([list(map(as_typed, row)) for row in rows])
    assert list(zip(*table.columns, strict=True)) == rows


@examples(50)
@given(st.integers(1, 2).flatmap(lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), max_size=9)))
def test_whatever_stands_there_is_read_or_what_is_wrong_is_named_at_a_field_that_exists(rows: list[list[str]]):
    problems = problems_of(read_fields, rows)
    for one in problems:
        assert one.row < len(rows)
        assert one.column < len(rows[0] if rows else [])
        assert str(one).startswith(f"t = {one.row}" if one.row >= 0 else one.why)
    assert problems or read_fields(rows).rows == len(rows)


@pytest.mark.parametrize("row", range(4))
@pytest.mark.parametrize("column", range(2))
@pytest.mark.parametrize("text", ["abc", "", "nan", "inf", "1e10", '"', "x"])
def test_a_single_bad_field_is_named_where_it_is_also_in_the_first_row(row: int, column: int, text: str):
    rows = [[*cells] for cells in GOOD]
    rows[row][column] = text
    assert wrong(rows) == [(row, column)]


@pytest.mark.parametrize("row", range(5))
@pytest.mark.parametrize("count", [1, 2])
def test_an_emptied_row_is_named_wherever_it_is(row: int, count: int):
    emptied = range(row, min(row + count, 5))
    rows = [["", " "] if t in emptied else GOOD[0] for t in range(5)]
    assert wrong(rows) == [(t, -1) for t in emptied]
    assert wrong([["x"], ["2"], ["3"], [""]]) == [(0, 0), (3, -1)]


def test_the_longest_table_is_read_back_from_its_fields_and_from_its_text():
    table = Table(((-1.2345678901234567e-300,) * MOST,) * 2)
    rows = [list(map(as_typed, row)) for row in zip(*table.columns, strict=True)]
    assert {len(cell) for row in rows for cell in row} == {24}
    assert read_fields(rows) == table
    assert read_table(table.text).table == table


def test_a_problem_says_its_time_and_its_column():
    with pytest.raises(UnreadableError, match=r"^t = 2, column Y: the cell is empty$"):
        read_fields([*GOOD[:2], ["0.3", ""], GOOD[3]])
    with pytest.raises(UnreadableError, match=r"^there are 2 rows of numbers; at least 3 are needed$"):
        read_fields(GOOD[:2])


@pytest.mark.parametrize("typed", ["0,5", "0.5", " .5", "5·10⁻¹"])
@pytest.mark.parametrize("column", [1, 2])
def test_a_field_takes_a_number_however_it_is_written(typed: str, column: int):
    assert read_fields([[typed] * column, *(row[:column] for row in GOOD)]).columns[0][0] == 0.5


def test_commas_that_could_separate_thousands_are_refused():
    assert wrong([["1,234"], ["0.2"], ["0.3"]]) == [(0, 0)]
    assert len(wrong([["1,234"], ["2,345"], ["3,456"]])) == 3


def test_a_block_replaces_what_it_covers_and_leaves_the_rest():
    assert with_block(GOOD, 1, 0, "7\t8\n9\t10\n") == [["0.1", "1"], ["7", "8"], ["9", "10"], ["0.4", "4"]]
    assert with_block(GOOD, 1, 1, "7\r\n8\r\n") == [["0.1", "1"], ["0.2", "7"], ["0.3", "8"], ["0.4", "4"]]
    assert GOOD[1] == ["0.2", "2"]


def test_a_block_brings_rows_and_the_second_column():
    one = [["1"], ["2"], ["3"]]
    assert with_block(one, 2, 0, "7\n8\n9") == [["1"], ["2"], ["7"], ["8"], ["9"]]
    assert with_block(one, 0, 0, "7;0,5\n8;0,6\n9;0,7") == [["7", "0,5"], ["8", "0,6"], ["9", "0,7"]]
    assert read_fields(with_block(one, 0, 0, "7;0,5\n8;0,6\n9;0,7")).columns == ((7, 8, 9), (0.5, 0.6, 0.7))
    assert with_block(one, 1, 1, "5\n6") == [["1", ""], ["2", "5"], ["3", "6"]]


@pytest.mark.parametrize(
    ("row", "column", "text", "why"),
    [
        (0, 0, "1\t2\t3", "The block has 3 columns; from here there is room for 2."),
        (0, 1, "1\t2", "The block has 2 columns; from here there is room for 1."),
        (0, 10**9, "1", "room for 0"),
        (4, 0, "1\n" * MOST, f"The block has {MOST:,} rows; from here there is room for {MOST - 4:,}."),
        (0, 0, '"1\n2\n3', "A quotation mark in the block has no partner."),
    ],
)
def test_a_block_that_does_not_fit_is_refused(row: int, column: int, text: str, why: str):
    with pytest.raises(UnreadableError, match=f"{why}.*Nothing has been pasted"):
        with_block(GOOD, row, column, text)


@examples(50)
@given(st.integers(0, 5), st.integers(0, 2), st.text(alphabet='\t\n\r;,."0a ', max_size=30))
def test_any_block_fits_or_is_refused(row: int, column: int, text: str):
    problems = problems_of(with_block, GOOD, row, column, text)
    if problems:
        assert [one.row for one in problems] == [-1]
    else:
        grown = with_block(GOOD, row, column, text)
        assert {len(cells) for cells in grown} == {2}
        assert len(grown) >= len(GOOD)
