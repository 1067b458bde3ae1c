"""Small segments, as live reading leaves them, made into large ones."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from connector.engine.build import Counts
from connector.engine.coverage import Range
from connector.engine.merge import write_merged
from connector.engine.segment import Segment
from connector.uncollected import uncollected

MOST = 65_536
"""Events of a segment that is sealed while events come in."""

LARGE = 4 * MOST
"""Events of a segment in which several of those are joined: a question pays for every segment that it opens."""

SMALL = 4_096
"""Segments of so few events are always worth it."""

HEAVIEST = 2**27
"""Bytes of the files that are joined at once: their strings lie in memory together, and events may be large."""

_SIDE_BY_SIDE = 8
"""Fewer segments than these in a whole store are asked as fast as one: two threads share them."""

FEW = 4
"""Fewer neighbours than these are left as they are: to write them again would cost more than they do."""


def seal(segments: Sequence[Segment], path: Path) -> None:
    """Writes one segment that holds the events of several.

    Every event keeps its line, its ``_id``, where it was read and when it arrived.

    Args:
        segments: in order of arrival; all with times, or all without.
        path: the file to make.

    Raises:
        DamagedSegment: one of them cannot be read.
        OSError: the new one cannot be written.
    """
    with uncollected():
        sources, counts, renumbered = _joined(segments)
        times = np.concatenate([segment.times for segment in segments])
        places = np.concatenate([_places(*each) for each in zip(segments, renumbered, strict=True)], axis=1)
        order = np.argsort(times, kind="stable")
        footer = {
            "arrivals": [segments[0].arrivals[0], segments[-1].arrivals[1]],
            "sources": [asdict(each) for each in sources],
            "counts": [asdict(each) for each in counts],
            "untimed": sum(segment.footer.get("untimed", 0) for segment in segments),
        }
        write_merged(path, segments, order, times[order], places[:, order], footer)


def newest_run(segments: Sequence[Segment], whole_days: bool = False, small: int = SMALL, most: int = MOST) -> list[Segment]:
    """The newest segments that are worth sealing together: of about the same size, in all at most ``most`` events.

    An event is so written a few times at most, however slowly events come in. Their files have at most `HEAVIEST` bytes in all.

    Args:
        segments: in order of arrival, all with times.
        whole_days: whether the newest events of all must be of one day (UTC), so that a day that goes takes its segments along.
        small: segments of so few events are always worth it.
        most: events in all.
    """
    run: list[Segment] = []
    held, size = 0, 0
    days: set[np.datetime64] = set()
    for segment in reversed(segments):
        if held + segment.size > most or segment.size > max(4 * held, small) or size + segment.reader.size > HEAVIEST:
            break
        if whole_days and segment.size:  # one without events only says what was read
            days.add(segment.last.astype("datetime64[D]"))
            if len(days) > 1:
                break
        run.insert(0, segment)
        held += segment.size
        size += segment.reader.size
    return run


def runs(segments: Sequence[Segment], whole_days: bool = False, small: int = SMALL, most: int = MOST) -> Iterator[list[Segment]]:
    """All neighbours that are worth sealing together, at least two a run, the newest run first: see `newest_run`."""
    end = len(segments)
    while end:
        run = newest_run(segments[:end], whole_days, small, most)
        if len(run) > 1:
            yield run
        end -= max(len(run), 1)


def large_runs(segments: Sequence[Segment], whole_days: bool = False) -> Iterator[list[Segment]]:
    """Neighbours that are worth a segment of up to `LARGE` events, at least `FEW` a run, the newest run first."""
    if len(segments) < _SIDE_BY_SIDE:
        return iter(())
    return (run for run in runs(segments, whole_days, MOST, LARGE) if len(run) >= FEW)


def _joined(segments: Sequence[Segment]) -> tuple[list[Range], list[Counts], list[npt.NDArray[np.int64]]]:
    """The sources of all, neighbours of one file as one; what became of their lines; and each segment's sources in that list."""
    sources: list[Range] = []
    counts: list[Counts] = []
    renumbered: list[npt.NDArray[np.int64]] = []
    newest: dict[str, int] = {}
    for segment in segments:
        found = []
        for covered, each in zip(segment.sources, segment.footer["counts"], strict=True):
            place = newest.get(covered.identity)
            if place is not None and sources[place].stop == covered.start:
                before = sources[place]
                sources[place] = replace(
                    covered, start=before.start, first_line=before.first_line, lines=before.lines + covered.lines
                )
                counts[place] += Counts(**each)
            else:
                place = newest[covered.identity] = len(sources)
                sources.append(covered)
                counts.append(Counts(**each))
            found.append(place)
        renumbered.append(np.array(found, np.int64))
    return sources, counts, renumbered


def _places(segment: Segment, renumbered: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    offsets, numbers, sources, arrivals = segment.places
    return np.array([offsets, numbers, renumbered[sources], arrivals])
