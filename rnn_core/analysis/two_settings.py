"""The same step with two settings, A and B: how the total of one gradient differs."""

import math
from dataclasses import dataclass

from rnn_core.record import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The total of one gradient with A and with B.

    Parameters
    ----------
    A, B : float
    flipped : bool
        Whether they have opposite signs; 0 has none.
    ratio : float or None
        The magnitude with B divided by that with A; None if A is 0 or the quotient overflows.
    """

    A: float
    B: float
    flipped: bool
    ratio: float | None


def compare_totals(A: Step, B: Step, parameter: str) -> Totals:
    """Compare the gradient of one weight at the same step of two runs."""
    a, b = A.chains[parameter].total, B.chains[parameter].total
    ratio = abs(b) / abs(a) if a else math.inf
    return Totals(A=a, B=b, flipped=a < 0.0 < b or b < 0.0 < a, ratio=ratio if math.isfinite(ratio) else None)
