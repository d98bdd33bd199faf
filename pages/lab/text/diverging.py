"""What is said of a run that diverges: a number has overflowed, or a weight has grown very large."""

from pages.lab.session import WEIGHT_LIMIT
from rnn_core import Run
from rnn_core.analysis.curves import first_beyond, passes


def diverging(run: Run) -> str:
    """Say where a run begins to diverge, and why; empty if it does not, or comes back: its mean loss falls."""
    beyond = first_beyond(run, WEIGHT_LIMIT)
    if run.diverged_at is not None:
        where = f"At step {run.diverged_at} a number overflowed: it exceeded about 10³⁰⁸. The run ends."
    elif beyond is not None:
        first, last = passes(run)
        if last.loss < first.loss:
            return ""
        where = f"At step {beyond} a weight passed ±{WEIGHT_LIMIT:,.0f}: this run is diverging."
    else:
        return ""
    return f"{where} The learning rate η is too large for these weights."
