"""How many learners one server process holds: each opens the page, and presses Step every five seconds.

    python tests/bench/classroom.py [learners ...]

The learners speak Streamlit's protocol over real WebSockets (tests/server/learner.py) from a second process on the same
machine. All have opened one link, as in a class, and are at random steps of it; "own settings" has each of them choose
weights of their own, so that nothing can be shared. An answer counts once all places of the page show the step that was
asked for. Printed for each number of learners: how long all of them took to open the page at the same moment, steps a
second, the time from a press to its answer, what a step costs the server, and what a learner does.

The last lines: the plain page of step.py with 50 learners, and 100 learners beside one who asks for the dearest things.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.serving import Server, server  # noqa: E402
from tests.server.learner import Learner  # noqa: E402

THINK = 5.0
SECONDS = 20.0
LINK = "/?K=4&t=22"
LAST = 119
TICKS = os.sysconf("SC_CLK_TCK")


def cpu(pid: int) -> float:
    """The seconds that a process has computed."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> float:
    """The resident memory of a process in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


def own_link(number: int) -> str:
    chance = random.Random(number)
    return LINK + "".join(f"&{name}={chance.uniform(-1, 1):.3f}" for name in ("Wx", "Wh", "Bx", "Wy"))


async def press(learner: Learner, chance: random.Random) -> None:
    """Mostly the next step, sometimes the one before, now and then another."""
    t = learner.t or 0
    by = chance.choices((1, -1, None), (80, 15, 5))[0]
    wanted = chance.randint(0, LAST) if by is None else t + by
    await learner.go_to(wanted if 0 <= wanted <= LAST else 22)


async def press_plain(learner: Learner, _: random.Random) -> None:
    await learner.click("None")  # the only button


@dataclass
class Measured:
    """What a class took: seconds, steps a second, and what the server spent on it."""

    opening: list[float]
    answers: list[float]
    rate: float
    cpu: float
    cpu_opening: float
    memory: float
    bytes: float

    def line(self, name: str) -> str:
        steps, learners = len(self.answers), len(self.opening)
        cuts = statistics.quantiles(self.answers, n=20) if steps > 1 else [0] * 19
        return (
            f"{name:>34} {self.rate:6.1f} {1000 * cuts[9]:8.0f} {1000 * cuts[18]:7.0f}"
            f" {1000 * self.cpu / max(steps, 1):8.1f} {self.bytes / max(steps, 1) / 1024:7.1f} {max(self.opening):9.1f}"
            f" {1000 * self.cpu_opening / learners:9.0f} {self.memory / learners:8.2f}"
        )


HEAD = f"{'':>34} {'steps/s':>6} {'median':>7} {'p95 ms':>8} {'CPU/step':>8} {'KB/step':>7} {'opening s':>10} {'CPU/open':>8} {'MB each':>8}"  # noqa: E501


async def attend(
    running: Server,
    links: list[str],
    act: Callable[[Learner, random.Random], Awaitable[None]] = press,
    seconds: float = SECONDS,
    beside: Callable[[str], Coroutine[Any, Any, None]] | None = None,
) -> Measured:
    """A class: all open their links at once, then each of them acts about every five seconds."""
    assert running.process is not None
    pid = running.process.pid
    async with asyncio.timeout(300):
        first = await Learner(running.url + links[0]).open()  # the process has imported everything
    before, spent = memory(pid), cpu(pid)
    opening, answers, steady = [], [], 0

    async def enter(link: str) -> Learner:
        begun = time.perf_counter()
        learner = await Learner(running.url + link).open(300)
        opening.append(time.perf_counter() - begun)
        return learner

    learners = list(await asyncio.gather(*map(enter, links)))
    cpu_opening = cpu(pid) - spent
    await asyncio.sleep(1)
    extra = asyncio.create_task(beside(running.url)) if beside else None
    bytes_before, spent, begun = sum(one.arrived for one in learners), cpu(pid), time.perf_counter()

    async def stay(learner: Learner, number: int) -> None:
        nonlocal steady
        chance = random.Random(number)
        await asyncio.sleep(chance.uniform(0, THINK))
        while time.perf_counter() - begun < seconds:
            asked = time.perf_counter()
            await act(learner, chance)
            answers.append(time.perf_counter() - asked)
            steady += asked - begun > THINK  # all have begun by then
            await asyncio.sleep(max(0.0, chance.uniform(0.5, 1.5) * THINK - answers[-1]))

    await asyncio.gather(*(stay(learner, number) for number, learner in enumerate(learners)))
    if extra:
        extra.cancel()
    arrived = sum(one.arrived for one in learners) - bytes_before
    measured = Measured(
        opening, answers, steady / (seconds - THINK), cpu(pid) - spent, cpu_opening, memory(pid) - before, arrived
    )
    assert not any(one.exceptions for one in learners)
    await asyncio.gather(first.close(), *(one.close() for one in learners))
    return measured


async def dearest(url: str) -> None:
    """One who compares ten windows on 50,000 steps, over and over; one who plays 2,000 steps on Across time."""
    windows = "&windows=1-2-3-4-5-6-7-8-9-10"  # with "all" as well, only 2,000 steps are trained

    async def compare() -> None:
        seed = 0
        while True:
            seed += 1
            address = f"{url}/training?T=40&eta=0.01&steps=50000&compare=on&seed={seed}{windows}"
            learner = await Learner(address).open()
            await learner.work()
            await learner.close()

    async def play() -> None:
        learner = await Learner(f"{url}/across_time?T=2000&t=100&view=whole").open()
        while True:
            await learner.go_to(100 + ((learner.t or 0) - 99) % 1800)

    await asyncio.gather(compare(), play())


@contextmanager
def plain() -> Iterator[Server]:
    """The plain page, away from our configuration."""
    script = Path(tempfile.mkdtemp()) / "plain_page.py"
    script.write_text((ROOT / "tests/bench/plain_page.py").read_text())
    with server(script) as running:
        yield running


def main(sizes: list[int]) -> None:
    print(HEAD)
    for size in sizes:
        with server() as running:
            print(asyncio.run(attend(running, [LINK] * size)).line(f"{size} with one link"), flush=True)
    for size in (size for size in sizes if size >= 100):
        with server() as running:
            links = [own_link(number) for number in range(size)]
            print(asyncio.run(attend(running, links)).line(f"{size}, own settings"), flush=True)
    if 50 in sizes or len(sizes) > 1:
        with plain() as running:
            print(asyncio.run(attend(running, ["/"] * 50, press_plain)).line("plain page, 50"), flush=True)
    if len(sizes) > 1:
        with server() as running:
            measured = asyncio.run(attend(running, [LINK] * 100, beside=dearest))
            print(measured.line("100 beside the dearest two"), flush=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1, 30, 100, 200, 300])
