"""Gradient check: the gradients of a step beside independent computations of the same derivatives."""

from dataclasses import dataclass

from rnn_core.analysis.replay import central_difference, complex_step
from rnn_core.chain import Chain
from rnn_core.record import Run

ROUNDING = 1e-9
"""An error, relative as in ``GradientCheck``; rounding away from saturation stays far below."""


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """One gradient beside the derivatives of its replay. All but ``steps`` are dimensionless.

    Parameters
    ----------
    parameter : str
    steps : int
        m: the number of replayed steps, which is the number of terms of the chain.
    chain : float
        The total of the chain: recorded out_H, weights in force at t.
    scale : float
        The largest |term| of the chain. The errors below are relative to it, or to |complex step| if that is larger.
    complex_step, central_difference : float
        Derivatives of the replay with the weights in force at t.
    replay_then : float
        Complex step of the replay with the weights in force at each step.
    stale : bool
        Whether any weight changed during the replayed steps. If not, all differences are rounding.
    """

    parameter: str
    steps: int
    chain: float
    scale: float
    complex_step: float
    central_difference: float
    replay_then: float
    stale: bool

    @property
    def complex_step_error(self) -> float:
        """|chain − complex step|, relative."""
        return self._error(self.complex_step)

    @property
    def central_difference_error(self) -> float:
        """|chain − central difference|, relative."""
        return self._error(self.central_difference)

    @property
    def gap_now(self) -> float:
        """Chain minus the exact derivative of the replay with the weights in force at t."""
        return self.chain - self.complex_step

    @property
    def gap_then(self) -> float:
        """Chain minus the exact derivative of the replay with the weights in force at each step."""
        return self.chain - self.replay_then

    def _error(self, other: float) -> float:
        # Where out_H rounds to ±1 all terms can be 0 although the derivative is not: then the error is 1. Where both
        # are 0 there is no unit, and the error is absolute.
        unit = max(self.scale, abs(self.complex_step)) or 1.0
        return abs(self.chain - other) / unit


def gradient_check(run: Run, t: int, chain: Chain) -> GradientCheck:
    """Check one gradient of step t, such as ``run[t].chains[parameter]``."""
    steps, name = len(chain.terms), chain.parameter
    return GradientCheck(
        parameter=name,
        steps=steps,
        chain=chain.total,
        scale=max(abs(term.value) for term in chain.terms),
        complex_step=complex_step(run, t, steps, name),
        central_difference=central_difference(run, t, steps, name),
        replay_then=complex_step(run, t, steps, name, then=True),
        stale=bool((run.weights[t + 1 - steps : t] != run.weights[t]).any()),
    )


def gradient_checks(run: Run, t: int) -> dict[str, GradientCheck]:
    """Check all five gradients of step t."""
    return {name: gradient_check(run, t, chain) for name, chain in run[t].chains.items()}


@dataclass(frozen=True, slots=True)
class Agreement:
    """The gradient checks of one step in a few claims. Errors are relative, as in ``GradientCheck``.

    Parameters
    ----------
    worst : GradientCheck
        The gradient whose chain differs most from the complex step.
    central_difference_error : float
        The largest of the five.
    stale : bool
        Whether any weight changed during a replay.
    """

    worst: GradientCheck
    central_difference_error: float
    stale: bool

    @property
    def exact(self) -> bool:
        """Whether chain and complex step are the same floating-point numbers."""
        return self.worst.complex_step_error == 0

    @property
    def rounding_only(self) -> bool:
        """Whether they differ by no more than rounding does away from saturation."""
        return self.worst.complex_step_error <= ROUNDING


def agreement(checks: dict[str, GradientCheck]) -> Agreement:
    """What the gradient checks of one step say together."""
    return Agreement(
        worst=max(checks.values(), key=lambda check: check.complex_step_error),
        central_difference_error=max(check.central_difference_error for check in checks.values()),
        stale=any(check.stale for check in checks.values()),
    )
