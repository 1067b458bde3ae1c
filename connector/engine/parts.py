"""The events that a question is about: in each segment the rows that match and lie in the window."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from connector.engine.column import Column, Mask
from connector.engine.matching import matching
from connector.engine.moments import moment
from connector.engine.patience import Limit
from connector.engine.segment import Segment
from connector.engine.store import Store
from connector.query import EVERYTHING, Query
from connector.window import Window

_THREADS = ThreadPoolExecutor(2, "segments")
"""Arrow lets other threads run while it looks through strings: two segments take little longer than one."""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one segment that a question is about.

    Attributes:
        segment: the segment.
        mask: one flag a row; read-only for the caller.
        count: how many rows there are.
    """

    segment: Segment
    mask: Mask
    count: int

    @property
    def whole(self) -> bool:
        """These are all rows of the segment."""
        return self.count == self.segment.size

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """The rows, ascending."""
        return np.flatnonzero(self.mask)

    def entries(self, column: Column) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.integer[Any]]]:
        """Rows (ascending) and codes of the values of a column of the segment that these rows hold; no pair twice.

        Raises:
            TookTooLong: the question has no time left.
        """
        Limit().check()
        rows, codes = column.rows, column.codes
        if not self.whole:
            held = self.mask[rows]
            rows, codes = rows[held], codes[held]
        if column.single:
            return rows, codes
        pairs = np.unique(rows.astype(np.int64) * column.length + codes)
        return (pairs // column.length).astype(np.int32), pairs % column.length

    def buckets(self, window: Window, step: timedelta) -> npt.NDArray[np.int64]:
        """For each row of the segment the number of its bucket; meaningless for rows outside the window."""
        return (self.segment.times - moment(window.start)).astype(np.int64) // (step // timedelta(microseconds=1))


def find_parts(store: Store, segments: Sequence[Segment], query: Query, window: Window) -> list[Part]:
    """The parts of segments of a store that hold events of the question in the window, in the same order.

    Raises:
        TookTooLong: the question has no time left.
    """
    limit, bounds = Limit(), (moment(window.start), moment(window.end)) if window.bounded else None

    def part(segment: Segment) -> Part | None:
        limit.check()
        return _part(store, segment, query, bounds)

    found = map(part, segments) if query.filter == EVERYTHING else _halved(part, segments)
    return [part for part in found if part is not None]


def _halved(part: Callable[[Segment], Part | None], segments: Sequence[Segment]) -> list[Part | None]:
    """A part a segment, every other one made in a second thread: a task for each of them would cost as much as a look-up."""
    found: list[Part | None] = [None] * len(segments)
    rest = _THREADS.submit(copy_context().run, lambda: list(map(part, segments[1::2]))) if len(segments) > 1 else None
    found[::2] = map(part, segments[::2])
    if rest is not None:
        # Other questions may hold both threads: what none of them has begun is done here.
        found[1::2] = map(part, segments[1::2]) if rest.cancel() else rest.result()
    return found


def narrowed(window: Window, segments: Sequence[Segment]) -> Window | None:
    """The window itself; for all time the span of the segments, rounded out to whole seconds, or ``None`` without one."""
    if window.bounded:
        return window
    timed = [segment for segment in segments if segment.timed]
    if not timed:
        return None
    first, last = min(segment.first for segment in timed), max(segment.last for segment in timed)
    second = np.timedelta64(1, "s")
    return Window.between(first.astype("datetime64[s]").item(), (last.astype("datetime64[s]") + second).item())


def _part(store: Store, segment: Segment, query: Query, bounds: tuple[np.datetime64, np.datetime64] | None) -> Part | None:
    begin, end = segment.hidden, segment.size
    if begin == end:
        return None
    if bounds:
        start, stop = bounds
        if not segment.timed or segment.last < start or segment.first >= stop:
            return None
        if segment.first < start or segment.last >= stop:
            found, end = (int(place) for place in np.searchsorted(segment.times, np.array(bounds)))
            begin = max(begin, found)
    whole = matching(store, segment, query)
    if whole is None:
        return None
    inside = whole
    if begin > 0 or end < segment.size:
        inside = np.zeros(segment.size, np.bool_)
        inside[begin:end] = whole[begin:end]
    count = int(np.count_nonzero(inside))
    return Part(segment, inside, count) if count else None
