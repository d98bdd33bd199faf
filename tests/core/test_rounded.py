"""Numbers read to three digits: the bounds on what is computed from them, checked in exact fractions."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnn_core.analysis.rounded import Rounded, half_unit, product, read, same_digits, slope_of, total
from tests.core.replay import examples

THREE = Context(prec=3, rounding=ROUND_HALF_EVEN, Emin=-999, Emax=999)
numbers = st.floats(-1e3, 1e3).filter(lambda x: x == 0 or abs(x) > 1e-9)
shares = st.fractions(-1, 1, max_denominator=20)


def printed(value: float) -> Fraction:
    """The number as it is shown, to three significant digits, rounded by another library."""
    return Fraction(THREE.create_decimal(Decimal(value)))


@examples(200)
@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x == 0 or abs(x) > 1e-290))
@example(0.0)
@example(9.995)
@example(0.9995)
@example(-1.0)
def test_a_number_as_shown_is_within_half_a_unit(value: float):
    unit = Fraction(half_unit(value))
    assert abs(printed(value) - Fraction(value)) <= unit * Fraction(1000001, 1000000)
    assert unit <= abs(printed(value)) * Fraction(5, 1000) * Fraction(1000001, 1000000)


@examples(200)
@given(st.lists(st.tuples(numbers, shares), min_size=1, max_size=8))
def test_no_product_or_sum_of_numbers_read_off_is_farther_away_than_the_slack(drawn: list[tuple[float, Fraction]]):
    """Each number is moved by any part of its half unit."""
    values = [value for value, _ in drawn]
    moved = [Fraction(value) + share * Fraction(half_unit(value)) for value, share in drawn]
    exact_product, moved_product, exact_sum, moved_sum = Fraction(1), Fraction(1), Fraction(0), Fraction(0)
    for value, other in zip(values, moved, strict=True):
        exact_product, moved_product = exact_product * Fraction(value), moved_product * other
        exact_sum, moved_sum = exact_sum + Fraction(value), moved_sum + other
    for found, exact, other in (
        (product(map(read, values)), exact_product, moved_product),
        (total(map(read, values)), exact_sum, moved_sum),
    ):
        rounding = Fraction(1e-12) * (abs(exact) + 8 * max(abs(Fraction(value)) for value in values))
        assert abs(Fraction(found.value) - exact) <= rounding
        assert abs(other - exact) <= Fraction(found.slack) + rounding
        assert found.admits(float(other))


@examples(200)
@given(st.floats(-1, 1).filter(lambda x: x == 0 or abs(x) > 1e-9), shares)
@example(1.0, Fraction(1))
@example(0.9999, Fraction(-1))
def test_no_slope_made_from_a_state_read_off_is_farther_away_than_the_slack(out_H: float, share: Fraction):
    moved = Fraction(out_H) + share * Fraction(half_unit(out_H))
    found = slope_of(read(out_H))
    away = abs((1 - moved**2) - (1 - Fraction(out_H) ** 2))
    assert away <= Fraction(found.slack) + Fraction(1e-12)
    assert found.admits(float(1 - moved**2))


def test_the_slack_is_no_wider_than_it_has_to_be():
    """At the worst end of every number it is used up."""
    assert product([read(1.5), read(-2.0)]).slack == pytest.approx(1.505 * 2.005 - 3.0)
    assert (read(1.5) - read(-2.0)).slack == pytest.approx(0.01)
    assert slope_of(read(0.5)).slack == pytest.approx(0.5005**2 - 0.25)
    assert not Rounded(3.0, 0.02).admits(3.0251)
    assert Rounded(3.0, 0.02).admits(3.0249)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(0.1234, 0.1229, True), (0.1234, 0.1236, False), (1.0, -1.0, False), (0.0, -0.0, True), (9.996, 10.0, True)],
)
def test_two_numbers_look_the_same_or_not(one: float, other: float, same: bool):
    assert same_digits(one, other) is same


def test_zero_is_exact():
    assert read(0.0) == Rounded(0.0, 0.0)
    assert product([read(0.0), read(3.0)]) == Rounded(0.0, 0.0)
    assert read(0.0).admits(-0.0)
    assert not read(0.0).admits(1e-300)


def test_tiny_and_huge_numbers():
    assert read(7.58e-300).admits(7.5849e-300)
    assert not read(7.58e-300).admits(7.59e-300 * 1.01)
    assert half_unit(1.7e308) == 0.5e306
    assert not product([read(1e200), read(1e200)]).finite
    assert half_unit(5e-324) == 0.0
