"""The equations with this step's numbers in them, as HTML. Styles stand in browser/style.css."""

from collections.abc import Callable

from pages.lab.notation import MINUS, digits, gradient, meaning, number, short_symbol, signed, symbol
from rnn_core import PARAMETERS, Chain, Step, Term
from rnn_core.analysis.proof import LossAlong, Witness
from rnn_core.analysis.surface import Surface

W = {name: symbol(name) for name in PARAMETERS}


def sentence(html: str) -> str:
    """A sentence of its own."""
    return f'<p class="sentence">{html}</p>'


def sequence_key() -> str:
    """Which line of the sequence chart is which."""
    lines = {
        "source": "X, goes in",
        "muted": "Y, should come out",
        "ink": "Ŷ, comes out",
        "error": "e = Ŷ − Y",
        "picked-tint": "the window",
    }
    return _key(lines)


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


def proof(witnesses: dict[str, Witness]) -> str:
    """The three roads to each gradient, and how far they part as a share of the largest term."""
    rows = "".join(
        f"<tr><td>{gradient(w.parameter)}</td><td>{w.steps}</td>{_numbers(w.chain, w.complex_step, w.central_difference)}"
        f"{_numbers(w.complex_step_error, w.central_difference_error)}</tr>"
        for w in witnesses.values()
    )
    part = "|<br><small>of the largest term</small>"
    return (
        '<div class="scroll"><table class="sum"><tr><th></th><th>steps m</th><th>chain</th><th>complex step</th><th>central difference</th>'
        f"<th>|chain {MINUS} complex{part}</th><th>|chain {MINUS} central{part}</th></tr>{rows}</table></div>"
    )


def stale(witnesses: dict[str, Witness], weight: str) -> str:
    """The three versions of each gradient while weights change."""
    rows = "".join(
        f'<tr class="{"picked" if w.parameter == weight else ""}"><td>{gradient(w.parameter)}</td>{_numbers(w.chain, w.complex_step, w.then, w.gap_today, w.gap_then)}</tr>'
        for w in witnesses.values()
    )
    return (
        '<div class="scroll"><table class="sum"><tr><th></th><th>chain as computed</th><th>replay, weights of today</th><th>replay, weights of then</th>'
        f"<th>chain {MINUS} today</th><th>chain {MINUS} then</th></tr>{rows}</table></div>"
    )


def _numbers(*values: float) -> str:
    return "".join(f'<td title="{digits(value)}">{number(value)}</td>' for value in values)


def nudge(along: LossAlong) -> str:
    """What the slope predicts of a nudge, and what happens, with the numbers in."""
    name = symbol(along.parameter)
    return (
        '<div class="forward">'
        f'<div class="eq"><span class="left">predicted</span><span class="sym">= {gradient(along.parameter)}·Δ{name}</span>'
        f'<span class="num">= {signed(along.slope)}·{signed(along.shift)}</span><span class="value" title="{digits(along.predicted)}">= <b>{number(along.predicted)}</b></span></div>'
        f'<div class="eq"><span class="left">real</span><span class="sym">= Loss({name} + Δ{name}) {MINUS} Loss({name})</span>'
        f'<span class="num">= {number(along.loss_moved)} {MINUS} {signed(along.loss)}</span>'
        f'<span class="value" title="{digits(along.real)}">= <b>{number(along.real)}</b></span></div></div>'
    )


def slope_key(parameter: str) -> str:
    """Which mark of the slope chart is which."""
    return _key(
        {
            "ink": f"Loss of a replay, along {symbol(parameter)}",
            "picked": "tangent: slope = Σ",
            "error": "nudge: open dot predicted, full dot real",
        }
    )


def truncation_key(window: int) -> str:
    """Which line of the truncation chart is which."""
    return _key({"ink": "back to the start", "picked": f"window K = {window}", "error": "× wrong sign"})


def cobweb_key(*, held: bool) -> str:
    """Which mark of the cobweb is which."""
    return _key(
        {
            "ink": "the map while X<sub>t</sub> goes in",
            "source": "the orbit" + (", X<sub>t</sub> held" if held else ", as it was"),
            "picked": "this step",
            "Wh": "its slope, the local gain",
            "slope": "fixed points: full stable, open not",
            "muted": "diagonal: the state stays",
            **({} if held else {"faint": "the maps of the steps before"}),
        }
    )


def curves_key(weight: str) -> str:
    """Which line of a training run is which."""
    lines = {"faint": f"single steps: the loss, |{gradient(weight)}|", "ink": "mean of the last T losses"}
    names = {name: W[name] for name in PARAMETERS}
    return _key(lines | names | {"By": f"{W['By']}; below, means of their last T |gradients|"})


def surface_key(window: int) -> str:
    """What lies on the surface."""
    return _key(
        {
            "ink": "the path, from ○ to □",
            "picked": f"here, and −gradient with window K = {window}",
            "slope": "−gradient in full",
            "surface": "high mean loss",
        }
    )


def mean_gradients(found: Surface, window: int, reads: str) -> str:
    """The two gradients of the mean loss, weight by weight, and what to read off them."""
    rows = "".join(
        f'<tr class="{"picked" if name in (found.across, found.up) else ""}"><td>∂L̄/∂{W[name]}</td>'
        f'<td title="{digits(found.truncated_by_weight[name])}">{number(found.truncated_by_weight[name])}</td>'
        f'<td title="{digits(found.full_by_weight[name])}">{number(found.full_by_weight[name])}</td></tr>'
        for name in PARAMETERS
    )
    head = f"<tr><th>of the mean loss L̄</th><th>window K = {window}</th><th>full</th></tr>"
    return f'<p class="sentence">{reads}</p><table class="sum">{head}{rows}</table>'


def seen(lines: list[str]) -> str:
    """What was seen, line by line."""
    return "".join(f'<p class="sentence">{line}</p>' for line in lines)


def windows_key() -> str:
    """What stands in the columns of the comparison."""
    return _key({"ink": "median of the starts", "faint": "lowest to highest", "error": "always answering the mean"})


def stale_key(parameter: str) -> str:
    """Which line is which."""
    return _key({"ink": f"mean of the last T |{gradient(parameter)}|", "error": "mean of the last T |gap|", "faint": "|gap| at each step"})


def _key(lines: dict[str, str]) -> str:
    return (
        '<p class="key">'
        + "".join(f'<span><i style="background:var(--{name.lower()})"></i><b>{what}</b></span>' for name, what in lines.items())
        + "</p>"
    )


def _coloured(ascii_symbol: str, text: str) -> str:
    return f'<span class="{meaning(ascii_symbol).lower()}">{text}</span>'


def _at(lag: int) -> str:
    return f"t-{lag}" if lag else "t"
