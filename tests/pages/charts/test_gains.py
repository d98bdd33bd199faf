"""Local gains, their products, and the two states to find."""

import math
from typing import Any

import plotly.graph_objects as go
import pytest

from pages.lab.charts.gains import gains, hunt
from pages.lab.moment import Moment
from pages.lab.plot.scales import symlog, symlog_threshold
from pages.lab.session import OPENING
from tests.pages.records import absent, address_of, chart, decoded, moment_of, states, trace

STATES = list(states(30, seed=3))


def gains_of(moment: Moment) -> list[float]:
    return [moment.step.params.Wh * (1 - h) * (1 + h) for h in moment.run.out_H.tolist()]


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_gains_and_their_products(moment: Moment):
    t, lag, along = moment.t, moment.session.lag, gains_of(moment)
    one = chart(gains(moment))
    go.Figure(one.figure)
    assert decoded(trace(one.figure, "g")["y"]).tolist() == pytest.approx(along, rel=1e-12, abs=1e-15)
    assert trace(one.figure, "g")["meta"] == trace(one.figure, "used")["meta"] == ["t"]
    assert trace(one.figure, "used")["x"] == [step for step in range(t - lag, t) if step >= 0]
    products, here = trace(one.figure, "product"), trace(one.figure, "product at t")
    assert decoded(products["x"]).tolist() == list(range(lag, len(moment.run)))
    if lag > t:
        assert here["x"] == []
        return
    largest = max([1.0, *(abs(float(text.replace("−", "-"))) for text in products["customdata"])])
    product = math.prod(along[t - lag : t])
    assert here["y"] == [pytest.approx(symlog(product, symlog_threshold(largest)), rel=1e-6, abs=1e-9)]


def test_how_the_gains_read():
    def read(**choices: object) -> str:
        return chart(gains(moment_of(OPENING, **choices))).sentence

    assert read() == (
        "|g| is over 1 at 0 of 120 steps. The 2 gains before t = 21 multiply to 0.792: over 2 steps back, the "
        "gradient shrinks."
    )
    assert "The gain before t = 21 is −0.881: over one step back, the gradient shrinks." in read(lag=1)
    assert "lag 0 contains no gain" in read(lag=0)
    assert "the loss at t = 3 has no term of lag 5 yet" in read(t=3, lag=5)
    assert "the gradient vanishes" in read(Wh=0.0)
    assert "the gradient grows" in read(Wx=0.0, Bx=0.0, Wh=1.5)
    for Wh in (1.0, -1.0):  # without input every slope is 1
        assert read(Wx=0.0, Bx=0.0, Wh=Wh).endswith("over 2 steps back, the gradient keeps its size.")


def test_the_gains_of_the_picked_term_are_shaded_and_t_and_a_gain_of_one_are_marked():
    moment = moment_of(t=30, lag=4)
    along = gains_of(moment)
    products = [math.prod(along[t - 4 : t]) for t in range(4, len(along))]
    one = symlog(1.0, symlog_threshold(max([1.0, *map(abs, products)])))
    shade, *ones, cursor = chart(gains(moment)).figure["layout"]["shapes"]
    assert (shade["x0"], shade["x1"], shade["yref"]) == (25.5, 29.5, "y domain")
    assert [(line["yref"], line["y0"], line["y1"]) for line in ones] == [
        ("y", 1.0, 1.0), ("y", -1.0, -1.0), ("y2", one, one), ("y2", -one, -one),
    ]  # fmt: skip
    assert (cursor["x0"], cursor["x1"]) == (30, 30)


def test_gains_have_a_row_per_step():
    table = chart(gains(moment_of(lag=2))).table
    assert table is not None
    assert len(table.rows) == 120
    assert [row[2] for row in table.rows[:2]] == ["", ""]
    assert table.rows[2][2] != ""


def hunted(found: str = "none", **choices: object) -> str:
    return str(hunt(moment_of(**choices), found))


VANISHES: dict[str, Any] = {"Wx": 1.0, "Wh": 1.5, "Bx": 0.0, "t": 30}
GROWS: dict[str, Any] = {"Wx": 0.01, "Wh": 1.3, "Bx": 0.0, "t": 10}


def test_how_the_hunt_reads():
    block = hunted()
    assert "is 0.900, the product of the last nine gains is 0.262 in magnitude" in block
    assert "is 0.595.<br>" in block
    assert block.count("not yet") == 2
    assert "go to t = 9 or later" in hunted(t=8)
    assert "Before the first step" in absent(lambda moment: hunt(moment, "none"), moment_of(t=-1))
    first = hunted(**VANISHES)
    assert first.index("<b>found ✓</b>.") < first.index("Goal 2") < first.index("not yet")
    second = hunted(**GROWS)
    assert second.index("not yet") < second.index("Goal 2") < second.index("<b>found ✓</b>.")


def test_what_was_found_earlier_stays_found():
    both = hunted("vanishes", **GROWS)
    assert both.index("<b>found ✓</b> earlier.") < both.index("Goal 2") < both.index("<b>found ✓</b>.")
    assert hunted("both").count("<b>found ✓</b> earlier.") == 2
    assert hunted("grows", **GROWS) == hunted(**GROWS)


def test_nothing_jumps_from_step_to_step():
    def frame(t: int) -> list[object]:
        layout = chart(gains(moment_of(t=t))).figure["layout"]
        return [layout["height"], *(layout[one]["range"] for one in ("xaxis", "yaxis", "yaxis2"))]

    assert frame(OPENING.t) == frame(OPENING.t + 1)
