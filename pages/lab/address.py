"""What an address holds: the session and what a reader does beside looking, read and written."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

from pages.lab import pinned
from pages.lab import study as studies
from pages.lab.classroom import draft, prepared
from pages.lab.questions import answers
from pages.lab.session import CHOICES, Session, from_address, to_address
from pages.lab.study import Study

_PACKED: dict[str, tuple[Callable[[str], object], str, str]] = {
    "answers": (answers.unpacked, "The answers in the address are", ""),
    "tried": (answers.unpacked, "The numbers filled in are", ""),
    "pinned": (pinned.unpacked, "The settings A in the address are", " Nothing is pinned."),
    "prepared": (prepared.unpacked, "The prepared view in the address is", " This is the ordinary page."),
    "draft": (draft.unpack_draft, "The draft of a class link in the address is", ""),
}
"""What is packed into an address: how it is read, what it is called, and what takes its place if it is damaged."""

PRESENT_DATA = (
    "Your data was too long for the address of this place in the browser's history, so the present data is shown. "
    "It may not be the data that was in use here."
)


def read(address: Mapping[str, str], data: str = "") -> tuple[Session, Study, list[str]]:
    """What an address says, and a notice for all that had to be replaced.

    ``data`` is a reader's own that the address could not carry. What is locked has the value that a teacher gave it,
    whatever else the address says.
    """
    (session, notices), (study, more) = from_address({"data": data, **address}), studies.from_address(address)
    for name, (unpack, what, instead) in _PACKED.items():
        try:
            unpack(getattr(study, name))
        except ValueError as wrong:
            study = study.with_(**{name: ""})
            more = [*more, f"{what} ignored: the text {wrong}.{instead}"]
    view = prepared.unpacked(study.prepared)
    session, other = view.held(session)
    study, others = view.held_study(study)
    if asked := [name for name in (*other, *others) if name in address]:
        more = [*more, prepared.locked(asked)]
    return session, study, [*notices, *more]


def read_again(address: Mapping[str, str], present: Session, too_long: set[int]) -> tuple[Session, Study, list[str]]:
    """The same of an address that the browser goes back to.

    Data that was too long for it is taken from the present session, whether or not the address is of a place where it
    was in use. If several were ``too_long``, nobody knows which of them the address is about, and a notice says so.
    """
    if CHOICES["data"].fits(present.data) or "data" in address:
        return read(address)
    session, study, notices = read(address, present.data)
    return session, study, [*notices, PRESENT_DATA] if session.task == "own" and len(too_long) > 1 else notices


def bare(address: Mapping[str, str]) -> bool:
    """Whether an address names no choice of a session, as one does that a teacher typed to name a lesson."""
    return not set(address) & set(CHOICES)


def write(session: Session, study: Study) -> dict[str, str]:
    """The parameters of an address: t, and what differs from the opening state.

    In a lesson, data that is not in use is left out: what is given back after the lesson holds it.
    """
    return to_address(session.shared if study.kept else session) | {"t": str(session.t)} | studies.to_address(study)


def link(session: Session, study: Study, *, everything: bool = True) -> str:
    """A session to be appended to a page's address: all its choices, or those unlike the opening state's.

    Nothing in it is personal.
    """
    return "?" + urlencode(to_address(session.shared, everything=everything) | studies.to_address(study, shared=True))


def answers_link(session: Session, study: Study) -> str:
    """The settings and the answers, likewise: what a teacher reads."""
    return "?" + urlencode(to_address(session.shared) | {"t": str(session.t), "answers": study.answers})


def caution(session: Session, url: str) -> str:
    """What has to be said when a link to a session is copied on a page at this address; empty if there is nothing."""
    said = here_only(url)
    if not session.fits_a_link:
        left_out = "Link copied, without your data: it is too long for a link. A settings file holds it."
        return f"{left_out} {said}".strip()
    return said


def local(url: str) -> bool:
    """Whether an address is one that other computers cannot open."""
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")


def here_only(url: str) -> str:
    """What has to be said of a link made on a page at this address; empty if other computers can open it."""
    if not local(url):
        return ""
    return (
        "This link works on this computer only. For a link that others can open, open the page at this computer's "
        "network address first."
    )
