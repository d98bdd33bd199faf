"""What is said to someone who does not see the charts: where the page stands and, after a step, what changed."""

from collections.abc import Container

from pages.lab.moment import Moment
from pages.lab.session import LOOKING_BACK
from pages.lab.text import at, listed, number, unsigned
from rnn_core.analysis.change import step_change
from rnn_core.tasks import TITLES


def spoken(moment: Moment) -> str:
    """The step, and how it differs from the one before it in time, whichever way one came.

    It is the sign of the error or of the picked term, else the largest lag, else a number. Plain text: a screen reader
    speaks it as it is.
    """
    return f"{at(moment.t)}. {_change(moment)}"


def whereabouts(moment: Moment, hidden: Container[str]) -> str:
    """Where the page stands in time, and what is chosen, without the choices that are hidden; plain text."""
    chosen = moment.session
    lag = f"lag {chosen.lag} of " if chosen.weight in LOOKING_BACK and "lag" not in hidden else ""
    told = {
        "task": f" Task: {TITLES[chosen.task]}.",
        "K": f" Window K = {chosen.K}.",
        "weight": f" Picked: {lag}the gradient of {chosen.weight}.",
    }
    seen = "".join(said for name, said in told.items() if name not in hidden)
    return f"You are at {at(moment.t)}; the last step is {moment.last}.{seen}"


def _change(moment: Moment) -> str:
    if moment.t < 0:
        return "The moment before the first step."
    chosen, error = moment.session, moment.step.forward.error
    if error == 0:
        return "The prediction is exactly the target: the error is 0."
    name, before = f"the gradient of {chosen.weight}", moment.behind()
    total = f"The gradient of {chosen.weight} is {number(moment.step.chains[chosen.weight].total)}."
    if before is None:
        return total
    change = step_change(before.reading, moment.reading, chosen.weight, chosen.lag)
    if change.error_flipped:
        side = "high" if error > 0 else "low"
        return f"The error has changed sign since {at(before.t)}: the prediction is too {side} by {unsigned(error)}."
    if change.term_flipped:
        return f"Lag {chosen.lag} of {name} has changed sign since {at(before.t)}: it is {number(moment.term.value)}."
    if change.largest_moved:
        return f"{_largest(moment)}, unlike at {at(before.t)}."
    return total


def _largest(moment: Moment) -> str:
    weight = moment.session.weight
    lags = moment.reading.chains[weight].largest
    if not lags:
        return f"Every term of the gradient of {weight} is 0"
    if len(lags) > 1:
        return f"Lags {listed(lags)} of the gradient of {weight} contribute most"
    value = number(moment.step.chains[weight].terms[lags[0]].value)
    return f"Lag {lags[0]} of the gradient of {weight} contributes most ({value})"
