"""Care of a store: is it whole, how large is it, and how much of it is kept."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import numpy as np

from connector.engine import names
from connector.engine.damage import bereft, can_be_read_again
from connector.engine.layout import DamagedSegment
from connector.engine.leaves import Leaves
from connector.engine.sealing import seal
from connector.engine.segment import Segment
from connector.engine.store import Store
from connector.engine.table import write_leaves

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found of one segment file.

    Attributes:
        name: of the file.
        events: in it; 0 where that cannot be read.
        reason: what is wrong; empty when nothing is.
    """

    name: str
    events: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What the events of one day (UTC) take.

    Attributes:
        day: the day of the newest event of each segment that is counted here; ``None`` for events without a usable time.
        events: how many.
        bytes: on the disk, of the segments.
    """

    day: datetime | None
    events: int
    bytes: int


def check(store: Store) -> Iterator[Checked]:
    """Reads every byte of every segment and compares it with its checksum; one answer a segment, as it goes.

    What is damaged is left out of all answers of this store from then on; `repair` sets it aside for good.
    """
    for name in store.damaged():
        yield Checked(name, 0, "it is damaged, and is left out of all answers")
    for segment in store.segments():
        try:
            segment.verify()
        except DamagedSegment as error:
            store.set_aside(segment.name)
            yield Checked(segment.name, segment.size, error.reason)
        else:
            yield Checked(segment.name, segment.size)


def repair(store: Store) -> list[str]:
    """Sets damaged files aside, so that the next reading of their sources reads those events again; gives their names.

    Events without a time, whose lines another segment has read too, are read again together with that one, if all of its
    sources are still there: otherwise it stays, and answers go on to say what is missing.
    """
    found = [each.name for each in check(store) if each.reason]
    for segment in filter(None, [bereft(name, store.segments()) for name in found]):
        if can_be_read_again(segment):
            store.set_aside(segment.name)
    with store.writing():
        pass  # whoever gets the right to write sets aside what is damaged
    return [name for name in found if not name.endswith(names.DAMAGED)]


def size(store: Store) -> list[Held]:
    """What the days take, oldest first, events without a time last."""
    found = sorted(((_day(segment), segment) for segment in store.segments()), key=lambda each: (each[0] is None, each[0] or 0))
    return [
        Held(day, sum(each.size - each.hidden for each in segments), sum(_bytes(store.folder / each.name) for each in segments))
        for day, group in groupby(found, key=lambda each: each[0])
        if (segments := [segment for _, segment in group])
    ]


def drop_before(store: Store, bound: datetime) -> int:
    """Takes events before a time out of all answers; whole segments of them also from the disk. Gives their number.

    What was read of which files stays known: they are not read again.

    Args:
        store: the store.
        bound: the first time that is kept; aware. An earlier one than before changes nothing.
    """
    before = _events(store)
    with store.writing():
        store.hide_before(bound)
        gone = [segment for segment in store.segments() if segment.size and segment.hidden == segment.size]
        for segment in gone:
            _empty(store, segment)
        _join_empty(store)
    return before - _events(store)


def keep(store: Store, days: int | None, gigabytes: float | None, now: datetime | None = None) -> int:
    """Drops whole days until what is left is no older, and takes no more room, than is said. Gives the number of events dropped.

    Args:
        store: the store.
        days: how many days before today are kept; ``None`` for all.
        gigabytes: 10^9 bytes that all segments may take; the newest day always stays. ``None`` for any.
        now: this moment; aware.
    """
    bounds = []
    if days is not None:
        bounds.append((now or datetime.now(UTC)).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - days * _DAY)
    if gigabytes is not None:
        held = [each for each in size(store) if each.day is not None and each.events]
        left = sum(each.bytes for each in held)
        for day in held[:-1]:
            if left <= gigabytes * 1e9:
                break
            left -= day.bytes
            assert day.day is not None
            bounds.append(day.day + _DAY)
    oldest = min((segment.first for segment in store.segments() if segment.timed), default=None)
    if not bounds or oldest is None or max(bounds) <= _utc(oldest):
        return 0
    return drop_before(store, max(bounds))


def _empty(store: Store, segment: Segment) -> None:
    """Puts a segment without events in the place of one; it still says what was read."""
    twin = store.folder / (segment.name.removesuffix(names.SEGMENT) + names.UNTIMED)
    unfinished = store.folder / (segment.name + names.UNFINISHED)
    kept = {name: segment.footer[name] for name in ("arrivals", "sources", "counts")}
    several = segment.arrivals[0] < segment.arrivals[1]
    places = np.empty((4 if several else 2, 0), np.int64)
    write_leaves(unfinished, Leaves().coded(np.arange(0)), [], np.empty(0, "datetime64[us]"), places, {**kept, "untimed": 0})
    store.swap(segment.name)
    twin.unlink(missing_ok=True)


def _join_empty(store: Store) -> None:
    """Makes one of neighbours without events: a store that forgets for years must not have more and more files."""
    segments = [segment for segment in store.segments() if segment.name.endswith(names.SEGMENT)]
    for empty, group in groupby(segments, key=lambda segment: not segment.size):
        run = list(group)
        if empty and len(run) > 1:
            first, last = run[0].arrivals[0], run[-1].arrivals[1]
            seal(run, store.new_paths(first, last)[0])
            store.commit(first, last)


def _events(store: Store) -> int:
    return sum(segment.size - segment.hidden for segment in store.segments())


def _day(segment: Segment) -> datetime | None:
    return _utc(segment.last).replace(hour=0, minute=0, second=0, microsecond=0) if segment.timed else None


def _utc(moment: np.datetime64) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(moment.astype(np.int64)))


def _bytes(path: Path) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0  # sealed into another one meanwhile
