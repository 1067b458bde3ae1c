"""Groups and pairs of a cluster: every combination is counted, the ones that are shown are looked at closely."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from connector import counting
from connector.answers import Groups, Note, Order, Pairs
from connector.errors import QueryError
from connector.frames import Group, groups_frame, key_text, pairs_frame
from connector.lucene.fields import counted as counted_field
from connector.query import Query
from connector.sources.opensearch.cluster import Json
from connector.sources.opensearch.documents import documents_of, time_names, times_of, whole
from connector.sources.opensearch.filters import Sent, bounds, exists
from connector.sources.opensearch.indices import Indices
from connector.sources.opensearch.layout import Exact
from connector.sources.opensearch.pages import FARTHEST
from connector.sources.opensearch.values import combinations

_NONE = 2**31
"""The severity of an event without one: none is worse."""

_SURE = 10_000
"""Distinct addresses of a group up to which the cluster counts them closely (``precision_threshold``)."""

_NEIGHBOURS = 20
"""Events of the least and of the greatest millisecond whose microseconds are compared."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A combination, its number of events, and what orders it; smaller is first."""

    keys: tuple[object | None, ...]
    count: int
    urgency: float


def groups(indices: Indices, asked: Sent, query: Query, fields: tuple[str, ...], size: int, order: Order, buckets: int) -> Groups:
    """One request for each 10,000 combinations (1,000 where more than their count decides), and one for those that are shown."""
    if not 1 <= len(fields) <= 3:
        raise QueryError(f"Events can be grouped by one to three fields, not by {len(fields)}.")
    step = query.window.step(buckets) if buckets and query.window.bounded else None
    exacts = _exacts(indices, fields)
    every = None if exacts is None else _all(indices, asked, query, exacts, order)
    if exacts is None or every is None:
        return _from_events(indices, asked, query, fields, size, order, step)
    found, lacking = every
    notes = asked.notes + lacking + _long(indices, asked, query, fields, exacts)
    chosen = sorted(found, key=lambda each: (each.urgency, -each.count, [(key is None, _text(key) or "") for key in each.keys]))
    looked, more = _looked_at(indices, asked, query, exacts, chosen[:size], step)
    notes += more
    frame = groups_frame(fields, looked, size, order, trend=buckets > 0)
    return Groups(frame, None if notes else len(found), not notes, notes)


def pairs(indices: Indices, asked: Sent, query: Query, source: str, target: str, size: int) -> Pairs:
    """One request for each 10,000 pairs; from the newest `FARTHEST` events where the cluster cannot count them."""
    names = counted_field(source), counted_field(target)
    exacts = _exacts(indices, names)
    within = asked.during(query.window, indices.layout.time)
    every = None if exacts is None else combinations(indices, within, exacts, missing=False)
    if exacts is not None and every is not None and every.complete:
        found: Counter[tuple[str, str]] = Counter()
        for bucket in every.buckets:
            one, other = (key_text(exact.key(bucket["key"][str(place)])) for place, exact in enumerate(exacts))
            found[one, other] += int(bucket["doc_count"])
        notes = asked.notes + every.notes + _long(indices, asked, query, names, exacts)
        return Pairs(pairs_frame(found.items(), size), None if notes else len(found), not notes, notes)
    documents, notes = _fetched(indices, asked, query, *(exists(indices.layout.named(name)) for name in names))
    counts = counting.pair_counts(documents, *names)
    return Pairs(pairs_frame(counts.items(), size), None if notes else len(counts), not notes, notes)


def _exacts(indices: Indices, fields: tuple[str, ...]) -> tuple[Exact, ...] | None:
    """Where the whole values of the fields are; a field that no index knows is missing everywhere."""
    found: list[Exact] = []
    for field in map(counted_field, fields):
        exact = indices.layout.exact(field)
        if exact is None and not indices.layout.known(field):
            exact = Exact(indices.layout.named(field), "text")
        if exact is None:
            return None
        found.append(exact)
    return tuple(found)


def _all(
    indices: Indices, asked: Sent, query: Query, exacts: tuple[Exact, ...], order: Order
) -> tuple[list[_Key], tuple[Note, ...]] | None:
    """Every combination; ``None`` where there are more than anybody asks for."""
    within = asked.during(query.window, indices.layout.time)
    time: Json = {"field": indices.layout.time}
    deciding: dict[Order, Json] = {
        # Without a value for events that have none, shards whose mapping lacks the field fail below a composite.
        "severity": {"by": {"min": {"field": indices.layout.named("alert.severity"), "missing": _NONE}}},
        "last": {"by": {"max": time}},
        "first": {"by": {"min": time}},
    }
    more = deciding.get(order)
    every = combinations(indices, within, exacts, True, more, 1_000 if more else 10_000)
    if not every.complete:
        return None
    found: list[_Key] = []
    for bucket in every.buckets:
        raw = [bucket["key"][str(place)] for place in range(len(exacts))]
        keys = tuple(None if key is None else exact.key(key) for key, exact in zip(raw, exacts, strict=True))
        by = bucket["by"]["value"] if more else 0.0
        urgency = float("inf") if by in (None, _NONE) else by if order == "severity" else -by
        found.append(_Key(keys, int(bucket["doc_count"]), urgency))
    return found, every.notes


def _looked_at(
    indices: Indices, asked: Sent, query: Query, exacts: tuple[Exact, ...], chosen: list[_Key], step: timedelta | None
) -> tuple[list[Group], tuple[Note, ...]]:
    """The groups that are shown, with all that is known of them."""
    if not chosen:
        return [], ()
    layout = indices.layout
    sides = [layout.exact(name) or Exact(layout.named(name), "text") for name in ("src_ip", "dest_ip")]
    edge: Json = {"size": _NEIGHBOURS, "_source": time_names(layout)}
    aggs: Json = {
        "severity": {"min": {"field": layout.named("alert.severity")}},
        "sources": {"cardinality": {"field": sides[0].name, "precision_threshold": _SURE}},
        "targets": {"cardinality": {"field": sides[1].name, "precision_threshold": _SURE}},
        "first": {"top_hits": {**edge, "sort": indices.ordered(True)}},
        "last": {"top_hits": {**edge, "sort": indices.ordered()}},
    }
    if step is not None:
        aggs["trend"] = {"date_histogram": histogram(query, layout.time, step)}
    filters = {str(place): _only(exacts, each.keys) for place, each in enumerate(chosen)}
    reply = indices.search(
        asked.during(query.window, layout.time), {"size": 0, "aggs": {"shown": {"filters": {"filters": filters}, "aggs": aggs}}}
    )
    shown = reply.counted.get("shown", {}).get("buckets", {})
    made = [_group(indices, query, each, shown[str(place)], step) for place, each in enumerate(chosen) if str(place) in shown]
    many = any(max(each.sources, each.targets) > _SURE for each in made)
    notes = (Note("partial", f"Above {_SURE:,}, distinct addresses are an estimate of the cluster."),) if many else ()
    return made, reply.notes + notes


def _group(indices: Indices, query: Query, key: _Key, bucket: Json, step: timedelta | None) -> Group:
    first, last = (times_of(bucket[edge]["hits"]["hits"], indices.layout) for edge in ("first", "last"))
    severity = bucket["severity"]["value"]
    return Group(
        tuple(map(_text, key.keys)),
        key.count,
        min(first, default=None),
        max(last, default=None),
        None if severity is None else int(severity),
        int(bucket["sources"]["value"]),
        int(bucket["targets"]["value"]),
        () if step is None else tuple(dense(query, step, bucket["trend"]["buckets"])),
    )


def _only(exacts: tuple[Exact, ...], keys: tuple[Any, ...]) -> Json:
    inside = [{"term": {exact.name: {"value": key}}} for exact, key in zip(exacts, keys, strict=True) if key is not None]
    outside = [exists(exact.name) for exact, key in zip(exacts, keys, strict=True) if key is None]
    return {"bool": {"filter": inside, "must_not": outside}}


def histogram(query: Query, time: str, step: timedelta) -> Json:
    """The buckets of a bounded window, as a cluster counts them."""
    first, _ = bounds(query.window)
    length = round(step.total_seconds() * 1_000)
    return {"field": time, "fixed_interval": f"{length}ms", "offset": f"{first % length}ms", "min_doc_count": 1}


def dense(query: Query, step: timedelta, buckets: list[Json]) -> list[int]:
    """The counts of all buckets of a bounded window."""
    first, _ = bounds(query.window)
    length = round(step.total_seconds() * 1_000)
    counts = [0] * len([*query.window.starts(step)])
    for bucket in buckets:
        counts[min(max((int(bucket["key"]) - first) // length, 0), len(counts) - 1)] += int(bucket["doc_count"])
    return counts


def _long(indices: Indices, asked: Sent, query: Query, fields: tuple[str, ...], exacts: tuple[Exact, ...]) -> tuple[Note, ...]:
    """That some values are longer than the cluster keeps whole, so that they count as missing. No request where none can be."""
    layout = indices.layout
    split = [(layout.named(counted_field(field)), exact.name) for field, exact in zip(fields, exacts, strict=True)]
    lost = [{"bool": {"filter": [exists(held)], "must_not": [exists(keyed)]}} for held, keyed in split if held != keyed]
    if not lost:
        return ()
    within = asked.during(query.window, layout.time, {"bool": {"should": lost}})
    reply = indices.search(within, {"size": 0})
    if not reply.total:
        return reply.notes
    told = f"{reply.total:,} events hold values that are longer than the cluster keeps whole: they count as missing."
    return (*reply.notes, Note("partial", told))


def _from_events(
    indices: Indices, asked: Sent, query: Query, fields: tuple[str, ...], size: int, order: Order, step: timedelta | None
) -> Groups:
    documents, notes = _fetched(indices, asked, query)
    found = counting.groups(documents, [*map(counted_field, fields)], query.window, step)
    frame = groups_frame(fields, found, size, order, trend=step is not None)
    return Groups(frame, None if notes else len(found), not notes, notes)


def _fetched(indices: Indices, asked: Sent, query: Query, *more: Json) -> tuple[list[dict[str, object]], tuple[Note, ...]]:
    within = asked.during(query.window, indices.layout.time, *more)
    reply = indices.search(within, {"size": FARTHEST, "sort": indices.ordered(), "_source": whole(indices.layout)})
    notes = asked.notes + reply.notes
    if reply.total > len(reply.hits):
        notes += (Note("partial", f"Counted from the newest {len(reply.hits):,} of {reply.total:,} events."),)
    return documents_of(reply.hits, indices.layout), notes


def _text(key: object | None) -> str | None:
    return None if key is None else key_text(key)
