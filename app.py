"""Step: one number goes in, two queues shift, and every term of the gradient of one loss lies open."""

import streamlit as st

from pages.lab import controls, formulas, frame, sentences, show, tables
from pages.lab.figures.by_lag import MIN_WIDTH, by_lag
from pages.lab.figures.product import min_width, product
from pages.lab.figures.sequence import sequence
from rnn_core.itemise import term_range


def lesson(now: frame.Now) -> None:
    session, run, step, reading = now.session, now.run, now.step, now.reading
    picked = (session.weight, session.lag)

    show.sentence(sentences.headline(step, reading, run, session.weight))
    show.chart(
        sequence(run, now.t),
        key="sequence",
        reads=sentences.sequence(step, run, now.t),
    )
    if step is not None:
        st.html(formulas.forward(step))

    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html("<h2>By lag: where the gradient comes from</h2>", width="content")
        controls.scale(session)
    show.chart(
        by_lag(step, reading, now.queues, now.t, session.K, picked, session.scale, term_range(run)),
        key="by_lag",
        reads=sentences.by_lag(step, reading, session.weight),
        table=tables.by_lag(step, reading, now.queues, now.t),
        min_width=MIN_WIDTH,
        on_pick=controls.picked,
    )

    st.html("<h2>One term, factor by factor</h2>")
    controls.pick(session)
    term = reading.term(*picked) if reading else None
    if step is None or term is None:
        show.sentence(sentences.absent(*picked, now.t))
    else:
        counted = session.lag < len(step.chains[session.weight].terms)
        st.html(formulas.factors(session.weight, term))
        show.chart(
            product(term, session.scale),
            key="product",
            reads=sentences.product(term, counted),
            table=tables.product(term),
            min_width=min_width(term),
        )
    if step is not None:
        st.html(f"<h2>The whole sum</h2>{formulas.whole_sum(step.chains[session.weight], session.lag)}")
        st.html(f"<h2>The output's own weights, and the update</h2>{formulas.output_weights(step)}{formulas.update(step, session.eta)}")
    frame.glossary_box()


frame.page("Step", lesson)
