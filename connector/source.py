"""The one contract that every place of events answers, and the opener of sources."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from connector import lucene, sources
from connector.answers import (
    Check,
    Events,
    Fields,
    Groups,
    Note,
    Order,
    Pairs,
    Progress,
    Span,
    Stats,
    Timeline,
    Trend,
    Values,
)
from connector.errors import ConfigError
from connector.judged import Position
from connector.losses import Losses, losses
from connector.query import Query

if TYPE_CHECKING:
    from connector.config import Config
    from connector.indicators import Indicator, Sightings


class Source(ABC):
    """A place that holds events, and the questions that it answers.

    Every method may raise a `ConnectorError`. No rows is not an error: an empty frame with its columns and dtypes. Windows are
    [from, to): microseconds on files, milliseconds on servers. Methods are safe to call from several threads.
    """

    name: str
    """``eve``, ``demo``, ``scirius`` ...: the value of the ``source`` parameter."""
    label: str
    """What a person reads in the source list; plain text, never a token."""

    @abstractmethod
    def trend(self, query: Query) -> Trend:
        """How many events match, now and before. ``query.limit`` plays no part."""

    @abstractmethod
    def events(self, query: Query, columns: tuple[str, ...] | None = None, oldest_first: bool = False) -> Events:
        """The newest (or oldest) events that match, at most ``query.limit``.

        Args:
            query: which events.
            columns: dotted fields, in this order; ``None`` for every field that occurs.
            oldest_first: the oldest events instead, in that order. Events without a usable time come last either way.
        """

    @abstractmethod
    def batches(
        self,
        query: Query,
        columns: tuple[str, ...] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        size: int = 10_000,
    ) -> Iterator[Events]:
        """Everything that matches, newest first, in batches of at most ``size``: bounded memory, no event twice, none left out.

        ``query.limit`` bounds the whole when it is given; ``total`` is how many events match, the same in each batch. What one
        lacks, such as events of a millisecond that a server cannot hand out, is in its ``notes``. Nothing is asked before
        the first batch is taken, and nothing after the iterator is closed.

        Args:
            query: which events.
            columns: as for `events`.
            on_progress: called after each batch; ``share`` is of the events, ``name`` is empty. What it raises ends all.
            size: the greatest number of events in a batch; servers hand out 10,000 at most.
        """

    @abstractmethod
    def timeline(self, query: Query, by: str | None = None, buckets: int = 72, size: int = 12) -> Timeline:
        """Counts over the window, in buckets of `Window.step`; by the ``size`` most frequent values of a field when one is given.

        All time is first narrowed to `span`, rounded out to whole seconds.
        """

    @abstractmethod
    def values(self, query: Query, field: str, size: int = 10, rarest: bool = False) -> Values:
        """The most frequent (or rarest) values of a field. Events without the field are not counted."""

    @abstractmethod
    def groups(self, query: Query, fields: tuple[str, ...], size: int = 50, order: Order = "count", buckets: int = 0) -> Groups:
        """Groups of one to three fields. A missing field is a group of its own.

        Args:
            query: which events.
            fields: one to three dotted names.
            size: the greatest number of groups.
            order: ``count`` (most first), ``severity`` (worst first, none last), ``last`` or ``first`` (newest first). Equal ones
                by count, then by their keys, missing last.
            buckets: about how many counts over time each group gets; 0 for none.
        """

    @abstractmethod
    def pairs(self, query: Query, source_field: str = "src_ip", target_field: str = "dest_ip", size: int = 100) -> Pairs:
        """The most frequent pairs of the values of two fields."""

    @abstractmethod
    def fields(self, query: Query) -> Fields:
        """The fields that occur in the events that match; ``query.limit`` plays no part. Servers look at the newest 1,000."""

    @abstractmethod
    def stats(self, query: Query, field: str) -> Stats:
        """A field in numbers. A value twice in one event counts once."""

    def losses(self, query: Query) -> Losses:
        """What the sensors lost in the query's window, whatever its filter; see `connector.losses`."""
        return losses(self, query)

    def flow(self, flow_id: int) -> Events:
        """Everything that is known of a flow: its events of all types and all time, oldest first, at most 10,000."""
        return self.events(Query(lucene.term("flow_id", flow_id), limit=10_000), oldest_first=True)

    def sightings(
        self, query: Query, indicators: "Sequence[Indicator]", on_progress: Callable[[Progress], None] | None = None
    ) -> "Sightings":
        """What the events hold of a list of indicators: each one's events counted, with first, last, sources and targets.

        ``query.limit`` plays no part. Here with the questions that every source answers, `connector.indicators.asking` says
        which; files are looked through once instead.

        Args:
            query: window and filter.
            indicators: what is looked for; one that is there twice counts once.
            on_progress: called as the fields are looked at: ``name`` is a field, ``events`` the indicators seen so far.
        """
        from connector.indicators import asking  # it asks sources

        return asking.sightings(self, query, tuple(dict.fromkeys(indicators)), on_progress)

    @abstractmethod
    def checks(self) -> tuple[Check, ...]:
        """The doctor: what was looked at, in the order in which one thing needs the other. It never raises a `ConnectorError`."""

    @abstractmethod
    def span(self) -> Span:
        """Where there is data, over everything that the source holds."""

    @abstractmethod
    def generation(self) -> str:
        """Changes when there may be new answers: part of every cache key. Cheap; never a secret."""

    def position(self) -> Position | None:
        """How far this place has been read, to tell later events from those until now; ``None`` where only time does."""
        return None

    def identity(self) -> str:
        """Which place of events this is, whatever its name in the settings; never a secret."""
        return self.name

    def notes(self) -> tuple[Note, ...]:
        """What is true of every answer of this source, such as lines that could not be read."""
        return ()

    def read(self, on_progress: Callable[[Progress], None] | None = None) -> None:  # noqa: B027
        """Brings the answers up to date with the files behind them, and returns when that is done. Servers need none."""

    def read_behind(self) -> None:  # noqa: B027
        """Starts `read` in a process of its own and returns at once; `progress` then says how far it is. Servers need none."""

    def close(self) -> None:  # noqa: B027
        """Ends what `read_behind` started, and waits for it. Servers need none."""

    def progress(self) -> Progress | None:
        """How far reading has come; ``None`` when nothing is being read."""
        return None


def open_source(name: str, config: "Config") -> Source:
    """The source of that name. The file names in ``connector/sources`` are the registry; ``demo`` is a folder of EVE files.

    Raises:
        ConfigError: no such source, or a setting that it needs is missing.
    """
    known = sorted(module.name for module in iter_modules(sources.__path__))
    module = "eve" if name == "demo" else name
    if module not in known:
        raise ConfigError(f"There is no source {name!r}: EVELENS_SOURCE may be demo, {', '.join(known)}.")
    opener = import_module(f"connector.sources.{module}")
    source: Source = opener.open(config, name)
    return source
