"""The truncated and the full gradient over the run, and the steps at which their signs differ."""

from pages.lab.moment import Moment
from pages.lab.plot.axes import axis, bare_axis, layout, margin, symlog_axis
from pages.lab.plot.figure import Block, Chart, Figure, Mark, Table
from pages.lab.plot.scales import span, symlog, symlog_threshold
from pages.lab.plot.traces import line, points, vertical
from pages.lab.text.notation import digits, gradient
from rnn_core.analysis.truncation import Truncation, truncation
from rnn_core.itemise import window_sums

HEIGHT = 260
MIN_WIDTH = 780


def truncation_run(moment: Moment) -> Block:
    """The picked gradient at every step, with the current window and back to the start; nothing where it overflows."""
    if moment.step is None:
        return ""
    sums = moment.cache.among(3, "window sums", window_sums, moment.run, moment.weight)
    claims = truncation(moment.run, moment.t, moment.weight, sums)
    if not claims.finite:
        return ""
    return Chart(
        figure=_figure(claims, moment.t, moment.session.scale),
        sentence=_sentence(claims),
        table=_table(claims),
        key=_key(claims.window),
        min_width=MIN_WIDTH,
    )


def _key(window: int) -> tuple[Mark, ...]:
    return (
        Mark("ink", "all terms, back to the start"),
        Mark("picked", f"window K = {window}"),
        Mark("error", "wrong sign", "cross"),
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
    pairs = zip(claims.run_sums.tolist(), claims.run_full.tolist(), strict=True)
    rows = [(str(t), digits(truncated), digits(full)) for t, (truncated, full) in enumerate(pairs)]
    return Table(("t", f"K = {claims.window}", "back to the start"), rows)


def _figure(claims: Truncation, t: int, scale: str) -> Figure:
    steps, wrong = list(range(len(claims.run_full))), list(claims.run_wrong)
    lines = {
        "back to the start": (claims.run_full.tolist(), "ink", 2.2),
        f"window K = {claims.window}": (claims.run_sums.tolist(), "picked", 1.6),
    }
    both = [value for values, _, _ in lines.values() for value in values]
    largest = max(map(abs, both))
    threshold = symlog_threshold(largest) if scale == "symlog" else None
    return {
        "data": [
            *(
                line(name, steps, [symlog(value, threshold) for value in values] if threshold else values, ink,
                     width=width, meta=["t"], customdata=list(map(digits, values)),
                     hovertemplate=f"loss at t = %{{x}}, {name}<br>%{{customdata}}<extra></extra>")
                for name, (values, ink, width) in lines.items()
            ),
            points("wrong sign", wrong, [0.0] * len(wrong), "error", symbol="x", meta=["t"],
                   hovertemplate="wrong sign at t = %{x}<extra></extra>"),
        ],
        "layout": layout(
            HEIGHT,
            margin=margin(62, bottom=38),
            xaxis=bare_axis("loss at t", range=[-1.5, len(steps) - 0.5]),
            yaxis=symlog_axis(largest, threshold) if threshold
            else axis(range=span(both, zero=True), nticks=5, showgrid=False),
            shapes=[vertical(t, width=1)],
        ),
    }  # fmt: skip
