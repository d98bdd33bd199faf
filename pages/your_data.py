"""Your data: a sequence of one's own, in place of the built-in ones."""

from pages.lab import frame, show
from pages.lab.charts.sequence import sequence
from pages.lab.moment import Moment


def lesson(moment: Moment) -> None:
    frame.section("The sequence in use", "One column is what goes in, X. The other, Y, is what should come out.")
    show.draw(moment, sequence, key="data")


frame.page(
    "Your data",
    "The sequence that the network reads, and how to put one of your own in its place.",
    lesson,
)
