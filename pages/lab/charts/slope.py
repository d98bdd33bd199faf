"""The sum is a slope: the loss over one weight, its tangent, the terms that add up to its slope, and a nudge."""

from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Figure,
    Mark,
    Table,
    axis,
    bars,
    caption,
    colour,
    layout,
    line,
    margin,
    points,
    span,
)
from pages.lab.text import MINUS, digits, equation, gradient, number, signed, symbol
from rnn_core import Chain
from rnn_core.analysis.proof import GradientCheck, gradient_check
from rnn_core.analysis.slope import LossAlong, loss_along

TITLE = "The loss over {weight}, and its slope ∂L/∂{weight}"
KEY = (
    Mark("picked", "tangent: its slope is the gradient", "dot"),
    Mark("error", "nudged, predicted", "ring"),
    Mark("error", "nudged, actual", "disc"),
    Mark("picked", "the picked term", "box"),
)
GLOSSARY = {"Δ": "the amount by which a weight is nudged"}
COLOURS = {
    "ink": "the loss as a function of one weight",
    "picked": "the tangent of the loss, and the current weight",
    "error": "the loss after a nudge, predicted and actual",
}


def slope(moment: Moment) -> Block:
    """The loss along the picked weight, nudged, beside the terms of its gradient."""
    chosen = moment.session
    chain, name = moment.step.chains[chosen.weight], symbol(chosen.weight)
    along = moment.once(loss_along, moment.run, moment.t, chosen.weight, chosen.nudge)
    return Chart(
        figure=_figure(along, chain, chosen.lag),
        sentence=_sentence(along, gradient_check(moment.run, moment.t, chain)),
        table=Table.of((name, "Loss", "tangent"), along.values.tolist(), along.losses.tolist(), along.tangent.tolist()),
        key=(
            Mark("picked", f"current {name}", "disc"),
            Mark("ink", f"loss with other values of {name}, the window replayed"),
            *KEY,
        ),
        min_width=640,
    )


def _sentence(along: LossAlong, check: GradientCheck) -> str:
    name = symbol(along.parameter)
    text = (
        f"At {name} = {number(along.weight)} the tangent has slope {number(along.slope)}, the sum of the terms at "
        "the right."
    )
    if check.stale:
        text += (
            f" The replayed curve itself has slope {number(check.complex_step)} there, because the weights changed "
            "during the window (see the proof below)."
        )
    if along.shift == 0:
        return f"{text} The nudge is 0: move the slider."
    return (
        f"{text} For a nudge of {number(along.shift)} the tangent predicts a change in loss of "
        f"{number(along.predicted)}; the actual change is {number(along.actual)}.{_verdict(along, check)}"
    )


def _verdict(along: LossAlong, check: GradientCheck) -> str:
    if along.predicted == 0 or along.actual == 0:
        return ""
    if (along.predicted > 0) == (along.actual > 0):
        apart = ", but one change is more than twice the other" if along.sizes_differ else ""
        return f" The direction is right{apart}."
    if check.stale and (check.complex_step > 0) != (along.slope > 0):
        return " The signs differ: with stale states, the sum does not even have the sign of this curve's slope."
    return " The signs differ: this far away, the slope no longer tells the direction."


def _figure(along: LossAlong, chain: Chain, picked_lag: int) -> Figure:
    values, losses = along.values.tolist(), along.losses.tolist()
    name, terms = symbol(along.parameter), [*(term.value for term in chain.terms), chain.total]
    return {
        "data": [
            line(
                "loss", values, losses, "ink", width=2.5, exact=True,
                hovertemplate=f"{name} = %{{x:.3g}}<br>loss %{{y:.6g}}<extra></extra>",
            ),
            line("tangent", values, along.tangent.tolist(), "picked", width=2, dash="dot"),
            points(
                "here", [along.weight], [along.loss], "picked", size=11,
                hovertext=[f"{name} = {digits(along.weight)}<br>loss {digits(along.loss)}"],
            ),
            line(
                "nudge", [along.weight + along.shift] * 2, [along.loss + along.predicted, along.loss_moved], "error",
                width=2, mode="lines+markers", cliponaxis=False,
                marker={"size": 9, "symbol": ["circle-open", "circle"], "color": colour("error")},
                hovertext=[f"predicted change {digits(along.predicted)}", f"actual change {digits(along.actual)}"],
            ),
            bars(
                "terms", terms, [*(f"k = {term.lag}" for term in chain.terms), "Σ"],
                [*("picked" if term.lag == picked_lag else "term" for term in chain.terms), "ink"],
                orientation="h", width=0.6, xaxis="x2", yaxis="y2",
                numbers=list(map(number, terms)), hovertext=list(map(digits, terms)),
                customdata=[*([chain.parameter, term.lag] for term in chain.terms), None],
            ),
        ],
        "layout": layout(
            320,
            margin=margin(64, 6, 22, 40),
            xaxis=axis(f"value of {name}", domain=[0, 0.56], range=[values[0], values[-1]], zeroline=False),
            yaxis=axis("Loss<sub>t</sub>", range=span(losses, zero=True), nticks=6),
            xaxis2=axis(domain=[0.66, 1], anchor="y2", range=span(terms, zero=True, room=0.4), showticklabels=False,
                        showgrid=False, zeroline=True),
            # Lag 0 on top, the sum at the bottom, as one adds up.
            yaxis2=axis(anchor="x2", type="category", autorange="reversed", showgrid=False),
            annotations=[caption(f"terms of {gradient(along.parameter)} and their sum", 0.66, 1.01)],
        ),
    }  # fmt: skip


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
