"""The stale-state gap of one gradient: along the training run, and against the learning rate."""

from pages.lab.plot.axes import Figure, layout, log_axis, packed, quiet_axis, title
from pages.lab.text.notation import digits, gradient
from pages.lab.plot.palette import colour
from rnn_core.analysis.staleness import Staleness

HEIGHT = 300
MIN_WIDTH = 640


def stale(found: Staleness, t: int, eta: float) -> Figure:
    """Draw |gap| and |gradient| over the steps, and beside them what part of the gradients the gaps are for other η.

    Parameters
    ----------
    found : Staleness
    t : int
    eta : float
        Marked among the rates.
    """
    rates = [rate for rate in found.rates if rate.share]
    last = int(found.gap.t[-1])
    cursor = {
        "type": "line",
        "yref": "paper",
        "x0": t,
        "x1": t,
        "y0": 0,
        "y1": 1,
        "line": {"color": colour("picked"), "width": 1.5},
    }
    lines = [
        {"type": "scatter", "mode": "lines", "name": line.name, "x": packed(line.t, "i4"), "y": packed(line.values, "f8"), "meta": ["t"],
         "line": {"color": colour(meaning), "width": width}, "hovertemplate": f"{line.name} %{{y:.4g}}<extra></extra>"}
        for line, meaning, width in ((found.gap, "faint", 1), (found.smoothed_gradient, "ink", 2), (found.smoothed_gap, "error", 2))
    ]  # fmt: skip
    known = [value for line in (found.smoothed_gradient, found.smoothed_gap) for value in line.values[1:].tolist()]
    return {
        "data": [
            *lines,
            {"type": "scatter", "mode": "lines+markers", "name": "rates", "xaxis": "x2", "yaxis": "y2", "x": [rate.rate for rate in rates],
             "y": [rate.share for rate in rates], "line": {"color": colour("error"), "width": 1.5},
             "marker": {"size": [12 if rate.rate == eta else 7 for rate in rates], "color": [colour("picked" if rate.rate == eta else "error") for rate in rates],
                        "symbol": ["x" if rate.diverged else "circle" for rate in rates]},
             "hovertext": [f"η = {rate.rate:g}: {digits(rate.share or 0.0)}{', diverged' if rate.diverged else ''}" for rate in rates], "hoverinfo": "text"},
        ],
        "layout": layout(
            HEIGHT,
            margin={"l": 84, "r": 8, "t": 8, "b": 40},
            xaxis=quiet_axis(domain=[0, 0.56], range=[min(-1.2, -0.015 * last - 0.5), 1.015 * last + 0.5], title=title("training step t"), tickformat=",d", nticks=6, zeroline=False, showgrid=False),
            yaxis=log_axis([*known, float(found.gap.values.max())], title=title(f"of {gradient(found.parameter)} (log)")),
            xaxis2=log_axis([rate.rate for rate in rates], domain=[0.68, 1], anchor="y2", title=title("learning rate η (log)")),
            yaxis2=log_axis([rate.share or 0.0 for rate in rates], anchor="x2", title=title("Σ|gap| / Σ|gradient| (log)")),
            shapes=[cursor],
            hovermode="closest",
        ),
    }  # fmt: skip
