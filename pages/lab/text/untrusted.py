"""Texts from a stranger, an address or a field, made fit to be shown."""

from collections.abc import Sequence
from html import escape
from unicodedata import category

MOST_NAMED = 10
"""How many problems are named at a time."""
_LONGEST = 200
"""How many characters of a problem are shown."""


def visible(text: str, most: int) -> str:
    """The beginning of a text, with a sign in place of each character that acts unseen, such as a change of direction.

    Other spaces, as between thousands, become plain ones. HTML and Markdown in it still act: they are for the place
    that shows it.
    """
    shown = (" " if category(one) == "Zs" else one for one in text[:most])
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in shown)


def first_of(problems: Sequence[object]) -> tuple[str, ...]:
    """The first problems in words, and how many more there are, if any."""
    more = len(problems) - MOST_NAMED
    named = (visible(str(one), _LONGEST) for one in problems[:MOST_NAMED])
    return (*named, *[f"and {more:,} more"] * (more > 0))


def problem_list(lead: str, problems: Sequence[str]) -> str:
    """What is wrong with something that was typed or opened, as HTML: under a sentence, the problems one by one.

    Without problems it is an empty box: an alert is read out only if its box was there before.
    """
    listed = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
    said = f"<p>{lead}</p>" if problems else ""
    return f'<div class="problems{" some" * bool(problems)}" role="alert">{said}<ul>{listed}</ul></div>'
