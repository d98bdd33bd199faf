"""Across time: the whole run at once. Which step contributes to which gradient, what vanishes, what a window drops."""

from pages.lab import acts, controls, frame, show
from pages.lab.charts.gains import gains, hunt
from pages.lab.charts.map import map
from pages.lab.charts.matrix import matrix, too_long
from pages.lab.charts.matrix_slice import matrix_slice
from pages.lab.charts.orbit import orbit
from pages.lab.charts.reach import reach
from pages.lab.charts.truncation import truncation
from pages.lab.charts.truncation_run import truncation_run
from pages.lab.moment import Moment
from pages.lab.session import LONGEST, LOOKING_BACK, OPENING
from pages.lab.text.presets import PRESETS

CALM, VANISHING = PRESETS["Calm memory"][0], PRESETS["Vanishing"][0]
HELD = OPENING.with_(task="impulse", Wx=0.0, Bx=0.0, h0=0.0001, t=9, inputs="held")


def lesson(moment: Moment) -> None:
    """Five sections, from all terms of the run to the map that makes them grow or vanish."""
    if len(moment.run) > LONGEST:
        show.draw(moment, too_long)
        acts.this_pass(moment)
        return
    controls.pick(weights=LOOKING_BACK)

    frame.section(
        "Which step contributes to which gradient",
        "All terms of the gradients of all losses at once. The cell in row t and column j is the part of the gradient "
        "of the loss at t that passes through step j. A <b>row</b> is one loss, itemised as on the page Step. A "
        "<b>column</b> is what one step contributes to later losses. A <b>diagonal</b> is one lag. The window counts "
        "the band along the diagonal and drops the rest, drawn in grey.",
    )
    controls.row("matrix-controls", "view", "slice", "scale", scale=controls.ABSOLUTE)
    show.draw(moment, matrix, matrix_slice)
    frame.tries(
        (
            "A long memory",
            CALM.with_(T=120, slice="column", view="whole", K=3, t=60, lag=2),
            "Wh = 0.9: each step contributes to many later losses, and the window K = 3 misses most of that.",
        ),
        (
            "Stripes",
            OPENING.with_(view="near", scale="symlog", slice="row", K=10),
            "Wh is negative, so the sign mostly changes from lag to lag: stripes parallel to the diagonal.",
        ),
    )

    frame.section(
        "Vanish or grow",
        "On its way back, from one lag to the next, the gradient is multiplied by the local gain g = Wh·s. “|Wh| "
        "under 1 vanishes, over 1 explodes” is a rule of thumb, but only half true: the product of gains decides. "
        "<b>Find two examples</b>: one where |Wh| is over 1 and the gradient vanishes all the same, and one where the "
        "input is small and the gradient grows.",
    )
    show.draw(moment, hunt, extra=acts.found(moment))
    show.draw(moment, gains)
    frame.tries(
        (
            "Show me one that vanishes",
            VANISHING.with_(lag=9),
            "Wh = 1.5, yet after nine steps less than 1&nbsp;% is left: the slopes are too small.",
        ),
        (
            "Show me one that grows",
            OPENING.with_(Wx=0.01, Wh=1.3, Bx=0.0, Wy=1.0, K=10, t=10, weight="Bx", lag=9, scale="symlog"),
            "A small input keeps out_H near 0, where the slope is almost 1. The gain is then almost Wh itself.",
        ),
    )

    frame.section(
        "How far back, for other values of Wh",
        "The chart repeats the whole run, with the same input, for each value of Wh. The curve shows the first lag at "
        "which less than 1&nbsp;% of the gradient of the loss at t is left. Press <b>Step</b> and watch how it changes "
        "along the sequence.",
    )
    show.draw(moment, reach)
    frame.tries(
        (
            "Where the rule holds",
            OPENING.with_(Wx=0.0, Bx=0.0, t=110, weight="Bx"),
            "With no input, out_H stays 0 and every slope is 1: the gradient vanishes exactly where |Wh| is under 1. "
            "Whatever drives out_H away from 0, such as an input, can break it.",
        ),
        (
            "A strong input makes the unit forget",
            OPENING.with_(Wx=3.0, t=60, weight="Bx"),
            "Wx = 3 drives out_H close to ±1 at every swing, where slopes are small: for hardly any Wh, however "
            "large, does the gradient reach far back.",
        ),
    )

    frame.section(
        "What a short window costs",
        "The window keeps the newest K terms and drops the rest. Compare the sum of each window with the full sum, "
        "back to the start of the recorded run, here and at every step. A truncated sum can exceed the full one: "
        "dropped terms may cancel the others. A truncated sum with the wrong sign moves the weight uphill.",
    )
    show.draw(moment, truncation, truncation_run)
    frame.tries(
        (
            "The wrong way",
            OPENING.with_(K=3, t=44, weight="Wx"),
            "Compare the sign of the bar of K = 3 with that of the full sum.",
        ),
        (
            "Nothing to lose",
            VANISHING.with_(K=3, t=45),
            "Where gradients vanish quickly, a window of 3 contains nearly everything.",
        ),
    )

    frame.section(
        "The map behind it",
        "While the input is held, the hidden unit maps each state to the next. Go up to the curve, across to the "
        "diagonal, and repeat. Where curve and diagonal meet, the state does not move: a fixed point. The slope of the "
        "curve is the local gain, so a unit that settles where the slope is small forgets quickly.",
    )
    controls.segments("inputs")
    show.draw(moment, map, orbit)
    frame.tries(
        (
            "Two stable states",
            HELD.with_(Wh=2.0),
            "Wh = 2 and no input: two stable fixed points, and between them one that repels the state.",
        ),
        (
            "A cycle of two",
            HELD.with_(Wh=-2.0),
            "Wh = −2: the only fixed point is unstable. The state leaves it and ends in a cycle of two states.",
        ),
    )


frame.page(
    "Across time",
    "How far gradients reach across the steps of a run, and what the window cuts off.",
    lesson,
)
