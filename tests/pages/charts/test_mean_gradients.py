"""The gradient of the mean loss as the window has it, beside the full one."""

import math
import re

import pytest

from pages.lab.charts import surface as module
from pages.lab.charts.surface import mean_gradients, seen_from
from pages.lab.moment import Moment
from rnn_core import PARAMETERS
from tests.pages.trainings import (
    CALM,
    STATES,
    angle,
    here,
    mean_gradient,
    mean_loss,
    near,
    plain,
    plane_gradients,
    train,
    with_gradients,
)

UPHILL, WELL = "a step against the window's gradient leads uphill", "almost the same direction"
NOT_STEEPEST = "downhill, but not in the steepest direction"


def html(moment: Moment) -> str:
    said = mean_gradients(moment)
    assert isinstance(said, str)
    return said


@pytest.mark.parametrize("moment", STATES)
def test_the_sentence_compares_the_two_gradients(moment: Moment):
    said, plane = plain(html(moment).split("<table")[0]), moment.session.plane
    assert said.startswith(f"With respect to {' and '.join(plane)}, ")
    truncated, full = plane_gradients(moment)
    lengths = math.hypot(*truncated), math.hypot(*full)
    if "no angle" in said:
        assert "one of the two gradients is 0 or undefined" in said
        assert not all(0 < length < 1e300 for length in lengths)
        return
    assert f"the gradient of window K = {moment.session.K} has length " in said
    first, second = said.split(" has length ")[1].split(" and the full gradient ")
    assert near(first, lengths[0])
    assert near(second.split(". ")[0], lengths[1])
    if set(plane) == {"Wy", "By"}:
        assert said.endswith(
            "Neither of these two weights looks back in time, so the window makes no difference to them."
        )
        assert truncated == pytest.approx(full, rel=1e-9)
        return
    apart, judged = re.search(r"The angle between them is (.+?)°: (.+)\.$", said).groups()  # type: ignore[union-attr]
    degrees = angle(moment)
    assert degrees < 0.1 if apart == "under 0.1" else near(apart, degrees)
    assert judged == (UPHILL if degrees > 90 else WELL if degrees < 10 else NOT_STEEPEST)
    # Uphill is uphill: a small step against the window's gradient raises the mean loss.
    if min(lengths) > 1e-3 and abs(degrees - 90) > 5:
        moved, step = here(moment), 1e-5 / lengths[0]
        for name, slope in zip(plane, truncated, strict=True):
            moved[PARAMETERS.index(name)] -= step * slope
        rise = mean_loss(moment.run.experiment, moved) - mean_loss(moment.run.experiment, here(moment))
        assert (judged == UPHILL) == (rise > 0)


def test_every_judgement_is_met():
    said = [html(moment) for moment in STATES]
    assert all(any(words in one for one in said) for words in (UPHILL, WELL, NOT_STEEPEST, "no angle", "Neither"))


@pytest.mark.parametrize("degrees", [0.0, 1e-9, 5.0, 9.99, 10.01, 45.0, 89.9, 90.1, 135.0, 179.99, 180.0])
def test_an_angle_is_judged_by_where_it_leads(degrees: float):
    for turn in (degrees, -degrees):
        x, y = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        seen = with_gradients(seen_from(train(CALM)), truncated=(0.5 * x, 0.5 * y), full=(2.0, 0.0))
        judged = UPHILL if degrees > 90 else WELL if degrees < 10 else NOT_STEEPEST
        assert module._angle(seen, 6).endswith(f"{judged}.")


@pytest.mark.parametrize("moment", STATES[::3])
def test_the_table_has_all_five_weights_and_marks_the_chosen_two(moment: Moment):
    table = html(moment)
    assert f"<th>window K = {moment.session.K}</th><th>full gradient</th>" in table
    cells = r'<tr class="(\w*)"><td>(.*?)</td><td title=".*?">(.*?)</td><td title=".*?">(.*?)</td></tr>'
    rows = re.findall(cells, table)
    assert [plain(name) for _, name, *_ in rows] == [f"∂L̄/∂{name}" for name in PARAMETERS]
    chosen = {name for name, (look, *_) in zip(PARAMETERS, rows, strict=True) if look == "picked"}
    assert chosen == set(moment.session.plane)
    if moment.run.diverged_at is None:
        for column, window in ((2, moment.session.K), (3, "all")):
            by_weight = mean_gradient(moment.run.experiment, here(moment), window)  # type: ignore[arg-type]
            pairs = zip(PARAMETERS, rows, strict=True)
            assert all(near(row[column], by_weight[name]) or abs(by_weight[name]) < 1e-12 for name, row in pairs)
