"""Live reading: files as Suricata writes them, a small segment for each look at them, sealed into large ones behind."""

import errno
import glob
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from threading import Event

from connector.answers import Progress
from connector.engine.build import build
from connector.engine.care import keep
from connector.engine.coverage import Stat
from connector.engine.files import find_files, written
from connector.engine.ingest import ingest, quarantine
from connector.engine.joining import join
from connector.engine.ledger import Ledger
from connector.engine.listen import Listener, listening
from connector.engine.pieces import Piece, is_known, pieces, stat_of
from connector.engine.sealer import Sealer
from connector.engine.store import Store
from connector.errors import SourceError

PAUSE = 0.5
"""Seconds between two looks at the files."""

_PIECE = 2**23
"""Bytes of a piece: about 10,000 events, which are built in a fifth of a second."""

_KEEP_EVERY = 60.0
"""Seconds between two looks at what is too old or too much."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the files brought.

    Attributes:
        events: committed.
        trouble: one sentence on what hinders reading now; empty when nothing does.
    """

    events: int
    trouble: str = ""


class Follower:
    """Reads what is added to files into a store, look by look.

    Renamed files are read to their end under their new name; files that were cut and filled again are other files. What was
    committed stays committed whatever happens, and nothing is read twice: the position lies with the events.

    Args:
        paths: files, folders and globs.
        store: where events go. Others may write to it between two looks.
        listener: what else events come from.
    """

    def __init__(self, paths: Iterable[str], store: Store, listener: Listener | None = None) -> None:
        self._paths = tuple(paths)
        self._listener = listener
        self._store = store
        self._ledger: Ledger | None = None
        self._generation = ""
        self._seen: dict[Path, Stat] = {}
        self._hindered: list[str] = []

    def look(self) -> Look:
        """Reads all whole lines that were added, and commits them."""
        events = 0
        self._hindered.clear()
        try:
            for path, growing in self._files():
                events += self._read(path, growing)
            events += self._receive()
        except _OtherWriter:
            self._forget()
        except OSError as error:
            self._forget()
            return Look(events, _trouble(error, self._store))
        return Look(events, " ".join(self._hindered[:1]))

    def _files(self) -> list[tuple[Path, bool]]:
        """The files that may hold something new, and whether each is still being written."""
        files, _ = find_files(self._paths)
        found = []
        for path in files:
            try:
                stat = stat_of(path)
            except FileNotFoundError:
                continue  # it is being rotated: the next look finds it
            before = self._seen.get(path)
            if before == stat:
                continue
            if before is None or before.inode != stat.inode or before.size > stat.size:
                found += [(beside, False) for beside in _rotated(path) if beside not in files]
            found.append((path, True))
            self._seen[path] = stat
        return found

    def _read(self, path: Path, growing: bool) -> int:
        return sum(self._commit(piece) for piece in self._pieces(path, self._known(), growing))

    def _pieces(self, path: Path, ledger: Ledger, growing: bool) -> Iterator[Piece]:
        """What is new in a file; trouble with it hinders no other one, and the next look tries it again."""
        try:
            if growing or is_known(path, ledger):
                yield from pieces(path, ledger, _PIECE, growing)
        except FileNotFoundError:
            self._seen.pop(path, None)
        except OSError as error:
            self._seen.pop(path, None)
            self._hindered.append(f"{written(path)} cannot be read: {error.strerror}.")

    def _receive(self) -> int:
        """Commits what came over the socket."""
        if self._listener is None:
            return 0
        events = 0
        for piece in self._listener.pieces():
            self._known()
            try:
                events += self._commit(piece)
            except (OSError, _OtherWriter):
                self._listener.put_back(piece)
                raise
        return events

    def _known(self) -> Ledger:
        """What has been read; looked up anew when somebody else wrote."""
        if self._ledger is None or self._store.generation() != self._generation:
            with self._store.writing():
                self._ledger = Ledger(self._store.ranges())
                self._generation = self._store.generation()
        return self._ledger

    def _commit(self, piece: Piece) -> int:
        with self._store.writing() as arrival:
            if self._store.generation() != self._generation:
                raise _OtherWriter
            number = arrival + 1
            counts, bad = build(piece.data, piece.covered, number, *self._store.new_paths(number))
            quarantine(self._store, piece.covered.path, bad)
            self._store.commit(number)
            self._generation = self._store.generation()
        return counts.kept

    def _forget(self) -> None:
        """Whatever was noted of a piece that was not committed must not count."""
        self._ledger = None
        self._seen.clear()


class _OtherWriter(Exception):
    """Somebody else wrote: what was read is to be looked up anew."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How much of a store is kept: see `connector.engine.care.keep`."""

    days: int | None = None
    gigabytes: float | None = None

    @property
    def drops(self) -> bool:
        """Whether days are ever dropped."""
        return self.days is not None or self.gigabytes is not None


def follow(
    paths: Iterable[str],
    store: Store,
    stop: Event,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    on_look: Callable[[Look], None] | None = None,
    listen: Path | None = None,
    keeping: Keeping = Keeping(),
    pause: float = PAUSE,
) -> None:
    """Reads what is there, then looks for more until it is told to stop.

    Args:
        paths: files, folders and globs; those that do not exist yet are read once they do.
        store: where events go.
        stop: ends it, after the look that is under way.
        on_progress: called while what is there is read.
        on_look: called after the first look, and after each one that brought events or met or lost trouble.
        listen: where to make the socket that Suricata's ``unix_stream`` output connects to; ``None`` for none.
        keeping: how much of the store is kept.
        pause: seconds between two looks.

    Raises:
        SourceError: another process follows into this store, or the socket cannot be made.
    """
    paths = tuple(paths)
    with ExitStack() as stack:
        sealer = stack.enter_context(Sealer(store, whole_days=keeping.drops))
        follower = Follower(paths, store, stack.enter_context(listening(listen)) if listen else None)
        _catch_up(paths, store, on_progress)
        join(store, keeping.drops)
        said: Look | None = None
        kept = -inf
        while not stop.is_set():
            found = follower.look()
            sealer.tend()
            if time.monotonic() - kept > _KEEP_EVERY:
                found = _kept(store, keeping, found)
                kept = time.monotonic()
            if sealer.trouble and not found.trouble:
                found = replace(found, trouble=sealer.trouble)
            if on_look and (said is None or found.events or found.trouble != said.trouble):
                said = found
                on_look(found)
            stop.wait(pause)


def _kept(store: Store, keeping: Keeping, look: Look) -> Look:
    """The look; with what hindered dropping what is too old or too much, where something did."""
    try:
        keep(store, keeping.days, keeping.gigabytes)
    except OSError as error:
        return replace(look, trouble=look.trouble or _trouble(error, store))
    return look


def _catch_up(paths: tuple[str, ...], store: Store, on_progress: Callable[[Progress], None] | None) -> None:
    """Reads what is there with every core."""
    there = [str(path) for path in find_files(paths)[0]]
    with suppress(SourceError):  # the looks that follow meet the same trouble, and say so
        ingest(there, store, on_progress, growing=True)


def _rotated(path: Path) -> Iterator[Path]:
    """Files beside this one whose names begin with its own: what rotation makes of it."""
    for beside in sorted(path.parent.glob(glob.escape(path.name) + "[.-]*")):
        if beside.is_file():
            yield beside


def _trouble(error: OSError, store: Store) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of {store.folder} is full: make room, and reading goes on by itself."
    return f"Reading waits: {error.filename or store.folder} {error.strerror or 'failed'}."
