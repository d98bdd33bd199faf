"""The nudge in numbers: what the slope predicts for a moved weight, and the actual change of the loss."""

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import MINUS, equation, gradient, number, signed, symbol
from rnn_core.analysis.slope import loss_along

GLOSSARY = {"Δ": "the amount by which a weight is nudged"}


def nudge(moment: Moment) -> Block:
    """Two equations with numbers: the predicted change of the loss and the actual one."""
    chosen = moment.session
    along = moment.once(loss_along, moment.run, moment.step.t, chosen.weight, chosen.nudge)
    name = symbol(chosen.weight)
    predicted = f"{signed(along.slope)}·{signed(along.shift)}"
    actual = f"{number(along.loss_moved)} {MINUS} {signed(along.loss)}"
    return (
        '<div class="forward">'
        + equation("predicted", f"{gradient(chosen.weight)}·Δ{name}", predicted, along.predicted)
        + equation("actual", f"Loss({name} + Δ{name}) {MINUS} Loss({name})", actual, along.actual)
        + "</div>"
    )
