"""Bulk reading: whole files into a store, one process a core."""

import base64
import json
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from queue import SimpleQueue
from time import monotonic

from connector.answers import Progress
from connector.engine.build import BadLine, Counts, build
from connector.engine.coverage import Stat
from connector.engine.files import content_size, find_files
from connector.engine.ledger import Ledger
from connector.engine.pieces import Piece, pieces, stat_of
from connector.engine.store import Store
from connector.engine.worker import Worker
from connector.errors import SourceError, SourceUnreachable

_SMALL = 2**24
"""Files that are smaller together are built here: starting processes would take longer."""

_MOST_WORKERS = 8
"""More than these cannot be fed by the one process that decompresses."""

_PIECES = 2**22, 2**25 + 2**23
"""The least and the greatest size of a piece: a process needs about ten times as much memory."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What reading brought.

    Attributes:
        read: lines read, blank ones too.
        kept: events.
        skipped: blank lines.
        quarantined: lines that could not be read.
        mended: events that were kept after mending: a byte order mark, bytes that are no UTF-8.
        bytes: how much was read, decompressed.
        seconds: how long it took.
        quarantine: the file of the lines that could not be read.
    """

    read: int
    kept: int
    skipped: int
    quarantined: int
    mended: int
    bytes: int
    seconds: float
    quarantine: Path


@dataclass(frozen=True, slots=True)
class _Built:
    piece: Piece
    arrival: int
    counts: Counts
    bad: list[BadLine]


def ingest(
    paths: Iterable[str | Path],
    store: Store,
    on_progress: Callable[[Progress], None] | None = None,
    workers: int | None = None,
    growing: bool = False,
) -> Summary:
    """Reads what is new in files into a store.

    Every piece counts once it is complete, so that an interruption loses nothing of the pieces before it.

    Args:
        paths: files, folders and globs.
        store: where events go. If another process writes to it, this waits.
        on_progress: called after each piece; not at all when nothing is new.
        workers: processes; 0 builds in this one; ``None`` chooses.
        growing: the files are still being written: a last line without a line end waits for it.

    Raises:
        SourceUnreachable: a path leads to no file, or a file cannot be read.
        SourceError: the store cannot be written.
    """
    files, missing = find_files(map(str, paths))
    if missing:
        raise SourceUnreachable(missing[0])
    try:
        return _ingest(files, store, on_progress, workers, growing)
    except OSError as error:
        raise SourceError(f"The store in {store.folder} cannot be written: {error.strerror}.") from error


def _ingest(
    files: Iterable[Path], store: Store, on_progress: Callable[[Progress], None] | None, workers: int | None, growing: bool
) -> Summary:
    begin = monotonic()
    total, size = Counts(), 0
    if is_read(files, store):  # neither the right to write nor a wait for another writer is needed
        return Summary(0, 0, 0, 0, 0, 0, monotonic() - begin, store.quarantine)
    with store.writing() as arrival:
        ledger = Ledger(store.ranges())
        todo = _unread(files, ledger)
        content = sum(content for _, content in todo.values())
        if workers is None:
            workers = 0 if content < _SMALL else min(os.cpu_count() or 1, _MOST_WORKERS)
        # Two pieces a process, so that none is idle for long at the end; a bit more each, for the size is a guess.
        length = min(max(content * 21 // (40 * workers), _PIECES[0]), _PIECES[1]) if workers else _PIECES[1]
        meter = _Meter({stat.path: stat.size for stat, _ in todo.values()}, begin, on_progress)
        for built in _build(_all_pieces(list(todo), ledger, length, growing), store, arrival, workers):
            quarantine(store, built.piece.covered.path, built.bad)
            store.commit(built.arrival)
            unfinished = len(built.bad) - built.counts.quarantined
            total += built.counts + Counts(read=unfinished, quarantined=unfinished)
            size += len(built.piece.data)
            meter.show(built.piece, total.kept)
        meter.finish(total.kept)
    return Summary(
        total.read, total.kept, total.skipped, total.quarantined, total.mended, size, monotonic() - begin, store.quarantine
    )


def is_read(files: Iterable[Path], store: Store) -> bool:
    """Whether nothing is new in the files: the cost is a look at each file's entry in its folder.

    Raises:
        SourceUnreachable: a file cannot be looked at.
    """
    return not _unread(files, Ledger(store.ranges()))


def unread(files: Iterable[Path], store: Store) -> dict[Path, int]:
    """The files that may hold something new, and about how many of their bytes, as they lie on the disk, are new.

    Raises:
        SourceUnreachable: a file cannot be looked at.
    """
    ledger = Ledger(store.ranges())
    return {path: stat.size - ledger.reached(stat) for path, (stat, _) in _unread(files, ledger).items()}


def _unread(files: Iterable[Path], ledger: Ledger) -> dict[Path, tuple[Stat, int]]:
    """The files that may hold something new, and about how much is in each, decompressed."""
    found: dict[Path, tuple[Stat, int]] = {}
    for path in files:
        with _readable(path):
            stat = stat_of(path)
            if not ledger.unchanged(stat):
                found[path] = stat, content_size(path)
    return found


def _all_pieces(files: Iterable[Path], ledger: Ledger, length: int, growing: bool) -> Iterator[Piece]:
    for path in files:
        with _readable(path):
            yield from pieces(path, ledger, length, growing)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SourceUnreachable(f"{path} cannot be read: {error.strerror}.") from error


def _build(work: Iterable[Piece], store: Store, arrival: int, workers: int) -> Iterator[_Built]:
    """The pieces once they are built, in the order in which they become ready."""
    if not workers:
        for number, piece in enumerate(work, arrival + 1):
            yield _Built(piece, number, *build(piece.data, piece.covered, number, *store.new_paths(number)))
        return
    with ExitStack() as stack:
        idle: SimpleQueue[Worker] = SimpleQueue()
        executor = stack.enter_context(ThreadPoolExecutor(workers))
        for _ in range(workers):
            idle.put(stack.enter_context(Worker()))

        def run(piece: Piece, number: int) -> _Built:
            worker = idle.get()
            try:
                return _Built(piece, number, *worker.build(piece.data, piece.covered, number, *store.new_paths(number)))
            finally:
                idle.put(worker)

        running: set[Future[_Built]] = set()
        for number, piece in enumerate(work, arrival + 1):
            running.add(executor.submit(run, piece, number))
            if len(running) > workers:  # one piece waits, so that no process does; more would only take memory
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in done)


def quarantine(store: Store, path: str, bad: Iterable[BadLine]) -> None:
    """Keeps lines that could not be read, with the reasons, in the store's `Store.quarantine`."""
    records = [
        {
            "file": path,
            "line": each.number,
            "offset": each.offset,
            "reason": each.reason,
            "base64": base64.b64encode(each.line).decode(),
        }
        for each in bad
    ]
    if records:
        with store.quarantine.open("a") as file:
            file.writelines(json.dumps(record) + "\n" for record in records)


class _Meter:
    """How far reading has come, in bytes of the files as they lie on the disk."""

    def __init__(self, sizes: dict[str, int], begin: float, tell: Callable[[Progress], None] | None) -> None:
        self._before = dict(zip(sizes, accumulate(sizes.values(), initial=0), strict=False))
        self._total = sum(sizes.values())
        self._begin = begin
        self._tell = tell
        self._done = 0
        self._name = next((Path(path).name for path in sizes), "")
        self._say(0.0, 0, None)

    def show(self, piece: Piece, events: int) -> None:
        """A piece was committed."""
        # Pieces are not always ready in their order: what was said before stands.
        self._done = max(self._done, self._before[piece.covered.path] + piece.position)
        self._name = Path(piece.covered.path).name
        share = min(self._done / max(self._total, 1), 0.99)
        self._say(share, events, (monotonic() - self._begin) * (1 - share) / share if share else None)

    def finish(self, events: int) -> None:
        """All is read."""
        self._say(1.0, events, 0.0)

    def _say(self, share: float, events: int, seconds_left: float | None) -> None:
        if self._tell is not None:
            self._tell(Progress(share, events, seconds_left, self._name))
