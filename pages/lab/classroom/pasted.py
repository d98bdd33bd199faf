"""What a class has answered: lines that students have copied, read and counted. Nothing is kept of it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pages.lab.moment import Moment
from pages.lab.questions.answers import Answer, unpacked
from pages.lab.questions.guesses import question_of
from pages.lab.session import Session, experiment
from pages.lab.text.feedback import asked_for, feedback
from pages.lab.text.notation import number
from pages.lab.text.typed import parse_expression
from rnn_core import simulate
from rnn_core.analysis.practice import blank_for
from rnn_core.analysis.questions import KINDS, Question

LONGEST_PASTED = 2**18
"""How many characters may be pasted: 60 links about 500 rows of own data, which each link holds twice."""
MOST_LINES = 60
MOST_QUESTIONS = 40
"""How many questions are counted; of more, those that most students have answered."""
_LINK = re.compile(r"[?&]answers=([^&#\s>\"']*)")
_CODE = re.compile(r"[A-Za-z0-9_-]+")
_TYPED = re.compile(r"factor \d{1,2}|term|sum")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was left out: its number, from 1, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """The answers of each student, and the lines left out."""

    students: tuple[tuple[Answer, ...], ...]
    bad: tuple[BadLine, ...]


def read(text: str) -> Pasted:
    """Read what was pasted: on each line one student's code, or a link that holds one."""
    students, bad = [], []
    lines = [(place, line.strip()) for place, line in enumerate(text.splitlines(), 1) if line.strip()]
    for place, line in lines[:MOST_LINES]:
        try:
            students.append(_line(line))
        except ValueError as wrong:
            bad.append(BadLine(place, str(wrong)))
    bad += [BadLine(place, f"is one of more than {MOST_LINES}") for place, _ in lines[MOST_LINES:]]
    return Pasted(tuple(students), tuple(bad))


def _line(line: str) -> tuple[Answer, ...]:
    """The answers of one student, one for each question."""
    link = _LINK.search(line)
    code = link[1] if link else line
    if not code or not _CODE.fullmatch(code):
        raise ValueError("is no link with answers and no code")
    answers = unpacked(code)
    if not answers:
        raise ValueError("holds no answers")
    if any(one.question not in KINDS and not _TYPED.fullmatch(one.question) for one in answers):
        raise ValueError("holds an answer to a question that does not exist")
    first: dict[tuple[str, Session], Answer] = {}
    for one in answers:
        first.setdefault((one.question, one.session), one)
    return tuple(first.values())


@dataclass(frozen=True, slots=True)
class Given:
    """One answer to a question.

    Parameters
    ----------
    text : str
        An option, or what was typed, which can be anything.
    why : str
        Of a wrong number, the mistake that leads to it, if one is known; HTML.
    count : int
        How many students gave it.
    share : float
        Their part of all who are counted for the question.
    right : bool
    seen : int
        How many more students gave it after the step had been shown to them; they are not counted.
    """

    text: str
    count: int
    share: float
    right: bool
    why: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A question and the answers to it.

    Parameters
    ----------
    kind : str
        As in ``Answer``.
    session : Session
        What it is about.
    count : int
        How many students answered it, without those who had seen the step.
    given : tuple of Given
        Of a guess, all options in their order; of a number filled in, the right ones together and each wrong one.
    question : Question or None
        The question that was guessed at.
    blank : str
        The number that was to be filled in, as it was asked for; HTML.
    """

    kind: str
    session: Session
    count: int
    given: tuple[Given, ...]
    question: Question | None = None
    blank: str = ""

    @property
    def seen(self) -> int:
        """How many students answered it after the step had been shown to them."""
        return sum(one.seen for one in self.given)


@dataclass(frozen=True, slots=True)
class Tables:
    """What has been counted so far.

    Parameters
    ----------
    questions : tuple of Counted
        The one that most students answered first.
    done, total : int
        How many questions have been counted, and how many are to be.
    misfits : int
        Answers that fit no question: their state has none, or not this option.
    more : int
        Questions that are not counted because they are too many.
    """

    questions: tuple[Counted, ...]
    done: int
    total: int
    misfits: int = 0
    more: int = 0


@dataclass(slots=True)
class _Asked:
    """All answers to one question."""

    kind: str
    session: Session
    answers: list[Answer] = field(default_factory=list)


def count_in_pieces(students: Iterable[Iterable[Answer]]) -> Iterator[Tables]:
    """Count the answers to each question; the tables so far, growing by a question at a time.

    Whether an answer is right is found out anew: what a student sends could say anything.
    """
    asked: dict[tuple[str, Session], _Asked] = {}
    for answers in students:
        for one in answers:
            asked.setdefault((one.question, one.session), _Asked(one.question, one.session)).answers.append(one)
    ranked = sorted(asked.values(), key=lambda one: (-len(one.answers), one.session.t))
    counted, misfits = list[Counted](), 0
    total, more = min(len(ranked), MOST_QUESTIONS), max(0, len(ranked) - MOST_QUESTIONS)
    yield Tables((), 0, total, more=more)
    for done, each in enumerate(ranked[:MOST_QUESTIONS], 1):
        table = _guessed(each) if each.kind in KINDS else _typed(each)
        misfits += len(each.answers) - (table.count + table.seen if table else 0)
        if table:
            counted.append(table)
        yield Tables(tuple(counted), done, total, misfits, more)


def _guessed(asked: _Asked) -> Counted | None:
    question = _question(asked)
    answers = [one for one in asked.answers if question and one.given in question.options]
    if question is None or not answers:
        return None
    counts, seen = (Counter(one.given for one in answers if one.seen == after) for after in (False, True))
    count = counts.total()
    given = (
        Given(
            option, counts[option], counts[option] / max(count, 1), right=option == question.answer, seen=seen[option]
        )
        for option in question.options
    )
    return Counted(asked.kind, asked.session, count, tuple(given), question)


def _question(asked: _Asked) -> Question | None:
    """The question, asked anew."""
    moment = _moment(asked.session)
    return question_of(asked.answers[0], moment) if moment and moment.t > 0 else None


def _moment(session: Session) -> Moment | None:
    """What a question was about, in a run that ends there; None if the run has no such step."""
    made = experiment(session)
    if not 0 <= session.t < made.length:
        return None
    run = simulate(replace(made, steps=session.t + 1))
    return Moment(session, run) if len(run) > session.t else None


def _typed(asked: _Asked) -> Counted | None:
    """Numbers filled in: the right ones together, and each wrong one with the mistake that leads to it."""
    session, moment = asked.session, _moment(asked.session)
    wanted = blank_for(moment.reading, session.weight, session.lag, asked.kind) if moment else None
    if moment is None or wanted is None:
        return None
    texts = Counter(one.given.strip() for one in asked.answers)
    count, right, wrong = texts.total(), 0, list[Given]()
    for text, times in texts.most_common():
        value = _number(text)
        if value is not None and wanted.verdict(value) == "right":
            right += times
            continue
        why = feedback(moment, wanted, value) if value is not None and wanted.mistake(value) else ""
        wrong.append(Given(text, times, times / count, right=False, why=why))
    given = (Given(number(wanted.right.value), right, right / count, right=True), *wrong)
    return Counted(asked.kind, session, count, given, blank=asked_for(moment, wanted))


def _number(text: str) -> float | None:
    try:
        return parse_expression(text)
    except ValueError:
        return None
