"""EVE files: read once into a store of their own, answered by the embedded engine."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock, Thread
from typing import TypeVar

from connector.answers import Check, Events, Fields, Groups, Note, Order, Pairs, Progress, Span, Stats, Timeline, Trend, Values
from connector.config import Config
from connector.engine import answer
from connector.engine.events import batches, first_events
from connector.engine.fields import fields, stats
from connector.engine.files import find_files
from connector.engine.groups import groups
from connector.engine.ingest import Summary, ingest, is_read
from connector.engine.pairs import pairs
from connector.engine.segment import DamagedSegment
from connector.engine.store import Store
from connector.errors import ConfigError, SourceUnreachable
from connector.query import Query
from connector.source import Source
from connector.sources.eve.amounts import amount
from connector.sources.eve.checks import Subject, checks
from connector.sources.eve.child import read_in_child

Answer = TypeVar("Answer")


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
        paths: files, folders and globs.
    """

    def __init__(self, config: Config, name: str, paths: tuple[str, ...]) -> None:
        self.name = name
        self.label = _label(config, name, paths)
        self._config = config
        self._paths = tuple(os.path.abspath(os.path.expanduser(path)) for path in paths)
        self._store_name = config.store if name != "demo" else None
        self._store = Store(config.data / "stores" / _folder(self._paths, self._store_name))
        self._missing: list[str] = []
        self._failure = ""
        self._progress: Progress | None = None
        self._lock = Lock()

    def trend(self, query: Query) -> Trend:
        return self._asked(lambda: answer.trend(self._store, query))

    def events(self, query: Query, columns: tuple[str, ...] | None = None, oldest_first: bool = False) -> Events:
        return self._asked(lambda: first_events(self._store, query, columns, oldest_first))

    def batches(
        self,
        query: Query,
        columns: tuple[str, ...] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        size: int = 10_000,
    ) -> Iterator[Events]:
        return batches(self._store, query, columns, on_progress, size)

    def timeline(self, query: Query, by: str | None = None, buckets: int = 72, size: int = 12) -> Timeline:
        return self._asked(lambda: answer.timeline(self._store, query, by, buckets, size))

    def values(self, query: Query, field: str, size: int = 10, rarest: bool = False) -> Values:
        return self._asked(lambda: answer.values(self._store, query, field, size, rarest))

    def groups(self, query: Query, fields: tuple[str, ...], size: int = 50, order: Order = "count", buckets: int = 0) -> Groups:
        return self._asked(lambda: groups(self._store, query, fields, size, order, buckets))

    def pairs(self, query: Query, source_field: str = "src_ip", target_field: str = "dest_ip", size: int = 100) -> Pairs:
        return self._asked(lambda: pairs(self._store, query, source_field, target_field, size))

    def fields(self, query: Query) -> Fields:
        return self._asked(lambda: fields(self._store, query))

    def stats(self, query: Query, field: str) -> Stats:
        return self._asked(lambda: stats(self._store, query, field))

    def checks(self) -> tuple[Check, ...]:
        return checks(Subject(self, self._paths, self._store, self._failure))

    def span(self) -> Span:
        return answer.span(self._store)

    def generation(self) -> str:
        return self._store.generation()

    def notes(self) -> tuple[Note, ...]:
        """Damaged parts of the store, files that broke off, lines that could not be read, files that are gone, failed reading."""
        found = [Note("stale", f"{sentence} What was read of it before is still shown.") for sentence in self._missing]
        if self._failure:
            found.append(Note("partial", f"The files could not be read to their end: {self._failure}"))
        if damaged := self._store.damaged():
            names = ", ".join(damaged)
            found.append(Note("partial", f"Parts of the store cannot be read, so events may be missing: {names}. "
                                         f"Delete {self._store.folder} to read all files again."))  # fmt: skip
        for path in self._store.cut_files():
            found.append(Note("partial", f"{Path(path).name} is cut off: the lines before the cut were read."))
        for path, counts in self._store.counts().items():
            if counts.quarantined:
                found.append(Note("skipped", f"{amount(counts.quarantined, 'line')} of {Path(path).name} could not be read. "
                                             f"What they say, and why, is in {self._store.quarantine}."))  # fmt: skip
        return tuple(found)

    def read(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        """Reads what is new in the files.

        Raises:
            SourceUnreachable: a path leads to no file, and nothing was read from these paths before; or a file cannot be read; or
                there are no paths, and no store of the name either.
            SourceError: the store cannot be written.
        """
        if self._paths:
            self.ingest(on_progress)
        elif not self._store.folder.exists():
            raise SourceUnreachable(
                f"There is no store {self._store_name}: fill it with `ingest --store {self._store_name} PATH`."
            )

    def ingest(self, on_progress: Callable[[Progress], None] | None = None) -> Summary:
        """As `read`, and says what it brought."""
        summary = ingest(self._files(), self._store, on_progress)
        self._failure = ""
        return summary

    def read_behind(self) -> None:
        """Starts reading in a process of its own, unless nothing is new or it is already being done.

        Raises:
            SourceUnreachable: a path leads to no file, and nothing was read from these paths before.
        """
        if not self._paths:
            return
        files = self._files()
        with self._lock:
            if self._progress is not None or is_read(files, self._store):
                return
            self._progress = Progress(0.0, 0, None, files[0].name)
            self._failure = ""
        Thread(target=self._follow_child, name="reading", daemon=True).start()

    def progress(self) -> Progress | None:
        return self._progress

    def drop(self) -> None:
        """Removes all events from the store; the files stay as they are."""
        self._store.drop()

    def _files(self) -> list[Path]:
        files, self._missing = find_files(self._paths)
        if self._missing and not self._store.segments():
            if self.name == "demo":
                raise SourceUnreachable(
                    "There is no demonstration yet: start the dashboard once, or name your own events in EVE_PATH."
                )
            raise SourceUnreachable(self._missing[0])
        return files

    def _follow_child(self) -> None:
        def show(progress: Progress) -> None:
            self._progress = progress

        self._failure = read_in_child(self._config, self._paths, self._store_name, show)
        self._progress = None

    def _asked(self, question: Callable[[], Answer]) -> Answer:
        """The answer, without the segments that turn out to be damaged: `notes` names them."""
        while True:
            try:
                return question()
            except DamagedSegment as error:
                self._store.set_aside(error.name)


def _label(config: Config, name: str, paths: tuple[str, ...]) -> str:
    if name == "demo":
        return "Demonstration capture"
    if len(paths) > 1:
        return f"{len(paths)} files"
    return config.store or Path(paths[0]).name or paths[0]


def _folder(paths: tuple[str, ...], name: str | None) -> str:
    if name:
        plain = re.sub(r"[^\w.-]", "_", name, flags=re.ASCII)[:100]
        # Two names never share a store: `a b` is not `a_b`.
        return f"named-{plain}" if plain == name else f"named-{plain}-{_digest(name)}"
    return _digest("\0".join(sorted(paths)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
