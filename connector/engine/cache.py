"""What was decoded, kept while there is room."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

import numpy as np

from connector.engine.patience import Limit

ENTRY = 768
"""Bytes that a value takes beside its content: key, place in the order, and what Python and Arrow hold of it. Of the many small
parts of many segments that is most of what they take."""


class Cache:
    """The most recently used values, bounded in bytes. Safe for threads; two of them may make the same value at once.

    Args:
        limit: bytes that the values together may take.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._used = 0
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    @property
    def used(self) -> int:
        """Bytes that the values take."""
        return self._used

    def get(self, key: Hashable, make: Callable[[], tuple[Any, int]]) -> Any:
        """The value of that key, made by ``make`` (value and size in bytes) when it is not kept.

        Every question needs values again and again: so here it ends when it must. One that is kept is had without a lock:
        a question asks for thousands of them.

        Raises:
            TookTooLong: the question has no time left.
            Cancelled: nobody wants its answer.
        """
        Limit().check()
        try:
            value = self._kept[key][0]
            self._kept.move_to_end(key)
        except KeyError:  # never kept, or another thread dropped it just now
            pass
        else:
            return value
        value, size = make()
        size += ENTRY
        with self._lock:
            self._used += size - self._kept.pop(key, (None, 0))[1]
            self._kept[key] = value, size
            while self._used > self._limit and len(self._kept) > 1:
                self._used -= self._kept.popitem(last=False)[1][1]
        return value


def footprint(part: Any) -> int:
    """About how many bytes a decoded part takes: a list of bytes, an array of numpy or Arrow, or what knows its own size."""
    if isinstance(part, bytes):
        return len(part)
    if isinstance(part, list):
        return sum(map(len, part)) + 64 * len(part)
    if isinstance(part, np.ndarray) and part.dtype == object:
        return 48 * len(part)  # Python's own numbers
    size: int = part.nbytes
    return size
