"""Many segments, as reading leaves them, made into few: a question pays for every one that it opens."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from connector.engine import names
from connector.engine.layout import DamagedSegment
from connector.engine.sealing import SMALL, large_runs, seal
from connector.engine.segment import Segment
from connector.engine.store import Store
from connector.engine.worker import Worker
from connector.errors import SourceError

_MOST_WORKERS = 8


def join(store: Store, whole_days: bool = False) -> None:
    """Joins segments of a store, wherever there are some side by side, into segments of at most `LARGE` events.

    Every answer stays what it was, and so does what is known of the files. Where a run fails, be it that the disk is full or a
    part damaged, its parts stay, and answer more slowly.

    Args:
        store: the store. If another process writes to it, this waits; that one waits for one round of this at a time.
        whole_days: whether segments whose newest events are of two days (UTC) stay apart, because whole days are dropped.
    """
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    with suppress(SourceError, DamagedSegment, OSError):
        while _many(store, whole_days):
            with store.writing():
                found = _many(store, whole_days)[:workers]
                with ThreadPoolExecutor(workers, "joining") as threads:
                    written = list(threads.map(lambda run: _written(store, run), found))
                if not any(written):
                    return
                store.commit_together(_span(run) for run, whole in zip(found, written, strict=True) if whole)


def _many(store: Store, whole_days: bool) -> list[list[Segment]]:
    timed = [segment for segment in store.segments() if segment.name.endswith(names.SEGMENT)]
    return [*large_runs(timed, whole_days)]


def _written(store: Store, run: Sequence[Segment]) -> bool:
    """Whether what holds the events of a run could be written; nothing is left of what could not."""
    try:
        _write(store, run)
    except (SourceError, DamagedSegment, OSError):
        for path in store.new_paths(*_span(run)):
            path.unlink(missing_ok=True)
        return False
    return True


def _write(store: Store, run: Sequence[Segment]) -> None:
    """Writes what holds the events of a run, in a process of its own where that takes long."""
    first, last = _span(run)
    twins = [part for part in store.segments() if part.name.endswith(names.UNTIMED) and first <= part.arrivals[0] <= last]
    for parts, path in zip((run, twins), store.new_paths(first, last), strict=True):
        if sum(part.size for part in parts) > SMALL:
            with Worker() as worker:
                worker.seal([store.folder / part.name for part in parts], path)
        elif parts:
            seal(parts, path)


def _span(run: Sequence[Segment]) -> tuple[int, int]:
    return run[0].arrivals[0], run[-1].arrivals[1]
