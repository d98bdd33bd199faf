"""What a step changed, beside the step before it: which signs flipped, and whether another lag is the largest now."""

from dataclasses import dataclass

from rnn_core.analysis.reading import StepReading


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """A step beside the one before it.

    Parameters
    ----------
    error_flipped : bool
        Whether the error e has the opposite sign; to or from 0 is no flip.
    term_flipped : bool
        The same of one term; false unless both steps have it.
    largest_moved : bool
        Whether other lags have the term of largest magnitude. False for Wy and By, which have lag 0 alone.
    """

    error_flipped: bool
    term_flipped: bool
    largest_moved: bool


def step_change(before: StepReading, after: StepReading, parameter: str, lag: int) -> StepChange:
    """Compare two steps of one run, for the gradient of one weight and its term of one lag."""
    earlier, later = before.term(parameter, lag), after.term(parameter, lag)
    return StepChange(
        error_flipped=_opposite(before.step.forward.error, after.step.forward.error),
        term_flipped=earlier is not None and later is not None and _opposite(earlier.value, later.value),
        largest_moved=parameter in after.chains and before.chains[parameter].largest != after.chains[parameter].largest,
    )


def _opposite(one: float, other: float) -> bool:
    return one < 0.0 < other or other < 0.0 < one
