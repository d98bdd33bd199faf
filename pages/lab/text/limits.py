"""Why something is not drawn, as paragraphs."""

from pages.lab.text.notation import gradient, listed, symbol


def overflow(*parameters: str) -> str:
    """Contributions back to the start leave the range of floating-point numbers."""
    names = listed([gradient(name) for name in parameters])
    return (
        f"Followed back to the start, some terms of {names} overflow: they exceed about 10³⁰⁸, the largest number this "
        f"program can hold. Choose a smaller |{symbol('Wh')}| or a shorter sequence."
    )
