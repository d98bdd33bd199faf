"""Training runs and comparisons for the tests of the page Training, and the network once more, in plain loops."""

import json
import math
import random
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from pages.lab.moment import Moment
from pages.lab.plot.palette import COLOURS
from pages.lab.session import CHOICES, OPENING, Session, experiment, other_starts
from pages.lab.text.notation import mark, number
from rnn_core import PARAMETERS, Experiment, Run, simulate
from rnn_core.analysis.surface import Surface
from rnn_core.analysis.windows import Comparison, Window, compare_in_pieces
from rnn_core.tasks import TASKS
from tests.pages.records import decoded, opened

# --- the network again, in plain loops ---


def mean_loss(made: Experiment, weights: Sequence[float]) -> float:
    """Once through the sequence from the start state with these weights held."""
    Wx, Wh, Bx, Wy, By = weights
    h, losses = made.out_H_init, []
    for X, Y in zip(made.X.tolist(), made.Y.tolist(), strict=True):
        h = math.tanh(X * Wx + h * Wh + Bx)
        e = h * Wy + By - Y
        losses.append(0.5 / len(made.X) * e * e)  # a power would raise where a product is inf
    return sum(losses)


def mean_gradient(made: Experiment, weights: Sequence[float], window: Window) -> dict[str, float]:
    """The mean of the gradients of those losses, each a sum over the lags that the window counts."""
    Wx, Wh, Bx, Wy, By = weights
    X, states = made.X.tolist(), [made.out_H_init]
    sums = dict.fromkeys(PARAMETERS, 0.0)
    for t, Y in enumerate(made.Y.tolist()):
        states.append(math.tanh(X[t] * Wx + states[-1] * Wh + Bx))
        e = states[-1] * Wy + By - Y
        path = e * Wy
        for lag in range(t + 1 if window == "all" else min(window, t + 1)):
            h, before = states[t + 1 - lag], states[t - lag]
            path *= (1 - h) * (1 + h) * (Wh if lag else 1.0)
            sums["Wx"] += path * X[t - lag]
            sums["Wh"] += path * before if window != 10 or lag < 9 else 0.0  # its tenth place has left the queue
            sums["Bx"] += path
        sums["Wy"] += e * states[-1]
        sums["By"] += e
    return {name: total / len(X) for name, total in sums.items()}


def gap(run: Run, t: int, name: str) -> float:
    """The gradient as recorded, less that of the window run again from its recorded state with the weights at t."""
    K = run.experiment.window
    assert isinstance(K, int)
    steps = range(max(0, t + 1 - (min(K, 9) if name == "Wh" else K)), t + 1)
    rows = run.weights[steps.start : t + 1].tolist()
    if all(row == rows[-1] for row in rows):
        return 0.0
    Wx, Wh, Bx, Wy, By = rows[-1]
    states = [float(run.out_H[steps.start - 1]) if steps.start else run.experiment.out_H_init]
    for s in steps:
        states.append(math.tanh(float(run.X[s]) * Wx + states[-1] * Wh + Bx))
    path, total = (states[-1] * Wy + By - float(run.Y[t])) * Wy, 0.0
    for place, s in reversed(list(enumerate(steps, start=1))):
        path *= (1 - states[place]) * (1 + states[place])
        total += path * {"Wx": float(run.X[s]), "Wh": states[place - 1], "Bx": 1.0}[name]
        path *= Wh
    return float(run.gradients[t, PARAMETERS.index(name)]) - total


def share(run: Run, name: str) -> float | None:
    """Σ|gap| / Σ|gradient|."""
    total = math.fsum(abs(run.gradients[:, PARAMETERS.index(name)]).tolist())
    return math.fsum(abs(gap(run, t, name)) for t in range(len(run))) / total if total else None


def last_mean(values: Sequence[float], t: int, T: int) -> float:
    """The mean of the T values up to t, or of as many as there are."""
    some = values[max(0, t + 1 - T) : t + 1]
    return math.fsum(some) / len(some)


def mean(losses: Sequence[float]) -> float:
    return math.fsum(loss / len(losses) for loss in losses)


# --- states that a learner could reach ---


def train(session: Session) -> Moment:
    """The moment of a session, with t moved into the run, as the page does it."""
    run = simulate(experiment(session))
    return Moment(session.with_(t=min(session.t, len(run) - 1)), run)


def here(moment: Moment) -> list[float]:
    """The weights in force at t; before the first step those that the run starts with."""
    weights: list[float] = moment.run.weights[max(moment.t, 0)].tolist()
    return weights


def plane_gradients(moment: Moment) -> list[list[float]]:
    """The gradient of the mean loss over the two weights of the surface: as the window has it, and in full."""
    made, weights = moment.run.experiment, here(moment)
    by_weight = [mean_gradient(made, weights, window) for window in (moment.session.K, "all")]
    return [[one[name] for name in moment.session.plane] for one in by_weight]


def angle(moment: Moment) -> float:
    truncated, full = plane_gradients(moment)
    cosine = sum(a * b for a, b in zip(truncated, full, strict=True)) / math.hypot(*truncated) / math.hypot(*full)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


CALM = OPENING.with_(T=40, eta=0.05)
SILENT = CALM.with_(task="impulse", delay=20, Bx=0.0, By=0.0)
"""Until the impulse comes at step 3 all is 0; its target comes at step 23."""
CORNERS = [
    CALM.with_(eta=0.0, t=20),
    CALM.with_(eta=0.0, steps=100, K=1, t=99),
    CALM.with_(steps=1, t=0),
    CALM.with_(steps=7, t=-1, weight="By"),
    CALM.with_(steps=40, t=39, height="log"),
    CALM.with_(steps=41, t=20),
    CALM.with_(steps=130, K=1, weight="Wx", t=129),
    CALM.with_(steps=130, K=1, weight="Wh", t=5, height="log"),
    CALM.with_(steps=60, clip=0.01, t=59),
    CALM.with_(steps=400, eta=2.0, t=60, height="log"),
    CALM.with_(steps=400, eta=2.0, t=399),
    CALM.with_(steps=400, eta=10.0, K=10, Wy=1000.0, t=4, task="square"),
    CALM.with_(steps=60, Wy=0.0, By=0.0, eta=0.0, K=10, t=3),
    CALM.with_(steps=60, Wx=40.0, Wh=30.0, t=30, K=2, height="log"),
    SILENT.with_(steps=3, t=2, height="log"),
    SILENT.with_(steps=60, t=50, K=3),
    CALM.with_(Wh=0.0, steps=50, eta=0.0, t=10, across="Bx", up="Wy"),
    CALM.with_(task="sunspots", steps=400, eta=0.1, t=350, height="log"),
    CALM.with_(task="running_mean", Wh=0.5, Wy=0.5, K=1, steps=800, t=799),
]


def trainings(count: int, seed: int) -> Iterator[Moment]:
    draw = random.Random(seed)
    for _ in range(count):
        session = OPENING.with_(
            **{name: round(draw.uniform(-1.5, 1.5), 2) for name in PARAMETERS},
            task=draw.choice([name for name in TASKS if name != "sunspots"]),
            T=40,
            delay=draw.randrange(6),
            seed=draw.randrange(100),
            K=draw.choice([1, 2, 3, 6, 9, 10]),
            eta=draw.choice([0.0, 0.01, 0.05, 0.2, 0.5]),
            clip=draw.choice([0.0, 0.0, 0.05]),
            h0=draw.choice([0.0, 0.5]),
            steps=draw.choice([0, 7, 40, 41, 60, 100, 130]),
            weight=draw.choice(PARAMETERS),
            height=draw.choice(list(CHOICES["height"].options)),
            across=draw.choice(PARAMETERS),
            up=draw.choice(PARAMETERS),
        )
        length = session.steps or session.T
        yield train(session.with_(t=draw.choice([-1, 0, 5, length // 2, length - 1])))


STATES = [*map(train, CORNERS), *trainings(12, seed=5)]


@dataclass(frozen=True)
class Compared:
    """A comparison, and the same runs done on their own."""

    session: Session
    starts: list[Experiment]
    windows: tuple[Window, ...]
    steps: int
    found: Comparison

    @cached_property
    def _runs(self) -> dict[Window, list[Run]]:
        return {
            window: [simulate(replace(start, window=window, steps=self.steps)) for start in self.starts]
            for window in self.windows
        }

    def runs(self, window: Window) -> list[Run]:
        return self._runs[window]

    @property
    def baseline(self) -> float:
        """The median over the starts of the loss of always predicting the mean of the targets."""
        return statistics.median(0.5 * statistics.pvariance(start.Y.tolist()) for start in self.starts)

    @property
    def begun(self) -> Comparison:
        """As far as it has come when the first start is done."""
        pieces = compare_in_pieces(self.starts, self.windows, self.steps)
        return next(found for found in pieces if found.windows)


def after(run: Run) -> list[float]:
    """The weights after the last step."""
    return list(astuple(run[len(run) - 1].next_params))


def ended(run: Run) -> float | None:
    """The mean loss with those; None if the run diverged."""
    return None if run.diverged_at is not None else mean_loss(run.experiment, after(run))


def compare(session: Session, which: Sequence[Window], steps: int, starts: list[Experiment] | None = None) -> Compared:
    starts = starts or other_starts(session, 3)
    *_, found = compare_in_pieces(starts, which, steps)
    return Compared(session, starts, tuple(which), steps, found)


@cache
def comparisons() -> list[Compared]:
    """Ordinary ones; some with targets of no variance; some in which a few starts diverge, or a window, or all."""
    echo = CALM.with_(task="echo", delay=2, Wh=0.5, Wy=0.5)
    made, wild = other_starts(CALM, 2), replace(experiment(CALM), learning_rate=2.0)
    flat = [replace(one, Y=np.full(40, value)) for one, value in zip(made, (0.5, 0.0), strict=True)]
    return [
        compare(CALM, [1, 3, 10, "all"], 60),
        compare(CALM.with_(h0=0.5, eta=0.2, clip=0.1), ["all"], 25),
        compare(echo, [1, 2, 3, 10], 300),
        compare(echo.with_(delay=0), [1, 2], 30),
        compare(echo.with_(delay=6), [1, 4], 40),
        compare(echo.with_(delay=5, seed=9), [2, 5, 6, "all"], 120),
        compare(echo.with_(eta=5.0), [1, 3], 400),
        compare(CALM, [1, 3], 1),
        compare(CALM, [2, 6], 60, [made[0]]),
        compare(CALM, [1, 4], 30, flat),
        compare(CALM, [3], 400, [made[0], wild]),
        compare(CALM, [1, "all"], 400, [wild, *made, wild, wild]),
        compare(echo.with_(delay=1, eta=0.1), [1, 2, "all"], 300),
        compare(echo.with_(eta=0.1, seed=31), [1, 7], 300, other_starts(echo.with_(eta=0.1, seed=31), 2)),
        compare(echo.with_(delay=1, eta=0.02), [1, 3], 2000),
    ]


COMPARED = range(15)


# --- what is asked of more than one chart ---


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def near(text: str, value: float) -> bool:
    """Whether a text is the number, to its rounding: a sum in another order may fall to the other side."""
    return text in {number(value * (1 + nudge)) for nudge in (0, 1e-9, -1e-9)}


def assert_log_axis(axis: dict, values: Sequence[float]):
    """It holds all that a logarithm can show, with little room about it, and has round numbers at its marks."""
    low, high = axis["range"]
    logs = [math.log10(value) for value in values if 1e-12 <= value < math.inf]
    assert axis["type"] == "log"
    if logs:
        assert low <= min(logs) <= max(logs) <= high
        assert high - low <= max(1.001, 1.13 * (max(logs) - min(logs)))
    assert axis["ticktext"] in ([mark(tick) for tick in axis["tickvals"]], [number(tick) for tick in axis["tickvals"]])
    assert all(low - 1e-9 <= math.log10(tick) <= high + 1e-9 for tick in axis["tickvals"])
    assert axis["tickvals"] == sorted(set(axis["tickvals"]))
    assert 2 <= len(axis["tickvals"]) < 13


def assert_positive_axis(axis: dict, height: str, values: Sequence[float]):
    assert f"({height})" in axis["title"]["text"]
    if height == "log":
        return assert_log_axis(axis, values)
    low, high = axis["range"]
    assert "type" not in axis
    assert low == 0
    assert max(values) <= high <= (1.07 * max(values) or 1.07)


def assert_domains_apart(figure: dict, letter: str):
    """Parts of the figure do not lie on each other."""
    axes = [axis for name, axis in figure["layout"].items() if name.startswith(f"{letter}axis")]
    domains = sorted({tuple(axis["domain"]) for axis in axes})
    assert all(0 <= low < high <= 1 for low, high in domains)
    assert all(one[1] < other[0] for one, other in pairwise(domains))


KNOWN = {light for light, _ in COLOURS.values()}


def assert_drawable(figure: dict):
    """Plotly and JSON accept it; every colour has a meaning; no packed number is NaN or infinite."""
    figure = opened(figure)
    go.Figure(figure)
    text = json.dumps(figure, allow_nan=False)
    assert set(re.findall(r"#[0-9a-f]{6}\b", text)) <= KNOWN
    for part in re.findall(r'\{"dtype": "\w+", "bdata": [^}]+\}', text):
        assert np.isfinite(decoded(json.loads(part))).all()


def with_gradients(seen: Surface, **gradients: tuple[float, float]) -> Surface:
    """The surface with another ``truncated`` or ``full`` gradient with respect to its two weights."""
    by_weight: Any = {
        f"{name}_by_weight": dict(zip((seen.across, seen.up), gradient, strict=True))
        for name, gradient in gradients.items()
    }
    return replace(seen, **by_weight)
