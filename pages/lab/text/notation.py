"""Symbols and numbers as a reader sees them: with those of ``rnn_core.notation``, all the typography of the pages."""

import math
import re
from collections.abc import Sequence

from rnn_core.chain import back
from rnn_core.notation import MINUS as MINUS
from rnn_core.notation import digits as digits
from rnn_core.notation import gradient as gradient
from rnn_core.notation import number as number
from rnn_core.notation import power_of_ten as power_of_ten
from rnn_core.notation import short_symbol as short_symbol
from rnn_core.notation import symbol as symbol
from rnn_core.scaling import Scale

PER_CENT = "\N{NO-BREAK SPACE}%"
"""A line does not break between a number and its unit."""


def mark(value: float) -> str:
    """A round number at an axis, as short as it can be: 0.01, 10⁻⁴, −2·10⁻⁵, 500, 1.5·10⁶."""
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:g}".replace("-", MINUS)
    mantissa, exponent = f"{value:.2e}".split("e")
    factor = {"1.00": "", "-1.00": MINUS}.get(mantissa, f"{float(mantissa):g}·".replace("-", MINUS))
    return f"{factor}{power_of_ten(int(exponent))}"


def all_digits(value: float) -> str:
    """A number of the data with all its digits: rounded, the ends of a narrow range could change places."""
    if value == float(f"{value:.3g}"):
        return mark(value)
    mantissa, _, exponent = repr(value).removesuffix(".0").partition("e")
    power = f"·{power_of_ten(int(exponent))}" if exponent else ""
    return f"{mantissa}{power}".replace("-", MINUS)


def ends(scale: Scale) -> tuple[str, str]:
    """The ends of a range: in six digits, or in as many as tell those of a narrow range apart."""
    apart = 1.0 if scale.constant else scale.high / scale.largest - scale.low / scale.largest
    digits = min(max(6, 3 - math.floor(math.log10(apart))), 17) if apart else 17
    low, high = (all_digits(float(f"{value:.{digits}g}")) for value in (scale.low, scale.high))
    return low, high


def unscaled(value: float, scale: Scale) -> str:
    """A scaled value in the numbers of the data: in three digits, or in as many as a narrow range needs."""
    original = scale.original(value)
    if not scale.narrow or not math.isfinite(original):
        return number(original)
    places = max(0, 2 - math.floor(math.log10(scale.high - scale.low)))
    return f"{original:.{places}f}".replace("-", MINUS)


def signed(value: float) -> str:
    """A number that is multiplied or added: in brackets if it is negative."""
    return f"({number(value)})" if value < 0 else number(value)


def equals(value: float, *, exact: bool = False) -> str:
    """The sign before a value: ≈ where it is calculated from rounded numbers; where these cancel, it differs most."""
    return "=" if exact or value == 0 else "≈"


def unsigned(value: float) -> str:
    """The magnitude of a number: the number without its sign."""
    return number(value).removeprefix(MINUS)


def setting(value: float) -> str:
    """A chosen number, as short as it was typed: 0.05; very small and very large ones as ``number`` writes them."""
    text = f"{value:g}"
    return number(value) if "e" in text else text.replace("-", MINUS)


def percent(part: float) -> str:
    """A share in per cent, rounded; “under 1 %” and “over 99 %” where rounding would claim none or all."""
    rounded = f"{100 * part:.0f}"
    if rounded == "0" and part > 0:
        return f"under 1{PER_CENT}"
    if rounded == "100" and part < 1:
        return f"over 99{PER_CENT}"
    return f"{rounded}{PER_CENT}"


def signed_percent(part: float) -> str:
    """A share that may be negative or over 100 %: −47 %, 0 %, 1234 %, −200 ×; small negative ones in digits."""
    if abs(part) >= 100:
        return f"{number(part)}\N{NO-BREAK SPACE}×"
    if part >= 0:
        return percent(part)
    rounded = percent(-part)  # "under 1 %" has no sign
    return f"{number(100 * part)}{PER_CENT}" if rounded == percent(0.001) else f"{MINUS}{rounded.removeprefix('over ')}"


def listed(items: Sequence[object]) -> str:
    """A list in words: 1, 2 and 3."""
    *most, last = map(str, items)
    return f"{', '.join(most)} and {last}" if most else last


def megabytes(size: int) -> str:
    """A number of bytes, in millions with one decimal place."""
    return f"{size / 1e6:.1f}\N{NO-BREAK SPACE}MB"


def at(t: int, lag: int = 0) -> str:
    """The step t as a label, or the step of a lag before it, with a real minus sign: t = −1, t−3 = 14."""
    return f"{back(lag)} = {t - lag}".replace("-", MINUS)


def window_label(window: int | str) -> str:
    """A window as a label: K = 3, or “all lags”."""
    return "all lags" if window == "all" else f"K = {window}"


_SLOT = re.compile(r"(X|out_H)\[t(?:-(\d+))?\]")


def meaning(ascii_symbol: str) -> str:
    """The meaning in the palette that gives a factor its colour."""
    if ascii_symbol.startswith("(1"):
        return "slope"
    return {"e": "error", "Wy": "Wy", "Wh": "Wh"}.get(ascii_symbol, "source")


def quantity(ascii_symbol: str) -> str:
    """What a factor is read from: out_H[t-1] for its slope; every other factor is its own."""
    read = _SLOT.search(ascii_symbol)
    return read[0] if read else ascii_symbol


def slot_of(ascii_symbol: str) -> tuple[str, int] | None:
    """The queue and the slot that a factor is read from, ("out_H", 3) for s[t-3]; None for one in no queue."""
    read = _SLOT.search(ascii_symbol)
    return (read[1], int(read[2] or 0)) if read else None
