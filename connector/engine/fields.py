"""The fields of events, and one field in numbers."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from connector.answers import Fields, Stats
from connector.engine.column import Column, Kind
from connector.engine.parts import Part, find_parts
from connector.engine.store import Store
from connector.engine.tally import Counts, counted, merged, tallies, top_values
from connector.frames import SERVERS_OWN, Field, example_of, fields_frame, stats_of, type_name
from connector.query import Query

_SAMPLES: dict[Kind, object] = {"string": "", "boolean": False}


def fields(store: Store, query: Query) -> Fields:
    """The fields that occur in the events that match."""
    parts = find_parts(store, store.segments(), query, query.window)
    held: dict[str, list[tuple[Part, list[Column]]]] = defaultdict(list)
    for part in parts:
        for path, columns in groupby(part.segment.columns(), attrgetter("path")):
            if path not in SERVERS_OWN:
                held[path].append((part, list(columns)))
    found = (_field(path, where) for path, where in held.items())
    return Fields(fields_frame(field for field in found if field.count), sum(part.count for part in parts))


def _field(name: str, where: Sequence[tuple[Part, Sequence[Column]]]) -> Field:
    """A field from its columns in each part; its count is 0 where none of the events holds it."""
    pieces: dict[Kind, list[tuple[Any, Counts]]] = defaultdict(list)
    types: set[str] = set()
    count = 0
    for part, columns in where:
        rows = []
        for column in columns:
            if len(columns) == column.length == 1 and part.count == part.segment.size:
                found = column.values, np.array([column.events])  # nothing has to be decoded: most counters never change
                count += column.events
            else:
                held, codes = part.entries(column)
                if not len(codes):
                    continue
                found = counted(column, codes)
                rows.append(held)
            pieces[column.kind].append(found)
            types.add(type_name(_sample(column), name))
        count += _different(rows)
    if not count:
        return Field(name, frozenset(), 0, "")
    top = top_values([merged(kind, each) for kind, each in pieces.items()], 1)
    return Field(name, frozenset(types), count, example_of(top))


def _sample(column: Column) -> object:
    """A value of the type of a column: whether a number among floats was written as an integer is no longer known."""
    if column.kind != "number":
        return _SAMPLES[column.kind]
    values = column.values
    if values.dtype == object:
        return next((value for value in values.tolist() if isinstance(value, float)), 0)
    return values.dtype.type(0).item()


def _different(rows: Sequence[npt.NDArray[np.int32]]) -> int:
    """How many different rows there are in ascending lists of them."""
    if len(rows) > 1:
        return len(np.unique(np.concatenate(rows)))
    return sum(int(np.count_nonzero(each[1:] != each[:-1])) + 1 for each in rows)


def stats(store: Store, query: Query, field: str) -> Stats:
    """A field in numbers."""
    parts = find_parts(store, store.segments(), query, query.window)
    count = sum(
        _different([rows for column in part.segment.columns(field) if len(rows := part.entries(column)[0])]) for part in parts
    )
    found = tallies(parts, field)
    numbers = [tally for tally in found if isinstance(tally.values, np.ndarray)]
    pairs = (pair for tally in numbers for pair in zip(tally.values.tolist(), tally.counts.tolist(), strict=True))
    return stats_of(pairs, count, sum(len(tally.counts) for tally in found))
