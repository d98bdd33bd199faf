"""Symbols and numbers as a reader sees them: the one number formatter and the typography of the equations.

The core writes symbols in ASCII (``out_H[t-3]``); here they become HTML or, for charts, Unicode with <sub>.
"""

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache

from rnn_core.chain import back

MINUS = "\N{MINUS SIGN}"
PER_CENT = "\N{NO-BREAK SPACE}%"
"""A line does not break between a number and its unit."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


# A step shows most of its numbers at several places, and many of them were shown at the step before.
remembered = lru_cache(maxsize=4096, typed=True)


@remembered
def number(value: float) -> str:
    """Three significant digits: 0.00251, −7.58·10⁻⁴, 0; a real minus sign, never −0; ∞, “undefined”."""
    if value == 0 or not math.isfinite(value):
        return digits(value)
    rounded = f"{value:.2e}"
    mantissa, exponent = rounded.split("e")
    text = f"{mantissa}·10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    if -3 <= int(exponent) <= 3:
        text = f"{float(rounded):.{max(0, 2 - int(exponent))}f}"
    return text.replace("-", MINUS)


def mark(value: float) -> str:
    """A round number at an axis, as short as it can be: 0.01, 10⁻⁴, −2·10⁻⁵, 500, 1.5·10⁶."""
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:g}".replace("-", MINUS)
    mantissa, exponent = f"{value:.2e}".split("e")
    factor = {"1.00": "", "-1.00": MINUS}.get(mantissa, f"{float(mantissa):g}·".replace("-", MINUS))
    return f"{factor}10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


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


@remembered
def digits(value: float) -> str:
    """All digits of a number, for tables and hover texts."""
    if math.isfinite(value):
        return "0" if value == 0 else repr(value).replace("-", MINUS)
    return "undefined" if math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"


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


def at(t: int, lag: int = 0) -> str:
    """The step t as a label, or the step of a lag before it, with a real minus sign: t = −1, t−3 = 14."""
    return f"{back(lag)} = {t - lag}".replace("-", MINUS)


def window_label(window: int | str) -> str:
    """A window as a label: K = 3, or “all lags”."""
    return "all lags" if window == "all" else f"K = {window}"


_SLOPE = re.compile(r"\(1-out_H\[([^\]]*)\]\)\(1\+out_H\[[^\]]*\]\)")
_INDEX = re.compile(r"\[([^\]]*)\]")
_SLOT = re.compile(r"(X|out_H)\[t(?:-(\d+))?\]")
_WEIGHT = re.compile(r"\b([WB])([xhy])\b")


@remembered
def symbol(ascii_symbol: str) -> str:
    """A symbol of the core as HTML that Plotly's labels understand too: out_H[t-3] → out_H<sub>t−3</sub>."""
    text = _INDEX.sub(r"<sub>\1</sub>", _WEIGHT.sub(r"\1<sub>\2</sub>", ascii_symbol))
    return text.replace("Y_hat", "Ŷ").replace(")(", ")·(").replace("-", MINUS)


@cache
def short_symbol(ascii_symbol: str) -> str:
    """A symbol with the slope written s<sub>j</sub>, where space is short."""
    return symbol(_SLOPE.sub(r"s[\1]", ascii_symbol))


def gradient(parameter: str) -> str:
    """The name of a gradient: ∂L/∂W<sub>x</sub>."""
    return f"∂L/∂{symbol(parameter)}"


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
