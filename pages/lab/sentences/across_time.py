"""The sentences of the page that looks at the whole run at once."""

from pages.lab.notation import at, gradient, listed, number, percent, signed_percent, symbol
from rnn_core.hidden_map import Cobweb
from rnn_core.matrix import Credit
from rnn_core.reach import Hunt, Reach, RunGains
from rnn_core.reading import VANISHED
from rnn_core.truncation import Truncation


def too_large(weight: str) -> str:
    """Why there is nothing to draw."""
    return (
        f"Followed back to the start, paths of {gradient(weight)} grow beyond the largest number a computer holds, about 10³⁰⁸: "
        f"nothing is left to draw. Choose a smaller |{symbol('Wh')}| or a shorter sequence."
    )


def matrix_row(values: list[float], t: int, counted: int, weight: str) -> str:
    """Reads a row of the contribution matrix: the chain of one loss."""
    name, sizes = gradient(weight), [abs(value) for value in values]
    if max(sizes) == 0:
        return f"Every contribution to {name} at {at(t)} is 0."
    s = sizes.index(max(sizes))
    many = "one term" if len(values) == 1 else f"{len(values)} terms back to the start"
    inside = min(counted, len(values))
    return (
        f"The row of {at(t)}: {many}, {inside} of them inside the window. The largest, {number(values[s])}, passes through s = {s} (lag {t - s}), "
        f"{'inside' if t - s < counted else 'outside'} the window."
    )


def matrix_diagonal(values: list[float], lag: int, counted: int, weight: str) -> str:
    """Reads a diagonal: one lag at every loss."""
    sizes = [abs(value) for value in values]
    if not sizes or max(sizes) == 0:
        return f"Lag {lag} of {gradient(weight)} is 0 all along the run."
    i = sizes.index(max(sizes))
    ups = len([value for value in values if value > 0])
    tail = "" if lag < counted else " No learner with this window ever sees it."
    return (
        f"Lag {lag} at each of {len(values)} losses: {ups} of its terms are positive; the largest, {number(values[i])}, "
        f"belongs to the loss at {at(lag + i)}.{tail}"
    )


def matrix_column(credit: Credit, weight: str) -> str:
    """Reads a column: what later losses owe to one step."""
    name = gradient(weight)
    sizes = [abs(value) for value in credit.pieces]
    if max(sizes) == 0:
        return f"No loss owes anything of {name} to step s = {credit.step} in its first {len(sizes)} lags; the whole column sums to {number(credit.total)}."
    lag = sizes.index(max(sizes))
    return (
        f"The column of s = {credit.step}: what its own and all later losses owe to that one step sums to {number(credit.total)} of {name}. "
        f"The largest piece, {number(credit.pieces[lag])}, is owed by the loss at {at(credit.step + lag)} (lag {lag})."
    )


def matrix_picture(side: int, steps: int) -> str:
    """Says how much of the matrix a cell of the picture stands for."""
    if side == 1:
        return f"{steps} steps, one cell for each pair of loss and step. Inside the dotted lines: the window."
    return (
        f"Binned: each cell stands for {side} × {side} pairs of loss and step and shows the largest of them. "
        f"Inside the dotted lines: the window. Choose “near t” for single pairs."
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
    times = "gain" if run.lag == 1 else f"{run.lag} gains"
    return f"{many}. The {times} before {at(run.t)} multiply to {number(run.kept_at_t)}: on its way back over {'one step' if run.lag == 1 else f'{run.lag} steps'} the path {what}."


def sweep(reach: Reach) -> str:
    """Reads how far back the gradient reaches over Wh."""
    if reach.available == 0:
        return "At t = 0 there is nothing to look back on."
    name = symbol("Wh")
    today = (
        f"With today's {name} = {number(reach.today)} the path of this loss is under {percent(VANISHED)} of lag 0 at lag {reach.lag_today}"
        if reach.lag_today is not None
        else f"With today's {name} = {number(reach.today)} the path of this loss is never under {percent(VANISHED)} of lag 0, back to the start"
    )
    large = [lag for Wh, lag in zip(reach.Wh, reach.lags, strict=True) if abs(Wh) > 1 and lag is not None]
    never = [Wh for Wh, lag in zip(reach.Wh, reach.lags, strict=True) if lag is None]
    tail = f" Of the {len(reach.Wh)} values of {name} here {len(never)} never get there (open circles)." if never else ""
    if large:
        tail += f" {len(large)} with |{name}| > 1 vanish, the quickest at lag {min(large)}."
    return f"{today}.{tail}"


def hunt(found: Hunt) -> str:
    """Says whether this state is one of the two that the reader is sent to find."""
    if found.kept is None:
        return "Go to t = 9 or later: the ten lags must be full."
    name = symbol("Wh")
    here = f"Here |{name}| is {number(abs(found.Wh))}, nine steps back {number(found.kept)} of the path is left, and the input drives by at most {number(found.drive)}."
    first = "<b>found ✓</b>" if found.vanishes else "not yet"
    second = "<b>found ✓</b>" if found.grows else "not yet"
    return f"{here} A |{name}| over 1 that vanishes: {first}. A small-input case that grows: {second}."


def truncation(loss: Truncation) -> str:
    """Reads what the windows keep at one step, for the picked weight."""
    name, mine = gradient(loss.parameter), loss.kept_here
    if loss.share_here is None:
        return f"Back to the start {name} is 0 here, so there is no part of it to keep; the window K = {loss.window} keeps {number(mine)}."
    wrong = [K for K, is_wrong in enumerate(loss.wrong_sign, start=1) if is_wrong]
    kept = f"K = {loss.window} keeps {number(mine)} of {name} = {number(loss.full)}, {signed_percent(loss.share_here)}"
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
    if wrong == 0:
        return f"With K = {loss.window} the kept part of {name} has the right sign at all {steps} steps."
    best = min(loss.wrong_steps)
    return (
        f"With K = {loss.window} the kept part of {name} has the wrong sign at {wrong} of {steps} steps (×). "
        f"K = 1 would be wrong at {loss.wrong_steps[0]}, the best of the ten windows at {best}."
    )


def cobweb(web: Cobweb) -> str:
    """Reads the map: its fixed points, and the step on it."""
    step = f"The step at {at(web.t)} leads from {number(web.out_H_prev)} to {number(web.out_H)}; the slope there is its local gain, {number(web.gain)}."
    points = " and ".join(f"{number(p.out_H)} (slope {number(p.gain)}, {'stable' if p.stable else 'not stable'})" for p in web.fixed)
    one = "one fixed point" if len(web.fixed) == 1 else f"{len(web.fixed)} fixed points"
    return f"While X = {number(web.X)} goes in the map has {one}: {points}. {step}"


def orbit(web: Cobweb) -> str:
    """Reads the orbit."""
    if not web.held:
        return f"The last {len(web.states[1:])} steps as they were: each with its own input, so each on a curve of its own (the pale ones)."
    if not web.settles:
        return "If this input stayed, the state would still be moving after 2,000 steps."
    if len(web.settles) == 1:
        return f"If this input stayed, the state would settle at {number(web.settles[0])}."
    return f"If this input stayed, the state would swing between {number(web.settles[0])} and {number(web.settles[1])} for ever."
