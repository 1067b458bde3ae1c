"""The requests that a Scirius server answers, in its own units: milliseconds, pages, capped counts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connector import lucene
from connector.answers import Note
from connector.errors import BadResponse
from connector.frames import key_text, parse_timestamps
from connector.http import Client
from connector.query import EVERYTHING
from connector.window import Window

FARTHEST = 10_000
"""Events that pages reach: Elasticsearch refuses ``page * page_size`` beyond, and counts no hits beyond."""

_FLOOR = Note("partial", "Some of the server's indices did not answer: the counts are floors.")
MILLISECOND = timedelta(milliseconds=1)
# All time, for a server whose default is the last 30 days. Every event there has a time.
_FIRST_DAY, _LAST_DAY = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Counts:
    """Events per bucket, from the window's start.

    Attributes:
        complete: False when some of the server's indices did not answer: the counts are floors.
    """

    buckets: tuple[int, ...]
    complete: bool

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.buckets)


@dataclass(frozen=True, slots=True)
class Page:
    """Events of one page, whole, with their ``_id``, and how many match: `FARTHEST` means that or more."""

    documents: tuple[dict[str, object], ...]
    count: int


class Wire:
    """One server's answers, checked for their shape.

    Args:
        client: the way to it.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def counts(self, filter: str, window: Window, step: timedelta | None = None) -> Counts:
        """Events per bucket (``events_timeline``): exact beyond 10,000, unlike every ``count`` of the server.

        Args:
            filter: Lucene.
            window: the span of time.
            step: whole seconds; ``None`` for buckets of any length, when only the total counts.
        """
        first, last = _bounds(window)
        seconds = math.ceil((last - first + 1) / 10_000) if step is None else round(step.total_seconds())
        answer = self._get("events_timeline", filter, window, {"interval": seconds})
        match answer:
            case {"aggregations": {"date": {"buckets": list(found)}}, **rest}:
                complete = _complete(rest)
            case _:
                raise self._strange("events_timeline")
        counts = [0] * math.ceil((last - first + 1) / (seconds * 1_000))
        for bucket in found:
            match bucket:
                case {"key": int(key), "doc_count": int(count)}:
                    # The server adds an empty bucket at the end, and older ones align the first to its own clock.
                    counts[min(max((key - first) // (seconds * 1_000), 0), len(counts) - 1)] += count
                case _:
                    raise self._strange("events_timeline")
        return Counts(tuple(counts), complete)

    def page(self, filter: str, window: Window, size: int, oldest_first: bool = False) -> Page:
        """The first ``size`` events, at most `FARTHEST`, newest or oldest first by millisecond (``events_tail``)."""
        own: dict[str, str | int] = {"page_size": size}
        if oldest_first:
            own["ordering"] = "timestamp"
        answer = self._get("events_tail", filter, window, own)
        match answer:
            case {"count": int(count), "results": list(results)}:
                return Page(tuple(self._document(result) for result in results), count)
            case _:
                raise self._strange("events_tail")

    def values(self, filter: str, window: Window, field: str, size: int) -> list[tuple[object, int]]:
        """The most frequent values with their counts (``unique_values``); empty for most fields that are no strings.

        Fewer than 1,000 would be approximate: the server asks each of its shards for that many only.
        """
        answer = self._get("unique_values", filter, window, {"field": field, "size": size, "counts": "yes"})
        match answer:
            case list(found):
                return [self._pair(pair) for pair in found]
            case _:
                raise self._strange("unique_values")

    def pairs(self, filter: str, window: Window, source: str, target: str, size: int) -> list[tuple[str, str, int]]:
        """The values of two fields with the number of events that hold both (``graph_agg``); empty for most that are no strings.

        Args:
            filter: Lucene.
            window: the span of time.
            source: the first field.
            target: the second one.
            size: the greatest number of sources, and of targets of each.
        """
        own: dict[str, str | int] = {"col_src": source, "col_dest": target, "size_src": size, "size_dest": size}
        answer = self._get("graph_agg", filter, window, own)
        match answer:
            case {"graph": {"edges": list(edges)}}:
                return [self._edge(edge) for edge in edges]
            case _:
                raise self._strange("graph_agg")

    def known_fields(self) -> list[str]:
        """The leaf fields of the server's mappings, sorted, whether any event holds them or not (``unique_fields``)."""
        match self.ask("/rest/rules/es/unique_fields/", {}):
            case {"fields": list(names)}:
                return [str(name) for name in names]
            case _:
                raise self._strange("unique_fields")

    def ask(self, path: str, params: Mapping[str, str | int], body: object | None = None) -> object:
        """The decoded answer of any endpoint, as it is.

        Args:
            path: from the base, with slashes at both ends.
            params: the query.
            body: sent as JSON, with POST; ``None`` for GET.
        """
        return self._client.get(path, params) if body is None else self._client.post(path, params, body)

    def _get(self, name: str, filter: str, window: Window, own: Mapping[str, str | int]) -> object:
        first, last = _bounds(window)
        if first == last:
            # Equal dates mean the last hour to the server: ask for a millisecond more, and leave it out by the filter.
            moment = (_FIRST_DAY + first * MILLISECOND).isoformat(timespec="milliseconds")
            first, filter = first - 1, lucene.both(filter, f"@timestamp:[{lucene.quote(moment)} TO *]")
        # The server appends a filter behind its own with AND: an OR in it would take that apart.
        qfilter = {} if filter == EVERYTHING else {"qfilter": f"({filter})"}
        return self._client.get(f"/rest/rules/es/{name}/", {"from_date": first, "to_date": last, **own, **qfilter})

    def _document(self, result: object) -> dict[str, object]:
        match result:
            case {"_source": dict(event), **rest}:  # older servers
                return {**event, "_id": rest.get("_id", "")}
            case dict():
                return result
            case _:
                raise self._strange("events_tail")

    def _pair(self, pair: object) -> tuple[object, int]:
        match pair:
            case {"key": str() | int() | float() as key, "doc_count": int(count)}:
                return key, count
            case _:
                raise self._strange("unique_values")

    def _edge(self, edge: object) -> tuple[str, str, int]:
        match edge:
            case {"edge": [source, target], "doc_count": int(count)}:
                return key_text(source), key_text(target), count
            case _:
                raise self._strange("graph_agg")

    def _strange(self, name: str) -> BadResponse:
        return BadResponse(f"{self._client.base} answers {name} in an unknown shape: check that it is a Scirius server.")


def floors(counts: Sequence[Counts]) -> tuple[Note, ...]:
    """That counts lack something, when one of them does."""
    return () if all(each.complete for each in counts) else (_FLOOR,)


def times(page: Page) -> list[datetime]:
    """The times of a page's events, where they are readable; UTC."""
    moments = parse_timestamps([document.get("timestamp") for document in page.documents])
    return [moment.replace(tzinfo=UTC) for moment in moments.tolist() if moment is not None]


def milliseconds(window: Window) -> Window:
    """The bounded window as a server has it: rounded out to whole milliseconds."""
    first, last = _bounds(window)
    return Window(_FIRST_DAY + first * MILLISECOND, _FIRST_DAY + (last + 1) * MILLISECOND)


def _bounds(window: Window) -> tuple[int, int]:
    """The first and the last millisecond: both are inside, for the server."""
    start, end = window.start or _FIRST_DAY, window.end or _LAST_DAY
    return (start - _FIRST_DAY) // MILLISECOND, -((_FIRST_DAY - end) // MILLISECOND) - 1


def _complete(answer: Mapping[object, object]) -> bool:
    shards = answer.get("_shards")
    return not answer.get("timed_out") and not (isinstance(shards, dict) and shards.get("failed"))
