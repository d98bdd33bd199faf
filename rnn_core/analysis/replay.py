"""A replay of the last steps, and its derivative by two methods that are independent of the chain.

A replay starts from the recorded out_H_{t−m}, held constant, and runs the last m steps again. If the weights did not
change during these steps, its derivative is exactly the sum of the chain's m terms. While weights change it is not, and
there are two replays to compare with: one uses the weights in force at t for every step, the other the weights in force
at each step.

    complex step        Im Loss(w + i·h) / h, h = 1e-100: exact to rounding        (Squire and Trapp, 1998)
    central difference  (Loss(w + h) − Loss(w − h)) / 2h, h = ∛ε·max(1, |w|)

Nothing here uses the slope (1 − out_H)(1 + out_H): tanh itself is differentiated.
"""

from typing import Any

import numpy as np

from rnn_core.cell import PARAMETERS, Params, half_square, net_input, predict, tanh
from rnn_core.checks import integer, position
from rnn_core.record import Run

TINY = 1e-100
SMALL = float(np.cbrt(np.finfo(float).eps))


def replay(run: Run, t: int, steps: int, parameter: str, shift: Any = 0.0, *, then: bool = False) -> Any:
    """Return Loss_t of a replay of the last steps with one weight shifted.

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
        Whether each step uses the weights in force at that step, rather than those in force at t.

    Returns
    -------
    like ``shift``

    Raises
    ------
    ValueError
        If there are not so many steps, or no such parameter.
    """
    integer("steps", steps, 1, t + 1)
    column = position("parameter", parameter, PARAMETERS)
    out_H: Any = float(run.out_H[t - steps]) if steps <= t else run.experiment.out_H_init
    with np.errstate(all="ignore"):
        for step in range(t - steps + 1, t + 1):
            weights: list[Any] = run.weights[step if then else t].tolist()
            weights[column] = weights[column] + shift
            w = Params(*weights)
            out_H = tanh(net_input(w, float(run.X[step]), out_H))
        return half_square(predict(w, out_H) - float(run.Y[t]))


def complex_step(run: Run, t: int, steps: int, parameter: str, *, then: bool = False) -> float:
    """Return ∂Loss_t/∂parameter of the replay, exact to rounding."""
    return float(replay(run, t, steps, parameter, 1j * TINY, then=then).imag / TINY)


def central_difference(run: Run, t: int, steps: int, parameter: str) -> float:
    """Return ∂Loss_t/∂parameter of the replay as a finite difference: shift the weight a little both ways."""
    h = SMALL * max(1.0, abs(float(run.weights[t, position("parameter", parameter, PARAMETERS)])))
    return float((replay(run, t, steps, parameter, h) - replay(run, t, steps, parameter, -h)) / (2.0 * h))
