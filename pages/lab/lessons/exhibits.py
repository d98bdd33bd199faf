"""What a card of a lesson can show: charts of the other pages, each with the controls that belong to it there."""

from collections.abc import Callable

from pages.lab import controls, show
from pages.lab.charts.build import build
from pages.lab.charts.by_lag import by_lag, hint, one_weight
from pages.lab.charts.curves import curves
from pages.lab.charts.factors import factors
from pages.lab.charts.forward import forward
from pages.lab.charts.gains import gains
from pages.lab.charts.headline import headline
from pages.lab.charts.matrix import matrix
from pages.lab.charts.matrix_slice import matrix_slice
from pages.lab.charts.on_tanh import on_tanh
from pages.lab.charts.passes import passes
from pages.lab.charts.paths import paths
from pages.lab.charts.product import product
from pages.lab.charts.proof import proof, stale_versions
from pages.lab.charts.queues import queues
from pages.lab.charts.reach import reach
from pages.lab.charts.run_summary import run_summary
from pages.lab.charts.sequence import sequence
from pages.lab.charts.slope import nudge, slope
from pages.lab.charts.staleness import staleness
from pages.lab.charts.sum_of_terms import sum_of_terms
from pages.lab.charts.truncation import truncation
from pages.lab.charts.truncation_run import truncation_run
from pages.lab.charts.update import update
from pages.lab.charts.waterfall import waterfall
from pages.lab.moment import Moment
from pages.lab.session import LOOKING_BACK


def _by_lag(moment: Moment) -> None:
    controls.scale("By lag", hint(moment))
    show.draw(moment, by_lag, one_weight, key="by_lag")


def _term(moment: Moment) -> None:
    controls.pick(title="One term, factor by factor")
    show.draw(moment, factors, product, key="term")


def _build(moment: Moment) -> None:
    controls.factors(len(moment.picked.factors) if moment.picked else 1)
    show.draw(moment, build)


def _slope(moment: Moment) -> None:
    controls.slider("nudge", width=420)
    show.draw(moment, slope, nudge, key="slope")


def _matrix(moment: Moment) -> None:
    controls.row("matrix-controls", "view", "slice", "scale", scale=controls.ABSOLUTE)
    show.draw(moment, matrix, matrix_slice)


def _along_the_run(moment: Moment) -> None:
    controls.row("truncation-of", "weight", weight=LOOKING_BACK)
    show.draw(moment, truncation_run)


EXHIBITS: dict[str, Callable[[Moment], None]] = {
    "step": lambda moment: show.draw(moment, headline, sequence, forward, key="forward"),
    "equations": lambda moment: show.draw(moment, forward, sequence, key="equations"),
    "queues": lambda moment: show.draw(moment, queues),
    "tanh": lambda moment: show.draw(moment, on_tanh),
    "by lag": _by_lag,
    "term": _term,
    "sum": lambda moment: show.draw(moment, sum_of_terms, key="sum"),
    "update": lambda moment: show.draw(moment, update),
    "build": _build,
    "paths": lambda moment: show.draw(moment, paths),
    "slope": _slope,
    "proof": lambda moment: show.draw(moment, proof, stale_versions, key="proof"),
    "cancellation": lambda moment: show.draw(moment, waterfall),
    "matrix": _matrix,
    "gains": lambda moment: show.draw(moment, gains),
    "reach": lambda moment: show.draw(moment, reach),
    "windows": lambda moment: show.draw(moment, truncation),
    "wrong signs": _along_the_run,
    "run": lambda moment: show.draw(moment, run_summary, key="run"),
    "curves": lambda moment: show.draw(moment, curves),
    "passes": lambda moment: show.draw(moment, passes),
    "staleness": lambda moment: show.draw(moment, staleness),
}
"""Every exhibit by its name. Each has a place of its own, because a place keeps the blocks that it has."""
