"""A step as a LaTeX document: it compiles, no line is too long, and its numbers are those of the page."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pages.lab.moment import AbsentError, Moment
from pages.lab.session import LOOKING_BACK
from pages.lab.takeaway.latex import document, maths
from pages.lab.text import number, signed
from tests.pages.records import moment_of, states

PDFLATEX = shutil.which("pdflatex")
WIDEST = {
    "the longest": moment_of(K=10, eta=0.05, clip=0.1, steps=300, t=250, weight="Wx", lag=9),
    "numbers at their widest": moment_of(Wy=-1.5e-4, Wh=-1.2e-4, Wx=-1e-4, Bx=-2e-4, K=10, t=30, lag=8),
    "very large ones": moment_of(Wy=-1000.0, Wh=-1000.0, By=-1000.0, Wx=0.0, Bx=0.0, K=10, t=40, weight="Bx", lag=9),
    "the first step": moment_of(t=0),
    "no such term": moment_of(t=3, lag=9),
    "beyond the window": moment_of(K=2, lag=7),
    "a long task": moment_of(task="own", target="mean", scaled="on", eta=0.05, Wx=-0.123456, Wh=-0.123456, By=1e-7),
    "an output weight": moment_of(weight="Wy", lag=0),
}


def test_there_is_none_before_the_first_step():
    with pytest.raises(AbsentError):
        document(moment_of(t=-1))


@pytest.mark.parametrize("moment", list(states(25, seed=3)), ids=lambda moment: f"t{moment.t}")
def test_every_number_of_the_step_is_in_it(moment: Moment):
    text = document(moment)
    step = moment.step
    assert text.isascii()
    assert f"$t = {step.t}$" in text
    wanted = [step.forward.net_H, step.forward.out_H, step.forward.Y_hat, step.forward.loss, step.forward.error]
    wanted += [*step.next_params, *(chain.total for chain in step.chains.values())]
    wanted += [path for chain in step.chains.values() for path in chain.terms[-1].path]
    for value in wanted:
        assert f"= {maths(number(value))}" in text or f"\\approx {maths(number(value))}" in text
    for name in LOOKING_BACK:
        for term in step.chains[name].terms:
            assert maths(number(term.value)) in text


def test_it_says_which_run_it_is_of():
    moment = moment_of(task="echo", T=60, delay=2, Wx=-0.25, h0=0.5, eta=0.05, K=3)
    first, start = document(moment).split("The run: ")[1].split(r"\n\n")[0].split(". It starts with ")
    assert first == r"task ``echo with a delay'', a sequence of 60 steps, delay d = 2, seed = 1; $K = 3$, $\eta = 0.05$"
    assert start.startswith("$W_{x} = -0.25$, ")
    assert r"$\outH _{-1} = 0.5$." in start


def test_it_names_the_clip_where_there_is_one():
    assert r"$\eta = 0.5$, gradients clipped at $\pm 0.3$. It starts" in document(moment_of(eta=0.5, clip=0.3))
    assert "gradients clipped" not in document(moment_of(eta=0.5)) + document(moment_of(clip=0.3))


def test_weights_that_do_not_change_are_not_written_anew():
    assert r"\leftarrow" in document(moment_of(eta=0.05))
    frozen = document(moment_of(eta=0.0, clip=0.1))
    assert r"\leftarrow" not in frozen
    assert "so the weights do not change" in frozen


def test_the_picked_term_stands_there_factor_by_factor():
    moment = moment_of(lag=2)
    _, after = document(moment).split(r"The term of $W_{h}$ of lag 2")
    picked = after.split(r"\subsection")[0]
    fractions, symbols, numbers, value = picked.split("&\\phantom{=}")[1].replace("&\\quad", "").split("&")
    assert fractions.count(r"\frac") == len(moment.term.factors)
    assert symbols.count(r"\cdot") == numbers.count(r"\cdot") == len(moment.term.factors) - 1
    for factor in moment.term.factors:
        assert maths(signed(factor.value)) in numbers
    assert maths(number(moment.term.value)) in value


def test_a_gradient_of_one_term_is_that_term():
    text = document(moment_of(t=0, eta=0.05))
    assert text.count(r"\partial L/\partial ") == 5
    assert r"\partial L/\partial W_{x} &= P_{0} \cdot X_{t} = (-0.490) \cdot 0 = 0" in text
    assert r"\partial L/\partial B_{x} &= P_{0} = -0.490" in text
    assert r"0 \cdot 0.500 + 0 \cdot (-0.900) + 0.100 = 0.100" in text
    assert r"W_{x} &\leftarrow 0.500 - 0.0500 \cdot 0 = 0.500" in text


@pytest.mark.parametrize(
    ("name", "sums"),
    [("opening", [[6], [6], [3, 3]]), ("the longest", [[5, 5], [10], [4, 5]])],
)
def test_a_sum_that_fits_into_a_line_is_not_broken_and_a_longer_one_is_halved(name: str, sums: list[list[int]]):
    text = document(WIDEST.get(name, moment_of()))
    found = re.findall(r"\\partial L/\\partial [WB]_\{[xh]\} &(= P_\{0\}.*?) \\\\\n&=", text, re.DOTALL)
    assert [[line.count("P_") for line in one.split("\n")] for one in found] == sums


def test_the_factors_of_a_product_can_be_counted():
    moment = moment_of(Wx=3.0, Wh=3.0, K=10, t=30, weight="Wx", lag=9)
    _, picked = document(moment).split(r"The term of $W_{x}$ of lag 9")
    _, symbols, numbers = picked.replace(r"&\quad", "").split("\n&= ")
    assert numbers.count("(") > 1
    assert re.sub(r"\(.*?\)", "", numbers.partition(r"\approx")[0]).count(r"\cdot") == len(moment.term.factors) - 1
    assert re.findall(r"(\w)_\{\S+ \\\\", symbols) == ["s", "X"], "no line ends between a weight and its slope"


def test_it_says_why_one_gradient_has_a_term_less():
    assert [r"It has no term of lag 9" in document(moment_of(K=K, t=30)) for K in (9, 10)] == [False, True]


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("out_H<sub>t\N{MINUS SIGN}1</sub>", r"\outH _{t-1}"),
        ("(\N{MINUS SIGN}7.58·10⁻⁴)", r"(-7.58 \cdot 10^{-4})"),
        ('<span class="wh" data-names="Wh">0.5</span>', "0.5"),
        ("P<sub>0</sub>·out_H<sub>t</sub>", r"P_{0} \cdot \outH _{t}"),
        ("½·(Ŷ<sub>t</sub>)²", r"\tfrac{1}{2} \cdot (\hat{Y}_{t})^{2}"),
    ],
)
def test_a_formula_of_the_page_is_translated(html: str, written: str):
    assert maths(html) == written


@pytest.mark.skipif(PDFLATEX is None, reason="no TeX is installed")
def test_it_compiles_and_no_line_is_too_long(tmp_path: Path):
    """All of them in one document, because to start TeX takes longest."""
    texts = [document(moment) for moment in (*WIDEST.values(), *states(10, seed=4))]
    head, _ = texts[0].split(r"\begin{document}")
    bodies = [text.split(r"\begin{document}")[1].split(r"\end{document}")[0] for text in texts]
    assert all(text.split(r"\begin{document}")[0].splitlines()[1:] == head.splitlines()[1:] for text in texts)
    log = compiled(tmp_path, head + r"\begin{document}" + "".join(bodies) + r"\end{document}")
    assert "Overfull" not in log
    assert "Output written" in log


@pytest.mark.skipif(PDFLATEX is None, reason="no TeX is installed")
def test_a_line_that_is_too_long_would_be_seen(tmp_path: Path):
    text = document(WIDEST["the longest"])
    assert "Overfull" in compiled(tmp_path, re.sub(r" \\\\\n&\\quad", " ", text))


def compiled(folder: Path, text: str) -> str:
    """What TeX says of a document."""
    (folder / "step.tex").write_text(text)
    command = [str(PDFLATEX), "-interaction=nonstopmode", "-halt-on-error", "step.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout
