"""The conditions that tick the act of a card: claims about the step on the screen, choices, or an answer."""

from dataclasses import dataclass
from typing import Any

from pages.lab import shared
from pages.lab.session import CHOICES, Session
from rnn_core import Run
from rnn_core.analysis.claims import QUANTITIES, RELATIONS, Claim, claim, compared

MOST_STEPS = 2000
"""The longest run of a card: it is computed while the reader waits, and a stranger may have written the lesson.

Claims that take seconds in a longer run are not met there.
"""
ANSWERED = "answered"
"""The condition that a question of the card has been answered; a number that was filled in has to be right."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A condition on a choice of the session."""

    name: str
    relation: str
    value: str | int | float

    def met(self, session: Session) -> bool:
        compare: Any = RELATIONS[self.relation]  # texts compare by = and != alone
        return bool(compare(getattr(session, self.name), self.value))


Condition = Claim | Chosen | str


def condition(text: str) -> Condition:
    """Read a condition: ``t >= 25``, ``term Wh 2 < 0``, ``weight = Wx``, ``answered``.

    Raises
    ------
    ValueError
        If it is none; says what is wrong.
    """
    if text.strip() == ANSWERED:
        return ANSWERED
    parts = compared(text)
    if parts and parts[0] in CHOICES and parts[0] not in QUANTITIES:
        name, relation, value = parts
        if CHOICES[name].options and relation not in ("=", "!="):
            raise ValueError(f"“{name}” can only be compared by = and !=")
        return Chosen(name, relation, choice_of(name, value))
    return claim(text)


def choice_of(name: str, value: Any) -> Any:
    """The value of a choice as a lesson gives it.

    Raises
    ------
    ValueError
        If it is none; says what is allowed, or what is wrong with it.
    """
    one = CHOICES.get(name)
    if one is None:
        raise ValueError(f"there is no such setting; allowed are {', '.join(CHOICES)}")
    try:
        asked = None if isinstance(value, bool) else one.read(str(value))
    except ValueError:
        if one.longest:
            raise  # it says more than what is allowed
        asked = None
    if asked is None or one.nearest(asked) != asked:
        raise ValueError(f"must be {one.allowed}")
    if name == "steps" and isinstance(asked, int) and asked > MOST_STEPS:
        raise ValueError(f"must be at most {MOST_STEPS} in a lesson")
    return asked


def named(one: Condition) -> set[str]:
    """The choices and quantities that a condition is about."""
    if isinstance(one, str):
        return set()
    return {one.name} if isinstance(one, Chosen) else {side.name for side in one.sides}


def met(condition: Condition, session: Session, run: Run, *, answered: bool) -> bool:
    """Whether a condition is met in a session; ``answered`` says whether a question of the card has been answered."""
    if isinstance(condition, str):
        return answered
    if isinstance(condition, Chosen):
        return condition.met(session)
    if condition.slow and len(run) > MOST_STEPS:
        return False
    return shared.once(_holds, condition, run, min(session.t, len(run) - 1))


def _holds(claim: Claim, run: Run, t: int) -> bool:
    return claim.holds(run, t)
