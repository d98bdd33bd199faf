"""A lesson: cards that each set a state, name one thing to look at, and ask for one act. Read from JSON and checked.

``lessons/`` holds one file for each lesson and ``schema.json``, which explains every field. A teacher's own lesson is
read in the same way; it is untrusted.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pages.lab import shared
from pages.lab.lessons import located
from pages.lab.lessons.conditions import ANSWERED, Condition, choice_of, condition, met, named
from pages.lab.lessons.located import Problem
from pages.lab.questions.answers import Answer
from pages.lab.session import CHOICES, OPENING, Session, check_own, differing, experiment
from pages.lab.study import STUDIES
from pages.lab.text.markup import loose_brace, places, unbalanced
from pages.lab.text.notation import number, percent, setting
from rnn_core import PARAMETERS, Run, simulate
from rnn_core.analysis.claims import Claim, Quantity, claim, quantity
from rnn_core.analysis.questions import KINDS

FOLDER = Path(__file__).parent
OWN = "own"
"""The name of the lesson that a teacher has written."""
MOST_PROBLEMS = 8
"""How many problems of a lesson are named at a time."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a card asks for.

    Parameters
    ----------
    do : str
    done : tuple
        The conditions that tick it: claims about the step on the screen, choices, or ``ANSWERED``.
    example : Session
        A state that a learner would make, and in which it is done.
    answered : bool
        Whether a question has to be answered for that, too.
    free : bool
        Whether any settings will do that meet the conditions; else those of the card, but for what the act is about.
    """

    do: str
    done: tuple[Condition, ...]
    example: Session
    answered: bool
    free: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One card.

    Parameters
    ----------
    title, text, look : str
        The text is what the card says, and ``look`` the one thing to look at.
    state : Session
    shows : tuple of str
        The names of what stands below it (``exhibits.py``).
    true : tuple of Claim
        What holds at its state.
    act : Act
    after : str
        Said once the act is done.
    true_after : tuple of Claim
        What holds at the act's example.
    ask, blanks : str
        The question asked before each step, and the numbers to fill in, as in ``Study``.
    misconception : str
        What its state refutes.
    """

    title: str
    text: str
    look: str
    state: Session
    shows: tuple[str, ...]
    true: tuple[Claim, ...]
    act: Act
    after: str
    true_after: tuple[Claim, ...]
    ask: str
    blanks: str
    misconception: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: its title, what one can do after it, about how long it takes, its cards, and what it has shown."""

    title: str
    goal: str
    minutes: int
    cards: tuple[Card, ...]
    summary: str = ""

    @property
    def asks(self) -> bool:
        """Whether it is a question set: each of its cards asks a question about the next step."""
        return all(card.ask != "off" for card in self.cards)


class LessonError(ValueError):
    """A lesson that cannot be used; ``problems`` says why, each with its line and field."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


# Reading


@cache
def texts() -> dict[str, str]:
    """The files of the lessons that come with the app, by the names of the lessons, in their order."""
    files = sorted(path for path in FOLDER.glob("*.json") if path.name != "schema.json")
    return {path.stem.split("-", 1)[1]: path.read_text(encoding="utf-8") for path in files}


@cache
def shipped() -> dict[str, Lesson]:
    """The lessons that come with the app, by their names, in their order."""
    return {name: read(text) for name, text in texts().items()}


def read(text: str) -> Lesson:
    """Read a lesson.

    Raises
    ------
    LessonError
        If it is no JSON, does not fit the schema, or names what does not exist.
    """
    lesson = _read(text)
    if isinstance(lesson, Lesson):
        return lesson
    raise LessonError(list(lesson))


@lru_cache(maxsize=32)
def _read(text: str) -> Lesson | tuple[str, ...]:
    """A lesson, or its problems: a page reads the one in its address at every step, whether it can be used or not."""
    try:
        value = located.read(text)
    except ValueError as wrong:
        return (str(wrong),)
    problems = located.problems(value, _schema()) or list(_house_rules(value)) or list(_without_data(value))
    if problems:
        return tuple(located.in_words(problem, value, text) for problem in problems[:MOST_PROBLEMS])
    head = {name: value[name] for name in ("title", "goal", "minutes")}
    return Lesson(**head, cards=tuple(map(_card, value["cards"])), summary=value.get("summary", ""))


@cache
def _schema() -> Any:
    return json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))


@cache
def fields() -> dict[str, str]:
    """Every field that a lesson can have, by where it stands, and what it means."""
    return {"a lesson": _schema()["description"], **dict(located.fields(_schema()))}


def _card(card: Any) -> Card:
    state = OPENING.with_(**_values(card["state"]))
    act, after = card["act"], card.get("after", {"text": ""})
    answered = bool(act["example"].get(ANSWERED, False))
    return Card(
        title=card["title"],
        text=card["text"],
        look=card["look"],
        state=state,
        shows=tuple(card["shows"]),
        true=tuple(map(claim, card.get("true", ()))),
        act=Act(
            do=act["do"],
            done=tuple(map(condition, act["done"])),
            example=state.with_(**_values(act["example"])),
            answered=answered,
            free=answered or act.get("free", False),
        ),
        after=after["text"],
        true_after=tuple(map(claim, after.get("true", ()))),
        ask=card.get("ask", "off"),
        blanks=card.get("blanks", "off"),
        misconception=card.get("misconception", ""),
    )


def _values(said: Any) -> dict[str, Any]:
    """The choices that a state or an example gives, read."""
    return {name: choice_of(name, value) for name, value in said.items() if name != ANSWERED}


def _house_rules(lesson: Any) -> Iterator[Problem]:
    """What the schema cannot check: that what is named exists, and that values are in range."""
    parts: list[Any] = [("summary", lambda: _without_places(lesson.get("summary", "")))]
    parts += [("cards", i, *part) for i, card in enumerate(lesson["cards"]) for part in _parts(card)]
    for *path, read_it in parts:
        try:
            read_it()
        except ValueError as wrong:
            yield Problem(tuple(path), str(wrong))


def _parts(card: Any) -> Iterator[Any]:
    """Every part of a card that can be wrong: its path, and what reads it."""
    for name, value in card["state"].items():
        yield "state", name, lambda name=name, value=value: choice_of(name, value)
    for name, value in card["act"]["example"].items():
        if name != ANSWERED:
            yield "act", "example", name, lambda name=name, value=value: choice_of(name, value)
    lists: tuple[tuple[tuple[str, ...], Any, Callable[[str], object]], ...] = (
        (("true",), card.get("true", ()), claim),
        (("act", "done"), card["act"]["done"], condition),
        (("after", "true"), card.get("after", {}).get("true", ()), claim),
    )
    for path, texts, reads in lists:
        for i, text in enumerate(texts):
            yield *path, i, lambda text=text, reads=reads: reads(text)
    written: tuple[tuple[tuple[str, ...], str], ...] = (
        *(((name,), card[name]) for name in ("title", "text", "look")),
        (("act", "do"), card["act"]["do"]),
        (("after", "text"), card.get("after", {}).get("text", "")),
        (("misconception",), card.get("misconception", "")),
    )
    for path, text in written:
        yield *path, lambda text=text: _text(text)
    for name in ("ask", "blanks"):
        yield name, lambda name=name: _one_of(card.get(name, "off"), STUDIES[name].options)


def _without_data(lesson: Any) -> Iterator[Problem]:
    """States whose values are all right by themselves, but which lack the data that they ask for."""
    for i, card in enumerate(lesson["cards"]):
        state, example = _values(card["state"]), _values(card["act"]["example"])
        begun = OPENING.with_(**state).with_(**example).data  # a learner needs none: there is a sequence to begin with
        for *path, values in (("state", state), ("act", "example", {**state, **example, "data": begun})):
            try:
                check_own(values)
            except ValueError as wrong:
                yield Problem(("cards", i, *path), str(wrong))
                break


def _text(text: str) -> None:
    if tag := unbalanced(text):
        raise ValueError(f"the tag {tag} has no partner")
    if brace := loose_brace(text):
        raise ValueError(f"the brace {brace} has no partner")
    for place in places(text):
        _place(place)


def _without_places(text: str) -> None:
    _text(text)
    if places(text):
        raise ValueError("cannot have quantities in braces: it is not about one state")


def _one_of(value: str, options: Any) -> None:
    if value not in options:
        raise ValueError(f"must be one of {', '.join(options)}")


# Against the core


def run_of(session: Session) -> tuple[Run, int]:
    """The run of a state, computed once for all who ask for it, and its step inside that run."""
    run = shared.once(_simulated, session.recipe)
    return run, min(session.t, len(run) - 1)


def _simulated(recipe: Session) -> Run:
    return simulate(experiment(recipe))


def done(card: Card, session: Session, run: Run, *, answered: bool) -> bool:
    """Whether a card's act is done."""
    return all(met(one, session, run, answered=answered) for one in card.act.done)


def subject(card: Card) -> set[str]:
    """The choices that an act is about: those that have conditions, and those that its example changes."""
    named_in = set[str]().union(*map(named, card.act.done)) & {*CHOICES}
    return named_in if card.act.free else named_in.union(differing(card.state, card.act.example))


def strayed(card: Card, session: Session) -> list[str]:
    """The settings that are not as the card has them, although its act is not about them."""
    return [] if card.act.free else [name for name in differing(card.state, session) if name not in subject(card)]


def question_answered(card: Card, session: Session, answers: tuple[Answer, ...]) -> bool:
    """Whether the card's question about the step on the screen has been answered.

    A guess has to be made, or a number filled in right, in the run of the session, whatever the reader has changed. A
    guess about the card's own step says nothing: it was made before the card was opened.
    """
    guesses = {"off": (), "mixed": KINDS}.get(card.ask, (card.ask,))
    numbers = {"off": (), "1": ("factor",), "2": ("factor",)}.get(card.blanks, (card.blanks,))
    here = [one for one in answers if one.session.t == session.t and not differing(one.session, session)]
    stepped = bool(differing(card.state, session))
    return any(
        (stepped and one.question in guesses) or (one.right and one.question.split(" ")[0] in numbers) for one in here
    )


# Numbers in texts


def _place(place: str) -> tuple[bool, Quantity, bool]:
    """What a place in a text stands for: whether it is about the card's own state, of what, and whether in per cent."""
    at_card, rest = place.startswith("card: "), place.removeprefix("card: ")
    return at_card, quantity(rest.removesuffix(" %")), rest.endswith(" %")


def value_at(place: str, card: Card, *, after: bool) -> tuple[Quantity, float | None, bool]:
    """The quantity of a place in a card's texts, its value, and whether it is written in per cent."""
    at_card, of, per_cent = _place(place)
    return of, shared.once(_at, of, card.state if at_card or not after else card.act.example), per_cent


def _at(of: Quantity, state: Session) -> float | None:
    return of.at(*run_of(state))


def filler(card: Card, *, after: bool = False) -> Callable[[str], str]:
    """Fills the places of a card's texts with the numbers of its state, or of its act's example."""

    def fill(place: str) -> str:
        of, value, per_cent = value_at(place, card, after=after)
        if value is None:
            return "undefined"
        if per_cent:
            return percent(value)
        chosen = of.name in PARAMETERS and float(f"{value:.3g}") == value  # written as short as its slider has it
        return setting(value) if chosen or isinstance(value, int) else number(value)

    return fill
