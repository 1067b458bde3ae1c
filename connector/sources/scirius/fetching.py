"""Events fetched whole, past the 10,000 that pages reach: a slice of time after the other."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from connector.answers import Note
from connector.http import AT_ONCE, in_order
from connector.sources.scirius.slices import FULL, Slice, slices, whole
from connector.sources.scirius.wire import FARTHEST, Wire
from connector.window import Window


@dataclass(frozen=True, slots=True)
class Fetched:
    """Events, newest first, and how many match.

    Attributes:
        documents: the events.
        total: how many match.
        lacking: what the server would not hand out.
    """

    documents: Sequence[dict[str, object]]
    total: int
    lacking: tuple[Note, ...] = ()

    @property
    def notes(self) -> tuple[Note, ...]:
        """That these are not all, when they are not."""
        if len(self.documents) >= self.total:
            return self.lacking
        partial = Note("partial", f"Counted from the newest {len(self.documents):,} of {self.total:,} events.")
        return self.lacking or (partial,)


def fetch(wire: Wire, filter: str, window: Window, everything: bool = False, total: int | None = None) -> Fetched:
    """The newest `FARTHEST` events that match, or all of them.

    Args:
        wire: the server.
        filter: Lucene.
        window: the span of time; bounded, when everything is asked.
        everything: whether to go on beyond the first `FARTHEST`.
        total: how many match, where that is known; it saves a request.
    """
    page = wire.page(filter, window, FARTHEST)
    if page.count < FARTHEST:
        return Fetched(page.documents, page.count)
    if total is None:
        total = wire.counts(filter, window).total
    if not everything or total <= len(page.documents):
        return Fetched(page.documents, max(total, len(page.documents)))
    parts = [*all_slices(wire, (filter,), window, AT_ONCE)]
    documents = [document for part in parts for document in part.documents]
    lacking = tuple(note for part in parts for note in part.notes)
    return Fetched(documents, max(total, len(documents)), lacking)


def all_slices(
    wire: Wire, filters: Sequence[str], window: Window, ahead: int = 1, most: int = FULL
) -> Generator[Slice, None, None]:
    """Everything that matches any of the filters, newest first: disjoint slices of time, each with its events.

    Args:
        wire: the server.
        filters: Lucene; an event that several match is there once.
        window: the span of time; bounded.
        ahead: slices that are fetched while one is used: that many more lie in memory.
        most: about how many events a slice should hold.
    """
    jobs = (partial(whole, wire, filters, each) for each in slices(wire, filters, window, most))
    with closing(in_order(jobs, ahead)) as found:
        for parts in found:
            yield from parts
