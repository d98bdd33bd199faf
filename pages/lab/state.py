"""The only door to session state and to the address.

One record, ``Visit``, holds all that the server remembers of a visitor; it lies under a key that no widget can have.
The callbacks of widgets only report (``moved``, ``pressed``). The reports of one message from the browser are carried
out together (``carry_out``) before anything is drawn. The address is written from the session, and read only when a
page opens and when the browser's own Back or Forward was pressed, so an address in transit cannot undo anything.

Why reports wait: each message carries the values of all widgets. If the server has just given a widget a new value, the
browser still sends the old one until it has heard of the new, and the old value looks like a move: whoever clicks a bar
and moves a slider a tenth of a second later sends the old lag along. Such a stale value rarely comes alone, because
without a move or a press there would be no message, unless Play's timer sends one, or a slider has been moved there and
back. So a value that a widget had before the server last changed it counts as a move only if it is the only report, the
timer is at rest, and the server has given no value for a second; and the value that the server gave last never does,
because there the browser has only caught up.
"""

import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import asdict
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.lab import address as addresses
from pages.lab import runtime
from pages.lab.choice import LONGEST_TEXT
from pages.lab.classroom import prepared as views
from pages.lab.classroom.prepared import Prepared
from pages.lab.moment import Moment
from pages.lab.questions.answers import Answer, packed, unpacked, with_answer, with_latest
from pages.lab.session import CHOICES, LONGEST, OPENING, Session
from pages.lab.study import Study
from pages.lab.visit import MOST_PRESSES, Change, Visit
from rnn_core import Run

RECORD = "unrolled: visit"
VALUES_GIVEN = 40
"""How many earlier values of a widget, which the browser may still send, are remembered."""
MOST_SKIPPED = 40
"""How many steps a held key may show in the browser alone, between two that the server draws."""
VALUE_ECHO = 1.0
"""How long, in seconds, the browser may still send an earlier value once the server has given a widget a new one."""
FIELD_KEYS = 8
"""How many keys a field for answers has: more than steps are on their way while a reader answers."""
ONE_MOVE = 2.0
"""Moves of one widget that follow each other within so many seconds are undone together: a drag."""
TIMER_ECHO = 3.0
"""How long, in seconds, a message of Play's timer may still arrive after Play has stopped."""

_carried_out_on: ContextVar[Visit | None] = ContextVar("carried_out_on", default=None)
"""The record while reports are carried out. A newer message can end a run wherever the run reads session state; that
must not happen between two of the reports."""


def visit() -> Visit:
    """The record."""
    return _carried_out_on.get() or st.session_state[RECORD]


def whose() -> tuple[str, str]:
    """The visit and the address, for the server's log; also before the page has been opened."""
    token = st.session_state[RECORD].token if RECORD in st.session_state else "none"
    return token, urlencode(st.query_params.to_dict())


def open_page() -> None:
    """Called first on every page: read the session from the address if necessary; carry out reports."""
    address, page = st.query_params.to_dict(), runtime.page()
    if RECORD not in st.session_state:
        session, study, notices = addresses.read(address)
        st.session_state[RECORD] = Visit(session, notices, study, page=page, bare=addresses.bare(address))
    record = visit()
    # A page link can leave an entry without parameters behind it; whoever comes back to one keeps the present session.
    if address and runtime.arrived_by_history():
        earned = {name: getattr(record.study, name) for name in EARNED}
        record.session, study, record.notices = addresses.read_again(address, record.session, record.too_long)
        record.study = study.with_(**earned)
        record.playing, record.found, record.done, record.bare = False, "", "", addresses.bare(address)
        for reports in (record.moves, record.presses, record.undos, record.aside):
            reports.clear()
        record.latest = None
    if runtime.arrived_by_history():
        record.turned = True  # pressed twice quickly, it can keep what was sent first from reaching the browser
    if page != record.page:
        record.turned, record.page, record.latest = True, page, None
    carry_out()


# The session


def session() -> Session:
    """The present session."""
    return visit().session


def study() -> Study:
    """What the reader does beside looking."""
    return visit().study


def update_study(**changes: object) -> None:
    """Change some of it, but nothing that is locked. No chart depends on it, and Undo leaves it alone."""
    record = visit()
    if record.done:  # as with what was found, not earlier
        changes, record.done = {"done": record.done} | changes, ""
    record.study, refused = prepared().held_study(record.study.with_(**changes | {"prepared": record.study.prepared}))
    if refused:
        notice(views.locked(refused))


def prepared() -> Prepared:
    """What a teacher has prepared; it comes with the address, and nothing on the page changes it."""
    return views.unpacked(study().prepared)


def answers() -> tuple[Answer, ...]:
    """The answers that the reader has given."""
    return unpacked(study().answers)


def answer(new: Answer) -> None:
    """Keep an answer."""
    update_study(answers=packed(with_answer(answers(), new)))


def tries() -> tuple[Answer, ...]:
    """The latest that the reader has filled in for each number, the newest last."""
    return unpacked(study().tried)


def fill_in(new: Answer) -> None:
    """Keep what was filled in for a number, in place of what was before."""
    update_study(tried=packed(with_latest(tries(), new)))


def change(name: str = "", /, *, pinned: object = None, **choices: object) -> bool:
    """Change some choices, and clear the notices. With a name, or if it changes the run, it can be undone.

    With a name, A can change in one with them. What is locked keeps its value, and a notice says so; returns whether
    nothing had to.
    """
    record = visit()
    before, A = record.session, record.study.pinned
    taken = _set(**choices)
    if pinned is not None:
        update_study(pinned=pinned)
    after, other = record.session, record.study.pinned != A
    names = [one for one in CHOICES if getattr(before, one) != getattr(after, one) and one != "found"]
    changed = {one: getattr(before, one) for one in names}
    moved = () if name else tuple(one for one in changed if CHOICES[one].decides)
    if name and (changed or other):
        _remember(Change(name, changed, (), time.monotonic(), run=None, pinned=A if other else None))
    elif moved:
        _remember(Change("", changed, moved, time.monotonic(), _kept_run(before)))
    if record.undos and record.latest is None:
        record.undos[-1].run = None  # no chart compares with it any more
    return taken and pinned in (None, record.study.pinned)


def _set(**choices: object) -> bool:
    """The one door through which a session changes while a page is open."""
    record = visit()
    if record.found:  # not earlier: an address that changed by itself would bring the browser's Back here again
        choices, record.found = {"found": record.found} | choices, ""
    if record.done:
        update_study()
    record.session, refused = prepared().held(record.session.with_(**choices))
    record.notices, record.latest, record.bare = [views.locked(refused)] if refused else [], None, False
    return not refused


def refuses(control: str) -> bool:
    """Whether a control is locked; if it is, the page says so. For what is not a choice: a button, or Play."""
    if kept := prepared().keeps(control):
        notice(views.locked([control]))
    return kept


def refused(**choices: object) -> bool:
    """Whether some of these choices are locked at other values; if so, the page says which."""
    _, others = prepared().held(session().with_(**choices))
    if others:
        notice(views.locked(others))
    return bool(others)


def free(**choices: object) -> dict[str, object]:
    """These choices without the locked ones: for what only goes along with a change."""
    return {name: value for name, value in choices.items() if not prepared().keeps(name)}


def keep_within(last: int) -> None:
    """Move t back to the last step of a run that has become shorter, unless it is locked."""
    if not prepared().keeps("t"):
        visit().session = session().with_(t=min(session().t, last))


def _remember(change: Change) -> None:
    """Make a change the latest that can be undone, in one with an earlier move of the same widget."""
    record = visit()
    if record.undos:
        last = record.undos[-1]
        if change.moved and change.moved == last.moved and change.at - last.at < ONE_MOVE:
            record.undos.pop()
            change.before |= last.before
            change.run = last.run
        last.run = None
    now = session()
    if change.moved and all(getattr(now, one) == change.before[one] for one in change.moved):
        return  # moved there and back
    named = ("task",) if "task" in change.moved else change.moved  # which may have brought its data along
    told = [CHOICES[one].change(change.before[one], getattr(now, one)) for one in named]
    change.label = change.label or ", ".join(told)
    record.remember(change)


def _kept_run(session: Session) -> Run | None:
    """The finished run of a session, unless it is so long that a second one would take much memory."""
    job = visit().jobs.get("run")
    kept = job is not None and job.complete and job.inputs == session.recipe and len(job.result) <= LONGEST
    return job.result if job and kept else None


def to_search(session: Session) -> range:
    """The steps to search for examples: those since the last one searched; after a jump, the present one alone."""
    (run, last), visit().searched = visit().searched, (session.recipe, session.t)
    near = run == session.recipe and 0 < session.t - last <= MOST_SKIPPED
    return range(last + 1 if near else session.t, session.t + 1)


EARNED = ("done", "answers", "tried")
"""What the browser's Back does not take back."""
KEPT = ("speed", "newest", "found")
"""What an example leaves as it is."""


def load(name: str, preset: Session) -> None:
    """Open a preset or a try; the speed of Play, the side of the newest, the examples found, and own data stay."""
    if not change(name, **{one: value for one, value in preset.in_use.items() if one not in KEPT}):
        notice("All else is set; but what the example is meant to show may not be seen.")


def place(card: Session) -> None:
    """Set everything as a card of a lesson has it. Neither that nor what was before it can be undone at the card."""
    _set(**{one: value for one, value in asdict(card).items() if one not in KEPT})
    visit().undos.clear()


def undoable() -> str:
    """What ``undo`` takes back; empty if there is nothing."""
    undos = visit().undos
    return undos[-1].label if undos else ""


def undo() -> None:
    """Take back the latest change: give the choices that it changed the values they had."""
    if visit().undos and not refuses("undo"):
        last = visit().undos.pop()
        _set(**last.before)
        if last.pinned is not None:
            update_study(pinned=last.pinned)


def before() -> Moment | None:
    """The same step before a widget changed the run; None once anything else has changed, and while A is pinned."""
    latest, t = visit().latest, session().t
    if latest is None or latest.run is None or not 0 <= t < len(latest.run) or study().pinned:
        return None
    return Moment(session().with_(**latest.before | {"t": t}), latest.run)


def notice(text: str) -> None:
    """Say something above the lesson, until the next change."""
    said = visit().notices
    if text not in said:
        visit().notices = [*said, text]


# Widgets: a widget's own value is a copy of the session's.


def show_in_widget(key: str, value: object) -> str:
    """Give a widget its value if it shows another or is a new one; returns its key."""
    if key not in st.session_state:
        st.session_state[key] = value
    elif visit().turned or st.session_state[key] != value:
        given = visit().given.setdefault(key, deque(maxlen=VALUES_GIVEN))
        given.extend(map(_brief, (st.session_state[key], value)))
        visit().gave = time.monotonic()
        st.session_state[key] = value
    return key


def _brief(value: object) -> object:
    """What is remembered of a value that is only to be recognised: of a long text, its hash."""
    return hash(value) if isinstance(value, str) and len(value) > LONGEST_TEXT else value


def key_for(field: str, question: object) -> str:
    """A key for a field that takes the answer to one question, not that of the last question: what the browser still
    holds for that one answers nothing else. The keys recur, because Streamlit remembers each for the whole visit.
    """
    last, number = visit().fields.get(field, (question, 0))
    if question != last:
        number = (number + 1) % FIELD_KEYS
    visit().fields[field] = question, number
    return f"{field} {number}"


def moved(key: str, act: Callable[[Any], object]) -> None:
    """The callback of a widget with a value: report the move, to be carried out as ``act(value)``."""
    visit().moves[key] = st.session_state[key], act


def slid(name: str, value: object, act: Callable[[str, Any], object]) -> None:
    """The callback of a slider that is being moved: report it before what its widget may have sent since."""
    visit().moves = {f"slid {name}": (value, partial(act, name)), **visit().moves}


def pressed(act: Callable[..., object], *arguments: object) -> None:
    """The callback of a button, and of whatever else the browser sends once: report it."""
    visit().presses.append(partial(act, *arguments))


def carry_out() -> None:
    """Carry out what the callbacks reported: moves first, then presses, without the stale values that came along."""
    record = visit()
    moves, presses = record.moves, record.presses
    record.moves, record.presses = {}, deque(maxlen=MOST_PRESSES)
    now = time.monotonic()
    echo = record.playing or now - record.ticked < TIMER_ECHO or now - record.gave < VALUE_ECHO
    alone = len(moves) + len(presses) == 1 and not record.turned and not echo
    carried_out = _carried_out_on.set(record)
    try:
        for key, (value, act) in moves.items():
            given, brief = record.given.get(key, ()), _brief(value)
            if given and (brief == given[-1] or (brief in given and not alone)):
                continue
            record.given.pop(key, None)
            act(value)
        for press in presses:
            press()
    finally:
        _carried_out_on.reset(carried_out)


def submitted(key: str, act: Callable[[str], None]) -> None:
    """The callback of a form or button with a text field: report its text, to be carried out as ``act(text)``."""
    pressed(act, str(st.session_state.get(key, "")))


def heard() -> bool:
    """Whether the browser has had the time to hear of what the server gave a widget last."""
    return time.monotonic() - visit().gave >= VALUE_ECHO


def forget_press() -> None:
    """What the browser knew, and asked for, is good for one answer: later on it may have been drawn anew."""
    visit().knows, visit().reach, visit().asked = {}, 1, None


def sent_by(key: str, name: str) -> Any:
    """What a component of ours has just sent, in its callback; it can be anything. None if the component is gone."""
    sent = st.session_state.get(key)
    return sent.get(name) if isinstance(sent, dict) else None


# The address


def write_address() -> None:
    """Make the address say what is chosen: t, and what differs from the opening state."""
    data, too_long = session().data, visit().too_long
    if not CHOICES["data"].fits(data) and len(too_long) < 2:
        too_long.add(hash(data))
    wanted = addresses.write(session(), study())
    written = st.query_params.to_dict()
    if written != wanted and (written or (session(), study()) != (OPENING, Study())):
        st.query_params.from_dict(wanted)


def untouched() -> bool:
    """Whether nothing has been done since the visitor came without parameters in the address."""
    return not st.query_params.to_dict() and (session(), study()) == (OPENING, Study())


def link() -> str:
    """An address that opens the present state, to be appended to the page's; nothing personal."""
    return addresses.link(session(), study())


def answers_link() -> str:
    """The same for a teacher, with the answers."""
    return addresses.answers_link(session(), study())
