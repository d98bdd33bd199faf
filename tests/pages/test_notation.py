import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.lab.plot.palette import COLOURS, DARK, css_variables
from pages.lab.text.notation import (
    at,
    digits,
    listed,
    mark,
    meaning,
    number,
    percent,
    short_symbol,
    signed,
    signed_percent,
    slot_of,
    symbol,
    unsigned,
)
from tests.pages.records import plain

SHOWN = [
    (0.00251, "0.00251"), (-7.58e-4, "−7.58·10⁻⁴"), (12300.0, "1.23·10⁴"), (0.0, "0"), (-0.0, "0"), (1.0, "1.00"),
    (-0.5, "−0.500"), (999.6, "1000"), (0.0009996, "0.00100"), (9995.0, "1.00·10⁴"), (123.4, "123"),
    (1e-300, "1.00·10⁻³⁰⁰"), (5e-324, "4.94·10⁻³²⁴"), (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "undefined"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), SHOWN)
def test_three_significant_digits(value: float, text: str):
    assert number(value) == text


def read(text: str) -> float:
    superscripts = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    mantissa, _, power = text.replace("−", "-").partition("·10")
    return float(f"{mantissa}e{power.translate(superscripts) or 0}")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_number_is_the_number_to_three_digits(value: float):
    text = number(value)
    assert "-" not in text
    assert not re.fullmatch(r"−0(\.0*)?", text)
    if abs(value) > 1e-307 and abs(value) < 1e307:
        assert math.isclose(read(text), value, rel_tol=0.00501)
        if value:
            assert len(re.sub(r"^0+", "", text.partition("·")[0].replace("−", "").replace(".", ""))) in (3, 4)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_all_digits_read_back_to_the_same_number(value: float):
    assert float(digits(value).replace("−", "-")) == value


MARKS = [
    (0.01, "0.01"),
    (1e-4, "10⁻⁴"),
    (-1e-4, "−10⁻⁴"),
    (-2e-5, "−2·10⁻⁵"),
    (500.0, "500"),
    (1.5e6, "1.5·10⁶"),
    (0.0, "0"),
    (-0.5, "−0.5"),
]


@pytest.mark.parametrize(("value", "text"), MARKS)
def test_marks_at_an_axis_are_short(value: float, text: str):
    assert mark(value) == text


def test_a_negative_operand_stands_in_brackets():
    assert signed(-0.5) == "(−0.500)"
    assert signed(0.5) == "0.500"
    assert signed(0.0) == signed(-0.0) == "0"


def test_a_magnitude_has_no_sign():
    assert unsigned(-7.58e-4) == unsigned(7.58e-4) == "7.58·10⁻⁴"


def test_shares_never_claim_all_or_nothing():
    def read(shares: list[str]) -> list[str]:
        return [plain(share) for share in shares]

    assert read([percent(p) for p in (0.0, 0.001, 0.5, 0.999, 1.0)]) == [
        "0 %", "under 1 %", "50 %", "over 99 %", "100 %",
    ]  # fmt: skip
    assert read([signed_percent(p) for p in (-0.47, 0.0, 0.001, -0.001, -2.85e-5, -0.999, -1.0, 12.34, -200.0)]) == [
        "−47 %", "0 %", "under 1 %", "−0.100 %", "−0.00285 %", "−99 %", "−100 %", "1234 %", "−200 ×",
    ]  # fmt: skip


def test_no_line_breaks_between_a_number_and_its_unit():
    shares = [share(p) for share in (percent, signed_percent) for p in (0.0, 0.001, 0.06, 0.999, 1.0)]
    for text in [*shares, signed_percent(-0.001), signed_percent(-200.0)]:
        assert " %" not in text
        assert " ×" not in text


def test_lists():
    assert [listed(range(1, n)) for n in (2, 3, 4)] == ["1", "1 and 2", "1, 2 and 3"]


def test_symbols():
    assert symbol("(1-out_H[t-3])(1+out_H[t-3])") == "(1−out_H<sub>t−3</sub>)·(1+out_H<sub>t−3</sub>)"
    assert short_symbol("(1-out_H[t])(1+out_H[t])") == "s<sub>t</sub>"
    assert symbol("Wx") == "W<sub>x</sub>"
    assert at(14, 3) == "t−3 = 11"
    assert at(17, 0) == "t = 17"
    assert at(2, 5) == "t−5 = −3"


def test_each_factor_has_its_colour():
    assert [meaning(s) for s in ("e", "Wy", "Wh", "(1-out_H[t])(1+out_H[t])", "X[t-1]", "out_H[t-1]", "1")] == [
        "error", "Wy", "Wh", "slope", "source", "source", "source",
    ]  # fmt: skip


def test_each_factor_is_read_from_its_slot_or_from_none():
    symbols = ("X[t]", "X[t-9]", "out_H[t-1]", "(1-out_H[t])(1+out_H[t])", "(1-out_H[t-3])(1+out_H[t-3])")
    assert [slot_of(s) for s in symbols] == [("X", 0), ("X", 9), ("out_H", 1), ("out_H", 0), ("out_H", 3)]
    assert {slot_of(s) for s in ("e", "Wy", "Wh", "1")} == {None}


def test_no_two_meanings_share_a_colour():
    assert len({light for light, _ in COLOURS.values()}) == len(COLOURS) == len(DARK)
    assert all(f"light-dark({light},{dark})" in css_variables() for light, dark in COLOURS.values())


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    "ground", ["paper", "ghost", "picked tint", "error tint", "Wy tint", "slope tint", "Wh tint", "source tint"]
)
@pytest.mark.parametrize("theme", [0, 1])
def test_ink_and_labels_can_be_read_on_every_ground(ground: str, theme: int):
    for ink, least in (("ink", 7.0), ("muted", 4.0)):
        a, b = sorted((luminance(COLOURS[ink][theme]), luminance(COLOURS[ground][theme])))
        assert (b + 0.05) / (a + 0.05) >= least
