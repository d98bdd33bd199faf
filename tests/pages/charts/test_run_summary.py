"""The sentence on what a training run has come to."""

import numpy as np
import pytest

from pages.lab.charts.run_summary import run_summary
from pages.lab.moment import Moment
from pages.lab.session import OPENING
from rnn_core import Experiment, Params, Run, simulate
from tests.pages.trainings import CALM, STATES, mean, near, plain, train

FROZEN = "the weights are frozen"


def summary(moment: Moment) -> str:
    said = run_summary(moment)
    assert isinstance(said, str)
    return plain(said)


def alone(experiment: Experiment) -> Moment:
    """A moment of an experiment that no session describes."""
    run = simulate(experiment)
    return Moment(OPENING.with_(t=len(run) - 1, eta=experiment.learning_rate), run)


def assert_diverged(said: str, run: Run):
    """It names the step, and what the last update of Wy and By made of an error, if that was worse."""
    assert f"The run diverged: at step {run.diverged_at} a number overflowed (it exceeded about 10³⁰⁸)" in said
    # Let the error be 1, as it scales with it; update both weights; look at the error again.
    eta, h, Wy, By = run.experiment.learning_rate, float(run.out_H[-1]) if len(run) else 0.0, 0.25, 0.5
    Y = h * Wy + By - 1
    again = h * (Wy - eta * h) + (By - eta) - Y
    worse = abs(again) > 1 and len(run) > 0
    assert ("updates overshoot" in said) == worse
    if worse:
        assert near(said.split("turns an error e into ")[1].split("·e.")[0], again)


@pytest.mark.parametrize("moment", STATES)
def test_the_summary_names_the_settings_and_the_change_of_the_mean_loss(moment: Moment):
    run, session, T, N = moment.run, moment.session, len(moment.run.experiment.X), len(moment.run)
    said = summary(moment)
    assert said.startswith(
        f"{'one step' if N == 1 else f'{N:,} steps'} with window K = {session.K}, η = {session.eta:g}"
    )
    assert ("each gradient clipped to ±" in said) == bool(session.clip)
    assert (FROZEN in said) == (session.eta == 0)
    if run.diverged_at is not None:
        return assert_diverged(said, run)
    losses = run.loss.tolist()
    first, last = mean(losses[:T]), mean(losses[max(0, N - T) :])
    if N <= T or session.eta == 0:
        assert near(said.split("The mean loss is ")[1].split()[0].removesuffix("."), last)
        return
    assert f"to the last {T} steps, the mean loss " in said
    change = said.split("the mean loss ")[1].removesuffix(".").split()
    assert near(change[-1], last)
    if change[0] == "stayed":
        assert near(change[-1], first)
    else:
        assert near(change[2], first)
        assert change[0] == ("fell" if last < first else "rose")


def test_each_branch_has_an_example():
    assert summary(train(CALM.with_(steps=1, t=0))).startswith(
        "one step with window K = 6, η = 0.05. The mean loss is "
    )
    assert summary(train(CALM.with_(eta=0.0))).endswith(f"Because η is 0, {FROZEN}: press Train to train the unit.")
    fell = summary(train(CALM.with_(steps=400, clip=0.5)))
    assert fell.startswith(
        "400 steps with window K = 6, η = 0.05, each gradient clipped to ±0.5. "
        "From the first pass through the sequence to the last 40 steps, the mean loss fell from "
    )
    changes = [summary(moment) for moment in STATES]
    for words in ("mean loss fell", "mean loss rose", "updates overshoot"):
        assert any(words in said for said in changes), words


def test_a_run_that_ends_before_its_first_step():
    moment = alone(Experiment(Params(1.0, 1.0, 0.0, 1e300, 0.0), np.ones(1), np.zeros(1), learning_rate=1e100))
    assert len(moment.run) == 0
    said = summary(moment)
    assert said.startswith("In the very first step a number overflowed, so there is nothing to draw. ")
    assert_diverged(said, moment.run)


def test_a_run_of_small_steps_that_diverges_blames_no_update():
    """It starts with a weight that is too large for the second input."""
    moment = alone(Experiment(Params(1e-3, 0.5, 0.0, 1e160, 0.0), np.arange(2.0), np.zeros(2), 1, 1e-4, steps=9))
    assert moment.run.diverged_at == len(moment.run) == 1
    assert_diverged(summary(moment), moment.run)
    assert "error e" not in summary(moment)


@pytest.mark.parametrize("eta", [1.2, 1.5, 2.0, 10.0])
def test_a_run_that_diverges_says_what_its_updates_do_to_an_error(eta: float):
    moment = train(CALM.with_(eta=eta, steps=20_000))
    assert_diverged(summary(moment), moment.run)
