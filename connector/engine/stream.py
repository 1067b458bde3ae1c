"""The bytes of a file or of standard input, decompressed, as lines."""

import bz2
import errno
import lzma
import os
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa

from connector.engine.arrays import array_lines, starts_array
from connector.engine.identity import HEAD
from connector.errors import SourceUnreachable

_ZSTD = b"\x28\xb5\x2f\xfd"
_BLOCK = 65_536
"""Compressed bytes that are read at once: a thousandfold of them must still fit into memory."""

_START = 64
"""Bytes that tell what a file is."""

_USUAL_RATIO = 9
"""How much smaller EVE becomes when it is compressed."""

_CAPTURE = "a packet capture: let Suricata read it, and read the EVE file that it writes"
_OTHERS = {
    b"\xd4\xc3\xb2\xa1": _CAPTURE,
    b"\xa1\xb2\xc3\xd4": _CAPTURE,
    b"\x4d\x3c\xb2\xa1": _CAPTURE,
    b"\xa1\xb2\x3c\x4d": _CAPTURE,
    b"\x0a\x0d\x0d\x0a": _CAPTURE,
    b"PK\x03\x04": "a zip archive: unpack it first",
    b"PAR1": "a Parquet file: read the EVE file that it was made from",
    b"SQLite format 3\0": "a database: read the EVE file that it was made from",
}
"""What is no EVE file, by its first bytes. Taken for lines, all of it would go to the quarantine."""

_TAR = slice(257, 262), b"ustar"


class NotEvents(OSError):
    """What can be read, but holds no events; ``strerror`` says what it is and what to do."""

    def __init__(self, says: str) -> None:
        super().__init__(errno.EINVAL, says)


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def _gzip() -> _Decoder:
    return zlib.decompressobj(wbits=31)


_DECODERS: dict[bytes, Callable[[], _Decoder]] = {
    b"\x1f\x8b": _gzip,
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\0": lzma.LZMADecompressor,
}


class _Pipe:
    """What can be read only once, from its start although its first bytes were looked at."""

    closed = False

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first = first
        self._rest = rest
        self._at = 0

    def tell(self) -> int:
        return self._at

    def read(self, size: int, /) -> bytes:
        first, self._first = self._first[:size], self._first[size:]
        try:
            block = first + self._rest.read(size - len(first))
        except OSError as error:  # nobody must take it for a compressed file that is damaged, or for a store that is full
            raise SourceUnreachable(f"Standard input can be read no further: {error.strerror}.") from error
        self._at += len(block)
        return block

    def close(self) -> None:
        """Leaves the pipe open: whoever opened it closes it."""
        self.closed = True


class Stream:
    """The content of a file, decompressed if it starts like a compressed one (its name plays no part).

    A context manager.

    Args:
        source: the file; or what is open, can be read only once, and stays open.
        arrays: whether an array is made into lines.

    Attributes:
        at: offset of the next byte in the decompressed content.
        cut: a compressed file broke off or is damaged: what follows cannot be read.
    """

    def __init__(self, source: Path | BinaryIO, arrays: bool = True) -> None:
        self.at = 0
        self.cut = False
        self._file: BinaryIO | _Pipe
        if isinstance(source, Path):
            self._file = source.open("rb")
            try:
                start = self._file.read(_START)
            except OSError:
                self._file.close()
                raise
            self._file.seek(0)
        else:
            start = source.read(_START)
            self._file = _Pipe(start, source)
        decoder = next((make for magic, make in _DECODERS.items() if start.startswith(magic)), None)
        self._plain = decoder is None and not start.startswith(_ZSTD)
        self._rest = b""
        self._blocks = self._decoded(decoder) if decoder else self._copied() if self._plain else self._zstd()
        # bzip2 gives nothing before it has read 900 kB.
        first = start if self._plain else next((block for block in self._blocks if block), b"")
        if arrays and starts_array(first):
            rest = self._blocks if self._plain else chain((first,), self._blocks)
            self._plain, self._blocks = False, array_lines(rest)
        elif not self._plain:
            self._rest = first

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def head(self) -> bytes:
        """The first `HEAD` bytes, which are read again.

        Raises:
            NotEvents: they belong to something else than events, or the file breaks off before there are any.
        """
        found = self.read(HEAD)
        self.push_back(found)
        if not found and self.cut:
            raise NotEvents("it breaks off, or is damaged, before its first line: fetch it again")
        what = next((says for magic, says in _OTHERS.items() if found.startswith(magic)), None)
        if found[_TAR[0]] == _TAR[1] and b"\0" in found[: _TAR[0].start]:  # the same letters may stand in a line
            what = "a tar archive: unpack it first"
        if what:
            raise NotEvents(f"it is {what}")
        return found

    @property
    def position(self) -> int:
        """How many bytes of the file itself have been read."""
        return self._file.tell()

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes; fewer only at the end."""
        parts, have = [self._rest], len(self._rest)
        while have < size and (block := next(self._blocks, None)) is not None:
            parts.append(block)
            have += len(block)
        # Only the last part is cut: to copy all of them would cost as much as to decompress them.
        kept = max(len(parts[-1]) - max(have - size, 0), 0)
        parts[-1], self._rest = parts[-1][:kept], parts[-1][kept:]
        self.at += min(size, have)
        return b"".join(parts)

    def push_back(self, content: bytes) -> None:
        """Makes the last bytes that were read the next ones again."""
        self._rest = content + self._rest
        self.at -= len(content)

    def skip(self, size: int) -> None:
        """Passes over bytes."""
        if self._plain and not self._rest and not isinstance(self._file, _Pipe):
            self._file.seek(size, os.SEEK_CUR)
            self.at += size
            return
        wanted = self.at + size
        while self.at < wanted and self.read(min(wanted - self.at, 2**24)):
            pass

    def _copied(self) -> Iterator[bytes]:
        while block := self._file.read(2**20):
            yield block

    def _decoded(self, make: Callable[[], _Decoder]) -> Iterator[bytes]:
        decoder = make()
        try:
            while block := self._file.read(_BLOCK):
                while block:
                    yield decoder.decompress(block)
                    # Several compressed files one after the other are one; padding with zeros is none.
                    block = decoder.unused_data.lstrip(b"\0") if decoder.eof else b""
                    decoder = make() if block else decoder
        except (zlib.error, lzma.LZMAError, OSError, EOFError):
            self.cut = True
        self.cut |= not decoder.eof

    def _zstd(self) -> Iterator[bytes]:
        self._zstd_stream = pa.CompressedInputStream(pa.PythonFile(self._file, "r"), "zstd")  # it closes the file when it goes
        try:
            while block := self._zstd_stream.read(_BLOCK):
                yield block
        except OSError:
            self.cut = True


def content_size(path: Path) -> int:
    """About how many bytes a file holds, decompressed: a guess for compressed ones."""
    size = path.stat().st_size
    with path.open("rb") as file:
        packed = file.read(6).startswith((*_DECODERS, _ZSTD))
    return size * _USUAL_RATIO if packed else size
