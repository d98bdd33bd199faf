"""One step as a LaTeX document that compiles as it is: the equations, every term, and the update, with their numbers.

The symbols and numbers are those of the page: its HTML is translated, so that a formula is written once.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pages.lab.charts.factors import parts
from pages.lab.charts.forward import EQUATIONS, in_numbers
from pages.lab.moment import Moment
from pages.lab.session import LOOKING_BACK, SCREEN_ORDER
from pages.lab.takeaway.scripts import of_task
from pages.lab.text import MINUS, W, equals, gradient, number, setting, short_symbol, signed, symbol
from rnn_core import PARAMETERS, Chain, Term

A_LINE = 64
"""How many characters of a formula a line holds, not counting the left side."""
_DOCUMENT = r"""% Step {t} of a run of Unrolled. Compile it with pdflatex, xelatex or lualatex.
\documentclass{{article}}
\usepackage{{amsmath}}
\usepackage[margin=25mm]{{geometry}}
\allowdisplaybreaks
\setlength{{\jot}}{{5pt}}
\setlength{{\parindent}}{{0pt}}
\newcommand{{\netH}}{{\mathit{{net\_H}}}}
\newcommand{{\outH}}{{\mathit{{out\_H}}}}
\newcommand{{\Loss}}{{\mathit{{Loss}}}}
\begin{{document}}
\section*{{Step $t = {t}$}}
{run}

Numbers have three significant digits; the values are computed with all. In the gradients, $L$ is $\Loss_t$.

{body}
\end{{document}}
"""
_GONE = r"It has no term of lag 9, because $\outH_{t-10}$ has left the queue."
_WRITTEN = {
    "out_H": r"\outH ",
    "net_H": r"\netH ",
    "Loss": r"\Loss ",
    "Ŷ": r"\hat{Y}",
    "∂": r"\partial ",
    "tanh": r"\tanh",
    "½": r"\tfrac{1}{2}",
    "·": r" \cdot ",
    "≈": r"\approx",
    "η": r"\eta",
    "\N{MINUS SIGN}": "-",
    "<sub>": "_{",
    "</sub>": "}",
}
_IN_TEXT = str.maketrans({MINUS: "$-$", "“": "``", "”": "''", "–": "--", "…": r"\dots{}"})
_POWER = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def document(moment: Moment) -> str:
    """The step of a moment as a whole document; raises ``AbsentError`` before the first step."""
    sections = (_forward(moment), *_gradients(moment), _picked(moment), _update(moment))
    return _DOCUMENT.format(t=moment.step.t, run=_run(moment), body="\n\n".join(sections))


def _run(moment: Moment) -> str:
    """Which run it is: the task, the window, the learning rate, and where it starts."""
    chosen, start = moment.session, moment.run.experiment.params
    task = ", ".join(word.translate(_IN_TEXT) for word in of_task(chosen))
    weights = (f"{W[name]} = {setting(getattr(start, name))}" for name in PARAMETERS)
    state = f"out_H<sub>{MINUS}1</sub> = {setting(chosen.h0)}"
    rest = _listed(f"K = {chosen.K}", f"η = {setting(chosen.eta)}")
    clip = rf", gradients clipped at $\pm {maths(setting(chosen.clip))}$" * bool(chosen.eta and chosen.clip)
    return f"The run: {task}; {rest}{clip}. It starts with {_listed(*weights, state)}."


def _listed(*formulas: str) -> str:
    """Formulas of the page in a sentence, which can be broken after each."""
    return ", ".join(f"${maths(formula)}$" for formula in formulas)


def maths(html: str) -> str:
    """HTML of a formula as LaTeX of a formula."""
    text = re.sub(r"</?span[^>]*>", "", html)
    for mark, written in _WRITTEN.items():
        text = text.replace(mark, written)
    return _POWER.sub(lambda power: f"^{{{power[0].translate(_RAISED)}}}", text)


def _section(title: str, lines: Iterable[str], about: str = "") -> str:
    rows = " \\\\\n".join(lines)
    formulas = rows and f"\\begin{{align*}}\n{rows}\n\\end{{align*}}"
    return "\n".join(filter(None, (f"\\subsection*{{{title}}}", about, formulas)))


def _value(value: float, *, exact: bool = False) -> str:
    """A value with the sign before it."""
    return maths(f"{equals(value, exact=exact)} {number(value)}")


def _factor(value: float) -> str:
    """A number in a product: in brackets if it is negative, or is a product itself, such as 2.85·10⁻⁴."""
    text = number(value)
    return f"({text})" if value < 0 or "·" in text else text


def _lines(sign: str, parts: Sequence[str], joint: str) -> Iterable[str]:
    """A long right side, in as few lines as hold it, with as many parts in each."""
    for count in range(1, len(parts) + 1):
        ends = [len(parts) * i // count for i in range(count + 1)]
        lines = [joint.join(parts[first:end]) for first, end in pairwise(ends)]
        if max(map(_width, lines)) <= A_LINE:
            break
    yield f"&{sign} {lines[0]}"
    yield from (rf"&\quad{joint}{line}" for line in lines[1:])


def _width(formula: str) -> int:
    """About how many characters wide a formula is; of a fraction, its denominator."""
    below = re.sub(r"\\frac.*?}(?={)", "", formula)
    return len(re.sub(r"[{}_^ ]", "", re.sub(r"\\(cdot|partial|hat)", ".", below)).replace("+", "++"))


def _forward(moment: Moment) -> str:
    rows: list[str] = []
    for (left, symbols), (right, value, exact) in zip(EQUATIONS, in_numbers(moment), strict=True):
        rows += (f"{maths(left)} &= {maths(symbols)}", f"&= {maths(right)} {_value(value, exact=exact)}")
    weights = _listed(*(f"{W[name]} = {number(getattr(moment.weights, name))}" for name in PARAMETERS))
    return _section("One step forward", rows, f"The weights in force are {weights}.")


def _gradients(moment: Moment) -> Iterable[str]:
    """The paths that all terms share, and the sum of every gradient."""
    chains = moment.step.chains
    path = max((chains[name].terms for name in LOOKING_BACK), key=len)[-1]
    yield _section(
        "What all terms of one lag share",
        (_error(moment), *_paths(path)),
        r"Here $s_j = (1 - \outH_j) \cdot (1 + \outH_j)$ is the slope of $\tanh$ at step $j$, and $P_k$ leads from the "
        "loss back to the step $t-k$.",
    )
    fewer = len(chains["Wh"].terms) < len(chains["Bx"].terms)
    for name in SCREEN_ORDER:
        lines = _sum(chains[name]) if name in LOOKING_BACK else _product(chains[name].terms[0], gradient(name))
        yield _section(f"The gradient of ${maths(W[name])}$", lines, _GONE if name == "Wh" and fewer else "")


def _error(moment: Moment) -> str:
    forward = moment.step.forward
    right = f"{number(forward.Y_hat)} \N{MINUS SIGN} {signed(forward.Y)}"
    return rf"e &= \hat{{Y}}_{{t}} - Y_{{t}} = {maths(right)} {_value(forward.error, exact=forward.Y == 0)}"


def _paths(longest: Term) -> Iterable[str]:
    """P_0, P_1, …, each from the one before, as far as the longest term goes."""
    before, so_far = "", ""
    *factors, _ = longest.factors
    for lag, path in enumerate(longest.path):
        new = factors[:3] if lag == 0 else factors[1 + 2 * lag : 3 + 2 * lag]
        symbols = "·".join(filter(None, (before, *(short_symbol(one.symbol) for one in new))))
        numbers = "·".join(filter(None, (so_far, *(_factor(one.value) for one in new))))
        before, so_far = f"P<sub>{lag}</sub>", _factor(path)
        yield f"{maths(before)} &= {maths(symbols)} = {maths(numbers)} {_value(path)}"


def _sum(chain: Chain) -> Iterable[str]:
    """A gradient as a sum over lags: its terms one by one, and added; a single term is the gradient itself."""
    name, symbols, products = maths(gradient(chain.parameter)), list[str](), list[str]()
    for term in chain.terms:
        path, source = f"P<sub>{term.lag}</sub>", term.factors[-1]
        if source.symbol == "1":
            symbols.append(maths(path))
        else:
            symbols.append(maths(f"{path}·{symbol(source.symbol)}"))
            numbers = maths(f"{_factor(term.path[-1])}·{_factor(source.value)}")
            products.append(f"= {numbers} {_value(term.value)}")
    if len(symbols) == 1:
        yield f"{name} &= {symbols[0]} {products[0] if products else _value(chain.total, exact=True)}"
        return
    yield from (f"{left} &{right}" for left, right in zip(symbols, products, strict=False))
    first, *more = _lines("=", symbols, " + ")
    values = [maths(signed(term.value)) for term in chain.terms]
    yield from (f"{name} {first}", *more, *_lines("=", values, " + "), f"&{_value(chain.total)}")


def _product(term: Term, name: str) -> Iterable[str]:
    """The single term of an output weight."""
    symbols, numbers = (maths("·".join(several)) for several in _both(term))
    yield f"{maths(name)} &= {symbols} = {numbers} {_value(term.value, exact=term.factors[-1].symbol == '1')}"


def _both(term: Term) -> tuple[list[str], list[str]]:
    """The factors of a term in symbols and in numbers."""
    return [short_symbol(one.symbol) for one in term.factors], [_factor(one.value) for one in term.factors]


def _picked(moment: Moment) -> str:
    """The picked term as the chain rule writes it."""
    name, lag, term = moment.session.weight, moment.session.lag, moment.picked
    title = f"The term of ${maths(W[name])}$ of lag {lag}"
    if term is None:
        return f"\\subsection*{{{title}}}\nAt this step there is no such term."
    fractions = [
        re.sub(r"<span>(.*?)</span><span>(.*?)</span>", r"\\frac{\1}{\2}", derivative)
        for _, derivative in parts(name, term)
    ]
    lines: list[str] = []
    for several in (fractions, *_both(term)):
        # No line ends between W_h and s.
        steps = [several[:3], *(several[i : i + 2] for i in range(3, len(several), 2))]
        lines += _lines("=", [r" \cdot ".join(map(maths, one)) for one in steps], r" \cdot ")
    lines[0] = lines[0].replace("&=", "&\\phantom{=}", 1)
    counted = lag < len(moment.step.chains[name].terms)
    about = "" if counted else "It lies beyond the time window and is not counted."
    return _section(title, [*lines, f"&{_value(term.value)}"], about)


def _update(moment: Moment) -> str:
    step, experiment = moment.step, moment.run.experiment
    if not experiment.learning_rate:
        return _section("The update", [], r"$\eta$ is 0, so the weights do not change.")
    about = ""
    if experiment.clip is not None:
        about = f"Each gradient is clipped to $\\pm {maths(number(experiment.clip))}$ before the update."
    lines = []
    for name in PARAMETERS:
        weight, used, following = (getattr(params, name) for params in (step.params, step.used, step.next_params))
        right = f"{number(weight)} - {_factor(experiment.learning_rate)}·{_factor(used)}"
        lines.append(rf"{maths(W[name])} &\leftarrow {maths(right)} {_value(following, exact=used == 0)}")
    return _section("The update", lines, about)
