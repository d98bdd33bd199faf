"""For teachers: notes for a lesson."""

from pages.lab import frame, notes
from pages.lab.moment import Moment


def lesson(moment: Moment) -> None:
    notes.section()


frame.page(
    "For teachers",
    "Goals, what students often believe, and plans for a lesson.",
    lesson,
)
