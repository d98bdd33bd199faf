"""The one seam through which blocks reach the browser: pieces of HTML and charts, drawn by a component of our own.

A chart's figure is plain data, {"data": [traces], "layout": {…}}. ``browser/blocks.js`` draws it and lets Plotly
change it in place: Streamlit's own chart element builds a new chart at every step, which costs most of the time of a
step. Plotly's script comes from the installed package.
"""

import itertools
from collections.abc import Hashable

from pages.lab import blocks, controls, runtime, shared, state
from pages.lab.blocks import Maker
from pages.lab.lessons import guide
from pages.lab.moment import Moment
from pages.lab.plot import DARK
from pages.lab.server import files
from pages.lab.session import Session
from rnn_core import Run

_NUMBERS = itertools.count()
_BLOCKS = runtime.component("blocks", html='<div class="blocks"></div>')


def draw(moment: Moment, *makers: Maker, key: str = "", extra: Hashable = None) -> None:
    """Draw blocks one below the other.

    Those of the steps around are sent along, so that a press shows them while the server is still at work. What the
    browser says it has is not sent again, and of a step only what differs from another. What a prepared view hides is
    not even made.

    Parameters
    ----------
    moment : Moment
    makers : callable
        Each makes a block from nothing but the moment (and ``extra``).
    key : str, optional
        Names the place on the page; the name of the first maker unless given. The same key keeps the same charts.
    extra : hashable, optional
        A record beside the moment, such as the partial result of a long job; the second argument of each maker.

    Raises
    ------
    ValueError
        If no key is given and the first maker has no name.
    """
    place = key or getattr(makers[0], "__name__", "")
    if not place.isidentifier():
        raise ValueError(f"a place on the page needs a key: {makers[0]} has no name of its own")

    def picked() -> None:
        point = state.sent_by(place, "pick")
        if point is not None:
            state.pressed(controls.picked, point)

    view = state.prepared()
    makers = blocks.seen(makers, view)
    if makers == blocks.NOTHING:
        extra = None
    bare = (view.readouts,) if view.readouts else ()  # an ordinary page and a prepared one share what is the same
    visit, choices = state.visit(), moment.session.with_(t=0)
    # What was before is shown at this step alone, until anything is done; what is pinned, at every step.
    here = (moment.untouched, moment.before, moment.pinned)
    version = shared.once(_version, place, choices, moment.run, here, extra, makers, *bare)
    settings = f"{visit.token} {version}"
    of, steps = visit.knows.get(place, ("", ()))
    known = set(steps) if of == settings else set()
    sent: list[dict[str, object]] = []
    for t in _around(moment, visit.reach):
        if t not in known:
            made = shared.once(blocks.made, makers, moment.at(t), extra, *bare)
            base = next((near for near in (t - 1, t + 1) if near in known), None)
            if base is None:
                sent.append({"t": t, "blocks": made})
            else:
                like = shared.once(blocks.made, makers, moment.at(base), extra, *bare)
                changes = [blocks.changes(*pair) for pair in zip(like, made, strict=True)]
                sent.append({"t": t, "like": base, "blocks": changes})
            known.add(t)
    _BLOCKS(
        key=place,
        data={
            "place": place,
            "t": moment.t,
            "press": visit.press,
            "steps": sent,
            "card": guide.card_shown(),  # each card begins with its own view of a wide chart
            # The browser shows a step that it has only while these are the same.
            "settings": settings,
            **({} if of == settings else {"partners": DARK, "library": files.address("plotly", "plotly.min.js")}),
        },
        on_pick_change=picked,
        on_lost_change=_resend,
    )


def _around(moment: Moment, reach: int) -> list[int]:
    """The steps that the browser should have: the present one, those in reach, and the one on the other side.

    While a slider is being moved, which may make all others worthless, it is the present one alone.
    """
    if reach == 0:
        return [moment.t]
    way = 1 if reach > 0 else -1
    wanted = (moment.t, *range(moment.t + way, moment.t + reach + way, way), moment.t - way)
    return [t for t in wanted if -1 <= t <= moment.last]


def _resend() -> None:
    """The browser lacks what it should have. It is asked for without a press, so all of it is sent again."""


def _version(
    place: str, choices: Session, run: Run, here: Hashable, extra: Hashable, makers: Hashable, hidden: Hashable = ()
) -> int:
    """A new number for other choices, another run or record; a growing run counts as a new one after every piece."""
    return next(_NUMBERS)
