"""The figures of the pages that say why: tree, values, marks and picks, held against the core's records and plain arithmetic."""

import json
import math
import re

import plotly.graph_objects as go
import pytest

from pages.lab.figures import build as building
from pages.lab.figures import cobweb as webs
from pages.lab.figures import gains as gain_charts
from pages.lab.figures import matrix as matrices
from pages.lab.figures import truncation as cuts
from pages.lab.figures.base import symlog, symlog_threshold
from pages.lab.figures.slope import slope
from pages.lab.figures.waterfall import waterfall
from pages.lab.notation import digits, number, short_symbol, signed_percent
from pages.lab.palette import COLOURS, colour
from pages.lab.session import INPUTS, OPENING, RECURRENT, VIEWS, Session
from rnn_core.analysis import map as hidden_map
from rnn_core.analysis import reach as reaching
from rnn_core.analysis.proof import loss_along
from rnn_core.analysis.truncation import truncation
from tests.pages.records import Shown, show, states, trace, whole

STATES = list(states(40, seed=3))


def labels(figure: dict) -> list[str]:
    return trace(figure, "labels")["text"]


def all_figures(shown: Shown) -> list[dict]:
    session, step, t = shown.session, shown.step, shown.session.t
    figures = []
    for name, chain in shown.reading.all_lags.items():
        figures += [building.build(term, session.factor, step.queues, t, session.scale) for term in chain.terms]
        figures.append(slope(loss_along(shown.run, t, name, 0.3), step.chains[name], session.lag))
    figures += [waterfall(step.chains[name], shown.reading.chains[name], session.lag) for name in RECURRENT]
    for view in VIEWS:
        one = whole(shown, view=view)
        part, picked = one.part(t), one.picked(t)
        figures.append(matrices.matrix(one.picture(t), part, picked, one.counted))
        figures.append(matrices.row(one.row(t), picked, part, one.counted, session.scale))
        figures.append(matrices.diagonal(one.diagonal(session.lag), picked, part, one.counted, session.scale))
        figures.append(matrices.columns(one.columns(max(0, picked.s)), picked, one.counted))
    figures.append(gain_charts.gains(reaching.run_gains(shown.run, t, session.lag)))
    figures.append(gain_charts.sweep(reaching.sweep(shown.run, t)))
    losses = whole(shown).truncations(t)
    figures += [cuts.windows(losses, session.weight), *(cuts.over_run(loss, t, session.scale) for loss in losses)]
    for inputs in INPUTS:
        web = hidden_map.cobweb(shown.run, t, held=inputs == "held")
        figures += [webs.cobweb(web), webs.orbit(web)]
    return figures


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_plotly_takes_every_figure_and_every_colour_has_a_meaning(shown: Shown):
    known = {light for light, _ in COLOURS.values()}
    for figure in all_figures(shown):
        go.Figure(figure)
        assert set(re.findall(r"#[0-9a-f]{6}\b", json.dumps(figure, allow_nan=False))) <= known


# --- gains and reach ---


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_gains_and_their_product(shown: Shown):
    t, lag = shown.session.t, shown.session.lag
    figure = gain_charts.gains(reaching.run_gains(shown.run, t, lag))
    g = trace(figure, "g")["y"]
    Wh = shown.step.params.Wh
    assert g == [pytest.approx(Wh * (1 - h) * (1 + h), rel=1e-12, abs=1e-15) for h in shown.run.out_H.tolist()]
    assert trace(figure, "used")["x"] == [step for step in range(t - lag, t) if step >= 0]
    here = trace(figure, "kept at t")
    if lag > t:
        assert here["x"] == []
    else:
        kept = math.prod(g[step] for step in range(t - lag, t))
        shown_heights = trace(figure, "kept")
        largest = max([1.0, *(abs(float(v.replace("−", "-"))) for v in shown_heights["customdata"])])
        assert here["y"] == [pytest.approx(symlog(kept, symlog_threshold(largest)), rel=1e-6, abs=1e-9)]


def test_the_sweep_marks_today_and_what_never_falls():
    reach = reaching.sweep(show(OPENING).run, OPENING.t)
    figure = gain_charts.sweep(reach)
    assert trace(figure, "never")["x"] == [Wh for Wh, lag in zip(reach.Wh, reach.lags, strict=True) if lag is None] != []
    line = trace(figure, "reach")
    assert [None if y is None else round(10**y) for y in line["y"]] == list(reach.lags)
    assert figure["layout"]["shapes"][0]["x0"] == reach.today == OPENING.Wh
    assert "never" in figure["layout"]["yaxis"]["ticktext"]


# --- truncation ---


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_windows_show_what_is_kept_and_where_it_is_wrong(shown: Shown):
    losses = [truncation(shown.run, shown.session.t, name) for name in RECURRENT]
    figure = cuts.windows(losses, "Wx")
    boxes, said = trace(figure, "boxes"), labels(figure)
    for loss in losses:
        rows = zip(boxes["base"], boxes["y"], boxes["marker"]["line"]["color"], boxes["marker"]["color"], strict=True)
        row = [(y, line, fill) for base, y, line, fill in rows if base == cuts.MIDDLE[loss.parameter]]
        largest = max(map(abs, (*loss.kept, loss.full))) or 1.0
        assert [y for y, _, _ in row] == pytest.approx([cuts.FULL * value / largest for value in (*loss.kept, loss.full)])
        for place, (_, line, fill) in enumerate(row[:-1]):
            assert (line == colour("error")) == (loss.kept[place] * loss.full < 0)
            assert (fill == colour("picked")) == (place + 1 == shown.session.K)
        assert f"<b>{number(loss.full)}</b>" in said
        if loss.full:
            assert all(f"{number(value)}<br>{signed_percent(value / loss.full)}" in said for value in loss.kept)


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_over_the_run_the_kept_part_is_the_gradient_of_the_run(shown: Shown):
    for column, name in ((0, "Wx"), (1, "Wh"), (2, "Bx")):
        loss = truncation(shown.run, shown.session.t, name)
        full, kept, wrong = cuts.over_run(loss, shown.session.t, "linear")["data"]
        assert kept["y"] == shown.run.gradients[:, column].tolist()
        assert wrong["x"] == [t for t, (a, b) in enumerate(zip(kept["y"], full["y"], strict=True)) if (a > 0 > b) or (a < 0 < b)]


# --- the map ---


@pytest.mark.parametrize("shown", STATES, ids=str)
@pytest.mark.parametrize("held", [True, False])
def test_the_cobweb_goes_up_to_the_curve_and_across_to_the_diagonal(shown: Shown, held: bool):
    web = hidden_map.cobweb(shown.run, shown.session.t, held=held)
    figure = webs.cobweb(web)
    orbit = trace(figure, "orbit")
    corners = list(zip(orbit["x"], orbit["y"], strict=True))
    assert corners[0] == (web.states[0], web.states[0])
    assert corners[1::2] == list(zip(web.states, web.states[1:], strict=False))
    assert corners[2::2] == [(state, state) for state in web.states[1:]]
    points = trace(figure, "fixed points")
    params = shown.step.params
    for h, fill in zip(points["x"], points["marker"]["color"], strict=True):
        assert math.tanh(params.Wh * h + params.Wx * web.X + params.Bx) == pytest.approx(h, abs=1e-9)
        assert (fill == colour("slope")) == (abs(params.Wh * (1 - h) * (1 + h)) < 1)
    step = trace(figure, "step")
    assert (step["x"], step["y"]) == ([shown.step.forward.out_H_prev], [shown.step.forward.out_H])
    tangent = trace(figure, "tangent")
    rise = tangent["y"][1] - tangent["y"][0]
    assert rise == pytest.approx(web.gain * (tangent["x"][1] - tangent["x"][0]), abs=1e-12)
    states = trace(webs.orbit(web), "states")
    assert states["y"] == list(web.states)
    if not held:
        assert states["x"][-1] == shown.session.t
        assert states["y"][-1] == shown.step.forward.out_H


def test_hover_texts_tell_all_digits():
    shown = show(OPENING)
    one = whole(shown)
    near = one.picture(OPENING.t)[1]
    assert digits(shown.step.chains["Wh"].terms[2].value) in [cell for row in near["customdata"] for cell in row]
    web = webs.cobweb(hidden_map.cobweb(shown.run, OPENING.t, held=True))
    assert digits(shown.step.forward.out_H) in trace(web, "step")["hovertext"][0]


def test_nothing_jumps_from_step_to_step():
    def frames(session: Session) -> list:
        shown = show(session)
        one = whole(shown, view="whole")
        part, picked = one.part(session.t), one.picked(session.t)
        figures = [
            building.build(shown.reading.term("Wh", 2), 4, shown.step.queues, session.t, "linear"),
            matrices.matrix(one.picture(session.t), part, picked, one.counted),
            matrices.row(one.row(session.t), picked, part, one.counted, "linear"),
            gain_charts.gains(reaching.run_gains(shown.run, session.t, 2)),
            cuts.over_run(truncation(shown.run, session.t, "Wh"), session.t, "linear"),
            webs.cobweb(hidden_map.cobweb(shown.run, session.t, held=True)),
        ]
        return [(f["layout"]["height"], f["layout"]["xaxis"]["range"], f["layout"]["yaxis"]["range"]) for f in figures]

    assert frames(OPENING) == frames(OPENING.with_(t=OPENING.t + 1))
