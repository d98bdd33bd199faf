"""Signs of overshoot and divergence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import Params, simulate
from rnn_core.analysis.divergence import first_beyond, overshoot
from tests.core.replay import cases, examples
from tests.core.runs import LEARNER, experiment_of, run_of


@examples(40)
@given(cases(), st.floats(0.1, 5))
def test_first_beyond_is_the_first_step_with_a_large_weight(case, limit):
    run = run_of(case, 10, 0.05)
    large = [t for t in range(len(run)) if any(abs(w) > limit for w in run.weights[t])]
    assert first_beyond(run, limit) == (large[0] if large else None)


def test_first_beyond_checks_weights_in_force_and_excludes_the_limit():
    case = LEARNER
    assert first_beyond(run_of(case), 1.3) is None
    assert first_beyond(run_of(case), 1.29) == 0
    assert first_beyond(run_of(case._replace(weights=case.weights | {"By": -4.0})), 3.0) == 0
    run = run_of(case._replace(Y=[9.0] * 14), learning_rate=0.02)  # By grows towards 9
    t = next(t for t in range(14) if run[t].params.By > 1.5)
    assert t > 1
    assert first_beyond(run, 1.5) == min(t, *(j for j in range(14) if max(abs(run.weights[j])) > 1.5))
    assert type(first_beyond(run, 1.5)) is int


def test_first_beyond_of_an_empty_run():
    run = simulate(experiment_of(Params(9.0, 1.0, 0.0, 1.0, 0.0), [1.0], [1e200]))
    assert (len(run), first_beyond(run, 1.0)) == (0, None)


@examples(40)
@given(cases(), st.sampled_from((0.0, 0.01, 0.3)))
def test_overshoot_is_the_factor_of_the_error_after_an_update_of_Wy_and_By(case, learning_rate):
    """Run the last step again with the updated Wy and By."""
    run = run_of(case, 3, learning_rate)
    if len(run):
        step = run[len(run) - 1]
        out_H, error = step.forward.out_H, step.forward.error
        Wy, By = step.params.Wy - learning_rate * error * out_H, step.params.By - learning_rate * error
        after = out_H * Wy + By - step.forward.Y
        assert after == pytest.approx(overshoot(run) * error, rel=1e-9, abs=1e-12)


def test_overshoot_by_hand():
    run = simulate(experiment_of(Params(1.0, 0.0, 0.0, 1.0, 0.0), [0.0, 50.0], [1.0, 1.0], 3, 1.25))
    assert (run.out_H.tolist(), overshoot(run)) == ([0.0, 1.0], -1.5)
