"""Compare A with B: A are the settings that a reader has pinned, B the present ones.

What is pinned decides a run. Where one looks, at which step, weight and lag, is the same for both.
"""

from collections.abc import Callable

from pages.lab import shared
from pages.lab.moment import Moment
from pages.lab.packed import pack, unpack
from pages.lab.session import CHOICES, LONGEST, OPTIONS, Session, experiment, from_address, options_of, to_address
from pages.lab.text import at
from rnn_core import Run, simulate

DECIDING = tuple(name for name, one in CHOICES.items() if one.decides)


def packed(session: Session) -> str:
    """The settings of a session as a text for an address."""
    return pack(to_address(session.recipe, long=True))


def unpacked(text: str) -> Session | None:
    """Read pinned settings; None if the text is empty.

    Raises
    ------
    ValueError
        If the text holds no settings; says why.
    """
    if not text:
        return None
    held = unpack(text)
    if isinstance(held, dict) and all(isinstance(value, str) for value in held.values()):
        session, replaced = from_address(held)
        if not replaced:
            return session.recipe
    raise ValueError("holds no settings")


def deciding(session: Session) -> dict[str, object]:
    """The choices in use that decide a session's run."""
    return {name: value for name, value in session.in_use.items() if name in DECIDING}


def difference(A: Session, B: Session, mutes: Callable[[str], bool] = lambda name: False) -> tuple[str, str] | None:
    """The choices in which A and B differ, as each has them, in words; None if the runs of both are the same.

    The values of those that ``mutes`` names are left out.
    """
    unused = OPTIONS - {*options_of(A), *options_of(B)}
    differing = [CHOICES[name] for name in DECIDING if name not in unused and getattr(A, name) != getattr(B, name)]

    def told(session: Session) -> str:
        values = [(one, getattr(session, one.name)) for one in differing if one.name in session.in_use]
        return ", ".join(
            f"{one.short_label} (hidden)" if mutes(one.name) else one.equation(value) for one, value in values
        )

    return (told(A), told(B)) if differing else None


def beside(A: Session, B: Session) -> Moment | None:
    """A before its first step, looked at as B is; None if the run of A is the same as that of B, or too long."""
    if difference(A, B) is None or A.steps > LONGEST:
        return None
    return Moment(B.with_(**deciding(A), t=-1), shared.once(_run, A))


def missing(A: Session, moment: Moment) -> str:
    """Why there is nothing of A to see at a moment of B; empty if there is, or nothing to see of B either."""
    if A.steps > LONGEST:
        return f"The run of A has {A.steps:,} steps. A run can be pinned for comparison if it has at most {LONGEST:,}."
    if moment.pinned and moment.t > moment.pinned.last:
        return f"The run of A ends at {at(moment.pinned.last)}, so A has no step {at(moment.t)}."
    return ""


def _run(recipe: Session) -> Run:
    return simulate(experiment(recipe))
