"""The two queues of ten slots: the only record that the gradient of one loss may use.

Newest first: X_t … X_{t−9} and out_H_t … out_H_{t−9}. What falls off the end is gone.
"""

from dataclasses import dataclass

QUEUE_SLOTS = 10


@dataclass(frozen=True, slots=True)
class Queues:
    """Both queues at one moment.

    Parameters
    ----------
    out_H : tuple of float, 1 to 10 of them
        Newest first. Until it falls off, the last one is the start state out_H_{−1}.
    X : tuple of float, at most 10
        Newest first. Slots that are not filled yet are absent, not zero.

    Raises
    ------
    ValueError
        If out_H is empty, or either has more than ten slots.
    """

    out_H: tuple[float, ...]
    X: tuple[float, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.out_H) <= QUEUE_SLOTS:
            raise ValueError(f"out_H has {len(self.out_H)} slots; allowed are 1 to {QUEUE_SLOTS}")
        if len(self.X) > QUEUE_SLOTS:
            raise ValueError(f"X has {len(self.X)} slots; allowed are 0 to {QUEUE_SLOTS}")

    @classmethod
    def start(cls, out_H_init: float = 0.0) -> "Queues":
        """Return the queues before the first step, at t = −1: the start state alone."""
        return cls(out_H=(out_H_init,), X=())

    def push(self, X_t: float, out_H_t: float) -> "Queues":
        """Return the queues one step later; these do not change."""
        return Queues(
            out_H=(out_H_t, *self.out_H[: QUEUE_SLOTS - 1]),
            X=(X_t, *self.X[: QUEUE_SLOTS - 1]),
        )
