"""The first sentence of the page: what this step did, and which lag contributes most; at first, what the page is."""

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import at, gradient, listed, number, percent, sentence, symbol, unsigned


def headline(moment: Moment) -> Block:
    """What went in and came out, and the lag that contributes most to the picked gradient."""
    if moment.untouched:
        return sentence(
            f"A recurrent network with one unit. The same {symbol('Wh')} carries its state into every next step, so "
            f"{gradient('Wh')} is a sum with one term per use: the bars below.<br>Press <b>Step</b>: one number goes "
            "in, and every term is computed anew. Click a bar or a slot to take its term apart. New to this? Begin "
            'with <a href="lessons?lesson=forward" target="_self" '
            'data-pick="[&quot;lesson&quot;, &quot;forward&quot;]">lesson 1</a>.'
        )
    if moment.t < 0:
        return sentence(
            f"{at(-1)}: nothing has happened yet. The out_H queue holds the start state, "
            f"{number(moment.run.experiment.out_H_init)}; the X queue is empty. Press <b>Step</b>."
        )
    f = moment.step.forward
    happened = f"X = {number(f.X)} goes in, Ŷ = {number(f.Y_hat)} comes out"
    if f.error == 0:
        return sentence(f"{happened}, exactly the target. The error e is 0, so every term of every gradient is 0.")
    side = "high" if f.error > 0 else "low"
    return sentence(f"{happened}, too {side} by {unsigned(f.error)}.<br>{_contributions(moment)}")


def _contributions(moment: Moment) -> str:
    weight = moment.session.weight
    name, claims = gradient(weight), moment.reading.chains.get(weight)
    if claims is None:
        return f"{name} = {number(moment.step.chains[weight].total)} depends on this step alone."
    if not claims.largest:
        return f"Every term of {name} is 0."
    if len(claims.shares) == 1:
        return f"{name} has one term, lag 0."
    lag, *others = claims.largest
    share = f"{percent(claims.shares[lag])} of the total magnitude"
    if others:
        return f"In {name}, lags {listed(claims.largest)} contribute most, {share} each."
    return f"In {name}, lag {lag} ({at(moment.t, lag)}) contributes most: {share}."
