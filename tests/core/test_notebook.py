"""What a notebook shows: read back from the HTML, and compared with the records it was made from."""

import math
import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

from rnn_core import Chain, Experiment, Factor, Params, Run, Term, simulate
from rnn_core.analysis.reading import read_step
from rnn_core.notation import number
from rnn_core.notebook import HALF
from rnn_core.tasks import sine

RECURRENT = ("Wx", "Bx", "Wh")


@cache
def run_of(window: Any = 6, steps: int = 60, **weights: float) -> Run:
    params = Params(**{"Wx": 0.5, "Wh": -0.9, "Bx": 0.1, "Wy": 1.5, "By": 0.0, **weights})
    return simulate(Experiment(params, *sine(steps), window=window))


@dataclass
class Cell:
    """A cell of a table: its text, over how many columns it reaches, and its bar, negative if below the line."""

    span: int
    text: str = ""
    bar: float | None = None


@dataclass
class Reader(HTMLParser):
    """Reads the rows of a table; refuses what is not closed."""

    rows: list[list[Cell]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    below: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        assert set(named) <= {"style", "colspan", "scope"}
        if tag == "br":
            return
        self.opened.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append(Cell(int(named.get("colspan") or 1)))
            self.below = False
        elif tag == "div" and self.rows and "table" in self.opened:
            style = named["style"] or ""
            self.below = self.below or ("flex;" in style and "border-top" in style)
            if drawn := re.search(r"width:26px;border-top:([\d.]+)px", style):
                self.rows[-1][-1].bar = float(drawn[1]) * (-1 if self.below else 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, text: str) -> None:
        if self.rows and "table" in self.opened:
            self.rows[-1][-1].text += text


def table(html: str) -> dict[str, list[Cell]]:
    """The rows by their names, which all reach over the same columns."""
    reader = Reader()
    reader.feed(html)
    assert reader.opened == []
    assert len({sum(cell.span for cell in row) for row in reader.rows}) == 1
    return {name.text: cells for name, *cells in reader.rows}


def texts(cells: list[Cell]) -> list[str]:
    return [cell.text for cell in cells for _ in range(cell.span)]


def assert_drawn(cells: list[Cell], values: list[float]) -> None:
    """Each cell has its number, and a bar as high as it is large, on the side of its sign."""
    assert [cell.text for cell in cells] == [number(value) for value in values]
    full = max(map(abs, values))
    for cell, value in zip(cells, values, strict=True):
        assert cell.bar is not None
        assert math.isclose(cell.bar, HALF * value / full if full else 0, abs_tol=0.06)


@pytest.mark.parametrize("window", [1, 3, 10, "all"])
@pytest.mark.parametrize("t", [0, 2, 8, 9, 10, 40])
def test_a_step_shows_its_queues_and_every_term(window: int | str, t: int):
    run = run_of(window)
    step, reading, rows = run[t], read_step(run[t]), table(run[t]._repr_html_())
    expected = {
        "time": [str(t - lag).replace("-", "−") for lag in range(len(step.queues.out_H))],
        "X queue": [number(x) for x in step.queues.X],
        "out_H queue": [number(h) for h in step.queues.out_H],
        "slope s, gains g": [number(g) for g in (reading.slopes[0], *reading.gains)][: len(step.queues.X)],
    }
    for name, shown in expected.items():
        assert texts(rows[name])[: len(shown)] == shown
        assert set(texts(rows[name])[len(shown) : 10]) <= {"before the first step"}
    for name in RECURRENT:
        chain, cells = step.chains[name], rows[f"∂L/∂{name}"]
        values = [term.value for term in chain.terms]
        rest = [math.fsum(values[10:])] if len(values) > 10 else []
        assert_drawn([cell for cell in cells if cell.bar is not None], [*values[:10], *rest, chain.total])


def all_three(reasons: list[str]) -> dict[str, list[str]]:
    return dict.fromkeys(RECURRENT, reasons)


def test_a_place_without_a_term_says_why():
    def reasons(window: int | str, t: int) -> dict[str, list[str]]:
        rows = table(run_of(window)[t]._repr_html_())
        return {name: [cell.text for cell in rows[f"∂L/∂{name}"] if cell.bar is None] for name in RECURRENT}

    before, gone = "before the first step", "out_Ht−10has leftthe queue"
    beyond = "beyond the window, K = {}".format
    assert reasons(3, 1) == all_three([before])
    assert reasons(3, 5) == all_three([beyond(3), before])
    assert reasons(3, 20) == all_three([beyond(3)])
    assert reasons(9, 20) == all_three([beyond(9)])
    assert reasons(10, 8) == all_three([before])
    assert reasons(10, 9) == reasons(10, 20) == {"Wx": [], "Bx": [], "Wh": [gone]}
    assert reasons("all", 9) == reasons("all", 20) == all_three([])


@pytest.mark.parametrize("window", [1, 3, 9, 10, "all"])
@pytest.mark.parametrize("name", [*RECURRENT, "Wy", "By"])
def test_a_chain_shows_path_source_term_and_running_sum(window: int | str, name: str):
    for t in (0, 5, 30):
        chain = run_of(window)[t].chains[name]
        shown, values = chain.terms[:10], [term.value for term in chain.terms]
        rows = table(chain._repr_html_())
        paths = rows["path Pk" if name in RECURRENT else "e"]
        assert texts(paths)[: len(shown)] == [number(term.partial_products[-2]) for term in shown]
        sources = [text.replace("−", "-") for text in texts(rows["source"])[: len(shown)]]
        for text, term in zip(sources, shown, strict=True):
            assert text.startswith(re.sub(r"[][]", "", term.factors[-1].symbol))
            assert text.endswith(number(term.factors[-1].value).replace("−", "-"))
        assert texts(rows["running sum"])[: len(shown)] == [number(total) for total in chain.running_sums[:10]]
        rest = [math.fsum(values[10:])] if len(values) > 10 else []
        drawn = [cell for cell in rows["term: path × source"] if cell.bar is not None]
        assert_drawn(drawn, [*values[:10], *rest, chain.total])
        assert len(rows["lag"]) == len(shown) + len(rest) + 1, "no place without a term: the reason is not known here"


@pytest.mark.parametrize(("name", "lag"), [("Wh", 0), ("Wx", 4), ("Bx", 9), ("Wy", 0)])
def test_a_term_shows_each_factor_and_the_product_after_it(name: str, lag: int):
    term = run_of(10)[30].chains[name].terms[lag]
    rows = table(term._repr_html_())
    assert len(rows["factor"]) == len(term.factors)
    assert texts(rows["value"]) == [number(factor.value) for factor in term.factors]
    assert_drawn(rows["product so far"], list(term.partial_products))


def test_a_run_shows_its_first_steps_and_its_last():
    run = run_of()
    rows, last = table(run._repr_html_()), len(run) - 1
    shown = [0, 1, 2, last - 2, last - 1, last]
    assert texts(rows["t"]) == ["0", "1", "2", "54 more steps", *map(str, shown[3:])]
    assert_drawn([cell for cell in rows["Loss"] if cell.bar is not None], [run[t].forward.loss for t in shown])
    for name in (*RECURRENT, "Wy", "By"):
        printed = texts(rows[f"∂L/∂{name}"])
        assert [*printed[:3], *printed[4:]] == [number(run[t].chains[name].total) for t in shown]
    assert texts(table(run_of(steps=7)._repr_html_())["t"]) == [str(t) for t in range(7)]


def test_a_run_that_diverged_says_where():
    params = Params(Wx=1e200, Wh=1.0, Bx=0.0, Wy=1e308, By=1e308)
    empty = simulate(Experiment(params, *sine(9), window=3, learning_rate=1.0))
    assert (len(empty), empty.diverged_at) == (0, 0)
    assert "Run of 0 steps" in empty._repr_html_()
    assert "Diverged at t = 0" in empty._repr_html_()
    assert "Diverged" not in run_of()._repr_html_()


def test_a_long_window_and_a_long_run_stay_small():
    run = run_of("all", steps=300)
    step = run[299]
    assert len(step.chains["Wx"].terms) == 300
    assert len(step._repr_html_()) < 25_000
    chain = table(step.chains["Wx"]._repr_html_())
    assert sum(cell.span for cell in chain["lag"]) == 12
    assert texts(chain["lag"])[-2:] == ["k = 10…299", "Σ"]
    term = table(step.chains["Wx"].terms[-1]._repr_html_())
    assert texts(term["factor"])[-2:] == [f"{4 + 2 * 299 - 22} factors not shown", "Xt−299"]
    assert texts(term["value"])[-2:] == ["…", number(float(run.X[0]))]
    assert len(run._repr_html_()) < 25_000


def test_it_needs_no_style_script_or_file_and_writes_a_real_minus_sign():
    run = run_of()
    step = run[21]
    for html in (run._repr_html_(), step._repr_html_(), *(chain._repr_html_() for chain in step.chains.values())):
        assert not re.search(r"class=|<style|<script|http|url\(|#[0-9a-f]{3}|rgb", html), "no colour of its own either"
        shown = re.sub(r"<[^>]*>", "", html)
        assert "-" not in shown
    assert "−0.880" in step._repr_html_()


def test_names_made_by_hand_are_escaped():
    hostile = "<img src=x onerror=alert(1)>"
    chain = Chain(hostile, (Term(0, (Factor(hostile, 1.0), Factor(hostile, math.inf))),))
    for html in (chain._repr_html_(), chain.terms[0]._repr_html_()):
        assert "<img" not in html
        assert "&lt;img" in html
        assert "∞" in html
