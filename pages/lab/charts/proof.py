"""The proof: three independent computations of the same five gradients, and what stale states do to the chain."""

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import MINUS, gradient, number, number_table, percent, sentence
from rnn_core.analysis.proof import Agreement, GradientCheck, agreement, gradient_checks

GLOSSARY = {
    "m": "the number of steps that are replayed: as many as the chain has terms",
    "complex step": "a derivative read off the imaginary part of the loss when the weight is moved by "
    "10⁻¹⁰⁰·i; exact but for rounding",
    "central difference": "a finite difference: the derivative estimated by moving the weight slightly both ways",
}


def proof(moment: Moment) -> Block:
    """A table of the chain, the complex step and the central difference, and a sentence that reads it."""
    checks = moment.once(gradient_checks, moment.run, moment.step.t)
    unit = "|<br><small>relative to the largest<br>term or derivative</small>"
    table = number_table(
        (
            *("gradient", "steps m", "chain", "complex step", "central difference"),
            *(f"|chain {MINUS} complex{unit}", f"|chain {MINUS} central{unit}"),
        ),
        [
            (
                *(gradient(name), str(check.steps), check.chain, check.complex_step, check.central_difference),
                *(check.complex_step_error, check.central_difference_error),
            )
            for name, check in checks.items()
        ],
    )
    return f"{table}{sentence(_sentence(agreement(checks)))}"


def _sentence(claims: Agreement) -> str:
    worst, error = claims.worst, number(claims.worst.complex_step_error)
    name, central = gradient(worst.parameter), number(claims.central_difference_error)
    if claims.stale and claims.rounding_only:
        return "The weights changed during the window, but too little to show in these numbers."
    if claims.stale:
        return (
            "The weights changed during the window, so the chain is not exactly the derivative of any replay. "
            f"{name} has the largest relative gap: {number(worst.gap_now)}, "
            f"{percent(worst.complex_step_error)} of its largest term or its derivative, whichever is larger."
        )
    if not claims.rounding_only:
        return (
            f"Chain and complex step differ by up to {error}, relative to the largest term or derivative ({name}). "
            f"Either out_H is so close to ±1 that its rounding dominates the slope (1 {MINUS} out_H)(1 + out_H), or "
            "the terms are almost too small to represent. The complex step differentiates tanh itself and is the more "
            f"accurate of the two. The central difference differs from the chain by up to {central}."
        )
    measured = f"The central difference, only an approximation, is off by at most {central}."
    if claims.exact:
        return f"Chain and complex step agree exactly for all five gradients. {measured}"
    return (
        f"All three agree. Chain and complex step differ by at most {error} of the largest term ({name}), which is "
        f"rounding. {measured}"
    )


def stale_versions(moment: Moment) -> Block:
    """Three versions of each gradient, the chain and two exact replays, and a sentence about the picked one."""
    chosen = moment.session
    checks = moment.once(gradient_checks, moment.run, moment.step.t)
    table = number_table(
        (
            *("gradient", "chain as computed", "replay, current weights", "replay, weights of each step"),
            *(f"chain {MINUS} current", f"chain {MINUS} each step"),
        ),
        [
            (gradient(name), check.chain, check.complex_step, check.replay_then, check.gap_now, check.gap_then)
            for name, check in checks.items()
        ],
        picked=[gradient(chosen.weight)],
    )
    return f"{table}{sentence(_stale_sentence(checks[chosen.weight], learning=chosen.eta > 0))}"


def _stale_sentence(check: GradientCheck, *, learning: bool) -> str:
    if not learning:
        return (
            "η is 0, so the weights never change, and any difference between the three versions is rounding. Set η "
            "above 0 to see a gap: the out_H in the queues were then computed with older weights."
        )
    name = gradient(check.parameter)
    if not check.stale:
        replayed = "the one step that is replayed" if check.steps == 1 else f"the {check.steps} steps that are replayed"
        return f"For {name}, no weight changed during {replayed}: any difference between the versions is rounding."
    return (
        f"For {name}, over {check.steps} steps: the chain as computed, {number(check.chain)}, combines the current "
        "weights with states that older weights produced. An online learner uses this gradient, because its queues "
        f"hold nothing else. A replay with the current weights gives {number(check.complex_step)}; a replay with the "
        f"weights in force at each of these steps gives {number(check.replay_then)}."
    )
