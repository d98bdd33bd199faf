"""Numbers as they are typed and pasted: read as one number, or refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.lab.session import CHOICES
from pages.lab.text.notation import digits, mark, number, setting
from pages.lab.text.typed import as_typed, parse_number

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-0.9", -0.9), ("−0.900", -0.9), ("− 0.9", -0.9), (" +3 ", 3.0), ("\u00a0-0.9\u202f", -0.9), ("007", 7.0),
        ("1,5", 1.5), ("-0,500", -0.5), ("1,5000", 1.5), ("1234,5", 1234.5), (",5", 0.5), (".5", 0.5), ("5.", 5.0),
        ("1e-3", 0.001), ("1e−3", 0.001), ("2E3", 2000.0), ("1,5e2", 150.0), ("−7.58·10⁻⁴", -7.58e-4),
        ("1.23×10⁴", 12300.0), ("10⁻⁴", 1e-4), ("−10⁵", -1e5),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_was_meant(text: str, value: float):
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["1,500", "-1,500", "12,345", "999,000", "1,500e2"])
def test_a_comma_that_could_separate_thousands_is_refused_with_both_readings(text: str):
    with pytest.raises(ValueError, match=r"could mean .* or ") as refused:
        parse_number(text)
    assert text.replace(",", ".").lower() in str(refused.value).lower()
    assert text.replace(",", "").lower() in str(refused.value).lower()


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", ".", "e3", "1+1", "2*3", "1/2", "(1)", "1 5", "1_000", "1,234,567", "1,234.5", "1.2.3", "--1",
        "+-1", "0x10", "π", "inf", "-inf", "nan", "infinity", "٣", "３", "1e", "½", "10²⁰⁰⁰", "1e400", "abc", "Wh",
        "5 %", "−5 −3", "1\n2", "·10⁻⁴", "1·10", "__import__('os')",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str):
    with pytest.raises(ValueError, match=r"is not a number|is too large"):
        parse_number(text)


@given(st.text(max_size=10))
def test_no_text_does_anything_but_give_a_finite_number_or_be_refused(text: str):
    with suppress(ValueError):
        assert abs(parse_number(text)) < float("inf")


@given(finite)
def test_a_field_shows_every_digit_of_its_number(value: float):
    assert parse_number(as_typed(value)) == value


@given(st.floats(-1e300, 1e300))
def test_what_the_page_prints_can_be_pasted_back(value: float):
    assert parse_number(digits(value)) == value
    assert parse_number(number(value)) == pytest.approx(value, rel=0.006)
    for text in (mark(value), setting(value)):
        assert parse_number(text) == pytest.approx(value, rel=0.006)


@pytest.mark.parametrize(("text", "value"), [("3", 3), ("3.0", 3), ("−2", -2), ("2e3", 2000), ("3,0", 3)])
def test_integers(text: str, value: int):
    read = CHOICES["t"].read(text, parse_number)
    assert read == value
    assert type(read) is int


@pytest.mark.parametrize("text", ["3.5", "3,5", "1e-3"])
def test_what_is_no_integer_is_refused_as_that(text: str):
    with pytest.raises(ValueError, match="is not an integer"):
        CHOICES["t"].read(text, parse_number)


def test_zero_has_no_sign():
    assert as_typed(parse_number("-0")) == as_typed(parse_number("0")) == "0"
