"""A sequence in a table, a field for each number.

Streamlit's own editor of tables would cost each server process 76 MB, for it imports pandas; and no value can be given
to it, so that Undo could not change what it shows.
"""

from typing import Any

from pages.lab import runtime, shared, state
from pages.lab.data import entry, kept
from pages.lab.data.fields import Rows, Unread, UnreadableError, read_fields, with_block
from pages.lab.session import Session
from pages.lab.text.typed import as_typed
from pages.lab.text.untrusted import MOST_NAMED, first_of
from rnn_core.table import FEWEST, LONGEST, LONGEST_NUMBER, MOST, NAMES

KEY = "your table"
_TABLE = runtime.component(
    "table",
    html="""<details class="table"><summary>Edit the numbers in a table</summary>
<p class="note">You are not using data of your own. Draw, type or open some to edit its numbers here.</p>
<div class="editor">
<div class="acts"><span class="row"></span><button type="button" class="below">Insert a copy below</button>
<button type="button" class="delete">Delete this row</button><span class="limit" role="status"></span></div>
<p class="keys">Tab goes to the next number, Enter to the one below. To leave the table, press Esc, then Tab.</p>
<div class="rows"><table><thead><tr></tr></thead><tbody></tbody></table></div><div role="alert"><ul></ul></div>
<button type="button" class="discard">Discard these entries</button></div></details>""",
)


def table(chosen: Session) -> None:
    """Draw the table of the reader's own data, or of the entries in it that could not be read."""
    view, visit = state.prepared(), state.visit()
    if view.keeps("task") or view.mutes_sequence:
        return
    unread = _unread(chosen)
    rows = unread.rows if unread else shared.once(_rows, chosen.data if chosen.task == "own" else "")
    _TABLE(
        key=KEY,
        data={
            "session": visit.token,
            "read": visit.tabled,
            "titles": NAMES[: max(map(len, rows), default=0)],
            "rows": rows,
            "problems": [{"row": one.row, "column": one.column} for one in unread.problems] if unread else [],
            "said": unread.said if unread else [],
            "least": FEWEST,
            "most": MOST,
            "longest": LONGEST,
            "widest": LONGEST_NUMBER,
        },
        on_rows_change=_sent,
    )


def _rows(data: str) -> Rows:
    """The numbers of packed data as texts for the fields."""
    return [list(map(as_typed, row)) for row in zip(*kept.unpacked(data).columns, strict=True)] if data else []


def _unread(chosen: Session) -> Unread | None:
    """What was typed and cannot be read, unless the data has changed since."""
    unread = state.visit().cells
    return unread if unread and chosen.task == "own" and unread.data == chosen.data else None


def _sent() -> None:
    match state.sent_by(KEY, "rows"):
        case {"number": int(number), "rows": None}:
            state.pressed(_discard, number)
        case {"number": int(number), "rows": [_, *_] as rows, "block": block} if len(rows) <= MOST:
            if all(map(_row, rows)):
                state.pressed(_take, number, rows, block)


def _row(sent: Any) -> bool:
    short = isinstance(sent, list) and 0 < len(sent) <= len(NAMES)
    return short and all(isinstance(cell, str) for cell in sent)


def _discard(number: int) -> None:
    """Forget what could not be read; the table shows the data in use again."""
    state.visit().tabled, state.visit().cells = number, None


def _take(number: int, rows: list[list[str]], block: Any) -> None:
    """Use the numbers, or keep the entries until they can be read."""
    visit = state.visit()
    if number <= visit.tabled:  # sent twice
        return
    visit.tabled, visit.cells = number, None
    try:
        match block:
            case {"row": int(row), "column": int(column), "text": str(text)} if 0 <= row <= MOST and column >= 0:
                rows = with_block(rows, row, column, text)
        with visit.turns.working():
            read = read_fields(rows)
    except UnreadableError as wrong:
        visit.cells = Unread(rows, wrong.problems[:MOST_NAMED], first_of(wrong.problems), state.session().data)
        return
    entry.use(read, "your table")
