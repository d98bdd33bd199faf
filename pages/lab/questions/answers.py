"""Answers: what a reader guessed or filled in, and in which state; kept in the address, and read by a teacher."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pages.lab.packed import LONGEST_PACKED, pack, unpack
from pages.lab.session import CHOICES, Session, from_address, to_address
from pages.lab.study import WITH_DATA

MOST = 50
"""How many answers are kept; of more, the newest."""
SAME_DATA = "="
"""With a number, it stands for the data of that earlier answer, counted from 0, so that an address holds all data once.
Alone, as in older links, it stands for the data of the latest answer that has some."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Parameters
    ----------
    question : str
        Its kind: "largest", "change", "sign" or "vanishes", guesses about the step ``session.t`` from the one before;
        or "factor" and its place in the term, from 1, "term" or "sum", numbers filled in.
    session : Session
        What it was about, as ``about`` gives it; of a guess without a lag if the question has none.
    given : str
        The option chosen, or the text typed.
    right : bool
    seen : bool
        Of a guess: whether its step had been on the screen before, as far as the server remembers.
    """

    question: str
    session: Session
    given: str
    right: bool
    seen: bool = False


def about(session: Session, t: int | None = None) -> Session:
    """What a question asked in a session is about: its run, the step, the weight and the lag."""
    step = session.t if t is None else t
    return session.recipe.with_(t=step, weight=session.weight, lag=session.lag)


def with_answer(answers: tuple[Answer, ...], new: Answer) -> tuple[Answer, ...]:
    """The answers with another. The first to each question counts, whatever is tried afterwards."""
    if any((old.question, old.session) == (new.question, new.session) for old in answers):
        return answers
    return (*answers, new)[-MOST:]


def with_latest(answers: tuple[Answer, ...], new: Answer) -> tuple[Answer, ...]:
    """The answers with another, which takes the place of an earlier one to the same question."""
    others = [old for old in answers if (old.question, old.session) != (new.question, new.session)]
    return (*others, new)[-MOST:]


def packed(answers: Iterable[Answer]) -> str:
    """The answers as a text for an address; the oldest are left out if they are too many for one.

    With data that no address carries there is as much room beside it: such answers are kept until the page is left.
    """
    newest = list(answers)
    text = _pack(newest) if newest else ""
    data = max((one.session.data for one in newest), key=len, default="")
    room = WITH_DATA + (0 if CHOICES["data"].fits(data) else len(data)) if data else LONGEST_PACKED
    while len(text) > room:
        newest = newest[1:]
        text = _pack(newest)
    return text


def _pack(answers: list[Answer]) -> str:
    listed, data = [], [one.session.data for one in answers]
    for number, one in enumerate(answers):
        address, first = to_address(one.session, long=True), data.index(one.session.data)
        if "data" in address and first < number:
            address["data"] = f"{SAME_DATA}{first}"
        listed.append([one.question, address, one.given, int(one.right), *[1] * one.seen])
    return pack(listed)


@lru_cache(maxsize=128)  # a page reads the same text at every step, and more than once
def unpacked(text: str) -> tuple[Answer, ...]:
    """Read answers.

    Raises
    ------
    ValueError
        If the text is no list of answers; says why.
    """
    listed = unpack(text) if text else []
    if not isinstance(listed, list) or len(listed) > MOST:
        raise ValueError("holds no answers")
    read: list[Answer] = []
    meant: dict[str, str] = {}
    for number, one in enumerate(listed):
        read.append(_answer(one, meant))
        if data := read[-1].session.data:
            meant |= {f"{SAME_DATA}{number}": data, SAME_DATA: data}
    return tuple(read)


def _answer(one: object, meant: Mapping[str, str]) -> Answer:
    match one:
        case [str(question), dict(address), str(given), 0 | 1 as right, *seen] if seen in ([], [1]) and all(
            isinstance(value, str) for value in address.values()
        ):
            data = address.get("data", "")
            session, replaced = from_address(address | {"data": meant.get(data, data)})
            if not replaced:
                return Answer(question, session, given, bool(right), bool(seen))
    raise ValueError("holds an answer that cannot be read")
