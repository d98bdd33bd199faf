"""What a reader does beside looking: lessons, guesses, numbers filled in, and what a teacher has prepared.

Like ``Session`` it is part of the address, but no chart depends on it, so all readers of one state share its charts.
Whatever is packed (``packed.py``) is checked by the module that uses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pages.lab.choice import as_parameters, choice, choices_of, from_parameters
from pages.lab.packed import LONGEST_PACKED

WITH_DATA = LONGEST_PACKED + 1000
"""The same of a text in which data of a reader's own, as long as an address carries it, can be one of the settings."""


@dataclass(frozen=True, slots=True)
class Study:
    """One value for each of these; ``Study()`` is a reader who only looks."""

    lesson: str = choice("", longest=40, help="The lesson that is open; “own” is one that a teacher has written.")
    card: int = choice(1, 1, 8, help="The card of the lesson; after the last one comes the end.")
    done: str = choice(
        "", longest=400, personal=True, help="The cards whose act is done, lesson by lesson: “forward.13-queues.2”."
    )
    own: str = choice("", longest=LONGEST_PACKED, help="A teacher's own lesson, packed.")
    kept: str = choice(
        "", longest=WITH_DATA, personal=True, help="The settings before the lesson, packed; it gives them back."
    )
    ask: str = choice(
        "off",
        options={
            "off": "off",
            "mixed": "a mix of all four",
            "largest": "which lag contributes most",
            "change": "how one term changes",
            "sign": "the sign of the sum",
            "vanishes": "where it vanishes",
        },
        label="predict",
        help="Before each step, guess what it will do. The answer stands beside the guess.",
    )
    guess: str = choice("", longest=40, personal=True, help="The guess for the next step.")
    answers: str = choice("", longest=WITH_DATA, personal=True, help="The answers given so far, packed.")
    blanks: str = choice(
        "off",
        options={"off": "off", "1": "one factor", "2": "two factors", "term": "the term", "sum": "the sum"},
        label="fill in",
        help="Numbers of the term that are left for you to work out.",
    )
    tried: str = choice("", longest=WITH_DATA, personal=True, help="The latest numbers filled in, packed.")
    hints: str = choice("", longest=40, personal=True, help="How many hints are shown, and for which number.")
    prepared: str = choice("", longest=WITH_DATA, help="What a teacher has prepared, packed.")
    draft: str = choice(
        "", longest=LONGEST_PACKED, personal=True, help="What a teacher is preparing, packed; it is not in force."
    )
    pinned: str = choice("", longest=WITH_DATA, help="The settings A that the present ones are compared with, packed.")
    projector: str = choice(
        "off",
        options={"off": "off", "on": "on"},
        help="The bars by lag and the equations alone, in type for the last row. Esc leaves.",
    )

    def with_(self, **changes: object) -> "Study":
        """The same with some changes."""
        return replace(self, **changes)  # type: ignore[arg-type]


STUDIES = choices_of(Study)


def to_address(study: Study, *, shared: bool = False) -> dict[str, str]:
    """The parameters of an address; of one that is to be ``shared``, without what is personal."""
    choices = {name: one for name, one in STUDIES.items() if not (shared and one.personal)}
    return as_parameters(study, choices)


def from_address(parameters: Mapping[str, str]) -> tuple[Study, list[str]]:
    """Read them from an address, and name every value that had to be replaced."""
    return from_parameters(Study, STUDIES, parameters)
