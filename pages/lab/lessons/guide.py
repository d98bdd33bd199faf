"""Taking a lesson: which card is open, what is done, and what an opened card sets; a lesson of a teacher's own.

The address holds the card that is open, what is done, and what was chosen before the lesson (``study.py``).
"""

import re
from functools import partial
from itertools import pairwise

from pages.lab import address, own_file, state, transport
from pages.lab.classroom import prepared
from pages.lab.classroom.prepared import Prepared
from pages.lab.lessons import lesson, promises
from pages.lab.lessons.lesson import OWN, Card, Lesson, LessonError
from pages.lab.moment import Moment
from pages.lab.packed import LONGEST_PACKED, pack, unpack
from pages.lab.session import CHOICES, OF_DATA, OPENING, Session, differing, to_address
from pages.lab.study import STUDIES, Study
from pages.lab.text import listed
from pages.lab.text.markup import places

PAGE = "pages/lessons.py"
LONGEST_OWN = 60_000
"""The longest lesson of a teacher's own, in characters."""
_BEFORE = ("ask", "blanks", "pinned")
"""What a card sets beside the session."""
_DONE = re.compile(r"([a-z_]+)\.(\d{1,3})")


def lessons() -> dict[str, Lesson]:
    """The lessons that can be opened by name."""
    return lesson.shipped()


def titles() -> dict[str, str]:
    """How the lessons are listed, by their names: “Lesson 3: The first term”; question sets have no number."""
    numbered = [name for name, one in lessons().items() if not one.asks]
    kinds = {name: f"Lesson {numbered.index(name) + 1}" if name in numbered else "Questions" for name in lessons()}
    return {name: f"{kinds[name]}: {one.title}" for name, one in lessons().items()}


def opened() -> Lesson | None:
    """The lesson that is open."""
    return _named(state.study().lesson)


def _named(name: str) -> Lesson | None:
    return _own() if name == OWN else lessons().get(name)


def _own() -> Lesson | None:
    try:
        return lesson.read(_own_text())
    except ValueError:
        return None


def _own_text() -> str:
    """The text of a teacher's own lesson: that of the address, or one that was too long for it."""
    packed = state.study().own
    return str(unpack(packed)) if packed else state.visit().own


def own_title() -> str:
    """The title of a teacher's own lesson; empty if there is none that can be used."""
    own = _own()
    return own.title if own else ""


def own_packed() -> str:
    """A teacher's own lesson, packed for a link; empty if there is none that can be used, or it is too long for one."""
    packed = pack(_own_text()) if _own() else ""
    return packed if len(packed) <= LONGEST_PACKED else ""


def not_opened() -> str:
    """Why the lesson that the address names is not open, as plain text; empty if it is, or if none is named."""
    name = state.study().lesson
    if not name or opened():
        return ""
    if name != OWN:
        return f"There is no lesson “{name}”."
    if not state.study().own:
        return "The lesson is not in this address: it was too long, or the address was cut."
    try:
        lesson.read(_own_text())
    except LessonError as wrong:
        return f"The lesson in this address cannot be used: {wrong.problems[0]}."
    except ValueError as wrong:
        return f"The lesson in this address {wrong}."
    return ""


def number(one: Lesson) -> int:
    """The number of the card that is open; at the end of the lesson, of the last one."""
    return min(state.study().card, len(one.cards))


def ended(one: Lesson) -> bool:
    """Whether the lesson has come to its end: after the last card, whose state is still on the screen."""
    return state.study().card > len(one.cards)


def title(one: Lesson) -> str:
    """How the open lesson is listed; of a teacher's own, its title."""
    return titles().get(state.study().lesson, one.title)


def where(one: Lesson) -> str:
    """Where the reader is in the open lesson: “Lesson 3: The first term, card 2 of 7”."""
    place = "the end" if ended(one) else f"card {number(one)} of {len(one.cards)}"
    return f"{title(one)}, {place}"


def following() -> str:
    """The name of the lesson after the one that is open; empty after the last, and after a teacher's own."""
    names = [*lessons(), ""]
    return dict(pairwise(names)).get(state.study().lesson, "")


def card_shown() -> str:
    """Names the card whose state is on the screen, that of the last one at the end of a lesson; empty without one."""
    one = opened()
    return f"{state.study().lesson} {number(one)}" if one else ""


def card(one: Lesson) -> Card:
    """The card that is open."""
    return one.cards[number(one) - 1]


def locked(card: Card) -> str:
    """What a class link keeps from being as a card has it or asks for, and what follows; empty if it is nothing."""
    if needed := _in_the_way(card, state.prepared()):
        return f"{prepared.locked(needed)} So what this card asks for cannot be done here; go on to the next."
    _, names = state.prepared().held(card.state)
    if not names:
        return ""
    return f"{prepared.locked(names)} The card was written for other values, so what it says may not be true here."


def _in_the_way(card: Card, view: Prepared) -> list[str]:
    """What a view locks that keeps an act from being done: the act changes it, or needs it as the card has it."""
    needed = {name for name in lesson.subject(card) if view.keeps(name)}
    if not card.act.free:
        needed.update(differing(card.state, view.held(card.state)[0]))
    return [name for name in CHOICES if name in needed]


def blocked(name: str, view: Prepared) -> list[int]:
    """The numbers of the cards of a lesson whose acts cannot be done in a view."""
    one = _named(name)
    return [i for i, card in enumerate(one.cards, 1) if _in_the_way(card, view)] if one else []


# What is done


def progress(done: str) -> dict[str, int]:
    """For each lesson, its cards whose act is done: the sum of 1, 2, 4 … for cards 1, 2, 3 …."""
    return {name: int(cards) for name, cards in _DONE.findall(done)}


def ticked(name: str) -> list[bool]:
    """Whether the act of each card of a lesson, up to the seventh, has been done."""
    cards = progress(state.visit().done or state.study().done).get(name, 0)
    return [bool(cards >> i & 1) for i in range(7)]


def tick(one: Lesson, moment: Moment) -> bool:
    """Whether the act of the open card has been done; the state on the screen may do it just now.

    What a slider passes on its way does not count, only where it comes to rest.
    """
    name, i = state.study().lesson, number(one) - 1
    if not (ticked(name)[i] or state.visit().sliding) and done_here(one.cards[i], moment):
        known = progress(state.visit().done or state.study().done)
        known[name] = known.get(name, 0) | 1 << i
        state.visit().done = "-".join(f"{one}.{cards}" for one, cards in known.items())
    return ticked(name)[i]


def done_here(card: Card, moment: Moment) -> bool:
    """Whether the state on the screen does a card's act."""
    if _in_the_way(card, state.prepared()) or _strayed(card, moment.session):
        return False
    answered = lesson.question_answered(card, moment.session, (*state.answers(), *state.tries()))
    return lesson.done(card, moment.session, moment.run, answered=answered)


def _strayed(card: Card, shown: Session) -> list[str]:
    """The settings that keep an act from being done; not those that a class link holds."""
    return [name for name in lesson.strayed(card, shown) if not state.prepared().keeps(name)]


def strayed(card: Card, shown: Session) -> str:
    """What keeps an act from being done: settings that it is not about, and that are not as on the card."""
    names = _strayed(card, shown)
    if not names:
        return ""
    labels = listed([CHOICES[name].short_label for name in names])
    one = f"setting {labels} is no longer as this card set it"
    several = f"settings {labels} are no longer as this card set them"
    return f"The {one if len(names) == 1 else several}. First press “Back to the card's state”."


def numbers_of(card: Card, shown: Session) -> str:
    """Which settings the numbers are for that are said once the act is done; empty if they are those of a session."""
    example = card.act.example
    if all(place.startswith("card: ") for place in places(card.after)):
        return ""
    settings = [CHOICES[name].equation(getattr(example, name)) for name in differing(example, shown)]
    return f"These numbers are for {listed(settings)}." if settings else ""


# Going through a lesson


def begin(name: str) -> None:
    """Open a lesson at its first card that is not done."""
    _keep()
    state.update_study(lesson=name)
    one = opened()
    count = len(one.cards) if one else 1
    show_card(next((i for i, done in enumerate(ticked(name)[:count], 1) if not done), 1))
    if not STUDIES["kept"].fits(state.study().kept):
        state.notice(
            "The settings from before this lesson, with your own data in them, are too long for an address: all of "
            "it comes back when you leave the lesson, but not if the page is reloaded before."
        )


def _keep() -> None:
    """Keep what is chosen, to give it back after the lesson; in another lesson, what was chosen before both."""
    if state.study().kept:
        return
    before = to_address(state.session(), long=True) | {one: getattr(state.study(), one) for one in _BEFORE}
    state.visit().aside = list(state.visit().undos)
    state.update_study(kept=pack(before))


def _kept() -> tuple[Session, Study]:
    """What was chosen before the lesson; the opening state if nothing was kept, or it is damaged."""
    try:
        session, before, _ = address.read(unpack(state.study().kept))
    except (ValueError, TypeError, AttributeError):
        return OPENING, Study()
    return session, before


def show_card(wanted: int) -> None:
    """Open a card of the lesson: set everything as it says."""
    one = opened()
    if one is None:
        return
    card = one.cards[wanted - 1]
    transport.pause()
    state.place(state.session().with_(**card.state.in_use))
    state.visit().notices = []  # what a class link keeps as it is, the card says
    state.update_study(card=wanted, **state.free(ask=card.ask, blanks=card.blanks, pinned=""), **_fresh())


def _fresh(*more: str) -> dict[str, object]:
    """What belongs to the question on the screen, as at first; and more choices like that."""
    return {one: STUDIES[one].first for one in ("guess", "hints", *more)}


def turn(by: int) -> None:
    """Go to the next card, or to the one before; after the last, to the end of the lesson, which sets nothing."""
    one = opened()
    if one is None:
        return
    last = len(one.cards)
    wanted = min(state.study().card, last + 1) + by
    if wanted > last:
        transport.pause()
        state.visit().notices = []
        state.update_study(card=last + 1)
    elif wanted >= 1:
        show_card(wanted)


def leave() -> None:
    """Close the lesson, and give back what was chosen before it. A teacher's own can be opened from its field again.

    If there was no data of the reader's own before, what was entered during the lesson stays, out of use.
    """
    session, before = _kept()
    one, present = opened(), state.session()
    if not session.data and one is not None and all(present.data != card.state.data for card in one.cards):
        session = session.with_(**{name: getattr(present, name) for name in OF_DATA})
    if one is not None and state.study().lesson == OWN:
        state.visit().own = _own_text()
    transport.pause()
    state.place(session)
    state.visit().undos.extend(state.visit().aside)
    state.visit().aside = []
    given_back = {one: getattr(before, one) for one in _BEFORE}
    state.update_study(**_fresh("lesson", "card", "own", "kept"), **state.free(**given_back))


def settle() -> None:
    """Set the state of the open card if the address named a lesson and no settings."""
    visit, one = state.visit(), opened()
    visit.bare, bare = False, visit.bare
    if one is not None and bare:
        notices = visit.notices
        _keep()
        show_card(number(one))
        visit.notices = notices


# A lesson of one's own


def open_own(text: str) -> None:
    """Open a lesson that a teacher has written, or say what is wrong with it."""
    visit, text = state.visit(), text.encode(errors="replace").decode()  # half a character could not be sent back
    visit.own, visit.problems = text[:LONGEST_OWN], []
    state.update_study(own="")
    if not text.strip():
        visit.problems = ["There is no text yet: paste a lesson, or choose a file."]
        return
    if len(text) > LONGEST_OWN:
        visit.problems = [f"The text is too long: a lesson may have {LONGEST_OWN:,} characters."]
        return
    try:
        with visit.turns.working():
            visit.problems = promises.broken(text)
    except LessonError as wrong:
        visit.problems = wrong.problems
    if visit.problems:
        return
    packed = own_packed()
    done = "-".join(f"{name}.{cards}" for name, cards in progress(state.study().done).items() if name != OWN)
    state.update_study(own=packed, done=done)
    begin(OWN)
    if not packed:
        state.notice(
            "This lesson is too long for a link: Copy link and a reload cannot carry it. "
            "Send the file instead; it is opened on this page."
        )


def begin_with(name: str) -> None:
    """Put the text of a lesson of ours into the field, as a pattern; not in place of another text."""
    if not state.visit().own.strip():
        _take(lesson.texts()[name])


def sent_file() -> None:
    """The callback of the component that reads a file."""
    text = own_file.sent("own file")
    if text is not None:
        state.pressed(partial(open_own, text))


def typed() -> None:
    """The callback of the field into which a lesson is pasted."""
    state.moved("own lesson", _take)


def _take(text: object) -> None:
    state.visit().own, state.visit().problems = str(text), []
