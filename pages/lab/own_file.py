"""A file that the reader chooses: the browser reads it and sends its text, so the server takes no uploads."""

from collections.abc import Callable

from pages.lab import runtime, state

_FILE = runtime.component(
    "own_file",
    html='<label class="file">A file: <input type="file"></label><p class="about" role="status"></p>',
)


def chooser(
    key: str, accept: str, most: int, taken: Callable[[], object], *, advice: str = "", holds: bool = True
) -> None:
    """Let the reader choose a file.

    Parameters
    ----------
    key : str
        Of the component; the gate lets a long text through for it.
    accept : str
        The kinds of file that the browser offers.
    most : int
        How many characters the text may have, as JSON writes it.
    taken : callable
        The callback; ``sent(key)`` is the text.
    advice : str
        How to save a text that is not in UTF-8, if there is more to say than that it should be.
    holds : bool
        Whether what was said of the file still holds; if it does no longer, the line is cleared.
    """
    advice = advice or "Save it as UTF-8 text, and choose it again."
    _FILE(key=key, data={"accept": accept, "most": most, "advice": advice, "holds": holds}, on_text_change=taken)


def sent(key: str) -> str | None:
    """The text that was sent, in the callback. None if the browser could not read the file, or sent something else."""
    text = state.sent_by(key, "text")
    return text if isinstance(text, str) else None
