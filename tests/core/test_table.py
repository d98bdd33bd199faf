"""A table read from text: what is right is read as it was written, and whatever is wrong is named by its place."""

import csv
import io
import math
import random
import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core.scaling import Scale
from rnn_core.table import FEWEST, LARGEST, LONGEST, MOST, Table, TableError, read_table
from tests.core.replay import examples

values = st.floats(-LARGEST, LARGEST).map(lambda value: value + 0.0)
columns = st.integers(1, 2).flatmap(
    lambda width: st.lists(st.tuples(*[values] * width), min_size=FEWEST, max_size=8).map(
        lambda rows: tuple(zip(*rows, strict=True))
    )
)


def defects(text: str) -> list[str]:
    with pytest.raises(TableError) as wrong:
        read_table(text)
    return [str(one) for one in wrong.value.defects]


def written(table: tuple[tuple[float, ...], ...], separator: str, *, comma: bool = False, names: bool = False) -> str:
    """The table as a spreadsheet would write it, by the module that did not read it: plain joining."""
    rows = [[repr(value).replace(".", "," if comma else ".") for value in row] for row in zip(*table, strict=True)]
    return "".join(separator.join(row) + "\r\n" for row in [["in", "out"][: len(table)]] * names + rows)


# --- what is right ---


@examples(100)
@given(columns, st.sampled_from("\t;,"), st.booleans())
def test_every_table_is_read_as_it_was_written(table: tuple, separator: str, names: bool):
    reading = read_table(written(table, separator, names=names))
    assert reading.table == Table(table)
    assert reading.separator == (separator if len(table) == 2 else "")
    assert reading.names == (("in", "out")[: len(table)] if names else ())
    assert not reading.comma
    assert not reading.ambiguous or separator == ","


@examples(100)
@given(columns, st.sampled_from("\t;"), st.booleans())
def test_decimal_commas_are_read_where_commas_do_not_separate(table: tuple, separator: str, names: bool):
    text = written(table, separator, comma=True, names=names)
    numbers = [cell for cell in re.split(r"[\t;\r\n]+", text) if "," in cell]
    if all(re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", cell) for cell in numbers):
        return  # these could be thousands
    reading = read_table(text)
    assert reading.ambiguous or (reading.table, reading.comma) == (Table(table), True)
    assert not reading.ambiguous or (len(table) == 1 and not names)


@examples(60)
@given(columns)
def test_the_text_of_a_table_reads_back(table: tuple):
    reading = read_table(Table(table).text)
    assert (reading.table, reading.ambiguous) == (Table(table), False)
    assert next(csv.reader(io.StringIO(Table(table).text))) == ["X", "Y"][: len(table)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\n2\n3", ((1, 2, 3),)),
        ("\n\n 1 \n2\n 3\n\n", ((1, 2, 3),)),
        ("\ufeffX\n1\n2\n3", ((1, 2, 3),)),
        ("1\r2\r3", ((1, 2, 3),)),
        ("−1\n+2\n-0", ((-1, 2, 0),)),
        ("1e3\n.5\n2.", ((1000, 0.5, 2),)),
        ("1,5\n2,25\n3", ((1.5, 2.25, 3),)),
        ("X\n1,5\n0,1\n2,5", ((1.5, 0.1, 2.5),)),
        ("0,5\n0,05\n1,5", ((0.5, 0.05, 1.5),)),
        ("0,5\n-0,5\n−0,25\n1,5", ((0.5, -0.5, -0.25, 1.5),)),
        ("0,5\n−0,5\n1,5", ((0.5, -0.5, 1.5),)),
        ("1;2\n3;4\n5;6", ((1, 3, 5), (2, 4, 6))),
        ("1, 2\n3, 4\n5, -6", ((1, 3, 5), (2, 4, -6))),
        ('"1","2"\n"3","4"\n"5","6"', ((1, 3, 5), (2, 4, 6))),
        ('"1,5","2"\n"3","4,25"\n"5","6"', ((1.5, 3, 5), (2, 4.25, 6))),
        ("a;b\n1;2\n3;4\n5;6", ((1, 3, 5), (2, 4, 6))),
        ("1;\n2;\n3;\n", ((1, 2, 3),)),
        ("X,,\n1,,\n2,,\n3,,\n;;;"[:-4], ((1, 2, 3),)),
    ],
)
def test_what_people_and_spreadsheets_write(text: str, expected: tuple):
    assert read_table(text).table == Table(tuple(tuple(map(float, column)) for column in expected))


def test_commas_that_may_be_decimal_marks_are_said_to_be_unclear():
    assert read_table("1,0\n0,1\n1,1").ambiguous
    assert read_table("1,0\n0,1\n1,1").table.columns == ((1, 0, 1), (0, 1, 1))
    assert read_table("1,500\n-2,250\n3,125").ambiguous
    assert read_table("1,500\n-2,250\n3,125").table.columns == ((1, -2, 3), (500, 250, 125))
    said = "row {}, column X: “{},000” could mean {}.000 or {}000"
    assert defects("1,000\n-2,000\n3,000") == [said.format(i, n, n, n) for i, n in enumerate((1, -2, 3), 1)]
    assert not read_table('"1","000"\n"2","000"\n"3","000"').ambiguous
    for clear in ("X,Y\n1,0\n0,1\n1,1", "1,-1\n0,1\n1,1", "1.5,1\n0,1\n1,1", "1;0\n0;1\n1;1", "1,\n2,\n3,"):
        assert not read_table(clear).ambiguous


def test_a_name_alone_in_the_first_row_says_that_there_is_one_column():
    said = "row {}, column X: “{},{}00” could mean {}.{}00 or {}{}00"
    for above in (0, 2):
        named = [said.format(above + 1 + i, *[i] * 6) for i in (1, 2, 3)]
        assert defects("\n" * above + "X\n1,100\n2,200\n3,300") == named
    assert read_table("X\n3,,\n1\n2").table.columns == ((3, 1, 2),)
    (title,) = defects("Sunspots\n1.5,2\n2.5,3\n3.5,4")  # the points say what the commas are
    assert title == f"row 1: {ONE_OF_TWO}"


def test_the_least_and_the_most_rows():
    assert read_table("1\n" * FEWEST).table.rows == FEWEST
    assert read_table("X\n" + "1\n" * MOST).table.rows == MOST
    assert defects("1\n" * (FEWEST - 1)) == ["there are 2 rows of numbers; at least 3 are needed"]
    assert defects("1") == ["there is 1 row of numbers; at least 3 are needed"]
    assert defects("1\n" * (MOST + 1)) == ["there are 2,001 rows; allowed are at most 2,000"]


@pytest.mark.parametrize("text", ["1" * 100_000, "X\n1\n2\n" + "1" * 99_000 + "x", "1" * 99_000 + "x\n2\n3\n4"])
def test_a_row_of_digits_does_not_keep_a_process_busy(text: str):
    before = time.process_time()
    with suppress(TableError):
        read_table(text)
    assert time.process_time() - before < 2


def test_the_largest_number():
    assert read_table("1e9\n-1000000000\n0").table.columns == ((1e9, -1e9, 0.0),)
    assert len(defects("1e9\n-1000000001\n0")) == 1


# --- what is wrong ---

ALLOWED = "allowed are one, X, and two, X and Y: write one number in each row, or two"
BY_SEMICOLONS = ", separated by semicolons"
ONE_OF_TWO = "the row has 1 column, and most others have 2, separated by commas"
BARE = "is not a number; a decimal comma has digits on both sides"
ONE_A_ROW = "write one number in each row"
OR_TWO = "or separate two columns by commas, semicolons or tabs"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", ["there are no numbers yet"]),
        (" \n;\n", ["there are no numbers yet"]),
        ("1\nx\n3\n4", ["row 2, column X: “x” is not a number"]),
        ("1;2\n3;4\n5;", ["row 3, column Y: the cell is empty"]),
        ("1\n\n3\n4", ["row 2: the row is empty"]),
        ("X;Y\n1;NaN\n3;4\n5;6", ["row 2, column Y: “NaN” stands for a missing number"]),
        ("nan\n1\n2\n3", ["row 1, column X: “nan” stands for a missing number"]),
        ("1\n-inf\n3", ["row 2, column X: “-inf” is infinite"]),
        ("1\n∞\n3", ["row 2, column X: “∞” is infinite"]),
        ("1\n1e400\n3", ["row 2, column X: “1e400” is too large: at most 1,000,000,000 in magnitude is allowed"]),
        ("1;2\n3;4\n5", [f"row 3: the row has 1 column, and most others have 2{BY_SEMICOLONS}"]),
        ("1;2\n3;4;9\n5;6", [f"row 2: the row has 3 columns{BY_SEMICOLONS}, and most others have 2"]),
        ("1;2\n3,4\n5;6\n7;8", [f"row 2: the row has 1 column, and most others have 2{BY_SEMICOLONS}"]),
        ("1\n2\n3\n4,5;6", [f"row 4: the row has 2 columns{BY_SEMICOLONS}, and most others have 1"]),
        ("1,2\n3\t4\n5,6", ["row 2: the row has 2 columns, separated by tabs, and most others have 1"]),
        ("1;2;3\n" * 3, [f"there are 3 columns; {ALLOWED}"]),
        ("1,2,3,4,5", [f"there are 5 columns; {ALLOWED}"]),
        ("x,y\n1,2\n3\n4,5\n6,", [f"row 3: {ONE_OF_TWO}", "row 5, column Y: the cell is empty"]),
        ("\nx,y\n1,2\n3,a\n4,5", ["row 4, column Y: “a” is not a number"]),
        ('1\n"2\n3', ["row 2: a quotation mark has no partner, or text stands beside it"]),
        ('1\n"2"x\n3', ["row 2: a quotation mark has no partner, or text stands beside it"]),
        ("1,2\n3,\n5,6\n7,8", ["row 2, column Y: the cell is empty"]),
        ("1,2\n,3\n5,6", ["row 2, column X: the cell is empty"]),
        ("X\n1,5\n,3\n5,", [f"row {row}, column X: “{cell}” {BARE}" for row, cell in ((3, ",3"), (4, "5,"))]),
        ("1.5;1\n2,5;2\n3,5;3", ["row 1, column X: “1.5” has a decimal point, and most other numbers have a comma"]),
        ("1,5;1\n2.5;2\n3.5;3", ["row 1, column X: “1,5” has a decimal comma, and most other numbers have a point"]),
        ("1.234,5;1\n2;2\n3;3", ["row 1, column X: “1.234,5” is not a number"]),
        ("1 2\n3\n4", [f"row 1, column X: “1 2” is not a number; {ONE_A_ROW}, {OR_TWO}"]),
        ("1\n2\n3 4 5", [f"row 3, column X: “3 4 5” is not a number; {ONE_A_ROW}"]),
        ("1\n2\n3 kg", ["row 3, column X: “3 kg” is not a number"]),
        ("1_000\n3\n4", ["row 1, column X: “1_000” is not a number"]),
        ("٣\n3\n4", ["row 1, column X: “٣” is not a number"]),
        ("abc,1\n2,3\n4,5\n6,7", ["row 1, column X: “abc” is not a number"]),
        ("1\n" + "9x" * 20 + "\n3", ["row 2, column X: “9x9x9x9x9x9x9x9x9x9x…” is not a number"]),
        (
            f"1\n{'0' * 41}\n3",
            [f"row 2, column X: “{'0' * 20}…” is too long for a number: at most 40 characters are read"],
        ),
        ("1 2 3 4 5", [f"row 1, column X: “1 2 3 4 5” is not a number; {ONE_A_ROW}"]),
        (
            "5 °C\n6 °C\n7 °C",
            [
                "row 1, column X: “5 °C” was taken for a name",
                "row 2, column X: “6 °C” is not a number",
                "row 3, column X: “7 °C” is not a number",
            ],
        ),
        (
            "2 m;3 m\n1;2\n3;4",
            [
                "row 1, column X: “2 m” was taken for a name",
                "row 1, column Y: “3 m” was taken for a name",
                "there are 2 rows of numbers; at least 3 are needed",
            ],
        ),
        ("1,5\n2,5\n3.5", ["row 3, column X: “3.5” has a decimal point, and most other numbers have a comma"]),
        ("1.5\n2,5\n3.5", ["row 2, column X: “2,5” has a decimal comma, and most other numbers have a point"]),
        ("1.5,2\n3\n4,5", [f"row 2: {ONE_OF_TWO}"]),
        ("names\n", ["there are no rows of numbers; at least 3 are needed"]),
        ("1" * (LONGEST + 1), ["the text is too long: at most 130,000 characters are read"]),
    ],
)
def test_every_defect_is_named_by_its_place(text: str, named: list[str]):
    assert defects(text) == named


def test_thousands_are_not_guessed():
    assert [re.sub("^row ", "", one) for one in defects("1,234;1\n2,345;2\n7,123;3\n")] == [
        "1, column X: “1,234” could mean 1.234 or 1234",
        "2, column X: “2,345” could mean 2.345 or 2345",
        "3, column X: “7,123” could mean 7.123 or 7123",
    ]


def test_numbers_with_thousands_and_a_decimal_mark_are_not_read_as_two_columns():
    advice = "for two columns, write X,Y into the first row; for one, leave out the thousands separators"
    for text, said in (
        ("1.234,5\n2.345,6\n0,5", "row 1: “1.234,5” could be one number, 1234.5, or two, 1.234 and 5"),
        ("950,2\r\n-1.234,5\r\n2,6", "row 2: “-1.234,5” could be one number, -1234.5, or two, -1.234 and 5"),
        ("\n1,234.5\n2,345.6\n1,100", "row 2: “1,234.5” could be one number, 1234.5, or two, 1 and 234.5"),
    ):
        assert defects(text) == [f"{said}; {advice}"]
        assert len(read_table(f"X,Y\n{text.strip()}").table.columns) == 2
        assert len(read_table(f"X;Y\n{text.strip()}".replace(",", ";")).table.columns) == 2
    for two in ("0.512,1\n1.234,0\n1.500,1", "1,1234.5\n2,200\n3,300", "1,234.5\n0,200\n3,-300", "1.5,2\n2.5,3\n3,4"):
        assert len(read_table(two).table.columns) == 2


SIGNS = "0123456789.,;\t\n\r \"'+-−eExXYnaif∞\ufeff\0\u202e"
PLANTED = {
    "": "the cell is empty",
    "abc": "is not a number",
    "nan": "stands for a missing",
    "inf": "is infinite",
    "1e12": "too large",
}


@examples(60)
@given(st.lists(st.tuples(values, values), min_size=8, max_size=12), st.data())
def test_planted_errors_are_all_named_and_nothing_else(table: list, data: st.DataObject):
    """In some rows of a right table, one cell is spoiled."""
    places = st.tuples(st.sampled_from([0, 1]), st.sampled_from(sorted(PLANTED)))
    spoiled = data.draw(st.dictionaries(st.integers(0, len(table) - 1), places, min_size=1, max_size=5))
    rows = [list(map(repr, row)) for row in table]
    for row, (column, cell) in spoiled.items():
        rows[row][column] = cell
    with pytest.raises(TableError) as wrong:
        read_table("X;Y\n" + "".join(";".join(row) + "\n" for row in rows))
    found = {(one.row, one.column): one.why for one in wrong.value.defects}
    assert set(found) == {(row + 2, "XY"[column]) for row, (column, _) in spoiled.items()}
    assert len(found) == len(wrong.value.defects)
    assert all(PLANTED[cell] in found[row + 2, "XY"[column]] for row, (column, cell) in spoiled.items())


@examples(300)
@given(st.text(st.sampled_from(SIGNS), max_size=60) | st.text(max_size=40))
def test_whatever_is_pasted_is_a_table_or_has_defects(text: str):
    lines = text.count("\n") + text.count("\r") + 1
    try:
        places = [(0, read_table(text).table.text)]
    except TableError as wrong:
        places = [(one.row, one.why) for one in wrong.defects]
    assert places
    assert all(why and row <= lines for row, why in places)


@pytest.mark.parametrize(
    "wrong",
    [
        (), ((1.0, 2.0),), ((1.0, 2.0, 3.0), (1.0, 2.0)), ((1.0, 2.0, 3.0),) * 3, ((1.0, 2.0, math.nan),),
        ((1.0, 2.0, math.inf),), ((1.0, 2.0, 1.1e9),), ((0.0,) * 2001,),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_is_refused(wrong: tuple):
    with pytest.raises(ValueError, match=r"^has "):
        Table(wrong)


# --- the scale ---


@examples(200)
@given(st.lists(values, min_size=2, max_size=20))
def test_a_scale_reaches_from_minus_one_to_one_and_back(column: list[float]):
    scale = Scale.of(column)
    scaled = scale.scaled(column).tolist()
    if scale.constant:
        assert scaled == column
        return
    assert (min(scaled), max(scaled)) == (-1.0, 1.0)
    assert scaled[column.index(max(column))] == 1.0
    largest = max(map(abs, column))
    assert scale.largest == largest
    for value, share in zip(column, scaled, strict=True):
        assert math.isclose(scale.original(share), value, rel_tol=0, abs_tol=4e-16 * largest)


def test_sunspots_are_scaled_by_the_same_rule():
    draw = random.Random(0)
    column = [draw.uniform(0, 190.2) for _ in range(30)] + [0.0, 190.2]
    assert Scale.of(column).scaled(column).tolist() == pytest.approx([v / 95.1 - 1 for v in column], rel=0, abs=1e-15)
    assert Scale.of(column).original(0.0) == 95.1


def test_each_column_has_its_own_scale():
    table = Table(((0.0, 5.0, 10.0), (7.0, 7.0, 7.0)))
    assert table.scales == {"X": Scale(0.0, 10.0), "Y": Scale(7.0, 7.0)}
    assert (table.scale_of("next"), table.scale_of("given")) == (Scale(0.0, 10.0), Scale(7.0, 7.0))
    assert table.scales["Y"].constant
    assert table.scales["Y"].original(7.0) == 7.0
