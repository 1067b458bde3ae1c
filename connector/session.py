"""The stateful object that notebooks and the command line use."""

import warnings
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from connector.answers import Events, Groups, Order, Progress, Span, Timeline, Values
from connector.config import load
from connector.errors import ConfigError, QueryError
from connector.query import EVERYTHING, Query
from connector.source import Source, open_source
from connector.window import Window, rounded_now

ALERTS = "event_type:alert"
LARGEST_PAGE = 10_000
"""What Elasticsearch hands out in one answer; the same bound on files keeps a notebook's memory calm."""

Moment = str | int | float | datetime


class PartialAnswer(UserWarning):
    """More events match than the page size lets through: the frame is not the whole answer."""


class Connector:
    """Questions to one source, with a window and a page size that are set once and kept.

    It starts with the last 30 days and a page size of 1,000. A relative window moves with the clock: it is taken anew for each
    question. All times are UTC; a datetime or text without an offset is read as UTC.

    Args:
        eve: files, folders or globs of EVE events; read before the first answer.
        scirius: a Scirius server: host, host:port or base address.
        token: the token of its REST API.
        tls_verify: whether its certificate is checked.
        ca_file: a file of certificate authorities to trust.
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
        store: str | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        if eve is not None and scirius is not None:
            raise ConfigError("Give eve or scirius, not both: a Connector asks one source.")
        paths = None if eve is None else tuple(str(path) for path in (eve if isinstance(eve, list) else [eve]))
        # What a pattern did not find, or an unset variable: another source must not answer in its place.
        if (paths is not None and not all(map(str.strip, paths or ("",)))) or (scirius is not None and not scirius.strip()):
            raise ConfigError("eve or scirius is given, but empty: name files or a server, or leave it out.")
        config = load(
            source="eve" if paths or store else "scirius" if scirius else None,
            eve_path=paths,
            store=store,
            scirius_host=scirius,
            scirius_token=token,
            scirius_tls_verify=tls_verify,
            scirius_ca_file=ca_file,
        )
        source = open_source(config.source, config)
        source.read(on_progress)
        self._start(source)

    @classmethod
    def over(cls, source: Source) -> "Connector":
        """A connector over a source that is already open."""
        connector = cls.__new__(cls)
        connector._start(source)
        return connector

    def _start(self, source: Source) -> None:
        self._source = source
        self._page_size = 1_000
        self._span: timedelta | None = timedelta(days=30)
        self._window = Window()

    def __repr__(self) -> str:
        """Source, window and page size; never the token."""
        return f"Connector({self._source.label!r}, window={self.window.text!r}, page_size={self._page_size})"

    @property
    def source(self) -> Source:
        """The source that answers."""
        return self._source

    @property
    def window(self) -> Window:
        """The window in force at this moment."""
        return Window.last(self._span) if self._span is not None else self._window

    @property
    def page_size(self) -> int:
        """The greatest number of events in an answer."""
        return self._page_size

    def set_page_size(self, size: int) -> "Connector":
        """Sets the greatest number of events in an answer, 1 to 10,000, until it is set again."""
        if not 1 <= size <= LARGEST_PAGE:
            raise QueryError(f"A page size of {size} is not possible: use 1 to {LARGEST_PAGE:,}.")
        self._page_size = size
        return self

    def set_query_delta(self, minutes: float = 0, hours: float = 0, days: float = 0, weeks: float = 0) -> "Connector":
        """Sets the window to the newest span of that length; it moves with the clock until it is set again."""
        try:
            span = timedelta(minutes=minutes, hours=hours, days=days, weeks=weeks)
        except (OverflowError, ValueError) as error:
            raise QueryError("The span is no length of time that can be written: use fewer weeks or days.") from error
        Window.last(span)  # refuses an empty, negative or absurd span while the old one still stands
        self._span = span
        return self

    def set_query_timeframe(self, from_date: Moment, to_date: Moment) -> "Connector":
        """Sets the window to [from, to): ISO 8601, epoch seconds or milliseconds, or datetimes."""
        self._window = Window.between(from_date, to_date)
        self._span = None
        return self

    def set_window(self, window: Window) -> "Connector":
        """Sets the window; ``Window()`` is all time."""
        self._window = window
        self._span = None
        return self

    def query(self, qfilter: str | None = None, limit: int | None = None) -> Query:
        """The question that the state and a filter make."""
        now = rounded_now()
        window = Window.last(self._span, now) if self._span is not None else self._window
        return Query(qfilter or EVERYTHING, window, limit or self._page_size, now)

    def count(self, qfilter: str | None = None) -> int:
        """How many events match: exact.

        Raises:
            QueryError: the filter is wrong, or the source can only say "at least".
        """
        trend = self._source.trend(self.query(qfilter))
        if not trend.exact:
            raise QueryError(f"The source counts at least {trend.count:,} and cannot say more: narrow the window or the filter.")
        return trend.count

    def get_alerts_count(self, qfilter: str | None = None) -> dict[str, int]:
        """Alerts in the window (``doc_count``) and in the equally long window before (``prev_doc_count``; 0 for all time)."""
        trend = self._source.trend(self.query(ALERTS).narrowed(qfilter or EVERYTHING))
        return {"prev_doc_count": trend.before or 0, "doc_count": trend.count}

    def get_events_df(self, qfilter: str | None = None, columns: list[str] | None = None) -> pd.DataFrame:
        """The newest events that match, at most a page, one row each.

        ``frame.attrs`` holds ``total`` (how many match), ``exact`` (False: at least) and ``notes`` (sentences).

        Warns:
            PartialAnswer: more events match than the page size lets through.
        """
        events = self.events(qfilter, columns)
        events.frame.attrs.update(
            total=events.total, exact=events.exact, notes=[note.text for note in (*self._source.notes(), *events.notes)]
        )
        if events.cut:
            least = "" if events.exact else "at least "
            warnings.warn(
                f"{len(events.frame):,} newest of {least}{events.total:,} events: narrow the window or raise set_page_size().",
                PartialAnswer,
                stacklevel=2,
            )
        return events.frame

    def events(self, qfilter: str | None = None, columns: list[str] | None = None) -> Events:
        """The newest events that match, whole: see `connector.source.Source.events`."""
        return self._source.events(self.query(qfilter), tuple(columns) if columns is not None else None)

    def values(self, field: str, qfilter: str | None = None, size: int = 10, rarest: bool = False) -> Values:
        """The values of a field with their counts: see `connector.source.Source.values`."""
        return self._source.values(self.query(qfilter), field, size, rarest)

    def timeline(self, qfilter: str | None = None, by: str | None = None, buckets: int = 72) -> Timeline:
        """Counts over the window: see `connector.source.Source.timeline`."""
        return self._source.timeline(self.query(qfilter), by, buckets)

    def groups(self, fields: list[str], qfilter: str | None = None, size: int = 50, order: Order = "count") -> Groups:
        """Events grouped by one to three fields: see `connector.source.Source.groups`."""
        return self._source.groups(self.query(qfilter), tuple(fields), size, order)

    def span(self) -> Span:
        """Where there is data: see `connector.source.Source.span`."""
        return self._source.span()
