"""The truncated sum of each window for the three gradients that look back, beside the full sums."""

from collections.abc import Sequence

from pages.lab.moment import AbsentError, Moment
from pages.lab.plot import Block, Chart, Drawing, Figure, Mark, Table
from pages.lab.session import LOOKING_BACK
from pages.lab.text import digits, gradient, listed, number, overflow, signed_percent, symbol
from rnn_core.analysis.truncation import Truncation
from rnn_core.analysis.truncation import truncation as read_truncation

TITLE = "∂L/∂Wx, ∂L/∂Bx and ∂L/∂Wh by window K"

# In pixels, from the bottom: the middle of each row.
HEIGHT = 426
MIDDLE = {"head": 412, "Wx": 334, "Bx": 202, "Wh": 70}
FULL = 30
GAP = 3
ROW = 126
LABEL_AT = -1.2
KEY = (
    Mark("picked", "the current window", "box"),
    Mark("term", "another window", "box"),
    Mark("ink", "full sum", "box"),
    Mark("error", "wrong sign", "square"),
)
COLOURS = {"error": "a truncated sum with the wrong sign"}


def truncation(moment: Moment) -> Block:
    """The sum of every window at t, for Wx, Bx and Wh."""
    run, t = moment.run, moment.step.t
    claims = [read_truncation(run, t, name, over_the_run(moment, name)) for name in LOOKING_BACK]
    if too_large := [one.parameter for one in claims if not one.finite]:
        raise AbsentError(overflow(*too_large))
    return Chart(
        figure=_figure(claims, moment.weight),
        sentence=_sentence(next(one for one in claims if one.parameter == moment.weight)),
        table=Table.of(
            ("K", *(text for one in claims for text in (gradient(one.parameter), "share of full sum", "wrong signs"))),
            [*(K for K, _ in enumerate(claims[0].sums, start=1)), "full sum"],
            *(column for one in claims for column in ((*one.sums, one.full), one.share, one.wrong_steps)),
        ),
        key=KEY,
        min_width=780,
    )


def over_the_run(moment: Moment, name: str) -> Truncation:
    """What windows make of the whole run, here seen from its first step; that of the three weights is kept."""
    return moment.once(read_truncation, moment.run, 0, name)


def _sentence(claims: Truncation) -> str:
    name, value = gradient(claims.parameter), number(claims.sum_here)
    if claims.share_here is None:
        return f"The full sum {name} is 0 here. The window K = {claims.window} gives {value}."
    wrong = [K for K, is_wrong in enumerate(claims.wrong_sign, start=1) if is_wrong]
    others = [K for K in wrong if claims.window != K]
    share = signed_percent(claims.share_here)
    part = share.replace("×", "times") if share.endswith("×") else f"{share} of"
    gives = f"K = {claims.window} gives {value}, {part} the full sum {name} = {number(claims.full)}"
    if claims.window in wrong:
        rest = f"Also wrong in sign: K = {listed(others)}." if others else "No other window has the wrong sign."
        return f"<b>{gives}: the wrong sign. A step against it moves {symbol(claims.parameter)} uphill.</b> {rest}"
    rest = f"Wrong in sign: K = {listed(others)}." if others else "No window has the wrong sign here."
    return f"{gives}. {rest}"


def _figure(claims: Sequence[Truncation], weight: str) -> Figure:
    drawing, full_at = Drawing(), len(claims[0].sums) + 0.2
    for place, _ in enumerate(claims[0].sums):
        text, mine = f"K = {place + 1}", place + 1 == claims[0].window
        drawing.label(place, MIDDLE["head"], f"<b>{text}</b>" if mine else text, "ink" if mine else "muted")
    drawing.label(full_at, MIDDLE["head"], "<b>full sum</b>")
    for one in claims:
        name, middle = gradient(one.parameter), MIDDLE[one.parameter]
        largest = max(map(abs, (*one.sums, one.full))) or 1.0
        ink = "picked" if one.parameter == weight else "ink"
        drawing.label(LABEL_AT, middle, f"<b>{name}</b>", ink, anchor="middle right")
        drawing.line("zero", [(-0.5, middle), (full_at + 0.5, middle)], "line", width=1)
        for place, (value, wrong, steps) in enumerate(zip(one.sums, one.wrong_sign, one.wrong_steps, strict=True)):
            share = f"<br>{signed_percent(one.share[place])}" if one.share else ""
            hover = (
                f"{name}, K = {place + 1}<br>{digits(value)}{'<br>wrong sign' if wrong else ''}"
                f"<br>wrong sign at {steps} steps of the run"
            )
            drawing.hover(place, middle, ROW, hover, ["K", place + 1])
            fill = "picked" if place + 1 == one.window else "term"
            edge, thick, text = ("error", 3, "error") if wrong else ("paper", 0, "ink")
            drawing.bar(place, middle, FULL * value / largest, f"{number(value)}{share}", fill, text,
                        width=0.6, size=12, gap=GAP, line=edge, thick=thick)  # fmt: skip
        drawing.hover(full_at, middle, ROW, f"full sum {name}<br>{digits(one.full)}")
        drawing.bar(full_at, middle, FULL * one.full / largest, f"<b>{number(one.full)}</b>", "ink",
                    width=0.6, size=12, gap=GAP)  # fmt: skip
    return drawing.figure(HEIGHT, LABEL_AT - 0.05, full_at + 0.6)
