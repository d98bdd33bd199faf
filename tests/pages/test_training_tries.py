"""What the page Training offers to try keeps its promise: each button is pressed, and its state is measured."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import astuple, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.lab.charts.run_summary import run_summary
from pages.lab.charts.surface import mean_gradients, seen_from
from pages.lab.moment import Moment
from pages.lab.session import OPENING, Session, experiment, from_address, other_starts
from rnn_core import PARAMETERS
from rnn_core.analysis.curves import running_means
from rnn_core.analysis.directions import directions
from rnn_core.analysis.staleness import staleness
from rnn_core.analysis.windows import Window, compare_in_pieces
from tests.pages.trainings import angle, gap, mean, plane_gradients, share, train

ROOT = Path(__file__).parents[2]
STARTS = 5
"""As many as the page compares."""
LABELS = [
    *("Learn the sine", "Too large a step", "A window that points the wrong way", "A window that points the right way"),
    *("An echo", "A sine", "Slow enough", "Too fast to be true"),
]


def page() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.switch_page("pages/training.py")
    app.run()
    assert not app.exception, app.exception
    return app


@cache
def state_of(label: str) -> Session:
    """What the button sets up, read back from the address that it leads to."""
    app = page()
    app.button(key=f"try {label}").click().run()
    assert not app.exception, app.exception
    session, notices = from_address(dict(app.query_params))
    assert notices == []
    return session


@cache
def tried(label: str, **changes: object) -> Moment:
    session = state_of(label).with_(**changes)
    moment = train(session)
    assert moment.t == session.t  # it opens on a step of its run
    return moment


def medians(label: str, windows: Sequence[Window]) -> dict[Window, float]:
    """How the starts of the page end, each window on its own."""
    session = state_of(label)
    assert session.compare == "on"
    assert set(map(str, windows)) <= set(session.windows.split("-"))
    *_, found = compare_in_pieces(other_starts(session, STARTS), windows, session.steps)
    assert all(one.diverged == 0 for one in found.windows)
    return {one.window: statistics.median(one.losses) for one in found.windows}


def test_the_page_offers_these():
    buttons = [button for button in page().button if button.label.startswith("Try: ")]
    assert [button.label.removeprefix("Try: ") for button in buttons] == LABELS


@pytest.mark.parametrize("label", LABELS)
def test_each_opens_a_training_run(label: str):
    session = state_of(label)
    assert session != OPENING
    assert session.eta > 0
    assert session.steps == 2000


def test_learn_the_sine():
    """The loss falls within the first pass; in the last one the prediction follows its target closely."""
    moment, T = tried("Learn the sine"), 120
    run, losses = moment.run, moment.run.loss.tolist()
    assert mean(losses[60:T]) < 0.6 * mean(losses[: T - 60])
    Y, Y_hat = run.Y[-T:], run.Y_hat[-T:]
    assert mean(losses[-T:]) < 0.1 * float(0.5 * Y.var())
    assert np.corrcoef(Y, Y_hat)[0, 1] > 0.95
    assert "the mean loss fell from" in str(run_summary(moment))


def test_too_large_a_step():
    """With η = 2 each update makes the error larger, and the loss grows until it overflows."""
    run, session = tried("Too large a step").run, state_of("Too large a step")
    assert run.diverged_at is not None
    assert session.t < len(run) < session.steps
    h = run.out_H
    assert session.eta == 2
    assert ((1 - session.eta * (1 + h * h)) <= -1).all()
    passes = [float(run.loss[first : first + 120].max()) for first in range(0, len(run) - 120, 120)]
    assert passes == sorted(passes)
    assert passes[0] * 1e50 < passes[-1]


def test_a_window_that_points_the_wrong_way():
    """K = 1 on an echo of delay 2: the two arrows point in almost opposite directions, and both can be seen."""
    moment = tried("A window that points the wrong way")
    session = moment.session
    assert (session.K, session.task, session.delay, session.compare) == (1, "echo", 2, "off")
    assert 160 < angle(moment) <= 180
    short, long = (math.hypot(*gradient) for gradient in plane_gradients(moment))
    assert 0.4 < short / long < 2.5
    assert "a step against the window's gradient leads uphill" in str(mean_gradients(moment))
    # It leads there for longer than this one step.
    assert min(angle(tried("A window that points the wrong way", t=t)) for t in range(120, 169, 8)) > 90


def test_a_window_that_points_the_right_way():
    """With the ten lags the two arrows lie on each other; at the same weights, K = 1 points far to the side."""
    moment = tried("A window that points the right way")
    assert moment.session.K == 10
    assert angle(moment) < 2
    seen = seen_from(moment)
    experiment = replace(moment.run.experiment, params=moment.weights)
    first, *_, last = directions(experiment, seen.across, seen.up, seen.full)
    assert first.angle is not None
    assert 60 < first.angle < 120
    assert last.angle == pytest.approx(angle(moment), abs=1e-6)


def test_an_echo():
    """A window of 1 or 2 never reaches the input of two steps before, and it shows."""
    made = experiment(state_of("An echo"))
    assert made.Y.tolist()[2:] == made.X.tolist()[:-2]
    ends = medians("An echo", [1, 2, 3, 10])
    answered = mean([0.5 * Y * Y for Y in made.Y.tolist()]) - 0.5 * mean(made.Y.tolist()) ** 2
    assert min(ends[1], ends[2]) > 0.98 * answered
    assert max(ends[3], ends[10]) < 0.95 * min(ends[1], ends[2])


def test_the_starts_of_an_echo_are_five_with_other_draws():
    session = state_of("An echo")
    one, *others = other_starts(session, STARTS)
    assert len(others) == 4
    assert astuple(one.params) == astuple(experiment(session).params)
    for other in others:
        assert other.X.tolist() != one.X.tolist()
        assert all(abs(a - b) <= 0.5 for a, b in zip(astuple(other.params), astuple(one.params), strict=True))


def test_a_sine():
    """A longer window is not always the better one: K = 1 ends lower than K = 3, and clearly."""
    ends = medians("A sine", [1, 3])
    assert ends[1] < 0.8 * ends[3]


def test_slow_enough():
    """With a small η the gap stays well below the gradient: in total, and in each pass of the run."""
    moment = tried("Slow enough")
    run, name = moment.run, moment.weight
    assert moment.session.eta == 0.001
    gaps = [abs(gap(run, t, name)) for t in range(len(run))]
    sizes = abs(run.gradients[:, PARAMETERS.index(name)]).tolist()
    assert math.fsum(gaps) < 0.03 * math.fsum(sizes)
    assert all(mean(gaps[first : first + 120]) < 0.1 * mean(sizes[first : first + 120]) for first in range(0, 1900, 60))
    found, every = staleness(run, name), np.arange(len(run))
    gap_means, gradient_means = (running_means(values, 120, every) for values in (found.gap, found.gradient))
    assert (gap_means <= 0.1 * gradient_means).all()  # as drawn


def test_too_fast_to_be_true():
    """With a large η most of what is computed as the gradient is gap, for the weight that opens with it."""
    moment = tried("Too fast to be true")
    part = share(moment.run, moment.weight)
    assert moment.session.eta == 0.5
    assert part is not None
    assert part > 0.5
    assert moment.run.diverged_at is None
