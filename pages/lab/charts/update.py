"""The gradients of the output weights, and the update w ← w − η·∂L/∂w of all five."""

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import MINUS, W, digits, equation, gradient, number, number_table, product_of, signed, symbol
from rnn_core import PARAMETERS, Step


def update(moment: Moment) -> Block:
    """The two gradients that do not look back, and the update with numbers."""
    step, experiment = moment.step, moment.run.experiment
    notes = "<p>η is 0, so the weights do not change.</p>" if experiment.learning_rate == 0 else ""
    if experiment.clip is not None:
        notes += f"<p>Each gradient is clipped to ±{number(experiment.clip)} before the update.</p>"
    table = number_table(
        ("w", "∂L/∂w", f"w {MINUS} η·∂L/∂w", "next w"),
        [_row(step, name, number(experiment.learning_rate)) for name in PARAMETERS],
    )
    return f"<h2>The output weights, and the update</h2>{_gradient(step, 'Wy')}{_gradient(step, 'By')}{notes}{table}"


def _gradient(step: Step, parameter: str) -> str:
    (term,) = step.chains[parameter].terms
    symbols = "·".join(symbol(factor.symbol) for factor in term.factors)
    return equation(gradient(parameter), symbols, product_of(term), term.value, exact=parameter == "By")


def _row(step: Step, parameter: str, learning_rate: str) -> tuple[str | float, ...]:
    weight, used, following = (getattr(params, parameter) for params in (step.params, step.used, step.next_params))
    return (
        W[parameter],
        step.chains[parameter].total,
        f"{number(weight)} {MINUS} {learning_rate}·{signed(used)}",
        f'<span title="{digits(following)}"><b>{number(following)}</b></span>',
    )
