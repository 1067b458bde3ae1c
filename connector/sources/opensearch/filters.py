"""Filters as a cluster takes them: its own query_string, with its own names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum

from connector import lucene
from connector.answers import Note
from connector.lucene.addresses import expression, network
from connector.lucene.fields import ADDRESSES, KEYWORDS, base, sides
from connector.lucene.tree import (
    ANY,
    Asked,
    Exists,
    Level,
    Network,
    Node,
    Prefix,
    Regex,
    Role,
    Wildcard,
    leaves_first,
    roles,
)
from connector.query import EVERYTHING, Query
from connector.sources.opensearch.cluster import Json
from connector.sources.opensearch.layout import Layout
from connector.window import Window

MOST_FIELDS = 1_000
"""Fewer than the 1,024 of an index that a cluster searches for a word without a field."""

_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


class Spread(Enum):
    """How words without a field are looked for."""

    ALL = "the cluster searches all fields of each index"
    PORTIONS = "all fields are named, a thousand at a time"
    SOME = "a thousand fields are named"


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


def sent(query: Query, layout: Layout, spread: Spread) -> Sent:
    """The query's filter.

    Args:
        query: whose filter.
        layout: the cluster's names.
        spread: how words without a field are looked for.
    """
    if query.filter == EVERYTHING:
        return Sent(())
    tree = query.tree
    if spread is Spread.ALL or not any(map(_fieldless, leaves_first(tree))):
        own = any(_differs(node, layout) for node in leaves_first(tree))
        return Sent((_string(written(tree, layout) if own else query.filter, default_field=ANY),))
    if spread is Spread.PORTIONS:
        names = layout.searched
        portions = [names[start : start + MOST_FIELDS] for start in range(0, len(names), MOST_FIELDS)]
        return Sent((_spread(tree, layout, portions),))
    fields = list(layout.searched[:MOST_FIELDS])
    told = f"The cluster cannot search every field: words without a field were looked for in {len(fields):,} of them."
    notes = (Note("partial", told),) if len(layout.searched) > MOST_FIELDS else ()
    return Sent((_string(written(tree, layout), fields=fields),), notes)


def portions_of(word: str, layout: Layout) -> Json:
    """A word that is looked for in all fields, in portions: what tells whether a cluster takes that."""
    return sent(Query(word), layout, Spread.PORTIONS).clauses[0]


def _spread(tree: Node, layout: Layout, portions: Sequence[Sequence[str]]) -> Json:
    """The filter as clauses of the cluster's, each word without a field once for each portion of the fields."""
    made: dict[int, Json] = {}
    for node in leaves_first(tree):
        if isinstance(node, Level):
            found = roles(node.clauses)
            parts = {role: [made[id(each)] for kind, each in found if kind is role] for role in Role}
            bool_query: Json = {"must_not": parts[Role.NOT], "filter": parts[Role.MUST]}
            if parts[Role.SHOULD] and not parts[Role.MUST]:
                bool_query |= {"should": parts[Role.SHOULD], "minimum_should_match": 1}
            made[id(node)] = {"bool": bool_query}
        elif _fieldless(node):
            text = written(node, layout)
            made[id(node)] = {"bool": {"should": [_string(text, fields=list(names)) for names in portions]}}
        else:
            made[id(node)] = _string(written(node, layout), default_field=ANY)
    return made[id(tree)]


def _string(text: str, **fields: object) -> Json:
    return {"query_string": {"query": text, "lenient": True, "fuzzy_max_expansions": 1_000, **fields}}


def searches_every_field(query: Query) -> bool:
    """Whether a clause of the filter, such as a bare word, names no field."""
    return any(map(_fieldless, leaves_first(query.tree)))


def clause(filter: str, layout: Layout) -> Json:
    """Another filter as a clause of the same cluster; each of its words names a field."""
    return _string(written(lucene.parse(filter), layout), default_field=ANY)


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
        return lucene.text(replace(node, field=_asked_of(node, layout)))
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
    return isinstance(node, Network) or bool(sides(node.field)) or _asked_of(node, layout) != node.field


def _asked_of(node: Asked, layout: Layout) -> str:
    """The cluster's name of the field that a clause asks: patterns of an address are held against its text."""
    name = layout.named(node.field)
    if isinstance(node, Prefix | Wildcard | Regex) and layout.is_address(name):
        exact = layout.exact(node.field)
        return exact.name if exact else name
    return name


def _fieldless(node: Node) -> bool:
    return isinstance(node, Asked) and node.field == ANY and not isinstance(node, Exists)
