"""The draft of a class link: what a teacher has chosen for a class so far, by name, packed into the teacher's address.

A draft locks nothing. The class link that is made of it does, with the values that are chosen at that moment.
"""

from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from urllib.parse import urlencode

from pages.lab import study as studies
from pages.lab.classroom.prepared import (
    CONTROLS,
    COVERED,
    PAGES,
    Prepared,
    Shown,
    names,
    packed,
    read_shown,
    sentence,
    shown,
    values_of,
)
from pages.lab.lessons.lesson import OWN
from pages.lab.packed import pack, unpack
from pages.lab.session import Session, to_address
from pages.lab.study import STUDIES, Study


@dataclass(frozen=True, slots=True)
class Draft(Shown):
    """What a teacher has chosen for a class.

    Parameters
    ----------
    page : str
        The page that the link opens without a lesson, as ``prepared.PAGES`` names it.
    lesson, ask : str
        The lesson that it opens, and the question before each step; as in ``Study``.
    locked, hidden : tuple of str
        Controls, without values.
    preview : bool
        Whether the page is shown below as the class will see it.
    """

    page: str = "app"
    lesson: str = ""
    ask: str = "off"
    locked: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    preview: bool = False

    @property
    def opens(self) -> str:
        """The page that the link opens: a lesson is on a page of its own."""
        return "lessons" if self.lesson else self.page


def pack_draft(draft: Draft) -> str:
    """A draft as a text for an address; empty for a new one."""
    said = {name: value for name, value in asdict(draft).items() if value != getattr(Draft(), name)}
    return pack(said) if said else ""


@lru_cache(maxsize=64)
def unpack_draft(text: str) -> Draft:
    """Read a draft.

    Raises
    ------
    ValueError
        If the text is none; says why.
    """
    said = unpack(text) if text else {}
    if not isinstance(said, dict) or not set(said) <= {one.name for one in fields(Draft)}:
        raise ValueError("holds no draft")
    (page,), (ask,) = names([said.get("page", "app")], PAGES), names([said.get("ask", "off")], STUDIES["ask"].options)
    lesson = sentence(said.get("lesson", ""))
    if len(lesson) > STUDIES["lesson"].longest:
        raise ValueError("names no lesson")
    return Draft(
        page=page,
        lesson=lesson,
        ask=ask,
        locked=names(said.get("locked", []), CONTROLS),
        hidden=names(said.get("hidden", []), CONTROLS),
        **read_shown(said),
        preview=said.get("preview") is True,
    )


def prepared(draft: Draft, session: Session, study: Study) -> Prepared:
    """The view that a draft prepares in this session."""
    asking = study.with_(ask=draft.ask)

    pages = tuple(page for page in draft.pages if page != draft.opens)
    shown_to_class = shown(draft) | {"pages": pages}
    return Prepared(
        locked=values_of(draft.locked, session, asking),
        hidden=values_of(draft.hidden, session, asking),
        **shown_to_class,
    )


def too_long(draft: Draft, session: Session, study: Study) -> bool:
    """Whether the class link of a draft would need data of one's own that no link can carry."""
    view = prepared(draft, session, study)
    settings = not draft.lesson and not view.keeps("task")
    return not STUDIES["prepared"].fits(packed(view)) or (settings and not session.fits_a_link)


def class_link(draft: Draft, session: Session, study: Study, here: str) -> str:
    """The class link of a draft; ``here`` is the address of a page beside the one that it opens.

    Only what differs from the opening state is written out: a short link makes a QR code that is easy to read. With a
    lesson, whose cards set everything, no settings are, and no pinned ones; what is locked has its value in the
    prepared view.
    """
    asked = {"lesson": draft.lesson, "card": 1, "ask": draft.ask, "own": study.own if draft.lesson == OWN else ""}
    view = prepared(draft, session, study)
    taught = study.with_(**asked, pinned="" if draft.lesson else study.pinned, prepared=packed(view))
    settings = {} if draft.lesson else to_address(session.shared) | {"t": str(session.t)}
    if view.keeps("task"):  # data of one's own can be long, and stands in the view
        settings = {name: value for name, value in settings.items() if name not in ("task", *COVERED)}
    parameters = settings | studies.to_address(taught, shared=True)
    page = "" if draft.opens == "app" else draft.opens
    return f"{here.rpartition('/')[0]}/{page}?{urlencode(parameters)}"
