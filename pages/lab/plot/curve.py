"""A line over the steps of a run, with few enough points for a screen."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pages.lab.plot.figure import Trace
from pages.lab.plot.traces import line, packed
from pages.lab.text.notation import symbol
from rnn_core.analysis.curves import running_means
from rnn_core.analysis.samples import Steps, evenly, thinned
from rnn_core.cell import Array

MOST_POINTS, FEWER_POINTS = 2000, 500


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Values at some steps of a run."""

    steps: Steps
    values: Array

    @classmethod
    def of(cls, values: Array) -> "Curve":
        """Values of single steps, with the extremes among them."""
        steps = thinned(values, MOST_POINTS)
        return cls(steps, values[steps])

    @classmethod
    def of_known(cls, values: Array) -> "Curve":
        """Values of single steps without NaN."""
        steps = np.flatnonzero(~np.isnan(values))
        return cls(steps, values[steps])

    @classmethod
    def of_means(cls, values: Array, width: int, most: int = FEWER_POINTS) -> "Curve":
        """Means of the last ``width`` values, at steps evenly spread."""
        steps = evenly(len(values), most)
        return cls(steps, running_means(values, width, steps))

    def line(self, name: str, ink: str, **parts: Any) -> Trace:
        """The line; its hover text says the value, and a click goes to the step."""
        parts = {"meta": ["t"], "hovertemplate": f"{symbol(name)} %{{y:.4g}}<extra></extra>"} | parts
        return line(name, packed(self.steps, "i4"), packed(self.values, "f8"), ink, **parts)
