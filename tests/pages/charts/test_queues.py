"""The two queues alone."""

import plotly.graph_objects as go
import pytest

from pages.lab.charts.queues import MIDDLE, queues
from pages.lab.moment import Moment
from pages.lab.text.notation import number
from tests.pages.records import address_of, chart, moment_of, states, trace

STATES = [*states(20, seed=5), *(moment_of(t=t, h0=0.5) for t in (-1, 0, 8, 9))]


@pytest.mark.parametrize("newest", ["left", "right"])
@pytest.mark.parametrize("moment", STATES, ids=address_of)
def test_every_number_stands_in_its_slot(moment: Moment, newest: str):
    block = chart(queues(moment_of(moment.session, newest=newest)))
    go.Figure(block.figure)
    labels = trace(block.figure, "numbers of slots")
    texts = dict(zip(zip(labels["x"], labels["y"], strict=True), labels["text"], strict=True))
    first = max(moment.t - 9, 0)
    X = [float(x) for x in moment.run.X[first : moment.t + 1]][::-1]
    out_H = [float(h) for h in moment.run.states[first if moment.t >= 9 else 0 :][: moment.t + 2 - first]][::-1][:10]
    for row, values in (("X", X), ("out_H", out_H)):
        shown = [texts[lag if newest == "left" else 9 - lag, MIDDLE[row]] for lag in range(10)]
        assert shown == [*map(number, values), *["empty"] * (10 - len(values))]
    push, end = (1, 0.0) if newest == "left" else (-1, 1.0)
    assert (block.push, block.focus, block.home) == (push, (end, end), end)


def test_the_sentence_counts_and_says_what_leaves():
    def said(t: int) -> str:
        return chart(queues(moment_of(t=t, h0=0.5))).sentence

    run = moment_of(t=9, h0=0.5).run
    assert said(-1) == "At t = −1 the out_H queue holds one number, the start state, and the X queue none."
    assert "X queue holds one number, and the out_H queue 2 numbers, the oldest of them the start state." in said(0)
    assert said(8).endswith("The next step will push 0.500 out of the out_H queue.")
    assert "start state" not in said(9)
    assert "next step" not in said(119)
    leaving = [number(float(one)) for one in (run.out_H[0], run.X[0])]
    assert said(9).endswith(f"push {leaving[0]} out of the out_H queue and {leaving[1]} out of the X queue.")
