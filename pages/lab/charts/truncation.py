"""What each window keeps of the full gradient: at one step, for the three weights that look back, and over the run."""

from pages.lab.plot.axes import Figure, Trace, layout, quiet_axis, span, symlog, symlog_axis, symlog_threshold, title
from pages.lab.plot.drawing import Drawing
from pages.lab.text.notation import digits, gradient, number, signed_percent
from pages.lab.plot.palette import colour
from rnn_core.analysis.truncation import Truncation

MIN_WIDTH = 780
# In pixels, from the bottom: the middle of each row.
HEIGHT = 426
MIDDLE = {"head": 412, "Wx": 334, "Bx": 202, "Wh": 70}
FULL = 30
GAP = 3
ROW = 126
LABEL_AT = -1.2
RUN_HEIGHT = 260


def windows(losses: list[Truncation], weight: str) -> Figure:
    """Draw the kept sum of every window at one step, and the full one.

    Parameters
    ----------
    losses : list of Truncation
        Of Wx, Bx and Wh at the same step.
    weight : str
        The picked one.
    """
    drawing = Drawing()
    full_at = len(losses[0].kept) + 0.2
    for place in range(len(losses[0].kept)):
        mine = place + 1 == losses[0].window
        drawing.label(
            place, MIDDLE["head"], f"<b>K = {place + 1}</b>" if mine else f"K = {place + 1}", "ink" if mine else "muted"
        )
    drawing.label(full_at, MIDDLE["head"], "<b>all</b>")
    for loss in losses:
        middle = MIDDLE[loss.parameter]
        largest = max(map(abs, (*loss.kept, loss.full))) or 1.0
        drawing.label(
            LABEL_AT,
            middle,
            f"<b>{gradient(loss.parameter)}</b>",
            "picked" if loss.parameter == weight else "ink",
            anchor="middle right",
        )
        drawing.line("zero", [(-0.5, middle), (full_at + 0.5, middle)], "line", width=1)
        for place, value in enumerate(loss.kept):
            mine, wrong = place + 1 == loss.window, loss.wrong_sign[place]
            height = FULL * value / largest
            drawing.box(
                place,
                0.6,
                middle,
                height,
                "picked" if mine else "term",
                "error" if wrong else "paper",
                3 if wrong else 0,
            )
            share = f"<br>{signed_percent(loss.share[place])}" if loss.share else ""
            drawing.label(
                place,
                middle + height + (GAP if height >= 0 else -GAP),
                f"{number(value)}{share}",
                "error" if wrong else "ink",
                12,
                "top center" if height >= 0 else "bottom center",
            )
            told = f"{gradient(loss.parameter)}, K = {place + 1}<br>{digits(value)}{'<br>wrong sign' if wrong else ''}"
            told += f"<br>wrong sign at {loss.wrong_steps[place]} steps of the run"
            drawing.hover(place, middle, ROW, told, ["K", place + 1])
        height = FULL * loss.full / largest
        drawing.box(full_at, 0.6, middle, height, "ink")
        drawing.label(
            full_at,
            middle + height + (GAP if height >= 0 else -GAP),
            f"<b>{number(loss.full)}</b>",
            "ink",
            12,
            "top center" if height >= 0 else "bottom center",
        )
        drawing.hover(
            full_at, middle, ROW, f"{gradient(loss.parameter)}, back to the start<br>{digits(loss.full)}", None
        )
    return {
        "data": drawing.traces(),
        "layout": layout(
            HEIGHT,
            xaxis={"range": [LABEL_AT - 0.05, full_at + 0.6], "visible": False, "fixedrange": True},
            yaxis={"range": [0, HEIGHT], "visible": False, "fixedrange": True},
            barmode="overlay",
            hovermode="closest",
        ),
    }


def over_run(loss: Truncation, t: int, scale: str) -> Figure:
    """Draw the kept part and the full gradient at every step, and mark where their signs differ.

    Parameters
    ----------
    loss : Truncation
    t : int
    scale : {"linear", "symlog", "relative"}
        Symlog, or linear.
    """
    kept, full = loss.run_kept.tolist(), loss.run_full.tolist()
    steps = list(range(len(full)))
    largest = max(map(abs, [*kept, *full]))
    threshold = symlog_threshold(largest) if scale == "symlog" else None

    def line(name: str, values: list[float], meaning: str, width: float) -> Trace:
        heights = [symlog(value, threshold) for value in values] if threshold else values
        return {
            "type": "scatter", "mode": "lines", "name": name, "x": steps, "y": heights, "line": {"color": colour(meaning), "width": width}, "meta": ["t"],
            "customdata": list(map(digits, values)), "hovertemplate": f"loss at t = %{{x}}, {name}<br>%{{customdata}}<extra></extra>",
        }  # fmt: skip

    wrong: Trace = {
        "type": "scatter", "mode": "markers", "name": "wrong sign", "x": list(loss.run_wrong), "y": [0.0] * len(loss.run_wrong), "meta": ["t"],
        "marker": {"symbol": "x", "size": 7, "color": colour("error")}, "hovertemplate": "wrong sign at t = %{x}<extra></extra>",
    }  # fmt: skip
    cursor = {
        "type": "line",
        "yref": "paper",
        "x0": t,
        "x1": t,
        "y0": 0,
        "y1": 1,
        "line": {"color": colour("picked"), "width": 1},
    }
    return {
        "data": [
            line("back to the start", full, "ink", 2.2),
            line(f"window K = {loss.window}", kept, "picked", 1.6),
            wrong,
        ],
        "layout": layout(
            RUN_HEIGHT,
            margin={"l": 62, "r": 8, "t": 8, "b": 38},
            xaxis=quiet_axis(range=[-1.5, len(full) - 0.5], title=title("loss at t"), showgrid=False, zeroline=False),
            yaxis=symlog_axis(largest, threshold)
            if threshold
            else quiet_axis(range=span([*kept, *full], zero=True), nticks=5, showgrid=False),
            shapes=[cursor],
            hovermode="closest",
        ),
    }
