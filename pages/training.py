"""Training: the weights follow their gradients. What this does to the loss, where it leads, what a window costs."""

from pages.lab import acts, controls, frame, show
from pages.lab.charts.curves import curves
from pages.lab.charts.final_losses import final_losses
from pages.lab.charts.mean_gradients import mean_gradients
from pages.lab.charts.passes import passes
from pages.lab.charts.run_summary import run_summary
from pages.lab.charts.staleness import staleness
from pages.lab.charts.surface import surface
from pages.lab.charts.windows import windows
from pages.lab.charts.windows_paths import windows_paths
from pages.lab.frame import Try
from pages.lab.moment import Moment
from pages.lab.session import OPENING

SINE = OPENING.with_(steps=2000, t=1999)
ECHO = OPENING.with_(
    task="echo", T=400, delay=2, seed=1, Wx=0.5, Wh=0.5, Bx=0.1, Wy=0.5, By=0.0, K=3, eta=0.02, steps=2000, t=1999,
    windows="1-2-3-10-all", compare="on", height="log",
)  # fmt: skip
MEAN = OPENING.with_(task="running_mean", Wh=0.5, eta=0.05, steps=2000, t=1000)


def lesson(moment: Moment) -> None:
    frame.section(
        "Train it",
        "At every step all five weights move a little against the gradient of that one loss, as the window computes "
        "it. This goes round and round the sequence, in one long run: <b>Step</b>, <b>Back</b> and a click on any "
        "point move through it, on every page.",
    )
    acts.steps(moment.session, moment)
    if not len(moment.run):
        show.draw(moment, run_summary, key="nothing")
        return
    controls.over_steps(moment.session)
    show.draw(moment, run_summary, curves, passes, key="training")
    frame.tries(
        Try(
            "Learn the sine",
            SINE.with_(eta=0.05, height="log"),
            "The loss falls within the first pass. In the last pass the prediction follows its target closely.",
        ),
        Try(
            "Too large a step",
            SINE.with_(eta=2.0, t=300, height="log"),
            "With η = 2 each update overshoots: it makes the error larger, and the loss grows until it overflows.",
        ),
    )

    frame.section(
        "The loss surface",
        "The mean loss of the whole sequence, for every pair of two weights; the other three are held at their values "
        "at t. The path of the training run lies on the surface. Two arrows lead downhill from the weights at t: the "
        "full gradient, which is the slope of the surface itself, and the gradient that the window computes.",
    )
    controls.surface(moment.session)
    show.draw(moment, surface, mean_gradients, key="surface")
    frame.tries(
        Try(
            "A window that points the wrong way",
            ECHO.with_(K=1, eta=0.05, t=140, compare="off"),
            "K = 1 on an echo of delay 2: the window's arrow and that of the full gradient point in almost opposite "
            "directions.",
        ),
        Try(
            "A window that points the right way",
            MEAN.with_(K=10),
            "With the ten lags of the queues the two arrows lie on each other. Now set K to 1 and look again.",
        ),
    )

    frame.section(
        "Windows compared",
        "The same five starts, trained once with each window: the start weights in the sidebar and four others nearby, "
        "each with another draw of the sequence if the task draws one. Does a longer window learn more? Not always.",
    )
    frame.part("side by side", moment, side_by_side)
    frame.tries(
        Try("An echo", ECHO, "The target is the input of two steps before. A window of 1 or 2 never reaches it."),
        Try(
            "A sine",
            SINE.with_(eta=0.02, compare="on"),
            "A longer window is not always the better one: compare K = 1 with K = 3.",
        ),
    )

    frame.section(
        "The stale state",
        "While the weights change, the queue still holds out_H that older weights made. The gradient treats them as if "
        "the current weights had made them. The gap is the error this causes: the gradient as computed, minus the "
        "exact derivative of the same window replayed with the current weights.",
    )
    show.draw(moment, staleness)
    frame.tries(
        Try("Slow enough", SINE.with_(eta=0.001), "With a small η the gap stays well below the gradient."),
        Try(
            "Too fast to be true",
            SINE.with_(eta=0.5),
            "With a large η most of what is computed as the gradient is gap.",
        ),
    )


def side_by_side(moment: Moment) -> None:
    comparison = acts.comparison(moment.session)
    if comparison is not None:
        show.draw(moment, windows, windows_paths, final_losses, key="compared", extra=comparison)


frame.page("Training", lesson)
