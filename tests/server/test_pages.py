"""From page to page, message by message: what is pressed on a page that is being left."""

import asyncio

import pytest

from tests.browser.serving import server
from tests.server.learner import Learner, live


@pytest.mark.parametrize("late", [0.0, 0.02])
def test_a_press_on_a_page_that_is_being_left_does_not_bring_it_back(late: float):
    """Streamlit would announce the old page again, and the browser would have no place for what follows."""

    async def turn(url: str) -> None:
        learner = await Learner(f"{url}/?t=20").open()
        step, learner.page = learner.page, learner.pages["chain"]
        await learner.send()
        await asyncio.sleep(late)
        learner.page = step
        await learner.press(21)
        await learner.wait(2)
        assert learner.page == learner.pages["chain"]
        assert "build" in learner.places
        await learner.go_to(21)
        assert learner.page == learner.pages["chain"]
        assert not learner.exceptions
        await learner.close()

    with server() as running:
        live(turn(running.url))


def test_a_page_that_was_asked_for_again_before_it_was_drawn_is_none_that_was_left():
    """As when the connection is lost then: the first page has another name until its navigation has been drawn."""

    async def again(url: str) -> None:
        learner = await Learner(f"{url}/?t=20").open()
        at_first, page = learner.first, learner.page
        assert at_first != page
        learner.page = at_first
        await learner.run()
        assert learner.page == page
        await learner.go_to(21)
        await learner.close()

    with server() as running:
        live(again(running.url))


def test_a_page_that_asks_a_new_server_for_a_part_of_it_gets_all_of_it():
    """As a browser does that lost its server in the middle of a step."""

    async def outlive(url: str) -> None:
        learner = await Learner(f"{url}/?t=20").open()
        await learner.go_to(21)
        await learner.close()
        await learner.connect()
        await learner.send(fragment=learner._fragments[learner.widget("transport").id])
        await learner.wait(learner.finished + 1)
        assert set(learner.places) == {"forward", "by_lag", "term"}
        await learner.go_to(22)
        await learner.close()

    with server() as running:
        live(outlive(running.url))
