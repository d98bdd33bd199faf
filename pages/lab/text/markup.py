"""Texts of lessons as HTML. They may come from a stranger: a few tags and symbols are rendered, all else is escaped."""

import re
from collections.abc import Callable
from html import escape

from pages.lab.text.notation import symbol

TAGS = ("b", "i", "sub", "sup")
_TAG = re.compile(rf"&lt;(/?)({'|'.join(TAGS)})&gt;")
_PLACE = re.compile(r"\{([^{}]+)\}")
_SYMBOL = re.compile(r"`([^`]{1,60})`")
_WHOLE = re.compile(
    r"(?<![\w>;])(?:[\w|]{1,5} [=+−] ){0,2}[\w|∂/]{1,12}(?:<sub>\w+</sub>)?\|? = −?\d"
    r"|\([^()<>]{1,9} [+−] [^()<>]{1,9}\)"
)
"""What is read at one glance, and stays in one line: t = 21, e = Ŷ − Y = 0.3, (1 − out_H)."""


def rich(text: str, fill: Callable[[str], str]) -> str:
    """A text as HTML. The tags above, `symbols` in backticks, and {quantities}, filled by ``fill``, are rendered."""
    filled = _PLACE.sub(lambda found: fill(found[1]), text)  # first: what else is rendered could change a quantity
    html = _TAG.sub(r"<\1\2>", escape(filled, quote=False))
    return _WHOLE.sub(
        lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), _SYMBOL.sub(lambda found: symbol(found[1]), html)
    )


def places(text: str) -> list[str]:
    """The quantities that a text wants filled in."""
    return _PLACE.findall(text)


def loose_brace(text: str) -> str:
    """The first brace that belongs to no quantity; empty if there is none."""
    loose = re.search(r"[{}]", _PLACE.sub("", text))
    return loose[0] if loose else ""


def unbalanced(text: str) -> str:
    """The first tag that is opened and not closed, or closed and not opened; empty if there is none."""
    opened: list[str] = []
    for closes, tag in re.findall(rf"<(/?)({'|'.join(TAGS)})>", text):
        if not closes:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            return f"</{tag}>"
    return f"<{opened[-1]}>" if opened else ""
