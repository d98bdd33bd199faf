"""What a control or a click in a chart stands for: the choices it changes, and what it refuses."""

import pytest

from pages.lab import controls
from pages.lab.session import CHOICES, OPENING
from pages.lab.study import STUDIES, Study
from pages.lab.visit import Visit


@pytest.mark.parametrize(
    ("point", "changes"),
    [
        (["X", 3], {"weight": "Wx", "lag": 3}),
        (["out_H", 3], {"weight": "Wh", "lag": 2}),
        (["out_H", 0], {"weight": "Wy", "lag": 0}),
        (["Bx", 4], {"weight": "Bx", "lag": 4}),
        (["Bx", 10], {}),
        (["Bx", -1], {}),
        (["t", 44], {"t": 44}),
        (["K", 2], {"K": 2}),
        (["factor", 5], {"factor": 5}),
        (["Wh along", 0.5, 7.0], {"Wh": 0.5}),
        (["cell", 16, 22], {"t": 22, "lag": 6}),
        (["cell", 22, 16], {}),
        (["cell", 30, 30], {"t": 30, "lag": 0}),
        (["nothing", 1], {}),
    ],
)
def test_a_click_stands_for_a_choice(visit: Visit, point: list[object], changes: dict):
    visit.last = 119
    controls.picked(point)
    assert visit.session == OPENING.with_(**changes)


def test_a_forged_value_of_a_widget_becomes_the_nearest_or_is_refused(visit: Visit):
    controls._take(CHOICES["K"], 999)
    controls._take(CHOICES["Wx"], -1e9)
    assert visit.session == OPENING.with_(K=10, Wx=-1000.0)
    controls._take(CHOICES["task"], "chess")
    assert visit.session == OPENING.with_(K=10, Wx=-1000.0)
    assert "task = `chess` is not allowed" in visit.notices[0]
    controls._take(CHOICES["K"], 10)  # what is chosen already changes nothing, and no notice goes
    assert len(visit.notices) == 1


@pytest.mark.parametrize(("name", "value"), [("ask", "sign"), ("blanks", "2")])
def test_a_widget_of_a_choice_beside_looking_changes_that_alone(visit: Visit, name: str, value: str):
    controls._take(STUDIES[name], value)
    assert (visit.session, visit.study, visit.notices) == (OPENING, Study().with_(**{name: value}), [])
    controls._take(STUDIES[name], "<b>")
    assert visit.study == Study().with_(**{name: value})
    assert f"{STUDIES[name].label} = `<b>` is not allowed" in visit.notices[0]


def test_of_two_attempts_that_are_refused_only_the_last_is_spoken_of(visit: Visit):
    for text in ("abc", "1,500"):
        controls._take(CHOICES["Wh"], text)
    (notice,) = visit.notices
    assert "`1,500`" in notice
    assert visit.session == OPENING


@pytest.mark.parametrize(("slice_", "t"), [("row", 24), ("column", 14), ("diagonal", 24)])
def test_a_cell_beyond_the_queues_picks_the_nearest(visit: Visit, slice_: str, t: int):
    visit.session = before = OPENING.with_(slice=slice_)
    controls.picked(["cell", 5, 24])
    assert visit.session == before.with_(t=t, lag=9)
    assert "Lag 19 lies beyond the ten slots" in visit.notices[0]


def test_only_the_last_number_out_of_range_is_reported(visit: Visit):
    for typed in ("9", "7", "8"):
        controls._take(CHOICES["h0"], typed)
    assert (visit.session.h0, len(visit.notices)) == (1.0, 1)
    assert "`8` is out of range" in visit.notices[0]
    controls._take(CHOICES["h0"], " ")
    assert (visit.session.h0, visit.notices) == (1.0, [])
