"""Segments that were set aside because they are damaged: are their events still missing?"""

from collections.abc import Sequence
from pathlib import Path

from connector.engine.coverage import Range, gaps
from connector.engine.layout import DamagedSegment, Reader
from connector.engine.names import DAMAGED
from connector.engine.store import Store


def left_out(store: Store) -> tuple[str, ...]:
    """The names of segments whose events are missing from all answers, sorted.

    One that was set aside does not count any more once its lines were read again; one that is too damaged to say which lines
    these were counts until somebody deletes it.
    """
    broken = store.broken()
    read = store.ranges() if broken else []
    return tuple(name for name in broken if not (name.endswith(DAMAGED) and _is_read_again(store.folder / name, read)))


def _is_read_again(path: Path, ranges: Sequence[Range]) -> bool:
    try:
        held = Reader(path).footer["sources"]
    except (DamagedSegment, FileNotFoundError, KeyError):
        return False
    return all(_covered(str(each["identity"]), int(each["start"]), int(each["stop"]), ranges) for each in held)


def _covered(identity: str, start: int, stop: int, ranges: Sequence[Range]) -> bool:
    missing = gaps(each for each in ranges if each.identity == identity)
    return all(begin >= stop or (end is not None and end <= start) for begin, end in missing)
