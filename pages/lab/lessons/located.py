"""JSON that a person has written: what is wrong with it, with the line and the field where it is wrong."""

import json
import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from json.decoder import JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any

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
    """An object of JSON, and where it stands in the text."""

    span = (0, 0)


class _Reader(json.JSONDecoder):
    def __init__(self) -> None:
        super().__init__(parse_constant=_refuse)
        self.parse_object = self._object
        self.scan_once = py_make_scanner(self)

    def _object(self, text_and_start: tuple[str, int], *arguments: Any) -> tuple[_Object, int]:
        value, end = JSONObject(text_and_start, *arguments)
        read = _Object(value)
        read.span = text_and_start[1] - 1, end
        return read, end


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number of JSON")


def read(text: str) -> Any:
    """Read JSON; its objects remember where they stand.

    Raises
    ------
    ValueError
        If it is none; names the line.
    """
    try:
        text.encode()
        value = _Reader().decode(text)
        json.dumps(value, ensure_ascii=False).encode()
        return value
    except UnicodeEncodeError as wrong:
        raise ValueError("the text holds half of a character") from wrong
    except json.JSONDecodeError as wrong:
        raise ValueError(f"line {wrong.lineno}, column {wrong.colno}: this is not JSON: {wrong.msg}") from wrong
    except RecursionError as wrong:
        raise ValueError("this is not a lesson: it is nested too deeply") from wrong


def problems(value: Any, schema: Any) -> list[Problem]:
    """What does not fit a schema, from top to bottom."""
    from jsonschema import Draft202012Validator  # here: it takes a tenth of a second, and most pages need none

    if too_long := next(_long_lists(value, ()), None):
        return [too_long]
    errors = islice(Draft202012Validator(schema).iter_errors(value), MOST_ERRORS)
    return sorted((_problem(error) for error in errors), key=lambda one: [str(part).zfill(3) for part in one.path])


def _long_lists(value: Any, path: Path) -> Iterator[Problem]:
    if isinstance(value, list) and len(value) > LONGEST_LIST:
        yield Problem(path, f"has {len(value):,} entries; no list of a lesson may have so many")
    elif isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _long_lists(one, (*path, name))


def _problem(error: Any) -> Problem:
    path, rule, allowed = tuple(error.absolute_path), error.validator, error.validator_value
    if rule == "additionalProperties":
        unknown = next((name for name in error.instance if name not in error.schema["properties"]), "")
        fields = ", ".join(error.schema["properties"])
        return Problem((*path, unknown), f"there is no such field here; allowed are {fields}")
    if rule == "required":
        missing = error.message.split("'")[1]  # one error for each, and only its text says which
        return Problem(path, f"the field “{missing}” is missing")
    if rule == "type":
        return Problem(path, f"must be {_kind(allowed)}")
    words = {
        "enum": "must be one of {}",
        "minimum": "must be at least {}",
        "maximum": "must be at most {}",
        "minLength": "must not be empty",
        "maxLength": "is too long: it may have {} characters",
        "minItems": "needs at least {}",
        "minProperties": "needs at least {}",
        "maxItems": "may have at most {}",
    }
    limit = ", ".join(allowed) if isinstance(allowed, list) else allowed
    return Problem(path, words.get(rule, f"does not fit “{rule}” of the schema").format(limit))


def _kind(names: Any) -> str:
    kinds = {"object": "an object, {…}", "array": "a list, […]", "string": "a text", "integer": "an integer"}
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
    line = text.count("\n", 0, _position(problem.path, value, text)) + 1
    return ", ".join((f"line {line}", *_named(problem.path))) + f": {problem.what}"


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
