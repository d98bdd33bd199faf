"""The chain: one gradient taken apart, all its lags side by side."""

from collections.abc import Sequence

from pages.lab import controls, formulas, frame, sentences, show, tables
from pages.lab.figures.paths import MIN_WIDTH, paths
from pages.lab.now import Now

LEAD = (
    "Every term of a gradient is a product that starts at the error and takes one more factor at each station on its way "
    "back. Here all terms of one gradient set out together; see where they part, where one turns its sign, and which factor "
    "it is that makes one small."
)


def side_by_side(now: Now) -> Sequence[show.Block]:
    chosen, step, reading = now.session, now.step, now.reading
    nothing = formulas.sentence(sentences.absent(chosen.weight, chosen.lag, now.t))
    if step is None or reading is None:
        return (nothing,)
    chain, kept = reading.all_lags[chosen.weight], step.chains[chosen.weight]
    one = reading.term(chosen.weight, chosen.lag)
    chart = show.Chart(paths(chain, chosen.lag, len(kept.terms)), sentences.paths(chain, len(kept.terms)), tables.paths(chain), MIN_WIDTH)
    return (
        chart,
        formulas.factors(chosen.weight, one) if one else nothing,
        formulas.whole_sum(kept, chosen.lag),
    )


def lesson(now: Now) -> None:
    show.draw("lead", now, lambda _: [formulas.sentence(LEAD)])
    controls.pick(now.session, title="All lags side by side")
    show.draw("paths", now, side_by_side, on_pick=controls.picked)


frame.page("The chain", lesson)
