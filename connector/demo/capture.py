"""The capture as a whole: background and intrusion in one stream, in order of time, slice by slice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

import orjson

from connector.demo import intrusion, sensors
from connector.demo.office import Office, activity
from connector.demo.wire import HOUR, MINUTE, Event, Rows
from connector.errors import ConfigError

SPAN = 48 * HOUR
LEAST = 2_000
_TIME = itemgetter(0)


def events(events: int = 100_000, seed: int = 1, until: datetime | None = None) -> Iterator[Event]:
    """The events of the capture, oldest first, as dicts to be read and not changed (they share parts).

    Two days that end at `until` (aware; default: now). The second day holds one intrusion of constant size,
    placed relative to `until`; the rest is background. The same arguments give the same events. `events` is met
    within 3 %.

    Raises:
        ConfigError: fewer than 2,000 events were asked for, or `until` has no offset.
    """
    return _capture(events, seed, until)


def write(out: Path | BinaryIO, *, events: int = 100_000, seed: int = 1, until: datetime | None = None) -> int:
    """Writes the capture as JSON lines, oldest first; returns the number of events written.

    Memory stays bounded whatever the size. See `events` for the arguments and errors.
    """
    stream = _capture(events, seed, until)
    if isinstance(out, Path):
        with out.open("wb") as file:
            return _dump(stream, file)
    return _dump(stream, out)


def _dump(stream: Iterator[Event], out: BinaryIO) -> int:
    count = 0
    lines: list[bytes] = []
    for event in stream:
        lines.append(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE))
        count += 1
        if len(lines) == 1000:
            out.write(b"".join(lines))
            lines.clear()
    out.write(b"".join(lines))
    return count


def micros(moment: datetime) -> int:
    """An aware time as microseconds since 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _capture(wanted: int, seed: int, until: datetime | None) -> Iterator[Event]:
    if wanted < LEAST:
        raise ConfigError(f"The demonstration needs {LEAST:,} events or more, not {wanted:,}.")
    if until is not None and until.tzinfo is None:
        raise ConfigError("The end of the demonstration needs an offset from UTC, such as 2026-10-31T18:00:00Z.")
    return _stream(wanted, seed, micros(until or datetime.now(UTC)))


def _stream(wanted: int, seed: int, end: int) -> Iterator[Event]:
    begin = end - SPAN
    planted = [row for row in intrusion.rows(seed, end) if row[0] < end]
    measured = sensors.rows(seed, begin, end, 10 * MINUTE if wanted >= 20_000 else HOUR)
    pending = sorted(planted + measured, key=_TIME)[::-1]
    budget = max(0, wanted - len(pending))
    office = Office(wanted, seed)

    slices = max(288, wanted // 2_000)
    edges = [begin + SPAN * n // slices for n in range(slices + 1)]
    levels = [activity((low + high) // 2) * (high - low) for low, high in pairwise(edges)]
    total, due, made = sum(levels), 0.0, 0
    batch: Rows = []
    for n in range(slices):
        low, high = edges[n], edges[n + 1]
        due += budget * levels[n] / total
        while made < due:
            before = len(batch)
            office.play(low + int(office.dice.random() * (high - low)), batch)
            made += sum(t < end for t, _ in batch[before:])
        while pending and pending[-1][0] < high:
            batch.append(pending.pop())
        batch.sort(key=_TIME)
        for i, (t, event) in enumerate(batch):
            if t >= high:
                del batch[:i]
                break
            yield event
        else:
            batch.clear()
