"""The truncated and the full gradient over the run, and the steps at which their signs differ."""

from functools import partial

from pages.lab.charts.truncation import sums
from pages.lab.jobs import Cache
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
    layout,
    line,
    margin,
    points,
    span,
    symlog,
    symlog_axis,
    symlog_threshold,
    vertical,
    with_shapes,
)
from pages.lab.text import digits, gradient
from rnn_core import Run
from rnn_core.analysis.truncation import Truncation, truncation


def truncation_run(moment: Moment) -> Block:
    """The picked gradient at every step, with the current window and in full; nothing where it overflows."""
    t = moment.step.t
    claims = moment.cache.among(1, _read, partial(_read, moment.cache), moment.run, moment.weight)
    if not claims.finite:
        return ""
    return Chart(
        figure=with_shapes(moment.once(_draw_run, claims, moment.session.scale), vertical(t, width=1)),
        sentence=_sentence(claims),
        table=moment.once(_table, claims),
        key=(
            Mark("ink", "full sum"),
            Mark("picked", f"window K = {claims.window}"),
            Mark("error", "wrong sign", "cross"),
        ),
        min_width=780,
    )


def _read(cache: Cache, run: Run, weight: str) -> Truncation:
    """What windows make of the whole run, the same at every step."""
    return truncation(run, 0, weight, sums(cache, run, weight))


def _sentence(claims: Truncation) -> str:
    steps, wrong, name = len(claims.run_full), len(claims.run_wrong), gradient(claims.parameter)
    if not claims.run_full.any():
        return f"{name} is 0 at all {steps} steps."
    if not wrong:
        return f"With K = {claims.window}, the truncated {name} has the wrong sign at none of the {steps} steps."
    alone = f"With K = 1, it would be wrong at {claims.wrong_steps[0]} steps. " if claims.window > 1 else ""
    return (
        f"With K = {claims.window}, the truncated {name} has the wrong sign at {wrong} of {steps} steps (×). {alone}"
        f"With the best of the ten windows, it would be wrong at {claims.fewest_wrong}."
    )


def _table(claims: Truncation) -> Table:
    truncated, full = claims.run_sums.tolist(), claims.run_full.tolist()
    return Table.of(("t", f"K = {claims.window}", "full sum"), range(len(full)), truncated, full)


def _draw_run(claims: Truncation, scale: str) -> Figure:
    """All of the figure that is the same at every step."""
    full, truncated, wrong = claims.run_full.tolist(), claims.run_sums.tolist(), list(claims.run_wrong)
    both = [*truncated, *full]
    largest = max(map(abs, both))
    threshold = symlog_threshold(largest) if scale == "symlog" else None
    data: list[Trace] = []
    for name, values, ink, width in (
        ("full sum", full, "ink", 2.2),
        (f"window K = {claims.window}", truncated, "picked", 1.6),
    ):
        y = [symlog(value, threshold) for value in values] if threshold else values
        data.append(line(
            name, list(range(len(y))), y, ink, width=width, meta=["t"], customdata=list(map(digits, values)),
            hovertemplate=f"loss at t = %{{x}}, {name}<br>%{{customdata}}<extra></extra>",
        ))  # fmt: skip
    data.append(points("wrong sign", wrong, [0.0] * len(wrong), "error", symbol="x", meta=["t"],
                       hovertemplate="wrong sign at t = %{x}<extra></extra>"))  # fmt: skip
    return {
        "data": data,
        "layout": layout(
            260,
            margin=margin(62, bottom=38),
            xaxis=bare_axis("loss at t", range=[-1.5, len(full) - 0.5]),
            yaxis=symlog_axis(largest, threshold)
            if threshold
            else axis(range=span(both, zero=True), nticks=5, showgrid=False),
        ),
    }
