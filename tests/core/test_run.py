"""Whole runs: against the training loop written out, in pieces, and where they leave the finite range."""

import dataclasses
import inspect
import math
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import rnn_core.run
from rnn_core import (
    PARAMETERS,
    Experiment,
    Params,
    Queues,
    Run,
    forward_step,
    gradient_chains,
    simulate,
    simulate_in_pieces,
)
from tests.core.replay import Case, assert_chain_is_derivative, cases, examples, experiments
from tests.core.runs import bits, experiment_of, waves

RECORDED = ("X", "Y", "net_H", "out_H", "Y_hat", "loss", "weights", "gradients")


def training_loop(experiment):
    """The training loop written out with plain lists: one dict per step, finite or not."""
    w = {name: getattr(experiment.params, name) for name in PARAMETERS}
    X, out_H = [], [experiment.out_H_init]
    for t in range(experiment.steps):
        X.append(float(experiment.X[t % len(experiment.X)]))
        Y = float(experiment.Y[t % len(experiment.Y)])
        net_H = X[-1] * w["Wx"] + out_H[-1] * w["Wh"] + w["Bx"]
        out_H.append(math.tanh(net_H))
        Y_hat = out_H[-1] * w["Wy"] + w["By"]
        e = Y_hat - Y
        product = e * w["Wy"]
        g = {"Wx": 0.0, "Wh": 0.0, "Bx": 0.0, "Wy": e * out_H[-1], "By": e}
        for k in range(t + 1 if experiment.window == "all" else min(experiment.window, t + 1)):
            if k:
                product = product * w["Wh"]
            product = product * ((1 - out_H[-1 - k]) * (1 + out_H[-1 - k]))
            g["Wx"] += product * X[-1 - k]
            g["Bx"] += product
            if k < 9 or experiment.window == "all":
                g["Wh"] += product * out_H[-2 - k]
        updated = {}
        for name in PARAMETERS:
            step = g[name]
            if experiment.clip is not None and abs(step) > experiment.clip:
                step = math.copysign(experiment.clip, step)
            updated[name] = w[name] - experiment.learning_rate * step if experiment.learning_rate else w[name]
        yield {
            "X": X[-1], "Y": Y, "net_H": net_H, "out_H": out_H[-1], "Y_hat": Y_hat, "loss": 0.5 * (e * e),
            "weights": list(w.values()), "gradients": list(g.values()), "updated": list(updated.values()),
        }  # fmt: skip
        w = updated


def is_finite(row):
    return bool(
        np.isfinite(
            [*row["weights"], *row["gradients"], *row["updated"], row["net_H"], row["Y_hat"], row["loss"]]
        ).all()
    )


def trained(**changes):
    """Forty steps over a sequence of 13: it repeats three times, and every gradient is large."""
    values = {"window": 10, "learning_rate": 0.05, "out_H_init": 0.3, "steps": 40} | changes
    params = Params(Wx=0.6, Wh=1.4, Bx=0.05, Wy=1.2, By=-0.1)
    return experiment_of(
        params, [math.sin(0.9 * t + 1) for t in range(13)], [math.cos(1.7 * t) for t in range(13)], **values
    )


# --- the record ---


@examples(50)
@given(experiments())
@example(trained())
@example(trained(clip=0.1))
@example(trained(window="all"))
def test_a_run_is_the_training_loop(experiment):
    run = simulate(experiment)
    rows = list(training_loop(experiment))
    assert run.diverged_at == next((t for t, row in enumerate(rows) if not is_finite(row)), None)
    assert len(run) == (experiment.steps if run.diverged_at is None else run.diverged_at)
    for name in RECORDED:
        assert getattr(run, name).tolist() == [row[name] for row in rows[: len(run)]], name


@pytest.mark.parametrize(
    "changes", [{}, {"clip": 0.1}, {"learning_rate": 0.0}, {"window": 1}, {"window": 4, "steps": 5}]
)
def test_a_run_equals_a_loop_of_single_steps(changes):
    """Bit for bit, with every record of every step."""
    experiment = trained(**changes)
    run = simulate(experiment)
    params, queues, clip = experiment.params, Queues.start(0.3), experiment.clip or math.inf
    assert run.queues(-1) == queues
    for t in range(experiment.steps):
        forward, queues = forward_step(params, queues, float(experiment.X[t % 13]), float(experiment.Y[t % 13]))
        chains = gradient_chains(params, forward, queues, experiment.window)
        g = {name: max(-clip, min(clip, chains[name].total)) for name in PARAMETERS}
        updated = Params(**{name: getattr(params, name) - experiment.learning_rate * g[name] for name in PARAMETERS})
        step = run[t]
        assert (step.t, step.params, step.forward) == (t, params, forward)
        assert (step.queues, run.queues(t)) == (queues, queues)
        assert (step.chains, step.used, step.next_params) == (chains, Params(**g), updated)
        params = updated
    assert len(run) == experiment.steps
    assert run.diverged_at is None


def test_the_training_example_trains_and_clips():
    """Otherwise the tests above would prove nothing."""
    run = simulate(trained(clip=0.1))
    assert (run.weights[0] != run.weights[-1]).all()
    assert abs(run.gradients).min() < 0.1 < abs(run.gradients).max()
    assert bits(simulate(trained(clip=1e9)).weights) == bits(simulate(trained()).weights) != bits(run.weights)


@examples(40)
@given(experiments())
@example(trained())
@example(trained(window="all"))
def test_steps_and_arrays_are_one_computation(experiment):
    run = simulate(experiment)
    for t in range(len(run)):
        step = run[t]
        assert bits(run.gradients[t]) == bits([chain.total for chain in step.chains.values()])
        assert bits(run.weights[t]) == bits(dataclasses.astuple(step.params))
        assert t + 1 == len(run) or bits(run.weights[t + 1]) == bits(dataclasses.astuple(step.next_params))
        assert {type(value) for value in dataclasses.astuple(step.forward)} == {float}
        assert {type(value) for value in dataclasses.astuple(step.params)} == {float}


def test_a_longer_run_repeats_the_sequence_and_carries_the_state_on():
    assert trained(steps=None).steps == len(simulate(trained(steps=None))) == 13
    run = simulate(trained())
    assert run.X.tolist() == [trained().X[t % 13] for t in range(40)]
    assert run.Y.tolist() == [trained().Y[t % 13] for t in range(40)]
    assert run[13].forward.out_H_prev == run.out_H[12]


def test_learning_rate_0_freezes_the_weights_even_with_a_clip():
    run = simulate(trained(learning_rate=0.0, clip=0.01))
    assert {tuple(row) for row in run.weights.tolist()} == {(0.6, 1.4, 0.05, 1.2, -0.1)}


def test_defaults():
    defaults = {
        name: p.default for name, p in inspect.signature(Experiment).parameters.items() if p.default is not p.empty
    }
    assert defaults == {"window": 3, "learning_rate": 0.0, "out_H_init": 0.0, "steps": None, "clip": None}
    assert inspect.signature(simulate_in_pieces).parameters["piece"].default == 1000


# --- window "all" ---


@examples(12)
@given(cases())
def test_window_all_goes_back_to_the_start(case: Case):
    """Against complex steps, as in test_chain: t + 1 terms of each, of Wh too."""
    run = simulate(experiment_of(Params(**case.weights), case.X, case.Y, window="all", out_H_init=case.start))
    for t in (0, 1, 8, 9, 10, len(run) - 1):
        for name in ("Wx", "Wh", "Bx"):
            assert_chain_is_derivative(case, t, 1000, run[t].chains[name])


def test_window_all_is_window_10_while_that_reaches_the_start():
    full, ten = simulate(trained(window="all", learning_rate=0.0)), simulate(trained(learning_rate=0.0))
    assert bits(full.gradients[:9]) == bits(ten.gradients[:9])
    same = (full.gradients == ten.gradients).tolist()
    assert same[9] == [True, False, True, True, True]  # the lag-9 term of Wh is not in the queues
    assert same[10:] == [[False, False, False, True, True]] * 30
    assert len(full[39].queues.out_H) == 10


def test_window_all_is_for_2000_steps_at_most():
    experiment = trained(window="all", steps=2000)
    assert (experiment.window, experiment.lags, experiment.length) == ("all", 2000, 2000)
    with pytest.raises(ValueError, match="steps is 2001"):
        trained(window="all", steps=2001)
    with pytest.raises(ValueError, match="steps is 2001"):
        experiment_of(Params(1, 1, 0, 1, 0), np.zeros(2001), np.zeros(2001), window="all")
    assert trained(steps=2001).lags == 10


def test_a_run_continued_from_its_last_state_is_the_rest_of_the_longer_run():
    """The gradients differ only while the queues fill again."""
    X, Y = waves(12, 0.9)
    start, K = Params(0.5, 1.3, 0.1, 1.2, 0.3), 3
    longer = simulate(experiment_of(start, X, Y, K, out_H_init=0.4, steps=24))
    rest = simulate(experiment_of(start, X, Y, K, out_H_init=float(longer.out_H[11])))
    assert rest.out_H.tolist() == longer.out_H[12:].tolist()
    assert rest.gradients[K:].tolist() == longer.gradients[12 + K :].tolist()
    assert rest.gradients[:K].tolist() != longer.gradients[12 : 12 + K].tolist()


# --- pieces ---


@pytest.mark.parametrize("learning_rate", [0.0, 0.05])
@pytest.mark.parametrize("changes", [{"window": 1}, {"window": 9}, {}, {"clip": 0.1}, {"window": "all"}])
@pytest.mark.parametrize("piece", [1, 7, 8, 9, 10, 13, 20, 39, 40, 41, 1000])
def test_pieces_grow_and_the_last_one_is_the_whole_run(piece, changes, learning_rate):
    """A piece may begin in the middle of a chain, with frozen weights or not."""
    experiment = trained(learning_rate=learning_rate, **changes)
    whole, seen = simulate(experiment), []
    for run in simulate_in_pieces(experiment, piece):
        seen.append((run, {name: getattr(run, name).copy() for name in RECORDED}))
    assert [len(run) for run, _ in seen] == [*range(piece, 40, piece), 40]
    for run, copies in seen:
        assert run.diverged_at is None
        for name in RECORDED:
            assert bits(getattr(run, name)) == bits(copies[name]) == bits(getattr(whole, name)[: len(run)]), name


def test_pieces_are_made_one_at_a_time(monkeypatch):
    made, steps = [], rnn_core.run._learning

    def counted(experiment):
        for step in steps(experiment):
            made.append(1)
            yield step

    monkeypatch.setattr(rnn_core.run, "_learning", counted)
    pieces = simulate_in_pieces(trained(), 7)
    assert len(made) == 0
    list(islice(pieces, 2))
    assert len(made) == 14


def test_pieces_of_a_run_that_leaves_the_finite_range():
    experiment = experiment_of(Params(1, 0, 0, 1, 0), [0.0] * 9, [0.0] * 5 + [1e200] * 4)
    assert [(len(run), run.diverged_at) for run in simulate_in_pieces(experiment, 2)] == [(2, None), (4, None), (5, 5)]
    assert [(len(run), run.diverged_at) for run in simulate_in_pieces(experiment, 5)] == [(5, None), (5, 5)]


# --- leaving the finite range ---

STILL: dict[str, Any] = {"params": Params(1.0, 0.5, 0.0, 1.0, 0.0), "X": [0.0] * 6, "Y": [0.0] * 6}
LEAVING: dict[str, dict[str, Any]] = {  # by what is not finite at t = 4; before that e = 0, so nothing moves
    "net_H": {"params": Params(1e200, 0.5, 0.0, 1.0, 0.0), "X": [0.0, 0.0, 0.0, 0.0, 1e200, 0.0], "Y": [0.0] * 6},
    "loss": STILL | {"Y": [0.0, 0.0, 0.0, 0.0, 1e160, 0.0]},
    "gradients": STILL | {"params": Params(1.0, 0.5, 0.0, 1e200, 0.0), "Y": [0.0, 0.0, 0.0, 0.0, 1e150, 0.0]},
    "updated": STILL | {"learning_rate": 1e200, "Y": [0.0, 0.0, 0.0, 0.0, 1e120, 0.0]},
}


@pytest.mark.parametrize("window", [1, 3, 10, "all"])
@pytest.mark.parametrize("what", LEAVING)
@pytest.mark.parametrize("t", [0, 4])
def test_a_run_stops_where_it_leaves_the_finite_range(what, window, t):
    arguments = LEAVING[what] | {"window": window}
    arguments |= {"X": arguments["X"][4 - t :], "Y": arguments["Y"][4 - t :]}
    experiment = experiment_of(**arguments)
    rows = list(training_loop(experiment))
    assert {name for name, value in rows[t].items() if not np.isfinite(value).all()} == {what}
    run = simulate(experiment)
    assert run.diverged_at == len(run) == t
    for name in RECORDED:
        assert getattr(run, name).tolist() == [row[name] for row in rows[:t]]
    assert [run[i].t for i in range(t)] == list(range(t))
    assert run.queues(t - 1) == Queues(out_H=(0.0,) * (t + 1), X=(0.0,) * t)
    with pytest.raises(IndexError):
        run[t]
    lags = {"Wx": experiment.lags, "Wh": experiment.lags, "Bx": experiment.lags, "Wy": 1, "By": 1}
    assert {name: run.terms(name).shape for name in PARAMETERS} == {name: (t, K) for name, K in lags.items()}


@pytest.mark.parametrize("piece", [1, 2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("window", [1, 3, "all"])
@pytest.mark.parametrize("what", LEAVING)
def test_a_run_leaves_the_finite_range_in_the_middle_of_a_piece(what, window, piece):
    """The steps before it are kept bit for bit, and no step after it."""
    experiment = experiment_of(**LEAVING[what] | {"window": window})
    whole, seen = simulate(experiment), list(simulate_in_pieces(experiment, piece))
    assert [(len(run), run.diverged_at) for run in seen] == [*((n, None) for n in range(piece, 5, piece)), (4, 4)]
    for run in seen:
        for name in RECORDED:
            assert bits(getattr(run, name)) == bits(getattr(whole, name)[: len(run)]), name


@pytest.mark.parametrize("learning_rate", [0.0, 1e-300])
def test_a_loss_is_out_of_range_where_the_square_of_its_error_is(learning_rate):
    """The single step overflows too, although half of that square would be finite."""
    forward, _ = forward_step(STILL["params"], Queues.start(), 0.0, 1.4e154)
    assert forward.loss == math.inf
    run = simulate(experiment_of(**STILL | {"Y": [0.0, 0.0, 1.3e154, 1.4e154, 0.0, 0.0]}, learning_rate=learning_rate))
    assert (len(run), run.diverged_at, run.loss[2]) == (3, 3, 0.5 * (1.3e154 * 1.3e154))


def test_a_prediction_out_of_range_and_a_clip_that_does_not_help():
    run = simulate(experiment_of(Params(9.0, 0, 0, 1e308, 1e308), [0.0, 1.0], [1e308, 0.0], clip=1.0))
    assert (run.diverged_at, len(run)) == (1, 1)
    run = simulate(experiment_of(**LEAVING["gradients"], clip=1.0, learning_rate=0.1))
    assert (run.diverged_at, len(run)) == (4, 4)
    run = simulate(experiment_of(**LEAVING["updated"], clip=1.0))
    assert (run.diverged_at, run[4].next_params.By) == (5, 1e200)  # here the clip helps, for one step


finite = st.floats(allow_nan=False, allow_infinity=False)


@examples(50)
@given(
    st.tuples(*[finite] * 5), st.lists(st.tuples(finite, finite), min_size=1, max_size=12), finite,
    st.floats(0, 1e308), st.none() | st.floats(1e-300, 1e300), st.integers(1, 10) | st.just("all"),
)  # fmt: skip
def test_no_finite_experiment_raises_or_warns(weights, pairs, start, learning_rate, clip, window):
    X, Y = zip(*pairs, strict=True)
    run = simulate(experiment_of(Params(*weights), X, Y, window, learning_rate, start, 2 * len(X), clip))
    assert len(run) == (2 * len(X) if run.diverged_at is None else run.diverged_at)
    for name in RECORDED:
        assert np.isfinite(getattr(run, name)).all()
    for t in range(len(run)):
        assert bits([chain.total for chain in run[t].chains.values()]) == bits(run.gradients[t])
    for name in PARAMETERS:
        assert len(run.terms(name)) == len(run)
    *_, again = simulate_in_pieces(run.experiment, 5)
    assert again.diverged_at == run.diverged_at
    assert [bits(getattr(again, name)) for name in RECORDED] == [bits(getattr(run, name)) for name in RECORDED]


@pytest.mark.parametrize("piece", [0, -1, 2.5, True, None, "5"])
def test_a_piece_must_be_a_positive_integer(piece):
    """Refused by the call, not by the first iteration."""
    with pytest.raises(ValueError, match=r"^piece is ") as refusal:
        simulate_in_pieces(trained(), piece)
    assert repr(piece) in str(refusal.value)


@pytest.mark.parametrize("t", [-1, -40, 40, 1000])
def test_steps_outside_the_run_raise_an_index_error(t):
    run = simulate(trained())
    with pytest.raises(IndexError, match=rf"t is {t};.* 0 to 39"):
        run[t]


@pytest.mark.parametrize("t", [-2, 40])
def test_queues_outside_the_run_raise_an_index_error(t):
    with pytest.raises(IndexError, match=f"t is {t};"):
        simulate(trained()).queues(t)


def test_a_run_can_be_iterated():
    steps: Any = simulate(trained())
    assert [step.t for step in steps] == list(range(40))


def test_records_are_immutable():
    run = simulate(trained())
    for value, name in ((trained(), "window"), (run, "loss"), (run[0], "t"), (run[0].chains["Wx"], "terms")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, 0)
    public = [field.name for field in dataclasses.fields(Run) if field.init]
    assert public == ["experiment", *RECORDED, "diverged_at"]
