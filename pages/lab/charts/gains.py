"""Local gains along the run, the product of the last k of them, and how far back the gradient reaches for other values of Wh."""

import math

from pages.lab.plot.axes import Figure, layout, quiet_axis, span, symlog, symlog_axis, symlog_threshold, title
from pages.lab.text.notation import MINUS, digits
from pages.lab.plot.palette import colour
from rnn_core.analysis.reach import RunGains, Sweep

HEIGHT = 400
SWEEP_HEIGHT = 300
MIN_WIDTH = 520


def gains(run: RunGains) -> Figure:
    """Draw g_j at every step, and below it P_k / P_0, the product of the last k of them, at every loss.

    Parameters
    ----------
    run : RunGains
    """
    along, kept, t, lag = run.gains.tolist(), run.kept.tolist(), run.t, run.lag
    steps = list(range(len(along)))
    used = [step for step in range(t - lag, t) if step >= 0]
    known = [(step, value) for step, value in enumerate(kept) if not math.isnan(value)]
    largest = max([1.0, *(abs(value) for _, value in known if math.isfinite(value))])
    threshold = symlog_threshold(largest)
    here = [(step, value) for step, value in known if step == t]
    one = [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": axis, "y0": y, "y1": y, "line": {"color": colour("muted"), "width": 1, "dash": "dash"}}
           for axis, mark in (("y", 1.0), ("y2", symlog(1.0, threshold))) for y in (mark, -mark)]  # fmt: skip
    cursor = {
        "type": "line",
        "yref": "paper",
        "x0": t,
        "x1": t,
        "y0": 0,
        "y1": 1,
        "line": {"color": colour("picked"), "width": 1},
    }
    window = {"type": "rect", "yref": "y domain", "x0": t - lag - 0.5, "x1": t - 0.5, "y0": 0, "y1": 1, "fillcolor": colour("picked tint"),
              "line": {"width": 0}, "layer": "below"}  # fmt: skip
    low, high = span([*along, 1.0, -1.0])
    return {
        "data": [
            {"type": "scatter", "mode": "lines", "name": "g", "x": steps, "y": along, "line": {"color": colour("Wh"), "width": 1.5},
             "meta": ["t"], "hovertemplate": "g at step %{x}: %{y}<extra></extra>"},
            {"type": "scatter", "mode": "markers", "name": "used", "x": used, "y": [along[step] for step in used],
             "marker": {"color": colour("Wh"), "size": 8, "line": {"color": colour("ink"), "width": 1}}, "meta": ["t"],
             "hovertemplate": "g at step %{x}: %{y}<br>a factor of the picked path<extra></extra>"},
            {"type": "scatter", "mode": "lines", "name": "kept", "xaxis": "x", "yaxis": "y2", "x": [step for step, _ in known],
             "y": [symlog(value, threshold) for _, value in known], "line": {"color": colour("term"), "width": 1.5}, "meta": ["t"],
             "customdata": [digits(value) for _, value in known], "hovertemplate": "loss at t = %{x}<br>P<sub>k</sub>/P<sub>0</sub> = %{customdata}<extra></extra>"},
            {"type": "scatter", "mode": "markers", "name": "kept at t", "xaxis": "x", "yaxis": "y2", "x": [step for step, _ in here],
             "y": [symlog(value, threshold) for _, value in here], "marker": {"color": colour("picked"), "size": 10},
             "hovertext": [f"P<sub>k</sub>/P<sub>0</sub> = {digits(value)}" for _, value in here], "hoverinfo": "text"},
        ],
        "layout": layout(
            HEIGHT,
            margin={"l": 74, "r": 8, "t": 8, "b": 38},
            xaxis=quiet_axis(range=[-1.5, len(along) - 0.5], title=title("step"), showgrid=False, zeroline=False, anchor="y2"),
            yaxis=quiet_axis(domain=[0.56, 1], range=[low, high], title=title("g<sub>j</sub> = W<sub>h</sub>·s<sub>j</sub>"), nticks=5, showgrid=False),
            yaxis2={**symlog_axis(largest, threshold), "domain": [0, 0.46], "title": title(f"P<sub>{lag}</sub>/P<sub>0</sub>, symlog")},
            shapes=[window, *one, cursor],
            hovermode="closest",
        ),
    }  # fmt: skip


def sweep(reach: Sweep) -> Figure:
    """Draw the lag at which the path falls under 1 % of lag 0, over Wh; what never falls stands at the top, open.

    Parameters
    ----------
    reach : Sweep
    """
    pairs = list(zip(reach.Wh, reach.lags, strict=True))
    ceiling = reach.available + 1
    falls = [(Wh, lag) for Wh, lag in pairs if lag is not None]
    never = [Wh for Wh, lag in pairs if lag is None]
    most = max([10, *(lag for _, lag in falls)])
    top = min(ceiling, most + 1) if never else most
    # Far lags matter less and less: a logarithmic axis keeps the near ones apart.
    marks = [
        mark
        for mark in (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
        if mark < top or (mark == top and not never)
    ]
    shapes: list[dict[str, object]] = [
        {"type": "line", "yref": "paper", "x0": reach.today, "x1": reach.today, "y0": 0, "y1": 1, "line": {"color": colour("picked"), "width": 1.5}},
        *({"type": "line", "yref": "paper", "x0": one, "x1": one, "y0": 0, "y1": 1, "line": {"color": colour("muted"), "width": 1, "dash": "dash"}}
          for one in (-1.0, 1.0)),
    ]  # fmt: skip
    return {
        "data": [
            {"type": "scatter", "mode": "lines+markers", "name": "reach", "x": [Wh for Wh, _ in pairs], "y": [lag and math.log10(lag) for _, lag in pairs],
             "line": {"color": colour("Wh"), "width": 1.5}, "marker": {"size": 5, "color": colour("Wh")}, "connectgaps": False, "meta": ["Wh along"],
             "hovertext": [f"W<sub>h</sub> = {Wh:.2f}: under 1 % at lag {lag}".replace("-", MINUS) for Wh, lag in pairs], "hoverinfo": "text"},
            {"type": "scatter", "mode": "markers", "name": "never", "x": never, "y": [math.log10(top)] * len(never), "meta": ["Wh along"],
             "marker": {"size": 7, "symbol": "circle-open", "color": colour("Wh"), "line": {"width": 1.5}}, "cliponaxis": False,
             "hovertext": [f"W<sub>h</sub> = {Wh:.2f}: not under 1 %, back to the start".replace("-", MINUS) for Wh in never], "hoverinfo": "text"},
        ],
        "layout": layout(
            SWEEP_HEIGHT,
            margin={"l": 46, "r": 8, "t": 10, "b": 40},
            xaxis=quiet_axis(range=[reach.Wh[0] - 0.05, reach.Wh[-1] + 0.05], title=title("W<sub>h</sub>"), dtick=1, zeroline=False, showgrid=False),
            yaxis=quiet_axis(range=[-0.06, 1.06 * math.log10(top)], tickvals=[*map(math.log10, marks), *[math.log10(top)] * bool(never)],
                             ticktext=[*map(str, marks), *["never"] * bool(never)],
                             title=title("lag under 1 % (log)"), zeroline=False),
            shapes=shapes,
            hovermode="closest",
        ),
    }  # fmt: skip
