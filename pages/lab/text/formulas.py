"""Pieces of HTML that several blocks share: sentences, equations, coloured products. Styled in browser/style.css."""

from collections.abc import Callable, Collection, Sequence

from pages.lab.text.notation import (
    MINUS,
    at,
    digits,
    equals,
    gradient,
    listed,
    meaning,
    number,
    quantity,
    signed,
    symbol,
)
from rnn_core import PARAMETERS, QUEUE_SLOTS, Term

W = {name: symbol(name) for name in PARAMETERS}


def sentence(html: str) -> str:
    """A sentence as a paragraph of its own."""
    return f'<p class="sentence">{html}</p>'


def no_term(parameter: str, lag: int, t: int) -> str:
    """Why a picked term does not exist."""
    name = gradient(parameter)
    if parameter in ("Wy", "By"):
        return f"{name} has a single term, lag 0: this weight acts after the recurrence."
    if lag > t:
        return f"{name} has no term of lag {lag} yet: {at(t, lag)} would lie before the first step."
    return (
        f"{name} has no term of lag {lag}: it would need out_H<sub>t{MINUS}{QUEUE_SLOTS}</sub>, "
        "which has left the queue."
    )


def overflow(*parameters: str) -> str:
    """Why terms back to the start cannot be drawn: they leave the range of floating-point numbers."""
    names = listed([gradient(name) for name in parameters])
    return (
        f"Followed back to the start, some terms of {names} overflow: they exceed about 10³⁰⁸, the largest number "
        f"this program can hold. Choose a smaller |{symbol('Wh')}| or a shorter sequence."
    )


def equation(left: str, symbols: str, numbers: str, value: float | None, *, exact: bool = False) -> str:
    """One equation: its left side, the right side in symbols and, if it has a value, in numbers, and the value."""
    result = ""
    if value is not None:
        result = (
            f'<span class="num">= {numbers}</span>'
            f'<span class="value" title="{digits(value)}">{equals(value, exact=exact)} <b>{number(value)}</b></span>'
        )
    return f'<div class="eq"><span class="left">{left}</span><span class="sym">= {symbols}</span>{result}</div>'


def named(names: str, text: str) -> str:
    """A text that lights up together with everything that has one of its names: X[t-3], Wh, Wh:2 (a term)."""
    return f'<span data-names="{names}">{text}</span>'


def product_of(term: Term, written: Callable[[str], str] | None = None) -> str:
    """A term as a product, each factor underlined in its colour: in numbers, or in symbols as ``written`` has them."""
    return "·".join(
        f'<span class="{meaning(f.symbol).lower()}" data-names="{quantity(f.symbol)}">'
        f"{written(f.symbol) if written else signed(f.value)}</span>"
        for f in term.factors
    )


def number_table(head: Sequence[str], rows: Sequence[Sequence[str | float]], *, picked: Collection[str] = ()) -> str:
    """A table in a box that scrolls sideways where it is too wide.

    Parameters
    ----------
    head : sequence of str
        HTML.
    rows : sequence of sequences
        Text is HTML; numbers are formatted.
    picked : collection of str, optional
        The first cells of the rows to highlight.
    """
    heads = "".join(f"<th>{text}</th>" for text in head)
    lines = "".join(
        f'<tr class="{"picked" if row[0] in picked else ""}">{"".join(map(_cell, row))}</tr>' for row in rows
    )
    return f'<div class="scroll"><table class="sum"><tr>{heads}</tr>{lines}</table></div>'


def _cell(value: str | float) -> str:
    return f"<td>{value}</td>" if isinstance(value, str) else f'<td title="{digits(value)}">{number(value)}</td>'
