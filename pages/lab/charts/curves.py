"""A training run over its steps: the loss, the weights, and the magnitudes of the gradients."""

from collections.abc import Sequence
from typing import Any

from pages.lab.moment import Moment
from pages.lab.plot import (
    MOST_POINTS,
    Block,
    Chart,
    Curve,
    Figure,
    Mark,
    Table,
    Trace,
    Written,
    axis,
    layout,
    margin,
    packed,
    positive_axis,
    steps_axis,
    symlog_array,
    symlog_axis,
    vertical,
    with_shapes,
)
from pages.lab.text import at, gradient, listed, number, symbol
from rnn_core import PARAMETERS, Run, Step
from rnn_core.analysis.samples import evenly

TITLE = "Loss, weights and gradients of the run"
MOST_ROWS = 200
DASHES = {"Bx": "dash", "By": "dash"}
COLOURS = {
    "Wx": "its gradient over a training run",
    "Wh": "its gradient over a training run",
    "Bx": "its gradient over a training run, both dashed",
    "Wy": "its gradient over a training run",
    "By": "its gradient over a training run, both dashed",
    "error": "the step at which a run diverged",
    "faint": "a value at a single step of a run",
}
GLOSSARY = {"w": "any of the five weights"}


def curves(moment: Moment) -> Block:
    """Loss, weights and gradients above each other, with a mark at t."""
    run, chosen, T = moment.run, moment.session, len(moment.run.experiment.X)
    drawn = moment.once(_draw, run, chosen.weight, chosen.height)
    end = [] if run.diverged_at is None else [vertical(run.diverged_at, "error", dash="dash")]
    return Chart(
        figure=with_shapes(drawn, vertical(moment.t), *end),
        sentence=_sentence(moment.step if moment.t >= 0 else None, T),
        table=moment.once(_table, run),
        key=(
            Mark("ink", f"mean of the last {T} losses"),
            *(Mark(name, symbol(name), DASHES.get(name, "line")) for name in PARAMETERS),
            Mark("faint", f"at each step: the loss, |{gradient(chosen.weight)}|"),
            Mark("picked", "t"),
            *([Mark("error", "the run diverged", "dash")] if end else []),
        ),
        min_width=340,
    )


def _sentence(step: Step | None, T: int) -> str:
    rest = f"Means are over the last {T} steps. Click a point to go to its step; the other pages follow."
    if step is None:
        return rest
    weights = listed([f"{symbol(name)} = {number(getattr(step.params, name))}" for name in PARAMETERS])
    return f"At {at(step.t)} the loss is {number(step.forward.loss)}, with {weights}. {rest}"


def _table(run: Run) -> Table:
    steps = evenly(len(run), MOST_ROWS)
    return Table.of(
        ("t", "Loss", *map(symbol, PARAMETERS), *map(gradient, PARAMETERS)),
        steps,
        run.loss[steps],
        *run.weights[steps].T,
        *run.gradients[steps].T,
    )


def _draw(run: Run, weight: str, height: str) -> Figure:
    return _draw_run(run, _draw_means(run), weight, height)


def _draw_means(run: Run) -> tuple[Curve, ...]:
    """The means of the last T losses, and of the magnitudes of the last T gradients with respect to each weight."""
    T = len(run.experiment.X)
    return Curve.of_means(run.loss, T, MOST_POINTS), *(Curve.of_means(values, T) for values in abs(run.gradients.T))


def _draw_run(run: Run, means: Sequence[Curve], weight: str, height: str) -> Figure:
    """All of the figure that is the same at every step."""
    loss, chosen = Curve.of(run.loss), Curve.of(abs(run.gradients[:, PARAMETERS.index(weight)]))
    mean_loss, *mean_gradients = means
    magnitudes = [value for one in (chosen, *mean_gradients) for value in one.values.tolist()]
    value = "%{y:.4g}<extra></extra>"
    above, below = {"xaxis": "x", "yaxis": "y"}, {"xaxis": "x", "yaxis": "y3"}
    data = [
        loss.line("Loss", "faint", width=1, **above),
        mean_loss.line("smoothed", "ink", width=2, hovertemplate=f"mean Loss {value}", **above),
        *(_draw_weight(name, Curve.of(values), height) for name, values in zip(PARAMETERS, run.weights.T, strict=True)),
        chosen.line(weight, "faint", width=1, hovertemplate=f"|{gradient(weight)}| {value}", **below),
        *(
            one.line(
                name,
                name,
                width=2,
                dash=DASHES.get(name, "solid"),
                hovertemplate=f"mean |{gradient(name)}| {value}",
                **below,
            )
            for name, one in zip(PARAMETERS, mean_gradients, strict=True)
        ),
    ]
    return {
        "data": list(map(Written.of, data)),
        "layout": layout(
            620,
            margin=margin(88, 8, 6, 38),
            xaxis=steps_axis(max(len(run) - 1, run.diverged_at or 0), anchor="y3"),
            yaxis=positive_axis(
                height, loss.values.tolist(), f"Loss<sub>t</sub> ({height})", domain=[0.7, 1], zeroline=True
            ),
            yaxis2=(
                symlog_axis(float(abs(run.weights).max()), 1.0, "weights (symlog beyond ±1)", domain=[0.36, 0.66])
                if height == "log"
                else axis("weights (linear)", domain=[0.36, 0.66], zeroline=True, nticks=5)
            ),
            yaxis3=positive_axis(height, magnitudes, f"mean |∂L/∂w| ({height})", domain=[0, 0.32], zeroline=True),
            hovermode="x",
        ),
    }


def _draw_weight(name: str, one: Curve, height: str) -> Trace:
    look: dict[str, Any] = {"width": 2, "dash": DASHES.get(name, "solid"), "xaxis": "x", "yaxis": "y2"}
    if height == "log":  # the heights are symlog; the hover text says the weight itself
        value = f"{symbol(name)} %{{customdata:.4g}}<extra></extra>"
        look |= {"customdata": packed(one.values, "f8"), "hovertemplate": value}
        one = Curve(one.steps, symlog_array(one.values, 1.0))
    return one.line(name, name, **look)
