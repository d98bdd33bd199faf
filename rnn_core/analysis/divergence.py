"""Signs that a training run overshoots or diverges. Everything is dimensionless."""

from rnn_core.record import Run


def first_beyond(run: Run, limit: float) -> int | None:
    """Return the first step with a weight in force beyond ±limit, or None."""
    beyond = (abs(run.weights) > limit).any(axis=1)
    return int(beyond.argmax()) if beyond.any() else None


def overshoot(run: Run) -> float:
    """Return the factor by which an update of Wy and By alone multiplies the error of the last step.

    1 − η·(1 + out_H²), without a clip. Beyond ±1 the update overshoots and the error grows. The run has at least one
    step.
    """
    out_H = float(run.out_H[-1])
    return 1.0 - run.experiment.learning_rate * (1.0 + out_H * out_H)
