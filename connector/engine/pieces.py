"""Files cut at line ends into pieces, each of which becomes a segment; only what has not been read before."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from connector.engine.coverage import Range, Stat, gaps
from connector.engine.files import Stream
from connector.engine.identity import HEAD, TAIL, digest
from connector.engine.ledger import Ledger
from connector.engine.lines import UnreadableLine, read_line

MOST_LINES = 65_536
"""Lines of a piece, and so events of a segment."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines of a file.

    Attributes:
        data: the lines.
        covered: where they lie.
        position: how many bytes of the file itself had been read when the piece was complete.
    """

    data: bytes
    covered: Range
    position: int


def stat_of(path: Path) -> Stat:
    """What the file system says of a file."""
    found = os.stat(path)
    # A name need not be text; what is kept of it must be.
    return Stat(os.fsencode(path).decode("utf-8", "backslashreplace"), found.st_size, found.st_mtime_ns, found.st_ino)


def pieces(path: Path, ledger: Ledger, size: int, growing: bool = False) -> Iterator[Piece]:
    """The pieces of a file that have not been read; each is noted in the ledger.

    A file that was read before is known by its first bytes, whatever its name. Reading goes on where it ended, if the bytes
    before that position are still the same; otherwise it is another file.

    Args:
        path: the file.
        ledger: what has been read.
        size: about how many bytes a piece has.
        growing: the file is still being written: a last line without a line end waits for it.

    Raises:
        FileNotFoundError: it gave way to another file while it was read.
        OSError: the file cannot be read.
    """
    stat = stat_of(path)
    if ledger.unchanged(stat):
        return
    head = _head(path)
    if not head:
        return
    for known in ledger.candidates(head):
        if _goes_on(path, known):
            first, missing = known[0], gaps(known)
            blank = replace(first, stat=stat, ends=False, unfinished=0, cut=False)
            break
    else:
        known, missing = [], [(0, None)]
        blank = Range(ledger.new_identity(head), len(head), digest(head), 0, 0, digest(b""), 1, 0, stat)
    for start, stop in missing:
        before = max((each for each in known if each.stop == start), key=lambda each: each.start, default=None)
        begin = replace(blank, start=start, stop=start, lines=0, first_line=before.first_line + before.lines if before else 1)
        for piece in _cut(path, begin, stop, size, before.unfinished if before else 0, growing):
            # Rotation gives the name, or the file itself, to other lines: these must not count as what the first bytes promised.
            if digest(_head(path)[: blank.head]) != blank.head_hash:
                raise FileNotFoundError(errno.ENOENT, "it gave way to another file meanwhile: read it again", str(path))
            if piece.data or not (growing or (before and before.ends and before.stat == stat)):
                ledger.add(piece.covered)
                yield piece


def is_known(path: Path, ledger: Ledger) -> bool:
    """Whether some of the file was read before, under whatever name.

    Raises:
        OSError: the file cannot be read.
    """
    head = _head(path)
    return bool(head) and any(_goes_on(path, known) for known in ledger.candidates(head))


def _head(path: Path) -> bytes:
    with Stream(path) as stream:
        return stream.read(HEAD)


def _goes_on(path: Path, known: list[Range]) -> bool:
    last = max(known, key=lambda each: each.stop)
    with Stream(path) as stream:
        stream.skip(max(0, last.stop - TAIL))
        tail = stream.read(min(TAIL, last.stop))
    return len(tail) == min(TAIL, last.stop) and digest(tail) == last.tail_hash


def _cut(path: Path, begin: Range, end: int | None, size: int, unfinished: int, growing: bool) -> Iterator[Piece]:
    """Pieces from ``begin`` to ``end``, a line end; ``None``: to the end of the file, which the last piece, perhaps empty, notes.

    ``unfinished`` bytes of a last line were there before, and could not be read.
    """
    covered = begin
    with Stream(path) as stream:
        stream.skip(max(0, begin.start - TAIL))
        tail = stream.read(begin.start - stream.at)
        if tail and not tail.endswith(b"\n"):  # the last line had no end: what follows belongs to it
            covered = replace(covered, first_line=covered.first_line - 1)
        for data, ends, final in _portions(stream, end, size):
            left = _unended(data, growing) if final else 0
            whole = data[: len(data) - left]
            held = growing and left > 0
            if held:
                data, left = whole, 0
            elif final and left == len(data) == unfinished:
                data = b""  # nothing was added to the unfinished line, which was quarantined then
            tail = (tail + whole[-TAIL:])[-TAIL:]
            covered = replace(
                covered,
                start=covered.stop,
                stop=covered.stop + len(whole),
                tail_hash=digest(tail),
                first_line=covered.first_line + covered.lines,
                lines=ends + int(whole[-1:] not in (b"", b"\n")),
                ends=final and end is None and not held,
                unfinished=left,
                cut=final and stream.cut,
            )
            yield Piece(data, covered, stream.position)


def _portions(stream: Stream, end: int | None, size: int) -> Iterator[tuple[bytes, int, bool]]:
    """Whole lines up to ``end``, how many line ends they have, and whether they are the last ones.

    The very last portion may be empty.
    """
    wanted = size
    while True:
        wanted = wanted if end is None else min(wanted, end - stream.at)
        block = stream.read(wanted)
        over = len(block) < wanted or stream.at == end
        length, ends = _whole_lines(block, over)
        stream.push_back(block[length:])
        final = over and length == len(block)
        if length or final:
            yield block[:length], ends, final
        if final:
            return
        wanted = size if length else 2 * wanted  # a line may be longer than a piece


def _whole_lines(block: bytes, over: bool) -> tuple[int, int]:
    """How much of the block is whole lines, at most `MOST_LINES`, and their ends; the end of a file ends a line too."""
    ends = block.count(b"\n")
    if ends > MOST_LINES:
        return int(np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n"))[MOST_LINES - 1]) + 1, MOST_LINES
    return len(block) if over else block.rfind(b"\n") + 1, ends


def _unended(data: bytes, growing: bool) -> int:
    """The length of a last line without a line end that waits: one that cannot be read, or any while the file grows."""
    line = data[data.rfind(b"\n") + 1 :]
    if growing:
        return len(line)
    if not line.strip():
        return 0
    try:
        read_line(line)
    except UnreadableLine:
        return len(line)
    return 0
