"""The stale-state gap of one gradient: along the training run, and against the learning rate."""

from typing import Any

from pages.lab.moment import Moment
from pages.lab.plot import (
    FEWER_POINTS,
    Block,
    Chart,
    Figure,
    Mark,
    Table,
    bare_axis,
    colour,
    evenly,
    layout,
    line,
    log_axis,
    margin,
    packed,
    thinned,
    vertical,
)
from pages.lab.session import Session
from pages.lab.text import at, digits, gradient, listed, number, percent, setting
from rnn_core import Run
from rnn_core.analysis.curves import running_means
from rnn_core.analysis.staleness import RateGap, Staleness
from rnn_core.analysis.staleness import staleness as staleness_of

HEIGHT = 300
MIN_WIDTH = 640
COLOURS = {"error": "the stale-state gap", "picked": "the learning rate of this run"}


def staleness(moment: Moment) -> Block:
    """The gap of the gradient that is picked, if it looks back in time, else of that of Wh."""
    run, chosen = moment.run, moment.session
    gaps = moment.once(staleness_of, run, moment.weight)
    return Chart(
        figure=_figure(moment.once(_draw_gaps, run, gaps, chosen.eta), moment.t),
        sentence=_sentence(gaps, chosen),
        table=_table(gaps),
        key=_key(gaps, len(run.experiment.X), chosen.eta),
        min_width=MIN_WIDTH,
    )


def _sentence(gaps: Staleness, session: Session) -> str:
    return f"{_own(gaps, session)}{_others(gaps, session.eta)}"


def _own(gaps: Staleness, session: Session) -> str:
    if not session.eta:
        return "The weights are frozen, so nothing in the queues is stale."
    if session.K == 1:
        return (
            "A window of one step uses a single state made with older weights: the one it starts from. "
            "A replay holds that state fixed as well, so there is no gap."
        )
    if not gaps.largest_gap:
        return "There is no gap along this run."
    name, largest = gradient(gaps.parameter), f"the largest, {number(gaps.largest_gap)}, is at {at(gaps.largest)}."
    if gaps.share is None:
        return f"{name} is 0 or undefined at every step, so the gaps have nothing to be compared with; {largest}"
    of = "" if gaps.share >= 1 else "of "
    return f"Along this run the gaps of {name} add up to {_share(gaps.share)} {of}its total magnitude; {largest}"


def _others(gaps: Staleness, eta: float) -> str:
    """The lowest rate, that of the largest share, and the highest."""
    known = [rate for rate in gaps.rates if rate.share and rate.rate != eta]
    if len(known) < 2:
        return ""
    largest = sorted(known, key=_size, reverse=True)[0]
    chosen = dict.fromkeys((known[0], largest, known[-1]))
    shares = [f"{_share(rate.share)} at η = {setting(rate.rate)}" for rate in chosen]
    start = "With other learning rates, from the same start, the gaps add up to this part of the total magnitude"
    return f" {start}: {listed(shares)}."


def _size(rate: RateGap) -> float:
    return rate.share or 0.0


def _share(share: float | None) -> str:
    if share is None:
        return "nothing"
    return f"{number(share)} times" if share >= 1 else percent(share)


def _table(gaps: Staleness) -> Table:
    rows = [
        (
            setting(rate.rate),
            "" if rate.share is None else digits(rate.share),
            str(rate.steps),
            "yes" if rate.diverged else "",
        )
        for rate in gaps.rates
    ]
    return Table(("η", "Σ|gap| / Σ|gradient|", "steps", "diverged"), rows)


def _key(gaps: Staleness, T: int, eta: float) -> tuple[Mark, ...]:
    own = (Mark("picked", "this run's η", "disc"),) if eta else ()
    crossed = [rate for rate in gaps.rates if rate.diverged and rate.share]
    return (
        Mark("ink", f"|{gradient(gaps.parameter)}|, mean of the last {T} steps"),
        Mark("error", f"|gap|, mean of the last {T} steps"),
        Mark("faint", "|gap| at each step"),
        Mark("picked", "t"),
        Mark("error", "another η", "disc"),
        *own,
        *((Mark("error", "diverged", "cross"),) if crossed else ()),
    )


def _draw_gaps(run: Run, gaps: Staleness, eta: float) -> Figure:
    """All of the figure that is the same at every step."""
    T, single, few = len(run.experiment.X), thinned(gaps.gap), evenly(len(run), FEWER_POINTS)
    gradients, means = (running_means(values, T, few) for values in (gaps.gradient, gaps.gap))
    known = [value for values in (gradients, means) for value in values[1:].tolist()]
    right = len(run) - 1
    rates = [rate for rate in gaps.rates if rate.share]
    ink = ["picked" if rate.rate == eta else "error" for rate in rates]
    markers = {
        "size": [12 if rate.rate == eta else 7 for rate in rates],
        "color": [colour(meaning) for meaning in ink],
        "opacity": 1,
        "symbol": ["x" if rate.diverged else "circle" for rate in rates],
    }
    hover = [f"η = {rate.rate:g}: {digits(rate.share or 0.0)}{', diverged' if rate.diverged else ''}" for rate in rates]
    place: dict[str, Any] = {"xaxis": "x2", "yaxis": "y2", "hovertext": hover}
    shares = [rate.share or 0.0 for rate in rates]
    span = [min(-1.2, -0.015 * right - 0.5), 1.015 * right + 0.5]
    return {
        "data": [
            *(
                line(name, packed(at_steps, "i4"), packed(values, "f8"), meaning, width=width, meta=["t"],
                     hovertemplate=f"{name} %{{y:.4g}}<extra></extra>")
                for name, at_steps, values, meaning, width in (
                    ("gap at each step", single, gaps.gap[single], "faint", 1),
                    ("gradient", few, gradients, "ink", 2),
                    ("gap", few, means, "error", 2),
                )
            ),
            line("rates", [rate.rate for rate in rates], shares, "error", **place)
            | {"mode": "lines+markers", "marker": markers},
        ],
        "layout": layout(
            HEIGHT,
            margin=margin(84, 8, 8, 40),
            xaxis=bare_axis("training step t", domain=[0, 0.56], range=span, tickformat=",d", nticks=6),
            yaxis=log_axis([*known, gaps.largest_gap], f"of {gradient(gaps.parameter)} (log)"),
            xaxis2=log_axis([rate.rate for rate in rates], "learning rate η (log)", domain=[0.68, 1], anchor="y2"),
            yaxis2=log_axis(shares, "Σ|gap| / Σ|gradient| (log)", anchor="x2"),
        ),
    }  # fmt: skip


def _figure(drawn: Figure, t: int) -> Figure:
    return {"data": drawn["data"], "layout": drawn["layout"] | {"shapes": [vertical(t)]}}
