"""Training: the weights follow their gradient. What that does to the loss, the way over the loss surface, and what a short window costs."""

from collections.abc import Sequence
from functools import partial

from pages.lab import controls, formulas, frame, section, show, state, tables, training_controls
from pages.lab.figures import stale, surface, training, windows
from pages.lab.now import Now
from pages.lab.sentences import training as sentences
from pages.lab.trained import Trained
from rnn_core.analysis.windows import Comparison


def over_steps(trained: Trained, now: Now) -> Sequence[show.Block]:
    found, run = trained.curves, now.run
    return (
        formulas.sentence(sentences.summary(found, run, now.session)),
        formulas.curves_key(now.session.weight),
        show.Chart(
            training.curves(found, now.session.weight, now.t, now.session.height, run.diverged_at),
            sentences.curves(found, now.t, run),
            tables.curves(found, run),
            training.MIN_WIDTH,
        ),
        show.Chart(
            training.passes(found.before, found.after, now.t, apart=run.diverged_at is not None),
            sentences.passes(found),
            tables.passes(found),
            training.MIN_WIDTH,
        ),
    )


def on_the_surface(trained: Trained, now: Now) -> Sequence[show.Block]:
    chosen = now.session
    found = trained.surface(now.t, chosen.plane)
    return (
        formulas.surface_key(chosen.K),
        show.Chart(
            surface.surface(found, trained.path),
            sentences.surface(found, now.t),
            tables.surface(found, chosen.K),
            surface.MIN_WIDTH,
        ),
        formulas.mean_gradients(found, chosen.K, sentences.arrows(found, chosen)),
    )


def compared(trained: Trained, found: Comparison, now: Now) -> Sequence[show.Block]:
    chosen = now.session
    if not found.windows:
        return (formulas.sentence("The first window is being trained."),)
    ground = trained.surface(now.t, chosen.plane, found)
    return (
        formulas.windows_key(),
        show.Chart(windows.windows(found, chosen.height), sentences.windows(found), tables.comparison(found), windows.min_width(found)),
        show.Chart(windows.paths(found, ground), sentences.paths(ground), tables.ways(found, ground), surface.MIN_WIDTH),
        formulas.seen(sentences.seen(found, chosen)),
    )


def gaps(trained: Trained, now: Now) -> Sequence[show.Block]:
    found = trained.staleness(now.weight)
    return (
        formulas.stale_key(now.weight),
        show.Chart(stale.stale(found, now.t, now.session.eta), sentences.stale(found, now.session), tables.stale(found), stale.MIN_WIDTH),
    )


def side_by_side(trained: Trained, now: Now) -> None:
    comparison = training_controls.comparison(now.session)
    if comparison is not None:
        show.draw("compared", now, partial(compared, trained, comparison))


def lesson(now: Now) -> None:
    chosen = now.session
    section.begin("train")
    training_controls.steps(chosen, now)
    if not len(now.run):
        show.draw("nothing", now, lambda now: (formulas.sentence(sentences.nothing(now.run)),))
        return
    trained = state.kept("trained", now.run, lambda: Trained(now.run))
    training_controls.over_steps(chosen)
    show.draw("training", now, partial(over_steps, trained), on_pick=controls.picked)
    section.tries("train")
    section.begin("surface")
    training_controls.surface(chosen)
    show.draw("surface", now, partial(on_the_surface, trained), on_pick=controls.picked)
    section.tries("surface")
    section.begin("windows")
    frame.part("side by side", now, partial(side_by_side, trained))
    section.tries("windows")
    section.begin("stale")
    show.draw("stale", now, partial(gaps, trained), on_pick=controls.picked)
    section.tries("stale")


frame.page("Training", lesson)
