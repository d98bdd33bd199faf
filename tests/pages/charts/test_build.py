"""The term built up factor by factor: what is drawn of it, where each number is read, and the sentence."""

from itertools import pairwise

import pytest

from pages.lab.charts import build as module
from pages.lab.charts.build import build
from pages.lab.moment import Moment
from pages.lab.plot.palette import colour
from pages.lab.session import CHOICES, OPENING
from pages.lab.text.notation import digits, number, short_symbol
from tests.pages.records import absent, address_of, chart, moment_of, plain, states, trace
from tests.pages.trainings import assert_drawable

TERMS = [("Wh", 2), ("Wx", 9), ("Bx", 0), ("Wy", 0)]


@pytest.mark.parametrize("moment", list(states(15, seed=3)), ids=address_of)
def test_plotly_accepts_the_figure_and_every_colour_has_a_meaning(moment: Moment):
    if moment.picked is None:
        assert absent(build, moment)
        return
    assert_drawable(chart(build(moment)).figure)


def test_a_term_that_does_not_exist_is_named():
    assert "no term of lag 5 yet" in absent(build, moment_of(t=3, lag=5))
    assert "Before the first step" in absent(build, moment_of(t=-1))


@pytest.mark.parametrize("done", [1, 2, 3, 4, 5, 8, 22])
@pytest.mark.parametrize(("weight", "lag"), TERMS)
def test_the_factors_done_are_drawn_and_the_rest_are_grey(weight: str, lag: int, done: int):
    moment = moment_of(weight=weight, lag=lag, factor=done)
    factors, partial = moment.term.factors, moment.term.partial_products
    done = min(done, len(factors))
    figure = chart(build(moment)).figure
    boxes, labels = trace(figure, "boxes"), trace(figure, "labels")
    rows = zip(boxes["x"], boxes["y"], boxes["base"], boxes["marker"]["color"], strict=True)
    bars = [(x, y, fill) for x, y, base, fill in rows if base == module.MIDDLE["product"]]
    assert [x for x, _, _ in bars] == list(range(done))
    largest = max(map(abs, partial))
    assert [y for _, y, _ in bars] == pytest.approx([module.FULL * value / largest for value in partial[:done]])
    # Only the latest bar has its full colour.
    latest = factors[done - 1].symbol
    look = "error" if latest == "e" else "slope" if latest.startswith("(1") else latest
    assert bars[-1][2] == colour(look if look in ("error", "slope", "Wy", "Wh") else "source")
    assert {fill for _, _, fill in bars[:-1]} <= {colour("faint")}
    places = list(zip(labels["x"], labels["y"], strict=True))
    for i, factor in enumerate(factors):
        (at,) = [k for k, place in enumerate(places) if place == (i, module.MIDDLE["symbol"])]
        assert labels["text"][at] == short_symbol(factor.symbol)
        assert labels["textfont"]["color"][at] == colour("ink" if i < done else "muted")
    assert f"<b>{number(partial[done - 1])}</b>" in labels["text"]
    touch = trace(figure, "touch")
    picks = [pick for pick in touch["customdata"] if pick]
    assert picks == [["factor", i + 1] for i in range(len(factors)) for _ in range(2)]
    products = [text for text in touch["hovertext"] if "product so far" in text]
    assert [text.split()[-1] for text in products[::2]] == [digits(value) for value in partial[:done]]


@pytest.mark.parametrize(
    ("weight", "lag", "done", "row", "cell"),
    [
        ("Wh", 2, 1, "own", 0), ("Wh", 2, 2, "own", 2), ("Wh", 2, 3, "out_H", 0), ("Wh", 2, 4, "own", 4),
        ("Wh", 2, 5, "out_H", 1), ("Wh", 2, 8, "out_H", 3), ("Wx", 3, 22, "X", 3), ("Bx", 1, 22, "own", 6),
        ("Wy", 0, 2, "out_H", 0), ("By", 0, 2, "own", 6),
    ],
)  # fmt: skip
def test_the_place_where_the_latest_factor_is_read_is_lit(weight: str, lag: int, done: int, row: str, cell: int):
    moment = moment_of(weight=weight, lag=lag, factor=done)
    figure = chart(build(moment)).figure
    boxes, width = trace(figure, "boxes"), len(moment.term.factors) / 10
    edges = boxes["marker"]["line"]
    ((x, base),) = [
        (x, base) for x, base, thick in zip(boxes["x"], boxes["base"], edges["width"], strict=True) if thick == 3
    ]
    assert base + module.SLOT / 2 == module.MIDDLE[row]
    assert x == pytest.approx((cell + (1.0 if row == "own" else 0.5)) * width - 0.5)
    read = trace(figure, "read")
    assert read["x"][-2] == min(done, len(moment.term.factors)) - 1
    # The slot, the factor and the line between them have one colour.
    lit = {ink for ink, thick in zip(edges["color"], edges["width"], strict=True) if thick in (2, 3)}
    assert lit == {read["line"]["color"]}


@pytest.mark.parametrize("t", [0, 3, 9, 21])
def test_the_queues_are_printed(t: int):
    moment = moment_of(t=t, weight="Wx", lag=0)
    texts = list(map(plain, trace(chart(build(moment)).figure, "labels")["text"]))
    values = (*moment.queues.X, *moment.queues.out_H)
    assert all(number(value) in texts for value in values)
    assert texts.count("empty") == 20 - len(values)


@pytest.mark.parametrize("scale", CHOICES["scale"].options)
def test_the_scale_and_its_full_height_stand_at_the_left(scale: str):
    moment = moment_of(scale=scale)
    labels = trace(chart(build(moment)).figure, "labels")
    (note,) = [text for text in labels["text"] if "bars reach" in text]
    assert note.startswith("symlog, linear<br>up to ±0.001" if scale == "symlog" else "linear<br>")
    assert note.endswith(f"±{number(max(map(abs, moment.term.partial_products)))}")


def test_a_box_that_scrolls_goes_to_the_latest_factor():
    moments = [moment_of(K=10, weight="Wx", lag=9, factor=done) for done in range(1, 23)]
    places = [focus for moment in moments if (focus := chart(build(moment)).focus)]
    assert len(places) == 22
    assert all(end == pytest.approx(start) for (_, end), (start, _) in pairwise(places))
    assert places[0][0] == module.LABEL
    assert places[-1][1] == pytest.approx(1)


def test_the_picture_keeps_its_size_from_step_to_step():
    before, after = (chart(build(moment_of(t=t))).figure["layout"] for t in (21, 22))
    for part in ("height", "xaxis", "yaxis"):
        assert before[part] == after[part]


def test_the_table_has_every_factor_and_product():
    moment = moment_of()
    table = chart(build(moment)).table
    assert table is not None
    assert [row[1] for row in table.rows] == [digits(factor.value) for factor in moment.term.factors]
    assert [row[2] for row in table.rows] == [digits(value) for value in moment.term.partial_products]


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"factor": 1}, "1 of 8 factors: every product starts at the error, e = 0.689."),
        ({"factor": 4}, "4 of 8 factors: × Wh = −0.900 shrinks the product and flips its sign. "
                        "The product so far is −0.891."),
        ({"factor": 2}, "2 of 8 factors: × Wy = 1.50 enlarges the product. The product so far is 1.03."),
        ({"factor": 22}, "8 of 8 factors: × out_Ht−3 = 0.103 shrinks the product. "
                         "The product is complete: the term is 0.0804."),
        ({"factor": 2, "weight": "Wy", "lag": 0, "Wx": 9.0, "Wh": 6.0, "Bx": 0.0, "t": 30},
         "× out_Ht = 1.00 hardly changes the size of the product."),
        ({"factor": 4, "Wh": 1.0}, "leaves the size of the product unchanged. The product so far is"),
        ({"factor": 4, "Wh": -1.0}, "leaves the size of the product unchanged and flips its sign."),
        ({"factor": 4, "Wh": 0.0}, "× Wh = 0 makes the product 0, and no later factor can change that. "
                                   "The product so far is 0."),
        ({"factor": 5, "Wh": 0.0}, "changes nothing: the product is already 0."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_the_latest_factor_does(choices: dict[str, float], sentence: str):
    assert sentence in plain(chart(build(moment_of(OPENING, **choices))).sentence)
