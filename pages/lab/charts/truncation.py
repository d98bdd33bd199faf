"""What each window makes of the three gradients that look back, beside the full sums."""

from collections.abc import Sequence

from pages.lab.moment import Moment
from pages.lab.plot import Block, Chart, Drawing, Figure, Mark, Table, hidden_axis, layout
from pages.lab.session import LOOKING_BACK
from pages.lab.text import absent, digits, gradient, listed, number, signed_percent, symbol
from pages.lab.text.limits import overflow
from rnn_core.analysis.truncation import Truncation
from rnn_core.analysis.truncation import truncation as read_truncation
from rnn_core.itemise import window_sums

MIN_WIDTH = 780
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
    Mark("ink", "all terms, back to the start", "box"),
    Mark("error", "wrong sign", "square"),
)
COLOURS = {"error": "a truncated sum with the wrong sign"}


def truncation(moment: Moment) -> Block:
    """The sum of every window at t, for Wx, Bx and Wh."""
    if moment.step is None:
        return absent(moment.weight, moment.session.lag, moment.t)
    claims = [
        read_truncation(moment.run, moment.t, name, moment.cache.among(3, "window sums", window_sums, moment.run, name))
        for name in LOOKING_BACK
    ]
    if not all(one.finite for one in claims):
        return overflow(moment.weight)
    mine = next(one for one in claims if one.parameter == moment.weight)
    return Chart(
        figure=_figure(claims, moment.weight),
        sentence=_sentence(mine),
        table=_table(claims),
        key=KEY,
        min_width=MIN_WIDTH,
    )


def _sentence(claims: Truncation) -> str:
    name, value = gradient(claims.parameter), number(claims.sum_here)
    if claims.share_here is None:
        return f"Back to the start, {name} is 0 here. The window K = {claims.window} gives {value}."
    wrong = [K for K, is_wrong in enumerate(claims.wrong_sign, start=1) if is_wrong]
    others = [K for K in wrong if claims.window != K]
    share = signed_percent(claims.share_here)
    gives = f"K = {claims.window} gives {value}, {share} of the full sum {name} = {number(claims.full)}"
    if claims.window in wrong:
        rest = f"Also wrong in sign: K = {listed(others)}." if others else "No other window has the wrong sign."
        return f"<b>{gives}: the wrong sign. A step along it moves {symbol(claims.parameter)} uphill.</b> {rest}"
    rest = f"Wrong in sign: K = {listed(others)}." if others else "No window has the wrong sign here."
    return f"{gives}. {rest}"


def _table(claims: Sequence[Truncation]) -> Table:
    head = ("K", *(text for one in claims for text in (gradient(one.parameter), "of all", "steps wrong")))
    by_window = zip(*map(_cells, claims), strict=True)
    rows = [(str(K), *(text for cell in cells for text in cell)) for K, cells in enumerate(by_window, start=1)]
    rows.append(("all", *(text for one in claims for text in (digits(one.full), "", ""))))
    return Table(head, rows)


def _cells(one: Truncation) -> list[tuple[str, str, str]]:
    shares = map(digits, one.share) if one.share else ["" for _ in one.sums]
    return list(zip(map(digits, one.sums), shares, map(str, one.wrong_steps), strict=True))


def _figure(claims: Sequence[Truncation], weight: str) -> Figure:
    drawing = Drawing()
    full_at = len(claims[0].sums) + 0.2
    for place in range(len(claims[0].sums)):
        mine = place + 1 == claims[0].window
        text = f"K = {place + 1}"
        drawing.label(place, MIDDLE["head"], f"<b>{text}</b>" if mine else text, "ink" if mine else "muted")
    drawing.label(full_at, MIDDLE["head"], "<b>all</b>")
    for one in claims:
        name, middle = gradient(one.parameter), MIDDLE[one.parameter]
        largest = max(map(abs, (*one.sums, one.full))) or 1.0
        ink = "picked" if one.parameter == weight else "ink"
        drawing.label(LABEL_AT, middle, f"<b>{name}</b>", ink, anchor="middle right")
        drawing.line("zero", [(-0.5, middle), (full_at + 0.5, middle)], "line", width=1)
        for place, value in enumerate(one.sums):
            mine, wrong = place + 1 == one.window, one.wrong_sign[place]
            edge, thick = ("error", 3) if wrong else ("paper", 0)
            height = FULL * value / largest
            share = f"<br>{signed_percent(one.share[place])}" if one.share else ""
            drawing.box(place, 0.6, middle, height, "picked" if mine else "term", edge, thick)
            _draw_label(drawing, place, middle, height, f"{number(value)}{share}", "error" if wrong else "ink")
            hover = f"{name}, K = {place + 1}<br>{digits(value)}{'<br>wrong sign' if wrong else ''}"
            hover += f"<br>wrong sign at {one.wrong_steps[place]} steps of the run"
            drawing.hover(place, middle, ROW, hover, ["K", place + 1])
        height = FULL * one.full / largest
        drawing.box(full_at, 0.6, middle, height, "ink")
        _draw_label(drawing, full_at, middle, height, f"<b>{number(one.full)}</b>", "ink")
        drawing.hover(full_at, middle, ROW, f"{name}, back to the start<br>{digits(one.full)}", None)
    return {
        "data": drawing.traces(),
        "layout": layout(
            HEIGHT,
            xaxis=hidden_axis(LABEL_AT - 0.05, full_at + 0.6),
            yaxis=hidden_axis(0, HEIGHT),
            barmode="overlay",
        ),
    }


def _draw_label(drawing: Drawing, x: float, middle: float, height: float, text: str, ink: str) -> None:
    """A text at the end of a bar, outside of it."""
    up = height >= 0
    anchor = "top center" if up else "bottom center"
    drawing.label(x, middle + height + (GAP if up else -GAP), text, ink, 12, anchor)
