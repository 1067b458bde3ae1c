"""Events grouped by one to three fields: every combination of keys becomes a number, and numbers are counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from connector.answers import Groups, Order
from connector.engine.keys import Keys, code_keys
from connector.engine.parts import Part, find_parts, narrowed
from connector.engine.store import Store
from connector.errors import QueryError
from connector.frames import Group, groups_frame
from connector.lucene.fields import counted
from connector.query import Query
from connector.window import Window

Integers = npt.NDArray[np.int64]

_NEVER = np.iinfo(np.int64).min
"""The time of an event without one: numpy's NaT as a number."""

_NONE = np.iinfo(np.int64).max
"""The severity of an event without one: it is never the worst."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Grouped:
    """What is known of all groups, and the events in them.

    Attributes:
        keys: for each field the place of each group's key; -1 where the field is missing.
        counts: events a group.
        first: the least time, microseconds since 1970; the greatest integer without one.
        last: the greatest time; `_NEVER` without one.
        severity: the worst; `_NONE` without one.
        rows: for each part the rows and the groups that they are in.
    """

    keys: list[Integers]
    counts: Integers
    first: Integers
    last: Integers
    severity: Integers
    rows: list[tuple[Integers, Integers]]


def groups(store: Store, query: Query, fields: tuple[str, ...], size: int, order: Order, buckets: int) -> Groups:
    """Groups of one to three fields.

    Raises:
        QueryError: no field, or more than three; or `ip`, which is two.
    """
    if not 1 <= len(fields) <= 3:
        raise QueryError(f"Events can be grouped by one to three fields, not by {len(fields)}.")
    segments = store.segments()
    parts = find_parts(store, segments, query, query.window)
    keys = [code_keys(parts, counted(field)) for field in fields]
    found = _grouped(parts, keys)
    chosen = _first_groups(found, keys, size, order)
    place = np.full(len(found.counts), -1, np.int64)
    place[chosen] = np.arange(len(chosen))
    rows = [(row[place[group] >= 0], place[group][place[group] >= 0]) for row, group in found.rows]
    sources, targets = (distinct_of(code_keys(parts, field), rows, len(chosen)) for field in ("src_ip", "dest_ip"))
    trends = _trends(narrowed(query.window, segments), parts, rows, len(chosen), buckets)
    texts = [[key.texts[index].as_py() if index >= 0 else None for index in codes[chosen].tolist()]
             for key, codes in zip(keys, found.keys, strict=True)]  # fmt: skip
    made = [
        Group(
            tuple(column[number] for column in texts),
            int(found.counts[index]),
            moment_of(found.first[index]),
            moment_of(found.last[index]),
            int(found.severity[index]) if found.severity[index] != _NONE else None,
            int(sources[number]),
            int(targets[number]),
            tuple(trends[number].tolist()),
        )
        for number, index in enumerate(chosen.tolist())
    ]
    return Groups(groups_frame(fields, made, size, order, buckets > 0), len(found.counts))


def _grouped(parts: Sequence[Part], keys: Sequence[Keys]) -> _Grouped:
    rows = [part.rows for part in parts]
    codes = [np.zeros(len(row), np.int64) for row in rows]
    places: list[Integers] = []
    groups, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for key in keys:
        width = len(key.texts) + 1
        for number, code in enumerate(codes):
            place, each = key.joined(number, rows[number])
            rows[number], codes[number] = rows[number][place], code[place] * width + each + 1
        # Coded anew after each field: the product of three numbers of keys may be beyond 64 bits.
        encoded = pa.array(np.concatenate(codes) if codes else groups).dictionary_encode()
        groups = encoded.indices.to_numpy().astype(np.int64)
        before, each = np.divmod(encoded.dictionary.to_numpy(), width)
        places = [*(place[before] for place in places), each - 1]
        counts = np.bincount(groups, minlength=len(before))
        bounds = np.cumsum([0, *map(len, rows)]).tolist()
        codes = [groups[begin:end] for begin, end in pairwise(bounds)]
    first, last = np.full(len(counts), _NONE), np.full(len(counts), _NEVER)
    severity = np.full(len(counts), _NONE)
    per_part = list(zip(rows, codes, strict=True))
    for part, (row, group) in zip(parts, per_part, strict=True):
        if part.segment.timed:
            times = part.segment.times[row].astype(np.int64)
            np.minimum.at(first, group, times)
            np.maximum.at(last, group, times)
        np.minimum.at(severity, group, _severities(part)[row])
    return _Grouped(places, counts, first, last, severity, per_part)


def _severities(part: Part) -> Integers:
    """The worst ``alert.severity`` of each row of the segment."""
    worst = np.full(part.segment.size, _NONE)
    column = part.segment.column("alert.severity", "number")
    if column is not None:
        rows, codes = part.entries(column)
        # What Suricata writes is 1 to 255; what an attacker wrote may not fit.
        known = np.array([int(value) if abs(value) < 2**53 else _NONE for value in column.values.tolist()], np.int64)
        np.minimum.at(worst, rows, known[codes])
    return worst


def _first_groups(found: _Grouped, keys: Sequence[Keys], size: int, order: Order) -> Integers:
    """The groups that come first, at most ``size``, in no order."""
    match order:
        case "count":
            urgency = np.zeros(len(found.counts), np.int64)
        case "severity":
            urgency = found.severity
        case "last":
            urgency = -np.maximum(found.last, -_NONE)
        case "first":
            urgency = np.where(found.first == _NONE, _NONE, -found.first)
    if size >= len(found.counts):
        return np.arange(len(found.counts))
    ranked = np.lexsort((-found.counts, urgency))
    bound = ranked[size - 1]
    ahead = (urgency < urgency[bound]) | ((urgency == urgency[bound]) & (found.counts > found.counts[bound]))
    ties = np.flatnonzero((urgency == urgency[bound]) & (found.counts == found.counts[bound]))
    ranks = [key.ranks()[codes[ties]] for key, codes in zip(keys, found.keys, strict=True)]
    chosen = np.flatnonzero(ahead)
    return np.concatenate([chosen, ties[np.lexsort(ranks[::-1])[: size - len(chosen)]]])


def distinct_of(keys: Keys, rows: Sequence[tuple[Integers, Integers]], size: int) -> Integers:
    """How many different keys the events of each group have."""
    pairs = [np.zeros(0, np.int64)]
    for number, (row, group) in enumerate(rows):
        place, code = keys.joined(number, row)
        there = code >= 0
        pairs.append(group[place[there]] * len(keys.texts) + code[there])
    distinct = pc.unique(pa.array(np.concatenate(pairs))).to_numpy()
    return np.bincount(distinct // max(len(keys.texts), 1), minlength=size)


def _trends(
    window: Window | None, parts: Sequence[Part], rows: Sequence[tuple[Integers, Integers]], size: int, buckets: int
) -> Integers:
    """A row of counts over time for each group; no columns when no buckets were asked."""
    if not buckets or window is None:
        return np.zeros((size, 0), np.int64)
    step = window.step(buckets)
    width = -(-window.length // step)
    table = np.zeros(size * width, np.int64)
    for part, (row, group) in zip(parts, rows, strict=True):
        if part.segment.timed:
            table += np.bincount(group * width + part.buckets(window, step)[row], minlength=size * width)
    return table.reshape(size, width)


def moment_of(micros: Any) -> datetime | None:
    """A time of a segment, UTC; ``None`` for the numbers that stand for no time."""
    return None if micros in (_NEVER, _NONE) else _EPOCH + timedelta(microseconds=int(micros))
