"""A sequence drawn by hand: the paper with the reader's own data or an empty one, and what becomes of a stroke."""

from typing import Any

from pages.lab import runtime, shared, state
from pages.lab.data import entry, kept
from pages.lab.plot.ruled import ruled
from pages.lab.session import Session, data_of
from pages.lab.text import setting
from rnn_core.table import FEWEST, Table
from rnn_core.tasks import own

KEY = "your drawing"
_ACTS = ("your drawing", "new drawing")
"""What Undo calls a stroke, and a drawing that is begun."""
POINTS, MOST_POINTS = 40, 120
"""How many points a new drawing has unless another number is asked for, and at most. Data with more can be redrawn."""
_DRAW = runtime.component(
    "draw",
    html=f"""<div class="draw"><p class="key"><span><i style="--mark:var(--source)"></i><b>X, input</b></span>
<span><i class="dot" style="--mark:var(--muted)"></i><b>Y, target</b></span></p><div class="frame">
<div class="paper" role="slider" tabindex="0" aria-label="Your sequence X, point by point"
aria-description="Left and right arrow choose a point; up and down arrow move it."><svg
preserveAspectRatio="none" aria-hidden="true"><path class="ground"></path><path class="zero"></path><path
class="y"></path><path class="x"></path><path class="dots"></path></svg><div class="here"></div></div>
<p class="hint">Draw your sequence here</p><div class="labels" aria-hidden="true"></div></div>
<p class="at" aria-hidden="true"></p>
<form><button type="button" class="undo">Undo stroke</button><span><button type="submit">New drawing</button>
<label>of <input type="number" required> points ({FEWEST} to {MOST_POINTS})</label></span></form></div>""",
)


def paper(chosen: Session) -> None:
    """Draw the paper. It is ruled for X, in the units of the data, also if the network reads the data scaled."""
    view, visit = state.prepared(), state.visit()
    undoable = state.undoable() in _ACTS and not view.keeps("undo")
    in_use = (chosen.data, chosen.target, chosen.delay, chosen.mean_of) if chosen.task == "own" else ()
    _DRAW(
        key=KEY,
        data={
            **shared.once(_picture, *in_use),
            "session": visit.token,
            "read": visit.drawn,
            "undoable": None if view.hides("undo") else undoable,
            "mute": view.mutes_sequence,
            "alone": _has_given_target(chosen),
            "fresh": {"points": POINTS, "least": FEWEST, "most": MOST_POINTS},
        },
        on_drawn_change=_sent,
        on_undo_change=_undone,
    )


def _has_given_target(chosen: Session) -> bool:
    return chosen.task == "own" and chosen.target == "given"


def about(chosen: Session) -> str:
    """What becomes of Y when X is drawn, and in what numbers it is drawn."""
    if _has_given_target(chosen):
        Y = "Y is the second column: it stays as it is, and is not drawn here."
    else:
        Y = "Y follows from X by the rule of the target."
    scaled = chosen.task == "own" and chosen.scaled == "on" and not data_of(chosen).scales["X"].idle
    return Y + " You draw in the numbers of your data; the chart above shows them scaled." * scaled


def _picture(data: str = "", target: str = "next", delay: int = 0, mean_of: int = 1) -> dict[str, Any]:
    """X and the ground that it is drawn on, and Y as far as it fits there; a second column has units of its own."""
    columns = kept.unpacked(data).columns if data else ((0.0,) * POINTS,)
    Y = own(columns, target, delay, mean_of)[1].tolist() if data and target != "given" else []
    ground = ruled(columns[0])
    return {
        "X": columns[0],
        "Y": [value if ground.low <= value <= ground.high else None for value in Y],
        "range": {"low": ground.low, "high": ground.high, "step": ground.fine},
        "heights": [[line, setting(line)] for line in ground.lines],
    }


def _sent() -> None:
    match state.sent_by(KEY, "drawn"):
        case {"number": int(number), "X": list(X), "fresh": bool(fresh)}:
            state.pressed(_take, number, X, fresh)


def _undone() -> None:
    if state.sent_by(KEY, "undo"):
        state.pressed(_undo)


def _undo() -> None:
    """Take back a stroke. On a phone the sidebar, which has the button Undo, is out of sight."""
    if state.undoable() in _ACTS:
        state.undo()


def _take(number: int, X: list[Any], fresh: bool) -> None:
    """Use a drawing as the data. A second column stays beside a first one of the same length that has been redrawn."""
    visit, chosen = state.visit(), state.session()
    if number <= visit.drawn:  # sent twice
        return
    visit.drawn = number
    before = data_of(chosen).columns if chosen.task == "own" and not fresh else ()
    beside = before[1:] if before and len(before[0]) == len(X) else ()
    try:
        table = Table((tuple(map(float, X)), *beside))
    except (TypeError, ValueError, OverflowError):  # no drawing of ours
        return
    entry.use(table, _ACTS[fresh])
