"""Step: one number goes in, two queues shift, and every term of the gradient of one loss lies open."""

from pages.lab import controls, formulas, frame, sentences, show, tables
from pages.lab.figures.by_lag import MIN_WIDTH, by_lag
from pages.lab.figures.product import min_width, product
from pages.lab.figures.sequence import sequence
from rnn_core.itemise import term_range


def lesson(now: frame.Now) -> None:
    session, run, step, reading = now.session, now.run, now.step, now.reading
    picked = (session.weight, session.lag)

    show.draw(
        "forward",
        formulas.sentence(sentences.headline(step, reading, run, session.weight)),
        formulas.sequence_key(),
        show.Chart(sequence(run, now.t), sentences.sequence(step, run, now.t)),
        formulas.forward(step) if step else "",
    )

    controls.scale(session, title="By lag: where the gradient comes from")
    show.draw(
        "by_lag",
        show.Chart(
            by_lag(step, reading, now.queues, now.t, session.K, picked, session.scale, term_range(run)),
            sentences.by_lag(step, reading, session.weight),
            tables.by_lag(step, reading, now.queues, now.t),
            MIN_WIDTH,
        ),
        on_pick=controls.picked,
    )

    controls.pick(session, title="One term, factor by factor")
    term = reading.term(*picked) if reading else None
    if step is None or term is None:
        show.draw("term", formulas.sentence(sentences.absent(*picked, now.t)))
    else:
        chain = step.chains[session.weight]
        show.draw(
            "term",
            formulas.factors(session.weight, term),
            show.Chart(
                product(term, session.scale),
                sentences.product(term, counted=session.lag < len(chain.terms)),
                tables.product(term),
                min_width(term),
            ),
            formulas.whole_sum(chain, session.lag),
            formulas.output_weights(step),
            formulas.update(step, session.eta),
        )


frame.page("Step", lesson)
