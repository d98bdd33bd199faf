"""One step of the network forward, and the slope of its tanh.

    net_H_t = X_t·Wx + out_H_{t-1}·Wh + Bx
    out_H_t = tanh(net_H_t)
    Y_hat_t = out_H_t·Wy + By
    Loss_t  = 0.5·(Y_hat_t − Y_t)²

An Elman network (Elman, 1990) with one unit. Everything is a scalar, a plain Python float, and dimensionless. The
equations are written once, in ``net_input``, ``tanh``, ``predict`` and ``half_square``; these four and ``slope`` also
take arrays and complex numbers, and ``Params`` whose fields are arrays, for whole runs and for many weights at once.
"""

import cmath
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_core.queues import Queues

Array = NDArray[np.float64]

PARAMETERS = ("Wx", "Wh", "Bx", "Wy", "By")
RECURRENT = ("Wx", "Wh", "Bx")
"""The weights whose gradient has one term per lag."""


@dataclass(frozen=True, slots=True)
class Params:
    """The five weights, in the order of the columns of ``Run.weights``.

    Parameters
    ----------
    Wx, Wh, Bx : float
        Weights of the hidden unit: of the input, of its own previous output, and its bias.
    Wy, By : float
        Weight and bias of the prediction.
    """

    Wx: float
    Wh: float
    Bx: float
    Wy: float
    By: float

    def __iter__(self) -> Iterator[float]:
        return iter((self.Wx, self.Wh, self.Bx, self.Wy, self.By))


@dataclass(frozen=True, slots=True)
class Forward:
    """The values of one forward step, all of them float.

    Parameters
    ----------
    X, Y : float
        Input and target of the step.
    out_H_prev : float
        out_H_{t−1}, the state before the step.
    net_H, out_H, Y_hat, loss : float
        The left-hand sides of the four equations above.
    """

    X: float
    Y: float
    out_H_prev: float
    net_H: float
    out_H: float
    Y_hat: float
    loss: float

    @property
    def error(self) -> float:
        """e = Y_hat − Y, which is also ∂Loss/∂Y_hat."""
        return self.Y_hat - self.Y


def net_input(w: Params, X: Any, out_H_prev: Any) -> Any:
    """Return net_H, added in the order written."""
    return X * w.Wx + out_H_prev * w.Wh + w.Bx


def tanh(net_H: Any) -> Any:
    """Return tanh(net_H).

    Scalars use the tanh of the standard library. The one of NumPy, used for arrays, may differ in the last bit.
    """
    if isinstance(net_H, float):
        return math.tanh(net_H)
    return cmath.tanh(net_H) if isinstance(net_H, complex) else np.tanh(net_H)


def predict(w: Params, out_H: Any) -> Any:
    """Return Y_hat."""
    return out_H * w.Wy + w.By


def half_square(error: Any) -> Any:
    """Return the loss of an error."""
    return 0.5 * (error * error)


def slope(out_H: Any) -> Any:
    """Return the slope of tanh where its value is ``out_H``.

    (1 − h)·(1 + h) is accurate near saturation, where 1 − h·h loses its digits.
    """
    return (1.0 - out_H) * (1.0 + out_H)


def forward_step(params: Params, queues: Queues, X_t: float, Y_t: float) -> tuple[Forward, Queues]:
    """Run one step forward; the arguments do not change.

    Parameters
    ----------
    params : Params
        The weights in force.
    queues : Queues
        The queues after the previous step, or ``Queues.start()``.
    X_t, Y_t : float
        Input and target of this step.

    Returns
    -------
    tuple of Forward and Queues
        The values of the step, and the queues after the push of X_t and out_H_t.
    """
    out_H_prev = queues.out_H[0]
    net_H = net_input(params, X_t, out_H_prev)
    out_H = tanh(net_H)
    Y_hat = predict(params, out_H)
    forward = Forward(
        X=X_t, Y=Y_t, out_H_prev=out_H_prev, net_H=net_H, out_H=out_H, Y_hat=Y_hat, loss=half_square(Y_hat - Y_t)
    )
    return forward, queues.push(X_t, out_H)
