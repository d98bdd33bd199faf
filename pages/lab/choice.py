"""One choice: what it may be, how it is presented, and how an address holds it.

A record of choices, such as ``Session``, is a frozen dataclass with one field for each, made by ``choice``.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from pages.lab.text.notation import setting
from pages.lab.text.untrusted import visible

LONGEST_TEXT = 100
"""The longest text, in characters, that can be read as a value. A number with every digit takes 24."""
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Choice:
    """What one field may be, and how it is presented.

    Parameters
    ----------
    name : str
        The field, the parameter of the address, and the key of the widget.
    label : str
    help : str
    first : str, int or float
        The value of the opening state.
    low, high : float
        The range of a number.
    ends : tuple of float, optional
        The ends of its slider, if that does not reach from low to high.
    stops : tuple of float
        All that its slider can show, if that does not move evenly.
    options : mapping of str to str
        The options of a choice that is not a number, each with its text on the screen.
    several : bool
        Whether several options can be chosen; the value joins them by "-".
    longest : int
        Of a text that is neither a number nor an option: the most characters it may have. Whoever uses it checks it.
    carried : int
        The most characters of such a text that are written into an address; as many as it may have unless given.
    told : callable, optional
        Says in words what such a text holds, and raises a ``ValueError`` that says why if it cannot be read.
    phrase : callable, optional
        Says a value in words for a list of settings, where its label would not read well before it.
    decides : bool
        Whether it decides the run. The other choices are about what is shown, and how.
    personal : bool
        Whether it is about one reader, and so left out of a copied link.
    """

    name: str
    label: str
    help: str
    first: str | int | float
    low: float
    high: float
    ends: tuple[float, float] | None = None
    stops: tuple[float, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    several: bool = False
    longest: int = 0
    carried: int = 0
    told: Callable[[str], str] | None = None
    phrase: Callable[[Any], str] | None = None
    decides: bool = False
    personal: bool = False

    @property
    def integer(self) -> bool:
        return isinstance(self.first, int)

    @property
    def allowed(self) -> str:
        """What the choice may be, in words."""
        if self.longest:
            return f"a text of up to {self.longest:,} characters"
        if self.options:
            listed = ", ".join(self.options)
            return f"one or more of {listed}, joined by “-”" if self.several else f"one of {listed}"
        kind = "an integer" if self.integer else "a number"
        return f"{kind} from {setting(self.low)} to {setting(self.high)}"

    def written(self, value: Any) -> str:
        """A value of this choice in words."""
        if self.longest:
            return self.told(value) if self.told else str(value)
        return str(self.options.get(value) if self.options else setting(value))

    def change(self, before: Any, after: Any) -> str:
        """A change of this choice in words: Wh −0.9 → 0.7."""
        return f"{self._symbol} {self.written(before)} → {self.written(after)}"

    def equation(self, value: Any) -> str:
        """This choice with a value, in words: Wh = −0.9."""
        return self.phrase(value) if self.phrase else f"{self._symbol} = {self.written(value)}"

    @property
    def short_label(self) -> str:
        """The label without what it says in brackets, for a sentence."""
        return self.label.partition(" (")[0]

    @property
    def _symbol(self) -> str:
        return "η" if self.name == "eta" else self.short_label

    def read(self, text: str, number: Callable[[str], float] = float) -> str | int | float:
        """The value that a text means, which may be out of range; ``number`` reads a number.

        Raises
        ------
        ValueError
            If the text is not a value of this choice; says why.
        """
        if len(text) > (self.longest or LONGEST_TEXT):
            raise ValueError("is too long")
        if self.longest:
            self.written(text)
            return text
        if self.options:
            if not set(text.split("-") if self.several else [text]) <= set(self.options):
                raise ValueError("is not allowed")
            return text
        value = number(text)
        if not math.isfinite(value) or (self.integer and not value.is_integer()):
            raise ValueError("is not an integer" if self.integer else "is not a finite number")
        return type(self.first)(value)

    def fits(self, value: Any) -> bool:
        """Whether an address carries this value; it carries everything but long texts."""
        return not self.longest or len(value) <= (self.carried or self.longest)

    def has(self, value: Any) -> bool:
        """Whether this, which can be anything, is a number in range."""
        number = isinstance(value, int | float) and self.low <= value <= self.high
        return number and (not self.integer or value == int(value))

    def nearest(self, value: Any) -> Any:
        """The allowed value nearest to one that was read: of a number within the range, of options in their order."""
        if self.longest:
            return value
        if self.options:
            return "-".join(option for option in self.options if option in value.split("-"))
        nearest: Any = type(self.first)(min(max(value, self.low), self.high))
        return nearest + 0  # −0 equals 0, but would be written differently


def choice(first: str | int | float, low: float = -math.inf, high: float = math.inf, **words: Any) -> Any:
    """A field of a record, with everything else that a ``Choice`` says of it."""
    return field(default=first, metadata={"low": low, "high": high, **words})


def choices_of(record: type) -> dict[str, Choice]:
    """The choices of a record by their names, in its order."""
    found = {one.name: one for one in fields(record)}
    return {
        name: Choice(**{"name": name, "label": name, "first": one.default, **one.metadata})
        for name, one in found.items()
    }


def as_parameters(
    record: Any, choices: Mapping[str, Choice], *, everything: bool = False, long: bool = False
) -> dict[str, str]:
    """A record as the parameters of an address: the choices that differ from their first values, or all.

    A text that is too long for an address is left out, unless what is too long is asked for as well; an empty one is
    never written.
    """
    values = {name: getattr(record, name) for name in choices}
    return {
        name: str(values[name])
        for name, one in choices.items()
        if values[name] != one.first or (everything and not one.longest)
        if long or one.fits(values[name])
    }


def from_parameters(
    record: type[Record], choices: Mapping[str, Choice], parameters: Mapping[str, str]
) -> tuple[Record, list[str]]:
    """Read a record from an address, and name every value that had to be replaced.

    Unknown names are ignored. A number out of range becomes the nearest allowed one; an unreadable value is replaced by
    the first.
    """
    chosen: dict[str, str | int | float] = {}
    notices = []
    for name, one in choices.items():
        text = parameters.get(name, str(one.first))
        try:
            asked, why = one.read(text), ""
        except ValueError as wrong:
            asked, why = None, f"It {wrong}. "
        used = chosen[name] = one.first if asked is None else one.nearest(asked)
        if used != asked:
            instead = "it is ignored" if one.longest else f"{name} = {_written(used)} is used instead"
            must = f"{why * bool(one.longest)}It must be {one.allowed}"
            notices.append(f"The address asked for {name} = {as_code(text)}. {must}; {instead}.")
    return record(**chosen), notices


def _written(value: str | int | float) -> str:
    return value if isinstance(value, str) else setting(value)


def as_code(text: str) -> str:
    """Untrusted text as code in a notice: no link or image in it is rendered, and no invisible character acts."""
    return f"`{visible(text, 40).replace('`', '') or ' '}{'…' * (len(text) > 40)}`"
