"""Step: one number goes in, two queues shift, and every term of the gradient of one loss lies open."""

from collections.abc import Sequence
from functools import partial

from pages.lab import controls, formulas, frame, show, state, tables
from pages.lab.figures import by_lag, product, sequence
from pages.lab.now import Now
from pages.lab.sentences import step as sentences
from rnn_core.itemise import term_range


def forward(now: Now) -> Sequence[show.Block]:
    return (
        formulas.sentence(sentences.headline(now.step, now.reading, now.run, now.session.weight)),
        formulas.sequence_key(),
        show.Chart(sequence.sequence(now.run, now.t), sentences.sequence(now.step, now.run, now.t)),
        formulas.forward(now.step) if now.step else "",
    )


def lags(now: Now) -> Sequence[show.Block]:
    chosen, step, reading = now.session, now.step, now.reading
    picked = (chosen.weight, chosen.lag)
    return (
        show.Chart(
            by_lag.by_lag(
                step,
                reading,
                now.queues,
                now.t,
                chosen.K,
                picked,
                chosen.scale,
                state.kept("term_range", now.run, partial(term_range, now.run)),
            ),
            sentences.by_lag(step, reading, chosen.weight),
            tables.by_lag(step, reading, now.queues, now.t),
            by_lag.MIN_WIDTH,
        ),
    )


def term(now: Now) -> Sequence[show.Block]:
    chosen, step, reading = now.session, now.step, now.reading
    if step is None or reading is None:
        return (formulas.sentence(sentences.absent(chosen.weight, chosen.lag, now.t)),)
    chain, one = step.chains[chosen.weight], reading.term(chosen.weight, chosen.lag)
    sums = (formulas.whole_sum(chain, chosen.lag), formulas.output_weights(step), formulas.update(step, chosen.eta, chosen.clip))
    if one is None:
        return (formulas.sentence(sentences.absent(chosen.weight, chosen.lag, now.t)), *sums)
    chart = show.Chart(
        product.product(one, chosen.scale),
        sentences.product(one, counted=one.lag < len(chain.terms)),
        tables.product(one),
        product.min_width(one),
    )
    return (formulas.factors(chosen.weight, one), chart, *sums)


def lesson(now: Now) -> None:
    show.draw("forward", now, forward)
    controls.scale(now.session, title="By lag: where the gradient comes from")
    show.draw("by_lag", now, lags, on_pick=controls.picked)
    controls.pick(now.session, title="One term, factor by factor")
    show.draw("term", now, term)


frame.page("Step", lesson)
