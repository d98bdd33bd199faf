"""Guesses about the next step: which question is asked, whether a guess fits it, and what has been answered.

All of it follows from the session, the run and the study, so from the address: a page that is opened again, or Back,
shows the same. A guess is kept as a text that names its step, kind and option, with a check sum of what it is about: a
guess whose settings have changed since fits no question.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pages.lab.moment import Moment
from pages.lab.questions.answers import MOST, Answer, about
from pages.lab.session import LOOKING_BACK, OPENING, Session
from rnn_core.analysis import questions
from rnn_core.analysis.questions import KINDS, Question


def question_at(moment: Moment, t: int, ask: str) -> Question | None:
    """The question about a step, of the kind asked for; None if there is none."""
    if not 1 <= t <= moment.last:
        return None
    earlier, later = moment.at(t - 1).reading, moment.at(t).reading
    if ask == "mixed":
        return questions.mixed_question(earlier, later, moment.weight, moment.session.lag)
    return questions.question(ask, earlier, later, moment.weight, moment.session.lag) if ask in KINDS else None


def why_none(moment: Moment, t: int, ask: str) -> tuple[str, ...]:
    """Why there is no question about a step, which is not the first: a reason for each kind asked for."""
    earlier, later = moment.at(t - 1).reading, moment.at(t).reading
    kinds = KINDS if ask == "mixed" else (ask,)
    reasons = [questions.why_none(kind, earlier, later, moment.weight, moment.session.lag) for kind in kinds]
    return tuple(dict.fromkeys(reason for reason in reasons if reason))


def subject(session: Session, question: Question) -> Session:
    """What a question is about: the run, the step, the weight and, if the question is about one, the lag."""
    lag = question.lag if question.kind == "change" else OPENING.lag
    return about(session, question.t).with_(weight=question.parameter, lag=lag)


# The guess that has been made


def written(session: Session, question: Question, option: str) -> str:
    """A guess as the address holds it."""
    start, end = _around(session, question)
    return f"{start}{option}{end}"


def option_of(guess: str, session: Session, question: Question | None) -> str | None:
    """The option of a guess, if it is one about this question."""
    if question is None:
        return None
    start, end = _around(session, question)
    option = guess.removeprefix(start).removesuffix(end)
    return option if f"{start}{option}{end}" == guess and option in question.options else None


def _around(session: Session, question: Question) -> tuple[str, str]:
    """What stands before and after the option."""
    check = zlib.crc32(repr(subject(session, question)).encode())
    return f"{question.t}-{question.kind}-", f"-{check:08x}"


def settled(moment: Moment, ask: str, guess: str) -> tuple[str, Answer | None]:
    """The guess that is still open, and the answer if its step has come.

    A guess is about the step after the one it was made at: it stays open there, and is answered at the next. Anywhere
    else, and once the settings have changed, it is dropped.
    """
    if not guess:
        return "", None
    session = moment.session
    if option_of(guess, session, question_at(moment, moment.t + 1, ask)):
        return guess, None
    question = question_at(moment, moment.t, ask)
    option = option_of(guess, session, question)
    if question is None or option is None:
        return "", None
    return "", Answer(question.kind, subject(session, question), option, right=option == question.answer)


# What has been answered


def given(answers: Iterable[Answer], session: Session, question: Question) -> str | None:
    """The option that was given to a question; None if there is none."""
    asked = subject(session, question)
    options = (one.given for one in answers if (one.question, one.session) == (question.kind, asked))
    return next((option for option in options if option in question.options), None)


def answered(moment: Moment, answers: Iterable[Answer]) -> tuple[Question, str] | None:
    """The latest question about the present step that was answered, whatever is picked now, and the option given."""
    recipe = moment.session.recipe
    for one in reversed(list(answers)):
        if one.question in KINDS and one.session.t == moment.t and one.session.recipe == recipe:
            question = question_of(one, moment)
            if question and one.given in question.options:
                return question, one.given
    return None


def question_of(answer: Answer, moment: Moment) -> Question | None:
    """The question that a guess answered; ``moment`` is any of the same run."""
    if answer.question not in KINDS or answer.session.weight not in LOOKING_BACK:
        return None
    return question_at(Moment(answer.session, moment.run), answer.session.t, answer.question)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many guesses were right, how many were made, and whether these are only the last: older ones are dropped."""

    right: int
    made: int
    last: bool


def tally(answers: Sequence[Answer]) -> Tally:
    """Count the guesses among the answers."""
    right = [one.right for one in answers if one.question in KINDS]
    return Tally(sum(right), len(right), last=len(answers) == MOST)


def without(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """The answers that are no guesses."""
    return tuple(one for one in answers if one.question not in KINDS)
