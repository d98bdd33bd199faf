"""Windows compared, side by side: loss curves with their spread, final weights, and all paths on one surface."""

from pages.lab.plot.axes import Figure, Trace, height_axis, layout, quiet_axis, span, title
from pages.lab.figures.surface import axes, ground, way
from pages.lab.text.notation import digits, symbol, window_label
from pages.lab.plot.palette import colour
from rnn_core.analysis.surface import Surface
from rnn_core.analysis.windows import FAR_WEIGHT, Comparison, WindowOutcome
from rnn_core.cell import PARAMETERS

HEIGHT = 430
PATHS_HEIGHT = 430
COLUMN = 150
"""Pixels that a window needs."""
GAP = 0.014


def windows(found: Comparison, height: str) -> Figure:
    """Draw a column for each window: above the loss curves of all starts, below the final weights.

    Parameters
    ----------
    found : Comparison
        With at least one window.
    height : {"linear", "log"}
    """
    n = len(found.windows)
    data: list[Trace] = []
    parts: dict[str, object] = {}
    labels: list[dict[str, object]] = []
    for i, one in enumerate(found.windows):
        x, x2 = f"x{2 * i + 1}", f"x{2 * i + 2}"
        domain = [i / n + GAP * bool(i), (i + 1) / n - GAP * (i < n - 1)]
        parts[_axis(x)] = quiet_axis(
            domain=domain,
            anchor="y",
            range=[0, found.steps],
            title=title("step"),
            tickvals=[0, found.steps // 2],
            tickformat=",d",
            zeroline=False,
            showgrid=False,
        )
        parts[_axis(x2)] = quiet_axis(
            domain=domain,
            anchor="y2",
            range=[-0.6, 4.6],
            tickvals=list(range(5)),
            ticktext=list(map(symbol, PARAMETERS)),
            zeroline=False,
            showgrid=False,
        )
        data += [*_band(one, found, x), _weights(one, x2)]
        labels.append({"text": f"<b>{window_label(one.window)}</b>", "xref": "paper", "yref": "paper", "x": domain[0], "y": 1.0, "xanchor": "left", "yanchor": "bottom",
                       "showarrow": False, "font": {"size": 13, "color": colour("ink")}})  # fmt: skip
    # What is far off is cut off, and the sentence says so: else one bad start would press all others flat.
    trained = [one for one in found.windows if one.median is not None]
    losses = [
        value
        for one in trained
        for value in (*one.spread.low.tolist(), *one.spread.median.tolist())
        if value <= found.far_loss
    ]
    weights = [
        value
        for one in trained
        for outcome in one.outcomes
        for value in _row(outcome.weights)
        if abs(value) <= FAR_WEIGHT
    ]
    return {
        "data": data,
        "layout": layout(
            HEIGHT,
            margin={"l": 70, "r": 8, "t": 26, "b": 30},
            **parts,
            yaxis=height_axis(height, [*losses, found.baseline], domain=[0.54, 1], title=title(f"mean loss L̄ ({height})"), zeroline=True),
            yaxis2=quiet_axis(domain=[0, 0.36], title=title("final weights"), range=span(weights, zero=True), nticks=5, zeroline=True),
            annotations=labels,
            hovermode="closest",
        ),
    }  # fmt: skip


def paths(found: Comparison, ground_of: Surface) -> Figure:
    """Draw the path of the first start with every window on one surface.

    Parameters
    ----------
    found : Comparison
    ground_of : Surface
    """
    data: list[Trace] = [ground(ground_of)]
    ends: list[tuple[float, float, str]] = []
    for number_of, one in enumerate(found.windows):
        x, y = way(ground_of, one.outcomes[0].path)
        if x and x[-1] is not None and y[-1] is not None:
            ends.append((x[-1], y[-1], window_label(one.window)))
        data.append({
            "type": "scatter", "mode": "lines", "name": window_label(one.window), "x": x, "y": y, "hoverinfo": "name", "cliponaxis": True,
            "opacity": 0.7, "line": {"color": colour("ink"), "width": 1.3, "dash": DASHES[number_of % len(DASHES)]},
        })  # fmt: skip
    data.append({
        "type": "scatter", "mode": "markers", "name": "ends", "x": [x for x, _, _ in ends], "y": [y for _, y, _ in ends], "hoverinfo": "text",
        "hovertext": [text for *_, text in ends], "marker": {"size": 9, "color": colour("picked"), "line": {"color": colour("paper"), "width": 1}},
    })  # fmt: skip
    labels = [
        {"x": x, "y": y, "text": text, "showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": colour("muted"), "ax": 46 if place % 2 else -46,
         "ay": (-34, -62, 34, 62)[place % 4], "bgcolor": colour("paper"), "borderpad": 2, "font": {"size": 13, "color": colour("ink")}}
        for place, (x, y, text) in enumerate(ends)
    ]  # fmt: skip
    return {
        "data": data,
        "layout": layout(
            PATHS_HEIGHT,
            margin={"l": 54, "r": 8, "t": 34, "b": 42},
            hovermode="closest",
            annotations=labels,
            **axes(ground_of),
        ),
    }


DASHES = ("solid", "dash", "dot", "dashdot")


def _band(one: WindowOutcome, found: Comparison, x: str) -> list[Trace]:
    spread = one.spread
    t = spread.t.tolist()
    common = {"type": "scatter", "mode": "lines", "xaxis": x, "yaxis": "y", "x": t}
    told = f"{window_label(one.window)}, step %{{x}}: "
    return [
        {**common, "name": "low", "y": spread.low.tolist(), "line": {"width": 0}, "hoverinfo": "skip"},
        {**common, "name": "high", "y": spread.high.tolist(), "line": {"width": 0}, "fill": "tonexty", "fillcolor": colour("faint"), "hoverinfo": "skip"},
        {**common, "name": "median", "y": spread.median.tolist(), "line": {"color": colour("ink"), "width": 2}, "hovertemplate": told + "median %{y:.4g}<extra></extra>"},
        {**common, "name": "baseline", "x": [0, found.steps], "y": [found.baseline] * 2, "line": {"color": colour("error"), "width": 1.2, "dash": "dash"},
         "hovertemplate": f"always answering the mean of the targets: {digits(found.baseline)}<extra></extra>"},
    ]  # fmt: skip


def _weights(one: WindowOutcome, x: str) -> Trace:
    kept = [outcome for outcome in one.outcomes if not outcome.diverged]
    pairs = [(column, value, outcome.start) for outcome in kept for column, value in enumerate(_row(outcome.weights))]
    return {
        "type": "scatter", "mode": "markers", "name": f"weights {one.window}", "xaxis": x, "yaxis": "y2", "x": [column for column, _, _ in pairs],
        "y": [value for _, value, _ in pairs], "hoverinfo": "text", "hovertext": [f"start {start + 1}: {symbol(PARAMETERS[c])} {digits(v)}" for c, v, start in pairs],
        "marker": {"size": 8, "symbol": "circle-open", "color": [colour(PARAMETERS[column]) for column, _, _ in pairs], "line": {"width": 1.8}},
    }  # fmt: skip


def _row(weights: object) -> list[float]:
    return [getattr(weights, name) for name in PARAMETERS]


def _axis(name: str) -> str:
    return "xaxis" if name == "x1" else f"xaxis{name[1:]}"


def min_width(found: Comparison) -> int:
    """So that each column can be read."""
    return 60 + COLUMN * len(found.windows)
