"""The one contract that every place of events answers, and the opener of sources."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Literal

import pandas as pd

from connector import sources
from connector.errors import ConfigError
from connector.query import Query

if TYPE_CHECKING:
    from connector.config import Config

NoteKind = Literal["partial", "cut", "skipped", "stale", "reading"]
Order = Literal["count", "severity", "last", "first"]


@dataclass(frozen=True, slots=True)
class Note:
    """One true sentence about what an answer lacks. No note, nothing lacks.

    Attributes:
        kind: partial (a floor), cut (more exist than are shown), skipped (input that could not be read), stale, reading
            (events still being read).
        text: the sentence, plain text.
    """

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """How many events match now, and in the window of equal length just before.

    Attributes:
        count: matches inside the window.
        before: matches in the window before; ``None`` for all time, which has none.
        exact: False when the counts are floors ("at least").
    """

    count: int
    before: int | None
    exact: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Events:
    """Events, newest first by millisecond (or oldest first, when asked); equal milliseconds by ``_id`` on files.

    Attributes:
        frame: a row an event; `connector.frames` says which columns and dtypes. ``_id``, ``@timestamp`` and ``@version``, which
            only some sources have, are left out of it.
        raw: the same events whole, one JSON document each, in the same order: byte for byte as written on files,
            as the server gave them elsewhere.
        ids: their ``_id``, in the same order; 16 hex digits on files.
        total: how many events match.
        exact: False when ``total`` is a floor ("at least").
    """

    frame: pd.DataFrame
    raw: tuple[bytes, ...]
    ids: tuple[str, ...]
    total: int
    exact: bool = True
    notes: tuple[Note, ...] = ()

    @property
    def cut(self) -> bool:
        """True when more events match than are here."""
        return self.total > len(self.frame)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts over time.

    Attributes:
        frame: ``time`` (datetime64[us, UTC], the first moment of a bucket), ``key`` (string; only when ``by`` was asked; null is
            every event that has none of the shown values) and ``count`` (int64). Dense: every bucket is there for every key, zero
            included; ordered by time, then by key with the most frequent first and null last.
        step: the length of a bucket. Buckets start at the window's start, so the last one may be shorter.
    """

    frame: pd.DataFrame
    step: timedelta
    exact: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a field with the number of events that hold each.

    Attributes:
        frame: ``key`` (string, Int64, Float64 or boolean, as the field is; object where it is mixed) and ``count`` (int64); most
            frequent first (rarest first when asked), equal counts by key. A value twice in one event counts once.
        distinct: how many different values exist; ``None`` when the source cannot say.
    """

    frame: pd.DataFrame
    distinct: int | None
    exact: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Groups:
    """Events grouped by one to three fields.

    Attributes:
        frame: a column for each field, under its dotted name (string, null = the field is missing), then ``count`` (int64),
            ``first`` and ``last`` (datetime64[us, UTC]), ``severity`` (Int64, the worst, that is least, ``alert.severity``; null
            without one), ``sources`` and ``targets`` (int64, distinct ``src_ip`` and ``dest_ip``) and, when buckets were asked,
            ``trend`` (a list of int64 counts, one a bucket of `Window.step`).
        distinct: how many groups exist; ``None`` when the source cannot say.
    """

    frame: pd.DataFrame
    distinct: int | None
    exact: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Where there is data: the least and the greatest usable time, UTC, and how many events there are.

    Attributes:
        count: all events, with and without a usable time; ``None`` when the source cannot say cheaply.
        untimed: events whose time is missing or unreadable: found by all time only.
    """

    first: datetime | None
    last: datetime | None
    count: int | None = None
    untimed: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading of files has come.

    Attributes:
        share: 0 to 1, of the bytes to read.
        events: events read so far in this reading.
        seconds_left: an estimate; ``None`` before there is one.
        name: the file being read, its last part only.
    """

    share: float
    events: int
    seconds_left: float | None
    name: str


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
    def span(self) -> Span:
        """Where there is data, over everything that the source holds."""

    @abstractmethod
    def generation(self) -> str:
        """Changes when there may be new answers: part of every cache key. Cheap; never a secret."""

    def notes(self) -> tuple[Note, ...]:
        """What is true of every answer of this source, such as lines that could not be read."""
        return ()

    def read(self, on_progress: Callable[[Progress], None] | None = None) -> None:  # noqa: B027
        """Brings the answers up to date with the files behind them, and returns when that is done. Servers need none."""

    def read_behind(self) -> None:  # noqa: B027
        """Starts `read` in a process of its own and returns at once; `progress` then says how far it is. Servers need none."""

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
