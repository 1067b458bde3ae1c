"""Events on a Scirius server (Stamus CE, SELKS, Clear NDR), over its REST API.

What the server has no endpoint for is counted from fetched events, the newest first, up to `FARTHEST`; the answer says so.
"""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import numpy as np

from connector import lucene
from connector.answers import Events, Groups, Note, Order, Span, Timeline, Trend, Values
from connector.config import Config
from connector.errors import ConfigError, UnsupportedQuery
from connector.frames import encode, events_frame, groups_frame, key_text, parse_timestamps, timeline_frame, values_frame
from connector.http import Client
from connector.lucene.fields import ADDRESSES
from connector.query import EVERYTHING, Query
from connector.source import Source
from connector.sources.scirius import counting
from connector.sources.scirius.fetching import Fetched, fetch, together
from connector.sources.scirius.filters import Sent, sent
from connector.sources.scirius.wire import FARTHEST, Counts, Page, Wire
from connector.window import Window

_LEAST_SIZE = 1_000
"""Below it the server's counts of values are approximate."""

_REMAINDER = Note("partial", "The values are too long to ask for the events without them: those are what remains of all.")

_NEIGHBOURS = 100
"""Events that are compared for the least and the greatest time: the server orders by millisecond."""

_FLOOR = Note("partial", "Some of the server's indices did not answer: the counts are floors.")


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
        self._wire = Wire(client)
        self._span: tuple[str, Span] | None = None
        self._newest: tuple[tuple[str, str, Window], Fetched] | None = None

    def trend(self, query: Query) -> Trend:
        """Two requests: a count for each window."""
        asked = sent(query)
        windows = [query.window, query.window.before] if query.window.before else [query.window]
        counts = together([partial(self._wire.counts, asked.filter, window) for window in windows])
        notes = asked.notes + _floors(counts)
        return Trend(counts[0].total, counts[1].total if len(counts) == 2 else None, not notes, notes)

    def events(self, query: Query, columns: tuple[str, ...] | None = None, oldest_first: bool = False) -> Events:
        """One request, and one for the total where the server's own stops counting. At most `FARTHEST` events."""
        asked = sent(query)
        page = self._wire.page(asked.filter, query.window, min(query.limit or FARTHEST, FARTHEST), oldest_first)
        total, notes = page.count, asked.notes
        if page.count == FARTHEST:
            counts = self._wire.counts(asked.filter, query.window)
            total, notes = max(counts.total, len(page.documents)), notes + _floors([counts])
        exact = not notes
        if min(query.limit or total, total) > len(page.documents):
            notes += (Note("cut", f"The server hands out {FARTHEST:,} events at most: narrow the window for the others."),)
        ids = tuple(str(document.get("_id", "")) for document in page.documents)
        return Events(events_frame(page.documents, columns), tuple(map(encode, page.documents)), ids, total, exact, notes)

    def timeline(self, query: Query, by: str | None = None, buckets: int = 72, size: int = 12) -> Timeline:
        """One request; with ``by`` those of `values`, one a value and one for the rest. Before them `span` for all time."""
        query = self._bounded(query)
        if not query.window.bounded:
            return Timeline(timeline_frame([], None if by is None else [], np.zeros(0, np.int64)), timedelta(seconds=1))
        asked, step = sent(query), query.window.step(buckets)
        times = [*query.window.starts(step)]
        if by is None:
            counts = self._wire.counts(asked.filter, query.window, step)
            notes = asked.notes + _floors([counts])
            return Timeline(timeline_frame(times, None, np.array(counts.buckets, np.int64)), step, not notes, notes)
        values = self.values(query, by, size)
        keys = values.frame["key"].tolist()
        # Addresses by their text, as they were counted: by their value, one has several spellings.
        exact = f"{by}.keyword" if by in ADDRESSES else by
        clauses = [lucene.term(exact, key) for key in keys]
        series = together([partial(self._wire.counts, asked.narrowed(clause), query.window, step) for clause in clauses])
        rest, rest_notes = self._rest(asked, clauses, series, query.window, step)
        table = np.array([*(counts.buckets for counts in series), rest.buckets], np.int64)
        notes = values.notes + _floors([*series, rest]) + rest_notes
        return Timeline(timeline_frame(times, [*map(key_text, keys), None], table), step, values.exact and not notes, notes)

    def _rest(
        self, asked: Sent, clauses: Sequence[str], series: Sequence[Counts], window: Window, step: timedelta
    ) -> tuple[Counts, tuple[Note, ...]]:
        """Counts of the events that none of the clauses matches."""
        none = lucene.negated(lucene.either(*clauses)) if clauses else EVERYTHING
        try:
            return self._wire.counts(asked.narrowed(none), window, step), ()
        except UnsupportedQuery:
            # Whoever sends long names must not blank the panel: all of them at once make too long a request.
            every = self._wire.counts(asked.filter, window, step)
            shown = np.sum([counts.buckets for counts in series], axis=0)
            left = np.maximum(np.array(every.buckets) - shown, 0).tolist()
            return Counts(tuple(left), every.complete), (_REMAINDER,)

    def values(self, query: Query, field: str, size: int = 10, rarest: bool = False) -> Values:
        """Two requests: the server's counts, and how many events have the field at all.

        Where these do not add up, up to two more fetch what the server's counts leave out: fields that are no strings, and
        events without ``host``. What is still missing then is noted.
        """
        asked, field = sent(query), field.removesuffix(".keyword")
        most = FARTHEST if rarest else max(size, _LEAST_SIZE)
        having = asked.narrowed(lucene.exists(field))
        found, holders = together(
            [
                partial(self._wire.values, asked.filter, query.window, field, most),
                partial(self._wire.counts, having, query.window),
            ]
        )
        pairs: Counter[object] = Counter(dict(found))
        notes = asked.notes + _floors([holders])
        if len(found) == most:
            notes += (
                Note("cut", f"The field has more than {most:,} values: the server leaves out rare ones, and may count too few."),
            )
        elif pairs.total() < holders.total:
            # Its counts lack events without a host, and numbers, booleans and dates altogether.
            left_out = having if not found else lucene.both(having, lucene.negated(lucene.exists("host")))
            fetched = fetch(self._wire, left_out, query.window)
            pairs += counting.value_counts(fetched.documents, field)
            notes += fetched.notes
            missing = holders.total - pairs.total()
            if missing > 0 and not fetched.notes:
                notes += (
                    Note(
                        "partial", f"{missing:,} events hold values of more than 256 characters: the server counts none of these."
                    ),
                )
        return Values(values_frame(pairs.items(), size, rarest), None if notes else len(pairs), not notes, notes)

    def groups(self, query: Query, fields: tuple[str, ...], size: int = 50, order: Order = "count", buckets: int = 0) -> Groups:
        """Counted from the newest `FARTHEST` events, one request for all groups of a generation.

        With a limit of ``None`` from all events, one request for each 10,000.
        """
        query = self._bounded(query)
        if not query.window.bounded:
            return Groups(groups_frame(fields, [], trend=buckets > 0), 0)
        asked = sent(query)
        fetched = self._fetched(asked.filter, query)
        step = query.window.step(buckets) if buckets else None
        paths = [field.removesuffix(".keyword") for field in fields]
        found = counting.groups(fetched.documents, paths, query.window, step)
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
        first, last = _times(oldest), _times(newest)
        return Span(min(first, default=None), max(last, default=None), counts.total)

    def generation(self) -> str:
        """Another one every ten seconds, without a request: a server does not say when it has new events."""
        return f"{self._base} {int(time.time()) // 10}"

    def _bounded(self, query: Query) -> Query:
        """All time narrowed to `span`, rounded out to whole seconds; still all time when there is no event."""
        if query.window.bounded:
            return query
        held = self.span()
        if held.first is None or held.last is None:
            return query
        second = timedelta(seconds=1)
        return query.during(Window(held.first.replace(microsecond=0), held.last.replace(microsecond=0) + second))


def _floors(counts: Sequence[Counts]) -> tuple[Note, ...]:
    return () if all(each.complete for each in counts) else (_FLOOR,)


def _times(page: Page) -> list[datetime]:
    moments = parse_timestamps([document.get("timestamp") for document in page.documents])
    return [moment.replace(tzinfo=UTC) for moment in moments.tolist() if moment is not None]
