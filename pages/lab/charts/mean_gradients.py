"""The gradient of the mean loss truncated by the window, beside the full one, weight by weight."""

from pages.lab.charts.surface import seen_from
from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import number, number_table, sentence, symbol
from rnn_core import PARAMETERS
from rnn_core.analysis.surface import Surface


def mean_gradients(moment: Moment) -> Block:
    """How far the two gradients point apart over the chosen two weights, and both by all five."""
    seen, window = seen_from(moment), moment.session.K
    table = number_table(
        ("of the mean loss L̄", f"window K = {window}", "full gradient"),
        [(f"∂L̄/∂{symbol(name)}", seen.truncated_by_weight[name], seen.full_by_weight[name]) for name in PARAMETERS],
        picked=[f"∂L̄/∂{symbol(name)}" for name in (seen.across, seen.up)],
    )
    return f"{sentence(_sentence(seen, window))}{table}"


def _sentence(seen: Surface, window: int) -> str:
    names = f"With respect to {symbol(seen.across)} and {symbol(seen.up)}"
    if seen.angle is None:
        return f"{names}, one of the two gradients is 0 or undefined, so there is no angle between them."
    truncated, full = map(number, seen.lengths)
    lengths = f"{names}, the gradient of window K = {window} has length {truncated} and the full gradient {full}."
    if {seen.across, seen.up} == {"Wy", "By"}:
        return f"{lengths} Neither of these two weights looks back in time, so the window makes no difference to them."
    apart = "under 0.1" if seen.angle < 0.1 else number(seen.angle)
    return f"{lengths} The angle between them is {apart}°: {_judgement(seen.angle)}."


def _judgement(angle: float) -> str:
    if angle > 90:
        return "a step against the window's gradient leads uphill"
    return "almost the same direction" if angle < 10 else "downhill, but not in the steepest direction"
