"""Counts in buckets of any length, from a source whose own buckets have lengths that an axis can label."""

from connector.query import Query
from connector.server.parameters import between
from connector.source import Source

_STEPS = (21_600, 14_400, 10_800, 7_200, 3_600, 1_800, 1_200, 900, 600, 300, 120, 60, 30, 20, 15, 10, 5, 2, 1)
_HALF, _DAY = 43_200, 86_400
_MOST = 10_000
"""What `connector.window.Window.step` divides a window into at most."""


def bucket_counts(source: Source, query: Query, first: int, last: int, seconds: int) -> list[int]:
    """Events per bucket from the millisecond ``first`` to ``last``, both inside; the last bucket is cut there.

    Args:
        source: who counts.
        query: which events; its window plays no part.
        first: where the first bucket starts.
        last: the last millisecond.
        seconds: the length of a bucket.
    """
    length = seconds * 1_000
    counts = [0] * ((last - first) // length + 1)
    held = source.span()
    if held.first is None or held.last is None:
        return counts
    # Only where there are events: a window of decades has few buckets with any.
    start = max((int(held.first.timestamp() * 1_000) - 1 - first) // length, 0)
    full = min((last + 1 - first) // length, (int(held.last.timestamp() * 1_000) + 1 - first) // length + 1)
    step = next(step for step in (seconds if seconds % _DAY == 0 else _HALF, *_STEPS) if seconds % step == 0)
    parts = seconds // step
    at_once = max(_MOST // parts, 1)
    for begin in range(start, full, at_once):
        end = min(begin + at_once, full)
        window = between(first + begin * length, first + end * length)
        if parts > _MOST:
            counts[begin] = source.trend(query.during(window)).count
            continue
        frame = source.timeline(query.during(window), buckets=(end - begin) * parts).frame
        counts[begin:end] = frame["count"].to_numpy().reshape(-1, parts).sum(axis=1).tolist()
    if full == len(counts) - 1:
        counts[full] = source.trend(query.during(between(first + full * length, last + 1))).count
    return counts
