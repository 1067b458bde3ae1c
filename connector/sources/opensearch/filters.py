"""Filters as a cluster takes them: its own query_string, with its own names."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from connector import lucene
from connector.answers import Note
from connector.lucene.addresses import expression, network
from connector.lucene.fields import ADDRESSES, KEYWORDS, base, sides
from connector.lucene.tree import ANY, Asked, Exists, Network, Node, leaves_first
from connector.query import EVERYTHING, Query
from connector.sources.opensearch.cluster import Json
from connector.sources.opensearch.layout import Layout
from connector.window import Window

MOST_FIELDS = 1_000
"""Fewer than the 1,024 of an index that a cluster searches for a word without a field."""

_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """A filter for the cluster, and what is true of every answer to it.

    Attributes:
        clauses: what all must match.
        notes: what every answer to it lacks.
    """

    clauses: tuple[Json, ...]
    notes: tuple[Note, ...] = ()

    def during(self, window: Window, time: str, *more: Json) -> Json:
        """The whole query: the filter, inside a window, with more clauses."""
        clauses = [*self.clauses, *more]
        if window.bounded:
            first, after = bounds(window)
            clauses.append({"range": {time: {"gte": first, "lt": after, "format": "epoch_millis"}}})
        return {"bool": {"filter": clauses}} if clauses else {"match_all": {}}


def sent(query: Query, layout: Layout, spread: bool) -> Sent:
    """The query's filter.

    Args:
        query: whose filter.
        layout: the cluster's names.
        spread: whether the cluster refuses to search all fields: then those of `Layout.searched` are named.
    """
    if query.filter == EVERYTHING:
        return Sent(())
    tree = query.tree
    own = any(_differs(node, layout) for node in leaves_first(tree))
    text = written(tree, layout) if own else query.filter
    asked: Json = {"query": text, "lenient": True, "fuzzy_max_expansions": 1_000, "default_field": ANY}
    if not (spread and any(map(_fieldless, leaves_first(tree)))):
        return Sent(({"query_string": asked},))
    del asked["default_field"]
    asked["fields"] = list(layout.searched[:MOST_FIELDS])
    told = f"The cluster cannot search every field: words without a field were looked for in {len(asked['fields']):,} of them."
    notes = (Note("partial", told),) if len(layout.searched) > MOST_FIELDS else ()
    return Sent(({"query_string": asked},), notes)


def searches_every_field(query: Query) -> bool:
    """Whether a clause of the filter, such as a bare word, names no field."""
    return any(map(_fieldless, leaves_first(query.tree)))


def clause(filter: str, layout: Layout) -> Json:
    """Another filter as a clause of the same cluster; each of its words names a field."""
    return {"query_string": {"query": written(lucene.parse(filter), layout), "lenient": True, "default_field": ANY}}


def exists(name: str) -> Json:
    """That a field of the cluster has a value."""
    return {"exists": {"field": name}}


def neither(*clauses: Json) -> Json:
    """That none of the clauses matches."""
    return {"bool": {"must_not": list(clauses)}}


def bounds(window: Window) -> tuple[int, int]:
    """The first millisecond of a bounded window, and the first one after it."""
    assert window.start is not None
    assert window.end is not None
    return (window.start - _EPOCH) // _MILLISECOND, -((_EPOCH - window.end) // _MILLISECOND)


def written(tree: Node, layout: Layout) -> str:
    """The filter with the cluster's names; ``ip`` is both of its fields, and a network is asked of what is an address there."""
    instead = {id(node): _leaf(node, layout) for node in leaves_first(tree) if isinstance(node, Asked)}
    return lucene.text(tree, instead)


def _leaf(node: Asked, layout: Layout) -> str:
    if either := sides(node.field):
        return f"({' OR '.join(_leaf(replace(node, field=side), layout) for side in either)})"
    if not isinstance(node, Network):
        return lucene.text(replace(node, field=layout.named(node.field)))
    own = base(node.field)
    name = layout.named(own)
    # Where addresses are of type ip, the cluster knows networks; elsewhere their text is held against one expression.
    if own == node.field and own in ADDRESSES and layout.is_address(name):
        return f"{lucene.text(replace(node, field=name), own=True).partition(':')[0]}:{lucene.quote(node.text)}"
    span = network(node.text)
    described = lucene.text(Exists(layout.named(own + KEYWORDS[0]))).partition(":")[2]
    return f"{described}:/{expression(*span)}/" if span else "NOT *"


def _differs(node: Node, layout: Layout) -> bool:
    """Whether the cluster would read a clause as it was written in another way than we do."""
    if not isinstance(node, Asked):
        return False
    return isinstance(node, Network) or bool(sides(node.field)) or layout.named(node.field) != node.field


def _fieldless(node: Node) -> bool:
    return isinstance(node, Asked) and node.field == ANY and not isinstance(node, Exists)
