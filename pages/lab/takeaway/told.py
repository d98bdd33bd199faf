"""What is said of a run that is saved as a file: its settings, its steps, and what is left out of it."""

from pages.lab import pinned
from pages.lab.classroom.drawn import places
from pages.lab.classroom.prepared import Prepared, readouts
from pages.lab.moment import Moment
from pages.lab.session import CHOICES, LOOKING_BACK, Session, options_of
from pages.lab.takeaway.span import Span
from pages.lab.text import gradient, listed
from pages.lab.text.diverging import diverging
from rnn_core import PARAMETERS
from rnn_core.tasks import TITLES


def brief(moment: Moment, view: Prepared, span: Span) -> str:
    """What the file is, what can be changed in it, and whether its run diverges, in a line or two, as HTML."""
    chosen = moment.session
    of_own = [name for name in options_of(chosen) if name != "data"] if chosen.task == "own" else ()
    task = "" if view.hides("task") else TITLES[chosen.task]
    trained = ("eta", "clip") if chosen.eta else ()
    sequence, weights, others = (
        ", ".join(CHOICES[name].equation(getattr(chosen, name)) for name in names if not view.hides(name))
        for names in (of_own, PARAMETERS, ("K", *(name for name in trained if getattr(chosen, name))))
    )
    start = f"{'start: ' * bool(chosen.eta)}{weights}" if weights else ""  # updates change them from step to step
    what = " · ".join(filter(None, (task, sequence, start, others, span.told_of(moment.last))))
    lag = f"lag {chosen.lag} of " if chosen.weight in LOOKING_BACK else ""
    picked = "" if view.hides("weight") or view.hides("lag") else f"; the picked term is {lag}{gradient(chosen.weight)}"
    warning = f" <b>{problem}</b>" if (problem := diverging(moment.run)) else ""
    return f"<b>Unrolled</b>, a saved run: {what}. Only t can be changed here{picked}.{warning}"


def about(moment: Moment, view: Prepared, span: Span) -> str:
    """What the file holds, as HTML."""
    chosen = moment.session
    A = moment.pinned and pinned.difference(moment.pinned.session, chosen, view.mutes)
    compared = f" Beside it the charts show A: {A[0]}." if A else ""
    return (
        f"A run saved as one file: {span.told_of(moment.last)}, with {settings(chosen, view)}.{compared}{hidden(view)}"
    )


def settings(session: Session, view: Prepared) -> str:
    """What decides the run, in words, without what a prepared view hides."""
    shown = [CHOICES[name] for name in session.decisive if name != "t" and not view.hides(name)]
    told = [(one, getattr(session, one.name)) for one in shown if not one.longest]
    return ", ".join(one.equation(value) for one, value in told if value or one.name not in ("steps", "clip"))


def hidden(view: Prepared) -> str:
    """What a prepared view leaves out of the file, as a sentence after others; empty if it leaves out nothing."""
    drawn = [make.__name__ for its in places("app.py").values() for make in its]
    blocks_there = [name.replace("_", " ") for name in view.blocks if name in drawn]
    settings_there = [CHOICES[name].short_label for name in view.hidden if name in CHOICES and CHOICES[name].decides]
    names = [*blocks_there, *(readouts()[name] for name in view.readouts), *settings_there]
    return f" Left out is what the teacher has hidden: {listed(names)}." if names else ""
