"""JSON that a person has written: what is wrong with it, with the line and the field where it is wrong."""

import json
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from json.decoder import JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any

from pages.lab.lessons import mistyped
from rnn_core.analysis.claims import nearest

MOST_ERRORS = 50
"""How many errors are looked for at most; a text of a stranger could hold thousands."""
LONGEST_LIST = 100
"""Longer lists are refused before they are compared with a schema, which could take minutes."""
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the path to where."""

    path: Path
    what: str


class _Object(dict[str, Any]):
    """An object of JSON, where it stands in the text, and a field that it has twice."""

    span = (0, 0)

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        self.twice = ""
        for name, value in pairs:
            self.twice = name if name in self else self.twice
            self[name] = value


class _Reader(json.JSONDecoder):
    def __init__(self) -> None:
        super().__init__(object_pairs_hook=_Object)
        self.parse_object = self._object
        self.scan_once = py_make_scanner(self)

    def _object(self, text_and_start: tuple[str, int], *arguments: Any) -> tuple[_Object, int]:
        value, end = JSONObject(text_and_start, *arguments)
        read: _Object = value
        read.span = text_and_start[1] - 1, end
        return read, end


def read(text: str) -> Any:
    """Read JSON; its objects remember where they stand.

    Raises
    ------
    ValueError
        If it is none; names the line.
    """
    try:
        text.encode()
        text = " " * text.startswith("\ufeff") + text.removeprefix("\ufeff")  # with which some editors begin a file
        value = _Reader().decode(text)
        json.dumps(value, ensure_ascii=False).encode()
        return value
    except UnicodeEncodeError as wrong:
        raise ValueError("the text holds half of a character") from wrong
    except json.JSONDecodeError as wrong:
        place, what = mistyped.mistyped(text, wrong.pos, wrong.msg)
        raise ValueError(_said(mistyped.path(text, place), what, place, text)) from wrong
    except RecursionError as wrong:
        raise ValueError("this is not a lesson: it is nested too deeply") from wrong


def problems(value: Any, schema: Any) -> list[Problem]:
    """What does not fit a schema, from top to bottom."""
    from jsonschema import Draft202012Validator  # here: it takes a tenth of a second, and most pages need none

    if refused := next(_refused(value, ()), None):
        return [refused]
    errors = islice(Draft202012Validator(schema).iter_errors(value), MOST_ERRORS)
    return sorted((_problem(error) for error in errors), key=lambda one: [str(part).zfill(3) for part in one.path])


def _refused(value: Any, path: Path) -> Iterator[Problem]:
    """What no schema sees, or not soon enough."""
    if isinstance(value, list) and len(value) > LONGEST_LIST:
        yield Problem(path, f"has {len(value):,} entries; no list of a lesson may have so many")
    elif isinstance(value, dict | list):
        if isinstance(value, _Object) and value.twice:
            yield Problem((*path, value.twice), "this field stands here twice")
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _refused(one, (*path, name))


def _problem(error: Any) -> Problem:
    path, rule, allowed, given = tuple(error.absolute_path), error.validator, error.validator_value, error.instance
    if rule == "additionalProperties":
        known = [name for name in error.schema["properties"] if not name.startswith("$")]
        unknown = next((name for name in given if name not in error.schema["properties"]), "")
        return Problem((*path, unknown), f"there is no such field here; {meant(unknown, known)}")
    if rule == "required":
        missing = error.message.split("'")[1]  # one error for each, and only its text says which
        return Problem(path, f"the field “{missing}” is missing")
    if rule == "enum":
        return Problem(path, f"“{str(given)[:40]}” is none of the options; {meant(str(given), allowed)}")
    if rule == "type":
        quoted = isinstance(given, str) and allowed in ("number", "integer")
        return Problem(path, f"must be {_kind(allowed)}{', without quotation marks' if quoted else ''}")
    words = {
        "minimum": "must be at least {}",
        "maximum": "must be at most {}",
        "minLength": "must not be empty",
        "maxLength": "is too long: it has {has} characters, and may have {}",
        "minItems": "must not be empty",
        "minProperties": "must not be empty",
        "maxItems": "has {has} entries, and may have {}",
        "uniqueItems": "has an entry twice",
    }
    has = len(given) if isinstance(given, str | list) else 0
    return Problem(path, words.get(rule, "cannot be used").format(allowed, has=has))


def meant(given: str, allowed: Sequence[str]) -> str:
    """Which of the allowed names was probably meant; all of them if it could be any."""
    near = nearest(given, allowed)
    return f"did you mean “{near}”?" if near else f"allowed are {', '.join(allowed)}"


def _kind(names: Any) -> str:
    kinds = {"object": "in braces, {…}", "array": "a list, […]", "string": 'a text, "…"', "integer": "an integer"}
    return " or ".join(kinds.get(name, f"a {name}") for name in ([names] if isinstance(names, str) else names))


def fields(schema: Any, inside: Any = None, at: str = "") -> Iterator[tuple[str, str]]:
    """Every field of a schema by where it stands, “cards, act, do”, with its description."""
    for name, field in (inside or schema)["properties"].items():
        path, inner = f"{at}{name}", field.get("items", field)
        if "$ref" in inner:
            inner = schema["$defs"][inner["$ref"].rpartition("/")[2]]
        options = f" One of {', '.join(filter(None, field['enum']))}." if "enum" in field else ""
        yield path, (field.get("description") or inner["description"]) + options
        if "properties" in inner:
            yield from fields(schema, inner, f"{path}, ")


def in_words(problem: Problem, value: Any, text: str) -> str:
    """A problem in words, with the line and the field: “line 14, cards 2, state, Wh: must be a number”."""
    return _said(problem.path, problem.what, _position(problem.path, value, text), text)


def _said(path: Path, what: str, place: int, text: str) -> str:
    line = text.count("\n", 0, place) + 1
    return ", ".join((f"line {line}", *_named(path))) + f": {what}"


def _named(path: Path) -> Iterator[str]:
    """The parts of a path as a person counts them; an index together with the name before it: “cards 2”."""
    for here, following in zip_longest(path, path[1:]):
        if isinstance(here, str):
            yield f"{here[:40]} {following + 1}" if isinstance(following, int) else here[:40]


def _position(path: Path, value: Any, text: str) -> int:
    """Where the last field of a path stands in the text, or the object that it belongs to."""
    position = value.span[0] if isinstance(value, _Object) else 0
    for part in path:
        if isinstance(value, _Object):
            position = _key(str(part), value, text)
        value = value.get(part) if isinstance(value, dict) else value[int(part)]
        if isinstance(value, _Object):
            position = value.span[0]
        if value is None:
            break
    return position


def _key(name: str, inside: _Object, text: str) -> int:
    """Where a key of an object stands; not one of the same name in an object within it."""
    start, end = inside.span
    inner = sorted(one.span for one in _within(list(inside.values())))  # none of them overlaps another
    for match in re.compile(rf"{re.escape(json.dumps(name, ensure_ascii=False))}\s*:").finditer(text, start, end):
        before = bisect(inner, (match.start(), end))
        if not before or match.start() >= inner[before - 1][1]:
            return match.start()
    return start


def _within(value: Any) -> Iterator[_Object]:
    """The outermost objects in a value."""
    if isinstance(value, _Object):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _within(one)
