"""The result of a training run, in a sentence or two."""

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.session import Session
from pages.lab.text import number, sentence, setting, symbol
from rnn_core import Run
from rnn_core.analysis.curves import Pass, overshoot
from rnn_core.analysis.curves import passes as passes_of


def run_summary(moment: Moment) -> Block:
    """How many steps with which settings, and what became of the mean loss."""
    run = moment.run
    if not len(run):
        return sentence(f"In the very first step a number overflowed, so there is nothing to draw. {_divergence(run)}")
    return sentence(_sentence(run, *moment.once(passes_of, run), moment.session))


def _sentence(run: Run, first: Pass, last: Pass, session: Session) -> str:
    clip = f", each gradient clipped to ±{setting(session.clip)}" if session.clip else ""
    length = "one step" if len(run) == 1 else f"{len(run):,} steps"
    start = f"<b>{length}</b> with window K = {session.K}, η = {setting(session.eta)}{clip}."
    if run.diverged_at is not None:
        return f"{start} {_divergence(run)}"
    before, after = number(first.loss), number(last.loss)
    if last.first == 0 or not session.eta:
        said = f"{start} The mean loss is <b>{after}</b>."
        if session.eta:
            return said
        return f"{said} Because η is 0, the weights are frozen: press <b>Train</b> to train the unit."
    verb = "fell" if last.loss < first.loss else "rose"
    change = f"stayed at <b>{after}</b>" if before == after else f"{verb} from {before} to <b>{after}</b>"
    return f"{start} From the first pass through the sequence to the last {len(last.Y)} steps, the mean loss {change}."


def _divergence(run: Run) -> str:
    where = (
        f"The run diverged: at step {run.diverged_at} a number overflowed (it exceeded about 10³⁰⁸), "
        "so the run ends there."
    )
    factor = overshoot(run) if len(run) else 0.0
    if -1 <= factor <= 1:
        return where
    return (
        f"{where} With this learning rate updates overshoot: in the last step, the update of {symbol('Wy')} and "
        f"{symbol('By')} alone turns an error e into {number(factor)}·e."
    )
