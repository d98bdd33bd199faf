"""What a lesson promises, and whether the core keeps it: claims, acts, questions, and numbers in texts."""

from collections.abc import Iterator

from pages.lab.lessons.lesson import ANSWERED, Card, Lesson, done, run_of, value_at
from pages.lab.moment import Moment
from pages.lab.questions import guesses
from pages.lab.text.markup import places
from pages.lab.text.notation import digits


def broken(lesson: Lesson) -> list[str]:
    """What a lesson promises and does not keep, such as a claim that does not hold, or an act that nothing ticks."""
    return [f"card {i}: {promise}" for i, card in enumerate(lesson.cards, 1) for promise in _broken(card)]


def _broken(card: Card) -> Iterator[str]:
    for at, state, claims in (("state", card.state, card.true), ("example", card.act.example, card.true_after)):
        run, t = run_of(state)
        if t != state.t:
            yield f"its {at} has t = {state.t}, and its run ends at {t}"
        for one in claims:
            if not one.holds(run, t):
                values = ", ".join(f"{side} is {_exactly(side.at(run, t))}" for side in one.sides if side.name)
                yield f"“{one.text}” does not hold at its {at}: {values}"
    run, t = run_of(card.state)
    if done(card, card.state, run, answered=False):
        yield "its act is done before anything has been done"
    if not done(card, card.act.example, run_of(card.act.example)[0], answered=card.act.answered):
        yield "its example does not do what the act asks for"
    asks = card.ask != "off" and card.blanks == "off" and ANSWERED in card.act.done
    if asks and not guesses.question_at(Moment(card.state, run), t + 1, card.ask):
        yield f"there is nothing to ask about t = {t + 1}: “{card.ask}” has no clear answer there"
    for texts, after in ((f"{card.title}{card.text}{card.look}{card.act.do}", False), (card.after, True)):
        for place in places(texts):
            if value_at(place, card, after=after)[1] is None:
                yield f"{{{place}}} does not exist there"


def _exactly(value: float | None) -> str:
    return "nothing" if value is None else digits(value)
