"""All that the server remembers of one visitor. Where it is kept, and who changes it, is up to ``state``."""

import math
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pages.lab.data.entered import Entered
from pages.lab.data.fields import Unread
from pages.lab.jobs import Job
from pages.lab.session import CHOICES, OPENING, Session
from pages.lab.study import Study
from pages.lab.turns import Turns
from rnn_core import Run

UNDOS = 20
MOST_UNDOABLE = 2**19
"""How many characters of packed data the changes that can be undone may hold: eight of the longest."""
LONGEST_LABEL = 15
"""The longest name of a change, in characters, that the button Undo has room for."""
MOST_PRESSES = 50
"""How many presses wait at most. Of more, which no reader makes in one message, the last count."""


@dataclass(slots=True)
class Change:
    """A change that can be undone.

    Parameters
    ----------
    label : str
        What it was.
    before : dict of str to object
        The choices it changed, with the values they had.
    moved : tuple of str
        The choices that a widget moved; empty for a button, a preset or a try.
    at : float
        When it was made.
    run : Run or None
        The run before it, if a widget moved and the run is not long.
    pinned : str or None
        The settings A before it, packed, if it changed these, too.
    """

    label: str
    before: dict[str, object]
    moved: tuple[str, ...]
    at: float
    run: Run | None
    pinned: str | None = None

    @property
    def brief(self) -> str:
        """What it was, for a button: of a long change of a widget, only which choice changed."""
        if not self.moved or len(self.label) <= LONGEST_LABEL:
            return self.label
        return "task" if "task" in self.moved else ", ".join(CHOICES[name].label for name in self.moved)

    @property
    def held(self) -> int:
        """How many characters of data, and of the settings A, it holds."""
        return len(str(self.before.get("data", ""))) + len(self.pinned or "")


@dataclass(slots=True)
class Visit:
    """All that is remembered of one visitor.

    Parameters
    ----------
    session : Session
    notices : list of str
        Messages to show above the lesson, until the next change.
    study : Study
    token : str
        Names this visit, so that a page can tell that it talks to a new server.
    page : str
        The page that was drawn last.
    leads : str
        The page that what was just pressed leads to; empty if it stays on this one.
    came_from : str
        The page from which the projector was opened; empty if that is the page that it shows.
    turned : bool
        Whether another page is being opened; session state then still holds outdated values of its widgets.
    press : int
        The number of the last press of Step or Back.
    knows : dict of str to (str, tuple of int)
        The steps that the browser had for each place of the page when it sent the present press, and of which settings.
    reach : int
        How many steps beyond t the browser should know; negative on the way back; 0 while a slider is being moved.
    sliding : bool
        Whether a slider of the sidebar is being moved: until it is let go, the stage alone follows it.
    playing : bool
    ticked : float
        When Play last took a step, or stopped.
    last : int
        The last step of the run.
    searched : (Session, int)
        The last step that was searched for examples, and the choices that decide its run.
    found : str
        The examples found, with those that the step on the screen shows; the session takes it over when it changes.
    done : str
        The cards of lessons that are done, with one that the present state ticks; the study takes it over likewise.
    bare : bool
        Whether the page was opened at an address without a choice of the session; an open lesson then sets them.
    own : str
        The text of a teacher's own lesson, whether or not it could be opened.
    problems : list of str
        What is wrong with it.
    undos : deque of Change
        The changes that can be undone, the newest last; the oldest are forgotten.
    aside : list of Change
        Those from before the lesson that is open; they come back with the settings, when it is left.
    latest : Change or None
        The newest of these, as long as nothing else has changed since.
    too_long : set of int
        The data that the address has left out because it was too long: the hashes of the first two.
    moves : dict of str to (object, callable)
        The widgets that were moved, as the callbacks of the present message reported: the value of each by its key, and
        what to do with it.
    presses : deque of callable
        What to do for each button pressed, reported likewise.
    given : dict of str to deque
        The values that the server gave a widget since the reader moved it, and those it replaced; the newest last.
    fields : dict of str to (object, int)
        The question that a field takes the answer to, and the number in the key of its widget.
    gave : float
        When the server last gave a widget a value in place of another.
    jobs : dict of str to Job
        The long computations under way, and finished ones.
    turns : Turns
        What the visitor has computed, so that nobody takes much from the others.
    drawing : bool
        Whether a turn is being taken.
    asked : (str, int, int) or None
        The file that the browser has just asked for, by the key of its button; the number of the press, and the part of
        the file.
    more : bool
        Whether the browser has asked for the next piece of long work.
    entered : Entered
        The data of the reader's own that was typed, pasted or opened last.
    settings_problems : tuple of str
        What is wrong with the settings file that was opened last.
    span : (int, int) or None
        The first and the last step that a file of the run is to hold; None for the usual ones.
    pasted : str
        The answers of a class that a teacher has pasted.
    drawn, tabled : int
        The number of the last report of the drawing by hand, and of the table, that has been carried out.
    cells : Unread or None
        What was typed in the table and cannot be read.
    shown : dict of int to int
        Of the latest runs, by the hash of the choices that decide them, the steps that have been on the screen: the sum
        of 1, 2, 4 … for t = 0, 1, 2 ….
    """

    session: Session
    notices: list[str]
    study: Study = field(default_factory=Study)
    token: str = field(default_factory=lambda: secrets.token_hex(4))
    page: str = ""
    leads: str = ""
    came_from: str = ""
    turned: bool = False
    press: int = 0
    knows: dict[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    reach: int = 1
    sliding: bool = False
    playing: bool = False
    ticked: float = -math.inf
    last: int = -1
    found: str = ""
    searched: tuple[Session, int] = (OPENING, -1)
    done: str = ""
    bare: bool = False
    own: str = ""
    problems: list[str] = field(default_factory=list)
    undos: deque[Change] = field(default_factory=lambda: deque(maxlen=UNDOS))
    aside: list[Change] = field(default_factory=list)
    latest: Change | None = None
    too_long: set[int] = field(default_factory=set)
    moves: dict[str, tuple[object, Callable[[Any], object]]] = field(default_factory=dict)
    presses: deque[Callable[[], object]] = field(default_factory=lambda: deque(maxlen=MOST_PRESSES))
    given: dict[str, deque[object]] = field(default_factory=dict)
    fields: dict[str, tuple[object, int]] = field(default_factory=dict)
    gave: float = -math.inf
    jobs: dict[str, Job[Any]] = field(default_factory=dict)
    turns: Turns = field(default_factory=Turns)
    drawing: bool = False
    asked: tuple[str, int, int] | None = None
    more: bool = False
    entered: Entered = field(default_factory=Entered)
    settings_problems: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    pasted: str = ""
    drawn: int = 0
    tabled: int = 0
    cells: Unread | None = None
    shown: dict[int, int] = field(default_factory=dict)

    def remember(self, change: Change) -> None:
        """Make a change the latest that can be undone. The oldest are forgotten if all together hold much data."""
        self.undos.append(change)
        while sum(one.held for one in self.undos) > MOST_UNDOABLE:
            self.undos.popleft()
        self.latest = change
