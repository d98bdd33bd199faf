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
)
from pages.lab.text import unsigned
from rnn_core import Run

KEY = (
    Mark("source", "X, input"),
    Mark("muted", "Y, target", "dot"),
    Mark("ink", "Ŷ, prediction"),
    Mark("error", "e"),
    Mark("picked tint", "window", "box"),
)


def sequence(moment: Moment) -> Block:
    """The run up to t; of a run longer than its sequence, the present pass."""
    return Chart(figure=_figure(moment), sentence=_sentence(moment), key=KEY)


def _sentence(moment: Moment) -> str:
    run, (first, last) = moment.run, moment.current_pass
    shown = f" Showing one pass through the sequence: steps {first:,} to {last:,} of {len(run):,}."
    part = shown if len(run) > len(run.experiment.X) else ""
    if moment.t < 0:
        return f"All {len(run):,} steps are still to come.{part}"
    steps, error = len(moment.step.chains["Bx"].terms), moment.step.forward.error
    side = f"{unsigned(error)} {'above' if error > 0 else 'below'} the target"
    meets = "meets the target" if error == 0 else f"is {side}"
    window = "this step" if steps == 1 else f"{steps} steps"
    return f"Ŷ {meets}; the window covers {window}.{part}"


def _figure(moment: Moment) -> Figure:
    run, t, (first, last) = moment.run, moment.t, moment.current_pass
    inputs, targets, heights = moment.once(_draw_pass, run, first, last)
    steps, Y_hat = list(range(first, t + 1)), run.Y_hat[first : t + 1].tolist()
    error, window = [], []
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
            line("Ŷ, prediction", steps, Y_hat, "ink", width=2, **_touched("Ŷ")),
            *error,
        ],
        "layout": layout(
            80,
            margin=margin(30, 4, 3, 20),
            xaxis=bare_axis(range=[first - 1.5, last + 0.5], tickformat=",d", ticks="outside", ticklen=3,
                            tickcolor=colour("line"), showline=True),
            yaxis=axis(range=heights, nticks=3, showgrid=False),
            shapes=window,
            hovermode="x",
        ),
    }  # fmt: skip


def _touched(name: str) -> dict[str, Any]:
    """What a point says, and that a click on it goes to its step."""
    return {"hovertemplate": f"{name} at t = %{{x}}: %{{y}}<extra></extra>", "meta": ["t"]}


def _draw_pass(run: Run, first: int, last: int) -> tuple[Written, Written, list[float]]:
    """X and Y of one pass, and the range that holds them and Ŷ: the same at every step."""
    X, Y, Y_hat = (values[first : last + 1].tolist() for values in (run.X, run.Y, run.Y_hat))
    steps = list(range(first, last + 1))
    return (
        Written.of(line("X, input", steps, X, "source", width=1.2, **_touched("X"))),
        Written.of(line("Y, target", steps, Y, "muted", width=1.2, dash="dot", **_touched("Y"))),
        span([*X, *Y, *Y_hat]),
    )
