"""For teachers: notes for a lesson, and a link for a class."""

from pages.lab import class_link, frame, notes
from pages.lab.moment import Moment


def lesson(moment: Moment) -> None:
    notes.section()

    frame.section(
        "A class link",
        "A class link opens the present settings and shows what your class needs, and no more. First choose the "
        "settings: an example, the sidebar, or anything on the other pages. Then choose here what is locked and what "
        "is hidden; all else is shown and can be moved. Nothing is locked for you. Under the link the server refuses "
        "every change of what is locked, and the page says so. But whoever takes <b>prepared=…</b> out of the address "
        "opens the ordinary page: a lock keeps a class together, it does not keep a secret.",
    )
    class_link.builder()


frame.page(
    "For teachers",
    "Notes for a lesson, and a page prepared for a class, to be shared as a link.",
    lesson,
)
