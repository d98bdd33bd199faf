"""What was entered last, and what is said of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entered:
    """Numbers that were typed, pasted or opened.

    Parameters
    ----------
    text : str or None
        What stands in the field: what is not in use, or what could be read in another way as well. None if the field
        shows the data in use.
    defects : tuple of str
        What is wrong with it.
    read_as : str
        How the data in use was read; empty if what was entered is not in use.
    of : (str, str)
        The task and the data that were in use when this was said; with others, it no longer holds.
    from_file : bool
        Whether it came from a file.
    """

    text: str | None = None
    defects: tuple[str, ...] = ()
    read_as: str = ""
    of: tuple[str, str] = ("", "")
    from_file: bool = False

    @property
    def unused(self) -> str | None:
        """The text that is not in use; None if there is none."""
        return None if self.read_as else self.text
