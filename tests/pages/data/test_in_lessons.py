"""What becomes of data of one's own in a lesson, and after it."""

from dataclasses import replace

import pytest

from pages.lab.data.entry import use
from pages.lab.lessons import guide
from pages.lab.session import OPENING
from pages.lab.visit import Visit
from tests.pages.owned import OWN, OWN_TWO, SHORT, TWO


def test_a_lesson_gives_back_data_that_was_not_in_use_when_it_began(visit: Visit):
    visit.session = idle = OWN_TWO.with_(task="sine")
    guide.begin("forward")
    use(SHORT, "your numbers")
    guide.leave()
    assert visit.session == idle


def test_data_entered_during_a_lesson_outlasts_it_if_there_was_none_before(visit: Visit):
    guide.begin("forward")
    use(TWO, "your numbers")
    guide.turn(1)
    guide.leave()
    assert visit.session == OPENING.with_(data=OWN_TWO.data, target="given")


def test_data_of_a_card_is_not_taken_for_the_readers_own(visit: Visit, monkeypatch: pytest.MonkeyPatch):
    forward = guide.lessons()["forward"]
    of_data = replace(forward, cards=(replace(forward.cards[0], state=OWN), *forward.cards[1:]))
    monkeypatch.setattr(guide, "lessons", lambda: {"forward": of_data})
    guide.begin("forward")
    assert visit.session.data == OWN.data
    guide.leave()
    assert visit.session == OPENING
