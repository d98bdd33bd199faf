"""The stale-state gap of one gradient: along the training run, and against the learning rate."""

from pages.lab.moment import Moment
from pages.lab.plot import (
    Block,
    Chart,
    Curve,
    Figure,
    Mark,
    Table,
    Written,
    colours,
    layout,
    line,
    log_axis,
    margin,
    steps_axis,
    vertical,
    with_shapes,
)
from pages.lab.session import Session
from pages.lab.text import at, digits, gradient, listed, number, percent, setting
from rnn_core import Run
from rnn_core.analysis.staleness import Staleness, largest_share, other_rates
from rnn_core.analysis.staleness import staleness as staleness_of

TITLE = "The stale-state gap of ∂L/∂{looking_back}"
MANY = 10
"""From here on a share is written as a multiple and not in per cent."""
COLOURS = {"error": "the stale-state gap", "picked": "the learning rate of this run"}


def staleness(moment: Moment) -> Block:
    """The gap of the gradient that is picked, if it looks back in time, else of that of Wh."""
    run, eta, T = moment.run, moment.session.eta, len(moment.run.experiment.X)
    others = moment.once(other_rates, run.experiment, moment.weight)  # the same at every piece of a growing run
    gaps = moment.once(staleness_of, run, moment.weight, others)
    return Chart(
        figure=with_shapes(moment.once(_draw_gaps, run, gaps, eta), vertical(moment.t)),
        sentence=f"{_own(gaps, moment.session)}{_others(gaps, eta)}",
        table=Table.of(
            ("η", "Σ|gap| / Σ|gradient|", "steps", "diverged"),
            [setting(rate.rate) for rate in gaps.rates],
            [rate.share for rate in gaps.rates],
            [rate.steps for rate in gaps.rates],
            ["yes" if rate.diverged else "" for rate in gaps.rates],
        ),
        key=(
            Mark("ink", f"|{gradient(gaps.parameter)}|, mean of the last {T} steps"),
            Mark("error", f"|gap|, mean of the last {T} steps"),
            Mark("faint", "|gap| at each step"),
            Mark("picked", "t"),
            Mark("error", "another η", "disc"),
            *([Mark("picked", "this run's η", "disc")] if eta else []),
            *([Mark("error", "diverged", "cross")] if any(rate.diverged and rate.share for rate in gaps.rates) else []),
        ),
        min_width=640,
    )


def _own(gaps: Staleness, session: Session) -> str:
    if not session.eta:
        return "The weights are frozen, so nothing in the queues is stale."
    if session.K == 1:
        return (
            "A window of one step uses a single state made with older weights: the one it starts from. "
            "A replay holds that state constant as well, so there is no gap."
        )
    if not gaps.largest_gap:
        return "There is no gap along this run."
    name, largest = gradient(gaps.parameter), f"the largest, {number(gaps.largest_gap)}, is at {at(gaps.largest)}."
    if gaps.share is None:
        return f"{name} is 0 or undefined at every step, so there is nothing to compare the gaps with; {largest}"
    of = "" if gaps.share >= MANY else "of "
    return f"Along this run the gaps of {name} add up to {_share(gaps.share)} {of}its total magnitude; {largest}"


def _others(gaps: Staleness, eta: float) -> str:
    """The lowest rate, that of the largest share, and the highest."""
    others = [one for one in gaps.rates if one.share and one.rate != eta]
    if len(others) < 2:
        return ""
    chosen = dict.fromkeys((others[0], largest_share(others), others[-1]))
    examples = [f"{_share(one.share)} at η = {setting(one.rate)}" for one in chosen if one.share]
    start = "For other learning rates, from the same start, the total gap relative to the total magnitude is"
    return f" {start} {listed(examples)}."


def _share(share: float) -> str:
    return f"{number(share)} times" if share >= MANY else percent(share)


def _draw_gaps(run: Run, gaps: Staleness, eta: float) -> Figure:
    """All of the figure that is the same at every step."""
    T, single = len(run.experiment.X), Curve.of(gaps.gap)
    gradients, means = (Curve.of_means(values, T) for values in (gaps.gradient, gaps.gap))
    mean_values = [value for one in (gradients, means) for value in one.values[1:].tolist()]
    drawn = [(one.rate, one.share, one.diverged) for one in gaps.rates if one.share]
    rates, shares = [rate for rate, _, _ in drawn], [share for _, share, _ in drawn]
    return {
        "data": [
            Written.of(single.line("gap at each step", "faint", width=1)),
            Written.of(gradients.line("gradient", "ink", width=2)),
            Written.of(means.line("gap", "error", width=2)),
            line(
                "rates", rates, shares, "error", xaxis="x2", yaxis="y2", mode="lines+markers",
                marker={
                    "size": [12 if rate == eta else 7 for rate in rates],
                    "color": colours(["picked" if rate == eta else "error" for rate in rates]),
                    "opacity": 1,
                    "symbol": ["x" if diverged else "circle" for _, _, diverged in drawn],
                },
                hovertext=[
                    f"η = {setting(rate)}: {digits(share)}{', diverged' if diverged else ''}"
                    for rate, share, diverged in drawn
                ],
            ),
        ],
        "layout": layout(
            300,
            margin=margin(84, 8, 8, 40),
            xaxis=steps_axis(len(run) - 1, domain=[0, 0.56], nticks=6),
            yaxis=log_axis([*mean_values, gaps.largest_gap], f"|gap|, |{gradient(gaps.parameter)}| (log)"),
            xaxis2=log_axis(rates, "learning rate η (log)", domain=[0.68, 1], anchor="y2"),
            yaxis2=log_axis(shares, "Σ|gap| / Σ|gradient| (log)", anchor="x2"),
        ),
    }  # fmt: skip
