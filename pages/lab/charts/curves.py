"""A training run over its steps: the loss, the weights, and the magnitudes of the gradients."""

from dataclasses import dataclass
from typing import Any

from pages.lab.moment import Moment
from pages.lab.plot import (
    FEWER_POINTS,
    Array,
    Block,
    Chart,
    Figure,
    Mark,
    Steps,
    Table,
    Trace,
    axis,
    bare_axis,
    evenly,
    layout,
    line,
    margin,
    packed,
    positive_axis,
    symlog_array,
    symlog_axis,
    thinned,
    vertical,
)
from pages.lab.text import at, digits, gradient, listed, number, symbol
from rnn_core import PARAMETERS, Run, Step
from rnn_core.analysis.curves import running_means

HEIGHT = 620
MIN_WIDTH = 340
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
    run, chosen = moment.run, moment.session
    lines = moment.once(_draw_lines, run)
    return Chart(
        figure=_figure(moment.once(_draw_traces, lines, chosen.weight, chosen.height), moment.t, run.diverged_at),
        sentence=_sentence(moment.step, moment.t, len(run.experiment.X)),
        table=moment.once(_table, run),
        key=_key(chosen.weight, len(run.experiment.X), run.diverged_at),
        min_width=MIN_WIDTH,
    )


def _sentence(step: Step | None, t: int, T: int) -> str:
    rest = f"Means are over the last {T} steps. Click a point to go to its step, on every page."
    if step is None:
        return rest
    weights = listed([f"{symbol(name)} = {number(getattr(step.params, name))}" for name in PARAMETERS])
    return f"At {at(t)} the loss is {number(step.forward.loss)}, with {weights}. {rest}"


def _key(weight: str, T: int, diverged_at: int | None) -> tuple[Mark, ...]:
    end = (Mark("error", "the run diverged", "dash"),) if diverged_at is not None else ()
    return (
        Mark("ink", f"mean of the last {T} losses"),
        *(Mark(name, symbol(name), DASHES.get(name, "line")) for name in PARAMETERS),
        Mark("faint", f"at each step: the loss, |{gradient(weight)}|"),
        Mark("picked", "t"),
        *end,
    )


def _table(run: Run) -> Table:
    rows = [
        (
            str(t),
            digits(run.loss[t].item()),
            *map(digits, run.weights[t].tolist()),
            *map(digits, run.gradients[t].tolist()),
        )
        for t in evenly(len(run), MOST_ROWS).tolist()
    ]
    return Table(("t", "Loss", *map(symbol, PARAMETERS), *map(gradient, PARAMETERS)), rows)


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """Values at some steps of a run."""

    steps: Steps
    values: Array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Lines:
    """What is drawn of a run: few enough points, with the extremes among them. Weights and gradients by their names."""

    loss: _Line
    mean_loss: _Line
    weights: dict[str, _Line]
    gradients: dict[str, _Line]
    mean_gradients: dict[str, _Line]


def _draw_lines(run: Run) -> _Lines:
    T, few = len(run.experiment.X), evenly(len(run), FEWER_POINTS)
    gradients = dict(zip(PARAMETERS, abs(run.gradients.T), strict=True))
    return _Lines(
        loss=_draw_thinned(run.loss),
        mean_loss=_Line(evenly(len(run)), running_means(run.loss, T, evenly(len(run)))),
        weights={name: _draw_thinned(values) for name, values in zip(PARAMETERS, run.weights.T, strict=True)},
        gradients={name: _draw_thinned(values) for name, values in gradients.items()},
        mean_gradients={name: _Line(few, running_means(values, T, few)) for name, values in gradients.items()},
    )


def _draw_thinned(values: Array) -> _Line:
    steps = thinned(values)
    return _Line(steps, values[steps])


def _draw_traces(lines: _Lines, weight: str, height: str) -> Figure:
    """All of the figure that is the same at every step."""
    chosen = lines.gradients[weight]
    magnitudes = [value for one in (chosen, *lines.mean_gradients.values()) for value in one.values.tolist()]
    largest = max(float(abs(one.values).max()) for one in lines.weights.values())
    middle = {"domain": [0.36, 0.66]}
    return {
        "data": [
            _draw_line("Loss", lines.loss, "y", "faint", width=1),
            _draw_line("smoothed", lines.mean_loss, "y", "ink", width=2),
            *(_draw_weight(name, one, height) for name, one in lines.weights.items()),
            _draw_line(weight, chosen, "y3", "faint", width=1),
            *(
                _draw_line(name, one, "y3", name, width=2, dash=DASHES.get(name, "solid"))
                for name, one in lines.mean_gradients.items()
            ),
        ],
        "layout": {
            "xaxis": {"range": [0, int(lines.loss.steps[-1])]},
            "yaxis": positive_axis(
                height, lines.loss.values.tolist(), f"Loss<sub>t</sub> ({height})", domain=[0.7, 1], zeroline=True
            ),
            "yaxis2": symlog_axis(largest, 1.0, "weights (symlog from ±1 on)", **middle)
            if height == "log"
            else axis("weights (linear)", zeroline=True, nticks=5, **middle),
            "yaxis3": positive_axis(height, magnitudes, f"mean |∂L/∂w| ({height})", domain=[0, 0.32], zeroline=True),
        },
    }


def _draw_weight(name: str, one: _Line, height: str) -> Trace:
    trace = _draw_line(name, one, "y2", name, width=2, dash=DASHES.get(name, "solid"))
    if height == "log":
        trace["hovertemplate"] = trace["hovertemplate"].replace("%{y", "%{customdata")
        return trace | {"customdata": trace["y"], "y": packed(symlog_array(one.values, 1.0), "f8")}
    return trace


def _draw_line(name: str, one: _Line, yaxis: str, ink: str, **look: Any) -> Trace:
    shown = symbol(name) if name in PARAMETERS else name
    template = f"{shown} %{{y:.4g}}<extra></extra>"
    look |= {"xaxis": "x", "yaxis": yaxis, "meta": ["t"], "hovertemplate": template}
    return line(name, packed(one.steps, "i4"), packed(one.values, "f8"), ink, **look)


def _figure(drawn: Figure, t: int, diverged_at: int | None) -> Figure:
    axes: dict[str, Any] = drawn["layout"]
    right = max(axes["xaxis"]["range"][1], diverged_at or 0)
    span = [min(-1.2, -0.015 * right - 0.5), 1.015 * right + 0.5]
    end = [] if diverged_at is None else [vertical(diverged_at, "error", dash="dash")]
    return {
        "data": drawn["data"],
        "layout": layout(
            HEIGHT,
            margin=margin(88, 8, 6, 38),
            **axes | {"xaxis": bare_axis("training step t", range=span, tickformat=",d", anchor="y3")},
            shapes=[vertical(t), *end],
            hovermode="x",
        ),
    }
