"""What Elasticsearch's own answers look like: those that the real server hands on as they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from connector.server.endpoint import Value
from connector.server.parameters import FARTHEST, Asked

LONGEST_STRING = 256
"""UTF-16 units of a string that Elasticsearch counts."""

_DATES = frozenset(("timestamp", "@timestamp", "flow.start", "flow.end", "tls.notbefore", "tls.notafter"))


def counted(field: str, key: object, numbers: frozenset[str]) -> bool:
    """Whether the real server counts that value: strings of its own length, and the fields that it knows to be ``numbers``."""
    if field in numbers:
        return True
    if field in _DATES or field.endswith(".keyword") or not isinstance(key, str):
        return False
    return len(key.encode("utf-16-le")) <= 2 * LONGEST_STRING


def buckets(keys: Iterable[tuple[Value, int]]) -> list[dict[str, object]]:
    """Values and their counts, as they are written everywhere."""
    return [{"key": key, "doc_count": count} for key, count in keys]


def date_buckets(first: int, length: int, counts: Sequence[int]) -> list[dict[str, object]]:
    """Counts over time from the millisecond ``first`` on, a bucket every ``length`` milliseconds."""
    return [
        {"key_as_string": iso(start), "key": start, "doc_count": count}
        for start, count in zip(range(first, first + length * len(counts), length), counts, strict=True)
    ]


def padded(asked: Asked, seconds: int, counts: list[int]) -> list[int]:
    """With the empty bucket that the real server may have at the end.

    Elasticsearch rounds its bounds down on a clock of its own, and then shifts the buckets to the window's start.
    """
    length = seconds * 1_000
    more = asked.last // length - asked.first // length + 1 - len(counts) if asked.as_recorded else 0
    return counts + [0] * more


def answer(
    asked: Asked, total: int, aggregations: Mapping[str, object] | None = None, hits: Sequence[object] = (), shards: int = 1
) -> dict[str, object]:
    """The whole answer of a search."""
    capped = asked.as_recorded and total > FARTHEST
    found: dict[str, object] = {
        "took": 0,
        "timed_out": False,
        "_shards": {"total": shards, "successful": shards, "skipped": 0, "failed": 0},
        "hits": {
            "total": {"value": FARTHEST if capped else total, "relation": "gte" if capped else "eq"},
            "max_score": None,
            "hits": hits,
        },
    }
    return found if aggregations is None else {**found, "aggregations": aggregations}


def iso(milliseconds: int) -> str:
    """The moment as Elasticsearch writes it."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1_000:03d}Z"
