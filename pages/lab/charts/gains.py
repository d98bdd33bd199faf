"""Local gains along the run, the product of the last k of them at every loss, and two examples to find among them."""

import math

from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Curve,
    Figure,
    Mark,
    Table,
    Written,
    axis,
    band,
    bare_axis,
    horizontal,
    layout,
    margin,
    points,
    span,
    symlog,
    symlog_array,
    symlog_axis,
    symlog_threshold,
    vertical,
)
from pages.lab.text import at, digits, number, sentence, symbol
from rnn_core import Run
from rnn_core.analysis.gains import RunGains, gain_products, run_gains
from rnn_core.analysis.gains import hunt as read_hunt

TITLE = "Local gains g, and their product back to lag {lag}"
KEY = (
    Mark("Wh", "local gain g"),
    Mark("Wh", "a gain of the picked term", "disc"),
    Mark("term", "product of the last k gains, P<sub>k</sub>/P<sub>0</sub>"),
    Mark("picked", "its value at t", "disc"),
    Mark("muted", "±1", "dash"),
)
COLOURS = {"term": "the product of the last k gains"}
GLOSSARY = {
    "input drive": "|X·Wx + Bx|, how strongly the input pushes net_H; on this page the largest of the last ten steps"
}


def hunt(moment: Moment, found: str) -> Block:
    """What the two goals measure at this step, and whether it or an earlier one meets them."""
    claims = read_hunt(moment.run, moment.step.t)
    if claims.product is None:
        return sentence("Both examples need nine gains: go to t = 9 or later.")
    Wh = symbol("Wh")
    vanishes, grows = (
        "<b>found ✓</b>" if reached else "<b>found ✓</b> earlier" if found in (goal, "both") else "not yet"
        for goal, reached in (("vanishes", claims.vanishes), ("grows", claims.grows))
    )
    return sentence(
        f"Here |{Wh}| is {number(claims.size)}, the product of the last nine gains is {number(claims.product)} in "
        f"magnitude, and the largest input drive |X·{symbol('Wx')} + {symbol('Bx')}| is {number(claims.drive)}.<br>"
        f"Goal 1: |{Wh}| is over 1, yet that magnitude is under 1&nbsp;%: {vanishes}.<br>"
        f"Goal 2: the input drive is under 0.1, and that magnitude is over 1: {grows}."
    )


def gains(moment: Moment) -> Block:
    """g at every step and, below it, P_k / P_0 at every loss."""
    claims = run_gains(moment.run, moment.step.t, moment.session.lag)
    head = ("step", "g", f"P<sub>{claims.lag}</sub>/P<sub>0</sub>")
    return Chart(
        figure=_figure(claims, *moment.once(_draw_products, moment.run, moment.session.lag)),
        sentence=_sentence(claims),
        table=Table.of(head, range(len(claims.gains)), claims.gains, claims.products),
        key=KEY,
        min_width=520,
    )


def _sentence(claims: RunGains) -> str:
    many = f"|g| is over 1 at {claims.over_one} of {len(claims.gains)} steps"
    if claims.lag == 0:
        return f"{many}. The term of lag 0 contains no gain: P<sub>0</sub>/P<sub>0</sub> is 1. Pick a larger lag."
    if claims.product_at_t is None:
        return f"{many}. The gradient of the loss at {at(claims.t)} has no term of lag {claims.lag} yet."
    value, verb = number(claims.product_at_t), "keeps its size" if claims.effect == "keeps" else claims.effect
    if claims.lag == 1:
        return f"{many}. The gain before {at(claims.t)} is {value}: over one step back, the gradient {verb}."
    return (
        f"{many}. The {claims.lag} gains before {at(claims.t)} multiply to {value}: over {claims.lag} steps back, "
        f"the gradient {verb}."
    )


def _draw_products(run: Run, lag: int) -> tuple[Written, float]:
    """The line of the products, the same at every step, and the largest magnitude that its axis has to hold."""
    products = Curve.of_known(gain_products(run, lag))
    largest = float(abs(products.values[abs(products.values) < math.inf]).max(initial=1.0))
    line = Curve(products.steps, symlog_array(products.values, symlog_threshold(largest))).line(
        "product",
        "term",
        xaxis="x",
        yaxis="y2",
        customdata=list(map(digits, products.values.tolist())),
        hovertemplate="loss at t = %{x}<br>P<sub>k</sub>/P<sub>0</sub> = %{customdata}<extra></extra>",
    )
    return Written.of(line), largest


def _figure(claims: RunGains, products: Written, largest: float) -> Figure:
    t, lag, along, here = claims.t, claims.lag, Curve.of(claims.gains), claims.product_at_t
    used = [step for step in range(t - lag, t) if step >= 0]
    threshold = symlog_threshold(largest)
    one = symlog(1.0, threshold)
    ones = [horizontal(y, yref=yref) for yref, y in (("y", 1.0), ("y", -1.0), ("y2", one), ("y2", -one))]
    at_t = [] if here is None or math.isnan(here) else [here]
    return {
        "data": [
            along.line("g", "Wh", hovertemplate="g at step %{x}: %{y}<extra></extra>"),
            points("used", used, claims.gains[used].tolist(), "Wh", size=8, edge="ink", edge_width=1, meta=["t"],
                   hovertemplate="g at step %{x}: %{y}<br>a factor of the picked term<extra></extra>"),
            products,
            points("product at t", [t] * len(at_t), [symlog(value, threshold) for value in at_t],
                   "picked", size=10, xaxis="x", yaxis="y2",
                   hovertext=[f"P<sub>k</sub>/P<sub>0</sub> = {digits(value)}" for value in at_t]),
        ],
        "layout": layout(
            400,
            margin=margin(74, bottom=38),
            xaxis=bare_axis("step", range=[-1.5, len(claims.gains) - 0.5], anchor="y2"),
            yaxis=axis(
                "g<sub>j</sub> = W<sub>h</sub>·s<sub>j</sub>",
                domain=[0.56, 1],
                range=span([*claims.gains.tolist(), 1.0, -1.0]),
                nticks=5,
                showgrid=False,
            ),
            yaxis2=symlog_axis(largest, threshold, f"P<sub>{lag}</sub>/P<sub>0</sub>, symlog", domain=[0, 0.46]),
            shapes=[band(t - lag - 0.5, t - 0.5, yref="y domain"), *ones, vertical(t, width=1)],
        ),
    }  # fmt: skip
