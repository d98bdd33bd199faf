"""The ranges of data as they are said: with all digits, and no sentence that says nothing."""

import math

import pytest

from pages.lab.charts.data_summary import data_summary
from pages.lab.charts.data_units import data_units
from pages.lab.data.kept import packed, told
from pages.lab.text.notation import all_digits, ends
from rnn_core.scaling import Scale
from rnn_core.table import Table
from tests.pages.records import moment_of, plain

NARROW = (1000.4, 1000.2, 1000.9, 1000.1)
TOO_FEW = "The page shows three digits, too few to tell these numbers apart; scaling helps."


def summary(*columns: tuple[float, ...], **choices: object) -> str:
    block = data_summary(moment_of(task="own", data=packed(Table(columns)), t=1, **choices))
    assert isinstance(block, str)
    return plain(block)


@pytest.mark.parametrize(
    ("value", "written"),
    [(1014.67, "1014.67"), (1000.0, "1000"), (-0.05, "−0.05"), (0.0, "0"), (1234000.0, "1234000"), (1.5e6, "1.5·10⁶"),
     (1.234e-7, "1.234·10⁻⁷"), (-6.02214e23, "−6.02214·10²³"), (123456.5, "123456.5")],
)  # fmt: skip
def test_a_number_of_the_data_has_all_its_digits(value: float, written: str):
    assert all_digits(value) == written


def test_the_ends_of_a_narrow_range_are_told_apart():
    data = packed(Table(((1013.2, 1014.67, 1011.0, 1012.0),)))
    assert told(data) == "4 rows, X from 1011 to 1014.67"
    assert "X goes from 1000.1 to 1000.9." in summary(NARROW)
    assert "X: 1000.1 … 1000.9 becomes −1 … 1." in summary(NARROW, scaled="on")
    block = data_units(moment_of(task="own", data=packed(Table((NARROW,))), scaled="on", t=0))
    assert isinstance(block, str)
    assert "Y = −0.750 is 1000.200." in plain(block)


def test_three_digits_are_said_to_be_too_few_where_they_are():
    assert TOO_FEW in summary(NARROW)
    assert TOO_FEW not in summary(NARROW, scaled="on")
    assert TOO_FEW not in summary((1.0, 2.0, 3.0))
    assert TOO_FEW not in summary((990.0, 995.0, 999.0))
    assert TOO_FEW not in summary((1.0, 2.0, 3.0, 4.0), NARROW)
    assert TOO_FEW in summary((1.0, 2.0, 3.0, 4.0), NARROW, target="given")


def test_what_does_not_change_is_not_said_to_become_the_same():
    assert "X goes from −1 to 1 already, so scaling does not change it." in summary((-1.0, 0.0, 1.0), scaled="on")
    assert told(packed(Table(((5.0, 5.0, 5.0),)))) == "3 rows, X is 5 in every row"


def test_where_scaling_changes_nothing_no_number_is_said_twice():
    for X in ((5.0, 5.0, 5.0), (-1.0, 0.0, 1.0)):
        assert data_units(moment_of(task="own", data=packed(Table((X,))), scaled="on", t=0)) == ""


def test_inputs_are_called_large_by_a_limit_that_is_named():
    said = " Inputs beyond ±3 saturate tanh unless Wx is small."
    assert f"X goes from 1 to 4.{said} Scaling prevents it." in summary((1.0, 2.0, 4.0))
    assert f"X is 5 in every row.{said}" in summary((5.0, 5.0, 5.0))
    assert "Scaling" not in summary((5.0, 5.0, 5.0))
    assert "tanh" not in summary((1.0, 2.0, 3.0))
    assert "tanh" not in summary((1.0, 2.0, 4.0), scaled="on")


def test_a_target_before_the_first_x_is_said_to_be_0_and_is_no_number_of_the_data():
    warm = (5.0, 30.0, 20.0, 10.0)
    said = "For the first 2 steps there is no such X yet, and Y is 0"
    assert f"{said}.X goes" in summary(warm, target="echo", delay=2)
    assert f"{said}, the middle of the scale." in summary(warm, target="echo", delay=2, scaled="on")
    assert "For the first step there" in summary(warm, target="echo", delay=1)
    assert "For every step" in summary(warm, target="echo", delay=20)
    assert all("no such X" not in summary(warm, **one) for one in ({"target": "echo", "delay": 0}, {"delay": 2}))
    units = [
        plain(str(data_units(moment_of(task="own", data=packed(Table((warm,))), target="echo", delay=2, t=t,
                                       scaled="on", steps=6))))
        for t in range(6)
    ]  # fmt: skip
    assert [", and Y = " in one for one in units] == [False, False, True, True, False, False]
    assert units[2].endswith("Y = −1.00 is 5.00.")


def test_a_range_has_six_digits_or_as_many_as_tell_its_ends_apart():
    data = packed(Table(((-3.531734905376, 0.0, 3.938792382809), (0.1, 0.12345678901, 190.25))))
    assert told(data) == "3 rows, X from −3.53173 to 3.93879, second column from 0.1 to 190.25"
    assert ends(Scale(1013.25, 1013.2500012)) == ("1013.25", "1013.2500012")
    assert ends(Scale(1 / 3, 1 / 3)) == ("0.333333", "0.333333")
    assert ends(Scale(-1.7e308, 1.7e308)) == ("−1.7·10³⁰⁸", "1.7·10³⁰⁸")
    assert ends(Scale(0.0, 5e-324))[0] == "0"
    for value in (1.0, 0.1, 1234.5678, -1e-300, 1e300):
        low, high = ends(Scale.of([value, math.nextafter(value, math.inf)]))
        assert low != high
