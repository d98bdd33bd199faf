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
from typing import Any

import numpy as np

from rnn_core.cell import PARAMETERS
from rnn_core.run import Run

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
