"""The sentences of the page on which the unit is trained."""

from pages.lab.notation import at, gradient, listed, number, percent, setting, symbol, window_label
from pages.lab.session import Session
from rnn_core import Run
from rnn_core.analysis.curves import Curves
from rnn_core.analysis.reading import overshoot
from rnn_core.analysis.staleness import Staleness
from rnn_core.analysis.surface import Surface
from rnn_core.analysis.windows import Comparison, WindowOutcome, lower


def nothing(run: Run) -> str:
    """A run that ended before it began."""
    return f"The very first step left the range of floating-point numbers; there is nothing to draw. {_diverged(run)}"


def summary(found: Curves, run: Run, session: Session) -> str:
    """What the run came to."""
    clip = f", each gradient clipped to ±{setting(session.clip)}" if session.clip else ""
    how = f"window K = {session.K}, η = {setting(session.eta)}{clip}"
    length = "one step" if found.steps == 1 else f"{found.steps:,} steps"
    if run.diverged_at is not None:
        return f"<b>{length}</b> with {how}. {_diverged(run)}"
    before, after = number(found.before.loss), number(found.after.loss)
    if not session.eta:
        return (
            f"<b>{length}</b> with {how}. Mean loss <b>{after}</b>. The weights are held, as η is 0: press <b>Train</b> to let them move."
        )
    if found.after.first == 0:
        return f"<b>{length}</b> with {how}. Mean loss <b>{after}</b>."
    change = (
        f"stayed at <b>{after}</b>"
        if before == after
        else f"{'fell' if found.after.loss < found.before.loss else 'rose'} from {before} to <b>{after}</b>"
    )
    return f"<b>{length}</b> with {how}. From the first pass through the sequence to the last {len(found.after.Y)} steps the mean loss {change}."


def _diverged(run: Run) -> str:
    where = f"The run diverged: at step {run.diverged_at} a number left the range of floating-point numbers, and it ends there."
    if not len(run):
        return where
    factor = overshoot(run)
    if abs(factor) <= 1:
        return where
    return (
        f"{where} With this η an update makes worse what it means to mend: in the last step that of {symbol('Wy')} and {symbol('By')} alone "
        f"turns an error e into {number(factor)}·e."
    )


def curves(found: Curves, t: int, run: Run) -> str:
    """Reads the three charts over the steps."""
    if t < 0:
        return "Click a point to make it t, here and on every page."
    weights = listed([f"{symbol(line.name)} = {number(value)}" for line, value in zip(found.weights, run.weights[t].tolist(), strict=True)])
    return f"At {at(t)} the loss is {number(run.loss[t].item())}, with {weights}. Click a point to make it t, here and on every page."


def passes(found: Curves) -> str:
    """Reads the two pictures of predictions."""
    if found.after.first == 0:
        return "The run goes through the sequence no more than once, so first and last pass are the same."
    return "Each prediction was made with the weights of its step. Where solid covers dotted, the unit has learned it."


def surface(found: Surface, t: int) -> str:
    """Reads the surface at the present point."""
    held = listed([symbol(name) for name in ("Wx", "Wh", "Bx", "Wy", "By") if name not in (found.across, found.up)])
    return f"With the weights of {at(t)} the mean loss of the sequence is {number(found.loss)}; {held} are held at theirs. {_place(found)}"


def _place(found: Surface) -> str:
    if not found.shown:
        return "The present point is too far off to be drawn with the rest."
    return "Click the path to make a point t."


def arrows(found: Surface, session: Session) -> str:
    """Reads the two gradients at the present point."""
    truncated, full = found.lengths
    names = f"{symbol(found.across)} and {symbol(found.up)}"
    if found.angle is None:
        return f"By {names} one of the two gradients is 0 or no number, so there is no angle between them."
    lengths = f"By {names} the gradient of window K = {session.K} has the length {number(truncated)}, the full one {number(full)}."
    if {found.across, found.up} == {"Wy", "By"}:
        return f"{lengths} Neither of these two looks back in time, so no window makes a difference to them."
    apart = "under 0.1" if found.angle < 0.1 else number(found.angle)
    return f"{lengths} They point {apart}° apart{_judged(found.angle)}."


def _judged(angle: float) -> str:
    if angle > 90:
        return ": the window leads uphill"
    return ": the window leads well" if angle < 10 else ": the window leads downhill, but not the steepest way"


def windows(found: Comparison) -> str:
    """Reads the columns."""
    starts = "one start" if found.starts == 1 else f"{found.starts} starts"
    far = f" {found.far_off} of the runs ended with a weight beyond ±50, which is not drawn." if found.far_off else ""
    return (
        f"{found.steps:,} steps from each of {starts}. The curves are the mean loss of the whole sequence with the weights of that step held; "
        f"below them each ring is a weight at the end of one run.{far}"
    )


def seen(found: Comparison, session: Session) -> list[str]:
    """What was seen, a line for each window, and what the delay of an echo has to do with it."""
    lines = [_window(one, found) for one in found.windows]
    delay = _delay(found, session)
    return [*lines, delay] if delay else lines


def _failed(found: Comparison, short: WindowOutcome) -> str:
    if short.median is not None and not lower(short.median, found.baseline):
        return "here the short ones failed, and the long ones learned a part of it"
    return "here the long ones ended lower"


def paths(ground: Surface) -> str:
    """Says which paths these are."""
    return (
        f"The path of the first start with each window, on the loss surface over {symbol(ground.across)} and {symbol(ground.up)}. "
        "Only one of these surfaces can be drawn: the other weights are those of t, not those along each path."
    )


def _window(one: WindowOutcome, found: Comparison) -> str:
    name = f"<b>{window_label(one.window)}</b>"
    if one.median is None:
        return f"{name}: every start diverged."
    low, high = one.losses[0], one.losses[-1]
    ended = f"{name} ended at {number(one.median)} (from {number(low)} to {number(high)}), {_against(one.median, found, one)}"
    return f"{ended}; {one.diverged} diverged." if one.diverged else f"{ended}."


def _against(loss: float, found: Comparison, one: WindowOutcome) -> str:
    part = found.part(one)
    if part is None:
        return "where always answering the mean of the targets loses nothing"
    if not lower(loss, found.baseline):
        return f"no better than always answering the mean of the targets ({number(found.baseline)})"
    return f"{percent(part)} of what always answering the mean would lose"


def _delay(found: Comparison, session: Session) -> str:
    groups = found.by_reach(session.delay) if session.task == "echo" and session.delay else None
    if groups is None:
        return ""
    short, long = (group.median for group in groups)
    what = f"The target is the input of {session.delay} steps before. Which windows see it? Those of more than {session.delay} lags."
    if short is None or long is None:
        return f"{what} Not both kinds ended with numbers to compare."
    seen = f"The shorter ones ended at {number(short)}, those that see it at {number(long)}"
    if lower(long, short):
        return f"{what} {seen}: {_failed(found, groups[0])}."
    return f"{what} {seen}: here the long ones {'did worse' if lower(short, long) else 'made no difference'}."


def stale(found: Staleness, session: Session) -> str:
    """Reads the gap along the run and against the learning rate."""
    name = gradient(found.parameter)
    known = [rate for rate in found.rates if rate.share]
    against = ""
    if len(known) > 1:
        first, last, most = known[0], known[-1], max(known, key=lambda rate: rate.share or 0.0)
        told = [f"{_share(rate.share)} at η = {setting(rate.rate)}" for rate in dict.fromkeys((first, most, last))]
        against = f" For other η from the same start: {listed(told)}."
    if not session.eta:
        return f"The weights are held, so nothing in the queues is stale.{against}"
    if session.K == 1:
        own = "The only state of older weights that a window of one step uses is the one it starts from, and that is held in a replay too: no gap."
        return f"{own}{against}"
    if not found.gap.values.any():
        return f"No gap along this run.{against}"
    largest = number(float(found.gap.values.max()))
    if found.share is None:
        return f"{name} is 0 or no number at every step, so there is nothing for the gaps to be a part of; the largest, {largest}, is at {at(found.largest)}.{against}"
    part = f"{_share(found.share)} {'' if found.share >= 1 else 'of '}what the gradients themselves add up to"
    return f"The gaps of {name} along this run add up to {part}; the largest, {largest}, is at {at(found.largest)}.{against}"


def _share(share: float | None) -> str:
    if share is None:
        return "nothing"
    return f"{number(share)} times" if share >= 1 else percent(share)
