"""Where the starts ended with each window, in a sentence each; and what the delay of an echo has to do with it."""

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import number, percent, sentence, window_label
from rnn_core.analysis.windows import Comparison, WindowOutcome, lower


def final_losses(moment: Moment, comparison: Comparison) -> Block:
    """One sentence for each window, then one about the delay."""
    lines = [_sentence(one, comparison) for one in comparison.windows]
    delay = moment.session.delay if moment.session.task == "echo" else 0
    return "".join(map(sentence, filter(None, [*lines, _delay(comparison, delay)])))


def _sentence(one: WindowOutcome, comparison: Comparison) -> str:
    so_far = "" if one.complete else f", {len(one.outcomes)} of {comparison.starts} starts so far"
    name = f"<b>{window_label(one.window)}</b>{so_far}:"
    if one.median is None:
        return f"{name} every start diverged."
    ends = f"lowest {number(one.losses[0])}, highest {number(one.losses[-1])}"
    diverged = f" {one.diverged} of {len(one.outcomes)} starts diverged." if one.diverged else ""
    return f"{name} the median final loss is {number(one.median)} ({ends}), {_against(one, comparison)}.{diverged}"


def _against(one: WindowOutcome, comparison: Comparison) -> str:
    part = comparison.part(one)
    if one.median is None or part is None:
        return "while always predicting the mean of the targets has a loss of 0"
    if not lower(one.median, comparison.baseline):
        return f"no better than always predicting the mean of the targets ({number(comparison.baseline)})"
    return f"{percent(part)} of the loss of always predicting the mean of the targets"


def _delay(comparison: Comparison, delay: int) -> str:
    """Said once all windows begun are complete: a part of the starts proves little."""
    groups = comparison.split_by_lag(delay) if delay else None
    if groups is None or not all(group.complete for group in groups):
        return ""
    steps, lags = ("step", "lag") if delay == 1 else ("steps", "lags")
    what = (
        f"The target is the input {delay} {steps} earlier. Only windows of more than {delay} {lags} reach that input."
    )
    short, long = (group.median for group in groups)
    if short is None or long is None:
        return f"{what} One of the two groups has no final loss to compare, because all its runs diverged."
    return (
        f"{what} The shorter windows ended at a median loss of {number(short)}, the longer ones at {number(long)}: "
        f"{_verdict(short, long, comparison.baseline)}."
    )


def _verdict(short: float, long: float, baseline: float) -> str:
    if lower(short, long):
        return "here the longer windows did worse"
    if not lower(long, short):
        return "here the longer windows made no difference"
    if not lower(long, baseline):
        return "here the longer windows did better, but no better than always predicting the mean of the targets"
    if lower(short, baseline):
        return "here the longer windows ended lower"
    return "here the shorter windows failed, and the longer ones learned a part of the task"
