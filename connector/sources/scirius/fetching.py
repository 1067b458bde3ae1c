"""Events fetched whole, past the 10,000 that pages reach: a slice of time after the other."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from connector.answers import Note
from connector.http import AT_ONCE
from connector.sources.scirius.wire import FARTHEST, Wire
from connector.window import Window


@dataclass(frozen=True, slots=True)
class Fetched:
    """Events, newest first, and how many match."""

    documents: Sequence[dict[str, object]]
    total: int

    @property
    def notes(self) -> tuple[Note, ...]:
        """That these are not all, when they are not."""
        if len(self.documents) >= self.total:
            return ()
        return (Note("partial", f"Counted from the newest {len(self.documents):,} of {self.total:,} events."),)


def together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """The answers of all calls, in order, with at most `AT_ONCE` under way. The first failure is raised."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda call: call(), calls))


def fetch(wire: Wire, filter: str, window: Window, everything: bool = False) -> Fetched:
    """The newest `FARTHEST` events that match, or all of them.

    A second that alone holds more is cut there: the server's buckets are no finer.

    Args:
        wire: the server.
        filter: Lucene.
        window: the span of time; bounded, when everything is asked.
        everything: whether to go on beyond the first `FARTHEST`.
    """
    page = wire.page(filter, window, FARTHEST)
    if page.count < FARTHEST:
        return Fetched(page.documents, page.count)
    total = wire.counts(filter, window).total
    if not everything or total <= len(page.documents):
        return Fetched(page.documents, max(total, len(page.documents)))
    slices = reversed(list(_slices(wire, filter, window)))
    pages = together([partial(wire.page, filter, each, FARTHEST) for each in slices])
    return Fetched([document for page in pages for document in page.documents], total)


def _slices(wire: Wire, filter: str, window: Window) -> Iterator[Window]:
    """Adjacent windows, oldest first, that hold at most `FARTHEST` events each, or last one second."""
    step = window.step(100)
    starts = [*window.starts(step)]
    ends = [*starts[1:], window.end]
    begin, held = window.start, 0
    for start, end, count in zip(starts, ends, wire.counts(filter, window, step).buckets, strict=True):
        if held + count > FARTHEST and begin != start:
            yield Window(begin, start)
            begin, held = start, 0
        held += count
        if count > FARTHEST and step.total_seconds() > 1:
            yield from _slices(wire, filter, Window(start, end))
            begin, held = end, 0
    if begin != window.end:
        yield Window(begin, window.end)
