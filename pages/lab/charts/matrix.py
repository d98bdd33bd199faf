"""The contribution matrix: the part of every loss's gradient that passes through every step."""

from pages.lab.moment import AbsentError, Moment
from pages.lab.plot import (
    Block,
    Cell,
    Chart,
    Figure,
    Mark,
    Part,
    Table,
    Trace,
    Written,
    bare_axis,
    colour,
    colour_bar,
    frame,
    height_of,
    layout,
    line,
    margin,
    packed,
    part_of,
    symlog,
    symlog_array,
    symlog_threshold,
)
from pages.lab.session import LONGEST
from pages.lab.text import digits, mark, number, overflow, sentence
from rnn_core.analysis.matrix import Contributions, read_matrix
from rnn_core.cell import Array
from rnn_core.chain import lags_counted

TITLE = "Terms of ∂L/∂{looking_back} by loss and step"
MOST_SIGNED = 60
"""A picture of at most so many steps has room for a minus sign in its cells."""
F4_LARGEST = 1e38
"""Up to this magnitude, 32-bit numbers are exact enough for three digits."""
VISIBLE = 0.02
"""The share of the full colour from which on a cell looks different from an empty one."""
GLOSSARY = {"j": "the step that a term passes through: j = t − k for the term of lag k of the loss at t"}
COLOURS = {
    "positive": "a positive contribution in the matrix",
    "negative": "a negative contribution in the matrix",
    "muted": "a contribution beyond the window",
    "ink": "the picked cell of the matrix",
}


def matrix(moment: Moment) -> Block:
    """The whole run or the steps around t, with the window and the picked row, column or diagonal marked."""
    chosen = moment.session
    contributions, part = in_view(moment)
    cells = moment.once(_draw_cells, part, contributions.largest, chosen.scale)
    signed = _signed(part)
    return Chart(
        figure=_figure(cells, part, Cell(moment.t, chosen.lag), chosen.slice),
        sentence=_sentence(part),
        table=_table(part) if signed else None,
        key=(
            Mark("positive", "positive", "box"),
            Mark("negative", "negative", "box"),
            *([Mark("ink", "minus sign", "tick")] if signed else []),
            Mark("muted", "beyond the window", "box"),
            Mark("picked", "edge of the window", "dot"),
            Mark("ink", "picked cell", "square"),
            Mark("picked", f"the {chosen.slice} beside", "line" if chosen.slice == "diagonal" else "square"),
        ),
        min_width=330,
    )


def too_long(moment: Moment) -> str:
    """Why a long run has no matrix, nor anything else that compares every pair of steps."""
    return sentence(
        f"This run has {len(moment.run):,} steps. This page compares every pair of steps, which works for up to "
        f"{LONGEST:,}. You can open the pass through the sequence that contains t as a run of its own. It starts with "
        "the weights in force there and the out_H recorded just before it; only its queues start empty. To return, "
        "press Undo in the sidebar."
    )


def in_view(moment: Moment) -> tuple[Contributions, Part]:
    """The matrix, and the part that is drawn: the steps around t, or the overview, the same at every step."""
    t, counted = moment.step.t, lags_counted(moment.weight, moment.session.K)
    contributions = moment.once(read_matrix, moment.run, moment.weight)
    if not contributions.finite:
        raise AbsentError(overflow(moment.weight))
    view = moment.session.view
    around = t if view == "near" else None
    return contributions, moment.once(part_of, contributions, counted, around)


def _sentence(part: Part) -> str:
    if part.side == 1:
        return f"{len(part.steps)} steps, one cell per pair of loss and step. The window lies between the dotted lines."
    window = "lies between the dotted lines" if part.lags > part.side else "is narrower than a cell, along the diagonal"
    return (
        f"Binned: each cell covers {part.side} × {part.side} pairs of loss and step and shows their largest term. "
        f"The window {window}. Choose “near t” for single pairs."
    )


def _table(part: Part) -> Table:
    head = ("loss", *(f"j = {j}" for j in part.steps))
    return Table.of(head, [f"t = {t}" for t in part.steps], *part.values().T)


def _figure(cells: list[Trace] | list[Written], part: Part, picked: Cell, slice_: str) -> Figure:
    (low, high), half, t, j = part.edges, part.side / 2, picked.t, picked.j
    inner = f"M{low},{low - 0.5} L{high},{high - 0.5}"
    outer = f"M{low},{low + part.lags - 0.5} L{high - part.lags + 0.5},{high}"
    slices = {
        "row": frame(low, t + half, t - half, t + half, "picked"),
        "column": frame(j - half, j + half, j - half, high, "picked", visible=picked.j >= 0),
        "diagonal": frame(low, high - picked.lag, low + picked.lag, high, "picked", type="line"),  # corner to corner
    }
    return {
        "data": cells,
        "layout": layout(
            440,
            margin=margin(58, 4, 34),
            xaxis=bare_axis("step j that the term passes through", range=[low, high]),
            yaxis=bare_axis("loss at t", range=[high, low]),
            shapes=[
                {
                    "type": "path",
                    "path": f"{outer} {inner}",
                    "line": {"color": colour("picked"), "width": 1.2, "dash": "dot"},
                },
                frame(j - half, j + half, t - half, t + half, "ink", width=2, visible=picked.j >= 0),
                slices[slice_],
            ],
        ),
    }


def _signed(part: Part) -> bool:
    """Whether the cells have room for a minus sign."""
    return part.side == 1 and len(part.steps) <= MOST_SIGNED


def _draw_cells(part: Part, largest: float, scale: str) -> list[Trace] | list[Written]:
    """The heatmaps: what the window counts in colour, the rest grey, and minus signs where there is room."""
    threshold = symlog_threshold(largest) if scale == "symlog" else None
    full = (symlog(largest, threshold) if threshold else largest) or 1.0
    steps, (inside, outside) = list(part.steps), part.cells()
    signed = _signed(part)
    value = "%{customdata}" if signed else "%{customdata:.3g}"

    def colours_of(values: Array) -> Array:
        return (symlog_array(values, threshold) if threshold else values) / full

    traces: list[Trace] = []
    for name, values, negative, positive in (
        ("beyond", outside, "muted", "muted"),
        ("counted", inside, "negative", "positive"),
    ):
        exact = [[None if v != v else digits(v) for v in row] for row in values.tolist()] if signed else None
        trace = {
            "type": "heatmap", "name": name, "x": steps, "y": steps,
            "z": packed(colours_of(values)),
            "zmin": -1, "zmax": 1, "showscale": name == "counted", "hoverongaps": False,
            "colorscale": [[0, colour(negative)], [0.5, colour("paper")], [1, colour(positive)]],
            "hovertemplate": f"loss at t = %{{y}}, through j = %{{x}}<br>{value}<extra></extra>",
            "meta": ["cell"], "customdata": exact or packed(values, "f4" if largest < F4_LARGEST else "f8"),
        }  # fmt: skip
        traces.append(trace)
    inner = 100 * threshold if threshold and 200 * threshold < largest else 0.0
    marks = sorted({0.0, inner, -inner, largest, -largest})
    traces[-1]["colorbar"] = colour_bar(
        [height_of(value, largest, scale) for value in marks],
        [number(value) if abs(value) == largest else mark(value) for value in marks],
    )
    if signed:  # one line for all signs: a text in each cell takes longer to draw than all the rest
        rows = zip(steps, colours_of(part.values()).tolist(), strict=True)
        minus = [(t, j) for t, row in rows for j, z in zip(steps, row, strict=True) if z < -VISIBLE]
        traces.append(
            line(
                "minus",
                [x for _, j in minus for x in (j - 0.2, j + 0.2, None)],
                [y for t, _ in minus for y in (t, t, None)],
                "ink",
                width=1,
                exact=True,
            )
        )
    # Steps around t are drawn anew at every step, the whole run is not.
    return traces if signed else list(map(Written.of, traces))
