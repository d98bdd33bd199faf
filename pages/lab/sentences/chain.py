"""The sentences of the page that takes one gradient apart."""

from pages.lab.notation import MINUS, gradient, number, percent, short_symbol, symbol
from rnn_core import Chain, Term
from rnn_core.analysis.proof import LossAlong, Witness
from rnn_core.analysis.reading import ChainReading, farthest_and_nearest

AGREES = 1e-9
"""Above this part of the largest term two roads to a gradient are said to part: rounding alone stays far below."""


def build(term: Term, done: int) -> str:
    """Reads a product of which the first factors have been multiplied."""
    count = len(term.factors)
    done = min(done, count)
    i = done - 1
    factor, so_far = term.factors[i], term.partial_products[i]
    counted = f"{done} of {count} factors"
    if i == 0:
        return f"{counted}: every product starts at the error, e = {number(so_far)}."
    name, size = short_symbol(factor.symbol), abs(factor.value)
    if size == 0:
        did = "ends the product: nothing that follows can bring it back"
    elif term.partial_products[i - 1] == 0:
        did = "changes nothing, the product is 0 already"
    else:
        verb = "shrinks" if size < 1 else "grows" if size > 1 else "keeps the size of"
        did = f"{verb} the product{' and turns its sign' if factor.value < 0 else ''}"
    end = ": the term." if done == count else "."
    return f"{counted}: × {name} = {number(factor.value)} {did}. Product so far {number(so_far)}{end}"


def paths(chain: Chain, counted: int) -> str:
    """Reads the chart of all paths of one gradient."""
    highest, lowest = farthest_and_nearest(chain)
    name, many = gradient(chain.parameter), len(chain.terms)
    if chain.terms[highest].value == 0:
        return f"Every path of {name} ends at 0."
    if many == 1:
        return f"{name} has one path, of {len(chain.terms[0].factors)} factors, and it ends at {number(chain.terms[0].value)}."
    grey = (
        ""
        if counted == many
        else f" Only lags 0 to {counted - 1} are counted; the pale ones lie beyond the window."
        if counted > 1
        else " Only lag 0 is counted."
    )
    return (
        f"Of {many} paths that of lag {highest} ends farthest from 0, at {number(chain.terms[highest].value)}, "
        f"and that of lag {lowest} nearest, at {number(chain.terms[lowest].value)}.{grey}"
    )


def slope(along: LossAlong, witness: Witness) -> str:
    """Reads the loss along one weight, its tangent and the nudge."""
    name = symbol(along.parameter)
    tangent = f"At {name} = {number(along.weight)} the tangent has the slope {number(along.slope)}: the sum of the bars."
    if witness.stale:
        tangent += (
            f" The weights changed during the window, so the replayed curve itself has the slope {number(witness.complex_step)} there; "
            f"the difference is the stale state of the proof below."
        )
    if along.shift == 0:
        return f"{tangent} The nudge is 0: move it."
    predicted, real = number(along.predicted), number(along.real)
    if along.predicted == 0 or along.real == 0:
        verdict = ""
    elif (along.predicted > 0) == (along.real > 0):
        size = ", but far from the same size" if along.far_off else ""
        verdict = f" The same direction{size}; how far the two differ is the bend of the curve."
    elif witness.stale and (witness.complex_step > 0) != (along.slope > 0):
        verdict = " The two have different signs: with stale states the sum is not the slope of this curve, not even in sign."
    else:
        verdict = " The two have different signs: so far from here the slope no longer tells even the direction."
    return f"{tangent} Moving {name} by {number(along.shift)} should change the loss by {predicted}; it changes it by {real}.{verdict}"


def waterfall(chain: Chain, reading: ChainReading) -> str:
    """Reads the running sum of one gradient."""
    name = gradient(chain.parameter)
    if reading.magnitude == 0:
        return f"Every term of {name} is 0: nothing to add up, nothing to cancel."
    if len(chain.terms) == 1:
        return f"{name} has one term, {number(chain.total)}: nothing to cancel."
    sizes = (
        f"The magnitudes of the {len(chain.terms)} terms add up to {number(reading.magnitude)}, that of their sum is {number(reading.size)}"
    )
    if reading.cancelled == 0:
        return f"{sizes}: all terms pull the same way."
    return f"{sizes}: {percent(reading.cancelled)} cancelled."


def proof(witnesses: dict[str, Witness]) -> str:
    """Reads the table of the three roads to each gradient."""
    worst = max(witnesses.values(), key=lambda witness: witness.complex_step_error)
    error = worst.complex_step_error
    if any(witness.stale for witness in witnesses.values()):
        if error <= AGREES:
            return "The weights changed during the window, but too little to be seen in these numbers."
        return (
            f"The weights changed during the window, so the chain is not the derivative of any replay. "
            f"The largest gap, {number(worst.gap_today)}, is that of {gradient(worst.parameter)}: {percent(error)} of its largest term."
        )
    measured = max(witness.central_difference_error for witness in witnesses.values())
    if error > AGREES:
        return (
            f"Chain and complex step part by up to {number(error)} of the largest term ({gradient(worst.parameter)}): out_H lies so near ±1 that its rounding "
            f"decides the slope (1 {MINUS} out_H)(1 + out_H). The complex step differentiates tanh itself and is the better one here; "
            f"the central difference, off by up to {number(measured)}, measures a loss that rounding has made flat."
        )
    central = f"The central difference, which is what measuring gives, is off by at most {number(measured)}."
    if error == 0:
        return f"Three roads, one result: chain and complex step agree to the last bit for all five. {central}"
    return (
        f"Three roads, one result: chain and complex step differ by at most {number(error)} of the largest term ({gradient(worst.parameter)}), "
        f"which is rounding. {central}"
    )


def stale(witnesses: dict[str, Witness], weight: str, learning: bool) -> str:
    """Says what the three versions of a gradient are while weights change, for the picked weight."""
    if not learning:
        return (
            "η is 0, so the weights of today are those of then and the three versions are one. Give η a value and the gap opens here: "
            "the queued out_H were then made with older weights."
        )
    witness = witnesses[weight]
    if not witness.stale:
        over = "the one step that is replayed" if witness.steps == 1 else f"the {witness.steps} steps that are replayed"
        return f"For {gradient(weight)} no weight changed during {over}, so the three versions are one."
    return (
        f"For {gradient(weight)}, over {witness.steps} steps: the chain as computed, {number(witness.chain)}, multiplies today's weights with states that older weights made; "
        f"this is what an online learner uses, because it has nothing else in its queues. Replaying with today's weights gives {number(witness.complex_step)}, "
        f"with the weights in force then {number(witness.then)}."
    )
