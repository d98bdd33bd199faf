"""The equations with this step's numbers in them, as HTML. Styles stand in browser/style.css."""

from collections.abc import Callable

from pages.lab.text.notation import (
    MINUS,
    digits,
    gradient,
    meaning,
    number,
    left_queue,
    short_symbol,
    signed,
    symbol,
    time_label,
)
from rnn_core import PARAMETERS, Chain, Step, Term

W = {name: symbol(name) for name in PARAMETERS}


def sentence(html: str) -> str:
    """A sentence of its own."""
    return f'<p class="sentence">{html}</p>'


def forward(step: Step) -> str:
    """The four equations, each as symbols, numbers, value."""
    f, p = step.forward, step.params
    rows = (
        ("net_H<sub>t</sub>", f"X<sub>t</sub>·{W['Wx']} + out_H<sub>t{MINUS}1</sub>·{W['Wh']} + {W['Bx']}",
         f"{signed(f.X)}·{signed(p.Wx)} + {signed(f.out_H_prev)}·{signed(p.Wh)} + {signed(p.Bx)}", f.net_H),
        ("out_H<sub>t</sub>", "tanh(net_H<sub>t</sub>)", f"tanh({number(f.net_H)})", f.out_H),
        ("Ŷ<sub>t</sub>", f"out_H<sub>t</sub>·{W['Wy']} + {W['By']}", f"{signed(f.out_H)}·{signed(p.Wy)} + {signed(p.By)}", f.Y_hat),
        ("Loss<sub>t</sub>", f"½·(Ŷ<sub>t</sub> {MINUS} Y<sub>t</sub>)²", f"½·({number(f.Y_hat)} {MINUS} {signed(f.Y)})²", f.loss),
    )  # fmt: skip
    cells = "".join(
        f'<div class="eq"><span class="left">{left}</span><span class="sym">= {symbols}</span>'
        f'<span class="num">= {numbers}</span><span class="value" title="{digits(value)}">= <b>{number(value)}</b></span></div>'
        for left, symbols, numbers, value in rows
    )
    return f'<div class="forward">{cells}</div>'


def partials(parameter: str, term: Term) -> list[tuple[str, str]]:
    """Numerator and denominator of the partial derivative that each factor is, in the order of the factors."""
    pairs = [("Loss[t]", "Y_hat[t]")]
    if parameter in ("Wy", "By"):
        return [*pairs, ("Y_hat[t]", parameter)]
    pairs += [("Y_hat[t]", "out_H[t]"), ("out_H[t]", "net_H[t]")]
    for lag in range(1, term.lag + 1):
        newer, older = _at(lag - 1), _at(lag)
        pairs += [(f"net_H[{newer}]", f"out_H[{older}]"), (f"out_H[{older}]", f"net_H[{older}]")]
    return [*pairs, (f"net_H[{_at(term.lag)}]", parameter)]


def factors(parameter: str, term: Term) -> str:
    """One term as the chain rule writes it: three lines over each factor, the derivative, the expression, the number."""
    chips = "".join(
        f'<div class="factor {meaning(factor.symbol).lower()}">'
        f'<span class="frac"><span>∂{symbol(top)}</span><span>∂{symbol(bottom)}</span></span>'
        f'<span class="expr">{symbol(factor.symbol)}</span><span class="num" title="{digits(factor.value)}">{number(factor.value)}</span></div>'
        for (top, bottom), factor in zip(partials(parameter, term), term.factors, strict=True)
    )
    result = (
        f'<div class="factor result"><span class="frac"><span>term</span></span><span class="expr">k = {term.lag}</span>'
        f'<span class="num" title="{digits(term.value)}">{number(term.value)}</span></div>'
    )
    return f'<div class="factors">{result}{chips}</div>'


def whole_sum(chain: Chain, picked_lag: int) -> str:
    """The sum as the textbook writes it, term + term + term, a line a term, with its numbers and the sum so far."""
    lines = "".join(
        f'<tr class="{"picked" if term.lag == picked_lag else ""}"><td>k = {term.lag}</td>'
        f'<td title="{digits(term.value)}">{number(term.value)}</td><td title="{digits(so_far)}">{number(so_far)}</td>'
        f'<td class="product">{_product(term, short_symbol)}<br>{_product(term)}</td></tr>'
        for term, so_far in zip(chain.terms, chain.running_sums, strict=True)
    )
    name = gradient(chain.parameter)
    return (
        f'<h2>The whole sum</h2><div class="scroll"><table class="sum"><tr><th>lag</th><th>term</th><th>sum so far</th>'
        f'<th class="product">{name} = Σ of</th></tr>{lines}'
        f'<tr class="total"><td>Σ</td><td></td><td title="{digits(chain.total)}">{number(chain.total)}</td><td class="product">= {name}</td></tr>'
        "</table></div>"
    )


def _product(term: Term, symbols: Callable[[str], str] | None = None) -> str:
    """One term as symbols or as numbers, with the plus that leads it."""
    plus = "+ " if term.lag else ""
    return plus + "·".join(_coloured(f.symbol, symbols(f.symbol) if symbols else signed(f.value)) for f in term.factors)


def output_weights(step: Step) -> str:
    """The two gradients that do not look back."""
    return "<h2>The output's own weights, and the update</h2>" + "".join(
        f'<div class="eq"><span class="left">{gradient(name)}</span><span class="sym">= {"·".join(symbol(f.symbol) for f in term.factors)}</span>'
        f'<span class="num">= {"·".join(_coloured(f.symbol, signed(f.value)) for f in term.factors)}</span>'
        f'<span class="value" title="{digits(term.value)}">= <b>{number(term.value)}</b></span></div>'
        for name in ("Wy", "By")
        for term in step.chains[name].terms
    )


def update(step: Step, learning_rate: float, clip: float = 0.0) -> str:
    """w ← w − η·∂L/∂w for all five, with numbers; each gradient clipped to ±clip first, if one is set."""

    def used(name: str) -> float:
        return max(-clip, min(clip, step.chains[name].total)) if clip else step.chains[name].total

    rows = "".join(
        f'<tr><td>{symbol(name)}</td><td title="{digits(step.chains[name].total)}">{number(step.chains[name].total)}</td>'
        f"<td>{number(getattr(step.params, name))} {MINUS} {number(learning_rate)}·{signed(used(name))}</td>"
        f'<td title="{digits(getattr(step.next_params, name))}"><b>{number(getattr(step.next_params, name))}</b></td></tr>'
        for name in PARAMETERS
    )
    frozen = "<p>η is 0: the weights are frozen.</p>" if learning_rate == 0 else ""
    frozen += f"<p>Each gradient is clipped to ±{number(clip)} before the update.</p>" if clip else ""
    return f'{frozen}<div class="scroll"><table class="sum"><tr><th>w</th><th>∂L/∂w</th><th>w {MINUS} η·∂L/∂w</th><th>next w</th></tr>{rows}</table></div>'


def _coloured(ascii_symbol: str, text: str) -> str:
    return f'<span class="{meaning(ascii_symbol).lower()}">{text}</span>'


def _at(lag: int) -> str:
    return f"t-{lag}" if lag else "t"


def absent(parameter: str, lag: int, t: int) -> str:
    """Why a picked term does not exist, as a paragraph."""
    name = gradient(parameter)
    if t < 0:
        return sentence(f"Before the first step there is no loss, so {name} has no terms yet.")
    if parameter in ("Wy", "By"):
        return sentence(f"{name} has a single term, lag 0: this weight acts after the recurrence.")
    if lag > t:
        return sentence(f"{name} has no term of lag {lag} yet: {time_label(t, lag)} would lie before the first step.")
    return sentence(f"{name} has no term of lag {lag}: it would need {left_queue(lag)}, which has left the queue.")
