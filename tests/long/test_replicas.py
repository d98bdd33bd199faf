"""Sixty learners behind nginx while processes die and are renewed; three hundred from one address; and Chromium."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from websockets.asyncio.client import connect

from pages.lab.session import OPENING
from tests.browser.seen import at_rest, expect_return, expect_t, labels, open_at, press, session_of
from tests.server.replicas import Cluster, cluster
from tests.server.test_replicas import learners, lose_two_of_three, renew_all


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread of its own: the window of another test may have an event loop in this one."""
    with ThreadPoolExecutor(1) as alone:
        alone.submit(asyncio.run, coroutine).result()


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Cluster]:
    with cluster(3, tmp_path) as running:
        yield running


def test_two_of_three_processes_die_under_sixty_learners(three: Cluster):
    run(lose_two_of_three(three, count=60, steps=5))


def test_a_rolling_restart_under_sixty_learners_loses_no_step(three: Cluster):
    run(renew_all(three, count=60))


def test_three_hundred_learners_come_at_once_from_one_address(three: Cluster):
    async def come_and_stay() -> None:
        host = three.url.removeprefix("http://")
        sockets = await asyncio.gather(
            *(connect(f"ws://{host}/_stcore/stream", proxy=None, open_timeout=60) for _ in range(300))
        )
        async with learners(three, 20) as visitors:
            await asyncio.gather(*(one.walk(3) for one in visitors))
        for socket in sockets:
            socket.transport.abort()

    with ThreadPoolExecutor(20) as together:
        asked = [path for path in ("/", "/_stcore/health", "/_stcore/host-config", "/chain") for _ in range(300)]
        assert {answer[0] for answer in together.map(three.get, asked)} == {200}
    run(come_and_stay())


def test_a_flood_from_one_address_is_refused(three: Cluster):
    with ThreadPoolExecutor(20) as together:
        statuses = [answer[0] for answer in together.map(three.get, ["/_stcore/health"] * 6000)]
    assert 3000 <= statuses.count(200) < 6000
    assert set(statuses) == {200, 429}


def test_a_page_whose_process_dies_is_back_by_itself_on_another(three: Cluster, page: Page):
    open_at(page, f"{three.url}/?t=20&K=8")
    press(page, "Step")
    expect_t(page, 21)
    before = labels(page)
    cookie = next(one for one in page.context.cookies() if one["name"] == "replica")
    three.kill(three.server_of(f"replica={cookie['value']}", "home"))
    expect_return(page)
    expect_t(page, 21)
    assert session_of(page) == OPENING.with_(t=21, K=8)
    assert labels(page) == before
    press(page, "Step")
    expect_t(page, 22)
    at_rest(page)
