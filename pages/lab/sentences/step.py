"""One sentence a chart of the main page, read from the numbers of this very state. Nothing is said that a record does not hold."""

from pages.lab.figures.sequence import stretch
from pages.lab.notation import MINUS, at, listed, number, percent, symbol, time_label
from rnn_core import Run, Step, Term
from rnn_core.analysis.reading import VANISHED, ChainReading, StepReading, TermReading, read_term

CANCELLED = 0.5
"""From this part of the magnitudes on, the terms are said to cancel."""


def headline(step: Step | None, reading: StepReading | None, run: Run, weight: str) -> str:
    """What just happened, and which lag matters for the picked weight."""
    if step is None or reading is None:
        return (
            f"{at(-1)}: nothing has happened yet. The out_H queue holds the start state "
            f"{number(run.experiment.out_H_init)}, the X queue is empty. Press <b>Step</b>."
        )
    f = step.forward
    happened = f"X = {number(f.X)} went in, Ŷ = {number(f.Y_hat)} came out"
    if f.error == 0:
        return f"{happened}, exactly the target: the error e is 0, and with it every term of every gradient."
    missed = f"too {'high' if f.error > 0 else 'low'} by {number(abs(f.error))}"
    return f"{happened}, {missed}. {_who_matters(weight, step, reading)}"


def _who_matters(weight: str, step: Step, reading: StepReading) -> str:
    name = f"∂L/∂{symbol(weight)}"
    if weight not in reading.chains:
        return f"{name} = {number(step.chains[weight].total)} looks at this step alone."
    chain = reading.chains[weight]
    if not chain.largest:
        return f"Every term of {name} is 0 here."
    if len(chain.shares) == 1:
        return f"{name} has a single term, lag 0."
    if len(chain.largest) > 1:
        return f"In {name} the lags {listed(chain.largest)} tie for the largest share, {percent(chain.shares[chain.largest[0]])} each."
    lag = chain.largest[0]
    return f"In {name} lag {lag} ({time_label(step.t, lag)}) weighs most: {percent(chain.shares[lag])} of all magnitudes."


def sequence(step: Step | None, run: Run, t: int) -> str:
    """Reads the sequence chart."""
    first, last = stretch(run, t)
    wraps = len(run) > len(run.experiment.X)
    part = f" Drawn is one pass through the sequence, steps {first:,} to {last:,} of {len(run):,}." if wraps else ""
    if step is None:
        return f"{len(run):,} steps lie ahead.{part}"
    miss, reach = step.forward.error, min(run.experiment.reach, t + 1)
    window = f"The shaded window holds {'this step only' if reach == 1 else f'the last {reach} steps'}."
    if miss == 0:
        return f"At {at(t)} the prediction meets the target exactly. {window}{part}"
    side = "above" if miss > 0 else "below"
    return f"At {at(t)} the prediction lies {number(abs(miss))} {side} the target (e = {number(miss)}). {window}{part}"


def by_lag(step: Step | None, reading: StepReading | None, weight: str) -> str:
    """Reads the by-lag chart for the picked weight, Wh if that one has no lags."""
    if step is None or reading is None:
        return "No term exists before the first step."
    name = weight if weight in reading.chains else "Wh"
    chain, total = reading.chains[name], step.chains[name].total
    label = f"∂L/∂{symbol(name)}"
    if not chain.largest:
        return f"All terms of {label} are 0, so their sum is 0. {_why_zero(step, name)}"
    parts = [f"{label} = {number(total)}", _cancelling(chain, total), _vanishing(chain, step)]
    return "; ".join(part for part in parts if part) + "."


def _cancelling(chain: ChainReading, total: float) -> str:
    if len(chain.shares) == 1:
        return "one term, so nothing to add up"
    if total == 0:
        return "its terms cancel completely"
    if chain.cancelled >= CANCELLED:
        return f"its terms pull against each other and {percent(chain.cancelled)} of their magnitudes cancel"
    if chain.cancelled == 0:
        which = "all its terms that are not 0" if 0 in chain.shares else "all its terms"
        return f"{which} {'push up' if total > 0 else 'pull down'}"
    return f"{percent(chain.cancelled)} of the magnitudes cancel"


def _vanishing(chain: ChainReading, step: Step) -> str:
    last = len(chain.path_kept) - 1
    if last == 0:
        return ""
    if step.params.Wh == 0:
        return "W<sub>h</sub> is 0, so nothing comes from further back than lag 0"
    if chain.vanished_at is not None:
        return f"the path has shrunk under {percent(VANISHED)} of lag 0 by lag {chain.vanished_at}: the gradient has vanished there"
    kept = chain.path_kept[last]
    verb = "grown to" if abs(kept) > 1 else "kept"
    return f"by lag {last} the path has {verb} {number(abs(kept))} of what it was at lag 0"


def _why_zero(step: Step, name: str) -> str:
    if step.forward.error == 0:
        return "The error e is 0."
    if step.params.Wy == 0:
        return "W<sub>y</sub> is 0, so nothing of the error reaches the hidden unit."
    if name == "Wh" and len(step.chains[name].terms) == 1 and step.forward.out_H_prev == 0:
        return "Its only source, the start state, is 0."
    return "Every path holds a factor that is 0."


def product(term: Term, counted: bool) -> str:
    """Reads the chart of one product."""
    reading = read_term(term)
    tail = "" if counted else " It lies beyond the window, so it is not counted."
    if reading.zeros:
        return f"The product is 0 because {_names(term, reading.zeros)} {'is' if len(reading.zeros) == 1 else 'are'} 0.{tail}"
    sign = "negative" if term.value < 0 else "positive"
    odd = "an odd" if reading.negatives % 2 else "an even" if reading.negatives else "no"
    count = f"{odd} number of negative factors" if reading.negatives else "no negative factor"
    return f"{_sizes(term, reading)} It is {sign}: {count}{f' ({reading.negatives})' if reading.negatives else ''}.{tail}"


def _sizes(term: Term, reading: TermReading) -> str:
    kept = f"{number(reading.kept)} of |e|"
    if len(reading.smallest) > 1 and reading.smallest == reading.largest:
        return f"The product is {kept}; its factors after e all have the same size."
    smallest, value = reading.smallest[0], abs(term.factors[reading.smallest[0]].value)
    if value < 1:
        return f"The product is {kept}; {symbol(term.factors[smallest].symbol)} shrinks it most (×{number(value)})."
    return f"The product is {kept}; none of its factors shrinks it."


def _names(term: Term, which: tuple[int, ...]) -> str:
    return listed(tuple(dict.fromkeys(symbol(term.factors[i].symbol) for i in which)))


def absent(parameter: str, lag: int, t: int) -> str:
    """Why a picked term does not exist."""
    name = f"∂L/∂{symbol(parameter)}"
    if t < 0:
        return f"Before the first step there is no loss, so {name} has no terms yet."
    if parameter in ("Wy", "By"):
        return f"{name} has one term only, lag 0: the way from the loss to this weight does not lead back in time."
    if lag > t:
        return f"{name} has no term of lag {lag} yet: {time_label(t, lag)} would lie before the first step."
    return f"{name} has no term of lag {lag}: it would need out_H<sub>t{MINUS}{lag + 1}</sub>, which has left the queue."
