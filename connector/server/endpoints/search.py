"""Nested counts of values, to any depth: Elasticsearch's own answer to its own kind of question."""

import re
from collections.abc import Mapping

from connector import lucene
from connector.query import EVERYTHING, Query
from connector.server.endpoint import WINDOW, Endpoint
from connector.server.endpoints import elastic, terms
from connector.server.endpoints.tails import as_indexed
from connector.server.parameters import FARTHEST, Asked, joined
from connector.server.replies import crashed, rejected

_HITS = 10
_TIMES = ("timestamp", "@timestamp")
_INDEX = re.compile(r"[^-]*-([a-z0-9_]+)-[^-]*")


def search(asked: Asked) -> object:
    """Events and nested counts of values, as the body asks.

    Raises:
        Refused: the body is no such question; the real server fails on every one that is.
    """
    body = asked.body
    if not isinstance(body, dict):
        raise crashed("search needs a JSON object as its body: send it by POST.")
    lacking = [name for name in ("index", "qfilter") if name not in body]
    if lacking:
        raise rejected({name: ["is mandatory"] for name in lacking}, f"The body must hold {' and '.join(lacking)}.")
    if asked.as_recorded:
        raise crashed("The recorded server fails on every search.")
    if body.get("time_filter", "timestamp") not in _TIMES:
        raise asked.failed(f"time_filter must be one of {' and '.join(_TIMES)}.")
    size = _size(asked, body)
    query = Query(joined(_of_index(asked, body["index"]), _filter(asked, body["qfilter"])), asked.window, max(size, 1))
    groups = terms.parsed(asked, body.get("aggs", {}))
    found = asked.source.events(query, ("timestamp",))
    events = map(as_indexed, found.raw, found.frame["timestamp"].tolist())
    hits = [
        {"_index": _index(event), "_id": id, "_score": None, "_source": event}
        for event, id in zip(events, found.ids, strict=True)
    ]
    aggregations = terms.counted(asked, query, groups) if groups else None
    return elastic.answer(asked, found.total, aggregations, hits[:size])


def _of_index(asked: Asked, index: object) -> str:
    """The events of an index: there is one for each type and day, such as ``logstash-alert-2024.04.17``."""
    if not isinstance(index, str):
        raise asked.failed("index must be a text, such as logstash-alert-*.")
    found = _INDEX.fullmatch(index)
    return f"event_type.keyword:{lucene.quote(found[1])}" if found else EVERYTHING


def _filter(asked: Asked, given: object) -> str:
    if not isinstance(given, str):
        raise asked.failed("qfilter must be a text, such as event_type:alert.")
    return given


def _size(asked: Asked, body: Mapping[str, object]) -> int:
    size = body.get("size", _HITS)
    if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= FARTHEST:
        raise asked.failed(f"size must be a number from 0 to {FARTHEST:,}.")
    return size


def _index(event: Mapping[str, object]) -> str:
    day = str(event.get("@timestamp", ""))[:10].replace("-", ".")
    return f"logstash-{event.get('event_type', '')}-{day}"


_BUCKET = {"key": "alert", "doc_count": 5, "2": {"buckets": [{"key": "10.0.0.1", "doc_count": 5}]}}

ENDPOINTS = (
    Endpoint(
        "es/search",
        "Events and nested counts of values. The body: index and qfilter, which must be there; size (10); time_filter; aggs, "
        "with terms aggregations of any depth. The answer is as Elasticsearch gives it.",
        search,
        WINDOW,
        "POST",
        example={"hits": {"total": {"value": 5, "relation": "eq"}, "hits": []}, "aggregations": {"1": {"buckets": [_BUCKET]}}},
    ),
)
