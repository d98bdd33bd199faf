"""Every window at the same weights: the numbers beside the loss surface."""

import re
from dataclasses import replace

import pytest

from pages.lab.charts.directions import directions
from pages.lab.moment import Moment
from pages.lab.text.notation import at, number
from rnn_core.analysis.surface import mean_gradients, surface
from tests.pages.records import plain
from tests.pages.trainings import STATES, train


def rows(moment: Moment) -> list[list[str]]:
    block = directions(moment)
    assert isinstance(block, str)
    return [re.findall(r"<td.*?>(.*?)</td>", line) for line in block.split("<tr")[2:]]


@pytest.mark.parametrize("moment", STATES)
def test_each_window_is_measured_at_the_weights_at_t(moment: Moment):
    across, up = moment.session.plane
    if {across, up} == {"Wy", "By"}:
        assert directions(moment) == ""
        return
    assert len(rows(moment)) == 10
    here = surface(moment.run, moment.weights, across, up, points=2)
    window, length, angle = rows(moment)[moment.session.K - 1]
    assert window == f"K = {moment.session.K}"
    assert length == number(here.lengths[0])
    assert angle == ("undefined" if here.angle is None else f"{number(here.angle)}°") or angle == "under 0.1°"


def test_only_the_window_differs():
    """The same rows but for the picked one, whatever K is, as long as the weights at t are the same."""
    three, nine = (train(moment.session.with_(K=K, eta=0.0)) for moment in STATES[:1] for K in (3, 9))
    assert rows(three) == rows(nine)
    there = replace(three.run.experiment, params=three.weights, window=1)
    assert rows(three)[0][1] == number(float((mean_gradients(there)[0][:2] ** 2).sum() ** 0.5))


def test_it_says_that_setting_K_is_something_else():
    for moment in STATES:
        said = plain(str(directions(moment)))
        if said:
            assert f"All are computed at the weights of {at(moment.t)}, so only the window differs." in said
            assert ("Setting K instead trains the whole run anew" in said) == (moment.session.eta > 0)
