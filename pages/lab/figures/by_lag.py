"""The chart the product is about: one column a lag, newest left, as the formula reads.

Rows from the top: what the queues hold, the gain from each lag to the next, and the terms of Wx, Bx and Wh with their
running sum and total. Slots that the picked term reads are lit in the colour of the factor they give.
"""

from pages.lab.figures.base import Figure, Trace, height_of, layout, symlog_threshold
from pages.lab.notation import digits, gradient, number, symbol, time_label
from pages.lab.palette import colour
from rnn_core import QUEUE_SLOTS, Queues, Step
from rnn_core.reading import StepReading

MIN_WIDTH = 800
ROWS = {"head": 40, "X": 34, "out_H": 34, "gain": 34, "Wx": 104, "Bx": 104, "Wh": 104, "foot": 22}
HEIGHT = sum(ROWS.values())
TERMS = ("Wx", "Bx", "Wh")
TOTAL_AT = QUEUE_SLOTS + 0.35
LAGS = range(QUEUE_SLOTS)
REACH_OF_ROW = 1.5
"""A row's axis runs from minus to plus this; a bar of full height is 1, the rest is room for its number."""


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
        Relative: each row in units of its own lag-0 term.
    largest : float
        The largest magnitude the chart shows anywhere in this run (``itemise.term_range``): the full height of a bar.
    """
    slots = _lit_slots(picked, queues)
    traces = [
        _header(t, window),
        _slots("X", [number(x) for x in queues.X], queues.X, slots["X"], t, picked="Wx"),
        _slots("out_H", _state_labels(queues, t), queues.out_H, slots["out_H"], t, picked="Wh"),
        _row_label("X", "X queue"),
        _row_label("out_H", "out_H queue"),
        _row_label("gain", "local gain"),
        *(_row_label(name, f"<b>{gradient(name)}</b>") for name in TERMS),
    ]
    if step is not None and reading is not None:
        traces += _gains(reading, picked, window)
        for name in TERMS:
            traces += _terms(name, step, reading, picked, scale, largest)
        traces.append(_missing(t))
    traces.append(_foot(window, scale, largest))
    return {"data": traces, "layout": _layout(window, picked)}


def _header(t: int, window: int) -> Trace:
    labels = [
        f"<b>k = {lag}</b><br>{time_label(t, lag)}" if lag <= t else f"k = {lag}<br>" for lag in LAGS
    ]
    colours = [colour("ink") if lag < window and lag <= t else colour("muted") for lag in LAGS]
    return _text("head", [*LAGS, TOTAL_AT], [0.5] * (QUEUE_SLOTS + 1), [*labels, f"<b>Σ</b><br>K = {window}"], color=[*colours, colour("ink")], size=13)


def _state_labels(queues: Queues, t: int) -> list[str]:
    labels = [number(h) for h in queues.out_H]
    if t + 2 <= QUEUE_SLOTS:
        labels[-1] += "<br><sub>start state</sub>"
    return labels


def _slots(row: str, labels: list[str], values: tuple[float, ...], lit: dict[int, str], t: int, picked: str) -> Trace:
    empty = QUEUE_SLOTS - len(values)
    return {
        "type": "bar", "name": row, "yaxis": _axis(row), "x": list(LAGS), "y": [1] * QUEUE_SLOTS, "width": 0.9,
        "text": [*labels, *["<i>empty</i>"] * empty], "textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "constraintext": "none",
        "textfont": {"color": [colour("ink")] * len(values) + [colour("faint")] * empty, "size": 13},
        "marker": {
            "color": [colour(f"{lit[i]} tint") if i in lit else colour("ghost") for i in range(len(values))] + [colour("paper")] * empty,
            "line": {"width": [2 if i in lit else 1 for i in LAGS], "color": [colour(lit.get(i, "line")) for i in LAGS]},
        },
        "customdata": [[row, i] if i < len(values) else None for i in LAGS],
        "hovertext": [f"{symbol(f'{row}[{_at(i)}]')} = {digits(value)}" for i, value in enumerate(values)] + ["empty: nothing was pushed here yet"] * empty,
        "hoverinfo": "text",
    }  # fmt: skip


def _lit_slots(picked: tuple[str, int], queues: Queues) -> dict[str, dict[int, str]]:
    """Which slots the picked term reads, and as which factor."""
    name, lag = picked
    lit: dict[str, dict[int, str]] = {"X": {}, "out_H": {}}
    if name in TERMS:
        lit["out_H"] = dict.fromkeys(range(lag + 1), "slope")
    if name == "Wx":
        lit["X"][lag] = "source"
    if name == "Wh":
        lit["out_H"][lag + 1] = "source"
    if name == "Wy":
        lit["out_H"][0] = "source"
    return lit if lag < len(queues.X) else {"X": {}, "out_H": {}}


def _gains(reading: StepReading, picked: tuple[str, int], window: int) -> list[Trace]:
    """s_t under lag 0, then each gain between the two columns it connects, underlined in its factor's colour."""
    reach = picked[1] if picked[0] in TERMS else -1
    places = [-0.12, *(lag - 0.5 for lag in range(1, len(reading.gains) + 1))]
    labels = [number(reading.slopes[0]), *(f"×{number(gain)}" for gain in reading.gains)]
    names = ["s<sub>t</sub>, the slope at t", *(f"g<sub>{_minus(_at(lag))}</sub> = W<sub>h</sub>·s<sub>{_minus(_at(lag))}</sub>" for lag in range(1, len(labels)))]
    values = [reading.slopes[0], *reading.gains]
    colours = [colour("ink") if lag < window else colour("muted") for lag in range(len(labels))]
    text = _text("gain", places, [0.58] * len(labels), labels, color=colours, size=13)
    text["hovertext"] = [f"{name} = {digits(value)}" for name, value in zip(names, values, strict=True)]
    text["hoverinfo"] = "text"
    lines = []
    for meaning, which in (("slope", [0]), ("Wh", list(range(1, len(labels))))):
        for is_lit in (True, False):
            chosen = [i for i in which if (i <= reach) == is_lit]
            lines.append({
                "type": "scatter", "mode": "lines", "yaxis": _axis("gain"), "hoverinfo": "skip",
                "x": [x for i in chosen for x in (places[i] - 0.26, places[i] + 0.26, None)],
                "y": [y for _ in chosen for y in (0.22, 0.22, None)],
                "line": {"color": colour(meaning), "width": 4 if is_lit else 1.5},
            })  # fmt: skip
    return [*lines, text]


def _terms(name: str, step: Step, reading: StepReading, picked: tuple[str, int], scale: str, largest: float) -> list[Trace]:
    kept, every = step.chains[name], reading.all_lags[name]
    values = [term.value for term in every.terms]
    sums = list(kept.running_sums)
    ratios = reading.relative[name] if scale == "relative" else ()
    full = max(map(abs, [*values, *sums])) if scale == "relative" else largest
    threshold = symlog_threshold(largest) if scale == "symlog" else None
    heights = [height_of(value, full, threshold) for value in [*values, kept.total]]
    places = [*range(len(values)), TOTAL_AT]

    def tone(lag: int) -> str:
        if (name, lag) == picked:
            return colour("picked")
        return colour("term") if lag < len(sums) else colour("faint")

    tones = [*(tone(lag) for lag in range(len(values))), colour("ink")]
    labels = [*(f"{number(ratio)}×" for ratio in ratios), *(number(value) for value in values[len(ratios) :]), f"<b>{number(kept.total)}</b>"]
    inks = [colour("ink") if lag < len(sums) else colour("muted") for lag in range(len(values))]
    bars: Trace = {
        "type": "bar", "name": name, "yaxis": _axis(name), "x": places, "y": heights, "width": 0.52,
        "marker": {"color": tones}, "hoverinfo": "skip",
    }  # fmt: skip
    texts = _text(name, places, heights, labels, color=[*inks, colour("ink")], size=13)
    texts["textposition"] = ["top center" if height >= 0 else "bottom center" for height in heights]
    running = {
        "type": "scatter", "mode": "lines", "name": "running sum", "yaxis": _axis(name), "hoverinfo": "skip",
        "x": [x for lag in range(len(sums)) for x in (lag - 0.5, lag + 0.5)] + [TOTAL_AT - 0.3],
        "y": [height_of(s, full, threshold) for s in sums for _ in (0, 1)] + [height_of(sums[-1], full, threshold)],
        "line": {"color": colour("picked"), "width": 1.3, "dash": "dot"},
    }  # fmt: skip
    hover = [
        f"{gradient(name)}, lag k = {lag}, {time_label(step.t, lag)}<br>{digits(value)}"
        + (f"<br>running sum {digits(sums[lag])}" if lag < len(sums) else "<br>beyond the window: not counted")
        for lag, value in enumerate(values)
    ]
    touch: Trace = {
        "type": "bar", "yaxis": _axis(name), "x": places, "y": [2 * REACH_OF_ROW] * len(places), "base": -REACH_OF_ROW, "width": 0.98,
        "marker": {"color": "rgba(0,0,0,0)"}, "hovertext": [*hover, f"{gradient(name)}, the sum of {len(sums)}<br>{digits(kept.total)}"],
        "hoverinfo": "text", "customdata": [*([name, lag] for lag in range(len(values))), None],
    }  # fmt: skip
    return [bars, running, texts, touch]


def _missing(t: int) -> Trace:
    """Why a place is empty that will never be filled at this t."""
    if t < QUEUE_SLOTS - 1:
        return _text("Wh", [], [], [], color=colour("muted"), size=11)
    return _text("Wh", [QUEUE_SLOTS - 1], [0.35], [f"out_H<sub>{_minus('t-10')}</sub><br>has left<br>the queue"], color=colour("muted"), size=11)


def _foot(window: int, scale: str, largest: float) -> Trace:
    full = f"full height = {number(largest)}, the largest anywhere in this run"
    words = {
        "linear": f"linear; {full}",
        "symlog": f"symlog: linear up to ±{number(symlog_threshold(largest))}, logarithmic beyond; {full}",
        "relative": "relative: terms in units of their row's lag 0 (Σ in plain numbers); each row has its own full height",
    }[scale]
    return _text("foot", [-1.35], [0.4], [f"Scale {words}. Dotted: running sum. Grey: beyond the window."], color=colour("muted"), size=12, anchor="middle right")


def _row_label(row: str, label: str) -> Trace:
    return _text(row, [-1.35], [0.0 if row in TERMS else 0.5], [label], color=colour("ink"), size=13, anchor="middle right")


def _text(row: str, x: list[float], y: list[float], text: list[str], *, color: str | list[str], size: int, anchor: str = "middle center") -> Trace:
    return {
        "type": "scatter", "mode": "text", "yaxis": _axis(row), "x": x, "y": y, "text": text, "textposition": anchor,
        "textfont": {"color": color, "size": size}, "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _layout(window: int, picked: tuple[str, int]) -> dict[str, object]:
    axes, top = {}, HEIGHT
    for row, pixels in ROWS.items():
        domain = [(top - pixels) / HEIGHT, top / HEIGHT]
        top -= pixels
        is_terms = row in TERMS
        axes[f"yaxis{_axis(row)[1:]}"] = {
            "domain": domain, "range": [-REACH_OF_ROW, REACH_OF_ROW] if is_terms else [0, 1] if row in ("head", "gain", "foot") else [-0.06, 1.06],
            "fixedrange": True, "showgrid": False, "showticklabels": False, "zeroline": is_terms, "zerolinecolor": colour("line"), "zerolinewidth": 1,
        }  # fmt: skip
    cut = {
        "type": "line", "xref": "x", "yref": "paper", "x0": window - 0.5, "x1": window - 0.5, "y0": ROWS["foot"] / HEIGHT, "y1": 1 - ROWS["head"] / HEIGHT,
        "line": {"color": colour("muted"), "width": 1.2, "dash": "dash"},
    }  # fmt: skip
    shapes = [cut] if window < QUEUE_SLOTS else []
    name, lag = picked
    if name in TERMS:
        shapes.append({
            "type": "rect", "xref": "x", "yref": f"{_axis(name)} domain", "x0": lag - 0.49, "x1": lag + 0.49, "y0": 0.02, "y1": 0.98,
            "fillcolor": colour("picked tint"), "line": {"width": 0}, "layer": "below",
        })  # fmt: skip
    return layout(
        HEIGHT,
        **axes,
        xaxis={"range": [-1.4, QUEUE_SLOTS + 0.85], "visible": False, "fixedrange": True},
        barmode="overlay",
        hovermode="closest",
        shapes=shapes,
    )


def _axis(row: str) -> str:
    place = list(ROWS).index(row) + 1
    return "y" if place == 1 else f"y{place}"


def _at(lag: int) -> str:
    return f"t-{lag}" if lag else "t"


def _minus(text: str) -> str:
    return text.replace("-", "−")
