"""The stale-state gap along a run and against the learning rate."""

import math

import pytest

from pages.lab import shared
from pages.lab.charts.staleness import staleness
from pages.lab.moment import Moment
from pages.lab.plot import curve
from pages.lab.plot.figure import Chart
from pages.lab.plot.palette import colour
from pages.lab.session import OPENING, experiment
from pages.lab.text.notation import digits, number, percent, setting, symbol
from rnn_core import PARAMETERS, Experiment, Run, simulate, simulate_in_pieces
from tests.pages.records import chart, decoded, kept
from tests.pages.trainings import (
    CALM,
    SILENT,
    STATES,
    assert_drawable,
    assert_log_axis,
    gap,
    last_mean,
    near,
    plain,
    share,
    train,
)

SHORT = [moment for moment in STATES if len(moment.run) <= 60][::2]
RATES = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0}


def drawn(moment: Moment) -> Chart:
    made = chart(staleness(moment))
    assert_drawable(made.figure)
    return made


def shares(moment: Moment) -> dict[float, tuple[float, bool]]:
    """Of each rate with a gap: Σ|gap| / Σ|gradient| from the same start, and whether the run diverged."""
    found = {}
    for rate in sorted((RATES | {moment.session.eta}) - {0.0}):
        run = simulate(experiment(moment.session.with_(eta=rate)))
        part = share(run, moment.weight)
        if part:
            found[rate] = part, run.diverged_at is not None
    return found


def as_said(part: float) -> set[str]:
    """A share as a sentence gives it: in per cent, or as a multiple."""
    nudged = (part, part * (1 + 1e-9), part * (1 - 1e-9))
    return {f"{number(x)} times" if x >= 10 else percent(x) for x in nudged}


@pytest.mark.parametrize("moment", SHORT)
def test_the_gap_over_the_steps_and_against_the_learning_rate(moment: Moment):
    run, name, eta, T = moment.run, moment.weight, moment.session.eta, len(moment.run.experiment.X)
    single, gradient, smoothed, rates = drawn(moment).figure["data"]
    sizes = abs(run.gradients[:, PARAMETERS.index(name)]).tolist()
    size = max(1e-12, *sizes)
    gaps = [abs(gap(run, t, name)) for t in range(len(run))]
    assert decoded(single["x"]).tolist() == list(range(len(run)))
    assert decoded(single["y"]).tolist() == pytest.approx(gaps, rel=1e-6, abs=1e-12 * size)
    for one, values in ((gradient, sizes), (smoothed, gaps)):
        means = [last_mean(values, t, T) for t in decoded(one["x"]).tolist()]
        assert decoded(one["y"]).tolist() == pytest.approx(means, rel=1e-6, abs=1e-12 * size)
    lines = (single, gradient, smoothed)
    assert [one["name"] for one in lines] == ["gap at each step", "gradient", "gap"]
    assert [one["line"]["color"] for one in lines] == [colour("faint"), colour("ink"), colour("error")]
    assert {tuple(one["meta"]) for one in lines} == {("t",)}
    expected = shares(moment)
    assert rates["x"] == list(expected)
    assert rates["y"] == pytest.approx([part for part, _ in expected.values()], rel=1e-6)
    look = rates["marker"]
    assert look["symbol"] == ["x" if diverged else "circle" for _, diverged in expected.values()]
    assert look["color"] == [colour("picked" if rate == eta else "error") for rate in expected]
    assert [size > 7 for size in look["size"]] == [rate == eta for rate in expected]
    assert "meta" not in rates  # a rate is no step to go to
    for rate, part, text in zip(rates["x"], rates["y"], rates["hovertext"], strict=True):
        assert text.startswith(f"η = {rate:g}: {digits(part)}")
        assert text.endswith("diverged") == expected[rate][1]
    key = {mark.text: (mark.colour, mark.look) for mark in drawn(moment).key}
    assert ("diverged" in key) == any(diverged for _, diverged in expected.values())
    assert ("this run's η" in key) == (eta > 0)


@pytest.mark.parametrize("moment", STATES)
def test_axes_hold_the_gap(moment: Moment):
    made = drawn(moment)
    layout, (single, gradient, smoothed, rates) = made.figure["layout"], made.figure["data"]
    assert layout["xaxis"]["domain"][1] < layout["xaxis2"]["domain"][0]
    # The first means are of one or two steps, and a single gap may be as small as it likes.
    means = [*decoded(gradient["y"])[1:].tolist(), *decoded(smoothed["y"])[1:].tolist()]
    assert_log_axis(layout["yaxis"], [*means, float(decoded(single["y"]).max())])
    assert_log_axis(layout["xaxis2"], rates["x"])
    assert_log_axis(layout["yaxis2"], rates["y"])
    assert symbol(moment.weight) in layout["yaxis"]["title"]["text"]
    (cursor,) = layout["shapes"]
    assert (cursor["x0"], cursor["x1"], cursor["line"]["color"]) == (moment.t, moment.t, colour("picked"))
    left, right = layout["xaxis"]["range"]
    assert left < 0 <= len(moment.run) - 1 < right
    assert made.table is not None
    drawn_rows = [(setting(rate), digits(part)) for rate, part in zip(rates["x"], rates["y"], strict=True)]
    assert [(row[0], row[1]) for row in made.table.rows if row[1] not in ("", "0")] == drawn_rows


def test_a_step_measures_no_gap_again_and_a_long_run_has_few_points(monkeypatch: pytest.MonkeyPatch):
    moment = train(OPENING.with_(T=41, eta=0.05, steps=50_000, t=5))
    first = drawn(moment).figure
    assert max(len(decoded(one["x"])) for one in first["data"][:3]) <= 2000
    monkeypatch.setattr(curve, "thinned", None)
    monkeypatch.setattr(curve, "running_means", None)
    following = moment.at(moment.t + 1)
    data = kept(staleness(moment)).figure["data"]
    assert kept(staleness(following)).figure["data"] is data
    # The mark of the run's own rate is of the whole run, not of the 2,000 steps that the other rates are run for.
    table = drawn(moment).table
    assert table is not None
    assert {row[0]: row[2] for row in table.rows}["0.05"] == "50000"
    assert {row[0]: row[2] for row in table.rows}["0.1"] == "2000"


def test_a_growing_run_trains_the_other_rates_once(monkeypatch: pytest.MonkeyPatch):
    trained = []

    def train_with(experiment: Experiment) -> Run:
        trained.append(experiment.learning_rate)
        return simulate(experiment)

    session = CALM.with_(steps=300, t=5)
    pieces = list(simulate_in_pieces(experiment(session), 100))
    expected = [drawn(Moment(session, run)).table for run in pieces]
    monkeypatch.setattr("rnn_core.analysis.staleness.simulate", train_with)
    shared.forget()
    tables = [drawn(Moment(session, run)).table for run in pieces]
    assert tables == expected
    assert len({str(table) for table in tables}) == 3  # the run's own rate grows
    assert sorted(trained) == sorted(RATES - {session.eta})


@pytest.mark.parametrize("moment", SHORT)
def test_the_sentence_reads_the_gap(moment: Moment):
    run, name, session = moment.run, moment.weight, moment.session
    own, _, others = plain(drawn(moment).sentence).partition(" For other learning rates, from the same start, ")
    other_shares = {rate: part for rate, (part, _) in shares(moment).items() if rate != session.eta}
    if len(other_shares) < 2:
        assert others == ""
    else:
        parts = others.split(" total magnitude is ")[1].removesuffix(".").replace(" and ", ", ").split(", ")
        said = [(part, float(rate)) for part, rate in (one.split(" at η = ") for one in parts)]
        assert (said[0][1], said[-1][1]) == (min(other_shares), max(other_shares))
        assert all(part in as_said(other_shares[rate]) for part, rate in said)
        assert any(part in as_said(max(other_shares.values())) for part, _ in said)
    gaps = [abs(gap(run, t, name)) for t in range(len(run))]
    sizes = abs(run.gradients[:, PARAMETERS.index(name)]).tolist()
    if session.eta == 0:
        assert own == "The weights are frozen, so nothing in the queues is stale."
    elif not any(gaps):
        assert "is no gap" in own
        assert own.startswith("A window of one step") == (session.K == 1)
    else:
        part, rest = own.removeprefix(f"Along this run the gaps of ∂L/∂{name} add up to ").split(
            " its total magnitude; "
        )
        assert part.removesuffix(" of") in as_said(math.fsum(gaps) / math.fsum(sizes))
        largest, t = rest.removeprefix("the largest, ").removesuffix(".").split(", is at t = ")
        assert near(largest, max(gaps)) or max(gaps) < 1e-9 * max(sizes)
        assert gaps[int(t)] == pytest.approx(max(gaps), rel=1e-6)


def test_with_a_window_of_one_step_or_frozen_weights_there_is_no_gap():
    calm, echo = CALM.with_(K=1, steps=60), CALM.with_(K=1, steps=60, eta=0.5, task="echo")
    for session in (calm, echo, CALM.with_(eta=0.0, steps=60, K=10)):
        for name in ("Wx", "Wh", "Bx"):
            moment = train(session.with_(weight=name))
            assert not any(gap(moment.run, t, name) for t in range(len(moment.run)))
            assert ("frozen" if session.eta == 0 else "no gap") in drawn(moment).sentence


def test_where_all_gradients_are_0_and_the_replayed_are_not_there_is_a_gap():
    """The unit is saturated, its slopes are 0; with the weights that it has by then it would not have been."""
    start = CALM.with_(task="impulse", Wx=0.1, Wh=0.06, Bx=0.83, Wy=0.94, By=0.55)
    moment = train(start.with_(K=3, eta=5.0, steps=100, weight="Wx"))
    run = moment.run
    gaps = [abs(gap(run, t, "Wx")) for t in range(len(run))]
    assert not run.gradients[:, 0].any()
    assert max(gaps) > 0.3
    said = plain(drawn(moment).sentence)
    assert said.startswith("∂L/∂Wx is 0 or undefined at every step, so there is nothing to compare the gaps with; ")
    largest, t = said.split("the largest, ")[1].split(". For")[0].split(", is at t = ")
    assert near(largest, gaps[int(t.removesuffix("."))])
    assert gaps[int(t.removesuffix("."))] == pytest.approx(max(gaps))


def test_silence_has_no_gap():
    moment = train(SILENT.with_(steps=3, t=2))
    assert not moment.run.gradients.any()
    assert "There is no gap along this run." in drawn(moment).sentence


def test_a_weight_that_looks_at_no_past_gives_way_to_Wh():
    moment = train(CALM.with_(weight="By", steps=60, t=5))
    made = drawn(moment)
    assert symbol("Wh") in made.key[0].text
    assert made.table is not None
    assert setting(0.05) in [row[0] for row in made.table.rows]
