"""Numbers as people type, paste and print them, −0.9, 1,5, −7.58·10⁻⁴, and calculations with them."""

import ast
import math
import re

from rnn_core.table import LONGEST_NUMBER, NUMBER, THOUSANDS

_RAISED = "⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED = str.maketrans(_RAISED, "-+0123456789")
_SIGN_APART = re.compile(r"([+-])\s+(?=\S)")
_POWER_OF_TEN = re.compile(f"^([+-]?)10(?=[{_RAISED}])")
_TIMES_POWER = re.compile(f"[·×]10(?=[{_RAISED}])")

LONGEST_EXPRESSION = 100
LARGEST_EXPONENT = 400
ALLOWED = "Numbers, + − · × * / ^ and brackets can be used."
_NUMERAL = re.compile(
    rf"(?<![0-9.,])10[{_RAISED}]+|(?:[0-9][0-9.,]*|[.,][0-9][0-9.,]*)(?:e[+-]?[0-9]+)?(?:[·×]10[{_RAISED}]+)?",
    re.IGNORECASE,
)
_RAISED_EXPONENT = re.compile(f"[{_RAISED}]+")
_SIGNS = str.maketrans({"·": " * ", "×": " * ", "^": "**"})
_BRACKETS = re.compile(r"\)\s*\(")
_SIDE_BY_SIDE = re.compile(r"[0-9.]\s+[0-9.]|[0-9.]\s*\(|\)\s*[0-9.]")


def parse_number(text: str) -> float:
    """Read a number.

    The minus may be a hyphen or the typographic minus, spaces may stand around the number and after its sign, and the
    decimal mark may be a comma unless it could as well separate thousands.

    Raises
    ------
    ValueError
        If the text is not a finite number, or could mean two.
    """
    text = text.strip()
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"is too long: a number has at most {LONGEST_NUMBER} characters")
    plain = _SIGN_APART.sub(r"\1", text.replace("\N{MINUS SIGN}", "-"), count=1)
    plain = _TIMES_POWER.sub("e", _POWER_OF_TEN.sub(r"\g<1>1e", plain)).translate(_LOWERED)
    if THOUSANDS.fullmatch(plain.casefold().partition("e")[0]):
        raise ValueError(f"could mean {plain.replace(',', '.')} or {plain.replace(',', '')}")
    plain = plain.replace(",", ".")
    if not NUMBER.fullmatch(plain):
        raise ValueError("is not a number")
    value = float(plain) + 0.0  # −0 is 0
    if not math.isfinite(value):
        raise ValueError("is too large")
    return value


def parse_expression(text: str) -> float:
    """Read a number or a calculation: (1−0.2)·(1+0.2), 1.5 × −0.3, 2^3 / 4, −7.58·10⁻⁴.

    Allowed are numbers as ``parse_number`` reads them, + − · × * / and ^ or **, and brackets. Brackets that
    follow each other are multiplied, as the screen writes (1 − out_H)·(1 + out_H).

    Raises
    ------
    ValueError
        If the text is not such a calculation, or its result is not a finite number; says why and what is allowed.
    """
    if len(text) > LONGEST_EXPRESSION:
        raise ValueError(f"is too long: at most {LONGEST_EXPRESSION} characters are read")
    if not text.strip():
        raise ValueError("is empty")
    plain = text.replace("\N{MINUS SIGN}", "-")
    strange = next(
        (one for one in _NUMERAL.sub("", plain) if not one.isspace() and one not in f"+-·×*/^(){_RAISED}"), ""
    )
    if strange:
        raise ValueError(f"contains {strange if strange.isprintable() else 'an invisible character'}. {ALLOWED}")
    plain = _RAISED_EXPONENT.sub(lambda found: f"**({found[0].translate(_LOWERED)})", _NUMERAL.sub(_numeral, plain))
    plain = _BRACKETS.sub(")*(", plain.translate(_SIGNS))
    if _SIDE_BY_SIDE.search(plain):
        raise ValueError(f"has two parts with no sign between them. {ALLOWED}")
    try:
        value = _value(ast.parse(" ".join(plain.split()), mode="eval").body)
    except (SyntaxError, MemoryError, RecursionError) as wrong:
        raise ValueError(f"is not complete: a number, a sign or a bracket is missing. {ALLOWED}") from wrong
    except ZeroDivisionError as wrong:
        raise ValueError("divides by 0") from wrong
    except OverflowError as wrong:
        raise ValueError("is too large") from wrong
    if not math.isfinite(value):
        raise ValueError("is too large")
    return value + 0.0


def _numeral(found: re.Match[str]) -> str:
    """A number as Python writes it."""
    try:
        return f" {parse_number(found[0])!r} "
    except ValueError as wrong:
        raise ValueError(f"contains {found[0]}, which {wrong}") from wrong


def _value(node: ast.AST) -> float:
    """What a part of a calculation amounts to; every kind of part that is not listed here is refused."""
    match node:
        case ast.Constant(value=int(number) | float(number)):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _value(left) + _value(right)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _value(left) - _value(right)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _value(left) * _value(right)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _value(left) / _value(right)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_value(left), _value(right))
    raise ValueError(f"is not a calculation. {ALLOWED}")


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > LARGEST_EXPONENT:
        raise ValueError(f"has an exponent beyond ±{LARGEST_EXPONENT}")
    if base < 0 and not exponent.is_integer():
        raise ValueError("is not a real number: a negative number has a fractional exponent")
    return float(base**exponent)


def as_typed(value: float) -> str:
    """A number as its field shows it: with every digit, so that the text means exactly this number."""
    return repr(value).removesuffix(".0")
