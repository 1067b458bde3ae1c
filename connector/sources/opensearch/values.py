"""The values of a field of a cluster, each with the number of events that hold it."""

from collections import Counter
from dataclasses import dataclass

from connector import counting
from connector.answers import Note
from connector.frames import decode
from connector.lucene.fields import base
from connector.query import Query
from connector.sources.opensearch.cluster import Json
from connector.sources.opensearch.documents import documents_of, whole
from connector.sources.opensearch.filters import Sent, exists, neither
from connector.sources.opensearch.indices import Indices
from connector.sources.opensearch.layout import Exact
from connector.sources.opensearch.pages import FARTHEST, batches

BUCKETS = 10_000
"""Values of one answer. Each shard gives its own, so that counts are exact up to as many, and mostly beyond."""

_PAGES = 20
"""Further answers of as many, where all values are asked for."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The values of a field.

    Attributes:
        counts: events that hold each value.
        holders: events that hold the field.
        whole: whether all values are there.
        exact: whether the counts of those that are there are.
        notes: what the counts lack.
    """

    counts: Counter[counting.Kept]
    holders: int
    whole: bool = True
    exact: bool = True
    notes: tuple[Note, ...] = ()

    @property
    def pairs(self) -> list[tuple[object, int]]:
        """Each value with its number of events, in no order."""
        return [(value, count) for (_, value), count in self.counts.items()]

    @property
    def distinct(self) -> int | None:
        """How many values there are; ``None`` when that is not known."""
        return len(self.counts) if self.whole and self.exact else None


def counted(indices: Indices, asked: Sent, query: Query, field: str, everything: bool = False) -> Counted:
    """One request; where there are more values than one answer holds, one for each further `BUCKETS`.

    Fields that the cluster cannot count as they were written, such as text without whole values and moments, are counted from
    the newest `FARTHEST` events or, with a limit of ``None``, from all.

    Args:
        indices: where.
        asked: the query's filter, as the cluster takes it.
        query: window and limit.
        field: a dotted name.
        everything: whether rare values matter too.
    """
    exact = indices.layout.exact(field)
    if exact is None:
        return _from_events(indices, asked, query, field)
    held = indices.layout.named(base(field))
    within = asked.during(query.window, indices.layout.time)
    body: Json = {
        "size": 0,
        "aggs": {
            "held": {"filter": exists(held)},
            "keyed": {"filter": exists(exact.name)},
            "values": {"terms": {"field": exact.name, "size": BUCKETS, "shard_size": 2 * BUCKETS}},
        },
    }
    reply = indices.search(within, body)
    notes = asked.notes + reply.notes
    if not reply.counted:
        return Counted(Counter(), 0, exact=not notes, notes=notes)
    values = reply.counted["values"]
    holders, keyed = (int(reply.counted[name]["doc_count"]) for name in ("held", "keyed"))
    counts: Counter[counting.Kept] = Counter()
    for bucket in values["buckets"]:
        counts[counting.kept(exact.value(bucket))] += int(bucket["doc_count"])
    cut = int(values["sum_other_doc_count"]) > 0
    wrong = int(values.get("doc_count_error_upper_bound", 0)) != 0
    complete = not cut
    if cut and (everything or wrong):
        all_of_them = combinations(indices, within, (exact,), missing=False)
        complete = all_of_them.complete
        if complete:
            wrong = False
            counts = Counter({_kept(exact, bucket): int(bucket["doc_count"]) for bucket in all_of_them.buckets})
    if not complete:
        notes += (_cut(len(counts), wrong),)
    if holders > keyed:
        more = _from_events(indices, asked, query, field, neither(exists(exact.name)))
        counts += more.counts
        notes += more.notes
    return Counted(counts, max(holders, keyed), complete, not (asked.notes or reply.notes or wrong), notes)


@dataclass(frozen=True, slots=True)
class Combinations:
    """Every combination of the values of some fields.

    Attributes:
        buckets: one each: its ``key`` holds a value for each place of a field.
        complete: False when there are more than anybody asks for.
        notes: what the counts lack.
    """

    buckets: list[Json]
    complete: bool
    notes: tuple[Note, ...] = ()


def combinations(
    indices: Indices, within: Json, exacts: tuple[Exact, ...], missing: bool, more: Json | None = None, size: int = BUCKETS
) -> Combinations:
    """Counted by ``composite``: one request for each ``size`` of them, `_PAGES` at most.

    Args:
        indices: where.
        within: which events.
        exacts: the fields.
        missing: whether an event without one of them is in a combination too.
        more: what else is counted of each.
        size: combinations of one answer.
    """
    sources = [{str(place): {"terms": {"field": each.name, "missing_bucket": missing}}} for place, each in enumerate(exacts)]
    buckets: list[Json] = []
    notes: dict[Note, None] = {}
    after: Json | None = None
    for _ in range(_PAGES):
        composite: Json = {"size": size, "sources": sources} | ({"after": after} if after else {})
        agg: Json = {"composite": composite} | ({"aggs": more} if more else {})
        reply = indices.search(within, {"size": 0, "aggs": {"all": agg}})
        notes |= dict.fromkeys(reply.notes)
        found = reply.counted.get("all", {"buckets": []})
        buckets += found["buckets"]
        after = found.get("after_key")
        if after is None or len(found["buckets"]) < size:
            return Combinations(buckets, True, tuple(notes))
    return Combinations(buckets, False, tuple(notes))


def _from_events(indices: Indices, asked: Sent, query: Query, field: str, *more: Json) -> Counted:
    """Counted from events that have the field: the newest, or all with a limit of ``None``."""
    name = indices.layout.named(base(field))
    if not indices.layout.known(field):
        return Counted(Counter(), 0, exact=not asked.notes, notes=asked.notes)
    narrowed = Sent((*asked.clauses, exists(name), *more), ())
    if query.limit is None:
        documents: list[dict[str, object]] = []
        notes: tuple[Note, ...] = ()
        for batch in batches(indices, narrowed, query, (), None, FARTHEST):
            documents += _decoded(batch.raw)
            notes += batch.notes
        return Counted(counting.value_counts(documents, base(field)), len(documents), not notes, not notes, notes)
    within = narrowed.during(query.window, indices.layout.time)
    reply = indices.search(within, {"size": FARTHEST, "sort": indices.ordered(), "_source": whole(indices.layout)})
    documents = documents_of(reply.hits, indices.layout)
    notes = reply.notes
    if reply.total > len(documents):
        notes += (Note("partial", f"Counted from the newest {len(documents):,} of {reply.total:,} events."),)
    counts = counting.value_counts(documents, base(field))
    # An event may hold values that the cluster counted beside the one that it did not.
    return Counted(counts, reply.total, not notes, not notes, asked.notes + notes)


def _decoded(lines: tuple[bytes, ...]) -> list[dict[str, object]]:
    return [document for line in lines if isinstance(document := decode(line), dict)]


def _kept(exact: Exact, bucket: Json) -> counting.Kept:
    return counting.kept(exact.key(bucket["key"]["0"]))


def _cut(known: int, wrong: bool) -> Note:
    told = f"The field has more than {known:,} values: rare ones are left out"
    return Note("cut", f"{told}, and counts may be too small." if wrong else f"{told}.")
