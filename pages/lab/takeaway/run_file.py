"""A run as one HTML file that needs no server: its steps, part by part, and the file's name and text.

The blocks of each step are those that the page Step would show. Of a step only what differs from the one before it is
kept, in parts of a few steps. Each part is compressed and can be read without the others, so that a browser unpacks
only those that it shows.
"""

import gzip
import json
import time
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pages.lab import blocks, pinned, shared, shortcuts
from pages.lab.blocks import Maker
from pages.lab.classroom.drawn import places
from pages.lab.classroom.prepared import Prepared, readouts
from pages.lab.jobs import PAUSE
from pages.lab.moment import Moment
from pages.lab.plot import DARK, Written
from pages.lab.plot.figure import as_sent
from pages.lab.session import CHOICES, LOOKING_BACK, PERIODS, Session
from pages.lab.takeaway.grown import insertions
from pages.lab.text import at, gradient, listed
from pages.lab.text.spoken import spoken, whereabouts
from rnn_core import PARAMETERS, QUEUE_SLOTS
from rnn_core.tasks import TITLES

Makers = tuple[tuple[str, tuple[Maker, ...]], ...]
"""What makes the blocks of each place."""
MOST = 400
"""How many steps a file may hold, beside the moment before the first."""
PART = 10
"""How many steps are made, sent and compressed together."""

OF_RUN, A_STEP, IN_WINDOW, A_LAG, BESIDE = 50, 4300, 190, 160, 1.25
"""At most about how many bytes each step of the run takes, and each of the file; how many more that has for each step
of the window and for each lag of the picked term; and how much more all have with A."""


@dataclass(frozen=True, slots=True)
class Span:
    """The steps of a file.

    Parameters
    ----------
    first, last : int
        The first may be −1, the moment before the first step.
    """

    first: int
    last: int

    @property
    def steps(self) -> int:
        """How many steps these are, without the moment before the first."""
        return self.last - max(self.first, 0) + 1

    @property
    def base(self) -> int:
        """The step whose blocks all parts share: early, since lines grow, but with full queues if there is one."""
        return min(max(self.first, QUEUE_SLOTS), self.last)

    @property
    def told(self) -> str:
        """The steps in words."""
        return f"{at(self.first)} to {self.last}" if self.first < self.last else at(self.first)

    @property
    def name(self) -> str:
        """The name of the file."""
        return f"unrolled-t{f'{self.first}-to-{self.last}' if self.first < self.last else self.first}.html"

    def part_of(self, last: int) -> bool:
        """Whether a run up to its last step has more steps than these."""
        return self.first > 0 or self.last < last

    def told_of(self, last: int) -> str:
        """The steps in words, and of which run they are a part."""
        return f"{self.told}, of a run up to {at(last)}" if self.part_of(last) else self.told

    def label(self, last: int) -> str:
        """Beside t: the last step of the run, or which of its steps these are."""
        first = max(self.first, 0)
        these = f"{first}–{self.last}" if first < self.last else max(self.last, 0)
        return f"(this file: {these} of 0–{last})" if self.part_of(last) else f"(last {last})"


def around(t: int, last: int) -> Span:
    """All steps of a run up to its last; of a longer run as many as a file may hold, t in their middle."""
    if last < MOST:
        return Span(-1, last)
    first = min(max(t - MOST // 2, 0), last - MOST + 1)
    return Span(first, first + MOST - 1)


def chosen(asked: tuple[int, int] | None, t: int, last: int) -> Span:
    """The steps asked for, as far as a run up to its last step has them; if it has none, the usual ones, around t."""
    return Span(*(min(max(one, -1), last) for one in asked)) if asked and asked[0] <= last else around(t, last)


def wrong(span: Span) -> str:
    """What is wrong with the steps asked for, as a sentence; empty if a file can hold them."""
    if span.first > span.last:
        return f"The first step, {at(span.first)}, comes after the last, {at(span.last)}."
    if span.steps > MOST:
        return f"These are {span.steps:,} steps. A file holds at most {MOST}."
    return ""


def size(span: Span, moment: Moment, fixed: int) -> int:
    """At most about how many bytes a file will have, of which so many are fixed."""
    step = A_STEP + IN_WINDOW * moment.session.K + A_LAG * moment.session.lag
    steps = OF_RUN * moment.last + step * (span.last - span.first + 3)  # some of what all parts share is a step, too
    return fixed + round(steps * (BESIDE if moment.pinned else 1))


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


def _alike_for_all(moment: Moment, view: Prepared) -> tuple[Moment, Makers, tuple[str, ...]]:
    """What decides the blocks of all steps: no trace of what was before a change."""
    plain = Moment(moment.session.with_(t=-1), moment.run, pinned=moment.pinned)
    return plain, tuple((place, blocks.seen(its, view)) for place, its in places("app.py").items()), view.readouts


def _part(moment: Moment, view: Prepared, span: Span, number: int) -> str:
    """Some of the steps. All who take away the same ones share them."""
    begin = span.first + number * PART
    steps = range(begin, min(begin + PART, span.last + 1))
    told = span.told if span.part_of(moment.last) else ""
    return shared.once(_packed_steps, *_alike_for_all(moment, view), view.mute, told, span.base, steps)


def _packed_base(plain: Moment, makers: Makers, readouts: tuple[str, ...], t: int) -> str:
    return _packed(_made(plain.at(t), makers, readouts))


def _packed_steps(
    plain: Moment, makers: Makers, readouts: tuple[str, ...], mute: bool, told: str, base: int, steps: Sequence[int]
) -> str:
    """What differs at each step from the one before it; at the first, from the step ``base``, which all parts share."""
    texts, made = [], [_made(plain.at(base), makers, readouts)]
    for t in steps:
        now = plain.at(t)
        where = f"{whereabouts(now)}{f' This file holds {told}.' * bool(told)}"
        texts.append({"label": at(t), "said": at(t) if mute else spoken(now), "where": where})
        made.append(_made(now, makers, readouts))
        time.sleep(PAUSE)  # threads of others get the interpreter at once
    columns = {place: _columns([step[place] for step in made]) for place, _ in makers}
    return _packed({"first": steps[0], "texts": texts, "blocks": columns})


def _made(plain: Moment, makers: Makers, readouts: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
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
    """Compressed, and then written in letters."""
    return b64encode(gzip.compress(as_sent(data).encode(), compresslevel=9, mtime=0)).decode()


def brief(moment: Moment, view: Prepared, span: Span) -> str:
    """What the file is, in one short line, as HTML."""
    chosen = moment.session
    shown = [name for name in (*PARAMETERS, "K", "eta") if not view.hides(name) and (name != "eta" or chosen.eta)]
    task = "" if view.hides("task") else TITLES[chosen.task]
    values = ", ".join(CHOICES[name].equation(getattr(chosen, name)) for name in shown)
    return f"<b>Unrolled</b>, a saved run: {' · '.join(filter(None, (task, values, span.told_of(moment.last))))}"


def about(moment: Moment, view: Prepared, span: Span) -> str:
    """What the file holds, as HTML."""
    chosen = moment.session
    A = moment.pinned and pinned.difference(moment.pinned.session, chosen)
    compared = f" Beside it the charts show A: {A[0]}." if A else ""
    lag = f"lag {chosen.lag} of " if chosen.weight in LOOKING_BACK else ""
    picked = f" The picked term is {lag}{gradient(chosen.weight)}." * (
        not view.hides("weight") and not view.hides("lag")
    )
    return (
        f"A run saved as one file: {span.told_of(moment.last)}, with {settings(chosen, view)}.{compared}{picked} "
        f"Only t can be changed here.{hidden(view)}"
    )


def settings(session: Session, view: Prepared) -> str:
    """What decides the run, in words, without what a prepared view hides."""
    shown = [CHOICES[name] for name in session.decisive if name != "t" and not view.hides(name)]
    told = [(one, getattr(session, one.name)) for one in shown if not one.longest]
    return ", ".join(one.equation(value) for one, value in told if value or one.name not in ("steps", "clip"))


def hidden(view: Prepared) -> str:
    """What a prepared view leaves out of the file, as a sentence after others; empty if it leaves out nothing."""
    drawn = [make.__name__ for its in places("app.py").values() for make in its]
    blocks_there = [name.replace("_", " ") for name in view.blocks if name in drawn]
    settings_there = [CHOICES[name].label for name in view.hidden if name in CHOICES and CHOICES[name].decides]
    names = [*blocks_there, *(readouts()[name] for name in view.readouts), *settings_there]
    return f" Left out is what the teacher has hidden: {listed(names)}." if names else ""
