"""Events of a cluster: a page of them, or all of them in batches."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress

from connector.answers import Events, Note, Progress
from connector.errors import BadResponse, ConnectorError
from connector.frames import decode, encode, events_frame
from connector.query import Query
from connector.sources.opensearch.cluster import Json, Reply, lacking
from connector.sources.opensearch.documents import Columns, events_of, whole
from connector.sources.opensearch.filters import Sent, exists, neither
from connector.sources.opensearch.indices import Indices

FARTHEST = 10_000
"""Events that a page reaches (``index.max_result_window``)."""

_KEEP = "5m"
"""How long the cluster keeps a point in time after each request."""

_MOST_EXCLUDED = 60_000
"""Ids that one request may exclude: ``index.max_terms_count`` is 65,536."""


def page(indices: Indices, asked: Sent, query: Query, columns: Columns, oldest_first: bool) -> Events:
    """The newest (or oldest) events, at most `FARTHEST`: one request."""
    size = min(query.limit or FARTHEST, FARTHEST)
    body: Json = {"size": size, "sort": indices.ordered(oldest_first), "_source": whole(indices.layout)}
    reply = indices.search(asked.during(query.window, indices.layout.time), body)
    notes = asked.notes + reply.notes
    total = max(reply.total, len(reply.hits))
    found = notes
    if min(query.limit or total, total) > len(reply.hits):
        found += (Note("cut", f"The cluster hands out {FARTHEST:,} events at once: narrow the window for the others."),)
    return events_of(reply.hits, indices.layout, columns, total, not notes, found)


def batches(
    indices: Indices, asked: Sent, query: Query, columns: Columns, on_progress: Callable[[Progress], None] | None, size: int,
    oldest_first: bool = False,
) -> Iterator[Events]:  # fmt: skip
    """All events, as `connector.source.Source.batches` says: one request a batch, of the events of one moment of the cluster."""
    begun, handed, left = time.monotonic(), 0, query.limit
    with closing(_replies(indices, asked, query, size, oldest_first)) as replies:
        for reply in replies:
            hits = reply.hits if left is None else reply.hits[:left]
            handed += len(hits)
            total = max(reply.total, handed)
            notes = asked.notes + reply.notes
            if on_progress:
                on_progress(_progress(handed, min(total, query.limit or total), time.monotonic() - begun))
            if hits or notes:
                yield events_of(hits, indices.layout, columns, total, not notes, notes)
            if left is not None:
                left -= len(hits)
                if left <= 0:
                    return


def _replies(indices: Indices, asked: Sent, query: Query, size: int, oldest_first: bool) -> Generator[Reply, None, None]:
    source: Json = {
        "size": max(min(size, FARTHEST), 1),
        "sort": indices.ordered(oldest_first),
        "_source": whole(indices.layout),
        "track_total_hits": True,
    }
    if indices.version.keeps_a_point:
        return _at_a_point(indices, asked, query, source, oldest_first)
    return _scrolled(indices, {**source, "query": asked.during(query.window, indices.layout.time)})


def _scrolled(indices: Indices, body: Json) -> Generator[Reply, None, None]:
    """A scroll: the only way of clusters that keep no point in time."""
    cluster, scroll = indices.cluster, ""
    try:
        reply = cluster.search(indices.pattern, body, scroll=_KEEP)
        scroll = str(reply.body.get("_scroll_id", ""))
        while reply.hits or reply.notes:
            yield reply
            if not reply.hits or not scroll:
                return
            reply = cluster.reply(cluster.ask("/_search/scroll", {"scroll": _KEEP, "scroll_id": scroll}))
            scroll = str(reply.body.get("_scroll_id", scroll))
    finally:
        if scroll:
            # It ends by itself too: nobody needs to know that it did not end now.
            with suppress(ConnectorError):
                cluster.change("DELETE", "/_search/scroll", encode({"scroll_id": scroll}))


def _at_a_point(indices: Indices, asked: Sent, query: Query, source: Json, oldest_first: bool) -> Generator[Reply, None, None]:
    """Pages at a point in time, each from the last time of the one before.

    Events of equal times have no order that all versions know: those that were handed out of the last time are excluded by
    their ``_id``.
    """
    cluster, layout = indices.cluster, indices.layout
    opensearch = indices.version.distribution == "opensearch"
    opening = f"/{indices.pattern}/_search/point_in_time" if opensearch else f"/{indices.pattern}/_pit"
    opened = cluster.change("POST", opening, keep_alive=_KEEP)
    begun = lacking(opened) if isinstance(opened, dict) else ()  # the searches ask only the shards that answered here
    match opened:
        case {"pit_id": str(point)} | {"id": str(point)}:
            pass
        case _:
            raise BadResponse("The cluster keeps no point in time: ask for fewer events.")
    try:
        total: int | None = None
        reached: object = None
        seen: list[str] = []
        while True:
            more = _rest(layout.time, reached, seen, oldest_first) if total is not None else []
            body = {**source, "query": asked.during(query.window, layout.time, *more), "pit": {"id": point, "keep_alive": _KEEP}}
            reply = cluster.search("", body)
            total = reply.total if total is None else total
            hits = reply.hits
            notes = tuple(dict.fromkeys((*begun, *reply.notes)))
            if not hits and not notes:
                return
            yield Reply({**reply.body, "hits": {"total": {"value": total}, "hits": hits}}, notes)
            if len(hits) < source["size"]:
                return
            last = hits[-1]["sort"][0]
            times = [hit["sort"][0] for hit in hits]
            again = [str(hit["_id"]) for hit, each in zip(hits, times, strict=True) if each == last]
            seen = [*(seen if last == reached else []), *again]
            reached = last
            if len(seen) > _MOST_EXCLUDED:
                told = f"More than {_MOST_EXCLUDED:,} events have the same time: the cluster hands out no more of them."
                yield Reply({"hits": {"total": {"value": total}, "hits": []}}, (Note("partial", told),))
                return
    finally:
        with suppress(ConnectorError):
            path, key = ("/_search/point_in_time", "pit_id") if opensearch else ("/_pit", "id")
            body_of_end = {key: [point]} if opensearch else {key: point}
            cluster.change("DELETE", path, encode(body_of_end))


def _rest(time_name: str, reached: object, seen: list[str], oldest_first: bool) -> list[Json]:
    """What is left after the last time that was reached."""
    without = neither({"ids": {"values": seen}})
    untimed = neither(exists(time_name))
    if not isinstance(reached, int) or abs(reached) >= 2**62:  # how clusters sort what has no time
        return [untimed, without]
    side = "gte" if oldest_first else "lte"
    inside: Json = {"range": {time_name: {side: reached, "format": "epoch_millis"}}}
    return [{"bool": {"should": [inside, untimed]}}, without]


def _progress(handed: int, total: int, seconds: float) -> Progress:
    share = min(handed / total, 1.0) if total else 1.0
    return Progress(share, handed, seconds / share - seconds if share else None, "")


def joined(parts: Sequence[Events], columns: Columns) -> Events:
    """Batches as one answer."""
    lines = tuple(line for part in parts for line in part.raw)
    documents = [document for line in lines if isinstance(document := decode(line), dict)]
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    ids = tuple(id for part in parts for id in part.ids)
    return Events(events_frame(documents, columns), lines, ids, max(part.total for part in parts), not notes, notes)
