"""The network above the rows: its arrows, and the path of the picked term, held against the term's own factors."""

import math

import pytest

from pages.lab.charts import by_lag as rows
from pages.lab.charts.by_lag import by_lag
from pages.lab.charts.network import BOTTOM, DISC, MIDDLE, NODE, SLOT, THICK
from pages.lab.moment import Moment
from pages.lab.plot import Drawing
from pages.lab.plot.palette import colour
from pages.lab.text.notation import number
from tests.pages.records import address_of, chart, moment_of, plain, states, trace

STATES = [moment for moment in states(60, seed=3) if moment.picked]


def drawn(moment: Moment) -> dict:
    return chart(by_lag(moment)).figure


def products(moment: Moment) -> list[float]:
    """The product after each factor of the picked term, by a plain loop."""
    assert moment.picked
    so_far, found = 1.0, []
    for factor in moment.picked.factors:
        so_far *= factor.value
        found.append(so_far)
    return found


def boxes(figure: dict, ink: str) -> list[tuple[float, float, float, float]]:
    """Middle, width, base and height of each box of a colour above the rows."""
    drawn = trace(figure, "boxes")
    found = zip(drawn["x"], drawn["width"], drawn["base"], drawn["y"], drawn["marker"]["color"], strict=True)
    return [(*box, base, height) for *box, base, height, fill in found if fill == colour(ink) and base > BOTTOM]


def bands(figure: dict, row: str) -> list[tuple[float, float, float]]:
    """Start, end and thickness of each piece of the path in a row, from left to right."""
    return [
        (x - width / 2, x + width / 2, height)
        for x, width, base, height in boxes(figure, "picked")
        if math.isclose(base + height / 2, MIDDLE[row])
    ]


def discs(figure: dict, row: str) -> list[tuple[float, str]]:
    """Place and sign of each disc on the path in a row."""
    heads, labels = trace(figure, "heads"), trace(figure, "labels")
    places = [
        x
        for x, y, symbol, size in zip(
            heads["x"], heads["y"], *(heads["marker"][k] for k in ("symbol", "size")), strict=True
        )
        if (y, symbol, size) == (MIDDLE[row], "circle", DISC)
    ]
    texts = {(x, y): plain(text) for x, y, text in zip(labels["x"], labels["y"], labels["text"], strict=True)}
    return [(x, texts[x, MIDDLE[row]]) for x in places]


def sign(value: float) -> str:
    return "0" if value == 0 else "+" if value > 0 else "−"


def thickness(value: float, largest: float) -> float:
    return max(1.0, THICK * abs(value) / largest)


def test_long_gains_are_small_enough_for_their_columns_and_keep_away_from_the_path():
    def gains(moment: Moment) -> dict[str, tuple[float, float]]:
        labels = trace(drawn(moment), "labels")
        found = zip(labels["x"], labels["y"], labels["text"], labels["textfont"]["size"], strict=True)
        return {text: (x, size) for x, y, text, size in found if y == MIDDLE["gain"]}

    tiny = [number(gain) for gain in moment_of(Wx=15.0, t=23).reading.gains]
    assert len(tiny[0]) == 11  # and a ×
    at = gains(moment_of(Wx=15.0, t=23))
    x, size = at[f"×{tiny[0]}"]
    assert (x, size) == (0.53, 11)
    assert all(size <= 11 for text, (_, size) in at.items() if len(text) > 11)
    assert all(x == lag + 0.5 for lag, text in enumerate(tiny) for x in [at[f"×{text}"][0]] if lag)
    assert gains(moment_of(t=21))[f"×{number(moment_of(t=21).reading.gains[0])}"] == (0.5, 13)


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_the_path_is_as_thick_as_the_product_still_is_and_ends_where_that_is_0(moment: Moment):
    partial = products(moment)
    largest = max(map(abs, partial))
    figure, lag = drawn(moment), moment.session.lag
    error = bands(figure, "loss")
    assert [height for *_, height in error] == ([thickness(partial[0], largest)] if partial[0] else [])
    assert [text for _, text in discs(figure, "loss")] == [sign(partial[0])]
    if moment.session.weight in ("Wy", "By"):
        assert bands(figure, "path") == []
        assert discs(figure, "path") == []
        return
    path = partial[2 : 3 + 2 * lag : 2] if partial[1] else []
    alive = next((i for i, value in enumerate(path) if value == 0), len(path))
    pieces = bands(figure, "path")
    assert [height for *_, height in pieces] == pytest.approx([thickness(value, largest) for value in path[:alive]])
    ends = [(max(i - 0.5, 0), min(i + 0.5, lag)) for i in range(alive)]
    assert [x for start, end, _ in pieces for x in (start, end)] == pytest.approx([x for pair in ends for x in pair])
    assert discs(figure, "path") == [(i, sign(value)) for i, value in enumerate(path[: alive + 1])]
    top = MIDDLE["loss"] - SLOT / 2
    down = [(x, width) for x, width, base, height in boxes(figure, "picked") if math.isclose(base + height, top)]
    thick = thickness(partial[1], largest) / Drawing.column
    assert [x for x, _ in down] == [0] * (partial[1] != 0)
    assert [width for _, width in down] == [pytest.approx(thick)] * (partial[1] != 0)


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_the_source_comes_in_along_the_weight_that_the_gradient_is_of(moment: Moment):
    lag, weight, thick = moment.session.lag, moment.session.weight, 4 / Drawing.column
    X, out_H, loss, edge = MIDDLE["X"], MIDDLE["out_H"], MIDDLE["loss"], SLOT / 2
    expected: dict[str, list[tuple[float, ...]]] = {
        "Wx": [(lag, thick, X + edge, out_H - X - SLOT)],
        "Wh": [(lag + 0.5, 1 - NODE, out_H - 2, 4)],
        "Wy": [(0, thick, out_H + edge, loss - out_H - SLOT)],
    }
    assert boxes(drawn(moment), "source") == [pytest.approx(box) for box in expected.get(weight, [])]


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_the_caption_is_the_picked_term_as_a_product(moment: Moment):
    assert moment.picked
    captions = [
        plain(text) for text in trace(drawn(moment), "labels")["text"] if text.startswith("∂L/∂") and "=" in text
    ]
    (caption,) = captions
    partial = products(moment)
    sign = "=" if moment.session.weight in ("Bx", "By") or not partial[-1] else "≈"
    assert caption.endswith(f" {sign} {number(partial[-1])}")
    shown = [
        f"({number(value)})" if value < 0 else number(value) for value in (partial[-2], moment.picked.factors[-1].value)
    ]
    assert f"= {shown[0]}·{shown[1]} " in caption
    assert moment.session.weight in caption


@pytest.mark.parametrize("t", [-1, 0, 4, 21])
def test_there_is_an_arrow_for_every_use_of_a_weight(t: int):
    moment = moment_of(t=t)
    heads = trace(drawn(moment), "heads")
    rows = list(zip(heads["y"], heads["marker"]["symbol"], heads["marker"]["color"], strict=True))
    forward = [(y, symbol) for y, symbol, ink in rows if ink == colour("muted")]
    up = [y for y, symbol in forward if symbol == "triangle-up" and y < MIDDLE["out_H"]]
    assert len(up) == min(t + 1, 10)
    assert sum(symbol == "triangle-left" for _, symbol in forward) == min(t + 1, 9)
    assert sum(symbol == "triangle-up" and y > MIDDLE["out_H"] for y, symbol in forward) == (t >= 0)


@pytest.mark.parametrize("moment", STATES[:12], ids=address_of)
def test_the_newest_at_the_right_is_the_mirror_image(moment: Moment):
    left, right = (drawn(Moment(moment.session.with_(newest=side), moment.run)) for side in ("left", "right"))
    for name in ("boxes", "outputs", "X slots", "out_H slots", "heads", "touch"):
        assert trace(right, name)["x"] == pytest.approx([rows.MIRROR - x for x in trace(left, name)["x"]])
        assert trace(right, name)["y"] == trace(left, name)["y"]
    before, after = (trace(figure, "labels") for figure in (left, right))
    fixed = {rows.LABEL_AT}
    turned = {"left": "right", "right": "left", "center": "center"}
    for i, x in enumerate(before["x"]):
        if x in fixed:
            assert after["x"][i] == x
            continue
        assert after["x"][i] == pytest.approx(rows.MIRROR - x)
        assert after["text"][i] == before["text"][i]
        up, side = before["textposition"][i].split()
        assert after["textposition"][i] == f"{up} {turned[side]}"
    symbols = [trace(figure, "heads")["marker"]["symbol"] for figure in (left, right)]
    swapped = {"triangle-left": "triangle-right", "triangle-right": "triangle-left"}
    assert symbols[1] == [swapped.get(one, one) for one in symbols[0]]
    assert right["layout"]["xaxis"] == left["layout"]["xaxis"]
    for one, other in zip(left["layout"]["shapes"], right["layout"]["shapes"], strict=True):
        assert (other["x0"], other["x1"]) == pytest.approx((rows.MIRROR - one["x1"], rows.MIRROR - one["x0"]))
