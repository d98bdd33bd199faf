"""The sentences of the page that looks at the whole run at once."""

from pages.lab.notation import at, gradient, listed, number, percent, signed_percent, symbol
from pages.lab.session import LONGEST
from rnn_core import Run
from rnn_core.analysis.map import Cobweb
from rnn_core.analysis.matrix import Credit, Slice
from rnn_core.analysis.reach import Hunt, RunGains, Sweep
from rnn_core.analysis.reading import VANISHED
from rnn_core.analysis.truncation import Truncation


def too_large(weight: str) -> str:
    """Why there is nothing to draw."""
    return (
        f"Followed back to the start, paths of {gradient(weight)} grow beyond the largest number a computer holds, about 10³⁰⁸: "
        f"nothing is left to draw. Choose a smaller |{symbol('Wh')}| or a shorter sequence."
    )


def too_long(run: Run) -> str:
    """Why a long run is not drawn here."""
    return (
        f"This run has {len(run):,} steps. This page looks at every pair of steps, which can be done for up to {LONGEST:,}. "
        "Open the pass through the sequence that t lies in as a run of its own: it starts with the weights and the out_H that were in force "
        "there, only its queues start empty. Undo, on the page Training, leads back."
    )


def matrix_row(row: Slice, t: int, counted: int, weight: str) -> str:
    """Reads a row of the contribution matrix: the chain of one loss."""
    name, s = gradient(weight), row.largest
    if s is None:
        return f"Every contribution to {name} at {at(t)} is 0."
    many = "one term" if len(row.values) == 1 else f"{len(row.values)} terms back to the start"
    inside = min(counted, len(row.values))
    return (
        f"The row of {at(t)}: {many}, {inside} of them inside the window. The largest, {number(row.at(s))}, passes through s = {s} (lag {t - s}), "
        f"{'inside' if t - s < counted else 'outside'} the window."
    )


def matrix_diagonal(diagonal: Slice, counted: int, weight: str) -> str:
    """Reads a diagonal: one lag at every loss."""
    lag, t = diagonal.first, diagonal.largest
    if t is None:
        return f"Lag {lag} of {gradient(weight)} is 0 all along the run."
    tail = "" if lag < counted else " No learner with this window ever sees it."
    return (
        f"Lag {lag} at each of {len(diagonal.values)} losses: {diagonal.positive} of its terms are positive; the largest, "
        f"{number(diagonal.at(t))}, belongs to the loss at {at(t)}.{tail}"
    )


def matrix_column(credit: Credit, weight: str) -> str:
    """Reads a column: what later losses owe to one step."""
    name, lag = gradient(weight), credit.largest
    if lag is None:
        return f"No loss owes anything of {name} to step s = {credit.step} in its first {len(credit.pieces)} lags; the whole column sums to {number(credit.total)}."
    return (
        f"The column of s = {credit.step}: what its own and all later losses owe to that one step sums to {number(credit.total)} of {name}. "
        f"The largest piece, {number(credit.pieces[lag])}, is owed by the loss at {at(credit.step + lag)} (lag {lag})."
    )


def matrix_picture(side: int, steps: int, counted: int) -> str:
    """Says how much of the matrix a cell of the picture stands for."""
    if side == 1:
        return f"{steps} steps, one cell for each pair of loss and step. Inside the dotted lines: the window."
    window = "inside the dotted lines" if counted > side else "less than a cell wide, along the diagonal"
    return (
        f"Binned: each cell stands for {side} × {side} pairs of loss and step and shows the largest of them. "
        f"The window: {window}. Choose “near t” for single pairs."
    )


def gains(run: RunGains) -> str:
    """Reads the local gains of a run and their product."""
    steps = len(run.gains)
    many = f"|g| is over 1 at {run.over_one} of {steps} steps"
    if run.lag == 0:
        return f"{many}. Lag 0 has no gain in it: P<sub>0</sub>/P<sub>0</sub> is 1. Pick a larger lag."
    if run.kept_at_t is None:
        return f"{many}. The loss at {at(run.t)} has no lag {run.lag} yet."
    kept = abs(run.kept_at_t)
    what = "vanished" if kept < VANISHED else "grew" if kept > 1 else "shrank"
    product = f"The gain before {at(run.t)} is" if run.lag == 1 else f"The {run.lag} gains before {at(run.t)} multiply to"
    back = "one step" if run.lag == 1 else f"{run.lag} steps"
    return f"{many}. {product} {number(run.kept_at_t)}: on its way back over {back} the path {what}."


def sweep(reach: Sweep) -> str:
    """Reads how far back the gradient reaches over Wh."""
    if reach.available == 0:
        return "At t = 0 there is nothing to look back on."
    name = symbol("Wh")
    off = " (beyond this axis)" if abs(reach.today) > reach.Wh[-1] else ""
    under = f"under {percent(VANISHED)} of lag 0"
    falls = f"never falls {under}, back to the start" if reach.lag_today is None else f"is {under} at lag {reach.lag_today}"
    said = f"With today's {name} = {number(reach.today)}{off} the path of this loss {falls}."
    if reach.never:
        said += f" Of the {len(reach.Wh)} values of {name} here {reach.never} never {'gets' if reach.never == 1 else 'get'} there (open circles)."
    if large := reach.over_one:
        said += f" {len(large)} with |{name}| > 1 {'vanishes' if len(large) == 1 else 'vanish'}, the quickest at lag {large[0]}."
    if reach.changed:
        said += f" The weights changed on the way to this loss; this is a run with today's held, and a click sets the {name} that the real one starts from."
    return said


def hunt(found: Hunt) -> str:
    """Says whether this state is one of the two that the reader is sent to find."""
    if found.kept is None:
        return "Go to t = 9 or later: the ten lags must be full."
    name = symbol("Wh")
    here = f"Here |{name}| is {number(abs(found.Wh))}, nine steps back the path is {number(found.kept)} of what it was, and the input drives by at most {number(found.drive)}."
    first = "<b>found ✓</b>" if found.vanishes else "not yet"
    second = "<b>found ✓</b>" if found.grows else "not yet"
    return f"{here} A |{name}| over 1 that vanishes: {first}. A small-input case that grows: {second}."


def truncation(loss: Truncation) -> str:
    """Reads what the windows keep at one step, for the picked weight."""
    name, mine = gradient(loss.parameter), loss.kept_here
    if loss.share_here is None:
        return f"Back to the start {name} is 0 here, so there is no part of it to keep; the window K = {loss.window} keeps {number(mine)}."
    wrong = [K for K, is_wrong in enumerate(loss.wrong_sign, start=1) if is_wrong]
    kept = f"K = {loss.window} gives {number(mine)} for {name} = {number(loss.full)}, {signed_percent(loss.share_here)} of it"
    if loss.window in wrong:
        return f"<b>{kept}: the wrong sign. A step along it moves {symbol(loss.parameter)} uphill.</b> {_others(wrong, loss.window)}"
    return f"{kept}. {_others(wrong, loss.window)}"


def _others(wrong: list[int], window: int) -> str:
    others = tuple(K for K in wrong if window != K)
    if not others:
        return "No other window has the wrong sign." if window in wrong else "No window has the wrong sign here."
    return f"{'Also w' if window in wrong else 'W'}rong in sign: K = {listed(others)}."


def truncation_run(loss: Truncation) -> str:
    """Reads the kept part over the run."""
    steps, wrong = len(loss.run_full), len(loss.run_wrong)
    name = gradient(loss.parameter)
    if not loss.run_full.any():
        return f"{name} is 0 at all {steps} steps."
    if wrong == 0:
        return f"With K = {loss.window} the kept part of {name} has the right sign at all {steps} steps."
    return (
        f"With K = {loss.window} the kept part of {name} has the wrong sign at {wrong} of {steps} steps (×). "
        f"K = 1 would be wrong at {loss.wrong_steps[0]}, the best of the ten windows at {loss.fewest_wrong}."
    )


def cobweb(web: Cobweb) -> str:
    """Reads the map: its fixed points, and the step on it."""
    step = f"The step at {at(web.t)} leads from {number(web.out_H_prev)} to {number(web.out_H)}; the slope there is its local gain, {number(web.gain)}."
    points = listed(
        [
            f"{number(p.out_H)} (slope {number(p.gain)}, {'stable' if p.stable else 'undecided' if abs(p.gain) == 1 else 'not stable'})"
            for p in web.fixed
        ]
    )
    one = "one fixed point" if len(web.fixed) == 1 else f"{len(web.fixed)} fixed points"
    return f"While X = {number(web.X)} goes in the map has {one}: {points}. {step}"


def orbit(web: Cobweb) -> str:
    """Reads the orbit."""
    if not web.held:
        if len(web.curves) == 1:
            return "The first step as it was."
        return f"The last {len(web.curves)} steps as they were: each with its own input, so each on a curve of its own (the pale ones)."
    if not web.settles:
        return "If this input stayed, the state would still be moving after 2,000 steps."
    if len(web.settles) == 1:
        return f"If this input stayed, the state would settle at {number(web.settles[0])}."
    return f"If this input stayed, the state would swing between {number(web.settles[0])} and {number(web.settles[1])} for ever."
