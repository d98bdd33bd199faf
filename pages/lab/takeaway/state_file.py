"""The settings as a file of JSON: everything that decides what is on the screen, with a reader's own data and what is
pinned as A, and nothing personal. It is checked as an address is, but one mistake refuses the whole file.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pages.lab.choice import Choice
from pages.lab.session import CHOICES, Session, check_own, from_address, to_address
from pages.lab.text.untrusted import visible

FORMAT = 1
"""Written into every file; a file of another format is refused."""
LONGEST_FILE = 2**18
"""The longest file, in characters: own data in the settings and in A, and more."""
_PARTS = ("unrolled", "settings", "A")
_CHOOSE = "Choose a file that Save settings has made (.json)."
_SHOWN = 60
"""How many characters of a text that cannot be read are repeated."""


class SettingsError(ValueError):
    """The text is not a settings file, or some value in it cannot be used; ``problems`` says what, in sentences."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems


def written(session: Session, A: Session | None) -> str:
    """The settings, and those that are pinned, as a file."""
    file: dict[str, Any] = {"unrolled": FORMAT, "settings": _values(session)}
    if A is not None:
        file["A"] = _values(A)
    return json.dumps(file, indent=2, ensure_ascii=False) + "\n"


def _values(session: Session) -> dict[str, str | int | float]:
    """All settings, without what a reader has found."""
    return {name: getattr(session, name) for name in to_address(session, everything=True, long=True) if name != "found"}


def read(text: str) -> tuple[Session, Session | None]:
    """Read the settings, and those that are pinned, if any.

    Raises
    ------
    SettingsError
    """
    file = _parsed(text)
    unknown = [_named(name) for name in file if name not in _PARTS]
    if unknown:
        raise SettingsError(f"There is something in the file that does not belong there: {', '.join(unknown)}.")
    if "settings" not in file:
        raise SettingsError("The file holds no “settings”.")
    parts = [part for part in ("settings", "A") if part in file]
    for check in (_wrong, _missing):
        if problems := [said for part in parts for said in check(part, file[part])]:
            raise SettingsError(*problems)
    return _session(file["settings"]), _session(file["A"]).recipe if "A" in file else None


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LONGEST_FILE:
        raise SettingsError(f"The text is too long: a settings file has at most {LONGEST_FILE:,} characters.")
    if not text.strip():
        raise SettingsError("The settings file is empty.")
    if not text.lstrip().startswith("{"):
        raise SettingsError(f"This is not a settings file. {_CHOOSE}")
    try:
        file: dict[str, Any] = json.loads(text, object_pairs_hook=_once)
    except SettingsError:
        raise
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}, column {wrong.colno}"
        raise SettingsError(f"The text is not JSON. In {where}: {wrong.msg}.") from wrong
    except (ValueError, RecursionError) as wrong:  # an integer of thousands of digits, or brackets in brackets
        raise SettingsError("The text is not JSON that can be read.") from wrong
    if "unrolled" not in file:
        raise SettingsError(f"This is not a settings file: it has no “unrolled” at its beginning. {_CHOOSE}")
    if file["unrolled"] != FORMAT or isinstance(file["unrolled"], bool):
        raise SettingsError(
            f"The file has the format {_shown(file['unrolled'])} of “unrolled”; only format {FORMAT} can be read."
        )
    return file


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """What stands in a pair of braces, in which each name can be given once."""
    taken = dict[str, Any]()
    for name, value in pairs:
        if name in taken:
            raise SettingsError(f"{_named(name)} is given twice. Remove one of the two.")
        taken[name] = value
    return taken


def _wrong(part: str, settings: Any) -> Iterable[str]:
    """What is wrong with the settings in a part of a file."""
    if not isinstance(settings, dict):
        yield f"“{part}” has to be a list of settings in braces."
        return
    for name, value in settings.items():
        if name not in CHOICES:
            yield f"In “{part}” there is no setting {_named(name)}."
        elif why := _unusable(CHOICES[name], value):
            yield f"In “{part}”, {name} {why}"


def _unusable(one: Choice, value: Any) -> str:
    """Why a value cannot be that of a choice; empty if it can."""
    numeric, must = not (one.options or one.longest), f"It must be {one.allowed}."
    if type(value) not in (str, int, float):
        return f"= {_shown(value)} is not {'a number' if numeric else 'allowed'}. {must}"
    try:
        asked = one.read(str(value))
    except ValueError as wrong:
        if numeric and isinstance(value, str):
            return f"is the text {_shown(value)}, not a number. {must}"
        return f"= {_shown(value)} {wrong}. {must}"
    if numeric and isinstance(value, str):
        return f"is the text {_shown(value)}; write {visible(value.strip(), _SHOWN)} without quotes."
    # Several options may come in any order.
    return "" if one.several or one.nearest(asked) == asked else f"= {_shown(value)} is out of range. {must}"


def _missing(part: str, settings: Mapping[str, Any]) -> Iterable[str]:
    """The data that settings ask for and do not hold; each of them is usable by itself."""
    try:
        check_own(settings)
    except ValueError as missing:
        yield f"“{part}” {missing}."


def _session(settings: Mapping[str, Any]) -> Session:
    return from_address({name: str(value) for name, value in settings.items()})[0]


def _named(text: str) -> str:
    """A text from a file in quotation marks, as it can be shown."""
    return f"“{_cut(text)}”"


def _shown(value: Any) -> str:
    """A value from a file, as it can be shown; only a text has quotation marks."""
    return _named(value) if isinstance(value, str) else _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    return f"{visible(text, _SHOWN)}{'…' * (len(text) > _SHOWN)}"
