"""Whether a server grows: twenty thousand steps of forty learners, of whom now and then one leaves and another comes.

    python tests/bench/soak.py [steps]

Half of them have opened one link and stay; each of the others has settings of their own, a page of their own, and
leaves after a few hundred steps. Printed every thousand steps: the resident memory of the server, that of the results
which visitors share (bounded by shared.MOST), open pages (Streamlit keeps a closed one for two minutes), threads and
open files. It takes about five minutes, and ends by itself.
"""

import asyncio
import random
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.classroom import LINK, memory, own_link, press  # noqa: E402
from tests.browser.serving import Server, free_port  # noqa: E402
from tests.server.learner import Learner  # noqa: E402

LEARNERS = 40
STAY = 100
PAGES = ("", "chain", "across_time", "training")
EVERY = 1000


def metrics(running: Server) -> dict[str, float]:
    """What the server says of itself, by name."""
    with urllib.request.urlopen(f"{running.url}/_unrolled/metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


async def soak(running: Server, steps: int) -> None:
    assert running.process is not None
    process = Path(f"/proc/{running.process.pid}")
    done, visitors = 0, 0

    def report(done: int, visitors: int) -> None:
        says = metrics(running)
        print(
            f"{done:>8,} {visitors:>9} {memory(int(process.name)):>9.0f} {says['unrolled_shared_bytes'] / 2**20:>10.1f}"
            f" {says['unrolled_sessions']:>6.0f} {len(list((process / 'task').iterdir())):>8}"
            f" {len(list((process / 'fd').iterdir())):>6}",
            flush=True,
        )

    async def learn(number: int) -> None:
        nonlocal done, visitors
        chance = random.Random(number)
        while done < steps:
            visitors += 1
            own = number % 2 == 1
            link = "/" + PAGES[chance.randrange(4)] + own_link(visitors)[1:] if own else LINK
            learner = await Learner(running.url + link).open()
            while done < steps and not (own and learner.finished > STAY):
                await press(learner, chance)
                done += 1
                if done % EVERY == 0:
                    await asyncio.to_thread(report, done, visitors)
            assert not learner.exceptions
            await learner.close()

    print(f"{'steps':>8} {'visitors':>9} {'memory MB':>9} {'shared MB':>10} {'pages':>6} {'threads':>8} {'files':>6}")
    await asyncio.gather(*map(learn, range(LEARNERS)))


def main(steps: int) -> None:
    running = Server(ROOT / "app.py", free_port(), environment={"UNROLLED_METRICS": "1"}).start()
    try:
        asyncio.run(soak(running, steps))
    finally:
        running.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
