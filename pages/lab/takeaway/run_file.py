"""A run as one HTML file that needs no server: its steps, written part by part.

The blocks of each step are those that the page Step would show. Of a step only what differs from the one before it is
kept, in parts of a few steps. Each part is compressed and can be read without the others, so that a browser unpacks
only those that it shows.
"""

import gzip
import json
import time
from base64 import b64encode
from itertools import pairwise
from typing import Any

from pages.lab import blocks, shared, shortcuts
from pages.lab.blocks import Maker
from pages.lab.classroom.drawn import places
from pages.lab.classroom.prepared import Prepared
from pages.lab.jobs import PAUSE
from pages.lab.moment import Moment
from pages.lab.plot import DARK, Written
from pages.lab.plot.figure import as_sent
from pages.lab.session import CHOICES, PERIODS
from pages.lab.takeaway.grown import insertions
from pages.lab.takeaway.span import Span
from pages.lab.takeaway.told import about, brief
from pages.lab.text import at
from pages.lab.text.spoken import spoken, whereabouts

Names = tuple[str, ...]
Makers = tuple[tuple[str, tuple[Maker, ...]], ...]
"""What makes the blocks of each place."""
PART = 10
"""How many steps are made, sent and compressed together."""
SHARED, A_STEP = 150_000, 9_000
"""At most about how many bytes all parts share, and each step adds."""


def size(span: Span, fixed: int) -> int:
    """At most about how many bytes a file will have, of which so many are fixed."""
    return fixed + SHARED + A_STEP * (span.last - span.first + 1)


def parts(span: Span) -> int:
    """How many parts the steps of a file make."""
    return len(range(span.first, span.last + 1, PART))


def written(moment: Moment, view: Prepared, span: Span, link: str, here_only: str, number: int) -> str:
    """A part of the run as it stands in the page: all of them, one after the other, are JSON.

    Nothing in it can be taken for the end of its element.

    Parameters
    ----------
    moment : Moment
        The steps look as they do there, but for what was before a change; the file opens at its t.
    view : Prepared
        Its hidden blocks and readouts are missing.
    span : Span
    link : str
        Opens the present state in the app; empty if the app's address is not known.
    here_only : str
        What has to be said of that link.
    number : int
        From 0.
    """
    steps = f'"{_part(moment, view, span, number)}"'
    if number:
        return f",{steps}{']}' * (number == parts(span) - 1)}"
    run = {
        "title": f"Unrolled: {span.told}",
        "brief": brief(moment, view, span),
        "about": about(moment, view, span),
        "untitled": [place for place, its in places("app.py").items() if view.hides_block(its[0].__name__)],
        "first": span.first,
        "last": span.last,
        "label": span.label(moment.last),
        "t": min(max(moment.t, span.first), span.last),
        "steps": PART,
        "baseAt": span.base,
        "base": shared.once(_packed_base, *_alike_for_all(moment, view), span.base),
        "places": list(places("app.py")),
        "partners": DARK,
        "keys": shortcuts.listened_to(),
        "others": shortcuts.others(),
        "speed": moment.session.speed,
        "speeds": {
            name: {"label": label, "period": 1000 * PERIODS[name]} for name, label in CHOICES["speed"].options.items()
        },
        "link": link,
        "hereOnly": here_only,
    }
    return f'{as_sent(run)[:-1]},"parts":['.replace("<", "\\u003c") + steps + "]}" * (parts(span) == 1)


def _alike_for_all(moment: Moment, view: Prepared) -> tuple[Moment, Makers, Names]:
    """What decides the blocks of all steps: no trace of what was before a change."""
    plain = Moment(moment.session.with_(t=-1), moment.run, pinned=moment.pinned)
    return plain, tuple((place, blocks.seen(its, view)) for place, its in places("app.py").items()), view.readouts


def _part(moment: Moment, view: Prepared, span: Span, number: int) -> str:
    """Some of the steps. All who take away the same ones share them."""
    begin = span.first + number * PART
    steps = range(begin, min(begin + PART, span.last + 1))
    told, hidden = span.told if span.part_of(moment.last) else "", tuple(view.hidden)
    return shared.once(_packed_steps, *_alike_for_all(moment, view), view.mute, hidden, told, span.base, steps)


def _packed_base(plain: Moment, makers: Makers, readouts: Names, t: int) -> str:
    return _packed(_made(plain.at(t), makers, readouts))


def _packed_steps(
    plain: Moment, makers: Makers, readouts: Names, mute: bool, hidden: Names, told: str, base: int, steps: range
) -> str:
    """What differs at each step from the one before it; at the first, from the step ``base``, which all parts share."""
    texts, made = [], [_made(plain.at(base), makers, readouts)]
    for t in steps:
        now = plain.at(t)
        where = f"{whereabouts(now, hidden)}{f' This file holds {told}.' * bool(told)}"
        texts.append({"label": at(t), "said": at(t) if mute else spoken(now), "where": where})
        made.append(_made(now, makers, readouts))
        time.sleep(PAUSE)  # threads of others get the interpreter at once
    columns = {place: _columns([step[place] for step in made]) for place, _ in makers}
    return _packed({"first": steps[0], "texts": texts, "blocks": columns})


def _made(plain: Moment, makers: Makers, readouts: Names) -> dict[str, list[dict[str, Any]]]:
    return {place: blocks.made(its, plain, hidden=readouts) for place, its in makers}


def _columns(steps: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Block by block, what differs at each step from the one before it, but for the first step.

    What is alike then stands close together, so that it takes little room.
    """
    return [[_changes(*pair) for pair in pairwise(column)] for column in zip(*steps, strict=True)]


def _changes(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """What of a block differs; of a line that has grown, what has been put into it."""
    differ = blocks.changes(before, now)
    traces = differ.get("traces")
    if isinstance(traces, dict):
        differ["traces"] = {i: _grown(before["traces"][int(i)], trace) for i, trace in traces.items()}
    return differ


def _grown(before: Written, now: Written) -> Written | list[int | str]:
    put_in = insertions(json.loads(before.literal), json.loads(now.literal))
    return list(put_in) if put_in else now


def _packed(data: dict[str, Any]) -> str:
    """Gzip, as base64."""
    return b64encode(gzip.compress(as_sent(data).encode(), compresslevel=9, mtime=0)).decode()
