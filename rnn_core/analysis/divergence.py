"""Signs that a training run overshoots or diverges. Everything is dimensionless."""

from rnn_core.run import Run


def first_beyond(run: Run, limit: float) -> int | None:
    """The first step at which a weight in force was larger than ``limit`` in magnitude, or None."""
    beyond = (abs(run.weights) > limit).any(axis=1)
    return int(beyond.argmax()) if beyond.any() else None


def overshoot(run: Run) -> float:
    """What an update of Wy and By alone makes of the error of the last step: e becomes this times e.

    1 − η·(1 + out_H²), without a clip; beyond ±1 it makes the error larger. The run has at least one step.
    """
    out_H = float(run.out_H[-1])
    return 1.0 - run.experiment.learning_rate * (1.0 + out_H * out_H)
