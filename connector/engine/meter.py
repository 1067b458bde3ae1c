"""How far reading has come, and how fast it goes."""

from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from time import monotonic

from connector.answers import Progress
from connector.engine.pieces import Piece


class Meter:
    """How far reading has come, in bytes of the files as they lie on the disk.

    Args:
        sizes: of the files, by path, in the order in which they are read; 0 for what nobody knows the length of.
        begin: when reading began, on the monotonic clock.
        tell: what is told; ``None`` for nobody.
    """

    def __init__(self, sizes: dict[str, int], begin: float, tell: Callable[[Progress], None] | None) -> None:
        self._before = dict(zip(sizes, accumulate(sizes.values(), initial=0), strict=False))
        self._total = sum(sizes.values())
        self._begin = begin
        self._tell = tell
        self._done = 0
        self._bytes = 0
        self._events = 0
        self._name = next((Path(path).name for path in sizes), "")
        self._say(0.0, None)

    def show(self, piece: Piece, events: int) -> None:
        """A piece was committed.

        Args:
            piece: it.
            events: of all pieces so far.
        """
        # Pieces are not always ready in their order: what was said before stands.
        self._done = max(self._done, self._before[piece.covered.path] + piece.position)
        self._bytes += len(piece.data) if self._total else 0
        self._events = events
        self._name = Path(piece.covered.path).name
        share = min(self._done / self._total, 0.99) if self._total else 0.0
        self._say(share, (monotonic() - self._begin) * (1 - share) / share if share else None)

    def passed(self, size: int) -> None:
        """So many bytes of what nobody knows the length of came so far, decompressed."""
        self._bytes = size
        self._say(0.0, None)

    def finish(self, events: int) -> None:
        """All is read."""
        self._events = events
        self._say(1.0, 0.0)

    def _say(self, share: float, seconds_left: float | None) -> None:
        if self._tell is not None:
            rate = self._bytes / max(monotonic() - self._begin, 1e-3)
            self._tell(Progress(share, self._events, seconds_left, self._name, self._bytes, rate))
