"""Why something is not drawn, as paragraphs."""

from pages.lab.session import LONGEST
from pages.lab.text.formulas import sentence
from pages.lab.text.notation import gradient, listed, symbol
from rnn_core import Run


def overflow(*parameters: str) -> str:
    """Contributions back to the start leave the range of floating-point numbers."""
    names = listed([gradient(name) for name in parameters])
    return (
        f"Followed back to the start, some terms of {names} overflow: they exceed about 10³⁰⁸, the largest number this "
        f"program can hold. Choose a smaller |{symbol('Wh')}| or a shorter sequence."
    )


def too_long(run: Run) -> str:
    """The run has too many pairs of steps."""
    return sentence(
        f"This run has {len(run):,} steps. This page compares every pair of steps, which works for up to {LONGEST:,}. "
        "You can open the pass through the sequence that contains t as a run of its own. It starts with the weights "
        "and the out_H in force there; only its queues start empty. To return, use Undo on the page Training."
    )
