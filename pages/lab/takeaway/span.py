"""The steps of a run that one file holds: which they are, and how they are called."""

from dataclasses import dataclass

from pages.lab.text import at
from rnn_core import QUEUE_SLOTS

MOST = 400
"""How many steps a file may hold, beside the moment before the first."""


@dataclass(frozen=True, slots=True)
class Span:
    """The steps of a file.

    Parameters
    ----------
    first, last : int
        The first may be −1, the moment before the first step.
    """

    first: int
    last: int

    @property
    def steps(self) -> int:
        """How many steps these are, without the moment before the first."""
        return self.last - max(self.first, 0) + 1

    @property
    def base(self) -> int:
        """The step whose blocks all parts share: early, since lines grow, but with full queues if there is one."""
        return min(max(self.first, QUEUE_SLOTS), self.last)

    @property
    def told(self) -> str:
        """The steps in words."""
        return f"{at(self.first)} to {self.last}" if self.first < self.last else at(self.first)

    def part_of(self, last: int) -> bool:
        """Whether a run up to its last step has more steps than these."""
        return self.first > 0 or self.last < last

    def told_of(self, last: int) -> str:
        """The steps in words, and of which run they are a part."""
        return f"{self.told}, of a run up to {at(last)}" if self.part_of(last) else self.told

    def name(self, last: int) -> str:
        """The name of the file, after its steps, or the run if it has all of them."""
        first = max(self.first, 0)
        steps = f"t{first}-to-{self.last}" if first < self.last else f"t{first}"
        return f"unrolled-{steps if self.part_of(last) else 'run'}.html"

    def label(self, last: int) -> str:
        """Beside t: the last step of the run, or which of its steps these are."""
        first = max(self.first, 0)
        these = f"{first}–{self.last}" if first < self.last else self.last
        return f"(this file: {these} of 0–{last})" if self.part_of(last) else f"(last {last})"


def around(t: int, last: int) -> Span:
    """All steps of a run up to its last; of a longer run as many as a file may hold, t in their middle."""
    if last < MOST:
        return Span(-1, last)
    first = min(max(t - MOST // 2, 0), last - MOST + 1)
    return Span(first, first + MOST - 1)


def chosen(asked: tuple[int, int] | None, t: int, last: int) -> Span:
    """The steps asked for, as far as a run up to its last step has them; if it has none, the usual ones, around t."""
    return Span(*(min(max(one, -1), last) for one in asked)) if asked and asked[0] <= last else around(t, last)


def wrong(span: Span) -> str:
    """What is wrong with the steps asked for, as a sentence; empty if a file can hold them."""
    if span.first > span.last:
        return f"The first step, {at(span.first)}, comes after the last, {at(span.last)}."
    if span.steps == 0:
        return "A file must contain at least one step; t = −1 is the moment before the first."
    if span.steps > MOST:
        return f"These are {span.steps:,} steps. A file holds at most {MOST}."
    return ""
