"""Texts from a stranger, an address or a field, made fit to be shown."""


def visible(text: str, most: int) -> str:
    """The beginning of a text, with a sign in place of each character that acts unseen, such as a change of direction.

    HTML and Markdown in it still act: they are for the place that shows it.
    """
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text[:most])
