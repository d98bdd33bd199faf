"""Putting data in use: one act for all ways to enter it, which one Undo takes back."""

from pages.lab import state
from pages.lab.data import kept
from rnn_core.table import Table


def use(table: Table, act: str) -> bool:
    """Take a table in place of the sequence in use; the act is what Undo calls it. Whether nothing was locked."""
    chosen = state.session()
    target = chosen.target if chosen.task == "own" else "given" if len(table.columns) > 1 else "next"
    return state.change(act, task="own", data=kept.packed(table), target=target)
