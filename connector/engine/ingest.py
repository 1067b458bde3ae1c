"""Bulk reading: whole files into a store, one process a core."""

import base64
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from connector.answers import Progress
from connector.engine.build import BadLine, Counts
from connector.engine.coverage import Stat
from connector.engine.crew import built
from connector.engine.files import find_files, written
from connector.engine.ledger import Ledger
from connector.engine.meter import Meter
from connector.engine.pieces import Piece, pieces, stat_of
from connector.engine.store import Store
from connector.engine.stream import content_size
from connector.errors import SourceError, SourceUnreachable

SMALL = 2**24
"""Files that are smaller together are built here: starting processes would take longer."""

_MOST_WORKERS = 8
"""More than these cannot be fed by the one process that decompresses."""

_PIECES = 2**22, 2**25 + 2**23
"""The least and the greatest size of a piece: a process needs about ten times as much memory."""


_QUARANTINED = 2**20
"""Bytes of a line that cannot be read that are kept: what has no line ends is one line, however long."""


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
        unread: one sentence for each file that could not be read, or not to its end; all others were.
    """

    read: int
    kept: int
    skipped: int
    quarantined: int
    mended: int
    bytes: int
    seconds: float
    quarantine: Path
    unread: tuple[str, ...] = ()


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
        SourceUnreachable: a path leads to no file, or no file can be read.
        SourceError: the store cannot be written.
    """
    files, missing = find_files(map(str, paths))
    if missing:
        raise SourceUnreachable(missing[0])
    try:
        summary = _ingest(files, store, on_progress, workers, growing)
    except OSError as error:
        raise SourceError(f"The store in {store.folder} cannot be written: {error.strerror}.") from error
    if len(summary.unread) == len(files) > 0:
        raise SourceUnreachable(summary.unread[0])
    return summary


def _ingest(
    files: Iterable[Path], store: Store, on_progress: Callable[[Progress], None] | None, workers: int | None, growing: bool
) -> Summary:
    begin = monotonic()
    failed: dict[Path, str] = {}
    if not _unread(files, Ledger(store.ranges()), failed):  # neither the right to write nor a wait for another writer is needed
        return Summary(0, 0, 0, 0, 0, 0, monotonic() - begin, store.quarantine, tuple(failed.values()))
    with store.writing() as arrival:
        ledger = Ledger(store.ranges())
        todo = _unread(files, ledger, failed)
        content = sum(content for _, content in todo.values())
        workers = crew_size(content) if workers is None else workers
        # Two pieces a process, so that none is idle for long at the end; a bit more each, for the size is a guess.
        length = min(max(content * 21 // (40 * workers), _PIECES[0]), _PIECES[1]) if workers else _PIECES[1]
        meter = Meter({stat.path: stat.size for stat, _ in todo.values()}, begin, on_progress)
        summary = commit(_all_pieces(todo, ledger, length, growing, failed), store, arrival, workers, meter, begin)
    return replace(summary, unread=tuple(failed.values()))


def crew_size(content: int) -> int:
    """How many processes build so many bytes the fastest; 0 for this one."""
    return 0 if content < SMALL else min(os.cpu_count() or 1, _MOST_WORKERS)


def commit(work: Iterable[Piece], store: Store, arrival: int, workers: int, meter: Meter, begin: float) -> Summary:
    """Builds pieces and makes each count once it is complete. The right to write must be held.

    Args:
        work: the pieces.
        store: where events go.
        arrival: the greatest number of a batch so far.
        workers: processes; 0 builds in this one.
        meter: is shown each piece.
        begin: when reading began, on the monotonic clock.

    Raises:
        SourceError: a process could not write, or ended.
        OSError: this process could not write.
    """
    total, size = Counts(), 0
    for each in built(work, store, arrival, workers):
        quarantine(store, each.piece.covered.path, each.bad)
        store.commit(each.arrival)
        unfinished = len(each.bad) - each.counts.quarantined
        total += each.counts + Counts(read=unfinished, quarantined=unfinished)
        size += len(each.piece.data)
        meter.show(each.piece, total.kept)
    meter.finish(total.kept)
    return Summary(
        total.read, total.kept, total.skipped, total.quarantined, total.mended, size, monotonic() - begin, store.quarantine
    )


def is_read(files: Iterable[Path], store: Store) -> bool:
    """Whether nothing that can be read is new in the files: the cost is a look at each file's entry in its folder."""
    return not _unread(files, Ledger(store.ranges()), {})


def unread(files: Iterable[Path], store: Store) -> dict[Path, int]:
    """The files that may hold something new, and about how many of their bytes, as they lie on the disk, are new.

    Raises:
        SourceUnreachable: a file cannot be read.
    """
    ledger = Ledger(store.ranges())
    failed: dict[Path, str] = {}
    found = {path: stat.size - ledger.reached(stat) for path, (stat, _) in _unread(files, ledger, failed).items()}
    if failed:
        raise SourceUnreachable(" ".join(failed.values()))
    return found


def _unread(files: Iterable[Path], ledger: Ledger, failed: dict[Path, str]) -> dict[Path, tuple[Stat, int]]:
    """The files that may hold something new, and about how much is in each, decompressed; notes those that cannot be read."""
    found: dict[Path, tuple[Stat, int]] = {}
    for path in files:
        try:
            stat = stat_of(path)
            if not ledger.unchanged(stat):
                found[path] = stat, content_size(path)
        except OSError as error:
            failed[path] = _cannot(path, error)
    return found


def _all_pieces(files: Iterable[Path], ledger: Ledger, length: int, growing: bool, failed: dict[Path, str]) -> Iterator[Piece]:
    """The pieces of the files, one after the other; notes those that cannot be read, and goes on."""
    for path in files:
        try:
            yield from pieces(path, ledger, length, growing)
        except OSError as error:
            failed[path] = _cannot(path, error)


def _cannot(path: Path, error: OSError) -> str:
    return f"{written(path)} cannot be read: {error.strerror}."


def quarantine(store: Store, path: str, bad: Iterable[BadLine]) -> None:
    """Keeps lines that could not be read, or the first megabyte of them, with the reasons, in the store's `Store.quarantine`."""
    records = [
        {
            "file": path,
            "line": each.number,
            "offset": each.offset,
            "reason": each.reason,
            "length": len(each.line),
            "base64": base64.b64encode(each.line[:_QUARANTINED]).decode(),
        }
        for each in bad
    ]
    if records:
        with store.quarantine.open("a") as file:
            file.writelines(json.dumps(record) + "\n" for record in records)
