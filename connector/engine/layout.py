"""The bytes of a segment file: blobs, each with its checksum, then a footer that says where they are."""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

FORMAT = 2
"""The version of the layout; another one is not read."""

_MAGIC = b"EVELENS\x01"
_TAIL = struct.Struct("<II8s")
_CODEC = "zstd"
_LEVEL = 1
_SMALL = 256
"""Below this many bytes compression costs more than it saves."""


class DamagedSegment(Exception):
    """A segment file that is not what was written. ``name`` is the file's name, ``reason`` what is wrong with it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class Blob(NamedTuple):
    """Where some bytes lie in the file; stored as they are when both lengths are equal, otherwise compressed.

    Attributes:
        at: offset in the file.
        stored: length in the file.
        length: length of the content.
        check: CRC-32 of the bytes in the file.
    """

    at: int
    stored: int
    length: int
    check: int


BLOB = np.dtype([("at", "<i8"), ("stored", "<i8"), ("length", "<i8"), ("check", "<u4")])
"""A `Blob` in a table."""


class Writer:
    """Writes blobs one after the other into a new file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._codec = pa.Codec(_CODEC, compression_level=_LEVEL)
        self._at = file.write(_MAGIC)

    def compressed(self, content: bytes | npt.NDArray[Any]) -> Blob:
        """Adds content that is decoded before it is used."""
        raw = content if isinstance(content, bytes) else content.tobytes()
        packed: bytes = self._codec.compress(raw, asbytes=True) if len(raw) >= _SMALL else raw
        return self._add(packed if len(packed) < len(raw) else raw, len(raw))

    def plain(self, content: npt.NDArray[Any]) -> Blob:
        """Adds content that is used where it lies, in the mapped file."""
        return self._add(content.tobytes(), content.nbytes)

    def _add(self, stored: bytes, length: int) -> Blob:
        if not stored:
            return Blob(0, 0, 0, 0)
        padding = -self._at % 8  # numpy reads aligned numbers faster
        self._at += self._file.write(b"\0" * padding)
        blob = Blob(self._at, len(stored), length, zlib.crc32(stored))
        self._at += self._file.write(stored)
        return blob

    def finish(self, footer: Mapping[str, object]) -> None:
        """Writes the footer and brings everything to the disk."""
        text = orjson.dumps({"format": FORMAT, **footer}, default=tuple)  # a blob is a tuple
        self._file.write(text)
        self._file.write(_TAIL.pack(zlib.crc32(text), len(text), _MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())


class Reader:
    """Reads the blobs of a file, mapped into memory. Safe for threads.

    Raises:
        DamagedSegment: the file is no segment of this format, or its footer is damaged.
        FileNotFoundError: there is no such file.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.key = object()  # never equal to that of another file, not even one of the same name later
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise  # it was dropped meanwhile: nothing is damaged
        except (OSError, ValueError) as error:  # mmap refuses an empty file with ValueError
            raise DamagedSegment(self.name, "it cannot be read") from error
        self.size = len(self._map)
        self.footer = self._footer()

    def _footer(self) -> dict[str, Any]:
        if self.size < len(_MAGIC) + _TAIL.size:
            raise DamagedSegment(self.name, "it is too short")
        check, length, magic = _TAIL.unpack(self._map[-_TAIL.size :])
        text = self._map[max(0, self.size - _TAIL.size - length) : self.size - _TAIL.size]
        if magic != _MAGIC or zlib.crc32(text) != check:
            raise DamagedSegment(self.name, "its footer is damaged")
        footer: dict[str, Any] = orjson.loads(text)
        if footer.get("format") != FORMAT:
            raise DamagedSegment(self.name, "it was written by another version")
        return footer

    def content(self, blob: Blob) -> pa.Buffer:
        """The content of a blob, checked; a view of the mapped file where it is stored as it is."""
        stored = self.check(blob)
        if blob.stored == blob.length:
            return pa.py_buffer(stored)
        return pa.decompress(pa.py_buffer(stored), blob.length, codec=_CODEC)

    def check(self, blob: Blob) -> memoryview:
        """The bytes of a blob as they are stored, after a look at their checksum."""
        stored = memoryview(self._map)[blob.at : blob.at + blob.stored]
        if zlib.crc32(stored) != blob.check:
            raise DamagedSegment(self.name, "its content does not match its checksum")
        return stored

    def verify(self, blobs: Iterable[Blob]) -> None:
        """Checks all blobs of the file, and the bytes between them: no blob holds those, and no answer depends on them.

        Raises:
            DamagedSegment: some byte is not what was written.
        """
        if self._map[: len(_MAGIC)] != _MAGIC:
            raise DamagedSegment(self.name, "its first bytes are damaged")
        reached = len(_MAGIC)
        for blob in sorted(blob for blob in blobs if blob.stored):
            self.check(blob)
            if any(self._map[reached : blob.at]):
                raise DamagedSegment(self.name, "the bytes between its parts are damaged")
            reached = blob.at + blob.stored
        _, footer, _ = _TAIL.unpack(self._map[-_TAIL.size :])
        if reached + footer + _TAIL.size != self.size:
            raise DamagedSegment(self.name, "there is more in it than was written")

    def array(self, blob: Blob, kind: str | npt.DTypeLike) -> npt.NDArray[Any]:
        """The content of a blob as numbers; read-only."""
        return np.frombuffer(self.content(blob), kind)

    def strings(self, blob: Blob, count: int) -> pa.Array:
        """The content of a blob, written by `packed_strings`, as that many strings."""
        content = self.content(blob)
        starts = np.zeros(count + 1, "<i4")
        np.cumsum(np.frombuffer(content, "<i4", count), out=starts[1:])
        return pa.Array.from_buffers(pa.string(), count, [None, pa.py_buffer(starts), content.slice(4 * count)])

    def objects(self, blob: Blob) -> npt.NDArray[np.object_]:
        """The content of a blob, a JSON list of numbers, as Python ints and floats."""
        numbers = json.loads(self.content(blob).to_pybytes())
        found = np.empty(len(numbers), object)
        found[:] = numbers
        return found


def packed_strings(strings: pa.Array) -> bytes:
    """The lengths of the strings, then their bytes: lengths compress better than offsets."""
    starts = np.frombuffer(strings.buffers()[1], "<i4", len(strings) + 1, 4 * strings.offset)
    text = memoryview(strings.buffers()[2] or b"")[starts[0] : starts[-1]]
    return np.diff(starts).tobytes() + bytes(text)
