"""The fields of events, and one field in numbers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np
import numpy.typing as npt

from connector.answers import Fields, Stats
from connector.engine.catalogue import Catalogue, kinds_of
from connector.engine.parts import Part, find_parts
from connector.engine.store import Store
from connector.engine.tally import tallies
from connector.frames import SERVERS_OWN, Field, fields_frame, fields_of, stats_of, text_type
from connector.query import Query

_EXACT = 1_000
"""Up to so many events are read: their values are counted over all of them."""


def fields(store: Store, query: Query) -> Fields:
    """The fields that occur in the events that match."""
    parts = find_parts(store, store.segments(), query, query.window)
    total = sum(part.count for part in parts)
    if len(parts) > 1 and total <= _EXACT:
        events = (part.segment.read(line) for part in parts for line in part.segment.lines(part.rows))
        return Fields(fields_frame(fields_of(events)), total)
    return Fields(fields_frame(_summed(sorted(parts, key=_newness))), total)


def _newness(part: Part) -> tuple[bool, int]:
    return part.segment.timed, int(part.segment.last.astype(np.int64))


def _summed(parts: Sequence[Part]) -> Iterator[Field]:
    """The fields of parts in order of time: their counts added up, and an example from the newest part that has one."""
    catalogues = [Catalogue(part) for part in parts]
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    places = [np.fromiter(map(numbers.__getitem__, each.names), np.int64, len(each.names)) for each in catalogues]
    counts, types, newest, own = np.zeros((4, len(numbers)), np.int64)
    for number, (catalogue, place) in enumerate(zip(catalogues, places, strict=True)):
        held = np.flatnonzero(catalogue.counts)
        counts[place] += catalogue.counts
        types[place] |= catalogue.types
        newest[place[held]], own[place[held]] = number, held
    for name, number in numbers.items():
        if counts[number] and name not in SERVERS_OWN:
            kinds = frozenset(text_type(name) if kind == "string" else kind for kind in kinds_of(int(types[number])))
            yield Field(name, kinds, int(counts[number]), catalogues[newest[number]].example(int(own[number])))


def _different(rows: Sequence[npt.NDArray[np.int32]]) -> int:
    """How many different rows there are in ascending lists of them."""
    if len(rows) > 1:
        return len(np.unique(np.concatenate(rows)))
    return sum(int(np.count_nonzero(each[1:] != each[:-1])) + 1 for each in rows)


def stats(store: Store, query: Query, field: str) -> Stats:
    """A field in numbers."""
    parts = find_parts(store, store.segments(), query, query.window)
    held = sum(
        _different([rows for column in part.segment.columns(field) if len(rows := part.entries(column)[0])]) for part in parts
    )
    found = tallies(parts, field)
    numbers = [tally for tally in found if isinstance(tally.values, np.ndarray)]
    pairs = (pair for tally in numbers for pair in zip(tally.values.tolist(), tally.counts.tolist(), strict=True))
    return stats_of(pairs, held, sum(len(tally.counts) for tally in found))
