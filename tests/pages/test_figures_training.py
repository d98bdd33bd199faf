"""The figures of the page on training: tree, axes, labels and values, held against plain loops over the network; and that Plotly takes them."""

import json
import math
import random
import re
import statistics
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from urllib.parse import urlencode

import numpy as np
import plotly.graph_objects as go
import pytest

from pages.lab import tables
from pages.lab.figures import stale, surface, training, windows
from pages.lab.figures.base import log_axis
from pages.lab.notation import digits, number, symbol, window_label
from pages.lab.palette import COLOURS, colour
from pages.lab.session import HEIGHTS, OPENING, RECURRENT, Session, experiment, other_starts, to_address
from pages.lab.trained import Trained
from rnn_core import PARAMETERS, Experiment, Run, simulate
from rnn_core.analysis.curves import Line, curves
from rnn_core.analysis.surface import Surface
from rnn_core.analysis.windows import Comparison, Window, compare_in_pieces
from rnn_core.tasks import TASKS
from tests.pages.records import trace

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
    """The gradient as recorded, less that of the window run again from its recorded state with the weights in force at t."""
    K = run.experiment.window
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
    whole = math.fsum(abs(run.gradients[:, PARAMETERS.index(name)]).tolist())
    return math.fsum(abs(gap(run, t, name)) for t in range(len(run))) / whole if whole else None


def last_mean(values: Sequence[float], t: int, T: int) -> float:
    """Of the T values up to t, or of as many as there are."""
    some = values[max(0, t + 1 - T) : t + 1]
    return math.fsum(some) / len(some)


# --- states that a learner could reach ---


@dataclass(frozen=True)
class Trainee:
    session: Session
    run: Run

    @cached_property
    def trained(self) -> Trained:
        return Trained(self.run)

    @property
    def t(self) -> int:
        return self.session.t

    @property
    def T(self) -> int:
        return len(self.run.experiment.X)

    @property
    def recurrent(self) -> str:
        return self.session.weight if self.session.weight in RECURRENT else "Wh"

    @property
    def here(self) -> list[float]:
        """The weights in force at t; before the first step those it starts with."""
        return self.run.weights[max(self.t, 0)].tolist()

    @property
    def surface(self) -> Surface:
        return self.trained.surface(self.t, self.session.plane)

    def __str__(self) -> str:
        return urlencode(to_address(self.session)) or "the opening state"


def train(session: Session) -> Trainee:
    """With t moved into the run, as the page does it."""
    run = simulate(experiment(session))
    return Trainee(session.with_(t=min(session.t, len(run) - 1)), run)


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


def trainings(count: int, seed: int) -> Iterator[Trainee]:
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
            height=draw.choice(HEIGHTS),
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
        return {window: [simulate(replace(start, window=window, steps=self.steps)) for start in self.starts] for window in self.windows}

    def runs(self, window: Window) -> list[Run]:
        return self._runs[window]

    def __str__(self) -> str:
        return f"{self.windows} {urlencode(to_address(self.session))}"


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
    """Ordinary ones; some with targets of no variance; some in which a part of the starts diverges, or a window, or all."""
    echo = CALM.with_(task="echo", delay=2, Wh=0.5, Wy=0.5)
    made, wild = other_starts(CALM, 2), replace(experiment(CALM), learning_rate=2.0)
    flat = [replace(one, Y=[value] * 40) for one, value in zip(made, (0.5, 0.0), strict=True)]
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
    ]


COMPARED = range(12)


# --- what is asked of more than one figure ---


def decoded(part: dict) -> np.ndarray:
    """A packed array, read as Plotly reads it."""
    values = np.frombuffer(b64decode(part["bdata"]), f"<{part['dtype']}")
    return values.reshape([int(n) for n in part["shape"].split(",")]) if "shape" in part else values


def traces(figure: dict, axis: str) -> list[dict]:
    return [one for one in figure["data"] if one.get("yaxis") == axis]


def assert_log_axis(axis: dict, values: Sequence[float]):
    """It holds all that a logarithm can show, with little room about it, and numbers of the one formatter at its marks."""
    low, high = axis["range"]
    known = [math.log10(value) for value in values if 1e-12 <= value < math.inf]
    assert axis["type"] == "log"
    if known:
        assert low <= min(known) <= max(known) <= high
        assert high - low <= max(1.001, 1.13 * (max(known) - min(known)))
    assert axis["ticktext"] == [number(tick) for tick in axis["tickvals"]]
    assert all(low - 1e-9 <= math.log10(tick) <= high + 1e-9 for tick in axis["tickvals"])
    assert axis["tickvals"] == sorted(set(axis["tickvals"]))
    assert 2 <= len(axis["tickvals"]) < 13


def assert_height_axis(axis: dict, height: str, values: Sequence[float]):
    assert f"({height})" in axis["title"]["text"]
    if height == "log":
        return assert_log_axis(axis, values)
    low, high = axis["range"]
    assert "type" not in axis
    assert low == 0
    assert max(values) <= high <= (1.07 * max(values) or 1.07)


def assert_domains_apart(figure: dict, letter: str):
    """Parts of the figure do not lie on each other."""
    domains = sorted({tuple(axis["domain"]) for name, axis in figure["layout"].items() if name.startswith(f"{letter}axis")})
    assert all(0 <= low < high <= 1 for low, high in domains)
    assert all(one[1] < other[0] for one, other in pairwise(domains))


def all_figures(shown: Trainee) -> list[dict]:
    run, found = shown.run, shown.trained
    made = [training.curves(found.curves, shown.session.weight, shown.t, height, run.diverged_at) for height in HEIGHTS]
    made += [training.passes(found.curves.before, found.curves.after, shown.t), surface.surface(shown.surface, found.path)]
    return [*made, stale.stale(found.staleness(shown.recurrent), shown.t, shown.session.eta)]


def of_comparison(one: Compared, found: Comparison) -> list[dict]:
    shown = train(one.session)
    ground = shown.trained.surface(shown.t, one.session.plane, found)
    return [*(windows.windows(found, height) for height in HEIGHTS), windows.paths(found, ground)]


KNOWN = {light for light, _ in COLOURS.values()}


def assert_all_taken(figures: list[dict]):
    """By Plotly and by JSON; every colour has a meaning."""
    for figure in figures:
        go.Figure(figure)
        text = json.dumps(figure, allow_nan=False)
        assert set(re.findall(r'"(#[0-9a-f]{6})"', text)) <= KNOWN
        for part in re.findall(r'\{"dtype": "\w+", "bdata": [^}]+\}', text):
            assert np.isfinite(decoded(json.loads(part))).all()


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_plotly_takes_every_figure_and_every_colour_has_a_meaning(shown: Trainee):
    assert_all_taken(all_figures(shown))


@pytest.mark.parametrize("place", COMPARED)
def test_plotly_takes_every_comparison_however_far_it_has_come(place: int):
    one = comparisons()[place]
    assert_all_taken(of_comparison(one, one.found))
    begun = next(found for found in compare_in_pieces(one.starts, one.windows, one.steps) if found.windows)
    assert_all_taken(of_comparison(one, begun))


# --- over the steps ---


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("shown", STATES, ids=str)
def test_curves_are_the_records_of_their_steps(shown: Trainee, height: str):
    run, weight = shown.run, shown.session.weight
    figure = training.curves(shown.trained.curves, weight, shown.t, height, run.diverged_at)
    sizes = abs(run.gradients)
    (loss, smoothed), lines, (steps, *means) = (traces(figure, axis) for axis in ("y", "y2", "y3"))
    assert [one["name"] for one in lines] == [one["name"] for one in means] == list(PARAMETERS)
    assert steps["name"] == weight
    for one in figure["data"]:
        assert one["meta"] == ["t"]
        t = decoded(one["x"])
        assert t.dtype == np.int32
        assert len(decoded(one["y"])) == len(t) <= 2000
        assert (t[0], t[-1]) == (0, len(run) - 1)
        assert all(early < late for early, late in pairwise(t.tolist()))

    def held(one: dict, column: np.ndarray, values: np.ndarray):
        assert values.tolist() == column[decoded(one["x"])].tolist()
        assert (values.min(), values.max()) == (column.min(), column.max())

    held(loss, run.loss, decoded(loss["y"]))
    held(steps, sizes[:, PARAMETERS.index(weight)], decoded(steps["y"]))
    for column, one in enumerate(lines):
        raw = decoded(one["customdata"] if height == "log" else one["y"])
        held(one, run.weights[:, column], raw)
        if height == "log":
            heights = [math.copysign(math.log10(1 + abs(value)), value) for value in raw.tolist()]
            assert decoded(one["y"]).tolist() == pytest.approx(heights, rel=1e-12, abs=1e-15)
        assert one["hovertemplate"] == f"{symbol(PARAMETERS[column])} %{{{'customdata' if height == 'log' else 'y'}:.4g}}<extra></extra>"
        assert ("customdata" in one) == (height == "log")
    for one, values in ((smoothed, run.loss.tolist()), *zip(means, sizes.T.tolist(), strict=True)):
        t, y = decoded(one["x"]).tolist(), decoded(one["y"]).tolist()
        for place in {0, len(t) // 3, len(t) // 2, len(t) - 1}:
            assert y[place] == pytest.approx(last_mean(values, t[place], shown.T), rel=1e-9, abs=1e-300)
    # A weight and its gradient are of one colour; what is no factor of the chain is told apart by dashes as well.
    for one in (*lines, *means):
        assert one["line"]["color"] == colour(one["name"])
        assert one["line"]["dash"] == ("dash" if one["name"] in ("Bx", "By") else "solid")
    assert (loss["line"]["color"], smoothed["line"]["color"], steps["line"]["color"]) == (colour("faint"), colour("ink"), colour("faint"))


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("shown", STATES, ids=str)
def test_curves_stand_on_axes_that_hold_them(shown: Trainee, height: str):
    run = shown.run
    figure = training.curves(shown.trained.curves, shown.session.weight, shown.t, height, run.diverged_at)
    layout = figure["layout"]
    assert_domains_apart(figure, "y")
    for axis in ("y", "y3"):
        assert_height_axis(
            layout[axis.replace("y", "yaxis")], height, [y for one in traces(figure, axis) for y in decoded(one["y"]).tolist()]
        )
    left, right = layout["xaxis"]["range"]
    assert left < 0 <= max(len(run) - 1, run.diverged_at or 0) < right
    assert layout["xaxis"]["tickformat"] == ",d"
    assert layout["xaxis"]["anchor"] == "y3"
    largest = float(abs(run.weights).max())
    axis = layout["yaxis2"]
    if height == "linear":
        assert axis["title"]["text"] == "weights (linear)"
        assert "tickvals" not in axis  # Plotly's own
        return
    assert "symlog" in axis["title"]["text"]
    assert axis["range"][1] == -axis["range"][0] > math.log10(1 + largest)
    assert axis["ticktext"] == [number(math.copysign(10 ** abs(tick) - 1, tick)) for tick in axis["tickvals"]]
    assert {number(largest), "0", number(-largest)} <= set(axis["ticktext"])


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_curves_mark_t_and_the_step_at_which_the_run_diverged(shown: Trainee):
    run = shown.run
    cursor, *rest = training.curves(shown.trained.curves, "Wh", shown.t, "log", run.diverged_at)["layout"]["shapes"]
    for mark, t, look in ((cursor, shown.t, "picked"), *((mark, run.diverged_at, "error") for mark in rest)):
        assert (mark["type"], mark["x0"], mark["x1"], mark["yref"], mark["y0"], mark["y1"]) == ("line", t, t, "paper", 0, 1)
        assert mark["line"]["color"] == colour(look)
    assert len(rest) == (run.diverged_at is not None)


def test_a_run_of_50000_steps_has_no_more_than_2000_points_a_line():
    run = simulate(experiment(OPENING.with_(T=41, eta=0.05, steps=50_000)))
    assert len(run) == 50_000
    figure = training.curves(curves(run), "Wx", 49_999, "log", None)
    counts = [len(decoded(one["x"])) for one in figure["data"]]
    assert max(counts) <= 2000
    assert min(counts) >= 400
    assert len(json.dumps(figure)) < 700_000
    for one, column in zip(traces(figure, "y2"), run.weights.T, strict=True):
        kept = decoded(one["customdata"])
        assert (kept.min(), kept.max(), kept[0], kept[-1]) == (column.min(), column.max(), column[0], column[-1])
    assert decoded(traces(figure, "y")[0]["y"]).max() == run.loss.max()
    right = Trained(run)
    assert len(trace(surface.surface(right.surface(49_999, ("Wx", "Wh")), right.path), "path")["x"]) <= 2000
    gaps = stale.stale(right.staleness("Wh"), 49_999, 0.05)
    assert max(len(decoded(one["x"])) for one in gaps["data"][:3]) <= 2000


# --- first and last pass ---


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_passes_are_the_first_and_the_last_steps(shown: Trainee):
    run, T, N = shown.run, shown.T, len(shown.run)
    figure = training.passes(shown.trained.curves.before, shown.trained.curves.after, shown.t)
    layout = figure["layout"]
    assert_domains_apart(figure, "x")
    marks = {mark["xref"]: mark for mark in layout["shapes"]}
    assert len(marks) == len(layout["shapes"])
    for which, axis, steps, note in (
        ("first", "x1", range(min(T, N)), layout["annotations"][0]),
        ("last", "x2", range(max(0, N - T), N), layout["annotations"][1]),
    ):
        Y, Y_hat = trace(figure, f"Y, {which} pass"), trace(figure, f"Ŷ, {which} pass")
        for one, values, dash in ((Y, run.Y, "dot"), (Y_hat, run.Y_hat, None)):
            assert one["x"] == list(steps)
            assert one["y"] == [float(values[t]) for t in steps]
            assert (one["xaxis"], one["meta"], one["line"].get("dash")) == (axis, ["t"], dash)
        losses = [float(run.loss[t]) for t in steps]
        assert note["text"] in {f"{which} pass: mean loss {number(mean)}" for mean in nearly(math.fsum(x / len(losses) for x in losses))}
        place = layout["xaxis" if axis == "x1" else "xaxis2"]
        assert note["x"] == place["domain"][0]
        assert place["range"] == [steps[0] - 1, steps[-1] + 1]
        assert (axis in marks) == (shown.t in steps)
        if axis in marks:
            assert (marks[axis]["x0"], marks[axis]["x1"], marks[axis]["line"]["color"]) == (shown.t, shown.t, colour("picked"))
    low, high = layout["yaxis"]["range"]
    drawn = [value for one in figure["data"] for value in one["y"]]
    assert low < min(drawn) <= max(drawn) < high


def nearly(value: float) -> set[float]:
    """A sum in another order may fall to the other side of a rounding."""
    return {value, value * (1 + 1e-9), value * (1 - 1e-9)}


# --- the surface ---


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_the_surface_is_the_mean_loss_over_two_weights(shown: Trainee):
    found, made = shown.surface, shown.run.experiment
    ground = trace(surface.surface(found, shown.trained.path), "loss")
    i, j = (PARAMETERS.index(name) for name in shown.session.plane)
    z, losses = decoded(ground["z"]), decoded(ground["customdata"])
    assert z.shape == losses.shape == (len(ground["y"]), len(ground["x"]))
    draw = random.Random(2)
    for column, row in [(0, 0), (len(ground["x"]) - 1, 0), *((draw.randrange(z.shape[1]), draw.randrange(z.shape[0])) for _ in range(12))]:
        weights = shown.here
        weights[i], weights[j] = ground["x"][column], ground["y"][row]
        loss = min(mean_loss(made, weights), 1e300)
        if abs(weights[1]) < 3:  # a strong Wh lets the last bit of a tanh grow
            assert losses[row, column] == pytest.approx(loss, rel=1e-6)
        assert z[row, column] == pytest.approx(math.log10(min(max(losses[row, column], 1e-12), 1e12)), abs=1e-5)
    marks = ground["colorbar"]["tickvals"]
    assert (marks[0], marks[-1]) == (ground["zmin"], ground["zmax"]) == pytest.approx((z.min(), z.max()), abs=1e-5)
    assert marks[1] == pytest.approx((marks[0] + marks[2]) / 2)
    assert ground["colorbar"]["ticktext"] == [number(10**mark) for mark in marks]
    assert all(symbol(name) in ground["hovertemplate"] for name in shown.session.plane)
    assert "%{customdata:.4g}" in ground["hovertemplate"]


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_both_weights_of_the_surface_have_one_scale(shown: Trainee):
    figure = surface.surface(shown.surface, shown.trained.path)
    across, up, ground = figure["layout"]["xaxis"], figure["layout"]["yaxis"], trace(figure, "loss")
    assert (across["range"], up["range"]) == ([ground["x"][0], ground["x"][-1]], [ground["y"][0], ground["y"][-1]])
    assert up["range"][1] - up["range"][0] == pytest.approx(across["range"][1] - across["range"][0])
    assert (up["scaleanchor"], up["scaleratio"], up["constrain"], across["constrain"]) == ("x", 1, "domain", "domain")
    assert [axis["title"]["text"] for axis in (across, up)] == [symbol(name) for name in shown.session.plane]


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_the_path_lies_on_the_surface_and_each_of_its_points_is_a_step(shown: Trainee):
    run, figure = shown.run, surface.surface(shown.surface, shown.trained.path)
    path, ends, here = (trace(figure, name) for name in ("path", "ends", "here"))
    i, j = (PARAMETERS.index(name) for name in shown.session.plane)
    assert {name for name, _ in path["customdata"]} == {"t"}
    every = [t for _, t in path["customdata"]]
    assert all(early < late for early, late in pairwise(every))
    points = dict(zip(every, zip(path["x"], path["y"], strict=True), strict=True))
    steps = [t for t in every if points[t] != (None, None)]
    assert [points[t] for t in steps] == [(run.weights[t, i], run.weights[t, j]) for t in steps]
    for t, text in zip(every, path["hovertext"], strict=True):
        values = (f"{symbol(name)} {digits(float(run.weights[t, k]))}" for name, k in zip(shown.session.plane, (i, j), strict=True))
        assert text == ("<br>".join([f"t = {t}", *values]) if t in steps else "")
    left, right = figure["layout"]["xaxis"]["range"]
    low, high = figure["layout"]["yaxis"]["range"]
    inside = [t for t in range(len(run)) if left <= run.weights[t, i] <= right and low <= run.weights[t, j] <= high]
    if len(run) <= 400:  # none left out
        assert set(inside) <= set(steps)
    if abs(run.weights).max() <= 10:  # nothing leads away
        assert len(inside) == len(run)
        assert (steps[0], steps[-1]) == (0, len(run) - 1)
    assert (ends["x"], ends["y"]) == ([path["x"][0], path["x"][-1]], [path["y"][0], path["y"][-1]])
    assert ends["marker"]["symbol"] == ["circle-open", "square-open"]
    x, y = shown.here[i], shown.here[j]
    assert list(zip(here["x"], here["y"], strict=True)) == ([(x, y)] if left <= x <= right and low <= y <= high else [])
    assert here["marker"]["color"] == colour("picked")
    assert f"{symbol(shown.session.plane[0])} {digits(x)}<br>{symbol(shown.session.plane[1])} {digits(y)}" in here["hovertext"][0]
    told = here["hovertext"][0].split("mean loss ")[1]
    if told != "∞":
        assert float(told) == pytest.approx(mean_loss(run.experiment, shown.here), rel=1e-9)


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_the_arrows_start_at_the_present_point_and_point_against_the_gradients(shown: Trainee):
    found = shown.surface
    figure = surface.surface(found, shown.trained.path)
    arrows = {one["name"]: one for one in figure["layout"]["annotations"]}
    lengths = {}
    scales = []
    assert len(arrows) == len(figure["layout"]["annotations"])
    for look, window in (("slope", "all"), ("picked", shown.session.K)):
        by_weight = mean_gradient(shown.run.experiment, shown.here, window) if abs(found.here[0]) < 1e100 else {}
        gradient = [by_weight.get(name, math.nan) for name in shown.session.plane]
        if look not in arrows:
            assert not any(gradient) or not math.isfinite(sum(gradient)) or not trace(figure, "here")["x"]
            continue
        one = arrows[look]
        assert (one["ax"], one["ay"]) == (shown.here[PARAMETERS.index(found.across)], shown.here[PARAMETERS.index(found.up)])
        assert (one["xref"], one["yref"], one["axref"], one["ayref"]) == ("x", "y", "x", "y")
        assert (one["showarrow"], one["arrowcolor"]) == (True, colour(look))
        tip = one["x"] - one["ax"], one["y"] - one["ay"]
        length, slope = math.hypot(*tip), math.hypot(*gradient)
        # Opposite: tip = −scale·gradient, to the rounding of tip.
        assert tip == pytest.approx([-length / slope * value for value in gradient], abs=1e-7 * max(length, 1e-7))
        lengths[look] = length
        if length > 1e-6:
            scales.append(length / slope)
    if arrows:
        assert trace(figure, "here")["x"]
        left, right = figure["layout"]["xaxis"]["range"]
        assert max(lengths.values()) == pytest.approx(surface.ARROW * (right - left))
        assert all(scale == pytest.approx(scales[0], rel=1e-6) for scale in scales)
    assert list(arrows) in ([], ["slope"], ["picked"], ["slope", "picked"])  # the window's on top


def test_a_gradient_of_nothing_has_no_arrow():
    shown = train(CALM.with_(t=5))
    ground, path = shown.surface, shown.trained.path
    for changes, left in (
        ({"truncated": (0.0, 0.0)}, ["slope"]),
        ({"full": (0.0, 0.0)}, ["picked"]),
        ({"truncated": (0.0, 0.0), "full": (0.0, 0.0)}, []),
        ({"truncated": (math.nan, math.nan), "full": (math.nan, math.nan)}, []),
        ({"truncated": (0.0, 0.5)}, ["slope", "picked"]),
    ):
        figure = surface.surface(replace(ground, **changes), path)
        assert_all_taken([figure])
        assert [one["name"] for one in figure["layout"]["annotations"]] == left
    # Nothing comes back through Wy = 0; and where X is not 0 there is no error yet, so that a window of one step sees nothing.
    for session, left in ((CALM.with_(Wy=0.0, t=5, eta=0.0), []), (SILENT.with_(Wx=0.0, K=1, t=1), ["slope"])):
        held = train(session)
        assert [one["name"] for one in arrows_of(held.surface, held)] == left


def test_a_gradient_however_small_has_an_arrow_of_the_same_length():
    shown = train(CALM.with_(t=5))
    small = replace(shown.surface, truncated=(3e-12, 0.0), full=(3e-12, 4e-12))
    short, long = (math.hypot(one["x"] - one["ax"], one["y"] - one["ay"]) for one in reversed(arrows_of(small, shown)))
    assert long == pytest.approx(surface.ARROW * small.span)
    assert short == pytest.approx(0.6 * long)


def arrows_of(found: Surface, shown: Trainee) -> list[dict]:
    return surface.surface(found, shown.trained.path)["layout"]["annotations"]


# --- windows compared ---


@pytest.mark.parametrize("place", COMPARED)
def test_every_window_has_a_column(place: int):
    one = comparisons()[place]
    figure = windows.windows(one.found, "linear")
    layout, n = figure["layout"], len(one.windows)
    assert [note["text"] for note in layout["annotations"]] == [f"<b>{window_label(window)}</b>" for window in one.windows]
    assert_domains_apart(figure, "y")
    assert_domains_apart(figure, "x")
    assert len(figure["data"]) == 5 * n
    for i, note in enumerate(layout["annotations"]):
        above, below = (layout[f"xaxis{mark}" if mark > 1 else "xaxis"] for mark in (2 * i + 1, 2 * i + 2))
        assert above["domain"] == below["domain"]
        assert note["x"] == above["domain"][0]
        assert (above["anchor"], below["anchor"]) == ("y", "y2")
        assert above["range"] == [0, one.steps]
        assert below["tickvals"] == list(range(5))
        assert below["ticktext"] == [symbol(name) for name in PARAMETERS]
        assert {trace["xaxis"] for trace in figure["data"][5 * i : 5 * i + 4]} == {f"x{2 * i + 1}"}
        assert figure["data"][5 * i + 4]["xaxis"] == f"x{2 * i + 2}"
    assert windows.min_width(one.found) >= 150 * n


@pytest.mark.parametrize("place", COMPARED)
def test_the_band_holds_the_loss_curves_of_all_starts(place: int):
    one = comparisons()[place]
    figure = windows.windows(one.found, "log")
    for i, window in enumerate(one.windows):
        low, high, median, baseline, _ = figure["data"][5 * i : 5 * i + 5]
        assert [trace["name"] for trace in (low, high, median, baseline)] == ["low", "high", "median", "baseline"]
        assert (high["fill"], high["fillcolor"]) == ("tonexty", colour("faint"))
        assert low["x"] == high["x"] == median["x"]
        assert low["x"][0] == 0
        runs = one.runs(window)
        if all(run.diverged_at is None for run in runs):
            assert low["x"][-1] == one.steps
        for at in sorted({0, len(low["x"]) // 2, len(low["x"]) - 1}):
            t = low["x"][at]
            losses = [mean_loss(run.experiment, run.weights[t].tolist() if t < len(run) else after(run)) for run in runs]
            shown = [part["y"][at] for part in (low, median, high)]
            assert shown == pytest.approx([min(losses), statistics.median(losses), max(losses)], rel=1e-7)
        means = [float(statistics.fmean(start.Y.tolist())) for start in one.starts]
        answered = [
            statistics.fmean(0.5 * (Y - mean) ** 2 for Y in start.Y.tolist()) for start, mean in zip(one.starts, means, strict=True)
        ]
        assert baseline["x"] == [0, one.steps]
        assert baseline["y"] == [pytest.approx(statistics.median(answered), rel=1e-9)] * 2
        assert baseline["line"]["color"] == colour("error")
        assert f"{window_label(window)}, step" in median["hovertemplate"]


@pytest.mark.parametrize("place", COMPARED)
def test_below_stand_the_final_weights_of_what_did_not_diverge(place: int):
    one = comparisons()[place]
    layout = windows.windows(one.found, "linear")["layout"]
    kept = []
    for i, window in enumerate(one.windows):
        rings = windows.windows(one.found, "linear")["data"][5 * i + 4]
        ends = [(start, after(run)) for start, run in enumerate(one.runs(window), start=1) if run.diverged_at is None]
        assert rings["yaxis"] == "y2"
        assert rings["x"] == list(range(5)) * len(ends)
        assert rings["y"] == [weight for _, weights in ends for weight in weights]
        assert rings["hovertext"] == [
            f"start {start}: {symbol(name)} {digits(weight)}"
            for start, weights in ends
            for name, weight in zip(PARAMETERS, weights, strict=True)
        ]
        assert rings["marker"]["color"] == [colour(name) for name in PARAMETERS] * len(ends)
        kept += rings["y"]
    # What diverged, or is far off, does not press the rest flat.
    kept = [weight for weight in kept if abs(weight) <= 50]
    low, high = layout["yaxis2"]["range"]
    assert low < min([0.0, *kept]) <= max([0.0, *kept]) < high
    assert high - low < 1.2 * (max([0.0, *kept]) - min([0.0, *kept])) or not kept


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("place", COMPARED)
def test_the_loss_axis_of_the_comparison_holds_medians_and_baseline(place: int, height: str):
    figure = windows.windows(comparisons()[place].found, height)
    found = comparisons()[place].found
    first = [float(outcome.curve.values[0]) for one in found.windows for outcome in one.outcomes if len(outcome.curve.values)]
    far = 10.0 * max([found.baseline, *first])
    held = [found.baseline]
    for i, one in enumerate(found.windows):  # what is far off, or diverged altogether, is left out
        held += [
            v
            for line in figure["data"][5 * i : 5 * i + 3]
            if line["name"] != "high" and one.median is not None
            for v in line["y"]
            if v <= far
        ]
    axis = figure["layout"]["yaxis"]
    assert all(map(math.isfinite, axis["range"]))
    assert_height_axis(axis, height, held)


@pytest.mark.parametrize("place", COMPARED)
def test_the_paths_are_those_of_the_first_start(place: int):
    one = comparisons()[place]
    shown = train(one.session)
    found = shown.trained.surface(shown.t, one.session.plane, one.found)
    figure = windows.paths(one.found, found)
    i, j = (PARAMETERS.index(name) for name in one.session.plane)
    left, right = figure["layout"]["xaxis"]["range"]
    low, high = figure["layout"]["yaxis"]["range"]
    ends = trace(figure, "ends")
    assert figure["data"][0]["type"] == "contour"
    assert figure["layout"]["yaxis"]["scaleanchor"] == "x"
    lines = [path for path in figure["data"] if path["name"] in map(window_label, one.windows)]
    assert [path["name"] for path in lines] == [window_label(window) for window in one.windows]
    assert len({path["line"]["dash"] for path in lines}) == min(4, len(lines))
    expected = []
    for window, path in zip(one.windows, lines, strict=True):
        run = one.runs(window)[0]
        way = [(run.weights[t, i], run.weights[t, j]) for t in range(len(run))]
        drawn = list(zip(path["x"], path["y"], strict=True))
        walked = iter(way)
        assert all(point in walked for point in drawn if point != (None, None))  # in this order
        assert drawn[0] == way[0]
        assert drawn[-1] in (way[-1], (None, None))
        if abs(run.weights).max() <= 10:
            assert (None, None) not in drawn
            assert all(left <= x <= right and low <= y <= high for x, y in way)
        expected += [(window_label(window), *drawn[-1])] if drawn[-1] == way[-1] else []
    # Only an end that can be seen is marked.
    assert list(zip(ends["hovertext"], ends["x"], ends["y"], strict=True)) == expected
    assert [(note["text"], note["x"], note["y"]) for note in figure["layout"]["annotations"]] == expected


# --- the stale state ---

FOR_GAPS = [shown for shown in STATES if len(shown.run) <= 60][::2]


@pytest.mark.parametrize("shown", FOR_GAPS, ids=str)
def test_the_gap_over_the_steps_and_against_the_learning_rate(shown: Trainee):
    run, name, eta = shown.run, shown.recurrent, shown.session.eta
    figure = stale.stale(shown.trained.staleness(name), shown.t, eta)
    single, gradient, smoothed, rates = figure["data"]
    size = max(1e-12, *abs(run.gradients[:, PARAMETERS.index(name)]).tolist())
    gaps = [abs(gap(run, t, name)) for t in range(len(run))]
    sizes = abs(run.gradients[:, PARAMETERS.index(name)]).tolist()
    assert decoded(single["x"]).tolist() == list(range(len(run)))
    assert decoded(single["y"]).tolist() == pytest.approx(gaps, rel=1e-6, abs=1e-12 * size)
    for one, values in ((gradient, sizes), (smoothed, gaps)):
        assert decoded(one["y"]).tolist() == [
            pytest.approx(last_mean(values, t, shown.T), rel=1e-6, abs=1e-12 * size) for t in decoded(one["x"]).tolist()
        ]
    assert [one["name"] for one in (single, gradient, smoothed)] == ["gap at each step", "gradient", "gap"]
    assert [one["line"]["color"] for one in (single, gradient, smoothed)] == [colour("faint"), colour("ink"), colour("error")]
    assert {tuple(one["meta"]) for one in (single, gradient, smoothed)} == {("t",)}
    expected = {}
    for rate in sorted({0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, eta} - {0.0}):
        other = simulate(replace(run.experiment, learning_rate=rate))
        expected[rate] = share(other, name), other.diverged_at is not None
    expected = {rate: (part, diverged) for rate, (part, diverged) in expected.items() if part}
    assert rates["x"] == list(expected)
    assert rates["y"] == pytest.approx([part for part, _ in expected.values()], rel=1e-6)
    assert rates["marker"]["symbol"] == ["x" if diverged else "circle" for _, diverged in expected.values()]
    assert [rate for rate, look in zip(rates["x"], rates["marker"]["color"], strict=True) if look == colour("picked")] == [
        rate for rate in expected if rate == eta
    ]
    assert [size > 7 for size in rates["marker"]["size"]] == [rate == eta for rate in expected]
    assert "meta" not in rates  # a rate is no step to go to
    for rate, part, text in zip(rates["x"], rates["y"], rates["hovertext"], strict=True):
        assert text.startswith(f"η = {rate:g}: {digits(part)}")
        assert text.endswith("diverged") == expected[rate][1]


@pytest.mark.parametrize("shown", STATES, ids=str)
def test_the_gap_stands_on_axes_that_hold_it(shown: Trainee):
    figure = stale.stale(shown.trained.staleness(shown.recurrent), shown.t, shown.session.eta)
    layout, (single, gradient, smoothed, rates) = figure["layout"], figure["data"]
    assert layout["xaxis"]["domain"][1] < layout["xaxis2"]["domain"][0]
    # The first means are of one or two steps, and a single gap may be as small as it likes.
    drawn = [*decoded(gradient["y"])[1:].tolist(), *decoded(smoothed["y"])[1:].tolist(), float(decoded(single["y"]).max())]
    assert_log_axis(layout["yaxis"], drawn)
    assert_log_axis(layout["xaxis2"], rates["x"])
    assert_log_axis(layout["yaxis2"], rates["y"])
    assert symbol(shown.recurrent) in layout["yaxis"]["title"]["text"]
    assert [(mark["x0"], mark["x1"], mark["line"]["color"]) for mark in layout["shapes"]] == [(shown.t, shown.t, colour("picked"))]
    left, right = layout["xaxis"]["range"]
    assert left < 0 <= len(shown.run) - 1 < right


# --- the tables below ---


@pytest.mark.parametrize("shown", STATES[::3], ids=str)
def test_tables_tell_all_digits(shown: Trainee):
    run, found, T = shown.run, shown.trained, shown.T
    table = tables.curves(found.curves, run)
    assert len(table.rows) == min(200, len(run))
    assert (table.rows[0][0], table.rows[-1][0]) == ("0", str(len(run) - 1))
    for row in (table.rows[0], table.rows[len(table.rows) // 2], table.rows[-1]):
        t = int(row[0])
        assert row[1:] == tuple(map(digits, [float(run.loss[t]), *run.weights[t].tolist(), *run.gradients[t].tolist()]))
    assert table.head[2:7] == tuple(map(symbol, PARAMETERS))
    table = tables.passes(found.curves)
    assert len(table.rows) == min(T, len(run))
    assert table.head == ("t, first", "Y", "Ŷ", "t, last", "Y", "Ŷ")
    for place, row in enumerate(table.rows):
        ends = place, max(0, len(run) - T) + place
        assert row == tuple(text for t in ends for text in (str(t), digits(float(run.Y[t])), digits(float(run.Y_hat[t]))))
    table = tables.surface(shown.surface, shown.session.K)
    assert table.head[1:] == (f"window K = {shown.session.K}", "full")
    assert [row[0] for row in table.rows] == list(map(symbol, PARAMETERS))
    for which, window in ((1, shown.session.K), (2, "all")):
        if abs(run.weights).max() < 1e50:
            plain = mean_gradient(run.experiment, shown.here, window)
            told = [float(row[which].replace("−", "-")) for row in table.rows]
            assert told == pytest.approx([plain[name] for name in PARAMETERS], rel=1e-6, abs=1e-12)
    gaps = found.staleness(shown.recurrent)
    for row, rate in zip(tables.stale(gaps).rows, gaps.rates, strict=True):
        assert row == (f"{rate.rate:g}", "" if rate.share is None else digits(rate.share), str(rate.steps), "yes" if rate.diverged else "")


@pytest.mark.parametrize("place", COMPARED)
def test_tables_of_a_comparison(place: int):
    one = comparisons()[place]
    rows = list(tables.comparison(one.found).rows)
    for window in one.windows:
        for start, run in enumerate(one.runs(window), start=1):
            label, number_of, loss, *weights = rows.pop(0)
            assert (label, number_of) == (window_label(window), str(start))
            assert weights == list(map(digits, after(run)))
            if run.diverged_at is not None:
                assert loss == "diverged"
            else:
                assert float(loss) == pytest.approx(ended(run), rel=1e-9)
    assert rows == []
    shown = train(one.session)
    ground = shown.trained.surface(shown.t, one.session.plane, one.found)
    columns = [PARAMETERS.index(name) for name in one.session.plane]
    for row, window in zip(tables.ways(one.found, ground).rows, one.windows, strict=True):
        run = one.runs(window)[0]
        assert row == (window_label(window), *(digits(float(run.weights[at, column])) for at in (0, -1) for column in columns))


# --- at the edge of the numbers ---


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("ends", [(1e-3, 1.7e308), (1e-13, 1e250), (5e-324, 1e-320), (0.0, 0.0), (0.3, 0.3), (1e162, 9e307)], ids=str)
def test_a_line_up_to_the_largest_number_has_axes(ends: tuple[float, float], height: str):
    loud = Line("Loss", np.arange(2), np.array(ends))
    found = replace(train(CALM.with_(t=5)).trained.curves, loss=loud, smoothed=loud)
    figure = training.curves(found, "Wx", 0, height, None)
    assert_all_taken([figure])
    assert_height_axis(figure["layout"]["yaxis"], height, ends)


def test_weights_too_far_off_are_not_drawn_and_break_nothing():
    for session in (CALM.with_(steps=400, eta=2.0, t=t, across=across) for t in (0, 40, 399) for across in ("Wx", "Wy", "By")):
        shown = train(session)
        assert shown.run.diverged_at is not None
        figure = surface.surface(shown.surface, shown.trained.path)
        assert_all_taken([figure])
        assert all(map(math.isfinite, [*figure["layout"]["xaxis"]["range"], *figure["layout"]["yaxis"]["range"]]))
        ground = trace(figure, "loss")
        assert max(map(abs, (*ground["x"], *ground["y"]))) < 40


def test_a_path_that_starts_far_out_and_goes_farther_is_shown():
    made = replace(experiment(CALM.with_(By=12.0, Wy=0.0, Wx=0.0, Bx=0.0)), Y=[20.0] * 40, steps=400)
    run = simulate(made)
    assert run.weights[-1, 4] > 19  # By alone learns, as out_H stays 0
    figure = surface.surface(Trained(run).surface(399, ("By", "Wy")), Trained(run).path)
    assert_all_taken([figure])
    left, right = figure["layout"]["xaxis"]["range"]
    low, high = figure["layout"]["yaxis"]["range"]
    assert len(trace(figure, "path")["x"]) == 400
    assert left < 12 < run.weights[-1, 4] < right
    assert low < 0 < high


@pytest.mark.parametrize("ends", [(0.21, 0.45), (0.5, 0.500001), (0.51, 0.56), (0.03, 0.04), (0.3, 0.3), (0.0, 0.0)], ids=str)
def test_a_logarithmic_axis_has_two_numbers_however_short_it_is(ends: tuple[float, float]):
    assert_log_axis(log_axis(ends), ends)


def test_a_logarithmic_axis_ends_at_the_largest_number():
    for low in range(100, 308, 3):
        assert_log_axis(log_axis([10.0**low, 1.7e308]), [10.0**low, 1.7e308])


def test_a_gradient_next_to_nothing_breaks_nothing():
    shown = train(CALM.with_(Wy=1e-310, eta=0.0, t=5))
    assert_all_taken([surface.surface(shown.surface, shown.trained.path)])


def test_a_path_that_leaves_the_picture_has_a_gap_and_no_end():
    shown = train(CALM.with_(Wx=-0.65, Wh=-1.31, Bx=1.06, Wy=1.47, By=-1.23, eta=1.1, steps=300, t=0, across="By", up="Wy", K=6))
    assert abs(shown.run.weights[-1, 3:]).max() > 100
    figure = surface.surface(shown.surface, shown.trained.path)
    assert_all_taken([figure])
    path, ends = trace(figure, "path"), trace(figure, "ends")
    drawn = [x is not None for x in path["x"]]
    assert [t for _, t in path["customdata"]] == list(range(300))
    assert True in drawn[drawn.index(False) :]  # it comes back once
    assert (ends["x"], ends["y"]) == ([path["x"][0], None], [path["y"][0], None])
