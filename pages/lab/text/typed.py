"""Numbers as people type and paste them, and as pages print them: −0.9, 1,5, −7.58·10⁻⁴. No expressions."""

import math
import re

_RAISED = "⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED = str.maketrans(_RAISED, "-+0123456789")
_SIGN_APART = re.compile(r"([+-])\s+(?=\S)")
_POWER_OF_TEN = re.compile(f"^([+-]?)10(?=[{_RAISED}])")
_TIMES_POWER = re.compile(f"[·×]10(?=[{_RAISED}])")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}(e.*)?", re.IGNORECASE)
"""One and a half, or one thousand five hundred? Both are written 1,500 somewhere."""


def parse_number(text: str) -> float:
    """Read a number.

    The minus may be a hyphen or the typographic minus, spaces may stand around the number and after its sign, and the
    decimal mark may be a comma unless it could as well separate thousands.

    Raises
    ------
    ValueError
        If the text is not a finite number, or could mean two.
    """
    plain = _SIGN_APART.sub(r"\1", text.strip().replace("\N{MINUS SIGN}", "-"), count=1)
    plain = _TIMES_POWER.sub("e", _POWER_OF_TEN.sub(r"\g<1>1e", plain)).translate(_LOWERED)
    if _THOUSANDS.fullmatch(plain):
        raise ValueError(f"could mean {plain.replace(',', '.')} or {plain.replace(',', '')}")
    plain = plain.replace(",", ".")
    if not plain.isascii() or not _NUMBER.fullmatch(plain):
        raise ValueError("is not a number")
    value = float(plain) + 0.0  # −0 is 0
    if not math.isfinite(value):
        raise ValueError("is too large")
    return value


def as_typed(value: float) -> str:
    """A number as its field shows it: with every digit, so that the text means exactly this number."""
    return repr(value).removesuffix(".0")
