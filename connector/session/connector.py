"""Questions to one source, with the window and the page size that were set."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self

import pandas as pd

from connector.answers import Check, Events, Fields, Groups, Order, Pairs, Progress, Span, Stats, Timeline, Values
from connector.config import load
from connector.errors import ConfigError, QueryError
from connector.export import Exported, export
from connector.indicators import Indicator, Sightings, read
from connector.query import EVERYTHING
from connector.session.state import Limit, State
from connector.source import Source, open_source

ALERTS = "event_type:alert"

OnProgress = Callable[[Progress], None]


class PartialAnswer(UserWarning):
    """More events match than the page size lets through: the frame is not the whole answer."""


class Connector(State):
    """Questions to one source, with a window and a page size that are set once and kept.

    It starts with the last 30 days and a page size of 1,000. A relative window moves with the clock: it is taken anew for each
    question. All times are UTC; a datetime or text without an offset is read as UTC.

    Any number of threads may ask one source at once, and each question takes window and page size together. But these two belong
    to the connector: a thread that sets its own needs one of its own, ``Connector.over(connector.source)``, which costs nothing.

    Args:
        eve: files, folders or globs of EVE events; read before the first answer.
        scirius: a Scirius server: host, host:port or base address.
        token: the token of its REST API.
        tls_verify: whether its certificate is checked.
        ca_file: a file of certificate authorities to trust.
        opensearch: an OpenSearch or Elasticsearch cluster: its address, or several parted by commas; what lets us in comes from
            the settings.
        store: the name of an event store, instead of the one that belongs to ``eve``.
        on_progress: called while files are read.

    Raises:
        ConfigError: no source, or a setting that cannot be used.
        SourceUnreachable: the files are not there.
    """

    def __init__(
        self,
        *,
        eve: str | Path | list[str | Path] | None = None,
        scirius: str | None = None,
        token: str | None = None,
        tls_verify: bool | None = None,
        ca_file: str | None = None,
        opensearch: str | None = None,
        store: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        super().__init__()
        if sum(each is not None for each in (eve, scirius, opensearch)) > 1:
            raise ConfigError("Give one of eve, scirius and opensearch: a Connector asks one source.")
        paths = None if eve is None else tuple(str(path) for path in (eve if isinstance(eve, list) else [eve]))
        # What a pattern did not find, or an unset variable: another source must not answer in its place.
        servers = [each for each in (scirius, opensearch) if each is not None]
        if not all(map(str.strip, (*servers, *(paths if paths is not None else ("-",))))) or paths == ():
            raise ConfigError("eve, scirius or opensearch is given, but empty: name files or a server, or leave it out.")
        config = load(
            # Whoever gives a token means a server: without one, another source must not answer in its place.
            source="eve"
            if paths or store
            else "opensearch"
            if opensearch
            else "scirius"
            if scirius or token is not None
            else None,
            opensearch=opensearch,
            eve_path=paths,
            store=store,
            scirius_host=scirius,
            scirius_token=token,
            scirius_tls_verify=tls_verify,
            scirius_ca_file=ca_file,
        )
        self._source = open_source(config.source, config)
        self._source.read(on_progress)

    @classmethod
    def over(cls, source: Source) -> Self:
        """A connector over a source that is already open."""
        connector = cls.__new__(cls)
        State.__init__(connector)
        connector._source = source
        return connector

    def __repr__(self) -> str:
        """Source, window and page size; never the token."""
        return f"Connector({self._source.label!r}, window={self.timeframe.text!r}, page_size={self.page_size})"

    @property
    def source(self) -> Source:
        """The source that answers."""
        return self._source

    def count(self, qfilter: str | None = None) -> int:
        """How many events match: exact.

        Raises:
            QueryError: the filter is wrong.
            SourceError: the source cannot count exactly; the sentence says why.
        """
        trend = self._source.trend(self.query(qfilter))
        trend.demand_exact()
        return trend.count

    def get_alerts_count(self, qfilter: str | None = None) -> dict[str, int]:
        """Alerts in the window (``doc_count``) and in the equally long window before (``prev_doc_count``; 0 for all time).

        Raises:
            SourceError: as `count`.
        """
        trend = self._source.trend(self.query(ALERTS).narrowed(qfilter or EVERYTHING))
        trend.demand_exact()
        return {"prev_doc_count": trend.before or 0, "doc_count": trend.count}

    def get_events_df(
        self, qfilter: str | None = None, columns: Sequence[str] | None = None, limit: Limit = "page"
    ) -> pd.DataFrame:
        """The newest events that match, at most a page, one row each.

        ``frame.attrs`` holds ``total`` (how many match), ``exact`` (False: at least) and ``notes`` (sentences).

        Args:
            qfilter: Lucene; every event without it.
            columns: as for `events`.
            limit: as for `events`.

        Warns:
            PartialAnswer: more events match than are in the frame.
        """
        events = self.events(qfilter, columns, limit)
        events.frame.attrs.update(
            total=events.total, exact=events.exact, notes=[note.text for note in (*self._source.notes(), *events.notes)]
        )
        if events.cut:
            least = "" if events.exact else "at least "
            cure = "narrow the window or raise set_page_size()" if limit == "page" else "narrow the window or the filter"
            warnings.warn(f"{len(events.frame):,} newest of {least}{events.total:,} events: {cure}.", PartialAnswer, stacklevel=2)
        return events.frame

    def events(self, qfilter: str | None = None, columns: Sequence[str] | None = None, limit: Limit = "page") -> Events:
        """The newest events that match, whole: see `connector.source.Source.events`.

        Args:
            qfilter: Lucene; every event without it.
            columns: dotted fields, in this order, and only those; every field that occurs without it.
            limit: the greatest number of events: the page size, another number, or ``None`` for everything that matches.
        """
        return self._source.events(self.query(qfilter, limit), _fields(columns))

    def iter_events(
        self, qfilter: str | None = None, columns: Sequence[str] | None = None, on_progress: OnProgress | None = None
    ) -> Iterator[Events]:
        """Everything that matches, newest first, in batches of at most 10,000: see `connector.source.Source.batches`.

        The window is that of the moment of the call, whenever the batches are taken.
        """
        return self._source.batches(self.query(qfilter, None), _fields(columns), on_progress)

    def export(
        self,
        path: str | Path,
        qfilter: str | None = None,
        form: str | None = None,
        columns: Sequence[str] | None = None,
        on_progress: OnProgress | None = None,
    ) -> Exported:
        """Writes everything that matches into a file: see `connector.export.export`.

        Args:
            path: the file; it is there once it is whole.
            qfilter: Lucene; every event without it.
            form: ``ndjson``, ``csv``, ``json`` or ``parquet``; what the path ends in without it.
            columns: as for `events`; ``ndjson`` holds whole events and has none.
            on_progress: called after each batch.
        """
        return export(self._source, self.query(qfilter, None), Path(path), form, _fields(columns), on_progress)

    def values(self, field: str, qfilter: str | None = None, size: int = 10, rarest: bool = False) -> Values:
        """The values of a field with their counts: see `connector.source.Source.values`."""
        return self._source.values(self.query(qfilter), field, size, rarest)

    def timeline(self, qfilter: str | None = None, by: str | None = None, buckets: int = 72, size: int = 12) -> Timeline:
        """Counts over the window: see `connector.source.Source.timeline`."""
        return self._source.timeline(self.query(qfilter), by, buckets, size)

    def groups(self, fields: Sequence[str], qfilter: str | None = None, size: int = 50, order: Order = "count") -> Groups:
        """Events grouped by one to three fields: see `connector.source.Source.groups`."""
        return self._source.groups(self.query(qfilter), _fields(fields) or (), size, order)

    def pairs(
        self, source_field: str = "src_ip", target_field: str = "dest_ip", qfilter: str | None = None, size: int = 100
    ) -> Pairs:
        """Who with whom, by two fields: see `connector.source.Source.pairs`."""
        return self._source.pairs(self.query(qfilter), source_field, target_field, size)

    def fields(self, qfilter: str | None = None) -> Fields:
        """The fields that occur, their types, and an example: see `connector.source.Source.fields`."""
        return self._source.fields(self.query(qfilter))

    def stats(self, field: str, qfilter: str | None = None) -> Stats:
        """A field in numbers: see `connector.source.Source.stats`."""
        return self._source.stats(self.query(qfilter), field)

    def sightings(self, indicators: str | bytes | Sequence[Indicator], qfilter: str | None = None) -> Sightings:
        """What the events hold of indicators: those of a list, as `connector.indicators.read` reads it, or read before."""
        given = read(indicators).indicators if isinstance(indicators, str | bytes) else indicators
        return self._source.sightings(self.query(qfilter), given)

    def flow(self, flow_id: int) -> Events:
        """Everything that is known of a flow, of all time, oldest first: see `connector.source.Source.flow`."""
        return self._source.flow(flow_id)

    def span(self) -> Span:
        """Where there is data: see `connector.source.Source.span`."""
        return self._source.span()

    def checks(self) -> tuple[Check, ...]:
        """The doctor: see `connector.source.Source.checks`."""
        return self._source.checks()


def _fields(names: Sequence[str] | None) -> tuple[str, ...] | None:
    if isinstance(names, str):
        raise QueryError(f"Fields come as a list, also a single one: write [{names!r}].")
    return None if names is None else tuple(names)
