"""With settings pinned, the charts of the page Step draw A beside B: against the terms and predictions of A's run."""

from dataclasses import replace

import pytest

from pages.lab.charts import by_lag as module
from pages.lab.charts.by_lag import by_lag
from pages.lab.charts.sequence import sequence
from pages.lab.moment import Moment
from pages.lab.pinned import beside
from pages.lab.plot.drawing import SLIM
from pages.lab.plot.palette import colour
from pages.lab.plot.scales import full_height
from pages.lab.session import LOOKING_BACK, OPENING, Session, experiment
from pages.lab.text.notation import digits, number
from rnn_core import Run, simulate
from rnn_core.analysis.reading import relative_terms
from tests.pages.records import chart, moment_of, plain, trace
from tests.pages.trainings import assert_drawable

A = OPENING
PAIRS = [
    moment_of(Wh=0.7, K=3),
    moment_of(Wh=0.7, weight="Bx", lag=0, t=3),
    moment_of(By=-2.0, weight="Wx"),
    moment_of(task="echo", seed=3, Wx=0.8, t=60),
    moment_of(T=60, K=10, t=40),
]


def pair(B: Moment, pinned: Session = A) -> Moment:
    return replace(B, pinned=beside(pinned.recipe, B.session))


def run_of(session: Session) -> Run:
    return simulate(experiment(session))


@pytest.mark.parametrize("scale", module.OWN)
@pytest.mark.parametrize("B", PAIRS)
def test_each_empty_frame_reaches_to_the_term_of_A(B: Moment, scale: str):
    shown = pair(replace(B, session=B.session.with_(scale=scale)))
    assert_frames(shown, relative=scale == "relative", in_full=True)


@pytest.mark.parametrize("scale", module.OWN)
@pytest.mark.parametrize("B", PAIRS)
def test_each_empty_frame_reaches_to_the_term_before_the_last_change(B: Moment, scale: str):
    """In the relative scale the present bars keep their height, and a frame ends at the edge of its row."""
    chosen, before = B.session.with_(scale=scale), A.with_(t=B.t)
    shown = Moment(chosen, B.run, Moment(before, run_of(before)))
    assert_frames(shown, relative=scale == "relative", in_full=scale == "linear")


def assert_frames(moment: Moment, *, relative: bool, in_full: bool) -> None:
    step = run_of(A.with_(K=10))[moment.t]
    figure = chart(by_lag(moment)).figure
    assert_drawable(figure)
    boxes = trace(figure, "boxes")
    rows = zip(*(boxes[name] for name in ("x", "width", "base", "y")), boxes["marker"]["line"]["color"], strict=True)
    frames = [row[:4] for row in rows if row[1] in (0.62, SLIM) and row[4] == colour("muted")]
    count = 0
    for name in LOOKING_BACK:
        middle, terms = module.MIDDLE[name], [term.value for term in step.chains[name].terms]
        of_B = [term.value for term in moment.reading.all_lags[name].terms]
        ratios = relative_terms(moment.reading.all_lags[name])
        unit = abs(of_B[0] / terms[0]) if relative else 1.0  # the two of lag 0 are drawn equally high
        of_A = [value * unit for value in terms]
        if not relative:
            of_A.append(run_of(A)[moment.t].chains[name].total)
            of_B += [*moment.step.chains[name].running_sums]
        full = full_height([*of_A[: len(of_A) * in_full], *of_B])
        if not relative:
            of_B = [*of_B[: len(terms)], moment.step.chains[name].total]
        for place, (a, b) in enumerate(zip(of_A, of_B, strict=True)):
            x = place + module.BAR_AT if place < len(terms) else module.TOTAL_AT
            end = middle + max(-module.FULL, min(module.FULL * a / full, module.FULL))
            here = [one for one in frames if abs(one[0] - x) < 0.5 and abs(one[2] - middle) < 51]
            opposite = (a > 0) != (b > 0)
            text = f"{number(ratios[place])}×" if relative else number(b)
            beyond = opposite and len(text) > module.SHORT  # beside the number, which would cover it, is no room
            assert len(here) == (abs(end - middle) > (module.NUMBER if beyond else 0))
            for at, width, low, height in here:
                assert low + height == pytest.approx(end)
                assert abs(low - middle) == (module.NUMBER if beyond else 0)
                assert (width == SLIM) == (opposite and not beyond)
                assert at == pytest.approx(x if width == 0.62 else x - 0.31 - SLIM / 2)
            count += len(here)
    assert count == len(frames) > 2


@pytest.mark.parametrize("B", PAIRS)
def test_the_sentence_and_the_table_have_the_numbers_of_both(B: Moment):
    moment, step, name = pair(B), run_of(A)[B.t], B.weight
    block = chart(by_lag(moment))
    a, b = step.chains[name].total, run_of(B.session)[B.t].chains[name].total
    assert f"With A, ∂L/∂{name} = {number(a)}; with B, {number(b)}: " in plain(block.sentence)
    assert f"{number(abs(b / a))} times the magnitude" in block.sentence
    assert ("opposite sign" in block.sentence) == (a * b < 0)
    assert ("same sign" in block.sentence) == (a * b > 0)
    assert block.key[-1] == module.PINNED
    assert block.table
    assert [plain(text) for text in block.table.head[-3:]] == [f"∂L/∂{name} with A" for name in LOOKING_BACK]
    for row in list(block.table.rows)[:-1]:
        assert len(row) == len(block.table.head)
    for column, one in enumerate(LOOKING_BACK, start=-3):
        *rows, total = [row[column] for row in block.table.rows]
        terms = run_of(A.with_(K=10))[B.t].chains[one].terms
        assert rows[: len(terms)] == [digits(term.value) for term in terms]
        assert total == digits(step.chains[one].total)
    assert f"with A {digits(run_of(A.with_(K=10))[B.t].chains['Bx'].terms[0].value)}" in str(
        trace(block.figure, "touch")["hovertext"]
    )


@pytest.mark.parametrize(
    ("pinned", "B", "end"),
    [
        (A.with_(Wy=0.0, By=0.0), moment_of(), "= 0; with B, −0.170."),
        (A, moment_of(Wy=0.0), "= −0.170; with B, 0."),
        (A.with_(T=100), moment_of(), "= −0.170; with B, −0.170: the same."),
    ],
)
def test_of_0_no_multiple_is_said(pinned: Session, B: Moment, end: str):
    assert plain(chart(by_lag(pair(B, pinned))).sentence).endswith(f"With A, ∂L/∂Wh {end}")


@pytest.mark.parametrize("B", PAIRS)
def test_the_sequence_has_the_predictions_of_A(B: Moment):
    moment, run = pair(B), run_of(A)
    block = chart(sequence(moment))
    assert_drawable(block.figure)
    of_A = trace(block.figure, "Ŷ of A")
    assert of_A["y"] == run.Y_hat[: B.t + 1].tolist()
    assert of_A["x"] == list(range(B.t + 1))
    assert f"With A, e is {number(run[B.t].forward.error)}." in block.sentence
    own = (B.session.task, B.session.T) != (A.task, A.T)
    assert ("a sequence of its own" in block.sentence) == own
    assert [mark.text for mark in block.key][-1] == "Ŷ of A"


def test_the_axis_holds_the_predictions_of_A():
    low, high = chart(sequence(pair(moment_of(), A.with_(Wy=9.0)))).figure["layout"]["yaxis"]["range"]
    Y_hat = run_of(A.with_(Wy=9.0)).Y_hat
    assert low < Y_hat.min() < -1.5
    assert 1.5 < Y_hat.max() < high


def test_a_run_of_A_that_ends_earlier_is_drawn_to_its_end():
    moment = pair(moment_of(T=300, t=200))
    of_A = trace(chart(sequence(moment)).figure, "Ŷ of A")
    assert of_A["x"] == list(range(120))
    assert "With A" not in chart(by_lag(moment)).sentence


def test_before_the_first_step_nothing_of_A_is_drawn_yet():
    moment = pair(moment_of(Wh=0.7, t=-1))
    assert trace(chart(sequence(moment)).figure, "Ŷ of A")["y"] == []
    assert chart(by_lag(moment)).sentence == "Before the first step there are no terms."


def test_with_nothing_pinned_no_chart_speaks_of_A():
    for block in (chart(by_lag(PAIRS[0])), chart(sequence(PAIRS[0]))):
        assert not any("A" in mark.text.split() for mark in block.key)
        assert "With A" not in block.sentence
