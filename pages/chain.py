"""The chain: one gradient taken apart, all its lags side by side."""

from pages.lab import controls, formulas, frame, sentences, show, tables
from pages.lab.figures.paths import MIN_WIDTH, paths


def lesson(now: frame.Now) -> None:
    session, step, reading = now.session, now.step, now.reading

    show.draw(
        "lead",
        formulas.sentence(
            "Every term of a gradient is a product that starts at the error and takes one more factor at each station on its "
            "way back. Here all terms of one gradient set out together; see where they part, where one turns its sign, and "
            "which factor it is that makes one small."
        ),
    )
    controls.pick(session, title="All lags side by side")
    if step is None or reading is None:
        show.draw("paths", formulas.sentence(sentences.absent(session.weight, session.lag, now.t)))
        return
    chain, kept = reading.all_lags[session.weight], step.chains[session.weight]
    term = reading.term(session.weight, session.lag)
    show.draw(
        "paths",
        show.Chart(
            paths(chain, session.lag, len(kept.terms)),
            sentences.paths(chain, len(kept.terms)),
            tables.paths(chain),
            MIN_WIDTH,
        ),
        formulas.factors(session.weight, term) if term else formulas.sentence(sentences.absent(session.weight, session.lag, now.t)),
        formulas.whole_sum(kept, session.lag),
        on_pick=controls.picked,
    )


frame.page("The chain", lesson)
