"""Take away: this step, this run and the settings, as files for a paper, a notebook or a course page."""

from pages.lab import frame, show
from pages.lab.charts.headline import headline
from pages.lab.moment import Moment


def lesson(moment: Moment) -> None:
    frame.section("This step", "What the page Step shows of this step.")
    show.draw(moment, headline, key="this_step")


frame.page(
    "Take away",
    "This step, this run and the settings as files that you can keep.",
    lesson,
)
