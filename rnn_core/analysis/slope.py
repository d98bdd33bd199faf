"""The loss as a function of one weight. The gradient is the slope of its tangent at the current weight."""

from dataclasses import dataclass

import numpy as np

from rnn_core.analysis.replay import replay
from rnn_core.cell import Array
from rnn_core.record import Run


@dataclass(frozen=True, slots=True, eq=False)
class LossAlong:
    """Loss_t as a function of one weight, all else held constant. Dimensionless.

    Parameters
    ----------
    parameter : str
    weight : float
        The value in force at t.
    loss : float
        Loss of the replay with that value.
    slope : float
        The total of the chain.
    values, losses, tangent : ndarray, shape (n,)
        Values of the weight, the loss of the replay with each of them, and loss + slope·(value − weight).
    shift : float
        A change of the weight.
    loss_moved : float
        The loss of the replay after it.
    predicted, actual : float
        The change of the loss: slope·shift, along the tangent, and the difference of ``loss_moved`` from ``loss``.
    """

    parameter: str
    weight: float
    loss: float
    slope: float
    values: Array
    losses: Array
    tangent: Array
    shift: float
    loss_moved: float
    predicted: float
    actual: float

    @property
    def sizes_differ(self) -> bool:
        """Whether one of the two changes is less than half as large as the other."""
        small, large = sorted((abs(self.predicted), abs(self.actual)))
        return small < 0.5 * large


def loss_along(run: Run, t: int, parameter: str, shift: float, width: float = 2.0, points: int = 161) -> LossAlong:
    """Replay the window with other values of one weight, from ``width`` below to ``width`` above the current one.

    The number of replayed steps is the number of terms in the chain of that weight.
    """
    step = run[t]
    chain, weight = step.chains[parameter], float(getattr(step.params, parameter))
    shifts = np.linspace(-width, width, points)
    loss, moved, losses = (replay(run, t, len(chain.terms), parameter, by) for by in (0.0, shift, shifts))
    return LossAlong(
        parameter=parameter,
        weight=weight,
        loss=loss,
        slope=chain.total,
        values=weight + shifts,
        losses=losses,
        tangent=loss + chain.total * shifts,
        shift=shift,
        loss_moved=moved,
        predicted=chain.total * shift,
        actual=moved - loss,
    )
