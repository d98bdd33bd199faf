"""A text that has grown out of another, as what has been put into that: a line of a chart that goes on at each step.

A compressor finds what is alike only within 32 kB; the line of a long run is longer.
"""

LONG = 4000
"""Shorter texts are not worth the time."""
Insertions = tuple[int, str, int, str]
"""A place in the earlier text and what has been put in there, twice; the first place comes first."""


def insertions(old: str, new: str) -> Insertions | None:
    """What has been put into a text to make another of it, at up to two places; None if it was something else."""
    if len(new) < LONG:
        return None
    first = _alike(old, new)
    second = len(old) - min(_alike(old[::-1], new[::-1]), len(old) - first)
    middle, rest = old[first:second], new[first : len(new) - (len(old) - second)]
    where = rest.find(middle)
    if where < 0 or len(new) <= len(old):
        return None
    return first, rest[:where], second, rest[where + len(middle) :]


def _alike(one: str, other: str) -> int:
    """The length of their common beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
