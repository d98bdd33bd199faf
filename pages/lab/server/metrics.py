"""What the operator of a server can read about it, in Prometheus' text form: counted here, shown at one address."""

import os
import time
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from threading import Lock

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages.lab import runtime, shared

ADDRESS = "/_unrolled/metrics"
_LOCK = Lock()  # each visitor's page runs in a thread of its own
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


@dataclass(slots=True)
class Count:
    """How often something has happened."""

    value: int = 0

    def add(self) -> None:
        with _LOCK:
            self.value += 1


@dataclass(slots=True)
class Durations:
    """A histogram of durations: how many there were up to each bound, and beyond the last; and their sum."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(_BOUNDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        with _LOCK:
            self.counts[bisect_left(_BOUNDS, seconds)] += 1
            self.total += seconds

    def samples(self) -> list[tuple[str, float]]:
        with _LOCK:
            counts, total = list(self.counts), self.total
        sums = [sum(counts[: i + 1]) for i in range(len(counts))]
        bounds = [*map(str, _BOUNDS), "+Inf"]
        buckets = [(f'_bucket{{le="{bound}"}}', float(count)) for bound, count in zip(bounds, sums, strict=True)]
        return [*buckets, ("_sum", total), ("_count", float(sums[-1]))]


STEPS, ERRORS, RUNS = Count(), Count(), Durations()


def timed(run: Callable[[], None]) -> Callable[[], None]:
    """The same, with its duration counted among those of all runs; also if it ends in the middle."""

    @wraps(run)
    def counted() -> None:
        begun = time.perf_counter()
        try:
            run()
        finally:
            RUNS.add(time.perf_counter() - begun)

    return counted


def _memory() -> list[tuple[str, float]]:
    """The bytes of memory in use; nothing where the system does not say (it does on Linux)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return []
    return [("", float(pages * os.sysconf("SC_PAGE_SIZE")))]


def text() -> str:
    """The page."""
    sessions = runtime.sessions()
    families = [
        ("unrolled_sessions", "gauge", "Open pages.", [] if sessions is None else [("", float(sessions))]),
        ("unrolled_steps_total", "counter", "Moves to another step.", [("", float(STEPS.value))]),
        ("unrolled_run_seconds", "histogram", "Time to compute and send a step or a change.", RUNS.samples()),
        ("unrolled_errors_total", "counter", "Errors, each described in the log.", [("", float(ERRORS.value))]),
        ("unrolled_shared_bytes", "gauge", "Memory of the results that visitors share.", [("", float(shared.size()))]),
        ("process_resident_memory_bytes", "gauge", "Memory in use.", _memory()),
        ("process_cpu_seconds_total", "counter", "Processor time used.", [("", time.process_time())]),
    ]
    lines: list[str] = []
    for name, kind, about, samples in families:
        if samples:
            lines += [f"# HELP {name} {about}", f"# TYPE {name} {kind}"]
            lines += [f"{name}{part} {value!r}" for part, value in samples]
    return "\n".join([*lines, ""])


def _show(_: Request) -> PlainTextResponse:
    return PlainTextResponse(text(), headers={"Cache-Control": "no-store"}, media_type="text/plain; version=0.0.4")


ROUTES = [Route(ADDRESS, _show)]
