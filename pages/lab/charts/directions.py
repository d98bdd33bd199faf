"""How well each window points downhill at the weights at t: the weights are the same, so only the window differs."""

from dataclasses import replace

from pages.lab.charts.surface import degrees, seen_from
from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import at, number_table, sentence, symbol, window_label
from rnn_core.analysis.directions import directions as all_directions


def directions(moment: Moment) -> Block:
    """The gradient of the mean loss by window: its length, and the angle between it and the full one."""
    seen, window = seen_from(moment), moment.session.K
    if {seen.across, seen.up} == {"Wy", "By"}:
        return ""
    found = all_directions(replace(moment.run.experiment, params=moment.weights), seen.across, seen.up, seen.full)
    trains = " Setting K instead trains the whole run anew, to other weights." if moment.session.eta > 0 else ""
    said = sentence(
        f"The table lists the gradient with respect to {symbol(seen.across)} and {symbol(seen.up)} for every window. "
        f"All are computed at the weights of {at(moment.t)}, so only the window differs.{trains}"
    )
    table = number_table(
        ("window", "length of gradient", "angle to the full one"),
        [
            (window_label(one.window), one.length, "undefined" if one.angle is None else degrees(one.angle))
            for one in found
        ],
        picked=[window_label(window)],
    )
    return f"{said}{table}"
