"""Files of a store that are damaged: what do answers lack because of them?"""

from collections.abc import Sequence
from pathlib import Path

from connector.engine.coverage import Range, gaps
from connector.engine.identity import TAIL, digest
from connector.engine.layout import DamagedSegment, Reader
from connector.engine.names import DAMAGED, SEGMENT, UNTIMED, arrivals
from connector.engine.record import NAME
from connector.engine.segment import Segment
from connector.engine.store import Store
from connector.engine.stream import Stream


def left_out(store: Store) -> tuple[str, ...]:
    """The names of segments whose events are missing from all answers, sorted.

    One that was set aside does not count any more once its lines were read again; one that is too damaged to say which lines
    these were counts until somebody deletes it.
    """
    broken = [name for name in store.broken() if not name.startswith(NAME)]
    segments = store.segments() if broken else ()
    return tuple(name for name in broken if not (name.endswith(DAMAGED) and _is_read_again(store.folder / name, segments)))


def forgotten(store: Store) -> str:
    """The name of the damaged file that knew which events were dropped; empty when there is none."""
    return next((name for name in store.broken() if name.startswith(NAME)), "")


def bereft(name: str, segments: Sequence[Segment]) -> Segment | None:
    """The segment that lacks events without a time because the file of that name, which held them, is damaged.

    It still says that their lines were read, so that nothing reads them again as long as it counts.
    """
    first, last = arrivals(name)
    held = {segment.name: segment for segment in segments}
    for segment in segments:
        if name.removesuffix(DAMAGED).endswith(UNTIMED) and _holds(segment, first, last):
            twin = held.get(segment.name.removesuffix(SEGMENT) + UNTIMED)
            return segment if segment.footer.get("untimed", 0) > (twin.size if twin else 0) else None
    return None


def can_be_read_again(segment: Segment) -> bool:
    """Whether all that the segment was read from still lies where it was."""
    return all(map(_is_there, segment.sources))


def _holds(segment: Segment, first: int, last: int) -> bool:
    return segment.name.endswith(SEGMENT) and segment.arrivals[0] <= first and last <= segment.arrivals[1]


def _is_there(covered: Range) -> bool:
    length = min(TAIL, covered.stop)
    try:
        with Stream(Path(covered.path)) as stream:
            head = stream.read(covered.head)
        with Stream(Path(covered.path)) as stream:
            stream.skip(covered.stop - length)
            tail = stream.read(length)
    except OSError:
        return False
    return (digest(head), digest(tail)) == (covered.head_hash, covered.tail_hash)


def _is_read_again(path: Path, segments: Sequence[Segment]) -> bool:
    if bereft(path.name, segments) is not None:
        return False
    ranges = [each for segment in segments if segment.name.endswith(SEGMENT) for each in segment.sources]
    try:
        held = Reader(path).footer["sources"]
    except (DamagedSegment, FileNotFoundError, KeyError):
        return False
    return all(_covered(str(each["identity"]), int(each["start"]), int(each["stop"]), ranges) for each in held)


def _covered(identity: str, start: int, stop: int, ranges: Sequence[Range]) -> bool:
    missing = gaps(each for each in ranges if each.identity == identity)
    return all(begin >= stop or (end is not None and end <= start) for begin, end in missing)
