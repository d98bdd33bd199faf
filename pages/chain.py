"""The chain: one gradient taken apart, built up again, and held against other roads to it."""

from collections.abc import Sequence

from pages.lab import controls, formulas, frame, section, show, tables
from pages.lab.figures import build, paths, slope, waterfall
from pages.lab.now import Now
from pages.lab.sentences import chain as sentences
from pages.lab.sentences.step import absent
from rnn_core.analysis.proof import loss_along, witness, witnesses
from rnn_core.analysis.reading import read_chain


def nothing(now: Now) -> str:
    return formulas.sentence(absent(now.session.weight, now.session.lag, now.t))


def product(now: Now) -> Sequence[show.Block]:
    chosen, term = now.session, now.term
    if term is None:
        return (nothing(now),)
    chart = build.build(term, chosen.factor, now.queues, now.t, chosen.scale)
    return (
        show.Chart(
            chart, sentences.build(term, chosen.factor), tables.product(term), build.min_width(term), build.focus(term, chosen.factor)
        ),
    )


def side_by_side(now: Now) -> Sequence[show.Block]:
    chosen, step, reading = now.session, now.step, now.reading
    if step is None or reading is None:
        return (nothing(now),)
    chain, kept = reading.all_lags[chosen.weight], step.chains[chosen.weight]
    counted = len(kept.terms)
    return (
        show.Chart(paths.paths(chain, chosen.lag, counted), sentences.paths(chain, counted), tables.paths(chain), paths.MIN_WIDTH),
        formulas.factors(chosen.weight, now.term) if now.term else nothing(now),
        formulas.whole_sum(kept, chosen.lag),
    )


def the_slope(now: Now) -> Sequence[show.Block]:
    chosen, step = now.session, now.step
    if step is None:
        return (nothing(now),)
    chain = step.chains[chosen.weight]
    along = loss_along(now.run, now.t, chosen.weight, chosen.nudge)
    reads = sentences.slope(along, witness(now.run, now.t, chain))
    return (
        formulas.slope_key(chosen.weight),
        show.Chart(slope.slope(along, chain, chosen.lag), reads, tables.slope(along, chain), slope.MIN_WIDTH),
        formulas.nudge(along),
    )


def proof(now: Now) -> Sequence[show.Block]:
    if now.step is None:
        return (nothing(now),)
    found, learning = witnesses(now.run, now.t), now.session.eta > 0
    return (
        formulas.proof(found),
        formulas.sentence(sentences.proof(found)),
        formulas.stale(found, now.session.weight),
        formulas.sentence(sentences.stale(found, now.session.weight, learning)),
    )


def cancellation(now: Now) -> Sequence[show.Block]:
    chosen, step, reading = now.session, now.step, now.reading
    if step is None or reading is None:
        return (nothing(now),)
    chain = step.chains[chosen.weight]
    read = read_chain(chain, reading.gains)
    return (
        show.Chart(
            waterfall.waterfall(chain, read, chosen.lag),
            sentences.waterfall(chain, read),
            tables.waterfall(chain, read),
            waterfall.MIN_WIDTH,
        ),
    )


def lesson(now: Now) -> None:
    chosen = now.session
    controls.pick(chosen)
    section.begin("build")
    controls.factors(chosen, len(now.term.factors) if now.term else 1)
    show.draw("build", now, product, on_pick=controls.picked)
    section.tries("build")
    section.begin("paths")
    show.draw("paths", now, side_by_side, on_pick=controls.picked)
    section.tries("paths")
    section.begin("slope")
    controls.nudge(chosen)
    show.draw("slope", now, the_slope, on_pick=controls.picked)
    section.tries("slope")
    section.begin("proof")
    show.draw("proof", now, proof)
    section.tries("proof")
    section.begin("cancellation")
    show.draw("waterfall", now, cancellation, on_pick=controls.picked)
    section.tries("cancellation")


frame.page("The chain", lesson)
