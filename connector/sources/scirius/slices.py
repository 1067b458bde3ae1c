"""A window cut into slices of time that a server hands out whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from connector import counting
from connector.answers import Note
from connector.sources.scirius.wire import FARTHEST, MILLISECOND, Wire, milliseconds
from connector.window import Window

FULL = FARTHEST - 1
"""A page that holds one more may hold all, or not: the server counts no further."""

_BUCKETS = 1_000
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Slice:
    """The events of one slice of time, newest first, and what the server did not hand out of them."""

    documents: Sequence[dict[str, object]]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A slice of time before it is fetched, and how many events it is said to hold."""

    window: Window
    count: int


def slices(wire: Wire, filters: Sequence[str], window: Window, most: int = FULL) -> Iterator[Planned]:
    """Adjacent windows of whole milliseconds, newest first, that hold at most ``most`` events each, or last one second.

    Together they are the whole window, also where nothing was counted: some servers begin their buckets by a clock of their own.
    None at all where nothing matches.

    Args:
        wire: the server.
        filters: Lucene: what matches any of them.
        window: the span of time; bounded.
        most: about how many events a slice should hold.
    """
    most = min(most, FULL)
    # A bound between two milliseconds would give that one to both sides.
    window = milliseconds(window)
    step = window.step(_BUCKETS)
    starts = [*window.starts(step)]
    ends = [*starts[1:], window.end]
    counts = [sum(each) for each in zip(*(wire.counts(filter, window, step).buckets for filter in filters), strict=True)]
    newest, held = window.end, 0
    for start, end, count in zip(reversed(starts), reversed(ends), reversed(counts), strict=True):
        if end != newest and held + count > most:
            yield Planned(Window(end, newest), held)
            newest, held = end, 0
        held += count
        if count > most and step > _SECOND:
            yield from slices(wire, filters, Window(start, end), most)
            newest, held = start, 0
    if newest != window.start and any(counts):
        yield Planned(Window(window.start, newest), held)


def whole(wire: Wire, filters: Sequence[str], planned: Planned) -> list[Slice]:
    """The events of a slice, newest first; of more than one filter as one `Slice`, each event once."""
    if len(filters) == 1:
        return _whole(wire, filters[0], planned)
    parts = [part for filter in filters for part in _whole(wire, filter, Planned(planned.window, 0))]
    documents = counting.distinct(document for part in parts for document in part.documents)
    return [Slice(documents, tuple(note for part in parts for note in part.notes))]


def _whole(wire: Wire, filter: str, planned: Planned) -> list[Slice]:
    """The events that match one filter. A slice that is too full is halved, and its halves, down to one millisecond."""
    waiting, found = [planned], []
    while waiting:
        each = waiting.pop()
        if each.count > FARTHEST and each.window.length > MILLISECOND:
            waiting.extend(_halves(wire, filter, each))
            continue
        page = wire.page(filter, each.window, FARTHEST)
        held, count = len(page.documents), max(page.count, each.count)
        if count > held or page.count == FARTHEST:
            count = max(wire.counts(filter, each.window).total, page.count)
        if count > held == FARTHEST and each.window.length > MILLISECOND:
            waiting.append(Planned(each.window, count))
            continue
        found.append(Slice(page.documents, (_lacking(each.window, held, count),) if count > held else ()))
    return found


def _halves(wire: Wire, filter: str, planned: Planned) -> tuple[Planned, Planned]:
    """The older half, then the newer one: the last that is added is fetched first."""
    start, end = planned.window.start, planned.window.end
    assert start is not None
    middle = start + planned.window.length // MILLISECOND // 2 * MILLISECOND
    newer = Window(middle, end)
    count = wire.counts(filter, newer).total
    return Planned(Window(start, middle), max(planned.count - count, 0)), Planned(newer, count)


def _lacking(window: Window, held: int, count: int) -> Note:
    moment = f"{window.start:%Y-%m-%dT%H:%M:%S.%f}"[:-3]
    length = "the millisecond" if window.length <= MILLISECOND else f"the {window.length.total_seconds():g} seconds"
    return Note("partial", f"The server hands out {held:,} of the {count:,} events of {length} from {moment}Z on.")
