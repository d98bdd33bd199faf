"""A press of Step or Back, or a move of a slider, read from what a browser sent, which can be anything."""

from dataclasses import dataclass, field
from typing import Any

REACH = 8
"""How many steps beyond t the browser may ask for at a time; it does while a key is held (transport.js)."""
MOST_PLACES = 20
"""How many places a page may have. It has ten at most."""
MOST_KNOWN = 50
"""How many steps of a place the browser may say it has. It keeps 21 (blocks.js)."""


@dataclass(frozen=True, slots=True)
class Press:
    """What the browser says of a press.

    Parameters
    ----------
    session : str
        The visit that it is meant for.
    number : int
        Which press of the visit it is.
    t : int or None
        The step that it leads to, which may lie outside of the run; None if only a slider was moved.
    knows : dict of str to (str, tuple of int)
        For each place of the page, of which settings the browser has steps, and which steps.
    reach : int
        How many steps beyond t the browser should know; negative on the way back; 0 while a slider is being moved.
    slid : (str, str) or None
        The slider of the sidebar that is being moved, and its value.
    sliding : bool
        Whether it is still held.
    """

    session: str
    number: int
    t: int | None = None
    knows: dict[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    reach: int = 1
    slid: tuple[str, str] | None = None
    sliding: bool = False


def read(sent: Any) -> Press | None:
    """Read a press; None if it is none. Of places and of a slider, what is not as it should be counts as not sent."""
    match sent:
        case {"session": str(session), "number": number, "t": t} if _integer(number) and (t is None or _integer(t)):
            return Press(
                session,
                number,
                t,
                knows=_knows(sent.get("knows")),
                reach=max(-REACH, min(sent["reach"], REACH)) if _integer(sent.get("reach")) else 1,
                slid=_slid(sent.get("slid")),
                sliding=sent.get("sliding") is True,
            )
    return None


def _integer(value: Any) -> bool:
    """Whether it is an integer that can count presses or steps; True, which Python takes for 1, is none."""
    return type(value) is int and abs(value) <= 2**53


def _knows(places: Any) -> dict[str, tuple[str, tuple[int, ...]]]:
    if not isinstance(places, dict) or len(places) > MOST_PLACES:
        return {}
    known = {}
    for place, has in places.items():
        match has:
            case [str(settings), [*steps]] if len(steps) <= MOST_KNOWN and all(map(_integer, steps)):
                known[place] = settings, tuple(steps)
    return known


def _slid(slid: Any) -> tuple[str, str] | None:
    match slid:
        case [str(name), str(value)]:
            return name, value
    return None
