"""Signs of overshoot and divergence."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core import Params, simulate
from rnn_core.analysis.divergence import first_beyond
from tests.core.replay import cases
from tests.core.runs import LEARNER, experiment_of, run_of

# --- runs ---


@settings(max_examples=40, deadline=None)
@given(cases(), st.floats(0.1, 5))
def test_first_beyond_is_the_first_step_with_a_large_weight(case, limit):
    run = run_of(case, 10, 0.05)
    large = [t for t in range(len(run)) if any(abs(w) > limit for w in run.weights[t])]
    assert first_beyond(run, limit) == (large[0] if large else None)


def test_first_beyond_means_weights_in_force_and_more_than_the_limit():
    case = LEARNER
    assert first_beyond(run_of(case), 1.3) is None
    assert first_beyond(run_of(case), 1.29) == 0
    assert first_beyond(run_of(case._replace(weights=case.weights | {"By": -4.0})), 3.0) == 0
    run = run_of(case._replace(Y=[9.0] * 14), learning_rate=0.02)  # By is drawn up towards 9
    t = next(t for t in range(14) if run[t].params.By > 1.5)
    assert t > 1
    assert first_beyond(run, 1.5) == min(t, *(j for j in range(14) if max(abs(run.weights[j])) > 1.5))
    assert type(first_beyond(run, 1.5)) is int


def test_first_beyond_of_an_empty_run():
    run = simulate(experiment_of(Params(9.0, 1.0, 0.0, 1.0, 0.0), [1.0], [1e200]))
    assert (len(run), first_beyond(run, 1.0)) == (0, None)
