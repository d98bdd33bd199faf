"""Three versions of each gradient while the weights change: the chain as computed, and two exact replays."""

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import MINUS, gradient, number, number_table, sentence
from rnn_core.analysis.proof import GradientCheck, gradient_checks


def stale_versions(moment: Moment) -> Block:
    """A table of the versions, and a sentence about the picked gradient."""
    chosen = moment.session
    checks = moment.once(gradient_checks, moment.run, moment.step.t)
    table = number_table(
        (
            *("", "chain as computed", "replay, current weights", "replay, weights of each step"),
            *(f"chain {MINUS} current", f"chain {MINUS} each step"),
        ),
        [
            (gradient(name), check.chain, check.complex_step, check.replay_then, check.gap_now, check.gap_then)
            for name, check in checks.items()
        ],
        picked=[gradient(chosen.weight)],
    )
    return f"{table}{sentence(_sentence(checks[chosen.weight], learning=chosen.eta > 0))}"


def _sentence(check: GradientCheck, *, learning: bool) -> str:
    if not learning:
        return (
            "η is 0, so the weights never change and all three versions agree to rounding. Set η above 0 to see a "
            "gap: the out_H in the queues were then computed with older weights."
        )
    name = gradient(check.parameter)
    if not check.stale:
        replayed = "the one step that is replayed" if check.steps == 1 else f"the {check.steps} steps that are replayed"
        return f"For {name}, no weight changed during {replayed}, so all three versions agree to rounding."
    return (
        f"For {name}, over {check.steps} steps: the chain as computed, {number(check.chain)}, combines the current "
        "weights with states that older weights produced. An online learner uses this gradient, because its queues "
        f"hold nothing else. A replay with the current weights gives {number(check.complex_step)}; a replay with the "
        f"weights in force at each of these steps gives {number(check.replay_then)}."
    )
