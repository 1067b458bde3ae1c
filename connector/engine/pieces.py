"""Files cut at line ends into pieces, each of which becomes a segment; only what has not been read before."""

import errno
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from connector.engine.coverage import Range, Stat, gaps
from connector.engine.identity import TAIL, digest
from connector.engine.ledger import Ledger
from connector.engine.lines import UnreadableLine, read_line
from connector.engine.stream import Stream

MOST_LINES = 65_536
"""Lines of a piece, and so events of a segment."""

LONGEST = 2**26
"""Bytes of a line; a longer one is given in parts, none of which can be read."""

_RESTING = 5_000_000_000
"""Nanoseconds after its last change in which a file that begins like another, and is shorter, may still become a copy of it."""

Opened = Callable[[], Stream]
"""Opens the content, from its start."""


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
        FileNotFoundError: it gave way to another file while it was read, for rotation cuts it or renames it; or it is growing
            into a copy of what was read.
        OSError: the file cannot be read.
    """
    stat = stat_of(path)
    if ledger.unchanged(stat):
        return
    opened = partial(Stream, path)
    for piece in unread_pieces(opened, stat, ledger, size, growing):
        # What was read may be of the other one, whose events are read again under its own identity.
        if digest(_head(opened)[: piece.covered.head]) != piece.covered.head_hash:
            ledger.forget(piece.covered)
            raise FileNotFoundError(errno.ENOENT, "it gave way to another file while it was read", str(path))
        yield piece


def unread_pieces(opened: Opened, stat: Stat, ledger: Ledger, size: int, growing: bool = False) -> Iterator[Piece]:
    """As `pieces`, of a content that is known to be at ``stat``."""
    head = _head(opened)
    if not head:
        return
    alike = ledger.candidates(head)
    known = next((each for each in alike if _goes_on(opened, each)), None)
    if known is None:
        if growing and time.time_ns() - stat.mtime < _RESTING and any(_is_shorter(opened, each) for each in alike):
            raise FileNotFoundError(errno.ENOENT, "it is being copied", stat.path)
        yield from new_pieces(opened, head, stat, ledger, size, growing)
        return
    blank = replace(known[0], stat=stat, ends=False, unfinished=0, cut=False)
    for start, stop in gaps(known):
        before = max((each for each in known if each.stop == start), key=lambda each: each.start, default=None)
        begin = replace(blank, start=start, stop=start, lines=0, first_line=before.first_line + before.lines if before else 1)
        for piece in _cut(opened, begin, stop, size, before.unfinished if before else 0, growing):
            if piece.data or not (growing or (before and before.ends and before.stat == stat)):
                ledger.add(piece.covered)
                yield piece


def new_pieces(opened: Opened, head: bytes, stat: Stat, ledger: Ledger, size: int, growing: bool = False) -> Iterator[Piece]:
    """As `unread_pieces`, of a content that begins with ``head`` and of which nothing was read before."""
    begin = Range(ledger.new_identity(head), len(head), digest(head), 0, 0, digest(b""), 1, 0, stat)
    for piece in _cut(opened, begin, None, size, 0, growing):
        if piece.data or not growing:
            ledger.add(piece.covered)
            yield piece


def is_known(path: Path, ledger: Ledger) -> bool:
    """Whether some of the file was read before, under whatever name.

    Raises:
        OSError: the file cannot be read.
    """
    opened = partial(Stream, path)
    head = _head(opened)
    return bool(head) and any(_goes_on(opened, known) for known in ledger.candidates(head))


def _head(opened: Opened) -> bytes:
    with opened() as stream:
        return stream.head()


def _goes_on(opened: Opened, known: list[Range]) -> bool:
    last = max(known, key=lambda each: each.stop)
    tail = _tail(opened, last.stop)
    return len(tail) == min(TAIL, last.stop) and digest(tail) == last.tail_hash


def _is_shorter(opened: Opened, known: list[Range]) -> bool:
    """Whether it ends before the place that was reached in the file that begins alike."""
    reached = max(each.stop for each in known)
    return len(_tail(opened, reached)) < min(TAIL, reached)


def _tail(opened: Opened, stop: int) -> bytes:
    """The last bytes before a position; fewer where it ends before."""
    with opened() as stream:
        stream.skip(max(0, stop - TAIL))
        return stream.read(min(TAIL, stop))


def _cut(opened: Opened, begin: Range, end: int | None, size: int, unfinished: int, growing: bool) -> Iterator[Piece]:
    """Pieces from ``begin`` to ``end``, a line end; ``None``: to the end of the file, which the last piece, perhaps empty, notes.

    ``unfinished`` bytes of a last line were there before, and could not be read.
    """
    covered = begin
    with opened() as stream:
        stream.skip(max(0, begin.start - TAIL))
        tail = stream.read(begin.start - stream.at)
        for data, ends, final in _portions(stream, end, size):
            left = _unended(data, growing) if final else 0
            whole = data[: len(data) - left]
            held = growing and left > 0
            if held:
                data, left = whole, 0
            elif final and left == len(data) == unfinished:
                data = b""  # nothing was added to the unfinished line, which was quarantined then
            goes_on = bool(whole and tail) and not tail.endswith(b"\n")  # the line before had no end: this belongs to it
            tail = (tail + whole[-TAIL:])[-TAIL:]
            covered = replace(
                covered,
                start=covered.stop,
                stop=covered.stop + len(whole),
                tail_hash=digest(tail),
                first_line=covered.first_line + covered.lines - goes_on,
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
        if not length and len(block) >= LONGEST:
            length = len(block)
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
