"""A segment: one immutable file of events in order of time, every leaf of them a coded column."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from connector.engine import identity
from connector.engine.cache import Cache, footprint
from connector.engine.column import KINDS, Column, Kind, Mask
from connector.engine.coverage import Range, Stat
from connector.engine.directory import Directory
from connector.engine.layout import BLOB, Blob, DamagedSegment, Reader
from connector.engine.lines import Event, decode, decode_exactly
from connector.engine.words import on_lines

__all__ = ["BLOCK", "Column", "DamagedSegment", "Kind", "Mask", "Segment"]

BLOCK = 128
"""Lines that are compressed together."""

WORDS = 512
"""Words that are compressed together."""


class Segment:
    """The events of one file of the store. Reading is lazy, checked, and safe for threads; decoded parts live in a bounded cache.

    Args:
        path: the file.
        cache: where decoded parts are kept; shared by the segments of a store.
        before: events before this time do not count, ISO 8601, UTC; empty for none.

    Raises:
        DamagedSegment: here or on any later read: the file is not what was written.

    Attributes:
        name: the file's name.
        size: how many events there are.
        hidden: how many of the first ones do not count any more.
        first: the least time that counts, datetime64[us]; NaT in a segment without any.
        last: the greatest time.
        timed: False where the times of all events are missing, unreadable, or do not count.
        arrivals: the numbers of the first and the last batch that its events were committed in.
        sources: what its events were read from.
        footer: everything that the footer says (`connector.engine.build.build`).
        reader: the bytes of the file.
    """

    def __init__(self, path: Path, cache: Cache, before: str = "") -> None:
        self.reader = Reader(path)
        self.footer = self.reader.footer
        self.name = path.name
        self.size: int = self.footer["size"]
        self.arrivals: tuple[int, int] = tuple(self.footer["arrivals"])
        self.sources = tuple(Range(**{**each, "stat": Stat(**each["stat"])}) for each in self.footer["sources"])
        self.first, self.last = (_moment(self.footer[end]) for end in ("first", "last"))
        self._cache = cache
        self._mapped: dict[str, npt.NDArray[Any]] = {}
        self.timed = not np.isnat(self.first)
        self.hidden = 0
        if before and self.timed and self.first < (bound := np.datetime64(before, "us")):
            self.hidden = int(np.searchsorted(self.times, bound))
            self.timed = self.hidden < self.size
            self.first = self.times[self.hidden] if self.timed else np.datetime64("NaT", "us")

    @property
    def times(self) -> npt.NDArray[np.datetime64]:
        """The time of every event, UTC, ascending; datetime64[us]; all NaT, in the order of the file, where they are unusable."""
        return self._section("times", "<M8[us]")

    @property
    def paths(self) -> tuple[str, ...]:
        """The dotted paths of all leaves, in order of code points."""
        return self.directory.paths

    def column(self, path: str, kind: Kind) -> Column | None:
        """The values of that kind under the path; ``None`` when there are none."""
        return next((column for column in self.columns(path) if column.kind == kind), None)

    def columns(self, path: str | None = None) -> tuple[Column, ...]:
        """The columns of the path, at most one a kind: strings, numbers, booleans; without a path all, in order of path."""
        directory = self.directory
        indices = range(len(directory.columns)) if path is None else directory.find(path)
        return tuple(Column(self, directory, index) for index in indices)

    def below(self, path: str) -> tuple[str, ...]:
        """The path, if it is a leaf, and every leaf below it."""
        paths = self.directory.paths
        place = bisect_left(paths, path)
        leaf = (path,) if paths[place : place + 1] == (path,) else ()
        return leaf + paths[bisect_left(paths, path + ".") : bisect_left(paths, path + "/")]  # "/" follows "."

    @property
    def pool(self) -> pa.Array:
        """All distinct strings, column after column in order of path: `Column.offset` says where each begins."""
        return self.decoded(("pool",), self._read_pool)

    @property
    def tokens(self) -> pa.Array:
        """The distinct words of the pool's strings, in order of bytes; `connector.engine.words` says what a word is."""
        return self.decoded(("tokens",), lambda: on_lines(b"".join(block + b"\n" for block in self.token_blocks())))

    def token_blocks(self) -> Iterator[bytes]:
        """The words of `tokens`, `WORDS` at once, with line ends between them. Not kept: they fill memory."""
        return (self.reader.content(Blob(*blob)).to_pybytes() for blob in self._section("words", BLOB).tolist())

    def postings(self, indices: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
        """The strings of the pool, ascending and no one twice, that hold any of these words of `tokens`."""
        starts, postings = self.posting_table
        begins, lengths = starts[indices], starts[indices + 1] - starts[indices]
        steps = np.arange(lengths.sum()) + np.repeat(begins - np.cumsum(lengths) + lengths, lengths)
        return np.unique(postings[steps]).astype(np.int64)

    @property
    def posting_table(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """For each of `tokens`, and once more at the end, where its postings begin; and the postings, strings of the pool."""
        return self._section("posting_starts", "<i4"), self._section("postings", "<i4")

    def token_ids(self, word: str) -> npt.NDArray[np.int32]:
        """The strings of the pool, ascending, that hold the word; empty when none does. A look-up, not a scan."""
        sought = word.encode("utf-8", "replace")
        blobs = self._section("words", BLOB)
        block = bisect_right(self._lines("first_words"), sought) - 1
        if block < 0 or not len(blobs):
            return np.empty(0, np.int32)
        words: bytes = self.decoded(("words", block), lambda: b"\n%b\n" % self.reader.content(self._blob("words", block)))
        if (at := words.find(b"\n%b\n" % sought)) < 0:
            return np.empty(0, np.int32)
        place = words.count(b"\n", 0, at)
        first, end = self._section("posting_starts", "<i4")[block * WORDS + place :][:2]
        return self._section("postings", "<i4")[first:end]

    def lines(self, rows: Iterable[int]) -> list[bytes]:
        """The events of those rows as they were written, without their line ends, in the order asked."""
        places = [divmod(int(row), BLOCK) for row in rows]
        blocks = {block: self._lines("blocks", block) for block in {block for block, _ in places}}
        return [blocks[block][place] for block, place in places]

    def event(self, row: int) -> Event:
        """The event of that row, decoded; every number exact."""
        return self.read(self.lines([row])[0])

    def read(self, line: bytes) -> Event:
        """An event of this segment from its line, decoded; every number exact."""
        return decode_exactly(line) if self.directory.exact else decode(line)

    def id_numbers(self, rows: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.uint64]:
        """The ``_id`` of those rows as numbers, in the order asked."""
        identities = np.array([int(source.identity[:16], 16) for source in self.sources], np.uint64)
        return identity.event_ids(identities[self._sources[rows]], self._places[0][rows])

    def ids(self, rows: npt.NDArray[np.integer[Any]]) -> list[str]:
        """The ``_id`` of those rows, 16 hex digits each, in the order asked."""
        return [f"{number:016x}" for number in self.id_numbers(rows).tolist()]

    def origin(self, rows: npt.NDArray[np.integer[Any]]) -> list[tuple[str, int]]:
        """Path of the file, as it was when it was read, and line number (from 1) of those rows, in the order asked."""
        return [(self.sources[source].path, number)
                for source, number in zip(self._sources[rows].tolist(), self._places[1][rows].tolist(), strict=True)]  # fmt: skip

    @property
    def places(self) -> npt.NDArray[np.int64]:
        """Four rows, one column an event: byte offset and number of its line, its place in `sources`, and its arrival."""
        return np.array([*self._places[:2], self._sources, self.arrived()])

    def arrived(self) -> npt.NDArray[np.int64]:
        """For each event the number of the batch that it was committed in."""
        return self._places[3] if self._several else np.full(self.size, self.arrivals[0])

    def decoded(self, key: tuple[Any, ...], read: Callable[[], Any]) -> Any:
        """A decoded part, from the cache or from ``read()``."""

        def make() -> tuple[Any, int]:
            part = read()
            return part, footprint(part)

        return self._cache.get((self.reader.key, *key), make)

    def strings(self, directory: Directory, index: int) -> pa.Array:
        """The distinct strings of a column, decoded alone: the pool of a segment can be large."""
        return self.decoded(("values", index), lambda: self._read_strings(directory, index))

    def _read_strings(self, directory: Directory, index: int) -> pa.Array:
        return self.reader.strings(directory.blob("values", index), int(directory.columns["distinct"][index]))

    def _read_pool(self) -> pa.Array:
        directory = self.directory
        indices = np.flatnonzero(directory.columns["kind"] == KINDS.index("string")).tolist()
        parts = [self._read_strings(directory, index) for index in indices]
        return pa.concat_arrays(parts) if parts else pa.array([], pa.string())

    def _lines(self, section: str, block: int | None = None) -> list[bytes]:
        lines: list[bytes] = self.decoded(
            (section, block), lambda: self.reader.content(self._blob(section, block)).to_pybytes().split(b"\n")
        )
        return lines

    @property
    def directory(self) -> Directory:
        """Its columns and row lists."""
        directory: Directory = self.decoded(("directory",), lambda: Directory.read(self.reader))
        return directory

    @property
    def _several(self) -> bool:
        # What was sealed holds the rows of `places` also where all of its events are of one batch.
        return self._blob("places").length > 2 * 8 * self.size

    @property
    def _sources(self) -> npt.NDArray[np.int64]:
        return self._places[2] if self._several else np.zeros(self.size, np.int64)

    @property
    def _places(self) -> npt.NDArray[np.int64]:
        """The first rows of `places`: all of them only where there were several batches."""
        places: npt.NDArray[np.int64] = self.decoded(("places",), lambda: self.reader.array(self._blob("places"), "<i8"))
        return places.reshape(4 if self._several else 2, self.size)

    def verify(self) -> None:
        """Compares every byte with its checksum, or with what it always is.

        Raises:
            DamagedSegment: some part is not what was written.
        """
        directory = self.directory
        blobs = [Blob(*numbers) for part in ("directory", "sections") for numbers in self.footer[part].values()]
        tables = [self.reader.array(self._blob(name), BLOB) for name in ("blocks", "words")]
        for table in (*tables, directory.columns["codes"], directory.columns["values"], directory.rows["rows"]):
            blobs += [Blob(*numbers) for numbers in table.tolist()]
        self.reader.verify(blobs)

    def _blob(self, name: str, block: int | None = None) -> Blob:
        return Blob(*(self.footer["sections"][name] if block is None else self._section(name, BLOB)[block].item()))

    def _section(self, name: str, kind: npt.DTypeLike) -> npt.NDArray[Any]:
        """A part that is used where it lies in the mapped file; checked the first time."""
        if name not in self._mapped:
            self._mapped[name] = self.reader.array(self._blob(name), kind)
        return self._mapped[name]


def _moment(micros: int | None) -> np.datetime64:
    return np.datetime64("NaT" if micros is None else micros, "us")
