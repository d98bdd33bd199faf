"""Windows compared, a column each: the loss curves of all starts, and below them the final weights."""

from typing import Any

from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Figure,
    Mark,
    Table,
    Trace,
    axis,
    bare_axis,
    caption,
    colour,
    layout,
    line,
    margin,
    points,
    positive_axis,
    span,
)
from pages.lab.text import digits, sentence, symbol, window_label
from rnn_core import PARAMETERS
from rnn_core.analysis.windows import Comparison, WindowOutcome

TITLE = "Loss and final weights by window K"
GAP = 0.014
FAR_WEIGHT, FAR_LOSS = 50.0, 10.0
"""What is not drawn, as one bad start would press all others flat: a weight beyond ±50, and a loss over ten times the
larger of the baseline and the losses at the start."""
KEY = (
    Mark("ink", "median of the starts"),
    Mark("faint", "lowest to highest", "square"),
    Mark("error", "always predicting the mean of the targets", "dash"),
    Mark("muted", "a weight at the end of one run", "ring"),
)
COLOURS = {
    "error": "the loss of always predicting the mean of the targets",
    "ink": "the median of several starts",
    "faint": "the range of several starts",
}


def windows(moment: Moment, comparison: Comparison) -> Block:
    """The result of every start with each window so far."""
    if not comparison.windows:
        return sentence("The first window is being trained.")
    return Chart(
        figure=_figure(comparison, moment.session.height),
        sentence=_sentence(comparison),
        table=Table(
            ("window", "start", "final loss", *map(symbol, PARAMETERS)),
            [
                (
                    window_label(one.window),
                    str(number),
                    "diverged" if outcome.loss is None else digits(outcome.loss),
                    *map(digits, outcome.weights),
                )
                for one in comparison.windows
                for number, outcome in enumerate(one.outcomes, start=1)
            ],
        ),
        key=KEY,
        min_width=_draw_width(comparison),
    )


def _sentence(comparison: Comparison) -> str:
    starts = "One start is" if comparison.starts == 1 else f"Each of {comparison.starts} starts is"
    far = comparison.beyond(FAR_WEIGHT)
    beyond = f" Weights that ended beyond ±50 are not drawn; {far} of the runs have one." if far else ""
    return (
        f"{starts} trained for {comparison.steps:,} steps. The curves show the mean loss of the whole sequence with "
        f"the weights of each step held; each ring below is a weight at the end of one run.{beyond}"
    )


def _figure(comparison: Comparison, height: str) -> Figure:
    n = len(comparison.windows)
    data: list[Trace] = []
    axes: dict[str, Any] = {}
    labels = []
    for i, one in enumerate(comparison.windows):
        above, below = f"{2 * i + 1}", f"{2 * i + 2}"
        domain = [i / n + GAP * bool(i), (i + 1) / n - GAP * (i < n - 1)]
        axes["xaxis" if above == "1" else f"xaxis{above}"] = bare_axis(
            "step", domain=domain, anchor="y", range=[0, comparison.steps],
            tickvals=[0, comparison.steps // 2], tickformat=",d",
        )  # fmt: skip
        axes[f"xaxis{below}"] = bare_axis(
            domain=domain, anchor="y2", range=[-0.6, 4.6],
            tickvals=list(range(5)), ticktext=list(map(symbol, PARAMETERS)),
        )  # fmt: skip
        data += [*_draw_losses(one, comparison, f"x{above}"), _draw_weights(one, f"x{below}")]
        so_far = "" if one.complete else f"<br>{len(one.outcomes)} of {comparison.starts} starts so far"
        labels.append(
            caption(f"<b>{window_label(one.window)}</b>{so_far}", domain[0], 1.0, ink="ink", size=13, align="left")
        )
    trained = [one for one in comparison.windows if one.median is not None]
    far_loss = FAR_LOSS * max(comparison.baseline, *comparison.first_losses, 0.0)
    curves = (value for one in trained for value in (*one.spread.low.tolist(), *one.spread.median.tolist()))
    losses = [*(value for value in curves if value <= far_loss), comparison.baseline]
    weights = (weight for one in trained for outcome in one.outcomes for weight in outcome.weights)
    near = [weight for weight in weights if abs(weight) <= FAR_WEIGHT]
    return {
        "data": data,
        "layout": layout(
            430,
            margin=margin(70, 8, 42, 30),
            yaxis=positive_axis(height, losses, f"mean loss L̄ ({height})", domain=[0.54, 1], zeroline=True),
            yaxis2=axis("final weights", domain=[0, 0.36], range=span(near, zero=True), nticks=5, zeroline=True),
            annotations=labels,
            **axes,
        ),
    }


def _draw_losses(one: WindowOutcome, comparison: Comparison, x: str) -> list[Trace]:
    spread = one.spread
    t = spread.t.tolist()
    return [
        line("low", t, spread.low.tolist(), "faint", width=1, xaxis=x, yaxis="y"),
        line("high", t, spread.high.tolist(), "faint", width=1, xaxis=x, yaxis="y",
             fill="tonexty", fillcolor=colour("ghost")),
        line("median", t, spread.median.tolist(), "ink", width=2, xaxis=x, yaxis="y",
             hovertemplate=f"{window_label(one.window)}, step %{{x}}: median %{{y:.4g}}<extra></extra>"),
        line("baseline", [0, comparison.steps], [comparison.baseline] * 2, "error", width=1.2, dash="dash",
             xaxis=x, yaxis="y",
             hovertemplate=f"always predicting the mean of the targets: {digits(comparison.baseline)}<extra></extra>"),
    ]  # fmt: skip


def _draw_weights(one: WindowOutcome, x: str) -> Trace:
    trained = [(i, outcome) for i, outcome in enumerate(one.outcomes, start=1) if outcome.loss is not None]
    return points(
        f"weights {one.window}",
        [place for _ in trained for place, _ in enumerate(PARAMETERS)],
        [value for _, outcome in trained for value in outcome.weights],
        [name for _ in trained for name in PARAMETERS],
        size=8,
        symbol="circle-open",
        edge_width=1.8,
        hovertext=[
            f"start {i}: {symbol(name)} {digits(value)}"
            for i, outcome in trained
            for name, value in zip(PARAMETERS, outcome.weights, strict=True)
        ],
        xaxis=x,
        yaxis="y2",
    )


def _draw_width(comparison: Comparison) -> int:
    """150 pixels for each window, so that each can be read."""
    return 60 + 150 * len(comparison.windows)
