"""EVE files: read once into a store of their own, answered by the embedded engine."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeVar

from connector.answers import Check, Events, Fields, Groups, Note, Order, Pairs, Progress, Span, Stats, Timeline, Trend, Values
from connector.config import STDIN, Config, absolute
from connector.engine import answer
from connector.engine.care import keep
from connector.engine.damage import left_out
from connector.engine.events import batches, first_events
from connector.engine.fields import fields, stats
from connector.engine.files import find_files
from connector.engine.groups import groups
from connector.engine.ingest import Summary, ingest, is_read
from connector.engine.joining import join
from connector.engine.pairs import pairs
from connector.engine.patience import patience
from connector.engine.piped import ingest_stream
from connector.engine.segment import DamagedSegment
from connector.engine.sightings import sightings
from connector.engine.store import Store
from connector.errors import ConfigError, SourceUnreachable
from connector.indicators import Indicator, Sightings
from connector.judged import Position
from connector.lucene.fields import counted
from connector.query import Query
from connector.source import Source
from connector.sources.eve.amounts import amount
from connector.sources.eve.behind import Behind
from connector.sources.eve.checks import Subject, checks
from connector.sources.eve.holdings import lacks
from connector.sources.eve.naming import folder, label

Answer = TypeVar("Answer", Trend, Events, Timeline, Values, Groups, Pairs, Fields, Stats, Sightings)

_PATIENCE = 30.0
"""Seconds that a question may take: as many as servers give Elasticsearch."""


def open(config: Config, name: str) -> "EveSource":
    """The source of that name, not yet read; ``demo`` is the folder of the demonstration capture.

    Raises:
        ConfigError: there are neither paths nor a store.
    """
    paths = (str(config.demo_file.parent),) if name == "demo" else config.eve_path
    if not paths and not config.store:
        raise ConfigError("There are no EVE files to open: set EVE_PATH to a file, a folder or a glob.")
    return EveSource(config, name, paths)


class EveSource(Source):
    """Events of EVE files.

    The store belongs to the sorted absolute paths, or to a name: another set of paths never shows the events of this one.

    Args:
        config: the settings.
        name: ``eve`` or ``demo``.
        paths: files, folders and globs; ``-`` for what standard input brought.

    Attributes:
        paths: the same, absolute, without standard input: opening a source never waits for that.
        store: where their events are.
    """

    def __init__(self, config: Config, name: str, paths: tuple[str, ...]) -> None:
        self.name = name
        self.label = label(config, name, paths)
        self.paths = tuple(absolute(path) for path in paths if path != STDIN)
        self._config = config
        self._store_name = config.store if name != "demo" else None
        named = tuple(map(absolute, paths))
        self.store = Store(config.data / "stores" / folder(named, self._store_name), config.memory_mb << 20)
        self._patience = _PATIENCE
        self._missing: list[str] = []
        self._unread: tuple[str, ...] = ()
        self._behind = Behind(config, named, self._store_name, follows=name == "eve")

    def trend(self, query: Query) -> Trend:
        return self._asked(lambda: answer.trend(self.store, query))

    def events(self, query: Query, columns: tuple[str, ...] | None = None, oldest_first: bool = False) -> Events:
        return self._asked(lambda: first_events(self.store, query, columns, oldest_first))

    def batches(
        self,
        query: Query,
        columns: tuple[str, ...] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        size: int = 10_000,
    ) -> Iterator[Events]:
        held = False
        for batch in batches(self.store, query, columns, on_progress, size):
            held = True
            yield self._told(batch)
        if not held and left_out(self.store):  # somebody must carry the note
            yield self.events(replace(query, limit=1), columns)

    def timeline(self, query: Query, by: str | None = None, buckets: int = 72, size: int = 12) -> Timeline:
        return self._asked(lambda: answer.timeline(self.store, query, None if by is None else counted(by), buckets, size))

    def values(self, query: Query, field: str, size: int = 10, rarest: bool = False) -> Values:
        return self._asked(lambda: answer.values(self.store, query, counted(field), size, rarest))

    def groups(self, query: Query, fields: tuple[str, ...], size: int = 50, order: Order = "count", buckets: int = 0) -> Groups:
        return self._asked(lambda: groups(self.store, query, fields, size, order, buckets))

    def pairs(self, query: Query, source_field: str = "src_ip", target_field: str = "dest_ip", size: int = 100) -> Pairs:
        return self._asked(lambda: pairs(self.store, query, counted(source_field), counted(target_field), size))

    def fields(self, query: Query) -> Fields:
        return self._asked(lambda: fields(self.store, query))

    def stats(self, query: Query, field: str) -> Stats:
        return self._asked(lambda: stats(self.store, query, counted(field)))

    def sightings(
        self, query: Query, indicators: Sequence[Indicator], on_progress: Callable[[Progress], None] | None = None
    ) -> Sightings:
        return self._asked(lambda: sightings(self.store, query, tuple(dict.fromkeys(indicators))))

    def checks(self) -> tuple[Check, ...]:
        return checks(Subject(self, self.paths, self.store, self._behind.failure, self._behind.trouble, self._config))

    def span(self) -> Span:
        return answer.span(self.store)

    def generation(self) -> str:
        return self.store.generation()

    def position(self) -> Position:
        store, _, _, arrival = self.store.generation().split("/")
        return Position(store, int(arrival))

    def identity(self) -> str:
        # Made anew, the demonstration is another one.
        return f"{self.name}:{self.position().store if self.name == 'demo' else self.store.folder.name}"

    def notes(self) -> tuple[Note, ...]:
        """Damaged parts of the store, files that broke off, lines that could not be read, files that are gone, failed reading."""
        found = [Note("stale", f"{sentence} What was read of it before is still shown.") for sentence in self._missing]
        if self._behind.failure:
            found.append(Note("partial", f"The files could not be read to their end: {self._behind.failure}"))
        found += [Note("partial", sentence) for sentence in self._unread]
        if self._behind.trouble:
            found.append(Note("stale", self._behind.trouble))
        if damaged := self.store.damaged():
            names = ", ".join(damaged)
            found.append(Note("partial", f"Parts of the store cannot be read, so events may be missing: {names}. "
                                         f"Delete {self.store.folder} to read all files again."))  # fmt: skip
        for path in self.store.cut_files():
            found.append(Note("partial", f"{Path(path).name} is cut off: the lines before the cut were read."))
        for path, counts in self.store.counts().items():
            if counts.quarantined:
                found.append(Note("skipped", f"{amount(counts.quarantined, 'line')} of {Path(path).name} could not be read. "
                                             f"What they say, and why, is in {self.store.quarantine}."))  # fmt: skip
        return tuple(found)

    def read(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        """Reads what is new in the files.

        Raises:
            SourceUnreachable: a path leads to no file, and nothing was read from these paths before; or a file cannot be read; or
                there are no paths, and no store of the name either.
            SourceError: the store cannot be written.
        """
        if self.paths:
            self.ingest(on_progress)
        elif not self.store.folder.exists() and self._store_name is None:
            raise SourceUnreachable("Nothing was read from standard input yet: pipe events into `evelens ingest -`.")
        elif not self.store.folder.exists():
            raise SourceUnreachable(
                f"There is no store {self._store_name}: fill it with `ingest --store {self._store_name} PATH`."
            )

    def ingest(self, on_progress: Callable[[Progress], None] | None = None) -> Summary:
        """As `read`, and says what it brought."""
        files = self._files()
        summary = self._tended(ingest(files, self.store, on_progress))
        self._behind.failure = ""
        self._unread = summary.unread
        return replace(summary, unread=(*self._missing, *summary.unread))

    def ingest_stream(self, file: BinaryIO, on_progress: Callable[[Progress], None] | None = None) -> Summary:
        """Reads an open stream to its end into the store; see `connector.engine.piped.ingest_stream`."""
        return self._tended(ingest_stream(file, self.store, on_progress))

    def _tended(self, summary: Summary) -> Summary:
        if summary.read:
            join(self.store, self._config.keep_days is not None or self._config.keep_gb is not None)
        keep(self.store, self._config.keep_days, self._config.keep_gb)
        return summary

    def read_behind(self) -> None:
        """Starts reading in a process of its own, which then follows the files; the demonstration's are not followed.

        Raises:
            SourceUnreachable: a path leads to no file, and nothing was read from these paths before.
        """
        if not self.paths:
            return
        files = self._files()
        new = bool(files) and not is_read(files, self.store)
        if new or self.name == "eve":
            self._behind.start(Progress(0.0, 0, None, files[0].name) if new else None)

    def progress(self) -> Progress | None:
        return self._behind.progress

    def close(self) -> None:
        """Ends the process that `read_behind` started."""
        self._behind.close()

    def drop(self) -> None:
        """Removes all events from the store; the files stay as they are."""
        self.store.drop()

    def _files(self) -> list[Path]:
        files, self._missing = find_files(self.paths)
        if self._missing and not self.store.segments():
            if self.name == "demo":
                raise SourceUnreachable(
                    "There is no demonstration yet: start the dashboard once, or name your own events in EVE_PATH."
                )
            raise SourceUnreachable(self._missing[0])
        return files

    def _asked(self, question: Callable[[], Answer]) -> Answer:
        """The answer, without the segments that turn out to be damaged; a note says so, and that the counts are floors.

        Raises:
            TookTooLong: there is none in time.
        """
        while True:
            try:
                with patience(self._patience):
                    found = question()
            except DamagedSegment as error:
                self.store.set_aside(error.name)
            else:
                return self._told(found)

    def _told(self, found: Answer) -> Answer:
        """The answer, marked as a floor while files of the store are damaged that it depends on."""
        more: list[Note] = lacks(self.store)
        return replace(found, exact=False, notes=(*found.notes, *more)) if more else found
