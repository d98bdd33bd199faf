"""What scaled numbers mean in the numbers of the data: the prediction and the target at t, scaled back."""

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.session import data_of
from pages.lab.text import at, number, sentence, unscaled


def data_units(moment: Moment) -> Block:
    """Ŷ and Y before scaling; nothing without data of one's own that scaling changes, or before the first step."""
    session = moment.session
    if session.task != "own" or session.scaled == "off" or moment.t < 0:
        return ""
    scale, step = data_of(session).scale_of(session.target), moment.step.forward
    if scale.idle:
        return ""
    earlier = range(moment.current_pass[0], moment.t)
    early = session.target == "echo" and len(earlier) < session.delay  # Y is 0, which is no number of the data
    target = "" if early else f", and Y = {number(step.Y)} is {unscaled(step.Y, scale)}"
    return sentence(
        f"At {at(moment.t)}, Ŷ = {number(step.Y_hat)} is <b>{unscaled(step.Y_hat, scale)}</b> in the numbers "
        f"of the data{target}."
    )
