"""Which bytes of which files have been read: kept in the footers of the segments that hold their events."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stat:
    """What the file system says of a file: when nothing of it changed, its content is not looked at."""

    path: str
    size: int
    mtime: int
    inode: int


@dataclass(frozen=True, slots=True)
class Range:
    """A span of whole lines of a source file, decompressed; all offsets are in bytes.

    Attributes:
        identity: of the file: 32 hex digits.
        head: how many of its first bytes it is known by.
        head_hash: of those bytes.
        start: the first byte.
        stop: the byte after the last one.
        tail_hash: of the `connector.engine.identity.TAIL` bytes before ``stop``.
        first_line: the number of the first line, from 1.
        lines: how many lines there are.
        stat: the file when it was opened.
        ends: it reaches the end that the file then had.
        unfinished: length of a last line that is neither readable nor ended: it follows ``stop``, and is read again once it grew.
        cut: the compressed file broke off here.
    """

    identity: str
    head: int
    head_hash: str
    start: int
    stop: int
    tail_hash: str
    first_line: int
    lines: int
    stat: Stat
    ends: bool = False
    unfinished: int = 0
    cut: bool = False

    @property
    def path(self) -> str:
        """The path that the file had when it was read."""
        return self.stat.path


def gaps(ranges: Iterable[Range]) -> list[tuple[int, int | None]]:
    """The spans of a file that no range covers, in order; the last one is open (``None``): a file may have grown."""
    missing: list[tuple[int, int | None]] = []
    reached = 0
    for each in sorted(ranges, key=lambda range: range.start):
        if each.start > reached:
            missing.append((reached, each.start))
        reached = max(reached, each.stop)
    return [*missing, (reached, None)]
