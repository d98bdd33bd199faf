"""Several processes behind nginx, as deploy/ starts them: any of them can die, and no learner loses a step."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from pages.lab.server import files
from tests.server.learner import live
from tests.server.replicas import Cluster, Visitor, cluster

pytestmark = pytest.mark.xdist_group("replicas")  # all share the processes


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(3, tmp_path_factory.mktemp("nginx")) as running:
        yield running


@asynccontextmanager
async def learners(three: Cluster, count: int) -> AsyncIterator[list[Visitor]]:
    """So many, each with other settings."""
    addresses = [f"{three.url}/?t={10 + i % 7}&K={1 + i % 10}&Wh={-0.9 + i % 5 / 10:.1f}" for i in range(count)]
    visitors = [Visitor(address) for address in addresses]
    try:
        await asyncio.gather(*(one.open() for one in visitors))
        yield visitors
    finally:
        await asyncio.gather(*(one.close() for one in visitors))


async def walk(visitors: list[Visitor], steps: int, meanwhile: Callable[[], None] = lambda: None) -> None:
    """All step while something happens; and once more, so that everybody meets it."""
    async with asyncio.TaskGroup() as walks:
        for one in visitors:
            walks.create_task(one.walk(steps))
        await asyncio.sleep(0.05)
        meanwhile()
    async with asyncio.TaskGroup() as walks:
        for one in visitors:
            walks.create_task(one.walk(1))


async def check(visitors: list[Visitor], direct: str) -> None:
    """Each has taken every step once, and sees the numbers that a process shows to a stranger with that address."""
    for visitor in visitors:
        first = visitor.steps[0]
        assert visitor.steps == list(range(first, first + len(visitor.steps)))
        assert visitor.exceptions == []
        await visitor.close()
        await visitor.open()
        stranger = await Visitor(f"{direct}/?{visitor.address}").open()
        await stranger.close()
        assert len(visitor.numbers) == 3
        assert visitor.numbers == stranger.numbers


async def lose_two_of_three(three: Cluster, count: int, steps: int) -> None:
    async with learners(three, count) as visitors:
        homes = [three.server_of(one.headers["Cookie"], f"home-{i}") for i, one in enumerate(visitors)]
        for i, one in enumerate(visitors):
            assert three.server_of(one.headers["Cookie"], f"again-{i}") is homes[i]
        await walk(visitors, steps)

        lost = homes[0]
        await walk(visitors, steps, meanwhile=lambda: three.kill(lost))
        # Nobody else noticed: a learner is where the cookie says, and stays there.
        assert [one.returns for one in visitors] == [int(home is lost) for home in homes]

        second = next(server for server in three.servers if server is not lost)
        await walk(visitors, steps, meanwhile=lambda: three.kill(second))
        assert [len(one.steps) for one in visitors] == [3 * (steps + 1)] * count

        last = next(server for server in three.servers if server.process is not None)
        await check(visitors, last.url)


async def renew_all(three: Cluster, count: int) -> None:
    """Restart one process after the other while everybody steps."""
    async with learners(three, count) as visitors:
        done = asyncio.Event()

        async def step(visitor: Visitor) -> None:
            while not done.is_set():
                await visitor.walk(1)
                await asyncio.sleep(0.2)

        async with asyncio.TaskGroup() as walks:
            for one in visitors:
                walks.create_task(step(one))
            for server in three.servers:
                await asyncio.to_thread(server.stop)
                await asyncio.to_thread(server.start)
            done.set()
        assert all(one.returns >= 1 for one in visitors)
        await check(visitors, three.servers[0].url)


def scripts(three: Cluster) -> list[str]:
    """One of Streamlit's scripts, and one of ours."""
    index = three.get("/")[2].decode()
    found = re.search(r'src="\.?(/static/js/[^"]+\.js)"', index)
    assert found is not None
    return [found[1], files.address("plotly", "plotly.min.js")]


def test_scripts_come_compressed_from_the_cache_and_are_sent_once(three: Cluster):
    for path in scripts(three):
        plain = three.get(path)
        first = three.get(path, Accept_Encoding="gzip, deflate, br")
        again = three.get(path, Accept_Encoding="br, gzip")
        assert [plain[0], first[0], again[0]] == [200] * 3
        assert again[1]["X-Cache"] == "HIT"
        assert "Content-Encoding" not in plain[1]
        assert first[1]["Content-Encoding"] == again[1]["Content-Encoding"] == "gzip"
        assert len(again[2]) < 0.5 * len(plain[2])
        assert "Accept-Encoding" in again[1]["Vary"]
        assert "immutable" in again[1]["Cache-Control"]
        assert "Set-Cookie" not in again[1]
        known = three.get(path, Accept_Encoding="gzip", If_None_Match=again[1]["ETag"])
        assert (known[0], known[2]) == (304, b"")
        fetched = [line for line in three.logged(path) if line[5] == "MISS"]
        assert len(fetched) == 2, "one with and one without gzip"


def test_a_learner_gets_one_cookie_and_keeps_it(three: Cluster):
    cookie = three.get("/")[1]["Set-Cookie"]
    assert re.fullmatch(r"replica=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax", cookie)
    secure = three.get("/", X_Forwarded_Proto="https")[1]["Set-Cookie"]
    assert secure.endswith("SameSite=None; Secure; Partitioned")
    assert three.get("/", Cookie=cookie.partition(";")[0])[1]["Set-Cookie"] is None


def test_each_learner_stays_with_one_process_and_a_class_is_spread_over_all(three: Cluster):
    visits = [[three.server_of(f"replica={i:032x}", f"visit-{i}-{n}").port for n in range(3)] for i in range(30)]
    assert [len(set(ports)) for ports in visits] == [1] * 30
    firsts = [ports[0] for ports in visits]
    assert min(firsts.count(server.port) for server in three.servers) >= 5


@pytest.mark.parametrize(
    "path",
    ["/_unrolled/metrics", "//_unrolled/metrics", "/x/../_unrolled/metrics", "/%5Funrolled/", "/_stcore/metrics"],
)
def test_what_is_for_the_operator_does_not_pass(three: Cluster, path: str):
    status, headers, _ = three.get(path)
    assert status == 404
    assert headers["Server"] == "nginx", "no version"
    place = re.sub(r"^.*(?=/_)", "", path).replace("/%5F", "/_")
    assert {line[4] for line in three.logged(place)} == {"-"}, "no process was asked"


def test_a_long_address_passes_and_a_large_body_does_not(three: Cluster):
    assert three.get(f"/?x={'1' * 60_000}")[0] == 200  # the processes themselves take 64 kB
    assert three.get("/", Content_Length="70000")[0] == 413


def test_the_log_names_no_one(three: Cluster):
    three.get("/secret?t=12")
    three.logged("/secret")
    written = three.log.read_text()
    assert "t=12" not in written
    assert not re.search(r"127\.0\.0\.1(?!:)", written)


def test_two_of_three_processes_die_and_every_learner_goes_on_where_it_was(three: Cluster):
    live(lose_two_of_three(three, count=12, steps=3))
