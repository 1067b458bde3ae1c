"""What is known of source files: which of them have been read, and how far."""

from collections import defaultdict
from collections.abc import Iterable

from connector.engine.coverage import Range, Stat, gaps
from connector.engine.identity import HEAD, digest, digests


class Ledger:
    """The ranges that are in a store, by file.

    Args:
        ranges: from the footers of the segments.
    """

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._files: dict[str, list[Range]] = defaultdict(list)
        for each in ranges:
            self.add(each)

    def add(self, covered: Range) -> None:
        """Notes that a range has been read."""
        self._files[covered.identity].append(covered)

    def forget(self, covered: Range) -> None:
        """Takes a range out again."""
        self._files[covered.identity].remove(covered)
        if not self._files[covered.identity]:
            del self._files[covered.identity]

    def unchanged(self, stat: Stat) -> bool:
        """Whether the file was read to its end and nothing of it changed since."""
        return any(
            each.ends and each.stat == stat and len(gaps(ranges)) == 1 for ranges in self._files.values() for each in ranges
        )

    def reached(self, stat: Stat) -> int:
        """How many bytes of the file were there when it was last read to its end; 0 when it never was, or became shorter."""
        known = (each.stat for ranges in self._files.values() for each in ranges if each.ends)
        return max((each.size for each in known if each.inode == stat.inode and each.size <= stat.size), default=0)

    def candidates(self, head: bytes) -> list[list[Range]]:
        """The files that begin as this one does; those first of which most is known to be equal.

        Args:
            head: at least the first `HEAD` bytes, if there are as many.
        """
        known = digests(head, {ranges[0].head for ranges in self._files.values()})
        found = [ranges for ranges in self._files.values() if known.get(ranges[0].head) == ranges[0].head_hash]
        return sorted(found, key=lambda ranges: (-ranges[0].head, -max(each.stop for each in ranges)))

    def new_identity(self, head: bytes) -> str:
        """An identity for a file that begins like this; several files may begin alike."""
        identity, ordinal = digest(head[:HEAD]), 0
        while identity in self._files:
            ordinal += 1
            identity = digest(head[:HEAD] + b"\0%d" % ordinal)
        return identity
