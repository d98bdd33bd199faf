"""What a person who writes JSON by hand has mistyped, in words: a comma too few or too many, other quotation marks."""

import re
from dataclasses import dataclass

DEEPEST = 8
"""So many names lead to any place of a lesson; what is no lesson may be nested deeper."""
_TOKEN = re.compile(r'("(?:\\.|[^"\\\n])*(?:"|(?=\n)|\Z))(\s*:)?|[{}\[\],]')
"""A text, closed or not, and whether it is the name of a field; or what else structures JSON."""
_PARTNER = {"{": "}", "[": "]"}
_CONSTANTS = {"True": "true", "False": "false", "None": "null"}
_NUMBERS = "numbers are written like 5, 0.5 or -0.5: a point has digits on both sides, and the minus sign is a hyphen"
_QUOTES = 'names and texts stand between straight quotation marks, "…"'


@dataclass(slots=True)
class _Opened:
    """A bracket that is open, where it stands, and the name or the number of what was read last within it."""

    bracket: str
    at: int
    last: str | int


def mistyped(text: str, place: int, reason: str) -> tuple[int, str]:
    """Where to look in a text and what to mend, once the parser of JSON has given up.

    Parameters
    ----------
    text : str
    place : int
        Where it gave up.
    reason : str
        Why, as ``json.JSONDecodeError`` words it.
    """
    before, rest = text[:place].rstrip(), text[place:].lstrip()
    if not before:
        return place, "a lesson begins with {, and nothing stands before it"
    if rest.startswith(("//", "/*", "#")):
        return place, "JSON has no comments; take this one out"
    if reason.startswith("Extra data"):
        second = rest.lstrip(", \n\r\t").startswith("{")
        return place, "a second lesson begins here; open one at a time" if second else "nothing stands after the last }"
    if reason.startswith("Unterminated string"):
        return place, "the text that begins here lacks its closing quotation mark"
    if reason.startswith("Invalid control character"):
        return place, _in_a_text(text[place])
    if reason.startswith("Invalid \\"):
        return place, "a backslash within a text is written twice: \\\\"
    if not rest:
        last = _opened(text, place)[-1]
        return last.at, f"this {last.bracket} is never closed; its {_PARTNER[last.bracket]} is missing"
    if before[-1] == ":" and rest[0] in ",}]":
        return len(before), "the value is missing after the :"
    if rest[0] in "}]":
        return _closed_too_early(text, place, before)
    if reason.startswith("Expecting ','"):
        return len(before), _no_comma(text, place, before)
    if reason.startswith("Expecting ':'"):
        name = before[before.rindex('"', 0, -1) :]
        return place, f"a colon is missing after {name[:40]}"
    return place, _stray(before, rest)


def path(text: str, place: int) -> tuple[str | int, ...]:
    """The names and numbers that lead to a place in a text which need not be JSON."""
    return tuple(one.last for one in _opened(text, place)[:DEEPEST] if one.last != "")


def _in_a_text(character: str) -> str:
    if character in "\n\r":
        return "the text ends with the line, and its closing quotation mark is missing; a text is written in one line"
    return "a tab stands in a text; use a space" if character == "\t" else "a text contains an invisible character"


def _closed_too_early(text: str, place: int, before: str) -> tuple[int, str]:
    """Something is closed after a comma, or by the wrong bracket."""
    found = text[place]
    if before[-1] == ",":
        return len(before) - 1, f"take out this comma: none stands before a {found}"
    last = _opened(text, place)[-1]
    line = text.count("\n", 0, last.at) + 1
    return (
        place,
        f"this {found} does not close the {last.bracket} of line {line}; a bracket is missing, or one too many",
    )


def _no_comma(text: str, place: int, before: str) -> str:
    """Two values follow one another."""
    if text[place - 1].isdigit() and re.match(r"[.\d]", text[place]):
        return _NUMBERS
    if text[place - 1] == '"' and re.match(r"[\w.;:!?]", text[place]):
        return 'a quotation mark within a text is written \\", or as “ or ”'
    return f"a comma is missing after {before.split()[-1][-30:]}"


def _stray(before: str, rest: str) -> str:
    """What cannot stand where a name or a value is expected."""
    word = re.match(r"\w+", rest)
    if re.match(r"[+.−–-]", rest) or (rest[0].isdigit() and re.search(r"\d,$", before)):
        return _NUMBERS
    if word and word[0] in _CONSTANTS:
        return f"“{word[0]}” is written {_CONSTANTS[word[0]]}"
    return _QUOTES if word or rest[0] in "'‘’“”„«»`" else f"“{rest[0]}” cannot stand here"


def _opened(text: str, place: int) -> list[_Opened]:
    """The brackets that are open at a place, the innermost last."""
    opened: list[_Opened] = []
    for token in _TOKEN.finditer(text, 0, place):
        found = token[0][0]
        if found in _PARTNER:
            opened.append(_Opened(found, token.start(), "" if found == "{" else 0))
        elif opened and found in "}]":
            opened.pop()
        elif opened and found == ",":
            last = opened[-1].last
            opened[-1].last = last + 1 if isinstance(last, int) else ""
        elif opened and token[2]:
            opened[-1].last = token[1][1:-1]
    return opened
