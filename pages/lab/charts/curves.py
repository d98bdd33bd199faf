"""A training run over its steps: the loss, the weights, and the magnitudes of the gradients."""

from dataclasses import dataclass
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
from rnn_core.thinning import evenly

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
    drawn = moment.once(_draw_run, run, moment.once(_draw_lines, run), chosen.weight, chosen.height)
    end = [] if run.diverged_at is None else [vertical(run.diverged_at, "error", dash="dash")]
    return Chart(
        figure=with_shapes(drawn, vertical(moment.t), *end),
        sentence=_sentence(moment.step, moment.t, T),
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


def _sentence(step: Step | None, t: int, T: int) -> str:
    rest = f"Means are over the last {T} steps. Click a point to go to its step; the other pages follow."
    if step is None:
        return rest
    weights = listed([f"{symbol(name)} = {number(getattr(step.params, name))}" for name in PARAMETERS])
    return f"At {at(t)} the loss is {number(step.forward.loss)}, with {weights}. {rest}"


def _table(run: Run) -> Table:
    steps = evenly(len(run), MOST_ROWS)
    values = run.loss[steps].tolist(), *run.weights[steps].T.tolist(), *run.gradients[steps].T.tolist()
    return Table.of(("t", "Loss", *map(symbol, PARAMETERS), *map(gradient, PARAMETERS)), steps.tolist(), *values)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Lines:
    """All that can be drawn of a run; weights and gradients by their names."""

    loss: Curve
    mean_loss: Curve
    weights: dict[str, Curve]
    gradients: dict[str, Curve]
    mean_gradients: dict[str, Curve]


def _draw_lines(run: Run) -> _Lines:
    T, gradients = len(run.experiment.X), dict(zip(PARAMETERS, abs(run.gradients.T), strict=True))
    return _Lines(
        loss=Curve.of(run.loss),
        mean_loss=Curve.of_means(run.loss, T, MOST_POINTS),
        weights={name: Curve.of(values) for name, values in zip(PARAMETERS, run.weights.T, strict=True)},
        gradients={name: Curve.of(values) for name, values in gradients.items()},
        mean_gradients={name: Curve.of_means(values, T) for name, values in gradients.items()},
    )


def _draw_run(run: Run, lines: _Lines, weight: str, height: str) -> Figure:
    """All of the figure that is the same at every step."""
    chosen = lines.gradients[weight]
    magnitudes = [value for one in (chosen, *lines.mean_gradients.values()) for value in one.values.tolist()]
    largest = max(float(abs(one.values).max()) for one in lines.weights.values())
    value = "%{y:.4g}<extra></extra>"
    means = {name: f"mean |{gradient(name)}| {value}" for name in PARAMETERS}
    above, below = {"xaxis": "x", "yaxis": "y"}, {"xaxis": "x", "yaxis": "y3"}
    linear = axis("weights (linear)", domain=[0.36, 0.66], zeroline=True, nticks=5)
    symlog = symlog_axis(largest, 1.0, "weights (symlog beyond ±1)", domain=[0.36, 0.66])
    return {
        "data": [
            lines.loss.line("Loss", "faint", width=1, **above),
            lines.mean_loss.line("smoothed", "ink", width=2, hovertemplate=f"mean Loss {value}", **above),
            *(_draw_weight(name, one, height) for name, one in lines.weights.items()),
            chosen.line(weight, "faint", width=1, hovertemplate=f"|{gradient(weight)}| {value}", **below),
            *(
                one.line(name, name, width=2, dash=DASHES.get(name, "solid"), hovertemplate=means[name], **below)
                for name, one in lines.mean_gradients.items()
            ),
        ],
        "layout": layout(
            620,
            margin=margin(88, 8, 6, 38),
            xaxis=steps_axis(max(len(run) - 1, run.diverged_at or 0), anchor="y3"),
            yaxis=positive_axis(
                height, lines.loss.values.tolist(), f"Loss<sub>t</sub> ({height})", domain=[0.7, 1], zeroline=True
            ),
            yaxis2=symlog if height == "log" else linear,
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
