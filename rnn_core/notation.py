"""Numbers and symbols as a reader sees them, in a notebook and on a page: the one number formatter.

The core writes symbols in ASCII (``out_H[t-3]``); here they become HTML.
"""

import math
import re
from functools import cache, lru_cache

MINUS = "\N{MINUS SIGN}"
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
    text = f"{mantissa}·{power_of_ten(int(exponent))}"
    if -3 <= int(exponent) <= 3:
        text = f"{float(rounded):.{max(0, 2 - int(exponent))}f}"
    return text.replace("-", MINUS)


@remembered
def digits(value: float) -> str:
    """All digits of a number, for tables and hover texts."""
    if math.isfinite(value):
        return "0" if value == 0 else repr(value).replace("-", MINUS)
    return "undefined" if math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"


def power_of_ten(exponent: int) -> str:
    """A power of ten: 10⁻⁴."""
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


_SLOPE = re.compile(r"\(1-out_H\[([^\]]*)\]\)\(1\+out_H\[[^\]]*\]\)")
_INDEX = re.compile(r"\[([^\]]*)\]")
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
