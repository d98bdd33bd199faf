"""What a training run has to show as a whole, taken once for all that is drawn of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from rnn_core import Params, Run
from rnn_core.analysis.curves import Curves, Path, curves, path
from rnn_core.analysis.staleness import Staleness, staleness
from rnn_core.analysis.surface import Surface, surface
from rnn_core.analysis.windows import Comparison

MOST_SURFACES = 4
WORK = 450_000
"""Steps that a surface may cost, all its points together: about a hundredth of a second."""

Found = TypeVar("Found")


@dataclass(frozen=True)
class Trained:
    """A run and what is made of it.

    Parameters
    ----------
    run : Run
        Of at least one step.
    """

    run: Run
    _made: dict[object, object] = field(default_factory=dict)

    @cached_property
    def curves(self) -> Curves:
        return curves(self.run)

    @cached_property
    def path(self) -> Path:
        return path(self.run.weights)

    def weights(self, t: int) -> Params:
        """In force at t; before the first step those it starts with."""
        return self.run[t].params if t >= 0 else self.run.experiment.params

    def surface(self, t: int, plane: tuple[str, str], comparison: Comparison | None = None) -> Surface:
        """The loss surface as it is seen from t; with a comparison so wide that all its paths are on it."""
        weights, T = self.weights(t), len(self.run.experiment.X)
        points = max(31, min(61, int((WORK / T) ** 0.5)))
        others = [one.outcomes[0].path.weights for one in comparison.windows] if comparison else []
        return self._once((weights, plane, comparison), lambda: surface(self.run, weights, *plane, points, others))

    def staleness(self, weight: str) -> Staleness:
        """The stale-state gap of one gradient."""
        return self._once(weight, lambda: staleness(self.run, weight))

    def _once(self, what: object, make: Callable[[], Found]) -> Found:
        if what not in self._made:
            while len(self._made) >= MOST_SURFACES:
                del self._made[next(iter(self._made))]
            self._made[what] = make()
        made: Found = self._made[what]  # type: ignore[assignment]
        return made
