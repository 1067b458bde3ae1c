"""Counts in buckets of any length, from a source whose own buckets have lengths that an axis can label."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from connector import lucene
from connector.frames import key_text
from connector.query import Query
from connector.server.endpoint import Value
from connector.server.parameters import between
from connector.source import Source

_STEPS = (21_600, 14_400, 10_800, 7_200, 3_600, 1_800, 1_200, 900, 600, 300, 120, 60, 30, 20, 15, 10, 5, 2, 1)
_HALF, _DAY = 43_200, 86_400
_MOST = 10_000
"""What `connector.window.Window.step` divides a window into at most."""
_EVERY = 1_000_000

Table = npt.NDArray[np.float64]
Measure = Callable[[Query, int], Table]
"""A row for each thing that is counted, a column for each of so many equal parts of the query's window."""


def bucket_counts(source: Source, query: Query, first: int, last: int, seconds: int) -> list[int]:
    """Events per bucket from the millisecond ``first`` to ``last``, both inside; the last bucket is cut there.

    Args:
        source: who counts.
        query: which events; its window plays no part.
        first: where the first bucket starts.
        last: the last millisecond.
        seconds: the length of a bucket.
    """

    def counted(query: Query, parts: int) -> Table:
        if parts == 1:
            return np.array([[source.trend(query).count]], float)
        return source.timeline(query, buckets=parts).frame["count"].to_numpy(float).reshape(1, -1)

    return _whole(_measured(source, query, first, last, seconds, 1, counted, _MOST))[0]


def key_counts(
    source: Source, query: Query, field: str, keys: Sequence[Value], first: int, last: int, seconds: int
) -> list[list[int]]:
    """As `bucket_counts`, for the events that hold each of the keys: a list a key, in their order."""
    if not keys:
        return []
    texts = {key_text(key): row for row, key in enumerate(keys)}
    narrowed = query.narrowed(lucene.either(*(lucene.term(field, key) for key in keys)))

    def counted(query: Query, parts: int) -> Table:
        # More than the keys: events with several values make groups of the others too.
        frame = source.groups(query, (field,), _EVERY, buckets=0 if parts == 1 else parts).frame
        table = np.zeros((len(keys), parts))
        columns = frame["count"].tolist() if parts == 1 else frame["trend"].tolist()
        for key, counts in zip(frame[field].tolist(), columns, strict=True):
            if key in texts:
                table[texts[key]] = counts
        return table

    return _whole(_measured(source, narrowed, first, last, seconds, len(keys), counted, _MOST))


def bucket_sums(
    source: Source, query: Query, field: str, first: int, last: int, seconds: int, counts: Sequence[int]
) -> list[float]:
    """As `bucket_counts`: the sum of a field's numbers per bucket; ``counts`` are those of these events, or of more."""

    def summed(query: Query, parts: int) -> Table:
        if parts > 1:
            frame = source.groups(query, (field,), _EVERY, buckets=parts).frame
            weights = np.array([[_number(key) for key in frame[field].tolist()]], float)
            trends = np.array(frame["trend"].tolist(), float).reshape(len(frame), parts)
            return np.asarray(weights @ trends, float)
        frame = source.values(query, field, _EVERY).frame
        pairs = zip(frame["key"].tolist(), frame["count"].tolist(), strict=True)
        return np.array([[sum(_number(key) * count for key, count in pairs)]], float)

    # Finer parts than buckets would make a column a second for each of thousands of values.
    sums: list[float] = _measured(source, query, first, last, seconds, 1, summed, 1, counts)[0].tolist()
    return sums


def _measured(
    source: Source,
    query: Query,
    first: int,
    last: int,
    seconds: int,
    rows: int,
    measure: Measure,
    finest: int,
    counts: Sequence[int] | None = None,
) -> Table:
    """What is measured, a column a bucket.

    Args:
        source: who counts.
        query: which events.
        first: where the first bucket starts.
        last: the last millisecond.
        seconds: the length of a bucket.
        rows: of what is measured.
        measure: gives them for a window.
        finest: into how many parts a bucket may be divided for the source.
        counts: events per bucket; where there are none, nothing is measured.
    """
    length = seconds * 1_000
    table = np.zeros((rows, (last - first) // length + 1))
    held = source.span()
    if held.first is None or held.last is None:
        return table
    # Only where there are events: a window of decades has few buckets with any.
    start = max((int(held.first.timestamp() * 1_000) - 1 - first) // length, 0)
    full = min((last + 1 - first) // length, (int(held.last.timestamp() * 1_000) + 1 - first) // length + 1)
    step = next(step for step in (seconds if seconds % _DAY == 0 else _HALF, *_STEPS) if seconds % step == 0)
    parts = seconds // step
    at_once = max(_MOST // parts, 1)
    if parts <= finest:
        for begin in range(start, full, at_once):
            end = min(begin + at_once, full)
            window = between(first + begin * length, first + end * length)
            found = measure(query.during(window), (end - begin) * parts)
            table[:, begin:end] = found.reshape(rows, -1, parts).sum(axis=2)
    else:
        for place in range(start, full):
            if counts is None or counts[place]:
                window = between(first + place * length, first + (place + 1) * length)
                table[:, place] = measure(query.during(window), 1)[:, 0]
    if full == table.shape[1] - 1:
        table[:, full] = measure(query.during(between(first + full * length, last + 1)), 1)[:, 0]
    return table


def _whole(table: Table) -> list[list[int]]:
    found: list[list[int]] = table.astype(np.int64).tolist()
    return found


def _number(key: object) -> float:
    """A value of a field, or the text of one as groups have it, as a number; 0 where it is none."""
    try:
        number = float(key) if isinstance(key, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return number if math.isfinite(number) else 0.0
