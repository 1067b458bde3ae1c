"""A store: a folder of segments, and what is true of all of them."""

import fcntl
import json
import os
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import sleep

from connector.engine.build import Counts
from connector.engine.cache import Cache
from connector.engine.coverage import Range, Stat
from connector.engine.segment import DamagedSegment, Segment
from connector.errors import SourceUnreachable

MEMORY = 2**30
"""Bytes of decoded parts that are kept, unless a store is told otherwise."""

_SUFFIX = ".segment"
_UNTIMED = ".untimed"
_DAMAGED = ".damaged"
_UNFINISHED = ".unfinished"


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
        self._known = ""

    @property
    def quarantine(self) -> Path:
        """The file of lines that could not be read: a JSON object a line."""
        return self.folder / "quarantine.jsonl"

    def segments(self) -> tuple[Segment, ...]:
        """The segments there are at this moment, in order of arrival."""
        names, store = self._names(), self._id()
        with self._lock:
            if store != self._known:  # it was dropped and filled again: equal names are other files
                self._open, self._damaged, self._known = {}, set(), store
            for name in names:
                if name not in self._open and name not in self._damaged:
                    self._open_segment(name)
            self._open = {name: self._open[name] for name in names if name in self._open}
            return tuple(self._open.values())

    def _open_segment(self, name: str) -> None:
        try:
            self._open[name] = Segment(self.folder / name, self._cache)
        except DamagedSegment:
            self._damaged.add(name)
        except FileNotFoundError:
            pass  # dropped since the folder was listed

    def _listed(self) -> list[str]:
        try:
            return sorted(os.listdir(self.folder))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise SourceUnreachable(f"The store in {self.folder} cannot be read: {error.strerror}.") from error

    def _names(self) -> list[str]:
        names = self._listed()
        timed = {name for name in names if name.endswith(_SUFFIX)}
        # A crash between the two renames leaves events without a time alone: their batch was never committed.
        return [name for name in names if name in timed or (name.endswith(_UNTIMED) and _timed_name(name) in timed)]

    def set_aside(self, name: str) -> None:
        """Leaves a segment out of all answers from now on: it turned out to be damaged."""
        with self._lock:
            self._damaged.add(name)
            self._open.pop(name, None)

    def damaged(self) -> tuple[str, ...]:
        """The names of segments that are damaged or foreign, sorted."""
        aside = {name for name in self._listed() if name.endswith(_DAMAGED)}
        self.segments()
        return tuple(sorted(aside | self._damaged.intersection(self._names())))

    def generation(self) -> str:
        """Changes when segments came or went: the store's id, how many segments there are, and the greatest arrival."""
        names = self._names()
        return f"{self._id()}/{len(names)}/{max(map(_arrival, names), default=0)}"

    def _id(self) -> str:
        try:
            return str(json.loads((self.folder / "store.json").read_text())["id"])
        except (OSError, ValueError, KeyError):
            return "none"

    def ranges(self) -> list[Range]:
        """What has been read of which files."""
        return [_range(segment) for segment in self.segments() if segment.name.endswith(_SUFFIX)]

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
            found[_range(segment).path] += Counts(**segment.footer["counts"])
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
        with (self.folder / "lock").open("a+") as lock:
            while not _locked(lock.fileno()):
                sleep(0.05)
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            self._clear()
            if self._id() == "none":
                (self.folder / "store.json").write_text(json.dumps({"id": secrets.token_hex(8)}))
            yield max(map(_arrival, self._listed()), default=0)

    def _clear(self) -> None:
        for name in self.damaged():
            path = self.folder / name
            if not name.endswith(_DAMAGED):
                path.replace(path.with_suffix(path.suffix + _DAMAGED))
        counted = set(self._names())
        for name in self._listed():
            if name.endswith(_UNFINISHED) or (name.endswith(_UNTIMED) and name not in counted):
                (self.folder / name).unlink()

    def new_paths(self, arrival: int) -> tuple[Path, Path]:
        """Where a batch is built: the file of its events with a time, and that of the others. See `commit`."""
        name = f"{arrival:08d}"
        return self.folder / (name + _SUFFIX + _UNFINISHED), self.folder / (name + _UNTIMED + _UNFINISHED)

    def commit(self, arrival: int) -> None:
        """Makes a batch that was built count: from here on every reader sees it, and no crash takes it away."""
        timed, untimed = self.new_paths(arrival)
        for path in (untimed, timed):  # in this order: the timed one makes both count
            if path.exists():
                path.replace(path.with_suffix(""))
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def drop(self) -> None:
        """Removes all events: the store is as if it had never been read into."""
        if self.folder.exists():
            with self.writing():
                for path in self.folder.iterdir():
                    if path.name != "lock":
                        path.unlink()


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _range(segment: Segment) -> Range:
    source = segment.footer["source"]
    return Range(**{**source, "stat": Stat(**source["stat"])})


def _timed_name(name: str) -> str:
    return name.removesuffix(_UNTIMED) + _SUFFIX


def _arrival(name: str) -> int:
    number = name.partition(".")[0]
    return int(number) if number.isdecimal() else 0
