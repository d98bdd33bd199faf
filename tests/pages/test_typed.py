"""Numbers as they are typed and pasted: read as one number, or refused."""

import re
import time
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pages.lab.session import CHOICES
from pages.lab.text.notation import digits, mark, number, setting
from pages.lab.text.typed import LONGEST_EXPRESSION, as_typed, parse_expression, parse_number

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


@pytest.mark.parametrize("text", ["1" * 100_000, "1" * 100_000 + "x", " " * 99_000 + "1" * 1000 + "x"])
def test_a_row_of_digits_does_not_keep_a_process_busy(text: str):
    before = time.process_time()
    with pytest.raises(ValueError, match="is too long: a number has at most 40 characters"):
        parse_number(text)
    assert time.process_time() - before < 2


def test_zero_has_no_sign():
    assert as_typed(parse_number("-0")) == as_typed(parse_number("0")) == "0"


# --- calculations ---


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(1-0.2)*(1+0.2)", 0.96), ("(1−0,2)·(1+0,2)", 0.96), ("(1 − 0.2) (1 + 0.2)", 0.96), ("1−0.2²", 0.96),
        ("1-(0.2)^2", 0.96), ("1 - 0.2**2", 0.96), ("1.5 × −0.9", -1.35), ("−2^2", -4.0), ("2^-1", 0.5), ("2⁻¹", 0.5),
        ("3/4/2", 0.375), ("2^3^2", 512.0), ("7.58·10⁻⁴*2", 1.516e-3), ("10⁻⁴", 1e-4), ("10^-4", 1e-4),
        ("1e-3/2", 5e-4),
        ("2·10⁻³·10⁻³", 2e-6), ("- -5", 5.0), ("+.5", 0.5), ("((((1))))", 1.0), (" 1\t+\n2 ", 3.0), ("-0", 0.0),
        ("0.689·1.50·0.957·(−0.900)·0.979·(−0.900)·0.999·0.103", 0.0807),
    ],
)  # fmt: skip
def test_a_calculation_is_read_as_it_was_meant(text: str, value: float):
    assert parse_expression(text) == pytest.approx(value, rel=1e-3 if len(text) > 40 else 1e-12)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"), ("  ", "is empty"), ("1" * 101, "is too long"), ("(" * 51 + "1" + ")" * 51, "is too long"),
        ("abc", "contains a"), ("e*1.5", "contains e"), ("__import__('os')", "contains _"), ("2,5;3", "contains ;"),
        ("1 if 1 else 2", "contains i"), ("[1]", "contains ["), ("5 %", "contains %"), ("½", "contains ½"),
        ("٣+1", "contains ٣"), ("1\x00", "an invisible character"), ("1_000", "contains _"), ("=3", "contains ="),
        ("1,500*2", "could mean 1.500 or 1500"), ("1.2.3+1", "is not a number"), ("1e400", "is too large"),
        ("(1-0.2", "is not complete"), ("1+", "is not complete"), ("*2", "is not complete"),
        ("1*·2", "is not complete"),
        ("()", "is not a calculation"), ("²", "is not complete"), ("1)", "is not complete"),
        ("3 4", "no sign between"), ("3(2)", "no sign between"), ("(3)2", "no sign between"),
        ("1//2", "is not a calculation"), ("1/0", "divides by 0"), ("0^-1", "divides by 0"),
        ("(-8)^(1/3)", "is not a real number"), ("9^9^9", "exponent"), ("9**99999999999", "exponent"),
        ("10^300*10^300", "is too large"), ("9^400", "is too large"), ("1e308*10-1e308*10", "is too large"),
    ],
)  # fmt: skip
def test_what_is_no_calculation_is_refused_and_named(text: str, says: str):
    with pytest.raises(ValueError, match=re.escape(says)):
        parse_expression(text)


def outcome(text: str) -> tuple[str, float]:
    """Why a text is refused, or "" and its number."""
    try:
        return "", parse_expression(text)
    except ValueError as refused:
        return str(refused), 0.0


tokens = st.sampled_from(
    [
        "0",
        "1",
        "0.2",
        "1,5",
        "2e3",
        "-",
        "−",
        "+",
        "*",
        "·",
        "×",
        "/",
        "^",
        "**",
        "(",
        ")",
        "²",
        "⁻",
        "10⁻⁴",
        " ",
        ".",
        ",",
    ]
)


@given(st.lists(tokens, max_size=40).map("".join) | st.text(max_size=120))
@example("-" * LONGEST_EXPRESSION)
@example("-" * (LONGEST_EXPRESSION - 1) + "1")
@example("(" * 50 + ")" * 50)
@example("9^" * 49 + "9")
@example("(9)" * 33)
def test_no_text_does_anything_but_give_a_finite_number_or_be_refused_in_words(text: str):
    said, value = outcome(text)
    assert said.startswith(("is ", "has ", "contains ", "divides ")) or (not said and abs(value) < float("inf"))
    assert type(value) is float


leaves = st.integers(0, 999).map(lambda n: (f"{n / 100}", Fraction(f"{n / 100}")))


def joined(parts: st.SearchStrategy) -> st.SearchStrategy:
    """Two calculations joined by a sign, in brackets, with the exact result of both."""
    signs = st.sampled_from([("+", "__add__"), ("−", "__sub__"), ("-", "__sub__"), ("·", "__mul__"), ("*", "__mul__")])
    return st.builds(
        lambda left, sign, right: (f"({left[0]}) {sign[0]} ({right[0]})", getattr(left[1], sign[1])(right[1])),
        parts,
        signs,
        parts,
    )


@given(st.recursive(leaves, joined, max_leaves=6))
def test_a_calculation_gives_what_exact_arithmetic_gives(calculation: tuple[str, Fraction]):
    text, exact = calculation
    if len(text) <= LONGEST_EXPRESSION:
        assert parse_expression(text) == pytest.approx(float(exact), rel=1e-9, abs=1e-6)


@given(st.floats(-1e300, 1e300))
def test_a_number_alone_is_read_as_a_number(value: float):
    for text in (as_typed(value), digits(value), number(value)):
        assert parse_expression(text) == pytest.approx(parse_number(text), rel=1e-15)
