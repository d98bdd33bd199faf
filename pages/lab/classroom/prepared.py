"""A view that a teacher has prepared: what is locked, what is hidden, and a sentence, packed into an address.

What is locked stands there with its value, so the value cannot differ from the one that the teacher chose. What is
hidden is locked, too: nobody could see that it had changed. ``state`` holds a session to it, and the widgets and
``show`` draw what is left.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from pages.lab.choice import Choice
from pages.lab.classroom.drawn import SCRIPTS, WITHOUT, blocks, makers, variants
from pages.lab.packed import pack, unpack
from pages.lab.plot import Block
from pages.lab.session import CHOICES, OF_DATA, Session, check_own
from pages.lab.study import STUDIES, Study
from pages.lab.text import listed

Value = str | int | float | None
"""The value of a control; None of one that is a button and has none."""
LONGEST_SENTENCE = 200
_VALUES: dict[str, Choice] = {
    **{name: one for name, one in CHOICES.items() if name != "found"},  # which has no control
    **{name: STUDIES[name] for name in ("ask", "blanks", "pinned", "projector")},
}
_SAID = {
    "t": "t (Step, Back, Reset, Play and the slider)",
    "speed": "speed of Play",
    "steps": "Train and Continue",
    "seed": "seed and New seed",
    "compare": "Compare",
    "factor": "factors of the term",
    "newest": "newest left or right",
    "view": "whole run or near t",
    "across": "weight across",
    "up": "weight up",
    "pinned": "Pin A, Swap and Unpin",
    "projector": "Projector",
}
"""Labels that would say too little away from their places."""
COVERED = dict.fromkeys(OF_DATA, "task")
"""What is locked and hidden with another control: data of one's own is a part of the task."""
CONTROLS: dict[str, str] = {
    "examples": "examples (the list and Try)",
    "undo": "Undo",
    **{name: _SAID.get(name, one.label) for name, one in _VALUES.items() if name not in COVERED},
}
"""Everything that can be locked or hidden beside the charts, with its label."""
READOUTS: dict[str, str] = {
    "headline": "headline above the charts",
    "sentences": "sentences under charts",
    "numbers": "tables and hover texts",
}
"""What may give an answer away, in every chart."""
PAGES = tuple(Path(script).stem for script in SCRIPTS)
"""The pages, as they are named in an address."""


_SAME = {"projected": "by_lag"}
"""Blocks that show what another shows, on a projector, and are hidden with it."""

_OF_THE_SEQUENCE = f"data_summary{WITHOUT}ranges"
"""What has numbers of the sequence beside its chart, and is hidden with them."""


def block_names() -> list[str]:
    """The charts and other blocks that can be hidden; the headline is among the readouts."""
    return [name for name in blocks() if name not in READOUTS and name not in _SAME]


def readouts() -> dict[str, str]:
    """All that may give an answer away and can be hidden, also what a single chart can be drawn without."""
    of_charts = {name: said for name, said in variants().items() if name.split(WITHOUT)[0] not in _SAME}
    return READOUTS | {name: said for name, said in of_charts.items() if name != _OF_THE_SEQUENCE}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a teacher chooses for a class beside the controls.

    Parameters
    ----------
    blocks : tuple of str
        The charts that are hidden.
    readouts : tuple of str
        The readouts that are hidden.
    pages : tuple of str
        The pages that are not in the navigation.
    sentence : str
        What the teacher says above the page, as it was typed.
    """

    blocks: tuple[str, ...] = ()
    readouts: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Prepared(Shown):
    """What a teacher has prepared; ``Prepared()`` is the ordinary page.

    Parameters
    ----------
    locked, hidden : mapping of str to str, int, float or None
        Controls, with the values that they keep.
    """

    locked: Mapping[str, Value] = field(default_factory=dict)
    hidden: Mapping[str, Value] = field(default_factory=dict)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The scripts of the pages that are not in the navigation; a class does not need the page for teachers."""
        for_teachers = ("teaching",) if self != Prepared() else ()
        return tuple(script for script in SCRIPTS if Path(script).stem in (*self.pages, *for_teachers))

    def keeps(self, control: str) -> bool:
        """Whether a control cannot be moved."""
        return COVERED.get(control, control) in {*self.locked, *self.hidden}

    def hides(self, control: str) -> bool:
        """Whether a control is not drawn."""
        return COVERED.get(control, control) in self.hidden

    def mutes(self, control: str) -> bool:
        """Whether the value of a control is not said: that of a hidden one, and data whose numbers are hidden."""
        return self.hides(control) or (control == "data" and self.mutes_sequence)

    def hides_block(self, name: str) -> bool:
        """Whether a block is not drawn."""
        return _SAME.get(name, name) in self.blocks or name in self.readouts

    @property
    def holds_back(self) -> bool:
        """Whether anything is hidden that the numbers of a step could give away."""
        return bool(self.blocks or self.readouts or self.hidden)

    def holds_back_steps(self, ask: str) -> bool:
        """Whether steps to come would give an answer away, which a class is asked for before each step."""
        return self != Prepared() and ask != "off"

    @property
    def mutes_sequence(self) -> bool:
        """Whether the numbers of the sequence are hidden: then no field, table or text has them."""
        return self.hides_block("sequence") or self.hides_block("numbers")

    @property
    def mutes_scaling_back(self) -> bool:
        """Whether it is not said what scaled numbers are in the numbers of the data: it says as much as these."""
        return self.mutes_sequence or bool({"headline", "sentences"} & {*self.readouts})

    @property
    def mute(self) -> bool:
        """Whether nothing is spoken of a step, because that would give away what is hidden."""
        return bool(self.readouts) or self.hides_block("headline")

    def made_by(self, make: Callable[..., Block]) -> Callable[..., Block]:
        """What makes a block without the parts that are hidden."""
        name = getattr(make, "__name__", "")
        hidden = (*self.readouts, *[_OF_THE_SEQUENCE] * self.mutes_sequence)
        parts = (one.split(WITHOUT)[1] for one in hidden if one.startswith(f"{_SAME.get(name, name)}{WITHOUT}"))
        return next((makers()[f"{name}{WITHOUT}{part}"] for part in parts), make)

    def held(self, session: Session) -> tuple[Session, list[str]]:
        """A session with the locked values, and the choices that had others."""
        fixed = {name: value for name, value in self._fixed() if name in CHOICES}
        other = [name for name, value in fixed.items() if getattr(session, name) != value]
        return session.with_(**{name: fixed[name] for name in other}), other

    def held_study(self, study: Study) -> tuple[Study, list[str]]:
        """The same of what a reader does beside looking."""
        fixed = {name: value for name, value in self._fixed() if name in STUDIES}
        other = [name for name, value in fixed.items() if getattr(study, name) != value]
        return study.with_(**{name: fixed[name] for name in other}), other

    def _fixed(self) -> Iterable[tuple[str, Value]]:
        covered = {name: CHOICES[name].first for name, by in COVERED.items() if self.keeps(by)}
        return {**covered, **self.locked, **self.hidden}.items()


def value_of(control: str, session: Session, study: Study) -> Value:
    """The present value of a control."""
    if control not in _VALUES:
        return None
    value: Value = getattr(session if control in CHOICES else study, control)
    return value


def values_of(controls: Iterable[str], session: Session, study: Study) -> Mapping[str, Value]:
    """The present values of controls, and of what belongs to them: with the task, data of one's own that it uses."""
    covered = [name for name, by in COVERED.items() if by in controls and session.task == "own"]
    return {name: value_of(name, session, study) for name in (*controls, *covered)}


def locked(controls: Iterable[str]) -> str:
    """The notice that controls are locked."""
    named_by = dict.fromkeys(COVERED.get(name, name) for name in controls)
    labels = [_VALUES[name].label if name in _VALUES else CONTROLS[name] for name in named_by]
    named = [label if label.isidentifier() else f"“{label}”" for label in labels]
    return f"{listed(named)} {'are' if len(named) > 1 else 'is'} locked in this view."


# Packing


def packed(view: Prepared) -> str:
    """A prepared view as a text for an address; empty for the ordinary page."""
    controls = {
        "locked": {name: _written(value) for name, value in view.locked.items()},
        "hidden": {name: _written(value) for name, value in view.hidden.items()},
    }
    said = {name: value for name, value in (shown(view) | controls).items() if value}
    return pack(said) if said else ""


@lru_cache(maxsize=256)  # asked for by every widget; a class has one
def unpacked(text: str) -> Prepared:
    """Read a prepared view.

    Raises
    ------
    ValueError
        If the text is none; says why.
    """
    if not text:
        return Prepared()
    said = unpack(text)
    if not isinstance(said, dict) or not set(said) <= {one.name for one in fields(Prepared)}:
        raise ValueError("holds no prepared view")
    locked, hidden = (_values(said.get(name, {})) for name in ("locked", "hidden"))
    return Prepared(**read_shown(said), locked=locked, hidden=hidden)


def shown(chosen: Shown) -> dict[str, Any]:
    """Its fields alone, of a record that has others beside them."""
    return {one.name: getattr(chosen, one.name) for one in fields(Shown)}


def read_shown(said: Mapping[str, Any]) -> dict[str, Any]:
    """The same fields, read."""
    known = {"blocks": block_names(), "readouts": readouts(), "pages": PAGES}
    listed = {name: names(said.get(name, []), allowed) for name, allowed in known.items()}
    return listed | {"sentence": sentence(said.get("sentence", ""))}


def names(said: Any, known: Iterable[str]) -> tuple[str, ...]:
    """Read a list of names, each of which has to be known."""
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise ValueError("holds no list of names")
    unknown = set(said) - set(known)
    if unknown or len(set(said)) < len(said):
        raise ValueError("holds an unknown name" if unknown else "holds a name twice")
    return tuple(said)


def sentence(said: Any) -> str:
    """Read a sentence: one line, not too long."""
    if not isinstance(said, str) or len(said) > LONGEST_SENTENCE or not said.isprintable():
        raise ValueError("holds no sentence that can be shown")
    return said


def _values(said: Any) -> Mapping[str, Value]:
    if not isinstance(said, dict):
        raise ValueError("holds no list of controls")
    names(list(said), (*CONTROLS, *COVERED))
    values = {name: _value(name, text) for name, text in said.items()}
    data = {name: value for name, value in values.items() if name in COVERED}
    if set(data) != set(COVERED if values.get("task") == "own" else ()):
        raise ValueError("holds no task with its data")
    check_own(values)
    return values


def _value(name: str, text: Any) -> Value:
    """The value of a control; one that could not be chosen on the page is refused."""
    one, wrong = _VALUES.get(name), ValueError("holds a value that a control cannot have")
    if not isinstance(text, str) or (text and not one):
        raise wrong
    if one is None:
        return None
    try:
        value = one.read(text)
    except ValueError:
        raise wrong from None
    if one.nearest(value) != value:
        raise wrong
    return value


def _written(value: Value) -> str:
    return "" if value is None else str(value)
