"""Where on the curve of tanh the steps in the queue stand: it is steep near 0, and flat where out_H is near ±1.

    out_H = tanh(net_H),   slope s = (1 − out_H)(1 + out_H)

Everything is dimensionless.
"""

from dataclasses import dataclass

import numpy as np

from rnn_core.cell import Array, slope, tanh
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.record import Run

FLAT = 0.1
"""A step whose slope is smaller stands where tanh is flat: nine tenths of a gradient are lost on its way through it."""
STEEP = 0.9
"""With a slope over this, the step loses little."""
FARTHEST = 4.0
"""The curve is computed from −4 to 4; beyond, tanh differs from ±1 by less than 0.001."""
GRID = 161


@dataclass(frozen=True, slots=True)
class OnTanh:
    """The steps of which out_H is in the queue, newest first, on the curve of tanh.

    Parameters
    ----------
    net_H, out_H, slopes : tuple of float
        One each for every step.
    flat : int
        How many steps have a slope under 0.1.
    grid, curve : ndarray
        Values of net_H, and tanh there.
    """

    net_H: tuple[float, ...]
    out_H: tuple[float, ...]
    slopes: tuple[float, ...]
    flat: int
    grid: Array
    curve: Array

    @property
    def beyond(self) -> bool:
        """Whether some step stands beyond the ends of the curve."""
        return any(abs(net_H) > FARTHEST for net_H in self.net_H)


def on_tanh(run: Run, t: int) -> OnTanh:
    """Return where the step t and those before it stand.

    Raises
    ------
    IndexError
        If t is not a step of the run.
    """
    last = run.checked_step(t)
    steps = slice(max(last + 1 - QUEUE_SLOTS, 0), last + 1)
    net_H, out_H = run.net_H[steps][::-1], run.out_H[steps][::-1]
    slopes, grid = slope(out_H), np.linspace(-FARTHEST, FARTHEST, GRID)
    flat = int(np.count_nonzero(slopes < FLAT))
    return OnTanh(
        tuple(net_H.tolist()), tuple(out_H.tolist()), tuple(slopes.tolist()), flat, grid, np.asarray(tanh(grid))
    )
