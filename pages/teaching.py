"""For teachers: notes for a lesson, a link for a class, and what a class has answered."""

from dataclasses import replace

from pages.lab import frame, show
from pages.lab.charts.by_lag import by_lag, one_weight
from pages.lab.charts.forward import forward
from pages.lab.charts.headline import headline
from pages.lab.charts.product import product
from pages.lab.charts.sequence import sequence
from pages.lab.classroom import class_answers, class_link, notes
from pages.lab.moment import Moment


def lesson(moment: Moment) -> None:
    notes.section()

    frame.section(
        "A class link",
        "A class link opens the present settings and shows what your class needs, and no more. First choose the "
        "settings: an example, the sidebar, or anything on the other pages. Then choose here what is locked, and what "
        "is hidden and so locked as well; all else is shown and can be moved. Nothing is locked for you. Under the "
        "link the server refuses every change of what is locked, and the page says so. But whoever takes "
        "<b>prepared=…</b> out of the address opens the ordinary page: a lock keeps a class together, it does not "
        "keep a secret.",
    )
    class_link.builder()

    frame.section("What the class thought", class_answers.ABOUT)
    class_answers.section()

    frame.section(
        "The step in question",
        "Press <b>Open</b> under a question to see its step here; Undo, in the sidebar, gives your own settings back.",
    )
    moment = replace(moment, untouched=False)
    show.draw(moment, headline, sequence, forward, key="forward")
    show.draw(moment, by_lag, one_weight, key="by_lag")
    show.draw(moment, product)


frame.page(
    "For teachers",
    "Notes for a lesson, a page prepared for a class and shared as a link, and the answers of a class.",
    lesson,
)
