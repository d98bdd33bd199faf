"""The same derivatives by other roads: a replay of the window, complex step, central difference, the loss along one weight.

A replay starts from the recorded out_H_{t−m}, held constant, and runs the last m steps again. With weights that have not
changed meanwhile its derivative is exactly the sum of the chain's m terms. While weights change it is not, and there are
two replays to compare with: one with the weights in force at t for every step, one with those in force then.

    complex step        Im Loss(w + i·h) / h, h = 1e-100: exact to rounding        (Squire and Trapp, 1998)
    central difference  (Loss(w + h) − Loss(w − h)) / 2h, h = ∛ε·max(1, |w|)

Nothing here uses the slope (1 − out_H)(1 + out_H): tanh itself is differentiated.
"""

import cmath
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_core.cell import PARAMETERS
from rnn_core.chain import Chain
from rnn_core.run import Run

Array = NDArray[np.float64]

TINY = 1e-100
SMALL = float(np.cbrt(np.finfo(float).eps))


def replay(run: Run, t: int, steps: int, parameter: str, shift: Any = 0.0, *, then: bool = False) -> Any:
    """Loss_t of a replay of the last steps, one weight moved.

    Parameters
    ----------
    run : Run
    t : int
    steps : int
        m: the replay starts from out_H_{t−m}, 1 ≤ m ≤ t + 1.
    parameter : {"Wx", "Wh", "Bx", "Wy", "By"}
    shift : float, complex, or ndarray of them
        Added to that weight at every replayed step.
    then : bool
        Each step with the weights in force at that step; else all with those in force at t.

    Returns
    -------
    like ``shift``

    Raises
    ------
    ValueError
        If there are not so many steps, or no such parameter.
    """
    if not 1 <= steps <= t + 1:
        raise ValueError(f"steps is {steps}; allowed is 1 to t + 1 = {t + 1}")
    column = _column(parameter)
    out_H: Any = float(run.out_H[t - steps]) if steps <= t else run.experiment.out_H_init
    with np.errstate(all="ignore"):
        for step in range(t - steps + 1, t + 1):
            weights: list[Any] = run.weights[step if then else t].tolist()
            weights[column] = weights[column] + shift
            Wx, Wh, Bx, Wy, By = weights
            out_H = _tanh(float(run.X[step]) * Wx + out_H * Wh + Bx)
        error = out_H * Wy + By - float(run.Y[t])
        return 0.5 * error * error


def _column(parameter: str) -> int:
    if parameter not in PARAMETERS:
        raise ValueError(f"parameter is {parameter!r}; allowed are {', '.join(PARAMETERS)}")
    return PARAMETERS.index(parameter)


def _tanh(net_H: Any) -> Any:
    if isinstance(net_H, complex):
        return cmath.tanh(net_H)
    return np.tanh(net_H) if isinstance(net_H, np.ndarray) else math.tanh(net_H)


def complex_step(run: Run, t: int, steps: int, parameter: str, *, then: bool = False) -> float:
    """∂Loss_t/∂parameter of the replay, exact to rounding."""
    return float(replay(run, t, steps, parameter, 1j * TINY, then=then).imag / TINY)


def central_difference(run: Run, t: int, steps: int, parameter: str) -> float:
    """∂Loss_t/∂parameter of the replay as anyone would measure it: move the weight a little both ways."""
    h = SMALL * max(1.0, abs(float(run.weights[t, _column(parameter)])))
    return float((replay(run, t, steps, parameter, h) - replay(run, t, steps, parameter, -h)) / (2.0 * h))


@dataclass(frozen=True, slots=True)
class Witness:
    """One gradient and what other roads say of it. All but ``steps`` dimensionless.

    Parameters
    ----------
    parameter : str
    steps : int
        m: how many steps are replayed, as many as the chain has terms.
    chain : float
        The total, as computed: recorded out_H, weights in force at t.
    scale : float
        The largest |term| of the chain, the unit of the errors below.
    complex_step, central_difference : float
        Of the replay with the weights in force at t.
    then : float
        Complex step of the replay with the weights in force at each step then.
    stale : bool
        Whether any weight changed during the replayed steps. If not, all that differs is rounding.
    """

    parameter: str
    steps: int
    chain: float
    scale: float
    complex_step: float
    central_difference: float
    then: float
    stale: bool

    @property
    def complex_step_error(self) -> float:
        """|chain − complex step| as a part of the largest term."""
        return self._error(self.complex_step)

    @property
    def central_difference_error(self) -> float:
        """|chain − central difference| as a part of the largest term."""
        return self._error(self.central_difference)

    @property
    def gap_today(self) -> float:
        """Chain minus the exact derivative of the replay with the weights in force at t."""
        return self.chain - self.complex_step

    @property
    def gap_then(self) -> float:
        """Chain minus the exact derivative of the replay with the weights in force then."""
        return self.chain - self.then

    def _error(self, other: float) -> float:
        # Where out_H rounds to ±1 every term can be 0 and the derivative not quite: then all of it is missing. Where both
        # are 0 there is nothing to be a part of, and the difference itself is told.
        unit = max(self.scale, abs(self.complex_step)) or 1.0
        return abs(self.chain - other) / unit


def witness(run: Run, t: int, chain: Chain) -> Witness:
    """One gradient of step t, ``run[t].chains[parameter]``, beside the other roads to it."""
    steps, name = len(chain.terms), chain.parameter
    return Witness(
        name,
        steps,
        chain.total,
        max(abs(term.value) for term in chain.terms),
        complex_step(run, t, steps, name),
        central_difference(run, t, steps, name),
        complex_step(run, t, steps, name, then=True),
        bool((run.weights[t + 1 - steps : t] != run.weights[t]).any()),
    )


def witnesses(run: Run, t: int) -> dict[str, Witness]:
    """All five gradients of step t, each beside the other roads to it."""
    return {name: witness(run, t, chain) for name, chain in run[t].chains.items()}


@dataclass(frozen=True, slots=True, eq=False)
class LossAlong:
    """Loss_t as a function of one weight, all else held. Dimensionless.

    Parameters
    ----------
    parameter : str
    weight : float
        Its value in force at t.
    loss : float
        Of the replay with that value.
    slope : float
        The chain's total.
    values, losses, tangent : ndarray, shape (n,)
        Values of the weight, the loss of the replay with each, and loss + slope·(value − weight).
    shift, weight_moved : float
        A nudge of the weight, and its value then.
    loss_predicted, loss_moved : float
        The loss there: on the tangent, and of the replay.
    predicted, real : float
        By how much those two differ from ``loss``: slope·shift, and what it is.
    """

    parameter: str
    weight: float
    loss: float
    slope: float
    values: Array
    losses: Array
    tangent: Array
    shift: float
    weight_moved: float
    loss_predicted: float
    loss_moved: float
    predicted: float
    real: float

    @property
    def far_off(self) -> bool:
        """Whether one of the two changes is less than half as large as the other."""
        small, large = sorted((abs(self.predicted), abs(self.real)))
        return small < 0.5 * large


def loss_along(run: Run, t: int, parameter: str, shift: float, width: float = 2.0, points: int = 161) -> LossAlong:
    """Replay the window with other values of one weight, from ``width`` below to ``width`` above the present one.

    As many steps are replayed as the chain of that weight has terms.
    """
    chain = run[t].chains[parameter]
    steps, weight = len(chain.terms), float(run.weights[t, PARAMETERS.index(parameter)])
    shifts = np.linspace(-width, width, points)
    loss, moved = (float(replay(run, t, steps, parameter, by)) for by in (0.0, shift))
    return LossAlong(
        parameter,
        weight,
        loss,
        chain.total,
        weight + shifts,
        replay(run, t, steps, parameter, shifts),
        loss + chain.total * shifts,
        shift,
        weight + shift,
        loss + chain.total * shift,
        moved,
        chain.total * shift,
        moved - loss,
    )
