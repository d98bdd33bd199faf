"""The nudge in numbers: what the slope predicts for a moved weight, and the actual change of the loss."""

from pages.lab.moment import Moment
from pages.lab.plot.figure import Block
from pages.lab.text.formulas import absent
from pages.lab.text.notation import MINUS, digits, gradient, number, signed, symbol
from rnn_core.analysis.slope import LossAlong, loss_along


def nudge(moment: Moment) -> Block:
    """Two equations with numbers: the predicted change of the loss and the actual one."""
    chosen = moment.session
    if moment.step is None:
        return absent(chosen.weight, chosen.lag, moment.t)
    return _equations(loss_along(moment.run, moment.t, chosen.weight, chosen.nudge))


def _equations(along: LossAlong) -> str:
    name = symbol(along.parameter)
    rows = (
        ("predicted", f"{gradient(along.parameter)}·Δ{name}", f"{signed(along.slope)}·{signed(along.shift)}",
         along.predicted),
        ("actual", f"Loss({name} + Δ{name}) {MINUS} Loss({name})",
         f"{number(along.loss_moved)} {MINUS} {signed(along.loss)}", along.real),
    )  # fmt: skip
    equations = "".join(
        f'<div class="eq"><span class="left">{left}</span><span class="sym">= {symbols}</span>'
        f'<span class="num">= {numbers}</span>'
        f'<span class="value" title="{digits(change)}">= <b>{number(change)}</b></span></div>'
        for left, symbols, numbers, change in rows
    )
    return f'<div class="forward">{equations}</div>'
