"""What the gradient checks of one step say together, against plain loops over their fields."""

import numpy as np
import pytest

from rnn_core import Experiment, Params, simulate
from rnn_core.analysis.proof import GradientCheck, agreement, gradient_checks


def run_of(learning_rate: float, Wx: float = 0.5):
    angles = 0.9 * np.arange(14) + 0.5
    params = Params(Wx, -0.9, 0.1, 1.2, 0.3)
    return simulate(Experiment(params, np.sin(angles), np.cos(angles), 6, learning_rate, out_H_init=0.4))


def check(name: str, chain: float, complex_step: float, *, measured: float = 1.0, stale: bool = False) -> GradientCheck:
    return GradientCheck(
        parameter=name,
        steps=2,
        chain=chain,
        scale=1.0,
        complex_step=complex_step,
        central_difference=measured,
        replay_then=chain,
        stale=stale,
    )


@pytest.mark.parametrize("learning_rate", [0.0, 0.05])
@pytest.mark.parametrize("Wx", [0.5, 12.0])
def test_the_worst_of_the_five(learning_rate: float, Wx: float):
    run = run_of(learning_rate, Wx)
    for t in range(len(run)):
        checks = gradient_checks(run, t)
        claims = agreement(checks)
        errors = {name: one.complex_step_error for name, one in checks.items()}
        assert errors[claims.worst.parameter] == max(errors.values())
        assert claims.central_difference_error == sorted(one.central_difference_error for one in checks.values())[-1]
        assert claims.stale == (learning_rate > 0 and t > 0)
        assert claims.exact == (set(errors.values()) == {0.0})
        assert claims.rounding_only == all(error <= 1e-9 for error in errors.values())


def test_one_stale_gradient_is_enough():
    fresh, stale = check("Wx", 1.0, 1.0), check("Wh", 1.0, 1.0, stale=True)
    assert agreement({"Wx": fresh, "Wh": stale}).stale
    assert not agreement({"Wx": fresh}).stale


@pytest.mark.parametrize(
    ("error", "exact", "rounding"), [(0.0, True, True), (5e-10, False, True), (2e-9, False, False)]
)
def test_what_counts_as_rounding(error: float, exact: bool, rounding: bool):
    claims = agreement({"Wx": check("Wx", 1.0, 1.0), "Bx": check("Bx", 1.0, 1.0 - error, measured=0.75)})
    assert claims.worst.parameter == ("Wx" if exact else "Bx")
    assert claims.central_difference_error == 0.25
    assert (claims.exact, claims.rounding_only) == (exact, rounding)


def test_saturation_leaves_more_than_rounding():
    run = run_of(0.0, Wx=30.0)
    assert any(not agreement(gradient_checks(run, t)).rounding_only for t in range(len(run)))
