"""The sequence so far: what goes in, what should come out, what does, and how far back the window reaches."""

from typing import Any

from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Figure,
    Mark,
    Written,
    axis,
    band,
    bare_axis,
    colour,
    layout,
    line,
    margin,
    span,
    whole_ticks,
)
from pages.lab.text import number, unsigned
from rnn_core import Run

TITLE = "Input X, target Y and prediction Ŷ"
KEY = (
    Mark("source", "X, input"),
    Mark("muted", "Y, target", "dot"),
    Mark("ink", "Ŷ, prediction"),
    Mark("error", "e"),
    Mark("picked tint", "window", "box"),
)
LONG_MARKS = 1000.0
"""From this height on, the marks at the axis need more room."""
PINNED = Mark("ink", "Ŷ of A", "dash")


def sequence(moment: Moment) -> Block:
    """The run up to t; of a run longer than its sequence, the present pass or, at the end, as many steps as a pass."""
    key = (*KEY, PINNED) if moment.pinned else KEY
    return Chart(figure=_figure(moment), sentence=_sentence(moment), key=key)


def _sentence(moment: Moment) -> str:
    run, (first, last) = moment.run, moment.pass_shown
    T = len(run.experiment.X)
    whole = (first, last) == moment.current_pass
    what = "one pass through the sequence" if whole else f"the last {T:,} steps, as many as a pass has"
    shown = f" Showing {what}: steps {first:,} to {last:,} of {len(run):,}."
    part = shown if len(run) > T else ""
    if moment.t < 0:
        return f"All {len(run):,} steps are still to come.{part}"
    steps, error = len(moment.step.chains["Bx"].terms), moment.step.forward.error
    side = f"{unsigned(error)} {'above' if error > 0 else 'below'} the target"
    meets = "meets the target" if error == 0 else f"is {side}"
    window = "this step" if steps == 1 else f"{steps} steps"
    return f"Ŷ {meets}; the window covers {window}.{part}{_of_A(moment)}"


def _of_A(moment: Moment) -> str:
    """What is drawn of A."""
    if moment.A is None:
        return ""
    own = moment.A.session.sequence != moment.session.sequence
    other = " A has a sequence of its own; X and Y are drawn for B alone." if own else ""
    return f" With A, e is {number(moment.A.step.forward.error)}.{other}"


def _figure(moment: Moment) -> Figure:
    run, t, (first, last) = moment.run, moment.t, moment.pass_shown
    inputs, targets, heights = moment.once(_draw_pass, run, first, last, moment.pinned.run if moment.pinned else None)
    steps, Y_hat = list(range(first, t + 1)), run.Y_hat[first : t + 1].tolist()
    error, window, pinned, ends = [], [], [], (first - 0.5, last + 0.5)
    if moment.pinned:
        A = moment.pinned.run.Y_hat[first : t + 1].tolist()
        pinned = [line("Ŷ of A", steps[: len(A)], A, "ink", width=1, dash="dash", **_touched("Ŷ of A"))]
    if t >= 0:
        error = [
            line("e = Ŷ − Y", [t, t], [float(run.Y[t]), Y_hat[-1]], "error", width=3, mode="lines+markers",
                 marker={"size": [0, 7], "color": colour("error")})
        ]  # fmt: skip
        window = [band(max(-1, t - run.experiment.lags) + 0.5, t + 0.5)]
    return {
        "data": [
            inputs,
            targets,
            *pinned,
            line("Ŷ, prediction", steps, Y_hat, "ink", width=2, **_touched("Ŷ")),
            *error,
        ],
        "layout": layout(
            80,
            margin=margin(30 if max(map(abs, heights)) < LONG_MARKS else 48, 4, 3, 20),
            xaxis=bare_axis(range=ends, **whole_ticks(*ends), ticks="outside", ticklen=3, tickcolor=colour("line"),
                            showline=True),
            yaxis=axis(range=heights, nticks=3, showgrid=False),
            shapes=window,
            hovermode="x",
        ),
    }  # fmt: skip


def _touched(name: str) -> dict[str, Any]:
    """What a point says, and that a click on it goes to its step."""
    return {"hovertemplate": f"{name} at t = %{{x}}: %{{y}}<extra></extra>", "meta": ["t"]}


def _draw_pass(run: Run, first: int, last: int, pinned: Run | None) -> tuple[Written, Written, list[float]]:
    """X and Y of one pass, and the range that holds them and Ŷ, also that of A: the same at every step."""
    X, Y, Y_hat = (values[first : last + 1].tolist() for values in (run.X, run.Y, run.Y_hat))
    steps = list(range(first, last + 1))
    of_A = pinned.Y_hat[first : last + 1].tolist() if pinned else []
    return (
        Written.of(line("X, input", steps, X, "source", width=1.2, **_touched("X"))),
        Written.of(line("Y, target", steps, Y, "muted", width=1.2, dash="dot", **_touched("Y"))),
        span([*X, *Y, *Y_hat, *of_A]),
    )
