"""The chain: one gradient taken apart, built up again, and checked against independent computations of it."""

from pages.lab import controls, frame, show
from pages.lab.charts.build import build
from pages.lab.charts.factors import factors
from pages.lab.charts.paths import paths
from pages.lab.charts.proof import proof, stale_versions
from pages.lab.charts.slope import nudge, slope
from pages.lab.charts.sum_of_terms import sum_of_terms
from pages.lab.charts.waterfall import waterfall
from pages.lab.moment import Moment
from pages.lab.questions import practice
from pages.lab.session import OPENING
from pages.lab.text.presets import PRESETS

CALM, VANISHING, GROWING, SATURATED = (
    PRESETS[name][0] for name in ("Calm memory", "Vanishing", "Growing", "Saturated")
)


def lesson(moment: Moment) -> None:
    controls.pick()

    frame.section(
        "Build the product",
        "A term is a product. It starts at the error and takes one more factor for each link of the chain on the way "
        "back through time. Press <b>Next factor</b>: each number is read from a queue slot or a weight, and the bar "
        "of the product so far shrinks, grows or changes sign. The last bar is the term.",
    )
    controls.factors(len(moment.picked.factors) if moment.picked else 1)
    show.draw(moment, build)
    frame.tries(
        (
            "A slope near 0",
            SATURATED.with_(t=23, lag=1, factor=3),
            "The error is large, but the third factor is a slope near 0. No later factor makes up for that.",
        ),
        (
            "Each Wh flips the sign",
            OPENING.with_(lag=5, factor=1),
            "Press Next factor: at each Wh = −0.9 the bar changes sign.",
        ),
    )

    frame.section(
        "Fill it in yourself",
        "Work out a number of the picked term, or of the sum of the terms. Choose how many are left blank: one factor, "
        "two, the term, or the sum. Three significant digits are enough, and a calculation such as (1−0.2)*(1+0.2) "
        "will do. Each step has fresh numbers. The other charts of this page show them all, so try without looking.",
    )
    practice.switch()
    practice.panel(moment)
    frame.tries(
        (
            "Numbers in powers of ten",
            SATURATED.with_(t=23, lag=1),
            "out_H is nearly ±1, so the slopes are close to 0, and so is the term.",
        ),
        (
            "A sum that nearly cancels",
            OPENING.with_(t=44, K=10, weight="Wx", lag=2),
            "The terms have both signs; little remains of their sum.",
        ),
    )

    frame.section(
        "All lags side by side",
        "Each line follows one term of the same gradient, from the error on the left to the complete product. See "
        "where the lines separate, where one changes sign, and which factor makes a term small.",
    )
    show.draw(moment, paths, factors, sum_of_terms, key="paths")
    frame.tries(
        (
            "Paths that vanish",
            VANISHING,
            "Wh is 1.5, yet the path of lag 9 ends at less than 1&nbsp;% of where the path of lag 0 ends.",
        ),
        ("Paths that grow", GROWING, "With Wh = 2, the path of lag 9 ends farther from 0 than that of lag 0."),
    )

    frame.section(
        "The sum is a slope",
        "The loss of this step is a function of each weight: change the weight, replay the window from the same "
        "recorded state, and read off the loss. The gradient is the slope of that curve at the current weight, and "
        "that slope is the sum of the bars.",
    )
    controls.slider("nudge", width=420)
    show.draw(moment, slope, nudge, key="slope")
    frame.tries(
        (
            "A nudge too far",
            OPENING.with_(nudge=2.0),
            "The slope predicts a smaller loss. At Δ = 1 the loss is smaller; at Δ = 2 it is larger than before.",
        ),
        (
            "A flat place",
            OPENING.with_(Wx=3.0, Wh=2.0, Bx=0.0, weight="Wx", lag=0, t=30, nudge=-2.0),
            "The unit is saturated: the loss is large, but the tangent is flat. The slope is local: it cannot show "
            "that the loss is smaller farther away.",
        ),
    )

    frame.section(
        "The proof",
        "Three independent computations of the same five gradients. The chain adds up its terms. The complex step "
        "moves the weight by 10⁻¹⁰⁰·<i>i</i> and reads the derivative off the imaginary part of the replayed "
        "loss. The central difference moves the weight a little both ways. Only the chain uses the formula for the "
        "slope of tanh.",
    )
    show.draw(moment, proof, stale_versions, key="proof")
    frame.tries(
        (
            "Let the weights change",
            OPENING.with_(eta=0.1),
            "Now the queues hold out_H that older weights produced: for Wx, Bx and Wh the three versions differ.",
        ),
        (
            "Push it into saturation",
            SATURATED.with_(Wx=9.0, Wh=6.0),
            "out_H is so close to ±1 that rounding leaves the slope few correct digits: chain and complex step "
            "differ noticeably.",
        ),
    )

    frame.section(
        "Cancellation",
        "Terms of opposite sign cancel. The waterfall adds the terms one by one, from lag 0 on. On the right, the sum "
        "of all magnitudes stands beside the magnitude of the sum. A small gradient does not always mean small terms: "
        "large terms of opposite sign may have cancelled.",
    )
    show.draw(moment, waterfall)
    frame.tries(
        (
            "Opposing lags",
            OPENING.with_(t=44, K=10, weight="Wx", lag=0),
            "Most neighbouring lags have opposite signs, and nearly all of their magnitude cancels.",
        ),
        (
            "All terms of one sign",
            CALM.with_(weight="Bx"),
            "All gains lie between 0 and 1, so every term of Bx has the same sign and nothing cancels.",
        ),
    )


frame.page(
    "The chain",
    "One gradient taken apart, built up again factor by factor, and checked against independent computations.",
    lesson,
)
