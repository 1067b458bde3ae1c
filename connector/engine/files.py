"""The files that a path stands for, and their bytes, decompressed."""

import bz2
import glob
import lzma
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa

from connector.engine.arrays import array_lines, starts_array

# eve.json, eve.json.gz, and what rotation makes of them: eve.json.1, eve.json-20261031.gz
_NAME = re.compile(r".+\.json(?:[.-][\w-]*\d[\w-]*)?(?:\.(?:gz|zst|xz|bz2))?", re.IGNORECASE | re.ASCII)
_ZSTD = b"\x28\xb5\x2f\xfd"
_BLOCK = 65_536
"""Compressed bytes that are read at once: a thousandfold of them must still fit into memory."""

_START = 64
"""Bytes that tell what a file is."""

_USUAL_RATIO = 9
"""How much smaller EVE becomes when it is compressed."""


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


def find_files(paths: Iterable[str]) -> tuple[list[Path], list[str]]:
    """The EVE files that paths stand for.

    Args:
        paths: files, folders (every ``*.json``, compressed and rotated ones too; not the folders in them) and globs.

    Returns:
        The files, absolute, each once, in the order given and by name within a folder; and one sentence for each path that leads
        to none.
    """
    found: dict[Path, None] = {}
    missing: list[str] = []
    for text in paths:
        path = Path(text).expanduser()
        try:
            files, otherwise = _expanded(path)
        except OSError as error:
            files, otherwise = [], f"cannot be read: {error.strerror}."
        found |= dict.fromkeys(file.absolute() for file in files)
        if not files:
            missing.append(f"{path} {otherwise}")
    return list(found), missing


def _expanded(path: Path) -> tuple[list[Path], str]:
    """The files of one path, and what to say when there are none."""
    if path.is_dir():
        files = sorted(child for child in path.iterdir() if _NAME.fullmatch(child.name) and child.is_file())
        return files, "holds no EVE files: their names end in .json, .json.gz or .json.1."
    if path.is_file():
        return [path], ""
    if path.exists():
        return [], "is neither a file nor a folder: name one of these."
    if glob.has_magic(str(path)):
        return sorted(Path(name) for name in glob.glob(str(path)) if os.path.isfile(name)), "matches no file: check the pattern."
    return [], "does not exist: check the path."


class Stream:
    """The content of a file, decompressed if it starts like a compressed one (its name plays no part).

    A context manager.

    Args:
        path: the file.

    Attributes:
        at: offset of the next byte in the decompressed content.
        cut: a compressed file broke off or is damaged: what follows cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.at = 0
        self.cut = False
        self._file: BinaryIO = path.open("rb")
        start = self._file.read(_START)
        self._file.seek(0)
        decoder = next((make for magic, make in _DECODERS.items() if start.startswith(magic)), None)
        self._plain = decoder is None and not start.startswith(_ZSTD)
        self._rest = b""
        self._blocks = self._decoded(decoder) if decoder else self._copied() if self._plain else self._zstd()
        first = start if self._plain else next(self._blocks, b"")
        if starts_array(first):
            rest = self._blocks if self._plain else chain((first,), self._blocks)
            self._plain, self._blocks = False, array_lines(rest)
        elif not self._plain:
            self._rest = first

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

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
        if self._plain and not self._rest:
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
