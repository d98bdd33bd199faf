"""The two queues alone: ten slots for states, ten for inputs, and what the next step will push out."""

from pages.lab.moment import Moment
from pages.lab.plot import Block, Chart, Drawing, Figure, Table
from pages.lab.plot.slots import draw_lags, draw_queues
from pages.lab.text import at, listed, number
from rnn_core import QUEUE_SLOTS, Queues

TITLE = "The queues of X and out_H"

# In pixels, from the bottom: the middle of each row.
HEIGHT = 128
MIDDLE = {"time": 12, "k": 30, "X": 66, "out_H": 106}
SLOT = 30
LABEL_AT = -1.42
MIRROR = 4.5
"""The middle of the ten columns."""


def queues(moment: Moment) -> Block:
    """The slots of both queues at t."""
    lags = range(len(moment.queues.out_H))
    times = [at(moment.t, lag) if lag <= moment.t else "start" for lag in lags]
    names = [f"k = {lag}" for lag in lags]
    newest = 0.0 if moment.session.newest == "left" else 1.0
    return Chart(
        figure=_figure(moment),
        sentence=_sentence(moment.queues, moment.t, last=moment.t == moment.last),
        table=Table.of(("lag", "time", "X", "out_H"), names, times, moment.queues.X, moment.queues.out_H),
        min_width=760,
        push=1 if moment.session.newest == "left" else -1,
        focus=(newest, newest),
        home=newest,
    )


def _sentence(queues: Queues, t: int, *, last: bool) -> str:
    if not queues.X:
        return f"At {at(t)} the out_H queue holds one number, the start state, and the X queue none."
    inputs, states, has_start = len(queues.X), len(queues.out_H), len(queues.out_H) > len(queues.X)
    held = f"At {at(t)} the X queue holds {_count(inputs)}, and the out_H queue {_count(states)}"
    start = ", the oldest of them the start state" if has_start else ""
    leaving = {"out_H": queues.out_H, "X": queues.X}
    pushed = [f"{number(row[-1])} out of the {name} queue" for name, row in leaving.items() if len(row) == QUEUE_SLOTS]
    return f"{held}{start}." + (f" The next step will push {listed(pushed)}." if pushed and not last else "")


def _count(numbers: int) -> str:
    return "one number" if numbers == 1 else f"{numbers} numbers"


def _figure(moment: Moment) -> Figure:
    drawing = Drawing()
    draw_queues(drawing, moment.queues, moment.t, None, MIDDLE, height=SLOT, width=0.84, size=13, empty=12)
    draw_lags(drawing, moment.t, MIDDLE)
    direction = "← newer, older →"
    if moment.session.newest == "right":
        drawing.mirror(MIRROR)
        direction = "← older, newer →"
    for row, text in (("out_H", "out_H queue"), ("X", "X queue")):
        drawing.label(LABEL_AT, MIDDLE[row], text, anchor="middle right")
    drawing.label(LABEL_AT, MIDDLE["k"], direction, "muted", 12, "middle right")
    return drawing.figure(HEIGHT, LABEL_AT - 0.02, QUEUE_SLOTS - 0.5)
