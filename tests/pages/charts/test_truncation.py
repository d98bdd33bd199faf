"""What windows make of the gradients, at one step and over the run."""

from collections.abc import Callable

import plotly.graph_objects as go
import pytest

from pages.lab.charts.truncation import FULL, MIDDLE, truncation
from pages.lab.charts.truncation_run import truncation_run
from pages.lab.moment import Moment
from pages.lab.plot.figure import Block
from pages.lab.plot.palette import colour
from pages.lab.session import LOOKING_BACK, OPENING
from pages.lab.text.notation import digits, gradient, number, signed_percent
from rnn_core import Run
from rnn_core.analysis.truncation import truncation as read_truncation
from rnn_core.itemise import window_sums
from tests.pages.records import absent, address_of, chart, decoded, moment_of, plain, states, trace

STATES = list(states(30, seed=3))
COLUMN = {"Wx": 0, "Wh": 1, "Bx": 2}


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_windows_show_their_sums_and_where_the_sign_is_wrong(moment: Moment):
    figure = chart(truncation(moment)).figure
    go.Figure(figure)
    boxes, labels, touch = (trace(figure, name) for name in ("boxes", "labels", "touch"))
    for name in LOOKING_BACK:
        claims = read_truncation(moment.run, moment.t, name)
        marker = boxes["marker"]
        rows = zip(boxes["base"], boxes["y"], marker["line"]["color"], marker["color"], strict=True)
        row = [(y, edge, fill) for base, y, edge, fill in rows if base == MIDDLE[name]]
        largest = max(map(abs, (*claims.sums, claims.full))) or 1.0
        assert [y for y, _, _ in row] == pytest.approx(
            [FULL * value / largest for value in (*claims.sums, claims.full)]
        )
        for place, (_, edge, fill) in enumerate(row[:-1]):
            assert (edge == colour("error")) == (claims.sums[place] * claims.full < 0)
            assert (fill == colour("picked")) == (place + 1 == moment.session.K)
        assert f"<b>{number(claims.full)}</b>" in labels["text"]
        if claims.full:
            texts = [f"{number(value)}<br>{signed_percent(value / claims.full)}" for value in claims.sums]
            assert set(texts) <= set(labels["text"])
    assert touch["customdata"][:11] == [*(["K", K] for K in range(1, 11)), None]


@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_over_the_run_the_truncated_sum_is_the_gradient_of_the_run(moment: Moment):
    linear = moment_of(moment.session, scale="linear")
    figure = chart(truncation_run(linear)).figure
    go.Figure(figure)
    full, truncated, wrong = figure["data"]
    assert truncated["name"] == f"window K = {moment.session.K}"
    sums, full_sums = (decoded(one["y"]).tolist() for one in (truncated, full))
    assert sums == moment.run.gradients[:, COLUMN[moment.weight]].tolist()
    assert (truncated["customdata"], full["customdata"]) == (list(map(digits, sums)), list(map(digits, full_sums)))
    pairs = zip(sums, full_sums, strict=True)
    assert wrong["x"] == [t for t, (a, b) in enumerate(pairs) if (a > 0 > b) or (a < 0 < b)]
    assert full["meta"] == truncated["meta"] == wrong["meta"] == ["t"]
    go.Figure(chart(truncation_run(moment_of(moment.session, scale="symlog"))).figure)


def test_how_the_windows_read():
    def read(**choices: object) -> str:
        return chart(truncation(moment_of(OPENING, **choices))).sentence

    assert plain(read()) == (
        "K = 6 gives −0.170, 148 % of the full sum ∂L/∂Wh = −0.116. No window has the wrong sign here."
    )
    assert " times the full sum " in plain(read(Wx=1.0, Wh=2.0, Bx=0.0, Wy=1.0, K=4, t=19, weight="Wx"))
    wrong = read(K=3, t=44, weight="Wx")
    assert wrong.startswith("<b>K = 3 gives ")
    assert ": the wrong sign. A step against it moves W<sub>x</sub> uphill.</b> Also wrong in sign: K = " in wrong
    assert ". Wrong in sign: K = " in read(K=10, t=44, weight="Wx")
    assert "is 0 here. The window K = 6 gives 0." in read(Wy=0.0)


def test_how_the_run_reads():
    def read(**choices: object) -> str:
        return chart(truncation_run(moment_of(OPENING, **choices))).sentence

    assert read() == (
        "With K = 6, the truncated ∂L/∂W<sub>h</sub> has the wrong sign at 5 of 120 steps (×). "
        "With K = 1, it would be wrong at 10 steps. With the best of the ten windows, K = 6, it would be wrong at 5."
    )
    best = "With the best of the ten windows, K = 6, it would be wrong at 5."
    assert read(K=1).endswith(f"at 10 of 120 steps (×). {best}")
    assert "has the wrong sign at none of the 120 steps" in read(Wh=0.0)
    # A sum of 0 has no wrong sign, and no right one either.
    assert "has the wrong sign at none of the 120 steps" in read(task="impulse", K=1, weight="Wx")
    assert read(Wy=0.0) == "∂L/∂W<sub>h</sub> is 0 at all 120 steps."


def test_tables_hold_every_window_and_every_step():
    moment = moment_of()
    windows, run = chart(truncation(moment)).table, chart(truncation_run(moment)).table
    assert windows is not None
    assert run is not None
    assert [row[0] for row in windows.rows] == [*map(str, range(1, 11)), "full sum"]
    assert {len(row) for row in windows.rows} == {len(windows.head)} == {10}
    assert len(run.rows) == 120
    assert run.head == ("t", "K = 6", "full sum")
    for i, name in enumerate(LOOKING_BACK):
        claims = read_truncation(moment.run, moment.t, name)
        columns = [row[1 + 3 * i : 4 + 3 * i] for row in windows.rows]
        each = zip(claims.sums, claims.share, claims.wrong_steps, strict=True)
        assert [tuple(one) for one in columns[:10]] == [
            (digits(value), digits(share), str(wrong)) for value, share, wrong in each
        ]
        assert tuple(columns[10]) == (digits(claims.full), "", "")
    Wh = read_truncation(moment.run, moment.t, "Wh")
    both = zip(moment.run.gradients[:, COLUMN["Wh"]].tolist(), Wh.run_full.tolist(), strict=True)
    assert [tuple(row) for row in run.rows] == [
        (str(t), digits(truncated), digits(full)) for t, (truncated, full) in enumerate(both)
    ]


def test_where_there_is_nothing_to_draw_a_paragraph_says_why():
    assert "Before the first step" in absent(truncation, moment_of(t=-1))
    assert absent(truncation_run, moment_of(t=-1)) == absent(truncation, moment_of(t=-1))
    huge = moment_of(Wx=0.0, Bx=0.0, By=0.3, Wh=900.0, weight="Bx")
    assert "overflow" in absent(truncation, huge)
    assert truncation_run(huge) == ""


def test_an_overflow_is_said_of_the_weight_whose_sums_overflow():
    """out_H stays 0, and at the last step the sum of Bx, the sum of 2ᵏ, overflows by a factor of two."""
    start = OPENING.with_(T=1010, Wx=0.0, Bx=0.0, Wh=2.0, Wy=1000.0, By=24.576, t=5)
    for weight in LOOKING_BACK:
        moment = moment_of(start, weight=weight)
        finite = [read_truncation(moment.run, 5, name).finite for name in LOOKING_BACK]
        assert finite == [name != "Bx" for name in LOOKING_BACK]
        assert f"some terms of {plain(gradient('Bx'))} overflow" in absent(truncation, moment)


@pytest.mark.parametrize("first", [truncation, truncation_run])
def test_the_two_charts_share_their_sums(first: Callable[[Moment], Block], monkeypatch: pytest.MonkeyPatch):
    computed = []

    def compute(run: Run, name: str) -> object:
        computed.append(name)
        return window_sums(run, name)

    monkeypatch.setattr("rnn_core.analysis.truncation.window_sums", compute)
    moment = moment_of()
    for draw in (first, truncation, truncation_run):
        draw(moment)
    assert sorted(computed) == sorted(LOOKING_BACK)


def test_nothing_jumps_from_step_to_step():
    def frame(t: int) -> list[object]:
        layout = chart(truncation_run(moment_of(t=t))).figure["layout"]
        return [layout["height"], layout["xaxis"]["range"], layout["yaxis"]["range"]]

    assert frame(OPENING.t) == frame(OPENING.t + 1)
    for t in (OPENING.t, OPENING.t + 1):
        (cursor,) = chart(truncation_run(moment_of(t=t))).figure["layout"]["shapes"]
        assert (cursor["x0"], cursor["x1"]) == (t, t)
