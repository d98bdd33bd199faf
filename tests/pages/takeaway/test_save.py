"""The button that saves a file: what the browser asks for, which can be anything, and what it is sent."""

from typing import Any

import pytest

from pages.lab import state
from pages.lab.takeaway import save
from pages.lab.visit import Visit


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What is handed to the component, draw by draw."""
    held: list[dict] = []
    monkeypatch.setattr(save, "_SAVE", lambda **parts: held.append(parts))
    return held


def parts(part: int) -> tuple[str, int]:
    return f"part {part}", 2 - part


def test_nothing_is_written_until_it_is_asked_for(visit: Visit, widgets: dict, drawn: list[dict]):
    save.row("a", "A table.", "a.csv", parts)
    assert drawn[-1]["data"] == {"label": "Save a", "name": "a.csv", "kind": "text/csv", "rests": False}
    for part in range(3):
        widgets["save a"] = {"part": [12345, part]}
        drawn[-1]["on_part_change"]()
        state.carry_out()
        save.row("b", "A table.", "b.csv", parts)  # another button is not meant
        assert "sent" not in drawn[-1]["data"]
        save.row("a", "A table.", "a.csv", parts, of=visit.session)
        sent = drawn[-1]["data"]["sent"]
        assert (sent["press"], sent["part"], sent["text"], sent["more"]) == (12345, part, f"part {part}", 2 - part)
        state.forget_press()
    save.row("a", "A table.", "a.csv", parts)
    assert "sent" not in drawn[-1]["data"]


def test_of_another_text_the_parts_are_said_to_be_others(visit: Visit, drawn: list[dict]):
    for of in (visit.session, visit.session.with_(Wh=1.0)):
        visit.asked = "save a", 1, 0
        save.row("a", "A table.", "a.csv", parts, of=of)
    first, second = (one["data"]["sent"]["of"] for one in drawn)
    assert first != second


def test_what_cannot_be_written_is_not_tried_again(visit: Visit, drawn: list[dict]):
    visit.asked = "save a", 1, 3
    with pytest.raises(IndexError):
        save.row("a", "A table.", "a.csv", lambda part: ("abc"[part], 0))
    save.row("a", "A table.", "a.csv", parts)
    assert "sent" not in drawn[-1]["data"]


@pytest.mark.parametrize(
    "sent", [None, [], [1], "ab", [1, -1], [1, 10**6], [True, 0], [1.0, 0], [10**400, 0], [1, "0"]]
)
def test_a_forged_question_is_not_answered(visit: Visit, sent: Any):
    save._ask("save a", sent)
    assert visit.asked is None


def test_a_button_that_rests_writes_nothing(visit: Visit, drawn: list[dict]):
    visit.asked = "save a", 1, 0
    save.row("a", "A table.", "a.csv", None)
    assert drawn[-1]["data"]["rests"]
    assert "sent" not in drawn[-1]["data"]
    save.row("a", "A table.", "a.csv", parts)
    assert not drawn[-1]["data"]["rests"]
