"""Events of a server: a page of them, or all of them in batches."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from connector import counting
from connector.answers import Events, Note, Progress
from connector.frames import encode, events_frame
from connector.http import together
from connector.query import Query
from connector.sources.scirius.fetching import all_slices
from connector.sources.scirius.filters import Sent
from connector.sources.scirius.wire import FARTHEST, Page, Wire, floors

_LEAST = 1_000
"""Events of a slice: smaller batches share a request."""

_FLOOR = Note(
    "partial", "The filter is too long for one request and was asked in portions, which may share events: the total is a floor."
)

Columns = tuple[str, ...] | None


def page(wire: Wire, asked: Sent, query: Query, columns: Columns, oldest_first: bool) -> Events:
    """The newest (or oldest) events, at most `FARTHEST`: one request for each portion, and one for the total where it is capped.

    Args:
        wire: the server.
        asked: the query's filter, as the server takes it.
        query: window and limit.
        columns: as for `connector.source.Source.events`.
        oldest_first: the oldest instead, in that order.
    """
    size = min(query.limit or FARTHEST, FARTHEST)
    if asked.portions:
        return _merged(wire, asked, query, columns, size, oldest_first)
    found = wire.page(asked.filter, query.window, size, oldest_first)
    total, notes = found.count, asked.notes
    if found.count == FARTHEST:
        counts = wire.counts(asked.filter, query.window)
        total, notes = max(counts.total, len(found.documents)), notes + floors([counts])
    exact = not notes
    if min(query.limit or total, total) > len(found.documents):
        notes += (Note("cut", f"The server hands out {FARTHEST:,} events at most: narrow the window for the others."),)
    return _events(found.documents, columns, total, exact, notes)


def _merged(wire: Wire, asked: Sent, query: Query, columns: Columns, size: int, oldest_first: bool) -> Events:
    pages: list[Page] = together([partial(wire.page, each, query.window, size, oldest_first) for each in asked.portions])
    documents = counting.distinct((document for each in pages for document in each.documents), oldest_first)
    whole = all(each.count <= len(each.documents) for each in pages)
    total = max(len(documents), *(each.count for each in pages))
    notes = asked.notes if whole else (*asked.notes, _FLOOR)
    return _events(documents[:size], columns, total, not notes, notes)


def everything(wire: Wire, asked: Sent, query: Query, columns: Columns, oldest_first: bool) -> Events:
    """All events of a bounded window, or the newest ones beyond `FARTHEST`, up to the query's limit."""
    parts = [*_parts(wire, asked, query, FARTHEST)]
    documents = [document for part in parts for document in part.documents]
    notes = asked.notes + tuple(dict.fromkeys(note for part in parts for note in part.notes))
    total = max(len(documents), *(part.total for part in parts))
    if asked.portions and query.limit is None:
        # Every event is here once: no portion counts it again.
        total, notes = len(documents), tuple(note for note in notes if note is not _FLOOR)
    return _events(documents[::-1] if oldest_first else documents, columns, total, not notes, notes)


def batches(
    wire: Wire, asked: Sent, query: Query, columns: Columns, on_progress: Callable[[Progress], None] | None, size: int
) -> Iterator[Events]:
    """All events of a bounded window, newest first, as `connector.source.Source.batches` says. At most two slices in memory."""
    begun, handed = time.monotonic(), 0
    with closing(_parts(wire, asked, query, size)) as parts:
        for part in parts:
            notes = asked.notes + part.notes
            for start in range(0, max(len(part.documents), 1), size):
                batch = part.documents[start : start + size]
                handed += len(batch)
                if on_progress:
                    on_progress(_progress(handed, min(part.total, query.limit or part.total), time.monotonic() - begun))
                yield _events(batch, columns, part.total, not notes, notes)


@dataclass(frozen=True, slots=True)
class _Part:
    """The events of one slice of time, how many match in all, and what these lack."""

    documents: Sequence[dict[str, object]]
    total: int
    notes: tuple[Note, ...]


def _parts(wire: Wire, asked: Sent, query: Query, size: int) -> Generator[_Part, None, None]:
    filters = asked.portions or (asked.filter,)
    counts = together([partial(wire.counts, filter, query.window) for filter in filters])
    notes = floors(counts) + ((_FLOOR,) if asked.portions else ())
    total = max(each.total for each in counts)
    left = query.limit
    with closing(all_slices(wire, filters, query.window, most=max(size, _LEAST))) as found:
        for each in found:
            if each.documents or each.notes:
                yield _Part(each.documents[:left], total, notes + each.notes)
            if left is not None:
                left -= len(each.documents)
                if left <= 0:
                    return


def _progress(handed: int, total: int, seconds: float) -> Progress:
    share = min(handed / total, 1.0) if total else 1.0
    return Progress(share, handed, seconds / share - seconds if share else None, "")


def _events(documents: Sequence[dict[str, object]], columns: Columns, total: int, exact: bool, notes: tuple[Note, ...]) -> Events:
    ids = tuple(str(document.get("_id", "")) for document in documents)
    return Events(events_frame(documents, columns), tuple(map(encode, documents)), ids, total, exact, notes)
