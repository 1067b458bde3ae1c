"""Events in an OpenSearch or Elasticsearch cluster, asked directly.

What a cluster cannot count as it was written is counted from fetched events, the newest first; the answer says so.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import numpy as np

from connector.answers import Check, Events, Fields, Groups, Note, Order, Pairs, Progress, Span, Stats, Timeline, Trend, Values
from connector.clusters import ClusterSettings
from connector.config import Config
from connector.errors import ConfigError
from connector.frames import fields_frame, fields_of, groups_frame, stats_of, timeline_frame, values_frame
from connector.http import NOBODY, OPENSEARCH, Authorization, Client, api_key, basic, together
from connector.lucene.fields import counted as counted_field
from connector.query import Query
from connector.servers import Generation, bounded
from connector.source import Source
from connector.sources.opensearch import checks, grouping, pages, timeline
from connector.sources.opensearch.cluster import Cluster, Reply
from connector.sources.opensearch.documents import documents_of, time_names, times_of, whole
from connector.sources.opensearch.filters import Sent, exists, neither
from connector.sources.opensearch.indices import Finder, Indices
from connector.sources.opensearch.pages import FARTHEST
from connector.sources.opensearch.values import counted
from connector.window import Window

_NEIGHBOURS = 100
"""Events that are compared for the least and the greatest time: a cluster orders by millisecond."""

_SAMPLE = 1_000
"""Events that are looked at for the fields."""


def open(config: Config, name: str) -> "OpenSearchSource":
    """The cluster that the settings name. Nothing is asked yet.

    Raises:
        ConfigError: there is no address, or a setting cannot be used.
    """
    return OpenSearchSource(name, reach(config.opensearch), config.opensearch.index)


def reach(settings: ClusterSettings) -> Cluster:
    """The way to a cluster.

    Raises:
        ConfigError: there is no address, or a setting cannot be used.
    """
    if not settings.urls:
        raise ConfigError("OPENSEARCH_URL is not set: name the cluster in .env or in the environment.")
    allowed = _authorization(settings)
    return Cluster([Client(url, allowed, settings.tls_verify, settings.ca_file, OPENSEARCH) for url in settings.urls])


def _authorization(settings: ClusterSettings) -> Authorization:
    if settings.api_key:
        return api_key(settings.api_key, OPENSEARCH)
    return basic(settings.user, settings.password, OPENSEARCH) if settings.user else NOBODY


class OpenSearchSource(Source):
    """The contract, asked of one cluster.

    Args:
        name: the value of the ``source`` parameter.
        cluster: the way to it.
        index: names and patterns of indices; empty for the first of the usual ones that holds events.
    """

    def __init__(self, name: str, cluster: Cluster, index: str = "") -> None:
        self.name = name
        self._base = cluster.client.base
        self.label = f"OpenSearch at {urlsplit(self._base).netloc}"
        self._cluster = cluster
        self._finder = Finder(cluster, index)
        self._generation = Generation(self._base)
        self._span: tuple[str, Span] | None = None

    def trend(self, query: Query) -> Trend:
        """Two requests: a count for each window."""
        indices, asked = self._asked(query)
        windows = [query.window, query.window.before] if query.window.before else [query.window]
        replies: list[Reply] = together([partial(_count, indices, asked, window) for window in windows])
        notes = asked.notes + tuple(dict.fromkeys(note for reply in replies for note in reply.notes))
        return Trend(replies[0].total, replies[1].total if len(replies) == 2 else None, not notes, notes)

    def events(self, query: Query, columns: tuple[str, ...] | None = None, oldest_first: bool = False) -> Events:
        """One request; more than 10,000 take those of `batches`."""
        indices, asked = self._asked(query)
        found = pages.page(indices, asked, query, columns, oldest_first)
        if not found.cut or len(found.ids) < FARTHEST or (query.limit is not None and query.limit <= FARTHEST):
            return found
        parts = [*pages.batches(indices, asked, query, None, None, FARTHEST, oldest_first)]
        return pages.joined(parts, columns)

    def batches(
        self,
        query: Query,
        columns: tuple[str, ...] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        size: int = FARTHEST,
    ) -> Iterator[Events]:
        """One request for each batch, and two to begin and to end: events of one moment of the cluster."""
        indices, asked = self._asked(query)
        yield from pages.batches(indices, asked, query, columns, on_progress, size)

    def timeline(self, query: Query, by: str | None = None, buckets: int = 72, size: int = 12) -> Timeline:
        """One request; with ``by`` those of `values` too. Before them `span` for all time."""
        query = bounded(query, self.span)
        if not query.window.bounded:
            return Timeline(timeline_frame([], None if by is None else [], np.zeros(0, np.int64)), timedelta(seconds=1))
        indices, asked = self._asked(query)
        if by is None:
            return timeline.timeline(indices, asked, query, buckets)
        return timeline.timeline_by(indices, asked, query, counted_field(by), buckets, size)

    def values(self, query: Query, field: str, size: int = 10, rarest: bool = False) -> Values:
        """One request for up to 10,000 values; `connector.sources.opensearch.values` says when there are more."""
        indices, asked = self._asked(query)
        found = counted(indices, asked, query, counted_field(field), everything=rarest)
        exact = found.exact and (found.whole or not rarest)
        return Values(values_frame(found.pairs, size, rarest), found.distinct, exact, found.notes)

    def stats(self, query: Query, field: str) -> Stats:
        """The requests of all `values`: percentiles of a cluster are estimates, these are not."""
        indices, asked = self._asked(query)
        found = counted(indices, asked, query, counted_field(field), everything=True)
        return stats_of(found.pairs, found.holders, found.distinct, found.exact and found.whole, found.notes)

    def groups(self, query: Query, fields: tuple[str, ...], size: int = 50, order: Order = "count", buckets: int = 0) -> Groups:
        """One request for each 10,000 combinations, one for values that are too long, and one for the groups that are shown."""
        query = bounded(query, self.span) if buckets else query
        if buckets and not query.window.bounded:
            return Groups(groups_frame(fields, [], trend=True), 0)
        indices, asked = self._asked(query)
        return grouping.groups(indices, asked, query, fields, size, order, buckets)

    def pairs(self, query: Query, source_field: str = "src_ip", target_field: str = "dest_ip", size: int = 100) -> Pairs:
        """One request for each 10,000 pairs, and one for values that are too long."""
        indices, asked = self._asked(query)
        return grouping.pairs(indices, asked, query, source_field, target_field, size)

    def fields(self, query: Query) -> Fields:
        """One request, for the newest 1,000 events."""
        indices, asked = self._asked(query)
        within = asked.during(query.window, indices.layout.time)
        reply = indices.search(within, {"size": _SAMPLE, "sort": indices.ordered(), "_source": whole(indices.layout)})
        documents, notes = documents_of(reply.hits, indices.layout), asked.notes + reply.notes
        if reply.total > len(documents):
            notes += (Note("partial", f"Seen in the newest {len(documents):,} of {reply.total:,} events."),)
        return Fields(fields_frame(fields_of(documents)), len(documents), not notes, notes)

    def span(self) -> Span:
        """Three requests in a generation: the oldest and the newest events, and those without a time."""
        generation, held = self.generation(), self._span
        if held is None or held[0] != generation:
            held = self._span = generation, self._asked_span()
        return held[1]

    def _asked_span(self) -> Span:
        indices = self._finder.indices()
        layout, everything = indices.layout, Sent(()).during(Window(), indices.layout.time)
        edge = {"size": _NEIGHBOURS, "_source": time_names(layout)}
        oldest, newest, untimed = together(
            [
                partial(indices.search, everything, {**edge, "sort": indices.ordered(True)}),
                partial(indices.search, everything, {**edge, "sort": indices.ordered()}),
                partial(indices.search, Sent((neither(exists(layout.time)),)).during(Window(), layout.time), {"size": 0}),
            ]
        )
        first = min(times_of(oldest.hits, layout), default=None)
        last = max(times_of(newest.hits, layout), default=None)
        return Span(first, last, oldest.total, untimed.total)

    def generation(self) -> str:
        return str(self._generation)

    def identity(self) -> str:
        return f"{self.name}:{self._base}"

    def checks(self) -> tuple[Check, ...]:
        """About a dozen requests; `connector.sources.opensearch.checks` says what each looks at."""
        return checks.checks(self._cluster, self._finder, self.span)

    def _asked(self, query: Query) -> tuple[Indices, Sent]:
        indices = self._finder.indices(query)
        return indices, indices.sent(query)


def _count(indices: Indices, asked: Sent, window: Window) -> Reply:
    return indices.search(asked.during(window, indices.layout.time), {"size": 0})
