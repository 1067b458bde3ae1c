"""Counts over time of a cluster."""

import numpy as np

from connector import lucene
from connector.answers import Timeline
from connector.frames import key_text, timeline_frame, values_frame
from connector.query import Query
from connector.sources.opensearch.cluster import Json
from connector.sources.opensearch.filters import Sent, clause
from connector.sources.opensearch.grouping import dense, histogram
from connector.sources.opensearch.indices import Indices
from connector.sources.opensearch.values import counted


def timeline(indices: Indices, asked: Sent, query: Query, buckets: int) -> Timeline:
    """All events over a bounded window: one request."""
    step = query.window.step(buckets)
    aggs: Json = {"time": {"date_histogram": histogram(query, indices.layout.time, step)}}
    reply = indices.search(asked.during(query.window, indices.layout.time), {"size": 0, "aggs": aggs})
    counts = dense(query, step, reply.counted.get("time", {}).get("buckets", []))
    notes = asked.notes + reply.notes
    frame = timeline_frame([*query.window.starts(step)], None, np.array(counts, np.int64))
    return Timeline(frame, step, not notes, notes)


def timeline_by(indices: Indices, asked: Sent, query: Query, by: str, buckets: int, size: int) -> Timeline:
    """The most frequent values of a field, and all other events: the requests of `values`, and one."""
    step = query.window.step(buckets)
    found = counted(indices, asked, query, by)
    keys = values_frame(found.pairs, size)["key"].tolist()
    exact = indices.layout.exact(by)
    filters = [{"term": {exact.name: {"value": key}}} if exact else clause(lucene.term(by, key), indices.layout) for key in keys]
    aggs: Json = {"time": {"date_histogram": histogram(query, indices.layout.time, step)}}
    shown: Json = {"filters": {"filters": filters, "other_bucket": True}, "aggs": aggs}
    if not keys:
        shown = {"filters": {"filters": [{"match_all": {}}]}, "aggs": aggs}
    reply = indices.search(asked.during(query.window, indices.layout.time), {"size": 0, "aggs": {"shown": shown}})
    rows = [dense(query, step, bucket["time"]["buckets"]) for bucket in reply.counted.get("shown", {}).get("buckets", [])]
    width = len([*query.window.starts(step)])
    table = np.array(rows or [[0] * width] * (len(keys) + 1), np.int64)
    frame = timeline_frame([*query.window.starts(step)], [*map(key_text, keys), None], table)
    notes = tuple(dict.fromkeys((*found.notes, *reply.notes)))
    return Timeline(frame, step, found.exact and not reply.notes, notes)
