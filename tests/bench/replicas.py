"""Measure how many steps a second one, two and three processes of the app answer behind nginx.

    python tests/bench/replicas.py [LEARNERS] [SECONDS]

Each learner steps as soon as the last step is shown. The learners run in processes of their own, and share this
machine's cores with nginx and the app: the share of each is printed, since it shows what the limit is. Takes about two
minutes with the default of 24 learners and 15 seconds.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.server.replicas import Visitor, cluster

DRIVERS = 2  # processes that play learners


def drive(url: str, learners: int, seconds: float) -> tuple[list[float], float]:
    """How long each step took, in seconds; and the processor time that playing the learners needed."""

    async def step(visitor: Visitor, until: float) -> list[float]:
        took = []
        while (begun := time.perf_counter()) < until:
            await visitor.go_to(3 if visitor.t is None or visitor.t > 100 else visitor.t + 1)
            took.append(time.perf_counter() - begun)
        return took

    async def play() -> tuple[list[float], float]:
        visitors = await asyncio.gather(*(Visitor(f"{url}/?t={3 + 4 * i}").open() for i in range(learners)))
        await asyncio.gather(*(step(visitor, time.perf_counter() + 2) for visitor in visitors))  # to warm up
        spent, until = time.process_time(), time.perf_counter() + seconds
        found = await asyncio.gather(*(step(visitor, until) for visitor in visitors))
        spent = time.process_time() - spent
        for visitor in visitors:
            await visitor.close()
        return [one for taken in found for one in taken], spent

    return asyncio.run(play())


def cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(processes: int, learners: int, seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder, cluster(processes, Path(folder)) as running:
        lab = [server.process.pid for server in running.servers if server.process is not None]
        names = {int(path.parent.name): path.read_text().strip() for path in Path("/proc").glob("[0-9]*/comm")}
        nginx = [process for process, name in names.items() if name == "nginx"]
        with ProcessPoolExecutor(DRIVERS) as drivers:
            jobs = [drivers.submit(drive, running.url, learners // DRIVERS, seconds) for _ in range(DRIVERS)]
            time.sleep(6)  # all have come and are warm
            before, begun = list(map(cpu_seconds, lab + nginx)), time.perf_counter()
            time.sleep(min(6, seconds / 2))
            after, lasted = list(map(cpu_seconds, lab + nginx)), time.perf_counter() - begun
            results = [job.result() for job in jobs]
    took = sorted(one for times, _ in results for one in times)
    busy = [(b - a) / lasted for a, b in zip(before, after, strict=True)]
    playing = sum(spent for _, spent in results) / seconds
    print(
        f"{processes:9} {len(took) / seconds:8.1f} {1000 * statistics.median(took):10.0f}"
        f" {1000 * took[int(0.95 * len(took))]:7.0f}   {' '.join(f'{one:.0%}' for one in busy[: len(lab)]):16}"
        f" {sum(busy[len(lab) :]):6.0%}   {playing:.0%}"
    )


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    learners, seconds = (*given, *(24, 15)[len(given) :])
    print(f"{learners} learners without a pause, {os.cpu_count()} cores")
    print("processes  steps/s  median ms  p95 ms   app, % of a core nginx   learners")
    for processes in (1, 2, 3):
        measure(processes, learners, seconds)
