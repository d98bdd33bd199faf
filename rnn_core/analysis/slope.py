"""The loss as a function of one weight; the gradient is the slope of its tangent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnn_core.analysis.replay import replay
from rnn_core.cell import PARAMETERS
from rnn_core.run import Run

Array = NDArray[np.float64]


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
    def sizes_differ(self) -> bool:
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
        parameter=parameter,
        weight=weight,
        loss=loss,
        slope=chain.total,
        values=weight + shifts,
        losses=replay(run, t, steps, parameter, shifts),
        tangent=loss + chain.total * shifts,
        shift=shift,
        weight_moved=weight + shift,
        loss_predicted=loss + chain.total * shift,
        loss_moved=moved,
        predicted=chain.total * shift,
        real=moved - loss,
    )
