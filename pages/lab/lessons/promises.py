"""What a lesson promises, and whether the core keeps it: claims, acts, questions, and numbers in texts."""

from collections.abc import Iterator

from pages.lab.lessons import located
from pages.lab.lessons.conditions import ANSWERED, met
from pages.lab.lessons.lesson import Card, done, read, run_of, value_at
from pages.lab.lessons.located import Problem
from pages.lab.moment import Moment
from pages.lab.questions import guesses
from pages.lab.text.markup import places
from pages.lab.text.notation import digits


def broken(text: str) -> list[str]:
    """What a lesson promises and does not keep, such as a claim that does not hold, or an act that nothing ticks.

    Raises
    ------
    LessonError
        If the text is no lesson.
    """
    cards, value = read(text).cards, located.read(text)
    problems = (Problem(("cards", i, *one.path), one.what) for i, card in enumerate(cards) for one in _broken(card))
    return [located.in_words(one, value, text) for one in problems]


def _broken(card: Card) -> Iterator[Problem]:
    claimed = (
        (("state",), card.state, ("true",), card.true),
        (("act", "example"), card.act.example, ("after", "true"), card.true_after),
    )
    for at, state, path, claims in claimed:
        run, t = run_of(state)
        if t != state.t:
            yield Problem((*at, "t"), f"is {state.t}, and the run ends at {t}")
        for i, one in enumerate(claims):
            if not one.holds(run, t):
                values = ", ".join(f"{side} is {_exactly(side.at(run, t))}" for side in one.sides if side.name)
                yield Problem((*path, i), f"“{one.text}” does not hold at the {at[-1]}: {values}")
    yield from _broken_act(card)
    texts = (
        (("title",), card.title, False),
        (("text",), card.text, False),
        (("look",), card.look, False),
        (("act", "do"), card.act.do, False),
        (("after", "text"), card.after, True),
    )
    for field, text, after in texts:
        for place in places(text):
            if value_at(place, card, after=after)[1] is None:
                yield Problem(field, f"{{{place}}} does not exist there")


def _broken_act(card: Card) -> Iterator[Problem]:
    """Whether something has to be done, and the example does it."""
    (run, t), (after, _), act = run_of(card.state), run_of(card.act.example), card.act
    if done(card, card.state, run, answered=False):
        yield Problem(("act", "done"), "all of this is so at the card's state, before anything has been done")
    for i, one in enumerate(act.done):
        if not met(one, act.example, after, answered=act.answered):
            yield Problem(("act", "done", i), _not_met(card) if one == ANSWERED else "is not so at the example")
    asks = card.ask != "off" and card.blanks == "off" and ANSWERED in act.done
    if asks and not guesses.question_at(Moment(card.state, run), t + 1, card.ask):
        yield Problem(("ask",), f"there is nothing to ask about t = {t + 1}: it has no clear answer there")


def _not_met(card: Card) -> str:
    if card.ask == card.blanks == "off":
        return "the card asks nothing that could be answered; choose a question with “ask” or “blanks”"
    return f'the example does not say "{ANSWERED}": true'


def _exactly(value: float | None) -> str:
    return "nothing" if value is None else digits(value)
