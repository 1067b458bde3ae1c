"""A store: a folder of segments, and what is true of all of them."""

import os
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import numpy as np

from connector.engine import names, record
from connector.engine.build import Counts
from connector.engine.cache import Cache
from connector.engine.coverage import Range
from connector.engine.durable import sync_folder
from connector.engine.locks import AlreadyFollowed, only
from connector.engine.record import Record, read_record, write_record
from connector.engine.segment import DamagedSegment, Segment
from connector.errors import SourceUnreachable

MEMORY = 2**30
"""Bytes of decoded parts that are kept, unless a store is told otherwise."""


class Store:
    """A folder of segments. Many may read it, in any process, while one writes.

    A segment counts from the moment its file is renamed into place; a segment of events without a time counts together with the
    one of the same batch that has them. Nothing is ever changed in place.

    Args:
        folder: the folder; it need not exist.
        memory: bytes of decoded parts that are kept.
    """

    def __init__(self, folder: Path, memory: int = MEMORY) -> None:
        self.folder = folder
        self.masks = Cache(memory // 16)
        self._cache = Cache(memory)
        self._lock = Lock()
        self._open: dict[str, Segment] = {}
        self._damaged: set[str] = set()
        self._known = Record()
        self._counted: tuple[list[str], list[str]] = [], []
        self._mark = secrets.token_hex(4)

    @property
    def quarantine(self) -> Path:
        """The file of lines that could not be read: a JSON object a line."""
        return self.folder / "quarantine.jsonl"

    def segments(self) -> tuple[Segment, ...]:
        """The segments there are at this moment, in order of arrival."""
        while True:
            counted, kept = self._names(), read_record(self.folder)
            with self._lock:
                if kept != self._known:  # it was dropped and filled again, or emptied: equal names are other files
                    self._open, self._damaged, self._known = {}, set(), kept
                if all(map(self._open_segment, counted)):
                    self._open = {name: self._open[name] for name in counted if name in self._open}
                    return tuple(self._open.values())

    def _open_segment(self, name: str) -> bool:
        """False when it went since the folder was listed: another one holds its events now."""
        if name in self._open or name in self._damaged:
            return True
        try:
            self._open[name] = Segment(self.folder / name, self._cache, self._known.before)
        except DamagedSegment:
            self._damaged.add(name)
        except FileNotFoundError:
            return False
        return True

    def _listed(self) -> list[str]:
        try:
            return sorted(os.listdir(self.folder))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise SourceUnreachable(f"The store in {self.folder} cannot be read: {error.strerror}.") from error

    def _names(self) -> list[str]:
        listed = self._listed()
        if listed != self._counted[0]:  # each question asks again, and mostly nothing has changed
            self._counted = listed, names.counted(listed)
        return self._counted[1]

    def set_aside(self, name: str) -> None:
        """Leaves a segment out of all answers from now on: it turned out to be damaged."""
        with self._lock:
            self._damaged.add(name)
            self._open.pop(name, None)

    def broken(self) -> tuple[str, ...]:
        """The names of segments that are damaged and were not set aside yet, and of those that were; sorted."""
        listed = self._listed()
        with self._lock:
            found = self._damaged.intersection(listed)
        record_too = {record.NAME} if read_record(self.folder).damaged else set()
        return tuple(sorted(found.union(record_too, (name for name in listed if name.endswith(names.DAMAGED)))))

    def damaged(self) -> tuple[str, ...]:
        """The names of segments that are damaged or foreign, sorted."""
        self.segments()
        return self.broken()

    def generation(self) -> str:
        """Changes when segments came or went: the store's id, how many segments there are, and the greatest arrival."""
        counted, kept = self._names(), read_record(self.folder)
        return f"{kept.id}/{kept.before}/{len(counted)}/{_greatest(counted)}"

    def hide_before(self, bound: datetime) -> None:
        """Takes events before a time out of all answers; an earlier bound than before changes nothing. Needs `writing`."""
        kept = read_record(self.folder)
        moment = str(np.datetime64(bound.astimezone(UTC).replace(tzinfo=None), "us"))
        if kept.before < moment:
            write_record(self.folder, replace(kept, before=moment))

    @property
    def before(self) -> str:
        """Events before this time were dropped: ISO 8601, UTC; empty when none were."""
        return read_record(self.folder).before

    def ranges(self) -> list[Range]:
        """What has been read of which files."""
        return [each for segment in self.segments() if segment.name.endswith(names.SEGMENT) for each in segment.sources]

    def cut_files(self) -> list[str]:
        """The paths of compressed files that broke off where reading ended."""
        return [covered.path for covered in self._ends() if covered.cut]

    def _ends(self) -> Iterable[Range]:
        """The last range of each source file."""
        return {covered.identity: covered for covered in sorted(self.ranges(), key=lambda each: each.stop)}.values()

    def counts(self) -> dict[str, Counts]:
        """What became of the lines of each source file, by its path.

        A last line that could not be read counts as long as nothing was added to its file.
        """
        found: dict[str, Counts] = defaultdict(Counts)
        for segment in self.segments():
            for covered, counts in zip(segment.sources, segment.footer["counts"], strict=True):
                found[covered.path] += Counts(**counts)
        for covered in self._ends():
            if covered.unfinished:
                found[covered.path] += Counts(read=1, quarantined=1)
        return dict(found)

    @contextmanager
    def writing(self) -> Iterator[int]:
        """The right to write, which one process at a time has; waits for it. Gives the greatest arrival so far.

        What an interrupted writer left is cleared away, and unreadable segments are set aside, so that what they covered is read
        again.
        """
        self.folder.mkdir(0o700, parents=True, exist_ok=True)  # what was on the wire is not for every user of the machine
        with only(self.folder / "lock", wait=True):
            self._clear()
            if not read_record(self.folder).id:
                write_record(self.folder, Record(secrets.token_hex(8)))
            yield _greatest(self._listed())

    def _clear(self) -> None:
        for name in self.damaged():
            if not name.endswith(names.DAMAGED):
                self._rename(name, name + names.DAMAGED)
            if name.endswith(names.SEGMENT):  # without it the events without a time do not count: they are read again together
                twin = name.removesuffix(names.SEGMENT) + names.UNTIMED
                self._rename(twin, twin + names.DAMAGED)
        counted = set(self._names())
        for name in self._listed():
            if name.endswith(names.UNFINISHED) or (name.endswith((names.SEGMENT, names.UNTIMED)) and name not in counted):
                (self.folder / name).unlink()

    def _rename(self, name: str, to: str) -> None:
        with suppress(FileNotFoundError):
            (self.folder / name).replace(self.folder / to)

    def new_paths(self, first: int, last: int | None = None, state: str = names.UNFINISHED) -> tuple[Path, Path]:
        """Where a batch, or several together, are built: events with a time, and the others. See `commit`.

        Args:
            first: the number of the batch.
            last: that of the last one, when there are several.
            state: `names.SEALING` for what is built while others may write.
        """
        # What a killed process left running may still write: its files have other names.
        stem, state = names.batch(first, last), f".{self._mark}{state}"
        return self.folder / (stem + names.SEGMENT + state), self.folder / (stem + names.UNTIMED + state)

    def commit(self, first: int, last: int | None = None, state: str = names.UNFINISHED) -> None:
        """Makes a batch that was built count: from here on every reader sees it, and no crash takes it away.

        Several together count in place of their parts, which go.
        """
        self._put_in_place(*self.new_paths(first, last, state))
        if last is not None:
            self._clear()

    def commit_together(self, spans: Iterable[tuple[int, int]]) -> None:
        """As `commit`, of several such, each of which was built."""
        for span in spans:
            self._put_in_place(*self.new_paths(*span))
        self._clear()

    def swap(self, name: str) -> None:
        """Puts what was built as an unfinished file of that name in the place of the segment."""
        (self.folder / (name + names.UNFINISHED)).replace(self.folder / name)
        sync_folder(self.folder)
        with self._lock:
            self._open.pop(name, None)

    def _put_in_place(self, timed: Path, untimed: Path) -> None:
        for path in (untimed, timed):  # in this order: the timed one makes both count
            if path.exists():
                path.replace(path.with_suffix("").with_suffix(""))
        sync_folder(self.folder)

    @contextmanager
    def sealing(self) -> Iterator[None]:
        """The right to seal, which one process at a time has.

        Raises:
            AlreadyFollowed: another one has it.
        """
        self.folder.mkdir(0o700, parents=True, exist_ok=True)
        with only(self.folder / "sealing", wait=False) as held:
            if not held:
                raise AlreadyFollowed(f"Another process reads into {self.folder} as events come in: stop that one first.")
            for path in self.folder.glob("*" + names.SEALING):
                path.unlink()
            yield

    def drop(self) -> None:
        """Removes all events: the store is as if it had never been read into."""
        if self.folder.exists():
            with self.writing():
                for path in self.folder.iterdir():
                    if path.name not in ("lock", "sealing"):
                        path.unlink()


def _greatest(listed: Iterable[str]) -> int:
    return max((names.arrivals(name)[1] for name in listed), default=0)
