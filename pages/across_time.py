"""Across time: the whole run at once. Who learns from whom, what vanishes on the way, what a window cuts off, and the map behind it."""

from collections.abc import Sequence
from functools import partial

from pages.lab import controls, formulas, frame, section, show, tables, training_controls
from pages.lab.figures import cobweb, gains, matrix, truncation
from pages.lab.now import Now
from pages.lab.sentences import across_time as sentences
from pages.lab.sentences.step import absent
from pages.lab.session import LONGEST, RECURRENT
from pages.lab.whole import Whole
from rnn_core.analysis import map as hidden_map
from rnn_core.analysis import reach


def nothing(now: Now) -> str:
    return formulas.sentence(absent(now.weight, now.session.lag, now.t))


def contributions(whole: Whole, now: Now) -> Sequence[show.Block]:
    if now.step is None:
        return (nothing(now),)
    chosen, part, picked = now.session, whole.part(now.t), whole.picked(now.t)
    if not part.finite:
        return (formulas.sentence(sentences.too_large(now.weight)),)
    picture = show.Chart(
        matrix.matrix(whole.picture(now.t), part, picked, whole.counted),
        sentences.matrix_picture(part.side, len(part.steps), whole.counted),
        tables.matrix(part) if part.side == 1 and chosen.view == "near" else None,
        matrix.MIN_WIDTH,
    )
    return picture, beside(whole, now)


def beside(whole: Whole, now: Now) -> show.Block:
    chosen, part, picked = now.session, whole.part(now.t), whole.picked(now.t)
    if chosen.slice == "row":
        chain = whole.row(now.t)
        figure = matrix.row(chain, picked, part, whole.counted, chosen.scale)
        return show.Chart(figure, sentences.matrix_row(chain, now.t, whole.counted, now.weight), tables.matrix_slice("s", chain))
    if chosen.slice == "diagonal":
        terms = whole.diagonal(chosen.lag)
        figure = matrix.diagonal(terms, picked, part, whole.counted, chosen.scale)
        return show.Chart(figure, sentences.matrix_diagonal(terms, whole.counted, now.weight), tables.matrix_slice("t", terms))
    if picked.s < 0:
        return nothing(now)
    credits = whole.columns(picked.s)
    middle = next(credit for credit in credits if credit.step == picked.s)
    return show.Chart(matrix.columns(credits, picked, whole.counted), sentences.matrix_column(middle, now.weight), tables.columns(credits))


def local_gains(now: Now) -> Sequence[show.Block]:
    if now.step is None:
        return (nothing(now),)
    run = reach.run_gains(now.run, now.t, now.session.lag)
    return (
        formulas.sentence(sentences.hunt(reach.hunt(now.run, now.t))),
        show.Chart(gains.gains(run), sentences.gains(run), tables.gains(run), gains.MIN_WIDTH),
    )


def how_far(now: Now) -> Sequence[show.Block]:
    if now.step is None:
        return (nothing(now),)
    found = reach.sweep(now.run, now.t)
    return (show.Chart(gains.sweep(found), sentences.sweep(found), tables.sweep(found), gains.MIN_WIDTH),)


def kept(whole: Whole, now: Now) -> Sequence[show.Block]:
    if now.step is None:
        return (nothing(now),)
    losses = whole.truncations(now.t)
    mine = next(loss for loss in losses if loss.parameter == now.weight)
    if not all(loss.finite for loss in losses):
        return (formulas.sentence(sentences.too_large(now.weight)),)
    return (
        show.Chart(truncation.windows(losses, now.weight), sentences.truncation(mine), tables.windows(losses), truncation.MIN_WIDTH),
        formulas.truncation_key(mine.window),
        show.Chart(truncation.over_run(mine, now.t, now.session.scale), sentences.truncation_run(mine), tables.over_run(mine)),
    )


def the_map(now: Now) -> Sequence[show.Block]:
    if now.step is None:
        return (nothing(now),)
    web = hidden_map.cobweb(now.run, now.t, held=now.session.inputs == "held")
    return (
        formulas.cobweb_key(held=web.held),
        show.Chart(cobweb.cobweb(web), sentences.cobweb(web), tables.cobweb(web), cobweb.MIN_WIDTH),
        show.Chart(cobweb.orbit(web), sentences.orbit(web), tables.orbit(web), cobweb.MIN_WIDTH),
    )


def lesson(now: Now) -> None:
    if len(now.run) > LONGEST:
        show.draw("too long", now, lambda now: (formulas.sentence(sentences.too_long(now.run)),))
        training_controls.this_pass(now)
        return
    chosen, whole = now.session, Whole.of(now)
    controls.pick(chosen, weights=RECURRENT)
    section.begin("matrix")
    controls.matrix(chosen)
    show.draw("matrix", now, partial(contributions, whole), on_pick=controls.picked)
    section.tries("matrix")
    section.begin("gains")
    show.draw("gains", now, local_gains, on_pick=controls.picked)
    section.tries("gains")
    section.begin("reach")
    show.draw("reach", now, how_far, on_pick=controls.picked)
    section.tries("reach")
    section.begin("truncation")
    show.draw("truncation", now, partial(kept, whole), on_pick=controls.picked)
    section.tries("truncation")
    section.begin("cobweb")
    controls.inputs(chosen)
    show.draw("cobweb", now, the_map, on_pick=controls.picked)
    section.tries("cobweb")


frame.page("Across time", lesson)
