"""The hidden unit as a map from one state to the next: the curve, the orbit, where it stays, and the slope that is the local gain."""

from pages.lab.plot.axes import Figure, Trace, layout, quiet_axis, span, title
from pages.lab.text.notation import at, digits
from pages.lab.plot.palette import colour
from rnn_core.analysis.map import Cobweb

HEIGHT = 440
MIN_WIDTH = 330
EDGE = 1.06
TANGENT = 0.22
"""Half the length of the drawn tangent, in states."""


def cobweb(web: Cobweb) -> Figure:
    """Draw the map with its orbit: up or down to the curve, across to the diagonal, and again.

    Parameters
    ----------
    web : Cobweb
    """
    grid = web.grid.tolist()
    traces: list[Trace] = [
        {"type": "scatter", "mode": "lines", "name": "before", "x": grid, "y": curve.tolist(), "hoverinfo": "skip",
         "line": {"color": colour("faint"), "width": 1}}
        for curve in web.curves[1:]
    ]  # fmt: skip
    across = [value for state in web.states[:-1] for value in (state, state)] + [web.states[-1]]
    up = [web.states[0]] + [value for state in web.states[1:] for value in (state, state)]
    run = 1.0 / (1.0 + web.gain**2) ** 0.5 * TANGENT
    traces += [
        {"type": "scatter", "mode": "lines", "name": "diagonal", "x": [-1, 1], "y": [-1, 1], "line": {"color": colour("muted"), "width": 1, "dash": "dash"}, "hoverinfo": "skip"},
        {"type": "scatter", "mode": "lines", "name": "map", "x": grid, "y": web.curves[0].tolist(), "line": {"color": colour("ink"), "width": 2.2, "simplify": False},
         "hovertemplate": "from %{x:.3f} to %{y:.3f}<extra></extra>"},
        {"type": "scatter", "mode": "lines", "name": "orbit", "x": across, "y": up, "line": {"color": colour("source"), "width": 1.2}, "hoverinfo": "skip"},
        {"type": "scatter", "mode": "lines", "name": "tangent", "x": [web.out_H_prev - run, web.out_H_prev + run],
         "y": [web.out_H - run * web.gain, web.out_H + run * web.gain], "line": {"color": colour("Wh"), "width": 4}, "hoverinfo": "skip"},
        {"type": "scatter", "mode": "markers", "name": "fixed points", "x": [p.out_H for p in web.fixed], "y": [p.out_H for p in web.fixed],
         "marker": {"size": 14, "color": [colour("slope" if p.stable else "paper") for p in web.fixed], "line": {"width": 2.5, "color": colour("slope")}},
         "hovertext": [f"fixed point {digits(p.out_H)}<br>slope {digits(p.gain)}: {'stable' if p.stable else 'not stable'}" for p in web.fixed], "hoverinfo": "text"},
        {"type": "scatter", "mode": "markers", "name": "step", "x": [web.out_H_prev], "y": [web.out_H], "hoverinfo": "text",
         "marker": {"size": 9, "color": colour("picked")},
         "hovertext": [f"the step at {at(web.t)}<br>from {digits(web.out_H_prev)}<br>to {digits(web.out_H)}<br>slope, the local gain: {digits(web.gain)}"]},
    ]  # fmt: skip
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            margin={"l": 50, "r": 6, "t": 8, "b": 40},
            xaxis=quiet_axis(
                range=[-EDGE, EDGE],
                title=title("state before, h = out_H<sub>t−1</sub>"),
                dtick=0.5,
                zeroline=True,
                showgrid=False,
            ),
            yaxis=quiet_axis(
                range=[-EDGE, EDGE],
                title=title("state after, f = out_H<sub>t</sub>"),
                dtick=0.5,
                zeroline=True,
                showgrid=False,
            ),
            hovermode="closest",
        ),
    }


def orbit(web: Cobweb) -> Figure:
    """Draw the states of the orbit one after the other.

    Parameters
    ----------
    web : Cobweb
    """
    steps = list(range(web.start, web.start + len(web.states)))
    shapes = [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": p.out_H, "y1": p.out_H,
               "line": {"color": colour("slope"), "width": 1.5, "dash": "solid" if p.stable else "dot"}} for p in web.fixed]  # fmt: skip
    trace: Trace = {
        "type": "scatter", "mode": "lines+markers", "name": "states", "x": steps, "y": list(web.states),
        "line": {"color": colour("source"), "width": 1.5},
        "marker": {"opacity": 1, "size": [11 if step == web.t else 6 for step in steps], "color": [colour("picked" if step == web.t else "source") for step in steps]},
        "hovertext": [f"after {at(step)}: {digits(state)}" for step, state in zip(steps, web.states, strict=True)], "hoverinfo": "text",
    }  # fmt: skip
    if not web.held:
        trace["meta"] = ["t"]
    return {
        "data": [trace],
        "layout": layout(
            HEIGHT,
            margin={"l": 50, "r": 6, "t": 8, "b": 40},
            xaxis=quiet_axis(
                range=span(steps),
                title=title(f"step, if X<sub>{web.t}</sub> stays" if web.held else "step"),
                showgrid=False,
                zeroline=False,
                nticks=8,
            ),
            yaxis=quiet_axis(range=[-EDGE, EDGE], title=title("out_H"), dtick=0.5, showgrid=False),
            shapes=shapes,
            hovermode="closest",
        ),
    }
