"""Events on a Scirius server (Stamus CE, SELKS, Clear NDR), over its REST API.

What the server has no endpoint for is counted from fetched events, the newest first, up to `FARTHEST`; the answer says so.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import numpy as np

from connector import counting
from connector.answers import Check, Events, Fields, Groups, Note, Order, Pairs, Progress, Span, Stats, Timeline, Trend, Values
from connector.config import Config
from connector.errors import ConfigError
from connector.frames import (
    fields_frame,
    fields_of,
    groups_frame,
    stats_of,
    timeline_frame,
    values_frame,
)
from connector.http import Client, together
from connector.lucene.fields import counted as counted_field
from connector.query import EVERYTHING, Query
from connector.servers import Generation, bounded
from connector.source import Source
from connector.sources.scirius import checks, events, pairs, timeline
from connector.sources.scirius.fetching import Fetched, fetch
from connector.sources.scirius.filters import FIELDS, Sent, searches_every_field, sent
from connector.sources.scirius.searched import Searched
from connector.sources.scirius.values import Counted, counted
from connector.sources.scirius.wire import FARTHEST, Wire, floors, times
from connector.window import Window

_NEIGHBOURS = 100
"""Events that are compared for the least and the greatest time: the server orders by millisecond."""

_SAMPLE = 1_000
"""Events that are looked at for the fields."""


def open(config: Config, name: str) -> "SciriusSource":
    """The server that the settings name. Nothing is asked yet.

    Raises:
        ConfigError: host or token are missing or cannot be used.
    """
    if not config.scirius_host:
        raise ConfigError("SCIRIUS_HOST is not set: name the server in .env or in the environment.")
    if not config.scirius_token:
        raise ConfigError("SCIRIUS_TOKEN is not set: make one on the server under Account Settings, Edit Token.")
    client = Client(config.scirius_host, config.scirius_token, config.scirius_tls_verify, config.scirius_ca_file)
    return SciriusSource(name, client)


class SciriusSource(Source):
    """The contract, asked of one server.

    Args:
        name: the value of the ``source`` parameter.
        client: the way to the server.
    """

    def __init__(self, name: str, client: Client) -> None:
        self.name = name
        self.label = f"Scirius at {urlsplit(client.base).netloc}"
        self._base = client.base
        self._client = client
        self._wire = Wire(client)
        self._searched = Searched(self._wire)
        self._generation = Generation(self._base)
        self._span: tuple[str, Span] | None = None
        self._newest: tuple[tuple[str, str, Window], Fetched] | None = None

    def trend(self, query: Query) -> Trend:
        """Two requests: a count for each window."""
        asked = self._sent(query)
        windows = [query.window, query.window.before] if query.window.before else [query.window]
        counts = together([partial(self._wire.counts, asked.filter, window) for window in windows])
        notes = asked.notes + floors(counts)
        return Trend(counts[0].total, counts[1].total if len(counts) == 2 else None, not notes, notes)

    def events(self, query: Query, columns: tuple[str, ...] | None = None, oldest_first: bool = False) -> Events:
        """One request, and one for the total where the server's own stops counting.

        More than `FARTHEST` take one for each slice of time that holds fewer, and a few to find these.
        """
        asked = self._sent(query)
        found = events.page(self._wire, asked, query, columns, oldest_first)
        asked_for_more = query.limit is None or (query.limit > FARTHEST and not oldest_first)
        if len(found.ids) < FARTHEST or not found.cut or not asked_for_more:
            return found
        return events.everything(self._wire, asked, bounded(query, self.span), columns, oldest_first)

    def batches(
        self,
        query: Query,
        columns: tuple[str, ...] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        size: int = FARTHEST,
    ) -> Iterator[Events]:
        """One request for each slice of time that holds fewer than `FARTHEST` events, a few to find these; one slice ahead."""
        query = bounded(query, self.span)
        if query.window.bounded:
            yield from events.batches(self._wire, self._sent(query), query, columns, on_progress, max(min(size, FARTHEST), 1))

    def timeline(self, query: Query, by: str | None = None, buckets: int = 72, size: int = 12) -> Timeline:
        """One request; with ``by`` those of `values`, one a value and one for the rest. Before them `span` for all time."""
        query = bounded(query, self.span)
        if not query.window.bounded:
            return Timeline(timeline_frame([], None if by is None else [], np.zeros(0, np.int64)), timedelta(seconds=1))
        asked = self._sent(query)
        if by is None:
            return timeline.timeline(self._wire, asked, query, buckets)
        return timeline.timeline_by(self._wire, asked, query, by, self.values(query, by, size), buckets)

    def values(self, query: Query, field: str, size: int = 10, rarest: bool = False) -> Values:
        """Two requests, up to two more for what the server does not count; `connector.sources.scirius.values` says which."""
        found = self._counted(query, field, FARTHEST if rarest else size)
        return Values(values_frame(found.pairs, size, rarest), found.distinct, not found.notes, found.notes)

    def stats(self, query: Query, field: str) -> Stats:
        """The requests of `values`."""
        found = self._counted(query, field, FARTHEST)
        return stats_of(found.pairs, found.holders, found.distinct, not found.notes, found.notes)

    def _counted(self, query: Query, field: str, most: int) -> Counted:
        query = bounded(query, self.span) if query.limit is None else query
        return counted(self._wire, self._sent(query), query, field, most)

    def pairs(self, query: Query, source_field: str = "src_ip", target_field: str = "dest_ip", size: int = 100) -> Pairs:
        """Two requests, up to two more where the server does not count all; many with a limit of ``None``."""
        query = bounded(query, self.span) if query.limit is None else query
        return pairs.pairs(self._wire, self._sent(query), query, source_field, target_field, size)

    def fields(self, query: Query) -> Fields:
        """One request for the newest 1,000 events, and one for how many match where the server's own count stops."""
        asked = self._sent(query)
        page = self._wire.page(asked.filter, query.window, _SAMPLE)
        held, total, notes = len(page.documents), page.count, asked.notes
        if page.count == FARTHEST:
            counts = self._wire.counts(asked.filter, query.window)
            total, notes = counts.total, notes + floors([counts])
        if total > held:
            notes += (Note("partial", f"Seen in the newest {held:,} of {total:,} events."),)
        return Fields(fields_frame(fields_of(page.documents)), held, not notes, notes)

    def groups(self, query: Query, fields: tuple[str, ...], size: int = 50, order: Order = "count", buckets: int = 0) -> Groups:
        """Counted from the newest `FARTHEST` events, one request for all groups of a generation.

        With a limit of ``None`` from all events, one request for each 10,000.
        """
        query = bounded(query, self.span)
        if not query.window.bounded:
            return Groups(groups_frame(fields, [], trend=buckets > 0), 0)
        asked = self._sent(query)
        fetched = self._fetched(asked.filter, query)
        step = query.window.step(buckets) if buckets else None
        found = counting.groups(fetched.documents, [*map(counted_field, fields)], query.window, step)
        notes = asked.notes + fetched.notes
        frame = groups_frame(fields, found, size, order, trend=buckets > 0)
        return Groups(frame, None if notes else len(found), not notes, notes)

    def _fetched(self, filter: str, query: Query) -> Fetched:
        """The events that groups are counted from. The panels of a page group the same ones: they are fetched once."""
        if query.limit is None:
            return fetch(self._wire, filter, query.window, everything=True)
        key, held = (self.generation(), filter, query.window), self._newest
        if held is None or held[0] != key:
            held = self._newest = key, fetch(self._wire, filter, query.window)
        return held[1]

    def span(self) -> Span:
        """Three requests in a generation: the oldest and the newest events, and a count. Every event of a server has a time."""
        generation, held = self.generation(), self._span
        if held is None or held[0] != generation:
            held = self._span = generation, self._asked_span()
        return held[1]

    def _asked_span(self) -> Span:
        oldest, newest, counts = together(
            [
                partial(self._wire.page, EVERYTHING, Window(), _NEIGHBOURS, oldest_first=True),
                partial(self._wire.page, EVERYTHING, Window(), _NEIGHBOURS),
                partial(self._wire.counts, EVERYTHING, Window()),
            ]
        )
        first, last = times(oldest), times(newest)
        return Span(min(first, default=None), max(last, default=None), counts.total)

    def generation(self) -> str:
        return str(self._generation)

    def identity(self) -> str:
        return f"{self.name}:{self._base}"

    def checks(self) -> tuple[Check, ...]:
        """About a dozen requests; `connector.sources.scirius.checks` says what each looks at."""
        return checks.checks(self._client, self._wire, self.span)

    def ask(self, path: str, params: Mapping[str, str | int], body: object | None = None) -> object:
        """The decoded answer of any endpoint, as it is.

        Args:
            path: below the base address, such as ``rest/rules/es/events_tail/``.
            params: the query.
            body: sent as JSON, with POST; ``None`` for GET.
        """
        return self._wire.ask(f"/{path.strip('/')}/", params, body)

    def _sent(self, query: Query) -> Sent:
        return sent(query, self._searched.fields() if searches_every_field(query.tree) else FIELDS)
