"""For teachers: what a class has answered, and the step that a question was about."""

from pages.lab import class_answers, frame, show
from pages.lab.charts.by_lag import by_lag, one_weight
from pages.lab.charts.forward import forward
from pages.lab.charts.headline import headline
from pages.lab.charts.product import product
from pages.lab.charts.sequence import sequence
from pages.lab.moment import Moment


def lesson(moment: Moment) -> None:
    frame.section("What the class thought", class_answers.ABOUT)
    class_answers.section()

    frame.section(
        "The step in question",
        "Press <b>Open</b> under a question to see its step here; Undo, in the sidebar, gives your own settings back.",
    )
    show.draw(moment, headline, sequence, forward, key="forward")
    show.draw(moment, by_lag, one_weight, key="by_lag")
    show.draw(moment, product)


frame.page(
    "For teachers",
    "Read the answers of a class: for each question, how many gave which answer, and what leads to a wrong one.",
    lesson,
)
