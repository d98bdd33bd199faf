"""The chart the product is about: one column a lag, newest left, as the formula reads.

Rows from the top: what the queues hold, the gain from each lag to the next, and the terms of Wx, Bx and Wh with their
running sum and total. Slots that the picked term reads are lit in the colour of the factor they give.

One pair of axes, the vertical one in pixels from the bottom, and few traces: a subplot a row would take three times as
long to draw at every step.
"""

from pages.lab.plot.axes import Figure, height_of, layout, symlog_threshold
from pages.lab.plot.drawing import Drawing
from pages.lab.text.notation import MINUS, digits, gradient, number, symbol, time_label
from pages.lab.plot.palette import colour
from rnn_core import QUEUE_SLOTS, Queues, Step
from rnn_core.analysis.reading import StepReading

MIN_WIDTH = 800
TERMS = ("Wx", "Bx", "Wh")
LAGS = range(QUEUE_SLOTS)
TOTAL_AT = QUEUE_SLOTS + 0.35
LABEL_AT = -1.58

# In pixels, from the bottom: the middle of each row.
HEIGHT = 470
MIDDLE = {"head": 448, "X": 409, "out_H": 374, "gain": 340, "Wx": 270, "Bx": 170, "Wh": 70, "foot": 10}
SLOT = 30
FULL = 33
"""A bar of full height, up or down; the row has room for its number beyond."""
ROW = 98


def by_lag(
    step: Step | None,
    reading: StepReading | None,
    queues: Queues,
    t: int,
    window: int,
    picked: tuple[str, int],
    scale: str,
    largest: float,
) -> Figure:
    """Draw the queues and every term of one step.

    Parameters
    ----------
    step, reading : Step, StepReading or None
        None before the first step.
    queues : Queues
        At t.
    t, window : int
    picked : tuple of str and int
        Parameter and lag of the term that is lit.
    scale : {"linear", "symlog", "relative"}
        Relative: terms in units of their row's lag-0 term.
    largest : float
        The largest magnitude the chart shows anywhere in this run (``itemise.term_range``): the full height of a bar.
    """
    drawing = Drawing()
    _header(drawing, t, window)
    _slots(drawing, queues, t, _lit_slots(picked, queues))
    running = []
    if step is not None and reading is not None:
        _gains(drawing, reading, picked, window)
        for name in TERMS:
            running.append(_terms(drawing, name, step, reading, picked, scale, largest))
        if t >= QUEUE_SLOTS - 1:  # the one place that will never be filled
            drawing.label(
                QUEUE_SLOTS - 1, MIDDLE["Wh"], f"out_H<sub>t{MINUS}10</sub><br>has left<br>the queue", "muted", 11
            )
    for name in TERMS:
        drawing.label(LABEL_AT, MIDDLE[name], f"<b>{gradient(name)}</b>", anchor="middle right")
    _foot(drawing, scale, largest)
    for name in TERMS:
        drawing.line("zero", [(-0.6, MIDDLE[name]), (QUEUE_SLOTS + 0.8, MIDDLE[name])], "line", width=1)
    for corners in running:
        drawing.line("running sum", corners, "picked", width=1.3, dash="dot", opacity=0.6)
    return {"data": drawing.traces(), "layout": _layout(window, picked if reading and reading.term(*picked) else None)}


def _header(drawing: Drawing, t: int, window: int) -> None:
    for lag in LAGS:
        label = f"<b>k = {lag}</b><br>{time_label(t, lag)}" if lag <= t else f"k = {lag}<br> "
        drawing.label(lag, MIDDLE["head"], label, "ink" if lag < window and lag <= t else "muted")
    drawing.label(TOTAL_AT, MIDDLE["head"], f"<b>Σ</b><br>K = {window}")
    for row, label in {"X": "X queue", "out_H": "out_H queue", "gain": "local gain"}.items():
        drawing.label(LABEL_AT, MIDDLE[row], label, anchor="middle right")


def _slots(drawing: Drawing, queues: Queues, t: int, lit: dict[str, dict[int, str]]) -> None:
    for row, values in (("X", queues.X), ("out_H", queues.out_H)):
        for lag in LAGS:
            base = MIDDLE[row] - SLOT / 2
            if lag >= len(values):
                drawing.box(lag, 0.9, base, SLOT, "paper", "line", 1)
                drawing.label(lag, MIDDLE[row], "empty", "faint", 12)
                continue
            factor = lit[row].get(lag)
            drawing.box(
                lag, 0.9, base, SLOT, f"{factor} tint" if factor else "ghost", factor or "line", 2 if factor else 1
            )
            is_start = row == "out_H" and lag == t + 1
            drawing.label(lag, MIDDLE[row], f"{number(values[lag])}{' start' if is_start else ''}")
            name = f"{symbol(f'{row}[{_at(lag)}]')}{', the start state' if is_start else ''}"
            drawing.hover(lag, MIDDLE[row], SLOT, f"{name} = {digits(values[lag])}", [row, lag])


def _lit_slots(picked: tuple[str, int], queues: Queues) -> dict[str, dict[int, str]]:
    """Which slots the picked term reads, and as which factor."""
    name, lag = picked
    lit: dict[str, dict[int, str]] = {"X": {}, "out_H": {}}
    if lag >= len(queues.X) or (name == "Wh" and lag + 1 >= len(queues.out_H)):
        return lit
    if name in TERMS:
        lit["out_H"] = dict.fromkeys(range(lag + 1), "slope")
    if name == "Wx":
        lit["X"][lag] = "source"
    if name == "Wh":
        lit["out_H"][lag + 1] = "source"
    if name == "Wy" and lag == 0:
        lit["out_H"][0] = "source"
    return lit


def _gains(drawing: Drawing, reading: StepReading, picked: tuple[str, int], window: int) -> None:
    """s_t under lag 0, then each gain between the two columns it connects, underlined in its factor's colour."""
    reach = picked[1] if picked[0] in TERMS else -1

    def gain(lag: int, x: float, text: str, name: str, value: float, meaning: str) -> None:
        drawing.label(x, MIDDLE["gain"], text, "ink" if lag < window else "muted")
        drawing.box(x, 0.52, MIDDLE["gain"] - 13, 4 if lag <= reach else 2, meaning)
        drawing.hover(x, MIDDLE["gain"], SLOT, f"{name} = {digits(value)}", None)

    gain(0, -0.1, number(reading.slopes[0]), "s<sub>t</sub>, the slope at t", reading.slopes[0], "slope")
    for lag, value in enumerate(reading.gains, start=1):
        at = _at(lag).replace("-", MINUS)
        gain(lag, lag - 0.5, f"×{number(value)}", f"g<sub>{at}</sub> = W<sub>h</sub>·s<sub>{at}</sub>", value, "Wh")


def _terms(
    drawing: Drawing, name: str, step: Step, reading: StepReading, picked: tuple[str, int], scale: str, largest: float
) -> list[tuple[float, float]]:
    """Bars and numbers of one weight; returns the corners of its running sum."""
    sums = step.chains[name].running_sums
    values = [term.value for term in reading.all_lags[name].terms]
    ratios = reading.relative[name] if scale == "relative" else ()
    full = max(map(abs, [*values, *sums])) if scale == "relative" else largest
    threshold = symlog_threshold(largest) if scale == "symlog" else None
    middle = MIDDLE[name]

    def rise(value: float) -> float:
        return FULL * height_of(value, full, threshold)

    def bar(x: float, value: float, label: str, fill: str, ink: str, hover: str, pick: list[object] | None) -> None:
        height = rise(value)
        drawing.box(x, 0.52, middle, height, fill)
        drawing.label(x, middle + height, label, ink, 13, "top center" if height >= 0 else "bottom center")
        drawing.hover(x, middle, ROW, hover, pick)

    for lag, value in enumerate(values):
        counted = lag < len(sums)
        fill = "picked" if (name, lag) == picked else "term" if counted else "faint"
        label = f"{number(ratios[lag])}×" if ratios else number(value)
        tail = f"running sum {digits(sums[lag])}" if counted else "beyond the window: not counted"
        hover = f"{gradient(name)}, lag k = {lag}, {time_label(step.t, lag)}<br>{digits(value)}<br>{tail}"
        bar(lag, value, label, fill, "ink" if counted else "muted", hover, [name, lag])
    total = sums[-1]
    hover = f"{gradient(name)}, the sum of {len(sums)}<br>{digits(total)}"
    bar(TOTAL_AT, total, f"<b>{number(total)}</b>", "ink", "ink", hover, None)
    steps = [(lag + side, middle + rise(value)) for lag, value in enumerate(sums) for side in (-0.5, 0.5)]
    return [*steps, (TOTAL_AT - 0.3, middle + rise(total))]


def _foot(drawing: Drawing, scale: str, largest: float) -> None:
    full = f"full height = {number(largest)}, the largest anywhere in this run"
    words = {
        "linear": f"linear; {full}",
        "symlog": f"symlog: linear up to ±{number(symlog_threshold(largest))}, logarithmic beyond; {full}",
        "relative": "relative: terms in units of their row's lag 0 (Σ in plain numbers); each row has its own full height",
    }[scale]
    drawing.label(
        LABEL_AT,
        MIDDLE["foot"],
        f"Scale {words}. Dotted: running sum. Grey: beyond the window.",
        "muted",
        12,
        "middle right",
    )


def _layout(window: int, picked: tuple[str, int] | None) -> dict[str, object]:
    shapes = []
    if window < QUEUE_SLOTS:
        for low, high in (
            (MIDDLE["Wh"] - ROW / 2, MIDDLE["gain"] - 17),
            (MIDDLE["out_H"] - SLOT / 2, MIDDLE["X"] + SLOT / 2),
        ):
            shapes.append({
                "type": "line", "x0": window - 0.5, "x1": window - 0.5, "y0": low, "y1": high,
                "line": {"color": colour("muted"), "width": 1.2, "dash": "dash"},
            })  # fmt: skip
    if picked and picked[0] in TERMS:
        name, lag = picked
        shapes.append({
            "type": "rect", "x0": lag - 0.49, "x1": lag + 0.49, "y0": MIDDLE[name] - ROW / 2, "y1": MIDDLE[name] + ROW / 2,
            "fillcolor": colour("picked tint"), "line": {"width": 0}, "layer": "below",
        })  # fmt: skip
    return layout(
        HEIGHT,
        xaxis={"range": [LABEL_AT - 0.02, QUEUE_SLOTS + 0.85], "visible": False, "fixedrange": True},
        yaxis={"range": [0, HEIGHT], "visible": False, "fixedrange": True},
        barmode="overlay",
        hovermode="closest",
        shapes=shapes,
    )


def _at(lag: int) -> str:
    return f"t-{lag}" if lag else "t"
