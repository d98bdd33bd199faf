"""Tables of numbers as HTML: three significant digits each, all digits on hover."""

from collections.abc import Collection, Sequence

from pages.lab.text.notation import digits, number


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
