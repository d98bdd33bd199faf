"""The truncated and the full gradient over the run, and the steps at which their signs differ."""

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
)
from pages.lab.text import digits, gradient
from rnn_core.analysis.truncation import Truncation, truncation


def truncation_run(moment: Moment) -> Block:
    """The picked gradient at every step, with the current window and back to the start; nothing where it overflows."""
    if moment.step is None:
        return ""
    claims = moment.once(truncation, moment.run, 0, moment.weight)  # of the whole run: the same at every step
    if not claims.finite:
        return ""
    scale = moment.session.scale
    return Chart(
        figure=_figure(claims, moment.once(_draw_lines, claims, scale), moment.t, scale),
        sentence=_sentence(claims),
        table=moment.once(_table, claims),
        key=(
            Mark("ink", "all terms, back to the start"),
            Mark("picked", f"window K = {claims.window}"),
            Mark("error", "wrong sign", "cross"),
        ),
        min_width=780,
    )


def _sentence(claims: Truncation) -> str:
    steps, wrong, name = len(claims.run_full), len(claims.run_wrong), gradient(claims.parameter)
    if not claims.run_full.any():
        return f"{name} is 0 at all {steps} steps."
    if not wrong:
        return f"With K = {claims.window}, the truncated {name} has the right sign at all {steps} steps."
    return (
        f"With K = {claims.window}, the truncated {name} has the wrong sign at {wrong} of {steps} steps (×). "
        f"K = 1 would be wrong at {claims.wrong_steps[0]}, the best of the ten windows at {claims.fewest_wrong}."
    )


def _table(claims: Truncation) -> Table:
    truncated, full = claims.run_sums.tolist(), claims.run_full.tolist()
    return Table.of(("t", f"K = {claims.window}", "back to the start"), range(len(full)), truncated, full)


def _figure(claims: Truncation, lines: list[Trace], t: int, scale: str) -> Figure:
    both = [*claims.run_sums.tolist(), *claims.run_full.tolist()]
    largest = max(map(abs, both))
    heights = axis(range=span(both, zero=True), nticks=5, showgrid=False)
    return {
        "data": lines,
        "layout": layout(
            260,
            margin=margin(62, bottom=38),
            xaxis=bare_axis("loss at t", range=[-1.5, len(claims.run_full) - 0.5]),
            yaxis=symlog_axis(largest, symlog_threshold(largest)) if scale == "symlog" else heights,
            shapes=[vertical(t, width=1)],
        ),
    }


def _draw_lines(claims: Truncation, scale: str) -> list[Trace]:
    full, truncated, wrong = claims.run_full.tolist(), claims.run_sums.tolist(), list(claims.run_wrong)
    threshold = symlog_threshold(max(map(abs, [*full, *truncated])))
    traces: list[Trace] = []
    for name, values, ink, width in (
        ("back to the start", full, "ink", 2.2),
        (f"window K = {claims.window}", truncated, "picked", 1.6),
    ):
        hover = f"loss at t = %{{x}}, {name}<br>%{{customdata}}<extra></extra>"
        heights = [symlog(value, threshold) for value in values] if scale == "symlog" else values
        steps, exact = list(range(len(values))), list(map(digits, values))
        traces.append(line(name, steps, heights, ink, width=width, meta=["t"], customdata=exact, hovertemplate=hover))
    hover = "wrong sign at t = %{x}<extra></extra>"
    crosses = points("wrong sign", wrong, [0.0] * len(wrong), "error", symbol="x", meta=["t"], hovertemplate=hover)
    return [*traces, crosses]
