"""One step of the network forward.

    net_H_t = X_t·Wx + out_H_{t-1}·Wh + Bx
    out_H_t = tanh(net_H_t)
    Y_hat_t = out_H_t·Wy + By
    Loss_t  = 0.5·(Y_hat_t − Y_t)²

An Elman network (Elman, 1990) of one unit. Everything is a scalar, a plain Python float, and dimensionless.
"""

import math
from dataclasses import dataclass

from rnn_core.queues import Queues

PARAMETERS = ("Wx", "Wh", "Bx", "Wy", "By")
RECURRENT = ("Wx", "Wh", "Bx")
"""The weights whose gradient has one term per lag."""


@dataclass(frozen=True, slots=True)
class Params:
    """The five weights, in the order of the columns of ``Run.weights``.

    Parameters
    ----------
    Wx, Wh, Bx : float
        Into the hidden unit: from the input, from its own last output, and its bias.
    Wy, By : float
        Out of it: to the prediction, and the prediction's bias.
    """

    Wx: float
    Wh: float
    Bx: float
    Wy: float
    By: float


@dataclass(frozen=True, slots=True)
class Forward:
    """All that one forward step computed. Every field is a float.

    Parameters
    ----------
    X, Y : float
        The input and the target of this step.
    out_H_prev : float
        out_H_{t−1}, the state that went in.
    net_H, out_H, Y_hat, loss : float
        The left sides of the four equations above.
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


def slope(out_H: float) -> float:
    """Slope of tanh where it gave ``out_H``: (1 − h)·(1 + h), which keeps its digits near saturation as 1 − h·h does not."""
    return (1.0 - out_H) * (1.0 + out_H)


def forward_step(params: Params, queues: Queues, X_t: float, Y_t: float) -> tuple[Forward, Queues]:
    """Run one step forward; nothing that was passed in changes.

    Parameters
    ----------
    params : Params
        The weights in force.
    queues : Queues
        As the previous step left them, or ``Queues.start()``.
    X_t, Y_t : float
        Input and target of this step.

    Returns
    -------
    tuple of Forward and Queues
        What was computed, and the queues after X_t and out_H_t were pushed.
    """
    out_H_prev = queues.out_H[0]
    net_H = X_t * params.Wx + out_H_prev * params.Wh + params.Bx
    out_H = math.tanh(net_H)
    Y_hat = out_H * params.Wy + params.By
    error = Y_hat - Y_t
    loss = 0.5 * (error * error)
    return Forward(X_t, Y_t, out_H_prev, net_H, out_H, Y_hat, loss), queues.push(X_t, out_H)
