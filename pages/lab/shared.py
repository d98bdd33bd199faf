"""Results that all visitors share: each is computed once and never changed, and the most recently used are kept.

What learners of one link see is the same: the same run, the same matrix, the same blocks of a step. It follows from the
arguments alone, so nothing of one visitor can reach another. The results take a bounded amount of memory, however many
visitors there are: the least recently used are evicted, and computed again when they are needed.
"""

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, ParamSpec, TypeVar

MOST = 256 * 2**20
"""How many bytes of results are kept."""
LARGE = 4096
"""Arrays and texts from so many bytes on are counted once, however many results hold them."""

P = ParamSpec("P")
Result = TypeVar("Result")
_lock = threading.Lock()
_entries: dict[tuple[Any, ...], "_Entry"] = {}
"""The most recently used at the end."""
_arrays: Counter[int] = Counter()
"""How many results hold each large array or text, by its identity."""
_bytes = 0


@dataclasses.dataclass(slots=True)
class _Entry:
    """A result, or the promise of it, and the memory that it takes: its own, and that of large arrays and texts."""

    future: Future[Any] = dataclasses.field(default_factory=Future)
    own: int = 0
    arrays: dict[int, int] = dataclasses.field(default_factory=dict)


def once(make: Callable[P, Result], *arguments: P.args, **keywords: P.kwargs) -> Result:
    """``make(*arguments, **keywords)``, computed again only if it has been forgotten.

    Whoever asks for what another thread is computing waits for it. The result has to follow from the arguments alone,
    and nobody may change it.
    """
    key = (make, arguments, *sorted(keywords.items()))
    while True:
        with _lock:
            entry = _entries.pop(key, None)
            mine = entry is None
            entry = entry or _Entry()
            _entries[key] = entry  # now at the end
        if not mine:
            try:
                result: Result = entry.future.result()
            except CancelledError:  # it could not be computed there
                continue
            return result
        try:
            result = make(*arguments, **keywords)
        except BaseException:
            with _lock:
                del _entries[key]
            entry.future.cancel()
            raise
        entry.future.set_result(result)
        _count(entry, (arguments, result))
        return result


def forget() -> None:
    """Forget everything that is not being computed at present."""
    _shrink(-1)


def size() -> int:
    """How many bytes the results take."""
    return _bytes


def _count(entry: _Entry, what: object) -> None:
    own, arrays = _weigh(what)
    with _lock:
        global _bytes
        entry.own, entry.arrays = own, arrays
        _bytes += own + sum(size for array, size in arrays.items() if not _arrays[array])
        _arrays.update(arrays.keys())
    _shrink(MOST)


def _shrink(most: int) -> None:
    """Forget results until the rest takes at most so many bytes."""
    global _bytes
    with _lock:
        while _bytes > most:
            key = next((key for key, entry in _entries.items() if entry.own), None)  # the others are being computed
            if key is None:
                return
            entry = _entries.pop(key)
            _arrays.subtract(entry.arrays.keys())
            gone = [array for array in entry.arrays if not _arrays[array]]
            _bytes -= entry.own + sum(entry.arrays[array] for array in gone)
            for array in gone:
                del _arrays[array]


def _weigh(what: object) -> tuple[int, dict[int, int]]:
    """About how many bytes an object takes beside its large arrays and texts, and these."""
    own, arrays = 0, dict[int, int]()
    left: list[Any] = [what]
    while left:
        one = left.pop()
        own += 64
        if hasattr(one, "nbytes") and hasattr(one, "base"):  # an array, or a view of one
            whole = one if one.base is None else one.base
            if getattr(whole, "nbytes", 0) >= LARGE:
                arrays[id(whole)] = whole.nbytes
            else:
                own += one.nbytes
        elif isinstance(one, str | bytes):
            if len(one) >= LARGE:
                arrays[id(one)] = len(one)
            else:
                own += len(one)
        elif isinstance(one, tuple | list):
            left += one
        elif isinstance(one, dict):
            left += one.values()
        elif dataclasses.is_dataclass(one) and not isinstance(one, type):
            left += [getattr(one, name, None) for name in one.__dataclass_fields__]
    return own, arrays
