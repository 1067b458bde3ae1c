"""The indices that hold the events of a cluster: found, and asked."""

import time
from dataclasses import dataclass

from connector.errors import BadResponse, SourceError, UnsupportedQuery
from connector.query import Query
from connector.sources.opensearch.cluster import Cluster, Json, Reply, Version
from connector.sources.opensearch.filters import MOST_FIELDS, Sent, Spread, portions_of, searches_every_field, sent
from connector.sources.opensearch.layout import PREFIXES, Layout

USUAL = ("logstash-*", "filebeat-*", "evelens-*", "*,-.*,-*_positions")
"""Where shippers write; and everything else that is no index of the cluster's own."""

_KEPT = 60.0
"""Seconds: a field that an event brings for the first time is known after them."""

_PROBE = "evelens7b1f"


@dataclass(frozen=True, slots=True)
class Indices:
    """Some indices of a cluster, and how they hold events.

    Attributes:
        cluster: which one.
        pattern: names and patterns, parted by commas.
        layout: their fields.
        version: what the cluster is.
        spread: how words without a field are looked for.
    """

    cluster: Cluster
    pattern: str
    layout: Layout
    version: Version
    spread: Spread = Spread.ALL

    def sent(self, query: Query) -> Sent:
        """The query's filter, as the cluster takes it.

        Raises:
            UnsupportedQuery: it asks for states: `connector.triage.ruled` makes a filter of them.
        """
        if query.judged is not None:
            raise UnsupportedQuery("A server knows no states of events: make them a part of the filter.")
        return sent(query, self.layout, self.spread)

    def search(self, query: Json, body: Json) -> Reply:
        """The answer to a search, with an exact total."""
        return self.cluster.search(self.pattern, {"query": query, "track_total_hits": True, **body})

    def ordered(self, oldest_first: bool = False) -> list[Json]:
        """The order of events by their time, in milliseconds also where the field has more; those without one last."""
        order = "asc" if oldest_first else "desc"
        return [{self.layout.time: {"order": order, "missing": "_last", "unmapped_type": "date", "numeric_type": "date"}}]


class Finder:
    """Finds the indices of one cluster, anew every minute. Safe for threads: at worst two look at once.

    Args:
        cluster: which one.
        named: names and patterns; empty for the first of `USUAL` that holds events.
    """

    def __init__(self, cluster: Cluster, named: str) -> None:
        self._cluster = cluster
        self._named = named
        self._held: tuple[float, Indices] | None = None
        self._spread: dict[str, Spread] = {}

    def indices(self, query: Query | None = None) -> Indices:
        """The indices, for a question.

        Args:
            query: the question, where words without a field may stand in it.

        Raises:
            SourceError: no index holds events.
        """
        held = self._held
        if held is None or time.monotonic() > held[0]:
            held = self._held = time.monotonic() + _KEPT, self._found()
        found = held[1]
        if query is None or len(found.layout.types) <= MOST_FIELDS or not searches_every_field(query):
            return found
        return Indices(found.cluster, found.pattern, found.layout, found.version, self._taken(found))

    def _found(self) -> Indices:
        version = self._cluster.version()
        asked = ",".join(f"{prefix}{name}" for prefix in PREFIXES for name in ("event_type", "timestamp"))
        for pattern in (self._named,) if self._named else USUAL:
            if Layout.of(self._cluster.fields(pattern, f"{asked},@timestamp")).holds_events:
                return Indices(self._cluster, pattern, Layout.of(self._cluster.fields(pattern, "*")), version)
        where = f"No index of {self._named}" if self._named else f"No index of {self._cluster.client.base}"
        raise SourceError(
            f"{where} holds events of Suricata, with event_type and a timestamp that is a date: check OPENSEARCH_INDEX."
        )

    def _taken(self, found: Indices) -> Spread:
        """How the cluster looks for a word: that depends on its settings, and on how many fields each index has."""
        key = f"{found.pattern} {len(found.layout.types)}"
        if key not in self._spread:
            everywhere: Json = {"query_string": {"query": _PROBE, "default_field": "*", "lenient": True}}
            if self._takes(found, everywhere):
                self._spread[key] = Spread.ALL
            else:
                whole = self._takes(found, portions_of(_PROBE, found.layout))
                self._spread[key] = Spread.PORTIONS if whole else Spread.SOME
        return self._spread[key]

    def _takes(self, found: Indices, query: Json) -> bool:
        try:
            return not self._cluster.search(found.pattern, {"size": 0, "query": query}).notes
        except BadResponse:
            return False
