"""The unrolled network: the slots of the queues are its nodes, and the path of the picked term runs back through it.

It is the upper part of the by-lag chart, in the same columns. From the top: prediction, error and loss of this step;
the local gains, and below them the path; out_H; X. Arrows in grey run forward, from older to newer.
"""

from pages.lab.moment import Moment
from pages.lab.plot import Drawing
from pages.lab.plot.slots import draw_lags, draw_queues
from pages.lab.text import MINUS, digits, equals, gradient, number, signed, symbol
from rnn_core import Forward, Term
from rnn_core.chain import back

# In pixels, from the bottom: the middle of each row.
BOTTOM = 326
MIDDLE = {"time": 334, "k": 350, "X": 375, "Wx": 397, "out_H": 420, "path": 444, "gain": 461, "Wy": 478, "loss": 504}
GAIN_LABEL = 484
"""Above the row of gains, of which the first reaches far to the left."""
OUT_H_LABEL, WH_LABEL = 428, 413
"""Beside the out_H slots, the name of the queue and the weight of its arrows."""
SLOT = 28
THICK = 14
"""The thickness of the path where the product is largest."""
DISC = 15

# In columns: the middle of each box of the first row, and its width.
PREDICTION, ERROR, LOSS = (0.0, 0.98), (1.75, 1.86), (3.92, 1.82)
OUTPUTS = ("Y_hat[t]", "e", "Loss[t]")
NODE = 0.84
LONG, LONGER = 10, 11
"""A number of more characters than these is written a little smaller, and smaller still."""
ASIDE = 0.03
"""How far the gain beside lag 0 moves away from the path if it is long."""
CAPTION_AT = 10.8


def network(drawing: Drawing, moment: Moment) -> None:
    """Draw the network of the step, with the path of the picked term."""
    forward = moment.step.forward if moment.t >= 0 else None
    draw_lags(drawing, moment.t, MIDDLE, counted=moment.session.K)
    _draw_arrows(drawing, moment)
    _draw_output(drawing, forward)
    draw_queues(drawing, moment.queues, moment.t, moment.picked, MIDDLE, height=SLOT, width=NODE, size=13, empty=12)
    if moment.t >= 0:
        _draw_gains(drawing, moment)
    if moment.picked:
        _draw_path(drawing, moment.picked)
        _draw_source(drawing, moment.picked, moment.session.weight)
        caption = _caption(moment.picked, moment.session.weight)
        drawing.label(CAPTION_AT, MIDDLE["loss"], caption, anchor="middle left")


def size_of(text: str) -> int:
    """The size at which a number fits its column."""
    return 13 if len(text) <= LONG else 12 if len(text) <= LONGER else 11


def row_labels(moment: Moment) -> dict[float, str]:
    """What stands at the left of the network, by height: its rows, and the weights of its arrows."""
    arrow = "←" if moment.session.newest == "left" else "→"
    return {
        GAIN_LABEL: "slope s,<br>gains g" if moment.session.newest == "left" else "gains g,<br>slope s",
        OUT_H_LABEL: "out_H queue",
        WH_LABEL: f"{arrow} {symbol('Wh')} {number(moment.weights.Wh)}",
        MIDDLE["Wx"]: f"↑ {symbol('Wx')} {number(moment.weights.Wx)}",
        MIDDLE["X"]: "X queue",
    }


def _caption(term: Term, weight: str) -> str:
    """The picked term as the product that arrives and its source."""
    *_, source = term.factors
    sign = equals(term.value, exact=source.symbol == "1")
    product = f"{signed(term.partial_products[-2])}·{signed(source.value)} {sign} <b>{number(term.value)}</b>"
    if not term.path:
        return f"{gradient(weight)} = e·{symbol(source.symbol)} = {product}"
    return f"{gradient(weight)}, lag {term.lag} = P<sub>{term.lag}</sub>·{symbol(source.symbol)} = {product}"


def _draw_arrows(drawing: Drawing, moment: Moment) -> None:
    """Forward: Wx from X up, Wh from the older out_H to the newer, Wy from the newest to the prediction."""
    up, edge = MIDDLE["out_H"] - SLOT / 2, NODE / 2
    for lag in range(len(moment.queues.X)):
        drawing.rule((lag, MIDDLE["X"] + SLOT / 2), (lag, up), "muted")
        drawing.head(lag, up - 4, "up", "muted")
        drawing.hover(lag, MIDDLE["Wx"], up - MIDDLE["X"] - SLOT / 2, symbol("Wx"), ["Wx", lag], 0.3, f"Wx Wx:{lag}")
    for lag in range(len(moment.queues.out_H) - 1):
        older, newer = lag + 1 - edge, lag + edge
        drawing.rule((older, MIDDLE["out_H"]), (newer, MIDDLE["out_H"]), "muted")
        drawing.head(newer + 0.055, MIDDLE["out_H"], "left", "muted")
        drawing.hover(lag + 0.5, MIDDLE["out_H"], SLOT, symbol("Wh"), ["Wh", lag], 1 - NODE, f"Wh Wh:{lag}")
    if moment.t >= 0:
        top = MIDDLE["loss"] - SLOT / 2
        drawing.rule((0, MIDDLE["out_H"] + SLOT / 2), (0, top), "muted")
        drawing.head(0, top - 4, "up", "muted")
        drawing.label(0.14, MIDDLE["Wy"], f"{symbol('Wy')} {number(moment.step.params.Wy)}", "ink", 13, "middle right")
        drawing.hover(0.4, MIDDLE["Wy"], 14, symbol("Wy"), ["Wy", 0], 1, "Wy")


def _draw_output(drawing: Drawing, forward: Forward | None) -> None:
    """Prediction, error and loss."""
    middle, base = MIDDLE["loss"], MIDDLE["loss"] - SLOT / 2
    if forward:
        texts = [
            f"Ŷ {number(forward.Y_hat)}",
            f"e = Ŷ {MINUS} Y = <b>{number(forward.error)}</b>",
            f"Loss = ½e² = {number(forward.loss)}",
        ]
        hovers = [f"Ŷ<sub>t</sub> = {digits(forward.Y_hat)}", f"e = {digits(forward.error)}, Y = {digits(forward.Y)}",
                  f"Loss<sub>t</sub> = {digits(forward.loss)}"]  # fmt: skip
    else:
        texts, hovers = ["Ŷ", f"e = Ŷ {MINUS} Y", "Loss = ½e²"], []
    fills = (("ghost", "line", 1), ("error tint", "error", 2), ("ghost", "line", 1))
    for i, (x, width) in enumerate((PREDICTION, ERROR, LOSS)):
        fill, edge, thick = fills[i] if forward else ("paper", "line", 1)
        drawing.box(x, width, base, SLOT, fill, edge, thick, "outputs")
        drawing.label(x, middle, texts[i], "ink" if forward else "muted")
        if forward:
            drawing.hover(x, middle, SLOT, hovers[i], [["Wy", 0], ["By", 0], None][i], width, OUTPUTS[i])
    for (left, wide), (right, narrow) in ((PREDICTION, ERROR), (ERROR, LOSS)):
        start, end = left + wide / 2, right - narrow / 2
        drawing.rule((start, middle), (end, middle), "muted")
        drawing.head(end - 0.055, middle, "right", "muted")


def _draw_gains(drawing: Drawing, moment: Moment) -> None:
    """s_t beside lag 0, then each gain between the two columns it connects, underlined in its factor's colour."""
    middle, (slope, *_) = MIDDLE["gain"], moment.reading.slopes
    first = f"×{number(slope)}"
    drawing.label(-0.14, middle, first, size=size_of(first), anchor="middle left")
    drawing.box(-0.44, 0.5, middle - 9, 2, "slope")
    drawing.hover(-0.45, middle, 18, f"s<sub>t</sub>, the slope at t = {digits(slope)}", width=0.6, names="out_H[t]")
    for lag, value in enumerate(moment.reading.gains, start=1):
        name = f"{symbol(f'g[{back(lag)}]')} = {symbol('Wh')}·{symbol(f's[{back(lag)}]')}"
        text, ink = f"×{number(value)}", "ink" if lag < moment.session.K else "muted"
        aside = ASIDE if lag == 1 and len(text) > LONGER else 0
        drawing.label(lag - 0.5 + aside, middle, text, ink, size_of(text))
        drawing.box(lag - 0.5, 0.6, middle - 9, 2, "Wh")
        drawing.hover(lag - 0.5, middle, 18, f"{name} = {digits(value)}", names=f"Wh out_H[{back(lag)}]")


def _draw_path(drawing: Drawing, term: Term) -> None:
    """From the error back to the node of the picked lag, as thick as the product still is; it ends where that is 0."""
    partial = term.partial_products
    largest = max(map(abs, partial)) or 1.0

    def band(start: float, end: float, row: str, value: float, disc: float) -> None:
        thick = max(1.0, THICK * abs(value) / largest)
        if value:
            drawing.box((start + end) / 2, abs(end - start), MIDDLE[row] - thick / 2, thick, "picked")
        drawing.head(disc, MIDDLE[row], "circle", "picked", DISC)
        drawing.label(disc, MIDDLE[row], f"<b>{'0' if not value else '+' if value > 0 else MINUS}</b>", "paper", 12)

    right, left = ERROR[0] - ERROR[1] / 2, PREDICTION[0] + PREDICTION[1] / 2
    band(right, left, "loss", partial[0], (left + right) / 2)
    if not term.path or not partial[1]:
        return
    thick = max(1.0, THICK * abs(partial[1]) / largest)
    drawing.rule((0, MIDDLE["path"]), (0, MIDDLE["loss"] - SLOT / 2), "picked", thick)
    for lag, value in enumerate(term.path):
        start, end = (lag - 0.5 if lag else 0.0), (lag if lag == term.lag else lag + 0.5)
        band(start, end, "path", value, lag)
        if not value:
            return
    drawing.head(term.lag, MIDDLE["out_H"] + SLOT / 2 + 3, "down", "picked", 9)


def _draw_source(drawing: Drawing, term: Term, weight: str) -> None:
    """The last factor's way into the node: from its slot, along the weight that the gradient is of."""
    lag, node, slot = term.lag, MIDDLE["out_H"], SLOT / 2
    match weight:
        case "Wx":
            drawing.rule((lag, MIDDLE["X"] + slot), (lag, node - slot), "source", 4)
        case "Wh":
            drawing.rule((lag + NODE / 2, node), (lag + 1 - NODE / 2, node), "source", 4)
        case "Wy":
            drawing.rule((0, node + slot), (0, MIDDLE["loss"] - slot), "source", 4)
        case "Bx":
            drawing.label(lag + 0.1, MIDDLE["Wx"] - 2, "·<b>1</b>", "ink", 13, "middle right")
