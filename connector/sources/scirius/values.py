"""The values of a field of a server: its own counts, and what they leave out."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from connector import counting, lucene
from connector.answers import Note
from connector.http import together
from connector.lucene.fields import counted as counted_field
from connector.query import Query
from connector.sources.scirius.fetching import fetch
from connector.sources.scirius.filters import Sent
from connector.sources.scirius.wire import FARTHEST, Wire, floors

LEAST_SIZE = 1_000
"""Below it the server's counts of values are approximate."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The values of a field.

    Attributes:
        counts: events that hold each value.
        holders: events that hold the field.
        notes: what the counts lack; none when they are exact.
    """

    counts: Counter[counting.Kept]
    holders: int
    notes: tuple[Note, ...] = ()

    @property
    def pairs(self) -> list[tuple[object, int]]:
        """Each value with its number of events, in no order."""
        return [(value, count) for (_, value), count in self.counts.items()]

    @property
    def distinct(self) -> int | None:
        """How many values there are; ``None`` when that is not known."""
        return None if self.notes else len(self.counts)


def counted(wire: Wire, asked: Sent, query: Query, field: str, most: int = FARTHEST) -> Counted:
    """Two requests: the server's counts, and how many events have the field at all.

    Where these do not add up, up to two more fetch what the server's counts leave out: fields that are no strings, and events
    without ``host``. What is still missing then is noted or, with a limit of ``None``, counted from all events that have the
    field: one request for each 10,000 of them.

    Args:
        wire: the server.
        asked: the query's filter, as the server takes it.
        query: window and limit; a bounded window where the limit is ``None``.
        field: a dotted name.
        most: how many values the server is asked for.
    """
    field = counted_field(field)
    having = asked.narrowed(lucene.exists(field))
    found, held = together(
        [
            partial(wire.values, asked.filter, query.window, field, max(most, LEAST_SIZE)),
            partial(wire.counts, having, query.window),
        ]
    )
    pairs, notes, holders = (
        Counter({counting.kept(value): count for value, count in found}),
        asked.notes + floors([held]),
        held.total,
    )
    cut = len(found) >= max(most, LEAST_SIZE)
    if not cut and pairs.total() == holders:
        return Counted(pairs, holders, notes)
    if query.limit is None:
        fetched = fetch(wire, having, query.window, everything=True)
        return Counted(counting.value_counts(fetched.documents, field), max(holders, fetched.total), notes + fetched.notes)
    if cut:
        told = f"The field has more than {len(found):,} values: the server leaves out rare ones, and may count too few."
        return Counted(pairs, holders, (*notes, Note("cut", told)))
    if pairs.total() < holders:
        # Its counts lack events without a host, and numbers, booleans and dates altogether.
        if found:
            fetched = fetch(wire, lucene.both(having, lucene.negated(lucene.exists("host"))), query.window)
        else:
            fetched = fetch(wire, having, query.window, total=holders)
        pairs += counting.value_counts(fetched.documents, field)
        notes += fetched.notes or _missing(holders - pairs.total())
    return Counted(pairs, holders, notes)


def _missing(events: int) -> tuple[Note, ...]:
    if events <= 0:
        return ()
    return (Note("partial", f"{events:,} events hold values of more than 256 characters: the server counts none of these."),)
