"""The speed of the core beside textbook loops in plain Python, PyTorch's autograd and C, all in one run.

    python tests/bench/core.py [rounds]

Check first that all contestants compute the same numbers, then let them take turns and print the medians of their
times, ratios, the peak memory of a long run, and which aims were met. PyTorch is installed into `.venv/bench` the first
time (1 GB) and C is compiled with `-O3`; either is skipped, with a message, where it is not available.
"""

import ctypes
import gc
import importlib.util
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from rnn_core import Experiment, Params, simulate  # noqa: E402
from rnn_core.analysis.surface import mean_losses  # noqa: E402
from tests.bench.loops import K, bare_surface, bare_terms, book_surface, book_terms, book_training  # noqa: E402

TORCH, TORCH_AT = "torch==2.13.0", ROOT / ".venv/bench"
W = (0.7, -1.2, 0.15, 1.3, 0.1)  # Wx Wh Bx Wy By
WAVE = np.sin(np.arange(100_001) / 2.2)
FROZEN = Experiment(Params(*W), WAVE[:-1], WAVE[1:], window=K)
TRAINED = Experiment(Params(*W), WAVE[:120], WAVE[1:121], window=K, learning_rate=0.01, steps=20_000)
ACROSS, UP = np.linspace(-1.0, 2.0, 101), np.linspace(-2.0, 1.0, 101)
SOME_ROWS = [20, 50, 80]
AUTOGRAD_STEPS = 250
OURS, BOOK, BOOK_NO_GC, BARE, AUTOGRAD, C = "rnn_core", "textbook loop", "same, gc off", "bare loop", "PyTorch", "C -O3"

Race = dict[str, tuple[Callable[[], Any], float]]
"""By name of the contestant: the function to time, and how many steps or what part of the surface it covers."""


# ---- PyTorch and C ----


def torch_or_none():
    """PyTorch on one thread, installed if necessary and possible."""
    sys.path.append(str(TORCH_AT))  # last: all else stays what the environment has
    if importlib.util.find_spec("torch") is None:
        print(f"installing {TORCH} into {TORCH_AT} …", flush=True)
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--target",
            str(TORCH_AT),
            TORCH,
        ]
        subprocess.run(pip, capture_output=True)
        importlib.invalidate_caches()
    try:
        torch = importlib.import_module("torch")
    except (ImportError, OSError):
        print("PyTorch is not available here: skipped")
        return None
    torch.set_num_threads(1)
    return torch


def autograd(torch, experiment: Experiment, steps: int) -> list[tuple[float, ...]]:
    """out_H, loss, gradients and weights of every step: one replay of the window and one backward pass per step.

    Frozen, the replay is plain tanh. While learning, the queued out_H were made with older weights: each value stays as
    it is in the queue and its slope is written by hand, so that autograd takes the same chains as the core.
    """
    X, Y, eta = experiment.X.tolist(), experiment.Y.tolist(), experiment.learning_rate
    weights = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in W]
    Wx, Wh, Bx, Wy, By = weights
    out_H: list[float] = [experiment.out_H_init]
    record: list[tuple[float, ...]] = []
    for t in range(steps):
        first = max(0, t - K + 1)
        h: Any = out_H[first]  # a constant; the term of Wh at lag 9 would need it, and it has left the queue
        for j in range(first, t + 1):
            net_H = X[j % len(X)] * Wx + h * (Wh.detach() if t - j == K - 1 else Wh) + Bx
            if j == t or eta == 0.0:
                h = torch.tanh(net_H)
            else:
                queued = out_H[j + 1]
                h = queued + (1.0 - queued) * (1.0 + queued) * (net_H - net_H.detach())
        loss = 0.5 * (h * Wy + By - Y[t % len(X)]) ** 2
        gradients = torch.autograd.grad(loss, weights)
        out_H.append(h.item())
        record.append((out_H[-1], loss.item(), *(g.item() for g in gradients), *(w.item() for w in weights)))
        if eta > 0.0:
            with torch.no_grad():
                for weight, gradient in zip(weights, gradients, strict=True):
                    weight -= eta * gradient
    return record


def c_or_none():
    """The functions of core.c, compiled by any compiler found."""
    library = Path(tempfile.mkdtemp()) / "core.so"
    for compiler in filter(None, map(shutil.which, ("cc", "gcc", "clang"))):
        command = [
            compiler,
            "-O3",
            "-shared",
            "-fPIC",
            "-o",
            str(library),
            str(Path(__file__).with_name("core.c")),
            "-lm",
        ]
        if subprocess.run(command, capture_output=True).returncode == 0:
            return ctypes.CDLL(str(library))
    print("no working C compiler here: skipped")
    return None


def from_c(function, shapes: list, *values) -> list[np.ndarray]:
    """Call a function of core.c with ints, floats and float64 arrays, followed by new arrays that it fills."""
    filled, kinds = [np.empty(shape) for shape in shapes], {int: ctypes.c_long, float: ctypes.c_double}
    function(
        *(kinds[type(v)](v) if type(v) in kinds else v.ctypes.data_as(ctypes.c_void_p) for v in (*values, *filled))
    )
    return filled


# ---- the races ----


def enter(
    race: Race, name: str, run: Callable[[], Any], size: float, expected, within: float = 1e-9, arranged=np.asarray
) -> None:
    """Admit a contestant that fills the same places, each number the same to ``within`` of its column's largest."""
    given = arranged(run())
    assert given.shape == expected.shape, f"{name}: {given.shape} numbers, not {expected.shape}"
    assert (np.isnan(given) == np.isnan(expected)).all(), f"{name} does not fill the same places as rnn_core"
    given, expected = np.nan_to_num(given), np.nan_to_num(expected)
    assert (np.abs(given - expected) <= within * np.abs(expected).max(axis=0)).all(), (
        f"{name} computes other numbers than rnn_core"
    )
    race[name] = run, size


def every_term(torch, c) -> Race:
    def ours() -> list[np.ndarray]:
        run = simulate(FROZEN)
        return [run.terms(name) for name in ("Wx", "Wh", "Bx")]

    def book() -> tuple[list, list, list]:
        return book_terms(W, X, Y, FROZEN.out_H_init)

    def book_without_gc() -> tuple[list, list, list]:
        gc.disable()
        try:
            return book()
        finally:
            gc.enable()

    def filled(tables: tuple[list, list, list]) -> np.ndarray:
        return np.hstack([[row + [np.nan] * (K - len(row)) for row in table] for table in tables])

    n, m, X, Y = FROZEN.length, AUTOGRAD_STEPS, FROZEN.X.tolist(), FROZEN.Y.tolist()
    table = np.hstack(ours())
    race: Race = {OURS: (ours, n)}
    enter(race, BOOK, book, n, table, arranged=filled)
    enter(race, BOOK_NO_GC, book_without_gc, n, table, arranged=filled)
    enter(race, BARE, lambda: bare_terms(W, X, Y, FROZEN.out_H_init), n, table, arranged=filled)
    if torch:
        totals = np.nansum(table[:m].reshape(m, 3, K), axis=2)
        enter(
            race,
            AUTOGRAD,
            lambda: autograd(torch, FROZEN, m),
            m,
            totals,
            arranged=lambda record: np.array(record)[:, 2:5],
        )
    if c:
        values = n, np.array(W), FROZEN.out_H_init, FROZEN.X, FROZEN.Y
        enter(
            race, C, lambda: from_c(c.every_term, [n, (n, K), (n, K), (n, K)], *values)[1:], n, table, 1e-12, np.hstack
        )
    return race


def online_training(torch, c) -> Race:
    e, m, run = TRAINED, AUTOGRAD_STEPS, simulate(TRAINED)
    X, Y, record = e.X.tolist(), e.Y.tolist(), np.column_stack((run.out_H, run.loss, run.gradients, run.weights))
    race: Race = {OURS: (lambda: simulate(e), e.length)}
    enter(race, BOOK, lambda: book_training(W, X, Y, e.out_H_init, e.learning_rate, e.length), e.length, record)
    if torch:
        enter(race, AUTOGRAD, lambda: autograd(torch, e, m), m, record[:m])
    if c:
        values = e.length, len(X), np.array(W), e.out_H_init, e.learning_rate, e.X, e.Y
        enter(race, C, lambda: from_c(c.training, [record.shape], *values)[0], e.length, record, 1e-12)
    return race


def loss_surface(c) -> Race:
    def ours() -> np.ndarray:
        grid: dict[str, Any] = {"Wx": ACROSS, "Wh": UP[:, np.newaxis]}
        return mean_losses(TRAINED, replace(TRAINED.params, **grid))

    losses = ours()
    race: Race = {OURS: (ours, 1.0)}
    data = W, TRAINED.X.tolist(), TRAINED.Y.tolist(), TRAINED.out_H_init, ACROSS.tolist(), UP[SOME_ROWS].tolist()
    for name, loop in ((BOOK, book_surface), (BARE, bare_surface)):
        enter(race, name, partial(loop, *data), len(SOME_ROWS) / len(UP), losses[SOME_ROWS])
    if c:
        values = len(UP), len(ACROSS), len(TRAINED.X), np.array(W), TRAINED.out_H_init, TRAINED.X, TRAINED.Y, UP, ACROSS
        enter(race, C, lambda: from_c(c.surface, [losses.shape], *values)[0], 1.0, losses, 1e-12)
    return race


def medians(race: Race, rounds: int) -> dict[str, float]:
    """Seconds per step, or for the surface. The order changes every round, so that drift affects all alike."""
    taken: dict[str, list[float]] = {name: [] for name in race}
    order = random.Random(0)
    for _ in range(rounds):
        for name in order.sample(list(race), len(race)):
            run, size = race[name]
            gc.collect()
            gc.freeze()  # the collector stays on, as usual, but does not scan what others left
            begun = time.perf_counter()
            run()
            taken[name].append((time.perf_counter() - begun) / size)
            gc.unfreeze()
    return {name: statistics.median(times) for name, times in taken.items()}


def show(title: str, unit: str, scale: float, times: dict[str, float], note: str) -> None:
    print(f"\n{title}\n{'':16}{unit:>16}{'vs rnn_core':>18}")
    for name, seconds in times.items():
        print(f"{name:<16}{seconds * scale:16,.3f}{seconds / times[OURS]:17,.2f}x")
    print(note)


def peak_memory() -> tuple[float, float, float]:
    """MB of a recorded training run of 50,000 steps: its peak, what it holds afterwards, the peak of itemising it."""
    tracemalloc.start()
    run = simulate(replace(TRAINED, steps=50_000))
    held, training = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    tables = [run.terms(name) for name in ("Wx", "Wh", "Bx")]
    itemising = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [table.shape for table in tables] == 3 * [(50_000, K)]
    return training / 1e6, held / 1e6, itemising / 1e6


def main(rounds: int) -> None:
    torch, c = torch_or_none(), c_or_none()
    races = every_term(torch, c), online_training(torch, c), loss_surface(c)
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}" + (
        f", PyTorch {torch.__version__}" if torch else ""
    )
    print(f"{versions}, {platform.machine()}. All agree. Medians of {rounds} rounds, in turn, one thread each.")
    few = (
        f"PyTorch: one replay of the window and one backward pass a step, {AUTOGRAD_STEPS} steps a round, scaled"
        if torch
        else ""
    )
    some = f"both loops: {len(SOME_ROWS)} of {len(UP)} rows a round, scaled"
    frozen, trained, surface = (medians(race, rounds) for race in races)
    show(
        "Every term of a frozen run: 100,000 steps, window 10",
        "µs per step",
        1e6,
        frozen,
        few and few + "; the totals only",
    )
    show("Online training: 20,000 steps, window 10, everything recorded", "µs per step", 1e6, trained, few)
    show("Loss surface: 101 x 101 values of Wx and Wh, 120 steps", "ms", 1e3, surface, some)
    training, held, itemising = peak_memory()
    print(f"\n50,000 training steps: peak {training:.1f} MB, {held:.1f} MB kept; itemising: peak {itemising:.1f} MB\n")
    lines = [
        ("every term: PyTorch's time / ours", frozen, AUTOGRAD, OURS, ">=", 1000),
        ("every term: textbook loop's time / ours", frozen, BOOK, OURS, ">=", 25),
        ("every term: bare loop's time / ours", frozen, BARE, OURS, ">=", 25),
        ("every term: our time / C's", frozen, OURS, C, "<=", 8),
        ("online training: PyTorch's time / ours", trained, AUTOGRAD, OURS, ">=", 100),
        ("online training: our time / C's", trained, OURS, C, "<=", 60),
        ("loss surface: textbook loop's time / ours", surface, BOOK, OURS, ">=", 100),
        ("memory of 50,000 training steps, MB", {"peak": training, "MB": 1.0}, "peak", "MB", "<=", 60),
    ]
    for what, values, one, other, sign, aim in lines:
        if one in values and other in values:
            ratio = values[one] / values[other]
            met = ratio >= aim if sign == ">=" else ratio <= aim
            print(f"{what:<44}{ratio:10,.1f}   aim {sign} {aim:<6}{'met' if met else 'NOT MET'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
