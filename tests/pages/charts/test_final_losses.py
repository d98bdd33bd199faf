"""The sentences on where the starts ended with each window."""

import statistics
from dataclasses import replace

import pytest

from pages.lab.charts.final_losses import _verdict, final_losses
from pages.lab.text.notation import number, percent
from rnn_core.analysis.windows import Comparison, Window
from rnn_core.chain import lags_counted
from tests.pages.trainings import COMPARED, Compared, comparisons, ended, near, plain, train

BETTER, SAME, WORSE = "here the longer windows ended lower", "here the longer windows made no difference", "did worse"
USELESS = "here the longer windows did better, but no better than always predicting the mean of the targets"
FAILED = "here the shorter windows failed, and the longer ones learned a part of the task"


def lines(one: Compared, found: Comparison | None = None) -> list[str]:
    said = final_losses(train(one.session), found or one.found)
    assert isinstance(said, str)
    return [plain(part) for part in said.split('<p class="sentence">')[1:]]


@pytest.mark.parametrize("place", COMPARED)
def test_each_window_has_a_sentence_on_its_final_losses(place: int):
    one = comparisons()[place]
    for window, said in zip(one.windows, lines(one), strict=False):
        every = [ended(run) for run in one.runs(window)]
        losses = [loss for loss in every if loss is not None]
        name, rest = said.split(": ", 1)
        assert name == ("all lags" if window == "all" else f"K = {window}")
        if not losses:
            assert rest == "every start diverged."
            continue
        median = statistics.median(losses)
        numbers, against = rest.split("), ")
        start, low, high = numbers.replace(" (lowest ", "|").replace(", highest ", "|").split("|")
        assert near(start.removeprefix("the median final loss is "), median)
        assert near(low, min(losses))
        assert near(high, max(losses))
        diverged = len(every) - len(losses)
        assert against.endswith(f"{diverged} of {len(every)} starts diverged.") == (diverged > 0)
        if one.baseline == 0:
            assert "while always predicting the mean of the targets has a loss of 0" in against
        elif median < 0.98 * one.baseline:
            shares = {percent(median / one.baseline * (1 + nudge)) for nudge in (0, 1e-9, -1e-9)}
            assert against.split(" of the loss of always predicting")[0] in shares
        else:
            assert against.startswith("no better than always predicting the mean of the targets (")
            assert near(against.split("(")[1].split(")")[0], one.baseline)


@pytest.mark.parametrize("place", COMPARED)
def test_the_delay_of_an_echo_splits_the_windows(place: int):
    one = comparisons()[place]
    delay = one.session.delay if one.session.task == "echo" else 0
    short = [window for window in one.windows if window != "all" and window <= delay]
    long = [window for window in one.windows if window not in short]
    rest = lines(one)[len(one.windows) :]
    if not (delay and short and long):
        assert rest == []
        return
    (said,) = rest
    assert all(start.Y.tolist() == [0.0] * delay + start.X.tolist()[:-delay] for start in one.starts)
    assert said.startswith(f"The target is the input {delay} step{'s' if delay > 1 else ''} earlier. ")

    def reaches(window: Window) -> bool:
        """A window reaches that input if it counts the lag that ends in it."""
        return lags_counted("Wx", 40 if window == "all" else window) > delay

    assert all(reaches(window) == (window in long) for window in one.windows)
    ends = [[loss for K in group for loss in map(ended, one.runs(K)) if loss is not None] for group in (short, long)]
    if not all(ends):
        assert "no final loss to compare" in said
        return
    x, y = map(statistics.median, ends)
    assert f"at a median loss of {number(x)}, the longer ones at {number(y)}: " in said
    better = y < 0.98 * x
    learned = [loss < 0.98 * one.baseline for loss in (x, y)]
    verdicts = {
        USELESS: better and not learned[1],
        FAILED: better and learned == [False, True],
        BETTER: better and all(learned),
        WORSE: x < 0.98 * y,
    }
    assert {words: words in said for words in verdicts} == verdicts
    assert (SAME in said) == (not any(verdicts.values()))


def test_each_branch_is_met():
    said = [line for one in comparisons() for line in lines(one)]
    for words in (
        USELESS,
        FAILED,
        BETTER,
        SAME,
        "every start diverged",
        "no better than",
        "has a loss of 0",
        "starts diverged.",
        "no final",
    ):
        assert any(words in line for line in said), words


@pytest.mark.parametrize(
    ("short", "long", "verdict"),
    [
        (1.0, 0.97, FAILED),
        (0.9, 0.5, BETTER),
        (1.0, 0.99, SAME),
        (0.5, 0.505, SAME),
        (0.9, 1.0, WORSE),
        (2.0, 0.5, FAILED),
        (2.0, 1.5, USELESS),
        (2.0, 0.99, USELESS),
    ],
)
def test_a_difference_under_2_per_cent_is_none(short: float, long: float, verdict: str):
    assert _verdict(short, long, 1.0).endswith(verdict)


@pytest.mark.parametrize("place", COMPARED)
def test_a_window_that_is_not_complete_says_so_and_nothing_is_said_of_the_delay(place: int):
    one = comparisons()[place]
    first, *rest = lines(one, one.begun)
    assert (f", 1 of {len(one.starts)} starts so far: " in first) == (len(one.starts) > 1)
    assert rest == []


def test_nothing_is_said_of_the_delay_while_one_of_the_two_groups_is_incomplete():
    one = comparisons()[2]
    *done, last = one.found.windows
    partial = replace(one.found, windows=(*done, replace(last, outcomes=last.outcomes[:1], complete=False)))
    assert len(lines(one)) == len(one.windows) + 1
    assert len(lines(one, partial)) == len(one.windows)
