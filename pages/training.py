"""Training: gradient descent on all five weights. What it does to the loss, where it leads, what a window costs."""

from pages.lab import acts, controls, frame, show
from pages.lab.charts.curves import curves
from pages.lab.charts.directions import directions
from pages.lab.charts.final_losses import final_losses
from pages.lab.charts.passes import passes
from pages.lab.charts.run_summary import run_summary
from pages.lab.charts.staleness import staleness
from pages.lab.charts.surface import mean_gradients, surface
from pages.lab.charts.windows import windows
from pages.lab.charts.windows_paths import windows_paths
from pages.lab.moment import Moment
from pages.lab.session import OPENING

SINE = OPENING.with_(steps=2000, t=1999)
ECHO = OPENING.with_(
    task="echo", T=400, delay=2, seed=1, Wx=0.5, Wh=0.5, Bx=0.1, Wy=0.5, By=0.0, K=3, eta=0.02, steps=2000, t=1999,
    windows="1-2-3-10-all", compare="on", height="log",
)  # fmt: skip


def lesson(moment: Moment) -> None:
    frame.section(
        "Train it",
        "After every step all five weights move a little against the gradient of that one loss, as the window computes "
        "it. The sequence is repeated over and over in one long run: <b>Step</b>, <b>Back</b> and a click on any "
        "point move through it, on every page.",
    )
    acts.steps(moment)
    if not len(moment.run):
        show.draw(moment, run_summary, key="nothing")
        return
    controls.row("over-steps", "weight", "height")
    show.draw(moment, run_summary, curves, passes, key="training")
    frame.tries(
        (
            "Learn the sine",
            SINE.with_(eta=0.05, height="log"),
            "The loss falls within the first pass. At the end the prediction follows its target closely.",
        ),
        (
            "Too large a step",
            SINE.with_(eta=2.0, t=300, height="log"),
            "With η = 2 the updates overshoot: nearly every one makes the error larger, until the loss overflows.",
        ),
    )

    frame.section(
        "The loss surface",
        "The mean loss of the whole sequence, for all values of two weights; the other three are held at their values "
        "at t. The path of the training run is drawn over it. Two arrows start at the weights at t: one against the "
        "full gradient, straight down the surface, and one against the gradient that the window computes.",
    )
    controls.surface()
    show.draw(moment, surface, mean_gradients, directions, key="surface")
    frame.tries(
        (
            "A window that points the wrong way",
            ECHO.with_(K=1, eta=0.05, t=140, compare="off"),
            "K = 1 on an echo of delay 2: the window's arrow and that of the full gradient point in almost opposite "
            "directions.",
        ),
        (
            "A window that points the right way",
            OPENING.with_(task="running_mean", Wh=0.5, K=10, eta=0.05, steps=2000, t=1000),
            "With the ten lags of the queues the two arrows coincide. The last table shows the other windows at the "
            "same weights: with K = 1 the gradient points far to the side.",
        ),
    )

    frame.section(
        "Windows compared",
        "The same five starts, trained once with each window: the start weights in the sidebar and four others nearby, "
        "each with its own random sequence if the task is random. Does a longer window learn more? Not always.",
    )
    frame.part("side by side", moment, side_by_side)
    frame.tries(
        ("An echo", ECHO, "The target is the input two steps earlier. A window of 1 or 2 never reaches it."),
        (
            "A sine",
            SINE.with_(eta=0.02, compare="on"),
            "A longer window is not always the better one: compare K = 1 with K = 3.",
        ),
    )

    frame.section(
        "The stale state",
        "While weights change, the queue holds out_H values that older weights produced. The chain treats them as if "
        "the current weights had produced them. The gap is the error this causes: the gradient as computed, minus the "
        "exact derivative of the same window replayed with the current weights.",
    )
    show.draw(moment, staleness)
    frame.tries(
        ("Slow enough", SINE.with_(eta=0.001), "With a small η the gap stays well below the gradient."),
        (
            "Too fast to be true",
            SINE.with_(eta=0.5),
            "With a large η the gap is nearly as large as the gradient itself.",
        ),
    )


def side_by_side(moment: Moment) -> None:
    comparison = acts.comparison(moment)
    if comparison is not None:
        show.draw(moment, windows, windows_paths, final_losses, key="compared", extra=comparison)


frame.page(
    "Training",
    "The weights learn: losses, gradients and weights over a run, the loss surface, and windows compared.",
    lesson,
)
