"""The truncated and the full gradient over the run, and the steps at which their signs differ."""

from typing import Any

from pages.lab.charts.truncation import over_the_run
from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Curve,
    Figure,
    Mark,
    Table,
    Written,
    axis,
    bare_axis,
    layout,
    margin,
    points,
    span,
    symlog_array,
    symlog_axis,
    symlog_threshold,
    vertical,
    with_shapes,
)
from pages.lab.text import digits, gradient
from rnn_core.analysis.truncation import Truncation

TITLE = "∂L/∂{looking_back} of the window, and in full, over the run"


def truncation_run(moment: Moment) -> Block:
    """The picked gradient at every step, with the current window and in full; nothing where it overflows."""
    t = moment.step.t
    claims = over_the_run(moment, moment.weight)
    if not claims.finite:
        return ""
    return Chart(
        figure=with_shapes(moment.once(_draw_run, claims, moment.session.scale), vertical(t, width=1)),
        sentence=_sentence(claims),
        table=Table.of(
            ("t", f"K = {claims.window}", "full sum"), range(len(claims.run_full)), claims.run_sums, claims.run_full
        ),
        key=(
            Mark("ink", "full sum"),
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
        return f"With K = {claims.window}, the truncated {name} has the wrong sign at none of the {steps} steps."
    alone = f"With K = 1, it would be wrong at {claims.wrong_steps[0]} steps. " if claims.window > 1 else ""
    return (
        f"With K = {claims.window}, the truncated {name} has the wrong sign at {wrong} of {steps} steps (×). {alone}"
        f"With the best of the ten windows, K = {claims.best_window}, it would be wrong at {claims.fewest_wrong}."
    )


def _draw_run(claims: Truncation, scale: str) -> Figure:
    """All of the figure that is the same at every step."""
    both, wrong = (claims.run_full, claims.run_sums), list(claims.run_wrong)
    largest = max(float(abs(values).max()) for values in both)
    threshold = symlog_threshold(largest) if scale == "symlog" else None
    data: list[Written] = []
    for name, values, ink, width in (
        ("full sum", claims.run_full, "ink", 2.2),
        (f"window K = {claims.window}", claims.run_sums, "picked", 1.6),
    ):
        drawn = Curve.of(symlog_array(values, threshold) if threshold else values)
        hover = f"loss at t = %{{x}}, {name}<br>%{{customdata}}<extra></extra>"
        texts = list(map(digits, values.tolist()))
        data.append(Written.of(drawn.line(name, ink, width=width, customdata=texts, hovertemplate=hover)))
    look: dict[str, Any] = {"symbol": "x", "meta": ["t"], "hovertemplate": "wrong sign at t = %{x}<extra></extra>"}
    data.append(Written.of(points("wrong sign", wrong, [0.0] * len(wrong), "error", **look)))
    return {
        "data": data,
        "layout": layout(
            260,
            margin=margin(62, bottom=38),
            xaxis=bare_axis("loss at t", range=[-1.5, len(claims.run_full) - 0.5]),
            yaxis=symlog_axis(largest, threshold)
            if threshold
            else axis(range=span([value for values in both for value in values.tolist()], zero=True), nticks=5,
                      showgrid=False),
        ),
    }  # fmt: skip
